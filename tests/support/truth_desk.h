// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two outages, people who may live in both, an outbox whose provider is the test: for what is told, taken back, and never told twice over.
#pragma once
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/comms/comms_handlers.h"
#include "server/comms/letter_maker.h"
#include "server/comms/live_messages.h"
#include "server/incidents/incidents_commands.h"
#include "server/outbox/outbox_commands.h"
#include "shared/approvals/request_file.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "tests/support/gate_fixture.h"

namespace ok::comms {

/// A broadcast of a time before corrections, or one that nobody released.
struct TellForTest {
    static constexpr CommandCard card{.name = "test.tell", .action = "policies.cut_over"};
    BroadcastId broadcast;
    bool withoutCorrection = false;
};
BOOST_DESCRIBE_STRUCT(TellForTest, (), (broadcast, withoutCorrection))

inline Status tell(CommandContext& cx, const TellForTest& c) {
    const auto b = cx.views().find<Broadcast>(c.broadcast.str());
    if (c.withoutCorrection) cx.emit(BroadcastRescoped{.broadcast = b->id, .before = b->channels, .after = b->channels, .drafts = b->drafts, .note = "as it was"});
    else cx.emit(BroadcastSent{.broadcast = b->id, .channels = b->channels, .draftsDigest = digestOfDrafts(*b)});
    return {};
}

using Counts = std::map<std::string, int>;

struct TruthDesk : ::testing::Test {
    TruthDesk() {
        incidents::addProjections(f.projections);
        comms::addProjections(f.projections);
        incidents::addHandlers(*f.gate);
        ports->facts = [this](CommandContext&, IncidentId id) -> Result<UpdateFacts> { return facts[id]; };
        ports->affected = [this](CommandContext&, IncidentId id) -> Result<Affected> { return everybodyOf(accounts[id]); };
        ports->stopped = [this](CommandContext&, const std::string& contact) { return stopped == contact; };
        ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->zone = [](CommandContext&) { return std::string("America/New_York"); };
        auto owners = std::make_shared<outbox::RowOwners>();
        addRowOwners(*owners, ports);
        comms::addHandlers(*f.gate, ports);
        outbox::addHandlers(*f.gate, owners);
        f.gate->handle<TellForTest>([](const Right&, CommandContext& cx, const TellForTest& c) { return tell(cx, c); });
        f.start();
        here = incidentAt(-84);
    }

    // --- the world
    IncidentId incidentAt(double lon) {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.boundary = {{{{lon, 38}, {lon + 0.2, 38}, {lon + 0.2, 38.2}, {lon, 38.2}}}};
        const auto made = f.run(c, f.operatorAnna());
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        const IncidentId id = made.reply.ok() ? fromJson<incidents::IncidentReply>(*made.reply)->incident : IncidentId{};
        facts[id].kind = UpdateKind::confirmed;
        facts[id].utility = "Bluegrass";
        facts[id].area = "Riverside";
        return id;
    }
    static AccountId accountId(int n) { return AccountId{derivedUuid("account " + std::to_string(n))}; }
    void addPeople(IncidentId incident, int from, int count) {
        for (int n = from; n < from + count; ++n) {
            territory::Account a;
            a.id = accountId(n);
            a.contacts.phone = "phone" + std::to_string(n);
            a.contacts.email = "mail" + std::to_string(n);
            a.optedIn.sms = a.optedIn.email = true;
            a.quietHours = territory::QuietHours{0, 0};
            accounts[incident].push_back(a);
        }
    }
    void expectBack(IncidentId incident, Duration in) {
        facts[incident].kind = UpdateKind::eta_set;
        facts[incident].eta = {f.now() + in, f.now() + in, EtaConfidence::high};
    }

    // --- what people do
    std::string codeOf(const CommandAnswer& answer) {
        last = answer;
        return answer.reply.ok() ? "ok" : answer.reply.problem().code;
    }
    template <CommandType C>
    std::string codeOf(const C& command, const SecurityContext& who) { return codeOf(f.run(command, who)); }
    [[nodiscard]] std::string why() const { return last.reply.ok() ? "" : toJson(last.reply.problem()); }
    std::string detail(const std::string& key) {
        if (last.reply.ok()) return "";
        const auto& details = last.reply.problem().details;
        return details.contains(key) ? details.at(key) : "";
    }
    BroadcastId draft(IncidentId incident, std::vector<Channel> channels = {Channel::sms}) {
        f.advance(seconds(1));
        const auto made = f.run(DraftUpdate{.incident = incident, .channels = std::move(channels)}, who(f.operatorAnna()));
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        return made.reply.ok() ? fromJson<BroadcastReply>(*made.reply)->broadcast : BroadcastId{};
    }
    [[nodiscard]] SendBroadcast sendOf(BroadcastId id) { return {id, digestOfDrafts(sent(id))}; }
    std::string ask(BroadcastId id) {
        f.advance(seconds(1));
        return codeOf(sendOf(id), who(f.operatorAnna()));
    }
    std::string release() { return codeOf(f.release(last, who(f.approverCleo()))); }
    void leave(BroadcastId id) {
        ASSERT_EQ(ask(id), "approval_required") << why();
        ASSERT_EQ(release(), "ok") << why();
    }
    BroadcastId tellAbout(IncidentId incident, std::vector<Channel> channels = {Channel::sms}) {
        const BroadcastId id = draft(incident, std::move(channels));
        leave(id);
        return id;
    }
    std::string retract(BroadcastId id, const std::string& reason = "the wrong feeder") { return codeOf(RetractBroadcast{id, reason}, who(f.operatorBen())); }
    [[nodiscard]] SecurityContext who(SecurityContext person) const {
        person.drill = drill;
        return person;
    }

    // --- what providers do
    SecurityContext system() { return who(f.person("outbox", {"system"})); }
    void claim(const std::vector<Message>& messages) {
        outbox::ClaimRows rows;
        for (const Message& m : messages) rows.ids.push_back(m.id.str());
        ASSERT_EQ(codeOf(rows, system()), "ok");
    }
    void settle(const Message& message, OutboxState state) { ASSERT_EQ(codeOf(outbox::SettleRows{{{.id = message.id.str(), .state = state, .due = f.now()}}}, system()), "ok"); }
    void deliver(BroadcastId id) {
        claim(messagesOf(id));
        for (const Message& m : messagesOf(id)) {
            if (m.state == MessageState::sending) settle(m, OutboxState::sent);
        }
    }

    // --- what stands in the documents
    [[nodiscard]] Broadcast sent(BroadcastId id) { return *f.document<Broadcast>(id.str()); }
    [[nodiscard]] std::vector<Message> messagesOf(BroadcastId id) {
        std::vector<Message> out = f.documents<Message>();
        std::erase_if(out, [&](const Message& m) { return m.broadcast != id; });
        std::sort(out.begin(), out.end(), [](const Message& a, const Message& b) { return std::tie(a.channel, a.contact) < std::tie(b.channel, b.contact); });
        return out;
    }
    [[nodiscard]] BroadcastId correctionOf(BroadcastId id) { return sent(id).retraction ? sent(id).retraction->correction : BroadcastId{}; }
    [[nodiscard]] std::vector<std::string> contactsOf(BroadcastId id) {
        std::vector<std::string> out;
        for (const Message& m : messagesOf(id)) out.push_back(m.contact);
        return out;
    }
    template <class E>
    std::vector<E> told() { return f.told<E>(); }
    std::string letterOf(const Message& message) {
        std::string out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            const auto row = cx.store().outboxRow(cx.tenant(), message.id.str());
            const auto letter = letterMaker(f.gate->vaultKeys())(*row, cx.store());
            out = letter.ok() ? letter->text : letter.problem().code;
        });
        return out;
    }

    test::GateFixture f;
    std::shared_ptr<CommsPorts> ports = std::make_shared<CommsPorts>();
    std::map<IncidentId, UpdateFacts> facts;
    std::map<IncidentId, std::vector<territory::Account>> accounts;
    std::string stopped = "nobody";
    bool drill = false;
    IncidentId here;
    CommandAnswer last;
};

}  // namespace ok::comms
