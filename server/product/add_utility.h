// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// `outagekit-server add-utility`: a new utility and its first people, on a data directory no server runs on.
#pragma once
#include <string>
#include <vector>

#include "server/product/house.h"

namespace ok {

struct AddUtilityOptions {
    HouseOptions house;
    std::string profileFile;            ///< JSON: the fields of TenantProfile (shared/access/tenant_profile.h)
    std::vector<std::string> people;    ///< `ada:admin,auditor:Ada Brandt`: login, roles, name
    std::string passwordFile;           ///< their first password, in its first line
    bool exportsWithoutKey = false;     ///< else nobody of a real utility takes evidence out without a security key (I2)
};

/// 0: done. Says on standard error what it made, or why not.
int addUtilityMain(AddUtilityOptions options);

}  // namespace ok
