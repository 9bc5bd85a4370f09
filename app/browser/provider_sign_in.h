// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signing in through an identity provider with the system's browser (RFC 8252): what is asked of the server before and after,
// and the loopback address the browser comes back to. Whoever uses it carries the questions and opens the browser.
#pragma once
#include "app/browser/loopback_listener.h"
#include "shared/base/digest.h"

namespace ok::browser {

class ProviderSignIn {
  public:
    /// `random`: 32 bytes that nobody else knows (RFC 7636). Problem `no_port`.
    static Result<ProviderSignIn> begin(ByteView random);

    /// For POST /v1/sign-in/start.
    [[nodiscard]] std::string startBody(const std::string& utility, const std::string& provider) const;
    /// Where the browser goes, from the answer. Problem `bad_answer`, also when it is no address of the web.
    [[nodiscard]] static Result<std::string> urlIn(std::string_view answer);
    /// What the browser brought back. Problems `timed_out`, and what the provider or the server refused it with.
    Result<std::string> waitForHandle(int seconds, const std::string& where);
    /// For POST /v1/sign-in/redeem; `deviceKey` may be empty.
    [[nodiscard]] std::string redeemBody(const std::string& handle, const std::string& device, const std::string& deviceKey) const;
    void stop() const { m_listener.stop(); }

  private:
    ProviderSignIn(LoopbackListener listener, std::string verifier) : m_listener(std::move(listener)), m_verifier(std::move(verifier)) {}
    LoopbackListener m_listener;
    std::string m_verifier;
};

}  // namespace ok::browser
