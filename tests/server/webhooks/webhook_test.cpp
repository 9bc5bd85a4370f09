// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Programs of a utility are told of its snapshots: on the real server, by a receiver that fails, throttles and refuses (F04.R7.A3), and
// the check of a signature (F04.R7.A4).
#include <condition_variable>
#include <mutex>

#include "server/net/net_server.h"
#include "server/product/free_port.h"
#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

struct Got {
    std::string path, body, id, timestamp, signature, count, event;
};

/// Answers each path as it is told; keeps what came.
struct Receiver {
    Receiver() {
        net::Router router;
        router.post("/{where}", [this](const net::HttpRequest& request, net::Responder respond) {
            const std::lock_guard lock(mutex);
            got.push_back({request.path, request.body, std::string(request.header("webhook-id")), std::string(request.header("X-OK-Timestamp")), std::string(request.header("X-OK-Signature")),
                           std::string(request.header("X-OK-Delivery-Count")), std::string(request.header("X-OK-Event-Type"))});
            EXPECT_EQ(request.header("webhook-signature"), request.header("X-OK-Signature"));
            auto& plan = answers[request.path];
            const int status = plan.empty() ? 200 : plan.front();
            if (!plan.empty()) plan.erase(plan.begin());
            respond(net::HttpResponse::text(status, ""));
        });
        net::NetOptions options;
        options.listen = {{.address = "127.0.0.1", .port = port}};
        server.emplace(options, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    ~Receiver() { server->stop(); }
    std::vector<Got> at(const std::string& path) {
        const std::lock_guard lock(mutex);
        std::vector<Got> out;
        for (const Got& each : got) {
            if (each.path == path) out.push_back(each);
        }
        return out;
    }
    std::uint16_t port = freePort("127.0.0.1");
    std::mutex mutex;
    std::vector<Got> got;
    std::map<std::string, std::vector<int>> answers;
    std::optional<net::NetServer> server;
};

class WebhookTest : public SnapshotDesk {
  protected:
    void change(HouseOptions& options) override { options.webhooksInside = {here()}; }
    std::string here() const { return "127.0.0.1:" + std::to_string(receiver.port); }
    HttpAnswer subscribe(const std::string& path, const std::string& events, const std::string& who = "ada") {
        return ask("POST", "/v1/webhooks", who, R"({"name":"n","url":"http://)" + here() + path + R"(","events":[)" + events + "]}");
    }
    Receiver receiver;
};

// F04.R7.A3: one event for each change, signed; what fails for now comes again with the same id and a count, what is refused does not.
TEST_F(WebhookTest, EachChangeOfASnapshotIsPostedOnceSignedAndTriedAgain) {
    const auto made = subscribe("/all", R"("snapshot.created","snapshot.drift_detected","snapshot.approved","snapshot.rejected","broadcast.sent")");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_TRUE(textAt(made, "secret").starts_with("whsec_"));
    const auto gone = subscribe("/gone", R"("snapshot.created")");
    ASSERT_EQ(gone.status, 201) << gone.body;
    receiver.answers["/all"] = {500, 429};
    receiver.answers["/gone"] = {410, 410};
    request();
    ASSERT_TRUE(until([&] { return receiver.at("/all").size() == 1 && receiver.at("/gone").size() == 1; }));
    const Got first = receiver.at("/all")[0];
    EXPECT_EQ(first.event, "snapshot.created");
    EXPECT_EQ(first.count, "1");
    const auto doc = JsonValue::parse(first.body);
    ASSERT_TRUE(doc.ok()) << first.body;
    EXPECT_EQ(doc->textAt("event_type"), "snapshot.created");
    EXPECT_EQ(doc->textAt("delivery_id"), first.id);
    EXPECT_EQ(*doc->find("schema_version")->integer(), 1);
    EXPECT_FALSE(doc->textAt("occurred_at").empty());
    EXPECT_EQ(doc->find("data")->textAt("checksum"), digest);
    EXPECT_EQ(doc->find("data")->textAt("approval_request_id"), approval);
    for (std::size_t attempt = 2; attempt <= 3; ++attempt) {
        now->fetch_add(minutes(2).count());
        ASSERT_TRUE(until([&] { return receiver.at("/all").size() >= attempt; })) << attempt;
        EXPECT_EQ(receiver.at("/all")[attempt - 1].id, first.id) << "the same delivery";
        EXPECT_EQ(receiver.at("/all")[attempt - 1].body, first.body);
        EXPECT_EQ(receiver.at("/all")[attempt - 1].count, std::to_string(attempt));
    }
    worldMoves();
    now->fetch_add(seconds(6).count());
    ASSERT_TRUE(until([&] { return receiver.at("/all").size() >= 4; }));
    const auto drift = JsonValue::parse(receiver.at("/all")[3].body);
    EXPECT_EQ(drift->textAt("event_type"), "snapshot.drift_detected");
    EXPECT_EQ(drift->textAt("snapshot_id"), doc->textAt("snapshot_id"));
    EXPECT_NE(receiver.at("/all")[3].body.find("stage"), std::string::npos);
    const auto anew = ask("POST", "/v1/commands", "maria", R"({"name":"approvals.resnapshot","body":{"approval":")" + approval + R"(","digest":")" + digest + "\"}}");
    ASSERT_EQ(anew.status, 200) << anew.body;
    ASSERT_TRUE(until([&] { return receiver.at("/all").size() >= 5; }));
    const auto second = JsonValue::parse(receiver.at("/all")[4].body);
    EXPECT_EQ(second->textAt("event_type"), "snapshot.created");
    EXPECT_EQ(second->find("data")->textAt("parent_checksum"), digest);
    ASSERT_EQ(release(std::string(second->find("data")->textAt("checksum"))).status, 200);
    ASSERT_TRUE(until([&] { return receiver.at("/all").size() >= 7; }));
    std::set<std::string> last;
    for (std::size_t i = 5; i < 7; ++i) last.insert(receiver.at("/all")[i].event);
    EXPECT_EQ(last, (std::set<std::string>{"broadcast.sent", "snapshot.approved"}));
    EXPECT_EQ(receiver.at("/gone").size(), 2U) << "each was refused at once: none came again, the second is of the second snapshot";
    const auto list = ask("GET", "/v1/webhooks", "ada");
    EXPECT_EQ(list.body.find("secret"), std::string::npos);
    EXPECT_NE(list.body.find("http_410"), std::string::npos) << list.body;
}

// F04.R7.A4: whoever received something can have it checked.
TEST_F(WebhookTest, ASignatureIsCheckedWithTheUtilitysOwnSecret) {
    ASSERT_EQ(subscribe("/all", R"("snapshot.created")").status, 201);
    program("checker", R"("admin")", R"("webhook.verify")");
    request();
    ASSERT_TRUE(until([&] { return receiver.at("/all").size() == 1; }));
    const Got got = receiver.at("/all")[0];
    const auto check = [&](const std::string& payload, const std::string& time, const std::string& signature, const std::string& who = "checker") {
        return ask("POST", "/v1/signatures/verify", who, "{\"payload\":" + toJson(payload) + ",\"timestamp\":" + time + ",\"signature\":" + toJson(signature) + "}");
    };
    const auto genuine = check(got.body, got.timestamp, got.signature);
    EXPECT_EQ(genuine.status, 200);
    EXPECT_EQ(genuine.body, R"({"algorithm":"HMAC-SHA256","tolerance_seconds":300,"valid":true})");
    EXPECT_EQ(check(got.body + " ", got.timestamp, got.signature).body, R"({"reason":"mismatch","valid":false})");
    EXPECT_EQ(check(got.body, std::to_string(std::stoll(got.timestamp) + 1), got.signature).body, R"({"reason":"mismatch","valid":false})") << "the time is signed too";
    now->fetch_add(seconds(301).count());
    EXPECT_EQ(check(got.body, got.timestamp, got.signature).body, R"({"reason":"timestamp_out_of_range","valid":false})");
    const auto bad = ask("POST", "/v1/signatures/verify", "checker", R"({"payload":"x","timestamp":"soon"})");
    EXPECT_EQ(bad.status, 400);
    EXPECT_NE(json(bad).find("error"), nullptr) << bad.body;
    EXPECT_EQ(check(got.body, got.timestamp, got.signature, "other").body, R"({"reason":"timestamp_out_of_range","valid":false})");
}

// An address that people of a utility give leads outside, never into this machine or its network; and only administrators give one.
TEST_F(WebhookTest, AnAddressLeadsOutsideAndOnlyAdministratorsGiveOne) {
    for (const char* url : {"http://hooks.example/x", "http://127.0.0.1:1/x", "ftp://hooks.example/", "https://user@hooks.example/", "https://good.example\\\\@127.0.0.1/", "https:///x", "https://hooks.example:99999/"}) {
        const auto answer = ask("POST", "/v1/webhooks", "ada", R"({"name":"n","url":")" + std::string(url) + R"(","events":["snapshot.created"]})");
        EXPECT_EQ(answer.status, 422) << url << " " << answer.body;
    }
    EXPECT_EQ(subscribe("/all", R"("snapshot.created")", "maria").status, 403);
    EXPECT_EQ(subscribe("/all", R"("incident.opened")").status, 422) << "nobody is told of that";
    EXPECT_EQ(ask("GET", "/v1/webhooks", "maria").status, 403);
    const auto made = subscribe("/all", R"("snapshot.created")");
    const std::string id = textAt(made, "id");
    EXPECT_EQ(ask("DELETE", "/v1/webhooks/" + id, "other").status, 404) << "another utility's";
    EXPECT_EQ(ask("DELETE", "/v1/webhooks/" + id + "?reason=over", "ada").status, 204);
    request();
    const auto rest = ask("GET", "/v1/webhooks", "ada");
    EXPECT_NE(rest.body.find("\"items\":[]"), std::string::npos) << rest.body;
    EXPECT_TRUE(receiver.at("/all").empty());
}

}  // namespace
}  // namespace ok::test
