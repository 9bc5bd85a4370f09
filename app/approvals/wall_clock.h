// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What waits for people runs on the clock of the house, also in a drill whose story is told at another time.
#pragma once
#include "app/desk/clock.h"
#include "app/desk/desk_context.h"

namespace ok::app {

[[nodiscard]] inline Instant wallNow(const DeskContext& desk) { return desk.store.utility().drill ? systemNow() : desk.now(); }

}  // namespace ok::app
