// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A key in software, plugged in behind libfido2's own I/O functions: the library believes it talks to USB.
#pragma once
#include <fido.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "tests/support/soft_key.h"

namespace ok::test {

/// One at a time: libfido2's hooks know no context of ours.
class SoftKeyPlug {
  public:
    explicit SoftKeyPlug(SoftKey* key) : m_key(key) { plugged() = this; }
    ~SoftKeyPlug() { plugged() = nullptr; }
    SoftKeyPlug(const SoftKeyPlug&) = delete;
    SoftKeyPlug& operator=(const SoftKeyPlug&) = delete;

    void exchange(SoftKey* key) { m_key = key; }
    /// From now on it waits for a touch that does not come, until it is told to cancel.
    void neverTouched() { m_silent = true; }
    /// Until the key waits for its touch.
    void awaitQuestion() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_waiting; });
    }
    /// What FidoKeyDevice opens.
    [[nodiscard]] static fido_dev_t* open() {
        if (plugged() == nullptr || plugged()->m_key == nullptr) return nullptr;
        fido_init(0);
        fido_dev_t* device = fido_dev_new();
        const fido_dev_io_t io{openHook, closeHook, readHook, writeHook};
        const fido_dev_transport_t transport{receive, transmit};
        if (fido_dev_set_io_functions(device, &io) != FIDO_OK || fido_dev_set_transport_functions(device, &transport) != FIDO_OK ||
            fido_dev_open(device, "soft") != FIDO_OK) {
            fido_dev_free(&device);
        }
        return device;
    }

  private:
    static SoftKeyPlug*& plugged() {
        static SoftKeyPlug* one = nullptr;
        return one;
    }
    static void* openHook(const char*) { return plugged(); }
    static void closeHook(void*) {}
    static int readHook(void*, unsigned char*, std::size_t, int) { return -1; }
    static int writeHook(void*, const unsigned char*, std::size_t) { return -1; }

    static int transmit(fido_dev_t*, std::uint8_t command, const unsigned char* data, std::size_t size) {
        SoftKeyPlug& self = *plugged();
        const std::lock_guard lock(self.m_mutex);
        constexpr std::uint8_t init = 0x06, cbor = 0x10, cancel = 0x11;
        if (command == init) {
            self.m_answer.assign(data, data + std::min<std::size_t>(size, 8));
            self.m_answer.insert(self.m_answer.end(), {1, 2, 3, 4, 2, 5, 0, 0, 0x0c});
        } else if (command == cancel) {
            self.m_answer = {0x2d};
            self.m_cancelled = true;
            self.m_changed.notify_all();
        } else if (command == cbor && size > 0) {
            self.m_cancelled = false;
            self.m_waiting = self.m_silent && (data[0] == 1 || data[0] == 2);
            if (!self.m_waiting) self.m_answer = self.m_key->ctap({data, size});
            self.m_changed.notify_all();
        }
        return 0;
    }
    static int receive(fido_dev_t*, std::uint8_t, unsigned char* out, std::size_t room, int) {
        SoftKeyPlug& self = *plugged();
        std::unique_lock lock(self.m_mutex);
        self.m_changed.wait(lock, [&self] { return !self.m_waiting || self.m_cancelled; });
        self.m_waiting = false;
        const std::size_t size = std::min(room, self.m_answer.size());
        std::memcpy(out, self.m_answer.data(), size);
        return static_cast<int>(size);
    }

    SoftKey* m_key;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Bytes m_answer;
    bool m_silent = false, m_waiting = false, m_cancelled = false;
};

}  // namespace ok::test
