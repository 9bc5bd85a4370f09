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

net::HttpResponse one(Store& store, TenantId tenant, const std::string& kind, const std::string& id) {
    const auto body = store.documents(tenant).read(kind, id);
    if (!body) return refusal(404, problem("document_not_found", "there is no such document"));
    return net::HttpResponse::json(200, *body);
}

}  // namespace

struct DocumentRoutes::Question {
    TenantId tenant;
    std::string kind, id, after, key, value;
    int limit = defaultLimit;
};

namespace {

// One more than the page holds says whether there is another.
template <class Question>
net::HttpResponse page(Store& store, const Question& asked) {
    int count = 0;
    std::string next, last, items;
    store.documents(asked.tenant).readPage(asked.kind, {asked.after, asked.key, asked.value, asked.limit + 1},
                                           [&](std::string_view id, std::string_view body) {
        if (count == asked.limit) {
            next = last;
            return;
        }
        if (count++ > 0) items += ',';
        items += body;
        last = id;
    });
    JsonWriter out;
    out.beginObject();
    out.plainKey("items");
    out.raw("[" + items + "]");
    out.plainKey("next_after");
    out.text(next);
    out.endObject();
    return net::HttpResponse::json(200, out.take());
}

}  // namespace

void DocumentRoutes::add(net::Router& router) {
    const auto handler = [this](const net::HttpRequest& request, net::Responder respond) { take(request, std::move(respond)); };
    router.get("/v1/documents/{kind}", handler);
    router.get("/v1/documents/{kind}/{id}", handler);
}

Result<DocumentRoutes::Question> DocumentRoutes::questionOf(const net::HttpRequest& request) const {
    OK_ASSIGN(const auto who, access::contextOf(request, m_sessions));
    OK_TRY(access::mayRead(who, "sync.follow", m_grants, "your roles do not include reading documents"));
    Question out{who.tenant, std::string(request.param("kind")), std::string(request.param("id")),
                 std::string(request.queryValue("after").value_or("")), std::string(request.queryValue("key").value_or("")),
                 std::string(request.queryValue("value").value_or("")), limitOf(request)};
    if (!m_kinds.contains(out.kind)) return problem("kind_not_found", "there is no document kind `" + out.kind + "`");
    return out;
}

void DocumentRoutes::take(const net::HttpRequest& request, net::Responder respond) {
    const auto asked = questionOf(request);
    if (!asked.ok()) {
        const std::string& code = asked.problem().code;
        return respond(refusal(code == "access_refused" || code == "purpose_not_allowed" ? 403 : code == "kind_not_found" ? 404 : 401, asked.problem()));
    }
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    m_reader.post(
        [held, asked = *asked](Store& store) {
            store.clearTrouble();
            auto response = asked.id.empty() ? page(store, asked) : one(store, asked.tenant, asked.kind, asked.id);
            // A document that cannot be read is not one that is not there.
            if (const auto why = store.trouble()) response = refusal(503, *why);
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(refusal(503, why)); });
}

}  // namespace ok
