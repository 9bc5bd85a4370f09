// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/jws.h"

#include <algorithm>

namespace ok::access {
namespace {

constexpr std::size_t mostKeys = 100;

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

Result<Jws> parseJws(std::string_view token, std::size_t longest) {
    if (token.size() > longest) return bad("the token is too long");
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
    for (const Jwk& key : keys) {
        if (!fits(key)) continue;
        known = true;
        if (signedBy(token, key.key)) return {};
    }
    if (!known) return problem("unknown_key", "the provider's keys do not include the one that signed the token");
    return problem("bad_signature", "the token's signature is not valid");
}

bool signedBy(const Jws& token, const VerifyKey& key) {
    const auto algorithm = algorithmOf(token.alg);
    if (!algorithm) return false;
    const bool raw = *algorithm == SignatureAlgorithm::es256 && token.signature.size() == 64;
    return key.verify(*algorithm, asBytes(token.signedText), raw ? derOf(token.signature) : token.signature);
}

std::optional<Instant> timeClaim(const JsonValue& claims, std::string_view name) {
    const JsonValue* held = claims.find(name);
    const auto number = held == nullptr ? std::optional<double>() : held->number();
    if (!number || *number < 0 || *number > 253'402'300'799.0) return {};
    return Instant::fromSeconds(static_cast<std::int64_t>(*number));
}

}  // namespace ok::access
