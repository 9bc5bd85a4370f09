// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/timeline_routes.h"

#include <algorithm>

#include "server/access/access_routes.h"
#include "server/ledger/entry_diff.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/trace.h"

namespace ok::ledger {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr int mostEntries = 20'000;
const std::vector<std::string> comparedKinds{"incident", "broadcast", "approval"};

/// What the decision behind a step asked for and what it was allowed by: an entry of its own, of the same chain.
struct Decided {
    std::string requested, authorized;
};

std::string memberOf(std::string_view payload, std::string_view name) {
    const auto doc = parseJson(payload.empty() ? std::string_view("{}") : payload);
    if (!doc.ok()) return {};
    const JsonView found = doc->root()[name];
    return found.exists() ? found.canonical() : std::string();
}

void addScopes(TraceStep& step, const Entry& entry, const std::map<std::string, Decided>& decisions) {
    const auto found = decisions.find(entry.header.decisionId);
    if (found == decisions.end()) return;
    if (!found->second.requested.empty()) step.requestedScopes = RawJson{found->second.requested};
    if (!found->second.authorized.empty()) step.authorizedScopes = RawJson{found->second.authorized};
}

Result<IncidentTimeline> read(Store& store, PostingFile* index, const Projections& projections, TenantId tenant, const std::string& incident,
                              std::vector<DamagedEntry>& damaged) {
    AuditFilter filter;
    filter.incidents = {incident};
    AuditWalk walk(store, index, {tenant, filter, AuditOrder::oldestFirst, {}});
    std::vector<Entry> all;
    for (auto entry = walk.next(); entry; entry = walk.next()) {
        if (all.size() == mostEntries) return problem("history_too_long", "too much happened to this incident: search its entries instead");
        all.push_back(std::move(*entry));
    }
    // Of one moment the entries of one stream stand as they were written: an id says nothing about that.
    std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) {
        if (a.header.ledgerTime != b.header.ledgerTime) return a.header.ledgerTime < b.header.ledgerTime;
        return a.header.stream != b.header.stream ? a.header.stream < b.header.stream : a.header.sequence < b.header.sequence;
    });
    std::map<std::string, Decided> decisions;
    for (const Entry& entry : all) {
        if (entry.header.type != "access.allowed") continue;
        decisions[entry.header.decisionId] = {memberOf(entry.payload, "requested_scopes"), memberOf(entry.payload, "authorized_scopes")};
    }
    ObjectReplay replay(projections);
    std::vector<TraceStep> steps;
    for (const Entry& entry : all) {
        auto changes = replay.take(entry, comparedKinds);
        std::string type = stepTypeOf(entry.header, entry.payload);
        if (type.empty()) continue;
        TraceStep step = stepOf(entry, std::move(type));
        step.contentDiff = RawJson{toJson(changes)};
        addScopes(step, entry, decisions);
        steps.push_back(std::move(step));
    }
    damaged = walk.damaged();
    return timelineOf(incident, std::move(steps), walk.unreadable());
}

void reportGaps(const AuditRouteParts& parts, const SecurityContext& who, const IncidentTimeline& timeline, const std::vector<DamagedEntry>& damaged) {
    const auto tell = [&](const ReportGap& gap) {
        std::string once = "timeline gap:" + gap.incident + ":" + gap.correlation + ":" + std::to_string(gap.damagedEntries);
        for (const std::string& step : gap.missing) once += ":" + step;
        parts.gate.submit(access::systemContext(who.tenant, who.drill), {commandIdFrom(who.tenant, once), std::string(ReportGap::card.name), toJson(gap)},
                          [](const CommandAnswer&) {});
    };
    for (const Trace& trace : timeline.traces) {
        if (!trace.complete) tell({timeline.incidentId, trace.correlationId, trace.missing, 0});
    }
    reportTampered(parts.gate, who.tenant, who.drill, damaged, "timeline");
    if (timeline.damagedEntries > 0) tell({timeline.incidentId, {}, {"readable_entry"}, timeline.damagedEntries});
}

}  // namespace

void addTimelineHandlers(Gate& gate) {
    gate.handle<ReportGap>([](const Right&, CommandContext& cx, const ReportGap& command) -> Status {
        cx.emit(TimelineIncomplete{command.incident, command.correlation, command.missing, command.damagedEntries},
                {.subjects = {command.incident}, .eventTime = {}, .justification = {}, .stream = Stream::security});
        return {};
    });
}

void addTimelineRoute(net::Router& router, const AuditRouteParts& given) {
    struct Room {
        AuditRouteParts parts;
        std::unique_ptr<PostingFile> index;   // of the reading thread
    };
    const auto room = std::make_shared<Room>(Room{given, nullptr});
    router.get("/v1/audit/timeline/{incident}", [room](const HttpRequest& request, net::Responder respond) {
        const auto who = access::contextOf(request, room->parts.sessions);
        if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
        if (const auto may = access::mayRead(*who, "ledger.read", room->parts.grants, "your roles do not include reading the log"); !may.ok()) {
            access::noteRefused(room->parts.gate, *who, room->parts.clock(), Look::card.name, toJson(Look{request.path}));
            return respond(HttpResponse::problem(403, may.problem()));
        }
        const auto id = IncidentId::parse(std::string(request.param("incident")));
        if (!id.ok()) return respond(HttpResponse::problem(404, problem("incident_not_found", "there is no such incident")));
        const auto policy = redactionFor(*who, room->parts.grants, room->parts.redaction(who->tenant));
        auto held = std::make_shared<net::Responder>(std::move(respond));
        room->parts.reader.post(
            [room, held, who = *who, policy, incident = id->str()](Store& store) {
                if (!room->index) {
                    if (auto opened = PostingFile::open(room->parts.indexPath, PostingFile::Mode::reader); opened.ok()) room->index = std::move(*opened);
                }
                if (const auto begun = store.begin(); !begun.ok()) return (*held)(HttpResponse::problem(503, begun.problem()));
                std::vector<DamagedEntry> damaged;
                const auto timeline = read(store, room->index.get(), room->parts.projections, who.tenant, incident, damaged);
                const auto trouble = store.trouble();
                store.rollback();
                if (trouble) return (*held)(HttpResponse::problem(503, *trouble));
                if (!timeline.ok()) return (*held)(HttpResponse::problem(422, timeline.problem()));
                if (!timeline->complete) reportGaps(room->parts, who, *timeline, damaged);
                RedactionCounts counts;
                auto response = HttpResponse::json(200, redactPayload(toJson(*timeline), policy, counts));
                response.headers.set("Cache-Control", "no-store");
                (*held)(std::move(response));
            },
            [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
    });
}

}  // namespace ok::ledger
