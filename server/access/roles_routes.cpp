// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/roles_routes.h"

#include <algorithm>

#include "shared/access/actions.h"
#include "shared/base/json_value.h"

namespace ok::access {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const policy::PolicyDesk>;

std::string queryText(const HttpRequest& request, std::string_view name) { return std::string(request.queryValue(name).value_or("")); }

std::string etagOf(const std::string& item) { return "\"" + sha256(item).hex().substr(0, 32) + "\""; }

bool owned(const std::string& policy, const std::string& role) { return policy.starts_with(role + "."); }

template <class T>
auto findIn(std::vector<T>& list, const std::string& id) {
    return std::find_if(list.begin(), list.end(), [&id](const T& one) { return one.id == id; });
}
template <class T>
auto findIn(const std::vector<T>& list, const std::string& id) {
    return std::find_if(list.begin(), list.end(), [&id](const T& one) { return one.id == id; });
}

/// How each resource is read and written; what is the same for both stands below.
struct Roles {
    static constexpr const char* path = "/v1/roles";
    static constexpr const char* missing = "role_not_found";
    static std::vector<std::string> ids(const RolesMatrix& m) {
        std::vector<std::string> out;
        for (const Role& role : m.roles) out.push_back(role.id);
        return out;
    }
    static std::string idOf(const std::string& body) { return fromJson<RoleResource>(body).valueOr({}).id; }
    static std::optional<std::string> item(const RolesMatrix& m, const std::string& id) {
        const auto role = findIn(m.roles, id);
        if (role == m.roles.end()) return std::nullopt;
        RoleResource out{role->id, role->name, role->description, role->inherits, role->policies, {}};
        for (const std::string& policy : role->policies) {
            if (const auto found = findIn(m.policies, policy); found != m.policies.end()) out.grants.push_back(*found);
        }
        return toJson(out);
    }
    /// Every dimension of every grant has to say something; `*` is something.
    static Status check(const RoleResource& role) {
        Problem why = problem("invalid_fields", "the role is not complete: see `fields`");
        if (role.id.empty() || role.id.size() > 80) why.fields.push_back({"id", "missing", "a role needs an id of at most 80 characters"});
        if (role.grants.empty() && role.policies.empty() && role.inherits.empty()) why.fields.push_back({"grants", "missing", "a role without grants, policies or inherited roles grants nothing"});
        for (std::size_t i = 0; i < role.grants.size(); ++i) {
            const Policy& grant = role.grants[i];
            const std::string at = "grants." + std::to_string(i) + ".";
            const auto need = [&](bool there, const char* field, const char* message) {
                if (!there) why.fields.push_back({at + field, "missing", message});
            };
            need(!grant.actions.empty(), "actions", "name at least one action, such as initiate or approve");
            need(!grant.scope.channels.empty(), "scope.channels", "name at least one channel, or *");
            need(!grant.scope.territories.empty() || !grant.scope.areas.empty(), "scope.territories", "name at least one geography, or *");
            need(!grant.scope.severities.empty(), "scope.severities", "name at least one severity, or *");
            need(!grant.scope.contentTypes.empty(), "scope.content_types", "name at least one kind of content, or *");
        }
        if (why.fields.empty()) return {};
        return why;
    }
    static Status put(RolesMatrix& m, const std::string& body) {
        OK_ASSIGN(RoleResource role, fromJson<RoleResource>(body));
        OK_TRY(check(role));
        const auto before = findIn(m.roles, role.id);
        const std::vector<std::string> had = before == m.roles.end() ? std::vector<std::string>() : before->policies;
        int number = 0;
        for (Policy& grant : role.grants) {
            ++number;
            if (grant.id.empty()) grant.id = role.id + "." + std::to_string(number);
            if (grant.name.empty()) grant.name = grant.id;
            if (std::find(role.policies.begin(), role.policies.end(), grant.id) == role.policies.end()) role.policies.push_back(grant.id);
            const auto known = findIn(m.policies, grant.id);
            if (known == m.policies.end()) m.policies.push_back(grant);
            else *known = grant;
        }
        const Role next{role.id, role.name.empty() ? role.id : role.name, role.description, role.inherits, role.policies};
        if (before == m.roles.end()) m.roles.push_back(next);
        else *before = next;
        dropOrphans(m, role.id, had);
        return {};
    }
    static void dropOrphans(RolesMatrix& m, const std::string& role, const std::vector<std::string>& candidates) {
        for (const std::string& policy : candidates) {
            const bool used = std::any_of(m.roles.begin(), m.roles.end(), [&policy](const Role& r) { return std::find(r.policies.begin(), r.policies.end(), policy) != r.policies.end(); });
            if (owned(policy, role) && !used) std::erase_if(m.policies, [&policy](const Policy& p) { return p.id == policy; });
        }
    }
    static Status remove(RolesMatrix& m, const std::string& id) {
        const auto role = findIn(m.roles, id);
        if (role == m.roles.end()) return problem(missing, "there is no such role");
        const auto holders = std::count_if(m.assignments.begin(), m.assignments.end(), [&id](const Assignment& a) { return a.role == id; });
        const bool inherited = std::any_of(m.roles.begin(), m.roles.end(), [&id](const Role& r) { return std::find(r.inherits.begin(), r.inherits.end(), id) != r.inherits.end(); });
        if (holders > 0 || inherited) {
            return problem("role_in_use", "somebody has this role, or a role inherits it: take that away first", {{"assignments", std::to_string(holders)}});
        }
        const auto had = role->policies;
        m.roles.erase(role);
        dropOrphans(m, id, had);
        return {};
    }
};

struct Assignments {
    static constexpr const char* path = "/v1/assignments";
    static constexpr const char* missing = "assignment_not_found";
    static std::vector<std::string> ids(const RolesMatrix& m) {
        std::vector<std::string> out;
        for (const Assignment& one : m.assignments) out.push_back(one.id);
        return out;
    }
    static std::string nameOf(const Assignment& a) { return a.id.empty() ? enumName(a.kind) + "." + a.principal + "." + a.role : a.id; }
    static std::string idOf(const std::string& body) { return nameOf(fromJson<Assignment>(body).valueOr({})); }
    static std::optional<std::string> item(const RolesMatrix& m, const std::string& id) {
        const auto found = findIn(m.assignments, id);
        if (found == m.assignments.end()) return std::nullopt;
        return toJson(*found);
    }
    static Status put(RolesMatrix& m, const std::string& body) {
        OK_ASSIGN(Assignment next, fromJson<Assignment>(body));
        next.id = nameOf(next);
        if (next.source.empty()) next.source = "manual";
        Problem why = problem("invalid_fields", "the assignment is not complete: see `fields`");
        if (next.principal.empty()) why.fields.push_back({"principal", "missing", "whom: the id of a user or group"});
        if (findIn(m.roles, next.role) == m.roles.end()) why.fields.push_back({"role", "unknown_role", "there is no role `" + next.role.substr(0, 80) + "`"});
        if (!why.fields.empty()) return why;
        const auto found = findIn(m.assignments, next.id);
        if (found == m.assignments.end()) m.assignments.push_back(std::move(next));
        else *found = std::move(next);
        return {};
    }
    static Status remove(RolesMatrix& m, const std::string& id) {
        if (std::erase_if(m.assignments, [&id](const Assignment& a) { return a.id == id; }) == 0) return problem(missing, "there is no such assignment");
        return {};
    }
};

template <class R>
void list(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto page = policy::pageOf(request);
    if (!page.ok()) return respond(desk->refused(page.problem()));
    desk->read(request, std::move(respond), "policies.read", [desk, page = *page, version = queryText(request, "version"), principal = queryText(request, "principal"),
                                                              role = queryText(request, "role")](Store& store, const SecurityContext& who) {
        auto named = matrixNamed(*desk, store, who, version);
        if (!named.ok()) return desk->refused(named.problem());
        if constexpr (std::is_same_v<R, Assignments>) {
            std::erase_if(named->matrix.assignments, [&](const Assignment& a) { return (!principal.empty() && a.principal != principal) || (!role.empty() && a.role != role); });
        }
        auto ids = R::ids(named->matrix);
        std::sort(ids.begin(), ids.end());
        std::vector<std::string> items;
        std::string last, next;
        for (const std::string& id : ids) {
            if (!page.after.empty() && id <= page.after) continue;
            if (items.size() == page.limit) {
                next = last;
                break;
            }
            items.push_back(*R::item(named->matrix, id));
            last = id;
        }
        auto response = HttpResponse::json(200, policy::pageJson(items, next));
        response.headers.set("X-Policy-Version", named->name);
        return response;
    });
}

template <class R>
void getOne(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    desk->read(request, std::move(respond), "policies.read", [desk, version = queryText(request, "version"), id = std::string(request.param("id")),
                                                              tag = std::string(request.header("If-None-Match"))](Store& store, const SecurityContext& who) {
        const auto named = matrixNamed(*desk, store, who, version);
        if (!named.ok()) return desk->refused(named.problem());
        const auto item = R::item(named->matrix, id);
        if (!item) return desk->refused(problem(R::missing, "there is no such thing in this version"));
        auto response = tag == etagOf(*item) ? HttpResponse{304, {}, std::string()} : HttpResponse::json(200, *item);
        response.headers.set("ETag", etagOf(*item));
        response.headers.set("X-Policy-Version", named->name);
        return response;
    });
}

/// The answer to a write: the item as it stands in the draft, and which draft that is.
HttpResponse written(const Desk& desk, const Result<Written>& done, const policy::VersionReply& version, const std::vector<FieldProblem>& warnings) {
    if (!done.ok()) {
        const auto& code = done.problem().code;
        if (code == "role_in_use") return HttpResponse::problem(409, done.problem());
        return desk->refused(done.problem());
    }
    JsonWriter out;
    out.beginObject();
    if (!done->item.empty()) {
        out.plainKey("item");
        out.raw(done->item);
    }
    out.plainKey("policy_version");
    out.integer(version.version);
    out.plainKey("revision");
    out.integer(version.revision);
    out.plainKey("state");
    out.plainText(enumName(version.state));
    out.plainKey("warnings");
    out.raw(toJson(warnings));
    out.endObject();
    auto response = HttpResponse::json(done->status, out.take());
    response.headers.set("ETag", done->item.empty() ? "\"gone\"" : etagOf(done->item));
    response.headers.set("X-Policy-Version", version.kind + "/" + std::to_string(version.version));
    if (!done->location.empty()) response.headers.set("Location", done->location + "?version=" + std::to_string(version.version));
    return response;
}

/// What a request asks of one resource, carried out on the matrix of a draft.
template <class R>
Result<Written> changeOne(RolesMatrix& matrix, const std::string& method, std::string id, std::string body, const std::string& ifMatch) {
    if (method == "POST") id = R::idOf(body);
    const auto before = R::item(matrix, id);
    const bool seen = ifMatch.empty() || (ifMatch == "*" ? before.has_value() : before && etagOf(*before) == ifMatch);
    if (!seen) return problem("version_conflict", "this is not what you saw: read it again");
    if (method == "POST" && before) return problem("already_exists", "there is one with the id `" + id.substr(0, 80) + "`");
    if (method == "DELETE") {
        OK_TRY(R::remove(matrix, id));
        return Written{200, id, {}, {}};
    }
    if (method == "PATCH") {
        if (!before) return problem(R::missing, "there is no such thing in this version");
        OK_ASSIGN(JsonValue next, JsonValue::parse(*before));
        OK_ASSIGN(const JsonValue patch, JsonValue::parse(body));
        if (patch.object() == nullptr) return problem("invalid_fields", "a patch is an object");
        for (const auto& [name, value] : *patch.object()) {
            if (value.isNull()) next.erase(name);
            else next.set(name, value);
        }
        body = next.canonical();
    }
    if (method != "POST") {
        OK_ASSIGN(JsonValue named, JsonValue::parse(body));
        if (named.object() == nullptr) return problem("invalid_fields", "needs an object");
        if (!named.textAt("id").empty() && named.textAt("id") != id) return problem("invalid_fields", "the id in the body is not the one in the address");
        named.set("id", JsonValue(id));
        body = named.canonical();
    }
    OK_TRY(R::put(matrix, body));
    return Written{before ? 200 : 201, id, R::item(matrix, id).value_or(""), std::string(R::path) + "/" + id};
}

template <class R>
void write(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.draft");
    if (!who) return;
    if (request.method != "DELETE") {
        if (const auto readable = parseJson(request.body); !readable.ok()) return respond(desk->refused(readable.problem()));
    }
    DraftWrite job{queryText(request, "version"), std::string(request.header("X-Change-Summary")), queryText(request, "reason"), {}, {}};
    job.change = [method = request.method, id = std::string(request.param("id")), body = request.body, ifMatch = std::string(request.header("If-Match"))](RolesMatrix& matrix) {
        return changeOne<R>(matrix, method, id, body, ifMatch);
    };
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    writeIntoDraft(desk, *who, std::move(job), [desk, held](const Result<Written>& done, const policy::VersionReply& version, const std::vector<FieldProblem>& warnings) {
        (*held)(written(desk, done, version, warnings));
    });
}

void listTemplates(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    desk->read(request, std::move(respond), "policies.read", [desk, version = queryText(request, "version")](Store& store, const SecurityContext& who) {
        const auto named = matrixNamed(*desk, store, who, version);
        if (!named.ok()) return desk->refused(named.problem());
        std::vector<std::string> items;
        for (const PolicyTemplate& one : named->matrix.templates) items.push_back(toJson(one));
        return HttpResponse::json(200, policy::pageJson(items, {}));
    });
}

/// A changed template is the next version beside the old one; what was made from that stays as it is (F02.R1.A7).
Result<Written> saveTemplate(RolesMatrix& matrix, const std::string& body) {
    OK_ASSIGN(PolicyTemplate next, fromJson<PolicyTemplate>(body));
    if (next.id.empty()) return problem("invalid_fields", "a template needs an id");
    int last = 0;
    for (const PolicyTemplate& one : matrix.templates) {
        if (one.id == next.id) last = std::max(last, one.version);
    }
    next.version = last + 1;
    const Written out{201, next.id, toJson(next), "/v1/role-templates"};
    matrix.templates.push_back(std::move(next));
    return out;
}

struct InstantiateBody {
    int version = 0;
    std::string instance;
    std::vector<std::string> actions;
    Scope scope;
};
BOOST_DESCRIBE_STRUCT(InstantiateBody, (), (version, instance, actions, scope))

Result<Written> fillTemplate(RolesMatrix& matrix, const std::string& id, const InstantiateBody& asked) {
    OK_ASSIGN(const auto made, instantiate(matrix, id, asked.version, {asked.instance, asked.actions, asked.scope}));
    OK_ASSIGN(matrix, withInstance(std::move(matrix), id, asked.version, {asked.instance, asked.actions, asked.scope}));
    return Written{201, id, toJson(made), {}};
}

void postTemplate(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const auto who = desk->admit(request, respond, "policies.draft");
    if (!who) return;
    DraftWrite job{queryText(request, "version"), std::string(request.header("X-Change-Summary")), queryText(request, "reason"), {}, {}};
    if (request.param("id").empty()) {
        job.change = [body = request.body](RolesMatrix& matrix) { return saveTemplate(matrix, body); };
    } else {
        const auto asked = fromJson<InstantiateBody>(request.body);
        if (!asked.ok()) return respond(desk->refused(asked.problem()));
        job.change = [id = std::string(request.param("id")), asked = *asked](RolesMatrix& matrix) { return fillTemplate(matrix, id, asked); };
    }
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    writeIntoDraft(desk, *who, std::move(job), [desk, held](const Result<Written>& done, const policy::VersionReply& version, const std::vector<FieldProblem>& warnings) {
        (*held)(written(desk, done, version, warnings));
    });
}

template <class R>
void addResource(net::Router& router, const Desk& desk, const std::string& path) {
    const auto bind = [desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    router.get(path, bind(list<R>));
    router.post(path, bind(write<R>));
    router.get(path + "/{id}", bind(getOne<R>));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) router.add(method, path + "/{id}", bind(write<R>));
}

}  // namespace

void addRolesRoutes(net::Router& router, const Desk& desk, const MatrixSource& live) {
    for (const std::string prefix : {"/v1", ""}) {
        addResource<Roles>(router, desk, prefix + "/roles");
        addResource<Assignments>(router, desk, prefix + "/assignments");
    }
    router.get("/v1/role-templates", [desk](const HttpRequest& request, net::Responder respond) { listTemplates(desk, request, std::move(respond)); });
    for (const char* path : {"/v1/role-templates", "/v1/role-templates/{id}/instantiate"}) {
        router.post(path, [desk](const HttpRequest& request, net::Responder respond) { postTemplate(desk, request, std::move(respond)); });
    }
    addEvaluateRoutes(router, desk, live);
    addBulkRoutes(router, desk);
}

}  // namespace ok::access
