// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two JSON documents as one tree that can be opened and closed place by place (F01.R2.A3). Unlike policy::changesBetween, which keeps
// what it needs to be applied, this keeps what a reader needs: what stayed the same too, lists in which an element was put in the
// middle, and long texts word by word. Equality is exact, never by a hash: nothing can be made to look unchanged.
#pragma once
#include "shared/approvals/text_diff.h"

namespace ok::approvals {

enum class ChangeKind { same, added, removed, modified };
BOOST_DESCRIBE_ENUM(ChangeKind, same, added, removed, modified)

/// set: a list whose elements are objects with a text `id` each; they are compared by id, order does not count.
enum class FieldType { value, object, list, set };
BOOST_DESCRIBE_ENUM(FieldType, value, object, list, set)

/// One place, in reading order; the `below` nodes that follow it lie inside it. An object or list is modified when something inside is.
struct FieldNode {
    std::string path;             ///< RFC 6901 pointer, elements of sets by id; of what is removed: in the document before
    std::string key;              ///< its last step, unescaped
    int depth = 0;                ///< 0: the document itself
    FieldType type = FieldType::value;
    ChangeKind change = ChangeKind::same;
    std::int64_t below = 0;
    std::int64_t changesInside = 0;   ///< values added, removed or modified, itself included
    std::string before, after;    ///< of a value, or where the kind of thing changed: canonical JSON; empty: not there
    std::vector<TextRun> words;   ///< of a text that changed and has several words
    bool operator==(const FieldNode&) const = default;
};
BOOST_DESCRIBE_STRUCT(FieldNode, (), (path, key, depth, type, change, below, changesInside, before, after, words))

struct FieldDiff {
    std::vector<FieldNode> nodes;
    std::int64_t same = 0, added = 0, removed = 0, modified = 0;   ///< values
    bool cut = false;             ///< there are more than mostFieldNodes: counts are right, the rest of the nodes is left out
    bool operator==(const FieldDiff&) const = default;
};
BOOST_DESCRIBE_STRUCT(FieldDiff, (), (nodes, same, added, removed, modified, cut))

inline constexpr std::size_t mostFieldBytes = std::size_t{8} << 20;
inline constexpr std::size_t mostFieldNodes = 20'000;

/// An empty text is a document that is not there. Problems `bad_json`, `too_large`. `left`: steps, shared with others.
[[nodiscard]] Result<FieldDiff> diffFields(std::string_view before, std::string_view after, std::size_t& left);
[[nodiscard]] Result<FieldDiff> diffFields(std::string_view before, std::string_view after);

}  // namespace ok::approvals
