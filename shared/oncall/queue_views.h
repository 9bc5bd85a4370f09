// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How one person likes to look at the queue of what waits: filters, order and words under a name, one of them the first to be shown
// (F06.R6.A2). It goes with the person from desk to desk. It is no document of the log: it changes nothing for anybody else, and words
// somebody looks for may be somebody's name, which must be possible to forget.
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/base/json.h"

namespace ok::oncall {

struct QueueView {
    std::string name;
    bool first = false;                   ///< shown when the queue is opened
    std::string show = "all";             ///< `all`, `waiting`, `risky`, `put_off`, `mine`
    std::string words, stage, assignee, team, severity, risk;   ///< empty: every one
    int youngest = 0, oldest = 0;         ///< minutes since it was asked for; 0: no bound
    std::string sort;                     ///< column; empty: the most urgent first
    bool descending = false;
    bool operator==(const QueueView&) const = default;
};
BOOST_DESCRIBE_STRUCT(QueueView, (), (name, first, show, words, stage, assignee, team, severity, risk, youngest, oldest, sort, descending))

inline constexpr std::size_t mostQueueViews = 30, longestQueueWord = 200, longestViewName = 60;
/// Problem `invalid_fields`.
[[nodiscard]] Status check(const std::vector<QueueView>& views);

/// All of one's own, in place of those there were.
struct SaveQueueViews {
    static constexpr CommandCard card{.name = "oncall.save_queue_views", .action = "self.preferences",
                                      .silent = "how somebody likes to look at the queue changes nothing that others see or do"};
    std::vector<QueueView> views;
};
BOOST_DESCRIBE_STRUCT(SaveQueueViews, (), (views))

}  // namespace ok::oncall
