// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/delivery_report.h"

#include <algorithm>

#include "shared/comms/comms_commands.h"

namespace ok::comms {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ReportRouteParts>;

struct DecisionOutcome {
    std::string status, detailStatus;
    std::vector<std::string> approverIds;
    std::optional<Instant> decidedAt;
    std::optional<std::string> notes;
};
BOOST_DESCRIBE_STRUCT(DecisionOutcome, (), (status, detailStatus, approverIds, decidedAt, notes))

struct SendCounts {
    std::int64_t sms = 0, email = 0, ivr = 0, web = 0;
};
BOOST_DESCRIBE_STRUCT(SendCounts, (), (sms, email, ivr, web))

struct SendOutcome {
    std::string status = "pending", executionId;
    std::vector<std::string> channels;
    SendCounts counts;
    std::optional<Instant> startedAt, completedAt;
    std::vector<std::string> errors;
};
BOOST_DESCRIBE_STRUCT(SendOutcome, (), (status, executionId, channels, counts, startedAt, completedAt, errors))

struct Outcomes {
    std::string snapshotId;
    DecisionOutcome approval;
    SendOutcome broadcast;
};
BOOST_DESCRIBE_STRUCT(Outcomes, (), (snapshotId, approval, broadcast))

void count(CohortCounts& counts, MessageState state) {
    ++counts.scheduled;
    switch (state) {
        case MessageState::queued:
        case MessageState::held: ++counts.waiting; return;
        case MessageState::withheld: ++counts.cancelled; return;
        case MessageState::delivered: ++counts.delivered; break;
        case MessageState::undelivered:
        case MessageState::failed:
        case MessageState::suppressed: ++counts.failed; break;
        default: break;
    }
    ++counts.dispatched;
}

void addShares(CohortCounts& counts) {
    const auto share = [&](std::int64_t part) { return counts.scheduled == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(counts.scheduled); };
    counts.dispatchedPercent = share(counts.dispatched);
    counts.deliveredPercent = share(counts.delivered);
    counts.failedPercent = share(counts.failed);
    counts.cancelledPercent = share(counts.cancelled);
}

/// What a channel's messages tell before they are added up.
struct Seen {
    std::map<int, CohortReport> cohorts;
    Instant firstHanded, lastHanded;
    std::int64_t handed = 0;
    void see(const Message& m) {
        CohortReport& cohort = cohorts[m.cohort];
        cohort.number = m.cohort;
        count(cohort.counts, m.state);
        if (!m.handedAt.known()) return;
        ++handed;
        firstHanded = firstHanded.known() ? std::min(firstHanded, m.handedAt) : m.handedAt;
        lastHanded = std::max(lastHanded, m.handedAt);
    }
};

/// The plan's last hour, or as fast as it went so far, whichever is later.
Instant expectedDone(const ChannelReport& channel, const Seen& seen, const PaceStand& stand, Instant now) {
    if (channel.counts.waiting == 0 || stand.paused) return {};
    const auto moved = stand.lastDue.find(channel.channel);
    Instant out = std::max(now, moved != stand.lastDue.end() ? moved->second : channel.plannedUntil);
    if (seen.handed > 1 && seen.lastHanded > seen.firstHanded) {
        const double each = static_cast<double>((seen.lastHanded - seen.firstHanded).count()) / static_cast<double>(seen.handed - 1);
        out = std::max(out, now + Duration(static_cast<std::int64_t>(each * static_cast<double>(channel.counts.waiting))));
    }
    return out;
}

void addCohorts(ChannelReport& channel, Seen seen, const BroadcastPace& pace, Instant now) {
    for (const SendCohort& planned : pace.cohorts) {
        if (planned.channel != channel.channel) continue;
        const auto found = seen.cohorts.find(planned.number);
        if (found == seen.cohorts.end()) continue;   // of another leg
        found->second.step = planned.step;
        found->second.due = planned.due;
    }
    const auto marked = [&](const std::vector<std::string>& names, int number) {
        return std::find(names.begin(), names.end(), BroadcastPace::nameOf(channel.channel, number)) != names.end();
    };
    for (auto& [number, cohort] : seen.cohorts) {
        cohort.late = marked(pace.late, number);
        cohort.givenUp = marked(pace.failed, number);
        CohortCounts& sum = channel.counts;
        sum.scheduled += cohort.counts.scheduled;
        sum.waiting += cohort.counts.waiting;
        sum.dispatched += cohort.counts.dispatched;
        sum.delivered += cohort.counts.delivered;
        sum.failed += cohort.counts.failed;
        sum.cancelled += cohort.counts.cancelled;
        addShares(cohort.counts);
        channel.cohorts.push_back(cohort);
    }
    addShares(channel.counts);
    channel.expectedDone = expectedDone(channel, seen, pace.stand, now);
}

bool underWay(const BroadcastProgress& progress) { return progress.waiting + progress.held > 0; }

DecisionOutcome decisionOf(Views& views, const approvals::StoredSnapshot& snapshot) {
    const auto status = approvals::statusOf(views, snapshot);
    DecisionOutcome out{status.status, status.detail, {}, {}, {}};
    const auto approval = views.find<approvals::Approval>(snapshot.header.approval.str());
    if (!approval || status.detail == "superseded") return out;
    for (const approvals::ApprovalStep& step : approval->steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == approval->cycle) out.approverIds.push_back(step.actor.id);
    }
    if (approval->decidedAt.known()) out.decidedAt = approval->decidedAt;
    if (!approval->reason.empty()) out.notes = approval->reason;
    return out;
}

SendOutcome sendOf(Views& views, const approvals::StoredSnapshot& snapshot, const DecisionOutcome& decision, Instant now) {
    SendOutcome out;
    const auto content = fromJson<approvals::SnapshotContent>(snapshot.content.text);
    if (!content.ok() || content->command != SendBroadcast::card.name) return out;
    out.channels = content->channels;
    if (decision.detailStatus == "failed") out.status = "failed", out.errors.push_back(decision.notes.value_or("failed"));
    const auto command = fromJson<SendBroadcast>(content->body.text);
    const auto broadcast = command.ok() ? views.find<Broadcast>(command->broadcast.str()) : nullptr;
    if (!broadcast) return out;
    const auto leg = std::find_if(broadcast->legs.begin(), broadcast->legs.end(), [&](const BroadcastLeg& each) { return each.snapshotId == snapshot.header.id; });
    if (leg == broadcast->legs.end()) return out;
    const DeliveryReport report = reportOf(views, *broadcast, snapshot.header.id, now);
    const bool allFailed = report.totals.planned > 0 && report.totals.failed == report.totals.planned;
    out.status = underWay(report.totals) ? "in_progress" : allFailed ? "failed" : "sent";
    out.executionId = snapshot.header.id;
    out.startedAt = leg->startedAt;
    if (!underWay(report.totals)) out.completedAt = report.completedAt.known() ? report.completedAt : leg->startedAt;
    for (const ChannelReport& channel : report.channels) {
        (channel.channel == "sms" ? out.counts.sms : channel.channel == "email" ? out.counts.email : out.counts.ivr) += channel.progress.sent;
        for (const auto& [reason, count] : channel.reasons) {
            if (channel.progress.failed > 0) out.errors.push_back(channel.channel + " " + reason + " " + std::to_string(count));
        }
    }
    return out;
}

HttpResponse answer(std::string body) {
    auto response = HttpResponse::json(200, std::move(body));
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-OK-Data-Staleness", "1");   // what was committed when the reader looked
    return response;
}

HttpResponse answerReport(Store& store, TenantId tenant, const std::string& id, bool csv, Instant now) {
    Views views(store.documents(tenant));
    const auto broadcast = views.find<Broadcast>(id);
    if (!broadcast) return HttpResponse::problem(404, problem("not_found", "there is no such broadcast"));
    const DeliveryReport report = reportOf(views, *broadcast, {}, now);
    if (!csv) return answer(toJson(report));
    auto response = HttpResponse::text(200, csvOf(report));
    response.headers.set("Content-Type", "text/csv; charset=utf-8");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

HttpResponse answerOutcomes(Store& store, TenantId tenant, const std::string& id, Instant now) {
    Views views(store.documents(tenant));
    const auto snapshot = views.find<approvals::StoredSnapshot>(id);
    if (!snapshot) return HttpResponse::problem(404, problem("not_found", "there is no such snapshot"));
    Outcomes out{id, decisionOf(views, *snapshot), {}};
    out.broadcast = sendOf(views, *snapshot, out.approval, now);
    return answer(toJson(out));
}

/// Runs `work` on the reader for whoever may see approvals.
void onReader(const Parts& parts, const HttpRequest& request, net::Responder respond, std::string_view action, std::function<HttpResponse(Store&, TenantId)> work) {
    const auto who = approvals::admitted(parts->approvals, request, respond, action);
    if (!who) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->approvals.reader.post([held, tenant = who->tenant, work = std::move(work)](Store& store) { (*held)(work(store, tenant)); },
                                 [held](const Problem& problem) { (*held)(HttpResponse::problem(503, problem)); });
}

}  // namespace

DeliveryReport reportOf(Views& views, const Broadcast& broadcast, const std::string& snapshot, Instant now) {
    DeliveryReport out;
    out.broadcast = broadcast.id.str();
    out.state = enumName(broadcast.state);
    out.paused = broadcast.pause.has_value();
    out.lastUpdated = broadcast.changedAt;
    for (const BroadcastLeg& leg : broadcast.legs) {
        if (snapshot.empty() || leg.snapshotId == snapshot) out.executions.push_back(leg);
    }
    const auto found = views.find<BroadcastPace>(out.broadcast);
    BroadcastPace pace = found ? *found : BroadcastPace{};
    pace.stand.paused = out.paused;
    pace.stand.perMinute = broadcast.perMinute;
    out.stand = pace.stand;
    out.readAt = now;
    std::map<std::string, ChannelReport> channels;
    std::map<std::string, Seen> seen;
    for (const Message& m : views.byKey<Message>("broadcast", broadcast.id.str())) {
        if (!snapshot.empty() && m.snapshotId != snapshot) continue;
        ChannelReport& channel = channels[enumName(m.channel)];
        seen[enumName(m.channel)].see(m);
        ++channel.states[enumName(m.state)];
        if (!m.reasons.empty()) ++channel.reasons[m.reasons.back()];
        channel.attempts += m.attempts;
        channel.retries += std::max(0, m.attempts - 1);
        out.completedAt = std::max(out.completedAt, m.changedAt);
    }
    std::map<std::string, int> all;
    for (auto& [name, channel] : channels) {
        channel.channel = name;
        channel.progress = progressOf(channel.states, out.paused);
        const BroadcastProgress& p = channel.progress;
        channel.percentDone = p.planned == 0 ? 100 : 100.0 * (p.planned - p.waiting - p.held) / p.planned;
        for (const BroadcastLeg& leg : out.executions) {
            const bool its = std::any_of(leg.channels.begin(), leg.channels.end(), [&](Channel each) { return enumName(each) == name; });
            if (its) channel.plannedUntil = std::max(channel.plannedUntil, leg.lastDue);
        }
        addCohorts(channel, std::move(seen[name]), pace, now);
        out.attempts += channel.attempts;
        out.retries += channel.retries;
        for (const auto& [state, count] : channel.states) all[state] += count;
        out.channels.push_back(channel);
    }
    out.totals = progressOf(all, out.paused);
    if (!out.executions.empty()) out.startedAt = out.executions.front().startedAt;
    if (underWay(out.totals)) out.completedAt = {};
    const Instant until = out.completedAt.known() ? out.completedAt : now;
    if (out.startedAt.known()) out.durationMs = std::max<std::int64_t>(0, (until - out.startedAt).count() / 1000);
    return out;
}

std::string csvOf(const DeliveryReport& report) {
    std::string out = "broadcast,snapshot,channel,status,messages\r\n";
    const std::string snapshot = report.executions.size() == 1 ? report.executions.front().snapshotId : std::string();
    for (const ChannelReport& channel : report.channels) {
        for (const auto& [state, count] : channel.states) {
            out += report.broadcast + "," + snapshot + "," + channel.channel + "," + state + "," + std::to_string(count) + "\r\n";
        }
    }
    return out;
}

void addReportRoutes(net::Router& router, ReportRouteParts given) {
    const Parts parts = std::make_shared<const ReportRouteParts>(std::move(given));
    for (const char* place : {"/v1/broadcasts/{id}/report", "/v1/broadcasts/{id}/progress"}) router.get(place, [parts](const HttpRequest& request, net::Responder respond) {
        const bool csv = request.queryValue("format").value_or("json") == "csv";
        onReader(parts, request, std::move(respond), "approvals.read", [parts, csv, id = std::string(request.param("id"))](Store& store, TenantId tenant) {
            return answerReport(store, tenant, id, csv, parts->clock());
        });
    });
    router.get("/v1/snapshots/{id}/outcomes", [parts](const HttpRequest& request, net::Responder respond) {
        onReader(parts, request, std::move(respond), "approvals.read_outcomes", [parts, id = std::string(request.param("id"))](Store& store, TenantId tenant) {
            return answerOutcomes(store, tenant, id, parts->clock());
        });
    });
}

}  // namespace ok::comms
