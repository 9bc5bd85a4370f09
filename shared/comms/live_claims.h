// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What customers believe because of us, and whether a new update would leave somebody with two different stories (issue piece "No
// contradictions"). A message claims something while nothing newer reached the same account, its incident goes on, its estimate lies ahead
// and nobody took it back. Pure: flat rows by account number; half a million accounts take milliseconds.
#pragma once
#include <span>

#include "shared/comms/message.h"

namespace ok::comms {

/// advisory: nothing about when or whether; a correction is one.
enum class ClaimKind { advisory, detected, eta, restored };
BOOST_DESCRIBE_ENUM(ClaimKind, advisory, detected, eta, restored)

struct Claim {
    ClaimKind kind = ClaimKind::advisory;
    EtaBelief belief;                 ///< of `eta`
    EtaPhrase said;                   ///< of `eta`: as it was said when it was written
    bool operator==(const Claim&) const = default;
};
[[nodiscard]] Claim claimOf(UpdateKind kind, const EtaBelief& belief, Instant writtenAt);
[[nodiscard]] Claim claimOf(const Broadcast& broadcast);
/// Could one person be told both at the same time? The same belief said more or less precisely is one story.
[[nodiscard]] bool differ(const Claim& a, const Claim& b);

/// Where a message stands for whom it is meant.
enum class Stand { gone, pending, handed };
/// `sending` counts as handed: it is with the provider before anything that leaves from now on.
[[nodiscard]] Stand standOf(MessageState state);

/// Accounts by small numbers, in the order in which they were first named: those of the new send first.
class AccountNumbers {
  public:
    explicit AccountNumbers(std::size_t expected = 0);
    std::uint32_t number(AccountId account);   ///< gives it one if it has none
    static constexpr std::uint32_t nobody = 0xFFFFFFFF;
    [[nodiscard]] std::uint32_t find(AccountId account) const;
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_ids.size()); }
    [[nodiscard]] AccountId id(std::uint32_t number) const { return m_ids[number]; }

  private:
    [[nodiscard]] std::size_t slotOf(AccountId account) const;
    std::vector<AccountId> m_ids;
    std::vector<std::uint32_t> m_slots;        ///< number + 1; a power of two, at most half full
};

using ChannelBits = std::uint8_t;
[[nodiscard]] constexpr ChannelBits bitOf(Channel channel) { return static_cast<ChannelBits>(1U << static_cast<unsigned>(channel)); }

/// One account that an earlier update told or is about to tell.
struct Told {
    std::uint32_t account = 0;                 ///< of AccountNumbers
    ChannelBits handed = 0, pending = 0;
};

struct LiveUpdate {
    BroadcastId broadcast;
    IncidentId incident;                       ///< what it was merged into counts
    Claim claim;
    Instant writtenAt;                         ///< drafted: of two updates about one incident the later one knows more
    Instant sentAt;                            ///< of two that were handed over the later one is believed
    bool incidentOver = false;
    bool retracted = false;
    std::vector<Told> told;                    ///< each account once
};
/// Why it says nothing any more; empty: it is live. `incident_over`, `estimate_passed`, `retracted`, `claims_nothing`.
[[nodiscard]] std::string_view whySilent(const LiveUpdate& update, Instant now);

struct NewSend {
    BroadcastId broadcast;
    IncidentId incident;
    Claim claim;
    Instant writtenAt;
    std::vector<ChannelBits> reached;          ///< by account number; accounts beyond it are not reached
};

/// Newer words replace older ones for an account that they reach by any channel, or only on the channels that they reach it by.
enum class SupersedeRule { any_channel, same_channel };

/// Forgets of each account what it was told before it was told something newer: that is not live any more. `accounts`: how many numbers.
void dropSuperseded(std::vector<LiveUpdate>& updates, SupersedeRule rule, std::uint32_t accounts);

/// One earlier update that says something else. Counted in accounts that the new send reaches, but `kept`.
struct ClaimItem {
    BroadcastId broadcast;
    IncidentId incident;
    ClaimKind kind = ClaimKind::advisory;
    Instant from, until;                       ///< of an estimate, as it was said
    std::vector<Channel> channels;             ///< by which they heard or would hear it
    std::int64_t accounts = 0;                 ///< were told, or are about to be told, something else
    std::int64_t withheld = 0;                 ///< of them: messages that have not left are stopped by the new send
    std::int64_t remaining = 0;                ///< of them: would hold both. Not 0: a contradiction
    std::string why;                           ///< of those: `still_to_leave`, `newer_words`, `other_channel`
    std::int64_t kept = 0;                     ///< accounts that go on believing it, because the new send does not reach them
    bool superseded = true;                    ///< for everybody whom the new one reaches
    bool operator==(const ClaimItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClaimItem, (), (broadcast, incident, kind, from, until, channels, accounts, withheld, remaining, why, kept, superseded))

struct ClaimFindings {
    ClaimKind kind = ClaimKind::advisory;      ///< what the new send says
    Instant from, until;
    std::vector<ClaimItem> items;              ///< most contradictions first, then most accounts, then by id
    std::int64_t superseded = 0;               ///< different accounts that hear something else than before
    std::int64_t contradicted = 0;             ///< different accounts that would hold two stories
    std::int64_t more = 0;                     ///< items beyond `mostClaimItems`
    bool operator==(const ClaimFindings&) const = default;
};
BOOST_DESCRIBE_STRUCT(ClaimFindings, (), (kind, from, until, items, superseded, contradicted, more))

inline constexpr std::size_t mostClaimItems = 50;

/// withheld: an older update about the same incident that has not left is stopped whatever it says.
enum class Verdict { agrees, superseded, withheld, contradicts };
/// Of one message of `update` to accounts that the new send reaches by `reached`. `channel` is the message's own.
[[nodiscard]] Verdict verdictOn(const LiveUpdate& update, const NewSend& send, SupersedeRule rule, Stand stand, Channel channel, ChannelBits reached);

/// `live`: after dropSuperseded().
[[nodiscard]] ClaimFindings contradictionsOf(std::span<const LiveUpdate> live, const NewSend& send, SupersedeRule rule, Instant now);

}  // namespace ok::comms
