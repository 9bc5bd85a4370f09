// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The installation's two keys: the master key that the vault's data keys are wrapped under, and the key that signs
// checkpoints. Made on first start, kept in files only the owner may read; or nowhere here: `master.command` and
// `signing.command` hold a shell command each that prints the key in hexadecimal, from a key service, a TPM, a token.
//
// The master key can be exchanged (rotateMaster): what else was derived from the first one comes from `derive` from then on,
// which lies in `derive.sealed`, sealed under the master key of the day.
#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "server/settings/private_file.h"
#include "shared/base/dice.h"
#include "shared/base/result.h"

namespace ok {

class Store;

struct InstallationKeys {
    std::array<std::uint8_t, 32> master{};
    std::array<std::uint8_t, 32> signingSeed{};
    std::array<std::uint8_t, 32> derive{};   ///< links, passes and settings secrets come from it; the first master key
};

/// Reads both keys, or makes both when the directory has neither. One without the other, a file others may read, a command that
/// fails or takes longer than 30 s is a problem: `keys_incomplete`, `keys_exposed`, `keys_unreadable`; `keys_rotating` when an
/// exchange of the master key was interrupted: run it again.
[[nodiscard]] Result<InstallationKeys> loadOrMakeKeys(const std::filesystem::path& dir, const Dice& dice);

/// Opens what is sealed in settings files beside the keys of `dir`; where there are none yet, nothing is sealed. Problems as above.
[[nodiscard]] Result<settings::SecretBox> secretBoxOf(const std::filesystem::path& dir);

/// Opens and seals entries of this database under the master key of `dir` from now on. Without one the store stays as it is: what is
/// sealed in it says so when it is read. Problems as of loadOrMakeKeys().
[[nodiscard]] Status unlock(Store& store, const std::filesystem::path& dir);
/// The same with a store that is being opened.
[[nodiscard]] Result<std::unique_ptr<Store>> unlocked(Result<std::unique_ptr<Store>> opened, const std::filesystem::path& dir);

/// Exchanges the master key: every utility's ring is wrapped anew in one transaction, then the file is replaced. No server may run
/// on this database; what was interrupted is finished by doing it again. The next key is made with `dice`, or is what
/// `<dir>/master.next.command` prints where the key comes from a command. The number of rings.
[[nodiscard]] Result<int> rotateMaster(Store& store, const std::filesystem::path& dir, const Dice& dice);

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
