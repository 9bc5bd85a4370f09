// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Public keys of others (security keys, attestation certificates) and certificates, over OpenSSL's libcrypto. Only
// verifying; our own signing is digest.h. Pure and thread-safe: the time is an argument.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/instant.h"

namespace ok {

/// Numbers of the IANA COSE registry.
enum class SignatureAlgorithm { es256 = -7, eddsa = -8, rs256 = -257 };

class VerifyKey {
  public:
    /// Problem `bad_key` when the numbers are no key: a point off the curve, a modulus outside 2048 to 4096 bits.
    [[nodiscard]] static Result<VerifyKey> p256(ByteView x, ByteView y);
    [[nodiscard]] static Result<VerifyKey> rsa(ByteView modulus, ByteView exponent);
    [[nodiscard]] static Result<VerifyKey> ed25519(ByteView raw);

    /// False also when the algorithm is not one this kind of key does.
    [[nodiscard]] bool verify(SignatureAlgorithm algorithm, ByteView data, ByteView signature) const;
    [[nodiscard]] bool isP256() const;

  private:
    friend class Certificate;
    struct State;
    explicit VerifyKey(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
    std::shared_ptr<const State> m_state;
};

class Certificate {
  public:
    /// Problem `bad_certificate`. At most 8 KiB, nothing after its end.
    [[nodiscard]] static Result<Certificate> fromDer(ByteView der);
    /// Every certificate of a PEM text. Problem `bad_certificate`, also when there is none.
    [[nodiscard]] static Result<std::vector<Certificate>> allFromPem(std::string_view pem);

    [[nodiscard]] VerifyKey key() const;
    [[nodiscard]] bool isVersion3() const;
    [[nodiscard]] bool isAuthority() const;
    /// Is `host` its name: an alternative one, or where it has none of those, the common name of its subject?
    [[nodiscard]] bool isNamed(const std::string& host) const;
    /// Do its key usages let it sign, as a service on the network (server authentication, where it names purposes at all)?
    [[nodiscard]] bool maySignForService() const;
    /// A field of the subject by its short name (`C`, `O`, `OU`, `CN`); empty when absent.
    [[nodiscard]] std::string subject(const char* shortName) const;
    struct Extension {
        Bytes value;
        bool critical = false;
    };
    [[nodiscard]] std::optional<Extension> extension(const char* oid) const;
    [[nodiscard]] Digest fingerprint() const;

  private:
    friend Status checkChain(std::span<const Certificate>, std::span<const Certificate>, Instant);
    struct State;
    explicit Certificate(std::shared_ptr<const State> state) : m_state(std::move(state)) {}
    std::shared_ptr<const State> m_state;
};

/// Does the first certificate lead, through the others, to one of `roots` (which may be the first itself), all of them valid
/// at `now`? Problem `untrusted_chain`.
[[nodiscard]] Status checkChain(std::span<const Certificate> chain, std::span<const Certificate> roots, Instant now);

}  // namespace ok
