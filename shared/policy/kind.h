// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a domain says about its kind of policy document, so that the one engine can check it, show what changes, say whom
// that concerns, and try it on the past. The engine itself knows no roles and no weights.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/policy/version.h"

namespace ok::policy {

struct Finding {
    bool blocking = true;           ///< otherwise a warning: publishing stays possible
    std::string code;               ///< stable, `capability_gap`
    std::string path;               ///< in the body; may be empty
    std::string message;
    std::map<std::string, std::string> details;
    bool operator==(const Finding&) const = default;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (blocking, code, path, message, details))

enum class ChangeType { added, removed, modified };
BOOST_DESCRIBE_ENUM(ChangeType, added, removed, modified)

struct Principal {
    std::string type;   ///< `user`, `group`
    std::string id;
    auto operator<=>(const Principal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (type, id))

/// One line of a diff as people read it: what of which thing changed along which dimension, and whom it touches.
struct DiffRow {
    ChangeType change = ChangeType::modified;
    std::string dimension;
    std::string itemType;                 ///< `role`, `assignment`
    std::string item;
    std::vector<std::string> before, after;
    std::vector<Principal> principals;
    std::string path;
    bool operator==(const DiffRow&) const = default;
};
BOOST_DESCRIBE_STRUCT(DiffRow, (), (change, dimension, itemType, item, before, after, principals, path))

/// Somebody gains or loses something: every combination of these values, one of each dimension, is one capability.
struct ImpactRow {
    bool gain = true;
    Principal principal;
    std::map<std::string, std::vector<std::string>> capability;
    std::int64_t count = 1;               ///< how many that is
    std::vector<std::string> risks;       ///< `cross_geography`, `cross_severity`: then it is high
    bool operator==(const ImpactRow&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImpactRow, (), (gain, principal, capability, count, risks))

struct GainsAndLosses {
    std::int64_t gains = 0, losses = 0;
    bool operator==(const GainsAndLosses&) const = default;
};
BOOST_DESCRIBE_STRUCT(GainsAndLosses, (), (gains, losses))

struct Impact {
    std::string analysisId;               ///< UUID; in the log with the digests of both bodies
    std::string kind;
    int baseline = 0, version = 0;
    Digest baselineDigest, versionDigest;
    Instant at;
    std::vector<ImpactRow> rows;
    std::map<std::string, std::map<std::string, GainsAndLosses>> byDimension;  ///< dimension → value → how many
    GainsAndLosses total;
    std::int64_t principalsGaining = 0, principalsLosing = 0;
    std::int64_t highRisk = 0;            ///< rows
    std::vector<Finding> notes;
};
BOOST_DESCRIBE_STRUCT(Impact, (), (analysisId, kind, baseline, version, baselineDigest, versionDigest, at, rows, byDimension, total,
                                   principalsGaining, principalsLosing, highRisk, notes))

/// Fills in totals and the counts by dimension from the rows.
void countImpact(Impact& impact);

/// One thing that happened, judged by a version.
struct SimulationCase {
    Instant at;
    std::string entry;                    ///< id of the entry it was read from
    RawJson request;                      ///< what the kind judges
};
BOOST_DESCRIBE_STRUCT(SimulationCase, (), (at, entry, request))

struct SimulatedAction {
    Instant at;
    std::string entry;
    std::map<std::string, std::string> dimensions;
    bool allowed = false, allowedBefore = false;
    std::string reason;
    std::vector<std::string> matched;     ///< ids inside the body
    bool operator==(const SimulatedAction&) const = default;
};
BOOST_DESCRIBE_STRUCT(SimulatedAction, (), (at, entry, dimensions, allowed, allowedBefore, reason, matched))

struct AllowedAndDenied {
    std::int64_t allowed = 0, denied = 0, changed = 0;
    bool operator==(const AllowedAndDenied&) const = default;
};
BOOST_DESCRIBE_STRUCT(AllowedAndDenied, (), (allowed, denied, changed))

struct Simulation {
    std::string kind;
    int baseline = 0, version = 0;
    Instant from, to;
    std::vector<SimulatedAction> actions;
    AllowedAndDenied total;
    std::map<std::string, std::map<std::string, AllowedAndDenied>> byDimension;
};
BOOST_DESCRIBE_STRUCT(Simulation, (), (kind, baseline, version, from, to, actions, total, byDimension))

void countSimulation(Simulation& simulation);

/// Two bodies in normal form; `before` is what is live, or the empty body.
struct Bodies {
    std::string_view before, after;
};

struct Kind {
    std::string name;
    int schemaVersion = 1;
    std::string emptyBody = "{}";
    std::vector<std::string> dimensions;  ///< in the order they are shown
    std::string schema = "{}";            ///< JSON Schema of the body
    std::map<std::string, std::int64_t> limits;   ///< with their standard values
    bool needsEffectiveAt = false;        ///< whoever publishes says from when: `now`, or a time (F05.R2.A2)
    /// The body as the kind writes it: every member there, none that it does not know. None: any body is as it should be.
    std::function<Result<std::string>(std::string_view body)> normalise;
    /// The body is readable at all: asked at every save. Never answers with warnings.
    std::function<Status(std::string_view body)> check;
    /// Asked before review, before publishing and at the cutover itself.
    std::function<std::vector<Finding>(const Bodies&, const PolicySettings&)> validate;
    std::function<std::vector<DiffRow>(const Bodies&)> summarise;
    std::function<Impact(const Bodies&)> impact;
    std::function<std::vector<SimulatedAction>(const Bodies&, const std::vector<SimulationCase>&)> simulate;
};

/// The body in normal form as its kind writes it. What the kind does not know is `invalid_fields`, with its place.
[[nodiscard]] Result<std::string> normalised(const Kind& kind, std::string_view body);

/// The kinds this product has. Filled before the gate starts.
class Kinds {
  public:
    void add(Kind kind);
    [[nodiscard]] const Kind* find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> names() const;

  private:
    std::map<std::string, Kind, std::less<>> m_kinds;
};

}  // namespace ok::policy
