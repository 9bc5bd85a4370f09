// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A server that sends broadcasts, in a world that goes on while it is gone: incidents, messages, the outbox and policies on a real gate.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "server/access/access_commands.h"
#include "server/comms/comms_handlers.h"
#include "server/gate/snapshot_store.h"
#include "server/incidents/incidents_commands.h"
#include "server/outbox/outbox_commands.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/comms_views.h"
#include "shared/comms/frozen_broadcast.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/policy/policy_events.h"
#include "tests/support/gate_fixture.h"

namespace ok::comms {

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
    std::uint64_t commands = 0;
    UpdateFacts facts;
};

inline void addPeople(World& world, int count, bool mail = false) {
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
    /// `more`: handlers and followers beside those of sending, before the gate starts.
    explicit Desk(World& given, const std::string& path = {}, const std::function<void(test::GateFixture&)>& more = {}) : world(given), f(path) {
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
        if (more) more(f);
        f.start();
    }
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who) {
        // An id that no server before it and no child has used: their answers are in the database.
        last = f.run(command, who, CommandId{derivedUuid("desk " + std::to_string(::getpid()) + " " + std::to_string(world.commands++))});
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
    std::vector<E> told() { return f.told<E>(); }
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

}  // namespace ok::comms
