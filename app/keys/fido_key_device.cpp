// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/keys/fido_key_device.h"

#include <fido.h>

#include <utility>

#include "shared/base/cbor.h"
#include "shared/base/freer.h"

namespace ok::app {
namespace {

struct CloseDevice {
    void operator()(fido_dev_t* device) const {
        fido_dev_close(device);
        fido_dev_free(&device);
    }
};
struct FreeCredential {
    void operator()(fido_cred_t* p) const { fido_cred_free(&p); }
};
struct FreeAssertion {
    void operator()(fido_assert_t* p) const { fido_assert_free(&p); }
};
using Device = std::unique_ptr<fido_dev_t, CloseDevice>;

// The first key there is; with several plugged in, the person takes the others out.
fido_dev_t* openFirstUsb() {
    static std::once_flag once;
    std::call_once(once, [] { fido_init(0); });
    constexpr std::size_t room = 16;
    fido_dev_info_t* list = fido_dev_info_new(room);
    std::size_t found = 0;
    fido_dev_t* out = nullptr;
    if (list != nullptr && fido_dev_info_manifest(list, room, &found) == FIDO_OK && found > 0) {
        out = fido_dev_new_with_info(fido_dev_info_ptr(list, 0));
        if (out != nullptr && fido_dev_open_with_info(out) != FIDO_OK) fido_dev_free(&out);
    }
    fido_dev_info_free(&list, room);
    return out;
}

Problem problemOf(int code, fido_dev_t* device) {
    switch (code) {
        case FIDO_ERR_NO_CREDENTIALS:
        case FIDO_ERR_INVALID_CREDENTIAL: return problem("wrong_key", "this is not one of your enrolled keys: try another");
        case FIDO_ERR_PIN_REQUIRED:
        case FIDO_ERR_UV_INVALID: return problem("pin_needed", "type the key's PIN");
        case FIDO_ERR_PIN_INVALID:
        case FIDO_ERR_PIN_AUTH_INVALID: {
            int tries = 0;
            const bool known = fido_dev_get_retry_count(device, &tries) == FIDO_OK;
            return problem("pin_wrong", "this is not the key's PIN", {{"tries", known ? std::to_string(tries) : std::string()}});
        }
        case FIDO_ERR_PIN_BLOCKED:
        case FIDO_ERR_PIN_AUTH_BLOCKED:
        case FIDO_ERR_UV_BLOCKED: return problem("pin_blocked", "the key is locked after too many wrong PINs");
        case FIDO_ERR_PIN_NOT_SET: return problem("pin_not_set", "the key has no PIN yet: set one with its maker's program");
        case FIDO_ERR_OPERATION_DENIED:
        case FIDO_ERR_NOT_ALLOWED: return problem("key_denied", "the key refused");
        case FIDO_ERR_ACTION_TIMEOUT:
        case FIDO_ERR_USER_ACTION_TIMEOUT:
        case FIDO_ERR_TIMEOUT: return problem("key_timed_out", "nobody touched the key in time");
        case FIDO_ERR_KEEPALIVE_CANCEL: return problem("key_cancelled", "cancelled");
        case FIDO_ERR_CREDENTIAL_EXCLUDED: return problem("key_known", "this key is enrolled already");
        case FIDO_ERR_KEY_STORE_FULL: return problem("key_full", "the key has no room for another account");
        case FIDO_ERR_UNSUPPORTED_OPTION:
        case FIDO_ERR_INVALID_OPTION:
        case FIDO_ERR_UNSUPPORTED_ALGORITHM: return problem("key_unsupported", "the key cannot do what is needed here");
        default: return problem("key_failed", std::string("the key did not answer as it should: ") + fido_strerr(code));
    }
}

std::string base64(const unsigned char* data, std::size_t size) { return toBase64Url(ByteView(data, size)); }

/// Checks who touches by itself (a finger), or needs the PIN first?
Status checkVerification(fido_dev_t* device, const KeyAsk& ask, const std::string& pin) {
    if (!ask.userVerification || fido_dev_has_uv(device)) return {};
    if (!fido_dev_has_pin(device)) return problemOf(FIDO_ERR_PIN_NOT_SET, device);
    return pin.empty() ? Status(problemOf(FIDO_ERR_PIN_REQUIRED, device)) : Status();
}

fido_opt_t verificationOption(fido_dev_t* device, const KeyAsk& ask, const std::string& pin) {
    // With a PIN the token proves the person; asking for the finger too would be refused by keys without one.
    return ask.userVerification && pin.empty() && fido_dev_has_uv(device) ? FIDO_OPT_TRUE : FIDO_OPT_OMIT;
}

}  // namespace

/// The device while it is asked; cancel() reaches it.
class FidoKeyDevice::Session {
  public:
    explicit Session(FidoKeyDevice& owner) : m_owner(owner), m_device(owner.m_open()) {
        const std::lock_guard lock(owner.m_mutex);
        owner.m_cancelled = false;
        owner.m_asking = m_device.get();
    }
    ~Session() {
        const std::lock_guard lock(m_owner.m_mutex);
        m_owner.m_asking = nullptr;
    }
    [[nodiscard]] fido_dev_t* get() const { return m_device.get(); }
    [[nodiscard]] Problem failed(int code) const {
        const std::lock_guard lock(m_owner.m_mutex);
        return problemOf(m_owner.m_cancelled ? FIDO_ERR_KEEPALIVE_CANCEL : code, m_device.get());
    }

  private:
    FidoKeyDevice& m_owner;
    Device m_device;
};

FidoKeyDevice::FidoKeyDevice(Open open) : m_open(open ? std::move(open) : Open(openFirstUsb)) {}

void FidoKeyDevice::cancel() {
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
    if (m_asking != nullptr) fido_dev_cancel(m_asking);
}

Result<KeyMade> FidoKeyDevice::enrol(const KeyEnrolAsk& ask, const std::string& pin) {
    const Session session(*this);
    if (session.get() == nullptr) return problem("no_key", "plug in your security key");
    if (!fido_dev_is_fido2(session.get())) return problem("key_unsupported", "this key is of an old kind: use a FIDO2 key");
    OK_TRY(checkVerification(session.get(), ask, pin));
    OK_ASSIGN(const Bytes user, fromBase64(ask.userId));
    const std::string clientData = clientDataJson("webauthn.create", ask.challenge, ask.origin);
    const std::unique_ptr<fido_cred_t, FreeCredential> credential(fido_cred_new());
    fido_cred_t* c = credential.get();
    fido_dev_set_timeout(session.get(), ask.timeoutMs);
    int code = fido_cred_set_type(c, COSE_ES256);
    if (code == FIDO_OK) code = fido_cred_set_clientdata(c, asBytes(clientData).data(), clientData.size());
    if (code == FIDO_OK) code = fido_cred_set_rp(c, ask.partyId.c_str(), ask.partyName.c_str());
    if (code == FIDO_OK) code = fido_cred_set_user(c, user.data(), user.size(), ask.userName.c_str(), ask.userName.c_str(), nullptr);
    if (code == FIDO_OK) code = fido_cred_set_rk(c, ask.discoverable ? FIDO_OPT_TRUE : FIDO_OPT_FALSE);
    if (code == FIDO_OK) code = fido_cred_set_uv(c, verificationOption(session.get(), ask, pin));
    for (const std::string& text : ask.credentials) {
        const auto id = fromBase64(text);
        if (code == FIDO_OK && id.ok()) code = fido_cred_exclude(c, id->data(), id->size());
    }
    if (code == FIDO_OK) code = fido_dev_make_cred(session.get(), c, pin.empty() ? nullptr : pin.c_str());
    if (code != FIDO_OK) return session.failed(code);
    CborWriter object;
    object.map(3).text("fmt").text(fido_cred_fmt(c)).text("attStmt");
    const ByteView statement(fido_cred_attstmt_ptr(c), fido_cred_attstmt_len(c));
    if (statement.empty()) object.map(0);
    else object.raw(statement);
    object.text("authData").bytes(ByteView(fido_cred_authdata_raw_ptr(c), fido_cred_authdata_raw_len(c)));
    return KeyMade{base64(fido_cred_id_ptr(c), fido_cred_id_len(c)), toBase64Url(asBytes(clientData)), toBase64Url(object.take()), ask.discoverable};
}

Result<KeySaid> FidoKeyDevice::assertion(const KeyAsk& ask, const std::string& pin) {
    const Session session(*this);
    if (session.get() == nullptr) return problem("no_key", "plug in your security key");
    OK_TRY(checkVerification(session.get(), ask, pin));
    const std::string clientData = clientDataJson("webauthn.get", ask.challenge, ask.origin);
    const std::unique_ptr<fido_assert_t, FreeAssertion> assertion(fido_assert_new());
    fido_assert_t* a = assertion.get();
    fido_dev_set_timeout(session.get(), ask.timeoutMs);
    int code = fido_assert_set_clientdata(a, asBytes(clientData).data(), clientData.size());
    if (code == FIDO_OK) code = fido_assert_set_rp(a, ask.partyId.c_str());
    if (code == FIDO_OK) code = fido_assert_set_up(a, FIDO_OPT_TRUE);
    if (code == FIDO_OK) code = fido_assert_set_uv(a, verificationOption(session.get(), ask, pin));
    for (const std::string& text : ask.credentials) {
        const auto id = fromBase64(text);
        if (code == FIDO_OK && id.ok()) code = fido_assert_allow_cred(a, id->data(), id->size());
    }
    if (code == FIDO_OK) code = fido_dev_get_assert(session.get(), a, pin.empty() ? nullptr : pin.c_str());
    if (code != FIDO_OK) return session.failed(code);
    if (fido_assert_count(a) == 0) return session.failed(FIDO_ERR_NO_CREDENTIALS);
    // The library keeps the data wrapped as a CBOR byte string.
    const auto data = readCbor(ByteView(fido_assert_authdata_ptr(a, 0), fido_assert_authdata_len(a, 0)));
    if (!data.ok() || !data->is(CborValue::Kind::bytes)) return problem("key_failed", "the key did not answer as it should");
    return KeySaid{base64(fido_assert_id_ptr(a, 0), fido_assert_id_len(a, 0)), toBase64Url(asBytes(clientData)), toBase64Url(data->bytes),
                   base64(fido_assert_sig_ptr(a, 0), fido_assert_sig_len(a, 0)),
                   fido_assert_user_id_len(a, 0) == 0 ? std::string() : base64(fido_assert_user_id_ptr(a, 0), fido_assert_user_id_len(a, 0))};
}

}  // namespace ok::app
