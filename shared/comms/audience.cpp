// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/audience.h"

#include <algorithm>

#include "shared/base/time_zone.h"

namespace ok::comms {
namespace {

constexpr int minutesADay = 24 * 60;

bool isQuiet(int minute, int from, int to) {
    if (from == to) return false;
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

// Accounts come in millions but distinct (zone, hours) in dozens: each is worked out once.
class QuietClock {
  public:
    explicit QuietClock(const AudienceQuestion& q) : m_question(q) {}

    Instant until(const AudienceRow& row) {
        const bool own = row.quietFrom >= 0;
        const int from = own ? row.quietFrom : m_question.quietFrom;
        const int to = own ? row.quietTo : m_question.quietTo;
        if (from == to) return {};
        const std::uint64_t key = std::uint64_t{row.zone} << 32 | static_cast<std::uint64_t>(from & 0xFFFF) << 16 |
                                  static_cast<std::uint64_t>(to & 0xFFFF);
        if (key == m_lastKey) return m_last;
        const auto [it, fresh] = m_known.try_emplace(key);
        if (fresh) it->second = quietUntil(m_question.now, zoneOf(row), from, to);
        m_lastKey = key;
        m_last = it->second;
        return m_last;
    }

  private:
    [[nodiscard]] std::string_view zoneOf(const AudienceRow& row) const {
        return row.zone < m_question.zones.size() ? std::string_view(m_question.zones[row.zone]) : "UTC";
    }
    const AudienceQuestion& m_question;
    std::unordered_map<std::uint64_t, Instant> m_known;
    std::uint64_t m_lastKey = ~std::uint64_t{0};
    Instant m_last;
};

class ChannelPass {
  public:
    ChannelPass(const AudienceQuestion& q, Channel channel, Audience& out)
        : m_question(q), m_channel(channel), m_at(static_cast<std::size_t>(channel)), m_out(out),
          m_totals(out.totals[static_cast<std::size_t>(channel)]) {}

    void run() {
        countAccounts();
        placeRecipients();
        fillAccounts();
    }

  private:
    [[nodiscard]] bool wants(const AudienceRow& row) const {
        const std::uint32_t contact = row.contact[m_at];
        const auto& stopped = m_question.stopped[m_at];
        return contact != 0 && contact < m_question.contacts && row.optedIn[m_at] && row.routed[m_at] &&
               !(contact < stopped.size() && stopped[contact] != 0);
    }

    void countAccounts() {
        m_slot.assign(m_question.contacts, 0);
        const auto withhold = [this](Withheld why) { ++m_totals.withheld[static_cast<std::size_t>(why)]; };
        for (const AudienceRow& row : m_question.rows) {
            ++m_totals.affected;
            const std::uint32_t contact = row.contact[m_at];
            if (contact == 0 || contact >= m_question.contacts) withhold(Withheld::no_contact);
            else if (!row.optedIn[m_at]) withhold(Withheld::not_opted_in);
            else if (!row.routed[m_at]) withhold(Withheld::not_routed);
            else if (!wants(row)) withhold(Withheld::stopped);
            else ++m_slot[contact];
        }
    }

    // Turns counts into places: afterwards m_slot holds a contact's recipient number + 1, or 0.
    void placeRecipients() {
        auto next = static_cast<std::uint32_t>(m_out.accounts.size());
        for (std::uint32_t contact = 1; contact < m_question.contacts; ++contact) {
            const std::uint32_t count = m_slot[contact];
            if (count == 0) continue;
            Recipient r;
            r.channel = m_channel;
            r.contact = contact;
            r.firstAccount = next;
            next += count;
            m_out.recipients.push_back(r);
            m_slot[contact] = static_cast<std::uint32_t>(m_out.recipients.size());
            ++m_totals.messages;
            m_totals.reached += static_cast<int>(count);
            m_totals.joined += static_cast<int>(count) - 1;
        }
        m_out.accounts.resize(next);
    }

    void fillAccounts() {
        QuietClock clock(m_question);
        const bool mayHold = m_channel != Channel::email && !m_question.emergency;
        for (const AudienceRow& row : m_question.rows) {
            if (!wants(row)) continue;
            Recipient& r = m_out.recipients[m_slot[row.contact[m_at]] - 1];
            if (r.accountCount == 0) {  // the first account speaks for all in language and zone
                r.language = row.language;
                r.zone = row.zone;
            }
            m_out.accounts[r.firstAccount + r.accountCount++] = row.account;
            if (!mayHold) continue;
            const Instant until = clock.until(row);
            if (until.known() && !r.heldUntil.known()) ++m_totals.held;
            r.heldUntil = std::max(r.heldUntil, until);
        }
    }

    const AudienceQuestion& m_question;
    Channel m_channel;
    std::size_t m_at;
    Audience& m_out;
    ChannelTotals& m_totals;
    std::vector<std::uint32_t> m_slot;
};

}  // namespace

std::size_t ContactTable::slotOf(std::string_view token, std::uint32_t mark) const {
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = mark & mask;; at = (at + 1) & mask) {
        const Slot& slot = m_slots[at];
        if (slot.number == 0 || (slot.mark == mark && m_tokens[slot.number] == token)) return at;
    }
}

namespace {
std::uint32_t markOf(std::string_view token) {
    const std::uint64_t hash = std::hash<std::string_view>{}(token);
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}
}  // namespace

void ContactTable::grow() {
    std::vector<Slot> before(m_slots.empty() ? 64 : m_slots.size() * 2);
    before.swap(m_slots);
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : before) {
        if (slot.number == 0) continue;
        std::size_t at = slot.mark & mask;
        while (m_slots[at].number != 0) at = (at + 1) & mask;
        m_slots[at] = slot;
    }
}

std::uint32_t ContactTable::intern(std::string_view token) {
    if (token.empty()) return 0;
    if (m_tokens.size() * 2 > m_slots.size()) grow();
    const std::uint32_t mark = markOf(token);
    Slot& slot = m_slots[slotOf(token, mark)];
    if (slot.number == 0) {
        slot = {size(), mark};
        m_tokens.push_back(token);
    }
    return slot.number;
}

std::uint32_t ContactTable::find(std::string_view token) const {
    if (token.empty() || m_slots.empty()) return 0;
    return m_slots[slotOf(token, markOf(token))].number;
}

Instant quietUntil(Instant now, std::string_view zone, int fromMinute, int toMinute) {
    auto local = localTime(now, zone);
    if (!local.ok()) {
        zone = "UTC";
        local = localTime(now, zone);
    }
    const CivilTime& t = local->civil;
    const int minute = t.hour * 60 + t.minute;
    if (fromMinute < 0 || toMinute < 0 || fromMinute >= minutesADay || toMinute >= minutesADay) return {};
    if (!isQuiet(minute, fromMinute, toMinute)) return {};
    // The end on the customer's own calendar: a night in which the clocks change is an hour shorter or longer.
    CivilTime end = t;
    end.hour = toMinute / 60;
    end.minute = toMinute % 60;
    end.second = 0;
    if (minute >= toMinute) {
        const CivilTime next = toCivil(fromCivil(end) + hours(24));
        end = next;
    }
    const auto at = fromLocal(end, zone);
    return at.ok() && *at > now ? *at : Instant();
}

Audience findAudience(const AudienceQuestion& question) {
    Audience out;
    for (const std::string& zone : question.zones) {
        if (!localTime(question.now, zone).ok()) out.unknownZones.push_back(zone);
    }
    for (int c = 0; c < channelCount; ++c) {
        if (!question.channels[static_cast<std::size_t>(c)]) continue;
        ChannelPass(question, static_cast<Channel>(c), out).run();
    }
    return out;
}

}  // namespace ok::comms
