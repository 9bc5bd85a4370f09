// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Somebody a moment after they touched their key: what demands assurance 2 lets them through for five minutes.
#pragma once
#include "shared/access/security_context.h"

namespace ok::test {

[[nodiscard]] inline SecurityContext touched(SecurityContext who, Instant now) {
    who.assurance = 2;
    who.freshUntil = now + minutes(5);
    return who;
}

}  // namespace ok::test
