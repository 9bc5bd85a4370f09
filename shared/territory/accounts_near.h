// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The questions other domains ask of "where are our accounts": inside a boundary, around a point, how many. The answer
// to the same question over the same accounts is always the same, in the same order.
#pragma once
#include <cstddef>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/ids.h"

namespace ok::territory {

struct AccountPlace {
    AccountId id;
    LonLat position;
    bool operator==(const AccountPlace&) const = default;
};

struct AccountDistance {
    AccountId id;
    LonLat position;
    double metres = 0;
    bool operator==(const AccountDistance&) const = default;
};

class AccountsNear {
  public:
    AccountsNear() = default;
    AccountsNear(const AccountsNear&) = default;
    AccountsNear& operator=(const AccountsNear&) = default;
    virtual ~AccountsNear() = default;

    /// Boundary included (F16.R1.A1); an account in two overlapping parts is named once.
    [[nodiscard]] virtual std::vector<AccountPlace> inside(const MultiPolygon& shape) const = 0;
    [[nodiscard]] virtual std::size_t countInside(const MultiPolygon& shape) const = 0;
    /// Nearest first; equal distances by id. At most `limit`.
    [[nodiscard]] virtual std::vector<AccountDistance> within(LonLat centre, double metres, std::size_t limit) const = 0;
    /// Placed accounts.
    [[nodiscard]] virtual std::size_t size() const = 0;
};

}  // namespace ok::territory
