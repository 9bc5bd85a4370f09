// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Where frozen versions of requests lie: the content in the log and the view `approval_snapshot`, the people sealed under the tenant's
// data key in rows of their own (digest C27). Written in the transaction that freezes; never changed.
#pragma once
#include "server/gate/command.h"
#include "shared/approvals/request_file.h"

namespace ok {

/// What a command would do if it ran now, in the words of a snapshot: filled by the domain whose command it is (Gate::captures).
/// The gate adds the command, its body and the environment, and the digest, counts of people and messages of `recipients`.
struct Capture {
    approvals::SnapshotContent content;
    std::vector<approvals::FrozenRecipient> recipients;
    std::vector<std::string> stopped;      ///< contacts that said STOP on a channel: `sms <token>`
    approvals::RiskInputs risk;
    approvals::ReviewSide published;       ///< what was last published: what the review compares with
    bool closing = false;
    std::vector<approvals::FrozenAlert> alerts;   ///< what everybody who holds a key has to have seen
    bool looking = false;                  ///< set by the gate: asked whether the world is another; `documents` are not read then
};

/// Seals the list in pieces. The same list twice is written once.
[[nodiscard]] Status keepRecipients(CommandContext& cx, const approvals::RecipientList& list);
/// Problems: `recipients_missing`, `digest_mismatch`, those of keys.
[[nodiscard]] Result<approvals::RecipientList> frozenRecipients(CommandContext& cx, const Digest& list);
/// Retention: the pieces are erased, the list cannot be read any more.
[[nodiscard]] Status eraseRecipients(CommandContext& cx, const Digest& list);

/// The last version of a request, its hash and signature checked. Problems: `not_found`, `digest_mismatch`, `bad_signature`.
struct FrozenVersion {
    approvals::StoredSnapshot stored;
    approvals::SnapshotContent content;
};
[[nodiscard]] Result<FrozenVersion> frozenVersion(Views& views, ApprovalId approval, int version = 0);

}  // namespace ok
