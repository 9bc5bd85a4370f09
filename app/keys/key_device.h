// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A security key as the console and okctl see it: it is asked to enrol or to assert, on a thread that may wait, and can be
// told to stop from another. The driver for USB keys is fido_key_device.h; where there is none, NoKeyDevice says so.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shared/base/digest.h"

namespace ok::app {

/// What the server asked for, and where: the origin is the server's address as the person chose it.
struct KeyAsk {
    std::string origin;
    std::string partyId;
    std::string challenge;                  ///< base64url, as it came
    std::vector<std::string> credentials;   ///< base64url: those that may answer; those that must not be there, when enrolling
    bool userVerification = true;
    int timeoutMs = 60'000;
};

struct KeyEnrolAsk : KeyAsk {
    std::string partyName;
    std::string userId;                     ///< base64url
    std::string userName;
    bool discoverable = false;
};

struct KeyMade {
    std::string credentialId, clientData, attestationObject;   ///< base64url
    bool discoverable = false;
};
struct KeySaid {
    std::string credentialId, clientData, authenticatorData, signature, userHandle;
};

/// Problems of a device: `no_key` (none is plugged in), `wrong_key` (it knows none of these credentials), `pin_needed`,
/// `pin_wrong` (details `tries`), `pin_blocked`, `pin_not_set`, `key_denied`, `key_timed_out`, `key_cancelled`,
/// `key_known` (enrolled already), `key_full`, `key_unsupported`, `key_failed`.
class KeyDevice {
  public:
    virtual ~KeyDevice() = default;
    /// `pin` empty: none was typed yet. Waits for the person's touch.
    [[nodiscard]] virtual Result<KeyMade> enrol(const KeyEnrolAsk& ask, const std::string& pin) = 0;
    [[nodiscard]] virtual Result<KeySaid> assertion(const KeyAsk& ask, const std::string& pin) = 0;
    /// From any thread: whoever waits hears `key_cancelled`. The next question is a new one.
    virtual void cancel() = 0;
};

/// Where no driver was built.
class NoKeyDevice final : public KeyDevice {
  public:
    [[nodiscard]] Result<KeyMade> enrol(const KeyEnrolAsk&, const std::string&) override { return none(); }
    [[nodiscard]] Result<KeySaid> assertion(const KeyAsk&, const std::string&) override { return none(); }
    void cancel() override {}

  private:
    static Problem none() { return problem("key_unsupported", "this build cannot speak to security keys"); }
};

/// The origin of `https://host:port/...`, if a key may answer to `partyId` there: the same host or a parent of it, and
/// https, or this machine. Problem `key_wrong_party`: a page that is not the utility's must not get an answer for it.
[[nodiscard]] Result<std::string> originFor(const std::string& serverUrl, const std::string& partyId);

/// What a browser calls client data, in the one spelling we write.
[[nodiscard]] std::string clientDataJson(const std::string& type, const std::string& challenge, const std::string& origin);

}  // namespace ok::app
