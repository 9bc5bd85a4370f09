// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/policy/life_cycle.h"

#include <algorithm>
#include <set>

#include "shared/base/time_zone.h"

namespace ok::policy {
namespace {

constexpr std::size_t leastReason = 10, mostReason = 500;
constexpr Duration furthest = hours(24) * 366 * 2;

std::string stripped(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

Problem wrongField(std::string field, std::string message) {
    Problem why = problem("invalid_fields", message);
    why.fields = {{std::move(field), "length", std::move(message)}};
    return why;
}

Status checkReason(const std::string& reason) {
    if (reason.size() >= leastReason && reason.size() <= mostReason) return {};
    return wrongField("reason", "say why in 10 to 500 characters: it stays in the log");
}

Problem wrongState(const PolicyVersion& version, std::string_view needed) {
    return problem("wrong_state", "this version is " + enumName(version.state) + ": it has to be " + std::string(needed),
                   {{"state", enumName(version.state)}, {"version", std::to_string(version.number)}});
}

bool edited(const PolicyVersion& version, const std::string& who) {
    return version.submittedBy == who || std::find(version.editors.begin(), version.editors.end(), who) != version.editors.end();
}

Problem blocked(const std::vector<Finding>& findings) {
    Problem why = problem("validation_failed", "this version cannot be published as it is: see `fields`");
    for (const Finding& finding : findings) {
        if (finding.blocking && why.fields.size() < 100) why.fields.push_back({finding.path, finding.code, finding.message});
    }
    return why;
}

PolicyPublished published(const Facts& facts, std::string how) {
    PolicyPublished out;
    out.kind = facts.kind.name;
    out.number = facts.version.number;
    out.publishedBy = facts.actor;
    out.publishedAt = out.effectiveAt = facts.now;
    out.priorVersion = facts.liveNumber();
    out.how = std::move(how);
    out.digest = facts.version.digest;
    // Whatever waits was made from the version that ends now.
    for (const PolicyVersion& waiting : facts.scheduled) {
        if (waiting.number != facts.version.number) out.cancelledSchedules.push_back(waiting.number);
    }
    return out;
}

}  // namespace

int PolicyVersion::approvals() const {
    std::set<std::string> who;
    for (const Review& review : reviews) {
        if (review.round == round && review.decision == ReviewDecision::approve && review.digest == digest) who.insert(review.by);
    }
    return static_cast<int>(who.size());
}

Status checkRevision(const PolicyVersion& version, int seen) {
    if (seen == 0 || seen == version.revision) return {};
    return problem("version_conflict", "somebody changed this version meanwhile: read it again",
                   {{"revision", std::to_string(version.revision)}, {"seen", std::to_string(seen)}});
}

Result<PolicyDrafted> draft(const Kind& kind, const std::optional<PolicyLive>& live, int lastNumber, std::string summary, std::string by) {
    summary = stripped(summary);
    if (summary.size() < leastSummary || summary.size() > mostSummary) {
        return wrongField("summary", "say what this version changes in 15 to 500 characters");
    }
    PolicyDrafted out;
    out.kind = kind.name;
    out.number = lastNumber + 1;
    out.base = live ? live->version : 0;
    out.schemaVersion = kind.schemaVersion;
    out.summary = std::move(summary);
    out.by = std::move(by);
    if (live) {
        out.digest = live->digest;
        return out;
    }
    OK_ASSIGN(auto body, normalForm(kind.emptyBody));
    out.digest = sha256(body);
    out.body = RawJson{std::move(body)};
    return out;
}

Result<std::optional<PolicyEdited>> edit(const Facts& facts, Edit asked) {
    if (facts.version.state != VersionState::draft) return wrongState(facts.version, "a draft");
    asked.summary = stripped(asked.summary);
    if (!asked.summary.empty() && (asked.summary.size() < leastSummary || asked.summary.size() > mostSummary)) {
        return wrongField("summary", "say what this version changes in 15 to 500 characters");
    }
    if (asked.reason.size() > mostReason) return wrongField("reason", "at most 500 characters");
    OK_ASSIGN(const std::string wanted, withChanges(facts.body, asked.changes));
    OK_ASSIGN(const std::string body, normalised(facts.kind, wanted));
    if (body != wanted) {
        // What is kept is what the kind makes of it, so that a rebuild need not know the kind.
        OK_ASSIGN(asked.changes, changesBetween(facts.body, body));
    }
    const Digest digest = sha256(body);
    if (digest == facts.version.digest && (asked.summary.empty() || asked.summary == facts.version.summary)) return std::optional<PolicyEdited>();
    OK_TRY(facts.kind.check(body));
    PolicyEdited out;
    out.kind = facts.kind.name;
    out.number = facts.version.number;
    out.changes = std::move(asked.changes);
    out.beforeStateHash = facts.version.digest;
    out.afterStateHash = digest;
    out.summary = std::move(asked.summary);
    out.by = facts.actor;
    out.changeReason = asked.reason.empty() ? facts.version.summary : std::move(asked.reason);
    out.transactionId = std::move(asked.transactionId);
    return std::optional<PolicyEdited>(std::move(out));
}

Result<PolicyEdited> rebase(const Facts& facts, std::string_view baseBody) {
    if (facts.version.state != VersionState::draft) return wrongState(facts.version, "a draft");
    if (facts.version.base == facts.liveNumber()) return problem("nothing_changed", "this draft is made from what is live");
    OK_ASSIGN(auto changes, changesBetween(baseBody, facts.body));
    auto body = withChanges(facts.liveBody(), changes);
    if (!body.ok()) {
        Problem why = std::move(body).problem();
        if (why.code == "edit_conflict") {
            why.code = "rebase_conflict";
            why.message = "the live version changed the same places: see `fields`";
        }
        return why;
    }
    OK_TRY(facts.kind.check(*body));
    PolicyEdited out;
    out.kind = facts.kind.name;
    out.number = facts.version.number;
    out.changes = std::move(changes);
    out.beforeStateHash = facts.version.digest;
    out.afterStateHash = sha256(*body);
    out.by = facts.actor;
    out.changeReason = "moved from version " + std::to_string(facts.version.base) + " onto version " + std::to_string(facts.liveNumber());
    out.base = facts.liveNumber();
    return out;
}

std::vector<Finding> findingsOf(const Facts& facts) {
    std::vector<Finding> out;
    if (facts.version.base != facts.liveNumber()) {
        out.push_back({true, "base_superseded", "", "this version was made from version " + std::to_string(facts.version.base) + ", and version " +
                                                        std::to_string(facts.liveNumber()) + " is live now: move the draft onto it",
                       {{"base", std::to_string(facts.version.base)}, {"live", std::to_string(facts.liveNumber())}}});
    }
    const std::string before = facts.liveBody();
    if (before == facts.body) out.push_back({true, "nothing_changed", "", "this version says what the live one says", {}});
    if (const Status readable = facts.kind.check(facts.body); !readable.ok()) {
        for (const FieldProblem& field : readable.problem().fields) out.push_back({true, field.code, field.field, field.message, {}});
        if (readable.problem().fields.empty()) out.push_back({true, readable.problem().code, "", readable.problem().message, {}});
        return out;
    }
    if (facts.kind.validate) {
        for (Finding& finding : facts.kind.validate({before, facts.body}, facts.settings)) out.push_back(std::move(finding));
    }
    return out;
}

bool anyBlocking(const std::vector<Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.blocking; });
}

Result<PolicySubmitted> submit(const Facts& facts) {
    if (facts.version.state != VersionState::draft) return wrongState(facts.version, "a draft");
    std::vector<Finding> findings = findingsOf(facts);
    if (anyBlocking(findings)) return blocked(findings);
    return PolicySubmitted{facts.kind.name, facts.version.number, facts.actor, facts.version.digest, std::move(findings)};
}

Result<PolicyReviewed> review(const Facts& facts, ReviewDecision decision, std::string comment, const Digest& digest) {
    const PolicyVersion& version = facts.version;
    const bool late = decision != ReviewDecision::approve && version.state == VersionState::approved;
    if (version.state != VersionState::inReview && !late) return wrongState(version, "in review");
    if (std::find(facts.roles.begin(), facts.roles.end(), facts.settings.approverRole) == facts.roles.end()) {
        return problem("policy_violation.not_an_approver", "reviewing needs the role `" + facts.settings.approverRole + "`",
                       {{"role", facts.settings.approverRole}});
    }
    // People are counted, not their accounts.
    const auto mine = [&](const std::string& account) { return account == facts.actor || std::find(facts.alsoActor.begin(), facts.alsoActor.end(), account) != facts.alsoActor.end(); };
    if (edited(version, facts.actor) || std::any_of(facts.alsoActor.begin(), facts.alsoActor.end(), [&](const std::string& each) { return edited(version, each); })) {
        return problem("policy_violation.self_approval", "whoever wrote a version does not review it", {{"version", std::to_string(version.number)}});
    }
    if (digest.known() && digest != version.digest) {
        return problem("version_conflict", "the version is not the one that was looked at", {{"digest", version.digest.hex()}});
    }
    comment = stripped(comment);
    if (comment.size() > mostComment) return wrongField("comment", "at most 2,000 characters");
    if (decision != ReviewDecision::approve && comment.empty()) return wrongField("comment", "say what has to change");
    PolicyReviewed out{facts.kind.name, version.number, {facts.actor, decision, std::move(comment), facts.now, version.digest, version.round}, version.state};
    if (decision == ReviewDecision::requestChanges) out.state = VersionState::draft;
    if (decision == ReviewDecision::reject) out.state = VersionState::discarded;
    if (decision != ReviewDecision::approve) return out;
    PolicyVersion with = version;
    with.reviews.push_back(out.review);
    const bool again = std::any_of(version.reviews.begin(), version.reviews.end(), [&](const Review& each) {
        return each.round == version.round && each.decision == ReviewDecision::approve && each.digest == version.digest && mine(each.by);
    });
    if (again || with.approvals() == version.approvals()) return problem("policy_violation.duplicate_approver", "you have approved this version already");
    if (with.approvals() >= facts.settings.approvers) out.state = VersionState::approved;
    return out;
}

Result<PolicyTakenBack> takeBack(const Facts& facts, std::string reason, bool discard) {
    const VersionState state = facts.version.state;
    const bool open = state == VersionState::inReview || state == VersionState::approved;
    if (!open && !(discard && state == VersionState::draft)) return wrongState(facts.version, discard ? "a draft, in review or approved" : "in review or approved");
    OK_TRY(checkReason(reason));
    return PolicyTakenBack{facts.kind.name, facts.version.number, facts.actor, std::move(reason), discard};
}

Result<Instant> momentOf(std::string_view text, std::string_view zone) {
    if (const auto exact = parseIso(text); exact.ok()) return *exact;
    // Without a zone of its own it is meant in the zone that was given.
    OK_ASSIGN(const Instant wall, parseIso(std::string(text) + (text.size() == 16 ? ":00Z" : "Z")));
    return fromLocal(toCivil(wall), zone);
}

Result<PolicyScheduled> schedule(const Facts& facts, Instant effectiveAt, std::string zone) {
    if (facts.version.state != VersionState::approved) return wrongState(facts.version, "approved");
    if (const auto local = localTime(facts.now, zone); !local.ok()) return local.problem();
    if (effectiveAt <= facts.now) return problem("schedule_in_past", "this moment has passed", {{"now", toIso(facts.now)}});
    if (effectiveAt > facts.now + furthest) return problem("schedule_too_far", "a schedule lies at most two years ahead");
    if (!facts.scheduled.empty()) {
        return problem("schedule_overlap", "version " + std::to_string(facts.scheduled.front().number) + " is scheduled already: cancel that first",
                       {{"version", std::to_string(facts.scheduled.front().number)}});
    }
    const auto findings = findingsOf(facts);
    if (anyBlocking(findings)) return blocked(findings);
    return PolicyScheduled{facts.kind.name, facts.version.number, {effectiveAt, std::move(zone), facts.actor, facts.now}};
}

Result<PolicyUnscheduled> unschedule(const Facts& facts, std::string reason) {
    if (facts.version.state != VersionState::scheduled) return wrongState(facts.version, "scheduled");
    OK_TRY(checkReason(reason));
    return PolicyUnscheduled{facts.kind.name, facts.version.number, facts.actor, std::move(reason)};
}

Result<PolicyPublished> publish(const Facts& facts, bool bySchedule) {
    const PolicyVersion& version = facts.version;
    if (version.state != (bySchedule ? VersionState::scheduled : VersionState::approved)) return wrongState(version, bySchedule ? "scheduled" : "approved");
    if (version.approvals() < facts.settings.approvers) {
        return problem("approvals_missing", "this version has " + std::to_string(version.approvals()) + " of " + std::to_string(facts.settings.approvers) + " approvals");
    }
    if (sha256(facts.body) != version.digest) return problem("digest_mismatch", "the body is not the one that was approved");
    const auto findings = findingsOf(facts);
    if (anyBlocking(findings)) return blocked(findings);
    PolicyPublished out = published(facts, bySchedule ? "schedule" : "publish");
    if (bySchedule) {
        out.publishedBy = version.schedule->by;
        out.effectiveAt = version.schedule->effectiveAt;
    }
    return out;
}

Result<PolicyPublished> rollback(const Facts& target, std::string reason) {
    if (target.version.state != VersionState::superseded || !target.version.wasPublished()) return wrongState(target.version, "one that was live before");
    reason = stripped(reason);
    OK_TRY(checkReason(reason));
    if (sha256(target.body) != target.version.digest) return problem("digest_mismatch", "the body is not the one that was live");
    OK_TRY(target.kind.check(target.body));
    PolicyPublished out = published(target, "rollback");
    out.summary = "Rollback from version " + std::to_string(out.priorVersion) + " to version " + std::to_string(out.number) + ": " + reason;
    out.reason = std::move(reason);
    return out;
}

Status checkSettings(const Kind& kind, const PolicySettings& settings) {
    Problem why = problem("invalid_fields", "these settings cannot be");
    if (settings.approvers < 1 || settings.approvers > 10) why.fields.push_back({"approvers", "out_of_range", "1 to 10"});
    if (settings.approverRole.empty() || settings.approverRole.size() > 64) why.fields.push_back({"approver_role", "length", "1 to 64 characters"});
    static const std::set<std::string> connectors{"alert_email", "alert_slack", "alert_pagerduty"};
    for (const std::string& connector : settings.notify) {
        if (!connectors.contains(connector)) why.fields.push_back({"notify", "unknown", "alert_email, alert_slack or alert_pagerduty"});
    }
    for (const auto& [name, value] : settings.limits) {
        if (!kind.limits.contains(name) || value < 0) why.fields.push_back({"limits." + name.substr(0, 40), "unknown", "not a limit of this kind"});
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::policy
