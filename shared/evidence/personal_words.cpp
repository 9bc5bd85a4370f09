// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/evidence/personal_words.h"

#include <algorithm>

namespace ok::evidence {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isMailChar(char c) { return isDigit(c) || isLetter(c) || std::string_view("._%+-").find(c) != std::string_view::npos; }
bool isSeparator(char c) { return std::string_view(" -.()").find(c) != std::string_view::npos; }

/// The groups of digits of what may be a number to call, and where it ends.
struct Number {
    bool international = false;
    std::vector<std::size_t> groups;
    std::size_t end = 0, digits = 0;
};

Number numberAt(std::string_view text, std::size_t at) {
    Number out;
    if (text[at] == '+') {
        out.international = true;
        ++at;
    }
    std::size_t gap = 0;
    for (std::size_t group = 0; at < text.size(); ++at) {
        if (isDigit(text[at])) {
            if (group == 0) out.groups.push_back(0);
            ++out.groups.back();
            ++out.digits;
            ++group;
            gap = 0;
            out.end = at + 1;
        } else if (isSeparator(text[at]) && gap < 2 && out.digits < 15) {
            group = 0;
            ++gap;
        } else {
            break;
        }
    }
    return out;
}

/// With `+`: 8 to 15 digits. Without: as numbers of North America are written. A date, a time and an account number are none.
bool isPhone(Number n) {
    if (n.international) return n.digits >= 8 && n.digits <= 15;
    if (n.groups.size() > 1 && n.groups.front() == 1) n.groups.erase(n.groups.begin());
    using Groups = std::vector<std::size_t>;
    return n.groups == Groups{3, 3, 4} || n.groups == Groups{10} || n.groups == Groups{3, 7};
}

/// The length of a mailbox that begins here; 0: none.
std::size_t mailboxAt(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && isMailChar(text[end])) ++end;
    if (end == at || end >= text.size() || text[end] != '@') return 0;
    const std::size_t host = ++end;
    std::size_t dot = 0;
    while (end < text.size() && (isDigit(text[end]) || isLetter(text[end]) || text[end] == '-' || text[end] == '.')) {
        if (text[end] == '.' && end + 1 < text.size() && isLetter(text[end + 1])) dot = end;
        ++end;
    }
    return dot > host ? end - at : 0;
}

}  // namespace

Cleaned withoutPersonal(std::string_view words) {
    Cleaned out;
    for (std::size_t at = 0; at < words.size();) {
        const bool begins = at == 0 || !(isMailChar(words[at - 1]) || words[at - 1] == '@');
        const std::size_t mailbox = begins ? mailboxAt(words, at) : 0;
        if (mailbox > 0) {
            out.text += "[email]";
            ++out.emails;
            at += mailbox;
            continue;
        }
        const bool starts = isDigit(words[at]) || (words[at] == '+' && at + 1 < words.size() && isDigit(words[at + 1]));
        if (starts && (at == 0 || !isDigit(words[at - 1]))) {
            const Number number = numberAt(words, at);
            if (isPhone(number)) {
                out.text += "[phone]";
                ++out.phones;
                at = number.end;
                continue;
            }
        }
        out.text += words[at++];
    }
    return out;
}

std::string cleaned(std::string_view words, std::string_view field, std::vector<std::string>& masked) {
    Cleaned out = withoutPersonal(words);
    if (out.emails > 0) masked.push_back(std::string(field) + " email " + std::to_string(out.emails));
    if (out.phones > 0) masked.push_back(std::string(field) + " phone " + std::to_string(out.phones));
    return std::move(out.text);
}

}  // namespace ok::evidence
