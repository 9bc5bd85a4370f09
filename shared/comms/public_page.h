// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The public outage page (P11, main job 11): one HTML document without script, at most 30 kB however bad the storm is,
// readable by people and screen readers, in English and Spanish. And the feed beside it (P12).
#pragma once
#include <string>

#include "shared/comms/page_model.h"

namespace ok::comms {

inline constexpr std::size_t largestPage = 30'000;
inline constexpr int areasAPage = 25;

/// `page` counts from 1; beyond the last it shows the last. `now` decides which estimates have passed.
[[nodiscard]] std::string publicPage(const PageModel& model, Language language, int page, Instant now);
[[nodiscard]] int pageCount(const PageModel& model);

enum class PageTrouble { unknown_utility, unavailable };
/// What is shown instead, in both languages: it does not know the reader.
[[nodiscard]] std::string troublePage(PageTrouble why);

/// RFC 7946 FeatureCollection of the open and just restored areas, with what may be said of each.
[[nodiscard]] std::string outageFeed(const PageModel& model, Instant now);

}  // namespace ok::comms
