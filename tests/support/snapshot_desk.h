// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The whole server with one utility, an update that waits for approval, and programs with scopes of their own: for tests of what
// integrations do with snapshots. Its clock is moved by hand.
#pragma once
#include <atomic>

#include "server/access/tenant_directory.h"
#include "shared/approvals/snapshot.h"
#include "shared/comms/comms_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "tests/support/foreign_program.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok::test {

class SnapshotDesk : public ::testing::Test {
  protected:
    void SetUp() override {
        HouseOptions options = quietHouse(dir.file("data"));
        options.clock = [now = now] { return Instant::fromMicros(now->load()); };
        change(options);
        house = std::make_unique<House>(options);
        ASSERT_TRUE(house->start().ok());
        for (const char* slug : {"one", "two"}) staff[slug] = addUtility(*house, slug, {{"maria", "operator"}, {"jonas", "approver"}, {"ada", "admin"}, {"iris", "auditor"}, {"fay", "supervisor"}});
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        for (const char* login : {"maria", "jonas", "ada", "iris", "fay"}) tokens[login] = sessionToken(*client, "one", login);
        tokens["other"] = sessionToken(*client, "two", "ada");
    }
    void TearDown() override { house->stop(); }
    virtual void change(HouseOptions&) {}

    using Extra = std::vector<std::pair<std::string, std::string>>;
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& who, const std::string& body = {}, const Extra& more = {}) {
        Extra headers{{"Authorization", "Bearer " + tokens[who]}};
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        headers.insert(headers.end(), more.begin(), more.end());
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    template <class C>
    HttpAnswer command(const C& command, const std::string& who) {
        return ask("POST", "/v1/commands", who, "{\"name\":\"" + std::string(C::card.name) + "\",\"body\":" + toJson(command) + "}");
    }
    static JsonValue json(const HttpAnswer& answer) {
        const auto read = JsonValue::parse(answer.body);
        EXPECT_TRUE(read.ok()) << answer.status << " " << answer.body;
        return read.ok() ? *read : JsonValue();
    }
    static std::string textAt(const HttpAnswer& answer, const std::string& name) { return std::string(json(answer).textAt(name)); }
    /// A program with a bearer token of its own.
    void program(const std::string& name, const std::string& roles, const std::string& scopes, int perMinute = 600) {
        const auto made = ask("POST", "/v1/api-clients", "ada",
                              R"({"name":")" + name + R"(","kind":"token","roles":[)" + roles + R"(],"scopes":[)" + scopes + R"(],"per_minute":)" + std::to_string(perMinute) + "}");
        ASSERT_EQ(made.status, 201) << made.body;
        tokens[name] = textAt(made, "secret");
    }
    /// Maria asks for an update to be sent.
    void request() {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.centre = LonLat{-84.5, 38.0};
        c.radiusMetres = 300;
        const auto made = parseJson(command(c, "maria").body);
        ASSERT_TRUE(made.ok());
        incident = std::string(made->root()["reply"]["incident"].text().value_or(""));
        const auto drafted = parseJson(command(comms::DraftUpdate{.incident = *IncidentId::parse(incident), .channels = {comms::Channel::sms}}, "maria").body);
        ASSERT_TRUE(drafted.ok());
        const auto id = BroadcastId::parse(drafted->root()["reply"]["broadcast"].text().value_or(""));
        ASSERT_TRUE(id.ok());
        broadcast = *id;
        Digest words;
        house->gate().inspect(house->tenants().bySlug("one")->tenant, [&](CommandContext& cx) { words = comms::digestOfDrafts(*cx.views().find<comms::Broadcast>(broadcast.str())); });
        const auto refused = command(comms::SendBroadcast{broadcast, words}, "maria");
        const auto doc = parseJson(refused.body);
        ASSERT_TRUE(doc.ok());
        approval = std::string(doc->root()["details"]["approval_id"].text().value_or(""));
        digest = std::string(doc->root()["details"]["digest"].text().value_or(""));
        ASSERT_FALSE(approval.empty()) << refused.body;
    }
    HttpAnswer release(const std::string& of, const std::string& who = "jonas") {
        return ask("POST", "/v1/commands", who, R"({"name":"approvals.release","body":{"approval":")" + approval + R"(","digest":")" + of + "\"}}");
    }
    /// The incident is worked on meanwhile: what was frozen is not how it is any more.
    void worldMoves() {
        const auto moved = command(incidents::SetIncidentStatus{*IncidentId::parse(incident), incidents::IncidentStatus::assigned, "a crew is on its way"}, "maria");
        ASSERT_EQ(moved.status, 200) << moved.body;
    }

    TempDir dir;
    std::shared_ptr<std::atomic<std::int64_t>> now = std::make_shared<std::atomic<std::int64_t>>(1'727'000'000'000'000);
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens;
    std::map<std::string, Staffed> staff;
    BroadcastId broadcast;
    std::string incident, approval, digest;
};

}  // namespace ok::test
