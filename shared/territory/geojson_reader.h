// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A streaming reader for GeoJSON FeatureCollections (RFC 7946): memory for one feature at a time, whatever the size of
// the file. A feature that is wrong is handed out with its problem and reading goes on with the next one.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/geo.h"
#include "shared/base/result.h"

namespace ok::territory {

struct GeoJsonLimits {
    std::size_t featureBytes = 16 * 1024 * 1024;
    std::size_t depth = 32;
    std::size_t positions = 1'000'000;
};

struct GeoFeature {
    /// From 1, in file order.
    std::uint64_t number = 0;
    std::string id;
    /// Scalar properties as text; arrays and objects are left out.
    std::vector<std::pair<std::string, std::string>> properties;
    /// A Point or each point of a MultiPoint; a LineString or each of a MultiLineString; polygons likewise.
    std::vector<LonLat> points;
    std::vector<std::vector<LonLat>> lines;
    MultiPolygon polygons;
    /// Empty for a good feature, else `not_a_feature`, `bad_json`, `too_long`, `bad_geometry`, `out_of_range`,
    /// `bad_encoding`, `unsupported_geometry`.
    std::string problemCode;
};

class GeoJsonReader {
  public:
    /// Return false to stop; `feed` then answers `cancelled`.
    using Sink = std::function<bool(GeoFeature&)>;

    explicit GeoJsonReader(Sink sink, GeoJsonLimits limits = {});
    /// Fails on `bad_json`, `too_deep`, `not_a_collection`, `cancelled`.
    Status feed(std::string_view chunk);
    /// Fails on `truncated` and, when no features array was seen, on `not_a_collection`.
    Status finish();

  private:
    Status step(char c);
    Status stepInString(char c);
    Status open(char c);
    Status close(char c);
    bool emitFeature();
    void noteStray();
    Status endStray();

    Sink m_sink;
    GeoJsonLimits m_limits;
    std::string m_stack;        // the open brackets
    std::string m_piece;        // bytes of the feature being collected
    std::string m_lastString;   // the last string at depth 1: a key, until the next `:` decides
    std::string m_key;          // the key whose value is being read at depth 1
    std::uint64_t m_features = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_inFeatures = false;
    bool m_seenFeatures = false;
    bool m_overlong = false;
    bool m_stray = false;       // something that is no object stands where a feature should
    bool m_done = false;
    bool m_first = true;
};

}  // namespace ok::territory
