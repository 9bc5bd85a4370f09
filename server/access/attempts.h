// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How often may one guess. Three counts, each of failures in a window: of one login from one address; from one address,
// whatever the logins; of one login, from wherever. The last one never shuts out the person themselves: from an address
// where the account was signed in before, it does not count. A lock that strangers can close is a weapon against the owner.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "shared/base/instant.h"

namespace ok::access {

struct AttemptLimits {
    int failures = 8;                ///< of one login from one address
    Duration window = minutes(10);
    int perAddress = 40;             ///< from one address, in the same window: a whole control room may sit behind it
    int perLogin = 60;               ///< of one login from anywhere
    Duration loginWindow = hours(1);
};

class AttemptBook {
  public:
    explicit AttemptBook(AttemptLimits limits) : m_limits(limits) {}

    /// True: refuse without looking at the password. `knownPlace` is asked only when the whole world has guessed too often.
    [[nodiscard]] bool blocked(const std::string& address, const std::string& login, Instant now,
                               const std::function<bool()>& knownPlace);
    void failed(const std::string& address, const std::string& login, Instant now);
    /// Forgets what this address did to this login; what it did to others stays.
    void succeeded(const std::string& address, const std::string& login);
    /// True once a minute for one login from one address: what is written down about somebody who goes on after all that.
    [[nodiscard]] bool tell(const std::string& address, const std::string& login, Instant now);
    [[nodiscard]] std::size_t remembered() const { return m_failures.size(); }

  private:
    [[nodiscard]] bool reached(const std::string& key, int limit, Duration window, Instant now);
    void note(const std::string& key, Instant now);
    void makeRoom(Instant now);
    AttemptLimits m_limits;
    std::map<std::string, std::deque<Instant>> m_failures;
    std::map<std::string, Instant> m_told;
};

/// What counts as one place: an IPv4 address, the first 64 bits of an IPv6 one (a household has all the rest).
[[nodiscard]] std::string placeOf(const std::string& address);

}  // namespace ok::access
