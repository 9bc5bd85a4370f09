// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Rosters on the gate and over HTTP: what may be saved and published, one winner at a time, and that every step asks the roster as it
// is then (F06.R1.A3 to A6).
#include <gtest/gtest.h>

#include "tests/server/oncall/oncall_fixture.h"
#include "tests/support/house_set_up.h"

namespace ok::oncall {
namespace {

using namespace ok::test;

Shift shift(std::string id, std::string person, Instant from, Instant to) { return {std::move(id), "primary", std::move(person), from, to, {}}; }

std::vector<std::string> codesOf(const CommandAnswer& answer) {
    std::vector<std::string> out;
    if (answer.reply.ok()) return out;
    for (const FieldProblem& each : answer.reply.problem().fields) out.push_back(each.code);
    return out;
}

TEST(Rosters, OverlapsAndPeopleWhoLeftAreNotSavedAndGapsNotPublished) {  // F06.R1.A3
    OncallHouse h;
    for (const char* login : {"petra", "anton"}) h.addPerson(login);
    const Instant now = h.f->now();
    Team team;
    team.id = "gas";
    team.name = "Gas";
    team.zone = "Europe/Berlin";
    team.roles = {"primary"};
    team.shifts = {shift("1", h.people["petra"], now, now + hours(12)), shift("2", h.people["anton"], now + hours(11), now + hours(24))};
    auto refused = h.run(SaveTeam{team, 0, false}, h.rosa);
    EXPECT_EQ(codesOf(refused), (std::vector<std::string>{"overlap"}));
    EXPECT_NE(refused.reply.problem().fields[0].message.find(toIso(now + hours(11))), std::string::npos) << "with the times";
    team.shifts[1].from = now + hours(13);
    h.ok(SaveTeam{team, 0, false}, h.rosa);
    EXPECT_FALSE(h.f->document<RosterTeam>("gas")->live) << "saved, not in force";
    refused = h.run(SaveTeam{team, 0, true}, h.rosa);
    ASSERT_FALSE(codesOf(refused).empty());
    for (const std::string& code : codesOf(refused)) EXPECT_EQ(code, "gap");
    EXPECT_NE(refused.reply.problem().fields[0].message.find(toIso(now + hours(12))), std::string::npos);
    team.shifts[1].person = "nobody we know";
    EXPECT_EQ(codesOf(h.run(SaveTeam{team, 0, false}, h.rosa)), (std::vector<std::string>{"inactive"}));
    EXPECT_EQ(h.codeOf(SaveTeam{team, 0, false}, h.as("petra")), "access_denied");
    team.zone = "Mars/Olympus";
    EXPECT_EQ(h.codeOf(SaveTeam{team, 0, false}, h.rosa), "invalid_fields");
}

TEST(Rosters, OfTwoWhoChangeTheSameTeamTheSecondHasToLookAgain) {  // F06.R1.A6
    OncallHouse h;
    h.people3();
    const RosterTeam seen = *h.f->document<RosterTeam>("storm");
    Team mine = seen.team, theirs = seen.team;
    mine.rotations[0].people = {h.people["doris"]};
    theirs.rotations[0].people = {h.people["anton"]};
    h.ok(SaveTeam{mine, seen.revision, true}, h.rosa);
    EXPECT_EQ(h.codeOf(SaveTeam{theirs, seen.revision, true}, h.rosa), "revision_conflict");
    const auto duty = onCallAt(*h.f->document<RosterTeam>("storm")->live, "primary", h.f->now());
    ASSERT_TRUE(duty.ok());
    EXPECT_EQ(duty->person, h.people["doris"]) << "one primary, the last one that was taken";
}

TEST(Rosters, WhatIsChangedWhileALadderRunsHoldsForTheStepsThatAreStillToCome) {  // F06.R1.A6, F06.R1.A5
    OncallHouse h;
    h.people3();
    h.addPerson("sven");
    h.publish();
    const ApprovalId id = h.ask();
    EXPECT_EQ(h.told("petra").size(), 1u);
    const Override swap{{}, "alternate", h.people["sven"], "swapped", h.f->now() - hours(1), h.f->now() + hours(8), {}};
    h.ok(SetOverride{"storm", swap, false}, h.rosa);
    h.pass(seconds(121));
    EXPECT_EQ(h.told("sven").size(), 1u);
    EXPECT_TRUE(h.told("anton").empty());
    EXPECT_EQ(h.told("petra").front(), "sms") << "what was sent stays as it was sent";
    EXPECT_EQ(h.run(id).ladder.step, 1);
}

TEST(Rosters, FiftyChangesAreEachInForceForTheNextRequest) {  // F06.R1.A6: far within its 60 seconds
    OncallHouse h;
    h.people3();
    h.publish();
    for (int i = 0; i < 50; ++i) {
        const std::string who = i % 2 == 0 ? "doris" : "petra";
        const Override swap{"swap", "primary", h.people[who], "swapped", h.f->now() - hours(1), h.f->now() + hours(8), {}};
        h.ok(SetOverride{"storm", swap, false}, h.rosa);
        const ApprovalId id = h.ask("tree" + std::to_string(i));
        ASSERT_FALSE(h.run(id).ladder.nudges.empty());
        EXPECT_EQ(h.run(id).ladder.nudges.front().person, h.people[who]) << i;
        h.f->advance(hours(1));
    }
}

TEST(Rosters, WhatASchedulerSaysReplacesWhatItSaidBeforeAndNothingElse) {  // F06.R1.A1
    OncallHouse h;
    h.people3();
    const Instant now = h.f->now();
    TakeShifts said{"pager", "pagerduty", "storm", {shift("p1", h.people["doris"], now, now + hours(2)), shift("p2", "gone", now + hours(2), now + hours(4))}, {}, {}, {}};
    for (Shift& each : said.shifts) each.source = "pager";
    h.ok(said, h.system);
    auto source = h.f->document<ScheduleSource>("pager");
    ASSERT_TRUE(source);
    EXPECT_TRUE(source->healthy);
    EXPECT_EQ(source->shifts, 1);
    ASSERT_EQ(source->warnings.size(), 1u) << "who is not active here is skipped, and it is said";
    const auto duty = [&](Instant at) { return onCallAt(*h.f->document<RosterTeam>("storm")->live, "primary", at).valueOr(OnCall{}).person; };
    EXPECT_EQ(duty(now + minutes(5)), h.people["doris"]);
    EXPECT_EQ(duty(now + hours(3)), h.people["petra"]) << "the next one in order";
    const int revision = h.f->document<RosterTeam>("storm")->revision;
    h.ok(said, h.system);
    EXPECT_EQ(h.f->document<RosterTeam>("storm")->revision, revision) << "no news, no entry";
    h.ok(TakeShifts{"pager", "pagerduty", "storm", {}, {}, {}, "schedule_unreachable"}, h.system);
    EXPECT_FALSE(h.f->document<ScheduleSource>("pager")->healthy);
    EXPECT_EQ(duty(now + minutes(5)), h.people["doris"]) << "what cannot be asked changes nothing";
    said.shifts.clear();
    h.ok(said, h.system);
    EXPECT_EQ(duty(now + minutes(5)), h.people["petra"]);
}

TEST(Rosters, TwoEventsForTheSameHoursAreFlaggedAndNeitherHolds) {  // F06.R1.A2
    OncallHouse h;
    h.people3();
    const Instant now = h.f->now();
    TakeShifts said{"cal", "google", "storm", {shift("a", h.people["doris"], now, now + hours(4)), shift("b", h.people["anton"], now + hours(2), now + hours(6))}, {}, {}, {}};
    for (Shift& each : said.shifts) each.source = "cal";
    h.ok(said, h.system);
    const auto source = h.f->document<ScheduleSource>("cal");
    ASSERT_TRUE(source && !source->warnings.empty());
    EXPECT_TRUE(source->warnings.front().starts_with("overlap: ")) << source->warnings.front();
    const auto duty = onCallAt(*h.f->document<RosterTeam>("storm")->live, "primary", now + hours(3));
    ASSERT_TRUE(duty.ok());
    EXPECT_EQ(duty->person, h.people["petra"]);
    EXPECT_EQ(duty->passedOver.at(0).reason, "conflict");
}

class RosterRoutes : public ::testing::Test {
  protected:
    void SetUp() override {
        house = std::make_unique<House>(quietHouse(dir.file("data")));
        ASSERT_TRUE(house->start().ok());
        staff = addUtility(*house, "one", {{"ada", "admin"}, {"jonas", "approver"}, {"rosa", "roster_admin"}, {"fay", "policy_editor"}});
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        for (const char* login : {"ada", "jonas", "rosa", "fay"}) tokens[login] = sessionToken(*client, "one", login);
    }
    void TearDown() override { house->stop(); }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& login, const std::string& body = {}, std::vector<std::pair<std::string, std::string>> headers = {}) {
        headers.emplace_back("Authorization", "Bearer " + tokens[login]);
        if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok());
        return answer.ok() ? *answer : HttpAnswer{};
    }
    TempDir dir;
    std::unique_ptr<House> house;
    Staffed staff;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens;
};

TEST_F(RosterRoutes, TeamsAndShiftsAreMadeReadAndChangedUnderAnETag) {  // F06.R1.A4
    const std::string body = R"({"name":"Storm","zone":"America/New_York","roles":["primary"],"shifts":[{"id":"s1","role":"primary","person":")" + staff.ids["jonas"] +
                             R"(","from":"2024-09-22T00:00:00Z","to":"2024-12-31T00:00:00Z","source":""}]})";
    EXPECT_EQ(ask("POST", "/api/roster/teams", "jonas", body, {{"Idempotency-Key", "no"}}).status, 403);
    EXPECT_EQ(ask("GET", "/v1/roster/teams", "fay").status, 403);
    const auto made = ask("POST", "/api/roster/teams", "rosa", body, {{"Idempotency-Key", "one"}});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto told = JsonValue::parse(made.body);
    ASSERT_TRUE(told.ok());
    const std::string id(told->textAt("id")), etag(told->textAt("etag"));
    EXPECT_FALSE(id.empty());
    EXPECT_EQ(told->textAt("name"), "Storm");
    EXPECT_EQ(told->textAt("zone"), "America/New_York");
    EXPECT_EQ(made.header("ETag"), etag);
    EXPECT_EQ(ask("POST", "/api/roster/teams", "rosa", body, {{"Idempotency-Key", "one"}}).body, made.body) << "the same once more";
    const auto shifts = ask("GET", "/api/roster/teams/" + id + "/shifts", "jonas");
    ASSERT_EQ(shifts.status, 200);
    EXPECT_NE(shifts.body.find("\"from\":\"2024-09-21T20:00:00-04:00\""), std::string::npos) << shifts.body;
    EXPECT_NE(shifts.body.find("\"state\":\"active\""), std::string::npos);
    const auto changed = ask("PATCH", "/api/roster/shifts/s1", "rosa", R"({"to":"2024-12-30T00:00:00Z"})", {{"If-Match", etag}});
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_NE(changed.header("ETag"), etag);
    EXPECT_EQ(ask("PATCH", "/api/roster/shifts/s1", "rosa", R"({"to":"2024-12-29T00:00:00Z"})", {{"If-Match", etag}}).status, 409);
    EXPECT_EQ(ask("PATCH", "/api/roster/shifts/s1", "jonas", R"({"to":"2024-12-29T00:00:00Z"})").status, 403);
    EXPECT_EQ(ask("PATCH", "/v1/roster/shifts/none", "rosa", R"({"to":"2024-12-29T00:00:00Z"})").status, 404);
    const auto published = ask("PUT", "/v1/roster/teams/" + id + "?publish=true", "rosa", body);
    ASSERT_EQ(published.status, 200) << published.body;
    const auto duty = ask("GET", "/v1/roster/on-call", "jonas");
    EXPECT_NE(duty.body.find("\"login\":\"jonas\""), std::string::npos) << duty.body;
    EXPECT_EQ(ask("GET", "/v1/roster/teams/" + id + "/timetable?days=7", "jonas").status, 200);
    EXPECT_EQ(ask("GET", "/v1/roster/teams/" + id + "/timetable?days=99", "jonas").status, 400);
    EXPECT_EQ(ask("POST", "/webhooks/on-call/one/pager", "jonas", "{}").status, 401);
    EXPECT_EQ(ask("DELETE", "/v1/roster/teams/" + id, "rosa").status, 200);
    EXPECT_EQ(ask("GET", "/v1/roster/teams/" + id, "rosa").status, 404);
}

// F06.R1.A3: a roster is made of people who are active; whoever sees the roster sees who is called what.
TEST_F(RosterRoutes, PeopleAreNamedForWhoeverSeesTheRoster) {
    const auto all = ask("GET", "/v1/roster/people", "jonas");
    ASSERT_EQ(all.status, 200) << all.body;
    EXPECT_NE(all.body.find("\"id\":\"" + staff.ids["rosa"] + "\",\"login\":\"rosa\",\"active\":true"), std::string::npos) << all.body;
    EXPECT_EQ(all.body.find("Test"), std::string::npos) << "logins, no names of people";
    EXPECT_EQ(ask("GET", "/v1/roster/people", "fay").status, 403);
}

// F06.R6.A2: a saved view is its owner's, from desk to desk, and nobody else's; what makes no sense is refused.
TEST_F(RosterRoutes, SavedViewsOfTheQueueAreEachPersonsOwn) {
    const auto save = [this](const std::string& login, const std::string& views) { return ask("POST", "/v1/commands", login, R"({"name":"oncall.save_queue_views","body":{"views":)" + views + "}}"); };
    EXPECT_EQ(ask("GET", "/v1/queue-views", "jonas").body, R"({"items":[]})");
    ASSERT_EQ(save("jonas", R"([{"name":"Late and risky","first":true,"risk":"high","oldest":0,"youngest":30,"sort":"age","descending":true}])").status, 200);
    const auto kept = ask("GET", "/v1/queue-views", "jonas");
    EXPECT_NE(kept.body.find("Late and risky"), std::string::npos) << kept.body;
    EXPECT_NE(kept.body.find("\"youngest\":30"), std::string::npos);
    EXPECT_EQ(ask("GET", "/v1/queue-views", "rosa").body, R"({"items":[]})") << "another person's";
    EXPECT_EQ(save("jonas", R"([{"name":"a","first":true},{"name":"b","first":true}])").status, 422);
    EXPECT_EQ(save("jonas", R"([{"name":"a"},{"name":"a"}])").status, 422);
    EXPECT_EQ(save("jonas", R"([{"name":""}])").status, 422);
    EXPECT_NE(ask("GET", "/v1/queue-views", "jonas").body.find("Late and risky"), std::string::npos) << "what was refused replaced nothing";
}

}  // namespace
}  // namespace ok::oncall
