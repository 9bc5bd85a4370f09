// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A program freezes what waits anew (F04.R7.A1).
#include "server/gate/room.h"

namespace ok {

namespace {

using approvals::ExpectedSnapshot;

bool expectsAnything(const ExpectedSnapshot& e) {
    return e.message || e.channels || e.people || e.affectedClusters || e.bounds || e.zoom || e.evidence;
}

}  // namespace

Status Gate::Room::snapshotAgain(RunContext& cx, const approvals::TakeSnapshot& command) {
    OK_ASSIGN(const WaitingRequest now, waiting(cx, command.approval));
    if (now.frozen->state != approvals::ApprovalState::pending) {
        return problem("approval_not_pending", "this request was already decided", {{"state", enumName(now.frozen->state)}});
    }
    if (expectsAnything(command.expected)) {
        OK_ASSIGN(Capture seen, captureNow(cx, now.frozen->command, now.frozen->body.text));
        OK_ASSIGN(const approvals::RecipientList list, approvals::freezeRecipients(std::move(seen.recipients)));
        seen.content.audience.people = list.people;
        OK_TRY(approvals::agrees(command.expected, seen.content));
    }
    const Status done = renew(cx, now, said(cx, now, approvals::Word::amend, now.frozen->digest, {}), now.frozen->body, "resnapshot");
    // The same state is one snapshot, however often it is frozen (F04.R1.A3).
    if (!done.ok() && done.problem().code != "nothing_changed") return done;
    const auto file = cx.views().find<approvals::RequestFile>(command.approval.str());
    if (!file || file->versions.empty()) return problem("not_found", "there is no such approval request");
    const approvals::SnapshotHeader& header = file->versions.back();
    cx.reply(approvals::TakenSnapshot{header.id, header.version, "pending_approval", header.contentHash.hex(), header.createdAt, command.idempotencyKey, command.approval.str()});
    return {};
}

}  // namespace ok
