// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/document_routes.h"

#include <charconv>

#include "server/access/access_routes.h"

namespace ok {
namespace {

constexpr int defaultLimit = 200;
constexpr int maxLimit = 1000;

int limitOf(const net::HttpRequest& request) {
    const auto text = request.queryValue("limit").value_or("");
    int limit = defaultLimit;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (parsed.ec != std::errc{} || limit < 1) return defaultLimit;
    return std::min(limit, maxLimit);
}

net::HttpResponse refusal(int status, const Problem& why) { return net::HttpResponse::problem(status, why); }

}  // namespace

void DocumentRoutes::add(net::Router& router) {
    const auto handler = [this](const net::HttpRequest& request, net::Responder respond) { respond(answer(request)); };
    router.get("/v1/documents/{kind}", handler);
    router.get("/v1/documents/{kind}/{id}", handler);
}

net::HttpResponse DocumentRoutes::answer(const net::HttpRequest& request) {
    const auto who = access::contextOf(request, m_sessions);
    if (!who.ok()) return refusal(401, who.problem());
    const AccessDecision decision = decideAccess(*who, "sync.follow", m_grants);
    if (!decision.allowed) return refusal(403, problem("access_refused", "your roles do not include reading documents"));
    const std::string kind(request.param("kind"));
    if (!m_kinds.contains(kind)) return refusal(404, problem("kind_not_found", "there is no document kind `" + kind + "`"));
    const std::lock_guard lock(m_mutex);
    const std::string id(request.param("id"));
    m_reader->clearTrouble();
    auto response = id.empty() ? page(who->tenant, kind, request) : one(who->tenant, kind, id);
    // A document that cannot be read is not one that is not there.
    if (const auto why = m_reader->trouble()) response = refusal(503, *why);
    response.headers.set("Cache-Control", "no-store");
    return response;
}

net::HttpResponse DocumentRoutes::one(TenantId tenant, const std::string& kind, const std::string& id) {
    const auto body = m_reader->documents(tenant).read(kind, id);
    if (!body) return refusal(404, problem("document_not_found", "there is no such document"));
    return net::HttpResponse::json(200, *body);
}

net::HttpResponse DocumentRoutes::page(TenantId tenant, const std::string& kind, const net::HttpRequest& request) {
    const int limit = limitOf(request);
    const std::string after(request.queryValue("after").value_or(""));
    int count = 0;
    std::string next;
    std::string last;
    std::string items;
    const auto visit = [&](std::string_view id, std::string_view body) {
        if (id <= after || !next.empty()) return;
        if (count == limit) {
            next = last;
            return;
        }
        if (count++ > 0) items += ',';
        items += body;
        last = id;
    };
    DocumentStore& documents = m_reader->documents(tenant);
    const auto key = request.queryValue("key");
    if (key) documents.readByKey(kind, *key, request.queryValue("value").value_or(""), visit);
    else documents.readAll(kind, visit);
    JsonWriter out;
    out.beginObject();
    out.plainKey("items");
    out.raw("[" + items + "]");
    out.plainKey("next_after");
    out.text(next);
    out.endObject();
    return net::HttpResponse::json(200, out.take());
}

}  // namespace ok
