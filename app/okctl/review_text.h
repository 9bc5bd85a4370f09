// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A review as lines for a terminal: `-` and `+` before what is published and what would leave, counts, what is different since, the risk,
// the keys. Texts of a request are somebody else's words: what would steer a terminal is shown, not obeyed.
#pragma once
#include <string>

#include "shared/approvals/override_review.h"
#include "shared/approvals/release.h"
#include "shared/approvals/review.h"

namespace ok::okctl {

/// `whole`: what stays the same too.
[[nodiscard]] std::string reviewText(const approvals::ReviewReply& reply, Instant now, bool whole);
/// One line a request, as /v1/approvals lists them; the most urgent first.
[[nodiscard]] std::string queueText(std::vector<approvals::Approval> waiting, Instant now);
/// One paragraph an emergency: what left, who asked and confirmed, why, for whom; and what somebody found afterwards.
[[nodiscard]] std::string overridesText(const std::vector<approvals::OverrideReview>& all);
/// Control characters and those that turn the direction of writing become `\u{...}`; a line break stays.
[[nodiscard]] std::string shownSafely(std::string_view text);

}  // namespace ok::okctl
