// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Snapshots, their outcomes and reports of delivery over HTTP on the real server (F04.R5.A3, F04.R7.A2, F04.R7.A6, F04.R1.A3).
#include <gtest/gtest.h>

#include "server/access/tenant_directory.h"
#include "shared/approvals/snapshot.h"
#include "shared/comms/comms_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;

struct Item {
    std::string id, approvalStatus, detailStatus, checksum;
    std::int64_t clusterCount = 0;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, approvalStatus, detailStatus, checksum, clusterCount))
struct Page {
    std::vector<Item> items;
    std::optional<std::string> nextCursor;
};
BOOST_DESCRIBE_STRUCT(Page, (), (items, nextCursor))
struct Whole {
    std::string checksum, approvalStatus;
    RawJson content;
    bool verified = false;
};
BOOST_DESCRIBE_STRUCT(Whole, (), (checksum, approvalStatus, content, verified))
struct Decided {
    std::string status, detailStatus;
    std::vector<std::string> approverIds;
    std::optional<Instant> decidedAt;
};
BOOST_DESCRIBE_STRUCT(Decided, (), (status, detailStatus, approverIds, decidedAt))
struct Left {
    std::string status, executionId;
    std::vector<std::string> channels;
    std::optional<Instant> startedAt, completedAt;
};
BOOST_DESCRIBE_STRUCT(Left, (), (status, executionId, channels, startedAt, completedAt))
struct Outcomes {
    Decided approval;
    Left broadcast;
};
BOOST_DESCRIBE_STRUCT(Outcomes, (), (approval, broadcast))
struct Refused {
    std::string code;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (code, details))
struct Report {
    std::string broadcast, state;
    std::vector<comms::BroadcastLeg> executions;
};
BOOST_DESCRIBE_STRUCT(Report, (), (broadcast, state, executions))

class SnapshotRoutes : public ::testing::Test {
  protected:
    void SetUp() override {
        house = std::make_unique<House>(quietHouse(dir.file("data")));
        ASSERT_TRUE(house->start().ok());
        for (const char* slug : {"one", "two"}) (void)addUtility(*house, slug, {{"maria", "operator"}, {"jonas", "approver"}, {"fay", "supervisor"}});
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        for (const char* login : {"maria", "jonas", "fay"}) tokens[login] = sessionToken(*client, "one", login);
        tokens["other"] = sessionToken(*client, "two", "jonas");
    }
    void TearDown() override { house->stop(); }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& who, const std::string& body = {}) {
        std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer " + tokens[who]}};
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    template <class C>
    HttpAnswer command(const C& command, const std::string& who) {
        return ask("POST", "/v1/commands", who, "{\"name\":\"" + std::string(C::card.name) + "\",\"body\":" + toJson(command) + "}");
    }
    template <class T>
    static T read(const HttpAnswer& answer) {
        const auto got = fromJson<T>(answer.body);
        EXPECT_TRUE(got.ok()) << answer.body;
        return got.ok() ? *got : T{};
    }
    /// A request to send an update; its details.
    std::map<std::string, std::string> request() {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.centre = LonLat{-84.5, 38.0};
        c.radiusMetres = 300;
        const auto made = command(c, "maria");
        const auto doc = parseJson(made.body);
        EXPECT_TRUE(doc.ok()) << made.body;
        const std::string incident(doc->root()["reply"]["incident"].text().value_or(""));
        const auto drafted = command(comms::DraftUpdate{.incident = *IncidentId::parse(incident), .channels = {comms::Channel::sms}}, "maria");
        const auto reply = parseJson(drafted.body);
        EXPECT_TRUE(reply.ok()) << drafted.body;
        broadcast = *BroadcastId::parse(reply->root()["reply"]["broadcast"].text().value_or(""));
        Digest digest;
        house->gate().inspect(house->tenants().bySlug("one")->tenant, [&](CommandContext& cx) { digest = comms::digestOfDrafts(*cx.views().find<comms::Broadcast>(broadcast.str())); });
        return read<Refused>(command(comms::SendBroadcast{broadcast, digest}, "maria")).details;
    }
    TempDir dir;
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens;
    BroadcastId broadcast;
};

// F04.R7.A2, F04.R1.A3: newest first, in pages; one by id as it was hashed; nobody changes it, nobody of another utility sees it.
TEST_F(SnapshotRoutes, SnapshotsAreListedReadAndNeverChanged) {
    (void)request();
    const auto details = request();
    const Page all = read<Page>(ask("GET", "/v1/snapshots?approval_status=pending&limit=500", "jonas"));
    ASSERT_EQ(all.items.size(), 2U);
    EXPECT_EQ(all.items[0].checksum, details.at("digest")) << "the newest first";
    EXPECT_EQ(all.items[0].clusterCount, 1);
    EXPECT_FALSE(all.nextCursor);
    const Page first = read<Page>(ask("GET", "/v1/snapshots?limit=1", "jonas"));
    ASSERT_TRUE(first.nextCursor);
    const Page second = read<Page>(ask("GET", "/v1/snapshots?limit=1&cursor=" + *first.nextCursor, "jonas"));
    ASSERT_EQ(second.items.size(), 1U);
    EXPECT_EQ(second.items[0].id, all.items[1].id);
    EXPECT_EQ(ask("GET", "/v1/snapshots?approval_status=maybe", "jonas").status, 400);
    const std::string path = "/v1/snapshots/" + all.items[0].id;
    const Whole one = read<Whole>(ask("GET", path, "jonas"));
    EXPECT_TRUE(one.verified);
    EXPECT_EQ(sha256(one.content.text).hex(), one.checksum);
    EXPECT_EQ(ask("PATCH", path, "jonas", "{}").status, 403);
    EXPECT_EQ(ask("DELETE", path, "jonas").status, 403);
    EXPECT_EQ(ask("GET", path, "other").status, 404);
    EXPECT_EQ(ask("GET", path + "/outcomes", "other").status, 404);
    EXPECT_TRUE(read<Page>(ask("GET", "/v1/snapshots", "other")).items.empty());
    EXPECT_EQ(ask("GET", path, "nobody").status, 401);
}

// F04.R7.A6, F04.R5.A3: first pending, with empty times; then who approved it, and what left, tied to snapshot and approval.
TEST_F(SnapshotRoutes, OutcomesTellTheDecisionAndWhatLeftOfIt) {
    const auto details = request();
    const std::string id = read<Page>(ask("GET", "/v1/snapshots", "jonas")).items.at(0).id;
    const auto pending = ask("GET", "/v1/snapshots/" + id + "/outcomes", "jonas");
    EXPECT_EQ(pending.status, 200);
    const Outcomes before = read<Outcomes>(pending);
    EXPECT_EQ(before.approval.status, "pending");
    EXPECT_FALSE(before.approval.decidedAt);
    EXPECT_EQ(before.broadcast.status, "pending");
    EXPECT_FALSE(before.broadcast.startedAt);
    const auto released = ask("POST", "/v1/commands", "jonas", R"({"name":"approvals.release","body":{"approval":")" + details.at("approval_id") + R"(","digest":")" + details.at("digest") + "\"}}");
    ASSERT_EQ(released.status, 200) << released.body;
    const Outcomes after = read<Outcomes>(ask("GET", "/v1/snapshots/" + id + "/outcomes", "jonas"));
    EXPECT_EQ(after.approval.status, "approved");
    EXPECT_EQ(after.approval.approverIds.size(), 1U);
    EXPECT_TRUE(after.approval.decidedAt);
    EXPECT_EQ(after.broadcast.status, "sent") << "it reached nobody, and that is all there was to do";
    EXPECT_EQ(after.broadcast.channels, std::vector<std::string>{"sms"});
    EXPECT_TRUE(after.broadcast.startedAt);
    const Report report = read<Report>(ask("GET", "/v1/broadcasts/" + broadcast.str() + "/report", "jonas"));
    ASSERT_EQ(report.executions.size(), 1U);
    EXPECT_EQ(report.executions[0].snapshotId, id);
    EXPECT_EQ(report.executions[0].approval, details.at("approval_id"));
    EXPECT_EQ(report.state, "done");
    const auto csv = ask("GET", "/v1/broadcasts/" + broadcast.str() + "/report?format=csv", "jonas");
    EXPECT_TRUE(csv.body.starts_with("broadcast,snapshot,channel,status,messages")) << csv.body;
    EXPECT_EQ(ask("GET", "/v1/broadcasts/" + broadcast.str() + "/report", "other").status, 404);
}

}  // namespace
}  // namespace ok
