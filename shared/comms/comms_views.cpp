// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/comms_views.h"

#include <algorithm>

#include "shared/approvals/release.h"
#include "shared/approvals/risk_record.h"
#include "shared/comms/audience_baseline.h"
#include "shared/comms/comms_commands.h"
#include "shared/comms/comms_events.h"
#include "shared/comms/live_claims.h"
#include "shared/comms/pace_views.h"
#include "shared/comms/routing_kind.h"
#include "shared/policy/policy_events.h"
#include "shared/views/change.h"

namespace ok::comms {
namespace {

void count(std::map<std::string, int>& counts, const std::string& state, int change) {
    int& n = counts[state];
    n += change;
    if (n == 0) counts.erase(state);
}

void count(Broadcast& broadcast, Channel channel, MessageState state, int change) {
    const std::string name = enumName(state);
    count(broadcast.messages, name, change);
    count(broadcast.progress[enumName(channel)], name, change);
}

bool anyOpen(const Broadcast& broadcast) {
    return std::any_of(broadcast.messages.begin(), broadcast.messages.end(), [](const auto& entry) {
        const auto state = parseEnum<MessageState>(entry.first);
        return state && (*state == MessageState::queued || *state == MessageState::held || *state == MessageState::sending);
    });
}

void closeWhenAllAreOut(Broadcast& broadcast) {
    if (broadcast.state == BroadcastState::sending && !anyOpen(broadcast)) broadcast.state = BroadcastState::done;
    else if (broadcast.state == BroadcastState::done && anyOpen(broadcast)) broadcast.state = BroadcastState::sending;
}

void onDrafted(const EntryHeader& header, const BroadcastDrafted& e, Views& views) {
    Broadcast b;
    b.id = e.broadcast;
    b.incident = e.incident;
    b.kind = e.kind;
    b.drafts = e.drafts;
    b.channels = e.channels;
    b.area = e.area;
    b.eta = e.eta;
    b.emergency = e.emergency;
    b.draftedBy = header.actor.id;
    b.draftedAt = b.changedAt = header.ledgerTime;
    b.drill = header.drill;
    b.correlation = header.correlationId;
    b.correction = e.correction;
    b.amends = e.amends;
    views.save(std::move(b));
}

void onEdited(const EntryHeader& header, const DraftEdited& e, Views& views) {
    const auto found = views.find<Broadcast>(e.broadcast.str());
    if (!found) return;
    Broadcast b = *found;
    const auto same = [&](const Draft& d) { return d.channel == e.draft.channel && d.language == e.draft.language; };
    std::vector<Draft>& drafts = e.correction ? b.correction : b.drafts;
    const auto it = std::find_if(drafts.begin(), drafts.end(), same);
    if (it == drafts.end()) drafts.push_back(e.draft);
    else *it = e.draft;
    ++b.edits;
    b.changedAt = header.ledgerTime;
    views.save(std::move(b));
}

void endSchedule(Broadcast& broadcast, const std::string& id) {
    std::erase_if(broadcast.schedules, [&](const BroadcastSchedule& each) { return each.id == id; });
}

void onSent(const EntryHeader& header, const BroadcastSent& e, Views& views) {
    const auto found = views.find<Broadcast>(e.broadcast.str());
    if (!found) return;
    Broadcast b = *found;
    int messages = 0;
    for (const ChannelReach& r : e.reach) messages += r.messages;
    b.state = messages > 0 || anyOpen(b) ? BroadcastState::sending : BroadcastState::done;
    b.reach.insert(b.reach.end(), e.reach.begin(), e.reach.end());
    b.recipientCount = e.recipientCount;
    b.recipients = e.recipients;
    const std::vector<Channel>& left = e.channels.empty() ? b.channels : e.channels;   // an older entry names none: all left
    b.sentChannels.insert(b.sentChannels.end(), left.begin(), left.end());
    b.sentBy = header.actor.id;
    if (!b.sentAt.known()) b.sentAt = header.ledgerTime;
    b.releasedDigest = e.draftsDigest;
    b.changedAt = header.ledgerTime;
    for (const BroadcastSchedule& each : b.schedules) {
        if (each.id == e.schedule) b.sentBy = each.sentBy;   // the timer only keeps the hour
    }
    endSchedule(b, e.schedule);
    if (!e.leg.snapshotId.empty()) b.legs.push_back(e.leg);
    if (!header.drill) {   // what was usual, for whoever sends the next one
        const auto past = views.find<SendHistory>("live");
        SendHistory history = past ? *past : SendHistory{};
        history.add({header.ledgerTime, e.recipientCount, contentTypeOf(b.kind, b.eta), b.area});
        views.save(std::move(history));
    }
    views.save(std::move(b));
}

void onRescoped(const EntryHeader& header, const BroadcastRescoped& e, Views& views) {
    changeDocument<Broadcast>(views, e.broadcast.str(), [&](Broadcast& next) {
        next.channels = e.after;
        next.drafts = e.drafts;
        next.correction = e.correction;
        next.scopeChanges.push_back({header.actor.id, header.ledgerTime, e.before, e.after, e.note});
        next.changedAt = header.ledgerTime;
    });
}

void onQueued(const EntryHeader& header, const MessagesQueued& e, Views& views) {
    const auto found = views.find<Broadcast>(e.broadcast.str());
    if (!found) return;
    Broadcast b = *found;
    for (const QueuedMessage& q : e.messages) {
        Message m;
        m.id = q.id;
        m.broadcast = e.broadcast;
        m.channel = q.channel;
        m.language = q.language;
        m.zone = q.zone;
        m.contact = q.contact;
        m.accounts = q.accounts;
        m.heldUntil = q.heldUntil;
        m.state = !q.withheld.empty() ? MessageState::withheld : q.heldUntil.known() ? MessageState::held : MessageState::queued;
        if (!q.withheld.empty()) m.reasons.push_back(q.withheld);
        else if (q.heldUntil.known()) m.reasons.emplace_back("quiet_hours");
        m.snapshotId = e.snapshotId;
        m.changedAt = header.ledgerTime;
        m.drill = header.drill;
        m.corrects = q.corrects;
        m.cohort = q.cohort;
        count(b, m.channel, m.state, 1);
        views.save(std::move(m));
    }
    closeWhenAllAreOut(b);   // where everybody said STOP since, nothing is under way
    b.changedAt = header.ledgerTime;
    views.save(std::move(b));
}

/// With its provider: the moment its reader may know it, which a correction names.
void noteHandedOver(const EntryHeader& header, MessageState before, Message& m) {
    if (m.state == MessageState::sending || (standOf(m.state) == Stand::handed && !m.handedAt.known())) m.handedAt = header.ledgerTime;
    if (standOf(before) == Stand::handed && standOf(m.state) == Stand::pending) m.handedAt = {};
}

/// How fast a mistake was taken back.
void noteCorrected(const EntryHeader& header, const Broadcast& correction, MessageState before, const Message& m, Views& views) {
    const bool first = m.state == MessageState::sent || (m.state == MessageState::delivered && before != MessageState::sent);
    if (!correction.corrects.known() || !first || before == m.state) return;
    changeDocument<Broadcast>(views, correction.corrects.str(), [&](Broadcast& wrong) {
        if (!wrong.retraction) return;
        ++wrong.retraction->handedOver;
        wrong.retraction->lastHandedOver = header.ledgerTime;
    });
}

void changeOne(const EntryHeader& header, const MessageChange& change, Views& views) {
    if (change.supersededBy.known()) {
        changeDocument<Message>(views, change.message.str(), [&](Message& old) { old.supersededBy = change.supersededBy; });
    }
    const auto found = views.find<Message>(change.message.str());
    if (!found) return;
    Message m = *found;
    if (!mayFollow(m.state, change.state)) {
        if (m.textHash.known() || !change.textHash.known()) return;
        m.textHash = change.textHash;   // told after its receipt
        m.segments = std::max(m.segments, change.segments);
        return views.save(std::move(m));
    }
    const MessageState before = m.state;
    m.state = change.state;
    noteHandedOver(header, before, m);
    m.attempts = std::max(m.attempts, change.attempts);
    if (!change.providerId.empty()) m.providerId = change.providerId;
    constexpr std::size_t reasonsKept = 20;
    if (!change.reason.empty() && m.reasons.size() < reasonsKept) m.reasons.push_back(change.reason);
    if (change.segments > 0) m.segments = change.segments;
    if (change.textHash.known()) m.textHash = change.textHash;
    m.changedAt = header.ledgerTime;
    if (const auto owner = views.find<Broadcast>(m.broadcast.str()); owner && before != m.state) {
        Broadcast b = *owner;
        count(b, m.channel, before, -1);
        count(b, m.channel, m.state, 1);
        b.changedAt = header.ledgerTime;
        closeWhenAllAreOut(b);
        noteCorrected(header, b, before, m, views);
        views.save(std::move(b));
    }
    views.save(std::move(m));
}

// The second person's name stands in the approval; it is decided before the broadcast's own entries are written.
void onApprovalDecided(const EntryHeader&, const approvals::ApprovalDecided& e, Views& views) {
    if (e.state != approvals::ApprovalState::released) return;
    const auto approval = views.find<approvals::Approval>(e.approval.str());
    if (!approval || approval->command != SendBroadcast::card.name) return;
    const auto command = fromJson<SendBroadcast>(approval->body.text);
    if (!command.ok()) return;
    const auto found = views.find<Broadcast>(command->broadcast.str());
    if (!found) return;
    Broadcast b = *found;
    b.approvedBy = e.by.id;
    views.save(std::move(b));
}

void onCancelled(const EntryHeader& header, const BroadcastCancelled& e, Views& views) {
    const auto found = views.find<Broadcast>(e.broadcast.str());
    if (!found) return;
    Broadcast b = *found;
    b.state = BroadcastState::cancelled;
    b.cancelReason = e.reason;
    b.schedules.clear();
    b.pause.reset();
    b.changedAt = header.ledgerTime;
    views.save(std::move(b));
}

void onRetracted(const EntryHeader& header, const BroadcastRetracted& e, Views& views) {
    approvals::markCorrected(views, {e.broadcast.str()}, header.ledgerTime + Duration(1));   // also what left in this very moment
    const auto found = views.find<Broadcast>(e.broadcast.str());
    if (!found) return;
    Broadcast wrong = *found;
    Retraction now = wrong.retraction.value_or(Retraction{e.correction, e.retractedAt, header.actor.id, e.reason, e.secondsSinceSent});
    now.reached += e.reached;
    now.withheld += e.withheld;
    wrong.retraction = now;
    wrong.state = BroadcastState::cancelled;
    wrong.cancelReason = e.reason;
    wrong.pause.reset();
    wrong.schedules.clear();
    wrong.changedAt = header.ledgerTime;
    Broadcast correction;
    if (const auto before = views.find<Broadcast>(e.correction.str())) correction = *before;
    correction.id = e.correction;
    correction.incident = wrong.incident;
    correction.kind = UpdateKind::correction;
    correction.state = e.reached > 0 ? BroadcastState::sending : BroadcastState::done;
    correction.drafts = wrong.correction;
    correction.channels = correction.sentChannels = e.channels;
    correction.area = wrong.area;
    correction.emergency = wrong.emergency;
    correction.recipientCount = e.recipientCount;
    correction.recipients = e.recipients;
    correction.draftedBy = wrong.draftedBy;
    correction.approvedBy = wrong.approvedBy;
    correction.sentBy = header.actor.id;
    correction.draftedAt = wrong.draftedAt;
    if (!correction.sentAt.known()) correction.sentAt = e.retractedAt;
    correction.changedAt = header.ledgerTime;
    correction.releasedDigest = e.draftsDigest;
    correction.corrects = wrong.id;
    correction.drill = header.drill;
    correction.correlation = wrong.correlation;
    views.save(std::move(wrong));
    views.save(std::move(correction));
}

}  // namespace

void addProjections(Projections& projections) {
    projections.on<BroadcastDrafted>(onDrafted);
    projections.on<DraftEdited>(onEdited);
    projections.on<BroadcastRescoped>(onRescoped);
    projections.on<BroadcastSent>(onSent);
    projections.on<BroadcastScheduled>([](const EntryHeader& header, const BroadcastScheduled& e, Views& views) {
        changeDocument<Broadcast>(views, e.broadcast.str(), [&](Broadcast& next) {
            next.schedules.push_back(e.schedule);
            next.changedAt = header.ledgerTime;
        });
    });
    projections.on<BroadcastHeldBack>([](const EntryHeader& header, const BroadcastHeldBack& e, Views& views) {
        changeDocument<Broadcast>(views, e.broadcast.str(), [&](Broadcast& next) {
            endSchedule(next, e.schedule);
            next.changedAt = header.ledgerTime;
        });
    });
    addPaceProjections(projections);
    projections.on<MessagesQueued>(onQueued);
    projections.on<BroadcastCancelled>(onCancelled);
    projections.on<BroadcastRetracted>(onRetracted);
    projections.on<ContactChose>([](const EntryHeader& header, const ContactChose& e, Views& views) {
        if (e.stopped) views.save(ContactStop{e.contact, e.channel, header.ledgerTime, e.evidence});
        else views.erase<ContactStop>(ContactStop::idOf(e.contact, e.channel));
    });
    projections.on<policy::PolicyPublished>([](const EntryHeader&, const policy::PolicyPublished& e, Views& views) {
        if (e.kind != routingKind) return;
        const auto body = views.find<policy::PolicyBody>(policy::PolicyVersion::idOf(e.kind, e.number));
        if (body) views.save(routingOf(body->body.text, e.number));
    });
    projections.on<approvals::ApprovalDecided>(onApprovalDecided);
    projections.on<MessagesChanged>([](const EntryHeader& header, const MessagesChanged& e, Views& views) {
        for (const MessageChange& change : e.changes) changeOne(header, change, views);
    });
}

}  // namespace ok::comms
