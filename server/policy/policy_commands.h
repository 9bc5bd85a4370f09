// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Policy documents as commands on the gate. `ifRevision` is the revision the caller saw; 0: whatever it is now.
#pragma once
#include "server/gate/command.h"
#include "shared/policy/policy_events.h"

namespace ok::policy {

struct CreateDraft {
    static constexpr CommandCard card{.name = "policy.create_draft", .action = "policies.draft", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind, summary;
};
BOOST_DESCRIBE_STRUCT(CreateDraft, (), (kind, summary))

struct EditDraft {
    static constexpr CommandCard card{.name = "policy.edit", .action = "policies.draft", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    std::vector<Change> changes;
    std::string summary, reason, transactionId;
};
BOOST_DESCRIBE_STRUCT(EditDraft, (), (kind, version, ifRevision, changes, summary, reason, transactionId))

struct RebaseDraft {
    static constexpr CommandCard card{.name = "policy.rebase", .action = "policies.draft", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
};
BOOST_DESCRIBE_STRUCT(RebaseDraft, (), (kind, version, ifRevision))

struct SubmitDraft {
    static constexpr CommandCard card{.name = "policy.submit", .action = "policies.draft", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
};
BOOST_DESCRIBE_STRUCT(SubmitDraft, (), (kind, version, ifRevision))

struct ReviewVersion {
    static constexpr CommandCard card{.name = "policy.review", .action = "policies.approve", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    ReviewDecision decision = ReviewDecision::approve;
    std::string comment;
    Digest digest;          ///< of the body that was looked at; may be left out
};
BOOST_DESCRIBE_STRUCT(ReviewVersion, (), (kind, version, ifRevision, decision, comment, digest))

/// From review back to draft, or away for good.
struct TakeBack {
    static constexpr CommandCard card{.name = "policy.take_back", .action = "policies.draft", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    bool discard = false;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TakeBack, (), (kind, version, ifRevision, discard, reason))

struct ScheduleVersion {
    static constexpr CommandCard card{.name = "policy.schedule", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    std::string effectiveAt;    ///< `2026-11-22T06:00` in the zone, or with `Z` or an offset
    std::string zone = "UTC";
};
BOOST_DESCRIBE_STRUCT(ScheduleVersion, (), (kind, version, ifRevision, effectiveAt, zone))

struct CancelSchedule {
    static constexpr CommandCard card{.name = "policy.unschedule", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CancelSchedule, (), (kind, version, ifRevision, reason))

/// `effectiveAt`: `now`, or a time as ScheduleVersion has it, at which it goes live then; empty is now, where its kind does not ask for it.
struct PublishVersion {
    static constexpr CommandCard card{.name = "policy.publish", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0, ifRevision = 0;
    std::string effectiveAt = {}, zone = "UTC";
};
BOOST_DESCRIBE_STRUCT(PublishVersion, (), (kind, version, ifRevision, effectiveAt, zone))

/// What a schedule's timer runs. The server's own.
struct CutOver {
    static constexpr CommandCard card{.name = "policy.cut_over", .action = "policies.cut_over", .purpose = "operations"};
    std::string kind;
    int version = 0;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(CutOver, (), (kind, version, digest))

struct Rollback {
    static constexpr CommandCard card{.name = "policy.rollback", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    std::string kind;
    int version = 0;        ///< one that was live before; 0: the one before this one
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Rollback, (), (kind, version, reason))

/// Two people: it says how many have to look at a version.
struct ConfigurePolicy {
    static constexpr CommandCard card{.name = "policy.configure", .action = "policies.configure", .risk = RiskClass::high,
                                      .purpose = "administration", .refusalIsEvidence = true};
    PolicySettings settings;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ConfigurePolicy, (), (settings, reason))

/// What somebody looked at or took away; the work was done where it blocks nobody.
struct RecordExamination {
    static constexpr CommandCard card{.name = "policy.examine", .action = "policies.read", .purpose = "administration"};
    PolicyExamined examined;
};
BOOST_DESCRIBE_STRUCT(RecordExamination, (), (examined))

struct VersionReply {
    std::string kind;
    int version = 0, revision = 0;
    VersionState state = VersionState::draft;
    Digest digest;
    int approvals = 0, approvalsNeeded = 0;
};
BOOST_DESCRIBE_STRUCT(VersionReply, (), (kind, version, revision, state, digest, approvals, approvalsNeeded))

}  // namespace ok::policy
