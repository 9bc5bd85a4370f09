// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one place of the console that asks the machine what time it is.
#pragma once
#include "shared/base/instant.h"

namespace ok::app {

[[nodiscard]] Instant systemNow();

}  // namespace ok::app
