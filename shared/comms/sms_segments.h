// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a text message costs on the air (3GPP TS 23.038 and 23.040): its alphabet, its segments, and which characters
// make it expensive. One character outside GSM-7 more than halves the room of the whole message.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace ok::comms {

BOOST_DEFINE_ENUM_CLASS(SmsAlphabet, gsm7, ucs2)

/// A character GSM-7 does not have. `replacement` is what a reader accepts instead (`’` → `'`, `í` → `i`, `–` → `-`);
/// empty where nothing fits (an emoji): then only leaving it out helps.
struct OutsideGsm {
    std::string character;
    std::string replacement;
    int count = 0;
    bool operator==(const OutsideGsm&) const = default;
};
BOOST_DESCRIBE_STRUCT(OutsideGsm, (), (character, replacement, count))

struct SmsSize {
    SmsAlphabet alphabet = SmsAlphabet::gsm7;
    int segments = 0;        // 0 for an empty text
    int characters = 0;      // Unicode code points
    int units = 0;           // septets (GSM-7, escapes counted twice) or UTF-16 units (UCS-2)
    int unitsLeft = 0;       // room in the last segment before another is begun
    int bits = 0;            // payload
    int totalBits = 0;       // payload and the 48-bit concatenation header of every segment of a long message
    std::vector<OutsideGsm> outsideGsm;
    bool operator==(const SmsSize&) const = default;
};
BOOST_DESCRIBE_STRUCT(SmsSize, (), (alphabet, segments, characters, units, unitsLeft, bits, totalBits, outsideGsm))

/// Never fails: bytes that are not UTF-8 count as U+FFFD. An escape pair or a surrogate pair is not torn over two
/// segments, so a segment may be sent with one unit unused.
[[nodiscard]] SmsSize measureSms(std::string_view utf8);

/// The same words in GSM-7: every character is replaced by its stand-in, or dropped where there is none.
[[nodiscard]] std::string toGsm(std::string_view utf8);

/// Septets of one code point in GSM-7: 1, 2 (extension table), or 0 when the alphabet lacks it.
[[nodiscard]] int gsmSeptets(char32_t c);

}  // namespace ok::comms
