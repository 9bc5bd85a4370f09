// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The installation's two keys: the master key that the vault's data keys come from, and the key that signs
// checkpoints. Made on first start, kept in files only the owner may read.
#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "shared/base/dice.h"
#include "shared/base/result.h"

namespace ok {

class Store;

struct InstallationKeys {
    std::array<std::uint8_t, 32> master{};
    std::array<std::uint8_t, 32> signingSeed{};
};

/// Reads `<dir>/master.key` and `<dir>/signing.key` (hex), or makes both when the directory has neither. One without the
/// other, or a file others may read, is a problem: `keys_incomplete`, `keys_exposed`, `keys_unreadable`.
[[nodiscard]] Result<InstallationKeys> loadOrMakeKeys(const std::filesystem::path& dir, const Dice& dice);

/// Opens and seals entries of this database under `<dir>/master.key` from now on. Without that file the store stays as it is: what is
/// sealed in it says so when it is read. Problems `keys_exposed`, `keys_unreadable`.
[[nodiscard]] Status unlock(Store& store, const std::filesystem::path& dir);
/// The same with a store that is being opened.
[[nodiscard]] Result<std::unique_ptr<Store>> unlocked(Result<std::unique_ptr<Store>> opened, const std::filesystem::path& dir);

/// Names of the certificate and key files in `<dir>`; a self-signed pair for localhost is made when there is none.
struct CertificateFiles {
    std::string certificate;
    std::string key;
};
[[nodiscard]] Result<CertificateFiles> findOrMakeCertificate(const std::filesystem::path& dir);

/// What the drill's counterparts prove themselves with: the drill provider's token, which signs webhooks and receipts,
/// and the key of the drill's feed and partner routes. Files `provider.token` and `feed.key`.
struct DrillSecrets {
    std::string providerToken;
    std::string feedKey;
};
[[nodiscard]] Result<DrillSecrets> loadOrMakeDrillSecrets(const std::filesystem::path& dir, const Dice& dice);

}  // namespace ok
