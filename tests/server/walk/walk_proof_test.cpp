// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "tests/server/walk/walk_proof.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/base/json_text.h"

namespace ok::walk {

using approvals::ApprovalStep;
using approvals::StepKind;

bool fits(std::string_view pattern, std::string_view text) {
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) return pattern == text;
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) return pattern == text;
    if (text.substr(0, open) != pattern.substr(0, open)) return false;
    const std::string_view rest = pattern.substr(close + 1);
    for (std::size_t at = open; at <= text.size(); ++at) {
        if (fits(rest, text.substr(at))) return true;
    }
    return false;
}

void Proof::line(std::string_view text) {
    const auto read = parseJson(text);
    if (!read.ok()) return wrong("a line of the export is no JSON");
    const JsonView header = read->root()["header"];
    if (!header.exists()) return;
    const auto known = fromJson<EntryHeader>(header);
    if (!known.ok()) return wrong("a header cannot be read");
    const JsonView payload = read->root()["payload"];
    entry(*known, payload.isObject() ? payload.canonical() : std::string());
}

void Proof::entry(const EntryHeader& header, const std::string& payload) {
    const auto as = [&]<class E>(void (Proof::*hear)(const E&)) {
        if (header.type != E::eventType) return;
        const auto event = fromJson<E>(payload);
        if (event.ok()) (this->*hear)(*event);
        else wrong(header.type + " cannot be read");
    };
    as(&Proof::taken);
    as(&Proof::decided);
    as(&Proof::drafted);
    as(&Proof::left);
    as(&Proof::takenBack);
    as(&Proof::queued);
    if (header.type == approvals::ApprovalStepped::eventType) {
        const auto event = fromJson<approvals::ApprovalStepped>(payload);
        if (event.ok()) m_waiting[event->approval.str()].stepped.insert(event->step.id);
    }
    if (header.type == approvals::ApprovalExecuted::eventType) {
        const auto event = fromJson<approvals::ApprovalExecuted>(payload);
        if (event.ok() && ++m_waiting[event->approval.str()].carriedOut != 1) wrong("request " + event->approval.str() + " was carried out twice");
    }
    if (header.type == comms::MessagesChanged::eventType) {
        const auto event = fromJson<comms::MessagesChanged>(payload);
        for (const auto& each : event.ok() ? event->changes : std::vector<comms::MessageChange>()) {
            if (each.textHash.known()) m_textHash[each.message.str()] = each.textHash;
        }
    }
}

void Proof::taken(const approvals::SnapshotTaken& event) {
    const auto& snapshot = event.snapshot;
    const std::string hash = sha256(snapshot.content.text).hex();
    if (hash != snapshot.header.contentHash.hex()) wrong("snapshot " + snapshot.header.id + " is not what was hashed");
    if (!approvals::verify(snapshot.snapshot(), m_key).ok()) wrong("snapshot " + snapshot.header.id + " is not signed");
    Waiting& w = m_waiting[snapshot.header.approval.str()];
    w.author = human(snapshot.header.requestedBy);
    w.newest = hash;
    w.versions[hash] = snapshot;
    m_requestOf[snapshot.header.id] = snapshot.header.approval.str();
}

/// A quorum counted anew: human beings who said yes to exactly this content, none of them its author, none shut out.
void Proof::decided(const approvals::ApprovalDecided& event) {
    if (event.state != approvals::ApprovalState::released) return;
    const std::string id = event.approval.str();
    Waiting& w = m_waiting[id];
    w.released = true;
    if (!approvals::verifies(event, m_key)) wrong("the decision about " + id + " is not signed");
    if (event.record.digest.hex() != w.newest) wrong("request " + id + " was released as something else than its newest version");
    ++proved;
    if (!event.record.steps.empty() && event.record.steps.back().kind == StepKind::override_confirmed) return overridden(event);
    std::set<std::string> people;
    const ApprovalStep* last = nullptr;
    const int version = w.versions.contains(w.newest) ? w.versions.at(w.newest).header.version : 0;
    for (const ApprovalStep& step : event.record.steps) {
        if (step.kind != StepKind::approved || step.version != version) continue;
        last = &step;
        const std::string who = human(step.actor.id);
        if (step.seen.hex() != w.newest) wrong(who + " said yes to another content of " + id);
        if (who == w.author) wrong("the author of " + id + " holds two keys");
        if (m_people.vendorsShut && m_people.vendors.contains(who)) wrong(who + " is of a group that is shut out of " + id);
        if (!people.insert(who).second) wrong(who + " is counted twice in " + id);
        const bool deciding = &step == &event.record.steps.back();
        if (!deciding && !w.stepped.contains(step.id)) wrong("a key of " + id + " has no entry of its own");
    }
    if (last == nullptr || event.by.id != last->actor.id) wrong("request " + id + " was released by somebody who turned no key");
    if (static_cast<int>(people.size()) < m_people.needed) wrong("request " + id + " ran with " + std::to_string(people.size()) + " of " + std::to_string(m_people.needed) + " keys");
}

/// The glass was broken: two human beings, one who said why and another who confirmed.
void Proof::overridden(const approvals::ApprovalDecided& event) {
    const ApprovalStep& second = event.record.steps.back();
    const ApprovalStep* first = nullptr;
    for (const ApprovalStep& each : event.record.steps) {
        if (each.kind == StepKind::override_asked && each.cycle == second.cycle) first = &each;
    }
    if (first == nullptr || first->reason.size() < 20) return wrong("the glass over " + event.approval.str() + " was broken without a word");
    if (human(first->actor.id) == human(second.actor.id) || event.by.id != second.actor.id) wrong("the glass over " + event.approval.str() + " was broken by one person alone");
}

void Proof::left(const comms::BroadcastSent& event) {
    ++sends;
    const std::string id = event.broadcast.str();
    m_broadcasts.insert(id);
    m_sent.emplace(id, event);
    const auto request = m_requestOf.find(event.leg.snapshotId);
    if (request == m_requestOf.end()) return wrong("broadcast " + id + " left from no snapshot");
    const Waiting& w = m_waiting[request->second];
    if (event.leg.approval != request->second) wrong("broadcast " + id + " names another request than its snapshot");
    if (!w.released) wrong("broadcast " + id + " left before its request was released");
    if (event.leg.snapshotHash.hex() != w.newest) return wrong("broadcast " + id + " left from a version that nobody approved");
    const auto content = fromJson<approvals::SnapshotContent>(w.versions.at(w.newest).content.text);
    if (!content.ok()) return wrong("a snapshot cannot be read");
    std::int64_t planned = 0;
    for (const auto& [channel, count] : event.planned) planned += count;
    if (planned != content->audience.messages) wrong("broadcast " + id + " planned " + std::to_string(planned) + " messages, " + std::to_string(content->audience.messages) + " were frozen");
}

void Proof::takenBack(const comms::BroadcastRetracted& event) {
    ++corrections;
    const std::string wrongOne = event.broadcast.str();
    if (!m_sent.contains(wrongOne)) return wrong("a correction of something that never left");
    if (m_sent.at(wrongOne).draftsDigest != event.draftsDigest) wrong("the correction of " + wrongOne + " is not what was approved with it");
    m_broadcasts.insert(event.correction.str());
    m_corrects[event.correction.str()] = wrongOne;
}

void Proof::queued(const comms::MessagesQueued& event) {
    const std::string broadcast = event.broadcast.str();
    if (!m_broadcasts.contains(broadcast)) wrong("messages of a broadcast that never left: " + broadcast);
    for (const comms::QueuedMessage& m : event.messages) {
        ++messages;
        const Sent sent{broadcast, event.snapshotId, m_corrects.contains(broadcast), m.channel, m.language, m.contact, m.withheld};
        if (!m_messages.emplace(m.id.str(), sent).second) wrong("message " + m.id.str() + " is in the log twice");
        for (const auto& [id, other] : m_messages) {
            if (id != m.id.str() && other.broadcast == broadcast && other.channel == m.channel && other.contact == m.contact) wrong("one contact has two messages of " + broadcast);
        }
        if (m.corrects && (!m_messages.contains(m.corrects->message.str()) || m_messages.at(m.corrects->message.str()).contact != m.contact)) wrong("a correction goes to somebody who was not told");
    }
}

/// What was read for it, with nothing but its placeholders filled in.
void Proof::words(const TakenMessage& message, const Sent& sent) {
    const std::string& broadcast = sent.correction ? m_corrects.at(sent.broadcast) : sent.broadcast;
    const auto snapshot = m_sent.contains(broadcast) ? m_requestOf.find(m_sent.at(broadcast).leg.snapshotId) : m_requestOf.end();
    if (snapshot == m_requestOf.end()) return wrong("a message without a snapshot");
    const Waiting& w = m_waiting.at(snapshot->second);
    const auto content = fromJson<approvals::SnapshotContent>(w.versions.at(w.newest).content.text);
    const auto read = [&](const std::string& part) -> std::string {
        for (const approvals::ReviewText& each : content->messages) {
            if (each.channel == enumName(sent.channel) && each.language == enumName(sent.language) && each.part == part) return each.pattern.empty() ? each.text : each.pattern;
        }
        return "\x01 there is no such text";
    };
    if (!fits(read(sent.correction ? "correction" : "body"), message.text)) wrong("`" + message.text + "` is not what was approved: `" + read(sent.correction ? "correction" : "body") + "`");
}

void Proof::judge(const std::vector<TakenMessage>& taken) {
    std::set<std::string> rows, once;
    for (const TakenMessage& each : taken) {
        if (each.connector != "sms" && each.connector != "email" && each.connector != "voice") continue;
        if (!rows.insert(each.row).second) wrong("message " + each.row + " was taken twice");
        const auto sent = m_messages.find(each.row);
        if (sent == m_messages.end()) {
            wrong("a message left that the log does not know: " + each.text);
            continue;
        }
        if (!sent->second.withheld.empty()) wrong("a message left that was withheld: " + sent->second.withheld);
        if (!once.insert(sent->second.broadcast + " " + each.connector + " " + each.to).second) wrong(each.to + " got one broadcast twice");
        if (!sent->second.correction && each.snapshot != m_sent.at(sent->second.broadcast).leg.snapshotId) wrong("a message names another snapshot than its broadcast");
        const auto hash = m_textHash.find(each.row);
        if (hash != m_textHash.end() && hash->second != sha256(each.subject + "\n" + each.text)) wrong("the log has the hash of other words than what left");
        words(each, sent->second);
        const auto amends = m_amends.find(sent->second.broadcast);
        if (amends == m_amends.end()) continue;
        ++amended;
        if (once.contains(amends->second + " " + each.connector + " " + each.to)) wrong(each.to + " got a broadcast and the one that takes its place");
    }
    for (const auto& [id, w] : m_waiting) {
        if (w.carriedOut != (w.released ? 1 : 0)) wrong("request " + id + " was " + (w.released ? "released and " : "") + "carried out " + std::to_string(w.carriedOut) + " times");
    }
}

}  // namespace ok::walk
