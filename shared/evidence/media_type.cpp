// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/evidence/media_type.h"

#include <algorithm>
#include <array>

#include "shared/base/utf8.h"

namespace ok::evidence {
namespace {

using namespace std::string_view_literals;

struct Mark {
    std::size_t at;
    std::string_view bytes;
    std::string_view type;
};

constexpr std::array marks = std::to_array<Mark>({
    {0, "%PDF-"sv, "application/pdf"},
    {0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    {0, "\xff\xd8\xff"sv, "image/jpeg"},
    {0, "GIF87a"sv, "image/gif"},
    {0, "GIF89a"sv, "image/gif"},
    {8, "WEBP"sv, "image/webp"},
    {4, "ftypheic"sv, "image/heic"},
    {4, "ftypmif1"sv, "image/heic"},
    {4, "ftypavif"sv, "image/avif"},
    {4, "ftypisom"sv, "video/mp4"},
    {4, "ftypiso2"sv, "video/mp4"},
    {4, "ftypmp42"sv, "video/mp4"},
    {4, "ftypmp41"sv, "video/mp4"},
    {4, "ftypqt  "sv, "video/quicktime"},
});

constexpr std::array textTypes{"text/plain"sv, "text/csv"sv, "application/json"sv, "application/geo+json"sv, "message/rfc822"sv, "text/markdown"sv};

bool isUtf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t from = at;
        if (nextCodePoint(bytes, at) == 0xFFFD && bytes.substr(from, at - from) != "\xef\xbf\xbd") return false;
    }
    return true;
}

/// Text, and nothing a browser would run: markup is read as text by nobody who opens it.
bool isPlainText(std::string_view bytes) {
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || bytes[first] == '<' || bytes.starts_with("\xef\xbb\xbf<") || bytes.starts_with("#!")) return false;
    const bool control = std::any_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
    });
    return !control && isUtf8(bytes);
}

std::string bare(std::string_view said) {
    std::string out;
    for (const char c : said.substr(0, std::min(said.find(';'), said.size()))) {
        if (c != ' ' && c != '\t') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return out;
}

}  // namespace

std::string_view sniffed(std::string_view bytes) {
    for (const Mark& mark : marks) {
        if (bytes.size() > mark.at && bytes.substr(mark.at).starts_with(mark.bytes) && (mark.type != "image/webp" || bytes.starts_with("RIFF"))) return mark.type;
    }
    return isPlainText(bytes) ? "text/plain"sv : std::string_view();
}

Result<std::string> mediaTypeOf(std::string_view bytes, std::string_view said) {
    const std::string_view is = sniffed(bytes);
    if (is.empty()) return problem("media_type_not_allowed", "only documents, pictures, videos and plain text can be attached");
    const std::string told = bare(said);
    if (told.empty() || told == "application/octet-stream" || told == "application/x-www-form-urlencoded" || told == is) return std::string(is);
    const bool text = is == "text/plain" && std::find(textTypes.begin(), textTypes.end(), told) != textTypes.end();
    if (text) return told;
    return problem("media_type_mismatch", "the file is not of the type it is said to be", {{"said", told.substr(0, 80)}, {"is", std::string(is)}});
}

}  // namespace ok::evidence
