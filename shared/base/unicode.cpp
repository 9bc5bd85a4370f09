// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/unicode.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace ok {

bool isAscii(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool isUtf8(std::string_view text) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(data, i, size, c);
        if (c < 0) return false;
    }
    return true;
}

std::string toNfc(std::string_view text) {
    if (isAscii(text)) return std::string(text);
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    status = U_ZERO_ERROR;
    nfc->normalizeUTF8(0, piece, sink, nullptr, status);
    if (isUtf8(out)) return out;
    std::string repaired;
    icu::UnicodeString::fromUTF8(piece).toUTF8String(repaired);
    return repaired;
}

bool utf16Less(std::string_view a, std::string_view b) {
    if (isAscii(a) && isAscii(b)) return a < b;
    const auto wide = [](std::string_view t) {
        return icu::UnicodeString::fromUTF8(icu::StringPiece(t.data(), static_cast<std::int32_t>(t.size())));
    };
    return wide(a).compare(wide(b)) < 0;
}

std::string foldForMatching(std::string_view text) {
    std::string out;
    if (isAscii(text)) {
        out.assign(text);
        std::transform(out.begin(), out.end(), out.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return out;
    }
    UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2* const nfkd = icu::Normalizer2::getNFKDInstance(status);
    status = U_ZERO_ERROR;
    const icu::UnicodeString wide = nfkd->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))), status);
    icu::UnicodeString kept;
    for (std::int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        const UChar32 c = wide.char32At(i);
        if (u_charType(c) != U_NON_SPACING_MARK) kept.append(c);
    }
    kept.foldCase().toUTF8String(out);
    return out;
}

std::string_view cutUtf8(std::string_view text, std::size_t maxBytes) {
    if (text.size() <= maxBytes) return text;
    while (maxBytes > 0 && (static_cast<unsigned char>(text[maxBytes]) & 0xC0) == 0x80) --maxBytes;
    return text.substr(0, maxBytes);
}

}  // namespace ok
