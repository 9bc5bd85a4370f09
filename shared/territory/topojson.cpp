// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/topojson.h"

#include <boost/json.hpp>

namespace ok::territory {
namespace {

namespace json = boost::json;

struct BadTopology {};

const json::value& member(const json::object& o, const char* name) {
    const json::value* found = o.if_contains(name);
    if (!found) throw BadTopology{};
    return *found;
}

// The library throws on wrong types; so does this reader, and both are caught at its one edge.
class Topology {
  public:
    explicit Topology(const json::object& root) {
        double scaleX = 1, scaleY = 1, moveX = 0, moveY = 0;
        const json::value* transform = root.if_contains("transform");
        if (transform) {
            const auto& scale = member(transform->as_object(), "scale").as_array();
            const auto& move = member(transform->as_object(), "translate").as_array();
            scaleX = scale.at(0).to_number<double>(), scaleY = scale.at(1).to_number<double>();
            moveX = move.at(0).to_number<double>(), moveY = move.at(1).to_number<double>();
        }
        for (const json::value& arc : member(root, "arcs").as_array()) {
            std::vector<LonLat>& line = m_arcs.emplace_back();
            double x = 0, y = 0;
            for (const json::value& p : arc.as_array()) {
                const auto& pair = p.as_array();
                const double px = pair.at(0).to_number<double>(), py = pair.at(1).to_number<double>();
                x = transform ? x + px : px;
                y = transform ? y + py : py;
                line.push_back({x * scaleX + moveX, y * scaleY + moveY});
                if (!isValid(line.back())) throw BadTopology{};
            }
        }
    }

    /// Islands that quantisation has shrunk to a line are no areas: without an outer ring there is no polygon.
    void addPolygon(const json::value& rings, MultiPolygon& to) const {
        Polygon out;
        for (const json::value& arcs : rings.as_array()) {
            Ring ring = joined(arcs);
            if (ring.size() >= 3) out.rings.push_back(std::move(ring));
            else if (out.rings.empty()) return;
        }
        if (!out.rings.empty()) to.push_back(std::move(out));
    }

  private:
    [[nodiscard]] Ring joined(const json::value& arcs) const {
        Ring out;
        for (const json::value& index : arcs.as_array()) {
            const auto i = index.to_number<std::int64_t>();
            const std::vector<LonLat>& arc = m_arcs.at(static_cast<std::size_t>(i < 0 ? ~i : i));
            const auto put = [&out](LonLat p) {
                if (out.empty() || out.back() != p) out.push_back(p);
            };
            if (i >= 0) for (auto it = arc.begin(); it != arc.end(); ++it) put(*it);
            else for (auto it = arc.rbegin(); it != arc.rend(); ++it) put(*it);
        }
        if (out.size() > 1 && out.front() == out.back()) out.pop_back();
        return out;
    }

    std::vector<std::vector<LonLat>> m_arcs;
};

std::string textOf(const json::value* v) {
    if (!v) return {};
    if (const auto* s = v->if_string()) return std::string(s->data(), s->size());
    return v->is_number() ? json::serialize(*v) : std::string();
}

TopoArea areaFrom(const json::object& geometry, const Topology& topology) {
    TopoArea out;
    out.id = textOf(geometry.if_contains("id"));
    if (const json::value* properties = geometry.if_contains("properties"); properties && properties->is_object()) {
        out.name = textOf(properties->get_object().if_contains("name"));
    }
    const std::string type = textOf(geometry.if_contains("type"));
    if (type == "Polygon") {
        topology.addPolygon(member(geometry, "arcs"), out.shape);
    } else if (type == "MultiPolygon") {
        for (const json::value& part : member(geometry, "arcs").as_array()) topology.addPolygon(part, out.shape);
    }
    return out;
}

std::vector<TopoArea> readAll(const json::object& root, std::string_view object) {
    const Topology topology(root);
    std::vector<TopoArea> out;
    const auto& geometries = member(member(root, "objects").at(object).as_object(), "geometries").as_array();
    for (const json::value& g : geometries) {
        TopoArea area = areaFrom(g.as_object(), topology);
        if (!area.shape.empty()) out.push_back(std::move(area));
    }
    return out;
}

}  // namespace

Result<std::vector<TopoArea>> readTopology(std::string_view text, std::string_view object) {
    constexpr std::size_t longest = 64 * 1024 * 1024;
    if (text.size() > longest) return problem("too_large", "the topology is larger than 64 MiB");
    boost::system::error_code failed;
    const json::value root = json::parse(text, failed);
    if (failed || !root.is_object()) return problem("bad_json", "the file is not a JSON object");
    const json::value* objects = root.get_object().if_contains("objects");
    if (!objects || !objects->is_object() || !objects->get_object().contains(object)) {
        return problem("unknown_object", "the topology has no object `" + std::string(object) + "`");
    }
    try {
        return readAll(root.get_object(), object);
    } catch (const std::exception&) {
        return problem("bad_topology", "the topology does not follow the TopoJSON specification");
    } catch (const BadTopology&) {
        return problem("bad_topology", "the topology does not follow the TopoJSON specification");
    }
}

}  // namespace ok::territory
