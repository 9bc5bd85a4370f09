// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An account as rosters name it.
#pragma once
#include <string>
#include <vector>

#include "shared/base/json.h"

namespace ok::oncall {

struct RosterPerson {
    std::string id, login;
    bool active = true;
    std::vector<std::string> roles;
    bool operator==(const RosterPerson&) const = default;
};
BOOST_DESCRIBE_STRUCT(RosterPerson, (), (id, login, active, roles))

}  // namespace ok::oncall
