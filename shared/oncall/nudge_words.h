// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a nudge says, by channel and language (F06.R3.A2). A text stays within one segment: what is long is cut, the link never is.
#pragma once
#include "shared/base/json.h"

namespace ok::oncall {

/// How somebody decides a request away from the console. All empty: they sign in.
struct TapLink {
    std::string url;
    std::string number, code;             ///< to be typed or pressed, where there is no web
};
BOOST_DESCRIBE_STRUCT(TapLink, (), (url, number, code))

/// A row of the outbox: for one person, on one channel. No name, no number, no text of a message.
struct NudgeNotice {
    ApprovalId approval;
    std::string nudge;                    ///< key of the ladder's attempt; empty: nothing that a receipt is waited for
    std::string about = "ask";            ///< `ask`, `over` (it needs nobody any more), `mention` (in a comment), `drift` (the world is another than what was frozen)
    std::string person, login, channel;
    int provider = 0;
    std::string language = "en";
    std::string command, incident, place, severity, requester;
    std::string summary;                  ///< `drift`: what is different, in kinds and numbers
    int others = 0;                       ///< further requests that wait for the same person
    Instant deadline;
    std::string zone = "UTC";             ///< of whom it is for
    Token<Secret> tap;                    ///< the TapLink, sealed until the row is settled: whoever reads the database decides nothing
};
BOOST_DESCRIBE_STRUCT(NudgeNotice, (), (approval, nudge, about, person, login, channel, provider, language, command, incident, place, severity, requester, summary, others, deadline, zone, tap))

struct NudgeText {
    std::string subject, text;
};
/// `fallback`: where the request can be looked at by whoever signs in.
[[nodiscard]] NudgeText wordsOf(const NudgeNotice& notice, const TapLink& tap, const std::string& fallback);

inline constexpr std::size_t longestText = 160;   ///< septets of one segment

/// What stands behind an @ in a text, without it, lower case, each once; at most 20.
[[nodiscard]] std::vector<std::string> mentionsIn(std::string_view text);

/// Connectors of the outbox, by channel; a push is no row: consoles and phone pages see the ladder itself.
[[nodiscard]] std::string connectorOf(const std::string& channel);

}  // namespace ok::oncall
