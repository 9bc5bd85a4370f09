// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/territory_views.h"

namespace ok::territory {

void addProjections(Projections& projections) {
    projections.on<ImportFinished>([](const EntryHeader&, const ImportFinished& e, Views& views) { views.save(e.record); });
    projections.on<AreaSet>([](const EntryHeader&, const AreaSet& e, Views& views) { views.save(AreaDocument{e.area}); });
}

}  // namespace ok::territory
