// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Text: UTF-8 validity, NFC, and the order RFC 8785 sorts by. ICU does the Unicode part; it performs no I/O.
#pragma once
#include <string>
#include <string_view>

namespace ok {

[[nodiscard]] bool isAscii(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);
/// Normalisation form C; ill-formed bytes become U+FFFD.
[[nodiscard]] std::string toNfc(std::string_view text);
/// Compares as UTF-16 code units (RFC 8785 section 3.2.3).
[[nodiscard]] bool utf16Less(std::string_view a, std::string_view b);
/// Lower case for matching, without marks: `Érable` -> `erable`.
[[nodiscard]] std::string foldForMatching(std::string_view text);
/// Cuts at a code point boundary so that at most `maxBytes` remain.
[[nodiscard]] std::string_view cutUtf8(std::string_view text, std::size_t maxBytes);

}  // namespace ok
