// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Going back to a moment, and putting back what was lost of one thing (E40, R4): what is left is signed and valid, a command that
// is gone is not answered "done", and what was erased on purpose stays erased.
#include <gtest/gtest.h>

#include <filesystem>

#include "server/operations/privacy_commands.h"
#include "server/operations/retention_commands.h"
#include "server/product/installation_keys.h"
#include "server/product/restore_incident.h"
#include "server/store/log_tools.h"
#include "server/store/sqlite_store.h"
#include "shared/access/gate_events.h"
#include "shared/operations/privacy.h"
#include "shared/operations/recovery.h"
#include "shared/operations/retention.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/log_checks.h"

namespace ok {
namespace {

using namespace ok::test;
using operations::PurgeExpired;

/// A refusal that names a subject: operational, so its payload is kept for 30 days.
struct Murmur {
    static constexpr CommandCard card{.name = "test.murmur", .action = "incidents.test"};
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(Murmur, (), (subject))

struct Place {
    explicit Place(const std::string& path = {}) : f(path) {
        addCounterProjections(f.projections);
        operations::addProjections(f.projections);
        addCounterHandlers(*f.gate);
        operations::addHandlers(*f.gate);
        operations::addRetentionHandlers(*f.gate, f.projections);
        f.gate->handle<Murmur>([](const Right&, CommandContext& cx, const Murmur& c) -> Status {
            cx.emit(CommandRefused{"x", "y", "z"}, {.subjects = {c.subject}, .stream = Stream::decisions});
            return {};
        });
        f.start();
    }
    CommandAnswer add(const std::string& name, const std::string& id) {
        return f.run(Add{name, 1}, f.operatorAnna(), CommandId{derivedUuid(id)});
    }
    GateFixture f;
};

/// The directory a backup of such a database has beside it.
void putKeysInto(const TempDir& dir) {
    ASSERT_TRUE(loadOrMakeKeys(dir.file("keys"), [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), masterKey()[0]); }).ok());
}

void expectValid(const std::string& path, TenantId tenant) {
    auto reader = test::withKeys(openSqliteReader(path));
    (void)expectLogIsValid(**reader, tenant);
}

TEST(PointInTime, TheLogEndsAtTheLastSignedStateBeforeTheMomentAndLaterAnswersAreForgotten) {
    TempDir dir;
    const std::string path = dir.file("then.db");
    Instant moment;
    TenantId tenant;
    Projections projections;
    {
        Place p(path);
        for (int i = 0; i < 5; ++i) {
            ASSERT_TRUE(p.add("a", "early " + std::to_string(i)).reply.ok());
            p.f.advance(seconds(10));
        }
        moment = p.f.now() - seconds(5);
        for (int i = 0; i < 4; ++i) ASSERT_TRUE(p.add("a", "late " + std::to_string(i)).reply.ok());
        (void)p.f.run(Add{"a", 1}, p.f.approverCleo());  // a refusal, in another stream
        tenant = p.f.tenant;
        projections = p.f.projections;
    }
    const auto cut = cutLogsAfter(path, moment);
    ASSERT_TRUE(cut.ok()) << cut.problem().message;
    const auto ops = std::find_if(cut->begin(), cut->end(), [&](const CutLog& c) { return c.tenant == tenant && c.stream == Stream::ops; });
    ASSERT_NE(ops, cut->end());
    EXPECT_EQ(ops->kept, 5);
    EXPECT_EQ(ops->before, 9);
    {
        auto store = test::withKeys(openSqliteStore(path));
        ASSERT_TRUE(rebuildViews(**store, tenant, projections, true).ok());
    }
    expectValid(path, tenant);
    Place p(path);
    EXPECT_EQ(p.f.document<Counter>("a")->value, 5);
    EXPECT_EQ(p.f.entries().size(), 5u);
    EXPECT_TRUE(p.f.entries(Stream::decisions).empty());
    ASSERT_TRUE(p.add("a", "late 0").reply.ok());
    EXPECT_EQ(p.f.document<Counter>("a")->value, 6) << "it is carried out again: the one from before is gone";
    ASSERT_TRUE(p.add("a", "early 4").reply.ok());
    EXPECT_EQ(p.f.document<Counter>("a")->value, 6) << "and this one is not";
}

TEST(PointInTime, BeforeTheFirstEntryNothingIsLeft) {
    TempDir dir;
    const std::string path = dir.file("never.db");
    { Place p(path); ASSERT_TRUE(p.add("a", "x").reply.ok()); }
    ASSERT_TRUE(cutLogsAfter(path, Instant::fromSeconds(1)).ok());
    Place p(path);
    EXPECT_TRUE(p.f.entries().empty());
}

struct TwoPlaces {
    TwoPlaces() : live(dir.file("live.db")), backup(dir.file("backup.db")) {
        putKeysInto(dir);
        Place p(live);
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(p.add("lost", "l" + std::to_string(i)).reply.ok());
        EXPECT_TRUE(p.add("other", "o").reply.ok());
        tenant = p.f.tenant;
        p.f.gate->stop();
        EXPECT_TRUE(copySqliteStore(live, backup).ok());
    }
    void hurt(std::int64_t sequence, const std::string& payload) {
        auto store = test::withKeys(openSqliteStore(live));
        ASSERT_TRUE((*store)->begin().ok());
        ASSERT_TRUE((*store)->setPayload(tenant, Stream::ops, sequence, payload).ok());
        ASSERT_TRUE((*store)->commit().ok());
    }
    Result<IncidentRestore> restore(bool dryRun = false, const std::string& subject = "lost") {
        auto store = test::withKeys(openSqliteStore(live));
        if (!store.ok()) return store.problem();
        return restoreIncident({backup, "one", subject, dryRun}, **store);
    }
    TempDir dir;
    std::string live, backup;
    TenantId tenant;
};

TEST(PartialRestore, PutsBackWhatIsGoneOrDamagedAndNothingElse) {
    TwoPlaces t;
    t.hurt(1, "");
    t.hurt(3, R"({"amount":1000,"colour":"red","name":"lost"})");
    t.hurt(4, "");  // another's
    const auto dry = t.restore(true);
    ASSERT_TRUE(dry.ok()) << dry.problem().message;
    EXPECT_EQ(dry->putBack, 2);
    const auto done = t.restore();
    ASSERT_TRUE(done.ok()) << done.problem().message;
    EXPECT_EQ(done->entries, 3);
    EXPECT_EQ(done->same, 1);
    EXPECT_EQ(done->putBack, 2);
    EXPECT_EQ(t.restore()->putBack, 0);
    EXPECT_EQ(t.restore(false, "other")->putBack, 1);
    expectValid(t.live, t.tenant);
    EXPECT_EQ(t.restore(false, "nobody").problem().code, "incident_not_found");
}

TEST(PartialRestore, ALogThatWentAnotherWayIsLeftAlone) {
    TwoPlaces t;
    {
        auto store = test::withKeys(openSqliteStore(t.live));
        auto& db = dynamic_cast<SqliteStore&>(**store).database();
        const auto third = (*store)->entries(t.tenant, Stream::ops, 2, 1);
        ASSERT_EQ(third.size(), 1u);
        std::string header = third[0].headerJson;
        header.replace(header.find("anna"), 4, "ruth");
        ASSERT_TRUE(db.execute("UPDATE entries SET header = x'" + toHex(asBytes(header)) + "' WHERE hash = x'" + third[0].hash.hex() + "'").ok());
    }
    const auto done = t.restore();
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.problem().code, "histories_differ");
}

TEST(PartialRestore, WhatRetentionErasedStaysErased) {
    TempDir dir;
    const std::string live = dir.file("live.db"), backup = dir.file("backup.db");
    putKeysInto(dir);
    {
        Place p(live);
        ASSERT_TRUE(p.f.run(Murmur{"lost"}, p.f.operatorAnna(), CommandId{derivedUuid("murmur")}).reply.ok());
        ASSERT_TRUE(p.add("lost", "x").reply.ok());
        p.f.gate->stop();
        ASSERT_TRUE(copySqliteStore(live, backup).ok());
    }
    {
        Place p(live);
        p.f.advance(hours(24 * 40));
        const auto purged = p.f.run(PurgeExpired{}, p.f.person("ada", {"admin"}), CommandId{derivedUuid("purge")});
        ASSERT_TRUE(purged.reply.ok());
        EXPECT_EQ(fromJson<operations::PurgeReply>(*purged.reply)->purged, 1);
    }
    auto store = test::withKeys(openSqliteStore(live));
    ASSERT_TRUE(store.ok());
    const auto done = restoreIncident({backup, "one", "lost", false}, **store);
    store->reset();
    ASSERT_TRUE(done.ok());
    EXPECT_EQ(done->putBack, 0);
    EXPECT_EQ(done->keptErased, 1);
    auto reader = test::withKeys(openSqliteReader(live));
    EXPECT_TRUE((*reader)->entries(tenantNamed("one"), Stream::decisions, 0, 1).front().payload.empty());
}

TEST(Recovery, ARecordOfEachKindStandsInTheCatalogue) {  // R4
    Place p;
    const auto admin = p.f.person("ada", {"admin"});
    operations::RecordRecovery command{{.kind = operations::RecoveryKind::drill, .file = "night.okbackup", .bytes = 10, .valid = true,
                                        .seconds = 12.5, .objectiveSeconds = 60, .withinObjective = true}};
    ASSERT_TRUE(p.f.run(command, admin).reply.ok());
    ASSERT_TRUE(p.f.run(command, admin).reply.ok());
    EXPECT_EQ(p.f.document<operations::Recovery>("drill")->times, 2);
    EXPECT_EQ(p.f.document<operations::Recovery>("drill")->facts.seconds, 12.5);
    EXPECT_EQ(p.f.entries(Stream::security).size(), 2u);
    EXPECT_FALSE(p.f.run(command, p.f.operatorAnna()).reply.ok());
}

}  // namespace
}  // namespace ok
