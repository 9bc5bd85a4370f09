// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The second key. A high-risk command is frozen and runs only when another signed-in person releases exactly it
// (decisions.md 1). This file: the values, their events, the pure rule, and the view `approval`.
#pragma once
#include <optional>
#include <string>

#include "shared/approvals/approval_step.h"
#include "shared/approvals/emergency_override.h"
#include "shared/approvals/guard.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok::approvals {

/// cancelled: by its author; invalidated: what it is about is no more.
enum class ApprovalState { pending, released, rejected, expired, failed, cancelled, invalidated };
BOOST_DESCRIBE_ENUM(ApprovalState, pending, released, rejected, expired, failed, cancelled, invalidated)

/// What is to happen at a certain time is paused when it is not approved by then.
inline constexpr Duration approvedBefore = minutes(2);

/// A frozen command waiting for its second person. `digest` is the content hash of its last version (snapshot.h, digest C16).
struct Approval {
    static constexpr std::string_view viewKind = "approval";
    ApprovalId id;
    std::string command;
    RawJson body;
    Digest digest;
    std::string summary;          ///< reason key for the screen, `comms.send_broadcast`
    Actor submittedBy;
    Instant submittedAt;
    Instant expiresAt;
    ApprovalState state = ApprovalState::pending;
    std::optional<Actor> decidedBy;
    Instant decidedAt;
    std::string reason;           ///< why rejected or failed
    std::vector<std::string> subjects;
    bool drill = false;
    CommandId commandId;              ///< the frozen command's own id
    std::vector<std::string> roles;   ///< the submitter's roles, with which it runs when released
    std::string source;               ///< where it was submitted, `console`
    std::string purpose;
    std::string decisionId;           ///< the access decision that allowed the submission
    access::RequestedScope requested; ///< what it reaches: who releases it needs a scope that covers this
    Justification justification;      ///< the author's
    int needed = 1;                   ///< people besides the author
    std::vector<std::string> countedRoles;  ///< whose approval counts; empty: of everybody who may release
    int rulesVersion = 0;             ///< of the GuardRules it was asked under
    int cycle = 1;
    Instant answerBy;                 ///< escalated then
    Instant answerDue;                ///< until when an answer was in time; unknown: no time was set
    std::string sla;                  ///< `met` or `breached`, once somebody answered (F02.R2.A4)
    std::string escalateTo;
    bool mayEscalate = false;         ///< the author may ask for another cycle after a rejection
    std::vector<ApprovalStep> steps;
    std::int64_t decidedIn = 0;       ///< sequence of the deciding entry in `ops`
    bool tampered = false;            ///< that entry did not fit its signature when it was read
    std::string correlation;          ///< of the whole chain: what led to the command, the request, its release
    Instant runAt;                    ///< when it is to happen, where its author named a time (F02.R2.A5)
    bool paused = false;              ///< that time is near or over, and too few have approved
    std::optional<EmergencyOverride> emergency;   ///< the last one that was asked for
    int version = 1;                  ///< of what is frozen; RequestFile has them all
    std::string snapshotId;
    int riskScore = -1;               ///< of that version; -1: none
    std::string riskLevel;
    std::string driftLevel;           ///< when it was last looked at: empty, `notice`, `acknowledge`, `resnapshot`, `invalid`
    [[nodiscard]] int have() const;   ///< approvals of this cycle
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"state", enumName(state)}}; }
};
BOOST_DESCRIBE_STRUCT(Approval, (), (id, command, body, digest, summary, submittedBy, submittedAt, expiresAt, state,
                                     decidedBy, decidedAt, reason, subjects, drill, commandId, roles, source, purpose,
                                     decisionId, requested, justification, needed, countedRoles, rulesVersion, cycle, answerBy, answerDue, sla,
                                     escalateTo, mayEscalate, steps, decidedIn, tampered, correlation, runAt, paused, emergency,
                                     version, snapshotId, riskScore, riskLevel, driftLevel))

struct ApprovalRequested {
    static constexpr std::string_view eventType = "approval.requested";
    Approval approval;
};
BOOST_DESCRIBE_STRUCT(ApprovalRequested, (), (approval))

/// A step that decides nothing yet: one approval of several, an escalation.
struct ApprovalStepped {
    static constexpr std::string_view eventType = "approval.stepped";
    ApprovalId approval;
    ApprovalStep step;
    std::vector<std::string> countedRoles;   ///< from now on
    Instant answerBy, expiresAt;             ///< from now on
};
BOOST_DESCRIBE_STRUCT(ApprovalStepped, (), (approval, step, countedRoles, answerBy, expiresAt))

/// What does not decide: somebody commented on it, or its hour came before its approvals did. Roles and times stay as they are.
struct ApprovalNoted {
    static constexpr std::string_view eventType = "approval.noted";
    ApprovalId approval;
    ApprovalStep step;
};
BOOST_DESCRIBE_STRUCT(ApprovalNoted, (), (approval, step))

/// Everything a decision rests on, as it is signed (F07.R2.A5).
struct ApprovalRecord {
    ApprovalId approval;
    TenantId tenant;
    std::string command;
    Digest digest;                ///< of the frozen command
    Actor initiator;
    Justification justification;
    ApprovalState state = ApprovalState::released;
    std::vector<ApprovalStep> steps;
};
BOOST_DESCRIBE_STRUCT(ApprovalRecord, (), (approval, tenant, command, digest, initiator, justification, state, steps))

struct ApprovalDecided {
    static constexpr std::string_view eventType = "approval.decided";
    ApprovalId approval;
    ApprovalState state = ApprovalState::released;
    Actor by;
    std::string reason;
    ApprovalRecord record;
    std::string signature, publicKey;   ///< hex; Ed25519 over canonical(record)
};
BOOST_DESCRIBE_STRUCT(ApprovalDecided, (), (approval, state, by, reason, record, signature, publicKey))

/// One document before and after; null where there was none.
struct ObjectSnapshot {
    std::string kind, id;
    RawJson pre{"null"}, post{"null"};
};
BOOST_DESCRIBE_STRUCT(ObjectSnapshot, (), (kind, id, pre, post))

struct AudienceCounts {
    std::int64_t sms = 0, email = 0, ivr = 0, total = 0;
};
BOOST_DESCRIBE_STRUCT(AudienceCounts, (), (sms, email, ivr, total))

/// The one summary of a request that was released and carried out (F01.R6.A1). Who submitted it holds the first key
/// (decisions.md 1): where one more person was needed, the first approver is the author.
struct ApprovalExecuted {
    static constexpr std::string_view eventType = "approval.executed";
    ApprovalId approval;
    std::string proposerId;
    Token<PersonName> proposerName;
    std::string proposerLogin;
    std::string actionType;                       ///< the command, `comms.send_broadcast`
    std::vector<std::string> incidentIds;
    Instant createdAtUtc;
    std::int64_t chainIndex = 0;                  ///< sequence of this very entry in its stream
    Digest payloadFingerprintSha256;              ///< digest of the frozen command
    std::vector<ObjectSnapshot> fullDiffSnapshot; ///< what it changed, at most 40 documents
    AudienceCounts audienceCounts;
    std::optional<std::int64_t> etaDeltaMinutes;  ///< of the middle of what is expected
    std::optional<std::int64_t> etrDeltaMinutes;  ///< of its end; none: it is not about a time
    std::string approver1Id, approver1Decision, approver1Reason;
    std::string approver2Id, approver2Decision, approver2Reason;
    std::vector<std::string> furtherApproverIds;
    std::vector<std::string> notificationEventIds;
    /// proposalAt < approver1At < approver2At < executedAt <= notificationsSentAt, each read from the room's clock (F01.R6.A3).
    Instant proposalAt, approver1At, approver2At, executedAt;
    std::optional<Instant> notificationsSentAt;   ///< into the outbox; what became of each message is told by its own entries
};
BOOST_DESCRIBE_STRUCT(ApprovalExecuted, (), (approval, proposerId, proposerName, proposerLogin, actionType, incidentIds, createdAtUtc, chainIndex,
                                             payloadFingerprintSha256, fullDiffSnapshot, audienceCounts, etaDeltaMinutes, etrDeltaMinutes,
                                             approver1Id, approver1Decision, approver1Reason, approver2Id, approver2Decision, approver2Reason,
                                             furtherApproverIds, notificationEventIds, proposalAt, approver1At, approver2At, executedAt, notificationsSentAt))

/// Everything about people; what it changed is filled in by whoever knows.
[[nodiscard]] ApprovalExecuted executedOf(const Approval& frozen, const ApprovalStep& last, Instant now);

void sign(ApprovalDecided& decided, const SigningKey& key);
/// Is the record what was signed, with this key?
[[nodiscard]] bool verifies(const ApprovalDecided& decided, const PublicKey& key);

/// A record that does not fit its signature was read: evidence, once for each.
struct ApprovalTampered {
    static constexpr std::string_view eventType = "approval.tampered";
    ApprovalId approval;
    std::string entry;
};
BOOST_DESCRIBE_STRUCT(ApprovalTampered, (), (approval, entry))

void addProjections(Projections& projections);

}  // namespace ok::approvals
