// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One of several servers on one PostgreSQL database, reduced to its gate: the counters of tests/support/counter_domain.h.
#pragma once
#include <random>

#include "server/gate/letter_post.h"
#include "shared/approvals/approval_commands.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/pg_server.h"

namespace ok::test {

class ServerNode {
  public:
    ServerNode(PgServer& database, const std::string& schema, const std::string& name, std::function<Instant()> clock,
               GateSettings settings = {.takeAllDesks = false}) {
        const PgAddress address = database.address(schema, name);
        auto store = openPgStore(address);
        auto writing = openPgLetterbox(address), listening = openPgLetterbox(address);
        if (!store.ok() || !writing.ok() || !listening.ok()) return;
        post = std::make_shared<LetterPost>(LetterPost::Parts{
            std::move(*writing), std::move(*listening), keyOf(9), name,
            [dice = std::make_shared<std::mt19937>(std::hash<std::string>()(name))](std::span<std::uint8_t> out) {
                for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
            },
            seconds(3)});
        approvals::addProjections(projections);
        addCounterProjections(projections);
        Gate::Parts parts{std::move(*store), &projections, std::move(clock), SigningKey(keyOf(7)), keyOf(9), access::builtinSource(), post};
        gate = std::make_unique<Gate>(std::move(parts), settings);
        addCounterHandlers(*gate);
        gate->onDeskTaken([this](TenantId tenant) { post->deskTaken(tenant); });
        gate->onCommitted([this](const CommittedBatch& batch) {
            const std::lock_guard lock(mutex);
            for (const Entry& entry : batch.entries) heard.push_back(entry.header.entryId.str());
            told.notify_all();
        });
    }
    ~ServerNode() { stop(); }
    ServerNode(const ServerNode&) = delete;
    ServerNode& operator=(const ServerNode&) = delete;

    void start() {
        ASSERT_TRUE(gate) << "PostgreSQL is not at hand";
        const auto started = gate->start();
        ASSERT_TRUE(started.ok()) << started.problem().message;
        post->start(*gate);
    }
    void stop() {
        if (!gate) return;
        post->stop();
        gate->stop();
        gate.reset();
    }
    CommandAnswer add(TenantId tenant, const std::string& name, std::int64_t amount, CommandId id) {
        SecurityContext who;
        who.tenant = tenant;
        who.actor = {ActorType::human, "anna"};
        who.roles = {"operator"};
        who.source = "console";
        return gate->run(who, {id, std::string(Add::card.name), toJson(Add{name, amount})});
    }
    /// Waits until so many entries were told here.
    bool hears(std::size_t count, int milliseconds = 20'000) {
        std::unique_lock lock(mutex);
        return told.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return heard.size() >= count; });
    }

    Projections projections;
    std::shared_ptr<LetterPost> post;
    std::unique_ptr<Gate> gate;
    std::mutex mutex;
    std::condition_variable told;
    std::vector<std::string> heard;
};

}  // namespace ok::test
