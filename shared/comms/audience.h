// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who gets a message (P10, main job 10): affected accounts × opted in × channel, one message a contact however many
// accounts it has, none to a contact on the STOP list, texts and calls held through quiet hours. Pure, over flat rows:
// two million accounts take well under a second.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/base/instant.h"
#include "shared/comms/channel.h"

namespace ok::comms {

/// Contacts (vault tokens) as small numbers; 0 is "none". One table serves all channels. It keeps no copy: the tokens have to
/// outlive it.
class ContactTable {
  public:
    std::uint32_t intern(std::string_view token);
    [[nodiscard]] std::string_view token(std::uint32_t contact) const { return m_tokens[contact]; }
    [[nodiscard]] std::uint32_t find(std::string_view token) const;
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_tokens.size()); }

  private:
    /// Where it stands, or where it would.
    [[nodiscard]] std::size_t slotOf(std::string_view token, std::uint32_t mark) const;
    void grow();
    struct Slot {
        std::uint32_t number = 0, mark = 0;   // 0: empty; the mark spares most looks at a token that is another
    };
    std::vector<Slot> m_slots;                // a power of two, at most half full
    std::vector<std::string_view> m_tokens{std::string_view()};
};

/// One affected account. `account` is the caller's own index, handed back in the result.
struct AudienceRow {
    std::uint32_t account = 0;
    std::array<std::uint32_t, channelCount> contact{};  // by Channel; 0: the utility has none
    std::array<bool, channelCount> optedIn{};
    std::array<bool, channelCount> routed{true, true, true};  // the routing rules (routing_rules.h) tell them on this channel
    Language language = Language::en;
    std::uint16_t zone = 0;       // index into AudienceQuestion::zones
    std::int16_t quietFrom = -1;  // local minutes after midnight; negative: the utility's own quiet hours
    std::int16_t quietTo = -1;    // equal to quietFrom: none
};

struct AudienceQuestion {
    std::span<const AudienceRow> rows;
    std::span<const std::string> zones;                 // IANA names; an unknown one counts as UTC and is reported
    std::uint32_t contacts = 0;                         // ContactTable::size()
    /// By contact and channel: 1 where the contact has said STOP. May be shorter than `contacts`.
    std::array<std::span<const std::uint8_t>, channelCount> stopped;
    std::array<bool, channelCount> channels{true, true, true};
    std::int16_t quietFrom = 21 * 60;
    std::int16_t quietTo = 8 * 60;
    bool emergency = false;                             // danger to life: quiet hours do not hold it back
    Instant now;
};

BOOST_DEFINE_ENUM_CLASS(Withheld, no_contact, not_opted_in, stopped, not_routed)
inline constexpr int withheldCount = 4;

struct Recipient {
    Channel channel = Channel::sms;
    std::uint32_t contact = 0;
    std::uint32_t firstAccount = 0;  // into Audience::accounts
    std::uint32_t accountCount = 0;
    Language language = Language::en;
    std::uint16_t zone = 0;
    Instant heldUntil;               // not known: send now
};

/// Counted in accounts. INVARIANT: affected = reached + the sum of withheld; reached = messages + joined.
struct ChannelTotals {
    int affected = 0;
    int reached = 0;
    int messages = 0;
    int joined = 0;  // accounts that share another account's message
    int held = 0;    // messages waiting for the end of quiet hours
    std::array<int, withheldCount> withheld{};
    [[nodiscard]] int withheldFor(Withheld why) const { return withheld[static_cast<std::size_t>(why)]; }
};

struct Audience {
    std::vector<Recipient> recipients;    // by channel, then by contact number: the same input gives the same order
    std::vector<std::uint32_t> accounts;  // of all recipients, one after the other
    std::array<ChannelTotals, channelCount> totals{};
    std::vector<std::string> unknownZones;
};

[[nodiscard]] Audience findAudience(const AudienceQuestion& question);

/// The end of the quiet hours in which `now` falls at `zone`, or the unknown instant outside them.
[[nodiscard]] Instant quietUntil(Instant now, std::string_view zone, int fromMinute, int toMinute);

}  // namespace ok::comms
