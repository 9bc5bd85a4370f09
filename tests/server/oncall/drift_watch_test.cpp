// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who hears that the world is another than the one that was frozen, by what, and how often (F04.R4.A6, F04.R4.A5), on the real server.
#include "tests/support/snapshot_desk.h"

namespace ok::test {
namespace {

class DriftWatch : public SnapshotDesk {
  protected:
    void change(HouseOptions& options) override {
        comms::TenantProviders providers;
        providers.smtp = comms::SmtpSettings{.url = "smtp://127.0.0.1:1", .user = {}, .password = {}, .from = "outages@one.example", .fromName = {}, .requireTls = false};
        for (const char* login : {"maria", "jonas", "ada", "iris"}) providers.staff[login] = std::string(login) + "@one.example";
        options.providers["one"] = providers;
    }
    HttpAnswer say(const std::string& who, const std::string& name, const std::string& body) { return ask("POST", "/v1/commands", who, "{\"name\":\"" + name + "\",\"body\":" + body + "}"); }
    std::string noticesOf(const std::string& who) { return ask("GET", "/v1/notifications", who).body; }
    std::vector<JsonValue> told() {
        const JsonValue all = json(ask("GET", "/v1/audit/events?type=approval.drift_told&order=oldest_first&limit=50", "iris"));
        const JsonValue* events = all.find("events");
        return events != nullptr && events->array() != nullptr ? *events->array() : std::vector<JsonValue>();
    }
};

// F04.R4.A6: at once in the product and by the mail or text each likes; what comes within ten minutes is told together; nobody who has
// switched everything off.
TEST_F(DriftWatch, AuthorAndWatchersHearOfItOnceInTenMinutesByTheirOwnPreferences) {
    request();
    const std::string of = R"({"approval":")" + approval + R"(","on":true})";
    for (const char* login : {"jonas", "ada"}) EXPECT_EQ(say(login, "approvals.watch", of).status, 200) << login;
    EXPECT_EQ(say("jonas", "oncall.set_preferences", R"({"preferences":{"channels":["email"]}})").status, 200);
    EXPECT_EQ(say("ada", "oncall.set_preferences", R"({"preferences":{"channels":[]}})").status, 200);
    EXPECT_EQ(noticesOf("maria"), R"({"items":[]})");
    worldMoves();
    advance(seconds(6));
    ASSERT_TRUE(until([&] { return noticesOf("maria").find(approval) != std::string::npos; }));
    EXPECT_NE(noticesOf("maria").find("stage 1"), std::string::npos) << noticesOf("maria");
    EXPECT_NE(noticesOf("jonas").find("/v1/approvals/" + approval), std::string::npos) << "with where it can be looked at";
    EXPECT_EQ(noticesOf("ada"), R"({"items":[]})") << "who has switched every channel off hears nothing";
    EXPECT_EQ(noticesOf("iris"), R"({"items":[]})") << "nor does who does not watch";
    ASSERT_EQ(told().size(), 1U);
    const std::string first = told()[0].canonical();
    EXPECT_NE(first.find("\"" + staff["one"].ids["jonas"] + "\":\"email\""), std::string::npos) << first;
    EXPECT_NE(first.find("\"" + staff["one"].ids["maria"] + "\":\"email\""), std::string::npos) << "whom no text reaches gets a mail: " << first;
    // More, a minute later: it waits for the end of the ten.
    advance(minutes(1));
    incidents::DrawBoundary wider{*IncidentId::parse(incident), {{{{-84.6, 37.9}, {-84.4, 37.9}, {-84.4, 38.1}, {-84.6, 38.1}, {-84.6, 37.9}}}}};
    ASSERT_EQ(command(wider, "maria").status, 200);
    advance(seconds(6));
    ASSERT_TRUE(until([&] { return ask("GET", "/v1/audit/events?type=approval.drift_waits", "iris").body.find(approval) != std::string::npos; }));
    EXPECT_EQ(told().size(), 1U);
    advance(minutes(9));
    for (const char* login : {"maria", "iris"}) tokens[login] = sessionToken(*client, "one", login);   // theirs are old by now
    ASSERT_TRUE(until([&] { return told().size() == 2; }));
    EXPECT_NE(noticesOf("maria").find("boundary"), std::string::npos) << noticesOf("maria");
}

// F04.R4.A5: an approver who sees that it is out of date cancels it; without drift only its author does.
TEST_F(DriftWatch, WhoMayReleaseCancelsWhatIsOutOfDate) {
    request();
    const std::string body = R"({"approval":")" + approval + R"(","digest":")" + digest + R"(","reason":"it is out of date"})";
    EXPECT_EQ(say("jonas", "approvals.cancel", body).status, 403) << "nothing has changed: its author's to cancel";
    worldMoves();
    EXPECT_EQ(say("iris", "approvals.cancel", body).status, 403) << "who may not release it may not cancel it";
    const auto done = say("jonas", "approvals.cancel", body);
    EXPECT_EQ(done.status, 200) << done.body;
    const auto chain = ask("GET", "/v1/audit/incidents/" + incident + "/chain", "iris").body;
    const auto drift = chain.find("DRIFT_DETECTED"), decision = chain.find("\"decision\":\"cancelled\"");
    ASSERT_NE(drift, std::string::npos) << chain;
    ASSERT_NE(decision, std::string::npos) << chain;
    EXPECT_LT(drift, chain.rfind("APPROVAL_DECISION")) << "what had changed is told before";
    EXPECT_EQ(release(digest).status, 409) << "it waits no more";
    EXPECT_EQ(noticesOf("maria"), R"({"items":[]})");
}

}  // namespace
}  // namespace ok::test
