// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Files in the vault: cut into pieces, each sealed under the tenant's data key (vault.h), so that they lie in every backup and copy of the
// database, are sealed anew when keys rotate, and can be erased. A piece is found by its token alone; what it holds does not change.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "server/store/vault.h"

namespace ok {

inline constexpr std::size_t sealedPieceBytes = 512 * 1024;   ///< what a rotation of keys holds in memory at a time

/// How it is sealed, as people read it.
inline constexpr std::string_view sealedWith = "AES-256-GCM, the utility's data key under the installation's master key";

/// `origin`: what nothing else has; the same piece of the same origin is written once.
[[nodiscard]] Result<std::string> keepPiece(Vault& vault, TenantId tenant, std::string_view bytes, std::string_view origin);
[[nodiscard]] Result<std::vector<std::string>> keepPieces(Vault& vault, TenantId tenant, std::string_view bytes, std::string_view origin);

/// All of them in order. Problems `erased` (a piece is not there), `unseal_failed` and those of keys, `too_large`.
[[nodiscard]] Result<std::string> openPieces(const Vault& vault, TenantId tenant, const std::vector<std::string>& tokens, std::size_t most);

/// How many were there.
[[nodiscard]] Result<int> erasePieces(Vault& vault, TenantId tenant, const std::vector<std::string>& tokens);

}  // namespace ok
