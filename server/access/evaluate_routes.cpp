// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a person may do, asked for a person (F02.R7.A2, A4, A7): the answer of the engine that the gate decides with. Asking is
// advice: it leaves nothing in the log of decisions.
#include <algorithm>
#include <mutex>

#include "server/access/roles_routes.h"
#include "shared/access/key_standing.h"
#include "shared/access/mapped_access.h"
#include "shared/access/permissions.h"
#include "shared/access/user.h"

namespace ok::access {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const policy::PolicyDesk>;

/// The matrix a question is put to: what is live, or a version that was asked for; the last of those are kept compiled,
/// because many questions follow each other.
class Compiled {
  public:
    explicit Compiled(MatrixSource live) : m_live(std::move(live)) {}

    Result<MatrixPtr> of(const policy::PolicyDesk& desk, Store& store, const SecurityContext& who, const std::string& version) {
        if (version.empty() || version == "live") {
            if (auto matrix = m_live(who.tenant)) return matrix;
            return problem("safe_deny", "the live roles matrix is not valid: nobody is let through");
        }
        OK_ASSIGN(NamedMatrix named, matrixNamed(desk, store, who, version));
        const Digest digest = sha256(toJson(named.matrix));
        const std::string key = named.name + "|" + digest.hex();
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_held.find(key); found != m_held.end()) return found->second;
        OK_ASSIGN(auto made, CompiledMatrix::compile(std::move(named.matrix), named.name));
        if (m_held.size() >= mostHeld) m_held.clear();
        m_held[key] = made;
        return made;
    }

  private:
    static constexpr std::size_t mostHeld = 16;
    MatrixSource m_live;
    std::mutex m_mutex;
    std::map<std::string, MatrixPtr> m_held;
};
using Cache = std::shared_ptr<Compiled>;

/// A person of this utility by id or login, with what the directory says of them and what does not count for want of keys, as
/// the gate would see them; somebody unknown has nothing but the id.
Principal personNamed(Store& store, TenantId tenant, const std::string& name, Instant now) {
    Views views(store.documents(tenant));
    Principal out{name, {}, {}};
    auto user = views.find<User>(name);
    if (!user) {
        if (const auto byLogin = views.byKey<User>("login", name); !byLogin.empty()) user = std::make_shared<const User>(byLogin.front());
    }
    if (!user || user->disabled) return out;
    out.id = user->id.str();
    out.roles = user->roles;
    if (const auto mapped = views.find<MappedAccess>(user->id.str())) {
        out.groups = mapped->groups;
        out.mapped = mapped->assignments;
    }
    withhold(out.mapped, out.id, RolesWithheld(views, now).of(out.id, out.roles));
    return out;
}

std::vector<std::string> withheldOf(const Principal& person) {
    std::vector<std::string> out;
    for (const Assignment& a : person.mapped) {
        if (a.source == withheldSource) out.push_back(a.role);
    }
    return out;
}

/// The names of the specification, and the house's.
struct EvaluateBody {
    std::string userId, actionType, channel, geography, severity, contentType, version;
    std::vector<std::string> groups;
    std::optional<std::int64_t> audience;
};

Result<EvaluateBody> readBody(std::string_view text) {
    OK_ASSIGN(const auto document, parseJson(text));
    const JsonView root = document.root();
    if (!root.isObject()) return problem("invalid_fields", "needs an object");
    EvaluateBody out;
    Problem why = problem("invalid_fields", "some fields are not valid: see `fields`");
    const auto read = [&](std::string& into, const char* camel, const char* snake, bool needed) {
        const JsonView place = root[camel].exists() ? root[camel] : root[snake];
        if (place.text()) into = std::string(*place.text());
        else if (place.exists() && !place.isNull()) why.fields.push_back({camel, "not_a_text", "needs a text"});
        if (needed && into.empty()) why.fields.push_back({camel, "missing", "is needed"});
    };
    read(out.userId, "userId", "user_id", true);
    read(out.actionType, "actionType", "action_type", true);
    read(out.channel, "channel", "channel", false);
    read(out.geography, "geography", "geography", false);
    read(out.severity, "severity", "severity", false);
    read(out.contentType, "contentType", "content_type", false);
    read(out.version, "version", "version", false);
    out.audience = root["audience"].integer();
    for (std::size_t i = 0; i < root["groups"].size() && i < 100; ++i) out.groups.emplace_back(root["groups"].at(i).text().value_or(""));
    if (why.fields.empty()) return out;
    return why;
}

struct MatchedScope {
    std::string policy, role;
    std::vector<std::string> actions;
    Scope scope;
};
BOOST_DESCRIBE_STRUCT(MatchedScope, (), (policy, role, actions, scope))

struct Rationale {
    std::string reason, precedence;
    std::vector<std::string> matchedPolicyIds, matchedRoleIds;
    std::vector<MatchedScope> matchedScopes;
    std::string denyPolicyId;
    std::vector<Dimension> missing;
    std::vector<ChangedDimension> change;
    std::vector<std::string> rolesThatMay;
    std::vector<std::string> withheldRoleIds;   ///< held, and allowing nothing for want of security keys (F09.R4.A5)
};
BOOST_DESCRIBE_STRUCT(Rationale, (), (reason, precedence, matchedPolicyIds, matchedRoleIds, matchedScopes, denyPolicyId, missing, change, rolesThatMay,
                                      withheldRoleIds))

struct EvaluateReply {
    std::string decision;            ///< `Allow`, `Deny`
    std::string decisionId, policyVersion, user;
    bool advisory = true;
    Rationale rationale;
};
BOOST_DESCRIBE_STRUCT(EvaluateReply, (), (decision, decisionId, policyVersion, user, advisory, rationale))

/// The person's roles through which a policy reaches them.
std::vector<std::string> rolesThrough(const RolesMatrix& matrix, const Principal& who, const std::string& policy) {
    std::vector<std::string> out;
    std::vector<std::string> held = who.roles;
    for (const Assignment& a : matrix.assignments) {
        const bool own = a.kind == PrincipalKind::user ? a.principal == who.id : std::find(who.groups.begin(), who.groups.end(), a.principal) != who.groups.end();
        if (own) held.push_back(a.role);
    }
    for (const Assignment& a : who.mapped) held.push_back(a.role);
    std::sort(held.begin(), held.end());
    held.erase(std::unique(held.begin(), held.end()), held.end());
    for (const std::string& role : held) {
        std::vector<std::string> open{role}, seen;
        while (!open.empty()) {
            const std::string id = open.back();
            open.pop_back();
            if (std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
            seen.push_back(id);
            const auto found = std::find_if(matrix.roles.begin(), matrix.roles.end(), [&id](const Role& r) { return r.id == id; });
            if (found == matrix.roles.end()) continue;
            if (std::find(found->policies.begin(), found->policies.end(), policy) != found->policies.end()) {
                out.push_back(role);
                break;
            }
            open.insert(open.end(), found->inherits.begin(), found->inherits.end());
        }
    }
    return out;
}

EvaluateReply replyOf(const RolesMatrix& matrix, const Principal& who, const AccessDecision& decision) {
    EvaluateReply out{decision.allowed ? "Allow" : "Deny", decision.decisionId, decision.policyVersion, who.id, true,
                      {decision.reason, decision.precedence, decision.policies, {}, {}, decision.denyPolicy, decision.missing, decision.change, decision.rolesThatMay,
                       withheldOf(who)}};
    std::vector<std::string> named = decision.policies;
    if (!decision.denyPolicy.empty()) named.push_back(decision.denyPolicy);
    for (const std::string& id : named) {
        const auto policy = std::find_if(matrix.policies.begin(), matrix.policies.end(), [&id](const Policy& p) { return p.id == id; });
        if (policy == matrix.policies.end()) continue;
        for (const std::string& role : rolesThrough(matrix, who, id)) {
            out.rationale.matchedScopes.push_back({id, role, policy->actions, policy->scope});
            auto& roles = out.rationale.matchedRoleIds;
            if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
        }
    }
    std::sort(out.rationale.matchedRoleIds.begin(), out.rationale.matchedRoleIds.end());
    return out;
}

void postEvaluate(const Desk& desk, const Cache& cache, const HttpRequest& request, net::Responder respond) {
    desk->read(request, std::move(respond), "access.evaluate", [desk, cache, body = readBody(request.body)](Store& store, const SecurityContext& who) {
        if (!body.ok()) return desk->refused(body.problem());
        const auto& asked = *body;
        const auto matrix = cache->of(*desk, store, who, asked.version);
        if (!matrix.ok()) return desk->refused(matrix.problem());
        Principal person = personNamed(store, who.tenant, asked.userId, desk->parts().clock());
        person.groups.insert(person.groups.end(), asked.groups.begin(), asked.groups.end());
        AccessQuestion question;
        question.action = canonicalAction(asked.actionType);
        if (!asked.channel.empty()) question.channels = {canonicalChannel(asked.channel)};
        if (!asked.geography.empty()) question.territories = {asked.geography};
        if (!asked.severity.empty()) question.severities = {canonicalWord(asked.severity)};
        if (!asked.contentType.empty()) question.contentTypes = {canonicalWord(asked.contentType)};
        question.audience = asked.audience;
        question.at = desk->parts().clock();
        const auto decision = explain(matrix->get(), who.tenant, person, question, decide(matrix->get(), person, question));
        return HttpResponse::json(200, toJson(replyOf((*matrix)->matrix(), person, decision)));
    });
}

struct EffectiveReply {
    std::string user, policyVersion;
    std::vector<std::string> roles, groups;
    std::vector<Assignment> mapped;   ///< what the directory gives beside the matrix
    std::vector<std::string> withheld;   ///< roles among these that allow nothing now: their holder lacks the keys they ask for
    bool complete = true;
    std::vector<EffectiveCell> cells;
};
BOOST_DESCRIBE_STRUCT(EffectiveReply, (), (user, policyVersion, roles, groups, mapped, withheld, complete, cells))

std::vector<std::string> wordsIn(std::string_view list) {
    std::vector<std::string> out;
    while (!list.empty() && out.size() < 100) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (comma > 0) out.push_back(canonicalAction(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return out;
}

void getEffective(const Desk& desk, const Cache& cache, const HttpRequest& request, net::Responder respond) {
    const std::string user(request.queryValue("user").value_or("")), version(request.queryValue("version").value_or(""));
    desk->read(request, std::move(respond), "access.evaluate", [desk, cache, user, version, actions = wordsIn(request.queryValue("actions").value_or(""))](
                                                                 Store& store, const SecurityContext& who) {
        if (user.empty() || user.size() > 200) return desk->refused(problem("invalid_fields", "`user` names whom"));
        const auto matrix = cache->of(*desk, store, who, version);
        if (!matrix.ok()) return desk->refused(matrix.problem());
        const Principal person = personNamed(store, who.tenant, user, desk->parts().clock());
        auto found = effectivePermissions(**matrix, person, {actions, desk->parts().clock(), 20'000});
        auto given = person.mapped;
        std::erase_if(given, [](const Assignment& a) { return a.source == withheldSource; });
        return HttpResponse::json(200, toJson(EffectiveReply{person.id, (*matrix)->version(), person.roles, person.groups, std::move(given), withheldOf(person),
                                                             found.complete, std::move(found.cells)}));
    });
}

}  // namespace

void addEvaluateRoutes(net::Router& router, const Desk& desk, const MatrixSource& live) {
    const auto cache = std::make_shared<Compiled>(live);
    const auto bind = [desk, cache](auto handler) {
        return [desk, cache, handler](const HttpRequest& request, net::Responder respond) { handler(desk, cache, request, std::move(respond)); };
    };
    router.post("/v1/evaluate", bind(postEvaluate));
    router.post("/evaluate", bind(postEvaluate));
    router.get("/v1/effective-permissions", bind(getEffective));
}

}  // namespace ok::access
