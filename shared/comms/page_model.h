// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the public outage page shows: the facts of the open incidents, as the public may know them. No report, no
// account, no name. The page and the feed are pure functions of this (P11, P12).
#pragma once
#include <string>
#include <vector>

#include "shared/base/geo.h"
#include "shared/comms/channel.h"
#include "shared/comms/eta_words.h"

namespace ok::comms {

enum class PageStatus { detected, confirmed, assigned, restoring, restored };
BOOST_DESCRIBE_ENUM(PageStatus, detected, confirmed, assigned, restoring, restored)

struct PageArea {
    std::string id;
    std::string name;        // `Riverside`; empty: said by its number
    PageStatus status = PageStatus::detected;
    int customersOut = 0;
    EtaBelief eta;
    Instant nextUpdate;      // when an estimate is promised; unknown: no promise
    std::string causeKey;
    std::string crewKey;
    Instant startedAt;
    Instant updatedAt;
    Polygon boundary;        // empty: not drawn
    bool operator==(const PageArea&) const = default;
};
BOOST_DESCRIBE_STRUCT(PageArea, (), (id, name, status, customersOut, eta, nextUpdate, causeKey, crewKey, startedAt,
                                     updatedAt, boundary))

struct PageModel {
    std::string utility;
    std::string slug;
    std::string zone = "America/New_York";
    std::string phone;       // for emergencies and reports; may be empty
    std::string smsNumber;   // reports by text; may be empty
    bool drill = false;
    Instant updatedAt;       // of the newest fact; unknown: nothing is known yet
    MultiPolygon territory;
    std::vector<PageArea> areas;
    bool operator==(const PageModel&) const = default;
};
BOOST_DESCRIBE_STRUCT(PageModel, (), (utility, slug, zone, phone, smsNumber, drill, updatedAt, territory, areas))

/// Open areas, most customers first; the order that page, map numbers and feed share.
[[nodiscard]] std::vector<const PageArea*> areasInOrder(const PageModel& model);

}  // namespace ok::comms
