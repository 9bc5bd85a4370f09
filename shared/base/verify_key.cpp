// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/verify_key.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "shared/base/freer.h"

namespace ok {
namespace {

using Pkey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM_free>>;
using Big = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Signing = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using Store509 = std::unique_ptr<X509_STORE, Freer<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freer<X509_STORE_CTX_free>>;

constexpr std::size_t maxCertificate = 8 * 1024;

// OpenSSL keeps its complaints by thread: whatever failed here is nobody else's.
struct QuietErrors {
    ~QuietErrors() { ERR_clear_error(); }
};

Problem badKey(const char* why) { return problem("bad_key", std::string("the public key ") + why); }

Pkey fromParams(const char* type, OSSL_PARAM* params) {
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* out = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        return nullptr;
    }
    return Pkey(out);
}

bool soundPublicKey(EVP_PKEY* key) {
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context && EVP_PKEY_public_check(context.get()) == 1;
}

bool curveIsP256(EVP_PKEY* key) {
    char name[32] = {};
    std::size_t size = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, name, sizeof(name), &size) == 1 &&
           std::string_view(name, size) == "prime256v1";
}

}  // namespace

struct VerifyKey::State {
    Pkey key;
};

Result<VerifyKey> VerifyKey::p256(ByteView x, ByteView y) {
    const QuietErrors quiet;
    if (x.size() != 32 || y.size() != 32) return badKey("has coordinates of a wrong length");
    Bytes point{4};
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    char group[] = "prime256v1";
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                           OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                           OSSL_PARAM_construct_end()};
    Pkey key = fromParams("EC", params);
    if (!key || !soundPublicKey(key.get())) return badKey("is not a point of the curve");
    return VerifyKey(std::make_shared<const State>(State{std::move(key)}));
}

Result<VerifyKey> VerifyKey::rsa(ByteView modulus, ByteView exponent) {
    const QuietErrors quiet;
    if (modulus.size() > 512 || exponent.empty() || exponent.size() > 8) return badKey("is larger than any in use");
    const Big n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const Big e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
    const ParamBuild build(OSSL_PARAM_BLD_new());
    if (!n || !e || !build || BN_num_bits(n.get()) < 2048 || !BN_is_odd(e.get()) || BN_is_one(e.get())) {
        return badKey("is too weak");
    }
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const Params params(OSSL_PARAM_BLD_to_param(build.get()));
    Pkey key = fromParams("RSA", params.get());
    if (!key) return badKey("is not an RSA key");
    return VerifyKey(std::make_shared<const State>(State{std::move(key)}));
}

Result<VerifyKey> VerifyKey::ed25519(ByteView raw) {
    const QuietErrors quiet;
    if (raw.size() != 32) return badKey("has a wrong length");
    Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()));
    if (!key) return badKey("is not an Ed25519 key");
    return VerifyKey(std::make_shared<const State>(State{std::move(key)}));
}

bool VerifyKey::isP256() const { return curveIsP256(m_state->key.get()); }

bool VerifyKey::verify(SignatureAlgorithm algorithm, ByteView data, ByteView signature) const {
    const QuietErrors quiet;
    EVP_PKEY* key = m_state->key.get();
    const bool fits = algorithm == SignatureAlgorithm::es256   ? curveIsP256(key)
                      : algorithm == SignatureAlgorithm::eddsa ? EVP_PKEY_is_a(key, "ED25519") == 1
                                                               : EVP_PKEY_is_a(key, "RSA") == 1;
    const Signing context(EVP_MD_CTX_new());
    if (!fits || !context) return false;
    const EVP_MD* hash = algorithm == SignatureAlgorithm::eddsa ? nullptr : EVP_sha256();
    return EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
}

struct Certificate::State {
    std::unique_ptr<X509, Freer<X509_free>> certificate;
};

Result<Certificate> Certificate::fromDer(ByteView der) {
    const QuietErrors quiet;
    const unsigned char* at = der.data();
    auto state = std::make_shared<State>();
    if (!der.empty() && der.size() <= maxCertificate) {
        state->certificate.reset(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    }
    if (!state->certificate || at != der.data() + der.size() || X509_get0_pubkey(state->certificate.get()) == nullptr) {
        return problem("bad_certificate", "this is not a certificate that can be read");
    }
    return Certificate(std::move(state));
}

Result<std::vector<Certificate>> Certificate::allFromPem(std::string_view pem) {
    const QuietErrors quiet;
    const std::unique_ptr<BIO, Freer<BIO_free_all>> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::vector<Certificate> out;
    while (X509* next = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
        auto state = std::make_shared<State>();
        state->certificate.reset(next);
        if (X509_get0_pubkey(next) == nullptr) return problem("bad_certificate", "a certificate's key cannot be read");
        out.push_back(Certificate(std::move(state)));
    }
    if (out.empty()) return problem("bad_certificate", "the text holds no certificate (PEM)");
    return out;
}

VerifyKey Certificate::key() const {
    EVP_PKEY* key = X509_get0_pubkey(m_state->certificate.get());
    EVP_PKEY_up_ref(key);
    return VerifyKey(std::make_shared<const VerifyKey::State>(VerifyKey::State{Pkey(key)}));
}

bool Certificate::isVersion3() const { return X509_get_version(m_state->certificate.get()) == X509_VERSION_3; }
bool Certificate::isAuthority() const { return X509_check_ca(m_state->certificate.get()) == 1; }

bool Certificate::isNamed(const std::string& host) const {
    return !host.empty() && X509_check_host(m_state->certificate.get(), host.data(), host.size(), X509_CHECK_FLAG_NO_WILDCARDS, nullptr) == 1;
}

bool Certificate::maySignForService() const {
    X509* const held = m_state->certificate.get();
    // Without that extension the numbers are all ones: every use is open.
    return X509_check_purpose(held, X509_PURPOSE_SSL_SERVER, 0) == 1 && (X509_get_key_usage(held) & KU_DIGITAL_SIGNATURE) != 0;
}

std::string Certificate::subject(const char* shortName) const {
    const X509_NAME* name = X509_get_subject_name(m_state->certificate.get());
    const int at = X509_NAME_get_index_by_NID(name, OBJ_sn2nid(shortName), -1);
    if (at < 0) return {};
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) return {};
    std::string out(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return out;
}

std::optional<Certificate::Extension> Certificate::extension(const char* oid) const {
    const std::unique_ptr<ASN1_OBJECT, Freer<ASN1_OBJECT_free>> object(OBJ_txt2obj(oid, 1));
    const int at = X509_get_ext_by_OBJ(m_state->certificate.get(), object.get(), -1);
    if (at < 0) return {};
    X509_EXTENSION* found = X509_get_ext(m_state->certificate.get(), at);
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(found);
    const unsigned char* data = ASN1_STRING_get0_data(value);
    return Extension{Bytes(data, data + ASN1_STRING_length(value)), X509_EXTENSION_get_critical(found) == 1};
}

Digest Certificate::fingerprint() const {
    Digest out;
    unsigned int size = 0;
    X509_digest(m_state->certificate.get(), EVP_sha256(), out.bytes.data(), &size);
    return out;
}

Status checkChain(std::span<const Certificate> chain, std::span<const Certificate> roots, Instant now) {
    const QuietErrors quiet;
    const Problem untrusted = problem("untrusted_chain", "the certificate does not lead to a trusted one");
    if (chain.empty()) return untrusted;
    const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> between(sk_X509_new_null(), [](STACK_OF(X509)* s) { sk_X509_free(s); });
    for (const Certificate& next : chain.subspan(1)) sk_X509_push(between.get(), next.m_state->certificate.get());
    // One root at a time: the library chooses issuers by name, and makers give several roots one name.
    for (const Certificate& root : roots) {
        const Store509 store(X509_STORE_new());
        const StoreContext context(X509_STORE_CTX_new());
        X509_STORE_add_cert(store.get(), root.m_state->certificate.get());
        X509_STORE_CTX_init(context.get(), store.get(), chain.front().m_state->certificate.get(), between.get());
        X509_VERIFY_PARAM* how = X509_STORE_CTX_get0_param(context.get());
        X509_VERIFY_PARAM_set_time(how, now.wholeSeconds());
        X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
        X509_VERIFY_PARAM_set_depth(how, 4);
        if (X509_verify_cert(context.get()) == 1) return {};
    }
    return untrusted;
}

}  // namespace ok
