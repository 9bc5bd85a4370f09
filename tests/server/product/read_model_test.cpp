// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The read model (E38): an answer is built once, given at once even when it is old, renewed by the commits that concern it, never
// older than promised, never another tenant's; and what an incident's overview says is what its documents say, whatever happens.
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <set>

#include "server/operations/privacy_commands.h"
#include "server/product/incident_overview.h"
#include "shared/operations/privacy.h"
#include "shared/operations/read_models.h"
#include "tests/server/gate/audit_story.h"
#include "tests/support/counter_domain.h"

namespace ok {
namespace {

using namespace ok::test;

/// A model over counters whose builder can be held and made to fail.
class Desk {
  public:
    Desk() : reader([this] { return f.gate->openReader(); }) {
        addCounterProjections(f.projections);
        operations::addProjections(f.projections);
        addCounterHandlers(*f.gate);
        operations::addHandlers(*f.gate);
        ReadModelParts parts{.name = "counters", .reader = reader, .clock = [this] { return f.now(); },
                             .build = [this](Store& store, TenantId tenant, const std::string& id) { return build(store, tenant, id); }};
        parts.mostKept = 3;
        model = std::make_shared<ReadModel>(std::move(parts));
        f.gate->onCommitted([this](const CommittedBatch& batch) { model->onCommitted(batch); });
        f.start();
        reader.start();
    }
    ~Desk() {
        letBuild();
        f.gate->stop();
        reader.stop();
    }
    void add(const std::string& name, std::int64_t n, TenantId of = {}) {
        auto who = f.operatorAnna();
        if (of.known()) who.tenant = of;
        last = f.run(Add{name, n}, who).sequence;
    }
    std::future<Result<ServedAnswer>> ask(const std::string& id, std::int64_t atLeast = 0, TenantId of = {}) {
        auto promise = std::make_shared<std::promise<Result<ServedAnswer>>>();
        auto out = promise->get_future();
        model->get(of.known() ? of : f.tenant, id, atLeast, [promise](Result<ServedAnswer> a) { promise->set_value(std::move(a)); });
        return out;
    }
    std::string get(const std::string& id, std::int64_t atLeast = 0, TenantId of = {}) {
        auto answer = ask(id, atLeast, of).get();
        return answer.ok() ? answer->body + " " + enumName(answer->how) : answer.problem().code;
    }
    /// Until everything that was posted is built.
    void settle() {
        for (int round = 0; round < 3; ++round) {
            std::promise<void> done;
            reader.post([&done](Store&) { done.set_value(); }, [&done](const Problem&) { done.set_value(); });
            done.get_future().wait();
        }
    }
    void holdBuild() {
        const std::lock_guard lock(mutex);
        held = true;
    }
    void letBuild() {
        {
            const std::lock_guard lock(mutex);
            held = false;
        }
        changed.notify_all();
    }

    GateFixture f;
    WorkThread reader;
    std::shared_ptr<ReadModel> model;
    std::int64_t last = 0;
    std::atomic<int> builds{0};
    std::atomic<bool> fails{false};

  private:
    Result<BuiltAnswer> build(Store& store, TenantId tenant, const std::string& id) {
        ++builds;
        {
            std::unique_lock lock(mutex);
            changed.wait(lock, [this] { return !held; });
        }
        if (fails) return problem("store_failed", "as the test asked");
        Views views(store.documents(tenant));
        const auto counter = views.find<Counter>(id);
        if (!counter) return problem("counter_not_found", "there is none");
        return BuiltAnswer{std::to_string(counter->value), {id}};
    }
    std::mutex mutex;
    std::condition_variable changed;
    bool held = false;
};

TEST(ReadModelTest, BuildsOnceAnswersAtOnceAndRenewsItselfAfterACommitThatConcernsIt) {
    Desk d;
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 miss");
    EXPECT_EQ(d.get("a"), "1 hit");
    d.add("b", 5);
    d.settle();
    EXPECT_EQ(d.get("a"), "1 hit") << "another's commit changes nothing";
    EXPECT_EQ(d.builds, 1);
    d.holdBuild();
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 stale") << "nobody waits while it is renewed";
    d.letBuild();
    d.settle();
    EXPECT_EQ(d.get("a"), "2 hit") << "renewed by the commit, not by the next reader";
    const auto figures = d.model->figures();
    EXPECT_EQ(figures.hits, 3u);
    EXPECT_EQ(figures.stale, 1u);
    EXPECT_EQ(figures.misses, 1u);
    EXPECT_NEAR(figures.hitRatio(), 0.8, 1e-9);
}

TEST(ReadModelTest, ManyWhoAskAtOnceCostOneBuild) {
    Desk d;
    d.add("a", 1);
    d.holdBuild();
    std::vector<std::future<Result<ServedAnswer>>> asked;
    for (int i = 0; i < 20; ++i) asked.push_back(d.ask("a"));
    d.letBuild();
    for (auto& one : asked) EXPECT_EQ(one.get()->body, "1");
    EXPECT_EQ(d.builds, 1);
}

TEST(ReadModelTest, ACommitDuringABuildMakesItsAnswerOldAgain) {
    Desk d;
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 miss");
    d.holdBuild();
    d.add("a", 1);   // posts a build, which is held before it reads
    d.add("a", 1);   // and this comes meanwhile
    d.letBuild();
    d.settle();
    EXPECT_EQ(d.get("a"), "3 hit");
}

TEST(ReadModelTest, WhoHasCommandedReadsTheirOwnWrite) {
    Desk d;
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 miss");
    d.holdBuild();
    d.add("a", 1);
    auto mine = d.ask("a", d.last);
    EXPECT_EQ(mine.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "it waits";
    EXPECT_EQ(d.get("a"), "1 stale") << "others do not";
    d.letBuild();
    const auto answer = mine.get();
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->body, "2");
    EXPECT_GE(answer->asOf, d.last);
}

TEST(ReadModelTest, AFailingBuildKeepsTheOldAnswerForAsLongAsPromisedAndThenSaysSo) {
    Desk d;
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 miss");
    d.fails = true;
    d.add("a", 1);
    d.settle();
    EXPECT_EQ(d.get("a"), "1 stale");
    d.settle();
    d.f.advance(seconds(11));
    EXPECT_EQ(d.get("a"), "store_failed") << "older than it may be: better none";
    d.fails = false;
    EXPECT_EQ(d.get("a"), "2 miss");
    EXPECT_GE(d.model->figures().failures, 2u);
}

TEST(ReadModelTest, WhatIsNotThereIsNotKeptAndTenantsNeverMeet) {  // F07.R1.A6
    Desk d;
    EXPECT_EQ(d.get("a"), "counter_not_found");
    EXPECT_EQ(d.model->figures().kept, 0u);
    d.add("a", 7);
    EXPECT_EQ(d.get("a"), "7 miss");
    EXPECT_EQ(d.get("a", 0, d.f.otherTenant), "counter_not_found");
    d.add("a", 1, d.f.otherTenant);
    EXPECT_EQ(d.get("a"), "7 hit");
    EXPECT_EQ(d.get("a", 0, d.f.otherTenant), "1 miss");
}

TEST(ReadModelTest, ACommandThrowsAwayWhatIsKeptAndTheLogKnowsWhoAsked) {  // E38: rebuild command
    Desk d;
    d.add("a", 1);
    EXPECT_EQ(d.get("a"), "1 miss");
    const auto ada = d.f.person("ada", {"admin"});
    ASSERT_TRUE(d.f.run(operations::RebuildReadModel{"another"}, ada).reply.ok());
    EXPECT_EQ(d.get("a"), "1 hit");
    ASSERT_TRUE(d.f.run(operations::RebuildReadModel{"counters"}, ada).reply.ok());
    EXPECT_EQ(d.get("a"), "1 miss");
    EXPECT_FALSE(d.f.run(operations::RebuildReadModel{"counters"}, d.f.operatorAnna()).reply.ok());
    EXPECT_EQ(d.f.entries(Stream::security).back().header.actor.id, "ada");
}

TEST(ReadModelTest, ItKeepsNoMoreThanItsRoomAndForgetsTheLongestUnasked) {
    Desk d;
    for (const char* name : {"a", "b", "c", "d"}) {
        d.add(name, 1);
        d.f.advance(seconds(1));
        EXPECT_EQ(d.get(name), "1 miss");
    }
    EXPECT_LE(d.model->figures().kept, 3u);
    EXPECT_EQ(d.get("d"), "1 hit");
    EXPECT_EQ(d.get("a"), "1 miss");
}

// --- the overview ---

TEST(IncidentOverviewTest, AfterEveryCommandTheKeptAnswerIsWhatTheDocumentsSay) {  // E38: safe invalidation
    AuditStory story;
    GateFixture& f = story.fixture();
    WorkThread reader([&f] { return f.gate->openReader(); });
    reader.start();
    auto model = std::make_shared<ReadModel>(ReadModelParts{.name = "overview_test", .reader = reader, .clock = [&f] { return f.now(); },
                                                            .build = buildIncidentOverview, .alsoConcerns = overviewAlsoConcerns,
                                                            .hotFor = hours(100)});
    std::set<EntryId> seen;
    int compared = 0;
    auto store = f.gate->openReader();   // one connection for all: a new one each time is what takes long on PostgreSQL
    ASSERT_TRUE(store.ok());
    story.afterEach = [&](const std::string& command) {
        // The story's gate has been started: the commits are told from its log instead of by a listener.
        CommittedBatch batch;
        for (const Stream stream : allStreams) {
            for (Entry& entry : (*store)->entries(f.tenant, stream, 0, 100'000)) {
                if (seen.insert(entry.header.entryId).second) batch.entries.push_back(std::move(entry));
            }
        }
        model->onCommitted(batch);
        for (int round = 0; round < 3; ++round) {
            std::promise<void> done;
            reader.post([&done](Store&) { done.set_value(); }, [&done](const Problem&) { done.set_value(); });
            done.get_future().wait();
        }
        for (const auto& incident : f.documents<incidents::Incident>()) {
            std::promise<Result<ServedAnswer>> promise;
            model->get(f.tenant, incident.id.str(), 0, [&promise](Result<ServedAnswer> a) { promise.set_value(std::move(a)); });
            const auto kept = promise.get_future().get();
            ASSERT_TRUE(kept.ok());
            EXPECT_EQ(kept->body, buildIncidentOverview(**store, f.tenant, incident.id.str())->body) << "after " << command;
            ++compared;
        }
    };
    story.tell();
    EXPECT_GT(compared, 100);
    reader.stop();
}

}  // namespace
}  // namespace ok
