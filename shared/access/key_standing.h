// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Does a person have the keys that the policy asks of their roles? Worked out from policy, keys and time wherever it is
// needed, so that it is true the moment a key is enrolled, lost or too old (F09.R4.A3, A4, A5). Pure.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/access/mapped_access.h"
#include "shared/access/security_key.h"
#include "shared/access/user.h"

namespace ok::access {

using FactsOf = std::function<std::shared_ptr<const ModelFacts>(const std::string& aaguid)>;

/// When it has to be enrolled anew; unknown: never.
[[nodiscard]] Instant renewBy(const KeyPolicy& policy, const SecurityKey& key);
/// From then on it opens nothing any more; unknown: never.
[[nodiscard]] Instant expiresAt(const KeyPolicy& policy, const SecurityKey& key);
[[nodiscard]] bool isExpired(const KeyPolicy& policy, const SecurityKey& key, Instant now);

/// What stands between a person and the policy, by kind:
/// `keys_missing` (detail: how many), `key_expired`, `key_renewal_due`, `key_not_approved`, `key_suspended`.
struct KeyShortfall {
    std::string kind;
    std::string detail;      ///< a number, a key's name
    KeyId key;
    bool operator==(const KeyShortfall&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyShortfall, (), (kind, detail, key))

struct KeyStanding {
    bool compliant = true;
    int needed = 0;                       ///< 0: no role of this person asks for keys
    int has = 0;                          ///< keys that count
    Instant graceUntil;                   ///< known: the roles go on counting until then
    std::vector<std::string> withheld;    ///< roles that do not count now
    std::vector<KeyShortfall> shortfalls;
    bool operator==(const KeyStanding&) const = default;
};
BOOST_DESCRIBE_STRUCT(KeyStanding, (), (compliant, needed, has, graceUntil, withheld, shortfalls))

/// `roles`: all of the person's, wherever they come from.
[[nodiscard]] KeyStanding standingOf(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, const std::vector<std::string>& roles,
                                     Instant now, const FactsOf& facts);
/// How many keys that count a person needs more for that role; 0: they may have it.
[[nodiscard]] int keysMissingFor(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, const std::string& role, Instant now,
                                 const FactsOf& facts);
[[nodiscard]] FactsOf factsIn(Views& views);

/// Who holds which role, whoever gave it: the account, the live matrix, the directory. Made for one look at the views: whoever
/// asks for everybody goes through the matrix's assignments once.
class RoleBook {
  public:
    RoleBook(Views& views, Instant now);
    /// In order of name. `own`: what the account or the session has.
    [[nodiscard]] std::vector<std::string> of(const std::string& user, const std::vector<std::string>& own) const;

  private:
    using Held = std::unordered_map<std::string, std::vector<const Assignment*>>;
    Views& m_views;
    Instant m_now;
    std::shared_ptr<const LiveRoles> m_live;
    Held m_users, m_groups;
};

/// Roles a person holds that do not count now. Nothing where no policy demands keys.
class RolesWithheld {
  public:
    RolesWithheld(Views& views, Instant now);
    [[nodiscard]] std::vector<std::string> of(const std::string& user, const std::vector<std::string>& own);

  private:
    Views& m_views;
    Instant m_now;
    std::shared_ptr<const KeyPolicy> m_policy;
    std::optional<RoleBook> m_book;
};

/// Problem `person_lacks_keys`: a role that asks for keys is not given to who has too few.
[[nodiscard]] Problem personLacksKeys(const KeyPolicy& policy, const std::string& role, int missing);
/// The same for what an edit of the matrix would give people; nothing where no policy demands keys.
[[nodiscard]] Status keysForAssignments(Views& views, const RolesMatrix& before, const RolesMatrix& after, Instant now);

/// The next moment after `now` at which one of these keys is to be reminded of or expires; unknown: none.
[[nodiscard]] Instant nextMoment(const KeyPolicy& policy, const std::vector<SecurityKey>& keys, Instant now);
/// Is a reminder due: within the window, and none for a week?
[[nodiscard]] bool reminderDue(const KeyPolicy& policy, const SecurityKey& key, Instant now);

}  // namespace ok::access
