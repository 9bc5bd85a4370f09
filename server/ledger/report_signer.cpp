// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/report_signer.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "shared/base/freer.h"

namespace ok::ledger {
namespace {

namespace fs = std::filesystem;

struct FreeStack {
    void operator()(STACK_OF(X509)* p) const { sk_X509_pop_free(p, X509_free); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free>>;
using CmsPtr = std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>>;
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;
using NumberPtr = std::unique_ptr<BIGNUM, Freer<BN_free>>;

constexpr long validSeconds = 10L * 365 * 24 * 3600;
constexpr unsigned keyBits = 3072;

std::string contents(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

bool addExtension(X509* certificate, int nid, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

X509Ptr makeCertificate(EVP_PKEY* key) {
    X509Ptr out(X509_new());
    const NumberPtr number(BN_new());
    if (!out || !number || BN_rand(number.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) != 1) return nullptr;
    X509_set_version(out.get(), 2);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), -300);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), validSeconds);
    auto* subject = X509_get_subject_name(out.get());
    const auto* words = reinterpret_cast<const unsigned char*>("OutageKit report signing");
    const bool made = BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(out.get())) != nullptr &&
                      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, words, -1, -1, 0) == 1 &&
                      X509_set_issuer_name(out.get(), subject) == 1 && X509_set_pubkey(out.get(), key) == 1 &&
                      addExtension(out.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                      addExtension(out.get(), NID_key_usage, "critical,digitalSignature,nonRepudiation") &&
                      addExtension(out.get(), NID_subject_key_identifier, "hash") && X509_sign(out.get(), key, EVP_sha256()) > 0;
    return made ? std::move(out) : nullptr;
}

/// A new file that nobody else may read.
bool writePrivate(const fs::path& path, const std::string& bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(file) == 0;
    return ::close(file) == 0 && written;
}

Status makeFiles(const fs::path& certificateFile, const fs::path& keyFile) {
    const Problem failed = problem("certificate_failed", "the certificate for reports could not be made");
    const KeyPtr key(EVP_RSA_gen(keyBits));
    const X509Ptr certificate = key ? makeCertificate(key.get()) : nullptr;
    const BioPtr certificateText(BIO_new(BIO_s_mem())), keyText(BIO_new(BIO_s_mem()));
    if (!certificate || PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return failed;
    }
    if (!writePrivate(keyFile, contents(keyText.get())) || !writePrivate(certificateFile, contents(certificateText.get()))) return failed;
    return {};
}

CMS_SignerInfo* signerOf(CMS_ContentInfo* cms) {
    auto* signers = CMS_get0_SignerInfos(cms);
    return sk_CMS_SignerInfo_num(signers) == 1 ? sk_CMS_SignerInfo_value(signers, 0) : nullptr;
}

/// The moment the report itself names, not the machine's.
bool sayWhen(CMS_SignerInfo* signer, Instant at) {
    const std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>> time(ASN1_TIME_set(nullptr, static_cast<time_t>(at.wholeSeconds())));
    return signer != nullptr && time && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1;
}

/// RFC 3161, appendix A: the token is about the signature's own bytes.
void addTimeStamp(CMS_ContentInfo* cms, const AskTimeStamp& ask, ReportSigner::Signed& out) {
    CMS_SignerInfo* const signer = signerOf(cms);
    const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer);
    const auto stamp = ask(sha256(ByteView(ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value)))));
    const auto token = stamp.ok() ? fromBase64(stamp->token) : Result<Bytes>(stamp.problem());
    if (!token.ok()) {
        out.stampProblem = token.problem().code;
    } else if (CMS_unsigned_add1_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token->data(), static_cast<int>(token->size())) == 1) {
        out.stampedAt = stamp->time;
    } else {
        out.stampProblem = "bad_time_stamp";
    }
}

}  // namespace

struct ReportSigner::State {
    KeyPtr key;
    X509Ptr certificate;
    StackPtr chain;
};

ReportSigner::ReportSigner(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ReportSigner::~ReportSigner() = default;

Result<std::unique_ptr<ReportSigner>> ReportSigner::loadOrMake(const fs::path& keys) {
    const fs::path certificateFile = keys / "report_certificate.pem", keyFile = keys / "report_key.pem";
    std::error_code ec;
    fs::create_directories(keys, ec);
    if (!fs::exists(certificateFile, ec) && !fs::exists(keyFile, ec)) OK_TRY(makeFiles(certificateFile, keyFile));
    const BioPtr certificateText(BIO_new_file(certificateFile.c_str(), "r")), keyText(BIO_new_file(keyFile.c_str(), "r"));
    auto state = std::make_unique<State>();
    if (certificateText && keyText) {
        state->certificate.reset(PEM_read_bio_X509(certificateText.get(), nullptr, nullptr, nullptr));
        state->key.reset(PEM_read_bio_PrivateKey(keyText.get(), nullptr, nullptr, nullptr));
        state->chain.reset(sk_X509_new_null());
        while (X509* more = PEM_read_bio_X509(certificateText.get(), nullptr, nullptr, nullptr)) sk_X509_push(state->chain.get(), more);
        ERR_clear_error();  // reading on until nothing is left ends in an error
    }
    if (!state->certificate || !state->key || X509_check_private_key(state->certificate.get(), state->key.get()) != 1) {
        return problem("keys_unreadable", "`" + certificateFile.string() + "` and its key cannot be used to sign reports");
    }
    return std::unique_ptr<ReportSigner>(new ReportSigner(std::move(state)));
}

Result<ReportSigner::Signed> ReportSigner::sign(std::string_view first, std::string_view second, Instant at, const AskTimeStamp& stamp) const {
    const Problem failed = problem("signature_failed", "the report could not be signed");
    const BioPtr data(BIO_new(BIO_s_mem()));
    if (!data || BIO_write(data.get(), first.data(), static_cast<int>(first.size())) != static_cast<int>(first.size()) ||
        BIO_write(data.get(), second.data(), static_cast<int>(second.size())) != static_cast<int>(second.size())) {
        return failed;
    }
    constexpr unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES;
    const CmsPtr cms(CMS_sign(m_state->certificate.get(), m_state->key.get(), m_state->chain.get(), nullptr, flags | CMS_PARTIAL));
    if (!cms || !sayWhen(signerOf(cms.get()), at) || CMS_final(cms.get(), data.get(), nullptr, flags) != 1) return failed;
    Signed out;
    if (stamp) addTimeStamp(cms.get(), stamp, out);
    const BioPtr der(BIO_new(BIO_s_mem()));
    if (!der || i2d_CMS_bio(der.get(), cms.get()) != 1) return failed;
    out.der = contents(der.get());
    return out;
}

std::string ReportSigner::name() const {
    char text[256] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(m_state->certificate.get()), NID_commonName, text, sizeof text);
    return text;
}

}  // namespace ok::ledger
