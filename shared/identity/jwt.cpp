// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/jwt.h"

#include <algorithm>

namespace ok::identity {
namespace {

Problem bad(std::string what) { return problem("bad_token", std::move(what)); }

Status checkTimes(const JsonValue& claims, const IdTokenRules& rules) {
    const auto expires = access::timeClaim(claims, "exp"), issued = access::timeClaim(claims, "iat");
    if (!expires || !issued) return bad("the token does not say when it was made and when it ends");
    if (rules.now - rules.skew >= *expires) return problem("token_expired", "the token has expired");
    if (*issued > rules.now + rules.skew) return problem("token_from_the_future", "the token was made in the future: a clock is wrong");
    if (rules.now - *issued > rules.oldest + rules.skew) return problem("token_expired", "the token is older than a sign-in can be");
    if (const auto from = access::timeClaim(claims, "nbf"); from && *from > rules.now + rules.skew) return problem("token_from_the_future", "the token does not hold yet");
    return {};
}

}  // namespace

std::vector<std::string> claimTexts(const JsonValue& claims, std::string_view name) {
    std::vector<std::string> out;
    const JsonValue* held = claims.find(name);
    if (held == nullptr) return out;
    const auto add = [&out](const JsonValue& v) {
        if (v.text() != nullptr) out.push_back(*v.text());
        else if (v.boolean() != nullptr) out.emplace_back(*v.boolean() ? "true" : "false");
        else if (v.integer() != nullptr) out.push_back(std::to_string(*v.integer()));
    };
    if (held->array() == nullptr) add(*held);
    else for (const JsonValue& item : *held->array()) add(item);
    return out;
}

Status checkIdToken(const JsonValue& claims, const IdTokenRules& rules) {
    if (claims.textAt("iss") != rules.issuer) return problem("wrong_issuer", "the token is from somebody else");
    const auto audience = claimTexts(claims, "aud");
    if (std::find(audience.begin(), audience.end(), rules.clientId) == audience.end()) return problem("wrong_audience", "the token is for somebody else");
    const std::string_view party = claims.textAt("azp");
    if ((audience.size() > 1 && party.empty()) || (!party.empty() && party != rules.clientId)) return problem("wrong_party", "the token was given to somebody else");
    OK_TRY(checkTimes(claims, rules));
    const std::string_view nonce = claims.textAt("nonce");
    if (rules.nonce.empty() || !constantTimeEqual(asBytes(nonce), asBytes(rules.nonce))) return problem("wrong_nonce", "the token answers another sign-in");
    if (claims.textAt("sub").empty() || claims.textAt("sub").size() > 255) return bad("the token does not say who it is about");
    const std::string_view held = claims.textAt("at_hash");
    if (!held.empty() && !rules.accessToken.empty()) {
        const Digest whole = sha256(rules.accessToken);
        if (toBase64Url(ByteView(whole.bytes).subspan(0, 16)) != held) return problem("wrong_at_hash", "the access token is not the one this token was made with");
    }
    return {};
}

std::string pkceChallenge(std::string_view verifier) { return toBase64Url(sha256(verifier).bytes); }

}  // namespace ok::identity
