// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/support/soft_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "shared/base/cbor.h"

namespace ok::test {
namespace {

using Kind = CborValue::Kind;

struct Free {
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
    void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
    void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
    void operator()(X509* p) const { X509_free(p); }
    void operator()(BIO* p) const { BIO_free_all(p); }
};
using Key = std::shared_ptr<EVP_PKEY>;
using Cert = std::shared_ptr<X509>;

Key freshKey() { return Key(EVP_EC_gen("P-256"), Free()); }

Bytes randomBytes(std::size_t count) {
    Bytes out(count);
    RAND_bytes(out.data(), static_cast<int>(count));
    return out;
}

struct Point {
    Bytes x, y;
};
Point pointOf(const Key& key) {
    unsigned char raw[65] = {};
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, raw, sizeof(raw), &size);
    if (size == 33) {  // compressed: ask for the whole
        EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
        EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, raw, sizeof(raw), &size);
    }
    return {Bytes(raw + 1, raw + 33), Bytes(raw + 33, raw + 65)};
}

Bytes signWith(const Key& key, ByteView data) {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    Bytes out(128);
    std::size_t size = out.size();
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
    EVP_DigestSign(context.get(), out.data(), &size, data.data(), data.size());
    out.resize(size);
    return out;
}

void nameOf(X509_NAME* name, const char* unit, const char* common) {
    const auto add = [name](const char* field, const char* text) {
        X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
    };
    add("C", "US");
    add("O", "Test keys");
    add("OU", unit);
    add("CN", common);
}

void addExtension(X509* certificate, int nid, const char* text) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, text);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// `common`, `purposes`: of a leaf that is somebody; `until`: its last day.
Cert certificate(const Key& subject, const Key& issuer, bool authority, const std::string& common = "Test key", const std::string& purposes = {},
                 const char* until = "20600101000000Z") {
    Cert out(X509_new(), Free());
    X509_set_version(out.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), authority ? 1 : 2);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(out.get()), "20200101000000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(out.get()), until);
    nameOf(X509_get_subject_name(out.get()), authority ? "Roots" : "Authenticator Attestation", authority ? "Test root" : common.c_str());
    nameOf(X509_get_issuer_name(out.get()), "Roots", "Test root");
    X509_set_pubkey(out.get(), subject.get());
    addExtension(out.get(), NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!purposes.empty()) addExtension(out.get(), NID_ext_key_usage, purposes.c_str());
    X509_sign(out.get(), issuer.get(), EVP_sha256());
    return out;
}

Bytes derOf(const Cert& cert) {
    unsigned char* raw = nullptr;
    const int size = i2d_X509(cert.get(), &raw);
    Bytes out(raw, raw + size);
    OPENSSL_free(raw);
    return out;
}

Bytes joined(std::initializer_list<ByteView> parts) {
    Bytes out;
    for (const ByteView part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

Bytes coseOf(const Point& p, std::int64_t algorithm = -7) {
    CborWriter w;
    w.map(5).integer(1).integer(2).integer(3).integer(algorithm).integer(-1).integer(1).integer(-2).bytes(p.x).integer(-3).bytes(p.y);
    return w.take();
}

/// AES-256-CBC with a zero vector and no padding: CTAP2's PIN protocol 1.
Bytes aes(ByteView key, ByteView data, bool encrypt) {
    const std::unique_ptr<EVP_CIPHER_CTX, Free> context(EVP_CIPHER_CTX_new());
    const unsigned char zero[16] = {};
    EVP_CipherInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.data(), zero, encrypt ? 1 : 0);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    Bytes out(data.size() + 16);
    int size = 0;
    EVP_CipherUpdate(context.get(), out.data(), &size, data.data(), static_cast<int>(data.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

struct Credential {
    Bytes id, userHandle;
    std::string rpId;
    bool discoverable = false;
    Key key;
};

constexpr std::uint8_t ctapOk = 0x00, ctapInvalid = 0x14, ctapDenied = 0x27, ctapNone = 0x2e, ctapPinInvalid = 0x31,
                       ctapPinBlocked = 0x32, ctapPinAuthInvalid = 0x33, ctapExcluded = 0x19;

}  // namespace

struct SoftKey::State {
    SoftKeyOptions options;
    std::vector<Credential> credentials;
    std::uint32_t counter = 0;
    Key rootKey = freshKey(), makerKey = freshKey();
    Cert root = certificate(rootKey, rootKey, true), maker = certificate(makerKey, rootKey, false);
    Key agreement = freshKey();
    Bytes pinToken = randomBytes(32);
    int pinTries = 8;
    bool refuseTouch = false;

    Bytes authData(const std::string& rpId, bool attested) const {
        const Digest party = sha256(rpId);
        std::uint8_t flags = 0x01;
        if (options.userVerified) flags |= 0x04;
        if (options.backupEligible) flags |= 0x08;
        if (attested) flags |= 0x40;
        Bytes out(party.bytes.begin(), party.bytes.end());
        out.push_back(flags);
        for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(counter >> shift));
        return out;
    }
    Bytes sharedSecret(const CborValue& theirs) const;
    Bytes clientPin(const CborValue& asked);
    Bytes makeCredential(SoftKey& self, const CborValue& asked);
    Bytes getAssertion(SoftKey& self, const CborValue& asked);
    Bytes getInfo() const;
    /// 0: verified or not needed.
    std::uint8_t checkPinAuth(const CborValue& asked, int hashKey, int authKey) const;
};

SoftKey::SoftKey(SoftKeyOptions options) : m_state(std::make_unique<State>()) { m_state->options = std::move(options); }
SoftKey::~SoftKey() = default;
SoftKey::SoftKey(SoftKey&&) noexcept = default;

SoftKeyOptions& SoftKey::options() { return m_state->options; }
void SoftKey::setCounter(std::uint32_t next) { m_state->counter = next; }
void SoftKey::refuseTouch(bool refuse) { m_state->refuseTouch = refuse; }

SoftKey SoftKey::clone() const {
    SoftKey out(m_state->options);
    *out.m_state = *m_state;
    return out;
}

std::string SoftKey::rootPem() const {
    const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), m_state->root.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return std::string(text, static_cast<std::size_t>(size));
}

SoftKey::Made SoftKey::make(const std::string& rpId, ByteView clientDataHash, ByteView userHandle, bool discoverable) {
    Credential credential{randomBytes(32), Bytes(userHandle.begin(), userHandle.end()), rpId, discoverable, freshKey()};
    const Point point = pointOf(credential.key);
    const bool old = m_state->options.attestation == "fido-u2f";
    ++m_state->counter;
    Bytes data = m_state->authData(rpId, true);
    const std::array<std::uint8_t, 16> noModel{};
    const auto& model = old ? noModel : m_state->options.aaguid;
    data = joined({data, model, Bytes{0, 32}, credential.id, coseOf(point)});
    CborWriter statement;
    Made out{credential.id, data, {}, {}, old ? "fido-u2f" : m_state->options.attestation == "none" ? "none" : "packed"};
    if (out.format == "none") {
        statement.map(0);
    } else if (old) {
        const Bytes four{4}, zero{0};
        const Bytes said = joined({zero, sha256(rpId).bytes, clientDataHash, credential.id, four, point.x, point.y});
        statement.map(2).text("sig").bytes(signWith(m_state->makerKey, said)).text("x5c").array(1).bytes(derOf(m_state->maker));
    } else {
        const bool self = m_state->options.attestation == "self";
        const Bytes signature = signWith(self ? credential.key : m_state->makerKey, joined({data, clientDataHash}));
        statement.map(self ? 2 : 3).text("alg").integer(-7).text("sig").bytes(signature);
        if (!self) statement.text("x5c").array(1).bytes(derOf(m_state->maker));
    }
    out.statement = statement.take();
    CborWriter object;
    object.map(3).text("fmt").text(out.format).text("attStmt").raw(out.statement).text("authData").bytes(data);
    out.attestationObject = object.take();
    m_state->credentials.push_back(std::move(credential));
    return out;
}

std::optional<SoftKey::Signed> SoftKey::sign(const std::string& rpId, ByteView clientDataHash, const std::vector<Bytes>& allow) {
    const auto fits = [&](const Credential& c) {
        if (c.rpId != rpId) return false;
        return allow.empty() ? c.discoverable : std::find(allow.begin(), allow.end(), c.id) != allow.end();
    };
    const auto found = std::find_if(m_state->credentials.rbegin(), m_state->credentials.rend(), fits);
    if (found == m_state->credentials.rend()) return {};
    ++m_state->counter;
    Bytes data = m_state->authData(rpId, false);
    Bytes signature = signWith(found->key, joined({data, clientDataHash}));
    return Signed{found->id, std::move(data), std::move(signature), found->discoverable ? found->userHandle : Bytes()};
}

// ---- CTAP2

Bytes SoftKey::State::getInfo() const {
    CborWriter w;
    const bool pin = !options.pin.empty();
    w.map(5).integer(1).array(2).text("FIDO_2_0").text("FIDO_2_1").integer(3).bytes(options.aaguid).integer(4).map(4);
    w.text("rk").boolean(true).text("up").boolean(true).text("uv").boolean(!pin).text("clientPin").boolean(pin);
    w.integer(5).integer(1200).integer(6).array(1).integer(1);
    Bytes out{ctapOk};
    const Bytes body = w.take();
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

Bytes SoftKey::State::sharedSecret(const CborValue& theirs) const {
    const auto* x = theirs.find(-2, Kind::bytes);
    const auto* y = theirs.find(-3, Kind::bytes);
    if (x == nullptr || y == nullptr) return {};
    const Bytes four{4};
    const Bytes point = joined({four, x->bytes, y->bytes});
    EVP_PKEY* raw = EVP_PKEY_new();
    EVP_PKEY_copy_parameters(raw, agreement.get());
    EVP_PKEY_set1_encoded_public_key(raw, point.data(), point.size());
    const Key other(raw, Free());
    const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(agreement.get(), nullptr));
    Bytes z(32);
    std::size_t size = z.size();
    EVP_PKEY_derive_init(context.get());
    EVP_PKEY_derive_set_peer(context.get(), other.get());
    EVP_PKEY_derive(context.get(), z.data(), &size);
    const Digest secret = sha256(ByteView(z));
    return Bytes(secret.bytes.begin(), secret.bytes.end());
}

Bytes SoftKey::State::clientPin(const CborValue& asked) {
    const auto* sub = asked.find(2, Kind::integer);
    CborWriter w;
    if (sub == nullptr) return {ctapInvalid};
    if (sub->integer == 1) {
        w.map(1).integer(3).integer(pinTries);
    } else if (sub->integer == 2) {
        w.map(1).integer(1).raw(coseOf(pointOf(agreement), -25));
    } else if (sub->integer == 5 || sub->integer == 9) {
        const auto* theirs = asked.find(3, Kind::map);
        const auto* sealed = asked.find(6, Kind::bytes);
        if (theirs == nullptr || sealed == nullptr) return {ctapInvalid};
        if (pinTries == 0) return {ctapPinBlocked};
        const Bytes secret = sharedSecret(*theirs);
        const Digest right = sha256(options.pin);
        if (aes(secret, sealed->bytes, false) != Bytes(right.bytes.begin(), right.bytes.begin() + 16)) {
            --pinTries;
            return {pinTries == 0 ? ctapPinBlocked : ctapPinInvalid};
        }
        pinTries = 8;
        w.map(1).integer(2).bytes(aes(secret, pinToken, true));
    } else {
        return {ctapInvalid};
    }
    Bytes out{ctapOk};
    const Bytes body = w.take();
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

std::uint8_t SoftKey::State::checkPinAuth(const CborValue& asked, int hashKey, int authKey) const {
    if (options.pin.empty()) return ctapOk;
    const auto* auth = asked.find(authKey, Kind::bytes);
    const auto* hash = asked.find(hashKey, Kind::bytes);
    if (auth == nullptr || hash == nullptr) return 0x36;  // PIN_REQUIRED
    const Digest mac = hmacSha256(pinToken, hash->bytes);
    const bool right = auth->bytes.size() >= 16 && std::equal(auth->bytes.begin(), auth->bytes.begin() + 16, mac.bytes.begin());
    return right ? ctapOk : ctapPinAuthInvalid;
}

std::vector<Bytes> idsOf(const CborValue* list) {
    std::vector<Bytes> out;
    if (list == nullptr) return out;
    for (const CborValue& item : list->items) {
        if (const auto* id = item.find("id", Kind::bytes)) out.emplace_back(id->bytes.begin(), id->bytes.end());
    }
    return out;
}

Bytes SoftKey::State::makeCredential(SoftKey& self, const CborValue& asked) {
    const auto* hash = asked.find(1, Kind::bytes);
    const auto* party = asked.find(2, Kind::map);
    const auto* user = asked.find(3, Kind::map);
    if (hash == nullptr || party == nullptr || user == nullptr || party->find("id") == nullptr || user->find("id") == nullptr) return {ctapInvalid};
    if (const std::uint8_t wrong = checkPinAuth(asked, 1, 8); wrong != ctapOk) return {wrong};
    for (const Bytes& id : idsOf(asked.find(5))) {
        const bool known = std::any_of(credentials.begin(), credentials.end(), [&](const Credential& c) { return c.id == id; });
        if (known) return {ctapExcluded};
    }
    if (refuseTouch) return {ctapDenied};
    const auto* wish = asked.find(7, Kind::map);
    const auto* keep = wish == nullptr ? nullptr : wish->find("rk", Kind::boolean);
    const Made made = self.make(std::string(party->find("id")->text()), hash->bytes, user->find("id")->bytes, keep != nullptr && keep->integer == 1);
    CborWriter w;
    w.map(3).integer(1).text(made.format).integer(2).bytes(made.authData).integer(3).raw(made.statement);
    return joined({Bytes{ctapOk}, w.take()});
}

Bytes SoftKey::State::getAssertion(SoftKey& self, const CborValue& asked) {
    const auto* party = asked.find(1, Kind::text);
    const auto* hash = asked.find(2, Kind::bytes);
    if (party == nullptr || hash == nullptr) return {ctapInvalid};
    if (const std::uint8_t wrong = checkPinAuth(asked, 2, 6); wrong != ctapOk) return {wrong};
    if (refuseTouch) return {ctapDenied};
    const auto said = self.sign(std::string(party->text()), hash->bytes, idsOf(asked.find(3)));
    if (!said) return {ctapNone};
    CborWriter w;
    w.map(said->userHandle.empty() ? 3 : 4).integer(1).map(2).text("id").bytes(said->credentialId).text("type").text("public-key");
    w.integer(2).bytes(said->authData).integer(3).bytes(said->signature);
    if (!said->userHandle.empty()) w.integer(4).map(1).text("id").bytes(said->userHandle);
    return joined({Bytes{ctapOk}, w.take()});
}

Bytes SoftKey::ctap(ByteView message) {
    if (message.empty()) return {ctapInvalid};
    if (message[0] == 4) return m_state->getInfo();
    const auto asked = readCbor(message.subspan(1), CborLimits{8, 1024});
    if (!asked.ok()) return {ctapInvalid};
    switch (message[0]) {
        case 1: return m_state->makeCredential(*this, *asked);
        case 2: return m_state->getAssertion(*this, *asked);
        case 6: return m_state->clientPin(*asked);
        default: return {0x01};
    }
}

// ---- metadata

struct SoftMetadata::State {
    Key rootKey = freshKey(), leafKey = freshKey();
    Cert root = certificate(rootKey, rootKey, true), leaf;
};

SoftMetadata::SoftMetadata() : m_state(std::make_unique<State>()) {
    signAs({});
    const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), m_state->root.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    rootPem.assign(text, static_cast<std::size_t>(size));
}
SoftMetadata::~SoftMetadata() = default;

void SoftMetadata::signAs(const Signer& who) {
    m_state->leaf = certificate(m_state->leafKey, m_state->rootKey, who.authority, who.name, who.purposes, who.until);
}

// The lines between the dashes, joined: DER as base64.
std::string derTextOf(const std::string& pem) {
    std::string out;
    const std::size_t from = pem.find('\n'), to = pem.find("-----END");
    for (std::size_t i = from; i < to && i < pem.size(); ++i) {
        if (pem[i] != '\n') out += pem[i];
    }
    return out;
}

// JWS wants both numbers at full length, not DER.
Bytes rawSignature(const Bytes& der) {
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
    Bytes out(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out.data() + 32, 32);
    return out;
}

std::string SoftMetadata::blob(int number, const std::vector<Model>& models) const {
    std::string entries;
    for (const Model& model : models) {
        std::string versions;
        for (const std::string& version : model.versions) versions += (versions.empty() ? "\"" : ",\"") + version + "\"";
        entries += (entries.empty() ? "" : ",") + std::string(R"({"aaguid":")") + model.aaguid + R"(","metadataStatement":{"description":")" + model.description +
                   R"(","attestationRootCertificates":[)" + (model.rootPem.empty() ? "" : "\"" + derTextOf(model.rootPem) + "\"") +
                   R"(],"authenticatorGetInfo":{"versions":[)" + versions + R"(]}},"statusReports":[{"status":")" + model.status +
                   R"("}],"timeOfLastStatusChange":"2024-01-01"})";
    }
    const std::string header = R"({"alg":"ES256","typ":"JWT","x5c":[")" + toBase64(derOf(m_state->leaf)) + R"("]})";
    const std::string payload = R"({"legalHeader":"for tests","no":)" + std::to_string(number) + R"(,"nextUpdate":"2024-12-01","entries":[)" + entries + "]}";
    const std::string text = toBase64Url(asBytes(header)) + "." + toBase64Url(asBytes(payload));
    return text + "." + toBase64Url(rawSignature(signWith(m_state->leafKey, asBytes(text))));
}

// ---- browser

std::string SoftBrowser::clientData(const std::string& type, ByteView challenge) const {
    return R"({"type":")" + type + R"(","challenge":")" + toBase64Url(challenge) + R"(","origin":")" + origin + "\"" + extra + "}";
}

SoftBrowser::Enrolment SoftBrowser::enrol(SoftKey& key, ByteView challenge, ByteView userHandle, bool discoverable) const {
    Enrolment out{clientData("webauthn.create", challenge), {}};
    out.made = key.make(rpId, sha256(out.clientData).bytes, userHandle, discoverable);
    return out;
}

std::optional<SoftBrowser::Answer> SoftBrowser::answer(SoftKey& key, ByteView challenge, const std::vector<Bytes>& allow) const {
    Answer out{clientData("webauthn.get", challenge), {}};
    auto said = key.sign(rpId, sha256(out.clientData).bytes, allow);
    if (!said) return {};
    out.said = std::move(*said);
    return out;
}

}  // namespace ok::test
