// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/saml_provider.h"

#include <algorithm>
#include <fstream>

#include "server/identity/client_key.h"
#include "server/net/url.h"
#include "server/outbox/http_client.h"
#include "shared/base/verify_key.h"

namespace ok::identity {
namespace {

// An XML id begins with a letter; the nonce stays between us and our seal.
std::string requestIdOf(const std::string& nonce) { return "ok" + sha256(nonce).hex(); }

std::string fileText(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

constexpr const char* rsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/// A parameter as it was sent, still encoded: the signature is over these very letters. Empty: none, or more than one.
std::string_view rawParameter(std::string_view query, std::string_view name) {
    std::string_view out;
    int found = 0;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
            out = pair.substr(name.size() + 1);
            ++found;
        }
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return found == 1 ? out : std::string_view();
}

}  // namespace

SamlProvider::SamlProvider(SamlSettings settings, const std::string& publicUrl, const std::string& utility, const std::string& name)
    : m_settings(std::move(settings)), m_entityId(m_settings.entityId.empty() ? publicUrl + "/v1/saml/" + utility + "/" + name : m_settings.entityId),
      m_acsUrl(publicUrl + "/v1/sign-in/acs"), m_logoutUrl(publicUrl + "/v1/saml/" + utility + "/" + name + "/logout"), m_certificate(m_settings.certificateFile.empty() ? std::string() : fileText(m_settings.certificateFile)) {}

Status SamlProvider::load() {
    if (m_provider) return {};
    OK_ASSIGN(m_provider, saml::readMetadata(fileText(m_settings.metadataFile)));
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
    saml::Expectation expected{m_entityId, m_acsUrl, requestIdOf(nonce), now};
    expected.encryptedOnly = m_settings.encryptedOnly;
    if (!m_settings.keyFile.empty()) {
        // The same care as with the client's key: what others may read is not used.
        OK_TRY(ClientKey::fromFile(m_settings.keyFile));
        expected.decryptionKey = fileText(m_settings.keyFile);
    }
    OK_ASSIGN(const saml::Assertion read, saml::verifyResponse(asText(*xml), *m_provider, expected));
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

std::string SamlProvider::ownMetadata() const {
    const bool signsOut = !m_settings.keyFile.empty();
    return saml::ownMetadata(m_entityId, m_acsUrl, {m_certificate, signsOut ? m_logoutUrl : std::string()});
}

// --- single logout

std::string SamlProvider::logoutIdOf(const std::string& nonce) { return "okl" + sha256("logout " + nonce).hex(); }

Result<std::string> SamlProvider::signedUrl(const std::string& place, const char* name, const std::string& xml, std::string_view relayState) {
    OK_ASSIGN(const ClientKey key, ClientKey::fromFile(m_settings.keyFile));
    if (key.algorithm() != "RS256") return problem("bad_client_key", "what is said about signing out is signed with an RSA key");
    std::string signedText = std::string(name) + "=" + net::percentEncode(saml::deflated(xml));
    if (!relayState.empty()) signedText += "&RelayState=" + net::percentEncode(relayState);
    signedText += "&SigAlg=" + net::percentEncode(rsaSha256);
    OK_ASSIGN(const std::string signature, key.sign(signedText));
    return place + (place.find('?') == std::string::npos ? "?" : "&") + signedText + "&Signature=" + net::percentEncode(toBase64(asBytes(signature)));
}

Result<std::string> SamlProvider::logoutUrl(const std::string& subject, const std::string& nonce, const std::string& relayState, Instant now) {
    OK_TRY(load());
    if (m_settings.keyFile.empty() || m_provider->logoutUrl.empty()) return std::string();
    return signedUrl(m_provider->logoutUrl, "SAMLRequest", saml::logoutRequest({logoutIdOf(nonce), m_entityId, m_provider->logoutUrl, now}, subject), relayState);
}

Result<saml::LogoutMessage> SamlProvider::readLogout(std::string_view query, Instant now) {
    OK_TRY(load());
    const char* name = rawParameter(query, "SAMLRequest").empty() ? "SAMLResponse" : "SAMLRequest";
    const std::string_view message = rawParameter(query, name), relay = rawParameter(query, "RelayState"), algorithm = rawParameter(query, "SigAlg"), signature = rawParameter(query, "Signature");
    const auto packed = net::percentDecode(message), method = net::percentDecode(algorithm), sign = net::percentDecode(signature);
    if (message.empty() || query.size() > 16 * 1024 || !packed.ok() || !method.ok() || !sign.ok()) return problem("saml_malformed", "this is no message about signing out");
    const auto wrong = [] { return problem("saml_bad_signature", "the message is not signed by the identity provider"); };
    const auto raw = fromBase64(*sign);
    if (*method != rsaSha256 || !raw.ok() || raw->empty()) return wrong();
    std::string signedText = std::string(name) + "=" + std::string(message);
    if (!relay.empty()) signedText += "&RelayState=" + std::string(relay);
    signedText += "&SigAlg=" + std::string(algorithm);
    const bool known = std::any_of(m_provider->certificates.begin(), m_provider->certificates.end(), [&](const std::string& pem) {
        const auto read = Certificate::allFromPem(pem);
        return read.ok() && read->front().key().verify(SignatureAlgorithm::rs256, asBytes(signedText), *raw);
    });
    if (!known) return wrong();
    OK_ASSIGN(const std::string xml, saml::inflated(*packed));
    return saml::readLogout(xml, *m_provider, m_logoutUrl, now);
}

Result<std::string> SamlProvider::logoutAnswerUrl(const saml::LogoutMessage& asked, const std::string& nonce, std::string_view relayState, bool success, Instant now) {
    OK_TRY(load());
    if (m_settings.keyFile.empty() || m_provider->logoutAnswerUrl.empty()) return std::string();
    return signedUrl(m_provider->logoutAnswerUrl, "SAMLResponse", saml::logoutAnswer({logoutIdOf(nonce), m_entityId, m_provider->logoutAnswerUrl, now}, asked.id, success), relayState);
}

}  // namespace ok::identity
