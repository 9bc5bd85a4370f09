// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WebAuthn's JSON between server and key: options in, credentials out. The same on the console and on okctl.
#pragma once
#include "app/keys/key_device.h"
#include "shared/base/json_text.h"

namespace ok::app {

/// PublicKeyCredentialRequestOptions. Problems `bad_answer`, `key_wrong_party` (see originFor).
[[nodiscard]] Result<KeyAsk> assertionAsked(JsonView options, const std::string& serverUrl);
/// PublicKeyCredentialCreationOptions.
[[nodiscard]] Result<KeyEnrolAsk> enrolmentAsked(JsonView options, const std::string& serverUrl);
/// PublicKeyCredential of an assertion.
[[nodiscard]] std::string credentialJson(const KeySaid& said);
/// The body of POST /v1/keys.
[[nodiscard]] std::string enrolmentJson(const KeyMade& made, const std::string& name);

}  // namespace ok::app
