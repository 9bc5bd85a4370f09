// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/document_readers.h"

#include <QFile>
#include <algorithm>
#include <map>

#include "app/desk/reason_words.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"
#include "shared/approvals/release.h"
#include "shared/comms/comms_commands.h"
#include "shared/incidents/incident.h"
#include "shared/oncall/oncall_views.h"
#include "shared/reports/report.h"
#include "shared/territory/territory_views.h"

namespace ok::app {
namespace {

QString text(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

struct Reading {
    DocumentCache& cache;
    const Viewer& viewer;
    StoreBatch batch;
};

/// A login instead of an id, where the user is known.
QString personName(Reading& r, const std::string& id) {
    if (const auto body = r.cache.read(access::User::viewKind, id)) {
        if (const auto user = fromJson<access::User>(*body); user.ok()) return text(user->login);
    }
    return text(id);
}

void readIncident(Reading& r, const std::string& body) {
    using namespace incidents;
    const auto doc = fromJson<Incident>(body);
    if (!doc.ok()) return;
    const Incident& i = *doc;
    IncidentDoc out;
    out.id = text(i.id.str());
    out.number = text(i.number);
    out.place = text(i.place);
    out.state = i.status == IncidentStatus::restored ? QStringLiteral("restored")
                : isOpen(i.status)                   ? QStringLiteral("open")
                : i.status == IncidentStatus::merged ? QStringLiteral("merged")
                                                     : QStringLiteral("closed");
    // The utility's own count where there is one; else the accounts inside the boundary.
    out.customers = i.customersOut > 0 ? i.customersOut : std::max(i.affectedAccounts, i.accountsReporting);
    out.reports = i.reportCount;
    out.confidence = i.confidencePercent;
    out.cause = i.cause.text.empty() ? causeText(text(i.cause.key)) : text(i.cause.text);
    out.crewNote = i.crew.text.empty() ? crewText(text(i.crew.key)) : text(i.crew.text);
    out.feedOnly = i.cause.source != Source::console && i.crew.source != Source::console;
    out.why = reasonsText(i.reasons);
    out.began = i.startedAt;
    out.changed = i.updatedAt;
    if (i.etr.latest)
        out.eta = EtaValue{*i.etr.latest, i.etr.earliest.value_or(Instant()), *i.etr.latest, i.etr.confidencePercent,
                           reasonText(text(i.etr.basis))};
    if (i.centre) out.centre = *i.centre;
    if (!i.boundary.rings.empty()) out.boundary = {i.boundary};
    out.version = i.version;
    r.batch.incidents.push_back(std::move(out));
}

void readReport(Reading& r, const std::string& body) {
    const auto doc = fromJson<reports::Report>(body);
    if (!doc.ok()) return;
    ReportDoc out;
    out.id = text(doc->id.str());
    if (doc->state == reports::ReportState::discarded) {
        r.batch.gone.insert(out.id);
        return;
    }
    out.placed = doc->state == reports::ReportState::placed && doc->place;
    if (doc->place) {
        out.at = doc->place->position;
        out.precisionMetres = static_cast<int>(doc->place->precisionMetres);
        out.confidence = static_cast<int>(doc->place->confidence * 100);
    }
    out.channel = text(enumName(doc->channel));
    out.problem = text(doc->reason);
    out.received = doc->receivedAt;
    out.incident = text(doc->incident.str());
    for (const auto symptom : doc->symptoms) out.text += (out.text.isEmpty() ? QString() : QStringLiteral(", ")) + symptomText(text(enumName(symptom)));
    if (const auto link = r.cache.read(incidents::IncidentReport::viewKind, doc->id.str())) {
        if (const auto why = fromJson<incidents::IncidentReport>(*link); why.ok())
            out.why = reasonText(text(why->reason), why->metres);
    }
    r.batch.reports.push_back(std::move(out));
}

void readTimeline(Reading& r, const std::string& body) {
    const auto doc = fromJson<incidents::TimelineItem>(body);
    if (!doc.ok()) return;
    QString detail = text(doc->detail);
    if (detail.isEmpty()) detail = reasonsText(doc->reasons);
    r.batch.timeline.push_back({text(doc->id), text(doc->incident.str()), doc->at, personName(r, doc->actor), text(doc->kind), detail});
}

void readApproval(Reading& r, const std::string& body) {
    using namespace approvals;
    const auto doc = fromJson<Approval>(body);
    if (!doc.ok()) return;
    static const std::map<ApprovalState, const char*> states{{ApprovalState::pending, "waiting"},
                                                             {ApprovalState::released, "released"},
                                                             {ApprovalState::rejected, "refused"},
                                                             {ApprovalState::expired, "expired"},
                                                             {ApprovalState::failed, "failed"},
                                                             {ApprovalState::cancelled, "withdrawn"},
                                                             {ApprovalState::invalidated, "invalidated"}};
    ApprovalDoc out;
    out.id = text(doc->id.str());
    out.action = text(doc->command);
    out.state = QLatin1String(states.at(doc->state));
    out.digest = text(doc->digest.hex());
    out.version = doc->version;
    out.riskScore = doc->riskScore;
    out.riskLevel = text(doc->riskLevel);
    out.answerBy = doc->answerBy;
    out.escalateTo = text(doc->escalateTo);
    out.initiator = personName(r, doc->submittedBy.id);
    out.requested = doc->submittedAt;
    out.deadline = doc->expiresAt;
    out.decided = doc->decidedAt;
    out.mine = doc->submittedBy.id == r.viewer.user || out.initiator == text(r.viewer.user);
    for (const auto& id : doc->subjects) {
        if (const auto incident = r.cache.read(incidents::Incident::viewKind, id)) {
            out.incidents << text(id);
            if (const auto about = fromJson<incidents::Incident>(*incident); about.ok())
                out.summary = QStringLiteral("#%1 %2").arg(text(about->number), text(about->place));
        }
    }
    out.facts = factsOf(text(doc->body.text));
    out.have = 1 + doc->have();
    out.need = 1 + doc->needed;
    if (doc->justification.given()) out.facts.emplace_back(QStringLiteral("why"), text(doc->justification.words()));
    if (!doc->reason.empty()) out.facts.emplace_back(QStringLiteral("reason"), text(doc->reason));
    for (const ApprovalStep& step : doc->steps) {
        const QString who = step.kind == StepKind::escalated && step.actor.type != ActorType::human ? text(step.role) : personName(r, step.actor.id);
        out.steps.push_back({QLatin1String(enumName(step.kind).c_str()), who, text(step.role), text(step.reason), step.at});
    }
    out.overridable = doc->command == comms::SendBroadcast::card.name;
    out.overridePending = doc->emergency && doc->emergency->state == OverrideState::pending;
    if (doc->emergency) out.overrideWhy = text(doc->emergency->justification);
    r.batch.approvals.push_back(std::move(out));
}

/// `team:storm/primary` is the duty of storm.
void addTeam(QStringList& teams, const std::string& target) {
    if (!target.starts_with("team:")) return;
    const QString team = text(target.substr(5, target.find('/') == std::string::npos ? std::string::npos : target.find('/') - 5));
    if (!teams.contains(team)) teams << team;
}

/// What a request is about in the desk's own words, and how urgent: said by newer ladders themselves.
template <class Run>
void addHeading(LadderDoc& out, const Run& run) {
    if constexpr (requires { run.title; }) out.title = text(run.title);
    if constexpr (requires { run.priority; }) out.priority = text(run.priority);
    if (out.priority.isEmpty()) out.priority = run.ladder.severity == "critical" ? QStringLiteral("P1") : run.ladder.severity == "major" ? QStringLiteral("P2") : run.ladder.severity == "minor" ? QStringLiteral("P3") : QString();
}

void readLadder(Reading& r, const std::string& body) {
    using namespace oncall;
    const auto doc = fromJson<LadderRun>(body);
    if (!doc.ok()) return;
    const Ladder& ladder = doc->ladder;
    LadderDoc out;
    out.id = text(doc->approval.str());
    out.phase = QLatin1String(enumName(ladder.phase).c_str());
    out.reason = text(ladder.reason);
    out.step = ladder.step;
    out.steps = static_cast<int>(doc->policy.steps.size());
    for (const LadderVariant& each : doc->policy.variants)
        if (each.id == ladder.variant) out.steps = static_cast<int>(each.steps.size());
    out.stepDue = ladder.stepDue;
    out.deadline = ladder.deadline;
    out.severity = text(ladder.severity);
    addHeading(out, *doc);
    for (const Nudge& each : ladder.nudges) addTeam(out.teams, each.target);
    for (const NextUp& each : doc->next) addTeam(out.teams, each.target);
    if (doc->snoozed) out.snoozedUntil = doc->snoozed->until, out.snoozedWhy = text(doc->snoozed->reason);
    out.assignee = text(doc->assignee);
    for (const Acknowledgement& each : ladder.acknowledged) out.onIt << personName(r, each.person);
    for (auto each = ladder.nudges.rbegin(); each != ladder.nudges.rend() && out.nudges.size() < 12; ++each) {
        if (each->state != NudgeState::planned && each->state != NudgeState::cancelled) out.nudges.push_back({personName(r, each->person), text(each->channel), QLatin1String(enumName(each->state).c_str()), each->at});
    }
    for (const NextUp& each : doc->next) out.next.push_back({each.step, text(each.target), each.person.empty() ? QString() : personName(r, each.person), text(each.skip)});
    r.batch.ladders.push_back(std::move(out));
}

void readBroadcast(Reading& r, const std::string& body) {
    using namespace comms;
    const auto doc = fromJson<Broadcast>(body);
    if (!doc.ok()) return;
    BroadcastDoc out;
    out.id = text(doc->id.str());
    out.incident = text(doc->incident.str());
    const auto* draft = findDraft(*doc, Channel::sms, Language::en);
    out.title = draft ? text(draft->text).left(140) : QString();
    out.drafts = doc->drafts;
    out.correction = doc->correction;
    out.retractable = doc->sentAt.known() && !doc->correction.empty() && !doc->retraction;
    out.state = doc->retraction                           ? QStringLiteral("retracted")
                : doc->state == BroadcastState::draft     ? QStringLiteral("draft")
                : doc->state == BroadcastState::done      ? QStringLiteral("done")
                : doc->state == BroadcastState::cancelled ? QStringLiteral("stopped")
                                                          : QStringLiteral("sending");
    out.at = doc->sentAt.known() ? doc->sentAt : doc->draftedAt;
    for (const auto& [state, count] : doc->messages) {
        out.total += count;
        if (state == "sent" || state == "delivered" || state == "undelivered" || state == "unknown") out.sent += count;
        if (state == "delivered") out.delivered += count;
        if (state == "failed" || state == "undelivered") out.failed += count;
        if (state == "withheld" || state == "suppressed") out.withheld += count;
    }
    r.batch.broadcasts.push_back(std::move(out));
}

void readProfile(Reading& r, const std::string& body) {
    const auto doc = fromJson<TenantProfile>(body);
    if (!doc.ok()) return;
    UtilityDoc out;
    out.name = text(doc->name);
    out.timeZone = text(doc->timeZone);
    out.drill = doc->drill;
    out.bounds = doc->bounds;
    const QString map = text(r.viewer.mapDir) + QLatin1Char('/') + text(doc->baseMap) + QStringLiteral(".okmap");
    if (!doc->baseMap.empty() && doc->baseMap.find('/') == std::string::npos && QFile::exists(map)) out.mapFile = map;
    r.batch.utility = out;
}

// The utility's outline is made of its areas; they change only with an import.
void addTerritory(Reading& r) {
    if (!r.batch.utility) return;
    r.cache.readAll(territory::AreaDocument::viewKind, [&r](std::string_view, std::string_view body) {
        if (const auto doc = fromJson<territory::AreaDocument>(body); doc.ok()) {
            r.batch.utility->territory.insert(r.batch.utility->territory.end(), doc->area.shape.begin(), doc->area.shape.end());
            r.batch.utility->areas.push_back({text(doc->area.areaId), text(doc->area.name), text(doc->area.kind), doc->area.shape});
        }
    });
    auto& areas = r.batch.utility->areas;
    std::sort(areas.begin(), areas.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

void readArea(Reading& r, const std::string&) {
    if (r.batch.utility) return;
    r.cache.readAll(TenantProfile::viewKind, [&r](std::string_view, std::string_view body) { readProfile(r, std::string(body)); });
}

using Reader = void (*)(Reading&, const std::string&);
const std::map<std::string, Reader, std::less<>>& readers() {
    static const std::map<std::string, Reader, std::less<>> all{
        {std::string(incidents::Incident::viewKind), readIncident},
        {std::string(incidents::TimelineItem::viewKind), readTimeline},
        {std::string(reports::Report::viewKind), readReport},
        {std::string(approvals::Approval::viewKind), readApproval},
        {std::string(comms::Broadcast::viewKind), readBroadcast},
        {std::string(oncall::LadderRun::viewKind), readLadder},
        {std::string(territory::AreaDocument::viewKind), readArea},
        {std::string(TenantProfile::viewKind), readProfile}};
    return all;
}

}  // namespace

StoreBatch readDocuments(DocumentCache& cache, const std::set<DocumentCache::Place>& places, const Viewer& viewer) {
    Reading reading{cache, viewer, {}};
    for (const auto& [kind, id] : places) {
        const auto reader = readers().find(kind);
        if (reader == readers().end()) continue;
        if (const auto body = cache.read(kind, id)) reader->second(reading, *body);
        else if (kind != oncall::LadderRun::viewKind) reading.batch.gone.insert(text(id));   // it lies under its request's id
    }
    addTerritory(reading);
    return std::move(reading.batch);
}

StoreBatch readEverything(DocumentCache& cache, const Viewer& viewer) {
    Reading reading{cache, viewer, {}};
    reading.batch.reset = true;
    for (const auto& [kind, reader] : readers())
        cache.readAll(kind, [&](std::string_view, std::string_view body) { reader(reading, std::string(body)); });
    if (!reading.batch.utility) reading.batch.utility = UtilityDoc{};
    addTerritory(reading);
    return std::move(reading.batch);
}

}  // namespace ok::app
