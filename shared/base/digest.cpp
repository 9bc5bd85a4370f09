// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The direct SHA-256 interface costs a third less for the short texts of a log than the general one, and its state can be
// copied; OpenSSL 3 has it and calls it old.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "shared/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace ok {
namespace {

const EVP_MD* sha256Method() {
    static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

struct FreeMdCtx {
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};
struct FreeCipherCtx {
    void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
struct FreeKey {
    void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
};

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

int base64Value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

std::string encodeBase64(ByteView data, const char* alphabet, bool pad) {
    std::string out;
    out.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        const std::size_t left = data.size() - i;
        const std::uint32_t b0 = data[i];
        const std::uint32_t b1 = left > 1 ? data[i + 1] : 0;
        const std::uint32_t b2 = left > 2 ? data[i + 2] : 0;
        const std::uint32_t v = b0 << 16 | b1 << 8 | b2;
        out += alphabet[v >> 18 & 63];
        out += alphabet[v >> 12 & 63];
        if (left > 1) out += alphabet[v >> 6 & 63];
        else if (pad) out += '=';
        if (left > 2) out += alphabet[v & 63];
        else if (pad) out += '=';
    }
    return out;
}

}  // namespace

std::string Digest::hex() const { return toHex(bytes); }

Result<Digest> Digest::parse(std::string_view hex) {
    OK_ASSIGN(const auto raw, fromHex(hex));
    if (raw.size() != 32) return problem("bad_digest", "a SHA-256 value has 64 hexadecimal digits");
    Digest d;
    std::copy(raw.begin(), raw.end(), d.bytes.begin());
    return d;
}

Digest sha256Of(std::initializer_list<ByteView> parts) {
    SHA256_CTX state;
    SHA256_Init(&state);
    for (const ByteView part : parts) SHA256_Update(&state, part.data(), part.size());
    Digest out;
    SHA256_Final(out.bytes.data(), &state);
    return out;
}

HashPair sha256Pair(ByteView data, ByteView tail) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, data.data(), data.size());
    SHA256_CTX longer = state;
    HashPair out;
    SHA256_Final(out.alone.bytes.data(), &state);
    SHA256_Update(&longer, tail.data(), tail.size());
    SHA256_Final(out.withTail.bytes.data(), &longer);
    return out;
}

Digest sha256(ByteView data) { return sha256Of({data}); }
Digest sha256(std::string_view data) { return sha256Of({asBytes(data)}); }

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, FreeMdCtx> ctx{EVP_MD_CTX_new()};
};
Sha256::Sha256() : m_state(std::make_unique<State>()) { EVP_DigestInit_ex2(m_state->ctx.get(), sha256Method(), nullptr); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
void Sha256::update(ByteView data) { EVP_DigestUpdate(m_state->ctx.get(), data.data(), data.size()); }
Digest Sha256::finish() {
    Digest out;
    EVP_DigestFinal_ex(m_state->ctx.get(), out.bytes.data(), nullptr);
    return out;
}

Digest hmacSha256(ByteView key, ByteView data) {
    Digest out;
    unsigned size = 32;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.bytes.data(), &size);
    return out;
}

std::array<std::uint8_t, 20> hmacSha1(ByteView key, ByteView data) {
    std::array<std::uint8_t, 20> out{};
    unsigned size = 20;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), out.data(), &size);
    return out;
}

bool constantTimeEqual(ByteView a, ByteView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string toHex(ByteView data) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(data.size() * 2, '0');
    for (std::size_t i = 0; i < data.size(); ++i) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    return out;
}

Result<Bytes> fromHex(std::string_view text) {
    if (text.size() % 2 != 0) return problem("bad_hex", "hexadecimal text needs an even number of digits");
    Bytes out(text.size() / 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const int high = hexValue(text[2 * i]);
        const int low = hexValue(text[2 * i + 1]);
        if (high < 0 || low < 0) return problem("bad_hex", "not a hexadecimal digit");
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return out;
}

std::string toBase64(ByteView data) {
    return encodeBase64(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}
std::string toBase64Url(ByteView data) {
    return encodeBase64(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false);
}

Result<Bytes> fromBase64(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return problem("bad_base64", "the text has an impossible length");
    Bytes out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int v = base64Value(c);
        if (v < 0) return problem("bad_base64", "not a base64 character");
        bits = bits << 6 | static_cast<std::uint32_t>(v);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<std::uint8_t>(bits >> count));
        }
    }
    return out;
}

struct SigningKey::State {
    std::unique_ptr<EVP_PKEY, FreeKey> key;
};

SigningKey::SigningKey(const std::array<std::uint8_t, 32>& seed) : m_state(std::make_unique<State>()) {
    m_state->key.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    std::size_t size = m_public.size();
    EVP_PKEY_get_raw_public_key(m_state->key.get(), m_public.data(), &size);
}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

Signature SigningKey::sign(ByteView data) const {
    const std::unique_ptr<EVP_MD_CTX, FreeMdCtx> ctx(EVP_MD_CTX_new());
    Signature out{};
    std::size_t size = out.size();
    EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, m_state->key.get());
    EVP_DigestSign(ctx.get(), out.data(), &size, data.data(), data.size());
    return out;
}

bool verifySignature(const PublicKey& key, ByteView data, const Signature& signature) {
    const std::unique_ptr<EVP_PKEY, FreeKey> pkey(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
    if (!pkey) return false;
    const std::unique_ptr<EVP_MD_CTX, FreeMdCtx> ctx(EVP_MD_CTX_new());
    return EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
           EVP_DigestVerify(ctx.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
}

Bytes seal(const std::array<std::uint8_t, 32>& key, const std::array<std::uint8_t, 12>& nonce, ByteView plain,
           ByteView context) {
    const std::unique_ptr<EVP_CIPHER_CTX, FreeCipherCtx> ctx(EVP_CIPHER_CTX_new());
    Bytes out(nonce.begin(), nonce.end());
    out.resize(12 + plain.size() + 16);
    int size = 0;
    EVP_EncryptInit_ex(ctx.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data());
    EVP_EncryptUpdate(ctx.get(), nullptr, &size, context.data(), static_cast<int>(context.size()));
    EVP_EncryptUpdate(ctx.get(), out.data() + 12, &size, plain.data(), static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(ctx.get(), out.data() + 12 + size, &size);
    EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_GCM_GET_TAG, 16, out.data() + 12 + plain.size());
    return out;
}

Result<Bytes> unseal(const std::array<std::uint8_t, 32>& key, ByteView sealed, ByteView context) {
    const auto broken = [] { return problem("unseal_failed", "the sealed data does not match its key or context"); };
    if (sealed.size() < 28) return broken();
    const ByteView body = sealed.subspan(12, sealed.size() - 28);
    std::array<std::uint8_t, 16> tag{};
    std::copy(sealed.end() - 16, sealed.end(), tag.begin());
    const std::unique_ptr<EVP_CIPHER_CTX, FreeCipherCtx> ctx(EVP_CIPHER_CTX_new());
    Bytes out(body.size());
    int size = 0;
    EVP_DecryptInit_ex(ctx.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed.data());
    EVP_DecryptUpdate(ctx.get(), nullptr, &size, context.data(), static_cast<int>(context.size()));
    EVP_DecryptUpdate(ctx.get(), out.data(), &size, body.data(), static_cast<int>(body.size()));
    EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_GCM_SET_TAG, 16, tag.data());
    if (EVP_DecryptFinal_ex(ctx.get(), out.data() + size, &size) != 1) return broken();
    return out;
}

}  // namespace ok
