// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/geojson_reader.h"

#include <boost/json.hpp>

#include "shared/base/unicode.h"

namespace ok::territory {
namespace {

namespace json = boost::json;

std::string scalarText(const json::value& v) {
    if (const auto* s = v.if_string()) return std::string(s->data(), s->size());
    if (v.is_bool()) return v.as_bool() ? "true" : "false";
    if (v.is_number()) return json::serialize(v);
    return {};
}

// Geometry parsing keeps a count so that a small file of nested arrays cannot ask for endless memory.
struct GeometryParser {
    GeoFeature& out;
    std::size_t positionsLeft;
    std::string problem;

    bool fail(const char* code) {
        if (problem.empty()) problem = code;
        return false;
    }

    bool position(const json::value& v, LonLat& p) {
        const auto* a = v.if_array();
        if (!a || a->size() < 2 || !(*a)[0].is_number() || !(*a)[1].is_number()) return fail("bad_geometry");
        if (positionsLeft-- == 0) return fail("too_long");
        p = {(*a)[0].to_number<double>(), (*a)[1].to_number<double>()};
        return isValid(p) || fail("out_of_range");
    }

    bool line(const json::value& v, std::vector<LonLat>& to) {
        const auto* a = v.if_array();
        if (!a) return fail("bad_geometry");
        for (const json::value& item : *a) {
            LonLat p;
            if (!position(item, p)) return false;
            to.push_back(p);
        }
        return true;
    }

    bool polygon(const json::value& v) {
        const auto* rings = v.if_array();
        if (!rings || rings->empty()) return fail("bad_geometry");
        Polygon shape;
        for (const json::value& r : *rings) {
            Ring& ring = shape.rings.emplace_back();
            if (!line(r, ring)) return false;
            if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
            if (ring.size() < 3) return fail("bad_geometry");
        }
        out.polygons.push_back(std::move(shape));
        return true;
    }

    template <class Each>
    bool eachOf(const json::value& v, Each each) {
        const auto* a = v.if_array();
        if (!a) return fail("bad_geometry");
        for (const json::value& item : *a) {
            if (!each(item)) return false;
        }
        return true;
    }

    bool onePoint(const json::value& v) {
        LonLat p;
        if (!position(v, p)) return false;
        out.points.push_back(p);
        return true;
    }

    bool oneLine(const json::value& v) { return line(v, out.lines.emplace_back()); }

    bool geometry(const json::object& g) {
        const auto* type = g.if_contains("type");
        const auto* where = g.if_contains("coordinates");
        if (!type || !type->is_string() || !where) return fail("bad_geometry");
        const std::string_view kind(type->get_string().data(), type->get_string().size());
        if (kind == "Point") return onePoint(*where);
        if (kind == "MultiPoint") return eachOf(*where, [this](const json::value& v) { return onePoint(v); });
        if (kind == "LineString") return oneLine(*where);
        if (kind == "MultiLineString") return eachOf(*where, [this](const json::value& v) { return oneLine(v); });
        if (kind == "Polygon") return polygon(*where);
        if (kind == "MultiPolygon") return eachOf(*where, [this](const json::value& v) { return polygon(v); });
        return fail("unsupported_geometry");
    }
};

void readProperties(const json::object& from, GeoFeature& out) {
    constexpr std::size_t maxProperties = 512;
    for (const auto& [key, value] : from) {
        if (out.properties.size() >= maxProperties) break;
        if (value.is_object() || value.is_array() || value.is_null()) continue;
        out.properties.emplace_back(std::string(key), scalarText(value));
    }
}

GeoFeature readFeature(const std::string& text, const GeoJsonLimits& limits) {
    GeoFeature out;
    json::parse_options options;
    options.max_depth = limits.depth;
    boost::system::error_code failed;
    const json::value root = json::parse(text, failed, {}, options);
    if (failed) {
        out.problemCode = isUtf8(text) ? "bad_json" : "bad_encoding";
        return out;
    }
    const auto* object = root.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    if (!type || !type->is_string() || type->get_string() != "Feature") {
        out.problemCode = "not_a_feature";
        return out;
    }
    if (const auto* id = object->if_contains("id")) out.id = scalarText(*id);
    const auto* properties = object->if_contains("properties");
    if (properties && properties->is_object()) readProperties(properties->get_object(), out);
    const auto* geometry = object->if_contains("geometry");
    if (geometry && geometry->is_object()) {
        GeometryParser parser{out, limits.positions, {}};
        if (!parser.geometry(geometry->get_object())) out.problemCode = parser.problem;
    }
    return out;
}

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

GeoJsonReader::GeoJsonReader(Sink sink, GeoJsonLimits limits) : m_sink(std::move(sink)), m_limits(limits) {}

Status GeoJsonReader::feed(std::string_view chunk) {
    if (m_first && chunk.substr(0, 3) == "\xEF\xBB\xBF") chunk.remove_prefix(3);
    if (!chunk.empty()) m_first = false;
    for (const char c : chunk) {
        const bool collecting = m_inFeatures && m_stack.size() > 2;
        if (collecting && !m_overlong) {
            m_piece.push_back(c);
            m_overlong = m_piece.size() > m_limits.featureBytes;
        }
        OK_TRY(m_inString ? stepInString(c) : step(c));
    }
    return {};
}

Status GeoJsonReader::stepInString(char c) {
    if (m_escaped) {
        m_escaped = false;
    } else if (c == '\\') {
        m_escaped = true;
    } else if (c == '"') {
        m_inString = false;
        return {};
    }
    if (m_stack.size() == 1 && m_lastString.size() < 64) m_lastString.push_back(c);
    return {};
}

Status GeoJsonReader::step(char c) {
    if (isSpace(c)) return {};
    if (m_done) return problem("bad_json", "the file goes on after its end");
    if (m_stack.empty() && c != '{') return problem("not_a_collection", "the file is not a GeoJSON FeatureCollection");
    switch (c) {
        case '"':
            noteStray();
            m_inString = true;
            if (m_stack.size() == 1) m_lastString.clear();
            return {};
        case ':':
            if (m_stack.size() == 1) m_key = m_lastString;
            return {};
        case ',':
            if (m_stack.size() == 1) m_key.clear();
            return endStray();
        case '{':
        case '[': return open(c);
        case '}':
        case ']': return close(c);
        default: noteStray(); return {};
    }
}

// A number, a word or a string where a feature should stand is a row like any other: counted and named, never skipped.
void GeoJsonReader::noteStray() { m_stray = m_stray || (m_inFeatures && m_stack.size() == 2); }

Status GeoJsonReader::endStray() {
    if (!m_stray || m_stack.size() != 2) return {};
    m_stray = false;
    GeoFeature feature;
    feature.number = ++m_features;
    feature.problemCode = "not_a_feature";
    return m_sink(feature) ? Status() : problem("cancelled", "the import was cancelled");
}

Status GeoJsonReader::open(char c) {
    OK_TRY(endStray());
    if (m_stack.size() >= m_limits.depth) return problem("too_deep", "the file is nested too deeply");
    if (m_stack.size() == 1 && m_key == "features" && c == '[') m_inFeatures = m_seenFeatures = true;
    if (m_inFeatures && m_stack.size() == 2) {
        m_piece.assign(1, c);
        m_overlong = false;
    }
    m_stack.push_back(c);
    return {};
}

Status GeoJsonReader::close(char c) {
    const char wanted = c == '}' ? '{' : '[';
    if (m_stack.back() != wanted) return problem("bad_json", "brackets do not fit together");
    OK_TRY(endStray());
    m_stack.pop_back();
    if (m_inFeatures && m_stack.size() == 2 && !emitFeature()) return problem("cancelled", "the import was cancelled");
    if (m_inFeatures && m_stack.size() == 1) m_inFeatures = false;
    m_done = m_stack.empty();
    return {};
}

bool GeoJsonReader::emitFeature() {
    GeoFeature feature;
    if (m_overlong) {
        feature.problemCode = "too_long";
    } else {
        feature = readFeature(m_piece, m_limits);
    }
    feature.number = ++m_features;
    m_piece.clear();
    return m_sink(feature);
}

Status GeoJsonReader::finish() {
    if (!m_done && !m_first) return problem("truncated", "the file ends in the middle");
    if (!m_seenFeatures) return problem("not_a_collection", "the file is not a GeoJSON FeatureCollection");
    return {};
}

}  // namespace ok::territory
