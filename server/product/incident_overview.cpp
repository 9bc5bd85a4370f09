// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/incident_overview.h"

#include <algorithm>
#include <charconv>

#include "server/access/access_routes.h"
#include "shared/comms/comms_events.h"
#include "shared/operations/privacy.h"

namespace ok {
namespace {

constexpr std::size_t mostReports = 20;
constexpr std::size_t mostTimeline = 100;
constexpr const char* movingMessages = "~messages";  // stands for every broadcast with messages on their way

template <class T, class Later>
void keepNewest(std::vector<T>& all, std::size_t most, Later later) {
    std::sort(all.begin(), all.end(), later);
    if (all.size() > most) all.resize(most);
}

void addBroadcasts(Views& views, const std::string& id, IncidentOverview& out, std::vector<std::string>& uses) {
    for (const comms::Broadcast& b : views.byKey<comms::Broadcast>("incident", id)) {
        out.broadcasts.push_back({b.id, b.kind, b.state, b.emergency, b.reach, b.messages, b.draftedBy, b.sentBy, b.approvedBy, b.draftedAt, b.sentAt});
        uses.push_back(b.id.str());
        if (b.state != comms::BroadcastState::draft) uses.emplace_back(movingMessages);
    }
    std::sort(out.broadcasts.begin(), out.broadcasts.end(), [](const auto& a, const auto& b) { return a.draftedAt > b.draftedAt; });
}

void addApprovals(Views& views, const std::string& id, IncidentOverview& out, std::vector<std::string>& uses) {
    for (const approvals::Approval& a : views.byKey<approvals::Approval>("state", enumName(approvals::ApprovalState::pending))) {
        const bool about = a.body.text.find(id) != std::string::npos ||
                           std::any_of(out.broadcasts.begin(), out.broadcasts.end(), [&a](const OverviewBroadcast& b) {
                               return a.body.text.find(b.id.str()) != std::string::npos;
                           });
        if (!about) continue;
        out.waiting.push_back({a.id, a.command, a.submittedBy, a.submittedAt, a.expiresAt, a.digest});
        uses.push_back(a.id.str());
    }
}

/// Every UUID in a text: the few entries that hold a frozen command name what it is about only inside it.
void addIds(std::string_view text, std::vector<std::string>& out) {
    for (std::size_t at = text.find('-'); at != std::string_view::npos; at = text.find('-', at + 1)) {
        if (at < 8 || at + 28 > text.size()) continue;
        const auto id = IncidentId::parse(std::string(text.substr(at - 8, 36)));
        if (id.ok()) out.push_back(id->str());
    }
}

net::HttpResponse respondWith(const net::HttpRequest& request, const Result<ServedAnswer>& answer) {
    if (!answer.ok()) return net::HttpResponse::problem(access::statusOf(answer.problem()), answer.problem());
    const bool known = request.header("If-None-Match") == answer->etag;
    auto response = known ? net::HttpResponse::text(304, "") : net::HttpResponse::json(200, answer->body);
    response.headers.set("ETag", answer->etag);
    response.headers.set("X-Read-Model", enumName(answer->how));
    response.headers.set("X-As-Of", std::to_string(answer->asOf));
    response.headers.set("Cache-Control", "private, no-cache, stale-while-revalidate=10");
    return response;
}

void getOverview(const OverviewRouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(net::HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "sync.follow", parts.grants, "your roles do not include reading incidents"); !may.ok()) {
        return respond(net::HttpResponse::problem(403, may.problem()));
    }
    const auto id = IncidentId::parse(std::string(request.param("id")));
    if (!id.ok()) return respond(net::HttpResponse::problem(404, problem("incident_not_found", "there is no such incident")));
    std::int64_t atLeast = 0;
    if (const auto text = request.queryValue("min_sequence")) {
        const auto read = std::from_chars(text->data(), text->data() + text->size(), atLeast);
        if (read.ec != std::errc() || read.ptr != text->data() + text->size() || atLeast < 0) {
            return respond(net::HttpResponse::problem(422, problem("bad_number", "`min_sequence` is a number")));
        }
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.model->get(who->tenant, id->str(), atLeast,
                     [held, request](const Result<ServedAnswer>& answer) { (*held)(respondWith(request, answer)); });
}

}  // namespace

Result<BuiltAnswer> buildIncidentOverview(Store& store, TenantId tenant, const std::string& id) {
    Views views(store.documents(tenant));
    const auto incident = views.find<incidents::Incident>(id);
    if (!incident) return problem("incident_not_found", "there is no such incident");
    IncidentOverview out;
    out.incident = *incident;
    BuiltAnswer built;
    built.uses.push_back(id);
    if (incident->mergedInto) built.uses.push_back(incident->mergedInto->str());
    out.latestReports = views.byKey<incidents::IncidentReport>("incident", id);
    out.reports = static_cast<int>(out.latestReports.size());
    keepNewest(out.latestReports, mostReports, [](const auto& a, const auto& b) { return a.saidAt > b.saidAt; });
    for (const auto& report : out.latestReports) built.uses.push_back(report.report.str());
    out.timeline = views.byKey<incidents::TimelineItem>("incident", id);
    keepNewest(out.timeline, mostTimeline, [](const auto& a, const auto& b) { return a.sequence > b.sequence; });
    addBroadcasts(views, id, out, built.uses);
    addApprovals(views, id, out, built.uses);
    out.legalHold = views.find<operations::LegalHold>(id) != nullptr;
    built.body = toJson(out);
    return built;
}

std::vector<std::string> overviewAlsoConcerns(const Entry& entry) {
    std::vector<std::string> out;
    if (entry.header.type == approvals::ApprovalRequested::eventType) addIds(entry.payload, out);
    if (entry.header.type == comms::MessagesChanged::eventType || entry.header.type == comms::MessagesQueued::eventType) {
        out.emplace_back(movingMessages);
    }
    return out;
}

std::shared_ptr<ReadModel> makeOverviewModel(Gate& gate, WorkThread& reader, std::function<Instant()> clock) {
    auto model = std::make_shared<ReadModel>(ReadModelParts{.name = overviewModel, .reader = reader, .clock = std::move(clock),
                                                            .build = buildIncidentOverview, .alsoConcerns = overviewAlsoConcerns});
    gate.onCommitted([model](const CommittedBatch& batch) { model->onCommitted(batch); });
    return model;
}

void addOverviewRoutes(net::Router& router, OverviewRouteParts given) {
    const auto parts = std::make_shared<const OverviewRouteParts>(std::move(given));
    const auto handler = [parts](const net::HttpRequest& request, net::Responder respond) {
        getOverview(*parts, request, std::move(respond));
    };
    router.get("/v1/incidents/{id}/overview", handler);
    router.get("/incidents/{id}/overview", handler);
}

}  // namespace ok
