// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Questions about a matrix as a whole: what may this person do, who may do this, what would have happened with this draft.
// All three ask decide() and nothing else, so they cannot say something else than the gate does.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/access/decision.h"

namespace ok::access {

/// One field of the matrix of effective permissions.
struct EffectiveCell {
    std::string action;
    std::string channel;       ///< empty: the action has none
    std::string territory;     ///< a territory, or
    std::string area;          ///< a drawn area; `*`: everywhere
    std::string severity;
    std::string contentType;
    std::optional<std::int64_t> maxAudience;  ///< none: any number
    std::vector<std::string> policies;
    bool operator==(const EffectiveCell&) const = default;
};
BOOST_DESCRIBE_STRUCT(EffectiveCell, (), (action, channel, territory, area, severity, contentType, maxAudience, policies))

struct PermissionsWanted {
    std::vector<std::string> actions;   ///< empty: every known one
    Instant at;
    std::size_t most = 20'000;          ///< cells
};
struct EffectivePermissions {
    std::vector<EffectiveCell> cells;   ///< what is allowed, in order
    bool complete = true;               ///< false: there are more than were asked for
};
BOOST_DESCRIBE_STRUCT(EffectivePermissions, (), (cells, complete))
[[nodiscard]] EffectivePermissions effectivePermissions(const CompiledMatrix& matrix, const Principal& who, const PermissionsWanted& wanted);

/// Who of `people` may do this, each with the reasons; in order of id.
struct EligiblePerson {
    std::string id;
    std::string role;
    std::vector<std::string> policies;
    std::vector<Dimension> covers;      ///< what the question states and the person's scope covers
    bool selfApproval = false;
    bool operator==(const EligiblePerson&) const = default;
};
BOOST_DESCRIBE_STRUCT(EligiblePerson, (), (id, role, policies, covers, selfApproval))
[[nodiscard]] std::vector<EligiblePerson> whoMay(const CompiledMatrix& matrix, const std::vector<Principal>& people, const AccessQuestion& question);
/// Is there anything this person may do with that action, anywhere, to anybody? Where not, what they would reach is not theirs to see.
[[nodiscard]] bool mayEver(const CompiledMatrix& matrix, const Principal& who, std::string_view action, Instant at);

/// Something that was done or tried, as history knows it.
struct PastAction {
    std::string id;
    Principal who;
    AccessQuestion question;
    bool wasAllowed = true;
};
BOOST_DESCRIBE_STRUCT(PastAction, (), (id, who, question, wasAllowed))

struct TrialRow {
    std::string id;
    std::string person;
    std::string action;
    bool allowed = false;
    bool wasAllowed = false;
    std::string reason;
    std::vector<std::string> policies;
    std::string denyPolicy;
    std::vector<Dimension> missing;
};
BOOST_DESCRIBE_STRUCT(TrialRow, (), (id, person, action, allowed, wasAllowed, reason, policies, denyPolicy, missing))
struct TrialCount {
    std::int64_t allowed = 0, denied = 0, gained = 0, lost = 0;   ///< gained: was refused and would be allowed
    bool operator==(const TrialCount&) const = default;
};
BOOST_DESCRIBE_STRUCT(TrialCount, (), (allowed, denied, gained, lost))
/// A draft tried on what happened; nothing is changed by it.
struct TrialReport {
    std::string policyVersion;
    TrialCount total;
    std::map<std::string, TrialCount> byChannel, byTerritory, bySeverity, byContentType;
    std::vector<TrialRow> rows;
};
BOOST_DESCRIBE_STRUCT(TrialReport, (), (policyVersion, total, byChannel, byTerritory, bySeverity, byContentType, rows))
[[nodiscard]] TrialReport simulate(const CompiledMatrix& matrix, const std::vector<PastAction>& history);

}  // namespace ok::access
