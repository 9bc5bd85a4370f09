// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the paragraphs of the gate hand to each other (room.h).
#pragma once
#include <chrono>
#include <optional>

#include "server/gate/gate.h"
#include "server/gate/run_context.h"
#include "server/gate/snapshot_store.h"
#include "shared/access/gate_events.h"

namespace ok {

/// A command on its way, with whom to answer.
struct GateJob {
    SecurityContext who;
    CommandEnvelope command;
    std::function<void(CommandAnswer)> answer;
    std::optional<Timer> timer;   ///< the timer that submits it; taken off in the same transaction
    std::chrono::steady_clock::time_point queued;
};

/// Tells when a request's hour nears and too few have approved (F02.R2.A5).
[[nodiscard]] Timer pauseTimer(ApprovalId request, Instant due);

/// Problem `policy_violation.taken_over`: others decide it now (F01.R5.A3).
[[nodiscard]] Status stillTheirs(const Gate::People& people, CommandContext& cx, ApprovalId request);

/// What the evidence of a decision says beside the decision itself.
[[nodiscard]] AccessCircumstances circumstancesOf(const SecurityContext& who, const CommandCard& card, const ScopeFacts& facts, const AccessDecision& d,
                                                  RunContext& cx);

/// Something else to do on the gate's thread between two batches.
using GateErrand = std::function<void()>;

/// An access decision with what it was asked for.
struct Judged {
    AccessDecision decision;
    ScopeFacts facts;
    std::vector<access::Scope> authorized;   ///< of the policies that allow it
    bool keysMissing = false;                ///< it would be allowed to them if they had the keys their roles ask for
};

/// A version that is taken and not written yet.
struct TakenVersion {
    approvals::SnapshotTaken event;
    approvals::RecipientList list;
    std::vector<std::string> incidents;   ///< it is about
};

/// A request, its file and its last version as it is stored, which fits what would run.
struct WaitingRequest {
    std::shared_ptr<const approvals::Approval> frozen;
    std::shared_ptr<const approvals::RequestFile> file;
    FrozenVersion version;
};

}  // namespace ok
