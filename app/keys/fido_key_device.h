// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The driver for FIDO2 keys through libfido2: the first key on USB, or whatever `open` gives (tests: a key in software behind
// libfido2's own I/O functions). One question at a time.
#pragma once
#include <functional>
#include <mutex>

#include "app/keys/key_device.h"

struct fido_dev;

namespace ok::app {

class FidoKeyDevice final : public KeyDevice {
  public:
    /// An opened device, or null when none is there.
    using Open = std::function<fido_dev*()>;
    explicit FidoKeyDevice(Open open = {});

    [[nodiscard]] Result<KeyMade> enrol(const KeyEnrolAsk& ask, const std::string& pin) override;
    [[nodiscard]] Result<KeySaid> assertion(const KeyAsk& ask, const std::string& pin) override;
    void cancel() override;

  private:
    class Session;
    Open m_open;
    std::mutex m_mutex;
    fido_dev* m_asking = nullptr;   // whose answer is waited for
    bool m_cancelled = false;
};

}  // namespace ok::app
