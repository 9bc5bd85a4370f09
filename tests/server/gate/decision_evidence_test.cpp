// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who decided what, for what, from where: decisions as evidence over HTTP, one security context for every way in, one shape of
// refusals, chains of an incident, roles that changed, purposes (F02.R5, H2, TA1, TA2).
#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "server/access/tenant_directory.h"
#include "server/ledger/timeline_routes.h"
#include "server/net/arrival.h"
#include "shared/access/gate_events.h"
#include "shared/access/role_change.h"
#include "shared/access/user.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/ledger/trace.h"
#include "tests/support/identity_house.h"
#include "tests/support/sync_fixture.h"

namespace ok::test {
namespace {

constexpr const char* agent = "okctl/0.1 (test)";
constexpr const char* trace = "0af7651916cd43dd8448eb211c80319c";

JsonValue in(const JsonValue& value, std::string_view name) {
    const JsonValue* found = value.find(name);
    return found == nullptr ? JsonValue() : *found;
}
JsonValue::Array listOf(const JsonValue& value, std::string_view name) {
    const JsonValue found = in(value, name);
    return found.array() == nullptr ? JsonValue::Array() : *found.array();
}

/// Every context that was built in a house, in order.
struct Seen {
    std::mutex mutex;
    std::vector<std::pair<SecurityContext, std::string>> all;   // with the command it came with; empty: as it was built
    [[nodiscard]] std::vector<std::pair<SecurityContext, std::string>> take() {
        const std::lock_guard lock(mutex);
        return std::exchange(all, {});
    }
};

struct DecisionEvidence : ::testing::Test {
    DecisionEvidence()
        : h({}, 0, [seen = seen](HouseOptions& options) {
              options.contextSeen = [seen](const SecurityContext& who, std::string_view command) {
                  const std::lock_guard lock(seen->mutex);
                  seen->all.emplace_back(who, std::string(command));
              };
          }) {
        EXPECT_TRUE(h.house->createUser(h.tenant, "erik", "Erik B", {"admin"}, staffPassword).ok());
        EXPECT_TRUE(h.house->createUser(h.tenant, "cleo", "Cleo C", {"approver"}, staffPassword).ok());
        EXPECT_TRUE(h.house->createUser(h.tenant, "iris", "Iris I", {"auditor"}, staffPassword).ok());
        for (const char* login : {"olaf", "cleo", "iris", "erik"}) tokens[login] = h.signIn(login);
        tokens["ada"] = h.admin;
    }
    HttpClient::Headers from() const {
        return {{"User-Agent", agent}, {"traceparent", std::string("00-") + trace + "-b7ad6b7169203331-01"}};
    }
    HttpAnswer ask(const std::string& login, const std::string& method, const std::string& path, const std::string& body = {}, HttpClient::Headers more = {}) {
        for (auto& each : from()) more.push_back(each);
        return h.ask(method, path, body, tokens[login], std::move(more));
    }
    HttpAnswer command(const std::string& login, const std::string& name, const std::string& body, const std::string& justification = "{}") {
        return ask(login, "POST", "/v1/commands", R"({"name":")" + name + R"(","body":)" + body + R"(,"justification":)" + justification + "}");
    }
    HttpAnswer release(const HttpAnswer& asked, const std::string& login) {
        const JsonValue why = h.json(asked);
        return command(login, "approvals.release", R"({"approval":")" + std::string(in(why, "details").textAt("approval_id")) + R"(","digest":")" +
                                                       std::string(in(why, "details").textAt("digest")) + R"(","reason":"checked the map"})");
    }
    std::string incident() {
        const auto made = command("olaf", "incidents.create", R"({"place":"Riverside","centre":{"lat":38.0,"lon":-84.5},"radius_metres":300})");
        EXPECT_EQ(made.status, 200) << made.body;
        return std::string(in(h.json(made), "reply").textAt("incident"));
    }
    HttpAnswer setEtr(const std::string& incident) {
        const auto now = std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
        const std::string latest = toIso(Instant::fromMicros(now) + hours(3));
        return command("olaf", "incidents.set_etr", R"({"incident":")" + incident + R"(","latest":")" + latest + R"(","confidence_percent":60,"basis":"crew"})",
                       R"({"rationale":"the crew says so"})");
    }
    template <class E>
    std::vector<E> events(Stream stream) {
        std::vector<E> out;
        for (const Entry& entry : h.told(E::eventType, stream)) {
            if (auto event = fromJson<E>(entry.payload); event.ok()) out.push_back(std::move(*event));
        }
        return out;
    }
    std::shared_ptr<Seen> seen = std::make_shared<Seen>();
    IdentityHouse h;
    std::map<std::string, std::string> tokens;
};

// F02.R5.A1: what was allowed and what was refused, with everything about it; found at once by the API; never changed.
TEST_F(DecisionEvidence, AnAllowedAndARefusedDecisionStandInTheLogWithEverythingAboutThem) {
    const std::string id = incident();
    const auto asked = setEtr(id);
    ASSERT_EQ(asked.status, 409) << asked.body;
    const auto refused = release(asked, "iris");
    ASSERT_EQ(refused.status, 403) << refused.body;
    ASSERT_EQ(release(asked, "cleo").status, 200);
    const auto denied = events<AccessRefused>(Stream::decisions);
    const auto allowed = events<AccessAllowed>(Stream::decisions);
    ASSERT_FALSE(denied.empty());
    ASSERT_GE(allowed.size(), 2U);
    const auto released = std::find_if(allowed.begin(), allowed.end(), [](const AccessAllowed& a) { return a.circumstances.word == "approve"; });
    ASSERT_NE(released, allowed.end());
    const auto common = [&](const AccessCircumstances& c, const std::string& role) {
        EXPECT_EQ(c.actorRole, role);
        EXPECT_EQ(c.word, "approve");
        EXPECT_EQ(c.contentType, std::vector<std::string>{"etr"});
        EXPECT_EQ(c.severity, std::vector<std::string>{"minor"});
        EXPECT_EQ(c.incidentId, id);
        EXPECT_TRUE(CommandId::parse(c.requestId).ok());
        EXPECT_EQ(c.ipAddress, "127.0.0.1");
        EXPECT_EQ(c.userAgent, agent);
        EXPECT_EQ(c.traceId, trace);
        EXPECT_EQ(c.environment, "production");
        EXPECT_EQ(c.purpose, "outage_response");
    };
    common(denied.back().circumstances, "auditor");
    common(released->circumstances, "approver");
    EXPECT_EQ(denied.back().decision, "deny");
    EXPECT_EQ(released->decision, "allow");
    EXPECT_FALSE(denied.back().decisionRationale.empty());
    EXPECT_FALSE(released->decisionRationale.empty());
    EXPECT_FALSE(released->authorizedScopes.empty());
    EXPECT_EQ(released->requestedScopes.contentTypes, std::vector<std::string>{"etr"});
    EXPECT_EQ(released->policyVersion, "builtin-1");

    // By the API as soon as it is asked, by any of its filters.
    for (const std::string filter : {"decision=deny", "decision=deny&content_type=etr", "decision=deny&severity=minor", "decision=deny&ip_address=127.0.0.1"}) {
        const auto found = ask("iris", "GET", "/v1/audit/events?type=access.refused&incident=" + id + "&" + filter);
        ASSERT_EQ(found.status, 200) << found.body;
        const auto events = listOf(h.json(found), "events");
        ASSERT_GE(events.size(), 1U) << filter;
        EXPECT_FALSE(events[0].textAt("decision_id").empty());
        EXPECT_FALSE(events[0].textAt("prev_hash").empty());
        EXPECT_EQ(events[0].textAt("hash").size(), 64U);
        EXPECT_EQ(events[0].textAt("tenant_id"), h.tenant.str());
    }
    const Entry entry = h.told(AccessRefused::eventType, Stream::decisions).back();
    for (const char* how : {"PUT", "PATCH", "DELETE"}) {
        const auto tried = ask("ada", how, "/v1/audit/events/" + entry.header.entryId.str(), how == std::string("DELETE") ? "" : "{}");
        EXPECT_EQ(tried.status, 403) << how << tried.body;
    }
    EXPECT_EQ(h.told("ledger.change_blocked").size(), 3U) << "each attempt is in the log itself";
    const auto proof = ask("iris", "GET", "/v1/audit/events/" + entry.header.entryId.str() + "?include_proof=true");
    EXPECT_EQ(proof.status, 200) << proof.body;
}

// F02.R5.A1: whoever may not read the log is refused, and that is in the log too.
TEST_F(DecisionEvidence, ARefusedLookIntoTheLogIsEvidenceAndNamesTheMissingRole) {
    const auto refused = ask("olaf", "GET", "/v1/audit/events");
    ASSERT_EQ(refused.status, 403) << refused.body;
    const JsonValue why = h.json(refused);
    EXPECT_EQ(why.textAt("code"), "access_refused");
    EXPECT_FALSE(why.textAt("missing_role").empty()) << "TA2: at the top";
    EXPECT_EQ(why.textAt("trace_id"), trace);
    EXPECT_FALSE(in(why, "details").textAt("decision_id").empty());
    (void)incident();   // what the route handed over stands before it
    const auto told = events<AccessRefused>(Stream::decisions);
    const auto look = std::find_if(told.begin(), told.end(), [](const AccessRefused& r) { return r.command == "audit.look"; });
    ASSERT_NE(look, told.end());
    EXPECT_EQ(look->action, "ledger.read");
    EXPECT_EQ(look->circumstances.userAgent, agent);
}

// TA2: everywhere the same members, whoever wrote the refusal.
TEST_F(DecisionEvidence, EveryRefusalHasOneShape) {
    const std::pair<std::string, std::string> asked[] = {
        {"GET", "/v1/audit/events"},     {"GET", "/v1/ledger/ops/head"},          {"GET", "/v1/audit/exports"}, {"GET", "/v1/nothing/here"},
        {"POST", "/v1/audit/exports"},   {"GET", "/v1/identities/users"},         {"DELETE", "/v1/audit/events"}, {"GET", "/v1/audit/timeline/x"},
        {"GET", "/v1/sessions?all=1"},   {"GET", "/v1/api-clients?all=1"},        {"POST", "/v1/commands"},     {"GET", "/v1/documents/nothing"}};
    const std::set<std::string> known{"code", "message", "missing_role", "fields", "trace_id", "details", "error"};
    for (const auto& [method, path] : asked) {
        const auto answer = ask("olaf", method, path, method == "POST" ? (path == "/v1/commands" ? R"({"name":"access.create_user","body":{"login":"x","name":"X","roles":[],"password_hash":"y"}})" : "{}") : "");
        SCOPED_TRACE(method + " " + path + " " + answer.body);
        EXPECT_GE(answer.status, 400);
        const JsonValue why = h.json(answer);
        EXPECT_FALSE(why.textAt("code").empty());
        EXPECT_FALSE(why.textAt("message").empty());
        EXPECT_EQ(why.textAt("trace_id"), trace);
        ASSERT_NE(why.object(), nullptr);
        for (const auto& [name, value] : *why.object()) EXPECT_TRUE(known.contains(name)) << name;
        const bool roles = why.textAt("code") == "access_refused" || why.textAt("code") == "access_denied";
        if (roles) EXPECT_FALSE(why.textAt("missing_role").empty());
    }
}

// TA1: each route of the running server either shows who asks, whole, or is named here as open to everybody.
TEST_F(DecisionEvidence, EveryRouteBuildsTheSameContextOrIsOpenToEverybody) {
    // Without a session on purpose: what everybody may see, the ways to a session, and who shows another key than a session's.
    const std::vector<std::string> open{"GET /health",         "GET /metrics",        "GET /o/",           "GET /report/",      "POST /report/",     "GET /s/",
                                        "POST /s/",            "POST /webhooks/",     "GET /2010-04-01/",  "POST /2010-04-01/", "POST /v1/feeds/",   "POST /v1/reports",
                                        "GET /v1/audit/downloads/", "POST /v1/session", "POST /oauth/",     "POST /v1/oauth/",   "GET /sign-in",      "GET /v1/sign-in/",
                                        "POST /v1/sign-in/",   "GET /v1/saml/",       "GET /saml/",        "POST /saml/",       "GET /v1/oidc/",     "GET /oidc/",
                                        "POST /oidc/",         "GET /v1/sso/",        "GET /sso/",         "POST /sso/",        "POST /v1/sso/",     "GET /auth/",
                                        "POST /auth/",         "GET /a/",            "POST /a/",   // with a link or a code of one's own
                                        "GET /e/",             "GET /v1/evidence/",   // what a message that left leads to; an address for five minutes, given to who may read
                                        "GET /keys",            "GET /v1/scopes",    "GET /v1/ledger/keys"};
    const std::string scim = h.scimToken();
    int asPerson = 0, asMachine = 0;
    for (const std::string& route : h.house->routes()) {
        const std::string method = route.substr(0, route.find(' '));
        if (method == "SOCKET") continue;   // below
        std::string path = route.substr(route.find(' ') + 1);
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{')) path.replace(at, path.find('}') - at + 1, "x");
        const std::string body = method == "GET" || method == "DELETE" ? "" : "{}";
        auto headers = from();
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        const bool isOpen = std::any_of(open.begin(), open.end(), [&](const std::string& each) { return (method + " " + path).starts_with(each); });
        if (isOpen) continue;
        const auto stranger = h.client->request(method, path, body, headers);
        ASSERT_TRUE(stranger.ok()) << route;
        EXPECT_EQ(stranger->status, 401) << route << " answers strangers: name it here as open, or ask who it is";
        const bool machine = path.starts_with("/scim") || path.starts_with("/v1/scim");
        (void)seen->take();
        const auto answer = h.ask(method, path, body, machine ? scim : tokens["erik"], from());
        const auto built = seen->take();
        SCOPED_TRACE(route + " " + std::to_string(answer.status));
        if (machine) {   // a provisioning client's context is seen where it commands something
            ++asMachine;
            continue;
        }
        EXPECT_FALSE(built.empty());
        if (built.empty()) continue;
        const SecurityContext& who = built.front().first;
        EXPECT_EQ(lackingFacts(who), std::vector<std::string>{});
        EXPECT_EQ(who.tenant, h.tenant);
        EXPECT_EQ(who.address, "127.0.0.1");
        EXPECT_EQ(who.userAgent, agent);
        EXPECT_EQ(who.traceId, trace);
        EXPECT_EQ(who.roles, std::vector<std::string>{"admin"});
        EXPECT_EQ(who.assurance, 1);
        ++asPerson;
        if (method == "DELETE" && path.starts_with("/v1/session")) tokens["erik"] = h.signIn("erik");
    }
    EXPECT_GT(asPerson, 50);
    EXPECT_GT(asMachine, 5);
}

// TA1: every other way in: a program's token, the socket, the directory's client, an intake page or webhook, the server's own jobs.
TEST_F(DecisionEvidence, EveryOtherEntryPointBuildsTheSameContext) {
    const auto made = ask("ada", "POST", "/v1/api-tokens", R"({"name":"my script","scopes":["incidents.write"],"days":2})");
    const std::string program(h.json(made).textAt("secret"));
    (void)seen->take();
    ASSERT_EQ(made.status / 100, 2) << made.body;
    {
        (void)h.ask("GET", "/v1/whoami", "", program, from());
        const auto built = seen->take();
        ASSERT_FALSE(built.empty());
        EXPECT_EQ(lackingFacts(built.front().first), std::vector<std::string>{});
        EXPECT_TRUE(built.front().first.scoped);
    }
    auto socket = WsClient::connect(Endpoint{.port = h.house->httpPort()}, "/v1/sync", from());
    ASSERT_TRUE(socket.ok());
    ASSERT_TRUE(socket->sendBinary(wire::encode(wire::ClientFrame{wire::Hello{.clientVersion = "test", .device = "desk", .token = tokens["olaf"], .cursors = {}}})).ok());
    ASSERT_TRUE(socket->receive().ok()) << "the welcome";
    const CommandId id{derivedUuid("over the socket")};
    ASSERT_TRUE(socket->sendBinary(wire::encode(wire::ClientFrame{wire::Command{id, "access.create_user", R"({"login":"x"})"}})).ok());
    for (bool answered = false; !answered;) {
        const auto message = socket->receive();
        ASSERT_TRUE(message.ok());
        const auto frame = wire::decodeServerFrame(message->data);
        answered = frame.ok() && std::holds_alternative<wire::Reply>(*frame);
    }
    bool greeted = false, commanded = false;
    for (const auto& [who, name] : seen->take()) {
        if (who.actor.type != ActorType::human) continue;
        greeted = greeted || name.empty();
        if (!name.empty()) {
            EXPECT_EQ(name, "access.create_user");
            EXPECT_EQ(lackingFacts(who), std::vector<std::string>{});
            EXPECT_EQ(who.userAgent, agent);
            EXPECT_EQ(who.traceId, traceOf(id)) << "a command over a socket has a trace of its own";
            commanded = true;
        }
    }
    EXPECT_TRUE(greeted);
    EXPECT_TRUE(commanded);

    const auto person = h.ask("POST", "/scim/v2/Users", R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"new.hire","active":true})",
                              h.scimToken(), from());
    EXPECT_EQ(person.status, 201) << person.body;
    bool directory = false;
    for (const auto& [who, name] : seen->take()) {
        if (who.source != "scim") continue;
        directory = true;
        EXPECT_EQ(lackingFacts(who), std::vector<std::string>{});
        EXPECT_EQ(who.purpose, "provisioning");
    }
    EXPECT_TRUE(directory);

    // What pages and webhooks call with the request they were sent; and what the server is to itself.
    net::HttpRequest request;
    request.remoteAddress = "192.0.2.7";
    request.traceId = trace;
    const auto profile = h.house->tenants().byId(h.tenant);
    ASSERT_TRUE(profile);
    for (const char* source : {"web", "sms", "voice", "partner:x", "receipt"}) {
        const SecurityContext who = h.house->tenants().intakeContext(*profile, arrivalOf(request, source));
        EXPECT_EQ(lackingFacts(who), std::vector<std::string>{}) << source;
        EXPECT_EQ(who.userAgent, "-") << "it sent none";
    }
    h.house->gate().fireTimers();
    (void)incident();
    for (const auto& [who, name] : seen->take()) {
        if (name.empty()) continue;
        EXPECT_EQ(lackingFacts(who), std::vector<std::string>{}) << name << " from " << who.source;
    }
    SecurityContext job = serverContext(h.tenant, false, "a job");
    job.traceId = traceOf(id);
    EXPECT_EQ(lackingFacts(job), std::vector<std::string>{});
    EXPECT_EQ(lackingFacts({}).size(), 4U) << "a context that states nothing lacks tenant, roles, source and trace";
}

// TA1: nobody makes a context by hand.
TEST(SecurityContexts, AreMadeByTheOneBuilderOnly) {
    const std::filesystem::path root(OK_SOURCE_DIR);
    int files = 0;
    for (const char* room : {"server", "shared"}) {
        for (const auto& file : std::filesystem::recursive_directory_iterator(root / room)) {
            if (file.path().extension() != ".cpp" && file.path().extension() != ".h") continue;
            std::ifstream in(file.path());
            const std::string text((std::istreambuf_iterator<char>(in)), {});
            ++files;
            if (file.path().filename() == "security_context.cpp") continue;
            for (std::size_t at = text.find("    SecurityContext who;"); at != std::string::npos; at = text.find("    SecurityContext who;", at + 1)) {
                const bool member = text.find("who.tenant =", at) == std::string::npos && text.find("who.actor =", at) == std::string::npos;
                EXPECT_TRUE(member) << file.path() << " fills a context by hand: use buildContext()";
            }
        }
    }
    EXPECT_GT(files, 300);
}

// F02.R5.A2: what kind of change, what was and what is, why, by whose approval, from where; and it verifies.
TEST_F(DecisionEvidence, ARoleThatChangedIsToldWithItsStatesItsDifferenceItsReasonAndItsApproval) {
    UserId olaf;
    h.house->gate().inspect(h.tenant, [&](CommandContext& cx) { olaf = cx.views().byKey<access::User>("login", "olaf").front().id; });
    const auto bare = command("ada", "access.grant_roles", R"({"user":")" + olaf.str() + R"(","roles":["operator","approver"]})");
    EXPECT_EQ(release(bare, "erik").status, 422) << "no reason, no change";
    const auto asked = command("ada", "access.grant_roles", R"({"user":")" + olaf.str() + R"(","roles":["operator","approver"],"reason":"joins the night shift"})");
    ASSERT_EQ(asked.status, 409) << asked.body;
    ASSERT_EQ(release(asked, "erik").status, 200);
    const Entry entry = h.told(access::RolesGranted::eventType).back();
    const auto event = fromJson<access::RolesGranted>(entry.payload);
    ASSERT_TRUE(event.ok());
    const access::RoleChange& change = event->change;
    EXPECT_EQ(change.targetPrincipal, olaf.str());
    EXPECT_EQ(change.changeType, "add");
    EXPECT_EQ(change.beforeStateHash, sha256(toJson(access::HeldAccess{{"operator"}, {}, {}})));
    EXPECT_EQ(change.afterStateHash, sha256(toJson(access::HeldAccess{{"operator", "approver"}, {}, {}})));
    ASSERT_EQ(change.fieldLevelDiff.size(), 1U);
    EXPECT_EQ(change.fieldLevelDiff[0].field, "roles");
    EXPECT_EQ(change.fieldLevelDiff[0].before.text, R"(["operator"])");
    EXPECT_EQ(change.changeReason, "joins the night shift");
    EXPECT_EQ(change.approvalReference, std::string(in(h.json(asked), "details").textAt("approval_id")));
    EXPECT_EQ(change.ipAddress, "127.0.0.1");
    EXPECT_FALSE(change.actorId.empty());
    // What is exported hashes to what was sealed.
    const auto again = openEntry(entry.headerJson, entry.payload);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->hash, entry.hash);
    EXPECT_EQ(sha256(entry.payload), entry.header.payloadHash);
}

// F02.R5.A2: an assignment of the matrix, pure.
TEST(RoleChanges, EachPrincipalWhoseAssignmentsDifferIsToldOnce) {
    using namespace access;
    RolesMatrix before, after;
    before.assignments = {{"1", PrincipalKind::user, "u1", "operator", {}, "manual", {}}, {"2", PrincipalKind::user, "u2", "operator", {}, "manual", {}}};
    after.assignments = {{"1", PrincipalKind::user, "u1", "operator", Scope{{"sms"}, {"North"}, {}, {"*"}, {"*"}, {}, {}}, "manual", {}},
                         {"3", PrincipalKind::group, "g1", "approver", {}, "manual", {}}};
    const auto changes = assignmentChanges(before, after);
    ASSERT_EQ(changes.size(), 3U);
    std::map<std::string, std::string> types;
    for (const RoleChange& each : changes) {
        types[each.targetPrincipal] = each.changeType;
        EXPECT_NE(each.beforeStateHash, each.afterStateHash);
        EXPECT_EQ(each.fieldLevelDiff.size(), 1U);
    }
    EXPECT_EQ(types, (std::map<std::string, std::string>{{"g1", "add"}, {"u1", "update"}, {"u2", "remove"}}));
    EXPECT_TRUE(assignmentChanges(after, after).empty());
}

// F02.R5.A3: a chain, in order, without gaps; and one that lacks a step.
TEST_F(DecisionEvidence, AnIncidentsTimelineShowsEveryChainStepByStepAndFlagsOneThatLacksAStep) {
    const std::string id = incident();
    const auto asked = setEtr(id);
    ASSERT_EQ(asked.status, 409) << asked.body;
    ASSERT_EQ(release(asked, "cleo").status, 200);
    const auto shown = ask("iris", "GET", "/v1/audit/timeline/" + id);
    ASSERT_EQ(shown.status, 200) << shown.body;
    const auto timeline = fromJson<ledger::IncidentTimeline>(shown.body);
    ASSERT_TRUE(timeline.ok()) << shown.body;
    EXPECT_TRUE(timeline->complete) << shown.body;
    ASSERT_EQ(timeline->traces.size(), 1U);
    std::vector<std::string> types;
    std::string last, time;
    for (const ledger::TraceStep& step : timeline->traces[0].steps) {
        types.push_back(step.stepType);
        EXPECT_EQ(step.correlationId, timeline->traces[0].correlationId);
        EXPECT_EQ(step.previousStep, last);
        EXPECT_EQ(step.incidentId, id);
        EXPECT_LE(time, step.timestampUtc);
        EXPECT_EQ(step.entryHash.size(), 64U);
        EXPECT_FALSE(step.actorId.empty());
        last = step.entryId;
        time = step.timestampUtc;
    }
    EXPECT_EQ(types, (std::vector<std::string>{"initiated", "evaluated", "approved", "executed"})) << "how it was judged stands on the timeline (F05.R2.A6)";
    EXPECT_NE(timeline->traces[0].steps[0].requestedScopes.text, "null");
    EXPECT_TRUE(h.told("audit.timeline_incomplete").empty());
    // The same chain by the search: oldest first, one correlation.
    const auto found = ask("iris", "GET", "/ledger?correlation=" + timeline->traces[0].correlationId + "&type=approval.*");
    EXPECT_EQ(listOf(h.json(found), "events").size(), 3U) << found.body;
}

TEST(Timelines, AChainOfAHundredStepsIsWholeAndEveryMissingStepIsNamed) {  // F02.R5.A3
    using namespace ledger;
    const auto step = [](const char* type, const char* event, const std::string& chain) {
        TraceStep out;
        out.stepType = type;
        out.eventType = event;
        out.correlationId = chain;
        out.entryId = chain + event;
        return out;
    };
    const auto chain = [&](const std::string& name) {
        return std::vector<TraceStep>{step("initiated", "comms.broadcast_drafted", name), step("initiated", "approval.requested", name),
                                      step("approved", "approval.decided", name),         step("published", "comms.broadcast_sent", name),
                                      step("published", "comms.messages_queued", name),   step("executed", "approval.executed", name)};
    };
    std::vector<TraceStep> many;
    for (int i = 0; i < 17; ++i) {
        for (TraceStep& each : chain("c" + std::to_string(i))) many.push_back(std::move(each));
    }
    const auto whole = timelineOf("i", many, 0);
    EXPECT_TRUE(whole.complete);
    EXPECT_EQ(whole.steps, 102);
    EXPECT_FALSE(timelineOf("i", many, 1).complete) << "an entry that cannot be read is a gap";
    const std::map<std::string, std::vector<std::string>> without{{"comms.broadcast_drafted", {}}, {"approval.decided", {"approved"}}, {"approval.executed", {"executed"}},
                                                                  {"comms.broadcast_sent", {"published"}}};
    for (const auto& [event, missing] : without) {
        auto steps = chain("c");
        std::erase_if(steps, [&gone = event](const TraceStep& each) { return each.eventType == gone; });
        EXPECT_EQ(missingSteps(steps), missing) << event;
    }
    auto bare = chain("c");
    std::erase_if(bare, [](const TraceStep& each) { return each.stepType == "initiated"; });
    EXPECT_EQ(missingSteps(bare), std::vector<std::string>{"initiated"});
    EXPECT_TRUE(missingSteps({step("initiated", "approval.requested", "c")}).empty()) << "it waits";
    EXPECT_TRUE(missingSteps({step("initiated", "approval.requested", "c"), step("rejected", "approval.decided", "c")}).empty());
    EXPECT_TRUE(missingSteps({step("late", "comms.stagger_deviated", "c")}).empty()) << "a clock's own chain";
}

// H2: evidence leaves the house for a stated purpose only; the refusal names its decision, and is one.
TEST_F(DecisionEvidence, AnExportWithoutAPurposeOrForAWrongOneIsRefusedWithItsDecision) {
    const auto tryOne = [&](const std::string& body, HttpClient::Headers more = {}) { return ask("iris", "POST", "/v1/audit/exports", body, std::move(more)); };
    EXPECT_EQ(tryOne(R"({"format":"csv"})").status, 403);
    const auto none = tryOne(R"({"format":"csv"})");
    const JsonValue why = h.json(none);
    EXPECT_EQ(why.textAt("code"), "purpose_required") << none.body;
    EXPECT_EQ(in(why, "details").textAt("decision_id").size(), 32U);
    EXPECT_NE(in(why, "details").textAt("purposes").find("legal_request"), std::string_view::npos);
    EXPECT_EQ(h.json(tryOne(R"({"format":"csv","purpose":"curiosity"})")).textAt("code"), "purpose_not_allowed");
    EXPECT_EQ(h.json(tryOne(R"({"format":"csv","purpose":"outage_response"})")).textAt("code"), "purpose_not_allowed") << "a purpose, and not for this";
    EXPECT_EQ(ask("iris", "GET", "/v1/audit/events", {}, {{"X-OK-Purpose", "curiosity"}}).status, 403);
    EXPECT_EQ(ask("iris", "GET", "/v1/audit/events", {}, {{"X-OK-Purpose", "compliance"}}).status, 200);
    EXPECT_EQ(h.json(ask("iris", "GET", "/audit/export?to=2024-01-01T00:00:00Z")).textAt("code"), "purpose_required");
    const auto made = tryOne(R"({"format":"csv","purpose":"legal_request","authority":"court order 12/31"})");
    EXPECT_EQ(made.status, 202) << made.body;
    const auto refused = events<AccessRefused>(Stream::decisions);
    ASSERT_FALSE(refused.empty());
    EXPECT_EQ(refused.front().rule, "purpose_required");
    EXPECT_EQ(refused.front().circumstances.purpose, "audit") << "what it would have been taken for";
    const Entry entry = h.told(AccessRefused::eventType, Stream::decisions).front();
    EXPECT_EQ(entry.header.decisionId, in(why, "details").textAt("decision_id"));
    const auto doc = ask("iris", "GET", "/v1/audit/exports");
    EXPECT_NE(doc.body.find("court order 12/31"), std::string::npos) << doc.body;
    // What follows from the action needs none: nothing changes for who only works.
    EXPECT_FALSE(incident().empty());
    // A person's own words: for a purpose too.
    EXPECT_EQ(h.json(command("olaf", "reports.reveal", R"({"report":"018f0000-0000-7000-8000-000000000001"})")).textAt("code"), "purpose_required");
    EXPECT_EQ(h.json(command("olaf", "reports.reveal", R"({"report":"018f0000-0000-7000-8000-000000000001"})", R"({"purpose":"customer_request"})")).textAt("code"), "report_not_found");
}

}  // namespace
}  // namespace ok::test
