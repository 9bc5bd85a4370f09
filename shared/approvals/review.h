// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an approver looks at: one question, one answer for console, phone page, okctl and API (F01.R2, F01.R3.A7, F04.R3, F05.R3). Nothing is
// written by asking. Answered by the gate (server/gate/approval_review.cpp) to whoever may release the request, and to its author.
#pragma once
#include "shared/access/command_card.h"
#include "shared/approvals/request_file.h"

namespace ok::approvals {

struct Review {
    static constexpr CommandCard card{.name = "approvals.review", .action = "sync.follow", .question = true};
    ApprovalId approval;
    int version = 0;                     ///< which one; 0: the last
    Viewer viewer;
};
BOOST_DESCRIBE_STRUCT(Review, (), (approval, version, viewer))

/// What speaks for it, as it was frozen, and whether it can be had now: that alone is not of the snapshot (F04.R3.A5).
struct ReviewEvidence {
    FrozenEvidence frozen;
    bool available = true;
    std::string status;                  ///< why not: `404`, `timeout`, `integrity_mismatch`, `purged`
};
BOOST_DESCRIBE_STRUCT(ReviewEvidence, (), (frozen, available, status))

/// How old the roles of somebody are that a directory gave them (F01.R4.A6).
struct DirectoryAge {
    std::string source;                  ///< `scim`, `ldap:corp`
    Instant asOf;
    bool old = false;                    ///< older than a quarter of an hour: shown as a banner
    bool operator==(const DirectoryAge&) const = default;
};
BOOST_DESCRIBE_STRUCT(DirectoryAge, (), (source, asOf, old))

struct ReviewReply {
    ApprovalId approval;
    int version = 1, latestVersion = 1;
    Digest digest;                       ///< the content's: what a release names
    std::string snapshotId, command, state;
    std::string submittedBy;             ///< login
    Instant submittedAt, expiresAt;
    ReviewDiff diff;                     ///< what was last published → what would leave
    FrozenAudience audience;             ///< as frozen
    Drift drift;                         ///< as it is now; level none: nothing is different
    bool driftSeen = false;              ///< by who asks
    std::optional<RiskEvaluation> risk;
    std::vector<ActionState> actions;    ///< what the risk asks for, and what of it is missing; empty: nothing
    std::vector<Checklist> checklists;   ///< those the actions name
    QuorumState quorum;
    std::vector<Turn> turns;
    bool verified = false;               ///< signature and hash of the version fit
    std::string blockedBy;               ///< why who asks cannot approve now; empty: they can
    std::string blockedWhy;              ///< the same in words
    std::string blockedRule, blockedCode;   ///< the rule behind it and its code, `creator_separate`, `POL-SEP-001` (F01.R4.A7)
    std::string policyVersion;           ///< by which it is judged now, `guard_rules/3 approval_policy/2`
    std::string learnMore;               ///< where the utility explains its rules; may be empty
    std::vector<FrozenAlert> alerts;     ///< what everybody who holds a key has to have seen
    std::vector<std::string> alertsUnseen;   ///< of them, by who asks; empty too for who holds no key
    std::optional<DirectoryAge> directory;   ///< where who asks has their roles from, if a directory gave them
    bool mine = false;                   ///< who asks wrote this version: they may amend or cancel it
    std::vector<std::string> incidents;  ///< names of those it is about, as frozen: where it is
    Instant frozenAt;                    ///< when this version was
    std::vector<Attestation> attested;   ///< of this version
    std::map<std::string, std::string> logins;   ///< of the people in turns and attested, by id
    std::vector<ReviewEvidence> evidence;        ///< of this version
};
BOOST_DESCRIBE_STRUCT(ReviewReply, (), (approval, version, latestVersion, digest, snapshotId, command, state, submittedBy, submittedAt, expiresAt, diff, audience, drift, driftSeen,
                                        risk, actions, checklists, quorum, turns, verified, blockedBy, blockedWhy, blockedRule, blockedCode,
                                        policyVersion, learnMore, alerts, alertsUnseen, directory, mine, incidents, frozenAt, attested, logins, evidence))

/// Its author, or who reviews it, changes what waits: a new version, whose author is who changed it (C18). Keys begin anew.
/// Problems: `approval_token_stale`, `approval_digest_mismatch`, `nothing_changed`.
struct Amend {
    static constexpr CommandCard card{.name = "approvals.amend", .action = "approvals.amend", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;                       ///< of the version that was seen
    RawJson body;                        ///< of the same command
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Amend, (), (approval, digest, body, reason))

/// Freezes the same command as the world is now: a new version. Whoever may release it, or its author.
struct Resnapshot {
    static constexpr CommandCard card{.name = "approvals.resnapshot", .action = "approvals.amend", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(Resnapshot, (), (approval, digest))

/// Its author takes it back.
struct Cancel {
    static constexpr CommandCard card{.name = "approvals.cancel", .action = "approvals.cancel", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (approval, digest, reason))

/// "I saw what is different, and it may go as it was frozen." `drift` is Drift::digest() of what was shown.
struct AcknowledgeDrift {
    static constexpr CommandCard card{.name = "approvals.acknowledge_drift", .action = "approvals.acknowledge", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest, drift;
};
BOOST_DESCRIBE_STRUCT(AcknowledgeDrift, (), (approval, digest, drift))

struct Attest {
    static constexpr CommandCard card{.name = "approvals.attest", .action = "approvals.acknowledge", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string checklist, item;
};
BOOST_DESCRIBE_STRUCT(Attest, (), (approval, digest, checklist, item))

/// Sent by a timer every few seconds while something waits: is the world still the one that was frozen (F04.R4.A1)?
struct LookForDrift {
    static constexpr CommandCard card{.name = "approvals.look_for_drift", .action = "approvals.expire", .silent = "looks every few seconds; what it finds that is new is an entry",
                                      .refusalIsEvidence = true};
    ApprovalId approval;
};
BOOST_DESCRIBE_STRUCT(LookForDrift, (), (approval))

}  // namespace ok::approvals
