// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Personal data over time on a real gate and database: erased for good, held when the law says so, sealed anew under a
// rotated key, and readable under a new master key (F07.R1.A7, F07.R3.A3, H2).
#include <gtest/gtest.h>

#include "server/ledger/entry_diff.h"
#include "server/operations/privacy_commands.h"
#include "server/reports/reports_handlers.h"
#include "shared/incidents/incident_events.h"
#include "shared/incidents/incidents_views.h"
#include "shared/incidents/reshape_events.h"
#include "shared/ledger/redaction.h"
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
    for (int step = 0; step < 40; ++step) {
        desk.f.advance(milliseconds(20));   // between two steps over the log others are decided
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

TEST(Privacy, ADiffHoldsADigestWithItsKeyIdWhereAPersonalValueWasAndNeverTheValue) {  // F07.R3.A3, F07.R3
    Desk desk;
    const std::string phone = "+15025550101", words = "my mother is on oxygen";
    const auto report = desk.confide(phone, words);
    auto reader = test::openTestReader(desk.f.path);
    ASSERT_TRUE(reader.ok());
    const Entry entry = desk.f.entries().back();
    const auto diff = ledger::diffOf(**reader, nullptr, desk.f.projections, desk.f.tenant, entry);
    ASSERT_TRUE(diff.ok()) << diff.problem().message;
    EXPECT_EQ(diff->digestAlgorithm, "HMAC-SHA256");
    EXPECT_EQ(diff->digestKeyId, ledger::digestKeyIdOf(desk.f.tenant));
    std::map<std::string, std::string> digests;
    for (const auto& each : diff->digests) {
        EXPECT_EQ(each.side, "after");
        digests[each.field] = each.digest;
    }
    ASSERT_GE(digests.size(), 2u) << toJson(diff->digests);
    // Who brings the value can prove it with the right key, and with no other.
    const auto digestUnder = [&](const VaultKey& master, const std::string& name) {
        test::TempDir dir;
        auto store = test::openTestStore(dir.file("v.db"));
        const VaultKeys keys(master);
        EXPECT_TRUE((*store)->begin().ok() && (*store)->addTenant(desk.f.tenant, "one").ok() && keys.ensure(**store, desk.f.tenant, Instant::fromMicros(1)).ok());
        const auto token = Vault(**store, keys).tokenOf(desk.f.tenant, PhoneNumber{name}).token;
        (*store)->rollback();
        return token.empty() ? token : token.substr(4);
    };
    std::string right;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { right = cx.vault().tokenOf(cx.tenant(), PhoneNumber{phone}).token.substr(4); });
    EXPECT_EQ(report.from.token.substr(4), right);
    EXPECT_TRUE(std::any_of(digests.begin(), digests.end(), [&](const auto& each) { return each.second == right; }));
    EXPECT_NE(digestUnder(test::keyOf(77), phone), right) << "another key";
    EXPECT_NE(digestUnder(test::keyOf(77), phone), "");
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
        EXPECT_NE(cx.vault().tokenOf(cx.tenant(), PhoneNumber{"+15025550102"}).token.substr(4), right) << "another value";
    });
    // A scan of everything that is written down, shown or exported.
    ledger::RedactionCounts counts;
    std::string everything = toJson(*diff) + ledger::redactPayload(toJson(*diff), {}, counts);
    for (const Stream stream : allStreams) {
        for (const Entry& each : desk.f.entries(stream)) everything += each.headerJson + each.payload;
    }
    (*reader)->eachDocument(desk.f.tenant, [&](std::string_view, std::string_view id, std::string_view keys, std::string_view body) {
        everything.append(id).append(keys).append(body);
    });
    for (const auto& [token, sealed] : (*reader)->sealedAfter(desk.f.tenant, "", 100)) everything += asText(sealed);
    for (const std::string& plain : {phone, phone.substr(2), words, std::string("oxygen")}) EXPECT_EQ(everything.find(plain), std::string::npos) << plain;
    EXPECT_NE(everything.find(report.from.token), std::string::npos) << "the scan sees what is there";
    EXPECT_GT(counts.tokens, 0) << "what the interface shows is masked";
}

TEST(Privacy, TheServerRotatesTheKeyByItselfBeforeItIsNinetyDaysOldAndNobodyWaits) {  // F07.R1.A7
    Desk desk;
    const auto day = hours(24);
    startKeyRotation(*desk.f.gate, desk.f.tenant, false, desk.f.now());
    startKeyRotation(*desk.f.gate, desk.f.tenant, false, desk.f.now());
    std::vector<reports::Report> all;
    for (int i = 0; i < 8; ++i) all.push_back(desk.confide("+1502555011" + std::to_string(i), "words " + std::to_string(i)));
    const auto active = [&] {
        std::pair<int, Instant> out;
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
            const auto ring = desk.f.gate->vaultKeys().ring(cx.store(), cx.tenant());
            ASSERT_TRUE(ring.ok());
            out = {(*ring)->active().version, (*ring)->active().since};
        });
        return out;
    };
    const auto oldest = [&] {
        int out = 99;
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
            for (const auto& [token, sealed] : cx.store().sealedAfter(cx.tenant(), "", 1000)) out = std::min<int>(out, sealed[3]);
        });
        return out;
    };
    for (int d = 0; d < 365; ++d) {
        desk.f.advance(day);
        desk.f.gate->fireTimers();
        const auto [version, since] = active();
        ASSERT_LE(desk.f.now() - since, 90 * day) << "on day " << d;
        if (version == 1 || oldest() == version) continue;
        // Sealed anew step by step, and meanwhile everything is read and written.
        const auto fresh = desk.confide("+15025551" + std::to_string(100 + d), "in between");
        for (int step = 0; step < 40 && oldest() != version; ++step) {
            EXPECT_EQ(desk.wordsOf(all[0]), "words 0");
            EXPECT_EQ(desk.wordsOf(fresh), "in between");
            desk.f.gate->fireTimers();
        }
        ASSERT_EQ(oldest(), version) << "the sealing anew ends";
        all.push_back(fresh);
    }
    EXPECT_EQ(active().first, 5) << "four times a year";
    for (int i = 0; i < 8; ++i) EXPECT_EQ(desk.wordsOf(all[static_cast<std::size_t>(i)]), "words " + std::to_string(i));
    const auto state = desk.f.document<VaultKeyState>("active");
    ASSERT_TRUE(state && state->rotateBy);
    EXPECT_EQ(state->version, 5);
    int rotations = 0, plans = 0;
    for (const Entry& entry : desk.f.entries(Stream::security)) {
        rotations += entry.header.type == VaultKeyRotated::eventType;
        plans += entry.header.type == VaultRotationPlanned::eventType;
    }
    EXPECT_EQ(rotations, 4);
    EXPECT_EQ(plans, 5) << "told once at the start, and with each rotation";
    // Whoever rotates by hand moves the next one.
    ASSERT_TRUE(desk.f.run(RotateVaultKey{"a laptop was lost"}, desk.admin()).reply.ok());
    for (int d = 0; d < 60; ++d) desk.f.advance(day), desk.f.gate->fireTimers();
    EXPECT_EQ(active().first, 6);
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
