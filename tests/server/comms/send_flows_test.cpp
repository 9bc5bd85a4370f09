// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Between asking for release and leaving: comments, an hour in the future, and breaking the glass (F02.R2.A1, A5, A6).
#include "server/access/key_reports.h"
#include "server/comms/broadcast_audience.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/override_review.h"
#include "shared/comms/comms_events.h"
#include "tests/support/scope_desk.h"

namespace ok::access {
namespace {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::OverrideReview;
using approvals::OverrideState;
using approvals::StepKind;
using comms::Broadcast;
using comms::BroadcastState;
using comms::Channel;

struct SendFlowsTest : ScopeDesk {
    void SetUp() override {
        publish(twoAreas());
        incident = incidentAt(-83.7, 38.3);
        people(3, -83.6, 38.4);
    }
    /// Asks for it; the request that waits then.
    Approval ask(Instant at = {}) {
        comms::SendBroadcast send = draft(incident);
        send.publishAt = at;
        broadcast = send.broadcast;
        EXPECT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
        return *f.document<Approval>(detail("approval_id"));
    }
    Approval now(const Approval& approval) { return *f.document<Approval>(approval.id.str()); }
    Broadcast sent() { return *f.document<Broadcast>(broadcast.str()); }
    /// And a little: the gate's readings of this standing clock are microseconds apart.
    void wait(Duration time) {
        f.advance(time + seconds(1));
        f.gate->fireTimers();
        f.gate->inspect(f.tenant, [](CommandContext&) {});
    }
    static approvals::Release releaseOf(const Approval& approval) { return {approval.id, approval.digest}; }
    template <class E>
    std::vector<E> told() {
        std::vector<E> out;
        for (const Entry& e : f.entries()) {
            if (e.header.type == E::eventType) out.push_back(*fromJson<E>(e.payload));
        }
        return out;
    }
    IncidentId incident;
    BroadcastId broadcast;
};

// F02.R2.A1: the draft is read-only while it waits, except for comments; they are evidence and part of what is signed.
TEST_F(SendFlowsTest, WhatWaitsCanBeCommentedOnAndNothingElseOfItChanges) {
    const Approval waiting = ask();
    const Broadcast before = sent();
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, "is the bridge meant too?"}, f.approverCleo()), "ok");
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, "no, only the river bank"}, f.operatorAnna()), "ok");
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, ""}, f.approverCleo()), "reason_missing");
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, std::string(3'000, 'x')}, f.approverCleo()), "invalid_fields");
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, "from a watcher"}, f.person("eve", {"supervisor"})), "access_denied");
    const comms::EditDraft edit{broadcast, {Channel::sms, comms::Language::en, {}, "Crew on site.", {}}};
    EXPECT_EQ(codeOf(edit, f.operatorAnna()), "broadcast_waiting");
    const Approval after = now(waiting);
    ASSERT_EQ(after.steps.size(), 3U);
    EXPECT_EQ(after.steps[1].kind, StepKind::commented);
    EXPECT_EQ(after.steps[1].actor.id, "cleo");
    EXPECT_EQ(after.steps[1].reason, "is the bridge meant too?");
    EXPECT_EQ(after.steps[2].actor.id, "anna");
    EXPECT_EQ(after.have(), 0) << "a comment is no approval";
    EXPECT_EQ(after.digest, waiting.digest);
    EXPECT_EQ(after.expiresAt, waiting.expiresAt);
    EXPECT_EQ(sent(), before);
    EXPECT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "ok") << "whoever commented may approve";
    const auto decided = told<approvals::ApprovalDecided>();
    ASSERT_EQ(decided.size(), 1U);
    EXPECT_EQ(decided[0].record.steps.size(), 4U) << "comments are part of what is signed";
    EXPECT_EQ(codeOf(approvals::Comment{waiting.id, "too late"}, f.approverCleo()), "approval_not_pending");
}

// F02.R2.A5: approved in time it leaves at its hour and not before.
TEST_F(SendFlowsTest, AMessageForLaterLeavesAtItsHourWhenItWasApprovedBefore) {
    const Instant hour = f.now() + hours(1);
    const Approval waiting = ask(hour);
    EXPECT_EQ(waiting.runAt, hour);
    EXPECT_GT(waiting.expiresAt, hour);
    EXPECT_EQ(detail("link"), "/v1/approvals/" + waiting.id.str()) << "blocked, with the way to an approval";
    EXPECT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "ok");
    EXPECT_EQ(sent().state, BroadcastState::draft);
    ASSERT_EQ(sent().schedules.size(), 1U);
    const std::string schedule = sent().schedules[0].id;
    EXPECT_EQ(f.documents<comms::Message>().size(), 0U);
    EXPECT_EQ(codeOf(comms::EditDraft{broadcast, {Channel::sms, comms::Language::en, {}, "Crew on site.", {}}}, f.operatorAnna()), "broadcast_scheduled");
    EXPECT_EQ(codeOf(comms::PublishScheduled{broadcast, schedule}, f.operatorAnna()), "access_denied") << "only the server keeps the hour";
    EXPECT_EQ(codeOf(comms::PublishScheduled{broadcast, schedule}, system()), "not_due");
    wait(minutes(59));
    EXPECT_FALSE(now(waiting).paused) << "it was approved";
    EXPECT_EQ(f.documents<comms::Message>().size(), 0U);
    wait(minutes(1));
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U);
    EXPECT_TRUE(sent().schedules.empty());
    EXPECT_EQ(sent().sentBy, "anna");
    EXPECT_EQ(sent().approvedBy, "cleo");
    const auto left = told<comms::BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].schedule, schedule);
    EXPECT_EQ(left[0].outsideApproved, 0);
}

// F02.R2.A5: not approved two minutes before, it is paused, its author and those who could approve are told; it leaves when it is.
TEST_F(SendFlowsTest, AMessageThatIsNotApprovedInTimeIsPausedAndLeavesWhenItIs) {
    const UserId anna = employ("anna.o", {"operator"}), cleo = employ("cleo.a", {"approver"});
    const Instant hour = f.now() + hours(1);
    comms::SendBroadcast send = draft(incident);
    send.publishAt = hour;
    broadcast = send.broadcast;
    ASSERT_EQ(codeOf(send, f.person(anna.str(), {"operator"})), "approval_required");
    const Approval waiting = *f.document<Approval>(detail("approval_id"));
    wait(minutes(57));
    EXPECT_FALSE(now(waiting).paused);
    wait(minutes(1));
    const Approval paused = now(waiting);
    EXPECT_TRUE(paused.paused);
    EXPECT_EQ(paused.state, ApprovalState::pending);
    EXPECT_EQ(paused.steps.back().kind, StepKind::paused);
    auto whom = paused.steps.back().told;
    std::sort(whom.begin(), whom.end());
    EXPECT_EQ(whom, (std::vector<std::string>{"anna.o", "cleo.a"}));
    wait(minutes(10));
    EXPECT_EQ(f.documents<comms::Message>().size(), 0U) << "its hour is over and it was not approved";
    EXPECT_EQ(codeOf(releaseOf(waiting), f.person(cleo.str(), {"approver"})), "ok");
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U) << "now it is";
}

// F02.R2.A5: an hour passes, and what was approved is not true any more: it does not leave, and says why.
TEST_F(SendFlowsTest, AMessageForLaterIsHeldBackWhenTheWorldHasMovedOn) {
    const auto heldBack = [&] {
        const auto all = told<comms::BroadcastHeldBack>();
        return all.empty() ? std::string() : all.back().reason;
    };
    const Approval first = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(first), f.approverCleo()), "ok");
    const auto before = ScopeDesk::told;
    ScopeDesk::told.eta.latest = f.now() + hours(9);
    wait(hours(1));
    EXPECT_EQ(heldBack(), "estimate_changed") << "the older promise is not made";
    ScopeDesk::told = before;

    const Approval second = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(second), f.approverCleo()), "ok");
    f.advance(minutes(1));
    comms::SendBroadcast newer = draft(incident);
    ASSERT_EQ(codeOf(newer, f.operatorAnna()), "approval_required");
    ASSERT_EQ(codeOf(releaseOf(*f.document<Approval>(detail("approval_id"))), f.approverCleo()), "ok");
    const auto told = f.documents<comms::Message>().size();
    EXPECT_GT(told, 0U);
    wait(hours(1));
    EXPECT_EQ(heldBack(), "superseded") << "older words do not follow newer ones";
    EXPECT_EQ(f.documents<comms::Message>().size(), told);

    const Approval third = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(third), f.approverCleo()), "ok");
    wait(hours(3));   // the server stood still
    EXPECT_EQ(heldBack(), "too_late");
    EXPECT_EQ(f.documents<comms::Message>().size(), told);
}

// F02.R2.A5: only what was approved leaves: nobody beyond the outline of then, nothing of a graver incident, nothing cancelled.
TEST_F(SendFlowsTest, OnlyWhatWasApprovedLeavesAndTheDifferenceIsInTheLog) {
    const Approval waiting = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "ok");
    people(2, -83.2, 38.9);   // affected by now, beyond the outline that was approved
    wait(hours(1));
    const auto left = told<comms::BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].recipientCount, 3);
    EXPECT_EQ(left[0].outsideApproved, 2);

    const Approval graver = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(graver), f.approverCleo()), "ok");
    ASSERT_EQ(codeOf(incidents::SetCause{incident, "safety", "a wire lies on the road"}, f.operatorAnna()), "ok");
    wait(hours(1));
    EXPECT_EQ(told<comms::BroadcastSent>().size(), 1U);
    const auto held = told<comms::BroadcastHeldBack>();
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].reason, "scope_changed");
    EXPECT_TRUE(sent().schedules.empty()) << "it has to be asked for anew";

    const Approval third = ask(f.now() + hours(1));
    ASSERT_EQ(codeOf(releaseOf(third), f.approverCleo()), "ok");
    ASSERT_EQ(codeOf(comms::CancelBroadcast{broadcast, "the wire is gone"}, f.operatorAnna()), "ok");
    wait(hours(1));
    EXPECT_EQ(told<comms::BroadcastSent>().size(), 1U);
    EXPECT_EQ(told<comms::BroadcastHeldBack>().size(), 1U);
    comms::SendBroadcast far = draft(incident);
    far.publishAt = f.now() + hours(24 * 40);
    EXPECT_EQ(codeOf(far, f.operatorAnna()), "invalid_fields");
}

const std::string why = "gas leaks at the school, everybody has to know now";

// F02.R2.A6: two people, a reason, three minutes: it leaves at once, with the tag on every entry of it.
TEST_F(SendFlowsTest, AnEmergencyOverrideNeedsAReasonAndASecondPersonAndLeavesAtOnce) {
    const Approval waiting = ask(f.now() + hours(1));
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, "quick!"}, f.operatorAnna()), "justification_needed");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "no_override");
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.person("eve", {"supervisor"})), "access_denied");
    ASSERT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorAnna()), "ok");
    const Approval pending = now(waiting);
    ASSERT_TRUE(pending.emergency);
    EXPECT_EQ(pending.emergency->state, OverrideState::pending);
    EXPECT_EQ(pending.emergency->scope.channels, std::vector<std::string>{"sms"}) << "what it needs and nothing else";
    EXPECT_EQ(pending.emergency->scope.severities, std::vector<std::string>{"minor"});
    EXPECT_EQ(pending.emergency->scope.audience, 3);
    EXPECT_EQ(pending.emergency->endsAt, pending.emergency->startedAt + minutes(30));
    EXPECT_EQ(pending.emergency->confirmBy, pending.emergency->startedAt + minutes(3));
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorBen()), "override_pending");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.operatorAnna()), "policy_violation.same_person");
    EXPECT_EQ(f.documents<comms::Message>().size(), 0U);
    f.advance(minutes(2));
    const auto before = f.entries().size();
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "ok") << toJson(last.reply.ok() ? Problem{} : last.reply.problem());
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U) << "at once, whatever hour it was meant for";
    EXPECT_EQ(now(waiting).state, ApprovalState::released);
    EXPECT_EQ(now(waiting).emergency->confirmedBy->id, "cleo");
    const auto log = f.entries();
    EXPECT_GE(log.size(), before + 4);
    for (std::size_t i = before; i < log.size(); ++i) EXPECT_TRUE(log[i].header.justification.starts_with("Emergency Override: " + why)) << log[i].header.type;

    EXPECT_TRUE(f.documents<OverrideReview>().empty());
    wait(minutes(28));
    const auto reviews = f.documents<OverrideReview>();
    ASSERT_EQ(reviews.size(), 1U) << "the window is over: somebody has to look at it";
    EXPECT_EQ(reviews[0].emergency.justification, why);
    EXPECT_EQ(reviews[0].emergency.by.id, "anna");
    EXPECT_EQ(reviews[0].emergency.confirmedBy->id, "cleo");
    EXPECT_EQ(reviews[0].emergency.scope.channels, std::vector<std::string>{"sms"});
    EXPECT_EQ(reviews[0].outcome, ApprovalState::released);
    ASSERT_EQ(reviews[0].timeline.size(), 3U);
    EXPECT_EQ(reviews[0].timeline[1].kind, StepKind::override_asked);
    EXPECT_EQ(reviews[0].timeline[2].kind, StepKind::override_confirmed);
    const approvals::ReviewOverride look{reviews[0].viewId(), "the school was empty, but nobody could know"};
    EXPECT_EQ(codeOf(look, f.operatorAnna()), "policy_violation.same_person");
    EXPECT_EQ(codeOf(look, f.operatorBen()), "ok");
    EXPECT_TRUE(f.documents<OverrideReview>().at(0).done);
    EXPECT_EQ(codeOf(look, f.operatorBen()), "review_done");
}

// F09.R6.A2, F09.R6.A7: access audits find every emergency and every attempt at one by `event_type`, with who, why, what and how it ended.
TEST_F(SendFlowsTest, EveryEmergencyAndEveryAttemptAtOneIsInTheWordsOfAccessAudits) {
    const auto glass = [this] {
        std::vector<approvals::BreakGlass> out;
        for (const Entry& e : f.entries(Stream::security)) {
            if (e.header.type == approvals::BreakGlassTold::eventType) out.push_back(fromJson<approvals::BreakGlassTold>(e.payload)->record);
        }
        return out;
    };
    const Approval waiting = ask();
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "no_override");
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.person("eve", {"supervisor"})), "access_denied");
    ASSERT_EQ(glass().size(), 2U);
    EXPECT_EQ(glass()[0].outcome, "blocked");
    EXPECT_EQ(glass()[0].severity, "high");
    EXPECT_EQ(glass()[0].actorUserId, "cleo");
    EXPECT_EQ(glass()[1].errorReason, "access_denied");
    ASSERT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorAnna()), "ok");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.operatorAnna()), "policy_violation.same_person");
    wait(minutes(3));
    ASSERT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorAnna()), "ok");
    ASSERT_EQ(codeOf(approvals::Reject{waiting.id, "it can wait until the morning"}, f.approverCleo()), "ok");
    const Approval second = ask();
    ASSERT_EQ(codeOf(approvals::Override{second.id, second.digest, why}, f.operatorAnna()), "ok");
    ASSERT_EQ(codeOf(approvals::ConfirmOverride{second.id, second.digest}, f.approverCleo()), "ok");
    std::vector<std::string> outcomes;
    for (const auto& each : glass()) {
        outcomes.push_back(each.outcome);
        EXPECT_EQ(each.eventType, "break_glass");
    }
    EXPECT_EQ(outcomes, (std::vector<std::string>{"blocked", "blocked", "blocked", "expired", "denied", "approved"}));
    const auto last = glass().back();
    EXPECT_EQ(last.actorUserId, "anna");
    EXPECT_EQ(last.approverUserId, "cleo");
    EXPECT_EQ(last.justification, why);
    EXPECT_EQ(last.scope.channels, std::vector<std::string>{"sms"});
    EXPECT_EQ(last.endTime, last.startTime + minutes(30));
    // The report's sums are these.
    std::map<std::string, std::int64_t> sums;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) { sums = keyReport(cx.store(), f.tenant, {}, {}, {}, f.now()).breakGlass; });
    EXPECT_EQ(sums, (std::map<std::string, std::int64_t>{{"approved", 1}, {"blocked", 3}, {"denied", 1}, {"expired", 1}}));
}

// F06.R5.A6: where the policy forbids it the glass is not broken, whoever asks; compliance hears of it, and the log keeps why.
TEST_F(SendFlowsTest, WhereThePolicyForbidsItTheGlassIsNotBrokenAndComplianceIsTold) {
    const auto forbid = [&](std::vector<std::string> severities, int minutesOfAKey) {
        approvals::ApprovalPolicy policy;
        policy.overrideForbidden = std::move(severities);
        policy.complianceRole = "supervisor";
        policy.stepUpMinutes = minutesOfAKey;
        ASSERT_TRUE(f.run(PublishForTest{++version, RawJson{toJson(policy)}, false, "approval_policy"}, system()).reply.ok());
    };
    access::User vera;
    vera.id = UserId{derivedUuid("vera")};
    vera.login = "vera";
    vera.roles = {"supervisor"};
    f.gate->inspect(f.tenant, [&](CommandContext& cx) { cx.views().save(vera); });
    forbid({"critical", "minor"}, 0);
    const Approval waiting = ask(f.now() + hours(1));
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorAnna()), "policy_violation.override_forbidden");
    EXPECT_EQ(last.reply.problem().message, "override forbidden by policy");
    EXPECT_EQ(detail("aliases"), "POL-OVR-001");
    EXPECT_FALSE(now(waiting).emergency);
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "no_override");
    std::vector<approvals::OverrideForbidden> kept;
    for (const Entry& e : f.entries(Stream::decisions)) {
        if (e.header.type == approvals::OverrideForbidden::eventType) kept.push_back(*fromJson<approvals::OverrideForbidden>(e.payload));
    }
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].justification, why);
    EXPECT_EQ(kept[0].severities, std::vector<std::string>{"minor"});
    EXPECT_EQ(kept[0].told, std::vector<std::string>{"vera"});
    // Where it is allowed, both have touched a key a moment ago.
    forbid({"critical"}, 5);
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorAnna()), "step_up_required");
    const auto touched = [&](SecurityContext who) {
        who.assurance = 2;
        who.freshUntil = f.now() + minutes(5);
        return who;
    };
    EXPECT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, "now!"}, touched(f.operatorAnna())), "justification_needed");
    ASSERT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, touched(f.operatorAnna())), "ok");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "step_up_required");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, touched(f.operatorAnna())), "policy_violation.same_person");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, touched(f.approverCleo())), "ok");
    EXPECT_EQ(now(waiting).state, ApprovalState::released);
}

// F02.R2.A6: nobody confirms in three minutes: nothing leaves, and it waits as before.
TEST_F(SendFlowsTest, AnOverrideThatNobodyConfirmsInTimeIsCancelledAndTheRequestGoesOnWaiting) {
    const Approval waiting = ask();
    ASSERT_EQ(codeOf(approvals::Override{waiting.id, waiting.digest, why}, f.operatorBen()), "ok");
    wait(minutes(3));
    const Approval after = now(waiting);
    EXPECT_EQ(after.state, ApprovalState::pending);
    EXPECT_EQ(after.emergency->state, OverrideState::cancelled);
    EXPECT_EQ(after.steps.back().kind, StepKind::override_cancelled);
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{waiting.id, waiting.digest}, f.approverCleo()), "no_override");
    EXPECT_EQ(f.documents<comms::Message>().size(), 0U);
    EXPECT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "ok") << "the ordinary way is open as before";
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U);
    wait(minutes(27));
    ASSERT_EQ(f.documents<OverrideReview>().size(), 1U) << "trying is looked at too";
    EXPECT_EQ(f.documents<OverrideReview>().at(0).emergency.state, OverrideState::cancelled);
    // Trying twice is looked at twice.
    const Approval another = ask();
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(codeOf(approvals::Override{another.id, another.digest, why}, f.operatorBen()), "ok");
        wait(minutes(3));
    }
    wait(minutes(27));
    EXPECT_EQ(f.documents<OverrideReview>().size(), 3U);
    // Only what tells customers something can go out so.
    const auto etr = f.run(incidents::SetEtr{incident, {}, f.now() + hours(2), 60, "crew", {}}, f.operatorAnna());
    ASSERT_FALSE(etr.reply.ok());
    const auto held = *f.document<Approval>(etr.reply.problem().details.at("approval_id"));
    EXPECT_EQ(codeOf(approvals::Override{held.id, held.digest, why}, f.operatorBen()), "not_overridable");
}

// F02.R2.A6: the glass is broken over a draft that nobody asked to release: confirmed it leaves; not confirmed it waits for its approvals.
TEST_F(SendFlowsTest, AnEmergencyOverrideOfADraftNobodySubmittedMakesItsRequestAndLeavesOnTheSecondWord) {
    const comms::SendBroadcast send = draft(incident);
    broadcast = send.broadcast;
    const approvals::OverrideDraft over{std::string(comms::SendBroadcast::card.name), RawJson{toJson(send)}, why};
    EXPECT_EQ(codeOf(approvals::OverrideDraft{over.command, over.body, "quick!"}, f.operatorAnna()), "justification_needed");
    EXPECT_EQ(codeOf(over, f.person("eve", {"supervisor"})), "access_denied");
    EXPECT_EQ(codeOf(over, scoped()), "access_denied") << "its role has no right to an override";
    EXPECT_EQ(codeOf(approvals::OverrideDraft{"incidents.set_etr", RawJson{toJson(incidents::SetEtr{incident, {}, f.now() + hours(2), 60, "crew", {}})}, why}, f.operatorAnna()), "not_overridable");
    EXPECT_EQ(codeOf(approvals::OverrideDraft{"approvals.override_draft", over.body, why}, f.operatorAnna()), "not_overridable");
    EXPECT_TRUE(f.documents<Approval>().empty()) << "what was refused left nothing";
    ASSERT_EQ(codeOf(over, f.operatorAnna()), "ok") << toJson(last.reply.ok() ? Problem{} : last.reply.problem());
    const auto made = fromJson<approvals::DraftOverridden>(*last.reply);
    ASSERT_TRUE(made.ok());
    const Approval pending = *f.document<Approval>(made->approval.str());
    EXPECT_EQ(pending.state, ApprovalState::pending);
    ASSERT_TRUE(pending.emergency);
    EXPECT_EQ(pending.emergency->scope.channels, std::vector<std::string>{"sms"}) << "what it needs and nothing else";
    EXPECT_EQ(pending.emergency->scope.audience, 3);
    EXPECT_EQ(pending.emergency->confirmBy, pending.emergency->startedAt + approvals::confirmOverrideWithin);
    EXPECT_EQ(pending.emergency->endsAt, pending.emergency->startedAt + approvals::overrideWindow);
    for (const Entry& e : f.entries()) {
        if (e.header.type == approvals::ApprovalRequested::eventType) EXPECT_TRUE(e.header.justification.starts_with("Emergency Override: " + why));
    }
    EXPECT_EQ(codeOf(over, f.operatorBen()), "awaits_approval") << "there is a request now";
    EXPECT_EQ(detail("approval_id"), pending.id.str());
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{pending.id, pending.digest}, f.operatorAnna()), "policy_violation.same_person");
    EXPECT_EQ(codeOf(approvals::ConfirmOverride{pending.id, pending.digest}, f.approverCleo()), "ok");
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U);
    wait(minutes(30));
    ASSERT_EQ(f.documents<OverrideReview>().size(), 1U);
    EXPECT_EQ(f.documents<OverrideReview>()[0].emergency.by.id, "anna");

    const comms::SendBroadcast second = draft(incident);
    ASSERT_EQ(codeOf(approvals::OverrideDraft{over.command, RawJson{toJson(second)}, why}, f.operatorBen()), "ok");
    const auto again = fromJson<approvals::DraftOverridden>(*last.reply);
    wait(minutes(3));
    const Approval waits = *f.document<Approval>(again->approval.str());
    EXPECT_EQ(waits.state, ApprovalState::pending) << "not confirmed: it waits like anything else";
    EXPECT_EQ(waits.emergency->state, OverrideState::cancelled);
    EXPECT_EQ(f.documents<comms::Message>().size(), 3U);
    EXPECT_EQ(codeOf(releaseOf(waits), f.approverCleo()), "ok");
}

// F07.R3.A6, P10: whom a broadcast reaches is what the published routing rules say; nothing published: everybody who agreed.
TEST_F(SendFlowsTest, TheAudienceIsResolvedByThePublishedRoutingRules) {
    for (std::size_t i = 0; i < accounts.size(); ++i) accounts[i].contacts.email = "mail" + std::to_string(i), accounts[i].optedIn.email = true;
    accounts[0].criticalCare = true;
    accounts[1].position = {-82.5, 38.5};
    ports->areas = [](CommandContext&) { return std::vector<Area>{{"letcher", "Letcher", "letcher", {box(-84, 38, 1)}}}; };
    const auto reached = [this](Channel channel) {
        const comms::DraftUpdate update{.incident = incident, .channels = {Channel::sms, Channel::email}};
        for (const ChannelCount& each : ahead(update, f.operatorAnna(), "comms.send").channels) {
            if (each.channel == enumName(channel)) return each.recipients;
        }
        return std::int64_t{-1};
    };
    const auto route = [this](std::vector<comms::RoutingRule> rules) {
        ASSERT_TRUE(f.run(PublishForTest{++version, RawJson{"{\"rules\":" + toJson(rules) + "}"}, false, "routing_rules"}, system()).reply.ok());
    };
    EXPECT_EQ(reached(Channel::sms), 3);
    EXPECT_EQ(reached(Channel::email), 3);
    comms::RoutingRule everybody{"texts", {}, {}, {}, {}, {Channel::sms}, {comms::RoutingSegment::everyone}};
    comms::RoutingRule critical{"care", {}, {}, {}, {}, {Channel::email}, {comms::RoutingSegment::critical_care}};
    route({everybody, critical});
    EXPECT_EQ(reached(Channel::sms), 3);
    EXPECT_EQ(reached(Channel::email), 1) << "mail only for those who depend on electricity";
    everybody.areas = {"letcher"};
    route({everybody, critical});
    EXPECT_EQ(reached(Channel::sms), 2) << "one lives elsewhere";
    everybody.areas.clear();
    everybody.severities = {"critical"};
    route({everybody, critical});
    EXPECT_EQ(reached(Channel::sms), 0) << "this incident is minor";
    const Approval waiting = ask();
    ASSERT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "ok");
    const auto left = told<comms::BroadcastSent>();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].reach[0].notRouted, 3);
    EXPECT_GT(left[0].routingVersion, 0) << "by which rules";
}

}  // namespace
}  // namespace ok::access
