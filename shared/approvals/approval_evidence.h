// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is kept of how people came to turn a key: what they saw, what of it they had to acknowledge, whose key did not last, and what policy
// forbade (F01.R1.A2, F01.R2.A7, F01.R3.A4, F06.R5). Views `approval_file` and `approval_review`.
#pragma once
#include "shared/access/command_card.h"
#include "shared/approvals/review_diff.h"
#include "shared/views/projections.h"

namespace ok::approvals {

/// Something about what was frozen that everybody who holds a key has to have seen, whatever the risk rules say.
struct FrozenAlert {
    std::string name;                             ///< `unusual_audience`
    std::map<std::string, std::string> facts;     ///< `people`, `median`, `percent`
    bool operator==(const FrozenAlert&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenAlert, (), (name, facts))

struct AlertSeen {
    std::string alert, person;                    ///< one id a human being
    Digest content;                               ///< of what was shown
    Instant at;
    bool operator==(const AlertSeen&) const = default;
};
BOOST_DESCRIBE_STRUCT(AlertSeen, (), (alert, person, content, at))

/// Problem `alert_unacknowledged`, with the alerts and the people who have not seen them among the fields.
[[nodiscard]] Status alertsSeen(const std::vector<FrozenAlert>& alerts, const std::vector<AlertSeen>& seen, const Digest& content, const std::vector<std::string>& keys);

/// "I saw that so many are unusual, and it is meant."
struct AcknowledgeAlert {
    static constexpr CommandCard card{.name = "approvals.acknowledge_alert", .action = "approvals.acknowledge", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string alert;
};
BOOST_DESCRIBE_STRUCT(AcknowledgeAlert, (), (approval, digest, alert))

/// Who is away answers nothing: another person who could have asked for it stands for it from now on. A version of its own.
struct TakeOver {
    static constexpr CommandCard card{.name = "approvals.take_over", .action = "approvals.amend", .refusalIsEvidence = true};
    ApprovalId approval;
    Digest digest;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TakeOver, (), (approval, digest, reason))

struct AlertAcknowledged {
    static constexpr std::string_view eventType = "approval.alert_acknowledged";
    ApprovalId approval;
    int version = 1;
    AlertSeen seen;
};
BOOST_DESCRIBE_STRUCT(AlertAcknowledged, (), (approval, version, seen))

/// The keys that were turned do not count any more; the request waits for all of them anew.
struct KeysCleared {
    static constexpr std::string_view eventType = "approval.keys_cleared";
    ApprovalId approval;
    int version = 1, keys = 0;
    std::string why;                              ///< `fingerprint_mismatch`, `key_too_old`, `not_in_time`
    Digest expected, found;                       ///< of a mismatch
    std::vector<std::string> told;                ///< logins
};
BOOST_DESCRIBE_STRUCT(KeysCleared, (), (approval, version, keys, why, expected, found, told))

/// Exactly what an approver had before them when they turned their key, byte for byte (F01.R2.A7, F01.R3.A7).
struct KeptReview {
    static constexpr std::string_view viewKind = "approval_review";
    ApprovalId approval;
    int version = 1;
    std::string account, person;
    Digest content, before, shown;                ///< of the version, of what it was compared with, and of `diff`
    Viewer viewer;
    Instant at;
    RawJson diff;                                 ///< ReviewDiff
    [[nodiscard]] std::string viewId() const { return approval.str() + "/" + std::to_string(version) + "/" + account; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"approval", approval.str()}}; }
};
BOOST_DESCRIBE_STRUCT(KeptReview, (), (approval, version, account, person, content, before, shown, viewer, at, diff))

struct ReviewKept {
    static constexpr std::string_view eventType = "approval.review_kept";
    KeptReview review;
};
BOOST_DESCRIBE_STRUCT(ReviewKept, (), (review))

/// Somebody tried to break the glass where the utility's policy lets nobody (F06.R5.A6). Stream `decisions`.
struct OverrideForbidden {
    static constexpr std::string_view eventType = "approval.override_forbidden";
    ApprovalId approval;
    std::string command, justification;
    std::vector<std::string> severities, told;    ///< told: logins of compliance
    int policyVersion = 0;
};
BOOST_DESCRIBE_STRUCT(OverrideForbidden, (), (approval, command, justification, severities, told, policyVersion))

/// Somebody tried to change or remove what is only ever added to (F01.R1.A7). Stream `security`; administrators are told.
struct ChangeAttempted {
    static constexpr std::string_view eventType = "approval.change_attempted";
    ApprovalId approval;
    std::string method, by, address;
    std::vector<std::string> told;
};
BOOST_DESCRIBE_STRUCT(ChangeAttempted, (), (approval, method, by, address, told))

/// By the server, for whoever tried.
struct ReportChangeAttempt {
    static constexpr CommandCard card{.name = "approvals.report_change_attempt", .action = "audit.desk", .purpose = "audit", .refusalIsEvidence = true};
    ApprovalId approval;
    std::string method, by, address;              ///< by: their account
};
BOOST_DESCRIBE_STRUCT(ReportChangeAttempt, (), (approval, method, by, address))

void addEvidenceProjections(Projections& projections);

}  // namespace ok::approvals
