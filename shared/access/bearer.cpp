// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/bearer.h"

#include <algorithm>

namespace ok::access {
namespace {

constexpr std::string_view passContext = "outagekit client pass 1";

Problem notSignedIn() { return problem("not_signed_in", "sign in first: no valid token was sent"); }

/// What follows the scheme and its one space; nothing when another scheme is named.
std::string_view afterScheme(std::string_view header, std::string_view scheme) {
    if (header.size() <= scheme.size() + 1 || header[scheme.size()] != ' ') return {};
    const bool same = std::equal(scheme.begin(), scheme.end(), header.begin(),
                                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); });
    return same ? header.substr(scheme.size() + 1) : std::string_view();
}

// token68 of RFC 9110 without the padding no token of ours has.
bool isTokenText(std::string_view text) {
    return !text.empty() && text.size() <= maxBearer && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    });
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string formDecoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
        const int low = high >= 0 ? hexDigit(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

Result<std::string_view> bearerIn(std::string_view authorization) {
    const std::string_view token = afterScheme(authorization, "bearer");
    if (!isTokenText(token)) return notSignedIn();
    return token;
}

Result<BasicCredentials> basicIn(std::string_view authorization) {
    const auto bad = [] { return problem("invalid_client", "the client could not be authenticated"); };
    const std::string_view encoded = afterScheme(authorization, "basic");
    if (encoded.empty() || encoded.size() > maxBearer) return bad();
    const auto raw = fromBase64(encoded);
    if (!raw.ok()) return bad();
    const std::string_view text = asText(*raw);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) return bad();
    return BasicCredentials{formDecoded(text.substr(0, colon)), formDecoded(text.substr(colon + 1))};
}

std::string formatRefresh(const RefreshToken& token) {
    Bytes raw(token.session.bytes.begin(), token.session.bytes.end());
    raw.insert(raw.end(), token.family.begin(), token.family.end());
    raw.insert(raw.end(), token.secret.begin(), token.secret.end());
    return std::string(refreshPrefix) + toBase64Url(raw);
}

Result<RefreshToken> parseRefresh(std::string_view text) {
    if (!text.starts_with(refreshPrefix) || text.size() > maxBearer) return notSignedIn();
    const auto raw = fromBase64(text.substr(refreshPrefix.size()));
    RefreshToken out;
    const std::size_t idBytes = out.session.bytes.size();
    if (!raw.ok() || raw->size() != idBytes + out.family.size() + out.secret.size()) return notSignedIn();
    auto at = raw->begin();
    for (auto& byte : out.session.bytes) byte = *at++;
    for (auto& byte : out.family) byte = *at++;
    for (auto& byte : out.secret) byte = *at++;
    // One token, one text: another spelling (padding, the other alphabet) would slip past whoever compares texts.
    if (formatRefresh(out) != text) return notSignedIn();
    return out;
}

std::string sealPass(const PassKey& key, const std::array<std::uint8_t, 12>& nonce, const ClientPass& pass) {
    return std::string(clientPassPrefix) + toBase64Url(seal(key, nonce, asBytes(toJson(pass)), asBytes(passContext)));
}

Result<ClientPass> openPass(const PassKey& key, std::string_view token) {
    if (!token.starts_with(clientPassPrefix) || token.size() > maxBearer) return notSignedIn();
    const auto sealed = fromBase64(token.substr(clientPassPrefix.size()));
    if (!sealed.ok()) return notSignedIn();
    const auto plain = unseal(key, *sealed, asBytes(passContext));
    if (!plain.ok()) return notSignedIn();
    auto pass = fromJson<ClientPass>(asText(*plain));
    if (!pass.ok()) return notSignedIn();
    return std::move(*pass);
}

}  // namespace ok::access
