// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/export_touch.h"

#include <algorithm>

#include "shared/access/decision.h"

namespace ok::access {

bool mustTouchToExport(Views& views, const SecurityContext& who, Instant now) {
    if (who.actor.type != ActorType::human || assured(who, now)) return false;
    const auto policy = views.find<KeyPolicy>("keys");
    if (policy && policy->exportsNeedKey) return true;
    const auto keys = views.byKey<SecurityKey>("user", who.actor.id);
    return std::any_of(keys.begin(), keys.end(), [](const SecurityKey& key) { return key.state != KeyState::removed; });
}

Status touchedToExport(Views& views, const SecurityContext& who, Instant now) {
    if (!mustTouchToExport(views, who, now)) return {};
    return problem("step_up_required", "touch your security key to go on", {{"action", "export"}, {"assurance", "2"}});
}

}  // namespace ok::access
