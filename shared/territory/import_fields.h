// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The fields an import understands, the header names under which utilities write them, and one row of values. Shared by
// accounts, meters and addresses, and by CSV and GeoJSON, so that a column is read the same way wherever it comes from.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/geo.h"
#include "shared/territory/import_report.h"

namespace ok::territory {

enum class Field : std::uint8_t {
    accountNumber, service, lon, lat, positionKind, houseNumber, street, unit, city, region, postcode, addressLine,
    feeder, meterId, phone, email, name, language, timeZone, smsOptIn, emailOptIn, voiceOptIn, quietFrom, quietTo,
    criticalCare, note, precision, count
};
constexpr auto fieldCount = static_cast<std::size_t>(Field::count);

/// The canonical column name, as in the templates of docs/territory.md: `account_number`, `house_number`, ...
[[nodiscard]] std::string_view nameOf(Field f);

/// The field for a header as utilities write it: case, spaces and punctuation do not matter ("Acct. No", "addr:street").
[[nodiscard]] std::optional<Field> fieldFor(std::string_view header);

/// Which column (by header text) means which field; what is given here wins over the synonyms.
using ColumnChoice = std::map<std::string, std::string>;

/// One row, as text by field. INVARIANT: values are valid UTF-8 without surrounding blanks.
struct ImportRecord {
    std::uint64_t row = 0;
    std::array<std::string, fieldCount> values;
    [[nodiscard]] const std::string& at(Field f) const { return values[static_cast<std::size_t>(f)]; }
    [[nodiscard]] bool has(Field f) const { return !at(f).empty(); }
    void set(Field f, std::string_view text);
    void clear();
};

/// Where each column goes; built once a file from its header.
struct ColumnMap {
    std::vector<std::optional<Field>> fields;
    std::vector<std::string> unmapped;
};
[[nodiscard]] ColumnMap mapColumns(const std::vector<std::string>& headers, const ColumnChoice& choice);

/// Reads `lon` and `lat`. Answers nothing when both are empty; a problem is added to `issues` when they are wrong:
/// `bad_number`, `out_of_range`, `swapped_coordinates`, `zero_coordinates`, `missing_value` (one of the two).
[[nodiscard]] std::optional<LonLat> readPosition(const ImportRecord& record, std::vector<RowIssue>& issues);

/// A number in plain or decimal-comma notation.
[[nodiscard]] std::optional<double> readNumber(std::string_view text);

}  // namespace ok::territory
