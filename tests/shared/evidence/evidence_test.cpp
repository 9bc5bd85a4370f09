// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a file is by its bytes, and what is taken out of words about it (F04.R1.A6, F04.R2.A4).
#include <gtest/gtest.h>

#include "shared/evidence/evidence.h"
#include "shared/evidence/media_type.h"
#include "shared/evidence/personal_words.h"

namespace ok::evidence {
namespace {

using namespace std::string_view_literals;

TEST(MediaType, IsWhatTheBytesSayAndNothingThatRuns) {
    EXPECT_EQ(sniffed("%PDF-1.7 ..."), "application/pdf");
    EXPECT_EQ(sniffed("\xff\xd8\xff\xe0 jpeg"sv), "image/jpeg");
    EXPECT_EQ(sniffed("\0\0\0\x18""ftypisom...."sv), "video/mp4");
    EXPECT_EQ(sniffed("RIFF1234WEBPVP8 "), "image/webp");
    EXPECT_EQ(sniffed("FORM1234WEBPVP8 \x01"), "");
    EXPECT_EQ(sniffed("words, and r\xc3\xados"), "text/plain");
    for (const auto none : {""sv, "MZ\x90\0"sv, "\x7f""ELF"sv, "PK\x03\x04zip"sv, "<html><script>"sv, "  <svg/>"sv, "#!/bin/sh"sv, "bad \xff bytes"sv, "\xef\xbb\xbf<x>"sv}) {
        EXPECT_EQ(sniffed(none), "") << none;
    }
}

TEST(MediaType, WhatSomebodySaysCountsOnlyWhereItDoesNotContradict) {
    EXPECT_EQ(*mediaTypeOf("a,b\n1,2\n", "text/csv; charset=utf-8"), "text/csv");
    EXPECT_EQ(*mediaTypeOf("{}", "application/octet-stream"), "text/plain");
    EXPECT_EQ(mediaTypeOf("%PDF-1.7", "image/png").problem().code, "media_type_mismatch");
    EXPECT_EQ(mediaTypeOf("words", "text/html").problem().code, "media_type_mismatch");
    EXPECT_EQ(mediaTypeOf("MZ\x90", "application/pdf").problem().code, "media_type_not_allowed");
}

TEST(PersonalWords, NumbersToCallAndMailboxesGoTheRestStays) {  // F04.R2.A4
    const std::pair<const char*, const char*> cases[] = {
        {"call 502-555-0142 now", "call [phone] now"},
        {"(502) 555-0142", "([phone]"},
        {"+1 502 555 0142", "[phone]"},
        {"+49 30 1234567.", "[phone]."},
        {"1-502-555-0142", "[phone]"},
        {"5025550142", "[phone]"},
        {"kim.doe+x@example.co.uk wrote", "[email] wrote"},
        {"from_kim@example.org.txt", "[email]"},
        {"2024-09-22 10:15, pole 40 ft, account 123456", "2024-09-22 10:15, pole 40 ft, account 123456"},
        {"20240922_101530.jpg", "20240922_101530.jpg"},
        {"192.0.2.17 at 12.5 kV", "192.0.2.17 at 12.5 kV"},
        {"a@b", "a@b"},
        {"", ""},
    };
    for (const auto& [words, left] : cases) EXPECT_EQ(withoutPersonal(words).text, left) << words;
    std::vector<std::string> masked;
    EXPECT_EQ(cleaned("a@b.org and c@d.org, 502-555-0142", "title", masked), "[email] and [email], [phone]");
    EXPECT_EQ(masked, (std::vector<std::string>{"title email 2", "title phone 1"}));
}

TEST(Evidence, ALinkIsKnownByWhatWasSaidOfIt) {  // F04.R1.A6
    const Instant noon = Instant::fromSeconds(1'727'000'000);
    const Digest one = digestOfLink("https://a.example/", "A page", noon);
    EXPECT_EQ(one, digestOfLink("https://a.example/", "A page", noon));
    EXPECT_NE(one, digestOfLink("https://a.example/", "Another page", noon));
    EXPECT_NE(one, digestOfLink("https://a.example/", "A page", noon + seconds(1)));
    EvidenceItem item;
    item.kind = EvidenceKind::link;
    item.sha256 = one;
    item.addedAt = noon;
    EXPECT_EQ(frozen(item).sourceType, "link");
    EXPECT_EQ(frozen(item).fetchedAt, noon);
}

}  // namespace
}  // namespace ok::evidence
