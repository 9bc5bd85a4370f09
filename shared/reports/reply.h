// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What we answer a customer: a key with values, turned into a sentence at the edge. Keys are stable; the tests list them.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/instant.h"
#include "shared/reports/words.h"

namespace ok::reports {

struct Reply {
    std::string key;
    std::map<std::string, std::string> values;
    bool operator==(const Reply&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reply, (), (key, values))

enum class ReplyMedium { sms, voice, page };

/// The sentence. `{name}` in the text is filled from the values; a missing value leaves its sentence part out. English
/// when the language is unknown. For SMS the text keeps to the GSM-7 alphabet where a plain letter will do.
[[nodiscard]] std::string replyText(const Reply& reply, Language language, ReplyMedium medium);
[[nodiscard]] std::vector<std::string> replyKeys();

/// "Thu 5:30 PM" / "jue 17:30" on the customer's clock; the date as well when it is not within six days of `now`.
[[nodiscard]] std::string localMoment(Instant t, Instant now, std::string_view zone, Language language);
/// "Fri 5:00 PM-8:00 PM", "Thu 10:00 PM-Fri 2:00 AM"; an early guess begins with "maybe".
[[nodiscard]] std::string localRange(Instant from, Instant until, Instant now, std::string_view zone, Language language, bool rough);
/// The cause by its key, in a few words; empty for a key that has none, such as `unknown`.
[[nodiscard]] std::string causeWords(std::string_view key, Language language);

/// Letters that GSM-7 lacks become the nearest it has (á → a); anything else stays.
[[nodiscard]] std::string gsmFriendly(std::string_view text);

}  // namespace ok::reports
