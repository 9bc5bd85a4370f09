// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/scim_routes.h"

#include <array>
#include <charconv>

#include "server/identity/identity_commands.h"
#include "server/net/arrival.h"

namespace ok::identity {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Responder = std::shared_ptr<net::Responder>;

Problem wrong(const char* type, std::string what) { return problem(std::string("scim_") + type, std::move(what)); }

HttpResponse answer(int status, const JsonValue& body) {
    HttpResponse out = HttpResponse::json(status, body.canonical());
    out.headers.set("Content-Type", "application/scim+json");
    out.headers.set("Cache-Control", "no-store");
    return out;
}

HttpResponse refusal(const Problem& why) {
    HttpResponse out = answer(scimStatus(why), scimError(why));
    if (why.code == "not_signed_in") out.headers.set("WWW-Authenticate", "Bearer realm=\"scim\"");
    return out;
}

/// A resource with its place and version; the body is left out where nobody asked for it.
HttpResponse withResource(int status, const JsonValue& resource) {
    HttpResponse out = answer(status, resource);
    if (const JsonValue* meta = resource.find("meta")) {
        out.headers.set("ETag", std::string(meta->textAt("version")));
        out.headers.set("Location", std::string(meta->textAt("location")));
    }
    return out;
}

std::string_view text(const HttpRequest& request, std::string_view name) { return request.queryValue(name).value_or(""); }

Result<std::int64_t> number(std::string_view value, std::int64_t otherwise) {
    if (value.empty()) return otherwise;
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size()) return wrong("invalid_value", "`startIndex` and `count` are whole numbers");
    return out;
}

struct QueryTexts {
    std::string_view filter, sortBy, sortOrder, startIndex, count, attributes, excluded;
};

Result<ScimQuery> queryFrom(const QueryTexts& texts) {
    ScimQuery out;
    if (!texts.filter.empty()) {
        OK_ASSIGN(out.filter, parseFilter(texts.filter));
    }
    if (!texts.sortBy.empty()) {
        OK_ASSIGN(out.sortBy, parseAttributePath(texts.sortBy));
    }
    out.descending = equalIgnoringCase(texts.sortOrder, "descending");
    OK_ASSIGN(out.startIndex, number(texts.startIndex, 1));
    OK_ASSIGN(out.count, number(texts.count, mostResults));
    out.startIndex = std::max<std::int64_t>(out.startIndex, 1);
    OK_ASSIGN(out.selection, parseSelection(texts.attributes, texts.excluded));
    return out;
}

Result<ScimQuery> queryFrom(const HttpRequest& request) {
    return queryFrom({text(request, "filter"), text(request, "sortBy"), text(request, "sortOrder"), text(request, "startIndex"), text(request, "count"),
                      text(request, "attributes"), text(request, "excludedAttributes")});
}

/// POST /.search says the same in a body (RFC 7644 section 3.4.3).
Result<ScimQuery> queryFromBody(std::string_view body) {
    OK_ASSIGN(const JsonValue message, JsonValue::parse(body));
    const JsonValue* schemas = message.find("schemas");
    const bool named = schemas != nullptr && schemas->array() != nullptr && !schemas->array()->empty() && *schemas->array() == JsonValue::Array{std::string(searchSchema)};
    if (!named) return wrong("invalid_syntax", "`schemas` does not name `" + std::string(searchSchema) + "`");
    std::array<std::string, 4> held;
    const auto list = [&](const char* name) {
        std::string out;
        const JsonValue* value = message.find(name);
        if (value == nullptr || value->array() == nullptr) return out;
        for (const JsonValue& item : *value->array()) out += (out.empty() ? "" : ",") + (item.text() == nullptr ? std::string("?") : *item.text());
        return out;
    };
    const auto whole = [&](const char* name) {
        const JsonValue* value = message.find(name);
        return value == nullptr || value->integer() == nullptr ? std::string() : std::to_string(*value->integer());
    };
    held = {list("attributes"), list("excludedAttributes"), whole("startIndex"), whole("count")};
    return queryFrom({message.textAt("filter"), message.textAt("sortBy"), message.textAt("sortOrder"), held[2], held[3], held[0], held[1]});
}

class ScimServer : public std::enable_shared_from_this<ScimServer> {
  public:
    explicit ScimServer(ScimRouteParts parts) : m_parts(std::move(parts)) {}
    void addTo(net::Router& router);

  private:
    using Handler = void (ScimServer::*)(const SecurityContext&, const HttpRequest&, Responder);
    using WithType = void (ScimServer::*)(const SecurityContext&, const HttpRequest&, ResourceType, Responder);

    /// Every request shows its token first.
    template <class Call>
    net::HttpHandler guarded(Call call) {
        return [self = shared_from_this(), call](const HttpRequest& request, net::Responder respond) {
            const auto who = self->m_parts.tokens.resolve(request.header("Authorization"), arrivalOf(request, "scim"));
            if (!who.ok()) return respond(refusal(who.problem()));
            call(*self, *who, request, std::make_shared<net::Responder>(std::move(respond)));
        };
    }

    void read(Responder respond, std::function<HttpResponse(Store&)> make) {
        m_parts.reader.post([respond, make = std::move(make)](Store& store) { (*respond)(make(store)); },
                            [respond](const Problem&) { (*respond)(refusal(problem("store_failed", "the database does not answer"))); });
    }

    void list(const SecurityContext& who, Result<ScimQuery> query, std::vector<ResourceType> types, Responder respond) {
        if (!query.ok()) return (*respond)(refusal(query.problem()));
        read(respond, [people = m_parts.people, tenant = who.tenant, query = *query, types = std::move(types)](Store& store) {
            ScimList found = people->list(store, tenant, types, query);
            const auto shownNow = static_cast<std::int64_t>(found.resources.size());
            JsonValue::Object body{{"schemas", JsonValue::Array{std::string(listSchema)}}, {"totalResults", found.total}, {"startIndex", query.startIndex}, {"itemsPerPage", shownNow}};
            body.emplace_back("Resources", std::move(found.resources));
            return answer(200, body);
        });
    }

    void get(const SecurityContext& who, const HttpRequest& request, ResourceType type, Responder respond) {
        auto selection = parseSelection(text(request, "attributes"), text(request, "excludedAttributes"));
        if (!selection.ok()) return (*respond)(refusal(selection.problem()));
        read(respond, [people = m_parts.people, tenant = who.tenant, type, id = std::string(request.param("id")), selection = *selection,
                       known = std::string(request.header("If-None-Match"))](Store& store) {
            const auto found = people->find(store, tenant, type, id, selection);
            if (!found) return refusal(wrong("not_found", "Resource " + id.substr(0, 60) + " not found"));
            HttpResponse out = withResource(200, *found);
            const std::string etag(out.headers.get("ETag"));
            if (!known.empty() && (known == "*" || known == etag)) {
                HttpResponse same;
                same.status = 304;
                same.headers.set("ETag", etag);
                return same;
            }
            return out;
        });
    }

    void submit(const SecurityContext& who, ScimWrite command, Responder respond, std::function<HttpResponse(const ScimReply&)> make) {
        std::array<std::uint8_t, 16> raw{};
        m_parts.dice(raw);
        m_parts.gate.submit(who, {CommandId{uuidV4(raw)}, std::string(ScimWrite::card.name), toJson(command)}, [respond, make = std::move(make)](CommandAnswer reply) {
            if (!reply.reply.ok()) return (*respond)(refusal(reply.reply.problem()));
            const auto outcomes = fromJson<ScimReply>(*reply.reply);
            (*respond)(outcomes.ok() ? make(*outcomes) : refusal(outcomes.problem()));
        });
    }

    JsonValue rendered(const ScimOutcome& outcome) const {
        auto resource = JsonValue::parse(outcome.resource.text);
        if (!resource.ok() || resource->object() == nullptr) return {};
        if (!outcome.members.empty()) {
            JsonValue::Array members;
            for (const std::string& id : outcome.members) members.push_back(JsonValue::Object{{"value", id}});
            resource->set("members", std::move(members));
        }
        return shown(std::move(*resource), {outcome.type, outcome.id, m_parts.people->base(), outcome.created, outcome.changed, outcome.version});
    }

    void write(const SecurityContext& who, const HttpRequest& request, ResourceType type, Responder respond) {
        ScimOperation op{request.method, type, std::string(request.param("id")), {}, std::string(request.header("If-Match")), {}};
        auto selection = parseSelection(text(request, "attributes"), text(request, "excludedAttributes"));
        if (!selection.ok()) return (*respond)(refusal(selection.problem()));
        if (request.method != "DELETE") {
            auto body = canonicalJson(request.body);
            if (!body.ok()) return (*respond)(refusal(wrong("invalid_syntax", "Request is unparsable, syntactically incorrect, or violates schema.")));
            op.data.text = std::move(*body);
        }
        submit(who, {{std::move(op)}, 0, false}, respond, [self = shared_from_this(), selection = *selection](const ScimReply& reply) {
            const ScimOutcome& outcome = reply.outcomes.front();
            const JsonValue resource = self->rendered(outcome);
            if (resource.isNull()) {
                HttpResponse out;
                out.status = 204;
                if (outcome.version > 0) out.headers.set("ETag", etagOf(outcome.version));
                return out;
            }
            HttpResponse full = withResource(static_cast<int>(outcome.status), resource);
            full.body = selected(resource, selection).canonical();
            return full;
        });
    }

    void bulk(const SecurityContext& who, const HttpRequest& request, Responder respond);
    JsonValue bulkAnswer(const ScimOutcome& outcome) const;

    ScimRouteParts m_parts;
};

Result<ScimOperation> bulkOperation(const JsonValue& given) {
    ScimOperation out;
    out.method = std::string(given.textAt("method"));
    out.bulkId = std::string(given.textAt("bulkId")).substr(0, 200);
    out.ifMatch = std::string(given.textAt("version"));
    const std::string_view path = given.textAt("path");
    const std::size_t slash = path.find('/', 1);
    const std::string_view place = path.substr(0, slash);
    if (place == "/Users") out.type = ResourceType::user;
    else if (place == "/Groups") out.type = ResourceType::group;
    else return wrong("invalid_syntax", "`path` is /Users or /Groups, with an id where one is needed");
    if (slash != std::string_view::npos) out.id = std::string(path.substr(slash + 1));
    const bool creates = out.method == "POST";
    if (creates != out.id.empty()) return wrong("invalid_syntax", "`path` needs an id, except for POST");
    if (creates && out.bulkId.empty()) return wrong("invalid_syntax", "`bulkId` is missing");
    if (const JsonValue* data = given.find("data")) out.data.text = data->canonical();
    return out;
}

void ScimServer::bulk(const SecurityContext& who, const HttpRequest& request, Responder respond) {
    auto message = JsonValue::parse(request.body);
    if (!message.ok()) return (*respond)(refusal(wrong("invalid_syntax", "Request is unparsable, syntactically incorrect, or violates schema.")));
    const JsonValue* schemas = message->find("schemas");
    const JsonValue* list = message->find("Operations");
    const bool named = schemas != nullptr && schemas->array() != nullptr && *schemas->array() == JsonValue::Array{std::string(bulkSchema)};
    if (!named || list == nullptr || list->array() == nullptr || list->array()->empty()) {
        return (*respond)(refusal(wrong("invalid_syntax", "Request is unparsable, syntactically incorrect, or violates schema.")));
    }
    if (list->array()->size() > mostBulkOperations) {
        return (*respond)(refusal(wrong("too_large", "The number of operations exceeds the maxOperations (" + std::to_string(mostBulkOperations) + ").")));
    }
    ScimWrite command;
    command.bulk = true;
    if (const JsonValue* stop = message->find("failOnErrors"); stop != nullptr && stop->integer() != nullptr) command.failOnErrors = *stop->integer();
    for (const JsonValue& each : *list->array()) {
        auto op = bulkOperation(each);
        if (!op.ok()) return (*respond)(refusal(op.problem()));
        command.operations.push_back(std::move(*op));
    }
    submit(who, std::move(command), respond, [self = shared_from_this()](const ScimReply& reply) {
        JsonValue::Array operations;
        for (const ScimOutcome& outcome : reply.outcomes) operations.push_back(self->bulkAnswer(outcome));
        return answer(200, JsonValue::Object{{"schemas", JsonValue::Array{std::string(bulkResponseSchema)}}, {"Operations", std::move(operations)}});
    });
}

JsonValue ScimServer::bulkAnswer(const ScimOutcome& outcome) const {
    JsonValue::Object out{{"method", outcome.method}, {"status", std::to_string(outcome.status)}};
    if (!outcome.bulkId.empty()) out.emplace_back("bulkId", outcome.bulkId);
    if (!outcome.id.empty()) out.emplace_back("location", m_parts.people->base() + (outcome.type == ResourceType::user ? "/Users/" : "/Groups/") + outcome.id);
    if (outcome.version > 0) out.emplace_back("version", etagOf(outcome.version));
    if (outcome.problem) out.emplace_back("response", scimError(*outcome.problem));
    return out;
}

void addLists(net::Router& router, const std::function<net::HttpHandler(std::function<JsonValue::Array()>, bool)>& describe, const std::string& base) {
    for (const bool one : {false, true}) {
        const std::string tail = one ? "/{id}" : "";
        router.get("/scim/v2/ResourceTypes" + tail, describe([base] { return resourceTypes(base); }, one));
        router.get("/scim/v2/Schemas" + tail, describe([base] { return schemas(base); }, one));
    }
}

void ScimServer::addTo(net::Router& router) {
    const std::string base = m_parts.people->base();
    router.get("/scim/v2/ServiceProviderConfig", guarded([base](ScimServer&, const SecurityContext&, const HttpRequest&, Responder respond) {
        (*respond)(answer(200, serviceProviderConfig(base, mostBulkOperations, mostBulkBytes, mostResults)));
    }));
    addLists(router, [this](std::function<JsonValue::Array()> make, bool one) {
        return guarded([make = std::move(make), one](ScimServer&, const SecurityContext&, const HttpRequest& request, Responder respond) {
            JsonValue::Array all = make();
            if (one) {
                for (const JsonValue& each : all) {
                    if (equalIgnoringCase(each.textAt("id"), request.param("id"))) return (*respond)(answer(200, each));
                }
                return (*respond)(refusal(wrong("not_found", "Resource does not exist.")));
            }
            const auto total = static_cast<std::int64_t>(all.size());
            (*respond)(answer(200, JsonValue::Object{{"schemas", JsonValue::Array{std::string(listSchema)}}, {"totalResults", total}, {"startIndex", std::int64_t{1}}, {"itemsPerPage", total}, {"Resources", std::move(all)}}));
        });
    }, base);
    for (const auto& [path, type] : {std::pair<std::string, ResourceType>{"/scim/v2/Users", ResourceType::user}, {"/scim/v2/Groups", ResourceType::group}}) {
        const auto writes = guarded([t = type](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.write(w, r, t, std::move(a)); });
        const net::RouteOptions bounded{.bodyLimit = mostBulkBytes};
        router.get(path, guarded([t = type](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.list(w, queryFrom(r), {t}, std::move(a)); }));
        router.post(path, writes, bounded);
        router.get(path + "/{id}", guarded([t = type](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.get(w, r, t, std::move(a)); }));
        for (const char* method : {"PUT", "PATCH", "DELETE"}) router.add(method, path + "/{id}", writes, bounded);
        router.post(path + "/.search", guarded([t = type](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.list(w, queryFromBody(r.body), {t}, std::move(a)); }), bounded);
    }
    const std::vector<ResourceType> both{ResourceType::user, ResourceType::group};
    router.post("/scim/v2/.search", guarded([both](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.list(w, queryFromBody(r.body), both, std::move(a)); }), {.bodyLimit = mostBulkBytes});
    router.post("/scim/v2/Bulk", guarded([](ScimServer& s, const SecurityContext& w, const HttpRequest& r, Responder a) { s.bulk(w, r, std::move(a)); }), {.bodyLimit = mostBulkBytes});
    router.get("/scim/v2/Me", guarded([](ScimServer&, const SecurityContext&, const HttpRequest&, Responder respond) {
        (*respond)(refusal(problem("not_implemented", "a provisioning client is nobody in particular")));
    }));
}

}  // namespace

void addScimRoutes(net::Router& router, ScimRouteParts parts) { std::make_shared<ScimServer>(std::move(parts))->addTo(router); }

}  // namespace ok::identity
