// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/saml_provider.h"

#include <fstream>

#include "server/outbox/http_client.h"

namespace ok::identity {
namespace {

// An XML id begins with a letter; the nonce stays between us and our seal.
std::string requestIdOf(const std::string& nonce) { return "ok" + sha256(nonce).hex(); }

}  // namespace

SamlProvider::SamlProvider(SamlSettings settings, const std::string& publicUrl, const std::string& utility, const std::string& name)
    : m_settings(std::move(settings)), m_entityId(m_settings.entityId.empty() ? publicUrl + "/v1/saml/" + utility + "/" + name : m_settings.entityId),
      m_acsUrl(publicUrl + "/v1/sign-in/acs") {}

Status SamlProvider::load() {
    if (m_provider) return {};
    std::ifstream file(m_settings.metadataFile, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    OK_ASSIGN(m_provider, saml::readMetadata(text));
    return {};
}

Result<std::string> SamlProvider::signOnUrl(const std::string& nonce, const std::string& relayState, Instant now) {
    OK_TRY(load());
    const std::string request = saml::authnRequest({requestIdOf(nonce), m_entityId, m_acsUrl, m_provider->signOnUrl, now});
    return m_provider->signOnUrl + (m_provider->signOnUrl.find('?') == std::string::npos ? "?" : "&") +
           outbox::formEncode({{"SAMLRequest", saml::deflated(request)}, {"RelayState", relayState}});
}

Result<Assertion> SamlProvider::read(const std::string& posted, const std::string& nonce, Instant now) {
    OK_TRY(load());
    const auto xml = fromBase64(posted);
    if (!xml.ok()) return problem("saml_malformed", "the answer is not Base64");
    OK_ASSIGN(const saml::Assertion read, saml::verifyResponse(asText(*xml), *m_provider, {m_entityId, m_acsUrl, requestIdOf(nonce), now}));
    const auto first = [&read](const std::string& name) {
        const auto found = read.attributes.find(name);
        return found == read.attributes.end() || found->second.empty() ? std::string() : found->second.front();
    };
    Assertion out;
    out.subject = read.nameId;
    out.userName = first(m_settings.userNameAttribute);
    if (out.userName.empty()) out.userName = read.nameId;
    out.name = {first(m_settings.nameAttribute)};
    if (out.name.text.empty()) out.name.text = out.userName;
    if (const auto groups = read.attributes.find(m_settings.groupsAttribute); groups != read.attributes.end()) out.facts.groups = groups->second;
    for (const std::string& name : m_settings.attributes) {
        if (const auto found = read.attributes.find(name); found != read.attributes.end() && !found->second.empty()) out.facts.attributes[asciiLower(name)] = found->second;
    }
    out.facts = tidied(std::move(out.facts));
    // The assertion's id, not its bytes: the same assertion in other clothes is the same assertion.
    out.hash = sha256(m_provider->entityId + "|" + read.id).hex();
    return out;
}

std::string SamlProvider::ownMetadata() const { return saml::ownMetadata(m_entityId, m_acsUrl); }

}  // namespace ok::identity
