// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the search index knows an entry by: 48-bit hashes of `name=value` and of the words in it. Hashes keep the index
// small and free of anybody's words; a collision costs one look at an entry, because every hit is checked against the
// entry itself. Also the segment's form: sorted keys, each with the places that carry it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/ledger/entry.h"

namespace ok::ledger {

/// Raise it when keys change: an index of another version is made anew.
inline constexpr int searchIndexVersion = 3;

using SearchKey = std::uint64_t;                   ///< 48 bits
inline constexpr int searchKeyBits = 48;

[[nodiscard]] SearchKey searchKey(std::string_view name, std::string_view value);
[[nodiscard]] SearchKey wordKey(std::string_view foldedWord);

/// The words of a text, folded for matching: letters and digits, 2 to 40 bytes.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

/// Members of payloads that have a filter of their own (F02.R5.A4, F01.R6.A5), wherever in the payload they stand. Their values are
/// compared without regard to case.
[[nodiscard]] bool isSearchableField(std::string_view name);
[[nodiscard]] std::string foldField(std::string_view value);
/// The searchable members of an entry; who released or rejected something is its `approver`.
void eachField(const EntryHeader& header, std::string_view payload, const std::function<void(std::string_view name, std::string_view folded)>& visit);

/// Everything an entry is found by, appended to `keys` (with repetitions).
void addSearchKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys);
/// Its words only: type, justification, and the texts in its payload that people wrote (no ids, digests, times, tokens).
void addWordKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys);
/// The words of why, some of the above: its justification, and what people read in its payload as a reason or an error.
void addReasonWordKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys);

/// Places within a segment, ascending.
using Places = std::vector<std::uint16_t>;
inline constexpr std::int64_t segmentSize = 65'536;

[[nodiscard]] std::string packPlaces(const Places& places);
/// Appends; false when the bytes are no such list.
bool unpackPlaces(std::string_view bytes, Places& places);

/// Collects (key, place) pairs and hands them back sorted by key, then place, without repetitions.
class SegmentBuilder {
  public:
    void add(std::uint16_t place, const std::vector<SearchKey>& keys) {
        for (const SearchKey key : keys) m_pairs.push_back(key << 16 | place);
    }
    [[nodiscard]] std::vector<std::pair<SearchKey, Places>> take();
    [[nodiscard]] bool empty() const { return m_pairs.empty(); }

  private:
    std::vector<std::uint64_t> m_pairs;
};

[[nodiscard]] Places unite(const Places& a, const Places& b);
[[nodiscard]] Places intersect(const Places& a, const Places& b);

}  // namespace ok::ledger
