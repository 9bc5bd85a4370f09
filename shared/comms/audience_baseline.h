// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Is an audience larger than usual (F01.R3.A4)? Compared with what left before; of one kind of content where there is enough of it. Pure.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"

namespace ok::comms {

struct PastSend {
    Instant at;
    std::int64_t people = 0;
    std::string contentType;              ///< `etr`, `advisory`
    std::string region{};                 ///< the place it was about, as it was called
    bool operator==(const PastSend&) const = default;
};
BOOST_DESCRIBE_STRUCT(PastSend, (), (at, people, contentType, region))

inline constexpr int enoughToBeUsual = 10;   ///< sends

/// View: the sends of the last 90 days, at most 500, oldest first.
struct SendHistory {
    static constexpr std::string_view viewKind = "send_history";
    std::vector<PastSend> sends;
    [[nodiscard]] std::string viewId() const { return "live"; }
    void add(PastSend send);
    bool operator==(const SendHistory&) const = default;
};
BOOST_DESCRIBE_STRUCT(SendHistory, (), (sends))

struct AudienceBaseline {
    std::string basis = "none";           ///< `content_type`: the last 30 of its kind and place; `month`: all of 30 days; `none`: nothing left before
    int sends = 0;                        ///< that it is the median of
    std::int64_t median = 0;
    int percent = 0;                      ///< of the median
    bool unusual = false;
    std::vector<std::string> why;         ///< `above_150_percent`, `above_three_deviations`
    bool operator==(const AudienceBaseline&) const = default;
};
BOOST_DESCRIBE_STRUCT(AudienceBaseline, (), (basis, sends, median, percent, unusual, why))

[[nodiscard]] AudienceBaseline baselineOf(const SendHistory& history, std::int64_t people, const std::string& contentType, Instant now, const std::string& region = {});

}  // namespace ok::comms
