// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A streaming CSV reader (RFC 4180: quotes, doubled quotes, CR LF; plus LF, byte order marks, `;` and tab as
// delimiters). Rows are handed out as soon as they are whole; a malformed row is handed out with its problem.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/result.h"

namespace ok {

enum class TextEncoding : std::uint8_t { utf8 = 1, windows1252 = 2 };
BOOST_DESCRIBE_ENUM(TextEncoding, utf8, windows1252)

struct CsvLimits {
    std::size_t rowBytes = 64 * 1024;
    std::size_t columns = 512;
};

struct CsvRow {
    /// From 1, the header included.
    std::uint64_t number = 0;
    std::vector<std::string> fields;
    /// Empty for a good row, else `quote_not_closed`, `quote_misplaced`, `row_too_long`, `too_many_columns`,
    /// `bad_encoding`, `nul_byte`; `fields` then hold what could be read.
    std::string problemCode;
};

class CsvReader {
  public:
    /// Return false to stop; `feed` then answers `cancelled`.
    using Sink = std::function<bool(CsvRow&)>;

    explicit CsvReader(Sink sink, TextEncoding encoding = TextEncoding::utf8, CsvLimits limits = {});

    /// Fails on `encoding_utf16` (a UTF-16 or UTF-32 file), `not_text` (binary), `cancelled`.
    Status feed(std::string_view chunk);
    /// Hands out the last row, which needs no line end.
    Status finish();
    [[nodiscard]] char delimiter() const { return m_delimiter; }

  private:
    enum class Outcome { row, needMore, stopped };
    Status checkStart(bool last);
    Status drain(bool last);
    Outcome takeRow(bool last);
    Outcome rescue(std::string code);
    bool emit(std::string code, std::size_t end);

    Sink m_sink;
    TextEncoding m_encoding;
    CsvLimits m_limits;
    std::string m_buffer;
    std::size_t m_at = 0;
    std::uint64_t m_rows = 0;
    char m_delimiter = ',';
    bool m_started = false;
    CsvRow m_row;
};

/// The delimiter that the header line uses most outside quotes.
[[nodiscard]] char guessDelimiter(std::string_view headerLine);

[[nodiscard]] std::string windows1252ToUtf8(std::string_view text);

}  // namespace ok
