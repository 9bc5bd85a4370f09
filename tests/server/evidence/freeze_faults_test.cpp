// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A version is frozen whole or not at all (F04.R1.A5): with what speaks for it, its artifact and its request, or none of them.
#include "server/approvals/artifact_keeper.h"
#include "server/evidence/evidence_handlers.h"
#include "server/incidents/incidents_commands.h"
#include "server/operations/artifact_retention.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/incidents_views.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/store_faults.h"

namespace ok::evidence {
namespace {

struct Faults : ::testing::Test {
    Faults()
        : f([this](std::unique_ptr<Store> opened) {
              test::failCommitsWhile(*opened, failing);
              return opened;
          }) {
        incidents::addProjections(f.projections);
        addProjections(f.projections);
        approvals::addArtifactProjections(f.projections);
        incidents::addHandlers(*f.gate);
        addHandlers(*f.gate, {sha256("addresses"), "http://127.0.0.1:1", [this] { return f.now(); }});
        approvals::addArtifactHandlers(*f.gate);
        f.gate->onRequests(approvals::keepArtifacts({std::make_shared<const SigningKey>(test::keyOf(7)), operations::artifactRetention}));
        f.start();
    }
    std::atomic<bool> failing = false;
    test::GateFixture f;
};

TEST_F(Faults, NothingOfAVersionCanBeReadWhenItCouldNotBeWrittenAndTheSameRequestGoesThroughLater) {
    incidents::CreateIncident create;
    create.place = "Riverside";
    create.centre = LonLat{-84.5, 38.0};
    create.radiusMetres = 300;
    const auto made = f.run(create, f.operatorAnna());
    ASSERT_TRUE(made.reply.ok());
    const IncidentId incident = fromJson<incidents::IncidentReply>(*made.reply)->incident;
    ASSERT_TRUE(f.run(AttachEvidenceLink{incident, "https://weather.example/radar", "Radar", "", {}}, f.operatorAnna()).reply.ok());
    incidents::SetEtr etr;
    etr.incident = incident;
    etr.latest = f.now() + hours(3);
    const CommandId id = f.freshId();
    failing = true;
    const auto refused = f.run(etr, f.operatorAnna(), id);
    ASSERT_FALSE(refused.reply.ok());
    EXPECT_EQ(refused.reply.problem().code, "store_failed") << "it may be tried again";
    EXPECT_TRUE(f.documents<approvals::StoredSnapshot>().empty());
    EXPECT_TRUE(f.documents<approvals::StoredArtifact>().empty());
    EXPECT_TRUE(f.documents<approvals::Approval>().empty());
    failing = false;
    const auto asked = f.run(etr, f.operatorAnna(), id);
    ASSERT_FALSE(asked.reply.ok());
    EXPECT_EQ(asked.reply.problem().code, "approval_required");
    ASSERT_EQ(f.documents<approvals::StoredArtifact>().size(), 1U);
    EXPECT_EQ(f.documents<approvals::StoredArtifact>().at(0).evidence.size(), 1U);
}

}  // namespace
}  // namespace ok::evidence
