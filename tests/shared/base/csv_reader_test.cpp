// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a file may hold and what each row becomes (issue piece "main job 5", "bad input"): every case is fed whole, byte
// by byte and in odd chunks, and must read the same.
#include "shared/base/csv_reader.h"

#include <gtest/gtest.h>

#include "shared/base/unicode.h"

namespace ok {
namespace {

struct Seen {
    std::vector<std::string> rows;  // "number:field|field" or "number!code"
    std::string failure;
    bool operator==(const Seen&) const = default;
};

Seen readIn(const std::string& text, std::size_t chunk, TextEncoding encoding = TextEncoding::utf8,
            CsvLimits limits = {}) {
    Seen seen;
    CsvReader reader(
        [&seen](CsvRow& row) {
            std::string line = std::to_string(row.number) + (row.problemCode.empty() ? ":" : "!" + row.problemCode);
            if (row.problemCode.empty()) {
                for (std::size_t i = 0; i < row.fields.size(); ++i) line += (i ? "|" : "") + row.fields[i];
            }
            seen.rows.push_back(line);
            return true;
        },
        encoding, limits);
    Status status;
    for (std::size_t at = 0; at < text.size() && status.ok(); at += chunk) {
        status = reader.feed(std::string_view(text).substr(at, chunk));
    }
    if (status.ok()) status = reader.finish();
    if (!status.ok()) seen.failure = status.problem().code;
    return seen;
}

Seen read(const std::string& text, TextEncoding encoding = TextEncoding::utf8) {
    const Seen whole = readIn(text, std::max<std::size_t>(1, text.size()), encoding);
    EXPECT_EQ(readIn(text, 1, encoding), whole);
    EXPECT_EQ(readIn(text, 7, encoding), whole);
    return whole;
}

using Rows = std::vector<std::string>;

TEST(CsvReader, QuotesDoubledQuotesAndLineBreaksInsideFields) {
    EXPECT_EQ(read("a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",z").rows,
              (Rows{"1:a|b", "2:x, y|say \"hi\"", "3:two\nlines|z"}));
}

TEST(CsvReader, AByteOrderMarkIsNotPartOfTheFirstHeader) {
    EXPECT_EQ(read("\xEF\xBB\xBF" "a,b\n1,2\n").rows, (Rows{"1:a|b", "2:1|2"}));
}

TEST(CsvReader, SemicolonsAndTabsAreRecognisedFromTheHeader) {
    EXPECT_EQ(read("a;b;c\n1,5;2;3\n").rows, (Rows{"1:a|b|c", "2:1,5|2|3"}));
    EXPECT_EQ(read("a\tb\n1\t2\n").rows, (Rows{"1:a|b", "2:1|2"}));
}

TEST(CsvReader, BlankLinesAreNoRowsButKeepTheCount) {
    EXPECT_EQ(read("a,b\n\n1,2\n\n").rows, (Rows{"1:a|b", "3:1|2"}));
}

TEST(CsvReader, AQuoteThatNeverClosesGivesUpItsOwnLineOnly) {
    EXPECT_EQ(read("a,b\n\"open,1\nx,2\ny,3\n").rows, (Rows{"1:a|b", "2!quote_not_closed", "3:x|2", "4:y|3"}));
}

TEST(CsvReader, TextAfterAClosingQuoteIsNamed) {
    EXPECT_EQ(read("a,b\n\"x\"y,1\nz,2\n").rows, (Rows{"1:a|b", "2!quote_misplaced", "3:z|2"}));
}

TEST(CsvReader, AQuoteInsideAnUnquotedFieldIsOrdinaryText) {
    EXPECT_EQ(read("a,b\n5\" pipe,1\n").rows, (Rows{"1:a|b", "2:5\" pipe|1"}));
}

TEST(CsvReader, WrongEncodingsAreNamedPerRowAndConvertedOnRequest) {
    const std::string latin = "a,b\nBr\xFChl,1\nok,2\n";
    EXPECT_EQ(read(latin).rows, (Rows{"1:a|b", "2!bad_encoding", "3:ok|2"}));
    EXPECT_EQ(read(latin, TextEncoding::windows1252).rows, (Rows{"1:a|b", "2:Br\xC3\xBChl|1", "3:ok|2"}));
}

TEST(CsvReader, Utf16AndBinaryFilesAreRefusedByName) {
    EXPECT_EQ(readIn(std::string("\xFF\xFE" "a\0,\0b\0\n\0", 10), 64).failure, "encoding_utf16");
    EXPECT_EQ(readIn(std::string("PK\3\4\0\0\0\n", 8), 64).failure, "not_text");
}

TEST(CsvReader, AnOverlongRowIsNamedAndTheNextOneIsRead) {
    CsvLimits limits;
    limits.rowBytes = 50;
    const std::string text = "a,b\n" + std::string(80, 'x') + ",1\ny,2\n";
    EXPECT_EQ(readIn(text, text.size(), TextEncoding::utf8, limits).rows, (Rows{"1:a|b", "2!row_too_long", "3:y|2"}));
}

TEST(CsvReader, StoppingTheSinkCancels) {
    CsvReader reader([](CsvRow&) { return false; });
    const Status status = reader.feed("a,b\n1,2\n");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.problem().code, "cancelled");
}

TEST(CsvReader, StrictUtf8RefusesOverlongFormsAndSurrogates) {
    EXPECT_TRUE(isUtf8("Stra\xC3\x9F" "e \xE2\x82\xAC \xF0\x9F\x98\x80"));
    EXPECT_FALSE(isUtf8("\xC0\xAF"));
    EXPECT_FALSE(isUtf8("\xE0\x80\xAF"));
    EXPECT_FALSE(isUtf8("\xED\xA0\x80"));
    EXPECT_FALSE(isUtf8("\xF5\x80\x80\x80"));
    EXPECT_FALSE(isUtf8("abc\xC3"));
}

}  // namespace
}  // namespace ok
