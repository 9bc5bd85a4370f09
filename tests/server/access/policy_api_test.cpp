// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Policy documents and the roles matrix over HTTP on the whole server: the life of a version from a draft through two
// approvals and a schedule to a rollback, roles and assignments as resources, questions, records, many people at once
// (F02.R6, F02.R7).
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <set>

#include "server/access/access_commands.h"
#include "shared/access/key_commands.h"
#include "shared/base/derived_ids.h"
#include "shared/base/json_value.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;
using Headers = std::vector<std::pair<std::string, std::string>>;

class PolicyApi : public ::testing::Test {
  protected:
    void SetUp() override {
        HouseOptions options = quietHouse(dir.file("data"));
        options.clock = [this] { return Instant::fromMicros(now.load()); };
        house = std::make_unique<House>(options);
        ASSERT_TRUE(house->start().ok());
        auto staffed = addUtility(*house, "one", {{"anna", "policy_editor"}, {"cleo", "policy_approver"}, {"dora", "policy_approver"},
                                                  {"paul", "policy_publisher"}, {"ada", "admin"}, {"jane", "approver"}, {"maria", "operator"}});
        tenant = staffed.tenant;
        ids = std::move(staffed.ids);
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
    }
    void TearDown() override { house->stop(); }

    std::string tokenOf(const std::string& login) {
        auto& token = tokens[login];
        if (token.empty()) token = sessionToken(*client, "one", login);
        return token;
    }
    HttpAnswer call(const std::string& as, const std::string& method, const std::string& path, const std::string& body = {}, Headers headers = {}) {
        headers.emplace_back("Authorization", "Bearer " + tokenOf(as));
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok()) << method << " " << path;
        return answer.ok() ? *answer : HttpAnswer{};
    }
    JsonValue must(const std::string& as, const std::string& method, const std::string& path, const std::string& body = {}, int status = 200, Headers headers = {}) {
        const HttpAnswer answer = call(as, method, path, body, std::move(headers));
        EXPECT_EQ(answer.status, status) << method << " " << path << ": " << answer.body;
        auto value = JsonValue::parse(answer.body.empty() ? "{}" : answer.body);
        return value.ok() ? *value : JsonValue{JsonValue::Object{}};
    }
    static std::int64_t numberAt(const JsonValue& value, const char* name) {
        const JsonValue* found = value.find(name);
        return found != nullptr && found->integer() != nullptr ? *found->integer() : -1;
    }
    /// A draft of anna's with a role in it; its number.
    std::string draftWith(const std::string& role) {
        const auto done = must("anna", "POST", "/v1/roles", role, 201, {{"X-Change-Summary", "a role more for the storm desk"}});
        return std::to_string(numberAt(done, "policy_version"));
    }
    void approve(const std::string& version) {
        must("anna", "POST", "/v1/policies/roles/versions/" + version + "/submit");
        must("cleo", "POST", "/v1/policies/roles/versions/" + version + "/approve", R"({"comment":"good"})");
        const auto done = must("dora", "POST", "/v1/policies/roles/versions/" + version + "/approve");
        EXPECT_EQ(done.textAt("state"), "approved");
    }

    static constexpr const char* nightDesk =
        R"({"id":"night_desk","name":"Night desk","grants":[
            {"actions":["initiate"],"scope":{"channels":["sms","email"],"territories":["R-101","R-102"],"severities":["major","critical"],"content_types":["etr","advisory"]}},
            {"actions":["approve"],"scope":{"channels":["voice"],"territories":["R-101","R-102"],"severities":["major","critical"],"content_types":["etr","advisory"]}}]})";

    TempDir dir;
    std::atomic<std::int64_t> now{1'727'000'000'000'000};
    std::unique_ptr<House> house;
    TenantId tenant;
    std::map<std::string, std::string> ids, tokens;
    std::unique_ptr<HttpClient> client;
};

TEST_F(PolicyApi, DraftReviewByTwoScheduleCutoverAndRollback) {  // F02.R6.A1, A4, A5, A6
    const std::string version = draftWith(nightDesk);
    EXPECT_EQ(version, "1");
    EXPECT_EQ(call("anna", "POST", "/v1/policies/roles/versions", R"({"summary":"short"})").status, 422);
    must("anna", "POST", "/v1/policies/roles/versions/1/submit");
    EXPECT_EQ(call("anna", "POST", "/v1/policies/roles/versions/1/approve").status, 403) << "an editor has no right to";
    EXPECT_EQ(call("cleo", "POST", "/v1/policies/roles/versions/1/request-changes").status, 422) << "a comment is required";
    EXPECT_EQ(must("cleo", "POST", "/v1/policies/roles/versions/1/request-changes", R"({"comment":"name it better"})").textAt("state"), "draft");
    approve("1");
    EXPECT_EQ(call("cleo", "POST", "/v1/policies/roles/versions/1/publish").status, 403);
    EXPECT_EQ(call("paul", "POST", "/v1/policies/roles/versions/1/schedule", R"({"effective_at":"2020-01-01T00:00","zone":"UTC"})").status, 422) << "in the past";
    must("paul", "POST", "/v1/policies/roles/versions/1/publish");
    EXPECT_EQ(must("ada", "GET", "/v1/policies/roles/versions/live").find("version")->textAt("state"), "published");

    const std::string second = draftWith(R"({"id":"day_desk","name":"Day desk","inherits":["night_desk"]})");
    EXPECT_EQ(second, "2");
    approve("2");
    must("paul", "POST", "/v1/policies/roles/versions/2/schedule", R"({"effective_at":")" + toIso(Instant::fromMicros(now) + hours(2)) + R"(","zone":"America/New_York"})");
    now += microseconds(hours(2)).count();
    tokens.clear();   // nobody stays signed in for two idle hours
    house->gate().fireTimers();
    house->gate().inspect(tenant, [](CommandContext&) {});   // what was submitted before is decided by then
    EXPECT_EQ(numberAt(*must("ada", "GET", "/v1/policies/roles/versions/live").find("version"), "number"), 2);
    EXPECT_EQ(call("paul", "POST", "/v1/policies/roles/rollback", R"({"reason":""})").status, 422);
    const auto back = must("paul", "POST", "/v1/policies/roles/rollback", R"({"reason":"the day desk saw too much"})");
    EXPECT_EQ(numberAt(back, "version"), 1);
    const auto live = must("ada", "GET", "/v1/policies/roles/versions/live");
    EXPECT_EQ(live.find("version")->textAt("summary"), "Rollback from version 2 to version 1: the day desk saw too much");
    const auto all = must("ada", "GET", "/v1/policies/roles/versions?limit=1");
    EXPECT_EQ(all.find("items")->array()->size(), 1U);
    const auto rest = must("ada", "GET", "/v1/policies/roles/versions?limit=5&page_token=" + std::string(all.textAt("nextPageToken")));
    EXPECT_EQ(rest.find("items")->array()->size(), 1U);
    EXPECT_EQ(rest.find("nextPageToken"), nullptr);
    // Its whole provenance is found where all evidence is (F02.R6.A7); the index follows the log.
    std::string events;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (events.find("policy.published") == std::string::npos && std::chrono::steady_clock::now() < deadline) {
        events = call("ada", "GET", "/v1/audit/events?object=policy:roles/1").body;
    }
    for (const char* type : {"policy.drafted", "policy.submitted", "policy.reviewed", "policy.published"}) EXPECT_NE(events.find(type), std::string::npos) << type;
}

TEST_F(PolicyApi, ARoleIsWrittenWithItsScopesAndReadBackExactly) {  // F02.R7.A1, A7
    const HttpAnswer made = call("anna", "POST", "/roles", nightDesk);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_FALSE(made.header("ETag").empty());
    EXPECT_EQ(made.header("X-Policy-Version"), "roles/1") << "a draft, never what is live";
    EXPECT_EQ(call("ada", "GET", "/v1/roles/night_desk").status, 404) << "not in force";
    const HttpAnswer read = call("anna", "GET", "/v1/roles/night_desk?version=draft");
    ASSERT_EQ(read.status, 200);
    const auto role = *JsonValue::parse(read.body);
    const auto& grants = *role.find("grants")->array();
    ASSERT_EQ(grants.size(), 2U);
    EXPECT_EQ(grants[0].find("scope")->find("channels")->canonical(), R"(["sms","email"])");
    EXPECT_EQ(grants[0].find("scope")->find("territories")->canonical(), R"(["R-101","R-102"])");
    EXPECT_EQ(grants[1].find("scope")->find("channels")->canonical(), R"(["voice"])");
    EXPECT_EQ(grants[1].find("scope")->find("severities")->canonical(), R"(["major","critical"])");
    // Held to what was seen.
    const std::string tag(read.header("ETag"));
    EXPECT_EQ(call("anna", "PATCH", "/v1/roles/night_desk", R"({"name":"Nights"})", {{"If-Match", "\"another\""}}).status, 412);
    EXPECT_EQ(call("anna", "PATCH", "/v1/roles/night_desk", R"({"name":"Nights"})", {{"If-Match", tag}}).status, 200);
    EXPECT_EQ(call("anna", "DELETE", "/v1/roles/night_desk", {}, {{"If-Match", tag}}).status, 412) << "changed meanwhile";
    EXPECT_EQ(call("anna", "GET", "/v1/roles/night_desk?version=draft", {}, {{"If-None-Match", tag}}).status, 200);
    EXPECT_EQ(call("anna", "POST", "/v1/roles", nightDesk).status, 409);
    EXPECT_EQ(call("anna", "PUT", "/v1/roles/other", R"({"id":"night_desk","inherits":["operator"]})").status, 422) << "two ids";
    EXPECT_EQ(must("anna", "PUT", "/v1/roles/other", R"({"inherits":["operator"]})", 201).find("item")->textAt("id"), "other");
    EXPECT_EQ(call("anna", "DELETE", "/v1/roles/night_desk").status, 200);
    EXPECT_EQ(call("anna", "GET", "/v1/roles/night_desk?version=draft").status, 404);
    EXPECT_EQ(call("maria", "GET", "/v1/roles").status, 403) << "operators do not read roles";
    EXPECT_EQ(call("cleo", "POST", "/v1/roles", nightDesk).status, 403);
}

TEST_F(PolicyApi, WhatIsMissingOfARoleIsNamedAndAnOverlapOnlyWarns) {  // F02.R7.A1
    const auto wrong = must("anna", "POST", "/v1/roles", R"({"id":"empty","grants":[{"actions":["initiate"],"scope":{"channels":[],"territories":[],"severities":[],"content_types":[]}}]})", 422);
    EXPECT_EQ(wrong.textAt("code"), "invalid_fields");
    std::vector<std::string> fields;
    for (const JsonValue& field : *wrong.find("fields")->array()) fields.emplace_back(field.textAt("field"));
    EXPECT_EQ(fields, (std::vector<std::string>{"grants.0.scope.channels", "grants.0.scope.territories", "grants.0.scope.severities", "grants.0.scope.content_types"}));
    EXPECT_EQ(must("anna", "POST", "/v1/roles", R"({"id":"nothing"})", 422).find("fields")->array()->at(0).textAt("field"), "grants");
    must("anna", "POST", "/v1/roles", nightDesk, 201);
    std::string twin = nightDesk;
    twin.replace(twin.find("night_desk"), 10, "night_twin");
    const auto made = must("anna", "POST", "/v1/roles", twin, 201);
    EXPECT_FALSE(made.find("warnings")->array()->empty()) << "the scopes overlap";
}

TEST_F(PolicyApi, WhatTheDraftGivesIsAskedBeforeAndAfterItIsLive) {  // F02.R7.A2, A4, A7
    const std::string version = draftWith(nightDesk);
    must("anna", "POST", "/v1/assignments", R"({"kind":"user","principal":")" + ids["jane"] + R"(","role":"night_desk"})", 201);
    const std::string ask = R"({"userId":"jane","actionType":"initiate","channel":"SMS","geography":"R-101","severity":"Major","contentType":"advisory","audience":100)";
    EXPECT_EQ(must("ada", "POST", "/evaluate", ask + "}").textAt("decision"), "Deny") << "a draft is not in force";
    const auto draft = must("ada", "POST", "/v1/evaluate", ask + R"(,"version":")" + version + R"("})");
    EXPECT_EQ(draft.textAt("decision"), "Allow") << draft.canonical();
    EXPECT_EQ(draft.find("rationale")->find("matched_role_ids")->canonical(), R"(["night_desk"])");
    EXPECT_EQ(draft.find("rationale")->find("matched_scopes")->array()->at(0).find("scope")->find("channels")->canonical(), R"(["sms","email"])");
    approve(version);
    must("paul", "POST", "/v1/policies/roles/versions/" + version + "/publish");
    const auto live = must("ada", "POST", "/v1/evaluate", ask + "}");
    EXPECT_EQ(live.textAt("decision"), "Allow");
    EXPECT_EQ(live.textAt("policy_version"), "roles/" + version);
    EXPECT_EQ(must("ada", "POST", "/v1/evaluate", ask + "}").textAt("decision_id"), live.textAt("decision_id")) << "the same question, the same id";
    const auto no = must("ada", "POST", "/v1/evaluate", R"({"userId":"jane","actionType":"initiate","channel":"voice","geography":"R-101","severity":"major","contentType":"etr","audience":1})");
    EXPECT_EQ(no.textAt("decision"), "Deny");
    EXPECT_EQ(no.find("rationale")->find("missing")->canonical(), R"(["channel"])");
    const auto cells = must("ada", "GET", "/v1/effective-permissions?user=jane&actions=initiate,approve");
    std::set<std::string> channels;
    for (const JsonValue& cell : *cells.find("cells")->array()) {
        if (cell.textAt("action") == "comms.draft" && cell.textAt("territory") == "R-101") channels.insert(std::string(cell.textAt("channel")));
    }
    EXPECT_EQ(channels, (std::set<std::string>{"email", "sms"}));
    EXPECT_EQ(call("ada", "POST", "/v1/evaluate", R"({"userId":"jane"})").status, 422);
    EXPECT_EQ(call("maria", "POST", "/v1/evaluate", ask + "}").status, 403);
}

// F02.R6.A7: a life of a version from its draft to its rollback, with its analyses and exports, as it leaves through the log's own
// export: filtered, as CSV, each row with actor, time, object and its place in the hash chain.
TEST_F(PolicyApi, TheProvenanceOfPoliciesIsFilteredAndLeavesAsCsv) {
    const std::string version = draftWith(nightDesk);
    must("anna", "POST", "/v1/policies/roles/versions/" + version + "/validate");
    (void)call("anna", "GET", "/v1/policies/roles/diff?format=csv&version=" + version);
    approve(version);
    must("paul", "POST", "/v1/policies/roles/versions/" + version + "/publish");
    const std::string second = draftWith(R"({"id":"day_desk","name":"Day desk","inherits":["night_desk"]})");
    approve(second);
    must("paul", "POST", "/v1/policies/roles/versions/" + second + "/schedule", R"({"effective_at":")" + toIso(Instant::fromMicros(now) + hours(1)) + R"(","zone":"UTC"})");
    now += microseconds(hours(1)).count();
    tokens.clear();
    house->gate().fireTimers();
    house->gate().inspect(tenant, [](CommandContext&) {});
    must("paul", "POST", "/v1/policies/roles/rollback", R"({"reason":"the day desk saw too much"})");
    std::map<std::string, std::string> inLog;   // id -> type
    house->gate().inspect(tenant, [&](CommandContext& cx) {
        for (const Entry& entry : cx.store().entries(cx.tenant(), Stream::security, 0, 10'000)) {
            if (entry.header.type.starts_with("policy.")) inLog[entry.header.entryId.str()] = entry.header.type + "," + entry.hash.hex();
        }
    });
    std::set<std::string> types;
    for (const auto& [id, what] : inLog) types.insert(what.substr(0, what.find(',')));
    for (const char* type : {"policy.drafted", "policy.examined", "policy.submitted", "policy.reviewed", "policy.scheduled", "policy.published"}) EXPECT_TRUE(types.contains(type)) << type;

    now += microseconds(seconds(1)).count();   // an export goes up to its own moment
    const auto asked = must("ada", "POST", "/v1/audit/exports", R"({"filter":{"types":["policy.*"]},"format":"csv","purpose":"compliance"})", 202);
    const std::string href = "/v1/audit/exports/" + std::string(asked.textAt("export_id"));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    std::string state;
    while (state != "ready" && state != "failed" && std::chrono::steady_clock::now() < deadline) state = must("ada", "GET", href).textAt("state");
    ASSERT_EQ(state, "ready") << call("ada", "GET", href).body;
    const HttpAnswer csv = call("ada", "GET", href + "/download");
    ASSERT_EQ(csv.status, 200);
    const std::string head = csv.body.substr(0, csv.body.find('\n'));
    for (const char* column : {"entry_id", "event_type", "actor_id", "ledger_time", "subjects", "hash", "prev_hash"}) EXPECT_NE(head.find(column), std::string::npos) << column << " in " << head;
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n') - 1, static_cast<std::ptrdiff_t>(inLog.size())) << "all of them, and nothing else";
    for (const auto& [id, what] : inLog) {
        EXPECT_NE(csv.body.find(id), std::string::npos) << what;
        EXPECT_NE(csv.body.find(what.substr(what.find(',') + 1)), std::string::npos) << "its hash";
    }
    EXPECT_NE(csv.body.find("policy:roles/" + version), std::string::npos) << "which object";
    // And the filter by object and by person, as the page asks.
    const auto events = must("ada", "GET", "/v1/audit/events?type=policy.*&object=policy:roles/" + second + "&actor=" + ids.at("paul"));
    ASSERT_NE(events.find("events")->array(), nullptr);
    EXPECT_GE(events.find("events")->array()->size(), 1U);
    for (const JsonValue& each : *events.find("events")->array()) EXPECT_EQ(each.textAt("actor_id"), ids.at("paul"));
}

TEST_F(PolicyApi, DiffImpactAndExportAreToldAndWrittenDown) {  // F02.R6.A2, A3, A7
    const std::string version = draftWith(nightDesk);
    must("anna", "POST", "/v1/assignments", R"({"kind":"user","principal":"jane","role":"night_desk"})", 201);
    const auto diff = must("anna", "GET", "/v1/policies/roles/diff?version=" + version);
    EXPECT_GT(numberAt(*diff.find("totals"), "added"), 0);
    const std::string csv = call("anna", "GET", "/v1/policies/roles/diff?format=csv&version=" + version).body;
    const auto lines = std::count(csv.begin(), csv.end(), '\n') - 1;
    EXPECT_EQ(lines, numberAt(*diff.find("totals"), "added") + numberAt(*diff.find("totals"), "modified") + numberAt(*diff.find("totals"), "removed"));
    const HttpAnswer pdf = call("anna", "GET", "/v1/policies/roles/diff?format=pdf&version=" + version);
    EXPECT_EQ(pdf.header("Content-Type"), "application/pdf");
    EXPECT_TRUE(pdf.body.starts_with("%PDF-1.7"));
    EXPECT_NE(pdf.body.find("(Totals: added " + std::to_string(numberAt(*diff.find("totals"), "added"))), std::string::npos);
    EXPECT_EQ(call("anna", "GET", "/v1/policies/roles/diff?change=sideways").status, 422);
    const auto impact = must("anna", "POST", "/v1/policies/roles/impact?version=" + version);
    EXPECT_EQ(impact.textAt("analysis_id").size(), 36U);
    EXPECT_EQ(numberAt(impact, "principals_gaining"), 1);
    EXPECT_GT(numberAt(*impact.find("total"), "gains"), 0);
    const std::string gained = call("anna", "GET", "/v1/policies/roles/impact?format=csv&version=" + version).body;
    EXPECT_NE(gained.find(",gain,user,jane,"), std::string::npos) << gained;
    const auto checked = must("anna", "POST", "/v1/policies/roles/versions/" + version + "/validate");
    EXPECT_TRUE(*checked.find("valid")->boolean()) << checked.canonical();
    int examined = 0;
    house->gate().inspect(tenant, [&](CommandContext& cx) {
        for (const Entry& entry : cx.store().entries(cx.tenant(), Stream::security, 0, 10'000)) examined += entry.header.type == "policy.examined" ? 1 : 0;
    });
    EXPECT_EQ(examined, 5) << "two exports of the diff, two analyses, one validation; looking at a diff is no export";
}

// I2: every way in which a document leaves as a file waits for a touch; on the screen it is read as before.
TEST_F(PolicyApi, WhatIsTakenAwayNeedsATouchWhereTheUtilitySaysSo) {
    access::KeyPolicy keys;
    keys.exportsNeedKey = true;
    const auto set = house->gate().run(access::systemContext(tenant, false), {CommandId{derivedUuid("keys")}, std::string(access::SetKeyPolicy::card.name), toJson(access::SetKeyPolicy{keys})});
    ASSERT_TRUE(set.reply.ok()) << toJson(set.reply.problem());
    const std::string version = draftWith(nightDesk);
    must("anna", "GET", "/v1/policies/roles/diff?version=" + version);
    for (const std::string& path : std::vector<std::string>{"export", "export?format=csv", "diff?format=csv&version=" + version, "diff?format=pdf&version=" + version, "impact?format=csv&version=" + version}) {
        const auto refused = must("anna", "GET", "/v1/policies/roles/" + path, {}, 401);
        EXPECT_EQ(refused.textAt("code"), "step_up_required") << path;
    }
    EXPECT_EQ(must("ada", "GET", "/v1/keys/violations?format=csv", {}, 401).textAt("code"), "step_up_required");
    EXPECT_EQ(must("ada", "POST", "/v1/audit/exports", R"({"format":"csv","purpose":"audit"})", 401).textAt("code"), "step_up_required");
    // No act reaches another utility: there is nothing that a touch could open.
    EXPECT_EQ(must("ada", "POST", "/v1/audit/exports", R"({"format":"csv","purpose":"audit","tenant":"11111111-1111-4111-8111-111111111111"})", 403).textAt("code"), "cross_tenant");
}

TEST_F(PolicyApi, RecordsGoOutAndComeInWithADryRunFirst) {  // F02.R7.A3
    const std::string version = draftWith(nightDesk);
    const std::string file = call("anna", "GET", "/v1/policies/roles/export?format=csv&version=" + version).body;
    ASSERT_NE(file.find("1,roles,night_desk,"), std::string::npos) << file;
    const auto made = must("anna", "POST", "/v1/policies/roles/versions", R"({"summary":"a second draft for the import"})", 201);
    const std::string other = std::to_string(numberAt(made, "version"));
    const std::string bad = file + "1,roles,\r\n";
    const Headers csv{{"Content-Type", "text/csv"}};
    const auto dry = must("anna", "POST", "/v1/policies/roles/import?mode=dry-run&version=" + other, bad, 200, csv);
    EXPECT_EQ(numberAt(*dry.find("summary"), "invalid"), 1) << dry.canonical();
    EXPECT_EQ(numberAt(*dry.find("summary"), "added"), 3) << "a role and two policies";
    EXPECT_EQ(call("anna", "GET", "/v1/roles/night_desk?version=" + other).status, 404) << "a dry run changes nothing";
    EXPECT_EQ(call("anna", "POST", "/v1/policies/roles/import?mode=commit", bad, csv).status, 422) << "which draft?";
    const auto done = must("anna", "POST", "/v1/policies/roles/import?mode=commit&version=" + other, bad, 200, csv);
    EXPECT_EQ(done.textAt("transaction_id").size(), 36U);
    EXPECT_EQ(done.find("results")->canonical(), dry.find("results")->canonical());
    EXPECT_EQ(call("anna", "GET", "/v1/policies/roles/export?format=csv&version=" + other).body, file) << "exactly what was imported";
    const auto again = must("anna", "POST", "/v1/policies/roles/import?mode=commit&version=" + other, bad, 200, csv);
    EXPECT_EQ(numberAt(*again.find("summary"), "unchanged"), numberAt(*again.find("summary"), "valid")) << "twice is once";
    const std::string json = call("anna", "GET", "/v1/policies/roles/export?version=" + other).body;
    EXPECT_NE(json.find(R"("schema":"outagekit.policy.v1")"), std::string::npos);
    EXPECT_EQ(numberAt(*must("anna", "POST", "/v1/policies/roles/import?mode=dry-run&version=" + other, json).find("summary"), "invalid"), 0);
}

TEST_F(PolicyApi, ManyPeopleAtOnceEachWholeOrNotAtAll) {  // F02.R7.A5
    draftWith(nightDesk);
    std::string principals;
    for (int i = 0; i < 200; ++i) principals += std::string(i == 0 ? "" : ",") + R"({"kind":"group","id":"crew-)" + std::to_string(i) + "\"}";
    const auto all = [&](const std::string& assign, const std::string& remove, const std::string& users = "") {
        const auto started = must("anna", "POST", "/v1/assignments/bulk", R"({"principals":[)" + principals + R"(],"users":[)" + users + R"(],"assign":[)" + assign + R"(],"remove":[)" + remove + "]}", 202);
        JsonValue state = started;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        std::int64_t last = 0;
        while (state.textAt("status") == "running" && std::chrono::steady_clock::now() < deadline) {
            state = must("anna", "GET", "/v1/assignments/bulk/" + std::string(started.textAt("id")));
            EXPECT_GE(numberAt(state, "done"), last) << "progress only grows";
            last = numberAt(state, "done");
        }
        return state;
    };
    const auto first = all(R"("operator")", "");
    EXPECT_EQ(numberAt(first, "succeeded"), 200) << first.textAt("status");
    const auto second = all(R"("night_desk")", R"("operator")", R"("jane","nobody")");
    EXPECT_EQ(numberAt(second, "succeeded"), 201);
    EXPECT_EQ(numberAt(second, "failed"), 1);
    int have = 0, still = 0;
    std::string next;
    do {
        const auto page = must("anna", "GET", "/assignments?version=draft&limit=150" + (next.empty() ? "" : "&page_token=" + next));
        EXPECT_LE(page.find("items")->array()->size(), 150U);
        for (const JsonValue& one : *page.find("items")->array()) {
            have += one.textAt("role") == "night_desk" ? 1 : 0;
            still += one.textAt("role") == "operator" ? 1 : 0;
        }
        next = page.textAt("nextPageToken");
    } while (!next.empty());
    EXPECT_EQ(have, 201) << "as many as succeeded";
    EXPECT_EQ(still, 0);
    const auto unknown = all(R"("no_such_role")", "");
    EXPECT_EQ(numberAt(unknown, "failed"), 200);
}

// F09.R4.A5, F09.R4.A3: 409 where the matrix would give it, by itself or to many; who has it from before is told that it does not count.
TEST_F(PolicyApi, ARoleThatAsksForKeysIsNotAssignedToWhoHasNone) {
    draftWith(nightDesk);
    access::KeyPolicy keys;
    keys.rolesWithKeys = {"operator"};
    keys.keysPerPerson = 2;
    keys.graceDays = 0;
    const auto set = house->gate().run(access::systemContext(tenant, false), {CommandId{derivedUuid("keys")}, std::string(access::SetKeyPolicy::card.name), toJson(access::SetKeyPolicy{keys})});
    ASSERT_TRUE(set.reply.ok()) << toJson(set.reply.problem());
    const std::string jane = R"({"kind":"user","principal":")" + ids["jane"] + R"(","role":"operator"})";
    const auto refused = must("anna", "POST", "/v1/assignments?version=draft", jane, 409);
    EXPECT_EQ(refused.textAt("code"), "person_lacks_keys");
    EXPECT_EQ(refused.find("details")->textAt("aliases"), "RBAC_POLICY_NONCOMPLIANT,POLICY_KEYS_MIN_NOT_MET");
    EXPECT_EQ(refused.find("details")->textAt("policy_id"), "keys/1");
    EXPECT_EQ(refused.find("details")->textAt("missing"), "2");
    EXPECT_EQ(refused.find("details")->textAt("link"), "/sign-in");
    must("anna", "POST", "/v1/assignments?version=draft", R"({"kind":"user","principal":")" + ids["jane"] + R"(","role":"auditor"})", 201);
    JsonValue state = must("anna", "POST", "/v1/assignments/bulk", R"({"users":["jane"],"principals":[{"kind":"group","id":"crew-1"}],"assign":["operator"],"remove":[]})", 202);
    const std::string job(state.textAt("id"));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (state.textAt("status") == "running" && std::chrono::steady_clock::now() < deadline) state = must("anna", "GET", "/v1/assignments/bulk/" + job);
    EXPECT_EQ(numberAt(state, "succeeded"), 1) << "a group is nobody who could have a key";
    EXPECT_EQ(numberAt(state, "failed"), 1);
    EXPECT_EQ(state.find("results")->array()->front().textAt("reason"), "person_lacks_keys");
    // maria is an operator by her account: she keeps the role, and what she asks in vain says why.
    const auto hers = must("ada", "GET", "/v1/effective-permissions?user=maria&actions=comms.send");
    EXPECT_EQ(hers.find("withheld")->canonical(), R"(["operator"])");
    EXPECT_TRUE(hers.find("cells")->array()->empty());
    const auto asked = must("ada", "POST", "/v1/evaluate", R"({"userId":"maria","actionType":"publish","channel":"sms"})");
    EXPECT_EQ(asked.textAt("decision"), "Deny");
    EXPECT_EQ(asked.find("rationale")->find("withheld_role_ids")->canonical(), R"(["operator"])");
    EXPECT_TRUE(must("ada", "GET", "/v1/effective-permissions?user=jane&actions=comms.send").find("withheld")->array()->empty()) << "who does not hold it loses nothing";
}

TEST_F(PolicyApi, ATrialOnThePastChangesNothing) {  // F02.R7.A6
    const std::string version = draftWith(R"({"id":"nobody_special","inherits":["supervisor"]})");
    (void)call("maria", "GET", "/v1/roles");
    const std::string command = R"({"name":"access.create_user","body":{}})";
    EXPECT_EQ(call("maria", "POST", "/v1/commands", command).status, 403) << "something that was refused";
    const auto before = must("ada", "GET", "/v1/policies/roles/versions").canonical();
    const std::string ask = R"({"version":")" + version + R"(","baseline":"0","from":"2024-09-01T00:00:00Z","to":"2024-10-30T00:00:00Z"})";
    const auto trial = must("anna", "POST", "/v1/policies/roles/simulate", ask);
    EXPECT_EQ(numberAt(*trial.find("total"), "denied"), 1) << trial.canonical();
    EXPECT_EQ(numberAt(*trial.find("total"), "changed"), 0);
    const std::string csv = call("anna", "POST", "/v1/policies/roles/simulate?format=csv", ask).body;
    EXPECT_NE(csv.find("access.create_user"), std::string::npos) << csv;
    EXPECT_EQ(must("ada", "GET", "/v1/policies/roles/versions").canonical(), before);
    EXPECT_EQ(call("anna", "POST", "/v1/policies/roles/simulate", R"({"from":"2024-10-30T00:00:00Z","to":"2024-09-01T00:00:00Z"})").status, 422);
}

TEST_F(PolicyApi, TemplatesAreVersionedAndFilledIn) {  // F02.R1.A7
    const std::string storm = R"({"id":"storm","name":"Storm","policies":[{"id":"send","name":"send","actions":["{actions}"],
        "scope":{"channels":["{channels}"],"territories":["{territories}"],"severities":["{severities}"],"content_types":["{content_types}"]}}]})";
    EXPECT_EQ(numberAt(*must("anna", "POST", "/v1/role-templates", storm, 201).find("item"), "version"), 1);
    const std::string five = R"({"instance":"T5","actions":["initiate","publish"],"scope":{"channels":["sms","email"],"territories":["T5"],"severities":["minor","major"],"content_types":["advisory"]}})";
    const auto made = must("anna", "POST", "/v1/role-templates/storm/instantiate", five, 201);
    const JsonValue& policy = made.find("item")->array()->at(0);
    EXPECT_EQ(policy.find("scope")->find("territories")->canonical(), R"(["T5"])");
    EXPECT_EQ(numberAt(*policy.find("from"), "version"), 1);
    EXPECT_EQ(numberAt(*must("anna", "POST", "/v1/role-templates", storm, 201).find("item"), "version"), 2);
    EXPECT_EQ(must("anna", "GET", "/v1/role-templates?version=draft").find("items")->array()->size(), 2U) << "the old one stays";
    EXPECT_EQ(call("anna", "POST", "/v1/role-templates/rain/instantiate", five).status, 422);
}

TEST_F(PolicyApi, WrongAddressesAndOthersVersionsAreRefused) {
    EXPECT_EQ(call("anna", "GET", "/v1/policies/weights/versions").status, 404);
    EXPECT_EQ(call("anna", "GET", "/v1/policies/roles/versions/7").status, 404);
    EXPECT_EQ(call("anna", "GET", "/v1/policies/roles/versions/-1").status, 404);
    EXPECT_EQ(call("anna", "GET", "/v1/policies/roles/versions/live").status, 404) << "nothing of its own is live yet";
    EXPECT_EQ(call("anna", "POST", "/v1/policies/roles/versions/1/dance").status, 404);
    EXPECT_EQ(call("anna", "GET", "/v1/roles?limit=0").status, 422);
    EXPECT_EQ(call("anna", "GET", "/v1/roles?page_token=%00%ff").status, 400);
    EXPECT_EQ(call("anna", "PATCH", "/v1/policies/roles/versions/1", "[]").status, 422);
    const auto made = must("anna", "POST", "/v1/policies/roles/versions", R"({"summary":"to be changed by two people"})", 201);
    EXPECT_EQ(numberAt(made, "revision"), 1);
    EXPECT_EQ(call("anna", "PATCH", "/v1/policies/roles/versions/1", R"({"summary":"to be changed by one person"})", {{"If-Match", "\"7\""}}).status, 412);
    const auto done = must("anna", "PATCH", "/v1/policies/roles/versions/1", R"({"summary":"to be changed by one person"})", 200, {{"If-Match", "\"1\""}});
    EXPECT_EQ(numberAt(done, "revision"), 2);
    const auto builtin = must("anna", "GET", "/v1/roles?limit=3");
    EXPECT_EQ(builtin.find("items")->array()->size(), 3U) << "without a version of its own the built-in roles hold";
}

}  // namespace
}  // namespace ok
