// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/time_stamp.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <memory>

#include "shared/base/freer.h"

namespace ok {
namespace {

using Request = std::unique_ptr<TS_REQ, Freer<TS_REQ_free>>;
using Reply = std::unique_ptr<TS_RESP, Freer<TS_RESP_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Freer<TS_MSG_IMPRINT_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Freer<X509_ALGOR_free>>;
using Number = std::unique_ptr<ASN1_INTEGER, Freer<ASN1_INTEGER_free>>;
using Token = std::unique_ptr<PKCS7, Freer<PKCS7_free>>;
using Info = std::unique_ptr<TS_TST_INFO, Freer<TS_TST_INFO_free>>;
using Check = std::unique_ptr<TS_VERIFY_CTX, Freer<TS_VERIFY_CTX_free>>;
using Reader = std::unique_ptr<BIO, Freer<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;

Problem bad(const char* what) {
    const unsigned long code = ERR_peek_last_error();
    char words[200] = "";
    if (code != 0) ERR_error_string_n(code, words, sizeof words);
    ERR_clear_error();
    return problem("bad_time_stamp", what, {{"openssl", words}});
}

template <class T, class F>
Bytes derOf(T* value, F encode) {
    const int size = encode(value, nullptr);
    Bytes out(size > 0 ? static_cast<std::size_t>(size) : 0);
    std::uint8_t* at = out.data();
    if (size > 0) encode(value, &at);
    return out;
}

Result<Instant> timeOf(const TS_TST_INFO* info) {
    const ASN1_GENERALIZEDTIME* given = TS_TST_INFO_get_time(info);
    std::tm civil{};
    if (given == nullptr || ASN1_TIME_to_tm(given, &civil) != 1) return bad("the time stamp has no readable time");
    CivilTime time{};
    time.year = civil.tm_year + 1900;
    time.month = civil.tm_mon + 1;
    time.day = civil.tm_mday;
    time.hour = civil.tm_hour;
    time.minute = civil.tm_min;
    time.second = civil.tm_sec;
    return fromCivil(time);
}

Result<Check> checkFor(const Digest& digest, std::string_view authorities, unsigned flags) {
    Check check(TS_VERIFY_CTX_new());
    X509_STORE* store = X509_STORE_new();
    TS_VERIFY_CTX_set_store(check.get(), store);  // owned by the check now
    const Reader pem(BIO_new_mem_buf(authorities.data(), static_cast<int>(authorities.size())));
    int known = 0;
    while (const Certificate each{PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)}) known += X509_STORE_add_cert(store, each.get());
    ERR_clear_error();  // reading on until nothing is left ends in an error
    if (known == 0) return bad("the authority's certificates cannot be read");
    auto* imprint = static_cast<unsigned char*>(OPENSSL_memdup(digest.bytes.data(), digest.bytes.size()));
    TS_VERIFY_CTX_set_imprint(check.get(), imprint, static_cast<long>(digest.bytes.size()));
    TS_VERIFY_CTX_add_flags(check.get(), static_cast<int>(flags));
    return check;
}

Result<TimeStamp> stampOf(PKCS7* token) {
    const Info info(PKCS7_to_TS_TST_INFO(token));
    if (!info) return bad("the token holds no time stamp");
    OK_ASSIGN(const Instant time, timeOf(info.get()));
    return TimeStamp{toBase64(derOf(token, i2d_PKCS7)), time};
}

}  // namespace

Bytes timeStampQuery(const Digest& digest, std::uint64_t nonce) {
    const Request request(TS_REQ_new());
    const Imprint imprint(TS_MSG_IMPRINT_new());
    const Algorithm algorithm(X509_ALGOR_new());
    X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
    TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
    Digest copy = digest;
    TS_MSG_IMPRINT_set_msg(imprint.get(), copy.bytes.data(), static_cast<int>(copy.bytes.size()));
    const Number number(ASN1_INTEGER_new());
    ASN1_INTEGER_set_uint64(number.get(), nonce);
    TS_REQ_set_version(request.get(), 1);
    TS_REQ_set_msg_imprint(request.get(), imprint.get());
    TS_REQ_set_nonce(request.get(), number.get());
    TS_REQ_set_cert_req(request.get(), 1);
    return derOf(request.get(), i2d_TS_REQ);
}

Result<TimeStamp> readTimeStampReply(ByteView reply, const Digest& digest, std::uint64_t nonce, std::string_view authorities) {
    const std::uint8_t* at = reply.data();
    const Reply response(d2i_TS_RESP(nullptr, &at, static_cast<long>(reply.size())));
    if (!response) return bad("the answer is not a time-stamp response");
    const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
    if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) {
        return problem("tsa_refused", "the authority did not grant a time stamp", {{"status", std::to_string(status)}});
    }
    OK_ASSIGN(const Check check, checkFor(digest, authorities, TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_IMPRINT));
    if (TS_RESP_verify_response(check.get(), response.get()) != 1) return bad("the time stamp does not hold");
    std::uint64_t told = 0;
    const ASN1_INTEGER* number = TS_TST_INFO_get_nonce(TS_RESP_get_tst_info(response.get()));
    if (number == nullptr || ASN1_INTEGER_get_uint64(&told, number) != 1 || told != nonce) return bad("the time stamp answers another question");
    return stampOf(TS_RESP_get_token(response.get()));
}

static Result<Token> parsedToken(const std::string& token) {
    OK_ASSIGN(const Bytes raw, fromBase64(token));
    const std::uint8_t* at = raw.data();
    Token parsed(d2i_PKCS7(nullptr, &at, static_cast<long>(raw.size())));
    if (!parsed) return bad("the token cannot be read");
    return parsed;
}

Result<TimeStamp> verifyTimeStamp(const std::string& token, const Digest& digest, std::string_view authorities) {
    OK_ASSIGN(const Token parsed, parsedToken(token));
    OK_ASSIGN(const Check check, checkFor(digest, authorities, TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_IMPRINT));
    if (TS_RESP_verify_token(check.get(), parsed.get()) != 1) return bad("the time stamp does not hold");
    return stampOf(parsed.get());
}

Result<TimeStamp> readTimeStamp(const std::string& token, const Digest& digest) {
    OK_ASSIGN(const Token parsed, parsedToken(token));
    const Info info(PKCS7_to_TS_TST_INFO(parsed.get()));
    if (!info) return bad("the token holds no time stamp");
    const ASN1_OCTET_STRING* about = TS_MSG_IMPRINT_get_msg(TS_TST_INFO_get_msg_imprint(info.get()));
    const ByteView said(ASN1_STRING_get0_data(about), static_cast<std::size_t>(ASN1_STRING_length(about)));
    if (!std::equal(said.begin(), said.end(), digest.bytes.begin(), digest.bytes.end())) return bad("the token is about something else");
    return stampOf(parsed.get());
}

}  // namespace ok
