// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/live_claims.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace ok::comms {
namespace {

constexpr std::array everyChannel{Channel::sms, Channel::email, Channel::voice};

bool sameIncident(const LiveUpdate& update, const NewSend& send) { return update.incident == send.incident; }

/// Old words do not replace newer ones about the same outage, whenever they leave.
bool knowsMore(const LiveUpdate& update, const NewSend& send) { return sameIncident(update, send) && update.writtenAt > send.writtenAt; }

std::vector<Channel> channelsOf(ChannelBits bits) {
    std::vector<Channel> out;
    for (const Channel channel : everyChannel) {
        if ((bits & bitOf(channel)) != 0) out.push_back(channel);
    }
    return out;
}

/// What one account hears differently by the new send.
struct Fate {
    bool otherwise = false, withheld = false, remains = false;
};

Fate fateOf(const LiveUpdate& update, const NewSend& send, SupersedeRule rule, const Told& told, ChannelBits reached) {
    Fate out;
    for (const Channel channel : everyChannel) {
        for (const Stand stand : {Stand::handed, Stand::pending}) {
            const ChannelBits bits = stand == Stand::handed ? told.handed : told.pending;
            if ((bits & bitOf(channel)) == 0) continue;
            const Verdict verdict = verdictOn(update, send, rule, stand, channel, reached);
            out.otherwise = out.otherwise || verdict != Verdict::agrees;
            out.withheld = out.withheld || verdict == Verdict::withheld;
            out.remains = out.remains || verdict == Verdict::contradicts;
        }
    }
    return out;
}

std::string whyRemains(const LiveUpdate& update, const NewSend& send, bool pending) {
    if (knowsMore(update, send)) return "newer_words";
    return pending ? "still_to_leave" : "other_channel";
}

constexpr std::uint8_t heardBefore = 1, heardTwice = 2;

ClaimItem itemOf(const LiveUpdate& update, const NewSend& send, SupersedeRule rule, std::vector<std::uint8_t>& marks) {
    ClaimItem item{.broadcast = update.broadcast, .incident = update.incident, .kind = update.claim.kind, .from = update.claim.said.from, .until = update.claim.said.until};
    ChannelBits channels = 0;
    bool pending = false;
    for (const Told& told : update.told) {
        const ChannelBits reached = told.account < send.reached.size() ? send.reached[told.account] : ChannelBits{0};
        if (reached == 0) {
            if ((told.handed | told.pending) != 0) ++item.kept;
            continue;
        }
        const Fate fate = fateOf(update, send, rule, told, reached);
        if (!fate.otherwise) continue;
        ++item.accounts;
        channels |= told.handed | told.pending;
        if (fate.withheld) ++item.withheld;
        marks[told.account] |= heardBefore;
        if (!fate.remains) continue;
        ++item.remaining;
        pending = pending || told.pending != 0;
        marks[told.account] |= heardTwice;
    }
    item.channels = channelsOf(channels);
    item.superseded = item.remaining == 0;
    if (!item.superseded) item.why = whyRemains(update, send, pending);
    return item;
}

bool worse(const ClaimItem& a, const ClaimItem& b) {
    if (a.remaining != b.remaining) return a.remaining > b.remaining;
    if (a.accounts != b.accounts) return a.accounts > b.accounts;
    return a.broadcast < b.broadcast;
}

}  // namespace

Claim claimOf(UpdateKind kind, const EtaBelief& belief, Instant writtenAt) {
    if (kind == UpdateKind::correction) return {};
    if (kind == UpdateKind::restored) return {.kind = ClaimKind::restored};
    const EtaPhrase said = sayableEta(belief, writtenAt);
    if (said.form == EtaForm::none || said.form == EtaForm::passed) return {.kind = ClaimKind::detected};
    return {ClaimKind::eta, belief, said};
}

Claim claimOf(const Broadcast& broadcast) { return claimOf(broadcast.kind, broadcast.eta, broadcast.draftedAt); }

bool differ(const Claim& a, const Claim& b) {
    if (a.kind == ClaimKind::advisory || b.kind == ClaimKind::advisory) return false;
    if (a.kind != b.kind) return true;
    return a.kind == ClaimKind::eta && a.belief != b.belief && a.said != b.said;
}

Stand standOf(MessageState state) {
    switch (state) {
        case MessageState::queued:
        case MessageState::held: return Stand::pending;
        case MessageState::sending:
        case MessageState::sent:
        case MessageState::delivered:
        case MessageState::unknown: return Stand::handed;
        case MessageState::undelivered:
        case MessageState::failed:
        case MessageState::withheld:
        case MessageState::suppressed: break;
    }
    return Stand::gone;
}

AccountNumbers::AccountNumbers(std::size_t expected) : m_slots(std::bit_ceil(std::max<std::size_t>(16, expected * 2)), 0) { m_ids.reserve(expected); }

std::size_t AccountNumbers::slotOf(AccountId account) const {
    std::uint64_t mixed = std::hash<AccountId>{}(account) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 32;
    std::size_t at = mixed & (m_slots.size() - 1);
    while (m_slots[at] != 0 && m_ids[m_slots[at] - 1] != account) at = (at + 1) & (m_slots.size() - 1);
    return at;
}

std::uint32_t AccountNumbers::number(AccountId account) {
    if (std::size_t at = slotOf(account); m_slots[at] != 0) return m_slots[at] - 1;
    if ((m_ids.size() + 1) * 2 > m_slots.size()) {
        m_slots.assign(m_slots.size() * 2, 0);
        for (std::uint32_t i = 0; i < m_ids.size(); ++i) m_slots[slotOf(m_ids[i])] = i + 1;
    }
    m_ids.push_back(account);
    m_slots[slotOf(account)] = static_cast<std::uint32_t>(m_ids.size());
    return static_cast<std::uint32_t>(m_ids.size() - 1);
}

std::uint32_t AccountNumbers::find(AccountId account) const {
    const std::uint32_t slot = m_slots[slotOf(account)];
    return slot == 0 ? nobody : slot - 1;
}

std::string_view whySilent(const LiveUpdate& update, Instant now) {
    if (update.retracted) return "retracted";
    if (update.incidentOver) return "incident_over";
    if (update.claim.kind == ClaimKind::advisory) return "claims_nothing";
    if (update.claim.kind == ClaimKind::eta && update.claim.said.until <= now) return "estimate_passed";
    return {};
}

void dropSuperseded(std::vector<LiveUpdate>& updates, SupersedeRule rule, std::uint32_t accounts) {
    std::vector<std::size_t> order(updates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return updates[a].sentAt != updates[b].sentAt ? updates[a].sentAt > updates[b].sentAt : updates[a].broadcast > updates[b].broadcast;
    });
    std::vector<ChannelBits> newer(accounts, 0);
    for (const std::size_t at : order) {
        LiveUpdate& update = updates[at];
        const bool counts = !update.retracted && !update.incidentOver && update.claim.kind != ClaimKind::advisory;
        for (Told& told : update.told) {
            const ChannelBits own = told.handed | told.pending, by = newer[told.account];
            if (by != 0) told.handed = rule == SupersedeRule::any_channel ? ChannelBits{0} : static_cast<ChannelBits>(told.handed & ~by);
            if (counts) newer[told.account] |= own;
        }
    }
}

Verdict verdictOn(const LiveUpdate& update, const NewSend& send, SupersedeRule rule, Stand stand, Channel channel, ChannelBits reached) {
    if (reached == 0 || stand == Stand::gone || update.claim.kind == ClaimKind::advisory) return Verdict::agrees;
    // What has not left would be read after the new one. Of the same outage it is simply old; of another one nobody may decide that here.
    if (stand == Stand::pending && sameIncident(update, send) && !knowsMore(update, send)) return Verdict::withheld;
    if (!differ(update.claim, send.claim)) return Verdict::agrees;
    if (knowsMore(update, send) || stand == Stand::pending) return Verdict::contradicts;
    const bool replaced = rule == SupersedeRule::any_channel || (reached & bitOf(channel)) != 0;
    return replaced ? Verdict::superseded : Verdict::contradicts;
}

ClaimFindings contradictionsOf(std::span<const LiveUpdate> live, const NewSend& send, SupersedeRule rule, Instant now) {
    ClaimFindings out{.kind = send.claim.kind, .from = send.claim.said.from, .until = send.claim.said.until};
    std::vector<std::uint8_t> marks(send.reached.size(), 0);
    for (const LiveUpdate& update : live) {
        if (update.broadcast == send.broadcast || !whySilent(update, now).empty()) continue;
        if (!sameIncident(update, send) && !differ(update.claim, send.claim)) continue;
        ClaimItem item = itemOf(update, send, rule, marks);
        if (item.accounts > 0) out.items.push_back(std::move(item));
    }
    for (const std::uint8_t mark : marks) {
        if ((mark & heardBefore) != 0) ++out.superseded;
        if ((mark & heardTwice) != 0) ++out.contradicted;
    }
    out.superseded -= out.contradicted;
    std::sort(out.items.begin(), out.items.end(), worse);
    if (out.items.size() > mostClaimItems) {
        out.more = static_cast<std::int64_t>(out.items.size() - mostClaimItems);
        out.items.resize(mostClaimItems);
    }
    return out;
}

}  // namespace ok::comms
