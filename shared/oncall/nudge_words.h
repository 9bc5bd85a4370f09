// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a nudge says, by channel and language (F06.R3.A2). A text stays within one segment: what is long is cut, the link never is.
#pragma once
#include <optional>

#include "shared/base/json.h"

namespace ok::oncall {

/// How somebody decides a request away from the console. All empty: they sign in.
struct TapLink {
    std::string url;
    std::string number, code;             ///< to be typed or pressed, where there is no web
};
BOOST_DESCRIBE_STRUCT(TapLink, (), (url, number, code))

/// One more request in a message that is about several; its TapLink sealed like that of the first.
struct NudgeItem {
    ApprovalId approval;
    std::string nudge, command, incident, place;
    Instant deadline;
    Token<Secret> tap = {};
    bool operator==(const NudgeItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(NudgeItem, (), (approval, nudge, command, incident, place, deadline, tap))

/// A row of the outbox: for one person, on one channel. No name, no number, no text of a message.
struct NudgeNotice {
    ApprovalId approval;
    std::string nudge;                    ///< key of the ladder's attempt; empty: nothing that a receipt is waited for
    /// `ask`, `remind` (before a step ends), `digest` (what was held back), `over` (it needs nobody any more), `taken` (others decide it now),
    /// `mention` (in a comment), `escalated` (asked without a ladder), `rejected`, `expired` (to who asked for it and who had approved)
    std::string about = "ask";
    std::string person, login, channel;
    int provider = 0;
    std::string language = "en";
    std::string command, incident, place, severity, requester;
    int others = 0;                       ///< further requests that wait for the same person
    Instant deadline;
    std::string zone = "UTC";             ///< of whom it is for
    std::string subject = {};             ///< id of the update it is about
    int riskScore = -1;                   ///< -1: none
    std::string riskLevel = {}, reason = {};   ///< reason: of a rejection
    int leftSeconds = 0;                  ///< `remind`: until the step ends
    std::vector<NudgeItem> items = {};    ///< besides the first
    Token<Secret> tap = {};               ///< the TapLink, sealed until the row is settled: whoever reads the database decides nothing
};
BOOST_DESCRIBE_STRUCT(NudgeNotice, (), (approval, nudge, about, person, login, channel, provider, language, command, incident, place, severity, requester, others, deadline, zone, subject, riskScore, riskLevel, reason, leftSeconds, items,
                                      tap))

struct NudgeText {
    std::string subject, text;
};
/// `fallback`: where the request can be looked at by whoever signs in.
/// `more`: of its items, in their order; what is missing is decided by whoever signs in.
[[nodiscard]] NudgeText wordsOf(const NudgeNotice& notice, const TapLink& tap, const std::string& fallback, const std::vector<TapLink>& more = {});
/// `P1` critical, `P2` major, `P3` minor, `P4` anything else (F05.R7.A4).
[[nodiscard]] std::string priorityOf(const std::string& severity);

/// Somebody of the staff answers a text with `ACK`, or `ACK 47110` where several wait (F05.R7.A3): the number, empty where there is none.
/// Nothing: it is another text.
[[nodiscard]] std::optional<std::string> acknowledgedIn(std::string_view text);

inline constexpr std::size_t longestText = 160;   ///< septets of one segment

/// What stands behind an @ in a text, without it, lower case, each once; at most 20.
[[nodiscard]] std::vector<std::string> mentionsIn(std::string_view text);

/// Connectors of the outbox, by channel; a push is no row: consoles and phone pages see the ladder itself.
[[nodiscard]] std::string connectorOf(const std::string& channel);

}  // namespace ok::oncall
