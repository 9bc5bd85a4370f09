// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// AccountIndex: account positions in a flat grid, built once and then read by any number of threads. A changed account
// means a new index: half a million accounts build faster than a person notices, and a reader never sees half a change.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "shared/territory/accounts_near.h"

namespace ok::territory {

class AccountIndex final : public AccountsNear {
  public:
    AccountIndex() = default;
    /// Places that are not on the globe are left out; the order of `places` does not matter.
    explicit AccountIndex(std::span<const AccountPlace> places);

    [[nodiscard]] std::vector<AccountPlace> inside(const MultiPolygon& shape) const override;
    [[nodiscard]] std::size_t countInside(const MultiPolygon& shape) const override;
    [[nodiscard]] std::vector<AccountDistance> within(LonLat centre, double metres, std::size_t limit) const override;
    [[nodiscard]] std::size_t size() const override { return m_ids.size(); }

    /// In grid order, which is fixed for a set of accounts; `skip` and `limit` page through it (E36).
    [[nodiscard]] std::vector<AccountPlace> inBox(const GeoBox& box, std::size_t skip, std::size_t limit) const;
    [[nodiscard]] std::size_t countInBox(const GeoBox& box) const;
    [[nodiscard]] const GeoBox& bounds() const { return m_bounds; }

  private:
    struct CellRange {
        std::int32_t x0 = 0, y0 = 0, x1 = -1, y1 = -1;
        [[nodiscard]] bool empty() const { return x1 < x0 || y1 < y0; }
    };
    [[nodiscard]] std::int32_t column(double lon) const;
    [[nodiscard]] std::int32_t row(double lat) const;
    [[nodiscard]] std::size_t cell(std::int32_t x, std::int32_t y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(x);
    }
    [[nodiscard]] CellRange cellsOf(const GeoBox& box) const;
    void shapeGrid(std::size_t count);
    void markEdges(const Polygon& part, const CellRange& range, std::vector<std::uint8_t>& marks) const;
    template <class Visit>
    void visitInside(const MultiPolygon& shape, Visit visit) const;
    template <class Visit>
    void visitBox(const GeoBox& box, Visit visit) const;

    GeoBox m_bounds;
    std::int32_t m_columns = 0;
    std::int32_t m_rows = 0;
    double m_cellLon = 1;
    double m_cellLat = 1;
    std::vector<std::uint32_t> m_starts;  // one per cell and one more
    std::vector<AccountId> m_ids;
    std::vector<LonLat> m_positions;
};

}  // namespace ok::territory
