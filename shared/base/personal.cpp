// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/personal.h"

#include "shared/base/unicode.h"

namespace ok {

std::string masked(const PhoneNumber& phone) {
    const std::string& t = phone.text;
    if (t.size() < 6) return t.empty() ? std::string() : "\u2022\u2022\u2022";
    std::string out = t.substr(0, 2);
    for (std::size_t i = 2; i + 2 < t.size(); ++i) out += "\u2022";
    return out + t.substr(t.size() - 2);
}

std::string masked(const EmailAddress& email) {
    const std::size_t at = email.text.rfind('@');
    if (at == std::string::npos || at == 0) return email.text.empty() ? std::string() : "\u2022\u2022\u2022";
    return std::string(cutUtf8(email.text, 1)) + "\u2022\u2022\u2022" + email.text.substr(at);
}

}  // namespace ok
