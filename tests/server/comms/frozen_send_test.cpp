// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What leaves is what was approved: a released broadcast goes to exactly the people of its snapshot with exactly its words, once, in the
// steps that its risk asked for, and can be stopped on its way (F04.R1, F04.R5, F05.R4, decisions.md 2, digest C16, C20).
#include <gtest/gtest.h>

#include <set>

#include "server/access/access_commands.h"
#include "server/comms/comms_handlers.h"
#include "server/comms/letter_maker.h"
#include "server/gate/snapshot_store.h"
#include "server/incidents/incidents_commands.h"
#include "server/outbox/outbox_commands.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/comms/pace.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/policy/policy_events.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/store_faults.h"

namespace ok::comms {
namespace {

using approvals::Approval;
using approvals::ApprovalState;

/// Puts a policy document in force, as the policy engine does in the end.
struct PutInForce {
    static constexpr CommandCard card{.name = "test.put_in_force", .action = "policies.cut_over"};
    std::string kind;
    int number = 1;
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(PutInForce, (), (kind, number, body))

/// What is so outside the server, while servers come and go.
struct World {
    std::vector<territory::Account> accounts;
    std::set<std::string> stopped;
    UpdateFacts facts;
};

void addPeople(World& world, int count, bool mail = false) {
    for (int i = 0; i < count; ++i) {
        territory::Account a;
        a.id = AccountId{derivedUuid("account " + std::to_string(world.accounts.size()))};
        const std::string n = std::to_string(world.accounts.size());
        (mail ? a.contacts.email : a.contacts.phone) = (mail ? "mail" : "phone") + n;
        (mail ? a.optedIn.email : a.optedIn.sms) = true;
        a.position = {-83.6, 38.4};
        a.source = territory::PositionSource::meter;
        a.quietHours = territory::QuietHours{0, 0};
        world.accounts.push_back(a);
    }
}

/// One server on a database.
struct Desk {
    explicit Desk(World& given, const std::string& path = {}) : world(given), f(path) {
        policy::addProjections(f.projections);
        incidents::addProjections(f.projections);
        comms::addProjections(f.projections);
        incidents::addHandlers(*f.gate);
        ports->facts = [this](CommandContext&, IncidentId) -> Result<UpdateFacts> { return world.facts; };
        ports->affected = [this](CommandContext&, IncidentId) -> Result<Affected> { return everybodyOf(world.accounts); };
        ports->stopped = [this](CommandContext&, const std::string& contact) { return world.stopped.contains(contact); };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("America/New_York"); };
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, ports);
        comms::addHandlers(*f.gate, ports);
        outbox::addHandlers(*f.gate, owners);
        f.gate->handle<PutInForce>([](const Right&, CommandContext& cx, const PutInForce& c) -> Status {
            const Digest digest = sha256(c.body.text);
            cx.emit(policy::PolicyDrafted{c.kind, c.number, 0, 1, "for a test", "x", c.body, digest});
            cx.emit(policy::PolicyPublished{.kind = c.kind, .number = c.number, .digest = digest});
            return {};
        });
        f.start();
    }
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who) {
        last = f.run(command, who);
        return last.reply.ok() ? "ok" : last.reply.problem().code;
    }
    SecurityContext system() { return access::systemContext(f.tenant, false); }
    void judgeBy(const approvals::RiskRules& rules) {
        ASSERT_EQ(codeOf(PutInForce{"risk_rules", ++rulesVersion, RawJson{toJson(rules)}}, system()), "ok") << toJson(last.reply.problem());
    }
    IncidentId incident() {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.boundary = {{{{-83.7, 38.3}, {-83.5, 38.3}, {-83.5, 38.5}, {-83.7, 38.5}}}};
        EXPECT_EQ(codeOf(c, f.operatorAnna()), "ok");
        return fromJson<incidents::IncidentReply>(*last.reply)->incident;
    }
    SendBroadcast draft(IncidentId of, std::vector<Channel> channels = {Channel::sms}, std::optional<BroadcastId> amends = {}) {
        EXPECT_EQ(codeOf(DraftUpdate{.incident = of, .channels = std::move(channels), .amends = amends}, f.operatorAnna()), "ok") << (last.reply.ok() ? "" : toJson(last.reply.problem()));
        const BroadcastId id = fromJson<BroadcastReply>(*last.reply)->broadcast;
        return {id, digestOfDrafts(*f.document<Broadcast>(id.str()))};
    }
    template <class C>
    Approval ask(const C& send) {
        EXPECT_EQ(codeOf(send, f.operatorAnna()), "approval_required") << (last.reply.ok() ? "" : toJson(last.reply.problem()));
        return *f.document<Approval>(last.reply.problem().details.at("approval_id"));
    }
    std::string release(const Approval& asked) { return codeOf(approvals::Release{asked.id, asked.digest}, f.approverCleo()); }
    std::set<std::string> contacts(const std::string& state = {}) {
        std::set<std::string> out;
        for (const Message& m : f.documents<Message>()) {
            if (state.empty() || enumName(m.state) == state) EXPECT_TRUE(out.insert(m.contact + " " + enumName(m.channel)).second) << m.contact << " is told twice";
        }
        return out;
    }
    std::vector<OutboxRow> rows(const std::string& connector = {}) {
        std::vector<OutboxRow> out;
        const auto messages = f.documents<Message>();
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            for (const Message& m : messages) {
                const auto row = cx.store().outboxRow(cx.tenant(), m.id.str());
                if (row && (connector.empty() || row->connector == connector)) out.push_back(*row);
            }
        });
        std::sort(out.begin(), out.end(), [](const OutboxRow& a, const OutboxRow& b) { return std::tie(a.due, a.id) < std::tie(b.due, b.id); });
        return out;
    }
    template <class E>
    std::vector<E> told() {
        std::vector<E> out;
        for (const Entry& e : f.entries()) {
            if (e.header.type == E::eventType) out.push_back(*fromJson<E>(e.payload));
        }
        return out;
    }
    /// Hands these over, and the provider takes them.
    void hand(const std::vector<OutboxRow>& which) {
        outbox::ClaimRows claim;
        for (const OutboxRow& row : which) claim.ids.push_back(row.id);
        ASSERT_EQ(codeOf(claim, system()), "ok");
        const auto got = *fromJson<outbox::Claimed>(*last.reply);
        outbox::SettleRows settle;
        for (const std::string& id : got.ids) settle.rows.push_back({id, OutboxState::sent, "SM" + id, {}, {}, 1, sha256("words")});
        ASSERT_EQ(codeOf(settle, system()), "ok");
    }
    void wait(Duration time) {
        f.advance(time);
        f.gate->fireTimers();
        f.gate->inspect(f.tenant, [](CommandContext&) {});
    }

    World& world;
    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    CommandAnswer last;
    int rulesVersion = 0;
};

struct FrozenSend : ::testing::Test {
    FrozenSend() {
        world.facts.kind = UpdateKind::confirmed;
        world.facts.utility = "Bluegrass";
        world.facts.area = "Riverside";
    }
    World world;
};

// F04.R5.A1, F04.R5.A2, F04.R1.A4, F04.R4.A3, F04.R6.A4: the incident grew since it was read; whoever is new is not told, and all that leaves names its snapshot.
TEST_F(FrozenSend, WhatLeavesEqualsWhatWasFrozenAlsoWhenTheIncidentGrew) {
    Desk desk(world);
    addPeople(world, 400);
    const SendBroadcast send = desk.draft(desk.incident());
    const Approval asked = desk.ask(send);
    approvals::RecipientList frozen;
    approvals::SnapshotContent content;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) {
        content = frozenVersion(cx.views(), asked.id)->content;
        frozen = *frozenRecipients(cx, content.audience.list);
    });
    EXPECT_EQ(content.audience.messages, 400);
    addPeople(world, 2);   // half a percent: a notice, and no reason to freeze anew
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    std::set<std::string> wanted;
    for (const auto& row : frozen.rows) wanted.insert(row.contact + " " + row.channel);
    EXPECT_EQ(desk.contacts(), wanted);
    for (const Message& m : desk.f.documents<Message>()) {
        EXPECT_EQ(m.snapshotId, asked.snapshotId);
        EXPECT_EQ(m.id, messageIdOf(asked.digest, enumName(m.channel), m.contact));
    }
    const auto left = desk.told<BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].leg.snapshotId, asked.snapshotId);
    EXPECT_EQ(left[0].leg.snapshotHash, asked.digest);
    EXPECT_EQ(left[0].leg.approval, asked.id.str());
    EXPECT_EQ(left[0].planned, (std::map<std::string, std::int64_t>{{"sms", 400}}));
    EXPECT_EQ(left[0].recipientCount, 400);
    const auto& drafts = desk.f.document<Broadcast>(send.broadcast.str())->drafts;
    EXPECT_EQ(left[0].payloads, payloadsOf(drafts, {Channel::sms})) << "computed again from what is there";
}

// F04.R5.A1, decisions.md 2, C28: between the release and its hour somebody says STOP, somebody withdraws consent, two more are affected.
TEST_F(FrozenSend, WhoSaidStopAfterTheFreezeIsRecordedAndNotToldAndNobodyIsAdded) {
    Desk desk(world);
    addPeople(world, 5);
    SendBroadcast send = desk.draft(desk.incident());
    send.publishAt = desk.f.now() + hours(1);
    const Approval asked = desk.ask(send);
    ASSERT_EQ(desk.release(asked), "ok");
    world.stopped = {"phone1"};
    world.accounts[3].optedIn.sms = false;
    addPeople(world, 2);
    desk.wait(hours(1) + seconds(1));
    const auto left = desk.told<BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].planned.at("sms"), 5);
    EXPECT_EQ(left[0].withheld, (std::map<std::string, std::int64_t>{{"stopped", 1}, {"not_opted_in", 1}}));
    EXPECT_EQ(left[0].recipientCount, 3);
    EXPECT_EQ(desk.contacts("queued"), (std::set<std::string>{"phone0 sms", "phone2 sms", "phone4 sms"}));
    EXPECT_EQ(desk.contacts("withheld"), (std::set<std::string>{"phone1 sms", "phone3 sms"}));
    const auto progress = progressOf(desk.f.document<Broadcast>(send.broadcast.str())->messages, false);
    EXPECT_EQ(progress.planned, 5);
    EXPECT_EQ(progress.withheld, 2);
    EXPECT_EQ(desk.rows().size(), 3U);
    desk.hand(desk.rows());
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->state, BroadcastState::done);
    const auto done = desk.told<BroadcastCompleted>();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].counts.at("sms"), (std::map<std::string, int>{{"sent", 3}, {"withheld", 2}})) << "frozen = sent + withheld + failed";
    EXPECT_EQ(done[0].payloads, left[0].payloads);
}

// Everybody said STOP: nothing is under way, and the log says that it is over.
TEST_F(FrozenSend, ABroadcastOfWhichNothingMayLeaveIsOverAtOnce) {
    Desk desk(world);
    addPeople(world, 2);
    SendBroadcast send = desk.draft(desk.incident());
    send.publishAt = desk.f.now() + hours(1);
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    world.stopped = {"phone0", "phone1"};
    desk.wait(hours(1) + seconds(1));
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->state, BroadcastState::done);
    EXPECT_EQ(desk.told<BroadcastCompleted>().size(), 1U);
    EXPECT_TRUE(desk.rows().empty());
}

// F04.R5.A4, F05.R4.A3: two requests of one content, both released: one execution.
TEST_F(FrozenSend, TheSameContentExecutedTwiceSendsNothingTwice) {
    Desk desk(world);
    addPeople(world, 3);
    const SendBroadcast send = desk.draft(desk.incident());
    const Approval first = desk.ask(send), second = desk.ask(send);
    EXPECT_NE(first.id, second.id);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(desk.release(first), "ok");
    EXPECT_EQ(desk.release(second), "broadcast_not_draft");
    EXPECT_EQ(desk.f.document<Approval>(second.id.str())->state, ApprovalState::failed);
    EXPECT_EQ(desk.release(first), "approval_not_pending");
    EXPECT_EQ(desk.contacts().size(), 3U);
    EXPECT_EQ(desk.rows().size(), 3U);
    EXPECT_EQ(desk.told<BroadcastSent>().size(), 1U);
}

// Issue: crash between approval and send. The release and what it sends are one transaction: both are there afterwards, or neither.
TEST_F(FrozenSend, ACrashBetweenApprovalAndSendLosesAndDoublesNothing) {
    test::TempDir dir;
    const std::string path = dir.file("crash.db");
    addPeople(world, 3);
    Approval asked;
    BroadcastId broadcast;
    {
        Desk desk(world, path);
        const SendBroadcast send = desk.draft(desk.incident());
        broadcast = send.broadcast;
        asked = desk.ask(send);
        std::atomic<bool> failing{false};
        desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { test::failCommitsWhile(cx.store(), failing); });
        failing = true;
        EXPECT_EQ(desk.release(asked), "store_failed");
        desk.f.gate->stop();
        desk.f.gate.reset();
    }
    std::vector<std::string> ids;
    {
        Desk desk(world, path);
        EXPECT_EQ(desk.f.document<Approval>(asked.id.str())->state, ApprovalState::pending) << "nobody was told that it is released";
        EXPECT_TRUE(desk.contacts().empty());
        addPeople(world, 0);
        EXPECT_EQ(desk.release(asked), "ok");
        for (const OutboxRow& row : desk.rows()) ids.push_back(row.id);
        EXPECT_EQ(ids.size(), 3U);
    }
    {   // released, and the server gone before anything was handed over
        Desk desk(world, path);
        EXPECT_EQ(desk.release(asked), "approval_not_pending");
        std::vector<std::string> there;
        for (const OutboxRow& row : desk.rows()) there.push_back(row.id);
        EXPECT_EQ(there, ids);
        desk.hand(desk.rows());
        EXPECT_EQ(desk.contacts("sent").size(), 3U);
        desk.hand(desk.rows());
        EXPECT_EQ(desk.f.document<Broadcast>(broadcast.str())->messages, (std::map<std::string, int>{{"sent", 3}}));
    }
}

// F04.R5.A5: tried again it says the same, byte for byte, from the snapshot; what would say something else does not leave.
TEST_F(FrozenSend, ATryAfterAFailureSaysTheSameBytesOrNothing) {
    Desk desk(world);
    addPeople(world, 1);
    std::string phone;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { phone = cx.vault().tokenOf(cx.tenant(), PhoneNumber{"+15025550142"}).token; });
    world.accounts[0].contacts.phone = phone;
    const SendBroadcast send = desk.draft(desk.incident());
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto row = desk.rows().at(0);
    const auto make = letterMaker(desk.f.gate->vaultKeys());
    const auto letter = [&] {
        const auto reader = desk.f.gate->openReader();
        EXPECT_TRUE(reader.ok());
        return make(row, **reader);
    };
    const auto first = letter();
    ASSERT_TRUE(first.ok()) << first.problem().message;
    EXPECT_EQ(first->snapshotId, desk.f.documents<Message>().at(0).snapshotId);
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{row.id}}, desk.system()), "ok");
    outbox::SettledRow failed{row.id, OutboxState::queued, {}, "provider_http_503", desk.f.now() + seconds(5), 1, sha256(first->subject + "\n" + first->text)};
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{failed}}, desk.system()), "ok");
    const auto again = letter();
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->text, first->text);
    failed.textHash = sha256("other words");
    desk.f.advance(seconds(6));
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{row.id}}, desk.system()), "ok");
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{failed}}, desk.system()), "ok");
    ASSERT_FALSE(letter().ok());
    EXPECT_EQ(letter().problem().code, "text_changed");
}

// F04.R1.A2, F01.R3.A1, F05.R1: what is frozen says whom, where, in which words, by which versions, and how risky that is.
TEST_F(FrozenSend, WhatIsFrozenIsWhatASecondPersonHasToKnow) {
    Desk desk(world);
    addPeople(world, 3);
    addPeople(world, 1, true);
    world.accounts[0].criticalCare = true;
    world.accounts[1].position = {-82.1, 38.4};
    world.stopped = {"phone2"};
    desk.ports->areas = [](CommandContext&) { return std::vector<access::Area>{{"letcher", "Letcher", "letcher", {Polygon{{{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}}}}}}; };
    world.facts.eta = {desk.f.now() + hours(1), desk.f.now() + hours(2), EtaConfidence::high};
    const IncidentId incident = desk.incident();
    const Approval asked = desk.ask(desk.draft(incident, {Channel::sms, Channel::email}));
    ok::FrozenVersion version;
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { version = *frozenVersion(cx.views(), asked.id); });
    const auto& c = version.content;
    EXPECT_EQ(c.channels, (std::vector<std::string>{"email", "sms"}));
    using Values = std::map<std::string, std::int64_t>;
    EXPECT_EQ(c.audience.counts.at("channel"), (Values{{"sms", 2}, {"email", 1}}));
    EXPECT_EQ(c.audience.counts.at("segment"), (Values{{"critical_care", 1}, {"standard", 2}}));
    EXPECT_EQ(c.audience.counts.at("geography"), (Values{{"letcher", 2}, {"elsewhere", 1}}));
    EXPECT_EQ(c.audience.counts.at("withheld").at("stopped"), 1);
    EXPECT_EQ(c.audience.people, 3);
    ASSERT_EQ(c.incidents.size(), 1U);
    EXPECT_EQ(c.incidents[0].id, incident.str());
    EXPECT_EQ(c.incidents[0].impacted, 4);
    EXPECT_FALSE(c.incidents[0].boundary.rings.empty());
    ASSERT_TRUE(c.map);
    std::set<std::string> versions;
    for (const auto& each : c.versions) versions.insert(each.name);
    EXPECT_TRUE(versions.contains("clusterer") && versions.contains("eta_model") && versions.contains("routing_rules"));
    const auto sms = std::find_if(c.messages.begin(), c.messages.end(), [](const auto& t) { return t.channel == "sms" && t.language == "en"; });
    ASSERT_NE(sms, c.messages.end());
    EXPECT_NE(sms->pattern.find("{time "), std::string::npos);
    EXPECT_EQ(sms->text.find("{time "), std::string::npos) << "a time is read as customers read it: " << sms->text;
    EXPECT_NE(sms->text.find("{places}"), std::string::npos) << "an address is everybody's own";
    const auto file = *desk.f.document<approvals::RequestFile>(asked.id.str());
    ASSERT_TRUE(file.risk);
    EXPECT_EQ(file.risk->factors[0].rawValue.text, "3");
    EXPECT_FALSE(file.closing);
    EXPECT_EQ(version.stored.before.text, toJson(approvals::ReviewSide{})) << "nothing was told before";
}

// F01.R2, F05.R1: the next update is compared with what the last one told, and its change of the time is a fact of its risk.
TEST_F(FrozenSend, TheNextUpdateIsComparedWithWhatWasToldLast) {
    Desk desk(world);
    addPeople(world, 2);
    world.facts.eta = {desk.f.now() + hours(1), desk.f.now() + hours(2), EtaConfidence::high};
    const IncidentId incident = desk.incident();
    ASSERT_EQ(desk.release(desk.ask(desk.draft(incident))), "ok");
    desk.f.advance(minutes(5));
    world.facts.eta.latest += minutes(90);
    const Approval asked = desk.ask(desk.draft(incident));
    const auto file = *desk.f.document<approvals::RequestFile>(asked.id.str());
    EXPECT_EQ(file.risk->factors[1].rawValue.text, "90");
    const auto stored = *desk.f.document<approvals::StoredSnapshot>(asked.snapshotId);
    const auto before = *fromJson<approvals::ReviewSide>(stored.before.text);
    EXPECT_FALSE(before.texts.empty());
    EXPECT_EQ(before.audience.at("total").at("people"), 2);
    world.facts.kind = UpdateKind::restored;
    const Approval closing = desk.ask(desk.draft(incident));
    EXPECT_TRUE(desk.f.document<approvals::RequestFile>(closing.id.str())->closing) << "C25";
}

// F01.R2, F05.R3.A5: a changed estimate, before and after, and how many it concerns.
TEST_F(FrozenSend, AChangedEstimateIsFrozenWithWhatItReplaces) {
    Desk desk(world);
    const IncidentId incident = desk.incident();
    const Approval first = desk.ask(incidents::SetEtr{incident, {}, desk.f.now() + hours(2), 60, "crew", {}});
    ASSERT_EQ(desk.release(first), "ok");
    const Approval second = desk.ask(incidents::SetEtr{incident, {}, desk.f.now() + hours(3), 60, "assessed", {}});
    const auto stored = *desk.f.document<approvals::StoredSnapshot>(second.snapshotId);
    const auto content = *fromJson<approvals::SnapshotContent>(stored.content.text);
    const auto before = *fromJson<approvals::ReviewSide>(stored.before.text);
    ASSERT_EQ(content.incidents.size(), 1U);
    ASSERT_EQ(content.incidents[0].times.size(), 2U);
    EXPECT_EQ(content.incidents[0].times[0].what, "etr");
    EXPECT_EQ(content.incidents[0].times[0].source, "assessed");
    EXPECT_EQ(content.incidents[0].times[1].what, "etr_replaced");
    ASSERT_FALSE(before.times.empty());
    EXPECT_EQ(before.times[0].source, "crew");
    EXPECT_EQ(content.incidents[0].times[0].at - before.times[0].at > minutes(59), true);
    EXPECT_EQ(desk.codeOf(incidents::SetEtr{IncidentId{uuidV4({9})}, {}, desk.f.now() + hours(3), 60, "crew", {}}, desk.f.operatorAnna()), "incident_not_found") << "nothing to freeze";
}

approvals::RiskRules inSteps() {
    approvals::RiskRules out = approvals::standardRiskRules();
    using Kind = approvals::RiskActionKind;
    out.bands = {{0, 100, "high", {{Kind::stagger, "careful", 0}, {Kind::throttle, "", 4}}}};
    out.plans = {{"careful", {{{"email"}, 3, 30, 120}, {{"sms", "voice"}, 100, 0, 0}}}};
    return out;
}

// F05.R4.A1, F05.R2.A5, F05.R4.A3: channels in order, batches, gaps, holds and the limit of texts a minute.
TEST_F(FrozenSend, WhatIsRiskyLeavesInTheStepsOfTheRulesThatJudgedIt) {
    Desk desk(world);
    addPeople(world, 10);
    addPeople(world, 5, true);
    desk.judgeBy(inSteps());
    const Approval asked = desk.ask(desk.draft(desk.incident(), {Channel::sms, Channel::email}));
    approvals::RiskRules other = inSteps();
    other.plans[0].steps[0].gapSeconds = 5;
    other.drift.version = approvals::DriftLevel::notice;
    desk.judgeBy(other);   // published meanwhile: this one was judged by the older
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    const auto mail = desk.rows("email"), texts = desk.rows("sms");
    ASSERT_EQ(mail.size(), 5U);
    ASSERT_EQ(texts.size(), 10U);
    const Instant start = mail[0].due;
    const auto after = [start](const OutboxRow& row) { return (row.due - start).count() / 1'000'000; };
    EXPECT_EQ(after(mail[2]), 0);
    EXPECT_EQ(after(mail[3]), 30);
    EXPECT_EQ(after(mail[4]), 30);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(after(texts[i]), 150 + 60 * static_cast<std::int64_t>(i / 4)) << i;
    const auto leg = desk.told<BroadcastSent>().at(0).leg;
    EXPECT_EQ(leg.plan, "careful");
    EXPECT_EQ(leg.perMinute, 4);
    EXPECT_EQ((leg.lastDue - start).count() / 1'000'000, 270);
}

// F05.R4.A2, F05.R4.A6, C20: stopped within a moment, gone on with later, slowed down; each with its reason in the log, none of it needs approval.
TEST_F(FrozenSend, WhatIsOnItsWayCanBePausedGoneOnWithAndSlowedDown) {
    Desk desk(world);
    addPeople(world, 8);
    desk.judgeBy(inSteps());
    const SendBroadcast send = desk.draft(desk.incident());
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "too early"}, desk.f.operatorAnna()), "broadcast_not_sending");
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto planned = desk.rows();
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, ""}, desk.f.operatorAnna()), "reason_missing");
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street"}, desk.f.person("eve", {"supervisor"})), "access_denied");
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "go on"}, desk.f.operatorAnna()), "broadcast_not_paused");
    desk.hand({planned[0]});
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?"}, desk.f.operatorAnna()), "ok");
    EXPECT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "again"}, desk.f.operatorBen()), "broadcast_paused");
    desk.f.advance(minutes(10));
    desk.hand(planned);
    EXPECT_EQ(desk.contacts("sent").size(), 1U) << "nothing more leaves";
    const auto paused = *desk.f.document<Broadcast>(send.broadcast.str());
    ASSERT_TRUE(paused.pause);
    EXPECT_EQ(paused.pause->by, "anna");
    EXPECT_EQ(progressOf(paused.messages, true).held, 7);
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "the street is right"}, desk.f.operatorBen()), "ok");
    const auto moved = desk.rows();
    for (const OutboxRow& row : moved) {
        if (row.state != OutboxState::queued) continue;
        const auto before = std::find_if(planned.begin(), planned.end(), [&](const OutboxRow& each) { return each.id == row.id; });
        const auto by = (row.due - before->due).count() / 1'000'000;
        EXPECT_GE(by, 600);
        EXPECT_LE(by, 601) << "by as long as nothing left";
    }
    EXPECT_EQ(desk.codeOf(SlowBroadcast{send.broadcast, 0, "slower"}, desk.f.operatorAnna()), "invalid_fields");
    EXPECT_EQ(desk.codeOf(SlowBroadcast{send.broadcast, 1, "the desk is full of calls"}, desk.f.operatorAnna()), "ok");
    Instant before;
    for (const OutboxRow& row : desk.rows()) {
        if (row.state != OutboxState::queued) continue;
        if (before.known()) EXPECT_GE(row.due - before, minutes(1));
        before = row.due;
    }
    EXPECT_EQ(desk.f.document<Broadcast>(send.broadcast.str())->perMinute, 1);
    EXPECT_EQ(desk.told<BroadcastPaused>().at(0).held, 7);
    EXPECT_EQ(desk.told<BroadcastResumed>().at(0).moved, 7);
    EXPECT_EQ(desk.told<BroadcastSlowed>().size(), 1U);
}

// A try that failed while it was paused waits with the others.
TEST_F(FrozenSend, WhatComesBackDuringAPauseWaitsToo) {
    Desk desk(world);
    addPeople(world, 2);
    const SendBroadcast send = desk.draft(desk.incident());
    ASSERT_EQ(desk.release(desk.ask(send)), "ok");
    const auto rows = desk.rows();
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{rows[0].id}}, desk.system()), "ok");
    ASSERT_EQ(desk.codeOf(PauseBroadcast{send.broadcast, "wrong street?"}, desk.f.operatorAnna()), "ok");
    ASSERT_EQ(desk.codeOf(outbox::SettleRows{{{rows[0].id, OutboxState::queued, {}, "provider_http_503", desk.f.now(), 1, {}}}}, desk.system()), "ok");
    desk.f.advance(minutes(1));
    ASSERT_EQ(desk.codeOf(outbox::ClaimRows{{rows[0].id}}, desk.system()), "ok");
    EXPECT_TRUE(fromJson<outbox::Claimed>(*desk.last.reply)->ids.empty());
    ASSERT_EQ(desk.codeOf(ResumeBroadcast{send.broadcast, "it was right"}, desk.f.operatorAnna()), "ok");
    desk.f.advance(minutes(2));
    desk.hand(desk.rows());
    EXPECT_EQ(desk.contacts("sent").size(), 2U);
}

// F05.R4.A2, C20: newer words take the place of those half sent; they are read and released, and nobody hears both.
TEST_F(FrozenSend, NewerWordsTakeTheRestAndWhoWasReachedIsNotToldAgain) {
    Desk desk(world);
    addPeople(world, 10);
    desk.judgeBy(inSteps());
    const IncidentId incident = desk.incident();
    const SendBroadcast first = desk.draft(incident);
    ASSERT_EQ(desk.release(desk.ask(first)), "ok");
    auto rows = desk.rows();
    rows.resize(4);
    desk.f.advance(minutes(1));
    desk.hand(rows);
    const std::set<std::string> reached = desk.contacts("sent");
    ASSERT_EQ(reached.size(), 4U);
    EXPECT_EQ(desk.codeOf(DraftUpdate{.incident = incident, .channels = {Channel::sms}, .amends = first.broadcast}, desk.f.operatorAnna()), "broadcast_not_paused");
    ASSERT_EQ(desk.codeOf(PauseBroadcast{first.broadcast, "the hour is wrong"}, desk.f.operatorAnna()), "ok");
    const SendBroadcast second = desk.draft(incident, {Channel::sms}, first.broadcast);
    const Approval asked = desk.ask(second);
    desk.f.gate->inspect(desk.f.tenant, [&](CommandContext& cx) { EXPECT_EQ(frozenVersion(cx.views(), asked.id)->content.audience.messages, 6); });
    desk.f.advance(minutes(10));
    EXPECT_EQ(desk.contacts("sent"), reached) << "nothing leaves before it is released";
    ASSERT_EQ(desk.release(asked), "ok") << toJson(desk.last.reply.problem());
    std::set<std::string> now;
    for (const Message& m : desk.f.documents<Message>()) {
        if (m.broadcast == second.broadcast) now.insert(m.contact + " sms");
        else if (m.state == MessageState::withheld) EXPECT_EQ(m.reasons.back(), "amended");
    }
    EXPECT_EQ(now.size(), 6U);
    for (const std::string& each : now) EXPECT_FALSE(reached.contains(each)) << each;
    EXPECT_EQ(desk.told<BroadcastAmended>().at(0).withheld, 6);
    EXPECT_EQ(desk.f.document<Broadcast>(first.broadcast.str())->state, BroadcastState::done);
    EXPECT_EQ(desk.codeOf(ResumeBroadcast{first.broadcast, "after all"}, desk.f.operatorAnna()), "broadcast_amended");
    desk.f.advance(minutes(10));
    desk.hand(desk.rows());
    for (const Message& m : desk.f.documents<Message>()) EXPECT_EQ(m.state == MessageState::sent, m.broadcast == second.broadcast || reached.contains(m.contact + " sms"));
}

TEST(Pace, NoMinuteHasMoreThanItsShareAndNothingLeavesEarlier) {
    const Instant start = Instant::fromSeconds(1'000'000);
    std::vector<Instant> due(10, start);
    due.push_back(start + hours(1));
    due.push_back(start + hours(1));
    due.push_back(start + hours(1));
    const auto out = paced(due, 2);
    for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(out[i], start + minutes(static_cast<int>(i) / 2)) << i;
    EXPECT_EQ(out[11], start + hours(1));
    EXPECT_EQ(out[12], start + hours(1) + minutes(1));
    EXPECT_EQ(paced(due, 0), due);
}

}  // namespace
}  // namespace ok::comms
