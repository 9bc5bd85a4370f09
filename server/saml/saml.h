// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SAML 2.0 as a service provider: what an identity provider says of itself, a request to sign in, and the verification of
// what it posts back. Bytes in, values out; libxml2 and libxmlsec1 show nowhere else.
//
// INVARIANT: attributes and the name are read from the very element whose signature was verified, found by walking down from
// the document's root, never by searching. A document with a second assertion, a second signature, a repeated id, a comment
// in a value or a document type is refused before any signature is looked at.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::saml {

struct IdentityProvider {
    std::string entityId;
    std::string signOnUrl;                 ///< HTTP-Redirect binding
    std::vector<std::string> certificates; ///< PEM, for signing
    std::string logoutUrl;                 ///< HTTP-Redirect binding; empty: it has no single logout
    std::string logoutAnswerUrl;           ///< where answers to its own requests go
};
/// Problem `bad_metadata`.
[[nodiscard]] Result<IdentityProvider> readMetadata(std::string_view xml);

struct Expectation {
    std::string entityId;     ///< ours: the audience
    std::string acsUrl;       ///< ours: recipient and destination
    std::string requestId;    ///< what it must answer
    Instant now;
    Duration skew = seconds(60);
    std::string decryptionKey = {};   ///< PEM, RSA; empty: an encrypted assertion is refused
    bool encryptedOnly = false;       ///< and one that is not encrypted, too
};

struct Assertion {
    std::string id, nameId;
    Instant notOnOrAfter;
    std::map<std::string, std::vector<std::string>> attributes;
};
/// `response` as posted, decoded. Problems: `saml_malformed`, `saml_unsigned`, `saml_bad_signature`, `saml_not_success`,
/// `saml_wrong_issuer`, `saml_wrong_audience`, `saml_wrong_recipient`, `saml_wrong_request`, `saml_expired`, `saml_not_encrypted`,
/// `saml_not_decrypted` (one answer whatever went wrong). Of what is encrypted: RSA-OAEP and AES-GCM; AES-CBC, which can be bent, only where
/// the response around it is signed and was verified before.
[[nodiscard]] Result<Assertion> verifyResponse(std::string_view response, const IdentityProvider& provider, const Expectation& expected);

struct Request {
    std::string id, entityId, acsUrl, destination;
    Instant now;
};
[[nodiscard]] std::string authnRequest(const Request& request);
/// As the HTTP-Redirect binding sends it: deflated and in Base64.
[[nodiscard]] std::string deflated(std::string_view xml);
/// At most 64 KiB of it. Problem `saml_malformed`.
[[nodiscard]] Result<std::string> inflated(std::string_view base64);

// --- single logout (HTTP-Redirect binding: the signature is over the address, not in the XML)

struct LogoutMessage {
    bool isRequest = false;
    std::string id, inResponseTo;
    std::string nameId;                    ///< of a request
    bool success = false;                  ///< of an answer
};
/// From that provider, to `destination`, a moment ago. Problems `saml_malformed`, `saml_wrong_issuer`, `saml_wrong_recipient`, `saml_expired`.
[[nodiscard]] Result<LogoutMessage> readLogout(std::string_view xml, const IdentityProvider& provider, const std::string& destination, Instant now);

struct LogoutWords {
    std::string id, entityId, destination;
    Instant now;
};
[[nodiscard]] std::string logoutRequest(const LogoutWords& words, const std::string& nameId);
[[nodiscard]] std::string logoutAnswer(const LogoutWords& words, const std::string& inResponseTo, bool success);

/// What an identity provider wants to know of us.
struct OwnService {
    std::string certificate = {};          ///< PEM: assertions are encrypted for it, and what we sign is verified by it
    std::string logoutUrl = {};
};
[[nodiscard]] std::string ownMetadata(const std::string& entityId, const std::string& acsUrl, const OwnService& more = {});

}  // namespace ok::saml
