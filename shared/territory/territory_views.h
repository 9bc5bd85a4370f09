// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Events of a territory and the views they change: `import`, `territory_area`, `address_override`.
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

struct OverrideDocument {
    static constexpr std::string_view viewKind = "address_override";
    std::string id;            ///< overrideIdOf(text)
    AddressOverride place;
    std::string by;
    Instant since;
    [[nodiscard]] std::string viewId() const { return id; }
};
BOOST_DESCRIBE_STRUCT(OverrideDocument, (), (id, place, by, since))

/// The same words in other cases and spacing are the same override.
[[nodiscard]] std::string overrideIdOf(std::string_view text);

struct OverrideSet {
    static constexpr std::string_view eventType = "territory.override_set";
    AddressOverride place;
};
BOOST_DESCRIBE_STRUCT(OverrideSet, (), (place))

struct OverrideRemoved {
    static constexpr std::string_view eventType = "territory.override_removed";
    std::string id;
};
BOOST_DESCRIBE_STRUCT(OverrideRemoved, (), (id))

struct ImportStarted {
    static constexpr std::string_view eventType = "territory.import_started";
    ImportDone record;
};
BOOST_DESCRIBE_STRUCT(ImportStarted, (), (record))

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
