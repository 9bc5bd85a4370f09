// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the page /sign-in says to a person; the beginning of its script.
#pragma once
#include <string_view>

namespace ok::access {

inline constexpr std::string_view keyPageWords = R"js("use strict";
// The server says why by a code; the words are here.
const words = {
  key_refused: "This security key was not accepted.",
  code_refused: "This code was not accepted.",
  sign_in_refused: "User or password is wrong.",
  too_many_attempts: "Too many attempts. Wait ten minutes and try again.",
  ticket_refused: "That took too long. Sign in again.",
  challenge_expired: "That took too long. Try again.",
  challenge_used: "That was answered already. Try again.",
  step_up_required: "Verification required to continue.",
  no_key_registered: "No key registered. Add a security key, or ask your administrator.",
  user_verification_required: "User verification required: set a PIN on your security key.",
  unsupported_authenticator: "This make of security key is not approved. Use one from your utility's list.",
  attestation_untrusted: "This security key does not prove its make. Use one from your utility's list.",
  hardware_key_required: "Hardware security key required.",
  key_too_old: "This security key is of an old kind. Use a FIDO2 key with a PIN.",
  discoverable_key_required: "This security key cannot keep your account. Use another one.",
  credential_expired: "This security key has expired. Add it again, or another one, within ten minutes.",
  region_restricted: "Security keys are not taken from where you are. Use your utility's network.",
  key_already_enrolled: "This security key is enrolled already.",
  key_name_taken: "Another of your keys has this name.",
  bad_key_name: "Give the key a name of 1 to 40 letters, digits and spaces.",
  last_key: "This is your last security key. Without one, what demands a key stays closed to you.",
};
const browserWords = {
  NotAllowedError: "No security key answered, or you cancelled. Insert or tap your key and try again.",
  InvalidStateError: "This security key is enrolled already.",
  SecurityError: "This page's address does not fit the security key. Check the address.",
  NotSupportedError: "This security key cannot do what is needed here.",
};
)js";

}  // namespace ok::access
