// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/desk_commands.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "app/approvals/review_view.h"
#include "app/desk/reason_words.h"
#include "shared/base/json.h"
#include "shared/comms/comms_commands.h"

namespace ok::app::command {
namespace {

struct Labels {
    Q_DECLARE_TR_FUNCTIONS(DeskCommands)
};

QJsonObject place(LonLat at) { return {{QStringLiteral("lon"), at.lon}, {QStringLiteral("lat"), at.lat}}; }

QString iso(Instant t) { return QString::fromStdString(toIso(t)); }

OutgoingCommand about(const IncidentDoc& incident, const char* name, QJsonObject body, const QString& label) {
    body.insert(QStringLiteral("incident"), incident.id);
    return {QLatin1String(name), std::move(body), label};
}

}  // namespace

OutgoingCommand createIncident(LonLat at, const QString& name) {
    return {QStringLiteral("incidents.create"), {{QStringLiteral("centre"), place(at)}, {QStringLiteral("place"), name}},
            Labels::tr("Create incident %1").arg(name)};
}

OutgoingCommand mergeIncident(const IncidentDoc& into, const QString& absorbed) {
    return {QStringLiteral("incidents.merge"),
            {{QStringLiteral("into"), into.id}, {QStringLiteral("absorbed"), absorbed}, {QStringLiteral("reason"), QStringLiteral("operator")}},
            Labels::tr("Merge into #%1").arg(into.number)};
}

OutgoingCommand splitIncident(const IncidentDoc& from, const QStringList& reports) {
    return about(from, "incidents.split",
                 {{QStringLiteral("reports"), QJsonArray::fromStringList(reports)}, {QStringLiteral("reason"), QStringLiteral("operator")}},
                 Labels::tr("Split #%1").arg(from.number));
}

OutgoingCommand setEta(const IncidentDoc& incident, const EtaValue& eta) {
    return about(incident, "incidents.set_etr",
                 {{QStringLiteral("earliest"), iso(eta.low)}, {QStringLiteral("latest"), iso(std::max(eta.at, eta.high))},
                  {QStringLiteral("confidence_percent"), eta.confidence}, {QStringLiteral("basis"), eta.reason}},
                 Labels::tr("ETA of #%1").arg(incident.number));
}

OutgoingCommand setCause(const IncidentDoc& incident, const QString& cause) {
    // The key chooses the customers' words in both languages; the text is the operator's own.
    return about(incident, "incidents.set_cause", {{QStringLiteral("key"), causeKey(cause)}, {QStringLiteral("text"), cause}},
                 Labels::tr("Cause of #%1").arg(incident.number));
}

OutgoingCommand setCrewNote(const IncidentDoc& incident, const QString& note) {
    return about(incident, "incidents.set_crew_note", {{QStringLiteral("key"), crewKey(note)}, {QStringLiteral("text"), note}},
                 Labels::tr("Crew note of #%1").arg(incident.number));
}

OutgoingCommand markRestored(const IncidentDoc& incident, const QString& reason) {
    return about(incident, "incidents.confirm_restoration",
                 {{QStringLiteral("kind"), QStringLiteral("crew")}, {QStringLiteral("count"), 1}, {QStringLiteral("note"), reason}},
                 Labels::tr("Restoration of #%1").arg(incident.number));
}

OutgoingCommand draftUpdate(const IncidentDoc& incident) { return about(incident, "comms.draft_update", {}, {}); }

OutgoingCommand editDraft(const QString& broadcast, const comms::Draft& draft) {
    const auto text = toJson(draft);
    const auto json = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    return {QStringLiteral("comms.edit_draft"),
            {{QStringLiteral("broadcast"), broadcast}, {QStringLiteral("draft"), json.object()}}, {}};
}

OutgoingCommand editCorrection(const QString& broadcast, const comms::Draft& draft) {
    OutgoingCommand out = editDraft(broadcast, draft);
    out.body.insert(QStringLiteral("correction"), true);
    return out;
}

OutgoingCommand sendBroadcast(const QString& broadcast, const std::vector<comms::Draft>& drafts, const std::vector<comms::Draft>& correction) {
    comms::Broadcast read;
    read.drafts = drafts;
    read.correction = correction;
    return {QStringLiteral("comms.send_broadcast"),
            {{QStringLiteral("broadcast"), broadcast},
             {QStringLiteral("drafts_digest"), QString::fromStdString(comms::digestOfDrafts(read).hex())}}, {}};
}

OutgoingCommand retract(const QString& broadcast, const QString& reason) {
    return {QStringLiteral("comms.retract_broadcast"), {{QStringLiteral("broadcast"), broadcast}, {QStringLiteral("reason"), reason}}, Labels::tr("Take back")};
}

OutgoingCommand placeReport(const QString& report, LonLat at) {
    return {QStringLiteral("reports.place"), {{QStringLiteral("report"), report}, {QStringLiteral("position"), place(at)}},
            Labels::tr("Place report")};
}

OutgoingCommand revealReport(const QString& report) {
    return {QStringLiteral("reports.reveal"), {{QStringLiteral("report"), report}}, {},
            {{QStringLiteral("purpose"), QStringLiteral("outage_response")}}};
}

OutgoingCommand undoChange(const QString& change) {
    return {QStringLiteral("incidents.undo_change"),
            {{QStringLiteral("change"), change}, {QStringLiteral("reason"), QStringLiteral("operator")}}, {}};
}

OutgoingCommand release(const ApprovalDoc& approval, const QString& digest) {
    QJsonObject body{{QStringLiteral("approval"), approval.id}, {QStringLiteral("digest"), digest.isEmpty() ? approval.digest : digest}};
    // Whoever looked at a review has it kept with their key, as it was written for them.
    if (const auto viewer = viewerHere(); !digest.isEmpty()) {
        body.insert(QStringLiteral("viewer"), QJsonObject{{QStringLiteral("zone"), QString::fromStdString(viewer.zone)}, {QStringLiteral("locale"), QString::fromStdString(viewer.locale)}});
    }
    return {QStringLiteral("approvals.release"), body, {}};
}

OutgoingCommand cancel(const ApprovalDoc& approval, const QString& digest, const QString& reason) {
    return {QStringLiteral("approvals.cancel"), {{QStringLiteral("approval"), approval.id}, {QStringLiteral("digest"), digest.isEmpty() ? approval.digest : digest}, {QStringLiteral("reason"), reason}}, {}};
}

OutgoingCommand refuse(const ApprovalDoc& approval, const QString& reason) {
    return {QStringLiteral("approvals.reject"),
            {{QStringLiteral("approval"), approval.id}, {QStringLiteral("reason"), reason}}, {}};
}

OutgoingCommand comment(const ApprovalDoc& approval, const QString& text) {
    return {QStringLiteral("approvals.comment"), {{QStringLiteral("approval"), approval.id}, {QStringLiteral("text"), text}}, {}};
}

OutgoingCommand overrideApprovals(const ApprovalDoc& approval, const QString& justification) {
    return {QStringLiteral("approvals.override"),
            {{QStringLiteral("approval"), approval.id}, {QStringLiteral("digest"), approval.digest}, {QStringLiteral("justification"), justification}}, {}};
}

OutgoingCommand overrideDraft(const OutgoingCommand& draft, const QString& justification) {
    return {QStringLiteral("approvals.override_draft"), {{QStringLiteral("command"), draft.name}, {QStringLiteral("body"), draft.body}, {QStringLiteral("justification"), justification}}, {}};
}

OutgoingCommand confirmOverride(const ApprovalDoc& approval) {
    return {QStringLiteral("approvals.confirm_override"), {{QStringLiteral("approval"), approval.id}, {QStringLiteral("digest"), approval.digest}}, {}};
}

}  // namespace ok::app::command
