// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A relying party of one OpenID provider: discovery, keys, the exchange of a code for an ID token, and its verification.
// Blocking; belongs to the sign-in thread.
#pragma once
#include <functional>
#include <string>

#include "server/identity/identity_settings.h"
#include "shared/identity/jwt.h"
#include "shared/identity/mapping.h"

namespace ok::identity {

/// Who came, as a provider's verified assertion says.
struct Assertion {
    std::string subject, userName;
    PersonName name;
    IdentityFacts facts;
    std::string hash;        ///< of the assertion itself: it works once
};

class OidcClient {
  public:
    OidcClient(OidcSettings settings, std::string redirectUri, std::function<Instant()> clock)
        : m_settings(std::move(settings)), m_redirect(std::move(redirectUri)), m_clock(std::move(clock)) {}

    struct Request {
        std::string state, nonce, verifier;
    };
    /// Where the browser goes. Problem `provider_unreachable`, `bad_discovery`.
    [[nodiscard]] Result<std::string> authorizationUrl(const Request& request);
    /// What came back: `iss` as RFC 9207 has it, empty when absent. Problem `mix_up`.
    [[nodiscard]] Status checkIssuer(std::string_view iss);
    [[nodiscard]] Result<Assertion> redeem(const std::string& code, const Request& request);
    [[nodiscard]] const OidcSettings& settings() const { return m_settings; }

  private:
    struct Discovery {
        std::string authorization, token, keys;
        bool namesIssuer = false;
        Instant readAt;
    };
    Status discover();
    Status readKeys(bool anew);
    Status verify(const Jws& token);
    [[nodiscard]] Assertion assertionOf(const JsonValue& claims, const std::string& token) const;

    OidcSettings m_settings;
    std::string m_redirect;
    std::function<Instant()> m_clock;
    std::optional<Discovery> m_discovery;
    std::vector<Jwk> m_keys;
    Instant m_keysAt;
};

}  // namespace ok::identity
