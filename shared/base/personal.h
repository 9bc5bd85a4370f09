// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Personal data. A field's class follows from its type: masking, redaction and export rules read the type, never a
// list someone must maintain (architecture, "The log"). In log payloads personal data stands only as a Token; the
// text itself is in the encrypted vault.
#pragma once
#include <compare>
#include <string>
#include <string_view>

#include "shared/base/unicode.h"

namespace ok {

enum class DataClass { Internal, Personal, Sensitive, Secret };

template <class Tag, DataClass C>
struct PersonalText {
    static constexpr DataClass dataClass = C;
    using IsPersonal = void;
    std::string text;
    auto operator<=>(const PersonalText&) const = default;
};

using PhoneNumber = PersonalText<struct PhoneTag, DataClass::Personal>;     ///< E.164, `+15025550100`
using EmailAddress = PersonalText<struct EmailTag, DataClass::Personal>;    ///< RFC 5321 mailbox, domain lower case
using PersonName = PersonalText<struct NameTag, DataClass::Personal>;
using StreetAddress = PersonalText<struct StreetTag, DataClass::Personal>;
using FreeText = PersonalText<struct FreeTextTag, DataClass::Personal>;     ///< what somebody wrote or said to us
using Secret = PersonalText<struct SecretTag, DataClass::Secret>;

template <class T>
concept PersonalType = requires { typename T::IsPersonal; };

/// What stands in a log payload for a vaulted value: equal values of one tenant have equal tokens, so that contacts
/// can be matched and deduplicated without being read.
template <PersonalType T>
struct Token {
    std::string token;  ///< `tok_` + 26 characters, or empty
    [[nodiscard]] bool known() const { return !token.empty(); }
    auto operator<=>(const Token&) const = default;
};

/// Enough to recognise, too little to use: `+1•••••••00`, `j•••@example.org`, `J•••`, `•••`.
[[nodiscard]] std::string masked(const PhoneNumber& phone);
[[nodiscard]] std::string masked(const EmailAddress& email);
template <class Tag, DataClass C>
[[nodiscard]] std::string masked(const PersonalText<Tag, C>& value) {
    if (value.text.empty()) return {};
    return C == DataClass::Secret ? "\u2022\u2022\u2022" : std::string(cutUtf8(value.text, 1)) + "\u2022\u2022\u2022";
}

}  // namespace ok
