// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/client_key.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <fstream>

#include "shared/base/digest.h"
#include "shared/base/freer.h"
#include "shared/base/json.h"

namespace ok::identity {
namespace {

Problem badKey() { return problem("bad_client_key", "the client's key is no RSA key of 2048 to 4096 bits, no P-256 and no Ed25519 key in PEM"); }

std::string algorithmOf(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "RSA") == 1 && EVP_PKEY_get_bits(key) >= 2048 && EVP_PKEY_get_bits(key) <= 4096) return "RS256";
    if (EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) == 256) return "ES256";
    return EVP_PKEY_is_a(key, "ED25519") == 1 ? "EdDSA" : "";
}

/// The library writes two numbers in DER; JOSE wants them side by side.
Result<std::string> sideBySide(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>> both(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    std::string out(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    if (!both || BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), to, 32) != 32 || BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), to + 32, 32) != 32) return badKey();
    return out;
}

struct Claims {
    std::string iss, sub, aud, jti;
    std::int64_t iat = 0, exp = 0;
};
BOOST_DESCRIBE_STRUCT(Claims, (), (iss, sub, aud, jti, iat, exp))

std::string part(const std::string& json) { return toBase64Url(asBytes(json)); }

}  // namespace

struct ClientKey::State {
    std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>> key;
};

Result<ClientKey> ClientKey::fromPem(const std::string& pem) {
    const std::unique_ptr<BIO, Freer<BIO_free_all>> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const auto noPassword = [](char*, int, int, void*) { return 0; };   // a protected key is no key: nobody is there to be asked
    auto state = std::make_shared<State>();
    if (text) state->key.reset(PEM_read_bio_PrivateKey(text.get(), nullptr, noPassword, nullptr));
    ClientKey out;
    if (state->key) out.m_algorithm = algorithmOf(state->key.get());
    if (out.m_algorithm.empty()) return badKey();
    out.m_state = std::move(state);
    return out;
}

Result<ClientKey> ClientKey::fromFile(const std::string& path) {
    struct stat about{};
    if (stat(path.c_str(), &about) != 0 || about.st_size > 64 * 1024) return badKey();
    if ((about.st_mode & 077) != 0) return problem("identity_exposed", "others may read the key file `" + path + "`: chmod 600");
    std::ifstream in(path, std::ios::binary);
    return fromPem(std::string(std::istreambuf_iterator<char>(in), {}));
}

Result<std::string> ClientKey::sign(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    const EVP_MD* hash = m_algorithm == "EdDSA" ? nullptr : EVP_sha256();
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, m_state->key.get()) != 1 || EVP_DigestSign(context.get(), nullptr, &size, data, text.size()) != 1) return badKey();
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, data, text.size()) != 1) return badKey();
    out.resize(size);
    return m_algorithm == "ES256" ? sideBySide(out) : Result<std::string>(out);
}

Result<std::string> clientAssertion(const ClientKey& key, const ClientAssertion& about) {
    constexpr std::int64_t lives = 60;
    const std::int64_t now = about.now.micros() / 1'000'000;
    JsonWriter header;
    header.beginObject();
    header.plainKey("alg");
    header.text(key.algorithm());
    header.plainKey("typ");
    header.text("JWT");
    if (!about.keyId.empty()) {
        header.plainKey("kid");
        header.text(about.keyId);
    }
    header.endObject();
    const std::string text = part(header.take()) + "." + part(toJson(Claims{about.clientId, about.clientId, about.audience, about.id, now, now + lives}));
    OK_ASSIGN(const std::string signature, key.sign(text));
    return text + "." + toBase64Url(asBytes(signature));
}

}  // namespace ok::identity
