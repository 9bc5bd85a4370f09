// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/drift_watch.h"

#include <algorithm>
#include <set>

#include "server/access/access_routes.h"
#include "shared/access/user.h"
#include "shared/approvals/request_file.h"
#include "shared/base/derived_ids.h"
#include "shared/incidents/incident.h"

namespace ok::oncall {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

constexpr std::size_t mostWatchers = 50;

/// What is left of a drift once nobody is in the middle of finding it.
struct Found {
    std::string snapshotId, level;
    std::map<std::string, std::int64_t> changes;
};

std::string timerKey(ApprovalId approval) { return "drift-told:" + approval.str(); }

/// Its author, whoever turned a key for it, whoever watches; not who has switched every channel off.
std::set<std::string> concerned(CommandContext& cx, const Approval& frozen, const DriftNotice* notice) {
    std::set<std::string> out;
    if (frozen.submittedBy.type == ActorType::human) out.insert(frozen.submittedBy.id);
    for (const approvals::ApprovalStep& step : frozen.steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == frozen.cycle) out.insert(step.actor.id);
    }
    if (notice != nullptr) out.insert(notice->watchers.begin(), notice->watchers.end());
    std::erase_if(out, [&cx](const std::string& person) {
        const auto user = cx.views().find<access::User>(person);
        return (user && user->disabled) || preferencesOf(cx, person).channels.empty();
    });
    return out;
}

NudgeNotice letterOf(CommandContext& cx, const Approval& frozen, const Found& found) {
    NudgeNotice out;
    out.approval = frozen.id;
    out.about = "drift";
    out.command = frozen.command;
    out.deadline = frozen.expiresAt;
    out.reason = summaryOf(found.changes);
    const auto author = cx.views().find<access::User>(frozen.submittedBy.id);
    out.requester = author ? author->login : frozen.submittedBy.id;
    for (const std::string& subject : frozen.subjects) {
        const auto incident = cx.views().find<incidents::Incident>(subject);
        if (!incident) continue;
        out.incident = incident->number;
        out.place = incident->place;
        break;
    }
    return out;
}

/// By the first of a person's own channels on which something can be read and they can be reached; empty: only in the product.
std::string postTo(CommandContext& cx, const OncallPorts& ports, NudgeNotice notice, const std::string& person, const std::string& once) {
    const auto user = cx.views().find<access::User>(person);
    const Preferences liked = preferencesOf(cx, person);
    for (const std::string& channel : liked.channels) {
        const bool written = channel == "sms" || channel == "email";
        if (!user || !written || (ports.reachable && !ports.reachable(cx.tenant(), user->login, channel))) continue;
        notice.person = person;
        notice.login = user->login;
        notice.channel = channel;
        notice.language = liked.language;
        notice.zone = liked.zone;
        cx.send({.id = formatUuid(derivedUuid("drift " + once + " " + person)), .connector = connectorOf(channel), .payload = toJson(notice)});
        return channel;
    }
    return {};
}

void tell(CommandContext& cx, const OncallPorts& ports, const Approval& frozen, const Found& found) {
    const auto notice = cx.views().find<DriftNotice>(frozen.id.str());
    const std::set<std::string> people = concerned(cx, frozen, notice.get());
    if (people.empty()) return;
    DriftTold told{frozen.id, found.snapshotId, found.level, found.changes, {people.begin(), people.end()}, {}, cx.clockNow() + driftWindow};
    const NudgeNotice letter = letterOf(cx, frozen, found);
    const std::string once = frozen.id.str() + " " + toIso(cx.clockNow());
    for (const std::string& person : people) {
        if (cx.drill()) break;   // a rehearsal writes to nobody
        if (std::string channel = postTo(cx, ports, letter, person, once); !channel.empty()) told.by[person] = std::move(channel);
    }
    cx.emit(std::move(told), {.subjects = {frozen.id.str()}});
}

void foundDrift(CommandContext& cx, const OncallPorts& ports, const approvals::DriftDetected& e) {
    const auto frozen = cx.views().find<Approval>(e.approval.str());
    if (!frozen || frozen->state != ApprovalState::pending) return;
    const auto notice = cx.views().find<DriftNotice>(e.approval.str());
    if (!notice || notice->windowEnds <= cx.clockNow()) return tell(cx, ports, *frozen, {e.snapshotId, enumName(e.level), changesOf(e.items)});
    const bool first = !notice->waits;
    const Duration left = notice->windowEnds - cx.clockNow();
    cx.emit(DriftWaits{e.approval, e.snapshotId, enumName(e.level), changesOf(e.items)}, {.subjects = {e.approval.str()}});
    if (!first) return;
    cx.setTimer({.key = timerKey(e.approval), .due = cx.now() + left, .command = std::string(TellDrift::card.name), .body = toJson(TellDrift{e.approval})});
}

/// The window is over: what is different by now, once.
Status windowOver(CommandContext& cx, const OncallPorts& ports, const TellDrift& command) {
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    const auto notice = cx.views().find<DriftNotice>(command.approval.str());
    if (!frozen || !notice || !notice->waits || frozen->state != ApprovalState::pending) return {};
    if (frozen->snapshotId != notice->waitingSnapshot) return {};   // frozen anew meanwhile: it is up to date again
    const Found found{notice->waitingSnapshot, notice->waitingLevel, notice->waiting};
    tell(cx, ports, *frozen, found);
    return {};
}

Status watch(CommandContext& cx, const WatchRequest& command) {
    if (cx.who().actor.type != ActorType::human) return problem("not_a_person", "only a signed-in person can do this");
    const auto frozen = cx.views().find<Approval>(command.approval.str());
    if (!frozen) return problem("not_found", "there is no such approval request");
    const auto notice = cx.views().find<DriftNotice>(command.approval.str());
    const bool watches = notice && std::find(notice->watchers.begin(), notice->watchers.end(), cx.who().actor.id) != notice->watchers.end();
    if (watches == command.on) return {};
    if (command.on && notice && notice->watchers.size() >= mostWatchers) return problem("too_many_watchers", "a request has at most 50 watchers");
    cx.emit(RequestWatched{command.approval, cx.who().actor.id, command.on}, {.subjects = {command.approval.str()}});
    return {};
}

struct NotificationItem {
    std::string about, approval, command, summary, level, link;
    std::map<std::string, std::int64_t> changes;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(NotificationItem, (), (about, approval, command, summary, level, link, changes, at))
struct NotificationList {
    std::vector<NotificationItem> items;
};
BOOST_DESCRIBE_STRUCT(NotificationList, (), (items))

std::string notificationsOf(Store& store, const SecurityContext& who) {
    Views views(store.documents(who.tenant));
    NotificationList out;
    views.each<DriftNotice>([&](const DriftNotice& each) {
        if (std::find(each.people.begin(), each.people.end(), who.actor.id) == each.people.end()) return;
        const auto frozen = views.find<Approval>(each.approval.str());
        if (!frozen || frozen->state != ApprovalState::pending || frozen->snapshotId != each.snapshotId) return;
        out.items.push_back({"drift", each.approval.str(), frozen->command, summaryOf(each.changes), each.level, "/v1/approvals/" + each.approval.str(), each.changes, each.toldAt});
    });
    std::sort(out.items.begin(), out.items.end(), [](const NotificationItem& a, const NotificationItem& b) { return a.at > b.at; });
    return toJson(out);
}

}  // namespace

void addDriftHandlers(Gate& gate, std::shared_ptr<const OncallPorts> ports) {
    gate.onEvent<approvals::DriftDetected>([ports](CommandContext& cx, const approvals::DriftDetected& e) { foundDrift(cx, *ports, e); });
    gate.handle<TellDrift>([ports](const Right&, CommandContext& cx, const TellDrift& c) { return windowOver(cx, *ports, c); });
    gate.handle<WatchRequest>([](const Right&, CommandContext& cx, const WatchRequest& c) { return watch(cx, c); });
}

void addNotificationRoutes(net::Router& router, OncallRouteParts given) {
    const auto parts = std::make_shared<const OncallRouteParts>(std::move(given));
    router.get("/v1/notifications", [parts](const net::HttpRequest& request, net::Responder respond) {
        const auto who = access::admitted(request, parts->sessions, respond, {});
        if (!who) return;
        const auto held = std::make_shared<net::Responder>(std::move(respond));
        parts->reader.post(
            [held, who = *who](Store& store) {
                auto response = net::HttpResponse::json(200, notificationsOf(store, who));
                response.headers.set("Cache-Control", "no-store");
                (*held)(std::move(response));
            },
            [held](const Problem& why) { (*held)(net::HttpResponse::problem(503, why)); });
    });
}

}  // namespace ok::oncall
