// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How safe a utility's installation stands, on one page (R3): each topic with what is wrong, how many, since when, and the page
// of the console where it is mended. Pure: what the log's views say, and `now`.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"
#include "shared/views/views.h"

namespace ok {

enum class SecurityTopic { log, clock, data_keys, backups, rehearsal, hardware_keys, guessing, sessions, api_clients, directory, log_delivery, legal_holds };
BOOST_DESCRIBE_ENUM(SecurityTopic, log, clock, data_keys, backups, rehearsal, hardware_keys, guessing, sessions, api_clients, directory, log_delivery, legal_holds)

enum class SecurityLevel { good, look, act };   ///< in order: the last is the worst
BOOST_DESCRIBE_ENUM(SecurityLevel, good, look, act)

struct SecurityFinding {
    SecurityTopic topic = SecurityTopic::log;
    SecurityLevel level = SecurityLevel::good;
    std::string reason;              ///< `never_checked`, `damage_open`, ...: a key; whoever shows it has the sentence
    std::int64_t count = 0;          ///< of what the reason speaks of
    std::optional<Instant> at;       ///< since when, until when or when last, as the reason says
    std::string name;                ///< of the one it is about, where it is one
    std::string page;                ///< of the console
    bool operator==(const SecurityFinding&) const = default;
};
BOOST_DESCRIBE_STRUCT(SecurityFinding, (), (topic, level, reason, count, at, name, page))

/// GET /v1/security.
struct SecurityStanding {
    SecurityLevel level = SecurityLevel::good;   ///< the worst of the findings
    Instant asOf;
    std::vector<SecurityFinding> findings;       ///< every topic at least once, the worst first
};
BOOST_DESCRIBE_STRUCT(SecurityStanding, (), (level, asOf, findings))

/// The bounds that are judged by; each is what the matching guide in docs/ asks for.
struct SecurityBounds {
    Duration fullCheck = hours(36);        ///< of the whole log: it runs every day
    Duration verifiedBackup = hours(24 * 7);
    Duration rehearsal = hours(24 * 92);
    Duration dataKey = hours(24 * 90);     ///< F07.R1.A7
    Duration unusedClient = hours(24 * 90);
    Duration expirySoon = hours(24 * 14);
};

[[nodiscard]] SecurityStanding securityStanding(Views& views, Instant now, const SecurityBounds& bounds = {});

}  // namespace ok
