// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// GET /v1/incidents/{id}/overview on the real server over HTTP (E38): who may, what the headers say, 304, read your own write.
#include <gtest/gtest.h>

#include <fstream>

#include "server/access/tenant_directory.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;

std::string memberOf(const std::string& json, const std::string& name) {
    const std::string mark = "\"" + name + "\":";
    const std::size_t at = json.find(mark);
    if (at == std::string::npos) return {};
    std::size_t from = at + mark.size();
    if (json[from] == '"') return json.substr(from + 1, json.find('"', from + 1) - from - 1);
    return json.substr(from, json.find_first_of(",}", from) - from);
}

class OverviewRoutes : public ::testing::Test {
  protected:
    void SetUp() override {
        house = std::make_unique<House>(quietHouse(dir.file("data")));
        ASSERT_TRUE(house->start().ok());
        for (const char* slug : {"one", "two"}) (void)addUtility(*house, slug, {{"maria", "operator"}});
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        token = sessionToken(*client, "one", "maria");
    }
    void TearDown() override { house->stop(); }
    HttpAnswer get(const std::string& path, std::vector<std::pair<std::string, std::string>> more = {}, const std::string& as = {}) {
        more.emplace_back("Authorization", "Bearer " + (as.empty() ? token : as));
        const auto answer = client->get(path, more);
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    HttpAnswer command(const std::string& name, const std::string& body) {
        const auto answer = client->post("/v1/commands", R"({"name":")" + name + R"(","body":)" + body + "}",
                                         {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}});
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    TempDir dir;
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::string token;
};

TEST_F(OverviewRoutes, OneAnswerAboutAnIncidentFromAReadModel) {  // E38
    const auto made = command("incidents.create", R"({"place":"Riverside","centre":{"lat":38.0,"lon":-84.5},"radius_metres":300})");
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string path = "/v1/incidents/" + memberOf(made.body, "incident") + "/overview";
    const auto first = get(path);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.header("X-Read-Model"), "miss");
    EXPECT_EQ(memberOf(first.body, "place"), "Riverside");
    const auto second = get(path);
    EXPECT_EQ(second.header("X-Read-Model"), "hit");
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(get(path, {{"If-None-Match", std::string(first.header("ETag"))}}).status, 304);
    EXPECT_EQ(get(path.substr(3)).body, first.body) << "the path as the requirement names it";

    const std::string id = memberOf(made.body, "incident");
    const auto changed = command("incidents.set_cause", R"({"incident":")" + id + R"(","key":"tree","text":"a tree on the line"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    const auto mine = get(path + "?min_sequence=" + memberOf(changed.body, "sequence"));
    EXPECT_NE(mine.body.find("a tree on the line"), std::string::npos) << "read your own write";
    EXPECT_NE(mine.header("ETag"), first.header("ETag"));

    EXPECT_EQ(get(path, {}, sessionToken(*client, "two", "maria")).status, 404) << "another utility's incident is not there";
    EXPECT_EQ(get(path, {}, "nobody").status, 401);
    EXPECT_EQ(get("/v1/incidents/what/overview").status, 404);
    EXPECT_EQ(get(path + "?min_sequence=soon").status, 422);
    const auto figures = client->get("/metrics", {});
    ASSERT_TRUE(figures.ok());
    EXPECT_NE(figures->body.find("ok_read_model_reads_total{model=\"incident_overview\",result=\"hit\"}"), std::string::npos);
}

TEST_F(OverviewRoutes, AnEntrysDiffSaysShapesAndMessagesInAReviewersWords) {  // F07.R3.A1, F07.R3.A2, F07.R3.A5, F07.R3.A6
    const auto made = command("incidents.create", R"({"place":"Riverside","centre":{"lat":38.0,"lon":-84.5},"radius_metres":300})");
    const std::string incident = memberOf(made.body, "incident");
    ASSERT_EQ(command("incidents.draw_boundary", R"({"incident":")" + incident + R"(","boundary":{"rings":[[{"lon":-84.51,"lat":37.99},{"lon":-84.49,"lat":37.99},
        {"lon":-84.49,"lat":38.01},{"lon":-84.51,"lat":38.01}]]}})").status, 200);
    ASSERT_EQ(command("comms.draft_update", R"({"incident":")" + incident + "\"}").status, 200);
    ASSERT_TRUE(house->createUser(house->tenants().bySlug("one")->tenant, "otto", "Otto", {"auditor"}, "storm-watch-2024").ok());
    const std::string auditor = sessionToken(*client, "one", "otto");
    const auto diffOf = [&](const std::string& type) {
        const auto found = get("/v1/audit/events?type=" + type + "&object=" + incident, {}, auditor);
        EXPECT_EQ(found.status, 200) << found.body;
        // The clock stands still here: a new incident's own boundary is of the same moment.
        std::string all;
        for (std::size_t at = found.body.find("\"entry_id\""); at != std::string::npos; at = found.body.find("\"entry_id\"", at + 1)) {
            const auto diff = get("/v1/audit/events/" + memberOf(found.body.substr(at), "entry_id") + "/diff", {}, auditor);
            EXPECT_EQ(diff.status, 200) << diff.body;
            all += diff.body;
        }
        return all;
    };
    const std::string drawn = diffOf("incident.boundary_changed");
    for (const char* part : {"\"geo_changes\":[{", "\"geometry\":\"/boundary\"", "\"operation\":\"moved\"", "\"area_after_sqkm\":3.9", "\"vertex_count_after\":4",
                             "\"ring_count_after\":1", "\"bounding_box_after\""}) {
        EXPECT_NE(drawn.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(drawn.find("/boundary/rings"), std::string::npos) << "no corner by corner";
    const std::string drafted = diffOf("comms.broadcast_drafted");
    for (const char* part : {"\"summary\":{", "\"recipient_count_delta\":0", "\"content\":[{", "\"placeholders_added\":["}) {
        EXPECT_NE(drafted.find(part), std::string::npos) << part;
    }
}

}  // namespace
}  // namespace ok
