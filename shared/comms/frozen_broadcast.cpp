// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/frozen_broadcast.h"

#include <algorithm>

#include "shared/base/derived_ids.h"

namespace ok::comms {
namespace {

bool among(const std::vector<Channel>& list, Channel channel) { return std::find(list.begin(), list.end(), channel) != list.end(); }

approvals::ReviewText textOf(const Draft& draft, const char* part, const std::string& pattern, const Reader& reader) {
    approvals::ReviewText out{enumName(draft.channel), enumName(draft.language), part, pattern, pattern, approvals::TextForm::plain};
    // A draft with a placeholder nobody knows is refused before it leaves; here it is read as it was written.
    if (auto filled = fillPlaceholders(pattern, reader); filled.ok()) out.text = std::move(*filled);
    return out;
}

void addTimes(approvals::ReviewSide& out, const Broadcast& told, const std::string& zone) {
    if (told.eta.confidence == EtaConfidence::none) return;
    const std::string subject = told.incident.str();
    out.times.push_back({subject, "etr", told.eta.latest, zone, "broadcast"});
    if (told.eta.earliest.known()) out.times.push_back({subject, "etr_earliest", told.eta.earliest, zone, "broadcast"});
}

}  // namespace

std::vector<approvals::ReviewText> textsOf(const Broadcast& broadcast, const std::vector<Channel>& channels, const std::string& zone) {
    std::vector<approvals::ReviewText> out;
    for (const Draft& draft : broadcast.drafts) {
        if (!among(channels, draft.channel)) continue;
        const Reader reader{zone, draft.language, {"{places}"}, broadcast.area, "{stop}", broadcast.draftedAt, {}, "{evidence ", "}"};
        if (!draft.subject.empty()) out.push_back(textOf(draft, "subject", draft.subject, reader));
        out.push_back(textOf(draft, "body", draft.text, reader));
    }
    for (const Draft& draft : broadcast.correction) {   // read together with what it would take back
        if (!among(channels, draft.channel)) continue;
        const Reader reader{zone, draft.language, {"{places}"}, broadcast.area, "{stop}", broadcast.draftedAt, {}, "{evidence ", "}"};
        if (!draft.subject.empty()) out.push_back(textOf(draft, "correction_subject", draft.subject, reader));
        out.push_back(textOf(draft, "correction", draft.text, reader));
    }
    return out;
}

std::vector<std::string> evidenceNamedIn(const approvals::SnapshotContent& content) {
    constexpr std::string_view mark = "{evidence ";
    std::vector<std::string> out;
    for (const approvals::ReviewText& text : content.messages) {
        for (std::size_t at = text.pattern.find(mark); at != std::string::npos; at = text.pattern.find(mark, at + 1)) {
            const std::size_t from = at + mark.size(), end = std::min(text.pattern.find('}', from), text.pattern.size());
            out.push_back(text.pattern.substr(from, end - from));
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::optional<Draft> draftOf(const approvals::SnapshotContent& content, Channel channel, Language language) {
    std::optional<Draft> out;
    for (const approvals::ReviewText& text : content.messages) {
        if (text.channel != enumName(channel) || text.language != enumName(language)) continue;
        if (text.part != "subject" && text.part != "body") continue;
        if (!out) out = Draft{channel, language, {}, {}, {}};
        (text.part == "subject" ? out->subject : out->text) = text.pattern;
    }
    return out;
}

std::map<std::string, Digest> payloadsOf(const std::vector<Draft>& drafts, const std::vector<Channel>& channels) {
    std::map<std::string, Digest> out;
    for (const Channel channel : channels) {
        std::vector<Draft> own;
        for (const Draft& draft : drafts) {
            if (draft.channel == channel) own.push_back({draft.channel, draft.language, draft.subject, draft.text, {}});
        }
        std::sort(own.begin(), own.end(), [](const Draft& a, const Draft& b) { return a.language < b.language; });
        out[enumName(channel)] = sha256(toJson(own));
    }
    return out;
}

approvals::ReviewSide sideOf(const Broadcast& told, const std::string& zone) {
    approvals::ReviewSide out;
    out.texts = textsOf(told, told.sentChannels, zone);
    addTimes(out, told, zone);
    for (const ChannelReach& reach : told.reach) out.audience["channel"][enumName(reach.channel)] += reach.reached;
    out.audience["total"]["people"] = told.recipientCount;
    return out;
}

MessageId messageIdOf(const Digest& contentHash, std::string_view channel, std::string_view contact) {
    return MessageId{derivedUuid("message|" + approvals::deliveryKey(contentHash, channel, contact).hex())};
}

BroadcastProgress progressOf(const std::map<std::string, int>& states, bool paused) {
    BroadcastProgress out;
    for (const auto& [name, count] : states) {
        out.planned += count;
        switch (parseEnum<MessageState>(name).value_or(MessageState::failed)) {
            case MessageState::queued: (paused ? out.held : out.waiting) += count; break;
            case MessageState::held: out.held += count; break;
            case MessageState::sending: out.waiting += count; break;
            case MessageState::sent:
            case MessageState::delivered:
            case MessageState::unknown: out.sent += count; break;
            case MessageState::withheld:
            case MessageState::suppressed: out.withheld += count; break;
            default: out.failed += count;
        }
    }
    return out;
}

}  // namespace ok::comms
