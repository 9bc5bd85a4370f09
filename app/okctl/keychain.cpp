// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/keychain.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace ok::okctl {
namespace {

constexpr auto answersWithin = std::chrono::seconds(20);   // somebody may have to type the keychain's password

/// As libsecret declares it; its interface has been this since 2012.
struct Schema {
    struct Attribute {
        const char* name;
        int type;
    };
    const char* name;
    int flags;
    Attribute attributes[32];
    int reserved;
    void* more[7];
};

struct Library {
    using Store = int (*)(const Schema*, const char*, const char*, const char*, void*, void**, ...);
    using Lookup = char* (*)(const Schema*, void*, void**, ...);
    using Clear = int (*)(const Schema*, void*, void**, ...);
    using Free = void (*)(char*);
    Store store = nullptr;
    Lookup lookup = nullptr;
    Clear clear = nullptr;
    Free free = nullptr;
    [[nodiscard]] bool usable() const { return store != nullptr && lookup != nullptr && clear != nullptr && free != nullptr; }
};

const Schema& schema() {
    static const Schema made{"org.outagekit.okctl", 0, {{"session", 0}}, 0, {}};
    return made;
}

/// Without a bus of the person's own nobody could answer, and asking would only take time.
bool hasBus() {
    if (std::getenv("DBUS_SESSION_BUS_ADDRESS") != nullptr) return true;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    std::error_code ignored;
    return runtime != nullptr && std::filesystem::exists(std::filesystem::path(runtime) / "bus", ignored);
}

const Library& library() {
    static const Library found = [] {
        Library out;
        const char* wanted = std::getenv("OKCTL_KEYCHAIN");
        if (!hasBus() || (wanted != nullptr && std::string(wanted) == "off")) return out;
        void* handle = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr) return out;
        out.store = reinterpret_cast<Library::Store>(dlsym(handle, "secret_password_store_sync"));
        out.lookup = reinterpret_cast<Library::Lookup>(dlsym(handle, "secret_password_lookup_sync"));
        out.clear = reinterpret_cast<Library::Clear>(dlsym(handle, "secret_password_clear_sync"));
        out.free = reinterpret_cast<Library::Free>(dlsym(handle, "secret_password_free"));
        return out;
    }();
    return found;
}

/// The answer, unless it takes too long: then whoever still waits for it is left behind.
template <class T>
std::optional<T> inTime(std::function<T()> ask) {
    if (!library().usable()) return {};
    const auto promised = std::make_shared<std::promise<T>>();
    auto answer = promised->get_future();
    std::thread([promised, ask = std::move(ask)] { promised->set_value(ask()); }).detach();
    if (answer.wait_for(answersWithin) != std::future_status::ready) return {};
    return answer.get();
}

}  // namespace

bool keepInKeychain(const std::string& name, const std::string& secret) {
    const std::string label = "OutageKit: session of okctl (" + name + ")";
    return inTime<bool>([=] {
               void* error = nullptr;
               return library().store(&schema(), "default", label.c_str(), secret.c_str(), nullptr, &error, "session", name.c_str(), nullptr) != 0 && error == nullptr;
           }).value_or(false);
}

std::optional<std::string> findInKeychain(const std::string& name) {
    const auto found = inTime<std::optional<std::string>>([=]() -> std::optional<std::string> {
        void* error = nullptr;
        char* held = library().lookup(&schema(), nullptr, &error, "session", name.c_str(), nullptr);
        if (held == nullptr) return {};
        std::string out(held);
        library().free(held);
        return out;
    });
    return found ? *found : std::nullopt;
}

void removeFromKeychain(const std::string& name) {
    (void)inTime<bool>([=] {
        void* error = nullptr;
        return library().clear(&schema(), nullptr, &error, "session", name.c_str(), nullptr) != 0;
    });
}

}  // namespace ok::okctl
