// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How often one person may have worked out whom something reaches: it costs the gate's thread, and tells of people and places.
#pragma once
#include <string>
#include <unordered_map>

#include "shared/base/instant.h"
#include "shared/base/result.h"

namespace ok {

class LookLimit {
  public:
    /// Of one person in a minute: a console asks while somebody types.
    explicit LookLimit(int most = 240) : m_most(most) {}
    /// Counts one. Problem `rate_limited`.
    [[nodiscard]] Status take(const std::string& person, Instant now);

  private:
    int m_most;
    struct Looking {
        Instant since;
        int count = 0;
    };
    std::unordered_map<std::string, Looking> m_people;
};

}  // namespace ok
