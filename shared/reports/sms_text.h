// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Makes words of whatever a phone sent. Carriers and gateways deliver Latin-1 called UTF-8, full-width letters, emoji,
// zero-width joiners and control characters; nothing of that may hide a STOP.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ok::reports {

/// One word or number. `folded` is lower case without accents, for matching; [begin, end) is its place in `clean`.
struct TextToken {
    std::string folded;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool number = false;  ///< digits only
};

struct SmsText {
    std::string clean;  ///< valid UTF-8, compatibility forms composed, one space between words, no control characters
    std::vector<TextToken> tokens;
    bool repaired = false;      ///< bytes were not UTF-8 and were read as Windows-1252
    bool truncated = false;     ///< longer than `maxSmsBytes`
    bool question = false;      ///< holds a question mark
    bool emoji = false;
};

/// The longest body that a provider sends is 1,600 characters; anything beyond four bytes each is not a text message.
inline constexpr std::size_t maxSmsBytes = 6400;

[[nodiscard]] SmsText readSmsText(std::string_view body);
[[nodiscard]] bool isValidUtf8(std::string_view text);
/// Reads bytes as Windows-1252; the five unassigned bytes become U+FFFD.
[[nodiscard]] std::string fromWindows1252(std::string_view bytes);

}  // namespace ok::reports
