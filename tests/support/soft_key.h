// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A security key in software: it makes credentials, signs, counts, and can be cloned. Tests ask it as a browser would
// (make, sign) or speak CTAP2 to it (ctap), which is what the console's driver does.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/digest.h"

namespace ok::test {

struct SoftKeyOptions {
    std::array<std::uint8_t, 16> aaguid{0xf1, 0xd0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};
    std::string attestation = "x5c";   ///< `none`, `self`, `x5c`, `fido-u2f`
    bool userVerified = true;
    bool backupEligible = false;
    std::string pin;                   ///< CTAP2 only: asked for when set, else the key checks the finger itself
};

class SoftKey {
  public:
    explicit SoftKey(SoftKeyOptions options = {});
    ~SoftKey();
    SoftKey(SoftKey&&) noexcept;

    struct Made {
        Bytes credentialId, authData, statement, attestationObject;
        std::string format;
    };
    Made make(const std::string& rpId, ByteView clientDataHash, ByteView userHandle, bool discoverable);
    struct Signed {
        Bytes credentialId, authData, signature, userHandle;
    };
    /// `allow` empty: whatever it keeps for that party. Nothing: it knows none of them.
    std::optional<Signed> sign(const std::string& rpId, ByteView clientDataHash, const std::vector<Bytes>& allow);

    /// The same secrets and the same counter, from now on by itself.
    [[nodiscard]] SoftKey clone() const;
    void setCounter(std::uint32_t next);
    SoftKeyOptions& options();
    /// Of its maker: what a policy trusts.
    [[nodiscard]] std::string rootPem() const;

    /// One CTAP2 message: command byte and CBOR in, status byte and CBOR out.
    Bytes ctap(ByteView message);
    void refuseTouch(bool refuse);

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A metadata service of makers (FIDO MDS3): its root, its own certificate, and the models it tells of.
class SoftMetadata {
  public:
    SoftMetadata();
    ~SoftMetadata();
    struct Model {
        std::string aaguid, description;
        std::string rootPem;                    ///< of its maker
        std::vector<std::string> versions{"FIDO_2_0", "FIDO_2_1"};
        std::string status = "FIDO_CERTIFIED";
    };
    /// Whose certificate, under the same root, signs from now on.
    struct Signer {
        std::string name = "mds.fidoalliance.org", purposes = "serverAuth";
        const char* until = "20600101000000Z";
        bool authority = false;
    };
    void signAs(const Signer& who);
    [[nodiscard]] std::string blob(int number, const std::vector<Model>& models) const;
    std::string rootPem;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A browser at an address: it makes client data and hands its hash to the key.
struct SoftBrowser {
    std::string origin = "https://localhost:8443";
    std::string rpId = "localhost";
    std::string extra;   ///< more members, `,"crossOrigin":true`

    [[nodiscard]] std::string clientData(const std::string& type, ByteView challenge) const;
    struct Enrolment {
        std::string clientData;
        SoftKey::Made made;
    };
    [[nodiscard]] Enrolment enrol(SoftKey& key, ByteView challenge, ByteView userHandle = asBytes("user"),
                                  bool discoverable = true) const;
    struct Answer {
        std::string clientData;
        SoftKey::Signed said;
    };
    [[nodiscard]] std::optional<Answer> answer(SoftKey& key, ByteView challenge, const std::vector<Bytes>& allow = {}) const;
};

}  // namespace ok::test
