// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. The sentences of the phone page in both languages, and its style and script. A key nobody knows is shown as it is.
#pragma once
#include <string>
#include <string_view>

#include "shared/approvals/phone_page.h"

namespace ok::approvals {

[[nodiscard]] std::string_view phoneWord(PageLanguage language, std::string_view key);
/// False: there is no sentence for it.
[[nodiscard]] bool hasPhoneWord(std::string_view key);
/// With `{name}` filled in; values are escaped, the sentence is ours.
[[nodiscard]] std::string phoneWord(PageLanguage language, std::string_view key, std::initializer_list<std::pair<std::string_view, std::string>> values);

[[nodiscard]] std::string_view phoneStyle();
[[nodiscard]] std::string_view phoneScript();

/// `12,345`
[[nodiscard]] std::string grouped(std::int64_t number);

}  // namespace ok::approvals
