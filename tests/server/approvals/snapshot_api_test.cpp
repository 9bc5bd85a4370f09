// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a program does with snapshots over HTTP on the real server (F04.R7): freezes what waits anew, once for each key (F04.R7.A1), with scopes
// of its own (F04.R7.A5), and is answered again beyond its limit (F04.R7.A7).
#include "tests/support/foreign_program.h"
#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

constexpr const char* keyOne = "7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4e5f";
constexpr const char* keyTwo = "7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4e60";

class SnapshotApi : public SnapshotDesk {
  protected:
    HttpAnswer freeze(const std::string& who, const std::string& key, const std::string& more = {}, const Extra& headers = {}) {
        Extra all{{"Idempotency-Key", key}};
        all.insert(all.end(), headers.begin(), headers.end());
        return ask("POST", "/v1/snapshots", who, R"({"approval_request_id":")" + approval + "\"" + more + "}", all);
    }
};

// F04.R7.A1, F04.R1.A3: the same state is one snapshot, another state another one; a key is answered once, whoever asked stays the author.
TEST_F(SnapshotApi, AProgramFreezesWhatWaitsAnewOnceForEachKey) {
    program("robot", R"("operator")", R"("snapshot.create","snapshot.read")");
    request();
    const auto first = freeze("robot", keyOne, R"(,"targeting":{"channels":["sms"]},"affected_clusters":[")" + incident + "\"]", {{"Accept-Version", "v1"}});
    ASSERT_EQ(first.status, 201) << first.body;
    const std::string id = textAt(first, "id");
    EXPECT_EQ(id.size(), 36U);
    EXPECT_EQ(id[14], '4') << "a UUID of version 4: " << id;
    EXPECT_EQ(textAt(first, "checksum"), digest) << "nothing has changed: the same content";
    EXPECT_EQ(textAt(first, "status"), "pending_approval");
    EXPECT_EQ(textAt(first, "idempotency_key"), keyOne);
    EXPECT_FALSE(textAt(first, "created_at").empty());
    const auto again = freeze("robot", keyOne, R"(,"affected_clusters":[")" + incident + R"("],"targeting":{"channels":["sms"]})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("X-Idempotent-Replay"), "true");
    const auto other = freeze("robot", keyOne);
    EXPECT_EQ(other.status, 409) << other.body;
    EXPECT_EQ(json(other).find("error")->textAt("code"), "idempotency_conflict");
    worldMoves();
    const auto next = freeze("robot", keyTwo);
    ASSERT_EQ(next.status, 201) << next.body;
    EXPECT_EQ(*json(next).find("version")->integer(), 2);
    EXPECT_NE(textAt(next, "checksum"), digest);
    const auto kept = ask("GET", "/v1/snapshots/" + id, "robot");
    EXPECT_EQ(textAt(kept, "checksum"), digest) << "what was frozen stays as it was";
    EXPECT_EQ(release(digest).status, 409) << "of an older one nothing is released";
    EXPECT_EQ(release(textAt(next, "checksum"), "maria").status, 403) << "who asked for it is still its author";
    EXPECT_EQ(release(textAt(next, "checksum")).status, 200);
    EXPECT_EQ(freeze("robot", "7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4e61").status, 409) << "nothing waits any more";
}

TEST_F(SnapshotApi, WhatAProgramBelievesItFreezesIsCompared) {  // F04.R7.A1
    program("robot", R"("operator")", R"("snapshot.create")");
    request();
    const auto wrong = freeze("robot", keyOne, R"(,"targeting":{"channels":["email"],"people":7},"affected_clusters":["x"],"map_extent":{"zoom":3},"evidence":[{"sha256":")" + std::string(64, 'a') + "\"}]");
    ASSERT_EQ(wrong.status, 409) << wrong.body;
    EXPECT_EQ(textAt(wrong, "code"), "snapshot_differs");
    for (const char* field : {"targeting.channels", "targeting.people", "affected_clusters", "map_extent.zoom", "evidence"}) EXPECT_NE(wrong.body.find(field), std::string::npos) << field;
    EXPECT_EQ(freeze("robot", "my key").status, 400) << "a key is a UUID";
    EXPECT_EQ(freeze("robot", "").status, 400);
    const auto version = freeze("robot", keyTwo, {}, {{"Accept-Version", "v9"}});
    EXPECT_EQ(version.status, 406);
    EXPECT_NE(version.body.find(R"("supported_versions":["v1"])"), std::string::npos) << version.body;
    approval = "7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4eff";
    EXPECT_EQ(freeze("robot", keyTwo).status, 404);
}

// F04.R7.A5: each address has its scope; without it 403 and which it is, without a token 401; the id of a request is in its answer.
TEST_F(SnapshotApi, EachAddressHasItsScopeAndSaysWhatIsMissing) {
    program("creator", R"("operator","admin")", R"("snapshot.create")");
    program("reader", R"("operator","admin")", R"("snapshot.read")");
    program("outcomes", R"("operator","admin")", R"("snapshot.outcome.read")");
    program("checker", R"("operator","admin")", R"("webhook.verify")");
    request();
    const std::string id = textAt(freeze("creator", keyOne), "id");
    const std::string check = R"({"payload":"{}","timestamp":1727000000,"signature":"v1,eA=="})";
    struct Way {
        std::string method, path, scope, body;
    };
    const std::vector<Way> ways{{"POST", "/v1/snapshots", "creator", R"({"approval_request_id":")" + approval + "\"}"}, {"GET", "/v1/snapshots", "reader", ""}, {"GET", "/v1/snapshots/" + id, "reader", ""},
                                {"GET", "/v1/snapshots/" + id + "/outcomes", "outcomes", ""}, {"POST", "/v1/signatures/verify", "checker", check}};
    int n = 0;
    for (const Way& way : ways) {
        for (const std::string who : {"creator", "reader", "outcomes", "checker"}) {
            SCOPED_TRACE(way.method + " " + way.path + " as " + who);
            const auto answer = ask(way.method, way.path, who, way.body, {{"Idempotency-Key", "7f0c2d1e-6a5b-4c3d-8e9f-0a1b2c3d4f" + std::to_string(10 + n++)}});
            EXPECT_FALSE(answer.header("X-Request-Id").empty());
            if (who == way.scope) {
                EXPECT_LT(answer.status, 300) << answer.body;
                continue;
            }
            EXPECT_EQ(answer.status, 403) << answer.body;
            EXPECT_NE(answer.header("WWW-Authenticate").find("insufficient_scope"), std::string::npos);
            const JsonValue whole = json(answer);
            const JsonValue* error = whole.find("error");
            ASSERT_NE(error, nullptr) << answer.body;
            EXPECT_EQ(error->textAt("code"), "insufficient_scope");
            EXPECT_EQ(error->textAt("correlation_id"), answer.header("X-Request-Id"));
        }
    }
    const auto stranger = ask("GET", "/v1/snapshots/" + id, "nobody");
    EXPECT_EQ(stranger.status, 401);
    EXPECT_NE(stranger.header("WWW-Authenticate").find("invalid_token"), std::string::npos);
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id, "other").status, 404) << "another utility's";
    // An attempt is written down beside its answer, not before it.
    EXPECT_TRUE(until([this] {
        const auto refused = ask("GET", "/v1/audit/events?type=access.refused&limit=50", "iris");
        return refused.body.find("approvals.look") != std::string::npos && refused.body.find(R"("scopes":["snapshot.create"])") != std::string::npos;
    })) << "attempts are written down, with what the token was narrowed to";
}

// F04.R7.A7: beyond its limit a program is told so, but what it asked before is answered again.
TEST_F(SnapshotApi, BeyondTheLimitOnlyWhatWasAnsweredBeforeIsAnswered) {
    program("robot", R"("operator")", R"("snapshot.create","snapshot.read")", 3);
    request();
    const auto first = freeze("robot", keyOne);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_EQ(first.header("X-RateLimit-Limit"), "3");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(ask("GET", "/v1/snapshots", "robot").status, 200);
    const auto beyond = ask("GET", "/v1/snapshots", "robot");
    EXPECT_EQ(beyond.status, 429);
    EXPECT_EQ(beyond.header("X-RateLimit-Remaining"), "0");
    EXPECT_FALSE(beyond.header("X-RateLimit-Reset").empty());
    EXPECT_EQ(json(beyond).find("error")->textAt("correlation_id"), beyond.header("X-Request-Id"));
    const auto again = freeze("robot", keyOne);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("X-Idempotent-Replay"), "true");
    EXPECT_EQ(freeze("robot", keyTwo).status, 429) << "a new question waits for its turn";
    advance(minutes(1));
    EXPECT_EQ(freeze("robot", keyTwo).status, 201);
}

// F04.R3.A6: one word about one snapshot with who, when and from what; a double click is one; the log has it with the content's hash.
TEST_F(SnapshotApi, ADecisionNamesItsSnapshotItsPersonAndItsMoment) {
    request();
    const auto list = ask("GET", "/v1/snapshots", "jonas");
    const JsonValue first = json(list).find("items")->array()->front();
    const std::string id(first.textAt("id")), at(first.textAt("created_at")), jonas = staff["one"].ids["jonas"];
    const auto word = [&](const std::string& decision, const std::string& comment, const std::string& snapshot, const std::string& approver, const std::string& moment) {
        return ask("POST", "/v1/approvals/" + approval + "/decisions", "jonas",
                   R"({"snapshot_id":")" + snapshot + R"(","snapshot_timestamp":")" + moment + R"(","decision":")" + decision + R"(","comment":")" + comment + R"(","approver_id":")" + approver +
                       R"(","client_platform":"web","submitted_at":"2024-09-22T10:13:21Z"})");
    };
    EXPECT_EQ(word("reject", "no", id, jonas, at).status, 400) << "five characters";
    EXPECT_EQ(word("approve", "", id, staff["one"].ids["maria"], at).status, 400) << "in nobody else's name";
    EXPECT_EQ(word("approve", "", id, jonas, "2024-09-22T10:00:00Z").status, 409) << "of another moment";
    EXPECT_EQ(word("approve", "", keyOne, jonas, at).status, 404);
    const auto done = word("approve", "looks right", id, jonas, at);
    EXPECT_EQ(done.status, 201) << done.body;
    EXPECT_EQ(textAt(done, "snapshot_hash"), digest);
    EXPECT_EQ(word("approve", "looks right", id, jonas, at).status, 200) << "a second click is the first one";
    const auto told = ask("GET", "/v1/audit/events?type=approval.decided", "iris").body;
    for (const std::string& part : {digest, std::string("looks right"), std::string("api:web"), jonas}) EXPECT_NE(told.find(part), std::string::npos) << part;
}

// F04.R1.A3: nobody changes it, and whoever tries is written down.
TEST_F(SnapshotApi, WhoeverTriesToChangeWhatWasFrozenIsWrittenDown) {
    request();
    const std::string id(json(ask("GET", "/v1/snapshots", "jonas")).find("items")->array()->front().textAt("id"));
    for (const char* method : {"PATCH", "PUT", "DELETE"}) EXPECT_EQ(ask(method, "/v1/snapshots/" + id, "jonas", "{}").status, 403) << method;
    ASSERT_TRUE(until([&] {
        const std::string told = ask("GET", "/v1/audit/events?object=" + approval + "&limit=100", "iris").body;
        return told.find("PATCH") != std::string::npos && told.find("DELETE") != std::string::npos && told.find(staff["one"].ids["jonas"]) != std::string::npos;
    }));
    EXPECT_EQ(textAt(ask("GET", "/v1/snapshots/" + id, "jonas"), "checksum"), digest);
}

// F04.R3.A4, F04.R1.A2, F04.R1.A7: the picture by its own address, and what is in a snapshot.
TEST_F(SnapshotApi, TheFrozenMapHasAnAddressAndItsDigestIsInTheSnapshot) {
    request();
    const auto list = ask("GET", "/v1/snapshots", "jonas");
    const std::string id(json(list).find("items")->array()->front().textAt("id"));
    const JsonValue content = *json(ask("GET", "/v1/snapshots/" + id, "jonas")).find("content");
    const JsonValue* map = content.find("map");
    ASSERT_NE(map, nullptr);
    ASSERT_FALSE(map->isNull()) << content.canonical().substr(0, 2000);
    const auto picture = ask("GET", "/v1/snapshots/" + id + "/map.svg", "jonas");
    ASSERT_EQ(picture.status, 200) << picture.body;
    EXPECT_EQ(picture.header("Content-Type"), "image/svg+xml");
    EXPECT_EQ(sha256(picture.body).hex(), map->textAt("tiles")) << "the bytes are those that were frozen";
    EXPECT_EQ(map->textAt("style"), "outline/1");
    EXPECT_NE(picture.body.find("data-id=\"" + incident + "\""), std::string::npos);
    EXPECT_EQ(picture.header("ETag"), "\"" + std::string(map->textAt("tiles")) + "\"");
    worldMoves();
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id + "/map.svg", "jonas").body, picture.body) << "whatever happens outside";
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id + "/map.svg", "other").status, 404);
    const std::string all = content.canonical();
    for (const char* part : {"\"clusterer\"", "\"eta_model\"", "\"environment\":\"live\"", "\"incidents\"", "\"audience\"", "\"evidence\"", "\"messages\""}) EXPECT_NE(all.find(part), std::string::npos) << part;
    const auto review = ask("POST", "/v1/commands", "jonas", R"({"name":"approvals.review","body":{"approval":")" + approval + R"(","viewer":{"zone":"UTC","locale":"en-US"}}})");
    EXPECT_NE(review.body.find("\"map_fits\":true"), std::string::npos) << review.body.substr(0, 300);
    EXPECT_NE(review.body.find("eta_model"), std::string::npos) << "with what it was computed by";
}

}  // namespace
}  // namespace ok::test
