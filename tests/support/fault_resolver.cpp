// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/support/fault_resolver.h"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <map>
#include <mutex>

namespace ok::test {
namespace {

struct Names {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, NameFault, std::less<>> faults;
    std::map<std::string, int, std::less<>> hanging;
};

// Never destroyed: a thread of libcurl may still ask when the program ends.
Names& names() {
    static Names& all = *new Names;
    return all;
}

using Resolve = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

Resolve realOne() {
    static const auto real = reinterpret_cast<Resolve>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real;
}

NameFault faultOf(const std::string& name) {
    Names& all = names();
    std::unique_lock lock(all.mutex);
    if (all.faults[name] == NameFault::hangs) {
        ++all.hanging[name];
        all.changed.wait(lock, [&] { return all.faults[name] != NameFault::hangs; });
        --all.hanging[name];
    }
    return all.faults[name];
}

}  // namespace

void setNameFault(const std::string& name, NameFault fault) {
    const std::lock_guard lock(names().mutex);
    names().faults[name] = fault;
    names().changed.notify_all();
}

int hangingOn(const std::string& name) {
    const std::lock_guard lock(names().mutex);
    return names().hanging[name];
}

}  // namespace ok::test

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** into) {
    using ok::test::NameFault;
    const std::string name = node == nullptr ? "" : node;
    if (!name.ends_with(".fault.invalid")) return ok::test::realOne()(node, service, hints, into);
    switch (ok::test::faultOf(name)) {
        case NameFault::not_found: return EAI_NONAME;
        case NameFault::try_again: return EAI_AGAIN;
        default: return ok::test::realOne()("127.0.0.1", service, hints, into);
    }
}
