// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How we prove to an OpenID provider that it is us, with a key instead of a shared secret (RFC 7523, `private_key_jwt`): a token
// for one minute, for one address, used once. What the provider keeps is a public key: stolen there, it opens nothing.
#pragma once
#include <memory>
#include <string>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok::identity {

class ClientKey {
  public:
    /// RSA of 2048 to 4096 bits, P-256 or Ed25519, as PEM. Problem `bad_client_key`.
    [[nodiscard]] static Result<ClientKey> fromPem(const std::string& pem);
    /// From a file that only its owner may read; read anew for each use, so that a key is exchanged without a restart. Problems `identity_exposed`, `bad_client_key`.
    [[nodiscard]] static Result<ClientKey> fromFile(const std::string& path);

    [[nodiscard]] const std::string& algorithm() const { return m_algorithm; }   ///< `RS256`, `ES256`, `EdDSA`
    /// As JWS and XML signatures have it; of ES256 the two numbers one after the other.
    [[nodiscard]] Result<std::string> sign(const std::string& text) const;

  private:
    struct State;
    std::shared_ptr<const State> m_state;
    std::string m_algorithm;
};

struct ClientAssertion {
    std::string clientId, audience, id, keyId;
    Instant now;
};
inline constexpr const char* clientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
[[nodiscard]] Result<std::string> clientAssertion(const ClientKey& key, const ClientAssertion& about);

}  // namespace ok::identity
