// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The rules around security keys: roles that ask for keys, renewals, places, alarms, and what makers tell (F09.R1, F09.R4, F09.R6).
#include "server/access/key_rules.h"
#include "server/access/session_commands.h"
#include "server/ledger/audit_routes.h"
#include "server/outbox/notice.h"
#include "tests/server/access/keys_fixture.h"
#include "tests/support/touched.h"

namespace ok::access {
namespace {

struct KeyRulesTest : KeysTest {
    KeyRulesTest() {
        enrol(adas, ada, "Ada's");
        enrol(second, stepped(adas, ada), "Ada's second");
    }
    /// Touched, and the context afterwards.
    SecurityContext stepped(SoftKey& key, const SecurityContext& who) {
        stepUp(key, who);
        return now(who);
    }
    /// Changes the policy as Ada.
    template <class Change>
    CommandAnswer policy(Change change) {
        KeyPolicy next;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) { next = policyOf(cx.views()); });
        change(next);
        return f.run(SetKeyPolicy{next}, stepped(adas, ada));
    }
    template <class Change>
    void setPolicy(Change change) {
        const auto answer = policy(change);
        EXPECT_EQ(codeOf(answer), "ok") << textOf(answer);
    }
    void passDays(int days) {
        f.advance(hours(24 * days));
        f.gate->fireTimers();
        (void)f.document<KeyPolicy>("keys");   // what the timers asked for has been decided
    }
    KeyStanding standing(const SecurityContext& who) {
        KeyStanding out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) { out = standingOf(cx.views(), *cx.views().find<User>(who.actor.id), RoleBook(cx.views(), cx.clockNow()), cx.clockNow()); });
        return out;
    }
    std::vector<std::string> sent(const std::string& connector) {
        std::vector<std::string> out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 1000)) {
                if (row.connector == connector) out.push_back(row.payload);
            }
        });
        return out;
    }
    SecurityContext at(SecurityContext who, const std::string& address) {
        who.address = address;
        return who;
    }
    SoftKey adas, second, marias;
};

const KeyNetwork office{"Office", "US-KY", {"192.0.2.0/24", "2001:db8:1::/48"}};
const KeyNetwork branch{"Branch", "US-OH", {"198.51.100.0/24"}};
const KeyNetwork mobile{"Mobile", "US-TN", {"203.0.113.0/24"}, 40};

// F09.R4.A3, F09.R4.A5: who lacks keys keeps the role for the days of grace, hears clear words after them, and is back at once.
TEST_F(KeyRulesTest, ARoleThatAsksForKeysCountsAfterTheGraceOnlyForWhoHasThem) {
    setPolicy([](KeyPolicy& p) { p.rolesWithKeys = {"operator"}, p.keysPerPerson = 2, p.graceDays = 7; });
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, maria)), "step_up_required") << "the role counts: it is the key that is asked for";
    KeyStanding how = standing(maria);
    EXPECT_FALSE(how.compliant);
    EXPECT_EQ(how.needed, 2);
    EXPECT_TRUE(how.graceUntil.known());
    EXPECT_TRUE(how.withheld.empty());
    passDays(8);
    const auto refused = f.run(OpenTheValve{"main"}, maria);
    ASSERT_EQ(codeOf(refused), "keys_required");
    EXPECT_EQ(refused.reply.problem().message, "your role asks for 2 security keys: enrol 2 more");
    EXPECT_EQ(refused.reply.problem().details.at("missing"), "2");
    EXPECT_EQ(refused.reply.problem().details.at("policy_id"), "keys/1");
    EXPECT_EQ(refused.reply.problem().details.at("aliases"), "RBAC_POLICY_NONCOMPLIANT,POLICY_KEYS_MIN_NOT_MET");
    EXPECT_EQ(last<AccessRefused>(Stream::decisions).rule, "keys_required");
    EXPECT_EQ(f.document<KeyStandingNote>(maria.actor.id)->withheld, std::vector<std::string>{"operator"}) << "sessions follow this";

    SoftKey blue, red;
    enrol(blue, maria, "Blue");
    EXPECT_EQ(f.run(OpenTheValve{"main"}, stepped(blue, maria)).reply.problem().details.at("missing"), "1");
    enrol(red, maria, "Red");
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria))), "ok") << "nobody else had to do anything";
    EXPECT_TRUE(f.document<KeyStandingNote>(maria.actor.id)->withheld.empty());
    // Losing one takes the role away at once: the days of grace were for the rule's beginning.
    const auto mine = f.documents<SecurityKey>();
    const auto lost = std::find_if(mine.begin(), mine.end(), [](const SecurityKey& k) { return k.name == "Red"; });
    ASSERT_NE(lost, mine.end());
    EXPECT_EQ(codeOf(f.run(RevokeKey{lost->id, "lost in the field"}, stepped(adas, ada))), "ok");
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, now(maria))), "keys_required");
}

// I2: what leaves the house waits for a touch of whoever has a key; and of everybody, where the utility says so.
TEST_F(KeyRulesTest, AnExportWaitsForATouch) {
    const TakeAway file{"the log of yesterday"};
    EXPECT_EQ(codeOf(f.run(file, maria)), "ok") << "there is no key yet that could be touched";
    SoftKey blue;
    enrol(blue, maria, "Blue");
    const CommandId id = f.freshId();
    EXPECT_EQ(codeOf(f.run(file, now(maria), id)), "step_up_required");
    EXPECT_EQ(last<CommandRefused>(Stream::decisions).command, "audit.record_download") << "the attempt is told";
    stepUp(blue, maria);
    EXPECT_EQ(codeOf(f.run(file, now(maria), id)), "ok") << "the same again, after the touch";
    f.advance(minutes(5));
    EXPECT_EQ(codeOf(f.run(file, now(maria))), "step_up_required") << "a touch counts for a while";
    EXPECT_EQ(codeOf(f.run(file, now(signedIn(maria)))), "step_up_required") << "and for its session";
    setPolicy([](KeyPolicy& p) { p.exportsNeedKey = true; });
    const auto refused = f.run(file, jonas);
    EXPECT_EQ(codeOf(refused), "step_up_required") << "a password alone takes nothing away";
    SoftKey red;
    enrol(red, jonas, "Red");
    stepUp(red, jonas);
    EXPECT_EQ(codeOf(f.run(file, now(jonas))), "ok");
    EXPECT_EQ(codeOf(f.run(file, asServer(maria))), "ok") << "the server's own schedules go on";
}

// F09.R4.A3, F09.R4.A5: 409 with the missing number; the physical key of somebody else counts for nobody.
TEST_F(KeyRulesTest, ARoleThatAsksForKeysIsNotGivenToWhoHasNone) {
    setPolicy([](KeyPolicy& p) { p.rolesWithKeys = {"supervisor"}, p.keysPerPerson = 2; });
    CommandAnswer answer = f.runReleased(GrantRoles{userOf(maria), {"operator", "supervisor"}, "takes over the night shift"}, ada, f.person("bea", {"admin"}));
    ASSERT_EQ(codeOf(answer), "person_lacks_keys");
    EXPECT_EQ(answer.reply.problem().details.at("missing"), "2");
    EXPECT_EQ(answer.reply.problem().details.at("role"), "supervisor");
    EXPECT_EQ(answer.reply.problem().details.at("link"), "/sign-in");
    SoftKey blue, red;
    enrol(blue, maria, "Blue");
    enrol(red, stepped(blue, maria), "Red");
    EXPECT_EQ(begin(maria, "enrol").credentials.size(), 2u) << "a key that is enrolled is told not to make another credential";
    answer = f.runReleased(GrantRoles{userOf(maria), {"operator", "supervisor"}, "takes over the night shift"}, ada, f.person("bea", {"admin"}));
    EXPECT_EQ(codeOf(answer), "ok") << textOf(answer);
    EXPECT_TRUE(standing(maria).compliant);
}

TEST_F(KeyRulesTest, APolicyThatWouldShutItsMakerOutIsRefused) {
    EXPECT_EQ(codeOf(policy([](KeyPolicy& p) { p.rolesWithKeys = {"admin"}, p.keysPerPerson = 3, p.graceDays = 0; })), "policy_shuts_you_out");
    EXPECT_EQ(codeOf(policy([](KeyPolicy& p) { p.rolesWithKeys = {"admin"}, p.keysPerPerson = 2, p.graceDays = 0; })), "ok");
    EXPECT_EQ(codeOf(policy([](KeyPolicy& p) { p.rolesWithKeys = {"nobody"}; })), "unknown_role");
}

// F09.R4.A4: reminders every week, then the end of the key; its person enrols it anew with it.
TEST_F(KeyRulesTest, AKeyIsRemindedOfExpiresAndIsRenewed) {
    const SecurityKey old = enrol(marias, maria, "Blue");
    setPolicy([](KeyPolicy& p) { p.renewAfterDays = 365, p.reminderDays = 30, p.renewGraceDays = 7; });
    passDays(334);
    EXPECT_EQ(count<KeyReminded>(), 0);
    passDays(2);
    EXPECT_EQ(count<KeyReminded>(), 3) << "one for each key: Ada has two";
    EXPECT_EQ(sent(outbox::staffConnector).size(), 3u);
    EXPECT_EQ(sent("alert_email").size(), 3u) << "the administrators hear it too";
    passDays(1);
    EXPECT_EQ(count<KeyReminded>(), 3) << "once a week";
    passDays(7);
    EXPECT_EQ(count<KeyReminded>(), 6);
    EXPECT_EQ(standing(maria).shortfalls.front().kind, "key_renewal_due");
    stepUp(marias, maria);   // in time, and also within the week after it
    f.advance(hours(24 * 23));
    stepUp(marias, maria);
    f.advance(hours(24 * 6));
    f.gate->fireTimers();

    // No timer is needed for this: the day itself decides.
    const auto refused = f.run(touch(marias, maria), maria);
    ASSERT_EQ(codeOf(refused), "credential_expired");
    EXPECT_EQ(refused.reply.problem().details.at("aliases"), "CREDENTIAL_EXPIRED");
    EXPECT_EQ(stored(old).state, KeyState::expired);
    EXPECT_EQ(last<KeyRefused>().code, "credential_expired");
    EXPECT_EQ(count<KeyExpired>(), 3);
    EXPECT_EQ(standing(maria).shortfalls.front().kind, "key_expired");

    const SecurityContext elsewhere = signedIn(maria);
    EXPECT_EQ(codeOf(f.run(enrolment(marias, elsewhere, "Thief"), elsewhere)), "step_up_required") << "another session of the same password";
    const SecurityKey fresh = enrol(marias, maria, "Blue again");
    EXPECT_TRUE(fresh.primary);
    EXPECT_EQ(stored(old).state, KeyState::removed) << "the new one took its place";
    EXPECT_EQ(codeOf(f.run(OpenTheValve{"main"}, stepped(marias, maria))), "ok");
    EXPECT_TRUE(standing(maria).shortfalls.empty());
}

// An expired key still says who signs in; what demands a key stays closed.
TEST_F(KeyRulesTest, AnExpiredKeySignsInWithoutOpeningAnything) {
    enrol(marias, maria, "Blue");
    setPolicy([](KeyPolicy& p) { p.renewAfterDays = 100, p.reminderDays = 10, p.renewGraceDays = 0; });
    f.advance(hours(24 * 101));
    const auto signs = [&] {
        const auto asked = beginSignIn("attempt", userOf(maria));
        return f.run(CheckKey{answerTo(asked.challenge, marias, browser), "attempt", userOf(maria), "192.0.2.7"}, systemContext(f.tenant, false));
    };
    const auto answer = signs();
    ASSERT_EQ(codeOf(answer), "ok") << textOf(answer);
    EXPECT_EQ(fromJson<FactorReply>(*answer.reply)->assurance, 1);
}

// F09.R4.A6: places and environments; the region stays with the session; a lift takes two people and ends by itself.
TEST_F(KeyRulesTest, KeysAreTakenFromTheirPlacesOnlyUnlessTwoPeopleLiftThat) {
    enrol(marias, maria, "Blue");
    setPolicy([](KeyPolicy& p) { p.networks = {office, branch}, p.regions = {"US-KY"}; });
    const auto from = [&](const std::string& address) { return f.run(touch(marias, maria), at(maria, address)); };
    EXPECT_EQ(codeOf(from("192.0.2.7")), "ok");
    EXPECT_EQ(f.document<SessionPlace>(maria.session.str())->region, "US-KY");
    EXPECT_EQ(f.document<SessionPlace>(maria.session.str())->environment, "live");
    EXPECT_EQ(codeOf(from("2001:db8:1::7")), "ok");
    const auto refused = from("198.51.100.9");
    ASSERT_EQ(codeOf(refused), "region_restricted");
    EXPECT_EQ(refused.reply.problem().details.at("aliases"), "POLICY_GEO_RESTRICTED");
    EXPECT_EQ(refused.reply.problem().details.at("region"), "US-OH");
    EXPECT_EQ(last<KeyRefused>().facts.region, "US-OH");
    EXPECT_EQ(last<KeyRefused>().facts.eventType, "policy_violation");
    EXPECT_EQ(last<KeyRefused>().policyRule, "regions");
    EXPECT_EQ(codeOf(from("203.0.113.5")), "region_restricted") << "an address nobody knows is nowhere";

    const LiftKeyPlaces lift{60, "the control room is flooded, we work from home"};
    EXPECT_EQ(codeOf(f.run(lift, stepped(adas, at(ada, "192.0.2.7")))), "approval_required");
    const auto lifted = f.runReleased(lift, stepped(adas, at(ada, "192.0.2.7")), test::touched(f.person("bea", {"admin"}), f.now()));
    EXPECT_EQ(codeOf(lifted), "ok") << textOf(lifted);
    EXPECT_EQ(codeOf(from("198.51.100.9")), "ok");
    EXPECT_EQ(last<KeyUsed>().facts.overridden, "regions") << "each such use is told";
    f.advance(minutes(61));
    EXPECT_EQ(codeOf(from("198.51.100.9")), "region_restricted");
    // Environments: this utility is a real one.
    setPolicy([](KeyPolicy& p) { p.regions.clear(); });
    setPolicy([](KeyPolicy& p) { p.environments = {"drill"}; });
    const auto elsewhere = from("192.0.2.7");
    ASSERT_EQ(codeOf(elsewhere), "environment_restricted");
    EXPECT_EQ(elsewhere.reply.problem().details.at("aliases"), "POLICY_ENVIRONMENT_RESTRICTED");
    EXPECT_EQ(elsewhere.reply.problem().details.at("environment"), "live");
    const auto told = f.document<KeyViolations>(maria.actor.id);
    ASSERT_TRUE(told);
    ASSERT_EQ(told->rules.size(), 2u);
    EXPECT_EQ(told->rules.front().rule, "regions");
    EXPECT_EQ(told->rules.front().count, 3);
}

// F09.R6.A6
TEST_F(KeyRulesTest, AUseFromANewRegionIsAnAlarmUnlessThatIsExpectedOrUncertain) {
    enrol(marias, maria, "Blue");
    setPolicy([](KeyPolicy& p) { p.networks = {office, branch, mobile, {"Plant", "US-IN", {"198.18.0.0/24"}}}, p.quietRegions = {"US-IN"}; });
    const auto from = [&](const std::string& address) { EXPECT_EQ(codeOf(f.run(touch(marias, maria), at(maria, address))), "ok") << address; };
    from("192.0.2.7");
    EXPECT_EQ(count<RegionAlert>(), 0) << "the first use is the beginning of the baseline";
    from("203.0.113.5");
    EXPECT_EQ(count<RegionAlert>(), 0) << "a range that is known only roughly";
    EXPECT_EQ(last<KeyUsed>().facts.regionConfidence, 40);
    from("198.18.0.3");
    EXPECT_EQ(count<RegionAlert>(), 0) << "named as expected";
    from("198.51.100.9");
    ASSERT_EQ(count<RegionAlert>(), 1);
    EXPECT_EQ(last<RegionAlert>().newLocation, "US-OH");
    EXPECT_EQ(last<RegionAlert>().login, "maria");
    EXPECT_EQ(last<RegionAlert>().address, "198.51.100.9");
    EXPECT_NE(std::find(last<RegionAlert>().priorLocations.begin(), last<RegionAlert>().priorLocations.end(), "US-KY"), last<RegionAlert>().priorLocations.end());
    EXPECT_EQ(sent("alert_email").size(), 1u);
    EXPECT_FALSE(last<RegionAlert>().position) << "nobody has said where that network is";
    from("198.51.100.9");
    EXPECT_EQ(count<RegionAlert>(), 1);
    f.advance(hours(24 * 91));
    from("192.0.2.7");
    from("198.51.100.9");
    EXPECT_EQ(count<RegionAlert>(), 2) << "ninety days are over";
    // A pin for the map, where the utility has said where the network is.
    setPolicy([](KeyPolicy& p) { p.networks.back() = {"Plant", "US-IN", {"198.18.0.0/24"}, 100, LonLat{-86.1, 39.8}}, p.quietRegions.clear(); });
    f.advance(hours(24 * 91));
    from("192.0.2.7");
    from("198.18.0.3");
    ASSERT_EQ(count<RegionAlert>(), 3);
    EXPECT_EQ(last<RegionAlert>().position, (LonLat{-86.1, 39.8}));
    KeyPolicy nowhere = *f.document<KeyPolicy>("keys");
    nowhere.networks.back().position = LonLat{-286, 39};
    EXPECT_FALSE(checkPolicy(nowhere).ok()) << "no place on earth";
}

// F09.R6.A5: updated within the silence, told to the administrators once, over with the next success.
TEST_F(KeyRulesTest, AnAlarmAboutFailuresNamesItsAddressesGoesOnAndEnds) {
    enrol(marias, maria, "Blue");
    SoftKey stranger;
    const auto fail = [&](const std::string& address) {
        KeyAnswer answer = touch(marias, maria).answer;
        answer.signature = toBase64Url(Bytes{1, 2, 3});
        return codeOf(f.run(StepUp{answer}, at(maria, address)));
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail(i < 2 ? "192.0.2.7" : "192.0.2.8"), "key_refused");
    const auto alert = last<FactorAlert>();
    EXPECT_EQ(alert.failures, 5);
    EXPECT_EQ(alert.addresses.size(), 2u);
    EXPECT_EQ(alert.entries.size(), 4u) << "the failures before it, by their ids in the log";
    EXPECT_EQ(codeOf(f.run(TellFactorAlert{userOf(maria)}, systemContext(f.tenant, false))), "ok");
    EXPECT_EQ(codeOf(f.run(TellFactorAlert{userOf(maria)}, systemContext(f.tenant, false))), "ok");
    EXPECT_EQ(sent("alert_email").size(), 1u);
    EXPECT_EQ(count<FactorAlertTold>(), 1);
    EXPECT_EQ(fail("192.0.2.9"), "key_refused");
    EXPECT_EQ(count<FactorAlert>(), 1);
    EXPECT_EQ(last<FactorAlertUpdated>().failures, 6);
    EXPECT_EQ(last<FactorAlertUpdated>().addresses.size(), 3u);
    stepUp(marias, maria);
    EXPECT_EQ(count<FactorAlertResolved>(), 1);
    ASSERT_EQ(sent("alert_email").size(), 2u);
    int settled = 0;
    for (const std::string& payload : sent("alert_email")) settled += fromJson<outbox::Notice>(payload)->settled ? 1 : 0;
    EXPECT_EQ(settled, 1);
}

// F09.R6.A1, F09.R6.A2: what a record says.
TEST_F(KeyRulesTest, EachRecordNamesItsKindOutcomePersonPlaceAndKey) {
    const SecurityKey key = enrol(marias, maria, "Blue");
    const auto made = last<KeyEnrolled>().facts;
    EXPECT_EQ(made.eventType, "registration");
    EXPECT_EQ(made.outcome, "success");
    stepUp(marias, maria);
    const auto used = last<KeyUsed>().facts;
    EXPECT_EQ(used.eventType, "assertion");
    EXPECT_EQ(used.outcome, "success");
    EXPECT_EQ(used.partyId, "localhost");
    EXPECT_EQ(used.aaguid, key.aaguid);
    EXPECT_EQ(used.address, "192.0.2.7");
    marias.options().userVerified = false;
    EXPECT_EQ(codeOf(f.run(touch(marias, maria), maria)), "user_verification_required");
    const auto failed = last<KeyRefused>();
    EXPECT_EQ(failed.facts.eventType, "assertion");
    EXPECT_EQ(failed.facts.outcome, "fail");
    EXPECT_EQ(failed.facts.aaguid, key.aaguid);
    EXPECT_EQ(failed.code, "user_verification_required");
    EXPECT_FALSE(failed.errorReason.empty());
    EXPECT_TRUE(key.userPresent && key.userVerified && key.certificate.known());
}

// F09.R6.A3: by the specification's own names, by network, with a number of all; and the same words the export uses.
TEST_F(KeyRulesTest, TheLogIsSearchedByPersonKindOutcomeKeyAndNetwork) {
    enrol(marias, maria, "Blue");
    stepUp(marias, maria);
    for (int i = 0; i < 3; ++i) {
        KeyAnswer answer = touch(marias, maria).answer;
        answer.signature = toBase64Url(Bytes{1, 2, 3});
        (void)f.run(StepUp{answer}, at(maria, "198.51.100." + std::to_string(i)));
    }
    setPolicy([](KeyPolicy& p) { p.networks = {office}, p.regions = {"US-KY"}; });
    EXPECT_EQ(codeOf(f.run(touch(marias, maria), at(maria, "203.0.113.5"))), "region_restricted");
    auto store = f.gate->openReader();
    ASSERT_TRUE(store.ok());
    const auto found = [&](std::vector<std::pair<std::string, std::string>> query) {
        net::HttpRequest request;
        request.query = {query.begin(), query.end()};
        const auto asked = ledger::auditRequestOf(request, f.tenant, ledger::AuditOrder::newestFirst);
        EXPECT_TRUE(asked.ok()) << (asked.ok() ? "" : toJson(asked.problem()));
        if (!asked.ok()) return std::vector<std::string>{};
        ledger::AuditWalk walk(**store, nullptr, asked->question);
        std::vector<std::string> out;
        while (const auto entry = walk.next()) out.push_back(entry->header.type);
        return out;
    };
    using Types = std::vector<std::string>;
    const std::string refused(KeyRefused::eventType);
    EXPECT_EQ(found({{"event_type", "assertion"}, {"outcome", "fail"}, {"username", "maria"}}), (Types{refused, refused, refused}));
    EXPECT_EQ(found({{"event_type", "policy_violation"}}), Types{refused});
    // Free text over reasons alone: nothing that merely says the word elsewhere.
    EXPECT_EQ(found({{"reason_text", "network not taken"}, {"event_type", "policy_violation"}}), Types{refused});
    EXPECT_TRUE(found({{"reason_text", "maria"}}).empty()) << "a name is no reason";
    EXPECT_FALSE(found({{"username", "maria"}}).empty());
    EXPECT_EQ(found({{"event_type", "registration"}, {"user_id", maria.actor.id}}), Types{std::string(KeyEnrolled::eventType)});
    EXPECT_EQ(found({{"source_ip", "198.51.100.0/24"}}).size(), 3u);
    EXPECT_EQ(found({{"source_ip", "198.51.100.2/32"}}).size(), 1u);
    EXPECT_EQ(found({{"source_ip", "203.0.113.5"}, {"outcome", "blocked"}}).size(), 1u);
    EXPECT_EQ(found({{"rp_id", "localhost"}, {"event_type", "registration"}}).size(), 3u);
    EXPECT_EQ(found({{"aaguid", "f1d00102-0304-0506-0708-090a0b0c0d0e"}, {"event_type", "assertion"}, {"outcome", "fail"}}).size(), 3u);
    EXPECT_EQ(found({{"event_type", "access.key_refused"}}).size(), 4u) << "a type of the log is one all the same";
    EXPECT_TRUE(found({{"text", "signature"}, {"event_type", "policy_violation"}}).empty());
    net::HttpRequest wrong;
    wrong.query = {{"source_ip", "198.51.100.0/99"}};
    EXPECT_EQ(ledger::auditRequestOf(wrong, f.tenant, ledger::AuditOrder::newestFirst).problem().code, "invalid_fields");
}

// F09.R1.A1, F09.R1.A2, F09.R4.A1, F09.R4.A2: what makers tell decides, once it is signed by whom the policy trusts.
TEST_F(KeyRulesTest, ImportedMetadataSaysWhichMakesAreGenuineOldOrBroken) {
    const test::SoftMetadata service, forged;
    SoftKey blue;
    const std::string aaguid = "f1d00102-0304-0506-0708-090a0b0c0d0e";
    const auto import = [&](const std::string& blob) { return f.run(ImportKeyMetadata{blob}, stepped(adas, ada)); };
    const std::string good = service.blob(5, {{aaguid, "Example Key 5", blue.rootPem()}});
    EXPECT_EQ(codeOf(import(good)), "metadata_untrusted") << "no root is named yet";
    setPolicy([&](KeyPolicy& p) { p.metadataRoots = {service.rootPem}; });
    EXPECT_EQ(codeOf(import(forged.blob(5, {{aaguid, "Example Key 5", blue.rootPem()}}))), "metadata_untrusted");
    std::string bent = good;
    bent[bent.find('.') + 40] = bent[bent.find('.') + 40] == 'A' ? 'B' : 'A';
    EXPECT_NE(codeOf(import(bent)), "ok");
    EXPECT_EQ(codeOf(import("not.signed")), "metadata_malformed");
    ASSERT_EQ(codeOf(import(good)), "ok") << textOf(import(good));
    EXPECT_EQ(f.document<KeyMetadata>("fido")->number, 5);
    EXPECT_EQ(codeOf(import(service.blob(4, {}))), "metadata_older");

    // Whose maker is not the one of the metadata, or who has none, is not believed.
    setPolicy([](KeyPolicy& p) { p.useMetadata = true, p.attestation = AttestationDemand::direct; });
    SoftKey other;
    EXPECT_EQ(codeOf(f.run(enrolment(other, jonas, "Other"), jonas)), "attestation_untrusted");
    EXPECT_EQ(last<KeyRefused>().policyRule, "metadata");
    const SecurityKey made = enrol(blue, maria, "");
    EXPECT_EQ(made.model, "Example Key 5");
    EXPECT_EQ(made.name, "Example Key 5") << "the first name a person is offered";
    stepUp(blue, maria);

    // A model that speaks an old protocol, and one that is known to be broken, open nothing from then on.
    const auto answerNow = [&] { return f.run(touch(blue, maria), maria); };
    setPolicy([](KeyPolicy& p) { p.minimumCtap = "2.1"; });
    stepUp(blue, maria);
    ASSERT_EQ(codeOf(import(service.blob(6, {{aaguid, "Example Key 5", blue.rootPem(), {"U2F_V2", "FIDO_2_0"}}}))), "ok");
    const auto old = answerNow();
    ASSERT_EQ(codeOf(old), "key_too_old");
    EXPECT_EQ(old.reply.problem().details.at("aliases"), "POLICY_CTAP_VERSION");
    EXPECT_EQ(standing(maria).shortfalls.front().kind, "key_not_approved");
}

// F09.R1.A1, F09.R4.A1: under the same root there are others. None of them speaks for the makers of keys.
TEST_F(KeyRulesTest, MetadataSignedBySomebodyElseUnderTheSameRootIsForged) {
    test::SoftMetadata service;
    setPolicy([&](KeyPolicy& p) { p.metadataRoots = {service.rootPem}; });
    const auto import = [&] { return codeOf(f.run(ImportKeyMetadata{service.blob(7, {})}, stepped(adas, ada))); };
    using Signer = test::SoftMetadata::Signer;
    for (const Signer& forger : {Signer{.name = "www.example.org"}, Signer{.name = "mds.fidoalliance.org.example.org"}, Signer{.name = "*.fidoalliance.org"},
                                 Signer{.purposes = "clientAuth,emailProtection"}, Signer{.purposes = "codeSigning"}, Signer{.until = "20210101000000Z"},
                                 Signer{.authority = true}}) {
        service.signAs(forger);
        EXPECT_EQ(import(), "metadata_untrusted") << forger.name << " " << forger.purposes << " " << forger.until;
    }
    EXPECT_FALSE(f.document<KeyMetadata>("fido").has_value());
    service.signAs({});
    EXPECT_EQ(import(), "ok");
    // A utility may name another service; then that one speaks and no other.
    setPolicy([](KeyPolicy& p) { p.metadataSigner = "keys.utility.example"; });
    EXPECT_EQ(import(), "metadata_untrusted");
    service.signAs({.name = "keys.utility.example"});
    EXPECT_EQ(codeOf(f.run(ImportKeyMetadata{service.blob(8, {})}, stepped(adas, ada))), "ok");
    EXPECT_EQ(codeOf(policy([](KeyPolicy& p) { p.metadataSigner.clear(); })), "invalid_fields");
}

TEST_F(KeyRulesTest, AModelThatIsReportedBrokenIsRefusedAtEnrolmentAndUse) {
    const test::SoftMetadata service;
    SoftKey blue;
    const std::string aaguid = "f1d00102-0304-0506-0708-090a0b0c0d0e";
    setPolicy([&](KeyPolicy& p) { p.metadataRoots = {service.rootPem}; });
    const SecurityContext touched = stepped(adas, ada);
    ASSERT_EQ(codeOf(f.run(ImportKeyMetadata{service.blob(1, {{aaguid, "Example Key 5", blue.rootPem()}})}, touched)), "ok");
    setPolicy([](KeyPolicy& p) { p.useMetadata = true; });
    enrol(blue, maria, "Blue");
    ASSERT_EQ(codeOf(f.run(ImportKeyMetadata{service.blob(2, {{aaguid, "Example Key 5", blue.rootPem(), {"FIDO_2_1"}, "ATTESTATION_KEY_COMPROMISE"}})},
                           now(ada))), "ok");
    const auto refused = f.run(touch(blue, maria), maria);
    ASSERT_EQ(codeOf(refused), "unsupported_authenticator");
    EXPECT_EQ(refused.reply.problem().details.at("status"), "ATTESTATION_KEY_COMPROMISE");
    EXPECT_EQ(codeOf(f.run(enrolment(blue, jonas, "Red"), jonas)), "unsupported_authenticator");
    EXPECT_EQ(last<KeyRefused>().policyRule, "metadata");
}

}  // namespace
}  // namespace ok::access
