// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Policy documents on a real gate and store: the whole life of a version, atomic cutover on the fake clock, what happens when
// a cutover fails, rollback, optimistic locking, and that everything is in the log and can be rebuilt from it (F02.R6).
#include <gtest/gtest.h>

#include "server/outbox/notice.h"
#include "server/policy/policy_handlers.h"
#include "shared/access/gate_events.h"
#include "shared/views/memory_documents.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/simple_policy.h"

namespace ok::policy {
namespace {

struct Office {
    explicit Office(std::string path = {}) : f(std::move(path)) {
        auto made = std::make_shared<Kinds>();
        Kind kind = test::limitsKind();
        kind.validate = [inner = kind.validate, this](const Bodies& bodies, const PolicySettings& settings) {
            auto out = inner(bodies, settings);
            if (broken) out.push_back({true, "not_now", "", "something it needs is gone", {}});
            return out;
        };
        made->add(std::move(kind));
        addProjections(f.projections);
        addHandlers(*f.gate, made, [this](CommandContext&, const PolicyPublished&, const std::string&, const std::function<void()>& publish) {
            publish();
            if (throws > 0) {
                --throws;
                throw std::runtime_error("something underneath broke");
            }
        });
        f.start();
    }
    SecurityContext anna() { return f.person("anna", {"policy_editor"}); }
    SecurityContext approver(const std::string& name) { return f.person(name, {"policy_approver"}); }
    SecurityContext publisher() { return f.person("paul", {"policy_publisher"}); }

    template <class C>
    VersionReply must(const C& command, const SecurityContext& who) {
        const auto answer = f.run(command, who);
        EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : toJson(answer.reply.problem()));
        return answer.reply.ok() ? *fromJson<VersionReply>(*answer.reply) : VersionReply{};
    }
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who) {
        const auto answer = f.run(command, who);
        return answer.reply.ok() ? "ok" : answer.reply.problem().code;
    }
    static Change limit(const std::string& place, int value) {
        return {"/places/" + place, {}, RawJson{R"({"id":")" + place + R"(","limit":)" + std::to_string(value) + "}"}};
    }
    int drafted(const std::string& place, int value) {
        const auto made = must(CreateDraft{"limits", "limits for " + place + " as agreed"}, anna());
        return must(EditDraft{"limits", made.version, made.revision, {limit(place, value)}, "", "", ""}, anna()).version;
    }
    int approved(const std::string& place, int value) {
        const int version = drafted(place, value);
        must(SubmitDraft{"limits", version, 0}, anna());
        must(ReviewVersion{"limits", version, 0, ReviewDecision::approve, "good", {}}, approver("cleo"));
        EXPECT_EQ(must(ReviewVersion{"limits", version, 0, ReviewDecision::approve, "", {}}, approver("dora")).state, VersionState::approved);
        return version;
    }
    int published(const std::string& place, int value) {
        const int version = approved(place, value);
        must(PublishVersion{"limits", version, 0}, publisher());
        return version;
    }
    PolicyVersion version(int number) { return f.document<PolicyVersion>(PolicyVersion::idOf("limits", number)).value_or(PolicyVersion{}); }
    PolicyLive live() { return f.document<PolicyLive>("limits").value_or(PolicyLive{}); }
    std::vector<outbox::Notice> notices() {
        std::vector<outbox::Notice> out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().outboxInState(OutboxState::queued, 100)) out.push_back(*fromJson<outbox::Notice>(row.payload));
        });
        return out;
    }
    std::vector<std::string> types() {
        std::vector<std::string> out;
        for (const Entry& entry : f.entries(Stream::security)) out.push_back(entry.header.type);
        return out;
    }
    test::GateFixture f;
    std::atomic<bool> broken = false;
    std::atomic<int> throws = 0;   ///< so many publications break after they were written
};

TEST(PolicyGate, ADraftIsKeptAndReopenedAndIsNotInForce) {  // F02.R6.A1
    Office o;
    const int first = o.published("north", 5);
    EXPECT_EQ(first, 1);
    EXPECT_EQ(o.codeOf(CreateDraft{"limits", "short"}, o.anna()), "invalid_fields");
    const auto made = o.must(CreateDraft{"limits", "raise the north a little"}, o.anna());
    EXPECT_EQ(made.version, 2) << "the next number";
    const PolicyVersion draft = o.version(2);
    EXPECT_EQ(draft.createdBy, "anna");
    EXPECT_EQ(draft.createdAt, o.f.now());
    EXPECT_EQ(draft.base, 1);
    o.must(EditDraft{"limits", 2, 0, {{"/places/north/limit", RawJson{"5"}, RawJson{"7"}}}, "", "", ""}, o.anna());
    EXPECT_NE(o.f.document<PolicyBody>(PolicyVersion::idOf("limits", 2))->body.text.find("7"), std::string::npos);
    EXPECT_EQ(o.live().version, 1);
    EXPECT_NE(o.live().body.text.find("5"), std::string::npos) << "a draft is not enforced";
}

TEST(PolicyGate, TwoApproversThenPublishedWithItsProvenance) {  // F02.R6.A4, F02.R6.A5
    Office o;
    const int v = o.drafted("north", 5);
    EXPECT_EQ(o.codeOf(PublishVersion{"limits", v, 0}, o.publisher()), "wrong_state");
    o.must(SubmitDraft{"limits", v, 0}, o.anna());
    EXPECT_EQ(o.codeOf(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "", {}}, o.f.person("anna", {"policy_approver"})),
              "policy_violation.self_approval");
    EXPECT_EQ(o.codeOf(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "", {}}, o.publisher()), "access_denied");
    const auto back = o.must(ReviewVersion{"limits", v, 0, ReviewDecision::requestChanges, "the south is missing", {}}, o.approver("cleo"));
    EXPECT_EQ(back.state, VersionState::draft);
    o.must(EditDraft{"limits", v, 0, {Office::limit("south", 3)}, "", "", ""}, o.anna());
    o.must(SubmitDraft{"limits", v, 0}, o.anna());
    EXPECT_EQ(o.must(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "now it is right", {}}, o.approver("cleo")).state, VersionState::inReview);
    EXPECT_EQ(o.codeOf(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "", {}}, o.approver("cleo")), "policy_violation.duplicate_approver");
    o.must(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "", {}}, o.approver("dora"));
    o.f.advance(minutes(3));
    o.must(PublishVersion{"limits", v, 0}, o.publisher());
    const PolicyVersion done = o.version(v);
    EXPECT_EQ(done.state, VersionState::published);
    EXPECT_EQ(done.publishedBy, "paul");
    EXPECT_EQ(done.publishedAt, o.f.now());
    EXPECT_EQ(done.effectiveAt, o.f.now());
    EXPECT_EQ(done.priorVersion, 0);
    ASSERT_EQ(done.reviews.size(), 3U) << "every approval and rejection stays";
    EXPECT_EQ(done.reviews[0].comment, "the south is missing");
    EXPECT_EQ(done.reviews[0].decision, ReviewDecision::requestChanges);
    EXPECT_EQ(o.live().version, v);
    EXPECT_EQ(o.live().digest, sha256(o.live().body.text));
    ASSERT_EQ(o.notices().size(), 1U);
    EXPECT_EQ(o.types(), (std::vector<std::string>{"policy.drafted", "policy.edited", "policy.submitted", "policy.reviewed", "policy.edited", "policy.submitted",
                                                   "policy.reviewed", "policy.reviewed", "policy.published"}));
}

TEST(PolicyGate, AScheduleCutsOverAtomicallyAtItsMoment) {  // F02.R6.A5
    Office o;
    o.published("north", 5);
    const int v = o.approved("south", 3);
    EXPECT_EQ(o.codeOf(ScheduleVersion{"limits", v, 0, toIso(o.f.now() - minutes(1)), "UTC"}, o.publisher()), "schedule_in_past");
    const Instant at = o.f.now() + hours(2);
    EXPECT_EQ(o.must(ScheduleVersion{"limits", v, 0, toIso(at), "America/New_York"}, o.publisher()).state, VersionState::scheduled);
    const int other = o.approved("east", 2);
    EXPECT_EQ(o.codeOf(ScheduleVersion{"limits", other, 0, toIso(at + hours(1)), "UTC"}, o.publisher()), "schedule_overlap");
    o.f.gate->fireTimers();
    EXPECT_EQ(o.live().version, 1) << "not before its time";
    o.f.advance(hours(2));
    o.f.gate->fireTimers();
    EXPECT_EQ(o.live().version, v);
    const PolicyVersion done = o.version(v);
    EXPECT_EQ(done.publishedBy, "paul") << "who scheduled it";
    EXPECT_EQ(done.effectiveAt, at);
    EXPECT_LE(done.publishedAt - at, seconds(5));
    EXPECT_EQ(done.priorVersion, 1);
    EXPECT_EQ(done.how, "schedule");
    EXPECT_EQ(o.version(1).state, VersionState::superseded);
    EXPECT_EQ(o.notices().size(), 2U) << "one for each cutover";
}

TEST(PolicyGate, ACutoverThatFailsLeavesThePriorVersionLiveAndIsTold) {  // F02.R6.A5
    Office o;
    o.published("north", 5);
    const int v = o.approved("south", 3);
    o.must(ScheduleVersion{"limits", v, 0, toIso(o.f.now() + hours(1)), "UTC"}, o.publisher());
    o.broken = true;
    o.f.advance(hours(1));
    o.f.gate->fireTimers();
    EXPECT_EQ(o.live().version, 1);
    EXPECT_EQ(o.version(v).state, VersionState::approved);
    EXPECT_NE(o.version(v).reason.find("validation_failed"), std::string::npos);
    EXPECT_EQ(o.types().back(), "policy.cutover_failed");
    const auto told = o.notices();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), [](const auto& n) { return n.severity == "critical" && n.noticeText.find("Version 1 stays live") != std::string::npos; }));
    o.broken = false;
    o.must(PublishVersion{"limits", v, 0}, o.publisher());
    EXPECT_EQ(o.live().version, v) << "it can be tried again";
}

// F02.R6.A5: what breaks while it goes live is undone whole; it is tried again a minute later, and the third time it counts as failed.
TEST(PolicyGate, ACutoverThatThrowsIsTriedAgainAndThenCountsAsFailed) {
    for (const int breaks : {1, 2, 99}) {
        Office o;
        o.published("north", 5);
        const int v = o.approved("south", 9);
        o.must(ScheduleVersion{"limits", v, 0, toIso(o.f.now() + hours(1)), "UTC"}, o.publisher());
        o.throws = breaks;
        const auto wait = [&o](Duration time) {
            o.f.advance(time);
            for (int i = 0; i < 4; ++i) {
                o.f.gate->fireTimers();
                o.f.gate->inspect(o.f.tenant, [](CommandContext&) {});
            }
        };
        wait(hours(1));
        EXPECT_EQ(o.live().version, 1) << "nothing of it stayed";
        EXPECT_EQ(o.version(v).state, VersionState::scheduled);
        for (int i = 0; i < 4; ++i) wait(minutes(1) + seconds(1));
        const auto types = o.types();
        const auto count = [&types](std::string_view type) { return std::count(types.begin(), types.end(), type); };
        if (breaks < 3) {
            EXPECT_EQ(o.live().version, v) << breaks;
            EXPECT_EQ(count(PolicyCutoverRetried::eventType), breaks);
            EXPECT_EQ(count(PolicyCutoverFailed::eventType), 0);
        } else {
            EXPECT_EQ(o.live().version, 1);
            EXPECT_EQ(o.version(v).state, VersionState::approved) << "visible as what did not go live";
            EXPECT_NE(o.version(v).reason.find("cutover_broken"), std::string::npos);
            EXPECT_EQ(count(PolicyCutoverRetried::eventType), 2);
            EXPECT_EQ(count(PolicyCutoverFailed::eventType), 1);
        }
        EXPECT_FALSE(o.f.gate->nextTimer()) << "nothing is left to fire";
    }
}

TEST(PolicyGate, ACancelledScheduleDoesNotFire) {  // F02.R6.A5
    Office o;
    const int v = o.approved("south", 3);
    o.must(ScheduleVersion{"limits", v, 0, toIso(o.f.now() + hours(1)), "UTC"}, o.publisher());
    EXPECT_EQ(o.must(CancelSchedule{"limits", v, 0, "not during the storm"}, o.publisher()).state, VersionState::approved);
    o.f.advance(hours(2));
    o.f.gate->fireTimers();
    EXPECT_EQ(o.live().version, 0);
    EXPECT_EQ(o.f.gate->nextTimer(), std::nullopt);
}

TEST(PolicyGate, OneStepBackToWhatWasLiveBeforeCancelsWhatWasPlannedOnIt) {  // F02.R6.A6
    Office o;
    o.published("north", 5);
    const Digest first = o.live().digest;
    const int second = o.published("south", 3);
    const int waiting = o.approved("east", 1);
    o.must(ScheduleVersion{"limits", waiting, 0, toIso(o.f.now() + hours(1)), "UTC"}, o.publisher());
    EXPECT_EQ(o.codeOf(Rollback{"limits", 0, ""}, o.publisher()), "invalid_fields") << "a reason is required";
    EXPECT_EQ(o.codeOf(Rollback{"limits", waiting, "the south was cut off"}, o.publisher()), "wrong_state") << "never live";
    EXPECT_EQ(o.codeOf(Rollback{"limits", 0, "the south was cut off"}, o.anna()), "access_denied");
    const auto done = o.must(Rollback{"limits", 0, "the south was cut off"}, o.publisher());
    EXPECT_EQ(done.version, 1);
    EXPECT_EQ(o.live().version, 1);
    EXPECT_EQ(o.live().digest, first) << "exactly what it was";
    EXPECT_EQ(o.version(1).summary, "Rollback from version 2 to version 1: the south was cut off");
    EXPECT_EQ(o.version(second).state, VersionState::superseded);
    EXPECT_EQ(o.version(waiting).state, VersionState::approved) << "its schedule is cancelled";
    o.f.advance(hours(2));
    o.f.gate->fireTimers();
    EXPECT_EQ(o.live().version, 1);
    EXPECT_EQ(o.must(Rollback{"limits", second, "the south is back again"}, o.publisher()).version, second) << "and forward again";
    EXPECT_EQ(o.notices().size(), 4U);
}

TEST(PolicyGate, WhoeverSawAnOlderRevisionIsToldAndChangesNothing) {
    Office o;
    const auto made = o.must(CreateDraft{"limits", "limits as agreed on Monday"}, o.anna());
    const SecurityContext ben = o.f.person("ben", {"policy_editor"});
    const auto edited = o.must(EditDraft{"limits", 1, made.revision, {Office::limit("north", 1)}, "", "", ""}, o.anna());
    EXPECT_EQ(edited.revision, made.revision + 1);
    EXPECT_EQ(o.codeOf(EditDraft{"limits", 1, made.revision, {Office::limit("south", 1)}, "", "", ""}, ben), "version_conflict");
    EXPECT_EQ(o.codeOf(EditDraft{"limits", 1, 0, {Office::limit("north", 9)}, "", "", ""}, ben), "edit_conflict") << "without a revision the places themselves are compared";
    EXPECT_EQ(o.must(EditDraft{"limits", 1, 0, {}, "", "", ""}, ben).revision, edited.revision) << "nothing changed, nothing told";
    o.must(EditDraft{"limits", 1, 0, {Office::limit("south", 1)}, "", "", ""}, ben);
    EXPECT_EQ(o.version(1).editors, (std::vector<std::string>{"anna", "ben"}));
    o.must(SubmitDraft{"limits", 1, 0}, o.anna());
    EXPECT_EQ(o.codeOf(ReviewVersion{"limits", 1, 0, ReviewDecision::approve, "", {}}, o.f.person("ben", {"policy_approver"})), "policy_violation.self_approval")
        << "who edited it does not approve it";
}

TEST(PolicyGate, ADraftLeftBehindIsMovedOntoWhatIsLive) {
    Office o;
    o.published("north", 5);
    const int left = o.drafted("east", 1);
    o.published("south", 3);
    EXPECT_EQ(o.codeOf(SubmitDraft{"limits", left, 0}, o.anna()), "validation_failed");
    o.must(RebaseDraft{"limits", left, 0}, o.anna());
    EXPECT_EQ(o.version(left).base, 3);
    const auto body = o.f.document<PolicyBody>(PolicyVersion::idOf("limits", left))->body.text;
    EXPECT_EQ(body, R"({"places":[{"id":"east","limit":1},{"id":"north","limit":5},{"id":"south","limit":3}]})");
    o.must(SubmitDraft{"limits", left, 0}, o.anna());
}

TEST(PolicyGate, HowManyApproveIsSetByTwoPeople) {  // F02.R6.A4
    Office o;
    PolicySettings settings{"limits", 1, "policy_approver", {}, {{"most", 10}}};
    const SecurityContext ada = o.f.person("ada", {"admin"});
    EXPECT_EQ(o.codeOf(ConfigurePolicy{settings, "one is enough for limits"}, ada), "approval_required");
    const auto done = o.f.runReleased(ConfigurePolicy{settings, "one is enough for limits"}, ada, o.f.person("erik", {"admin"}));
    ASSERT_TRUE(done.reply.ok()) << done.reply.problem().message;
    const int v = o.drafted("north", 11);
    EXPECT_EQ(o.codeOf(SubmitDraft{"limits", v, 0}, o.anna()), "validation_failed") << "the limit of the settings holds";
    o.must(EditDraft{"limits", v, 0, {{"/places/north/limit", RawJson{"11"}, RawJson{"10"}}}, "", "", ""}, o.anna());
    o.must(SubmitDraft{"limits", v, 0}, o.anna());
    EXPECT_EQ(o.must(ReviewVersion{"limits", v, 0, ReviewDecision::approve, "", {}}, o.approver("cleo")).state, VersionState::approved);
}

TEST(PolicyGate, RefusalsAndExaminationsAreEvidence) {  // F02.R6.A7
    Office o;
    const int v = o.drafted("north", 5);
    EXPECT_EQ(o.codeOf(PublishVersion{"limits", v, 0}, o.publisher()), "wrong_state");
    EXPECT_EQ(o.f.entries(Stream::decisions).back().header.type, CommandRefused::eventType);
    PolicyExamined looked;
    looked.kind = "limits";
    looked.number = v;
    looked.what = "export";
    looked.format = "csv";
    looked.by = "somebody else";
    const SecurityContext auditor = o.f.person("ida", {"auditor"});
    ASSERT_TRUE(o.f.run(RecordExamination{looked}, auditor).reply.ok());
    const Entry last = o.f.entries(Stream::security).back();
    EXPECT_EQ(last.header.type, "policy.examined");
    EXPECT_EQ(last.header.subjects, (std::vector<std::string>{"policy:limits", "policy:limits/1"}));
    EXPECT_NE(last.payload.find(R"("by":"ida")"), std::string::npos) << "who says so is not asked";
    looked.what = "dance";
    EXPECT_EQ(o.codeOf(RecordExamination{looked}, auditor), "invalid_fields");
    EXPECT_EQ(o.codeOf(CreateDraft{"weights", "there is no such kind yet"}, o.anna()), "kind_not_found");
    EXPECT_EQ(o.codeOf(SubmitDraft{"limits", 77, 0}, o.anna()), "policy_version_not_found");
    EXPECT_EQ(o.codeOf(CutOver{"limits", v, {}}, o.publisher()), "access_denied") << "the server's own";
}

TEST(PolicyGate, EverythingIsRebuiltFromTheLogAlone) {
    Office o;
    o.published("north", 5);
    const int second = o.published("south", 3);
    const int left = o.drafted("east", 1);
    o.must(Rollback{"limits", 0, "the south was cut off"}, o.publisher());
    o.must(RebaseDraft{"limits", left, 0}, o.anna());
    o.must(TakeBack{"limits", left, 0, true, "we do not need the east"}, o.anna());
    EXPECT_EQ(o.version(second).supersededBy, 1);
    MemoryDocuments memory;
    Views views(memory);
    for (const Entry& entry : o.f.entries(Stream::security)) ASSERT_TRUE(o.f.projections.apply(entry, views).ok());
    views.flush();
    std::string stored;
    o.f.gate->inspect(o.f.tenant, [&](CommandContext& cx) {
        cx.views().flush();
        for (const char* kind : {"policy_body", "policy_live", "policy_version"}) {
            cx.store().documents(cx.tenant()).readAll(kind, [&](std::string_view id, std::string_view body) {
                stored += std::string(kind) + "/" + std::string(id) + " " + std::string(body) + "\n";
            });
        }
    });
    EXPECT_EQ(memory.dump(), stored);
    EXPECT_EQ(o.version(left).state, VersionState::discarded);
}

}  // namespace
}  // namespace ok::policy
