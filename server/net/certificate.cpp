// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Self-signed certificates with OpenSSL.
#include "server/net/certificate.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "shared/base/freer.h"

namespace ok::net {
namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr long validSeconds = 365L * 24 * 3600;

std::string contents(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool addExtension(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// 127 random bits: clients confuse two certificates of one issuer and one serial number.
bool setSerial(X509* certificate) {
    const NumberPtr number(BN_new());
    return number && BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

std::string alternativeNames(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) {
        const bool numeric = name.find_first_not_of("0123456789.") == std::string::npos || name.find(':') != std::string::npos;
        out += (out.empty() ? "" : ",") + std::string(numeric ? "IP:" : "DNS:") + name;
    }
    return out;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::vector<std::string>& names) {
    X509_set_version(certificate, 2);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -300);  // a peer's clock may be a little behind
    X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds);
    auto* subject = X509_get_subject_name(certificate);
    const auto* text = reinterpret_cast<const unsigned char*>(names.front().c_str());
    return setSerial(certificate) && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           addExtension(certificate, NID_subject_alt_name, alternativeNames(names)) &&
           addExtension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           addExtension(certificate, NID_ext_key_usage, "serverAuth") &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

Result<CertificatePem> selfSignedCertificate(const std::vector<std::string>& names) {
    const auto failed = [] { return problem("certificate_failed", "the self-signed certificate could not be made"); };
    if (names.empty()) return failed();
    const KeyPtr key(EVP_EC_gen("P-256"));
    const X509Ptr certificate(X509_new());
    const BioPtr certificateText(BIO_new(BIO_s_mem())), keyText(BIO_new(BIO_s_mem()));
    if (!key || !certificate || !certificateText || !keyText || !fill(certificate.get(), key.get(), names)) return failed();
    if (PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return failed();
    }
    return CertificatePem{contents(certificateText.get()), contents(keyText.get())};
}

}  // namespace ok::net
