// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. What would change, as HTML for the phone page: each change has a sign, a word for who hears it, and a colour.
#pragma once
#include <string>

#include "shared/approvals/phone_page.h"

namespace ok::approvals {

/// How much of what stayed the same is written out: all of it, a few words around each change, or only that it is there.
enum class SameParts { whole, around, named };

[[nodiscard]] std::string phoneDiff(const ReviewDiff& diff, PageLanguage language, SameParts same);
/// The value of a time or count that changed.
[[nodiscard]] std::string markedChange(PageLanguage language, const std::string& before, const std::string& after);

}  // namespace ok::approvals
