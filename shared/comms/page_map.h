// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map of the public page as one inline SVG. Every area is a shape or, when it is small or bytes are short, a dot; the
// first ones carry the number they have in the list. Pattern and number say what colour says, for those who see none.
#pragma once
#include <string>

#include "shared/comms/page_model.h"

namespace ok::comms {

struct MapBudget {
    std::size_t shapes = 150;   // areas drawn with their outline; the others are dots
    std::size_t dots = 600;     // further areas are left to the list and the feed
    int grid = 2;               // outlines are drawn on this grid of map units
};

/// 1: up to 50 customers, 2: up to 500, 3: up to 5,000, 4: more.
[[nodiscard]] int sizeClass(int customersOut);

/// `title` and `description` are its accessible name. Empty when there is neither territory nor area to show.
[[nodiscard]] std::string mapSvg(const PageModel& model, std::string_view title, std::string_view description,
                                 const MapBudget& budget = {});

}  // namespace ok::comms
