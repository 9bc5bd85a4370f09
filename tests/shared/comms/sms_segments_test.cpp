// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Segments of a text message are counted as the networks count them (P10, main job 9). The table of cases was
// published by others: tests/vectors/comms/sms_segments.json.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "shared/base/utf8.h"
#include "shared/comms/sms_segments.h"

namespace ok::comms {
namespace {

boost::json::value readVectors(const std::string& name) {
    std::ifstream in(std::string(OK_SOURCE_DIR) + "/tests/vectors/comms/" + name);
    std::stringstream text;
    text << in.rdbuf();
    return boost::json::parse(text.str());
}

std::string repeated(std::string_view part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
}

TEST(SmsSegments, CountLikeThePublishedTable) {  // P10
    const auto root = readVectors("sms_segments.json");
    int seen = 0;
    for (const auto& row : root.at("cases").as_array()) {
        const SmsSize size = measureSms(row.at("body").as_string());
        SCOPED_TRACE(row.at("testDescription").as_string().c_str());
        EXPECT_EQ(size.alphabet == SmsAlphabet::gsm7 ? "GSM-7" : "UCS-2", row.at("encoding").as_string());
        EXPECT_EQ(size.segments, row.at("segments").as_int64());
        EXPECT_EQ(size.bits, row.at("messageSize").as_int64());
        EXPECT_EQ(size.totalBits, row.at("totalSize").as_int64());
        EXPECT_EQ(size.characters, row.at("unicodeScalars").as_int64());
        ++seen;
    }
    EXPECT_EQ(seen, 6);
    for (const auto& c : root.at("gsm7EscapeChars").as_array()) {
        EXPECT_EQ(measureSms(c.as_string()).units, 2) << c.as_string();
        EXPECT_EQ(measureSms(c.as_string()).alphabet, SmsAlphabet::gsm7);
    }
}

TEST(SmsSegments, AnEmptyTextHasNoSegmentAndAllTheRoom) {
    const SmsSize size = measureSms("");
    EXPECT_EQ(size.segments, 0);
    EXPECT_EQ(size.unitsLeft, 160);
}

TEST(SmsSegments, AnEscapePairIsNotTornOverTwoSegments) {
    // 152 septets, then one character of two: it cannot start on the last septet of the first segment.
    const SmsSize torn = measureSms(repeated("a", 152) + "€" + repeated("a", 152));
    EXPECT_EQ(torn.units, 306);
    EXPECT_EQ(torn.segments, 3);
    const SmsSize fits = measureSms(repeated("a", 151) + "€" + repeated("a", 153));
    EXPECT_EQ(fits.units, 306);
    EXPECT_EQ(fits.segments, 2);
    EXPECT_EQ(fits.unitsLeft, 0);
}

TEST(SmsSegments, ASurrogatePairIsNotTornOverTwoSegments) {
    EXPECT_EQ(measureSms(repeated("á", 66) + "😜" + repeated("á", 66)).segments, 3);
    EXPECT_EQ(measureSms(repeated("á", 65) + "😜" + repeated("á", 67)).segments, 2);
}

TEST(SmsSegments, NameTheCharactersThatForceUcs2AndTheirReplacement) {
    const SmsSize size = measureSms("We’re on it – crew’s at Peña’s 😜");
    EXPECT_EQ(size.alphabet, SmsAlphabet::ucs2);
    const std::vector<OutsideGsm> expected = {{"’", "'", 3}, {"–", "-", 1}, {"😜", "", 1}};
    EXPECT_EQ(size.outsideGsm, expected);
    EXPECT_EQ(toGsm("We’re on it – crew’s at Peña’s 😜"), "We're on it - crew's at Peña's ");
    EXPECT_EQ(measureSms(toGsm("We’re on it – 😜")).alphabet, SmsAlphabet::gsm7);
}

TEST(SmsSegments, SpanishAccentsThatGsmLacksHaveAStandIn) {
    EXPECT_EQ(toGsm("Estimación: mañana a las 3, ¿sigue sin energía? Según Ángel, sí"),
              "Estimacion: mañana a las 3, ¿sigue sin energia? Segun Angel, si");
    EXPECT_EQ(measureSms("ñ¿¡éàùÑÜ").alphabet, SmsAlphabet::gsm7);
}

TEST(SmsSegments, EveryStandInIsItselfGsm) {
    for (char32_t c = 1; c < 0x3000; ++c) {
        std::string one;
        appendUtf8(one, c);
        EXPECT_EQ(measureSms(toGsm(one)).alphabet, SmsAlphabet::gsm7) << static_cast<unsigned>(c);
    }
}

TEST(SmsSegments, BrokenUtf8IsCountedAndDoesNotStopTheCount) {  // issue piece "bad input"
    const SmsSize size = measureSms(std::string("a\xC3") + "\xFF\xED\xA0\x80z");
    EXPECT_EQ(size.alphabet, SmsAlphabet::ucs2);
    EXPECT_EQ(size.characters, 7);
    EXPECT_EQ(toGsm("\xFF\xFE"), "");
}

TEST(SmsSegments, TheDollarSignAndTheDollarOfTheTableAreOneSeptet) { EXPECT_EQ(gsmSeptets(U'$'), 1); }

}  // namespace
}  // namespace ok::comms
