// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How far the people of one roles matrix reach compared with another: who gains and who loses which combinations of action,
// channel, geography, severity and kind of content (F02.R6.A3), and where nobody is left who could do what somebody could
// before (F02.R6.A7). Sets of combinations are rows of bits, and only what changed for a principal is worked out, so that ten
// thousand policies take seconds. Sizes of audiences and ends of time-boxed assignments are left out.
#pragma once
#include <set>

#include "shared/access/roles_matrix.h"
#include "shared/policy/kind.h"

namespace ok::access {

struct Gap {
    std::string action, geography, channel;
    auto operator<=>(const Gap&) const = default;
};

struct ReachChange {
    std::vector<policy::ImpactRow> rows;      ///< in order of principal, losses before gains
    std::map<policy::Principal, std::int64_t> gained;  ///< capabilities
    std::vector<Gap> gaps;
    bool complete = true;                     ///< false: there are more rows
};

inline constexpr std::size_t mostImpactRows = 100'000;

[[nodiscard]] ReachChange compareReach(const RolesMatrix& before, const RolesMatrix& after);

/// The known actions that a policy's words stand for; a word of no known action stands for itself.
[[nodiscard]] std::vector<std::string> actionsOf(const std::vector<std::string>& words);
/// Territories and, as `area:<id>`, drawn areas.
[[nodiscard]] std::vector<std::string> geographiesOf(const Scope& scope);

/// Which policies a role has, with those it inherits. Holds places in the matrix, which must outlive it.
class RoleBook {
  public:
    explicit RoleBook(const RolesMatrix& matrix);
    /// Each once, in order of id.
    [[nodiscard]] std::vector<const Policy*> policiesOf(const std::string& role) const;
    /// The roles that have this one: itself, and those that inherit it.
    [[nodiscard]] std::set<std::string> rolesWith(const std::string& role) const;

  private:
    std::map<std::string, const Role*> m_roles;
    std::map<std::string, const Policy*> m_policies;
};

}  // namespace ok::access
