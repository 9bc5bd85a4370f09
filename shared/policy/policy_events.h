// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to policy documents. An edit is kept as the changes it made, with the digests of the body before and after:
// the field-level diff that auditors ask for (F02.R5.A2) is what the versions are rebuilt from.
#pragma once
#include "shared/policy/kind.h"
#include "shared/views/projections.h"

namespace ok::policy {

struct PolicyDrafted {
    static constexpr std::string_view eventType = "policy.drafted";
    std::string kind;
    int number = 0, base = 0, schemaVersion = 1;
    std::string summary, by;
    std::optional<RawJson> body;      ///< only of a first version: the others begin as their base
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(PolicyDrafted, (), (kind, number, base, schemaVersion, summary, by, body, digest))

struct PolicyEdited {
    static constexpr std::string_view eventType = "policy.edited";
    std::string kind;
    int number = 0;
    std::vector<Change> changes;
    Digest beforeStateHash, afterStateHash;
    std::string summary, by;
    std::string changeReason;
    std::string transactionId;        ///< of an import or a bulk change
    int base = 0;                     ///< where the draft was moved onto another version; else 0
};
BOOST_DESCRIBE_STRUCT(PolicyEdited, (), (kind, number, changes, beforeStateHash, afterStateHash, summary, by, changeReason,
                                         transactionId, base))

struct PolicySubmitted {
    static constexpr std::string_view eventType = "policy.submitted";
    std::string kind;
    int number = 0;
    std::string by;
    Digest digest;
    std::vector<Finding> warnings;
};
BOOST_DESCRIBE_STRUCT(PolicySubmitted, (), (kind, number, by, digest, warnings))

struct PolicyReviewed {
    static constexpr std::string_view eventType = "policy.reviewed";
    std::string kind;
    int number = 0;
    Review review;
    VersionState state = VersionState::inReview;   ///< after it
};
BOOST_DESCRIBE_STRUCT(PolicyReviewed, (), (kind, number, review, state))

/// Back to draft by its own people, or thrown away.
struct PolicyTakenBack {
    static constexpr std::string_view eventType = "policy.taken_back";
    std::string kind;
    int number = 0;
    std::string by, reason;
    bool discarded = false;
};
BOOST_DESCRIBE_STRUCT(PolicyTakenBack, (), (kind, number, by, reason, discarded))

struct PolicyScheduled {
    static constexpr std::string_view eventType = "policy.scheduled";
    std::string kind;
    int number = 0;
    Schedule schedule;
};
BOOST_DESCRIBE_STRUCT(PolicyScheduled, (), (kind, number, schedule))

struct PolicyUnscheduled {
    static constexpr std::string_view eventType = "policy.unscheduled";
    std::string kind;
    int number = 0;
    std::string by, reason;
};
BOOST_DESCRIBE_STRUCT(PolicyUnscheduled, (), (kind, number, by, reason))

struct PolicyPublished {
    static constexpr std::string_view eventType = "policy.published";
    std::string kind;
    int number = 0;
    std::string publishedBy;
    Instant publishedAt, effectiveAt;
    int priorVersion = 0;
    std::string how;
    std::string reason;
    std::string summary;              ///< of a rollback: from, to and why
    Digest digest;
    std::vector<int> cancelledSchedules;
};
BOOST_DESCRIBE_STRUCT(PolicyPublished, (), (kind, number, publishedBy, publishedAt, effectiveAt, priorVersion, how, reason, summary,
                                            digest, cancelledSchedules))

/// The prior version is live still.
struct PolicyCutoverFailed {
    static constexpr std::string_view eventType = "policy.cutover_failed";
    std::string kind;
    int number = 0, priorVersion = 0;
    std::string code, message;
    std::vector<Finding> findings;
};
BOOST_DESCRIBE_STRUCT(PolicyCutoverFailed, (), (kind, number, priorVersion, code, message, findings))

/// Its moment passed, something broke, and it is tried again.
struct PolicyCutoverRetried {
    static constexpr std::string_view eventType = "policy.cutover_retried";
    std::string kind;
    int number = 0, attempt = 0;
};
BOOST_DESCRIBE_STRUCT(PolicyCutoverRetried, (), (kind, number, attempt))

/// Somebody had the version checked, analysed, tried on the past or exported (F02.R6.A7).
struct PolicyExamined {
    static constexpr std::string_view eventType = "policy.examined";
    std::string kind;
    int number = 0, baseline = 0;
    std::string what;                 ///< `validation`, `impact`, `simulation`, `export`, `import_dry_run`
    std::string analysisId;
    Digest digest, baselineDigest, resultDigest;
    std::map<std::string, std::int64_t> counts;
    std::string format;
    std::string by;
};
BOOST_DESCRIBE_STRUCT(PolicyExamined, (), (kind, number, baseline, what, analysisId, digest, baselineDigest, resultDigest, counts,
                                           format, by))

struct PolicyConfigured {
    static constexpr std::string_view eventType = "policy.configured";
    PolicySettings settings;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PolicyConfigured, (), (settings, reason))

/// Views `policy_version`, `policy_body`, `policy_live`, `policy_settings`.
void addProjections(Projections& projections);

}  // namespace ok::policy
