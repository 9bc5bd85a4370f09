// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The routing rules as a kind of policy document, and what a change of them means in people (F07.R3.A6). The first draft begins as
// it is where nothing was published.
#pragma once
#include "shared/access/command_card.h"
#include "shared/comms/routing_rules.h"
#include "shared/policy/kind.h"

namespace ok::comms {

inline constexpr std::string_view routingKind = "routing_rules";

/// The body of a version. What is live stands in the view RoutingRules, with the version's number.
struct RoutingDocument {
    std::vector<RoutingRule> rules;
};
BOOST_DESCRIBE_STRUCT(RoutingDocument, (), (rules))

/// Blocks: mistakes, and rules by which nobody is told anything (`nobody_told`). Warns: a channel by which nobody hears any more of
/// something they heard of before (`channel_silent`).
[[nodiscard]] policy::Kind makeRoutingKind();
[[nodiscard]] RoutingRules routingOf(std::string_view body, int version);

struct RecipientsChange {
    std::int64_t recipientCountBefore = 0, recipientCountAfter = 0, recipientCountDelta = 0;
    Digest recipientsBefore, recipientsAfter;   ///< SHA-256 over the sorted ids of the accounts, which names nobody
    bool operator==(const RecipientsChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(RecipientsChange, (), (recipientCountBefore, recipientCountAfter, recipientCountDelta, recipientsBefore, recipientsAfter))

struct ChannelChange {
    Channel channel = Channel::sms;
    std::int64_t recipientCountBefore = 0, recipientCountAfter = 0, recipientCountDelta = 0;   ///< accounts
    bool operator==(const ChannelChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelChange, (), (channel, recipientCountBefore, recipientCountAfter, recipientCountDelta))

/// Broadcasts that the same rules hold for, before and after.
struct CaseChange {
    std::vector<std::string> cases;             ///< `eta_set/major/etr`
    RecipientsChange recipients;
    bool operator==(const CaseChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(CaseChange, (), (cases, recipients))

/// As if everybody in the utility were without service: whom a broadcast would reach at most.
struct RoutingChange {
    RecipientsChange recipients;                ///< of any broadcast
    std::vector<ChannelChange> channels;
    std::vector<CaseChange> cases;              ///< of those whose rules changed, at most `mostCases`
    std::vector<std::string> rulesAdded, rulesRemoved, rulesModified;
    bool operator==(const RoutingChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoutingChange, (), (recipients, channels, cases, rulesAdded, rulesRemoved, rulesModified))

/// With the version that went live.
struct RoutingChanged {
    static constexpr std::string_view eventType = "comms.routing_changed";
    int version = 0, priorVersion = 0;
    RoutingChange change;
};
BOOST_DESCRIBE_STRUCT(RoutingChanged, (), (version, priorVersion, change))

/// What a version of the rules would mean if it went live now. Replies RoutingChange.
struct PreviewRouting {
    static constexpr CommandCard card{.name = "comms.preview_routing", .action = "policies.read", .question = true};
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(PreviewRouting, (), (version))

inline constexpr std::size_t mostCases = 8;

/// `everybody`: a slice of all accounts in which STOP and wishes are noted.
[[nodiscard]] RoutingChange changeOf(const RoutingRules& before, const RoutingRules& after, AudienceSlice everybody, std::span<const access::Area> areas);

}  // namespace ok::comms
