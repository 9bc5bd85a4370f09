// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The scoped roles matrix (F02): the document that says who may do what, by channel, geography, severity, kind of content
// and size of the audience. It is a plain value; shared/access/compiled_matrix.h makes it decide.
//
// RULES: the dimensions of a scope hold together (AND), the values inside one are alternatives. `*` stands for every value and
// has to be written: an empty list grants nothing and is a mistake that checkMatrix() names. A deny that matches wins over
// every allow (`explicit_deny_overrides_allow`); what no allow matches is denied.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/json.h"

namespace ok::access {

BOOST_DEFINE_ENUM_CLASS(Effect, allow, deny)
BOOST_DEFINE_ENUM_CLASS(PrincipalKind, user, group)
BOOST_DEFINE_ENUM_CLASS(LimitKind, soft, hard)

inline constexpr std::string_view every = "*";
inline constexpr std::string_view rolesMatrixSchema = "roles_matrix.v1";

/// Words an action, channel, severity or kind of content may have in one canonical form: `publish` is `comms.send`, `ivr` is
/// `voice`, `SMS` is `sms`. What is not known stays as it is, in lower case.
[[nodiscard]] std::string canonicalAction(std::string_view word);
[[nodiscard]] std::string canonicalChannel(std::string_view word);
[[nodiscard]] std::string canonicalWord(std::string_view word);

/// Where something holds. Geography is `territories` or `areas`, whichever covers.
struct Scope {
    std::vector<std::string> channels;      ///< `sms`, `email`, `voice`, or `*`
    std::vector<std::string> territories;   ///< TerritoryArea::areaId, or `*`
    std::vector<std::string> areas;         ///< ids of Area below: polygons drawn for this matrix
    std::vector<std::string> severities;    ///< `advisory`, `minor`, `major`, `critical`, or `*`
    std::vector<std::string> contentTypes;  ///< `etr`, `advisory`, or `*`
    std::optional<std::int64_t> maxAudience;  ///< recipients at most; none: any number
    std::optional<std::int64_t> minAudience;  ///< recipients at least: for a deny of what is too large
    bool operator==(const Scope&) const = default;
    [[nodiscard]] static Scope everything() { return {{"*"}, {"*"}, {}, {"*"}, {"*"}, {}, {}}; }
};
BOOST_DESCRIBE_STRUCT(Scope, (), (channels, territories, areas, severities, contentTypes, maxAudience, minAudience))

/// A polygon geofence of this matrix.
struct Area {
    std::string id;
    std::string name;
    std::string territory;   ///< the territory whose shape this is, or empty
    MultiPolygon shape;
    bool operator==(const Area&) const = default;
};
BOOST_DESCRIBE_STRUCT(Area, (), (id, name, territory, shape))

/// From which template a policy was made. A newer version of the template changes nothing until it is made again.
struct TemplateRef {
    std::string id;
    int version = 0;
    std::string instance;    ///< what the instantiation was called, `T5`
    bool operator==(const TemplateRef&) const = default;
};
BOOST_DESCRIBE_STRUCT(TemplateRef, (), (id, version, instance))

struct Policy {
    std::string id;
    std::string name;
    Effect effect = Effect::allow;
    std::vector<std::string> actions;   ///< `comms.send`, `incidents.*`, `*`; also the words initiate, approve, edit_etr, publish, cancel
    Scope scope;
    bool selfApproval = false;          ///< of an approving policy: one's own request counts as seen. Two people stay two (decisions.md 1)
    std::optional<TemplateRef> from;
    bool operator==(const Policy&) const = default;
};
BOOST_DESCRIBE_STRUCT(Policy, (), (id, name, effect, actions, scope, selfApproval, from))

struct Role {
    std::string id;                      ///< `operator`, `north_initiator`
    std::string name;
    std::string description;
    std::vector<std::string> inherits;   ///< role ids; what they have, this one has
    std::vector<std::string> policies;   ///< policy ids
    bool operator==(const Role&) const = default;
};
BOOST_DESCRIBE_STRUCT(Role, (), (id, name, description, inherits, policies))

/// Who has a role. `within` narrows what the role allows (never what it denies): Approver within {sms, North}.
struct Assignment {
    std::string id;
    PrincipalKind kind = PrincipalKind::user;
    std::string principal;               ///< user id or group id
    std::string role;
    std::optional<Scope> within;
    std::string source;                  ///< `manual`, `scim`, `ldap`, `jit`: who keeps it
    std::optional<Instant> until;        ///< time-boxed; ends by itself
    bool operator==(const Assignment&) const = default;
};
BOOST_DESCRIBE_STRUCT(Assignment, (), (id, kind, principal, role, within, source, until))

/// Policies with blanks. In any list of a policy `{actions}`, `{channels}`, `{territories}`, `{areas}`, `{severities}` and
/// `{content_types}` stand for what is filled in. Several versions of one id stand side by side; the highest is used.
struct PolicyTemplate {
    std::string id;
    int version = 1;
    std::string name;
    std::string description;
    std::vector<Policy> policies;
    bool operator==(const PolicyTemplate&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicyTemplate, (), (id, version, name, description, policies))

/// A threshold for what lies within its scope: `soft` asks for a justification, `hard` cannot be passed (F02.R4).
struct Limit {
    std::string id;
    LimitKind kind = LimitKind::soft;
    std::string metric = "audience";     ///< `audience` (recipients) or `territories` (how many are touched)
    std::int64_t most = 0;
    Scope scope = Scope::everything();
    bool operator==(const Limit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limit, (), (id, kind, metric, most, scope))

/// What a role can reach at most, whatever assignments say (bounds mapping rules, F02.R3.A5).
struct RoleMaximum {
    std::string role;
    Scope within;
    bool operator==(const RoleMaximum&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoleMaximum, (), (role, within))

struct RolesMatrix {
    std::string schema = std::string(rolesMatrixSchema);
    std::vector<Role> roles;
    std::vector<Policy> policies;
    std::vector<Assignment> assignments;
    std::vector<PolicyTemplate> templates;
    std::vector<Area> areas;
    std::vector<Limit> limits;
    std::vector<RoleMaximum> maxima;
    std::optional<std::int64_t> maxGainPerPrincipal;  ///< capabilities one principal may gain by one publication (F02.R6.A7)
    bool operator==(const RolesMatrix&) const = default;
};
BOOST_DESCRIBE_STRUCT(RolesMatrix, (), (schema, roles, policies, assignments, templates, areas, limits, maxima, maxGainPerPrincipal))

inline constexpr std::string_view rolesKind = "roles";   ///< of the policy documents

/// The live version, one document a tenant, made when a policy document of the kind `roles` is published. The gate reads it
/// before every command, so the change holds for the very next one. Without it the built-in matrix holds.
struct LiveRoles {
    static constexpr std::string_view viewKind = "live_roles";
    std::string version;       ///< pinned in every decision, `roles/7`
    Digest digest;             ///< of the document as published
    RolesMatrix matrix;
    [[nodiscard]] std::string viewId() const { return "live"; }
};
BOOST_DESCRIBE_STRUCT(LiveRoles, (), (version, digest, matrix))

/// Every mistake at once, each with its path (`policies[3].scope.channels`): unknown roles and policies, double ids, cycles
/// of inheritance, missing or empty dimensions, bad polygons, sizes beyond the bounds below.
[[nodiscard]] std::vector<FieldProblem> checkMatrix(const RolesMatrix& matrix);
/// Not mistakes, but worth saying: roles whose scopes overlap (F02.R7.A1).
[[nodiscard]] std::vector<FieldProblem> warningsOf(const RolesMatrix& matrix);

/// What the blanks of a template are filled with.
struct TemplateValues {
    std::string instance;                ///< becomes part of the policies' ids
    std::vector<std::string> actions;
    Scope scope;
};
BOOST_DESCRIBE_STRUCT(TemplateValues, (), (instance, actions, scope))

/// The policies of a template with its blanks filled, ids `<template>.<instance>.<policy>`. Problem `template_blank` when a
/// blank stays empty, `unknown_template` when the matrix has none of that id (version 0: the highest).
[[nodiscard]] Result<std::vector<Policy>> instantiate(const RolesMatrix& matrix, std::string_view templateId, int version,
                                                      const TemplateValues& values);
/// The same, put into the matrix: policies of the same template and instance are replaced, all others stay as they are.
[[nodiscard]] Result<RolesMatrix> withInstance(RolesMatrix matrix, std::string_view templateId, int version,
                                               const TemplateValues& values);

inline constexpr std::size_t maxPolicies = 20'000, maxRoles = 2'000, maxAssignments = 200'000, maxAreas = 5'000,
                             maxListed = 2'000, maxInheritance = 32;

}  // namespace ok::access
