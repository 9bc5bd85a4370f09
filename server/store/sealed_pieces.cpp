// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/store/sealed_pieces.h"

namespace ok {

Result<std::string> keepPiece(Vault& vault, TenantId tenant, std::string_view bytes, std::string_view origin) {
    OK_ASSIGN(auto token, vault.putOwn(tenant, FreeText{std::string(bytes)}, origin));
    return std::move(token.token);
}

Result<std::vector<std::string>> keepPieces(Vault& vault, TenantId tenant, std::string_view bytes, std::string_view origin) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < bytes.size(); at += sealedPieceBytes) {
        OK_ASSIGN(auto token, keepPiece(vault, tenant, bytes.substr(at, sealedPieceBytes), std::string(origin) + "|" + std::to_string(out.size())));
        out.push_back(std::move(token));
    }
    return out;
}

Result<std::string> openPieces(const Vault& vault, TenantId tenant, const std::vector<std::string>& tokens, std::size_t most) {
    std::string out;
    for (const std::string& token : tokens) {
        OK_ASSIGN(const FreeText piece, vault.open(tenant, Token<FreeText>{token}));
        if (out.size() + piece.text.size() > most) return problem("too_large", "the pieces are more than the file was");
        out += piece.text;
    }
    return out;
}

Result<int> erasePieces(Vault& vault, TenantId tenant, const std::vector<std::string>& tokens) {
    int out = 0;
    for (const std::string& token : tokens) {
        OK_ASSIGN(const bool there, vault.erase(tenant, token));
        out += there ? 1 : 0;
    }
    return out;
}

}  // namespace ok
