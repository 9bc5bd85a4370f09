// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A tenant: one utility or ISP. Its profile is the document everybody reads: name, zone, languages, whether the whole
// tenant is a drill. INVARIANT: `drill` is fixed when the tenant is made; a drill tenant never becomes a real one.
#pragma once
#include <string>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/json.h"
#include "shared/views/projections.h"

namespace ok {

struct TenantProfile {
    static constexpr std::string_view viewKind = "tenant_profile";
    TenantId tenant;
    std::string slug;                           ///< in addresses: `/o/<slug>`
    std::string name;
    std::string service = "electric";           ///< electric, water, gas, broadband
    std::string timeZone = "America/New_York";  ///< where customers without one of their own are
    std::vector<std::string> languages = {"en", "es"};
    std::string smsNumber;                      ///< the utility's own number, E.164
    std::string voiceNumber;
    std::string emailFrom;
    std::string phoneShown;                     ///< what customers are told to call for emergencies
    std::string baseMap;                        ///< resources/map/<baseMap>.okmap
    GeoBox bounds;
    bool drill = false;
    [[nodiscard]] std::string viewId() const { return "profile"; }
    bool operator==(const TenantProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(TenantProfile, (), (tenant, slug, name, service, timeZone, languages, smsNumber, voiceNumber,
                                          emailFrom, phoneShown, baseMap, bounds, drill))

struct TenantCreated {
    static constexpr std::string_view eventType = "tenant.created";
    TenantProfile profile;
};
BOOST_DESCRIBE_STRUCT(TenantCreated, (), (profile))

struct TenantProfileChanged {
    static constexpr std::string_view eventType = "tenant.profile_changed";
    TenantProfile profile;
};
BOOST_DESCRIBE_STRUCT(TenantProfileChanged, (), (profile))

/// Slugs stand in addresses and file names: 2 to 40 of a-z, 0-9 and inner hyphens. Problem `bad_slug`.
[[nodiscard]] Status checkSlug(std::string_view slug);

namespace access {
void addProjections(Projections& projections);
}

}  // namespace ok
