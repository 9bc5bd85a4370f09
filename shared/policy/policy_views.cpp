// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok::policy {
namespace {

/// Changes the version if there is one, and counts its revision.
template <class Apply>
void change(Views& views, const std::string& kind, int number, Apply&& apply) {
    changeDocument<PolicyVersion>(views, PolicyVersion::idOf(kind, number), [&apply](PolicyVersion& next) {
        ++next.revision;
        apply(next);
    });
}

void setBody(PolicyVersion& version, Views& views, std::string body) {
    version.bytes = static_cast<std::int64_t>(body.size());
    views.save(PolicyBody{version.kind, version.number, version.digest, RawJson{std::move(body)}});
}

void drafted(const EntryHeader& header, const PolicyDrafted& e, Views& views) {
    PolicyVersion next;
    next.kind = e.kind;
    next.number = e.number;
    next.base = e.base;
    next.schemaVersion = e.schemaVersion;
    next.summary = e.summary;
    next.createdBy = e.by;
    next.createdAt = next.editedAt = header.eventTime;
    next.editors = {e.by};
    next.digest = e.digest;
    const auto base = views.find<PolicyBody>(PolicyVersion::idOf(e.kind, e.base));
    setBody(next, views, e.body ? e.body->text : base ? base->body.text : "{}");
    views.save(std::move(next));
}

void edited(const EntryHeader& header, const PolicyEdited& e, Views& views) {
    // Moved onto another version: the changes are told from there.
    const auto before = views.find<PolicyBody>(PolicyVersion::idOf(e.kind, e.base == 0 ? e.number : e.base));
    if (!before) return;
    auto body = withChanges(before->body.text, e.changes);
    if (!body.ok()) return;
    change(views, e.kind, e.number, [&](PolicyVersion& next) {
        next.digest = e.afterStateHash;
        next.editedAt = header.eventTime;
        if (e.base != 0) next.base = e.base;
        if (!e.summary.empty()) next.summary = e.summary;
        if (std::find(next.editors.begin(), next.editors.end(), e.by) == next.editors.end()) next.editors.push_back(e.by);
        setBody(next, views, std::move(*body));
    });
}

void goLive(const EntryHeader&, const PolicyPublished& e, Views& views) {
    for (const int cancelled : e.cancelledSchedules) {
        change(views, e.kind, cancelled, [](PolicyVersion& next) {
            next.state = VersionState::approved;
            next.schedule.reset();
        });
    }
    if (e.priorVersion != 0 && e.priorVersion != e.number) {
        change(views, e.kind, e.priorVersion, [&e](PolicyVersion& next) {
            next.state = VersionState::superseded;
            next.supersededAt = e.publishedAt;
            next.supersededBy = e.number;
        });
    }
    change(views, e.kind, e.number, [&e](PolicyVersion& next) {
        next.state = VersionState::published;
        next.publishedBy = e.publishedBy;
        next.publishedAt = e.publishedAt;
        next.effectiveAt = e.effectiveAt;
        next.priorVersion = e.priorVersion;
        next.how = e.how;
        next.reason = e.reason;
        next.supersededAt = {};
        next.supersededBy = 0;
        next.schedule.reset();
        if (!e.summary.empty()) next.summary = e.summary;
    });
    const auto body = views.find<PolicyBody>(PolicyVersion::idOf(e.kind, e.number));
    if (body) views.save(PolicyLive{e.kind, e.number, e.digest, e.effectiveAt, body->body});
}

void addReviewProjections(Projections& projections) {
    projections.on<PolicySubmitted>([](const EntryHeader& header, const PolicySubmitted& e, Views& views) {
        change(views, e.kind, e.number, [&](PolicyVersion& next) {
            next.state = VersionState::inReview;
            next.submittedBy = e.by;
            next.submittedAt = header.eventTime;
            ++next.round;
        });
    });
    projections.on<PolicyReviewed>([](const EntryHeader&, const PolicyReviewed& e, Views& views) {
        change(views, e.kind, e.number, [&e](PolicyVersion& next) {
            next.state = e.state;
            next.reviews.push_back(e.review);
        });
    });
    projections.on<PolicyTakenBack>([](const EntryHeader&, const PolicyTakenBack& e, Views& views) {
        change(views, e.kind, e.number, [&e](PolicyVersion& next) {
            next.state = e.discarded ? VersionState::discarded : VersionState::draft;
            next.reason = e.reason;
            next.schedule.reset();
        });
    });
}

}  // namespace

void addProjections(Projections& projections) {
    projections.on<PolicyDrafted>(drafted);
    projections.on<PolicyEdited>(edited);
    addReviewProjections(projections);
    projections.on<PolicyScheduled>([](const EntryHeader&, const PolicyScheduled& e, Views& views) {
        change(views, e.kind, e.number, [&e](PolicyVersion& next) {
            next.state = VersionState::scheduled;
            next.schedule = e.schedule;
        });
    });
    projections.on<PolicyUnscheduled>([](const EntryHeader&, const PolicyUnscheduled& e, Views& views) {
        change(views, e.kind, e.number, [](PolicyVersion& next) {
            next.state = VersionState::approved;
            next.schedule.reset();
        });
    });
    projections.on<PolicyPublished>(goLive);
    projections.on<PolicyCutoverFailed>([](const EntryHeader&, const PolicyCutoverFailed& e, Views& views) {
        change(views, e.kind, e.number, [&e](PolicyVersion& next) {
            next.state = VersionState::approved;
            next.schedule.reset();
            next.reason = e.code + ": " + e.message;
        });
    });
    projections.on<PolicyConfigured>([](const EntryHeader&, const PolicyConfigured& e, Views& views) { views.save(e.settings); });
}

}  // namespace ok::policy
