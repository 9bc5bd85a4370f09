// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/oidc_client.h"

#include "server/identity/client_key.h"
#include "server/net/url.h"
#include "server/outbox/http_client.h"

namespace ok::identity {
namespace {

constexpr Duration discoveryLives = hours(1), keysLive = minutes(15), keysRest = seconds(10);

Result<JsonValue> fetch(const std::string& url) {
    const auto got = outbox::call({.url = url, .headers = {{"Accept", "application/json"}}, .connectTime = seconds(3), .totalTime = seconds(10)});
    if (got.state != outbox::HttpAnswer::State::answered) return problem("provider_unreachable", "the identity provider does not answer", {{"reason", got.reason}});
    if (got.status != 200) return problem("provider_unreachable", "the identity provider answered " + std::to_string(got.status));
    return JsonValue::parse(got.body);
}

/// An endpoint lies where the issuer does, or is encrypted: a provider on this machine may do without.
bool soundEndpoint(const std::string& url, const std::string& issuer) {
    if (url.starts_with("https://")) return true;
    return issuer.starts_with("http://") && url.starts_with(issuer.substr(0, issuer.find('/', 7)) + "/");
}

}  // namespace

Status OidcClient::discover() {
    const Instant now = m_clock();
    if (m_discovery && now - m_discovery->readAt < discoveryLives) return {};
    std::string place = m_settings.issuer;
    if (place.ends_with('/')) place.pop_back();
    OK_ASSIGN(const JsonValue about, fetch(place + "/.well-known/openid-configuration"));
    // Another issuer behind this address would let its tokens pass for this one's.
    if (about.textAt("issuer") != m_settings.issuer) return problem("bad_discovery", "the provider calls itself something else than the settings do");
    Discovery next{std::string(about.textAt("authorization_endpoint")), std::string(about.textAt("token_endpoint")), std::string(about.textAt("jwks_uri")), false, now};
    for (const std::string& url : {next.authorization, next.token, next.keys}) {
        if (!soundEndpoint(url, m_settings.issuer)) return problem("bad_discovery", "the provider names an address that is not encrypted");
    }
    const JsonValue* names = about.find("authorization_response_iss_parameter_supported");
    next.namesIssuer = names != nullptr && names->boolean() != nullptr && *names->boolean();
    m_discovery = std::move(next);
    return {};
}

Status OidcClient::readKeys(bool anew) {
    const Instant now = m_clock();
    // A stranger's token must not make us ask the provider at every try.
    if (m_keysAt.known() && now - m_keysAt < (anew ? keysRest : keysLive)) return {};
    OK_ASSIGN(const JsonValue set, fetch(m_discovery->keys));
    OK_ASSIGN(m_keys, parseKeySet(set.canonical()));
    m_keysAt = now;
    return {};
}

Result<std::string> OidcClient::authorizationUrl(const Request& request) {
    OK_TRY(discover());
    std::string scopes;
    for (const std::string& scope : m_settings.scopes) scopes += (scopes.empty() ? "" : " ") + scope;
    const std::string query = outbox::formEncode({{"response_type", "code"}, {"client_id", m_settings.clientId}, {"redirect_uri", m_redirect}, {"scope", scopes},
                                                  {"state", request.state}, {"nonce", request.nonce}, {"code_challenge", pkceChallenge(request.verifier)},
                                                  {"code_challenge_method", "S256"}});
    return m_discovery->authorization + (m_discovery->authorization.find('?') == std::string::npos ? "?" : "&") + query;
}

Status OidcClient::checkIssuer(std::string_view iss) {
    OK_TRY(discover());
    if (iss.empty() && !m_discovery->namesIssuer) return {};
    if (iss == m_settings.issuer) return {};
    return problem("mix_up", "the answer came from another provider than the one that was asked");
}

// Providers change keys; a token by a key we do not know is a reason to look, once in a while.
Status OidcClient::verify(const Jws& token) {
    OK_TRY(readKeys(false));
    Status outcome = verifyJws(token, m_keys);
    if (outcome.ok() || outcome.problem().code != "unknown_key") return outcome;
    OK_TRY(readKeys(true));
    return verifyJws(token, m_keys);
}

Result<Assertion> OidcClient::redeem(const std::string& code, const Request& request) {
    OK_TRY(discover());
    outbox::HttpCall call{.method = "POST", .url = m_discovery->token, .connectTime = seconds(3), .totalTime = seconds(10)};
    call.form = {{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", m_redirect}, {"code_verifier", request.verifier}};
    if (!m_settings.clientKeyFile.empty()) {
        OK_ASSIGN(const ClientKey key, ClientKey::fromFile(m_settings.clientKeyFile));
        // The flow's verifier is fresh and ours alone: what is made of it names this one exchange.
        OK_ASSIGN(std::string proof, clientAssertion(key, {m_settings.clientId, m_discovery->token, sha256("client assertion " + request.verifier + code).hex(), m_settings.clientKeyId, m_clock()}));
        call.form.emplace_back("client_id", m_settings.clientId);
        call.form.emplace_back("client_assertion_type", clientAssertionType);
        call.form.emplace_back("client_assertion", std::move(proof));
    } else if (m_settings.clientSecret.empty()) {
        call.form.emplace_back("client_id", m_settings.clientId);
    } else {
        call.user = net::percentEncode(m_settings.clientId);
        call.password = net::percentEncode(m_settings.clientSecret);
    }
    const auto got = outbox::call(call);
    if (got.state != outbox::HttpAnswer::State::answered) return problem("provider_unreachable", "the identity provider does not answer", {{"reason", got.reason}});
    const auto body = JsonValue::parse(got.body);
    if (got.status != 200 || !body.ok()) {
        return problem("code_refused", "the identity provider did not accept the code", {{"error", body.ok() ? std::string(body->textAt("error").substr(0, 60)) : ""}});
    }
    const std::string token(body->textAt("id_token"));
    OK_ASSIGN(const Jws read, parseJws(token));
    OK_TRY(verify(read));
    OK_TRY(checkIdToken(read.claims, {m_settings.issuer, m_settings.clientId, request.nonce, std::string(body->textAt("access_token")), m_clock()}));
    return assertionOf(read.claims, token);
}

Assertion OidcClient::assertionOf(const JsonValue& claims, const std::string& token) const {
    Assertion out;
    out.subject = std::string(claims.textAt("sub"));
    out.userName = std::string(claims.textAt(m_settings.userNameClaim));
    out.name = {std::string(claims.textAt(m_settings.nameClaim))};
    if (out.name.text.empty()) out.name.text = out.userName.empty() ? out.subject : out.userName;
    out.facts.groups = claimTexts(claims, m_settings.groupsClaim);
    for (const std::string& claim : m_settings.attributeClaims) {
        if (auto values = claimTexts(claims, claim); !values.empty()) out.facts.attributes[asciiLower(claim)] = std::move(values);
    }
    out.facts = tidied(std::move(out.facts));
    out.hash = sha256(token).hex();
    return out;
}

}  // namespace ok::identity
