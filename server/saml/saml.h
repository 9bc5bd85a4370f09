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
};
/// Problem `bad_metadata`.
[[nodiscard]] Result<IdentityProvider> readMetadata(std::string_view xml);

struct Expectation {
    std::string entityId;     ///< ours: the audience
    std::string acsUrl;       ///< ours: recipient and destination
    std::string requestId;    ///< what it must answer
    Instant now;
    Duration skew = seconds(60);
};

struct Assertion {
    std::string id, nameId;
    Instant notOnOrAfter;
    std::map<std::string, std::vector<std::string>> attributes;
};
/// `response` as posted, decoded. Problems: `saml_malformed`, `saml_unsigned`, `saml_bad_signature`, `saml_not_success`,
/// `saml_wrong_issuer`, `saml_wrong_audience`, `saml_wrong_recipient`, `saml_wrong_request`, `saml_expired`.
[[nodiscard]] Result<Assertion> verifyResponse(std::string_view response, const IdentityProvider& provider, const Expectation& expected);

struct Request {
    std::string id, entityId, acsUrl, destination;
    Instant now;
};
[[nodiscard]] std::string authnRequest(const Request& request);
/// As the HTTP-Redirect binding sends it: deflated and in Base64.
[[nodiscard]] std::string deflated(std::string_view xml);
/// What an identity provider wants to know of us.
[[nodiscard]] std::string ownMetadata(const std::string& entityId, const std::string& acsUrl);

}  // namespace ok::saml
