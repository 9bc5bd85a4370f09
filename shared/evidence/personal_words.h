// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Takes out of words what reaches a person: numbers to call and addresses of mail (F04.R2.A4). Titles, notes and names of evidence are
// what somebody typed; they go into the log and into snapshots only after this. Irreversibly: what was there is kept nowhere.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ok::evidence {

/// Of the rules below. Counted up when the same words would be left as something else.
inline constexpr std::string_view wordRules = "words-1";

struct Cleaned {
    std::string text;
    int phones = 0, emails = 0;
};
/// `[phone]` and `[email]` stand where they were.
[[nodiscard]] Cleaned withoutPersonal(std::string_view words);

/// The same, and what was taken out of it: `title email 1`.
[[nodiscard]] std::string cleaned(std::string_view words, std::string_view field, std::vector<std::string>& masked);

}  // namespace ok::evidence
