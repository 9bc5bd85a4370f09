// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/desk_commands.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include "shared/base/json.h"

namespace ok::app::command {
namespace {

struct Labels {
    Q_DECLARE_TR_FUNCTIONS(DeskCommands)
};

QJsonObject place(LonLat at) { return {{QStringLiteral("lon"), at.lon}, {QStringLiteral("lat"), at.lat}}; }

QString iso(Instant t) { return QString::fromStdString(toIso(t)); }

OutgoingCommand about(const IncidentDoc& incident, const char* name, QJsonObject body, const QString& label) {
    body.insert(QStringLiteral("incident"), incident.id);
    // The version its author saw: the server answers `conflict` when somebody was faster.
    body.insert(QStringLiteral("seen_version"), incident.version);
    return {QLatin1String(name), std::move(body), label};
}

}  // namespace

OutgoingCommand createIncident(LonLat at, const QString& name) {
    return {QStringLiteral("incidents.create"), {{QStringLiteral("at"), place(at)}, {QStringLiteral("place"), name}},
            Labels::tr("Create incident %1").arg(name)};
}

OutgoingCommand mergeIncidents(const IncidentDoc& keep, const QStringList& others) {
    return about(keep, "incidents.merge", {{QStringLiteral("others"), QJsonArray::fromStringList(others)}},
                 Labels::tr("Merge into #%1").arg(keep.number));
}

OutgoingCommand splitIncident(const IncidentDoc& from, const QStringList& reports) {
    return about(from, "incidents.split", {{QStringLiteral("reports"), QJsonArray::fromStringList(reports)}},
                 Labels::tr("Split #%1").arg(from.number));
}

OutgoingCommand setEta(const IncidentDoc& incident, const EtaValue& eta) {
    return about(incident, "incidents.set_eta",
                 {{QStringLiteral("at"), iso(eta.at)}, {QStringLiteral("low"), iso(eta.low)},
                  {QStringLiteral("high"), iso(eta.high)}, {QStringLiteral("confidence"), eta.confidence},
                  {QStringLiteral("reason"), eta.reason}},
                 Labels::tr("ETA of #%1").arg(incident.number));
}

OutgoingCommand setCause(const IncidentDoc& incident, const QString& cause) {
    return about(incident, "incidents.set_cause", {{QStringLiteral("cause"), cause}},
                 Labels::tr("Cause of #%1").arg(incident.number));
}

OutgoingCommand setCrewNote(const IncidentDoc& incident, const QString& note) {
    return about(incident, "incidents.crew_note", {{QStringLiteral("note"), note}},
                 Labels::tr("Crew note of #%1").arg(incident.number));
}

OutgoingCommand markRestored(const IncidentDoc& incident, const QString& reason) {
    return about(incident, "incidents.restoration", {{QStringLiteral("reason"), reason}},
                 Labels::tr("Restoration of #%1").arg(incident.number));
}

OutgoingCommand sendUpdate(const IncidentDoc& incident, const std::vector<comms::Draft>& drafts) {
    const auto text = toJson(drafts);
    const auto json = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    return about(incident, "comms.send_broadcast", {{QStringLiteral("drafts"), json.array()}}, {});
}

OutgoingCommand placeReport(const QString& report, LonLat at) {
    return {QStringLiteral("reports.place"), {{QStringLiteral("report"), report}, {QStringLiteral("at"), place(at)}},
            Labels::tr("Place report")};
}

OutgoingCommand undo(const QString& commandId) {
    return {QStringLiteral("incidents.undo"), {{QStringLiteral("command"), commandId}}, {}};
}

OutgoingCommand release(const ApprovalDoc& approval) {
    return {QStringLiteral("approvals.release"),
            {{QStringLiteral("approval"), approval.id}, {QStringLiteral("digest"), approval.digest}}, {}};
}

OutgoingCommand refuse(const ApprovalDoc& approval, const QString& reason) {
    return {QStringLiteral("approvals.reject"),
            {{QStringLiteral("approval"), approval.id}, {QStringLiteral("reason"), reason}}, {}};
}

}  // namespace ok::app::command
