// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/text_diff.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <bit>

#include "shared/base/utf8.h"

namespace ok::approvals {
namespace {

enum class Sign { space, letter, digit, mark, alone, joiner, other };

bool asciiAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool asciiDigit(char c) { return c >= '0' && c <= '9'; }

/// Written without spaces between words: every sign with its marks is a word.
bool writtenTogether(UChar32 c) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN: case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: case USCRIPT_THAI: case USCRIPT_LAO: case USCRIPT_KHMER:
        case USCRIPT_MYANMAR: return true;
        default: return false;
    }
}

Sign signOf(char32_t wide) {
    const auto c = static_cast<UChar32>(wide);
    if (wide == 0x200D) return Sign::joiner;
    if (u_isUWhiteSpace(c) != 0) return Sign::space;
    const std::uint32_t mask = U_GET_GC_MASK(c);
    // Skin tones and the signs that choose how an emoji looks belong to what stands before them.
    if ((mask & U_GC_M_MASK) != 0 || (mask & U_GC_CF_MASK) != 0 || (wide >= 0x1F3FB && wide <= 0x1F3FF)) return Sign::mark;
    if ((mask & U_GC_N_MASK) != 0) return Sign::digit;
    if ((mask & U_GC_L_MASK) == 0) return Sign::other;
    return writtenTogether(c) ? Sign::alone : Sign::letter;
}

struct Seen {
    Sign sign = Sign::other;
    char32_t c = 0;
    std::size_t end = 0;
};

class Words {
  public:
    Words(std::string_view text, TextForm form) : m_text(text), m_form(form) { m_out.reserve(text.size() / 3 + 1); }

    std::vector<std::string_view> run() {
        while (m_at < m_text.size()) {
            const std::size_t start = m_at;
            take();
            m_out.push_back(m_text.substr(start, m_at - start));
        }
        return std::move(m_out);
    }

  private:
    [[nodiscard]] Seen look(std::size_t at) const {
        Seen out;
        const char first = m_text[at];
        out.end = at + 1;
        out.c = static_cast<unsigned char>(first);
        if (static_cast<unsigned char>(first) < 0x80) {
            out.sign = asciiAlpha(first) ? Sign::letter : asciiDigit(first) ? Sign::digit : first == ' ' || (first >= '\t' && first <= '\r') ? Sign::space : Sign::other;
            return out;
        }
        std::size_t next = at;
        out.c = nextCodePoint(m_text, next);
        out.end = next;
        out.sign = signOf(out.c);
        return out;
    }

    void take() {
        if (takeBracket('{', '}') || (m_form == TextForm::markup && takeBracket('<', '>'))) return;
        const Seen first = look(m_at);
        m_at = first.end;
        if (first.sign == Sign::space) return takeSpace();
        if (first.sign == Sign::letter || first.sign == Sign::digit) return takeWord();
        if (first.c >= 0x1F1E6 && first.c <= 0x1F1FF && m_at < m_text.size()) {   // two of these are one flag
            const Seen second = look(m_at);
            if (second.c >= 0x1F1E6 && second.c <= 0x1F1FF) m_at = second.end;
        }
        takeMarks();
    }

    /// A placeholder or a tag, whole: at most 512 bytes, nothing nested, on one line.
    bool takeBracket(char open, char close) {
        if (m_text[m_at] != open) return false;
        const std::string_view rest = m_text.substr(m_at + 1, 512);
        const std::size_t end = rest.find_first_of(std::string{open, close, '\n'});
        if (end == std::string_view::npos || end == 0 || rest[end] != close) return false;
        m_at += end + 2;
        return true;
    }

    void takeSpace() {
        while (m_at < m_text.size()) {
            const Seen next = look(m_at);
            if (next.sign != Sign::space) return;
            m_at = next.end;
        }
    }

    void takeMarks() {
        while (m_at < m_text.size()) {
            const Seen next = look(m_at);
            if (next.sign != Sign::mark && next.sign != Sign::joiner) return;
            m_at = next.end;
            // What is joined is one sign: a family, a flag, a profession.
            if (next.sign == Sign::joiner && m_at < m_text.size() && look(m_at).sign == Sign::other) m_at = look(m_at).end;
        }
    }

    /// `don't`, `l’heure` and `14:30`, `1,200.50` hold together; a sign at the end of a word does not belong to it.
    void takeWord() {
        while (m_at < m_text.size()) {
            const Seen next = look(m_at);
            if (next.sign == Sign::letter || next.sign == Sign::digit || next.sign == Sign::mark || next.sign == Sign::joiner) {
                m_at = next.end;
                continue;
            }
            if (next.sign != Sign::other || next.end >= m_text.size()) return;
            const Sign before = signBefore(), after = look(next.end).sign;
            const bool apostrophe = (next.c == '\'' || next.c == 0x2019) && before != Sign::digit && after == Sign::letter;
            const bool point = (next.c == ':' || next.c == '.' || next.c == ',') && before == Sign::digit && after == Sign::digit;
            if (!apostrophe && !point) return;
            m_at = next.end;
        }
    }

    /// Of what was taken last; only whether it is a digit matters.
    [[nodiscard]] Sign signBefore() const { return asciiDigit(m_text[m_at - 1]) ? Sign::digit : Sign::letter; }

    std::string_view m_text;
    TextForm m_form;
    std::size_t m_at = 0;
    std::vector<std::string_view> m_out;
};

bool isSpace(std::string_view word) {
    std::size_t at = 0;
    return !word.empty() && u_isUWhiteSpace(static_cast<UChar32>(nextCodePoint(word, at))) != 0;
}

/// Words as numbers. Single bytes are their own number; the rest goes through a flat table, which is most of what a diff costs.
class Numbers {
  public:
    explicit Numbers(std::size_t words) : m_slots(std::bit_ceil(words * 2 + 16)) {}

    std::vector<std::uint32_t> of(const std::vector<std::string_view>& words) {
        std::vector<std::uint32_t> out;
        out.reserve(words.size());
        for (const std::string_view word : words) out.push_back(word.size() == 1 ? static_cast<unsigned char>(word[0]) : number(word));
        return out;
    }

  private:
    struct Slot {
        std::string_view word;
        std::uint32_t number = 0;
    };
    std::uint32_t number(std::string_view word) {
        std::size_t at = std::hash<std::string_view>{}(word) & (m_slots.size() - 1);
        while (m_slots[at].number != 0 && m_slots[at].word != word) at = (at + 1) & (m_slots.size() - 1);
        if (m_slots[at].number == 0) m_slots[at] = {word, m_next++};
        return m_slots[at].number;
    }
    std::vector<Slot> m_slots;
    std::uint32_t m_next = 256;
};

/// The words of a text without what stands between them: only words are aligned. Were blanks to count, two of them would outweigh a word.
struct Side {
    std::string_view text;
    std::vector<std::string_view> words;
    Side(std::string_view whole, TextForm form) : text(whole), words(wordsOf(whole, form)) { std::erase_if(words, isSpace); }
    [[nodiscard]] std::size_t startOf(std::uint32_t word) const { return static_cast<std::size_t>(words[word].data() - text.data()); }
};

class Runs {
  public:
    Runs(const Side& a, const Side& b) : m_a(a), m_b(b) {}

    TextDiff run(const Alignment& alignment) {
        m_out.coarse = alignment.coarse;
        for (const Match& match : alignment.matches) {
            for (std::uint32_t i = 0; i < match.length; ++i) {
                between(m_a.startOf(match.a + i), m_b.startOf(match.b + i));
                const std::string_view word = m_a.words[match.a + i];
                add(TextOp::same, word);
                m_atA += word.size();
                m_atB += word.size();
            }
            m_out.wordsSame += match.length;
        }
        between(m_a.text.size(), m_b.text.size());
        m_out.wordsRemoved = static_cast<std::int64_t>(m_a.words.size()) - m_out.wordsSame;
        m_out.wordsAdded = static_cast<std::int64_t>(m_b.words.size()) - m_out.wordsSame;
        return std::move(m_out);
    }

  private:
    /// What lies before the next common word on either side; blanks that both have at its ends stay out of the change.
    void between(std::size_t endA, std::size_t endB) {
        std::string_view a = m_a.text.substr(m_atA, endA - m_atA), b = m_b.text.substr(m_atB, endB - m_atB);
        m_atA = endA;
        m_atB = endB;
        const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
        std::size_t front = 0, back = 0;
        while (front < a.size() && front < b.size() && a[front] == b[front] && (a == b || blank(a[front]))) ++front;
        add(TextOp::same, a.substr(0, front));
        a.remove_prefix(front);
        b.remove_prefix(front);
        while (back < a.size() && back < b.size() && a[a.size() - 1 - back] == b[b.size() - 1 - back] && blank(a[a.size() - 1 - back])) ++back;
        add(TextOp::removed, a.substr(0, a.size() - back));
        add(TextOp::added, b.substr(0, b.size() - back));
        add(TextOp::same, a.substr(a.size() - back));
    }
    void add(TextOp op, std::string_view text) {
        if (text.empty()) return;
        if (m_out.runs.empty() || m_out.runs.back().op != op) m_out.runs.push_back({op, {}});
        m_out.runs.back().text += text;
    }

    const Side& m_a;
    const Side& m_b;
    std::size_t m_atA = 0, m_atB = 0;
    TextDiff m_out;
};

}  // namespace

std::vector<std::string_view> wordsOf(std::string_view text, TextForm form) { return Words(text, form).run(); }

TextDiff diffText(std::string_view before, std::string_view after, TextForm form, std::size_t& left) {
    const Side a(before, form), b(after, form);
    Numbers numbers(a.words.size() + b.words.size());
    const auto one = numbers.of(a.words), two = numbers.of(b.words);
    return Runs(a, b).run(align(one, two, left));
}

TextDiff diffText(std::string_view before, std::string_view after, TextForm form) {
    std::size_t left = standardSteps;
    return diffText(before, after, form, left);
}

}  // namespace ok::approvals
