// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/csv_reader.h"

#include <algorithm>
#include <array>

#include "shared/base/unicode.h"

namespace ok {
namespace {

constexpr std::array<char16_t, 32> windows1252High = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
    0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0xFFFD, 0x017E, 0x0178};

void appendUtf8(std::string& out, char16_t c) {
    const auto put = [&out](int v) { out.push_back(static_cast<char>(v)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

}  // namespace

std::string windows1252ToUtf8(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char raw : text) {
        const auto c = static_cast<unsigned char>(raw);
        appendUtf8(out, c >= 0x80 && c < 0xA0 ? windows1252High[c - 0x80u] : static_cast<char16_t>(c));
    }
    return out;
}

char guessDelimiter(std::string_view headerLine) {
    constexpr std::array<char, 4> candidates = {',', ';', '\t', '|'};
    std::array<std::size_t, 4> counts{};
    bool quoted = false;
    for (const char c : headerLine) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        for (std::size_t k = 0; k < candidates.size(); ++k) counts[k] += c == candidates[k] ? 1 : 0;
    }
    const auto best = std::max_element(counts.begin(), counts.end());
    return *best == 0 ? ',' : candidates[static_cast<std::size_t>(best - counts.begin())];
}

CsvReader::CsvReader(Sink sink, TextEncoding encoding, CsvLimits limits)
    : m_sink(std::move(sink)), m_encoding(encoding), m_limits(limits) {}

Status CsvReader::feed(std::string_view chunk) {
    m_buffer.append(chunk);
    OK_TRY(checkStart(false));
    return m_started ? drain(false) : Status{};
}

Status CsvReader::finish() {
    OK_TRY(checkStart(true));
    return drain(true);
}

// Looks at the first bytes once: a mark says UTF-8 or a wrong encoding, the header line says the delimiter.
Status CsvReader::checkStart(bool last) {
    if (m_started) return {};
    const std::size_t lineEnd = m_buffer.find('\n');
    if (!last && lineEnd == std::string::npos && m_buffer.size() < m_limits.rowBytes) return {};
    m_started = true;
    const std::string_view head(m_buffer);
    if (startsWith(head, "\xFF\xFE") || startsWith(head, "\xFE\xFF")) {
        return problem("encoding_utf16", "the file is UTF-16 text; save it as UTF-8");
    }
    const std::string_view probe = head.substr(0, 512);
    if (std::count(probe.begin(), probe.end(), '\0') > 0) {
        return problem("not_text", "the file is not text: it holds zero bytes near its start");
    }
    if (startsWith(head, "\xEF\xBB\xBF")) m_at = 3;
    m_delimiter = guessDelimiter(head.substr(m_at, std::min(lineEnd, head.size()) - m_at));
    return {};
}

Status CsvReader::drain(bool last) {
    for (;;) {
        const Outcome outcome = takeRow(last);
        if (outcome == Outcome::stopped) return problem("cancelled", "the import was cancelled");
        if (outcome == Outcome::needMore) break;
    }
    m_buffer.erase(0, m_at);
    m_at = 0;
    return {};
}

// Reads one row from m_at. A field is quoted only if its first character is a quote.
CsvReader::Outcome CsvReader::takeRow(bool last) {
    m_row.fields.clear();
    if (m_at >= m_buffer.size()) return Outcome::needMore;
    std::size_t i = m_at;
    std::string field;
    bool quoted = false, wasQuoted = false, misplaced = false;
    for (; i < m_buffer.size(); ++i) {
        if (i - m_at > m_limits.rowBytes) return rescue(quoted ? "quote_not_closed" : "row_too_long");
        const char c = m_buffer[i];
        if (quoted) {
            if (c != '"') {
                field.push_back(c);
            } else if (i + 1 < m_buffer.size() && m_buffer[i + 1] == '"') {
                field.push_back('"');
                ++i;
            } else if (i + 1 >= m_buffer.size() && !last) {
                return Outcome::needMore;  // the next chunk decides whether this quote is doubled
            } else {
                quoted = false;
                wasQuoted = true;
            }
        } else if (c == '"' && field.empty() && !wasQuoted) {
            quoted = true;
        } else if (c == m_delimiter || c == '\n') {
            if (c == '\n' && !wasQuoted && !field.empty() && field.back() == '\r') field.pop_back();
            m_row.fields.push_back(std::move(field));
            field.clear();
            wasQuoted = false;
            if (c == '\n') break;
        } else if (wasQuoted && c != '\r') {
            misplaced = true;
            field.push_back(c);
        } else if (!wasQuoted) {
            field.push_back(c);
        }
    }
    const bool ended = i < m_buffer.size();
    if (!ended && !last) return Outcome::needMore;
    if (quoted) return rescue("quote_not_closed");
    if (!ended) m_row.fields.push_back(std::move(field));
    return emit(misplaced ? "quote_misplaced" : "", ended ? i + 1 : i) ? Outcome::row : Outcome::stopped;
}

// A quote that never closes must not swallow the rows after it: only its first line is given up, and reading goes on
// with the next line. Without a line end, the whole overlong piece is given up.
CsvReader::Outcome CsvReader::rescue(std::string code) {
    std::size_t end = m_buffer.find('\n', m_at);
    end = end == std::string::npos ? m_buffer.size() : end + 1;
    m_row.fields.assign(1, m_buffer.substr(m_at, std::min<std::size_t>(end - m_at, 200)));
    return emit(std::move(code), end) ? Outcome::row : Outcome::stopped;
}

bool CsvReader::emit(std::string code, std::size_t end) {
    m_at = end;
    ++m_rows;
    m_row.number = m_rows;
    if (m_row.fields.size() == 1 && m_row.fields.front().empty()) return true;  // a blank line is no row
    if (code.empty() && m_row.fields.size() > m_limits.columns) code = "too_many_columns";
    for (std::string& field : m_row.fields) {
        if (m_encoding == TextEncoding::windows1252) field = windows1252ToUtf8(field);
        if (code.empty() && field.find('\0') != std::string::npos) code = "nul_byte";
        if (code.empty() && !isUtf8(field)) code = "bad_encoding";
    }
    m_row.problemCode = std::move(code);
    return m_sink(m_row);
}

}  // namespace ok
