// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/search_keys.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "shared/base/unicode.h"
#include "shared/ledger/severity.h"

namespace ok::ledger {
namespace {

constexpr std::size_t longestWord = 40;
constexpr std::uint64_t fnvStart = 0xCBF29CE484222325ULL;

/// FNV-1a; the finisher spreads it over the bits that are kept.
std::uint64_t mix(std::uint64_t state, std::string_view bytes) {
    for (const char c : bytes) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    return state;
}

SearchKey finish(std::uint64_t h) {
    h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDULL;
    h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53ULL;
    return (h ^ (h >> 33)) >> (64 - searchKeyBits);
}

bool isWordByte(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

bool isHex(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// What nobody searches by words: ids, digests, times, vault tokens.
bool isMachineText(std::string_view text) {
    if (text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-') return true;
    if (text.size() == 64 && isHex(text)) return true;
    if (text.size() == 27 && text[10] == 'T' && text[26] == 'Z') return true;
    return text.starts_with("tok_");
}

/// The string values of a JSON text that was checked when it was written; escapes separate words.
template <class Visit>
void eachStringValue(std::string_view json, Visit&& visit) {
    for (std::size_t at = json.find('"'); at != std::string_view::npos; at = json.find('"', at)) {
        std::size_t end = at + 1;
        while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
        if (end >= json.size()) return;
        const bool isName = end + 1 < json.size() && json[end + 1] == ':';
        if (!isName) visit(json.substr(at + 1, end - at - 1));
        at = end + 1;
    }
}

template <class Visit>
void eachWord(std::string_view text, Visit&& visit) {
    std::string folded;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\\') {  // an escape is two bytes, or six with its digits: neither belongs to a word
            at += at + 1 < text.size() && text[at + 1] == 'u' ? 6 : 2;
            continue;
        }
        std::size_t end = at;
        bool ascii = true;
        while (end < text.size() && isWordByte(static_cast<unsigned char>(text[end]))) {
            ascii = ascii && static_cast<unsigned char>(text[end]) < 0x80;
            ++end;
        }
        if (end == at) {
            ++at;
            continue;
        }
        if (end - at >= 2 && end - at <= longestWord) {
            folded.assign(text.substr(at, end - at));
            if (ascii) for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            else folded = foldForMatching(folded);
            visit(std::string_view(folded));
        }
        at = end;
    }
}

/// The place after the value that begins at `at`.
std::size_t endOfValue(std::string_view json, std::size_t at) {
    int depth = 0;
    for (; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') {
            for (++at; at < json.size() && json[at] != '"'; ++at) at += json[at] == '\\' ? 1 : 0;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) return at;
            --depth;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    return at;
}

/// Names and the scalar values below them, also in lists; the JSON was checked when it was written.
template <class Visit>
void eachMember(std::string_view json, Visit&& visit) {
    std::string_view name;
    for (std::size_t at = 0; at < json.size();) {
        const char c = json[at];
        if (c == '"') {
            std::size_t end = at + 1;
            while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
            if (end >= json.size()) return;
            const std::string_view text = json.substr(at + 1, end - at - 1);
            at = end + 1;
            if (at < json.size() && json[at] == ':') {
                name = text;
                // What somebody might have done besides, and what a document looked like before, is not what this entry is about.
                if (name == "authorized_scopes" || name == "full_diff_snapshot") at = endOfValue(json, at + 1);
            }
            else visit(name, text);
        } else if (c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}') {
            ++at;
        } else {
            const std::size_t end = std::min(json.find_first_of(",]}", at), json.size());
            visit(name, json.substr(at, end - at));
            at = end;
        }
    }
}

void addWords(std::string_view text, std::vector<SearchKey>& keys) {
    eachWord(text, [&keys](std::string_view word) { keys.push_back(wordKey(word)); });
}

}  // namespace

std::string foldField(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

bool isSearchableField(std::string_view name) {
    static constexpr std::array<std::string_view, 24> names{"aaguid", "action", "address", "approver", "channel", "code", "command", "content_type", "decision",
                                                            "decision_id", "environment", "error_reason", "event_type", "geography",
                                                            "ip_address", "outcome", "policy_version", "region", "request_id", "rp_id",
                                                            "rule", "severity", "state", "username"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

void eachField(const EntryHeader& header, std::string_view payload, const std::function<void(std::string_view, std::string_view)>& visit) {
    const bool decided = header.type == "approval.decided" || header.type == "approval.stepped" || header.type == "approval.executed";
    if (decided) visit("approver", foldField(header.actor.id));
    eachMember(payload, [&visit](std::string_view name, std::string_view value) {
        if (name == "approved_by" || name == "decided_by" || name == "approver1_id" || name == "approver2_id" || name == "further_approver_ids") name = "approver";
        if (name == "channels") name = "channel";
        if (name == "territories" || name == "areas") name = "geography";
        if (name == "content_types") name = "content_type";
        if (name == "party_id") name = "rp_id";
        if (name == "login") name = "username";
        if (name == "remote_address" || name == "ip") name = "ip_address";
        if (isSearchableField(name) && value.size() <= 200) visit(name, foldField(value));
    });
}

SearchKey searchKey(std::string_view name, std::string_view value) { return finish(mix(mix(mix(fnvStart, name), "="), value)); }
SearchKey wordKey(std::string_view foldedWord) { return finish(mix(mix(fnvStart, "word="), foldedWord)); }

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> out;
    eachWord(text, [&out](std::string_view word) { out.emplace_back(word); });
    return out;
}

void addReasonWordKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys) {
    static constexpr std::array<std::string_view, 5> names{"error_reason", "justification", "rationale", "reason", "reason_code"};
    addWords(header.justification, keys);
    eachMember(payload, [&keys](std::string_view name, std::string_view value) {
        if (!isMachineText(value) && std::find(names.begin(), names.end(), name) != names.end()) addWords(value, keys);
    });
}

void addWordKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys) {
    addWords(header.type, keys);
    addWords(header.justification, keys);
    eachStringValue(payload, [&keys](std::string_view text) {
        if (!isMachineText(text)) addWords(text, keys);
    });
}

void addSearchKeys(const EntryHeader& header, std::string_view payload, std::vector<SearchKey>& keys) {
    keys.push_back(searchKey("type", header.type));
    if (const auto dot = header.type.find('.'); dot != std::string::npos) {
        keys.push_back(searchKey("area", std::string_view(header.type).substr(0, dot)));
    }
    keys.push_back(searchKey("severity", enumName(severityOf(header.type))));
    keys.push_back(searchKey("actor", header.actor.id));
    keys.push_back(searchKey("actor_type", enumName(header.actor.type)));
    keys.push_back(searchKey("source", header.source));
    keys.push_back(searchKey("correlation", header.correlationId));
    for (const std::string& subject : header.subjects) keys.push_back(searchKey("object", subject));
    if (header.drill) keys.push_back(searchKey("drill", "true"));
    eachField(header, payload, [&keys](std::string_view name, std::string_view value) { keys.push_back(searchKey("field:" + std::string(name), value)); });
    addWordKeys(header, payload, keys);
}

std::string packPlaces(const Places& places) {
    std::string out;
    out.reserve(places.size() + 2);
    std::uint32_t next = 0;  // deltas count from the place after the last one, so a run is a row of zeroes
    for (const std::uint16_t place : places) {
        std::uint32_t delta = place - next;
        for (; delta >= 0x80; delta >>= 7) out += static_cast<char>(delta | 0x80);
        out += static_cast<char>(delta);
        next = place + 1U;
    }
    return out;
}

bool unpackPlaces(std::string_view bytes, Places& places) {
    std::uint32_t next = 0;
    std::uint32_t delta = 0;
    int shift = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        delta |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
        shift += 7;
        if (byte & 0x80) {
            if (shift > 14) return false;
            continue;
        }
        next += delta;
        if (next > 0xFFFF) return false;
        places.push_back(static_cast<std::uint16_t>(next++));
        delta = 0;
        shift = 0;
    }
    return shift == 0;
}

/// Places come in ascending order, so a stable sort by the 48 key bits is enough: four passes of twelve bits.
std::vector<std::pair<SearchKey, Places>> SegmentBuilder::take() {
    constexpr int digit = 12;
    std::vector<std::uint64_t> other(m_pairs.size());
    for (int shift = 16; shift < 64; shift += digit) {
        std::array<std::size_t, (1U << digit) + 1> start{};
        for (const std::uint64_t pair : m_pairs) ++start[((pair >> shift) & ((1U << digit) - 1)) + 1];
        for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
        for (const std::uint64_t pair : m_pairs) other[start[(pair >> shift) & ((1U << digit) - 1)]++] = pair;
        m_pairs.swap(other);
    }
    std::vector<std::pair<SearchKey, Places>> out;
    for (const std::uint64_t pair : m_pairs) {
        const SearchKey key = pair >> 16;
        const auto place = static_cast<std::uint16_t>(pair & 0xFFFF);
        if (out.empty() || out.back().first != key) out.emplace_back(key, Places{});
        if (out.back().second.empty() || out.back().second.back() != place) out.back().second.push_back(place);
    }
    m_pairs.clear();
    return out;
}

Places unite(const Places& a, const Places& b) {
    Places out;
    out.reserve(a.size() + b.size());
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

Places intersect(const Places& a, const Places& b) {
    Places out;
    out.reserve(std::min(a.size(), b.size()));
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
    return out;
}

}  // namespace ok::ledger
