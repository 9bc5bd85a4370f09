// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An incident as words need it. Pure: what a draft and the public page say about an incident follows from its document
// alone.
#pragma once
#include "shared/access/tenant_profile.h"
#include "shared/comms/draft.h"
#include "shared/comms/page_model.h"
#include "shared/incidents/incident.h"

namespace ok::comms {

/// `high` from 80 percent, `medium` from 50, else `low`; `none` without a latest moment.
[[nodiscard]] EtaBelief beliefOf(const incidents::Etr& etr);
/// The kind of update that the incident's state suggests. Disappearance from a feed suggests nothing (decisions.md 13).
[[nodiscard]] UpdateKind suggestedUpdate(const incidents::Incident& incident);
[[nodiscard]] UpdateFacts factsOf(const incidents::Incident& incident, const TenantProfile& utility,
                                  const std::string& publicUrl);

/// One incident on the public page. What the utility's feed no longer lists is still out until evidence says otherwise.
[[nodiscard]] PageArea pageAreaOf(const incidents::Incident& incident);

}  // namespace ok::comms
