// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real gate on a real database in a temporary directory, with a clock that tests move. Any domain's server tests use it:
//
//     GateFixture f;                              // tenant f.tenant exists
//     incidents::addHandlers(*f.gate);            // and f.projections, before start()
//     f.start();
//     const auto answer = f.run(CreateIncident{...}, f.operatorAnna());
#pragma once
#include <gtest/gtest.h>

#include <atomic>

#include "server/gate/gate.h"
#include "shared/access/purposes.h"
#include "shared/approvals/approval_commands.h"
#include "shared/base/derived_ids.h"
#include "tests/support/pg_server.h"
#include "tests/support/test_keys.h"

namespace ok::test {

inline TenantId tenantNamed(std::string_view name) { return TenantId{derivedUuid("tenant " + std::string(name))}; }

class GateFixture {
  public:
    explicit GateFixture(std::string givenPath = {}, GateSettings settings = {})
        : path(givenPath.empty() ? dir.file("test.db") : std::move(givenPath)) {
        auto store = openTestStore(path);
        EXPECT_TRUE(store.ok());
        build(std::move(*store), settings);
    }
    explicit GateFixture(std::function<std::unique_ptr<Store>(std::unique_ptr<Store>)> wrap, GateSettings settings = {})
        : path(dir.file("test.db")) {
        auto store = openTestStore(path);
        EXPECT_TRUE(store.ok());
        build(wrap(std::move(*store)), settings);
    }
    ~GateFixture() {
        if (gate) gate->stop();
    }

    void start() {
        const auto started = gate->start();
        ASSERT_TRUE(started.ok()) << started.problem().message;
    }

    [[nodiscard]] Instant now() const { return Instant::fromMicros(clockMicros.load()); }
    void advance(Duration d) { clockMicros += d.count(); }

    [[nodiscard]] SecurityContext person(std::string id, std::vector<std::string> roles) const {
        SecurityContext who;
        who.tenant = tenant;
        who.actor = {ActorType::human, std::move(id)};
        who.roles = std::move(roles);
        who.assurance = 1;
        who.source = "console";
        return who;
    }
    [[nodiscard]] SecurityContext operatorAnna() const { return person("anna", {"operator"}); }
    [[nodiscard]] SecurityContext operatorBen() const { return person("ben", {"operator"}); }
    [[nodiscard]] SecurityContext approverCleo() const { return person("cleo", {"approver"}); }
    [[nodiscard]] SecurityContext intake(std::string source = "sms") const {
        SecurityContext who = person("intake", {"intake"});
        who.actor.type = ActorType::service;
        who.source = std::move(source);
        return who;
    }

    [[nodiscard]] CommandId freshId() { return CommandId{derivedUuid("command " + std::to_string(m_commands++))}; }

    template <CommandType C>
    CommandAnswer run(const C& command, const SecurityContext& who, CommandId id = {}) {
        approvals::Justification why;
        const std::string_view purposes = purposesOf(C::card.name);
        if (who.purpose.empty()) why.purpose = std::string(purposes.substr(0, purposes.find(' ')));
        return gate->run(who, {id.known() ? id : freshId(), std::string(C::card.name), toJson(command), std::move(why)});
    }
    /// Submits a high-risk command as `submitter` and releases it as `second`; the answer to the release.
    template <CommandType C>
    CommandAnswer runReleased(const C& command, const SecurityContext& submitter, const SecurityContext& second) {
        const CommandAnswer asked = run(command, submitter);
        if (asked.reply.ok() || asked.reply.problem().code != "approval_required") return asked;
        return release(asked, second);
    }
    /// Releases what `asked` says is held.
    CommandAnswer release(const CommandAnswer& asked, const SecurityContext& second) {
        const auto& details = asked.reply.problem().details;
        approvals::Release command;
        command.approval = *ApprovalId::parse(details.at("approval_id"));
        command.digest = *Digest::parse(details.at("digest"));
        return run(command, second);
    }

    template <ViewDocument T>
    [[nodiscard]] std::optional<T> document(const std::string& id) {
        std::optional<T> out;
        gate->inspect(tenant, [&](CommandContext& cx) {
            if (const auto found = cx.views().find<T>(id)) out = *found;
        });
        return out;
    }
    template <ViewDocument T>
    [[nodiscard]] std::vector<T> documents(TenantId of = {}) {
        std::vector<T> out;
        gate->inspect(of.known() ? of : tenant,
                      [&](CommandContext& cx) { cx.views().each<T>([&out](const T& t) { out.push_back(t); }); });
        return out;
    }
    /// What entries of `ops` say of one kind.
    template <class E>
    [[nodiscard]] std::vector<E> told() {
        std::vector<E> out;
        for (const Entry& entry : entries()) {
            if (entry.header.type != E::eventType) continue;
            auto event = fromJson<E>(entry.payload);
            EXPECT_TRUE(event.ok());
            if (event.ok()) out.push_back(std::move(*event));
        }
        return out;
    }
    [[nodiscard]] std::vector<Entry> entries(Stream stream = Stream::ops, TenantId of = {}) {
        std::vector<Entry> out;
        gate->inspect(of.known() ? of : tenant, [&](CommandContext& cx) {
            out = cx.store().entries(cx.tenant(), stream, 0, 1'000'000);
        });
        return out;
    }

    TempDir dir;
    std::string path;
    TenantId tenant = tenantNamed("one");
    TenantId otherTenant = tenantNamed("two");
    Projections projections;
    std::atomic<std::int64_t> clockMicros{1'727'000'000'000'000};
    std::unique_ptr<Gate> gate;

  private:
    void build(std::unique_ptr<Store> store, GateSettings settings) {
        EXPECT_TRUE(store->begin().ok());
        EXPECT_TRUE(store->addTenant(tenant, "one").ok());
        EXPECT_TRUE(store->addTenant(otherTenant, "two").ok());
        EXPECT_TRUE(store->commit().ok());
        approvals::addProjections(projections);
        gate = std::make_unique<Gate>(
            Gate::Parts{std::move(store), &projections, [this] { return now(); }, SigningKey(keyOf(7)), masterKey(),
                        access::builtinSource()},
            settings);
    }
    std::uint64_t m_commands = 0;
};

}  // namespace ok::test
