// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/sla_events.h"

#include <algorithm>
#include <tuple>

#include "shared/approvals/one_tap.h"
#include "shared/oncall/oncall_events.h"

namespace ok::oncall {
namespace {

std::string teamOf(const std::string& target) {
    if (!target.starts_with("team:")) return {};
    const std::size_t slash = target.find('/');
    return target.substr(5, slash == std::string::npos ? std::string::npos : slash - 5);
}

/// What a device calls itself is guessed easily; with the utility in it the same device is another one elsewhere.
std::string deviceOf(const EntryHeader& header, const std::string& device) {
    return device.empty() ? std::string() : sha256("device of " + header.tenant.str() + " " + device).hex().substr(0, 32);
}

int secondsBetween(Instant from, Instant to) { return static_cast<int>(std::max<std::int64_t>(0, (to - from).count() / 1'000'000)); }

const LadderStep* stepOf(const LadderPolicy& policy, const Ladder& ladder, int step) {
    const std::vector<LadderStep>* steps = &policy.steps;
    for (const LadderVariant& variant : policy.variants) {
        if (variant.id == ladder.variant) steps = &variant.steps;
    }
    return step >= 0 && step < static_cast<int>(steps->size()) ? &(*steps)[static_cast<std::size_t>(step)] : nullptr;
}

/// Writes the events of one entry: each gets what the entry and its ladder say of all of them.
class Teller {
  public:
    Teller(const EntryHeader& header, Views& views, const LadderRun& run) : m_header(header), m_views(views), m_run(run), m_sealed(sealEntry(header, {}).hash) {
        const auto approval = views.find<approvals::Approval>(run.approval.str());
        if (approval) m_regions = approval->requested.territories;
    }

    /// The event, to be filled in; it is saved with the next one or at the end.
    SlaEvent& add(SlaEventKind kind, Instant at, int step) {
        save();
        SlaEvent& e = m_open.emplace();
        std::string place = std::to_string(m_count++);
        e.id = m_header.entryId.str() + "/" + std::string(place.size() < 3 ? 3 - place.size() : 0, '0') + place;
        e.kind = kind;
        e.eventType = m_header.type;
        e.at = at;
        e.approval = m_run.approval;
        e.workflow = m_run.ladder.id;
        e.openedAt = m_run.ladder.startedAt;
        e.command = m_run.command;
        e.severity = m_run.ladder.severity;
        e.policy = m_run.ladder.policy;
        e.policyVersion = m_run.ladder.policyVersion;
        e.step = step;
        const LadderStep* known = stepOf(m_run.policy, m_run.ladder, step);
        if (known != nullptr) {
            e.targetSeconds = known->waitSeconds;
            if (!known->targets.empty()) setTarget(known->targets.front());
        }
        e.regions = m_regions;
        e.actor = m_header.actor.type == ActorType::human ? m_header.actor.id : std::string("system");
        e.trace = m_header.correlationId;
        e.entry = m_header.entryId.str();
        e.stream = enumName(m_header.stream);
        e.sequence = m_header.sequence;
        e.prevHash = m_header.prevHash;
        e.hash = m_sealed;
        e.recordedAt = m_header.ledgerTime;
        return e;
    }
    void setTarget(const std::string& target) {
        m_open->target = target;
        m_open->team = teamOf(target);
    }
    void save() {
        if (m_open) m_views.save(std::move(*m_open));
        m_open.reset();
    }

  private:
    const EntryHeader& m_header;
    Views& m_views;
    const LadderRun& m_run;
    Digest m_sealed;
    std::vector<std::string> m_regions;
    std::optional<SlaEvent> m_open;
    int m_count = 0;
};

const Nudge* lastNudge(const Ladder& ladder) {
    const Nudge* out = nullptr;
    for (const Nudge& nudge : ladder.nudges) {
        if (nudge.channel.empty() || nudge.state == NudgeState::planned || nudge.state == NudgeState::cancelled || nudge.state == NudgeState::suppressed) continue;
        if (out == nullptr || nudge.at > out->at) out = &nudge;
    }
    return out;
}

void tellNudges(Teller& teller, const LadderMoved& e, const Ladder* before) {
    for (const ToSend& each : e.sent) {
        SlaEvent& event = teller.add(SlaEventKind::nudge_sent, e.at, each.step);
        event.person = each.person;
        event.channel = each.channel;
        event.decision = each.provider > 0 ? "failover" : "";
        for (const Nudge& nudge : e.ladder.nudges) {
            if (nudge.key == each.nudge) teller.setTarget(nudge.target);
        }
    }
    for (const Nudge& nudge : e.ladder.nudges) {
        const auto was = before == nullptr ? std::vector<Nudge>::const_iterator() : std::find_if(before->nudges.begin(), before->nudges.end(), [&nudge](const Nudge& each) { return each.key == nudge.key; });
        if (before == nullptr || was == before->nudges.end() || was->state == nudge.state) continue;
        const bool arrived = nudge.state == NudgeState::delivered, lost = nudge.state == NudgeState::failed;
        // Who answers has read it: that is the answer's event and not the provider's word.
        if ((!arrived && !lost) || was->state != NudgeState::sent || e.why == "acknowledged" || e.why == "answered") continue;
        SlaEvent& event = teller.add(arrived ? SlaEventKind::nudge_delivered : SlaEventKind::nudge_failed, e.at, nudge.step);
        event.person = nudge.person;
        event.channel = nudge.channel;
        teller.setTarget(nudge.target);
    }
}

void tellNotes(Teller& teller, const LadderMoved& e) {
    for (const LadderNote& note : e.notes) {
        if (note.what == "step_entered") teller.add(SlaEventKind::step_entered, e.at, note.step);
        if (note.what == "acknowledged") {
            SlaEvent& event = teller.add(SlaEventKind::acknowledged, e.at, note.step);
            event.person = note.person;
            if (!e.ladder.acknowledged.empty()) event.channel = e.ladder.acknowledged.back().channel;
            event.seconds = secondsBetween(e.ladder.stepAt, e.at);
        }
        if (note.what == "quiet" || note.what == "throttled" || note.what == "deduplicated" || note.what == "channel_quiet" || note.what == "coalesced") {
            SlaEvent& event = teller.add(SlaEventKind::nudge_suppressed, e.at, note.step);
            event.person = note.person;
            event.decision = note.what;
            if (note.what == "channel_quiet") event.channel = note.reason;
        }
        if (note.what == "paused" || note.what == "resumed" || note.what == "snoozed" || note.what == "reprioritised") {
            SlaEvent& event = teller.add(SlaEventKind::moved, e.at, note.step);
            event.decision = note.what;
        }
    }
    if (e.why == "reassigned") {
        teller.add(SlaEventKind::moved, e.at, e.ladder.step).decision = "reassigned";
        teller.setTarget(e.assignee);
    }
}

/// The step that was current is left, late: whose key came, by what they were asked last (F06.R7.A2).
void tellBreach(Teller& teller, const EntryHeader& header, const LadderMoved& e, const LadderRun& before) {
    const LadderStep* step = stepOf(before.policy, before.ladder, before.ladder.step);
    const bool left = e.ladder.step != before.ladder.step || isOver(e.ladder.phase);
    if (step == nullptr || !left || e.why == "reassigned" || e.why == "opened" || before.ladder.phase != LadderPhase::running || e.ladder.phase == LadderPhase::cancelled) return;
    const Instant from = before.targetFrom.known() ? before.targetFrom : before.ladder.stepAt;
    if (e.at - from < seconds(step->waitSeconds) && e.ladder.phase != LadderPhase::exceeded) return;
    SlaEvent& event = teller.add(SlaEventKind::breached, e.at, before.ladder.step);
    if (e.ladder.phase == LadderPhase::decided && header.actor.type == ActorType::human) event.person = header.actor.id;
    event.seconds = secondsBetween(from, e.at);
    event.targetSeconds = step->waitSeconds;
    event.decision = e.why;
    const Nudge* nudge = lastNudge(before.ladder);
    if (nudge == nullptr) return;
    event.channel = nudge->channel;
    event.lastNudgeAt = nudge->at;
    if (nudge->step == before.ladder.step) teller.setTarget(nudge->target);
}

void moved(const EntryHeader& header, const LadderMoved& e, Views& views) {
    const auto before = views.find<LadderRun>(e.approval.str());
    const bool fresh = e.why == "opened" || !before;
    LadderRun now = before && !fresh ? *before : LadderRun{};
    now.approval = e.approval;
    now.ladder = e.ladder;
    if (e.origin) {
        now.policy = e.origin->policy;
        now.command = e.origin->command;
    }
    Teller teller(header, views, now);
    if (fresh) teller.add(SlaEventKind::opened, e.at, -1);
    else tellBreach(teller, header, e, *before);
    tellNotes(teller, e);
    tellNudges(teller, e, fresh ? nullptr : &before->ladder);
    if (!fresh && !isOver(before->ladder.phase) && isOver(e.ladder.phase)) {
        SlaEvent& event = teller.add(SlaEventKind::ended, e.at, e.ladder.step);
        event.decision = e.ladder.reason.starts_with("approval_") ? e.ladder.reason.substr(9) : e.ladder.reason;
        event.seconds = secondsBetween(e.ladder.startedAt, e.at);
    }
    teller.save();
}

/// One key turned, or refused. By which way stands in the header: `console`, `phone`, `voice`, `api`.
void answered(const EntryHeader& header, ApprovalId approval, const approvals::ApprovalStep& step, Views& views) {
    const bool yes = step.kind == approvals::StepKind::approved;
    const auto run = views.find<LadderRun>(approval.str());
    if (!run || (!yes && step.kind != approvals::StepKind::rejected)) return;
    Teller teller(header, views, *run);
    SlaEvent& event = teller.add(yes ? SlaEventKind::approved : SlaEventKind::rejected, step.at, run->ladder.step);
    event.person = step.actor.id;
    event.device = deviceOf(header, step.device);
    event.decision = enumName(step.kind);
    event.seconds = secondsBetween(run->ladder.startedAt, step.at);
    // Who was asked and answers counts for the way they were asked by; who came by themselves for the one they came by.
    const Nudge* asked = nullptr;
    for (const Nudge& nudge : run->ladder.nudges) {
        const bool left = nudge.state == NudgeState::sent || nudge.state == NudgeState::delivered;
        if (left && nudge.person == step.actor.id && (asked == nullptr || nudge.at > asked->at)) asked = &nudge;
    }
    event.channel = asked != nullptr ? asked->channel : header.source;
    teller.save();
}

/// How the ladder of the version that a link shows stood at that moment, by what had happened to it. Not by its own document: attempts lie in another stream, which a rebuild
/// replays behind that of the ladders, when that document is of the end.
std::optional<SlaEvent> standAt(Views& views, const approvals::OneTapAttempt& tap, Instant at) {
    const std::string request = tap.approval.str(), ofVersion = request + "/" + std::to_string(tap.version) + ".";
    std::optional<SlaEvent> out;
    for (SlaEvent& each : views.byKey<SlaEvent>("request", request)) {
        if (!each.workflow.starts_with(ofVersion) && !(tap.version <= 1 && each.workflow == request)) continue;
        // Of two in the same microsecond nobody knows which came first; only its beginning came before every link to it.
        const bool later = each.kind == SlaEventKind::step_entered || each.kind == SlaEventKind::moved;
        const bool stands = later ? each.recordedAt < at : each.kind == SlaEventKind::opened && each.recordedAt <= at;
        if (stands && (!out || std::tie(out->sequence, out->id) < std::tie(each.sequence, each.id))) out = std::move(each);
    }
    return out;
}

void tapped(const EntryHeader& header, const approvals::OneTapAttempt& e, Views& views) {
    auto stood = e.approval.known() ? standAt(views, e, header.ledgerTime) : std::nullopt;
    if (!stood) return;
    SlaEvent event = std::move(*stood);
    event.id = header.entryId.str() + "/000";
    event.kind = SlaEventKind::nudge_opened;
    event.eventType = header.type;
    event.at = e.at;
    event.actor = header.actor.type == ActorType::human ? header.actor.id : std::string("system");
    event.person = e.person.str();
    event.channel = e.channel;
    event.device = deviceOf(header, e.device);
    event.decision = e.result;
    event.seconds = 0;
    event.lastNudgeAt = {};
    event.trace = header.correlationId;
    event.entry = header.entryId.str();
    event.stream = enumName(header.stream);
    event.sequence = header.sequence;
    event.prevHash = header.prevHash;
    event.hash = sealEntry(header, {}).hash;
    event.recordedAt = header.ledgerTime;
    views.save(std::move(event));
}

}  // namespace

ViewKeys SlaEvent::viewKeys() const { return {{"day", toIso(openedAt).substr(0, 10)}, {"request", approval.str()}}; }

void addSlaProjections(Projections& projections) {
    projections.on<LadderMoved>(moved);
    projections.on<approvals::ApprovalStepped>([](const EntryHeader& header, const approvals::ApprovalStepped& e, Views& views) { answered(header, e.approval, e.step, views); });
    projections.on<approvals::ApprovalDecided>([](const EntryHeader& header, const approvals::ApprovalDecided& e, Views& views) {
        if (e.by.type == ActorType::human && !e.record.steps.empty()) answered(header, e.approval, e.record.steps.back(), views);
    });
    projections.on<approvals::OneTapAttempt>(tapped);
}

}  // namespace ok::oncall
