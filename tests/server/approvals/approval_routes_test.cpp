// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Approvals over HTTP on the real server: what is answered while one waits, every step by id, and a decision whose entry was
// bent behind the server's back (F07.R2.A3, F07.R2.A4, F07.R2.A5).
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "server/access/tenant_directory.h"
#include "server/product/installation_keys.h"
#include "server/store/sqlite_store.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/guard_kind.h"
#include "tests/support/house_set_up.h"
#include "tests/support/publish_policy.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;

struct Refused {
    std::string code;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (code, details))
struct Told {
    std::string approvalId, status, link;
};
BOOST_DESCRIBE_STRUCT(Told, (), (approvalId, status, link))
struct Proof {
    std::string entry;
    std::int64_t sequence = 0;
    bool verified = false, tampered = false;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (entry, sequence, verified, tampered))
struct One {
    approvals::Approval approval;
    int have = 0;
    std::optional<Proof> proof;
};
BOOST_DESCRIBE_STRUCT(One, (), (approval, have, proof))
struct Many {
    std::vector<approvals::Approval> approvals;
    std::string nextCursor;
};
BOOST_DESCRIBE_STRUCT(Many, (), (approvals, nextCursor))

class ApprovalRoutes : public ::testing::Test {
  protected:
    void SetUp() override {
        house = std::make_unique<House>(quietHouse(dir.file("data")));
        ASSERT_TRUE(house->start().ok());
        for (const char* slug : {"one", "two"})
            (void)addUtility(*house, slug, {{"maria", "operator"}, {"jonas", "approver"}, {"ada", "admin"}, {"erik", "admin"}, {"fay", "supervisor"}});
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        for (const char* login : {"maria", "jonas", "ada", "erik", "fay"}) tokens[login] = sessionToken(*client, "one", login);
    }
    void TearDown() override { house->stop(); }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& login, const std::string& body = {},
                   std::vector<std::pair<std::string, std::string>> headers = {}) {
        headers.emplace_back("Authorization", "Bearer " + (tokens.contains(login) ? tokens[login] : login));
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    /// The rules of the utility: an operator's merge, split or new incident needs one more person and a reason.
    void setRules() {
        approvals::GuardRule rule;
        rule.action = "incidents.create";
        rule.approvers = 1;
        rule.reasonCode = true;
        rule.rationaleAtLeast = 10;
        ASSERT_GT(test::publishPolicy(house->gate(), house->tenants().bySlug("one")->tenant, approvals::makeGuardKind(), toJson(approvals::GuardDocument{{"Safety"}, {rule}})), 0);
    }
    HttpAnswer release(const std::string& problem, const std::string& login) {
        const auto why = fromJson<Refused>(problem);
        EXPECT_TRUE(why.ok()) << problem;
        if (!why.ok()) return {};
        return ask("POST", "/v1/commands", login, R"({"name":"approvals.release","body":{"approval":")" + why->details.at("approval_id") + R"(","digest":")" +
                                                       why->details.at("digest") + "\"}}");
    }
    HttpAnswer create(const std::string& justification, std::vector<std::pair<std::string, std::string>> headers = {}) {
        return ask("POST", "/v1/commands", "maria",
                   R"({"name":"incidents.create","body":{"place":"Riverside","centre":{"lat":38.0,"lon":-84.5},"radius_metres":300})" +
                       (justification.empty() ? "" : ",\"justification\":" + justification) + "}", std::move(headers));
    }
    TempDir dir;
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens;
    const std::string reason = R"({"reason_code":"Safety","rationale":"a wire across the road"})";
};

TEST_F(ApprovalRoutes, ReasonsAreAskedForRequestsWaitAndTheSameOneIsAnsweredAgain) {  // F07.R2.A3
    setRules();
    const auto bare = create({});
    EXPECT_EQ(bare.status, 422);
    for (const char* field : {"\"reason_code\"", "\"rationale\""}) EXPECT_NE(bare.body.find(field), std::string::npos) << bare.body;
    const auto held = create(reason, {{"Idempotency-Key", "storm 7"}});
    ASSERT_EQ(held.status, 409) << held.body;
    const auto why = fromJson<Refused>(held.body);
    ASSERT_TRUE(why.ok());
    EXPECT_EQ(why->details.at("status"), "awaiting_approval");
    const std::string link = why->details.at("link");
    const auto again = create(reason, {{"Idempotency-Key", "storm 7"}});
    EXPECT_EQ(again.status, 202) << again.body;
    const auto told = fromJson<Told>(again.body);
    ASSERT_TRUE(told.ok());
    EXPECT_EQ(told->approvalId, why->details.at("approval_id"));
    EXPECT_EQ(told->link, link);
    const auto waiting = fromJson<One>(ask("GET", link, "jonas").body);
    ASSERT_TRUE(waiting.ok());
    EXPECT_EQ(waiting->approval.state, approvals::ApprovalState::pending);
    EXPECT_EQ(waiting->approval.steps.at(0).login, "maria");
    EXPECT_TRUE(waiting->approval.steps.at(0).name.known());
    EXPECT_FALSE(waiting->proof);
    const auto list = fromJson<Many>(ask("GET", "/v1/approvals?state=pending", "jonas").body);
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(list->approvals.size(), 1U);
    EXPECT_EQ(list->approvals[0].id, waiting->approval.id);
    EXPECT_EQ(release(held.body, "maria").status, 403);
    EXPECT_EQ(release(held.body, "jonas").status, 200);
    EXPECT_EQ(create(reason, {{"Idempotency-Key", "storm 7"}}).status, 409) << "it waits no more";

    EXPECT_EQ(ask("GET", link, "fay").status, 403);
    EXPECT_EQ(ask("GET", link, sessionToken(*client, "two", "jonas")).status, 404) << "F07.R1.A6";
    EXPECT_EQ(ask("GET", "/v1/approvals?state=lost", "jonas").status, 400);
    EXPECT_EQ(ask("GET", "/v1/approvals?limit=0", "jonas").status, 400);
}

TEST_F(ApprovalRoutes, ADecisionProvesItselfStepsAreNeverChangedAndABentOneIsSaidToBe) {  // F07.R2.A4, F07.R2.A5
    setRules();
    const auto held = create(reason);
    const std::string link = fromJson<Refused>(held.body)->details.at("link");
    ASSERT_EQ(release(held.body, "jonas").status, 200);
    const auto good = fromJson<One>(ask("GET", link, "jonas").body);
    ASSERT_TRUE(good.ok());
    ASSERT_TRUE(good->proof);
    EXPECT_TRUE(good->proof->verified);
    EXPECT_FALSE(good->approval.tampered);
    ASSERT_EQ(good->approval.steps.size(), 2U);
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        EXPECT_EQ(ask(method, link, "ada", "{}").status, 405);
        EXPECT_EQ(ask(method, link + "/steps/" + good->approval.steps[0].id, "ada", "{}").status, 405);
    }
    EXPECT_EQ(fromJson<One>(ask("GET", link, "jonas").body)->approval.steps, good->approval.steps);

    const std::string path = dir.file("data") + "/outagekit.db";
    {
        sqlite3* raw = nullptr;   // somebody with access to the disk
        ASSERT_EQ(sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
        sqlite3_busy_timeout(raw, 30'000);
        EXPECT_EQ(sqlite3_exec(raw, "SELECT 1 FROM entries WHERE instr(header, CAST('wire across' AS BLOB)) OR instr(payload, CAST('wire across' AS BLOB))",
                               [](void*, int, char**, char**) { return 1; }, nullptr, nullptr), SQLITE_OK) << "it is sealed (F07.R1.A7): they cannot look for it";
        // But they can spoil what the release was decided in.
        EXPECT_EQ(sqlite3_exec(raw, "UPDATE entries SET payload = CAST(substr(payload, 1, length(payload) - 4) || x'00000000' AS BLOB) "
                                    "WHERE place < (1 * 4 + 1) << 40 AND length(payload) > 0", nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
        EXPECT_GT(sqlite3_changes(raw), 0);
        sqlite3_close(raw);
    }
    const auto bad = fromJson<One>(ask("GET", link, "jonas").body);
    ASSERT_TRUE(bad.ok());
    EXPECT_TRUE(bad->proof->tampered);
    EXPECT_FALSE(bad->proof->verified);
    EXPECT_TRUE(bad->approval.tampered);
    (void)ask("GET", link, "jonas");
    const auto told = [&] {
        int out = 0;
        auto reader = unlocked(openSqliteReader(path), dir.file("data") + "/keys");
        const TenantId tenant = *(*reader)->tenantBySlug("one");
        for (const Entry& entry : (*reader)->entries(tenant, Stream::security, 0, 10'000)) {
            out += entry.header.type == approvals::ApprovalTampered::eventType ? 1 : 0;
        }
        return out;
    };
    // The report is one of the commands that were handed in before this one is answered.
    (void)ask("POST", "/v1/commands", "jonas", R"({"name":"approvals.reject","body":{}})");
    EXPECT_EQ(told(), 1);
}

// F01.R1.A7, F01.R2.A7: the whole story is taken away, as JSON and as a list; nobody changes it, and that somebody tried is told.
TEST_F(ApprovalRoutes, TheStoryOfARequestIsTakenAwayAndNobodyChangesIt) {
    setRules();
    const auto held = create(reason);
    const auto why = fromJson<Refused>(held.body);
    ASSERT_TRUE(why.ok()) << held.body;
    EXPECT_EQ(why->details.at("aliases"), "APPROVAL_REQUIRED") << "F01.R1.A5";
    const std::string link = why->details.at("link");
    const auto stale = ask("POST", "/v1/commands", "jonas", R"({"name":"approvals.release","body":{"approval":")" + why->details.at("approval_id") + R"(","digest":")" + std::string(64, '0') + "\"}}");
    EXPECT_EQ(stale.status, 409) << stale.body;
    ASSERT_EQ(ask("POST", "/v1/commands", "jonas", R"({"name":"approvals.release","body":{"approval":")" + why->details.at("approval_id") + R"(","digest":")" + why->details.at("digest") +
                                                       R"(","viewer":{"zone":"Europe/Berlin","locale":"de-DE"}}})").status, 200);
    const auto history = ask("GET", link + "/history", "jonas");
    ASSERT_EQ(history.status, 200) << history.body;
    for (const char* part : {"\"step\":\"requested\"", "\"step\":\"approved\"", "\"surface\":\"api\"", "\"method\":\"password\"", "\"after\":\"released\"", "\"verified\":true"}) {
        EXPECT_NE(history.body.find(part), std::string::npos) << part << " " << history.body;
    }
    EXPECT_NE(history.body.find("\"fingerprint\":\"" + why->details.at("digest") + "\""), std::string::npos);
    const auto csv = ask("GET", link + "/history?format=csv", "jonas");
    ASSERT_EQ(csv.status, 200);
    EXPECT_TRUE(csv.body.starts_with("at,step,user_id,login,method,surface,address,"));
    EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 3) << csv.body;
    EXPECT_EQ(ask("GET", link + "/history?format=pdf", "jonas").status, 400);
    const auto reviews = ask("GET", link + "/reviews", "jonas");
    ASSERT_EQ(reviews.status, 200);
    EXPECT_NE(reviews.body.find("\"zone\":\"Europe/Berlin\""), std::string::npos) << reviews.body;
    EXPECT_EQ(ask("GET", link + "/history", "fay").status, 403);
    for (const char* method : {"PUT", "PATCH", "DELETE"}) EXPECT_EQ(ask(method, link + "/history", "jonas", "{}").status, 405) << method;
    std::vector<approvals::ChangeAttempted> tried;
    house->gate().inspect(house->tenants().bySlug("one")->tenant, [&](CommandContext& cx) {
        for (const Entry& each : cx.store().entries(cx.tenant(), Stream::security, 0, 100'000)) {
            if (each.header.type == approvals::ChangeAttempted::eventType) tried.push_back(*fromJson<approvals::ChangeAttempted>(each.payload));
        }
    });
    ASSERT_EQ(tried.size(), 3u);
    EXPECT_EQ(tried[2].method, "DELETE");
    EXPECT_FALSE(tried[2].address.empty());
    EXPECT_EQ(tried[0].told, (std::vector<std::string>{"ada", "erik"})) << "administrators";
}

}  // namespace
}  // namespace ok
