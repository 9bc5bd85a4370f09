// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Personal data over time on a real gate and database: erased for good, held when the law says so, sealed anew under a
// rotated key, and readable under a new master key (F07.R1.A7, F07.R3.A3, H2).
#include <gtest/gtest.h>

#include "server/operations/privacy_commands.h"
#include "server/reports/reports_handlers.h"
#include "shared/incidents/incident_events.h"
#include "shared/incidents/incidents_views.h"
#include "shared/incidents/reshape_events.h"
#include "shared/operations/privacy.h"
#include "shared/reports/report_events.h"
#include "shared/reports/reports_commands.h"
#include "shared/reports/reports_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::operations {
namespace {

/// Writes a report with personal data, the way intake does.
struct Confide {
    static constexpr CommandCard card{.name = "test.confide", .action = "reports.receive"};
    PhoneNumber from;
    FreeText words;
    IncidentId incident;
    std::string origin;   ///< known: the words share their token with everything of this origin, as words of old logs do
};
BOOST_DESCRIBE_STRUCT(Confide, (), (from, words, incident, origin))

/// Merges one incident into another, the way the incidents domain tells it.
struct Join {
    static constexpr CommandCard card{.name = "test.join", .action = "reports.receive"};
    IncidentId into, absorbed;
    ReportId report;
};
BOOST_DESCRIBE_STRUCT(Join, (), (into, absorbed, report))

struct Desk {
    Desk() {
        incidents::addProjections(f.projections);
        reports::addProjections(f.projections);
        addProjections(f.projections);
        addHandlers(*f.gate, {.resealStep = 3});
        f.gate->handle<Confide>([](const Right&, CommandContext& cx, const Confide& c) -> Status {
            reports::Report report;
            report.id = cx.newId<ReportId>();
            report.incident = c.incident;
            OK_ASSIGN(report.from, cx.vault().put(cx.tenant(), c.from));
            OK_ASSIGN(report.text, c.origin.empty() ? cx.keepOwn(c.words) : cx.vault().putOwn(cx.tenant(), c.words, c.origin));
            cx.reply(report);
            cx.emit(reports::ReportReceived{report});
            return {};
        });
        f.gate->handle<Join>([](const Right&, CommandContext& cx, const Join& c) -> Status {
            for (const IncidentId id : {c.into, c.absorbed}) cx.emit(incidents::IncidentOpened{.incident = id, .number = id.str()});
            cx.emit(incidents::ReportAttached{{.report = c.report, .incident = c.absorbed}});
            cx.emit(incidents::IncidentMerged{.change = "1", .incident = c.into, .absorbed = c.absorbed, .reports = {c.report}});
            return {};
        });
        f.start();
    }

    SecurityContext admin(std::string who = "ada") { return f.person(std::move(who), {"admin", "intake"}); }
    reports::Report confide(const std::string& phone, const std::string& words, IncidentId incident = {}, std::string origin = {}) {
        const auto answer = f.run(Confide{{phone}, {words}, incident, std::move(origin)}, admin());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return *fromJson<reports::Report>(*answer.reply);
    }
    std::string wordsOf(const reports::Report& report) {
        std::string out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            const auto opened = cx.vault().open(cx.tenant(), report.text);
            out = opened.ok() ? opened->text : opened.problem().code;
        });
        return out;
    }
    /// Asked by ada, released by ben.
    CommandAnswer erase(std::vector<std::string> tokens) {
        return f.runReleased(ErasePerson{std::move(tokens), "asked to be forgotten", "request of 2026-11-03"}, admin(), admin("ben"));
    }

    test::GateFixture f;
};

TEST(Privacy, ErasingAPersonTakesTheirNumberAndTheirWordsAndNobodyElses) {  // F07.R3, H2
    Desk desk;
    const auto hers = desk.confide("+15025550101", "it is dark, my mother is on oxygen");
    const auto his = desk.confide("+15025550102", "dark here too");
    const auto answer = desk.erase({hers.from.token});
    ASSERT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
    EXPECT_EQ(desk.wordsOf(hers), "erased");
    EXPECT_EQ(desk.wordsOf(his), "dark here too");
    // The report itself, its place in the log and its tokens stay.
    EXPECT_EQ(desk.f.documents<reports::Report>().size(), 2u);
    const auto log = desk.f.entries(Stream::security);
    ASSERT_FALSE(log.empty());
    const auto erased = std::find_if(log.begin(), log.end(), [](const Entry& e) { return e.header.type == PersonErased::eventType; });
    ASSERT_NE(erased, log.end());
    EXPECT_NE(erased->payload.find(hers.text.token), std::string::npos);
    EXPECT_EQ(erased->payload.find("oxygen"), std::string::npos);
}

TEST(Privacy, OnePersonAloneErasesNobody) {  // F01.R1, H2
    Desk desk;
    const auto hers = desk.confide("+15025550101", "dark");
    const auto held = desk.f.run(ErasePerson{{hers.from.token}, "asked to be forgotten", "request 7"}, desk.admin());
    ASSERT_FALSE(held.reply.ok());
    EXPECT_EQ(held.reply.problem().code, "approval_required");
    EXPECT_EQ(desk.wordsOf(hers), "dark");
}

TEST(Privacy, WhatIsUnderALegalHoldIsNotErased) {  // F02.R5
    Desk desk;
    const IncidentId storm{derivedUuid("storm")};
    const auto hers = desk.confide("+15025550101", "wire on the road", storm);
    ASSERT_TRUE(desk.f.run(SetLegalHold{storm.str(), "litigation 24-1187"}, desk.admin()).reply.ok());
    const auto refused = desk.erase({hers.from.token});
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "legal_hold");
    EXPECT_EQ(refused.reply.problem().details.at("hold_reason"), "litigation 24-1187");
    EXPECT_EQ(desk.wordsOf(hers), "wire on the road");
    ASSERT_TRUE(desk.f.runReleased(LiftLegalHold{storm.str(), "the court has decided"}, desk.admin(), desk.admin("ben")).reply.ok());
    EXPECT_TRUE(desk.erase({hers.from.token}).reply.ok());
    EXPECT_EQ(desk.wordsOf(hers), "erased");
}

TEST(Privacy, AHoldOnSomebodyElsesReportKeepsTheWordsTheyShare) {  // F02.R5
    Desk desk;
    const auto hers = desk.confide("+15025550101", "power is out", {}, "a log from before words had tokens of their own");
    const auto his = desk.confide("+15025550102", "power is out", {}, "a log from before words had tokens of their own");
    ASSERT_EQ(hers.text, his.text);
    ASSERT_TRUE(desk.f.run(SetLegalHold{his.id.str(), "litigation 24-1187"}, desk.admin()).reply.ok());
    const auto refused = desk.erase({hers.from.token});
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "legal_hold");
    EXPECT_EQ(desk.wordsOf(his), "power is out");
}

TEST(Privacy, EqualWordsOfTwoPeopleAreErasedApartAndDoNotComeBack) {  // F07.R3.A3, H2
    Desk desk;
    const auto hers = desk.confide("+15025550101", "my mother is on oxygen");
    const auto his = desk.confide("+15025550102", "my mother is on oxygen");
    ASSERT_NE(hers.text, his.text);
    ASSERT_TRUE(desk.erase({hers.from.token}).reply.ok());
    EXPECT_EQ(desk.wordsOf(hers), "erased");
    EXPECT_EQ(desk.wordsOf(his), "my mother is on oxygen");
    // Somebody says the same again, even she herself: what was erased stays erased.
    const auto again = desk.confide("+15025550101", "my mother is on oxygen");
    EXPECT_EQ(desk.wordsOf(again), "my mother is on oxygen");
    EXPECT_EQ(desk.wordsOf(hers), "erased");
    EXPECT_EQ(again.from, hers.from) << "a number is still recognised: decisions/0005";
}

/// Real intake: two phones of one account.
struct Household {
    Household() {
        incidents::addProjections(f.projections);
        reports::addProjections(f.projections);
        addProjections(f.projections);
        addHandlers(*f.gate);
        reports::ReportsPorts ports;
        const reports::AccountFact home{.account = AccountId{derivedUuid("the house")}, .label = "12 Main St",
                                        .place = reports::ReportPlace{{-84.5, 38}, "meter", 5, 1}, .timeZone = "UTC"};
        ports.accountsOf = [home](CommandContext&, const Token<PhoneNumber>&) { return std::vector{home}; };
        ports.accountByNumber = [home](CommandContext&, const std::string&) { return std::optional(home); };
        reports::addHandlers(*f.gate, ports);
        f.start();
    }
    std::string say(const std::string& phone, const std::string& words, const std::string& address = {}) {
        const auto answer = f.run(reports::ReceiveReport{.channel = reports::Channel::web, .messageId = words, .from = {phone},
                                                         .accountNumber = address.empty() ? "" : "1", .address = {address}, .text = {words}},
                                  f.intake());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return fromJson<reports::IntakeReply>(*answer.reply)->outcome;
    }
    /// Everything of anybody that can still be read.
    std::set<std::string> readable() {
        std::set<std::string> out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            for (const auto& [token, sealed] : cx.store().sealedAfter(cx.tenant(), "", 1000)) {
                if (const auto opened = cx.vault().open(cx.tenant(), Token<FreeText>{token}); opened.ok()) out.insert(opened->text);
            }
        });
        return out;
    }
    std::string tokenOf(const std::string& phone) {
        std::string out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) { out = cx.vault().tokenOf(cx.tenant(), PhoneNumber{phone}).token; });
        return out;
    }
    CommandAnswer erase(const std::string& phone) {
        return f.runReleased(ErasePerson{{tokenOf(phone)}, "asked to be forgotten", "request of 2026-11-03"}, f.person("ada", {"admin"}),
                             f.person("ben", {"admin"}));
    }
    test::GateFixture f;
};

TEST(Privacy, AnErasureFindsWhatWasOnlySaidAgainAndLeavesWhatOthersSaid) {  // F07.R3.A3, H2
    Household house;
    ASSERT_EQ(house.say("+15025550101", "it is dark"), "placed");
    ASSERT_EQ(house.say("+15025550101", "my mother is on oxygen", "12 Main St, rear"), "repeated");
    ASSERT_EQ(house.say("+15025550102", "I am her son", "12 Main St, attic"), "repeated");
    ASSERT_EQ(house.say("", "nobody said who"), "unplaced") << "without a number or an account this is a report of its own";
    ASSERT_TRUE(house.erase("+15025550101").reply.ok());
    EXPECT_EQ(house.readable(), (std::set<std::string>{"+15025550102", "I am her son", "12 Main St, attic", "nobody said who"}));
    // He never made a report of his own; what he repeated is his all the same.
    ASSERT_TRUE(house.erase("+15025550102").reply.ok());
    EXPECT_EQ(house.readable(), (std::set<std::string>{"nobody said who"}));
    ASSERT_EQ(house.say("+15025550102", "it is dark"), "repeated");
    EXPECT_EQ(house.readable(), (std::set<std::string>{"+15025550102", "it is dark", "nobody said who"}));
}

TEST(Privacy, AHoldOnAReportHoldsWhoOnlyRepeatedIt) {  // F02.R5.A7
    Household house;
    ASSERT_EQ(house.say("+15025550101", "it is dark"), "placed");
    ASSERT_EQ(house.say("+15025550102", "I am her son"), "repeated");
    const std::string report = house.f.documents<reports::Report>().front().id.str();
    ASSERT_TRUE(house.f.run(SetLegalHold{report, "litigation 24-1187"}, house.f.person("ada", {"admin"})).reply.ok());
    const auto refused = house.erase("+15025550102");
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "legal_hold");
    EXPECT_TRUE(house.readable().contains("I am her son"));
}

TEST(Privacy, AHoldOnAnIncidentHoldsWhatItWasMergedInto) {  // F02.R5
    Desk desk;
    const IncidentId kept{derivedUuid("kept")}, absorbed{derivedUuid("absorbed")};
    const auto hers = desk.confide("+15025550101", "wire on the road");
    ASSERT_TRUE(desk.f.run(SetLegalHold{absorbed.str(), "litigation 24-1187"}, desk.admin()).reply.ok());
    ASSERT_TRUE(desk.f.run(Join{kept, absorbed, hers.id}, desk.admin()).reply.ok());
    ASSERT_EQ(desk.f.document<reports::Report>(hers.id.str())->incident, kept);
    const auto refused = desk.erase({hers.from.token});
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "legal_hold");
    EXPECT_EQ(desk.wordsOf(hers), "wire on the road");
}

TEST(Privacy, NonsenseErasesNothingEvenWhenReleased) {
    Desk desk;
    for (const auto& [tokens, reason] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{}, "asked to be forgotten"}, {{"tok_'; DROP TABLE vault"}, "asked to be forgotten"},
             {{"tok_abcdefghijklmnopqrstuvwxyz"}, "no"}}) {
        const auto answer = desk.f.runReleased(ErasePerson{tokens, reason, "request 7"}, desk.admin(), desk.admin("ben"));
        ASSERT_FALSE(answer.reply.ok());
        EXPECT_TRUE(answer.reply.problem().code == "invalid_fields" || answer.reply.problem().code == "bad_token");
    }
}

TEST(Privacy, ARotatedKeySealsWhatComesAndThenEverythingAnew) {  // F07.R1.A7
    Desk desk;
    std::vector<reports::Report> before;
    for (int i = 0; i < 8; ++i) before.push_back(desk.confide("+1502555011" + std::to_string(i), "words " + std::to_string(i)));
    const auto versions = [&] {
        std::map<int, int> out;
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
            for (const auto& [token, sealed] : cx.store().sealedAfter(cx.tenant(), "", 1000)) ++out[sealed[3]];
        });
        return out;
    };
    ASSERT_EQ(versions(), (std::map<int, int>{{1, 16}}));
    ASSERT_TRUE(desk.f.run(RotateVaultKey{"quarterly rotation"}, desk.admin()).reply.ok());
    const auto after = desk.confide("+15025550199", "after the rotation");
    EXPECT_EQ(versions(), (std::map<int, int>{{1, 16}, {2, 2}}));
    // The same person's number keeps its token, whatever the version.
    EXPECT_EQ(desk.confide("+15025550110", "again").from, before[0].from);
    for (int step = 0; step < 20; ++step) {
        desk.f.gate->fireTimers();
        desk.f.gate->inspect(desk.f.tenant, [](CommandContext&) {});
    }
    EXPECT_EQ(versions(), (std::map<int, int>{{2, 19}}));
    for (const auto& report : before) EXPECT_TRUE(desk.wordsOf(report).starts_with("words "));
    EXPECT_EQ(desk.wordsOf(after), "after the rotation");
    const auto state = desk.f.documents<VaultKeyState>();
    ASSERT_EQ(state.size(), 1u);
    EXPECT_TRUE(state[0].resealedAt.has_value());
    EXPECT_EQ(state[0].renewed, 16);
}

TEST(Privacy, ARingOpensUnderItsMasterKeyOnlyAndMovesToANewOne) {  // F07.R1.A7: CMK rotation by wrapping anew
    test::TempDir dir;
    auto store = test::openTestStore(dir.file("vault.db"));
    ASSERT_TRUE(store.ok());
    const TenantId tenant = test::tenantNamed("one");
    const VaultKey first = test::keyOf(1), second = test::keyOf(2);
    const VaultKeys old(first);
    ASSERT_TRUE((*store)->begin().ok());
    ASSERT_TRUE((*store)->addTenant(tenant, "one").ok());
    ASSERT_TRUE(old.ensure(**store, tenant, Instant::fromMicros(1)).ok());
    Vault vault(**store, old);
    const auto token = vault.putOwn(tenant, FreeText{"secret words"}, "one");
    ASSERT_TRUE(token.ok());
    ASSERT_TRUE((*store)->commit().ok());
    EXPECT_EQ(VaultKeys(second).ring(**store, tenant).problem().code, "wrong_master_key");
    ASSERT_TRUE((*store)->begin().ok());
    ASSERT_TRUE(old.rewrap(**store, tenant, second).ok());
    ASSERT_TRUE((*store)->commit().ok());
    const VaultKeys next(second);
    const auto opened = Vault(**store, next).open(tenant, *token);
    ASSERT_TRUE(opened.ok()) << opened.problem().message;
    EXPECT_EQ(opened->text, "secret words");
    EXPECT_EQ(VaultKeys(first).ring(**store, tenant).problem().code, "wrong_master_key");
}

}  // namespace
}  // namespace ok::operations
