// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a person sees before sending or approving is what the gate then says (F02.R4), and each channel of an update waits for
// those who may release it (F02.R2).
#include "shared/access/key_standing.h"
#include "shared/comms/comms_events.h"
#include "tests/support/scope_desk.h"

namespace ok::access {
namespace {

using approvals::Approval;
using approvals::ApprovalState;
using approvals::GuardRule;
using approvals::NextStep;
using approvals::Preflight;
using approvals::PreflightReply;
using approvals::PreflightState;
using comms::Channel;
using PreflightTest = ScopeDesk;

const ScopeGap* gapOf(const PreflightReply& reply, Dimension dimension) {
    for (const ScopeGap& gap : reply.gaps) {
        if (gap.dimension == dimension) return &gap;
    }
    return nullptr;
}

std::vector<std::string> peopleFor(const PreflightReply& reply, const std::string& channel) {
    std::vector<std::string> out;
    for (const auto& row : reply.approvers) {
        if (row.channel != channel) continue;
        for (const EligiblePerson& person : row.people) out.push_back(person.id);
    }
    return out;
}

/// The requests of a held broadcast by channel.
std::map<std::string, Approval> legsOf(ScopeDesk& desk) {
    std::map<std::string, Approval> out;
    for (const Approval& each : desk.f.documents<Approval>()) out[each.requested.channels.at(0)] = each;
    return out;
}

approvals::Release releaseOf(const Approval& approval) { return {approval.id, approval.digest}; }

// F02.R4.A1: recipients by channel, the areas they live in, severity and content; and nobody at all.
TEST_F(PreflightTest, TellsWhomItReachesByChannelAndPlaceBeforeAnythingIsWritten) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    const comms::DraftUpdate update{.incident = west, .channels = {Channel::sms, Channel::email}};
    PreflightReply reply = ahead(update, scoped(), "comms.send");
    EXPECT_TRUE(reply.zeroImpact);
    people(30, -83.6, 38.4);
    const auto before = f.entries().size() + f.entries(Stream::decisions).size();
    reply = ahead(update, scoped(), "comms.send");
    EXPECT_EQ(reply.state, PreflightState::ok);
    EXPECT_FALSE(reply.zeroImpact);
    EXPECT_EQ(reply.channels, (std::vector<ChannelCount>{{"sms", 30, true}, {"email", 0, true}})) << "nobody gave an address";
    EXPECT_EQ(reply.requested.audience, 30);
    EXPECT_EQ(reply.requested.severities, std::vector<std::string>{"minor"});
    EXPECT_EQ(reply.requested.contentTypes, std::vector<std::string>{"advisory"});
    EXPECT_EQ(reply.places, (std::vector<PlaceReach>{{{}, {"west"}, 30, true}}));
    EXPECT_EQ(reply.outside, 0);
    EXPECT_EQ(f.entries().size() + f.entries(Stream::decisions).size(), before) << "looking ahead leaves no trace";
    people(1, -83.6, 38.4);
    EXPECT_EQ(ahead(update, scoped(), "comms.send").requested.audience, 31) << "asked again, answered anew";
}

// F02.R4.A2, F02.R4.A6: each dimension outside with what would be permitted, the areas beyond the border marked; mended, it is gone.
TEST_F(PreflightTest, NamesEveryDimensionOutsideAndWhatIsPermittedAndClearsWhenMended) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(40, -83.6, 38.4);
    people(3, -82.5, 38.4);
    people(2, -70.0, 38.4);
    comms::DraftUpdate update{.incident = west, .channels = {Channel::sms, Channel::voice}};
    const PreflightReply reply = ahead(update, scoped(), "comms.send");
    EXPECT_EQ(reply.state, PreflightState::error);
    EXPECT_EQ(reply.next, NextStep::none);
    ASSERT_NE(gapOf(reply, Dimension::channel), nullptr);
    EXPECT_EQ(gapOf(reply, Dimension::channel)->requested, (std::vector<std::string>{"sms", "voice"}));
    EXPECT_EQ(gapOf(reply, Dimension::channel)->permitted, (std::vector<std::string>{"email", "sms"}));
    ASSERT_NE(gapOf(reply, Dimension::geography), nullptr);
    EXPECT_EQ(gapOf(reply, Dimension::geography)->requested, std::vector<std::string>{"east"});
    EXPECT_EQ(gapOf(reply, Dimension::geography)->permitted, std::vector<std::string>{"west"});
    EXPECT_FALSE(reply.channels.at(1).allowed) << "the call";
    EXPECT_EQ(reply.outside, 5) << "the channel is wrong for all, the place only for these";
    update.channels = {Channel::sms};
    const PreflightReply second = ahead(update, scoped(), "comms.send");
    EXPECT_EQ(second.outside, 5);
    EXPECT_EQ(second.places, (std::vector<PlaceReach>{{{}, {"west"}, 40, true}, {{}, {"east"}, 3, false}, {{}, {}, 2, false}}));
    EXPECT_EQ(gapOf(second, Dimension::channel), nullptr);
    EXPECT_EQ(codeOf(update, scoped()), "access_denied") << "and the gate says the same";
    accounts.resize(40);
    EXPECT_EQ(ahead(update, scoped(), "comms.send").state, PreflightState::ok);
    EXPECT_EQ(ahead(update, scoped(), "comms.send").next, NextStep::request_approval) << "sending needs a second person";
    EXPECT_EQ(ahead(update, scoped()).next, NextStep::send) << "drafting does not";
    EXPECT_EQ(codeOf(update, scoped()), "ok");
}

// F02.R4.A3, A4, A6: a soft limit says threshold and number and asks for a reason; a hard one cannot be talked over.
TEST_F(PreflightTest, SaysWhichThresholdIsPassedByWhatAndWhetherAReasonHelps) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(25, -83.6, 38.4);
    const comms::SendBroadcast send = draft(west);
    RolesMatrix m = twoAreas();
    m.limits.push_back({"minor-20", LimitKind::soft, "audience", 20, {{"*"}, {"*"}, {}, {"minor"}, {"*"}, {}, {}}});
    m.limits.push_back({"never-100", LimitKind::hard, "audience", 100, Scope::everything()});
    publish(m);
    PreflightReply reply = ahead(send, f.operatorAnna());
    EXPECT_EQ(reply.state, PreflightState::warning);
    EXPECT_EQ(reply.limits, (std::vector<PassedLimit>{{"minor-20", LimitKind::soft, "audience", 20, 25}}));
    EXPECT_EQ(reply.shortestJustification, 20);
    EXPECT_EQ(codeOf(send, f.operatorAnna()), "justification_required");
    EXPECT_EQ(codeOf(send, f.operatorAnna(), "the whole river bank is under water"), "approval_required");
    people(80, -83.6, 38.4);
    reply = ahead(send, f.operatorAnna());
    EXPECT_EQ(reply.state, PreflightState::error);
    EXPECT_EQ(reply.limits, (std::vector<PassedLimit>{{"minor-20", LimitKind::soft, "audience", 20, 105}, {"never-100", LimitKind::hard, "audience", 100, 105}}));
    EXPECT_EQ(codeOf(send, f.operatorAnna(), "the whole river bank is under water"), "access_denied");
    EXPECT_EQ(detail("reason"), "hard_limit");
    accounts.resize(10);
    EXPECT_EQ(ahead(send, f.operatorAnna()).state, PreflightState::ok);
}

// F02.R4.A5, F02.R2.A2: who approves sees the same, judged by the own scope; the author is told why not; the attempt is evidence.
TEST_F(PreflightTest, WhoApprovesIsJudgedByTheOwnScopeAndToldWhoElseCould) {
    publish(twoAreas());
    const IncidentId east = incidentAt(-82.7, 38.3);
    people(4, -82.6, 38.4);
    const UserId cleo = employ("cleo", {"approver"}), wes = employ("wes", {"scoped"});
    ASSERT_EQ(codeOf(draft(east), f.operatorAnna()), "approval_required");
    const Approval waiting = f.documents<Approval>().at(0);
    const Preflight question{"", RawJson{"{}"}, "", waiting.id};
    PreflightReply reply = ahead(question, f.person(wes.str(), {"scoped"}));
    EXPECT_EQ(reply.state, PreflightState::error);
    ASSERT_NE(gapOf(reply, Dimension::geography), nullptr);
    EXPECT_EQ(gapOf(reply, Dimension::geography)->permitted, std::vector<std::string>{"west"});
    EXPECT_EQ(codeOf(releaseOf(waiting), f.person(wes.str(), {"scoped"})), "access_denied");
    const AccessRefused kept = decisions<AccessRefused>().back();
    EXPECT_EQ(kept.action, "approvals.release");
    EXPECT_EQ(kept.missing, std::vector<Dimension>{Dimension::geography});
    EXPECT_EQ(f.entries(Stream::decisions).back().header.actor.id, wes.str());
    reply = ahead(question, f.operatorAnna());
    EXPECT_EQ(reply.blockedBy, "policy_violation.self_approval");
    EXPECT_EQ(reply.next, NextStep::none);
    reply = ahead(question, f.person(cleo.str(), {"approver"}));
    EXPECT_EQ(reply.state, PreflightState::ok);
    EXPECT_EQ(reply.next, NextStep::approve);
    EXPECT_EQ(reply.channels, (std::vector<ChannelCount>{{"sms", 4, true}}));
    EXPECT_EQ(peopleFor(reply, "sms"), std::vector<std::string>{cleo.str()}) << "to whom it could be handed";
    EXPECT_EQ(codeOf(releaseOf(waiting), f.person(cleo.str(), {"approver"})), "ok");
    const auto decided = *f.document<Approval>(waiting.id.str());
    EXPECT_EQ(decided.steps.back().policies, std::vector<std::string>{"builtin.approver"});
    ASSERT_EQ(decided.steps.back().matchedScopes.size(), 1U);
    EXPECT_EQ(decided.steps.back().matchedScopes[0], Scope::everything());
    EXPECT_FALSE(decided.steps.back().selfApproved);
}

/// Two roles that release one channel each.
RolesMatrix oneRoleAChannel() {
    RolesMatrix m = twoAreas();
    for (const std::string channel : {"sms", "email"}) {
        Scope scope = Scope::everything();
        scope.channels = {channel};
        m.policies.push_back({"release." + channel, "", Effect::allow, {"approvals.release", "sync.follow"}, scope, false, {}});
        m.roles.push_back({channel + "_desk", "", "", {}, {"release." + channel}});
    }
    return m;
}

// F02.R4, TA2: whom something reaches is told to who could ask for it or release it, and not as often as anybody likes.
TEST_F(PreflightTest, LookingAheadIsForWhoCouldDoItAndNotWithoutEnd) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(3, -83.6, 38.4);
    const comms::SendBroadcast send = draft(west);
    const auto lookOf = [&](const SecurityContext& who) { return codeOf(Preflight{std::string(comms::SendBroadcast::card.name), RawJson{toJson(send)}, {}, {}}, who); };
    const auto viewer = f.person("vera", {"auditor"});
    EXPECT_EQ(lookOf(viewer), "access_denied");
    EXPECT_EQ(last.reply.problem().message.find("3"), std::string::npos);
    ASSERT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
    const Preflight waiting{"", RawJson{"{}"}, "", f.documents<Approval>().at(0).id};
    EXPECT_EQ(codeOf(waiting, viewer), "access_denied") << "nor of what waits";
    EXPECT_EQ(codeOf(waiting, f.operatorAnna()), "ok") << "it is her own";
    SecurityContext program = f.operatorAnna();
    program.scoped = true;
    program.scopes = {"documents.read"};
    EXPECT_EQ(lookOf(program), "access_denied") << "her token is for less than she is";
    std::string code;
    int looked = 0;
    for (; looked < 1000 && (code = lookOf(scoped("many"))) == "ok"; ++looked) {}
    EXPECT_EQ(code, "rate_limited");
    EXPECT_GE(looked, 100) << "a console asks while somebody types";
    EXPECT_EQ(lookOf(scoped("another")), "ok") << "it is counted for each";
    f.advance(minutes(1) + seconds(1));   // the log's own clock is a little ahead of one that stands still
    EXPECT_EQ(lookOf(scoped("many")), "ok");
}

// F02.R2.A3, F09.R4.A5: named is who could release it now: not who has done so, not whose role does not count.
TEST_F(PreflightTest, NobodyIsNamedWhoHasApprovedOrLacksTheKeysForIt) {
    publish(oneRoleAChannel());
    GuardRule two;
    two.action = "comms.send";
    two.approvers = 2;
    guard({two});
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(3, -83.6, 38.4);
    const UserId cleo = employ("cleo", {"approver"}), carl = employ("carl", {"approver"}), tess = employ("tess", {"sms_desk"});
    ASSERT_EQ(codeOf(draft(west), f.operatorAnna()), "approval_required");
    const Approval waiting = f.documents<Approval>().at(0);
    const Preflight question{"", RawJson{"{}"}, "", waiting.id};
    const auto named = [&] { return peopleFor(ahead(question, f.person(carl.str(), {"approver"})), "sms"); };
    const auto sorted = [](std::vector<std::string> ids) {
        std::sort(ids.begin(), ids.end());
        return ids;
    };
    EXPECT_EQ(named(), sorted({cleo.str(), carl.str(), tess.str()}));
    ASSERT_EQ(codeOf(releaseOf(waiting), f.person(cleo.str(), {"approver"})), "ok");
    EXPECT_EQ(named(), sorted({carl.str(), tess.str()})) << "once is enough";
    KeyPolicy keys;
    keys.rolesWithKeys = {"sms_desk"};
    keys.graceDays = 0;
    ASSERT_EQ(codeOf(MapCommand{{}, keys}, system()), "ok");
    EXPECT_EQ(named(), std::vector<std::string>{carl.str()}) << "without a key the role does not count";
}

// F09.R4.A5, F02.R1.A2: through the gate, with the roles somebody really has.
TEST_F(PreflightTest, WhoLacksTheKeysOfARoleIsStillForbiddenWhatItForbids) {
    RolesMatrix m = twoAreas();
    Scope critical = Scope::everything();
    critical.severities = {"critical"};
    m.policies.push_back({"duty.no-critical", "", Effect::deny, {"comms.send"}, critical, false, {}});
    m.policies.push_back({"duty.send", "", Effect::allow, {"comms.send"}, Scope::everything(), false, {}});
    m.roles.push_back({"duty", "", "", {}, {"duty.send", "duty.no-critical"}});
    publish(m);
    const UserId nora = employ("nora", {"operator", "duty"});
    const SecurityContext who = f.person(nora.str(), {"operator", "duty"}), stranger = f.person(employ("sven", {"operator"}).str(), {"operator"});
    const Probe grave{{"", {"sms"}, {"west"}, {}, {"critical"}, {"etr"}, 5, {}, ""}};
    EXPECT_EQ(codeOf(grave, who), "access_denied");
    KeyPolicy keys;
    keys.rolesWithKeys = {"duty", "auditor"};
    keys.graceDays = 0;
    ASSERT_EQ(codeOf(MapCommand{{}, keys}, system()), "ok");
    EXPECT_EQ(codeOf(grave, who), "access_denied");
    EXPECT_EQ(detail("deny_policy"), "duty.no-critical");
    EXPECT_EQ(codeOf(grave, stranger), "ok") << "who does not hold it is not bound by it";
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        RolesWithheld withheld(cx.views(), cx.clockNow());
        EXPECT_EQ(withheld.of(nora.str(), {}), std::vector<std::string>{"duty"}) << "only roles that are really held";
        EXPECT_TRUE(withheld.of(stranger.actor.id, {}).empty());
    });
}

GuardRule sendingByChannel(int answerWithin = 0, std::vector<std::string> severities = {}) {
    GuardRule rule;
    rule.action = "comms.send";
    rule.approvers = 1;
    rule.perChannel = true;
    rule.answerWithinMinutes = answerWithin;
    if (answerWithin > 0) rule.escalateTo = "duty_manager";
    rule.severities = std::move(severities);
    return rule;
}

// F02.R2.A3: a request a channel, each with those who may release it and why; what is released leaves, the other waits.
TEST_F(PreflightTest, EachChannelWaitsForItselfAndLeavesWhenItIsApproved) {
    publish(oneRoleAChannel());
    guard({sendingByChannel()});
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(5, -83.6, 38.4);
    for (auto& account : accounts) account.contacts.email = "mail" + account.id.str(), account.optedIn.email = true;
    const UserId tess = employ("tess", {"sms_desk"}), ed = employ("ed", {"email_desk"}), cleo = employ("cleo", {"approver"});
    const comms::SendBroadcast send = draft(west, {Channel::sms, Channel::email});
    const PreflightReply look = ahead(send, f.operatorAnna());
    EXPECT_TRUE(look.perChannel);
    auto byText = std::vector<std::string>{tess.str(), cleo.str()}, byMail = std::vector<std::string>{ed.str(), cleo.str()};
    std::sort(byText.begin(), byText.end());
    std::sort(byMail.begin(), byMail.end());
    EXPECT_EQ(peopleFor(look, "sms"), byText);
    EXPECT_EQ(peopleFor(look, "email"), byMail);
    for (const EligiblePerson& person : look.approvers.at(0).people) {
        EXPECT_FALSE(person.policies.empty());
        EXPECT_EQ(person.covers.size(), 5U) << "the reason why: every dimension that is asked for";
    }
    ASSERT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
    EXPECT_EQ(detail("channels"), "sms,email");
    auto legs = legsOf(*this);
    ASSERT_EQ(legs.size(), 2U);
    EXPECT_EQ(codeOf(releaseOf(legs["email"]), f.person(tess.str(), {"sms_desk"})), "access_denied") << "not her channel";
    EXPECT_EQ(codeOf(releaseOf(legs["sms"]), f.person(tess.str(), {"sms_desk"})), "ok");
    auto broadcast = *f.document<comms::Broadcast>(send.broadcast.str());
    EXPECT_EQ(broadcast.sentChannels, std::vector<Channel>{Channel::sms});
    EXPECT_EQ(f.documents<comms::Message>().size(), 5U);
    legs = legsOf(*this);
    EXPECT_EQ(legs["sms"].state, ApprovalState::released);
    EXPECT_TRUE(legs["sms"].decidedAt.known());
    EXPECT_EQ(legs["email"].state, ApprovalState::pending);
    EXPECT_EQ(codeOf(releaseOf(legs["email"]), f.person(ed.str(), {"email_desk"})), "ok");
    broadcast = *f.document<comms::Broadcast>(send.broadcast.str());
    EXPECT_EQ(broadcast.sentChannels, (std::vector<Channel>{Channel::sms, Channel::email}));
    EXPECT_EQ(broadcast.reach.size(), 2U);
    EXPECT_EQ(broadcast.recipientCount, 5) << "the same five people by both";
    EXPECT_EQ(f.documents<comms::Message>().size(), 10U);
    EXPECT_EQ(codeOf(send, f.operatorAnna()), "broadcast_not_draft") << "nothing leaves twice, and nobody is asked for a key that would open nothing";
}

// F02.R2.A4: the time to answer follows the severity; an answer in time and one too late are told apart; the escalation is logged.
TEST_F(PreflightTest, TheTimeToAnswerFollowsTheSeverityAndLateIsKeptAsLate) {
    publish(twoAreas());
    GuardRule usual = sendingByChannel(15), major = sendingByChannel(5, {"major", "critical"});
    guard({usual, major});
    const IncidentId small = incidentAt(-83.7, 38.3);
    people(2, -83.6, 38.4);
    ASSERT_EQ(codeOf(draft(small), f.operatorAnna()), "approval_required");
    Approval first = f.documents<Approval>().at(0);
    EXPECT_EQ(first.answerDue, f.now() + minutes(15));
    f.advance(minutes(14));
    EXPECT_EQ(codeOf(releaseOf(first), f.approverCleo()), "ok");
    EXPECT_EQ(f.document<Approval>(first.id.str())->sla, "met");
    const IncidentId large = incidentAt(-83.4, 38.6);
    ASSERT_EQ(codeOf(incidents::SetCause{large, "safety", "a wire lies on the road"}, f.operatorAnna()), "ok");
    ASSERT_EQ(codeOf(draft(large), f.operatorAnna()), "approval_required");
    std::optional<Approval> second;
    for (const Approval& each : f.documents<Approval>()) {
        if (each.state == ApprovalState::pending) second = each;
    }
    ASSERT_TRUE(second);
    EXPECT_EQ(second->requested.severities, std::vector<std::string>{"critical"});
    // Ledger time is a few microseconds ahead of a clock that stands still.
    EXPECT_GE(second->answerDue, f.now() + minutes(5));
    EXPECT_LT(second->answerDue, f.now() + minutes(5) + seconds(1));
    f.advance(minutes(6));
    f.gate->fireTimers();
    f.gate->inspect(f.tenant, [](CommandContext&) {});
    const Approval escalated = *f.document<Approval>(second->id.str());
    EXPECT_EQ(escalated.steps.back().kind, approvals::StepKind::escalated);
    EXPECT_EQ(escalated.steps.back().role, "duty_manager");
    EXPECT_EQ(codeOf(releaseOf(escalated), f.approverCleo()), "ok") << "late is still valid";
    EXPECT_EQ(f.document<Approval>(second->id.str())->sla, "breached");
}

// F02.R2.A1: what waits for release is read as it will leave.
TEST_F(PreflightTest, WhatWaitsForReleaseIsNotEdited) {
    publish(twoAreas());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(2, -83.6, 38.4);
    const comms::SendBroadcast send = draft(west);
    const comms::EditDraft edit{send.broadcast, {Channel::sms, comms::Language::en, {}, "Crew on site.", {}}};
    ASSERT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
    const Approval waiting = f.documents<Approval>().at(0);
    EXPECT_EQ(codeOf(edit, f.operatorAnna()), "broadcast_waiting");
    EXPECT_EQ(detail("approval_id"), waiting.id.str());
    EXPECT_EQ(codeOf(approvals::Reject{waiting.id, "I withdraw it to say it better"}, f.operatorAnna()), "ok");
    EXPECT_EQ(codeOf(edit, f.operatorAnna()), "ok");
}

// F02.R2.A7: who broadens needs the broader scope and a note; what waited is stale; what was published says how it differs.
TEST_F(PreflightTest, AScopeIsBroadenedOnlyByWhoHasItAndThenNeedsAnApprovalOfItsOwn) {
    publish(oneRoleAChannel());
    const IncidentId west = incidentAt(-83.7, 38.3);
    people(2, -83.6, 38.4);
    const comms::SendBroadcast send = draft(west);
    ASSERT_EQ(codeOf(send, f.operatorAnna()), "approval_required");
    const Approval waiting = f.documents<Approval>().at(0);
    const std::string note = "those by the river asked for mail too";
    const comms::ChangeScope wider{send.broadcast, {Channel::sms, Channel::voice}, note};
    EXPECT_EQ(codeOf(wider, scoped()), "access_denied") << "no calls in this scope";
    EXPECT_EQ(detail("missing"), "channel");
    const AccessRefused kept = decisions<AccessRefused>().back();
    EXPECT_EQ(kept.requestedScopes.channels, (std::vector<std::string>{"sms", "voice"}));
    EXPECT_EQ(f.entries(Stream::decisions).back().header.actor.id, "sam");
    EXPECT_EQ(codeOf(comms::ChangeScope{send.broadcast, {Channel::sms, Channel::email}, "short"}, scoped()), "reason_missing");
    EXPECT_EQ(codeOf(comms::ChangeScope{send.broadcast, {Channel::sms, Channel::email}, note}, scoped()), "ok");
    EXPECT_EQ(codeOf(releaseOf(waiting), f.approverCleo()), "drafts_changed") << "what was asked for is not what it is now";
    const comms::SendBroadcast again{send.broadcast, comms::digestOfDrafts(*f.document<comms::Broadcast>(send.broadcast.str())), {}};
    const auto asked = f.run(again, scoped());
    EXPECT_EQ(f.release(asked, scoped()).reply.problem().code, "policy_violation.self_approval") << "who broadened it does not release it";
    ASSERT_TRUE(f.release(asked, f.approverCleo()).reply.ok());
    std::optional<comms::BroadcastSent> sent;
    for (const Entry& entry : f.entries()) {
        if (entry.header.type == comms::BroadcastSent::eventType) sent = *fromJson<comms::BroadcastSent>(entry.payload);
    }
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->channels, (std::vector<Channel>{Channel::sms, Channel::email}));
    ASSERT_EQ(sent->scopeChanges.size(), 1U);
    EXPECT_EQ(sent->scopeChanges[0].by, "sam");
    EXPECT_EQ(sent->scopeChanges[0].before, std::vector<Channel>{Channel::sms});
    EXPECT_EQ(sent->scopeChanges[0].note, note);
    EXPECT_TRUE(sent->scopeChanges[0].at.known());
}

// F02.R2.A2: below the floor of two people a policy may let the author's own approval count; it is marked as such.
TEST_F(PreflightTest, AnAuthorsOwnApprovalCountsOnlyWhereAPolicySaysSoAndNeverForHighRisk) {
    RolesMatrix m = twoAreas();
    m.policies.push_back({"own", "", Effect::allow, {"approve", "incidents.*", "sync.follow"}, Scope::everything(), true, {}});
    m.roles.push_back({"chief", "", "", {}, {"own"}});
    publish(m);
    GuardRule rule;
    rule.action = "incidents.set_cause";
    rule.approvers = 1;
    guard({rule});
    const IncidentId west = incidentAt(-83.7, 38.3);
    const auto chief = f.person("carla", {"chief"});
    EXPECT_EQ(codeOf(incidents::SetCause{west, "tree", ""}, chief), "approval_required");
    const Approval own = f.documents<Approval>().at(0);
    EXPECT_EQ(ahead(Preflight{"", RawJson{"{}"}, "", own.id}, chief).blockedBy, "");
    EXPECT_EQ(codeOf(releaseOf(own), chief), "ok");
    EXPECT_TRUE(f.document<Approval>(own.id.str())->steps.back().selfApproved);
    const auto high = f.run(incidents::SetEtr{west, {}, f.now() + hours(2), 60, "crew", {}}, chief);
    ASSERT_EQ(high.reply.problem().code, "approval_required");
    EXPECT_EQ(f.release(high, chief).reply.problem().code, "policy_violation.self_approval");
}

// F02.R4: a question is no command that could be held or repeated, and not everything can be asked about.
TEST_F(PreflightTest, OnlyCommandsAndWaitingRequestsCanBeLookedAhead) {
    EXPECT_EQ(codeOf(Preflight{"no.such", RawJson{"{}"}, "", {}}, f.operatorAnna()), "unknown_command");
    EXPECT_EQ(codeOf(Preflight{"approvals.preflight", RawJson{"{}"}, "", {}}, f.operatorAnna()), "unknown_command");
    EXPECT_EQ(codeOf(Preflight{"", RawJson{"{}"}, "", ApprovalId{derivedUuid("none")}}, f.operatorAnna()), "not_found");
    EXPECT_EQ(codeOf(Preflight{"comms.send_broadcast", RawJson{"{}"}, "", {}}, f.person("nobody", {})), "access_denied");
}

}  // namespace
}  // namespace ok::access
