// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map of a snapshot as one still picture (F04.R3.A4): the frozen extent with the frozen outlines and nothing else. Whole numbers
// only, so that the same snapshot gives the same bytes on every machine; their SHA-256 is frozen with the extent, and a reader can see
// that a picture is the one that was approved. A surface that has a base map may draw it below; this picture needs none.
#pragma once
#include "shared/approvals/snapshot.h"

namespace ok::approvals {

/// Name and version of how it is drawn: counted up when the same outlines would give other bytes.
inline constexpr const char* stillStyle = "outline/1";

struct FrozenShape {
    std::string id, name;
    Polygon boundary;
    bool operator==(const FrozenShape&) const = default;
};
BOOST_DESCRIBE_STRUCT(FrozenShape, (), (id, name, boundary))

[[nodiscard]] std::vector<FrozenShape> shapesOf(const SnapshotContent& content);

/// Completes what is about to be frozen: an extent around all outlines where the domain gave none, the style, the picture's digest.
void fixMap(SnapshotContent& content);
/// The picture as a document of its own, with a name for each outline; at most about 12 kB.
[[nodiscard]] std::string stillSvg(const FrozenMap& map, const std::vector<FrozenShape>& shapes);
/// The same picture inside a page, under a name for who cannot see it.
[[nodiscard]] std::string stillInline(const FrozenMap& map, const std::vector<FrozenShape>& shapes, std::string_view label);
/// False: what would be drawn is not what was frozen.
[[nodiscard]] bool stillFits(const FrozenMap& map, const std::vector<FrozenShape>& shapes);

}  // namespace ok::approvals
