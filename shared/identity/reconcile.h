// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What must change so that the mirror says what a directory says: worked out whole before anything changes. Pure.
#pragma once
#include <string>
#include <vector>

#include "shared/identity/mapping.h"

namespace ok::identity {

/// A person as a directory shows them.
struct DirectoryEntry {
    std::string externalId;     ///< stays when the person is renamed or moves (`entryUUID`)
    std::string userName;
    PersonName name;
    IdentityFacts facts;        ///< groups and attributes, tidied
    bool active = true;
};
BOOST_DESCRIBE_STRUCT(DirectoryEntry, (), (externalId, userName, name, facts, active))

/// A person of the same source as the mirror has them.
struct MirroredPerson {
    UserId id;
    std::string externalId, userName;
    PersonName name;
    IdentityFacts facts;
    bool active = true;
};

struct SyncPlan {
    std::vector<DirectoryEntry> create, update;
    std::vector<UserId> gone;   ///< active in the mirror, no longer in the directory
    std::int64_t unchanged = 0;
};

/// How many may go without a person looking: both bounds must be passed to stop.
struct GoneLimit {
    int percent = 20;
    int least = 5;
};

/// Order and doubles of `entries` change nothing; of two with one external id the first in order of user name counts.
[[nodiscard]] SyncPlan reconcile(const std::vector<MirroredPerson>& mirror, std::vector<DirectoryEntry> entries);
[[nodiscard]] bool tooManyGone(std::size_t gone, std::size_t mirrored, const GoneLimit& limit);

}  // namespace ok::identity
