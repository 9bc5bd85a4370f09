// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/reports_views.h"

#include "shared/reports/feed_record.h"
#include "shared/reports/report_events.h"

namespace ok::reports {
namespace {

/// Changes the stored report, if it is there: a follower that starts late may miss it.
template <class Change>
void changeReport(Views& views, ReportId id, Change change) {
    const auto held = views.find<Report>(id.str());
    if (!held) return;
    Report report = *held;
    change(report);
    views.save(std::move(report));
}

TrayItem trayItemOf(const Report& report, const std::string& reason) {
    return {.report = report.id, .channel = report.channel, .receivedAt = report.receivedAt, .reason = reason,
            .from = report.from, .text = report.text, .address = report.address, .service = report.service,
            .symptoms = report.symptoms, .danger = isDanger(report.symptoms), .drill = report.drill};
}

void addReportProjections(Projections& projections) {
    projections.on<ReportReceived>([](const EntryHeader& header, const ReportReceived& event, Views& views) {
        Report report = event.report;
        report.drill = header.drill;
        views.save(std::move(report));
    });
    projections.on<ReportUnplaced>([](const EntryHeader&, const ReportUnplaced& event, Views& views) {
        changeReport(views, event.report, [&](Report& report) {
            report.state = ReportState::unplaced;
            report.reason = event.reason;
            views.save(trayItemOf(report, event.reason));
        });
    });
    projections.on<ReportPlaced>([](const EntryHeader&, const ReportPlaced& event, Views& views) {
        changeReport(views, event.report, [&](Report& report) {
            report.state = ReportState::placed;
            report.reason.clear();
            report.place = event.place;
            if (event.account.known()) report.account = event.account;
        });
        views.erase<TrayItem>(event.report.str());
    });
    projections.on<ReportDiscarded>([](const EntryHeader&, const ReportDiscarded& event, Views& views) {
        changeReport(views, event.report, [&](Report& report) {
            report.state = ReportState::discarded;
            report.reason = event.reason;
        });
        views.erase<TrayItem>(event.report.str());
    });
    projections.on<ReportRepeated>([](const EntryHeader& header, const ReportRepeated& event, Views& views) {
        if (event.text.known() || event.address.known()) {
            views.save(ReportSaid{header.entryId, event.report, event.from, event.text, event.address});
        }
        changeReport(views, event.report, [&](Report& report) {
            ++report.repeats;
            report.lastSaid = event.saidAt;
            for (const auto s : event.symptoms) {
                if (std::find(report.symptoms.begin(), report.symptoms.end(), s) == report.symptoms.end()) {
                    report.symptoms.push_back(s);
                }
            }
        });
    });
}

void addContactProjections(Projections& projections) {
    projections.on<ContactOptedOut>([](const EntryHeader&, const ContactOptedOut& event, Views& views) {
        views.save(ContactPreference{event.contact, true, false, event.language, event.at, event.channel, event.evidence});
        views.erase<ContactTalk>(event.contact.token);
    });
    projections.on<ContactOptedIn>([](const EntryHeader&, const ContactOptedIn& event, Views& views) {
        views.save(ContactPreference{event.contact, false, true, event.language, event.at, event.channel, event.evidence});
    });
    projections.on<ContactAsked>([](const EntryHeader&, const ContactAsked& event, Views& views) {
        if (event.talk.choices.empty() && !event.talk.awaitingPlace) return views.erase<ContactTalk>(event.talk.contact.token);
        views.save(event.talk);
    });
}

void addFeedProjections(Projections& projections) {
    projections.on<FeedOutageSeen>([](const EntryHeader& header, const FeedOutageSeen& event, Views& views) {
        const auto id = feedOutageId(event.record.adapter, event.record.outageId);
        const auto held = views.find<FeedOutage>(id);
        views.save(applied(held ? *held : FeedOutage{}, event.record, header.drill));
    });
    projections.on<FeedSnapshotTaken>([](const EntryHeader&, const FeedSnapshotTaken& event, Views& views) {
        views.save(FeedStatus{event.snapshot});
    });
}

}  // namespace

void addProjections(Projections& projections) {
    addReportProjections(projections);
    addContactProjections(projections);
    addFeedProjections(projections);
}

}  // namespace ok::reports
