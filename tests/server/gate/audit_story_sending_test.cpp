// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The part of the story that is about what leaves later, or at once, and what that risks.
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/device_trust.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_audit.h"
#include "shared/approvals/snapshot_command.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/audience_baseline.h"
#include "shared/comms/comms_views.h"
#include "shared/incidents/incident.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/webhooks/webhooks.h"
#include "tests/server/gate/audit_story_steps.h"
#include "tests/support/publish_policy.h"

namespace ok::test {

/// Somebody else moves the time by half an hour while this waits: it is seen, frozen anew, written anew, and taken back.
void AuditStory::versions(const ok::approvals::Release& waits) {
    using namespace ok::approvals;
    const auto digest = [&] { return m_f->document<Approval>(waits.approval.str())->digest; };
    incidents::SetEtr etr;
    etr.incident = m_f->documents<ok::incidents::Incident>().front().id;
    etr.latest = m_f->now() + hours(6) + minutes(30);
    EXPECT_TRUE(m_f->runReleased(etr, m_operator, m_second).reply.ok());
    const auto shown = m_f->run(Review{waits.approval, 0, {}}, m_second);
    ASSERT_TRUE(shown.reply.ok());
    const auto review = fromJson<ReviewReply>(*shown.reply);
    ASSERT_TRUE(review.ok());
    EXPECT_EQ(review->drift.level, DriftLevel::acknowledge);
    say(AcknowledgeDrift{waits.approval, waits.digest, review->drift.digest()}, m_second);
    const Checklist list = standardRiskRules().checklists.front();
    say(Attest{waits.approval, waits.digest, list.id, list.items.front().id}, m_second);
    say(Resnapshot{waits.approval, waits.digest}, m_operator);
    etr.latest = m_f->now() + hours(6) + minutes(50);
    EXPECT_TRUE(m_f->runReleased(etr, m_operator, m_second).reply.ok());
    say(TakeSnapshot{waits.approval, "a key of its own", {}}, m_operator);
    etr.latest = m_f->now() + hours(7);
    say(Amend{waits.approval, digest(), RawJson{toJson(etr)}, "the crew needs an hour more"}, m_operator);
    say(ok::approvals::Cancel{waits.approval, digest(), "another time was set"}, m_operator);
}

/// A program wants to be told, and is not told any more.
void AuditStory::programs() {
    const auto made = ask<webhooks::WebhookReply>(webhooks::SaveWebhook{{}, "orders", "https://orders.example/hook", {"snapshot.created"}, false, Secret{"whsec_" + toBase64(asBytes("twenty-four bytes or more"))}}, m_admin);
    say(webhooks::RemoveWebhook{made.webhook, "the contract ended"}, m_admin);
}

void AuditStory::emergencies() {
    using namespace ok::comms;
    IncidentId incident;
    for (const auto& one : m_f->documents<ok::incidents::Incident>()) {
        if (one.cause.key == "tree") incident = one.id;
    }
    const auto asked = [&](Instant at) {
        const BroadcastId id = ask<BroadcastReply>(DraftUpdate{.incident = incident, .channels = {Channel::sms}}, m_operator).broadcast;
        const auto answer = m_f->run(SendBroadcast{id, digestOfDrafts(*m_f->document<Broadcast>(id.str())), {}, at}, m_operator);
        EXPECT_TRUE(held(answer));
        ok::approvals::Release release;
        release.approval = *ApprovalId::parse(answer.reply.problem().details.at("approval_id"));
        release.digest = *Digest::parse(answer.reply.problem().details.at("digest"));
        return release;
    };
    const auto late = asked(m_f->now() + hours(1));
    m_f->advance(minutes(59));
    say(ok::approvals::PauseDue{late.approval}, m_system);
    const auto planned = asked(m_f->now() + hours(1));
    say(planned, m_second);
    std::string broadcast, schedule;
    for (const Broadcast& each : m_f->documents<Broadcast>()) {
        if (!each.schedules.empty()) broadcast = each.id.str(), schedule = each.schedules.front().id;
    }
    m_f->advance(hours(1));
    say(PublishScheduled{*BroadcastId::parse(broadcast), schedule}, m_system);

    const auto urgent = asked({});
    const std::string why = "a wire lies on the school's playground";
    const BroadcastId bare = ask<BroadcastReply>(DraftUpdate{.incident = incident, .channels = {Channel::sms}}, m_operator).broadcast;
    const SendBroadcast never{bare, digestOfDrafts(*m_f->document<Broadcast>(bare.str())), {}, {}};
    say(ok::approvals::OverrideDraft{std::string(SendBroadcast::card.name), RawJson{toJson(never)}, why}, m_operator);
    say(ok::approvals::Override{urgent.approval, urgent.digest, why}, m_operator);
    say(ok::approvals::ConfirmOverride{urgent.approval, urgent.digest}, m_second);
    const std::string id = m_f->document<ok::approvals::Approval>(urgent.approval.str())->emergency->id;
    m_f->advance(minutes(31));
    say(ok::approvals::OverrideDue{urgent.approval, id, true}, m_system);
    say(ok::approvals::ReviewOverride{id, "it could not have waited for anybody"}, m_admin);

    // So many were never told before: who holds a key has to see that; its author is away, and another stands for it.
    const auto remember = [&](SendHistory history) {
        m_f->gate->inspect(m_f->tenant, [&](CommandContext& cx) { cx.views().save(std::move(history)); });
    };
    SendHistory calm;
    for (int i = 0; i < enoughToBeUsual; ++i) calm.sends.push_back({m_f->now() - hours(i + 1), 0, "etr"});
    remember(calm);
    const auto unusual = asked({});
    say(ok::approvals::AcknowledgeAlert{unusual.approval, unusual.digest, "unusual_audience"}, m_second);
    say(ok::approvals::TakeOver{unusual.approval, unusual.digest, "its author has gone home"}, m_second);
    say(ok::approvals::ReportChangeAttempt{unusual.approval, "DELETE", "somebody", "203.0.113.9"}, m_system);
    const auto taken = m_f->document<ok::approvals::Approval>(unusual.approval.str());
    EXPECT_TRUE(m_f->run(ok::approvals::Cancel{unusual.approval, taken->digest, "it was not meant"}, m_second).reply.ok());
    remember({});
    say(ok::approvals::AttestDevice{"0123456789abcdef", "mdm.example", "disk encrypted"}, m_admin);
    say(ok::approvals::RevokeDevice{"0123456789abcdef", "lost in a taxi"}, m_admin);
}

void AuditStory::risks() {
    using namespace ok::approvals;
    say(ScoreRisk{"an-update", {120'000, 90, std::vector<std::string>{"sms"}, 0.7}}, m_operator);
    const auto judged = m_f->documents<RiskAuditRow>();
    ASSERT_FALSE(judged.empty());
    say(RevealRisk{judged.front().approval, judged.front().version, "a regulator asks for it"}, m_admin);
    say(ChangeRisk{judged.front().viewId(), "DELETE"}, m_admin);
    RiskRules calmer = standardRiskRules();
    calmer.weights.audienceSize = 0.3;
    const int version = publishPolicy(*m_f->gate, m_f->tenant, makeRiskKind(), toJson(calmer), false);
    const auto running = ask<RolloutView>(StartRollout{version, {}, "the simulation looks good"}, m_admin);
    m_f->advance(minutes(15));
    say(MeasureRollout{running.rollout.id}, m_system);
    say(RollBackRollout{"it asks for too little"}, m_admin);
}

}  // namespace ok::test
