// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How addresses are compared: folded, split into words, abbreviations made one. "N. Main Street", "north main st" and
// "MAIN ST N" have one key; "Hauptstraße" and "Hauptstr." too. Keys are for matching only and are never shown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ok::territory {

/// Lower case, diacritics removed (ß to ss; ae, oe, ue count as ä, ö, ü do), punctuation to blanks, apostrophes dropped.
[[nodiscard]] std::string foldText(std::string_view text);

/// Words of the folded text with one spelling for street types, directions and small ordinals: `street` and `str`
/// become `st`, `north` becomes `n`, `first` becomes `1st`.
[[nodiscard]] std::vector<std::string> addressWords(std::string_view text);

[[nodiscard]] bool isStreetType(std::string_view word);
[[nodiscard]] bool isDirection(std::string_view word);

struct StreetKey {
    std::string core;       // "main", "pine crescent"
    std::string type;       // "st", "ave"; empty when the name has none
    std::string direction;  // "n", "sw"
    [[nodiscard]] std::string full() const { return direction + "/" + core + "/" + type; }
    /// The core without blanks: "rivers edge" and "riversedge" are one mistake, not two.
    [[nodiscard]] std::string compact() const;
    bool operator==(const StreetKey&) const = default;
};
[[nodiscard]] StreetKey streetKey(const std::vector<std::string>& words);
[[nodiscard]] StreetKey streetKey(std::string_view name);

/// Optimal string alignment distance (insert, delete, replace, swap of neighbours), at most `bound` + 1.
[[nodiscard]] int editDistance(std::string_view a, std::string_view b, int bound);

/// How many slips a name of this length may have before it is another name.
[[nodiscard]] int slipsAllowed(std::size_t length);

/// 0 to 1. 1: the same key. Differing digits ("Highway 60", "Highway 61") never match; a missing type or direction costs
/// little, a contradicting one more.
[[nodiscard]] double similarity(const StreetKey& asked, const StreetKey& known);

}  // namespace ok::territory
