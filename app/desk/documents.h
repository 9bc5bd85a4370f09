// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the console knows about the world: the view documents of the server, in the form that models and the map read.
// Plain values; app/sync fills them from the wire and nothing else writes them.
#pragma once
#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <optional>
#include <vector>

#include "app/desk/approval_documents.h"
#include "shared/base/geo.h"
#include "shared/base/instant.h"
#include "shared/comms/draft.h"

namespace ok::app {

/// What the desk still owes an incident. The order is the order in which the list shows them.
enum class Attention { Unhandled, NoEta, HasEta, Restored, Closed };

struct EtaValue {
    Instant at;    // the published estimate
    Instant low;   // the interval behind it
    Instant high;
    int confidence = 0;  // per cent
    QString reason;
    bool operator==(const EtaValue&) const = default;
};

struct IncidentDoc {
    QString id;
    QString number;  // short, spoken over the radio: `2417`
    QString place;   // `Maple St & 3rd Ave`
    QString state;   // as the server names it: open, restored, closed, merged
    Attention attention = Attention::Unhandled;
    int customers = 0;
    int reports = 0;
    int confidence = 0;  // per cent that these reports are one incident
    QString cause;
    QString crewNote;
    QString why;  // the clustering's reason, already a sentence
    bool feedOnly = false;  // cause and crew, if any, are the utility's feed's: nobody at the desk has acted
    Instant began;
    Instant changed;
    std::optional<EtaValue> eta;
    LonLat centre;
    MultiPolygon boundary;
    qint64 version = 0;
    bool operator==(const IncidentDoc&) const = default;
};

struct ReportDoc {
    QString id;
    bool placed = false;
    LonLat at;
    QString channel;  // sms, web, voice, api, feed, crew
    QString text;
    QString contact;  // masked by the server
    QString address;  // as understood, or as written where it could not be placed
    QString problem;  // why it is not placed, a reason key
    int precisionMetres = 0;
    int confidence = 0;
    Instant received;
    QString incident;  // id, empty while alone
    QString why;
    qint64 version = 0;
    bool operator==(const ReportDoc&) const = default;
};

struct TimelineDoc {
    QString id;
    QString incident;
    Instant at;
    QString actor;
    QString kind;    // opened, report, merged, split, cause, crew_note, eta, message, restored, closed
    QString detail;  // the value that changed, already readable
    bool operator==(const TimelineDoc&) const = default;
};

struct BroadcastDoc {
    QString id;
    QString incident;
    QString title;
    QString state;  // draft, sending, done, stopped, withheld, retracted
    std::vector<comms::Draft> drafts;
    Instant at;
    int total = 0, sent = 0, delivered = 0, failed = 0, withheld = 0;
    std::vector<comms::Draft> correction;   // what is sent if it turns out wrong
    bool retractable = false;               // it left with a correction, and was not taken back
    bool operator==(const BroadcastDoc&) const = default;
};

/// A county, district or feeder of the territory.
struct TerritoryDoc {
    QString id, name, kind;
    MultiPolygon shape;
    bool operator==(const TerritoryDoc&) const = default;
};

/// The tenant as a whole: one document.
struct UtilityDoc {
    QString name;
    QString timeZone = QStringLiteral("UTC");
    bool drill = false;
    GeoBox bounds;
    MultiPolygon territory;
    std::vector<TerritoryDoc> areas;  // what the territory is made of, by name
    QString mapFile;  // local path of the base map tiles, empty if there is none
    bool operator==(const UtilityDoc&) const = default;
};

/// One stream of the log as this console has checked it.
struct StreamProof {
    QString stream;             // ops, decisions, security, executions
    qint64 entries = 0;         // seen and chained
    qint64 checkpointSize = 0;  // of the last checkpoint that fitted
    QString checkpointRoot;     // hex
    Instant checkpointAt;
    bool operator==(const StreamProof&) const = default;
};

/// Something that did not fit, and what became of it.
struct PastAlarm {
    Instant at, acknowledgedAt;
    QString stream, code, message, acknowledgedBy, note;
    bool operator==(const PastAlarm&) const = default;
};

/// The log as this console has checked it.
struct ProofState {
    enum class Verdict { NotConnected, Checking, Good, Alarm };
    Verdict verdict = Verdict::NotConnected;
    qint64 entries = 0;         // entries this console has seen and chained
    qint64 checkpointSize = 0;  // size of the last checkpoint that fitted
    QString checkpointRoot;     // hex
    QString keyId;
    Instant checkpointAt;
    QString alarm;  // what does not fit
    QString alarmCode;
    QString alarmStream;
    Instant alarmAt;
    bool mustBeAcknowledged = false;
    QByteArray evidence;  // JSON: the alarm, both signatures where there are two, and how far was checked
    std::vector<StreamProof> streams;
    std::vector<PastAlarm> past;  // acknowledged, newest first
    bool operator==(const ProofState&) const = default;
};

[[nodiscard]] inline bool isLive(const IncidentDoc& i) { return i.attention <= Attention::HasEta; }

/// Unhandled = no cause, no crew note, no ETA: nobody has said anything about it yet.
[[nodiscard]] inline Attention attentionOf(const IncidentDoc& i) {
    if (i.state == QLatin1String("closed") || i.state == QLatin1String("merged")) return Attention::Closed;
    if (i.state == QLatin1String("restored")) return Attention::Restored;
    if (i.eta) return Attention::HasEta;
    return i.feedOnly || (i.cause.isEmpty() && i.crewNote.isEmpty()) ? Attention::Unhandled : Attention::NoEta;
}

}  // namespace ok::app
