// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/identity_routes.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "server/access/access_routes.h"
#include "server/identity/identity_commands.h"
#include "server/identity/provisioning.h"

namespace ok::identity {
namespace {

using net::HttpRequest;
using net::HttpResponse;

constexpr std::size_t mostListed = 500;

struct PersonShown {
    UserId id;
    std::string source, externalId, userName, login;
    bool active = true;
    IdentityFacts facts;
    std::vector<std::string> groups;
    std::vector<Link> links;
    std::vector<access::Assignment> assignments;
    std::vector<RuleReason> reasons;   ///< of one person only
    Instant createdAt, changedAt;
};
BOOST_DESCRIBE_STRUCT(PersonShown, (), (id, source, externalId, userName, login, active, facts, groups, links, assignments, reasons, createdAt, changedAt))

struct PeopleShown {
    std::vector<PersonShown> items;
    std::string nextAfter;
};
BOOST_DESCRIBE_STRUCT(PeopleShown, (), (items, nextAfter))

struct MappingShown {
    int version = 0;
    MappingRules rules;
    std::string reason, changedBy;
    Instant changedAt;
    std::vector<std::string> roles;
};
BOOST_DESCRIBE_STRUCT(MappingShown, (), (version, rules, reason, changedBy, changedAt, roles))

struct PreviewAsked {
    std::optional<MappingRules> rules;   ///< none: those in force
};
BOOST_DESCRIBE_STRUCT(PreviewAsked, (), (rules))

struct TestAsked {
    IdentityFacts facts;
    std::optional<MappingRules> rules;
};
BOOST_DESCRIBE_STRUCT(TestAsked, (), (facts, rules))

struct TokenAsked {
    std::string name;
    int days = 365;
};
BOOST_DESCRIBE_STRUCT(TokenAsked, (), (name, days))

struct TokenMade {
    ScimToken made;
    std::string token;   ///< shown once
};
BOOST_DESCRIBE_STRUCT(TokenMade, (), (made, token))

struct TokensShown {
    std::vector<ScimToken> items;
};
BOOST_DESCRIBE_STRUCT(TokensShown, (), (items))

/// Reads of one tenant with decoded documents, over a reader's store.
class Reading {
  public:
    Reading(Store& store, TenantId tenant) : views(store.documents(tenant)) {}
    Views views;
};

using Answer = std::function<HttpResponse(Views&, const SecurityContext&)>;

void read(const IdentityRouteParts& parts, const HttpRequest& request, std::string_view action, net::Responder respond, Answer answer) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, action, parts.grants, "your roles do not include this"); !may.ok()) {
        return respond(HttpResponse::problem(403, may.problem()));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [held, who = *who, answer = std::move(answer)](Store& store) {
            Reading reading(store, who.tenant);
            auto response = answer(reading.views, who);
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

// --- sources

/// As F02.R7.A7 names the fields.
std::string statusJson(const std::vector<IdentitySource>& sources, Instant scimHeard) {
    Instant last;
    bool healthy = true;
    JsonValue::Array items;
    const auto time = [](Instant t) { return t.known() ? JsonValue(toIso(t)) : JsonValue(); };
    for (const IdentitySource& s : sources) {
        last = std::max(last, s.lastSync);
        healthy = healthy && s.healthy;
        const Instant heard = s.kind == "scim" ? std::max(scimHeard, s.lastSync) : s.lastAttempt;
        items.push_back(JsonValue::Object{
            {"id", s.id}, {"kind", s.kind}, {"lastSyncTime", time(s.lastSync)}, {"lastHeard", time(heard)}, {"healthy", s.healthy}, {"problem", s.problem},
            {"failures", std::int64_t{s.failures}}, {"created", s.created}, {"updated", s.updated}, {"deprovisioned", s.deprovisioned}, {"unchanged", s.unchanged},
            {"gained", s.gained}, {"lost", s.lost}, {"held", s.held}, {"heldRun", s.heldRun.str()}, {"intervalSeconds", s.intervalSeconds}});
    }
    return JsonValue(JsonValue::Object{{"lastSyncTime", time(last)}, {"healthy", healthy}, {"sources", std::move(items)}}).canonical();
}

void getStatus(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, "access.identities", std::move(respond), [&tokens = parts.tokens](Views& views, const SecurityContext& who) {
        std::vector<IdentitySource> sources;
        views.each<IdentitySource>([&sources](const IdentitySource& s) { sources.push_back(s); });
        return HttpResponse::json(200, statusJson(sources, tokens.lastHeard(who.tenant)));
    });
}

// --- people

PersonShown shownPerson(Views& views, const DirectoryUser& person) {
    PersonShown out{person.id, person.source, person.externalId, person.userName, person.login, person.active, person.facts, {}, person.links, {}, {}, person.createdAt, person.changedAt};
    if (const auto held = views.find<access::MappedAccess>(person.id.str())) {
        out.groups = held->groups;
        out.assignments = held->assignments;
    }
    return out;
}

bool reaches(const access::Assignment& a, const std::string& role, const std::string& channel, const std::string& territory) {
    const access::Scope scope = a.within ? *a.within : access::Scope::everything();
    const auto has = [](const std::vector<std::string>& list, const std::string& wanted) {
        return wanted.empty() || std::any_of(list.begin(), list.end(), [&wanted](const std::string& v) { return v == access::every || comparable(v) == comparable(wanted); });
    };
    return (role.empty() || a.role == role) && has(scope.channels, channel) && has(scope.territories, territory);
}

/// Who belongs to a scope: `?role=&channel=&territory=`. Deprovisioned people belong to none.
void getPeople(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto text = [&request](std::string_view name) { return std::string(request.queryValue(name).value_or("")); };
    read(parts, request, "access.identities", std::move(respond),
         [after = text("after"), role = text("role"), channel = text("channel"), territory = text("territory"), source = text("source")](Views& views, const SecurityContext&) {
             PeopleShown out;
             const bool scoped = !role.empty() || !channel.empty() || !territory.empty();
             views.each<DirectoryUser>([&](const DirectoryUser& person) {
                 if (person.removed || person.id.str() <= after || out.items.size() > mostListed) return;
                 if (!source.empty() && person.source != source) return;
                 PersonShown next = shownPerson(views, person);
                 const bool member = std::any_of(next.assignments.begin(), next.assignments.end(), [&](const access::Assignment& a) { return reaches(a, role, channel, territory); });
                 if (scoped && !member) return;
                 out.items.push_back(std::move(next));
             });
             if (out.items.size() > mostListed) {
                 out.items.pop_back();
                 out.nextAfter = out.items.back().id.str();
             }
             return HttpResponse::json(200, toJson(out));
         });
}

IdentityFacts wholeFacts(Views& views, const DirectoryUser& person) {
    IdentityFacts facts = person.facts;
    for (std::string& group : groupClosure(views, person.memberOf)) facts.groups.push_back(std::move(group));
    return tidied(std::move(facts));
}

void getPerson(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, "access.identities", std::move(respond), [id = std::string(request.param("id"))](Views& views, const SecurityContext&) {
        const auto person = views.find<DirectoryUser>(id);
        if (!person || person->removed) return HttpResponse::problem(404, problem("person_not_found", "the mirror has nobody with this id"));
        PersonShown out = shownPerson(views, *person);
        if (person->active) out.reasons = mapIdentity(wholeFacts(views, *person), liveMapping(views).rules, maximaOf(views)).reasons;
        return HttpResponse::json(200, toJson(out));
    });
}

// --- mapping

void getMapping(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, "access.identities", std::move(respond), [](Views& views, const SecurityContext&) {
        const MappingVersion live = liveMapping(views);
        return HttpResponse::json(200, toJson(MappingShown{live.version, live.rules, live.reason, live.changedBy, live.changedAt, knownRoles(views)}));
    });
}

Result<MappingRules> rulesOrLive(Views& views, const std::optional<MappingRules>& asked) {
    if (!asked) return liveMapping(views).rules;
    auto mistakes = checkRules(*asked, knownRoles(views));
    if (mistakes.empty()) return *asked;
    Problem why = problem("invalid_fields", "some rules are not valid: see `fields`");
    why.fields = std::move(mistakes);
    return why;
}

template <class Asked, class Make>
void tryRules(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond, Make make) {
    const auto asked = fromJson<Asked>(request.body.empty() ? std::string_view("{}") : std::string_view(request.body));
    if (!asked.ok()) return respond(HttpResponse::problem(400, asked.problem()));
    read(parts, request, "access.identities", std::move(respond), [asked = *asked, make](Views& views, const SecurityContext&) {
        const auto rules = rulesOrLive(views, asked.rules);
        if (!rules.ok()) return HttpResponse::problem(422, rules.problem());
        return HttpResponse::json(200, make(views, asked, *rules));
    });
}

void postPreview(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    tryRules<PreviewAsked>(parts, request, std::move(respond), [](Views& views, const PreviewAsked&, const MappingRules& rules) {
        return toJson(previewMapping(mappedPeople(views), rules, maximaOf(views)));
    });
}

void postTest(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    tryRules<TestAsked>(parts, request, std::move(respond), [](Views& views, const TestAsked& asked, const MappingRules& rules) {
        return toJson(mapIdentity(tidied(asked.facts), rules, maximaOf(views)));
    });
}

// --- tokens

void getTokens(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    read(parts, request, "access.identities", std::move(respond), [](Views& views, const SecurityContext&) {
        TokensShown out;
        views.each<ScimToken>([&out](const ScimToken& t) { out.items.push_back(t); });
        return HttpResponse::json(200, toJson(out));
    });
}

/// The token is made here and told once; the command, and so the log, only ever sees its hash.
void postToken(const IdentityRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    const auto asked = fromJson<TokenAsked>(request.body);
    if (!asked.ok()) return respond(HttpResponse::problem(400, asked.problem()));
    std::array<std::uint8_t, 48> raw{};
    parts.dice(raw);
    const std::string token = "okscim_" + toBase64Url(ByteView(raw).subspan(16));
    std::array<std::uint8_t, 16> id{};
    std::copy_n(raw.begin(), 16, id.begin());
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.gate.submit(*who, {CommandId{uuidV4(id)}, std::string(MakeScimToken::card.name), toJson(MakeScimToken{asked->name, sha256(token), asked->days})},
                      [held, token](CommandAnswer answer) {
                          if (!answer.reply.ok()) return (*held)(HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem()));
                          const auto made = fromJson<ScimToken>(*answer.reply);
                          auto response = HttpResponse::json(201, toJson(TokenMade{made.valueOr({}), token}));
                          response.headers.set("Cache-Control", "no-store");
                          (*held)(std::move(response));
                      });
}

}  // namespace

std::vector<MappedPerson> mappedPeople(Views& views) {
    std::vector<MappedPerson> out;
    views.each<DirectoryUser>([&](const DirectoryUser& person) {
        if (person.removed) return;
        MappedPerson next{person.login, person.id, person.active, person.active, wholeFacts(views, person), {}};
        if (const auto held = views.find<access::MappedAccess>(person.id.str())) next.before = held->assignments;
        out.push_back(std::move(next));
    });
    return out;
}

void addIdentityRoutes(net::Router& router, IdentityRouteParts given) {
    const auto parts = std::make_shared<IdentityRouteParts>(std::move(given));
    const auto bind = [&parts](void (*handler)(const IdentityRouteParts&, const HttpRequest&, net::Responder)) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(*parts, request, std::move(respond)); };
    };
    router.get("/v1/sync/status", bind(getStatus));
    router.get("/sync/status", bind(getStatus));
    router.get("/v1/identities/users", bind(getPeople));
    router.get("/v1/identities/users/{id}", bind(getPerson));
    router.get("/v1/identities/mapping", bind(getMapping));
    router.post("/v1/identities/mapping/preview", bind(postPreview), {.bodyLimit = 1 << 20});
    router.post("/v1/identities/mapping/test", bind(postTest), {.bodyLimit = 1 << 20});
    router.get("/v1/identities/scim-tokens", bind(getTokens));
    router.post("/v1/identities/scim-tokens", bind(postToken), {.bodyLimit = 4096});
}

}  // namespace ok::identity
