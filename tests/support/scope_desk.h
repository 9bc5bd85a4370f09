// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A gate with incidents, messages and the roles matrix, where tests publish matrices and ask as people with scopes.
#pragma once
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/live_matrices.h"
#include "server/comms/comms_handlers.h"
#include "server/incidents/incidents_commands.h"
#include "shared/access/gate_events.h"
#include "shared/access/key_events.h"
#include "shared/access/mapped_access.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/preflight.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_views.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "shared/policy/policy_events.h"
#include "tests/support/gate_fixture.h"

namespace ok::access {

/// Puts a roles document in force, as the policy engine does in the end.
struct PublishForTest {
    static constexpr CommandCard card{.name = "test.publish_roles", .action = "policies.cut_over"};
    int number = 0;
    RawJson body;
    bool fail = false;
    std::string kind = "roles";
};
BOOST_DESCRIBE_STRUCT(PublishForTest, (), (number, body, fail, kind))

/// A command whose facts are whatever its body says: the vectors go through the whole gate with it.
struct Probe {
    static constexpr CommandCard card{.name = "test.probe", .action = "comms.send"};
    AccessQuestion question;
};
BOOST_DESCRIBE_STRUCT(Probe, (), (question))
struct ProbeApprove {
    static constexpr CommandCard card{.name = "test.probe_approve", .action = "approvals.release"};
    AccessQuestion question;
};
BOOST_DESCRIBE_STRUCT(ProbeApprove, (), (question))
struct Probed {
    static constexpr std::string_view eventType = "test.probed";
    int one = 1;
};
BOOST_DESCRIBE_STRUCT(Probed, (), (one))
struct MapForTest { static constexpr std::string_view eventType = "test.mapped"; MappedAccess access; };
BOOST_DESCRIBE_STRUCT(MapForTest, (), (access))
struct MapCommand {
    static constexpr CommandCard card{.name = "test.map", .action = "access.directory"};
    MappedAccess access;
    std::optional<KeyPolicy> keys;   ///< instead: what the utility asks of keys from now on
};
BOOST_DESCRIBE_STRUCT(MapCommand, (), (access, keys))

inline Polygon box(double lon, double lat, double size) { return {{{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}}}}; }

/// Two areas side by side; `scoped` may do everything in the western one by text and mail, minor and major, up to 50 people.
inline RolesMatrix twoAreas() {
    RolesMatrix m = builtinRoles();
    m.areas = {{"west", "West", "", {box(-84, 38, 1)}}, {"east", "East", "", {box(-83, 38, 1)}}};
    const Scope west{{"sms", "email"}, {}, {"west"}, {"minor", "major"}, {"*"}, 50, {}};
    m.policies.push_back({"west.desk", "", Effect::allow, {"incidents.*", "comms.*", "approvals.release", "sync.follow"}, west, false, {}});
    m.roles.push_back({"scoped", "", "", {}, {"west.desk"}});
    return m;
}

struct ScopeDesk : ::testing::Test {
    ScopeDesk() {
        policy::addProjections(f.projections);
        access::addProjections(f.projections);
        incidents::addProjections(f.projections);
        comms::addProjections(f.projections);
        f.projections.on<MapForTest>([](const EntryHeader&, const MapForTest& e, Views& views) { views.save(e.access); });
        access::addHandlers(*f.gate);
        incidents::addHandlers(*f.gate);
        ports->facts = [this](CommandContext&, IncidentId) -> Result<comms::UpdateFacts> { return told; };
        ports->affected = [this](CommandContext&, IncidentId) -> Result<comms::Affected> { return comms::everybodyOf(accounts); };
        ports->stopped = ports->optedIn = [](CommandContext&, const std::string&) { return false; };
        ports->choices = [](CommandContext&, const comms::CommsPorts::Choice&) {};
        ports->zone = [](auto&) { return std::string("America/New_York"); };
        comms::addHandlers(*f.gate, ports);
        addTestCommands();
        told.kind = comms::UpdateKind::confirmed;
        told.utility = "Bluegrass";
        told.area = "Riverside";
        matrices = std::make_unique<LiveMatrices>(*f.gate, TerritoryShapes{});
        f.start();
        EXPECT_TRUE(matrices->start().ok());
    }
    void addTestCommands() {
        f.gate->handle<PublishForTest>([](const Right&, CommandContext& cx, const PublishForTest& c) -> Status {
            const Digest digest = sha256(c.body.text);
            cx.emit(policy::PolicyDrafted{c.kind, c.number, 0, 1, "for a test", "x", c.body, digest});
            cx.emit(policy::PolicyPublished{.kind = c.kind, .number = c.number, .digest = digest});
            if (c.fail) throw std::runtime_error("after all not");
            return {};
        });
        f.gate->handle<MapCommand>([](const Right&, CommandContext& cx, const MapCommand& c) -> Status {
            c.keys ? cx.emit(KeyPolicyChanged{*c.keys}) : cx.emit(MapForTest{c.access});
            return {};
        });
        const auto probed = [](const Right&, CommandContext& cx, const auto&) -> Status {
            cx.emit(Probed{});
            return {};
        };
        f.gate->handle<Probe>(probed);
        f.gate->handle<ProbeApprove>(probed);
        f.gate->facts<Probe>([](CommandContext&, const Probe& c, ScopeFacts& out) { out.question = c.question; });
        f.gate->facts<ProbeApprove>([](CommandContext&, const ProbeApprove& c, ScopeFacts& out) { out.question = c.question; });
    }
    SecurityContext system() { return systemContext(f.tenant, false); }
    void publish(const RolesMatrix& matrix) { publishText(toJson(matrix)); }
    void publishText(std::string body) { ASSERT_TRUE(f.run(PublishForTest{++version, RawJson{std::move(body)}}, system()).reply.ok()); }
    /// The rules of sensitive actions.
    void guard(std::vector<approvals::GuardRule> rules) {
        const approvals::GuardDocument document{{"Safety"}, std::move(rules)};
        ASSERT_TRUE(f.run(PublishForTest{++version, RawJson{toJson(document)}, false, "guard_rules"}, system()).reply.ok());
    }
    approvals::PreflightReply ahead(const approvals::Preflight& question, const SecurityContext& who) {
        last = f.run(question, who);
        EXPECT_TRUE(last.reply.ok()) << (last.reply.ok() ? "" : toJson(last.reply.problem()));
        const auto reply = last.reply.ok() ? fromJson<approvals::PreflightReply>(*last.reply) : Result<approvals::PreflightReply>(approvals::PreflightReply{});
        EXPECT_TRUE(reply.ok()) << *last.reply;
        return reply.ok() ? *reply : approvals::PreflightReply{};
    }
    template <CommandType C>
    approvals::PreflightReply ahead(const C& command, const SecurityContext& who, const std::string& action = {}) {
        return ahead(approvals::Preflight{std::string(C::card.name), RawJson{toJson(command)}, action, {}}, who);
    }
    /// Somebody of the directory; who may approve is looked for there.
    UserId employ(const std::string& login, std::vector<std::string> roles) {
        const auto made = f.run(CreateUser{login, PersonName{login}, std::move(roles), Secret{"$argon2id$made-up"}}, system());
        EXPECT_TRUE(made.reply.ok());
        return made.reply.ok() ? fromJson<UserCreatedReply>(*made.reply)->user : UserId{};
    }
    SecurityContext scoped(const std::string& name = "sam") { return f.person(name, {"scoped"}); }
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who, const std::string& why = {}) {
        last = f.gate->run(who, {f.freshId(), std::string(C::card.name), toJson(command), {"", why, ""}});
        return last.reply.ok() ? "ok" : last.reply.problem().code;
    }
    std::string detail(const std::string& key) {
        if (last.reply.ok()) return "";
        const auto found = last.reply.problem().details.find(key);
        return found == last.reply.problem().details.end() ? "" : found->second;
    }
    template <class E>
    std::vector<E> decisions() {
        std::vector<E> out;
        for (const Entry& e : f.entries(Stream::decisions)) {
            if (e.header.type == E::eventType) out.push_back(*fromJson<E>(e.payload));
        }
        return out;
    }
    IncidentId incidentAt(double lon, double lat, double size = 0.2) {
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.boundary = box(lon, lat, size);
        const auto made = f.run(c, f.operatorAnna());
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        return fromJson<incidents::IncidentReply>(*made.reply)->incident;
    }
    void people(int count, double lon, double lat) {
        for (int i = 0; i < count; ++i) {
            territory::Account a;
            a.id = AccountId{derivedUuid("account " + std::to_string(accounts.size()))};
            a.contacts.phone = "phone" + std::to_string(accounts.size());
            a.optedIn.sms = true;
            a.position = {lon, lat};
            a.source = territory::PositionSource::meter;
            a.quietHours = territory::QuietHours{0, 0};
            accounts.push_back(a);
        }
    }
    comms::SendBroadcast draft(IncidentId incident, std::vector<comms::Channel> channels = {comms::Channel::sms}) {
        const auto made = f.run(comms::DraftUpdate{.incident = incident, .channels = std::move(channels)}, f.operatorAnna());
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : toJson(made.reply.problem()));
        const BroadcastId id = fromJson<comms::BroadcastReply>(*made.reply)->broadcast;
        return {id, comms::digestOfDrafts(*f.document<comms::Broadcast>(id.str()))};
    }

    ok::test::GateFixture f;
    std::shared_ptr<comms::CommsPorts> ports = std::make_shared<comms::CommsPorts>();
    comms::UpdateFacts told;
    std::vector<territory::Account> accounts;
    std::unique_ptr<LiveMatrices> matrices;
    CommandAnswer last;
    int version = 0;
};

}  // namespace ok::access
