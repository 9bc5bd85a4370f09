// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Events of a territory and the views they change: `import`, `territory_area`.
#pragma once
#include "shared/territory/territory_commands.h"
#include "shared/views/projections.h"

namespace ok::territory {

struct AreaDocument {
    static constexpr std::string_view viewKind = "territory_area";
    TerritoryArea area;
    [[nodiscard]] std::string viewId() const { return area.areaId; }
};
BOOST_DESCRIBE_STRUCT(AreaDocument, (), (area))

struct ImportFinished {
    static constexpr std::string_view eventType = "territory.import_finished";
    ImportDone record;
};
BOOST_DESCRIBE_STRUCT(ImportFinished, (), (record))

struct AreaSet {
    static constexpr std::string_view eventType = "territory.area_set";
    TerritoryArea area;
};
BOOST_DESCRIBE_STRUCT(AreaSet, (), (area))

void addProjections(Projections& projections);

}  // namespace ok::territory
