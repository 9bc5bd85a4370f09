// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/attempts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "shared/base/digest.h"

namespace ok::access {
namespace {

constexpr std::size_t maxRemembered = 50'000, maxTimes = 128, maxTold = 1'000;
constexpr Duration tellEvery = minutes(1);

std::string pairKey(const std::string& address, const std::string& login) { return "b|" + placeOf(address) + "|" + login; }
std::string addressKey(const std::string& address) { return "a|" + placeOf(address); }
std::string loginKey(const std::string& login) { return "l|" + login; }

}  // namespace

std::string placeOf(const std::string& address) {
    std::array<std::uint8_t, 16> raw{};
    if (inet_pton(AF_INET6, address.c_str(), raw.data()) != 1) return address;
    return toHex(ByteView(raw).first(8)) + "::/64";
}

bool AttemptBook::reached(const std::string& key, int limit, Duration window, Instant now) {
    const auto found = m_failures.find(key);
    if (found == m_failures.end()) return false;
    auto& times = found->second;
    while (!times.empty() && now - times.front() > window) times.pop_front();
    return static_cast<int>(times.size()) >= limit;
}

bool AttemptBook::blocked(const std::string& address, const std::string& login, Instant now, const std::function<bool()>& knownPlace) {
    if (reached(pairKey(address, login), m_limits.failures, m_limits.window, now)) return true;
    if (reached(addressKey(address), m_limits.perAddress, m_limits.window, now)) return true;
    return reached(loginKey(login), m_limits.perLogin, m_limits.loginWindow, now) && !knownPlace();
}

bool AttemptBook::tell(const std::string& address, const std::string& login, Instant now) {
    std::erase_if(m_told, [now](const auto& row) { return now - row.second >= tellEvery; });
    return m_told.size() < maxTold && m_told.emplace(pairKey(address, login), now).second;
}

void AttemptBook::note(const std::string& key, Instant now) {
    auto& times = m_failures[key];
    times.push_back(now);
    if (times.size() > maxTimes) times.pop_front();
}

void AttemptBook::failed(const std::string& address, const std::string& login, Instant now) {
    if (m_failures.size() >= maxRemembered) makeRoom(now);
    note(pairKey(address, login), now);
    note(addressKey(address), now);
    note(loginKey(login), now);
}

// Never all at once: then a flood of made-up logins would make the server forget whom it has stopped.
void AttemptBook::makeRoom(Instant now) {
    const Duration longest = std::max(m_limits.window, m_limits.loginWindow);
    std::erase_if(m_failures, [&](const auto& row) { return row.second.empty() || now - row.second.back() > longest; });
    if (m_failures.size() < maxRemembered) return;
    std::erase_if(m_failures, [](const auto& row) { return row.second.size() == 1; });
}

void AttemptBook::succeeded(const std::string& address, const std::string& login) { m_failures.erase(pairKey(address, login)); }

}  // namespace ok::access
