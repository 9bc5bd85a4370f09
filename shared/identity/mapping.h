// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Mapping rules (F02.R3): from what an identity provider says of a person (groups, attributes) to roles and where they hold.
// A rule holds when all its conditions do. What all matching rules give is united, without doubles and without what another
// one covers, and cut to the maxima of the roles matrix; the order of rules changes nothing.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/access/mapped_access.h"
#include "shared/base/instant.h"
#include "shared/base/json_value.h"

namespace ok::identity {

/// What mapping may look at. Attribute names in lower case; no names, addresses or numbers of people: it stands in the log.
struct IdentityFacts {
    std::map<std::string, std::vector<std::string>> attributes;
    std::vector<std::string> groups;
    bool operator==(const IdentityFacts&) const = default;
};
BOOST_DESCRIBE_STRUCT(IdentityFacts, (), (attributes, groups))

/// `territory` is one of `North`. The attribute `group` stands for the groups. No values: the attribute is there.
struct Condition {
    std::string attribute;
    std::vector<std::string> anyOf;   ///< compared without regard to case and outer spaces
    bool negated = false;
    bool operator==(const Condition&) const = default;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (attribute, anyOf, negated))

struct MappingRule {
    std::string id;
    std::string name;
    std::vector<Condition> conditions;   ///< all of them (AND)
    std::string role;
    access::Scope within;                ///< `$territory` in a list stands for the person's own values
    bool operator==(const MappingRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(MappingRule, (), (id, name, conditions, role, within))

inline constexpr std::string_view mappingSchema = "identity_mapping.v1";

struct MappingRules {
    std::string schema = std::string(mappingSchema);
    std::vector<MappingRule> rules;
    bool operator==(const MappingRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(MappingRules, (), (schema, rules))

/// Every mistake, each with its path. `roles`: those that exist.
[[nodiscard]] std::vector<FieldProblem> checkRules(const MappingRules& rules, const std::vector<std::string>& roles);

/// Why a rule gave something, or did not.
struct RuleReason {
    std::string rule;
    bool matched = false;
    std::vector<std::string> missing;   ///< `territory=North`: what does not hold
    std::string note;                   ///< `beyond_maximum`, `cut_to_maximum`, `covered`, `no_value`
    bool operator==(const RuleReason&) const = default;
};
BOOST_DESCRIBE_STRUCT(RuleReason, (), (rule, matched, missing, note))

struct MappingOutcome {
    std::vector<access::Assignment> assignments;   ///< in order of role and scope; `principal` is for the caller to fill in
    std::vector<RuleReason> reasons;               ///< in order of rule id
    bool operator==(const MappingOutcome&) const = default;
};
BOOST_DESCRIBE_STRUCT(MappingOutcome, (), (assignments, reasons))

[[nodiscard]] MappingOutcome mapIdentity(const IdentityFacts& facts, const MappingRules& rules,
                                         const std::vector<access::RoleMaximum>& maxima);

/// The part of a SCIM resource that mapping may look at; `groups` adds what the server knows of memberships.
[[nodiscard]] IdentityFacts factsOf(const JsonValue& resource, const std::vector<std::string>& groups);
/// Sorted, trimmed, bounded: what comes from a token, an assertion or a directory.
[[nodiscard]] IdentityFacts tidied(IdentityFacts facts);
/// One form of a name for comparing: NFC, no outer spaces, ASCII letters small.
[[nodiscard]] std::string comparable(std::string_view text);

// --- dry run

/// A person as the mirror has them, or as a directory shows them and the mirror does not yet.
struct MappedPerson {
    std::string login;
    UserId user;                                   ///< unknown: would be created
    bool active = true;                            ///< false: would be, or is, deprovisioned
    bool activeBefore = true;
    IdentityFacts facts;
    std::vector<access::Assignment> before;
};

struct PersonChange {
    std::string login;
    UserId user;
    std::string change;                            ///< `create`, `update`, `deprovision`
    std::vector<access::Assignment> gained, lost;
};
BOOST_DESCRIBE_STRUCT(PersonChange, (), (login, user, change, gained, lost))

struct MappingPreview {
    std::int64_t create = 0, update = 0, deprovision = 0, unchanged = 0;
    std::vector<PersonChange> changes;             ///< in order of login
    Digest digest;                                 ///< of all the above: what is applied is what was seen
};
BOOST_DESCRIBE_STRUCT(MappingPreview, (), (create, update, deprovision, unchanged, changes, digest))

[[nodiscard]] MappingPreview previewMapping(const std::vector<MappedPerson>& people, const MappingRules& rules,
                                            const std::vector<access::RoleMaximum>& maxima);

}  // namespace ok::identity
