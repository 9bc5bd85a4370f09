// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a nudge says, by channel and language (F06.R3.A2). A text stays within one segment: what is long is cut, the link never is.
#pragma once
#include "shared/base/json.h"

namespace ok::oncall {

/// A row of the outbox: for one person, on one channel. No name, no number, no text of a message.
struct NudgeNotice {
    ApprovalId approval;
    std::string nudge;                    ///< key of the ladder's attempt; empty: nothing that a receipt is waited for
    std::string about = "ask";            ///< `ask`, `over` (it needs nobody any more)
    std::string person, login, channel;
    int provider = 0;
    std::string language = "en";
    std::string command, incident, place, severity, requester;
    int others = 0;                       ///< further requests that wait for the same person
    Instant deadline;
    std::string zone = "UTC";             ///< of whom it is for
    std::string link;                     ///< empty: sign in
    std::string number, code;             ///< to be typed or pressed, where there is no web
};
BOOST_DESCRIBE_STRUCT(NudgeNotice, (), (approval, nudge, about, person, login, channel, provider, language, command, incident, place, severity, requester, others, deadline, zone, link, number, code))

struct NudgeText {
    std::string subject, text;
};
/// `fallback`: where the request can be looked at by whoever signs in.
[[nodiscard]] NudgeText wordsOf(const NudgeNotice& notice, const std::string& fallback);

inline constexpr std::size_t longestText = 160;   ///< septets of one segment

/// Connectors of the outbox, by channel; a push is no row: consoles and phone pages see the ladder itself.
[[nodiscard]] std::string connectorOf(const std::string& channel);

}  // namespace ok::oncall
