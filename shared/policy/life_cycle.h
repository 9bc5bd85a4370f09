// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What may happen to a version when, and what it becomes (F02.R6): pure decisions, each an event or a refusal with its reason.
// Whoever changed a version never approves it, and nothing goes live that was not looked at by as many as the settings say.
#pragma once
#include "shared/policy/policy_events.h"

namespace ok::policy {

inline constexpr std::size_t leastSummary = 15, mostSummary = 500, mostComment = 2'000;

/// Everything a decision about one version needs.
struct Facts {
    const Kind& kind;
    PolicySettings settings;
    PolicyVersion version;
    std::string body;                          ///< of the version
    std::optional<PolicyLive> live;
    std::vector<PolicyVersion> scheduled;      ///< of the kind
    std::string actor;
    std::vector<std::string> roles;
    Instant now;
    std::vector<std::string> alsoActor = {};   ///< other accounts of the same human being, of those who had a hand in the version
    [[nodiscard]] std::string liveBody() const { return live ? live->body.text : kind.emptyBody; }
    [[nodiscard]] int liveNumber() const { return live ? live->version : 0; }
};

/// Problem `version_conflict` when the caller saw another revision; 0: the caller does not say.
[[nodiscard]] Status checkRevision(const PolicyVersion& version, int seen);

[[nodiscard]] Result<PolicyDrafted> draft(const Kind& kind, const std::optional<PolicyLive>& live, int lastNumber, std::string summary,
                                          std::string by);

struct Edit {
    std::vector<Change> changes;
    std::string summary, reason, transactionId;
};
/// Nothing when the changes change nothing.
[[nodiscard]] Result<std::optional<PolicyEdited>> edit(const Facts& facts, Edit asked);
/// Moves a draft onto what is live now, with the changes it made. Problem `rebase_conflict`.
[[nodiscard]] Result<PolicyEdited> rebase(const Facts& facts, std::string_view baseBody);

/// The kind's findings, and those every kind has: made from a version that is not live any more, nothing changed.
[[nodiscard]] std::vector<Finding> findingsOf(const Facts& facts);
[[nodiscard]] bool anyBlocking(const std::vector<Finding>& findings);

[[nodiscard]] Result<PolicySubmitted> submit(const Facts& facts);
[[nodiscard]] Result<PolicyReviewed> review(const Facts& facts, ReviewDecision decision, std::string comment, const Digest& digest);
[[nodiscard]] Result<PolicyTakenBack> takeBack(const Facts& facts, std::string reason, bool discard);

/// `2026-11-22T06:00` in the zone, or with `Z` or an offset as it stands.
[[nodiscard]] Result<Instant> momentOf(std::string_view text, std::string_view zone);
[[nodiscard]] Result<PolicyScheduled> schedule(const Facts& facts, Instant effectiveAt, std::string zone);
[[nodiscard]] Result<PolicyUnscheduled> unschedule(const Facts& facts, std::string reason);

/// Now, or at the moment of its schedule. Everything is asked again: what is live may have changed since the review.
[[nodiscard]] Result<PolicyPublished> publish(const Facts& facts, bool bySchedule);
/// Back to a version that was live before; 0: the one before this one.
[[nodiscard]] Result<PolicyPublished> rollback(const Facts& target, std::string reason);

[[nodiscard]] Status checkSettings(const Kind& kind, const PolicySettings& settings);

}  // namespace ok::policy
