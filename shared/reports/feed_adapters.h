// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Feed dialects → FeedRecord. Two are known: `lgeku` (Kubra-like, flattened) and `pge2019`. A record is never dropped
// because one of its fields is odd: the field is left out and named as a problem; only a record without an id is refused.
#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/json.h"
#include "shared/base/result.h"
#include "shared/reports/feed_record.h"

namespace ok::reports {

/// Something odd in a feed: `field` of the feed's own record, a stable code and the value (cut to 60 bytes).
struct FeedIssue {
    std::string code;
    std::string field;
    std::string value;
    bool operator==(const FeedIssue&) const = default;
};
BOOST_DESCRIBE_STRUCT(FeedIssue, (), (code, field, value))

[[nodiscard]] bool isFeedAdapter(std::string_view name);

/// The feed's own record → ours. Problem `feed_record_without_id`, `unknown_adapter` or `feed_record_not_an_object`.
[[nodiscard]] Result<FeedRecord> readFeedRecord(std::string_view adapter, JsonView record, Instant seenAt,
                                                std::vector<FeedIssue>& issues);

/// What one line of a change log is: a snapshot's header or one change.
using FeedLine = std::variant<FeedSnapshot, FeedRecord>;
/// Problem `bad_json`, `feed_line_too_long`, `feed_line_unknown`, `bad_time` or one of readFeedRecord's.
[[nodiscard]] Result<FeedLine> readFeedLine(std::string_view adapter, std::string_view line,
                                            std::vector<FeedIssue>& issues);

inline constexpr std::size_t maxFeedLineBytes = 1024UL * 1024;
inline constexpr std::size_t maxFeedDevices = 5000;

/// Any of the spellings feeds use for a time: RFC 3339 with or without seconds, a blank instead of `T`, epoch seconds or
/// milliseconds as number or text. Problem `bad_time`, `time_out_of_range`.
[[nodiscard]] Result<Instant> readFeedTime(std::string_view text);

}  // namespace ok::reports
