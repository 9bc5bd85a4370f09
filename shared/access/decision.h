// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// May this person do this, there, through that, to so many? One engine, the same for gate, REST, CLI and the console's previews
// (F02.R1). The answer carries its reasons, what would have to change for a yes, and an id that is the same wherever the same
// question is asked (H2, F02.R1.A5).
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "shared/access/actions.h"
#include "shared/access/compiled_matrix.h"
#include "shared/access/security_context.h"

namespace ok::access {

struct Principal {
    std::string id;
    std::vector<std::string> roles;    ///< held whole; scoped ones stand in the matrix as assignments
    std::vector<std::string> groups;
    std::vector<Assignment> mapped = {};  ///< what the directory gives, beside the matrix (MappedAccess)
    bool operator==(const Principal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Principal, (), (id, roles, groups, mapped))

/// What is to be done. Of several values each has to be allowed: an update by text and by voice needs both. An empty list
/// states nothing; where the action has that dimension, only scopes with `*` cover that.
struct AccessQuestion {
    std::string action;
    std::vector<std::string> channels;
    std::vector<std::string> territories;
    std::vector<LonLat> points;            ///< where the recipients or the incident are: every one has to lie inside
    std::vector<std::string> severities;
    std::vector<std::string> contentTypes;
    std::optional<std::int64_t> audience;
    Instant at;                            ///< time-boxed assignments are judged by it
    std::string about = {};                ///< approving: the action of what is released, whose dimensions count instead
};
BOOST_DESCRIBE_STRUCT(AccessQuestion, (), (action, channels, territories, points, severities, contentTypes, audience, at, about))

/// What a question was about, small enough for the log.
struct RequestedScope {
    std::vector<std::string> channels, territories, severities, contentTypes;
    std::optional<std::int64_t> audience;
    std::int64_t points = 0;
    bool operator==(const RequestedScope&) const = default;
};
BOOST_DESCRIBE_STRUCT(RequestedScope, (), (channels, territories, severities, contentTypes, audience, points))
[[nodiscard]] RequestedScope requestedScope(const AccessQuestion& question);

/// Do the scopes that concern this person look at places, at numbers of recipients? Where not, nobody need work them out.
[[nodiscard]] Looks looksAt(const CompiledMatrix& matrix, const Principal& who);

BOOST_DEFINE_ENUM_CLASS(AccessReason, allowed, no_matching_allow, scope_mismatch, target_outside_authorized_geography,
                        explicit_deny_override, hard_limit, safe_deny)

/// The smallest change of the question after which it would be allowed; of a question with several parts, of the first part
/// that is refused. `values`: any of them would do.
struct ChangedDimension {
    Dimension dimension = Dimension::channel;
    std::vector<std::string> values;
    bool operator==(const ChangedDimension&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChangedDimension, (), (dimension, values))

/// A decision as it is made: numbers into the matrix, no text. explain() puts it into words.
struct Verdict {
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr int maxMatched = 16;
    bool allowed = false;
    AccessReason reason = AccessReason::safe_deny;
    bool selfApproval = false;
    DimensionSet missing = noDimensions;             ///< of all parts that were refused
    std::uint8_t matchedCount = 0;
    std::array<std::uint32_t, maxMatched> matched{};  ///< policies that allow, ascending
    std::uint32_t deny = none;                        ///< the policy that forbids
    std::uint32_t role = none;                        ///< the role through which the first match came
    std::uint32_t limit = none;                       ///< hard limit
    std::array<std::uint32_t, 4> softLimits{none, none, none, none};
    // the smallest change
    std::uint32_t closest = none;                     ///< its policy would allow
    std::array<std::uint32_t, 4> closestWithin{none, none, none, none};  ///< narrowed by these scopes
    DimensionSet change = noDimensions;
    std::array<std::uint32_t, 4> chosen{};            ///< a value that no deny forbids, where one has to be chosen; 0: any of the policy's
    std::int64_t chosenAudience = -1;
};

/// Never fails and never throws: without a matrix, or when something breaks on the way, the answer is `safe_deny`.
[[nodiscard]] Verdict decide(const CompiledMatrix* matrix, const Principal& who, const AccessQuestion& question) noexcept;

/// A decision in words, as it goes over the wire and into the log.
struct AccessDecision {
    bool allowed = false;
    std::string reason;                     ///< AccessReason by name
    std::string decisionId;                 ///< 32 hex digits
    std::string policyVersion;
    std::string rule;                       ///< what decided: a policy's id, or the reason
    std::vector<std::string> policies;      ///< that allow, in order of id
    std::string role;                       ///< through which
    std::string denyPolicy;
    std::string precedence;                 ///< `explicit_deny_overrides_allow` where it decided
    std::vector<Dimension> missing;
    std::vector<ChangedDimension> change;
    std::vector<std::string> rolesThatMay;  ///< for a refusal: roles with which exactly this would be allowed
    std::vector<std::string> softLimits;    ///< passed only with a justification
    std::string hardLimit;
    std::vector<std::string> scopesThatMay; ///< the scopes of a token that would do, where only those stood in the way
    bool selfApproval = false;
    bool operator==(const AccessDecision&) const = default;
};
BOOST_DESCRIBE_STRUCT(AccessDecision, (), (allowed, reason, decisionId, policyVersion, rule, policies, role, denyPolicy, precedence,
                                           missing, change, rolesThatMay, softLimits, hardLimit, scopesThatMay, selfApproval))

[[nodiscard]] AccessDecision explain(const CompiledMatrix* matrix, TenantId tenant, const Principal& who,
                                     const AccessQuestion& question, const Verdict& verdict);
/// SHA-256 over tenant, person, question, version and outcome: not over roles, session or device, so that two surfaces agree.
[[nodiscard]] std::string decisionIdOf(const CompiledMatrix* matrix, TenantId tenant, const Principal& who,
                                       const AccessQuestion& question, const Verdict& verdict);
/// Roles of the matrix with which `question` would be allowed to a person who had nothing else; the machine's own left out.
[[nodiscard]] std::vector<std::string> rolesThatMay(const CompiledMatrix& matrix, const AccessQuestion& question);

[[nodiscard]] Principal principalOf(const SecurityContext& who);

/// Did this session's person touch a hardware key a moment ago?
[[nodiscard]] bool keyIsFresh(const SecurityContext& who, Instant now);
/// The same for the gate: the server's own acts need none.
[[nodiscard]] bool assured(const SecurityContext& who, Instant now);

/// decide() and explain() for a signed-in context, and what narrows a context beyond its roles. Every decision that lets
/// something happen is made here. `person`: whom the matrix is asked about, as of now.
[[nodiscard]] AccessDecision decideAccess(const SecurityContext& who, const Principal& person, const AccessQuestion& question,
                                          const CompiledMatrix* matrix);
[[nodiscard]] AccessDecision decideAccess(const SecurityContext& who, const AccessQuestion& question, const CompiledMatrix* matrix);
/// A route's question: an action without dimensions, by the tenant's live matrix.
[[nodiscard]] AccessDecision decideAccess(const SecurityContext& who, std::string_view action, const MatrixSource& source);

}  // namespace ok::access

namespace ok {
using access::AccessDecision;
using access::AccessQuestion;
using access::assured;
using access::decideAccess;
using access::keyIsFresh;
using access::MatrixSource;
}  // namespace ok
