// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the gate itself writes into the stream `decisions`.
#pragma once
#include <string>
#include <vector>

#include "shared/access/decision.h"

namespace ok {

/// Where and as what somebody asked, and about what (F02.R5.A1, H2). Tenant, actor, time, decision id and the two hashes stand in
/// the entry's header.
struct AccessCircumstances {
    std::string word;                       ///< the action's other word: `initiate`, `approve`, `edit_etr`, `publish`, `cancel`
    std::string actorRole;                  ///< through which it was allowed; of a refusal, the roles they had
    std::vector<std::string> channel, contentType, geography, severity;   ///< as asked
    std::string incidentId;
    std::string requestId;                  ///< the command's id
    std::string traceId;
    std::string ipAddress, userAgent;
    std::string environment;                ///< `production` or `drill`
    std::string purpose, authority;
    std::string client;                     ///< the program's own id, where a token acts (F04.R7.A5)
    std::vector<std::string> scopes;        ///< what that token was narrowed to
};
BOOST_DESCRIBE_STRUCT(AccessCircumstances, (), (word, actorRole, channel, contentType, geography, severity, incidentId, requestId, traceId, ipAddress,
                                                userAgent, environment, purpose, authority, client, scopes))

/// Somebody tried what no role of theirs allows. Who and where stand in the entry's header.
struct AccessRefused {
    static constexpr std::string_view eventType = "access.refused";
    std::string action;
    std::string command;
    std::string rule;                       ///< reason key
    std::vector<std::string> roles;         ///< what the actor had
    std::vector<std::string> rolesThatMay;  ///< roles with which it would be allowed
    std::string policyVersion;
    std::vector<access::Dimension> missing; ///< where it lies outside
    std::vector<std::string> policies;      ///< allows that a deny overrode
    std::string denyPolicy;
    std::string hardLimit;
    std::vector<access::ChangedDimension> change;  ///< the smallest change that would allow it
    access::RequestedScope requestedScopes;
    std::vector<access::Scope> authorizedScopes;  ///< of policies that would have allowed it elsewhere; empty: there are none
    std::string decision = "deny", decisionRationale;
    AccessCircumstances circumstances;
};
BOOST_DESCRIBE_STRUCT(AccessRefused, (), (action, command, rule, roles, rolesThatMay, policyVersion, missing, policies, denyPolicy,
                                          hardLimit, change, requestedScopes, authorizedScopes, decision, decisionRationale, circumstances))

/// Somebody initiated, approved, edited, published or cancelled something, and by which policies they could (F02.R5.A1). What
/// passes a soft limit carries its justification in the header.
struct AccessAllowed {
    static constexpr std::string_view eventType = "access.allowed";
    std::string action;
    std::string command;
    std::string rationale;
    std::vector<std::string> roles;
    std::string role;                       ///< through which the first policy came
    std::string policyVersion;
    std::vector<std::string> policies;
    access::RequestedScope requestedScopes;
    std::vector<access::Scope> authorizedScopes;  ///< the scopes of the first of these policies
    std::vector<std::string> softLimits;
    std::string decision = "allow", decisionRationale;
    AccessCircumstances circumstances;
};
BOOST_DESCRIBE_STRUCT(AccessAllowed, (), (action, command, rationale, roles, role, policyVersion, policies, requestedScopes, authorizedScopes, softLimits,
                                          decision, decisionRationale, circumstances))

/// Somebody was allowed to ask and was refused by the rules of a command whose refusals are evidence (a second key by the
/// same person, a legal hold in the way of erasing).
struct CommandRefused {
    static constexpr std::string_view eventType = "command.refused";
    std::string command;
    std::string action;
    std::string code;
    std::string decision = "deny";
    AccessCircumstances circumstances;
};
BOOST_DESCRIBE_STRUCT(CommandRefused, (), (command, action, code, decision, circumstances))

/// A timer came due and its command was refused: nobody waits for its answer, so it is told here.
struct TimerRefused {
    static constexpr std::string_view eventType = "timer.refused";
    std::string key;
    std::string command;
    std::string code;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(TimerRefused, (), (key, command, code, message))

}  // namespace ok
