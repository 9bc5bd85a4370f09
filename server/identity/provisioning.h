// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one way people of the mirror are made, changed and ended, whoever says so: SCIM, LDAP, a first sign-in, a person. Each
// change carries the account, its rights and its open sessions with it, in the same transaction.
#pragma once
#include "server/gate/gate.h"
#include "shared/identity/directory_events.h"

namespace ok::identity {

struct RemapCounts {
    std::int64_t gained = 0, lost = 0;
    void add(const RemapCounts& other) { gained += other.gained; lost += other.lost; }
};

class Provisioning {
  public:
    /// Takes the live rules and maxima as they are now; one for each command.
    explicit Provisioning(CommandContext& cx);

    /// A person nobody knew: account, mirror, rights. `person.id` is given when it was promised to somebody already.
    RemapCounts create(DirectoryUser person);
    /// What changed about a person; rights follow. Deprovisions and takes back as `active` says.
    RemapCounts update(DirectoryUser next, const std::string& reason);
    /// Ends access at once: account closed, sessions revoked, rights gone. `removed`: deleted at the source.
    RemapCounts end(DirectoryUser person, const std::string& reason, bool removed);
    /// Rights anew from what is known; says nothing when they stay the same.
    RemapCounts remap(const std::string& user);
    /// Of everybody in a group, also through groups within it.
    RemapCounts remapMembers(const std::string& group);

    /// What the rules would give; nothing is changed.
    [[nodiscard]] MappingOutcome outcomeFor(const DirectoryUser& person);
    [[nodiscard]] const MappingVersion& rules() const { return m_rules; }
    /// A free login for a user name.
    [[nodiscard]] std::string freeLogin(const std::string& userName, UserId id);

  private:
    [[nodiscard]] std::vector<std::string> groupsOf(const std::vector<std::string>& memberOf);
    int endSessions(UserId user, const std::string& reason);
    CommandContext& m_cx;
    MappingVersion m_rules;
    std::vector<access::RoleMaximum> m_maxima;
};

/// The rules in force, or none.
[[nodiscard]] MappingVersion liveMapping(Views& views);
/// Facts with the memberships a person has; `views` may be a reader's.
[[nodiscard]] std::vector<std::string> groupClosure(Views& views, const std::vector<std::string>& memberOf);
[[nodiscard]] std::vector<access::RoleMaximum> maximaOf(Views& views);
/// The roles there are.
[[nodiscard]] std::vector<std::string> knownRoles(Views& views);

}  // namespace ok::identity
