// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/custody_routes.h"

#include <algorithm>
#include <charconv>

#include "server/access/access_routes.h"
#include "shared/ledger/custody.h"

namespace ok::ledger {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t mostEntries = 20'000, usualPage = 200, largestPage = 1000;

struct Room {
    AuditRouteParts parts;
    std::unique_ptr<PostingFile> index;   // of the reading thread
};

struct Question {
    std::string incident, cursor;
    std::size_t pageSize = usualPage;
    bool csv = false;
};

Result<Question> questionOf(const HttpRequest& request) {
    Question out;
    Problem why = problem("invalid_fields", "some parameters are not valid: see `fields`");
    out.cursor = request.queryValue("cursor").value_or("");
    const std::string_view format = request.queryValue("format").value_or("json");
    out.csv = format == "csv";
    if (!out.csv && format != "json") why.fields.push_back({"format", "unknown_value", "json or csv"});
    for (const char* name : {"page_size", "pageSize", "limit"}) {
        const auto text = request.queryValue(name);
        if (!text) continue;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out.pageSize);
        if (error != std::errc() || end != text->data() + text->size() || out.pageSize < 1 || out.pageSize > largestPage) {
            why.fields.push_back({name, "out_of_range", "a number from 1 to 1,000"});
        }
    }
    if (!why.fields.empty()) return why;
    const auto id = IncidentId::parse(std::string(request.param("incident")));
    if (!id.ok()) return problem("incident_not_found", "there is no such incident");
    out.incident = id->str();
    return out;
}

/// Of one moment the entries of one stream stand as they were written: an id says nothing about that.
bool earlier(const Entry& a, const Entry& b) {
    if (a.header.ledgerTime != b.header.ledgerTime) return a.header.ledgerTime < b.header.ledgerTime;
    return a.header.stream != b.header.stream ? a.header.stream < b.header.stream : a.header.sequence < b.header.sequence;
}

/// Whether anything at all was ever written about it: a chain without steps is another answer than no incident.
bool known(Store& store, PostingFile* index, TenantId tenant, const std::string& incident) {
    AuditFilter filter;
    filter.incidents = {incident};
    return AuditWalk(store, index, {tenant, filter, AuditOrder::oldestFirst, {}}).next().has_value();
}

HttpResponse answer(const AuditRouteParts& parts, Store& store, PostingFile* index, const SecurityContext& who, const Question& asked, const RedactionPolicy& policy) {
    AuditFilter filter;
    filter.incidents = {asked.incident};
    filter.types = custodyTypes();
    AuditWalk walk(store, index, {who.tenant, filter, AuditOrder::oldestFirst, {}});
    std::vector<Entry> all;
    for (auto entry = walk.next(); entry; entry = walk.next()) {
        if (all.size() == mostEntries) return HttpResponse::problem(422, problem("history_too_long", "too much happened to this incident: search its entries instead"));
        all.push_back(std::move(*entry));
    }
    if (const auto damaged = walk.damaged(); !damaged.empty()) reportTampered(parts.gate, who.tenant, who.drill, damaged, "custody");
    const std::int64_t unreadable = walk.unreadable();
    if (all.empty() && unreadable == 0 && !known(store, index, who.tenant, asked.incident)) {
        return HttpResponse::problem(404, problem("incident_not_found", "there is no such incident"));
    }
    std::sort(all.begin(), all.end(), earlier);
    CustodyReader reader(asked.incident);
    for (const Entry& entry : all) reader.take(entry);
    auto page = custodyPage(asked.incident, reader.steps(), unreadable, asked.cursor, asked.pageSize);
    if (!page.ok()) return HttpResponse::problem(400, page.problem());
    RedactionCounts counts;
    for (CustodyStep& step : page->items) {
        for (auto& [name, value] : step.details) value.text = redactPayload(value.text, policy, counts);
    }
    if (!asked.csv) return HttpResponse::json(200, toJson(*page));
    auto response = HttpResponse::text(200, csvOf(*page));
    response.headers.set("Content-Type", "text/csv; charset=utf-8");
    if (page->nextCursor) response.headers.set("X-Next-Cursor", *page->nextCursor);
    return response;
}

void getChain(const std::shared_ptr<Room>& room, const HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, room->parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "ledger.read", room->parts.grants, "your roles do not include reading the log"); !may.ok()) {
        access::noteRefused(room->parts.gate, *who, room->parts.clock(), Look::card.name, toJson(Look{request.path}));
        return respond(HttpResponse::problem(403, may.problem()));
    }
    auto asked = questionOf(request);
    if (!asked.ok()) return respond(HttpResponse::problem(asked.problem().code == "incident_not_found" ? 404 : 400, asked.problem()));
    const auto policy = redactionFor(*who, room->parts.grants, room->parts.redaction(who->tenant));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    room->parts.reader.post(
        [room, held, who = *who, policy, asked = std::move(*asked)](Store& store) {
            if (!room->index) {
                if (auto opened = PostingFile::open(room->parts.indexPath, PostingFile::Mode::reader); opened.ok()) room->index = std::move(*opened);
            }
            if (const auto begun = store.begin(); !begun.ok()) return (*held)(HttpResponse::problem(503, begun.problem()));
            auto response = answer(room->parts, store, room->index.get(), who, asked, policy);
            if (const auto why = store.trouble()) response = HttpResponse::problem(503, *why);
            store.rollback();
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

/// What was written is never changed: said as such, and by whoever tries (F04.R6.A1).
void refuseChange(const std::shared_ptr<Room>& room, const HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, room->parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    auto response = HttpResponse::problem(405, problem("write_once", "a chain of custody is never changed", {{"allow", "GET"}}));
    response.headers.set("Allow", "GET");
    respond(std::move(response));
}

}  // namespace

void addCustodyRoutes(net::Router& router, const AuditRouteParts& given) {
    const auto room = std::make_shared<Room>(Room{given, nullptr});
    for (const char* path : {"/v1/audit/incidents/{incident}/chain", "/audit/incidents/{incident}/chain"}) {
        router.get(path, [room](const HttpRequest& request, net::Responder respond) { getChain(room, request, std::move(respond)); });
        for (const char* method : {"PUT", "PATCH", "DELETE"}) {
            router.add(method, path, [room](const HttpRequest& request, net::Responder respond) { refuseChange(room, request, std::move(respond)); });
        }
    }
}

}  // namespace ok::ledger
