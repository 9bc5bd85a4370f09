// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The SCIM server over HTTP (I1, F02.R3.A1, F02.R3.A4, F02.R7.A7): a whole server, a real client connection.
#include <gtest/gtest.h>

#include <sstream>
#include <tuple>

#include "server/product/joined_people.h"
#include "shared/access/gate_events.h"
#include "shared/identity/directory_events.h"
#include "tests/support/identity_house.h"

namespace ok::test {
namespace {

using namespace identity;

const char* const northRules = R"([{"id":"north-sms","name":"North by SMS","role":"operator",
  "conditions":[{"attribute":"territory","any_of":["north"]},{"attribute":"channel","any_of":["sms"]},{"attribute":"group","any_of":["Ops-Initiators"]}],
  "within":{"channels":["sms"],"territories":["$territory"],"severities":["*"],"content_types":["*"]}}])";

std::string userBody(const std::string& name, const std::string& more = {}) {
    return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + name + "\"" + more + "}";
}
const std::string groupHead = R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":")";
std::string patchBody(const std::string& operations) {
    return R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":)" + operations + "}";
}

std::string vector(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/tests/vectors/identity/scim/" + name + ".json");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct ScimServerTest : ::testing::Test {
    ScimServerTest() : token(h.scimToken()) {}
    HttpAnswer scim(const std::string& method, const std::string& path, const std::string& body = {}, HttpClient::Headers more = {}) {
        return h.ask(method, "/scim/v2" + path, body, token, std::move(more));
    }
    std::string make(const std::string& body, const std::string& where = "/Users") {
        const auto out = scim("POST", where, body);
        EXPECT_EQ(out.status, 201) << out.body;
        return std::string(h.json(out).textAt("id"));
    }
    std::vector<std::string> namesOf(const std::string& query) {
        const auto out = scim("GET", "/Users" + query);
        EXPECT_EQ(out.status, 200) << query << out.body;
        std::vector<std::string> names;
        const JsonValue body = h.json(out);
        if (const auto* list = body.find("Resources")) {
            for (const JsonValue& each : *list->array()) names.emplace_back(each.textAt("userName"));
        }
        return names;
    }
    JsonValue person(const std::string& id) { return h.json(h.ask("GET", "/v1/identities/users/" + id, {}, h.admin)); }
    IdentityHouse h;
    std::string token;
};

// F02.R3.A1
TEST_F(ScimServerTest, APostedUserGetsTheScopedRoleOfTheRulesAndPostedAgainIsNotDoubled) {
    ASSERT_EQ(h.setMapping(northRules).status, 200);
    const std::string body = userBody("Lena", R"(,"externalId":"e-1","territory":"North","channel":"SMS","groups":[{"display":"Ops-Initiators"}])");
    const auto first = scim("POST", "/Users", body);
    ASSERT_EQ(first.status, 201) << first.body;
    const std::string id(h.json(first).textAt("id"));
    EXPECT_EQ(first.header("Location"), std::string(h.json(first).find("meta")->textAt("location")));
    EXPECT_EQ(first.header("ETag"), "W/\"1\"");
    const JsonValue shown = person(id);
    ASSERT_EQ(shown.find("assignments")->array()->size(), 1u) << shown.canonical();
    const JsonValue& assignment = shown.find("assignments")->array()->front();
    EXPECT_EQ(assignment.textAt("role"), "operator");
    EXPECT_EQ(assignment.find("within")->find("channels")->canonical(), R"(["sms"])");
    EXPECT_EQ(assignment.find("within")->find("territories")->canonical(), R"(["North"])");
    EXPECT_EQ(assignment.textAt("source"), "scim");
    const auto again = scim("POST", "/Users", body);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(h.json(again).textAt("id"), id);
    EXPECT_EQ(namesOf("").size(), 1u);
    EXPECT_EQ(h.told(AccessMapped::eventType).size(), 1u) << "what stays the same is told once";
    const auto mapped = h.told(AccessMapped::eventType).front();
    EXPECT_NE(mapped.payload.find("before_state_hash"), std::string::npos);
    // The right within a scope is not a right everywhere.
    EXPECT_TRUE(h.document<access::User>(id)->roles.empty());
    const auto elsewhere = scim("PUT", "/Users/" + id, userBody("Lena", R"(,"externalId":"e-1","territory":"South","channel":"SMS")"));
    EXPECT_EQ(elsewhere.status, 200) << elsewhere.body;
    EXPECT_TRUE(person(id).find("assignments")->array()->empty());
}

// F02.R3.A4
TEST_F(ScimServerTest, ADeactivatedUserLosesRightsAndSessionsAtOnce) {
    ASSERT_EQ(h.setMapping(R"([{"id":"all","role":"operator","conditions":[{"attribute":"territory"}],"within":{"channels":["*"],"territories":["*"],"severities":["*"],"content_types":["*"]}}])").status, 200);
    const std::string id = make(userBody("nora", R"(,"territory":"North")"));
    EXPECT_EQ(h.document<access::User>(id)->roles, (std::vector<std::string>{"operator"}));
    const std::string token = toBase64Url(sha256("a token").bytes);   // as sessions have them
    h.house->gate().inspect(h.tenant, [&](CommandContext&) {});
    const auto who = [&] {
        SecurityContext out;
        out.tenant = h.tenant;
        out.roles = {"system"};
        return out;
    }();
    const auto opened = h.house->gate().run(who, {CommandId{uuidV4({9})}, "access.sign_in", R"({"user":")" + id + R"(","token_hash":")" + sha256(token).hex() + R"(","device":"d","address":"a"})"});
    ASSERT_TRUE(opened.reply.ok()) << opened.reply.problem().message;
    ASSERT_EQ(h.ask("GET", "/v1/sync/status", {}, token).status, 403) << "signed in, but no administrator";
    const auto off = scim("PATCH", "/Users/" + id, patchBody(R"([{"op":"replace","path":"active","value":false}])"));
    ASSERT_EQ(off.status, 200) << off.body;
    EXPECT_EQ(h.ask("GET", "/v1/sync/status", {}, token).status, 401);
    EXPECT_FALSE(h.document<access::MappedAccess>(id));
    EXPECT_TRUE(h.document<access::User>(id)->disabled);
    EXPECT_TRUE(h.document<access::User>(id)->roles.empty());
    EXPECT_EQ(h.told(access::SessionRevoked::eventType).size(), 1u);
    EXPECT_EQ(h.told(PersonDeprovisioned::eventType).size(), 1u);
    const auto members = h.json(h.ask("GET", "/v1/identities/users?role=operator", {}, h.admin));
    EXPECT_TRUE(members.find("items")->array()->empty());
    // And back.
    EXPECT_EQ(scim("PATCH", "/Users/" + id, patchBody(R"([{"op":"replace","value":{"active":true}}])")).status, 200);
    EXPECT_FALSE(h.document<access::User>(id)->disabled);
    EXPECT_TRUE(h.document<access::MappedAccess>(id));
    EXPECT_EQ(scim("DELETE", "/Users/" + id).status, 204);
    EXPECT_EQ(scim("GET", "/Users/" + id).status, 404);
    EXPECT_EQ(scim("DELETE", "/Users/" + id).status, 404);
    EXPECT_TRUE(h.document<DirectoryUser>(id)->removed);
}

// Somebody had an account of their own before the directory knew them: two administrators make one person of both. What would let
// somebody in is not carried over, and says why.
TEST_F(ScimServerTest, ALocalAccountIsMergedIntoItsPersonOfTheDirectoryByTwoAdministrators) {
    ASSERT_TRUE(h.house->createUser(h.tenant, "lena.old", "Lena", {"operator"}, staffPassword).ok());
    ASSERT_TRUE(h.house->createUser(h.tenant, "bert", "Bert", {"admin"}, staffPassword).ok());
    const std::string lena = make(userBody("lena", R"(,"territory":"North","channel":"SMS")"));
    const std::string old = h.signIn("lena.old");
    const auto made = h.ask("POST", "/v1/api-tokens", R"({"name":"dashboard","scopes":["documents.read"],"days":7})", old);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string secret(h.json(made).textAt("secret"));
    const auto ask = [&](const std::string& login, const std::string& into, const std::string& reason = "she showed her badge") {
        return h.command("identity.merge_accounts", R"({"login":")" + login + R"(","into":")" + into + R"(","reason":")" + reason + "\"}", h.admin);
    };
    const auto release = [&](const HttpAnswer& asked) {
        const JsonValue why = h.json(asked);
        const JsonValue* details = why.find("details");
        EXPECT_TRUE(details != nullptr) << asked.body;
        return h.command("approvals.release", R"({"approval":")" + std::string(details->textAt("approval_id")) + R"(","digest":")" + std::string(details->textAt("digest")) + "\"}", h.signIn("bert"));
    };
    // Each wrong one is asked for and found out when it is released: nothing changes.
    for (const auto& [login, into, code] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"nobody", lena, "user_not_found"}, {"lena", lena, "not_local"}, {"ada", lena, "own_account"}, {"lena.old", std::string(h.json(h.ask("GET", "/v1/whoami", {}, h.admin)).textAt("user")), "person_not_found"}}) {
        const auto asked = ask(login, into);
        ASSERT_EQ(asked.status, 409) << login << asked.body;
        const auto outcome = release(asked);
        EXPECT_NE(outcome.body.find(code), std::string::npos) << login << ": " << outcome.body;
    }
    EXPECT_EQ(h.ask("GET", "/v1/whoami", {}, old).status, 200);
    const auto asked = ask("lena.old", lena);
    ASSERT_EQ(asked.status, 409) << asked.body;
    ASSERT_EQ(release(asked).status, 200);
    EXPECT_EQ(h.ask("GET", "/v1/whoami", {}, old).status, 401) << "its sessions are over";
    EXPECT_EQ(h.ask("GET", "/v1/whoami", {}, secret).status, 401) << "and what acted in its name";
    EXPECT_NE(h.client->post("/v1/session", R"({"utility":"north","login":"lena.old","password":")" + std::string(staffPassword) + "\"}", {{"Content-Type", "application/json"}})->status, 200);
    const auto told = h.told(AccountsMerged::eventType);
    ASSERT_EQ(told.size(), 1u);
    const auto event = fromJson<AccountsMerged>(told[0].payload);
    EXPECT_EQ(event->merged.into.str(), lena);
    EXPECT_EQ(event->login, "lena.old");
    EXPECT_EQ(event->sessionsEnded, 1);
    EXPECT_EQ(event->tokensRevoked, 1);
    EXPECT_NE(told[0].header.justification.find("badge"), std::string::npos);
    // One person from now on, for whatever two keys are asked of (F01.R4.A2).
    const auto people = joinedPeople();
    h.house->gate().inspect(h.tenant, [&](CommandContext& cx) {
        EXPECT_EQ(people.personOf(cx, event->merged.local.str()), people.personOf(cx, lena));
        EXPECT_NE(people.personOf(cx, event->merged.local.str()), people.personOf(cx, "somebody else"));
    });
    EXPECT_NE(release(ask("lena.old", lena)).status, 200) << "once";
}

TEST_F(ScimServerTest, TheExamplesOfTheRfcAreAcceptedAsTheyStand) {
    for (const char* name : {"rfc7644-3.3-user-post_request", "rfc7643-8.2-user-full", "rfc7643-8.1-user-minimal"}) {
        const auto out = scim("POST", "/Users", vector(name));
        EXPECT_TRUE(out.status == 201 || (out.status == 409 && std::string(name) == "rfc7643-8.1-user-minimal")) << name << out.body;
    }
    const auto config = scim("GET", "/ServiceProviderConfig");
    EXPECT_EQ(config.status, 200);
    EXPECT_EQ(config.header("Content-Type"), "application/scim+json");
    EXPECT_EQ(h.json(scim("GET", "/Schemas")).find("totalResults")->canonical(), "4");
    EXPECT_EQ(h.json(scim("GET", "/ResourceTypes/Group")).textAt("endpoint"), "/Groups");
    EXPECT_EQ(scim("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User").status, 200);
    EXPECT_EQ(scim("GET", "/Me").status, 501);
}

TEST_F(ScimServerTest, FiltersSortsAndPages) {
    for (const char* name : {"bob", "alice", "Carol", "dave"}) {
        make(userBody(name, std::string(R"(,"title":")") + (name[0] == 'b' ? "lead" : "crew") + R"(","emails":[{"value":")" + name + R"(@example.org","type":"work"}])"));
    }
    EXPECT_EQ(namesOf("?sortBy=userName"), (std::vector<std::string>{"alice", "bob", "Carol", "dave"}));
    EXPECT_EQ(namesOf("?sortBy=userName&sortOrder=descending&count=2"), (std::vector<std::string>{"dave", "Carol"}));
    EXPECT_EQ(namesOf("?sortBy=userName&startIndex=3&count=10"), (std::vector<std::string>{"Carol", "dave"}));
    EXPECT_EQ(namesOf("?filter=userName%20eq%20%22ALICE%22"), (std::vector<std::string>{"alice"}));
    EXPECT_EQ(namesOf("?filter=title%20eq%20%22lead%22"), (std::vector<std::string>{"bob"}));
    EXPECT_EQ(namesOf("?filter=emails%5Btype%20eq%20%22work%22%20and%20value%20sw%20%22dave%22%5D"), (std::vector<std::string>{"dave"}));
    EXPECT_EQ(namesOf("?count=0").size(), 0u);
    const auto page = h.json(scim("GET", "/Users?count=1&startIndex=2&attributes=userName"));
    EXPECT_EQ(page.find("totalResults")->canonical(), "4");
    EXPECT_EQ(page.find("itemsPerPage")->canonical(), "1");
    EXPECT_EQ(page.find("Resources")->array()->front().object()->size(), 3u) << "id, schemas and what was asked for";
    const auto searched = scim("POST", "/Users/.search", R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName sw \"a\"","attributes":["userName"]})");
    EXPECT_EQ(h.json(searched).find("totalResults")->canonical(), "1") << searched.body;
}

// Issue piece "SCIM filter injection": text that would mean something elsewhere means nothing here.
TEST_F(ScimServerTest, AFilterIsNeverMoreThanAFilter) {
    make(userBody("alice"));
    const std::string other = make(userBody("bob"));
    for (const char* each : {"userName%20eq%20%22alice%22%20or%201%3D1", "userName%20eq%20%22a%22%3B%20drop%20table%20documents", "userName%20eq%20'alice'", "%22%20or%20%22%22%3D%22",
                             "userName%20eq%20%22alice%00%22", "(((((((((((((((((((((((a%20pr", "userName%20eq%20%22%FF%22"}) {
        const auto out = scim("GET", std::string("/Users?filter=") + each);
        EXPECT_EQ(out.status, 400) << each << out.body;
    }
    EXPECT_EQ(h.json(scim("GET", "/Users?filter=nonsense")).textAt("scimType"), "invalidFilter");
    EXPECT_EQ(namesOf("?filter=userName%20eq%20%22%25%22").size(), 0u) << "no wildcard";
    EXPECT_EQ(namesOf("?filter=userName%20eq%20%22alice%5C%22%20or%20userName%20pr%22").size(), 0u);
    EXPECT_EQ(namesOf("").size(), 2u);
    EXPECT_EQ(scim("GET", "/Users/..%2F..%2Fv1").status, 404);
    EXPECT_EQ(scim("GET", "/Groups/" + other).status, 404) << "a user is no group";
}

TEST_F(ScimServerTest, VersionsKeepTwoClientsApart) {
    const std::string id = make(userBody("alice"));
    EXPECT_EQ(scim("PUT", "/Users/" + id, userBody("alice", R"(,"title":"a")"), {{"If-Match", "W/\"1\""}}).status, 200);
    EXPECT_EQ(scim("PUT", "/Users/" + id, userBody("alice", R"(,"title":"b")"), {{"If-Match", "W/\"1\""}}).status, 412);
    EXPECT_EQ(scim("DELETE", "/Users/" + id, {}, {{"If-Match", "W/\"1\""}}).status, 412);
    const auto now = scim("GET", "/Users/" + id);
    EXPECT_EQ(h.json(now).textAt("title"), "a");
    EXPECT_EQ(scim("GET", "/Users/" + id, {}, {{"If-None-Match", now.header("ETag")}}).status, 304);
}

TEST_F(ScimServerTest, GroupsHoldPeopleAndOtherGroupsAndRightsFollow) {
    ASSERT_EQ(h.setMapping(R"([{"id":"g","role":"operator","conditions":[{"attribute":"group","any_of":["Region West"]}],"within":{"channels":["sms"],"territories":["West"],"severities":["*"],"content_types":["*"]}}])").status, 200);
    const std::string ada = make(userBody("ada.w")), ben = make(userBody("ben.w"));
    const std::string crew = make(groupHead + R"(Crew","members":[{"value":")" + ada + R"("}]})", "/Groups");
    const std::string west = make(groupHead + R"(Region West","members":[{"value":")" + crew + R"("}]})", "/Groups");
    EXPECT_EQ(person(ada).find("assignments")->array()->size(), 1u) << "through the group within the group";
    EXPECT_TRUE(person(ben).find("assignments")->array()->empty());
    EXPECT_EQ(scim("PATCH", "/Groups/" + crew, patchBody(R"([{"op":"add","path":"members","value":[{"value":")" + ben + R"("}]},{"op":"remove","path":"members[value eq \")" + ada + R"(\"]"}])")).status, 204);
    EXPECT_TRUE(person(ada).find("assignments")->array()->empty());
    EXPECT_EQ(person(ben).find("assignments")->array()->size(), 1u);
    const auto shown = h.json(scim("GET", "/Users/" + ben));
    EXPECT_EQ(shown.find("groups")->array()->front().textAt("display"), "Crew");
    EXPECT_EQ(h.json(scim("GET", "/Groups/" + crew)).find("members")->array()->size(), 1u);
    EXPECT_EQ(h.json(scim("GET", "/Groups/" + crew + "?excludedAttributes=members")).find("members"), nullptr);
    EXPECT_EQ(h.json(scim("GET", "/Groups?filter=members.value%20eq%20%22" + ben + "%22")).find("totalResults")->canonical(), "1");
    EXPECT_EQ(scim("PATCH", "/Groups/" + west, patchBody(R"([{"op":"replace","path":"displayName","value":"Region East"}])")).status, 204);
    EXPECT_TRUE(person(ben).find("assignments")->array()->empty()) << "the rule names the group as it was called";
    EXPECT_EQ(scim("DELETE", "/Groups/" + crew).status, 204);
    EXPECT_EQ(h.json(scim("GET", "/Users/" + ben)).find("groups"), nullptr);
    EXPECT_EQ(scim("POST", "/Groups", groupHead + R"(X","members":[{"value":"nobody"}]})").status, 400);
}

TEST_F(ScimServerTest, ABulkIsDoneInOrderAndMayPointAtItself) {
    const auto circle = scim("POST", "/Bulk", vector("rfc7644-3.7.1-bulk_request-circular_conflict"));
    ASSERT_EQ(circle.status, 200) << circle.body;
    const JsonValue groups = h.json(scim("GET", "/Groups?sortBy=displayName"));
    ASSERT_EQ(groups.find("Resources")->array()->size(), 2u);
    for (const JsonValue& g : *groups.find("Resources")->array()) EXPECT_EQ(g.find("members")->array()->size(), 1u);
    const auto manager = scim("POST", "/Bulk", vector("rfc7644-3.7.2-bulk_request-enterprise_user"));
    EXPECT_EQ(h.json(manager).find("Operations")->array()->size(), 2u) << manager.body;
    const JsonValue bob = h.json(scim("GET", "/Users?filter=userName%20eq%20%22Bob%22")).find("Resources")->array()->front();
    const std::string alice(h.json(scim("GET", "/Users?filter=userName%20eq%20%22Alice%22")).find("Resources")->array()->front().textAt("id"));
    EXPECT_EQ(bob.find("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")->find("manager")->textAt("value"), alice);
    // The example stops at its first error: a `User` message is not a user.
    const auto stopped = h.json(scim("POST", "/Bulk", vector("rfc7644-3.7.3-bulk_request-multiple_operations")));
    ASSERT_EQ(stopped.find("Operations")->array()->size(), 1u);
    EXPECT_EQ(stopped.find("Operations")->array()->front().find("response")->textAt("scimType"), "invalidSyntax");
    std::string many = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[)";
    for (int i = 0; i < 501; ++i) many += std::string(i ? "," : "") + R"({"method":"DELETE","path":"/Users/x"})";
    EXPECT_EQ(scim("POST", "/Bulk", many + "]}").status, 413);
}

TEST_F(ScimServerTest, RefusalsAreWordedAsTheRfcSays) {
    make(userBody("alice"));
    const auto twice = scim("POST", "/Users", userBody("ALICE"));
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(h.json(twice).textAt("scimType"), "uniqueness");
    EXPECT_EQ(h.json(twice).textAt("status"), "409");
    EXPECT_EQ(scim("POST", "/Users", "{\"a\":").status, 400);
    EXPECT_EQ(scim("POST", "/Users", "{}").status, 400);
    EXPECT_EQ(scim("PATCH", "/Users/00000000-0000-4000-8000-000000000000", patchBody(R"([{"op":"remove","path":"title"}])")).status, 404);
    EXPECT_GE(h.told(CommandRefused::eventType, Stream::decisions).size(), 2u) << "a refused change is in the log";
}

TEST_F(ScimServerTest, ATokenIsOneUtilitysAndEndsWhenItIsRevoked) {
    const auto other = h.house->createTenant({.slug = "south", .name = "South Electric"});
    ASSERT_TRUE(other.ok());
    ASSERT_TRUE(h.house->createUser(*other, "sam", "Sam", {"admin"}, staffPassword).ok());
    const std::string id = make(userBody("alice"));
    const auto theirs = h.json(h.ask("POST", "/v1/identities/scim-tokens", R"({"name":"their directory"})", sessionToken(*h.client, "south", "sam")));
    const std::string foreign(theirs.textAt("token"));
    EXPECT_EQ(h.ask("GET", "/scim/v2/Users/" + id, {}, foreign).status, 404) << "another utility's people are not there";
    EXPECT_EQ(h.ask("DELETE", "/scim/v2/Users/" + id, {}, foreign).status, 404);
    EXPECT_EQ(h.json(h.ask("GET", "/scim/v2/Users", {}, foreign)).find("totalResults")->canonical(), "0");
    EXPECT_EQ(h.ask("GET", "/scim/v2/Users", {}, h.admin).status, 401) << "a person's session is no provisioning token";
    EXPECT_EQ(h.ask("GET", "/scim/v2/Users", {}, "guess").status, 401);
    EXPECT_EQ(h.ask("GET", "/v1/identities/users", {}, token).status, 401) << "and the other way round";
    EXPECT_EQ(h.ask("POST", "/v1/identities/scim-tokens", R"({"name":"mine"})", h.signIn("olaf")).status, 403);
    const auto listed = h.json(h.ask("GET", "/v1/identities/scim-tokens", {}, h.admin));
    const std::string tokenId(listed.find("items")->array()->front().textAt("id"));
    EXPECT_EQ(listed.canonical().find(token), std::string::npos) << "the token itself is kept nowhere";
    ASSERT_EQ(h.command("identity.revoke_scim_token", R"({"token":")" + tokenId + R"(","reason":"it was mailed around"})", h.admin).status, 200);
    EXPECT_EQ(scim("GET", "/Users").status, 401);
}

// F02.R3.A6
TEST_F(ScimServerTest, ADryRunChangesNothingAndOnlyWhatWasSeenIsApplied) {
    const std::string id = make(userBody("lena", R"(,"territory":"North","channel":"SMS","groups":[{"display":"Ops-Initiators"}])"));
    const auto preview = [&] {
        return h.ask("POST", "/v1/identities/mapping/preview", std::string(R"({"rules":{"schema":"identity_mapping.v1","rules":)") + northRules + "}}", h.admin);
    };
    const auto first = preview();
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(h.json(first).find("update")->canonical(), "1");
    EXPECT_EQ(preview().body, first.body) << "the same again";
    EXPECT_TRUE(person(id).find("assignments")->array()->empty());
    const std::string digest(h.json(first).textAt("digest"));
    make(userBody("mona", R"(,"territory":"North","channel":"SMS","groups":[{"display":"Ops-Initiators"}])"));
    const auto stale = h.setMapping(northRules, R"(,"preview":")" + digest + "\"");
    EXPECT_EQ(stale.status, 409) << stale.body;
    const std::string fresh(h.json(preview()).textAt("digest"));
    EXPECT_EQ(h.setMapping(northRules, R"(,"preview":")" + fresh + R"(","expected_version":0)").status, 200);
    EXPECT_EQ(person(id).find("assignments")->array()->size(), 1u);
    EXPECT_EQ(h.setMapping("[]", R"(,"expected_version":0)").status, 409) << "somebody else's version";
    EXPECT_EQ(h.setMapping("[]").status, 200);
    EXPECT_TRUE(person(id).find("assignments")->array()->empty());
    EXPECT_EQ(h.setMapping(R"([{"id":"x","role":"king","conditions":[{"attribute":"a"}],"within":{}}])").status, 422);
    const auto reasons = h.json(h.ask("POST", "/v1/identities/mapping/test", std::string(R"({"facts":{"attributes":{"territory":["North"]},"groups":[]},"rules":{"schema":"identity_mapping.v1","rules":)") + northRules + "}}", h.admin));
    EXPECT_EQ(reasons.find("reasons")->array()->front().find("missing")->array()->size(), 2u) << reasons.canonical();
}

// F02.R7.A7
TEST_F(ScimServerTest, TheSyncStatusNamesSourcesAndTheirHealth) {
    make(userBody("lena"));
    for (const char* path : {"/v1/sync/status", "/sync/status"}) {
        const auto out = h.json(h.ask("GET", path, {}, h.admin));
        EXPECT_TRUE(*out.find("healthy")->boolean());
        EXPECT_FALSE(out.textAt("lastSyncTime").empty());
        EXPECT_EQ(out.find("sources")->array()->front().textAt("id"), "scim");
    }
}

TEST_F(ScimServerTest, NothingPersonalIsInTheLog) {
    make(userBody("lena.secret", R"(,"name":{"formatted":"Magdalena Undisclosed"},"emails":[{"value":"hidden@example.org"}],"phoneNumbers":[{"value":"+15025550100"}],"addresses":[{"streetAddress":"1 Quiet Lane"}])"));
    for (const Entry& entry : h.told(PersonMirrored::eventType)) {
        for (const char* word : {"Undisclosed", "hidden@", "5025550100", "Quiet Lane"}) EXPECT_EQ(entry.payload.find(word), std::string::npos) << word;
    }
    EXPECT_EQ(h.json(scim("GET", "/Users?filter=emails%20co%20%22hidden%22")).find("totalResults")->canonical(), "1") << "but it can be found";
}

}  // namespace
}  // namespace ok::test
