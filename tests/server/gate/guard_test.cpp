// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sensitive actions as a utility's rules want them (F07.R2, F01.R6): reasons before anything is held, as many people as it says, of
// the roles it says, escalation, new cycles, and a signed record of every step.
#include <gtest/gtest.h>

#include <set>

#include "server/access/access_commands.h"
#include "server/approvals/approval_mail.h"
#include "shared/access/compiled_matrix.h"
#include "shared/access/mapped_access.h"
#include "shared/access/user.h"
#include "shared/approvals/guard_kind.h"
#include "shared/approvals/notice.h"
#include "shared/policy/policy_events.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/log_checks.h"
#include "tests/support/publish_policy.h"

namespace ok::test {
namespace {

using namespace approvals;

class GuardTest : public ::testing::Test, public GateFixture {
  protected:
    void SetUp() override {
        addCounterProjections(projections);
        addCounterHandlers(*gate);
        const auto look = [](CommandContext& cx, const std::vector<std::string>& subjects) {
            std::vector<ObjectSnapshot> out;
            for (const std::string& subject : subjects) {
                if (const auto counter = cx.views().find<Counter>(subject)) out.push_back({"counter", subject, {}, RawJson{toJson(*counter)}});
            }
            return out;
        };
        gate->onExecuted({look, {}});
        policy::addProjections(projections);
        auto kinds = std::make_shared<policy::Kinds>();
        kinds->add(kind());
        policy::addHandlers(*gate, kinds);
        start();
    }
    policy::Kind kind() {
        return makeGuardKind([this] { return gate->cannotBeHeld(); });
    }
    static std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    static GuardRule strict() {
        GuardRule rule;
        rule.action = "incidents.test";
        rule.approvers = 2;
        rule.roles = {"approver"};
        rule.reasonCode = true;
        rule.rationaleAtLeast = 20;
        rule.attachment = true;
        rule.answerWithinMinutes = 15;
        rule.escalateTo = "duty_manager";
        rule.escalateAfterRejection = true;
        return rule;
    }
    void set(std::vector<GuardRule> rules) {
        ASSERT_GT(publishPolicy(*gate, tenant, kind(), toJson(GuardDocument{{"Safety", "Vendor", "Compliance"}, std::move(rules)})), 0);
    }
    CommandAnswer ask(const Justification& why, CommandId id = {}) {
        auto who = operatorAnna();
        who.device = "desk 7";
        who.address = "10.0.0.7";
        return gate->run(who, {id.known() ? id : freshId(), "test.add", toJson(Add{"oak", 5}), why});
    }
    static Justification good() { return {"Safety", "the crew is still in the trench", "https://tickets.example/4711"}; }
    static ApprovalId idOf(const CommandAnswer& asked) { return *ApprovalId::parse(asked.reply.problem().details.at("approval_id")); }
    SecurityContext approver(const std::string& id) { return person(id, {"approver"}); }
};

// F07.R2.A1, F07.R2.A3, F07.R2.A7: nothing is held before the reason is there.
TEST_F(GuardTest, AnActionWithoutItsReasonIsRefusedFieldByFieldAndNothingIsHeld) {
    set({strict()});
    const auto size = entries().size();
    const auto none = ask({});
    ASSERT_EQ(codeOf(none), "justification_needed");
    EXPECT_EQ(none.reply.problem().fields.size(), 3U);
    EXPECT_EQ(codeOf(ask({"Whim", good().rationale, good().attachment})), "justification_needed");
    EXPECT_EQ(entries().size(), size);
    EXPECT_FALSE(document<Counter>("oak"));
    EXPECT_EQ(codeOf(ask(good())), "approval_required");
}

// F07.R2.A1, F07.R2.A2: two distinct people of the roles that count, never the author; then it runs, once.
TEST_F(GuardTest, ItRunsWhenAsManyDistinctPeopleAsTheRuleSaysHaveApprovedIt) {
    set({strict()});
    const auto asked = ask(good());
    EXPECT_EQ(asked.reply.problem().details.at("needed"), "2");
    EXPECT_EQ(codeOf(release(asked, operatorAnna())), "policy_violation.self_approval");
    const auto otherRole = release(asked, operatorBen());
    EXPECT_EQ(codeOf(otherRole), "policy_violation.role");
    EXPECT_EQ(otherRole.reply.problem().details.at("roles_that_may"), "approver");
    const auto first = release(asked, approver("cleo"));
    ASSERT_EQ(codeOf(first), "ok");
    EXPECT_NE(first.reply->find("\"status\":\"awaiting_approval\""), std::string::npos) << *first.reply;
    EXPECT_FALSE(document<Counter>("oak")) << "one is not two";
    EXPECT_EQ(codeOf(release(asked, approver("cleo"))), "policy_violation.duplicate_identity");
    ASSERT_EQ(codeOf(release(asked, approver("dora"))), "ok");
    EXPECT_EQ(document<Counter>("oak")->value, 5);
    EXPECT_EQ(codeOf(release(asked, approver("emil"))), "approval_not_pending");
    EXPECT_EQ(document<Counter>("oak")->value, 5);
    const auto log = entries();
    ASSERT_GE(log.size(), 2U);
    EXPECT_EQ(entries(Stream::executions).back().header.type, "approval.executed");
    EXPECT_EQ(log.back().header.type, "counter.added");
    EXPECT_EQ(log.back().header.justification, "Safety: the crew is still in the trench (https://tickets.example/4711)");
}

// F07.R2.A4, F07.R2.A5: the deciding entry holds every step, signed; a bent one does not verify.
TEST_F(GuardTest, TheDecisionHoldsTheWholeGraphSignedAndEveryBendIsFound) {
    set({strict()});
    const auto asked = ask(good());
    advance(minutes(2));
    (void)release(asked, approver("cleo"));
    advance(minutes(3));
    (void)release(asked, approver("dora"));
    std::optional<Entry> deciding;
    for (const Entry& entry : entries()) {
        if (entry.header.type == ApprovalDecided::eventType && entry.payload.find("test.add") != std::string::npos) deciding = entry;
    }
    ASSERT_TRUE(deciding);
    const auto decided = fromJson<ApprovalDecided>(deciding->payload);
    ASSERT_TRUE(decided.ok());
    const auto& steps = decided->record.steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].kind, StepKind::requested);
    EXPECT_EQ(steps[0].actor.id, "anna");
    EXPECT_EQ(steps[0].address, "10.0.0.7");
    EXPECT_EQ(steps[0].device, sha256("desk 7").hex().substr(0, 16)) << "the device is known again, not named";
    EXPECT_EQ(steps[1].actor.id, "cleo");
    EXPECT_EQ(steps[2].actor.id, "dora");
    EXPECT_LT(steps[0].at, steps[1].at);
    EXPECT_LT(steps[1].at, steps[2].at);
    EXPECT_NE(steps[1].id, steps[2].id);
    EXPECT_EQ(decided->record.justification, good());
    EXPECT_EQ(document<Approval>(decided->approval.str())->steps, steps);
    EXPECT_TRUE(verifies(*decided, gate->publicKey()));
    EXPECT_FALSE(verifies(*decided, SigningKey(keyOf(8)).publicKey()));
    const std::vector<std::function<void(ApprovalDecided&)>> bends{
        [](auto& d) { d.record.digest = sha256("another change"); },
        [](auto& d) { d.record.initiator.id = "ben"; },
        [](auto& d) { d.record.steps[1].actor.id = "ben"; },
        [](auto& d) { d.record.steps.erase(d.record.steps.begin() + 1); },
        [](auto& d) { d.record.steps[2].at = d.record.steps[2].at - seconds(1); },
        [](auto& d) { d.record.steps[0].address = "10.0.0.8"; },
        [](auto& d) { d.record.steps[0].device = "0"; },
        [](auto& d) { d.record.justification.reasonCode = "Vendor"; },
        [](auto& d) { d.record.justification.rationale += "!"; },
        [](auto& d) { d.state = ApprovalState::rejected; },
        [](auto& d) { d.signature[0] = d.signature[0] == 'a' ? 'b' : 'a'; },
    };
    for (std::size_t i = 0; i < bends.size(); ++i) {
        ApprovalDecided bent = *decided;
        bends[i](bent);
        EXPECT_FALSE(verifies(bent, gate->publicKey())) << i;
    }
}

// F07.R2.A2: what nobody answers in time goes to the next role, once, as a step with its time.
TEST_F(GuardTest, WhatNobodyAnswersIsEscalatedAndTheNextRoleCountsToo) {
    set({strict()});
    const auto asked = ask(good());
    EXPECT_EQ(codeOf(release(asked, person("mo", {"operator", "duty_manager"}))), "policy_violation.role");
    advance(minutes(14));
    gate->fireTimers();
    EXPECT_EQ(document<Approval>(idOf(asked).str())->steps.size(), 1U);
    advance(minutes(1));
    gate->fireTimers();
    gate->fireTimers();
    const auto waiting = *document<Approval>(idOf(asked).str());
    ASSERT_EQ(waiting.steps.size(), 2U);
    EXPECT_EQ(waiting.steps[1].kind, StepKind::escalated);
    EXPECT_EQ(waiting.steps[1].role, "duty_manager");
    EXPECT_EQ(waiting.steps[1].at, now());
    EXPECT_EQ(codeOf(release(asked, person("mo", {"operator", "duty_manager"}))), "ok");
    EXPECT_EQ(codeOf(release(asked, approver("cleo"))), "ok");
    EXPECT_EQ(document<Counter>("oak")->value, 5);
    EXPECT_FALSE(gate->nextTimer()) << "nothing is left to fire";
}

// F07.R2.A6: a rejection ends the cycle; only its author opens another, where the rules allow it; old steps stay.
TEST_F(GuardTest, ARejectionClosesItsCycleAndOnlyItsAuthorOpensTheNext) {
    set({strict()});
    const auto asked = ask(good());
    const ApprovalId id = idOf(asked);
    (void)release(asked, approver("cleo"));
    EXPECT_EQ(codeOf(run(Reject{id, "wrong substation"}, approver("dora"))), "ok");
    EXPECT_EQ(codeOf(release(asked, approver("emil"))), "approval_not_pending") << "the cycle is closed";
    EXPECT_EQ(document<Approval>(id.str())->reason, "wrong substation");
    EXPECT_EQ(codeOf(run(Escalate{id, "it is the right one"}, operatorBen())), "not_the_author");
    EXPECT_EQ(codeOf(run(Escalate{id, ""}, operatorAnna())), "reason_missing");
    const auto before = document<Approval>(id.str())->steps;
    ASSERT_EQ(codeOf(run(Escalate{id, "it is the right one"}, operatorAnna())), "ok");
    const auto again = *document<Approval>(id.str());
    EXPECT_EQ(again.cycle, 2);
    EXPECT_EQ(again.have(), 0) << "nothing carries over";
    ASSERT_EQ(again.steps.size(), before.size() + 1);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(again.steps[i], before[i]);
    EXPECT_EQ(codeOf(release(asked, approver("cleo"))), "policy_violation.role");
    EXPECT_EQ(codeOf(release(asked, person("mo", {"approver", "duty_manager"}))), "ok");
    EXPECT_EQ(codeOf(release(asked, person("nia", {"approver", "duty_manager"}))), "ok");
    EXPECT_EQ(document<Counter>("oak")->value, 5);
    EXPECT_FALSE(gate->nextTimer());

    GuardRule closed = strict();
    closed.escalateAfterRejection = false;
    set({closed});
    const auto second = ask(good());
    (void)run(Reject{idOf(second), "not now"}, approver("dora"));
    EXPECT_EQ(codeOf(run(Escalate{idOf(second), "please"}, operatorAnna())), "not_escalatable");
}

// F07.R2.A3: asked again under the same id, it is the same request, told as it stands now.
TEST_F(GuardTest, TheSameCommandAgainIsTheSameRequest) {
    set({strict()});
    const CommandId id = freshId();
    const auto first = ask(good(), id), again = ask(good(), id);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(idOf(first), idOf(again));
    EXPECT_EQ(again.reply.problem().details.at("status"), "awaiting_approval");
    EXPECT_EQ(documents<Approval>().size(), 1U);
    (void)run(Reject{idOf(first), "not now"}, approver("dora"));
    EXPECT_EQ(ask(good(), id).reply.problem().details.at("status"), "rejected");
    Justification other = good();
    other.rationale += " and stays there";
    EXPECT_EQ(codeOf(ask(other, id)), "idempotency_conflict");
}

TEST_F(GuardTest, RulesArePublishedLikeEveryPolicyAndNeverLowerWhatIsFixed) {
    set({strict()});
    EXPECT_EQ(document<GuardRules>("live")->version, 1);
    EXPECT_EQ(codeOf(run(policy::CreateDraft{"guard_rules", "an operator's own rules"}, operatorAnna())), "access_denied");
    GuardRule lax = strict();
    lax = {};
    lax.action = "incidents.*";
    set({lax});
    EXPECT_EQ(codeOf(run(AddMuch{"big", 100}, operatorAnna())), "approval_required") << "high risk needs a second person whatever is set";
    EXPECT_EQ(codeOf(run(Add{"oak", 1}, operatorAnna())), "ok");
    GuardRule reason;
    reason.action = "incidents.test";
    reason.rationaleAtLeast = 5;
    set({reason});
    auto timer = person("system", {"system"});
    timer.actor.type = ActorType::system;
    timer.source = "timer";
    EXPECT_EQ(codeOf(run(Add{"oak", 1}, timer)), "ok") << "rules are about people";
    EXPECT_EQ(codeOf(run(Add{"oak", 1}, operatorAnna())), "justification_needed");
    EXPECT_EQ(codeOf(ask({{}, "as the crew asked", {}})), "ok");
    EXPECT_EQ(entries().back().header.justification, "as the crew asked");
    gate->inspect(tenant, [&](CommandContext& cx) { (void)expectLogIsValid(cx.store(), tenant); });
}

// F01.R6.A1: one summary for each request that was carried out, with both people, what it was and what it changed.
TEST_F(GuardTest, AReleasedRequestLeavesExactlyOneSummaryOfEverythingAboutIt) {
    const auto summaries = [this] {
        std::vector<std::pair<Entry, ApprovalExecuted>> out;
        for (const Entry& entry : entries(Stream::executions)) {
            EXPECT_EQ(entry.header.type, ApprovalExecuted::eventType) << "nothing else is counted there";
            if (const auto event = fromJson<ApprovalExecuted>(entry.payload); event.ok()) out.emplace_back(entry, *event);
        }
        return out;
    };
    ASSERT_EQ(codeOf(run(Add{"big", 7}, operatorAnna())), "ok");
    const auto asked = run(AddMuch{"big", 100}, operatorAnna());
    advance(minutes(3));
    Release agree{idOf(asked), *Digest::parse(asked.reply.problem().details.at("digest")), "looked at the map"};
    EXPECT_TRUE(summaries().empty()) << "asked is not done";
    ASSERT_EQ(codeOf(run(agree, approverCleo())), "ok");
    const auto told = summaries();
    ASSERT_EQ(told.size(), 1U);
    const auto& [entry, done] = told[0];
    EXPECT_EQ(done.proposerId, "anna");
    EXPECT_EQ(done.actionType, "test.add_much");
    EXPECT_EQ(done.chainIndex, entry.header.sequence);
    EXPECT_EQ(done.payloadFingerprintSha256.hex(), asked.reply.problem().details.at("digest"));
    EXPECT_EQ(done.approver1Id, "anna") << "who submits holds the first key";
    EXPECT_EQ(done.approver1Decision, "submitted");
    EXPECT_EQ(done.approver2Id, "cleo");
    EXPECT_EQ(done.approver2Decision, "approved");
    EXPECT_EQ(done.approver2Reason, "looked at the map");
    EXPECT_EQ(entry.header.stream, Stream::executions);
    EXPECT_LE(entry.header.ledgerTime, done.createdAtUtc) << "the header has the time its command was taken up";
    EXPECT_LT(done.proposalAt, done.approver1At);
    EXPECT_LT(done.approver1At, done.approver2At);
    EXPECT_LT(done.approver2At, done.executedAt);
    EXPECT_FALSE(done.notificationsSentAt) << "it sent nothing";
    ASSERT_EQ(done.fullDiffSnapshot.size(), 1U);
    EXPECT_EQ(done.fullDiffSnapshot[0].kind, "counter");
    EXPECT_NE(done.fullDiffSnapshot[0].pre.text.find("\"value\":7"), std::string::npos) << done.fullDiffSnapshot[0].pre.text;
    EXPECT_NE(done.fullDiffSnapshot[0].post.text.find("\"value\":107"), std::string::npos);
    // Its fields are those of the criterion, by name; what is not about a time or an audience says so by 0 or is absent.
    for (const char* field : {"proposer_id", "proposer_name", "action_type", "incident_ids", "created_at_utc", "chain_index", "payload_fingerprint_sha256", "full_diff_snapshot",
                              "pre", "post", "audience_counts", "sms", "email", "ivr", "total", "approver1_id", "approver2_id", "approver1_decision", "approver2_decision",
                              "approver1_reason", "approver2_reason", "notification_event_ids", "proposal_at", "approver1_at", "approver2_at", "executed_at"}) {
        EXPECT_NE(entry.payload.find('"' + std::string(field) + "\":"), std::string::npos) << field;
    }
    const auto log = entries();
    const std::string chain = log[1].header.correlationId;
    EXPECT_EQ(entry.header.correlationId, chain);
    for (std::size_t i = 1; i < log.size(); ++i) EXPECT_EQ(log[i].header.correlationId, chain) << log[i].header.type << ": one chain (F02.R5.A3)";
    // What is rejected, or fails, has none.
    const auto second = run(AddMuch{"big", 100}, operatorAnna());
    ASSERT_EQ(codeOf(run(Reject{idOf(second), "not now"}, approverCleo())), "ok");
    const auto third = run(AddMuch{"big", 100, "refuse"}, operatorAnna());
    EXPECT_EQ(codeOf(release(third, approverCleo())), "refused_as_asked");
    EXPECT_EQ(summaries().size(), 1U);
    // Each execution adds one, also where two people were asked for and many commands came at once.
    for (std::int64_t count = 2; count <= 4; ++count) {
        ASSERT_EQ(codeOf(release(run(AddMuch{"big", 1}, operatorAnna()), approverCleo())), "ok");
        ASSERT_EQ(summaries().size(), static_cast<std::size_t>(count));
        EXPECT_EQ(summaries().back().second.chainIndex, count) << "the count of its stream";
    }
    gate->inspect(tenant, [&](CommandContext& cx) {
        (void)expectLogIsValid(cx.store(), tenant);
        // Neither deleted nor changed at the database's layer either: an entry's place is written once.
        const Entry first = cx.store().entries(tenant, Stream::executions, 0, 1).front();
        ASSERT_TRUE(cx.store().begin().ok());
        EXPECT_FALSE(cx.store().append(first).ok() && cx.store().commit().ok()) << "a second entry at its place";
        cx.store().rollback();
        cx.store().clearTrouble();
    });
    EXPECT_EQ(summaries().size(), 4U);
}

// F01.R6.A3: the order of a chain is an order of times, whatever the clock does: it stands still here, and everything runs in one batch.
TEST_F(GuardTest, TheTimesOfASummaryAreInOrderWhenTheClockStandsStillAndForAnyNumberOfPeople) {
    GuardRule three = strict();
    three.reasonCode = three.attachment = false;
    three.rationaleAtLeast = 0;
    set({three});
    for (int round = 0; round < 3; ++round) {
        const auto asked = round == 0 ? run(AddMuch{"big", 1}, operatorAnna()) : ask({});
        ASSERT_EQ(codeOf(asked), "approval_required");
        ASSERT_EQ(codeOf(release(asked, approver("cleo"))), "ok");
        ASSERT_EQ(codeOf(release(asked, approver("dora"))), "ok");
        const auto entry = entries(Stream::executions).back();
        const auto done = fromJson<ApprovalExecuted>(entry.payload);
        ASSERT_TRUE(done.ok());
        const std::vector<Instant> times{done->proposalAt, done->approver1At, done->approver2At, done->executedAt};
        for (std::size_t i = 1; i < times.size(); ++i) EXPECT_LT(times[i - 1], times[i]) << i;
        EXPECT_EQ(done->approver1Id, "cleo");
        EXPECT_LT(done->executedAt - done->proposalAt, seconds(1)) << "real times, not spread out";
    }
    for (const Stream stream : allStreams) {
        Instant before;
        for (const Entry& entry : entries(stream)) {
            EXPECT_LE(before, entry.header.ledgerTime) << "time in a stream never runs backwards";
            before = entry.header.ledgerTime;
        }
    }
}

/// What a directory and a published document would have told the views.
struct TellRoles {
    static constexpr CommandCard card{.name = "test.tell_roles", .action = "access.create_user"};
    std::vector<access::MappedAccess> mapped;
    access::LiveRoles live;
};
BOOST_DESCRIBE_STRUCT(TellRoles, (), (mapped, live))
struct RolesTold {
    static constexpr std::string_view eventType = "test.roles_told";
    TellRoles told;
};
BOOST_DESCRIBE_STRUCT(RolesTold, (), (told))

// F07.R2.A2, F07.R2.A6, F07.R2: who has to know is told, each once, and by a rehearsal nobody.
TEST(ApprovalNotices, TheAuthorIsToldOfARejectionAndTheNextLevelOfAnEscalation) {
    GateFixture f;
    addCounterProjections(f.projections);
    access::addProjections(f.projections);
    addCounterHandlers(*f.gate);
    access::addHandlers(*f.gate);
    policy::addProjections(f.projections);
    f.projections.on<RolesTold>([](const EntryHeader&, const RolesTold& e, Views& views) {
        for (const access::MappedAccess& each : e.told.mapped) views.save(each);
        views.save(e.told.live);
    });
    f.gate->handle<TellRoles>([](const Right&, CommandContext& cx, const TellRoles& c) -> Status {
        cx.emit(RolesTold{c});
        return {};
    });
    auto kinds = std::make_shared<policy::Kinds>();
    const policy::Kind rules = makeGuardKind([&f] { return f.gate->cannotBeHeld(); });
    kinds->add(rules);
    policy::addHandlers(*f.gate, kinds);
    f.start();
    const auto account = [&f](const std::string& login, const std::string& role) {
        const auto made = f.run(access::CreateUser{login, PersonName{login}, {role}, Secret{"$argon2id$made-up"}}, access::systemContext(f.tenant, false));
        return fromJson<access::UserCreatedReply>(*made.reply)->user.str();
    };
    const std::string anna = account("anna", "operator"), dora = account("dora", "supervisor"), emil = account("emil", "supervisor");
    (void)account("gina", "admin");
    GuardRule rule;
    rule.action = "incidents.test";
    rule.approvers = 1;
    rule.answerWithinMinutes = 15;
    rule.escalateTo = "supervisor";
    rule.escalateAfterRejection = true;
    ASSERT_GT(publishPolicy(*f.gate, f.tenant, rules, toJson(GuardDocument{{}, {rule}})), 0);
    const auto notices = [&f] {
        std::multiset<std::string> out;
        f.gate->inspect(f.tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().dueOutbox(f.now() + hours(10), 100)) {
                const auto notice = fromJson<ApprovalNotice>(row.payload);
                if (row.connector == noticeConnector && notice.ok()) out.insert(notice->about + " " + notice->login + " " + notice->reason);
            }
        });
        return out;
    };
    const auto ask = [&](bool drill) {
        SecurityContext who = f.person(anna, {"operator"});
        who.drill = drill;
        const auto asked = f.run(Add{"oak", 5}, who);
        EXPECT_EQ(asked.reply.problem().code, "approval_required");
        return *ApprovalId::parse(asked.reply.problem().details.at("approval_id"));
    };
    const ApprovalId first = ask(false);
    EXPECT_TRUE(notices().empty());
    f.advance(minutes(16));
    f.gate->fireTimers();
    const std::multiset<std::string> escalated{"escalated dora not_answered_in_time", "escalated emil not_answered_in_time"};
    EXPECT_EQ(notices(), escalated);
    ASSERT_TRUE(f.run(Reject{first, "wrong feeder"}, f.approverCleo()).reply.ok());
    auto all = escalated;
    all.insert("rejected anna wrong feeder");
    EXPECT_EQ(notices(), all) << "the author, and nobody else";
    ASSERT_TRUE(f.run(Escalate{first, "it is the right one"}, f.person(anna, {"operator"})).reply.ok());
    all.insert("escalated dora it is the right one");
    all.insert("escalated emil it is the right one");
    EXPECT_EQ(notices(), all) << "a new cycle is told anew";
    // Who holds the role through a group of the directory is told like everybody else; a group without it, or whose time is over, is not.
    const std::string hugo = account("hugo", "operator"), ines = account("ines", "operator"), jan = account("jan", "operator");
    TellRoles told;
    for (const auto& [login, group] : {std::pair{hugo, "g-1"}, std::pair{ines, "g-2"}, std::pair{jan, "g-3"}}) told.mapped.push_back({*UserId::parse(login), {group, "Desk"}, {}, 1});
    told.live.version = "roles/1";
    told.live.matrix = access::builtinRoles();
    told.live.matrix.assignments = {{"a1", access::PrincipalKind::group, "g-1", "supervisor", {}, "manual", {}}, {"a2", access::PrincipalKind::group, "g-2", "operator", {}, "manual", {}},
                                    {"a3", access::PrincipalKind::group, "g-3", "supervisor", {}, "manual", f.now() - seconds(1)}};
    ASSERT_TRUE(f.run(told, access::systemContext(f.tenant, false)).reply.ok());
    const ApprovalId third = ask(false);
    f.advance(minutes(16));
    f.gate->fireTimers();
    for (const char* login : {"dora", "emil", "hugo"}) all.insert("escalated " + std::string(login) + " not_answered_in_time");
    EXPECT_EQ(notices(), all) << "a group's members too";
    (void)third;
    SecurityContext rehearsing = f.approverCleo();
    rehearsing.drill = true;
    ASSERT_TRUE(f.run(Reject{ask(true), "only a drill"}, rehearsing).reply.ok());
    EXPECT_EQ(notices(), all) << "a drill tells nobody";

    const auto letters = noticeLetters([](TenantId, const std::string& login) { return login + "@one.example"; }, "https://ok.example");
    OutboxRow row;
    row.connector = noticeConnector;
    row.payload = toJson(ApprovalNotice{first, "rejected", "anna", "test.add", {}, "wrong feeder", f.now(), {}});
    const auto letter = letters(row, *f.gate->openReader().value());
    ASSERT_TRUE(letter.ok());
    EXPECT_EQ(letter->to, "anna@one.example");
    EXPECT_NE(letter->text.find("wrong feeder"), std::string::npos);
    EXPECT_NE(letter->text.find("https://ok.example/v1/approvals/" + first.str()), std::string::npos);
}

}  // namespace
}  // namespace ok::test
