// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Hashes, MACs, signatures, sealing and text encodings, over OpenSSL's libcrypto. No dice here: keys and nonces are
// arguments. All functions are pure and thread-safe.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace ok {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView asBytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view asText(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A SHA-256 value (FIPS 180-4). All zero means "none".
struct Digest {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Digest&) const = default;
    [[nodiscard]] bool known() const { return *this != Digest{}; }
    [[nodiscard]] std::string hex() const;
    static Result<Digest> parse(std::string_view hex);
};

[[nodiscard]] Digest sha256(ByteView data);
[[nodiscard]] Digest sha256(std::string_view data);
/// SHA-256 over the concatenation of the parts, without copying them together.
[[nodiscard]] Digest sha256Of(std::initializer_list<ByteView> parts);

/// SHA-256 of `data`, and of `data` followed by `tail`, reading `data` once: what an entry of the log needs.
struct HashPair {
    Digest alone, withTail;
};
[[nodiscard]] HashPair sha256Pair(ByteView data, ByteView tail);

class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(ByteView data);
    void update(std::string_view data) { update(asBytes(data)); }
    [[nodiscard]] Digest finish();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

[[nodiscard]] Digest hmacSha256(ByteView key, ByteView data);
[[nodiscard]] std::array<std::uint8_t, 20> hmacSha1(ByteView key, ByteView data);
[[nodiscard]] bool constantTimeEqual(ByteView a, ByteView b);

[[nodiscard]] std::string toHex(ByteView data);
/// Lower-case digits only: a value has one text, so a bent letter of a log or key is found. What people paste is folded first.
[[nodiscard]] Result<Bytes> fromHex(std::string_view text);
[[nodiscard]] std::string toBase64(ByteView data);
/// URL-safe alphabet without padding (RFC 4648 section 5).
[[nodiscard]] std::string toBase64Url(ByteView data);
/// Accepts both alphabets, padding optional; anything else is a problem.
[[nodiscard]] Result<Bytes> fromBase64(std::string_view text);

using Signature = std::array<std::uint8_t, 64>;
using PublicKey = std::array<std::uint8_t, 32>;

/// An Ed25519 key (RFC 8032), made from a 32-byte seed.
class SigningKey {
  public:
    explicit SigningKey(const std::array<std::uint8_t, 32>& seed);
    ~SigningKey();
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    [[nodiscard]] Signature sign(ByteView data) const;
    [[nodiscard]] const PublicKey& publicKey() const { return m_public; }

  private:
    struct State;
    std::unique_ptr<State> m_state;
    PublicKey m_public{};
};
[[nodiscard]] bool verifySignature(const PublicKey& key, ByteView data, const Signature& signature);

/// AES-256-GCM: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). `context` is authenticated, not stored.
[[nodiscard]] Bytes seal(const std::array<std::uint8_t, 32>& key, const std::array<std::uint8_t, 12>& nonce,
                         ByteView plain, ByteView context);
[[nodiscard]] Result<Bytes> unseal(const std::array<std::uint8_t, 32>& key, ByteView sealed, ByteView context);

}  // namespace ok
