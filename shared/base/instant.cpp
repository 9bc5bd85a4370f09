// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/instant.h"

#include <cstdio>

namespace ok {
namespace {

// Days since the epoch of a proleptic Gregorian date; exact for all years used here.
constexpr std::int64_t daysFromCivil(std::int64_t y, unsigned m, unsigned d) {
    const auto ymd = std::chrono::year_month_day{std::chrono::year{static_cast<int>(y)}, std::chrono::month{m},
                                                 std::chrono::day{d}};
    return std::chrono::sys_days{ymd}.time_since_epoch().count();
}

class Digits {
  public:
    explicit Digits(std::string_view text) : m_text(text) {}
    bool number(std::size_t width, int& out) {
        if (m_at + width > m_text.size()) return false;
        out = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const char c = m_text[m_at + i];
            if (c < '0' || c > '9') return false;
            out = out * 10 + (c - '0');
        }
        m_at += width;
        return true;
    }
    bool literal(char c) {
        if (m_at >= m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skip() { ++m_at; }
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }

  private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

bool readFraction(Digits& in, std::int64_t& micros) {
    micros = 0;
    if (in.peek() != '.') return true;
    in.skip();
    int count = 0;
    for (; in.peek() >= '0' && in.peek() <= '9'; in.skip(), ++count) {
        if (count < 6) micros = micros * 10 + (in.peek() - '0');
    }
    for (int i = count; i < 6; ++i) micros *= 10;
    return count >= 1 && count <= 9;
}

bool readZone(Digits& in, int& offsetMinutes) {
    offsetMinutes = 0;
    if (in.peek() == 'Z' || in.peek() == 'z') {
        in.skip();
        return true;
    }
    const char sign = in.peek();
    if (sign != '+' && sign != '-') return false;
    in.skip();
    int h = 0, m = 0;
    if (!in.number(2, h)) return false;
    in.literal(':');
    if (!in.number(2, m) || h > 23 || m > 59) return false;
    offsetMinutes = (sign == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

Problem badTime(std::string_view text) {
    return problem("bad_time", "`" + std::string(text.substr(0, 40)) + "` is not an ISO 8601 time with a zone");
}

}  // namespace

CivilTime toCivil(Instant t) {
    std::int64_t s = t.micros() / 1'000'000;
    if (t.micros() % 1'000'000 < 0) --s;
    std::int64_t days = s / 86400;
    std::int64_t rest = s % 86400;
    if (rest < 0) {
        rest += 86400;
        --days;
    }
    const std::chrono::sys_days date{std::chrono::days{days}};
    const std::chrono::year_month_day ymd{date};
    CivilTime c;
    c.year = static_cast<int>(ymd.year());
    c.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    c.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    c.hour = static_cast<int>(rest / 3600);
    c.minute = static_cast<int>(rest / 60 % 60);
    c.second = static_cast<int>(rest % 60);
    c.weekday = static_cast<int>(std::chrono::weekday{date}.c_encoding());
    return c;
}

Instant fromCivil(const CivilTime& c) {
    const auto days = daysFromCivil(c.year, static_cast<unsigned>(c.month), static_cast<unsigned>(c.day));
    return Instant::fromSeconds(days * 86400 + c.hour * 3600 + c.minute * 60 + c.second);
}

std::string toIso(Instant t) {
    const CivilTime c = toCivil(t);
    std::int64_t us = t.micros() % 1'000'000;
    if (us < 0) us += 1'000'000;
    char out[32] = "0000-00-00T00:00:00.000000Z";
    const auto put = [&out](std::size_t at, std::size_t width, std::int64_t v) {
        for (std::size_t i = width; i-- > 0; v /= 10) out[at + i] = static_cast<char>('0' + v % 10);
    };
    put(0, 4, c.year);
    put(5, 2, c.month);
    put(8, 2, c.day);
    put(11, 2, c.hour);
    put(14, 2, c.minute);
    put(17, 2, c.second);
    put(20, 6, us);
    return std::string(out, 27);
}

Result<Instant> parseIso(std::string_view text) {
    Digits in(text);
    CivilTime c;
    std::int64_t micros = 0;
    int offset = 0;
    const bool shape = in.number(4, c.year) && in.literal('-') && in.number(2, c.month) && in.literal('-') &&
                       in.number(2, c.day) && (in.literal('T') || in.literal('t') || in.literal(' ')) &&
                       in.number(2, c.hour) && in.literal(':') && in.number(2, c.minute) && in.literal(':') &&
                       in.number(2, c.second) && readFraction(in, micros) && readZone(in, offset) && in.atEnd();
    if (!shape || c.year < 1970) return badTime(text);
    const std::chrono::year_month_day date{std::chrono::year{c.year},
                                           std::chrono::month{static_cast<unsigned>(c.month)},
                                           std::chrono::day{static_cast<unsigned>(c.day)}};
    if (!date.ok() || c.hour > 23 || c.minute > 59 || c.second > 60) return badTime(text);
    return fromCivil(c) + Duration(micros) - minutes(offset);
}

}  // namespace ok
