// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One SAML identity provider of one utility, as the sign-in flow uses it.
#pragma once
#include "server/identity/oidc_client.h"
#include "server/saml/saml.h"

namespace ok::identity {

class SamlProvider {
  public:
    SamlProvider(SamlSettings settings, const std::string& publicUrl, const std::string& utility, const std::string& name);

    /// Where the browser goes. The request's id follows from the flow's nonce. Problem `bad_metadata`.
    [[nodiscard]] Result<std::string> signOnUrl(const std::string& nonce, const std::string& relayState, Instant now);
    /// `SAMLResponse` as posted.
    [[nodiscard]] Result<Assertion> read(const std::string& posted, const std::string& nonce, Instant now);
    [[nodiscard]] std::string ownMetadata() const;

    // --- single logout; where the provider has none, or we have no key, there is none
    /// Where the browser of who signed out here goes, to sign out there. Empty: nowhere. `nonce`: of the request's id.
    [[nodiscard]] Result<std::string> logoutUrl(const std::string& subject, const std::string& nonce, const std::string& relayState, Instant now);
    /// What the provider sent through a browser: the part of the address behind `?`, as sent. Problems of saml::readLogout(), `saml_bad_signature`.
    [[nodiscard]] Result<saml::LogoutMessage> readLogout(std::string_view query, Instant now);
    /// Where that browser goes next, with our answer.
    [[nodiscard]] Result<std::string> logoutAnswerUrl(const saml::LogoutMessage& asked, const std::string& nonce, std::string_view relayState, bool success, Instant now);
    [[nodiscard]] static std::string logoutIdOf(const std::string& nonce);

  private:
    Status load();
    Result<std::string> signedUrl(const std::string& place, const char* name, const std::string& xml, std::string_view relayState);
    SamlSettings m_settings;
    std::string m_entityId, m_acsUrl, m_logoutUrl, m_certificate;
    std::optional<saml::IdentityProvider> m_provider;
};

}  // namespace ok::identity
