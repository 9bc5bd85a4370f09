// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A policy document: one kind (roles, later risk weights, ladders, thresholds, tone, credit rules), many versions, at most one
// of them live. A version goes draft → in review → approved → scheduled → published → superseded. Version and body are two
// documents, so that a list of versions stays small.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/policy/tree.h"

namespace ok::policy {

enum class VersionState { draft, inReview, approved, scheduled, published, superseded, discarded };
BOOST_DESCRIBE_ENUM(VersionState, draft, inReview, approved, scheduled, published, superseded, discarded)

enum class ReviewDecision { approve, requestChanges, reject };
BOOST_DESCRIBE_ENUM(ReviewDecision, approve, requestChanges, reject)

struct Review {
    std::string by;
    ReviewDecision decision = ReviewDecision::approve;
    std::string comment;
    Instant at;
    Digest digest;      ///< of the body that was looked at
    int round = 1;      ///< a new one begins with every submission
    bool operator==(const Review&) const = default;
};
BOOST_DESCRIBE_STRUCT(Review, (), (by, decision, comment, at, digest, round))

struct Schedule {
    Instant effectiveAt;
    std::string zone;   ///< in which the publisher thought of that moment (IANA)
    std::string by;
    Instant setAt;
    bool operator==(const Schedule&) const = default;
};
BOOST_DESCRIBE_STRUCT(Schedule, (), (effectiveAt, zone, by, setAt))

/// One version with its provenance; its body is the PolicyBody of the same id.
struct PolicyVersion {
    static constexpr std::string_view viewKind = "policy_version";
    std::string kind;
    int number = 0;
    VersionState state = VersionState::draft;
    int revision = 1;             ///< counts every change of this document: what `If-Match` compares
    int base = 0;                 ///< the version it was made from; 0: from nothing
    int schemaVersion = 1;
    std::string summary;
    std::string createdBy;
    Instant createdAt;
    std::vector<std::string> editors;   ///< everybody who changed the body, the author first
    Instant editedAt;
    std::string submittedBy;
    Instant submittedAt;
    int round = 0;
    std::vector<Review> reviews;
    std::optional<Schedule> schedule;
    std::string publishedBy;
    Instant publishedAt;
    Instant effectiveAt;
    int priorVersion = 0;         ///< what was live before it
    std::string how;              ///< `publish`, `schedule`, `rollback`
    std::string reason;           ///< of a rollback, of discarding, of a cutover that failed
    Instant supersededAt;
    int supersededBy = 0;
    Digest digest;                ///< of the body
    std::int64_t bytes = 0;
    [[nodiscard]] std::string viewId() const { return idOf(kind, number); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const { return {{"kind", kind}, {"state", kind + "/" + enumName(state)}}; }
    /// `roles/000007`: in order of number.
    [[nodiscard]] static std::string idOf(const std::string& kind, int number) {
        const std::string digits = std::to_string(number);
        return kind + "/" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
    }
    [[nodiscard]] int approvals() const;   ///< distinct people who approved in this round
    [[nodiscard]] bool wasPublished() const { return publishedAt.known(); }
    bool operator==(const PolicyVersion&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicyVersion, (), (kind, number, state, revision, base, schemaVersion, summary, createdBy, createdAt, editors,
                                          editedAt, submittedBy, submittedAt, round, reviews, schedule, publishedBy, publishedAt,
                                          effectiveAt, priorVersion, how, reason, supersededAt, supersededBy, digest, bytes))

struct PolicyBody {
    static constexpr std::string_view viewKind = "policy_body";
    std::string kind;
    int number = 0;
    Digest digest;
    RawJson body{"{}"};
    [[nodiscard]] std::string viewId() const { return PolicyVersion::idOf(kind, number); }
};
BOOST_DESCRIBE_STRUCT(PolicyBody, (), (kind, number, digest, body))

/// What is in force, one document a kind: engines read it and nothing else. A cutover replaces it in one transaction.
struct PolicyLive {
    static constexpr std::string_view viewKind = "policy_live";
    std::string kind;
    int version = 0;
    Digest digest;
    Instant since;
    RawJson body{"{}"};
    [[nodiscard]] std::string viewId() const { return kind; }
};
BOOST_DESCRIBE_STRUCT(PolicyLive, (), (kind, version, digest, since, body))

/// How versions of a kind come into force in this utility.
struct PolicySettings {
    static constexpr std::string_view viewKind = "policy_settings";
    std::string kind;
    int approvers = 2;                          ///< distinct, none of them an editor of the version; 1 to 10
    std::string approverRole = "policy_approver";
    std::vector<std::string> notify = {"alert_email"};  ///< connectors that hear of cutovers, rollbacks and failures
    std::map<std::string, std::int64_t> limits; ///< of the kind, such as `blast_radius`
    [[nodiscard]] std::string viewId() const { return kind; }
    bool operator==(const PolicySettings&) const = default;
};
BOOST_DESCRIBE_STRUCT(PolicySettings, (), (kind, approvers, approverRole, notify, limits))

}  // namespace ok::policy
