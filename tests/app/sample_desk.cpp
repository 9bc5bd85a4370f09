// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/app/sample_desk.h"

#include <cmath>
#include <random>

namespace ok::app::sample {
namespace {

const LonLat kTown{-82.55, 35.59};

QString idOf(const char* kind, int n) { return QStringLiteral("%1-%2").arg(QLatin1String(kind)).arg(n, 6, 10, QLatin1Char('0')); }

Polygon blob(std::mt19937& dice, LonLat centre, double radius, int corners) {
    std::uniform_real_distribution<double> wobble(0.75, 1.2);
    Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * 3.14159265358979 * i / corners, r = radius * wobble(dice);
        ring.push_back({centre.lon + r * std::cos(angle) * 1.22, centre.lat + r * std::sin(angle)});
    }
    return {{ring}};
}

IncidentDoc incident(std::mt19937& dice, int n, LonLat centre) {
    static const char* places[] = {"Maple St & 3rd Ave", "Riverside Dr", "Haw Creek", "Beaverdam Rd", "Sweeten Creek", "Kenilworth",
                                   "Old Haywood Rd", "Oakley Plaza", "Swannanoa Ave", "Chunns Cove", "Merrimon & Coleman",
                                   "Reems Creek", "Leicester Hwy", "Emma Rd", "Biltmore Village", "Town Mountain"};
    IncidentDoc doc;
    doc.id = idOf("incident", n);
    doc.number = QString::number(2400 + n);
    doc.place = QString::fromLatin1(places[n % 16]);
    doc.state = QStringLiteral("open");
    doc.customers = n == 3 ? 1284 : 6 + static_cast<int>(dice() % 420);
    doc.reports = 2 + static_cast<int>(dice() % 40);
    doc.confidence = 88;
    doc.why = QStringLiteral("Reports within 240 m and 9 minutes of each other, on the same feeder side.");
    doc.began = kNow - minutes(4 + 9 * (n % 14));
    doc.changed = kNow;
    doc.centre = centre;
    doc.version = 3;
    doc.boundary = {blob(dice, centre, 0.0015 + 0.00014 * std::sqrt(doc.customers) * 2, 14)};
    if (n % 5 == 0 || n == 3) return doc;  // unhandled
    doc.cause = n % 2 ? QStringLiteral("Tree on line") : QStringLiteral("Equipment failure");
    if (n % 3 != 0) doc.crewNote = QStringLiteral("Crew 7 on site");
    if (n % 4 != 0) doc.eta = EtaValue{kNow + hours(2 + n % 5), kNow + hours(1 + n % 5), kNow + hours(4 + n % 5), 80, QStringLiteral("crew assessment on site")};
    if (n % 11 == 10) doc.state = QStringLiteral("restored");
    return doc;
}

void addTimeline(StoreBatch& batch, const IncidentDoc& doc) {
    const auto item = [&](int n, Duration after, const char* kind, const QString& detail, const char* actor) {
        batch.timeline.push_back({doc.id + QStringLiteral("-%1").arg(n), doc.id, doc.began + after, QLatin1String(actor),
                                  QLatin1String(kind), detail});
    };
    item(1, seconds(0), "opened", QStringLiteral("3 reports near %1").arg(doc.place), "clustering");
    item(2, minutes(1), "report", QStringLiteral("a loud bang, then dark"), "text message");
    if (!doc.cause.isEmpty()) item(3, minutes(2), "cause_set", doc.cause, "A. Rivera");
    if (!doc.crewNote.isEmpty()) item(4, minutes(3), "crew_note_set", doc.crewNote, "A. Rivera");
    if (doc.eta) item(5, minutes(4), "etr_set", QStringLiteral("between 19:00 and 23:00, 80 % sure"), "M. Chen");
}

void addDesk(StoreBatch& batch) {
    const auto tray = [&](int n, const char* text, const char* address, const char* why) {
        ReportDoc doc;
        doc.id = idOf("tray", n);
        doc.channel = n % 2 ? QStringLiteral("sms") : QStringLiteral("voice");
        doc.contact = QStringLiteral("+1 828 \u2022\u2022\u2022 %1").arg(4100 + n);
        doc.text = QLatin1String(text);
        doc.address = QLatin1String(address);
        doc.problem = QLatin1String(why);
        doc.received = kNow - minutes(31 - 7 * n);
        batch.reports.push_back(doc);
    };
    tray(1, "power out again by the old mill", "by the old mill", "no_match");
    tray(2, "OUT", "", "no_address");
    tray(3, "lights flickered then gone, 12 oak", "12 oak", "ambiguous");
    ApprovalDoc approval;
    approval.id = idOf("approval", 1);
    approval.action = QStringLiteral("comms.send_broadcast");
    approval.summary = QStringLiteral("Update to 412 customers of #2407 Oakley Plaza");
    approval.initiator = QStringLiteral("M. Chen");
    approval.state = QStringLiteral("waiting");
    approval.requested = kNow - minutes(3);
    approval.deadline = kNow + minutes(27);
    approval.facts = {{QStringLiteral("Channels"), QStringLiteral("text, email, phone")},
                      {QStringLiteral("Audience"), QStringLiteral("412 affected and opted in, 9 withheld by STOP")},
                      {QStringLiteral("Text (en)"), QStringLiteral("Crews are repairing a tree on the line near Oakley Plaza. We expect power by 9 PM.")}};
    batch.approvals.push_back(approval);
    batch.broadcasts.push_back({idOf("broadcast", 1), idOf("incident", 7), QStringLiteral("Crew on site at Oakley Plaza"),
                                QStringLiteral("done"), {}, kNow - minutes(42), 388, 379, 371, 2, 7});
    batch.broadcasts.push_back({idOf("broadcast", 2), idOf("incident", 2), QStringLiteral("Outage confirmed at Haw Creek"),
                                QStringLiteral("sending"), {}, kNow - minutes(2), 240, 96, 81, 0, 3});
    ProofState proof{ProofState::Verdict::Good, 18'422, 18'422, QStringLiteral("9f2c61d0a7b84e15c3d2f0b19a6e7788"), QStringLiteral("5be1f0a2c4d69783"), kNow - seconds(2), {}};
    batch.proof = proof;
}

}  // namespace

StoreBatch storm(const Options& options) {
    std::mt19937 dice(7);
    std::normal_distribution<double> spread(0, 0.045);
    StoreBatch batch;
    batch.reset = true;
    UtilityDoc utility;
    utility.name = QStringLiteral("French Broad Electric");
    utility.timeZone = QStringLiteral("America/New_York");
    utility.drill = options.drill;
    utility.territory = {blob(dice, kTown, 0.17, 60)};
    batch.utility = utility;
    for (int n = 0; n < options.incidents; ++n) {
        const LonLat centre{kTown.lon + spread(dice), kTown.lat + spread(dice) * 0.8};
        batch.incidents.push_back(incident(dice, n, centre));
        addTimeline(batch, batch.incidents.back());
    }
    std::normal_distribution<double> near(0, 0.0035);
    for (int n = 0; n < options.reports; ++n) {
        const auto& home = batch.incidents[static_cast<std::size_t>(n * n % options.incidents)];
        ReportDoc doc;
        doc.id = idOf("report", n);
        doc.placed = true;
        doc.at = {home.centre.lon + near(dice), home.centre.lat + near(dice)};
        doc.channel = n % 3 ? QStringLiteral("sms") : QStringLiteral("web");
        doc.text = QStringLiteral("my power is out");
        doc.precisionMetres = 12;
        doc.received = kNow - minutes(n % 60);
        doc.incident = home.id;
        batch.reports.push_back(doc);
    }
    addDesk(batch);
    return batch;
}

StoreBatch bigStorm(int reports, int polygons) {
    std::mt19937 dice(11);
    std::uniform_real_distribution<double> east(-0.5, 0.5);
    StoreBatch batch;
    batch.reset = true;
    UtilityDoc utility;
    utility.name = QStringLiteral("Benchmark");
    utility.territory = {blob(dice, kTown, 0.6, 400)};
    batch.utility = utility;
    batch.incidents.reserve(static_cast<std::size_t>(polygons));
    for (int n = 0; n < polygons; ++n) {
        IncidentDoc doc = incident(dice, n, {kTown.lon + east(dice), kTown.lat + east(dice)});
        doc.boundary = {blob(dice, doc.centre, 0.004, 24)};
        batch.incidents.push_back(std::move(doc));
    }
    batch.reports.reserve(static_cast<std::size_t>(reports));
    for (int n = 0; n < reports; ++n) {
        ReportDoc doc;
        doc.id = idOf("report", n);
        doc.placed = true;
        doc.at = {kTown.lon + east(dice), kTown.lat + east(dice)};
        batch.reports.push_back(std::move(doc));
    }
    return batch;
}

}  // namespace ok::app::sample
