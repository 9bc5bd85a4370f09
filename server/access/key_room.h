// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Security keys and codes on the gate: what is kept of them (sealed in the vault) and what the handlers of enrolment,
// assertion and codes share. The gate's thread verifies: some 80 µs for a signature.
#pragma once
#include <functional>
#include <optional>

#include "server/gate/gate.h"
#include "shared/access/challenge.h"
#include "shared/access/key_commands.h"
#include "shared/access/key_events.h"
#include "shared/access/user.h"

namespace ok::access {

/// Where this server is, as browsers see it: WebAuthn's relying party.
struct KeyPlace {
    std::string partyId;                 ///< `outages.example.org`
    std::vector<std::string> origins;    ///< `https://outages.example.org`, ...
};

struct KeySettings {
    std::function<KeyPlace()> place;     ///< asked at each ceremony: ports may be known late
    Digest challengeKey;                 ///< the same on every server of a database
};

/// The place behind a public URL and this machine's own ports; loopback is `localhost`, for WebAuthn knows no numbers.
[[nodiscard]] KeyPlace placeOf(const std::string& publicUrl, const std::string& address, std::uint16_t httpPort, std::uint16_t httpsPort);

void addKeyHandlers(Gate& gate, KeySettings settings);

// --- shared by the handlers

/// What a key is verified with. Sealed: neither entries nor documents hold it.
struct KeySecrets {
    std::string credentialId;   ///< base64url, like the next
    std::string publicKey;
    std::string aaguid;
    std::int64_t counter = 0;
};
BOOST_DESCRIBE_STRUCT(KeySecrets, (), (credentialId, publicKey, aaguid, counter))

/// Keeps a described value in the vault under a name; an older value of that name is erased.
template <class T>
Status keepSealed(CommandContext& cx, const std::string& name, const T& value) {
    const auto before = cx.store().setting(cx.tenant(), name);
    OK_ASSIGN(const auto token, cx.vault().put(cx.tenant(), Secret{toJson(value)}));
    if (before && !before->empty() && *before != token.token) OK_TRY(cx.vault().erase(cx.tenant(), *before));
    return cx.store().putSetting(cx.tenant(), name, token.token);
}
template <class T>
Result<T> openSealed(CommandContext& cx, const std::string& name) {
    const auto token = cx.store().setting(cx.tenant(), name);
    if (!token || token->empty()) return problem("erased", "nothing is kept under this name");
    OK_ASSIGN(const Secret text, cx.vault().open(cx.tenant(), Token<Secret>{*token}));
    return fromJson<T>(text.text);
}
Status eraseSealed(CommandContext& cx, const std::string& name);

[[nodiscard]] std::string keySecretName(KeyId key);
[[nodiscard]] std::string totpSecretName(UserId user);
[[nodiscard]] std::string recoverySecretName(UserId user);

[[nodiscard]] KeyPolicy policyOf(Views& views);
/// The signed-in person who asks; problem `not_a_person`.
[[nodiscard]] Result<User> askingUser(CommandContext& cx);
[[nodiscard]] std::vector<SecurityKey> keysOf(Views& views, UserId user, std::optional<KeyState> state = KeyState::active);

/// A failed factor leaves its entry, counts against guessing, and is an alert at the fifth in ten minutes.
void leaveFailure(CommandContext& cx, UserId user, const std::string& login, const std::string& address);
/// Problem `too_many_attempts` for whom too many factors failed lately.
[[nodiscard]] Status checkAttempts(CommandContext& cx, UserId user);

/// Whatever keys somebody has are removed; how many.
[[nodiscard]] Result<std::int64_t> removeEveryKey(CommandContext& cx, UserId user, const std::string& reason);

// The groups of handlers.
void addKeyChangeHandlers(Gate& gate, const KeySettings& settings);
void addAssertionHandlers(Gate& gate, const KeySettings& settings);
void addCodeHandlers(Gate& gate);

/// Opens a challenge inside client data: ours, for this, in time, not answered before.
struct OpenedChallenge {
    Bytes challenge;
    SpentChallenge spent;
};
[[nodiscard]] Result<OpenedChallenge> openAnswered(CommandContext& cx, const KeySettings& settings, ByteView clientData,
                                                   const std::string& purpose, const std::string& binding);

}  // namespace ok::access
