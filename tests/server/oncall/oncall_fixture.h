// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A utility with a published ladder, a roster and people, on a real gate whose clock tests move.
#pragma once
#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/gate/snapshot_store.h"
#include "server/incidents/incidents_commands.h"
#include "server/oncall/ladder_handlers.h"
#include "server/oncall/roster_handlers.h"
#include "server/outbox/notice.h"
#include "server/policy/policy_handlers.h"
#include "shared/access/mapped_access.h"
#include "shared/approvals/guard_kind.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/product/projections.h"
#include "tests/server/oncall/oncall_rows.h"
#include "tests/support/counter_domain.h"
#include "tests/support/publish_policy.h"

namespace ok::test {

class OncallHouse {
  public:
    explicit OncallHouse(std::string path = {}, Instant at = Instant::fromSeconds(1'727'000'000)) : f(std::make_unique<GateFixture>(std::move(path))) {
        f->clockMicros = at.micros();
        f->projections = Projections();
        addAllProjections(f->projections);
        addCounterProjections(f->projections);
        addCounterHandlers(*f->gate);
        auto kinds = std::make_shared<policy::Kinds>();
        kinds->add(oncall::makeLadderKind());
        kinds->add(approvals::makeGuardKind());
        f->gate->handle<JoinGroup>([](const Right&, CommandContext& cx, const JoinGroup& c) -> Status {
            cx.views().save(access::MappedAccess{c.user, {c.group}, {}, 1});
            cx.emit(CounterAdded{"groups", 1, "red"});
            return {};
        });
        policy::addHandlers(*f->gate, kinds);
        access::addHandlers(*f->gate);
        incidents::addHandlers(*f->gate);
        // What a request says is over, it says in its own words.
        f->gate->captures<AddMuch>([](CommandContext&, const AddMuch& c, Capture& out) -> Status {
            out.content.versions = {{"counting", "1"}};
            out.closing = c.trouble == "closing";
            return {};
        });
        oncall::OncallPorts ports;
        ports.matrices = access::builtinSource();
        ports.linkFor = [this](CommandContext&, ApprovalId, const std::string& person, const std::string& channel) {
            return oncall::TapLink{"https://out.example/a/" + channel + std::to_string(++links) + person.substr(0, 2), "4711", "123456"};
        };
        const auto shared = std::make_shared<const oncall::OncallPorts>(std::move(ports));
        Gate::People joined;
        joined.barred = oncall::barred;
        f->gate->joinPeople(std::move(joined));
        oncall::addRosterHandlers(*f->gate, access::builtinSource());
        oncall::addLadderHandlers(*f->gate, shared);
        auto owners = std::make_shared<outbox::RowOwners>();
        oncall::addRowOwners(*owners, shared);
        outbox::addHandlers(*f->gate, owners);
        const auto reader = f->gate->openReader();
        EXPECT_TRUE(reader.ok());
        tenants = std::make_unique<TenantDirectory>(**reader, *f->gate);
        f->start();
        // A house that goes on where another stopped says nothing under that one's ids.
        static int houses = 0;
        for (int i = 0, skip = 1'000 * houses++; i < skip; ++i) (void)f->freshId();
        system = access::systemContext(f->tenant, false);
        rosa = f->person("rosa", {"roster_admin"});
        rosa.session = SessionId{derivedUuid("session of rosa")};
    }

    std::string addPerson(const std::string& login, std::vector<std::string> roles = {"approver"}) {
        const auto answer = f->run(access::CreateUser{login, {login}, std::move(roles), {"$argon2id$made-up"}}, system);
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : toJson(answer.reply.problem()));
        const auto reply = answer.reply.ok() ? fromJson<access::UserCreatedReply>(*answer.reply) : Result<access::UserCreatedReply>(answer.reply.problem());
        people[login] = reply.ok() ? reply->user.str() : std::string();
        return people[login];
    }
    /// Petra has the duty, Anton stands in, Doris decides when all else fails; on every channel but push.
    void people3() {
        addPerson("petra", {"approver", "operator"});
        for (const char* login : {"anton", "doris"}) addPerson(login);
        oncall::Team team;
        team.id = "storm";
        team.name = "Storm";
        team.zone = "America/New_York";
        team.rotations = {{"a", "primary", {people["petra"]}, "2024-01-01", {}, 7, 540, {}}, {"b", "alternate", {people["anton"]}, "2024-01-01", {}, 7, 540, {}}};
        ok(oncall::SaveTeam{team, 0, true}, rosa);
    }
    static oncall::LadderPolicy policyOf() {
        oncall::LadderPolicy out;
        out.id = "usual";
        out.zone = "America/New_York";
        out.steps = {{{"team:storm/primary"}, {"sms", "voice"}, 120, 1}, {{"team:storm/alternate"}, {"sms", "voice"}, 120, 1}, {{"role:approver"}, {"email"}, 300, 1}};
        out.maxTotalWaitSeconds = 1'200;
        return out;
    }
    void publish(const oncall::LadderPolicy& policy = policyOf()) {
        ASSERT_GT(publishPolicy(*f->gate, f->tenant, oncall::makeLadderKind(), toJson(oncall::LadderRules{{policy}, {{"*", {}, policy.id}}})), 0);
    }
    void guard(approvals::GuardRule rule) {
        rule.action = "incidents.test";
        ASSERT_GT(publishPolicy(*f->gate, f->tenant, approvals::makeGuardKind(), toJson(approvals::GuardDocument{{}, {rule}})), 0);
    }
    ApprovalId ask(const SecurityContext& who, const std::string& about = "oak", const std::string& trouble = {}) {
        const auto answer = f->run(AddMuch{about, 5, trouble}, who);
        EXPECT_FALSE(answer.reply.ok());
        if (answer.reply.ok()) return {};
        EXPECT_EQ(answer.reply.problem().code, "approval_required") << toJson(answer.reply.problem());
        lastAsked = answer;
        const auto found = answer.reply.problem().details.find("approval_id");
        return found == answer.reply.problem().details.end() ? ApprovalId{} : *ApprovalId::parse(found->second);
    }
    ApprovalId ask(const std::string& about = "oak", const std::string& trouble = {}) { return ask(f->operatorAnna(), about, trouble); }
    CommandAnswer releaseBy(const std::string& login) { return f->release(lastAsked, as(login)); }
    [[nodiscard]] SecurityContext as(const std::string& login) const {
        SecurityContext who = f->person(people.at(login), {"approver"});
        who.session = SessionId{derivedUuid("session of " + login)};
        return who;
    }
    template <CommandType C>
    CommandAnswer run(const C& command, const SecurityContext& who) { return f->run(command, who); }
    template <CommandType C>
    void ok(const C& command, const SecurityContext& who) {
        const auto answer = f->run(command, who);
        EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : toJson(answer.reply.problem()));
    }
    template <CommandType C>
    std::string codeOf(const C& command, const SecurityContext& who) {
        const auto answer = f->run(command, who);
        return answer.reply.ok() ? "ok" : answer.reply.problem().code;
    }

    /// Time passes, and every timer fires at its own moment.
    void pass(Duration d) {
        const Instant end = f->now() + d;
        for (int i = 0; i < 10'000; ++i) {
            f->gate->inspect(f->tenant, [](CommandContext&) {});
            const auto next = f->gate->nextTimer();
            if (!next || *next > end) break;
            if (*next > f->now()) f->clockMicros = next->micros();
            f->gate->fireTimers();
        }
        f->gate->inspect(f->tenant, [](CommandContext&) {});
        f->clockMicros = end.micros();
    }
    [[nodiscard]] oncall::LadderRun run(ApprovalId id) { return f->document<oncall::LadderRun>(id.str()).value_or(oncall::LadderRun{}); }
    using Row = NudgeRow;
    std::vector<Row> rows(const std::string& about = "ask") { return nudgeRows(*f, about); }
    std::vector<std::string> told(const std::string& login) {
        std::vector<std::string> out;
        for (const Row& each : rows()) {
            if (each.notice.login == login) out.push_back(each.notice.channel);
        }
        return out;
    }
    int countOf(const std::string& connector) {
        int out = 0;
        f->gate->inspect(f->tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 1'000)) out += row.connector == connector ? 1 : 0;
        });
        return out;
    }
    template <class E>
    std::vector<E> events() { return f->told<E>(); }
    /// The provider's word about a row that was handed over.
    void settle(const std::string& id, OutboxState state) {
        ok(outbox::ClaimRows{{id}}, system);
        ok(outbox::SettleRows{{{id, OutboxState::sent, "SM1", "", {}, 1, {}}}}, system);
        if (state != OutboxState::sent) ok(outbox::SettleRows{{{id, state, "SM1", state == OutboxState::failed ? "provider_30003" : "", {}, 1, {}}}}, system);
    }

    std::unique_ptr<TenantDirectory> tenants;   // outlives the gate that tells it
    std::unique_ptr<GateFixture> f;
    SecurityContext system, rosa;
    std::map<std::string, std::string> people;
    CommandAnswer lastAsked;
    int links = 0;
};

inline IncidentId incidentIn(OncallHouse& h) {
    incidents::CreateIncident create;
    create.place = "Riverside";
    create.centre = LonLat{-84.5, 38.0};
    create.radiusMetres = 300;
    h.ok(create, h.f->operatorAnna());
    const auto all = h.f->documents<incidents::Incident>();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? IncidentId{} : all.front().id;
}

}  // namespace ok::test
