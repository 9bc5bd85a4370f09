// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two texts, word by word (F01.R2.A2). A word is what a reader takes for one: letters with their marks, `don't`, `1,200`, `14:30`, a
// `{placeholder}` and, in a voice script, a `<tag .../>`; in scripts that are written without spaces one sign with its marks. The rule is
// our own and small, not a dictionary of the machine's: what was shown to an approver is computed again years later, and must be the same.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/approvals/sequence_diff.h"
#include "shared/base/json.h"

namespace ok::approvals {

enum class TextForm { plain, markup };   ///< markup: a voice script (SSML); a tag is one word
BOOST_DESCRIBE_ENUM(TextForm, plain, markup)

enum class TextOp { same, removed, added };
BOOST_DESCRIBE_ENUM(TextOp, same, removed, added)

struct TextRun {
    TextOp op = TextOp::same;
    std::string text;
    bool operator==(const TextRun&) const = default;
};
BOOST_DESCRIBE_STRUCT(TextRun, (), (op, text))

/// INVARIANT: the runs that are same or removed are the text before, those that are same or added the text after; no two
/// neighbours have the same op; of a replacement the removed run comes first.
struct TextDiff {
    std::vector<TextRun> runs;
    std::int64_t wordsSame = 0, wordsRemoved = 0, wordsAdded = 0;   ///< space between words does not count
    bool coarse = false;                                             ///< too different to be compared to the last word
    [[nodiscard]] bool changed() const { return wordsRemoved + wordsAdded > 0 || runs.size() > 1 || (runs.size() == 1 && runs[0].op != TextOp::same); }
    bool operator==(const TextDiff&) const = default;
};
BOOST_DESCRIBE_STRUCT(TextDiff, (), (runs, wordsSame, wordsRemoved, wordsAdded, coarse))

/// The words of a text and what stands between them, one after the other: joined they are the text again, byte for byte.
[[nodiscard]] std::vector<std::string_view> wordsOf(std::string_view text, TextForm form = TextForm::plain);

/// `left`: steps it may take, shared with others.
[[nodiscard]] TextDiff diffText(std::string_view before, std::string_view after, TextForm form, std::size_t& left);
[[nodiscard]] TextDiff diffText(std::string_view before, std::string_view after, TextForm form = TextForm::plain);

}  // namespace ok::approvals
