// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/sealing_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace ok {
namespace {

struct FreeCipherCtx {
    void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};
using CipherCtx = std::unique_ptr<EVP_CIPHER_CTX, FreeCipherCtx>;

const EVP_CIPHER* gcm() {
    static const EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return method;
}

unsigned char* raw(std::string& text, std::size_t at) { return reinterpret_cast<unsigned char*>(text.data() + at); }

}  // namespace

std::array<std::uint8_t, 32> hkdfSha256(ByteView key, ByteView salt, ByteView info) {
    const Digest extracted = hmacSha256(salt, key);
    Bytes block(info.begin(), info.end());
    block.push_back(1);
    return hmacSha256(extracted.bytes, block).bytes;
}

// The two directions have a context each: OpenSSL would make the schedule anew to turn one round.
struct SealingKey::State {
    std::array<std::uint8_t, 32> key{};
    CipherCtx sealing, opening;
    ~State() { OPENSSL_cleanse(key.data(), key.size()); }
};

SealingKey::SealingKey(const std::array<std::uint8_t, 32>& key) : m_state(std::make_unique<State>()) { m_state->key = key; }
SealingKey::~SealingKey() = default;
SealingKey::SealingKey(SealingKey&&) noexcept = default;
SealingKey& SealingKey::operator=(SealingKey&&) noexcept = default;

bool SealingKey::seal(const std::array<std::uint8_t, nonceBytes>& nonce, ByteView plain, ByteView context, std::string& out) {
    State& s = *m_state;
    const bool fresh = !s.sealing;
    if (fresh) s.sealing.reset(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX* const ctx = s.sealing.get();
    const std::size_t before = out.size();
    int size = 0;
    const bool begun = ctx != nullptr && EVP_EncryptInit_ex2(ctx, fresh ? gcm() : nullptr, fresh ? s.key.data() : nullptr, nonce.data(), nullptr) == 1 &&
                       EVP_EncryptUpdate(ctx, nullptr, &size, context.data(), static_cast<int>(context.size())) == 1;
    if (begun) {
        out.append(reinterpret_cast<const char*>(nonce.data()), nonce.size());
        const std::size_t at = out.size();
        out.resize(at + plain.size() + tagBytes);
        if (EVP_EncryptUpdate(ctx, raw(out, at), &size, plain.data(), static_cast<int>(plain.size())) == 1 &&
            EVP_EncryptFinal_ex(ctx, raw(out, at + plain.size()), &size) == 1 &&
            EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, tagBytes, raw(out, at + plain.size())) == 1) {
            return true;
        }
    }
    out.resize(before);
    s.sealing.reset();
    return false;
}

bool SealingKey::open(ByteView sealed, ByteView context, std::string& plain) {
    plain.clear();
    if (sealed.size() < overhead) return false;
    State& s = *m_state;
    const bool fresh = !s.opening;
    if (fresh) s.opening.reset(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX* const ctx = s.opening.get();
    const std::size_t length = sealed.size() - overhead;
    std::array<std::uint8_t, tagBytes> tag{};
    std::copy(sealed.end() - tagBytes, sealed.end(), tag.begin());
    plain.resize(length);
    int size = 0;
    if (ctx != nullptr && EVP_DecryptInit_ex2(ctx, fresh ? gcm() : nullptr, fresh ? s.key.data() : nullptr, sealed.data(), nullptr) == 1 &&
        EVP_DecryptUpdate(ctx, nullptr, &size, context.data(), static_cast<int>(context.size())) == 1 &&
        EVP_DecryptUpdate(ctx, raw(plain, 0), &size, sealed.data() + nonceBytes, static_cast<int>(length)) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, tagBytes, tag.data()) == 1 && EVP_DecryptFinal_ex(ctx, raw(plain, length), &size) == 1) {
        return true;
    }
    plain.clear();
    s.opening.reset();
    return false;
}

}  // namespace ok
