// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/jwt.h"

#include <algorithm>

namespace ok::identity {
namespace {

constexpr std::size_t longestToken = 16 * 1024, mostKeys = 100;

Problem bad(std::string what) { return problem("bad_token", std::move(what)); }

// Base64url alone, without padding: what a signature covers has one spelling.
Result<Bytes> part(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    if (text.empty() || !std::all_of(text.begin(), text.end(), plain)) return bad("the token is not base64url");
    return fromBase64(text);
}

Bytes bytesAt(const JsonValue& key, const char* name) {
    auto out = part(key.textAt(name));
    return out.ok() ? std::move(*out) : Bytes{};
}

Result<Jwk> readKey(const JsonValue& key) {
    const std::string_view kind = key.textAt("kty"), curve = key.textAt("crv");
    const auto made = [&](SignatureAlgorithm algorithm, Result<VerifyKey> verify) -> Result<Jwk> {
        if (!verify.ok()) return verify.problem();
        return Jwk{std::string(key.textAt("kid")), std::string(key.textAt("alg")), algorithm, std::move(*verify)};
    };
    if (kind == "RSA") return made(SignatureAlgorithm::rs256, VerifyKey::rsa(bytesAt(key, "n"), bytesAt(key, "e")));
    if (kind == "EC" && curve == "P-256") return made(SignatureAlgorithm::es256, VerifyKey::p256(bytesAt(key, "x"), bytesAt(key, "y")));
    if (kind == "OKP" && curve == "Ed25519") return made(SignatureAlgorithm::eddsa, VerifyKey::ed25519(bytesAt(key, "x")));
    return problem("bad_key", "a kind of key that signs nothing here");
}

/// r and s as JWS writes them, as ECDSA in DER wants them.
Bytes derOf(const Bytes& raw) {
    Bytes body;
    for (const std::size_t from : {std::size_t{0}, raw.size() / 2}) {
        auto at = raw.begin() + static_cast<std::ptrdiff_t>(from);
        const auto end = at + static_cast<std::ptrdiff_t>(raw.size() / 2);
        while (at + 1 < end && *at == 0) ++at;
        const bool sign = (*at & 0x80) != 0;
        body.push_back(2);
        body.push_back(static_cast<std::uint8_t>((end - at) + (sign ? 1 : 0)));
        if (sign) body.push_back(0);
        body.insert(body.end(), at, end);
    }
    Bytes out{0x30, static_cast<std::uint8_t>(body.size())};
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

std::optional<SignatureAlgorithm> algorithmOf(std::string_view name) {
    if (name == "RS256") return SignatureAlgorithm::rs256;
    if (name == "ES256") return SignatureAlgorithm::es256;
    if (name == "EdDSA") return SignatureAlgorithm::eddsa;
    return {};
}

std::optional<Instant> timeAt(const JsonValue& claims, const char* name) {
    const JsonValue* held = claims.find(name);
    const auto number = held == nullptr ? std::optional<double>() : held->number();
    if (!number || *number < 0 || *number > 253'402'300'799.0) return {};
    return Instant::fromSeconds(static_cast<std::int64_t>(*number));
}

Status checkTimes(const JsonValue& claims, const IdTokenRules& rules) {
    const auto expires = timeAt(claims, "exp"), issued = timeAt(claims, "iat");
    if (!expires || !issued) return bad("the token does not say when it was made and when it ends");
    if (rules.now - rules.skew >= *expires) return problem("token_expired", "the token has expired");
    if (*issued > rules.now + rules.skew) return problem("token_from_the_future", "the token was made in the future: a clock is wrong");
    if (rules.now - *issued > rules.oldest + rules.skew) return problem("token_expired", "the token is older than a sign-in can be");
    if (const auto from = timeAt(claims, "nbf"); from && *from > rules.now + rules.skew) return problem("token_from_the_future", "the token does not hold yet");
    return {};
}

}  // namespace

Result<std::vector<Jwk>> parseKeySet(std::string_view json) {
    const auto set = JsonValue::parse(json);
    const JsonValue* keys = set.ok() ? set->find("keys") : nullptr;
    if (keys == nullptr || keys->array() == nullptr || keys->array()->size() > mostKeys) return problem("bad_key_set", "this is no set of keys");
    std::vector<Jwk> out;
    for (const JsonValue& each : *keys->array()) {
        if (const auto use = each.textAt("use"); !use.empty() && use != "sig") continue;
        auto key = readKey(each);
        if (key.ok()) out.push_back(std::move(*key));
    }
    return out;
}

Result<Jws> parseJws(std::string_view token) {
    if (token.size() > longestToken) return bad("the token is too long");
    const std::size_t first = token.find('.'), second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return bad("the token has not three parts");
    Jws out;
    out.signedText = std::string(token.substr(0, second));
    OK_ASSIGN(const Bytes header, part(token.substr(0, first)));
    OK_ASSIGN(const Bytes claims, part(token.substr(first + 1, second - first - 1)));
    // An empty signature is what an unsigned token has; its algorithm says the rest.
    if (second + 1 < token.size()) {
        OK_ASSIGN(out.signature, part(token.substr(second + 1)));
    }
    auto readHeader = JsonValue::parse(asText(header));
    auto readClaims = JsonValue::parse(asText(claims));
    if (!readHeader.ok() || readHeader->object() == nullptr || !readClaims.ok() || readClaims->object() == nullptr) return bad("the token holds no JSON objects");
    out.header = std::move(*readHeader);
    out.claims = std::move(*readClaims);
    out.alg = std::string(out.header.textAt("alg"));
    out.kid = std::string(out.header.textAt("kid"));
    if (out.header.find("crit") != nullptr) return bad("the token asks for extensions that are not known here");
    return out;
}

Status verifyJws(const Jws& token, const std::vector<Jwk>& keys) {
    const auto algorithm = algorithmOf(token.alg);
    if (!algorithm) return problem("token_alg_refused", "tokens signed with `" + token.alg.substr(0, 20) + "` are not accepted");
    const auto fits = [&](const Jwk& key) {
        return key.algorithm == *algorithm && (token.kid.empty() || key.kid == token.kid) && (key.alg.empty() || key.alg == token.alg);
    };
    bool known = false;
    const Bytes signature = *algorithm == SignatureAlgorithm::es256 && token.signature.size() == 64 ? derOf(token.signature) : token.signature;
    for (const Jwk& key : keys) {
        if (!fits(key)) continue;
        known = true;
        if (key.key.verify(*algorithm, asBytes(token.signedText), signature)) return {};
    }
    if (!known) return problem("unknown_key", "the provider's keys do not include the one that signed the token");
    return problem("bad_signature", "the token's signature is not valid");
}

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
