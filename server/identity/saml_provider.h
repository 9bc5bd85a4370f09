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

  private:
    Status load();
    SamlSettings m_settings;
    std::string m_entityId, m_acsUrl;
    std::optional<saml::IdentityProvider> m_provider;
};

}  // namespace ok::identity
