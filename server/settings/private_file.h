// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Settings files with secrets in them: who may read them, and secrets that do not lie there in plain text (R3). A secret stands
// as `sealed:` and base64 of AES-256-GCM under a key of the installation's master key; `outagekit-server seal-secret` makes it.
// What is not sealed is taken as it is, and counted, so that the start can say so.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/dice.h"
#include "shared/base/json.h"

namespace ok::settings {

class SecretBox {
  public:
    SecretBox() = default;   ///< without a key: opens nothing
    explicit SecretBox(const std::array<std::uint8_t, 32>& master);

    /// Each time another text. Only with a key.
    [[nodiscard]] std::string seal(std::string_view secret, const Dice& dice) const;
    /// What is not sealed comes back as it is. Problem `secret_not_opened`: there is no key, or another one sealed it.
    [[nodiscard]] Result<std::string> open(std::string_view text) const;
    [[nodiscard]] static bool isSealed(std::string_view text) { return text.starts_with(prefix); }

  private:
    static constexpr std::string_view prefix = "sealed:";
    std::optional<std::array<std::uint8_t, 32>> m_key;
};

struct PrivateFile {
    std::string json;                   ///< every secret open
    std::vector<std::string> inPlain;   ///< the secrets that lie there in plain text: `valley.twilio.auth_token`
};

/// None when there is no such file, or `path` is empty. `what` begins the codes of its problems: `<what>_exposed` (others may
/// read it), `<what>_unreadable`, `<what>_invalid` (no JSON), `secret_not_opened` (with its field).
[[nodiscard]] Result<std::optional<PrivateFile>> readPrivateFile(const std::string& path, const std::string& what, const SecretBox& secrets);

}  // namespace ok::settings
