// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The clients of schedulers and calendars against strict counterparts: what their documentation asks of a caller is refused when it is
// missing (decisions.md 15; F06.R1.A1, F06.R1.A2).
#include <gtest/gtest.h>

#include <condition_variable>
#include <optional>

#include "server/net/net_server.h"
#include "server/oncall/roster_sync.h"
#include "server/oncall/schedule_clients.h"
#include "shared/oncall/oncall_commands.h"
#include "tests/server/oncall/oncall_fixture.h"

namespace ok::oncall {
namespace {

using net::HttpRequest;
using net::HttpResponse;

/// All vendors at one address. What they check is what each of them documents.
struct Vendors {
    Vendors() {
        router.get("/oncalls", [this](const HttpRequest& r, net::Responder respond) { respond(pagerDuty(r)); });
        router.get("/v2/schedules/{id}/timeline", [this](const HttpRequest& r, net::Responder respond) { respond(opsgenie(r)); });
        router.get("/calendar/v3/calendars/{id}/events", [this](const HttpRequest& r, net::Responder respond) { respond(google(r)); });
        router.get("/v1.0/users/{id}/calendarView", [this](const HttpRequest& r, net::Responder respond) { respond(microsoft(r)); });
        router.get("/duty.ics", [this](const HttpRequest&, net::Responder respond) { respond(HttpResponse::text(200, calendar)); });
        router.post("/token", [](const HttpRequest& r, net::Responder respond) {
            const bool fits = r.body.find("grant_type=refresh_token") != std::string::npos && r.body.find("refresh_token=rt") != std::string::npos && r.body.find("client_secret=cs") != std::string::npos;
            respond(HttpResponse::json(fits ? 200 : 400, fits ? R"({"access_token":"at","expires_in":3599,"token_type":"Bearer"})" : R"({"error":"invalid_grant"})"));
        });
        net::NetOptions options;
        options.listen = {{.address = "127.0.0.1", .port = 0}};
        server.emplace(options, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    ~Vendors() { server->stop(); }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server->port(0)); }

    HttpResponse pagerDuty(const HttpRequest& r) {
        const std::lock_guard lock(mutex);
        ++calls;
        wake.notify_all();
        if (failing > 0) {
            --failing;
            return HttpResponse::json(503, "{}");
        }
        if (r.header("Authorization") != "Token token=pd-key") return HttpResponse::json(401, R"({"error":{"code":2006}})");
        if (r.header("Accept") != "application/vnd.pagerduty+json;version=2") return HttpResponse::json(406, "{}");
        if (!r.queryValue("since") || !r.queryValue("until") || r.queryValue("include[]").value_or("") != "users") return HttpResponse::json(400, "{}");
        const std::string id(r.queryValue("schedule_ids[]").value_or(""));
        const bool second = r.queryValue("offset").value_or("0") == "100";
        if (id != "PIJ90N7") return HttpResponse::json(200, R"({"oncalls":[],"more":false})");
        const std::string more = second ? "false" : "true";
        const std::string from = second ? "2024-09-23T16:00:00Z" : "2024-09-22T16:00:00-04:00", to = second ? "2024-09-24T16:00:00Z" : "2024-09-23T16:00:00Z";
        const std::string who = second ? R"({"id":"PX","type":"user","summary":"Nobody","email":"nobody@else.example"})" : R"({"id":"PY","type":"user","summary":"Petra","email":"Petra@Valley.example"})";
        const std::string one = R"({"escalation_level":1,"schedule":{"id":"PIJ90N7"},"user":)" + who + R"(,"start":")" + from + R"(","end":")" + to + "\"}";
        return HttpResponse::json(200, R"({"oncalls":[)" + one + "," + one + R"(],"limit":100,"more":)" + more + "}");
    }
    HttpResponse opsgenie(const HttpRequest& r) {
        if (r.header("Authorization") != "GenieKey og-key") return HttpResponse::json(401, "{}");
        if (r.queryValue("intervalUnit").value_or("") != "days" || r.queryValue("identifierType").value_or("") != "id") return HttpResponse::json(422, "{}");
        if (r.param("id") != "d875e654") return HttpResponse::json(404, "{}");
        const auto period = [](const char* from, const char* to, const char* type, const char* name) {
            return std::string(R"({"startDate":")") + from + R"(","endDate":")" + to + R"(","type":")" + type + R"(","recipient":{"id":"u1","type":"user","name":")" + name + "\"}}";
        };
        return HttpResponse::json(200, R"({"data":{"finalTimeline":{"rotations":[{"id":"r","name":"R","periods":[)" +
                                           period("2024-09-20T16:00:00Z", "2024-09-21T16:00:00Z", "historical", "petra@valley.example") + "," +
                                           period("2024-09-22T16:00:00Z", "2024-09-23T16:00:00Z", "override", "anton") + "]}]}}}");
    }
    HttpResponse google(const HttpRequest& r) {
        if (r.header("Authorization") != "Bearer at") return HttpResponse::json(401, "{}");
        if (r.queryValue("singleEvents").value_or("") != "true" || !r.queryValue("timeMin") || !r.queryValue("timeMax")) return HttpResponse::json(400, "{}");
        if (r.param("id") != "duty@group.calendar.google.com") return HttpResponse::json(404, "{}");
        const bool second = r.queryValue("pageToken").value_or("") == "p2";
        const auto event = [](const char* id, const char* title, const std::string& times, const char* more) {
            return std::string(R"({"id":")") + id + R"(","status":"confirmed","summary":")" + title + R"(","organizer":{"email":"anton@valley.example"},)" + times + more + "}";
        };
        const std::string first = event("e1", "On-Call: Storm", R"("start":{"dateTime":"2024-09-22T09:00:00-04:00"},"end":{"dateTime":"2024-09-23T09:00:00-04:00"})",
                                        R"(,"attendees":[{"email":"Petra@valley.example","responseStatus":"accepted"}])");
        const std::string next = event("e2", "On–Call: Storm", R"("start":{"date":"2024-09-24"},"end":{"date":"2024-09-25"})", "") + "," +
                                 event("e3", "Lunch", R"("start":{"date":"2024-09-24"},"end":{"date":"2024-09-25"})", "");
        return HttpResponse::json(200, second ? R"({"items":[)" + next + "]}" : R"({"nextPageToken":"p2","items":[)" + first + "]}");
    }
    HttpResponse microsoft(const HttpRequest& r) {
        if (r.header("Authorization") != "Bearer ms") return HttpResponse::json(401, "{}");
        if (r.header("Prefer") != "outlook.timezone=\"UTC\"") return HttpResponse::json(400, "{}");
        return HttpResponse::json(200, R"({"@odata.nextLink":")" + nextLink + R"(","value":[{"id":"m1","subject":"On-Call: Storm","isCancelled":false,)"
                                       R"("start":{"dateTime":"2024-09-22T13:00:00.0000000","timeZone":"UTC"},"end":{"dateTime":"2024-09-23T13:00:00.0000000","timeZone":"UTC"},)"
                                       R"("organizer":{"emailAddress":{"address":"anton@valley.example"}},"attendees":[{"emailAddress":{"address":"petra@valley.example"},"status":{"response":"accepted"}}]},)"
                                       R"({"id":"m2","subject":"On-Call: Storm","isCancelled":true,"start":{"dateTime":"2024-09-23T13:00:00.0000000","timeZone":"UTC"},)"
                                       R"("end":{"dateTime":"2024-09-24T13:00:00.0000000","timeZone":"UTC"},"organizer":{"emailAddress":{"address":"anton@valley.example"}}}]})");
    }

    net::Router router;
    std::optional<net::NetServer> server;
    std::mutex mutex;
    std::condition_variable wake;
    int failing = 0, calls = 0;
    std::string nextLink, calendar;
};

ScheduleQuestion question() {
    return {"pager", "Storm", "America/New_York", *parseIso("2024-09-21T00:00:00Z"), *parseIso("2024-10-10T00:00:00Z"),
            {{"petra@valley.example", "id-petra"}, {"anton@valley.example", "id-anton"}, {"anton", "id-anton"}}};
}

ScheduleSettings settingsFor(const std::string& kind, const std::string& url) {
    ScheduleSettings out;
    out.kind = kind;
    out.team = "storm";
    out.baseUrl = url;
    return out;
}

TEST(ScheduleClients, PagerDutyIsAskedAsItWantsAndEveryPageIsRead) {  // F06.R1.A1
    Vendors v;
    ScheduleSettings s = settingsFor("pagerduty", v.url());
    s.schedules = {{"primary", "PIJ90N7"}};
    s.token = "pd-key";
    const auto answer = askSchedule(s, question());
    ASSERT_TRUE(answer.ok()) << answer.problem().message;
    ASSERT_EQ(answer->shifts.size(), 1u) << "the same shift of two policies counts once";
    EXPECT_EQ(answer->shifts[0].person, "id-petra");
    EXPECT_EQ(toIso(answer->shifts[0].from), "2024-09-22T20:00:00.000000Z");
    EXPECT_EQ(answer->shifts[0].source, "pager");
    ASSERT_FALSE(answer->warnings.empty());
    EXPECT_NE(answer->warnings[0].find("PX"), std::string::npos);
    EXPECT_EQ(answer->warnings[0].find("nobody@else"), std::string::npos) << "no mailbox in the log";
    s.token = "wrong";
    EXPECT_EQ(askSchedule(s, question()).problem().code, "schedule_refused");
    v.failing = 1;
    s.token = "pd-key";
    const auto down = askSchedule(s, question());
    ASSERT_FALSE(down.ok());
    EXPECT_TRUE(worthAskingAgain(down.problem()));
}

TEST(ScheduleClients, OpsgeniesFinalTimelineHoldsItsOverrides) {  // F06.R1.A1
    Vendors v;
    ScheduleSettings s = settingsFor("opsgenie", v.url());
    s.schedules = {{"primary", "d875e654"}};
    s.token = "og-key";
    const auto answer = askSchedule(s, question());
    ASSERT_TRUE(answer.ok()) << answer.problem().message;
    ASSERT_EQ(answer->shifts.size(), 1u);
    EXPECT_EQ(answer->shifts[0].person, "id-anton");
    s.schedules = {{"primary", "none"}};
    EXPECT_EQ(askSchedule(s, question()).problem().code, "schedule_not_found");
}

TEST(ScheduleClients, GooglesEventsAreShiftsOfWhoeverAttendsAndTheAlternateStandsIn) {  // F06.R1.A2
    Vendors v;
    ScheduleSettings s = settingsFor("google", v.url());
    s.schedules = {{"primary", "duty@group.calendar.google.com"}};
    s.tokenUrl = v.url() + "/token";
    s.clientId = "ci";
    s.clientSecret = "cs";
    s.refreshToken = "rt";
    s.alternate = "anton";
    const auto answer = askSchedule(s, question());
    ASSERT_TRUE(answer.ok()) << answer.problem().message;
    ASSERT_EQ(answer->shifts.size(), 4u);
    EXPECT_EQ(answer->shifts[0].person, "id-petra");
    EXPECT_EQ(answer->shifts[1].person, "id-anton") << "nobody attends: whose event it is";
    EXPECT_EQ(toIso(answer->shifts[1].from), "2024-09-24T04:00:00.000000Z") << "a whole day of the team's zone";
    EXPECT_EQ(answer->shifts[2].role, "alternate");
    EXPECT_EQ(answer->shifts[2].person, "id-anton");
    s.refreshToken = "stolen";
    EXPECT_EQ(askSchedule(s, question()).problem().code, "schedule_refused");
}

TEST(ScheduleClients, MicrosoftsViewIsReadAndItsNextPageIsNeverSomewhereElse) {  // F06.R1.A2
    Vendors v;
    ScheduleSettings s = settingsFor("microsoft", v.url());
    s.schedules = {{"primary", "duty@valley.example"}};
    s.token = "ms";
    const auto answer = askSchedule(s, question());
    ASSERT_TRUE(answer.ok()) << answer.problem().message;
    ASSERT_EQ(answer->shifts.size(), 1u) << "what was cancelled is none";
    EXPECT_EQ(answer->shifts[0].person, "id-petra");
    v.nextLink = "https://elsewhere.example/v1.0/next";
    EXPECT_EQ(askSchedule(s, question()).problem().code, "schedule_unreadable");
}

TEST(ScheduleClients, AnICalendarFeedIsReadInTheTeamsZone) {  // F06.R1.A2
    Vendors v;
    v.calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:7\r\nSUMMARY:On-Call: Storm\r\nDTSTART;TZID=America/New_York:20240922T090000\r\n"
                 "DTEND;TZID=America/New_York:20240923T090000\r\nRRULE:FREQ=DAILY;COUNT=3\r\nORGANIZER:mailto:petra@valley.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const ScheduleSettings s = settingsFor("ical", v.url() + "/duty.ics");
    const auto answer = askSchedule(s, question());
    ASSERT_TRUE(answer.ok()) << answer.problem().message;
    EXPECT_EQ(answer->shifts.size(), 3u);
    v.calendar = "this is no calendar";
    EXPECT_EQ(askSchedule(s, question()).problem().code, "schedule_unreadable");
}

TEST(ScheduleClients, AWebhookIsBelievedByItsSignatureAlone) {  // F06.R1.A1
    ScheduleSettings s = settingsFor("pagerduty", "https://api.pagerduty.com");
    const std::string body = R"({"event":{"event_type":"service.updated"}})";
    EXPECT_FALSE(webhookIsTheirs(s, "v1=", "", body)) << "none are taken without a secret";
    s.webhookSecret = "hook secret";
    const std::string good = "v1=" + hmacSha256(asBytes(s.webhookSecret), asBytes(body)).hex();
    EXPECT_TRUE(webhookIsTheirs(s, good, "", body));
    EXPECT_TRUE(webhookIsTheirs(s, "v1=" + std::string(64, '0') + ", " + good, "", body)) << "while keys change there are two";
    EXPECT_FALSE(webhookIsTheirs(s, good, "", body + " "));
    EXPECT_FALSE(webhookIsTheirs(s, "", "hook secret", body));
    s.kind = "opsgenie";
    EXPECT_TRUE(webhookIsTheirs(s, "", "hook secret", body));
    EXPECT_FALSE(webhookIsTheirs(s, "", "hook secre", body));
}

TEST(ScheduleClients, SettingsThatCannotWorkAreRefusedWithTheirName) {
    EXPECT_TRUE(readScheduleBook(R"({"one":{"pager":{"kind":"pagerduty","team":"storm","schedules":{"primary":"P1"},"token":"t"}}})").ok());
    for (const char* wrong : {R"({"one":{"pager":{"kind":"fax","team":"storm"}}})", R"({"one":{"pager":{"kind":"pagerduty","team":"storm","schedules":{"primary":"P1"}}}})",
                              R"({"one":{"pager":{"kind":"ical","team":"storm","base_url":"http://elsewhere.example/x"}}})",
                              R"({"one":{"pager":{"kind":"ical","team":"storm","base_url":"http://127.0.0.1:80@elsewhere.example/x"}}})", "[]"}) {
        const auto book = readScheduleBook(wrong);
        ASSERT_FALSE(book.ok()) << wrong;
        EXPECT_EQ(book.problem().code, "oncall_invalid") << wrong;
    }
}

TEST(ScheduleClients, WhatDoesNotAnswerIsAskedThreeTimesMoreWithGrowingPausesAndIsSaid) {  // F06.R1.A1
    EXPECT_EQ(pauseAfter(1), std::optional<Duration>(seconds(2)));
    EXPECT_EQ(pauseAfter(2), std::optional<Duration>(seconds(4)));
    EXPECT_EQ(pauseAfter(3), std::optional<Duration>(seconds(8)));
    EXPECT_EQ(pauseAfter(4), std::nullopt);
    Vendors v;
    test::OncallHouse h;
    h.people3();
    h.ok(access::CreateTenant{{.tenant = h.f->tenant, .slug = "one", .name = "One"}}, h.system);
    ScheduleSettings s = settingsFor("pagerduty", v.url());
    s.schedules = {{"primary", "PIJ90N7"}};
    s.token = "pd-key";
    s.people = {{"petra@valley.example", "petra"}};
    s.webhookSecret = "hook secret";
    s.everySeconds = 86'400;   // whatever is asked again today is a retry
    v.failing = 2;
    std::atomic<std::int64_t> clock{h.f->now().micros()};
    RosterSync sync(*h.f->gate, *h.tenants, {{"one", {{"pager", s}}}}, [&clock] { return Instant::fromMicros(clock.load()); });
    sync.start();
    // Each look moves the clock by a second, as the house's timer does, until the roster holds what the counterpart said.
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const auto healthy = [&] {
        const auto source = h.f->document<ScheduleSource>("pager");
        return source && source->healthy;
    };
    while (!healthy() && std::chrono::steady_clock::now() < until) {
        std::unique_lock lock(v.mutex);
        v.wake.wait_for(lock, std::chrono::milliseconds(10));
        clock += seconds(1).count();
        sync.look();
    }
    ASSERT_TRUE(healthy());
    sync.stop();
    EXPECT_EQ(v.calls, 4) << "two that failed, and the two pages of the third";
    const auto told = h.events<SourceSynced>();
    ASSERT_GE(told.size(), 2u);
    EXPECT_FALSE(told.front().source.healthy) << "a warning that everybody sees";
    EXPECT_EQ(told.front().source.problem, "schedule_unreachable");
    EXPECT_TRUE(told.back().source.healthy);
    EXPECT_EQ(told.back().source.shifts, 1);
    EXPECT_FALSE(sync.webhook("one", "pager", "v1=00", "", "{}"));
    EXPECT_TRUE(sync.webhook("one", "pager", "v1=" + hmacSha256(asBytes("hook secret"), asBytes("{}")).hex(), "", "{}"));
}

}  // namespace
}  // namespace ok::oncall
