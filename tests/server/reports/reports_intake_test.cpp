// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Intake from the webhook to the views on a real database (main job 6, P01–P04): signed texts and calls, the form, partners,
// feeds, and what happens to everything malformed. Territory and incidents are two lambdas.
#include <gtest/gtest.h>

#include <random>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/net/url.h"
#include "server/reports/reports_handlers.h"
#include "server/reports/reports_routes.h"
#include "shared/reports/provider_signature.h"
#include "shared/reports/report_events.h"
#include "shared/reports/reports_commands.h"
#include "shared/reports/reports_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::reports {
namespace {

constexpr const char* base = "https://outage.example";

class World {
  public:
    explicit World(bool drill = false) : tenants(prepared(drill)) {
        ReportsPorts ports;
        ports.accountsOf = [this](CommandContext& cx, const Token<PhoneNumber>& token) {
            std::vector<AccountFact> out;
            for (const auto& [phone, accounts] : byPhone) {
                if (cx.vault().tokenOf(cx.tenant(), PhoneNumber{phone}) == token) out = accounts;
            }
            return out;
        };
        ports.accountByNumber = [](CommandContext&, const std::string& n) { return n == "100200300" ? std::optional(account(3, "7 Elm Ct")) : std::nullopt; };
        ports.account = [](CommandContext&, AccountId id) { return std::optional(AccountFact{.account = id, .label = "12 Main St", .place = ReportPlace{{-84.5, 38}, "meter", 5, 1}}); };
        ports.geocode = [](CommandContext&, const std::string& text) {
            return text.find("Main") == std::string::npos && text.find("main") == std::string::npos
                       ? std::nullopt : std::optional(AddressFact{.place = {{-84.5, 38.01}, "address_point", 10, 0.95}, .label = text});
        };
        addHandlers(*f.gate, ports);
        f.start();
        ReportsRouteOptions options{.publicBase = base, .signingToken = [](const TenantProfile&) { return std::string("secret"); },
                                    .clock = [this] { return f.now(); }, .formSecret = sha256("form")};
        options.partner = partnersOf(*f.gate);
        addRoutes(router, *f.gate, *tenants, std::move(options));
        TenantProfile profile{.tenant = f.tenant, .slug = "one", .name = "Bluegrass Power", .smsNumber = "+15025550100"};
        profile.drill = drill;
        auto system = f.person("system", {"system"});
        system.drill = drill;
        EXPECT_TRUE(f.run(access::CreateTenant{profile}, system).reply.ok());
    }
    static AccountFact account(int n, const char* label) {
        return {.account = AccountId{UuidBytes{static_cast<std::uint8_t>(n)}}, .label = label,
                .place = ReportPlace{{-84.5 + n, 38}, "meter", 5, 1}, .timeZone = "America/New_York"};
    }

    net::HttpResponse call(net::HttpRequest request) {
        request.traceId = "t";
        if (request.remoteAddress.empty()) request.remoteAddress = "192.0.2.1";
        EXPECT_TRUE(net::splitTarget(request).ok());
        auto match = router.find(request.method, request.path);
        if (match.outcome != net::Router::Outcome::found) return net::HttpResponse::text(404, "");
        request.params = match.params;
        net::HttpResponse out;
        match.route->handler(request, net::Responder([&out](net::HttpResponse r) { out = std::move(r); }));
        f.gate->inspect(f.tenant, [](CommandContext&) {});  // what was submitted is decided by now
        for (int i = 0; i < 50 && out.bodyView().empty() && out.status == 200; ++i) f.gate->inspect(f.tenant, [](CommandContext&) {});
        return out;
    }
    static std::string encoded(const FormFields& fields) {
        std::string out;
        for (const auto& [k, v] : fields) out += (out.empty() ? "" : "&") + net::percentEncode(k) + "=" + net::percentEncode(v);
        return out;
    }
    net::HttpResponse hook(const std::string& target, const FormFields& fields, const std::string& token = "secret") {
        net::HttpRequest request{.method = "POST", .target = target, .body = encoded(fields)};
        request.headers.set("X-Twilio-Signature", providerSignature(base + target, fields, token));
        return call(std::move(request));
    }
    std::string text(const std::string& body, const std::string& from = "+15025550111", const std::string& sid = {}) {
        const auto id = sid.empty() ? "SM" + std::to_string(++m_sid) : sid;
        const auto answer = hook("/webhooks/twilio/sms", {{"MessageSid", id}, {"From", from}, {"To", "+15025550100"}, {"Body", body}});
        EXPECT_EQ(answer.status, 200) << answer.bodyView();
        return std::string(answer.bodyView());
    }
    net::HttpResponse post(const std::string& target, std::string body, const std::string& key = {}) {
        net::HttpRequest request{.method = "POST", .target = target, .body = std::move(body)};
        if (!key.empty()) request.headers.set("Authorization", "Bearer " + key);
        return call(std::move(request));
    }
    std::string formToken() {
        const auto html = std::string(call({.method = "GET", .target = "/report/one"}).bodyView());
        const std::string mark = "name=\"id\" value=\"";
        const auto at = html.find(mark) + mark.size();
        return html.substr(at, html.find('"', at) - at);
    }
    bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
    std::vector<Report> reports() { return f.documents<Report>(); }

    test::GateFixture f;
    std::map<std::string, std::vector<AccountFact>> byPhone = {{"+15025550111", {account(1, "12 Main St")}},
                                                               {"+15025550122", {account(1, "12 Main St"), account(2, "40 Oak Ave")}}};
    std::unique_ptr<Store> reader;  // before tenants, which is made from it
    std::unique_ptr<TenantDirectory> tenants;
    net::Router router;

  private:
    std::unique_ptr<TenantDirectory> prepared(bool) {
        access::addProjections(f.projections);
        addProjections(f.projections);
        access::addHandlers(*f.gate);
        auto opened = f.gate->openReader();
        EXPECT_TRUE(opened.ok());
        reader = std::move(*opened);
        return std::make_unique<TenantDirectory>(*reader, *f.gate);
    }
    int m_sid = 0;
};

TEST(ReportsIntake, a_signed_text_of_a_known_number_becomes_a_placed_report_and_is_answered) {
    World w;
    EXPECT_TRUE(w.has(w.text("my power is out"), "Thank you, your report for 12 Main St is in"));
    ASSERT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].state, ReportState::placed);
    EXPECT_EQ(w.reports()[0].account, World::account(1, "").account);
}
TEST(ReportsIntake, a_wrong_signature_is_refused_and_leaves_no_trace) {
    World w;
    const FormFields fields = {{"MessageSid", "SM1"}, {"From", "+15025550111"}, {"To", "+15025550100"}, {"Body", "OUT"}};
    EXPECT_EQ(w.hook("/webhooks/twilio/sms", fields, "other").status, 403);
    EXPECT_EQ(w.post("/webhooks/twilio/sms", World::encoded(fields)).status, 403);
    EXPECT_TRUE(w.reports().empty());
}
TEST(ReportsIntake, a_second_delivery_of_one_message_is_the_same_report_with_the_same_answer) {
    World w;
    const auto first = w.text("OUT", "+15025550111", "SM9");
    EXPECT_EQ(w.text("OUT", "+15025550111", "SM9"), first);
    EXPECT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].repeats, 0);
}
// P04, F16.R4
TEST(ReportsIntake, one_account_counts_once_whatever_the_channels) {
    World w;
    w.text("OUT");
    EXPECT_TRUE(w.has(w.text("no lights"), "We have your report"));
    const auto answer = w.post("/report/one", World::encoded({{"address", ""}, {"account", "1"}, {"phone", "502-555-0111"}, {"symptom", "out"}, {"id", w.formToken()}}));
    EXPECT_EQ(answer.status, 200) << answer.bodyView();
    ASSERT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].repeats, 2);
}
TEST(ReportsIntake, several_accounts_are_asked_about_and_the_digit_places_the_waiting_report) {
    World w;
    EXPECT_TRUE(w.has(w.text("OUT", "+15025550122"), "1 = 12 Main St; 2 = 40 Oak Ave"));
    EXPECT_EQ(w.f.documents<TrayItem>().size(), 1u);
    EXPECT_TRUE(w.has(w.text("7", "+15025550122"), "number from 1 to 2"));
    w.text("2", "+15025550122");
    EXPECT_TRUE(w.f.documents<TrayItem>().empty());
    ASSERT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].state, ReportState::placed);
    EXPECT_TRUE(w.f.documents<ContactTalk>().empty());
}
TEST(ReportsIntake, a_stranger_is_asked_for_the_place_and_the_address_settles_it) {
    World w;
    EXPECT_TRUE(w.has(w.text("no power", "+15025550199"), "Where is it?"));
    w.text("12 Main St", "+15025550199");
    ASSERT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].place->method, "address_point");
    EXPECT_TRUE(w.f.documents<TrayItem>().empty());
}
TEST(ReportsIntake, a_digit_next_day_answers_nothing) {
    World w;
    w.text("OUT", "+15025550122");
    w.f.advance(talkLifetime + seconds(1));
    w.text("2", "+15025550122");
    EXPECT_EQ(w.f.documents<TrayItem>().size(), 2u);
}
TEST(ReportsIntake, stop_is_answered_once_and_then_nothing_is_said_until_start) {
    World w;
    EXPECT_TRUE(w.has(w.text("STOP"), "unsubscribed"));
    EXPECT_FALSE(w.has(w.text("stop"), "<Message>"));
    EXPECT_FALSE(w.has(w.text("OUT"), "<Message>"));
    EXPECT_EQ(w.reports().size(), 1u);
    ASSERT_EQ(w.f.documents<ContactPreference>().size(), 1u);
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedOut);
    EXPECT_TRUE(w.has(w.text("START"), "You will get outage updates"));
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedIn);
}
TEST(ReportsIntake, the_log_holds_no_number_no_address_and_no_word_of_the_customer) {
    World w;
    w.text("sparking wire down at 12 main st, my dog Rex is inside");
    for (const auto& entry : w.f.entries()) {
        for (const char* secret : {"5550111", "12 main", "Rex"}) EXPECT_EQ(entry.payload.find(secret), std::string::npos) << entry.payload;
    }
}
TEST(ReportsIntake, words_are_revealed_to_one_operator_once_and_who_read_them_stands_in_the_log) {  // F07.R3, TA7
    World w;
    w.text("dark here, my mother is on oxygen", "+15025550177");
    const auto reports = w.reports();
    ASSERT_EQ(reports.size(), 1u);
    const CommandId id{derivedUuid("reveal once")};
    const auto told = w.f.run(RevealReport{reports[0].id}, w.f.operatorAnna(), id);
    ASSERT_TRUE(told.reply.ok()) << told.reply.problem().message;
    EXPECT_NE(told.reply->find("oxygen"), std::string::npos);
    EXPECT_NE(told.reply->find("+15025550177"), std::string::npos);
    const auto again = w.f.run(RevealReport{reports[0].id}, w.f.operatorAnna(), id);
    ASSERT_TRUE(again.reply.ok());
    EXPECT_EQ(*again.reply, "{}") << "the kept answer must not hold what the vault protects";
    const auto log = w.f.entries(Stream::security);
    ASSERT_FALSE(log.empty());
    EXPECT_EQ(log.back().header.type, "report.revealed");
    EXPECT_EQ(log.back().header.actor.id, w.f.operatorAnna().actor.id);
    EXPECT_EQ(log.back().payload.find("oxygen"), std::string::npos);
    EXPECT_EQ(w.f.run(RevealReport{ReportId{derivedUuid("none")}}, w.f.operatorAnna()).reply.problem().code, "report_not_found");
    EXPECT_FALSE(w.f.run(RevealReport{reports[0].id}, w.f.person("iris", {"intake"})).reply.ok());
}
TEST(ReportsIntake, an_operator_places_or_discards_what_stands_in_the_tray) {
    World w;
    w.text("asdf qwer");
    w.text("blub blub");
    auto tray = w.f.documents<TrayItem>();
    ASSERT_EQ(tray.size(), 2u);
    EXPECT_EQ(tray[0].reason, "not_understood");
    EXPECT_EQ(w.f.run(PlaceReport{.report = tray[0].report}, w.f.operatorAnna()).reply.problem().code, "place_missing");
    EXPECT_FALSE(w.f.run(PlaceReport{.report = tray[0].report, .position = LonLat{-84, 38}}, w.f.intake()).reply.ok());
    EXPECT_TRUE(w.f.run(PlaceReport{.report = tray[0].report, .position = LonLat{-84, 38}}, w.f.operatorAnna()).reply.ok());
    EXPECT_TRUE(w.f.run(DiscardReport{tray[1].report, "spam"}, w.f.operatorAnna()).reply.ok());
    EXPECT_TRUE(w.f.documents<TrayItem>().empty());
    EXPECT_EQ(w.f.run(PlaceReport{.report = tray[0].report, .position = LonLat{-84, 38}}, w.f.operatorBen()).reply.problem().code, "report_not_waiting");
}
TEST(ReportsIntake, a_call_is_greeted_reports_with_one_and_opts_in_with_three) {
    World w;
    FormFields fields = {{"CallSid", "CA1"}, {"From", "+15025550111"}, {"To", "+15025550100"}};
    auto xml = std::string(w.hook("/webhooks/twilio/voice", fields).bodyView());
    const auto next = [&](const char* digits) {
        const auto at = xml.find("action=\"") + 8;
        auto path = xml.substr(at, xml.find('"', at) - at).substr(std::string(base).size());
        for (std::size_t amp; (amp = path.find("&amp;")) != std::string::npos;) path.erase(amp + 1, 4);
        auto pressed = fields;
        pressed.emplace_back("Digits", digits);
        xml = std::string(w.hook(path, pressed).bodyView());
    };
    EXPECT_TRUE(w.has(xml, "Welcome to the outage line of Bluegrass Power")) << xml;
    next("1");
    EXPECT_TRUE(w.has(xml, "Your report for 12 Main St is in")) << xml;
    next("3");
    ASSERT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.reports()[0].channel, Channel::voice);
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedIn);
}
TEST(ReportsForm, works_without_script_in_both_languages_and_names_what_is_missing) {
    World w;
    net::HttpRequest get{.method = "GET", .target = "/report/one"};
    get.headers.set("Accept-Language", "es-MX,es;q=0.9,en;q=0.5");
    const auto html = std::string(w.call(get).bodyView());
    EXPECT_TRUE(w.has(html, "<html lang=\"es\">"));
    EXPECT_TRUE(w.has(html, "<label for=\"address\">Dirección y ciudad</label>"));
    const auto back = w.post("/report/one", World::encoded({{"phone", "12"}, {"details", "<b>"}, {"id", w.formToken()}}));
    EXPECT_EQ(back.status, 422);
    EXPECT_TRUE(w.has(std::string(back.bodyView()), "Please tell us the address"));
    EXPECT_TRUE(w.has(std::string(back.bodyView()), "&lt;b&gt;"));
    EXPECT_TRUE(w.reports().empty());
}
TEST(ReportsForm, a_double_click_is_one_report_and_a_forged_or_old_form_is_none) {
    World w;
    const auto token = w.formToken();
    const auto body = World::encoded({{"address", "40 Main St"}, {"symptom", "out"}, {"id", token}});
    const auto first = w.post("/report/one", body);
    EXPECT_EQ(first.status, 200);
    w.post("/report/one", body);
    EXPECT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.post("/report/one", World::encoded({{"address", "40 Main St"}, {"id", "1.2.abc"}})).status, 422);
    // Gone back and changed: said in words, and the page that says so can be sent.
    const auto changed = w.post("/report/one", World::encoded({{"address", "42 Main St"}, {"symptom", "out"}, {"id", token}}));
    EXPECT_EQ(changed.status, 409);
    EXPECT_NE(changed.bodyView().find("your first report"), std::string_view::npos);
    EXPECT_EQ(w.reports().size(), 1u);
    w.f.advance(hours(25));
    EXPECT_EQ(w.post("/report/one", body).status, 422);
    EXPECT_EQ(w.reports().size(), 1u);
}
TEST(ReportsForm, a_flood_from_one_address_is_slowed_and_the_trap_keeps_nothing) {
    World w;
    EXPECT_EQ(w.post("/report/one", World::encoded({{"address", "1 Main St"}, {"website", "x"}, {"id", w.formToken()}})).status, 200);
    EXPECT_TRUE(w.reports().empty());
    int refused = 0;
    for (int i = 0; i < 20; ++i) refused += w.post("/report/one", World::encoded({{"address", "1 Main St"}, {"id", w.formToken()}})).status == 429;
    EXPECT_GE(refused, 10);
}
TEST(ReportsForm, who_texted_stop_is_not_opted_in_again_by_a_form_that_names_the_number) {  // decisions.md 2
    World w;
    w.text("STOP");
    const auto wish = [&w] {
        return World::encoded({{"address", "12 Main St"}, {"phone", "+1 502 555 0111"}, {"updates", "yes"}, {"id", w.formToken()}});
    };
    EXPECT_EQ(w.post("/report/one", wish()).status, 200);
    ASSERT_EQ(w.f.documents<ContactPreference>().size(), 1u);
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedOut);
    EXPECT_FALSE(w.f.documents<ContactPreference>()[0].optedIn);
    w.text("START");
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedIn);
    EXPECT_EQ(w.post("/report/one", wish()).status, 200);
    EXPECT_TRUE(w.f.documents<ContactPreference>()[0].optedIn);
}
TEST(ReportsForm, tells_a_stranger_no_address_for_a_phone_number_or_an_account_number) {
    World w;
    const auto answer = [&w](const char* account) {
        const auto page = w.post("/report/one", World::encoded({{"account", account}, {"phone", "+1 502 555 0111"}, {"id", w.formToken()}}));
        EXPECT_EQ(page.status, 200);
        return std::string(page.bodyView());
    };
    EXPECT_FALSE(w.has(answer("999"), "12 Main St")) << "the home of whoever has this phone number";
    EXPECT_FALSE(w.has(answer("100200300"), "7 Elm Ct"));
    ASSERT_EQ(w.reports().size(), 2u);
    for (const Report& report : w.reports()) EXPECT_EQ(report.state, ReportState::placed) << "placed all the same";
}
TEST(ReportsForm, the_answer_fits_what_was_said) {
    World w;
    const auto answer = [&w](const std::string& symptom) {
        return std::string(w.post("/report/one", World::encoded({{"address", "12 Main St"}, {"symptom", symptom}, {"id", w.formToken()}})).bodyView());
    };
    EXPECT_TRUE(w.has(answer("restored"), "Glad you are back on"));
    EXPECT_TRUE(w.has(answer("wire_down"), "DANGER"));
    EXPECT_TRUE(w.has(answer("out"), "your report"));
    ASSERT_TRUE(w.f.run(AddPartnerKey{"city311", sha256("the-key")}, w.f.person("ada", {"admin"})).reply.ok());
    const auto both = w.post("/v1/reports?utility=one", R"({"message_id":"g","address":"12 Main St","symptoms":["gas_smell","wire_down"]})", "the-key");
    EXPECT_TRUE(w.has(std::string(both.bodyView()), "danger_gas")) << both.bodyView();
}
TEST(ReportsPartner, a_key_opens_the_route_and_an_idempotency_key_makes_one_report) {
    World w;
    auto admin = w.f.person("ada", {"admin"});
    ASSERT_TRUE(w.f.run(AddPartnerKey{"city311", sha256("the-key")}, admin).reply.ok());
    const std::string body = R"({"message_id":"a1","address":"12 Main St","symptoms":["out"]})";
    EXPECT_EQ(w.post("/v1/reports?utility=one", body).status, 401);
    EXPECT_EQ(w.post("/v1/reports?utility=one", body, "wrong").status, 401);
    EXPECT_EQ(w.post("/v1/reports?utility=one", body, "the-key").status, 202);
    EXPECT_EQ(w.post("/v1/reports?utility=one", body, "the-key").status, 202);
    EXPECT_EQ(w.reports().size(), 1u);
    EXPECT_EQ(w.post("/v1/reports?utility=one", R"({"message_id":"a2","symptoms":["melted"]})", "the-key").status, 422);
    EXPECT_EQ(w.post("/v1/reports?utility=one", R"({"address":"12 Main St"})", "the-key").status, 422);
    EXPECT_EQ(w.post("/v1/reports?utility=one", "{", "the-key").status, 422);
}
TEST(ReportsFeed, good_lines_are_taken_bad_ones_named_and_a_drill_tenants_records_are_marked) {
    World w(true);
    auto admin = w.f.person("ada", {"admin"});
    admin.drill = true;
    ASSERT_TRUE(w.f.run(AddPartnerKey{"feed", sha256("k")}, admin).reply.ok());
    const std::string lines =
        "{\"t\":\"2024-09-27T04:40:00Z\",\"snapshot\":\"ok\",\"outages\":1,\"customers\":4}\n"
        "{\"t\":\"2024-09-27T04:40:00Z\",\"op\":\"new\",\"o\":{\"id\":\"7\",\"latitude\":37,\"longitude\":-84,\"custAffected\":4,\"etr\":\"ETR-NULL\"}}\n"
        "garbage\n";
    const auto answer = w.post("/v1/feeds/lgeku?utility=one", lines, "k");
    ASSERT_EQ(answer.status, 200) << answer.bodyView();
    const auto reply = fromJson<FeedReply>(answer.bodyView());
    EXPECT_EQ(reply->records, 1);
    EXPECT_EQ(reply->refused, 1);
    EXPECT_EQ(reply->problems.at("bad_json"), 1);
    EXPECT_EQ(reply->customers, 4);
    const auto outages = w.f.documents<FeedOutage>();
    ASSERT_EQ(outages.size(), 1u);
    EXPECT_TRUE(outages[0].drill);
    EXPECT_TRUE(outages[0].listed);
    EXPECT_EQ(w.post("/v1/feeds/acme?utility=one", lines, "k").status, 422);
    EXPECT_EQ(w.post("/v1/feeds/lgeku?utility=one", lines, "other").status, 401);
    // Large bodies are not read from strangers: the route decides by the header alone.
    const auto& admit = w.router.find("POST", "/v1/feeds/lgeku").route->options.admit;
    ASSERT_TRUE(admit);
    net::HttpRequest head{.method = "POST", .target = "/v1/feeds/lgeku?utility=one"};
    ASSERT_TRUE(net::splitTarget(head).ok());
    EXPECT_EQ(admit(head)->status, 401);
    head.headers.set("Authorization", "Bearer k");
    EXPECT_FALSE(admit(head));
}
TEST(ReportsIntake, any_body_under_a_good_signature_is_answered_and_nothing_is_lost) {
    World w;
    std::mt19937 dice(99);
    for (int i = 0; i < 150; ++i) {
        std::string body(dice() % 80, '\0');
        for (auto& c : body) c = static_cast<char>(1 + dice() % 255);
        w.text(body, "+1502555" + std::to_string(1000 + dice() % 9000));
    }
    EXPECT_EQ(w.f.documents<TrayItem>().size() > 0, true);
}

}  // namespace
}  // namespace ok::reports
