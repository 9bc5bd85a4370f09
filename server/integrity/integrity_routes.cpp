// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/integrity_routes.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "server/access/access_routes.h"
#include "server/integrity/forensics.h"
#include "server/ledger/audit_walk.h"
#include "shared/integrity/verification_status.h"

namespace ok::integrity {
namespace {

using net::HttpRequest;
using net::HttpResponse;

/// Beyond it a check is late: the minute's, one that was missed, and some patience.
constexpr Duration lateAfter = minutes(3);
constexpr std::size_t mostAnchors = 100;

/// True when a place cannot be reached.
bool addHeadAnchors(Store& store, TenantId tenant, Instant now, VerificationStatus& out) {
    DocumentStore& documents = store.documents(tenant);
    bool away = false;
    std::set<std::string> shown;
    const auto add = [&](std::string_view id, std::string_view body) {
        auto doc = fromJson<HeadsAnchorDoc>(body);
        if (!doc.ok() || out.headAnchors.size() >= mostAnchors || !shown.emplace(id).second) return;
        for (const AnchorPlaceState& place : doc->places) away = away || place.state == PlaceState::unavailable;
        out.headAnchors.push_back(std::move(*doc));
    };
    for (int n = 0; n < 24; ++n) {
        const std::string id = anchorIdOf(hourOf(now) - hours(n));
        if (const auto body = documents.read(HeadsAnchorDoc::viewKind, id)) add(id, *body);
    }
    documents.readByKey(HeadsAnchorDoc::viewKind, "open", "yes", add);
    return away;
}

VerificationStatus statusOf(Store& store, TenantId tenant, const WatchState& state, Instant now) {
    VerificationStatus out;
    out.anomalies = anomaliesIn(store, tenant, AnomalyState::open);
    const bool failed = !out.anomalies.empty();
    for (Anomaly& each : anomaliesIn(store, tenant, AnomalyState::accepted)) out.anomalies.push_back(std::move(each));
    const bool late = !state.lastIncremental.known() || now - state.lastIncremental > lateAfter;
    bool anchorMissing = false;
    store.documents(tenant).readAll(Anchor::viewKind, [&](std::string_view, std::string_view body) {
        const auto anchor = fromJson<Anchor>(body);
        if (!anchor.ok()) return;
        anchorMissing = anchorMissing || (anchor->tsaStatus == TsaStatus::pending && anchor->attempts > 0);
        if (out.anchors.size() < mostAnchors || anchor->tsaStatus != TsaStatus::ok) out.anchors.push_back(*anchor);
    });
    anchorMissing = addHeadAnchors(store, tenant, now, out) || anchorMissing;
    store.documents(tenant).readAll(SliDoc::viewKind, [&out](std::string_view, std::string_view body) {
        if (auto doc = fromJson<SliDoc>(body); doc.ok()) out.slis.push_back(std::move(*doc));
    });
    out.status = failed ? "Failed" : late || anchorMissing ? "Degraded" : "OK";
    out.cause = failed ? "ANOMALY_OPEN" : late ? "CHECK_LATE" : anchorMissing ? "ANCHOR_UNAVAILABLE" : "";
    out.coverageRatio = state.coverage;
    out.lastIncrementalRunAt = state.lastIncremental;
    out.lastFullRunAt = state.lastFull;
    out.jobDurations = state.durations;
    out.entriesVerified = state.verified;
    out.entriesPresent = state.present;
    out.erasedPayloads = state.erasedPayloads;
    out.timeline.assign(state.timeline.begin(), state.timeline.end());
    out.running = state.running;
    store.documents(tenant).readAll(ClockAlarm::viewKind, [&out](std::string_view, std::string_view body) {
        if (auto alarm = fromJson<ClockAlarm>(body); alarm.ok() && alarm->raised) out.clockAlarms.push_back(std::move(*alarm));
    });
    return out;
}

Playbook playbookOf(const Anomaly& anomaly) {
    Playbook out;
    out.anomaly = anomaly;
    out.entriesAffected = anomaly.finding.last - anomaly.finding.first + 1;
    out.forensics = "/v1/ledger/forensics/" + anomaly.id;
    out.preChecks = {"the disk and the file system are sound (dmesg, smartctl): otherwise move the database first",
                     "a backup or an export from before " + toIso(anomaly.foundAt) + " is at hand and `okctl backup verify` or `okctl verify` says it is whole",
                     "the forensic bundle is kept outside this server"};
    out.steps = {{"dry_run", "take the damaged range out of the export; `okctl verify` names the entries it holds", "okctl verify FILE"},
                 {"restore", "puts the genuine bytes back; refused unless the log was chained to exactly these; two people, each with their key", "integrity.restore_entries"},
                 {"verify", "the whole log is checked; the anomaly ends by itself when it is in order", "POST /v1/ledger/verification/run"},
                 {"accept", "only if nobody has the genuine bytes: the range stays quarantined for ever; two people, each with their key", "integrity.accept_damage"}};
    return out;
}

Result<SecurityContext> allowed(const IntegrityRouteParts& parts, const HttpRequest& request, std::string_view action) {
    OK_ASSIGN(auto who, access::contextOf(request, parts.sessions));
    OK_TRY(access::mayRead(who, action, parts.grants, "your roles do not include this"));
    return who;
}

HttpResponse refused(const Problem& why) { return HttpResponse::problem(access::statusOf(why), why); }

using Answer = std::function<HttpResponse(Store&, const SecurityContext&)>;

void read(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond, Answer answer) {
    const auto who = allowed(parts, request, "ledger.read");
    if (!who.ok()) return respond(refused(who.problem()));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [held, who = *who, answer = std::move(answer)](Store& store) {
            auto response = answer(store, who);
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void getStatus(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, std::move(respond), [&parts](Store& store, const SecurityContext& who) {
        auto status = statusOf(store, who.tenant, parts.watch.state(who.tenant), parts.clock());
        if (parts.lastClockSample) status.clock = parts.lastClockSample();
        return HttpResponse::json(200, toJson(status));
    });
}

void getForensics(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, std::move(respond), [id = std::string(request.param("anomaly"))](Store& store, const SecurityContext& who) {
        const auto bundle = store.rowBody(who.tenant, forensicTable, id);
        if (!bundle) return HttpResponse::problem(404, problem("anomaly_not_found", "there is no such anomaly"));
        return HttpResponse::json(200, *bundle);
    });
}

struct DayReply {
    std::vector<SignedDayRoot> roots;
    std::vector<Anchor> timeStamps;
};
BOOST_DESCRIBE_STRUCT(DayReply, (), (roots, timeStamps))

void getDay(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, std::move(respond), [day = std::string(request.param("day"))](Store& store, const SecurityContext& who) {
        DayReply out;
        for (const Stream stream : allStreams) {
            const std::string id = day + "/" + enumName(stream);
            const auto root = store.documents(who.tenant).read(SignedDayRoot::viewKind, id), anchor = store.documents(who.tenant).read(Anchor::viewKind, "day/" + id);
            if (auto one = fromJson<SignedDayRoot>(root.value_or("")); root && one.ok()) out.roots.push_back(std::move(*one));
            if (auto one = fromJson<Anchor>(anchor.value_or("")); anchor && one.ok()) out.timeStamps.push_back(std::move(*one));
        }
        if (out.roots.empty()) return HttpResponse::problem(404, problem("day_not_found", "this day is not over, or nothing happened on it"));
        return HttpResponse::json(200, toJson(out));
    });
}

void getPlaybook(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, std::move(respond), [id = std::string(request.param("anomaly"))](Store& store, const SecurityContext& who) {
        const auto body = store.documents(who.tenant).read(Anomaly::viewKind, id);
        const auto anomaly = body ? fromJson<Anomaly>(*body) : Result<Anomaly>(problem("anomaly_not_found", "there is no such anomaly"));
        if (!anomaly.ok()) return HttpResponse::problem(404, anomaly.problem());
        return HttpResponse::json(200, toJson(playbookOf(*anomaly)));
    });
}

void postRun(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = allowed(parts, request, "integrity.remediate");
    if (!who.ok()) return respond(refused(who.problem()));
    const RunAsked asked{"processing", parts.clock()};   // before the watch knows: no run that answers it begins earlier
    parts.watch.ask(who->tenant);
    parts.watch.look();
    respond(HttpResponse::json(202, toJson(asked)));
}

/// Written down as tried by this person, then refused. `forbidden`: what is answered when nothing else is the matter.
void blockChange(const IntegrityRouteParts& parts, const SecurityContext& who, const ChangeEntry& command, int forbidden, const std::shared_ptr<net::Responder>& held) {
    std::array<std::uint8_t, 16> raw{};
    parts.dice(raw);
    parts.gate.submit(who, {CommandId{uuidV4(raw)}, std::string(ChangeEntry::card.name), toJson(command)}, [held, forbidden](CommandAnswer answer) {
        if (!answer.reply.ok()) return (*held)(HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem()));
        const auto blocked = fromJson<ChangeBlocked>(*answer.reply);
        if (blocked.ok() && !blocked->anomaly.empty()) {
            return (*held)(HttpResponse::problem(409, problem("quarantined", "this entry is in a damaged segment under quarantine", {{"anomaly", blocked->anomaly}})));
        }
        if (blocked.ok() && !blocked->hold.empty() && blocked->how == "DELETE") {
            return (*held)(HttpResponse::problem(403, problem("legal_hold", "this entry is under a legal hold", {{"subject", blocked->hold}})));
        }
        (*held)(HttpResponse::problem(forbidden, problem("append_only", "nothing in the log is ever changed or removed")));
    });
}

/// By an entry's id, as a search names it (F02.R5.A1).
void changeEvent(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond, const char* how) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    const auto id = EntryId::parse(request.param("id"));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [&parts, held, who = *who, id = id.ok() ? *id : EntryId{}, how](Store& store) {
            std::vector<ledger::DamagedEntry> damaged;
            const auto entry = ledger::entryById(store, nullptr, who.tenant, id, &damaged);
            if (entry) return blockChange(parts, who, {entry->header.stream, entry->header.sequence, how}, 403, held);
            // A damaged one is not shown, but who tries to change it is written down like anybody else.
            const auto met = std::find_if(damaged.begin(), damaged.end(), [&id](const auto& each) { return each.entry == id.str(); });
            if (met == damaged.end()) return (*held)(HttpResponse::problem(404, problem("entry_not_found", "there is no such entry")));
            blockChange(parts, who, {met->stream, met->sequence, how}, 403, held);
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void changeEntry(const IntegrityRouteParts& parts, const HttpRequest& request, net::Responder respond, const char* how) {
    auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    ChangeEntry command;
    const auto stream = fromJson<Stream>(toJson(std::string(request.param("stream"))));
    const std::string_view number = request.param("sequence");
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), command.sequence);
    if (!stream.ok() || error != std::errc() || end != number.data() + number.size()) {
        return respond(HttpResponse::problem(404, problem("entry_not_found", "there is no such entry")));
    }
    command.stream = *stream;
    command.how = how;
    blockChange(parts, *who, command, 405, std::make_shared<net::Responder>(std::move(respond)));
}

}  // namespace

void addRoutes(net::Router& router, IntegrityRouteParts given) {
    const auto parts = std::make_shared<const IntegrityRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(*parts, request, std::move(respond)); };
    };
    for (const std::string prefix : {"", "/api"}) {
        router.get(prefix + "/v1/ledger/verification/status", bind(getStatus));
        router.get(prefix + "/v1/ledger/forensics/{anomaly}", bind(getForensics));
    }
    router.get("/v1/ledger/daily-roots/{day}", bind(getDay));
    router.get("/v1/ledger/anomalies/{anomaly}/playbook", bind(getPlaybook));
    router.post("/v1/ledger/verification/run", bind(postRun));
    const std::string entry = "/v1/ledger/{stream}/entries/{sequence}";
    for (const char* how : {"PUT", "PATCH", "DELETE"}) {
        router.add(how, entry, bind([how](const auto& p, const auto& request, net::Responder respond) {
            changeEntry(p, request, std::move(respond), how);
        }));
        for (const char* event : {"/v1/audit/events/{id}", "/audit/events/{id}", "/ledger/{id}", "/api/audit/{id}"}) {
            router.add(how, event, bind([how](const auto& p, const auto& request, net::Responder respond) {
                changeEvent(p, request, std::move(respond), how);
            }));
        }
    }
}

}  // namespace ok::integrity
