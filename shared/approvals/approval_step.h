// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One step of a request that waits for other people.
#pragma once
#include <string>
#include <vector>

#include "shared/access/decision.h"
#include "shared/approvals/quorum.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"

namespace ok::approvals {

enum class StepKind { requested, approved, rejected, escalated, commented, paused, override_asked, override_confirmed, override_cancelled, amended, cancelled };
BOOST_DESCRIBE_ENUM(StepKind, requested, approved, rejected, escalated, commented, paused, override_asked, override_confirmed, override_cancelled, amended, cancelled)

/// One step of a request: who did what, from where, when. Never changed once written (F07.R2.A4).
struct ApprovalStep {
    std::string id;
    StepKind kind = StepKind::requested;
    int cycle = 1;                ///< a new one begins when a rejected request is escalated
    Actor actor;
    std::string login;            ///< of the actor, as the identity provider or the local account has it
    Token<PersonName> name;
    int assurance = 0;
    std::string device;           ///< SHA-256 of the device's id, 16 digits
    std::string address;
    Instant at;
    std::string role;             ///< escalated: whom to
    std::string reason;           ///< rejected, escalated: why
    std::vector<std::string> policies;      ///< approved: by which of the matrix, and their scopes
    std::vector<access::Scope> matchedScopes;
    bool selfApproved = false;    ///< the author's own, where the matrix lets it count
    int level = 0;                ///< escalated: the how manieth time of this request
    std::vector<std::string> told;///< escalated, paused: logins of whom it was written to; what became of each is `approval.person_told`
    int version = 1;              ///< of what was frozen when it happened
    Digest seen;                  ///< approved: the content this key was turned for
    KeyHolder key;                ///< approved: who holds it, people joined over their accounts
    std::string surface;          ///< where it was said: `console`, `phone`, `api`
    std::string method;           ///< what their session was opened with: `password+key`, `oidc:corp`
    std::string deviceTrust;      ///< approved: what was known of the device; empty: nobody asked
    std::string rules;            ///< approved: versions by which it was judged, `guard_rules/3 approval_policy/2`
    std::string before, after;    ///< the request's state
    bool operator==(const ApprovalStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(ApprovalStep, (), (id, kind, cycle, actor, login, name, assurance, device, address, at, role, reason, policies, matchedScopes, selfApproved,
                                         level, told, version, seen, key, surface, method, deviceTrust, rules, before, after))

}  // namespace ok::approvals
