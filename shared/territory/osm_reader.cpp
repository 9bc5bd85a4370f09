// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/osm_reader.h"

#include <expat.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "shared/territory/import_fields.h"

namespace ok::territory {
namespace {

using Tags = std::unordered_map<std::string, std::string>;

struct Classified {
    MapLayer layer;
    MapKind kind;
    MapShape shape;
};

std::string_view valueOf(const Tags& tags, const char* key) {
    const auto found = tags.find(key);
    return found == tags.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<MapKind> kindIn(std::string_view value, std::initializer_list<std::pair<std::string_view, MapKind>> table) {
    for (const auto& [word, kind] : table) {
        if (word == value) return kind;
    }
    return std::nullopt;
}

std::optional<MapKind> roadKind(std::string_view highway) {
    return kindIn(highway, {{"motorway", MapKind::motorway}, {"motorway_link", MapKind::motorway},
                            {"trunk", MapKind::motorway}, {"trunk_link", MapKind::motorway},
                            {"primary", MapKind::primary}, {"primary_link", MapKind::primary},
                            {"secondary", MapKind::secondary}, {"secondary_link", MapKind::secondary},
                            {"tertiary", MapKind::secondary}, {"tertiary_link", MapKind::secondary},
                            {"residential", MapKind::minor}, {"unclassified", MapKind::minor},
                            {"living_street", MapKind::minor}, {"road", MapKind::minor}, {"pedestrian", MapKind::minor},
                            {"service", MapKind::service}, {"track", MapKind::track}, {"path", MapKind::path},
                            {"footway", MapKind::path}, {"cycleway", MapKind::path}, {"steps", MapKind::path},
                            {"bridleway", MapKind::path}});
}

std::optional<MapKind> areaKind(const Tags& tags) {
    if (const auto kind = kindIn(valueOf(tags, "landuse"),
                                 {{"forest", MapKind::forest}, {"farmland", MapKind::farmland}, {"farm", MapKind::farmland},
                                  {"meadow", MapKind::farmland}, {"grass", MapKind::park}, {"residential", MapKind::residential},
                                  {"industrial", MapKind::industrial}, {"commercial", MapKind::industrial},
                                  {"retail", MapKind::industrial}, {"cemetery", MapKind::park}})) {
        return kind;
    }
    if (valueOf(tags, "natural") == "wood") return MapKind::forest;
    if (valueOf(tags, "leisure") == "park" || valueOf(tags, "leisure") == "pitch") return MapKind::park;
    return std::nullopt;
}

std::optional<Classified> classifyWay(const Tags& tags, bool closed) {
    if (closed && tags.contains("building")) return Classified{MapLayer::building, MapKind::house, MapShape::polygons};
    if (const auto road = roadKind(valueOf(tags, "highway"))) return Classified{MapLayer::road, *road, MapShape::lines};
    const std::string_view power = valueOf(tags, "power");
    if (power == "line" || power == "cable") return Classified{MapLayer::power, MapKind::powerLine, MapShape::lines};
    if (power == "minor_line") return Classified{MapLayer::power, MapKind::powerMinorLine, MapShape::lines};
    if (closed && (power == "substation" || power == "sub_station" || power == "station")) {
        return Classified{MapLayer::power, MapKind::substation, MapShape::polygons};
    }
    if (valueOf(tags, "railway") == "rail") return Classified{MapLayer::rail, MapKind::railway, MapShape::lines};
    if (closed && (valueOf(tags, "natural") == "water" || valueOf(tags, "waterway") == "riverbank" ||
                   valueOf(tags, "landuse") == "reservoir" || valueOf(tags, "landuse") == "basin")) {
        return Classified{MapLayer::water, MapKind::lake, MapShape::polygons};
    }
    if (const auto water = kindIn(valueOf(tags, "waterway"), {{"river", MapKind::river}, {"canal", MapKind::river},
                                                              {"stream", MapKind::stream}, {"ditch", MapKind::stream},
                                                              {"drain", MapKind::stream}})) {
        return Classified{MapLayer::waterway, *water, MapShape::lines};
    }
    if (valueOf(tags, "boundary") == "administrative") return Classified{MapLayer::boundary, MapKind::townLine, MapShape::lines};
    if (closed) {
        if (const auto area = areaKind(tags)) return Classified{MapLayer::area, *area, MapShape::polygons};
    }
    return std::nullopt;
}

std::optional<Classified> classifyNode(const Tags& tags) {
    if (const auto place = kindIn(valueOf(tags, "place"), {{"city", MapKind::city}, {"town", MapKind::town},
                                                           {"village", MapKind::village}, {"hamlet", MapKind::village},
                                                           {"suburb", MapKind::suburb}})) {
        return Classified{MapLayer::label, *place, MapShape::points};
    }
    if (const auto power = kindIn(valueOf(tags, "power"), {{"tower", MapKind::powerTower}, {"pole", MapKind::powerPole},
                                                           {"transformer", MapKind::substation}})) {
        return Classified{MapLayer::power, *power, MapShape::points};
    }
    return std::nullopt;
}

double radiusOf(MapKind place) {
    switch (place) {
        case MapKind::city: return 5000;
        case MapKind::town: return 2500;
        default: return 900;
    }
}

LonLat middleOf(const std::vector<LonLat>& ring) {
    LonLat sum;
    for (const LonLat p : ring) sum = {sum.lon + p.lon, sum.lat + p.lat};
    const auto n = static_cast<double>(ring.size());
    return {sum.lon / n, sum.lat / n};
}

}  // namespace

struct OsmReader::Room {
    ImportWatcher watcher;
    OsmLimits limits;
    XML_Parser parser = nullptr;
    OsmData data;
    std::optional<Problem> failure;
    std::unordered_map<std::int64_t, LonLat> nodes;
    int depth = 0;
    std::uint64_t bytes = 0;
    enum class Element { none, node, way, other } element = Element::none;
    std::int64_t nodeId = 0;
    std::optional<LonLat> position;
    std::vector<LonLat> line;
    std::size_t refs = 0, missing = 0;
    Tags tags;

    void fail(Problem why) {
        if (!failure) failure = std::move(why);
        XML_StopParser(parser, XML_FALSE);
    }
    void note(std::string field, std::string code, std::string message, IssueEffect effect) {
        data.report.note({data.report.rowsRead, std::move(field), std::move(code), std::move(message), effect});
    }
    void open(std::string_view name, const char** attributes);
    void close(std::string_view name);
    void openNode(const char** attributes);
    void closeNode();
    void closeWay();
    void takeAddress(LonLat where);
    void nameCities();
};

namespace {

const char* attribute(const char** attributes, std::string_view name) {
    for (; *attributes; attributes += 2) {
        if (attributes[0] == name) return attributes[1];
    }
    return "";
}

std::int64_t integer(const char* text) { return std::strtoll(text, nullptr, 10); }

}  // namespace

void OsmReader::Room::openNode(const char** attributes) {
    nodeId = integer(attribute(attributes, "id"));
    const auto lon = readNumber(attribute(attributes, "lon")), lat = readNumber(attribute(attributes, "lat"));
    position.reset();
    if (lon && lat && isValid({*lon, *lat})) {
        position = LonLat{*lon, *lat};
        nodes[nodeId] = *position;
        if (nodes.size() > limits.nodes) fail(problem("too_large", "the file has too many nodes"));
    }
}

void OsmReader::Room::open(std::string_view name, const char** attributes) {
    if (++depth > limits.depth) return fail(problem("too_deep", "the file is nested too deeply"));
    if (depth == 1 && name != "osm") return fail(problem("not_osm", "the file is not OpenStreetMap XML"));
    if (depth == 2) {
        element = name == "node" ? Element::node : name == "way" ? Element::way : Element::other;
        tags.clear();
        line.clear();
        refs = missing = 0;
        if (element == Element::node) openNode(attributes);
    } else if (depth == 3 && name == "tag" && element != Element::other && tags.size() < limits.tagsPerElement) {
        tags.emplace(attribute(attributes, "k"), attribute(attributes, "v"));
    } else if (depth == 3 && name == "nd" && element == Element::way && ++refs <= limits.nodesPerWay) {
        const auto found = nodes.find(integer(attribute(attributes, "ref")));
        if (found == nodes.end()) ++missing;
        else line.push_back(found->second);
    }
}

void OsmReader::Room::close(std::string_view name) {
    if (depth-- != 2) return;
    if (name != "node" && name != "way") return;
    ++data.report.rowsRead;
    if (name == "node") closeNode();
    else closeWay();
    constexpr std::uint64_t between = 20'000;
    if (watcher && data.report.rowsRead % between == 0 &&
        !watcher({bytes, data.report.rowsRead, data.report.accepted, data.report.keptAside})) {
        data.report.cancelled = true;
        fail(problem("cancelled", "the import was cancelled"));
    }
}

void OsmReader::Room::takeAddress(LonLat where) {
    if (valueOf(tags, "addr:housenumber").empty() || valueOf(tags, "addr:street").empty()) return;
    const auto text = [this](const char* key) { return std::string(valueOf(tags, key)); };
    data.addresses.push_back({{text("addr:housenumber"), text("addr:street"), "", text("addr:city"), "", text("addr:postcode"), ""},
                              where});
}

void OsmReader::Room::closeNode() {
    if (!position) {
        ++data.report.keptAside;
        return note("position", "out_of_range", "the node `" + std::to_string(nodeId) + "` is not on the globe", IssueEffect::keptAside);
    }
    ++data.report.accepted;
    if (tags.empty()) return;
    takeAddress(*position);
    const auto what = classifyNode(tags);
    if (!what) return;
    std::string name(valueOf(tags, "name"));
    if (what->layer == MapLayer::label) {
        if (name.empty()) return;
        data.localities.push_back({name, *position, radiusOf(what->kind)});
    }
    data.features.push_back({what->layer, what->kind, what->shape, std::move(name), {*position}});
}

void OsmReader::Room::closeWay() {
    if (missing > 0) {
        note("nd", "missing_nodes", "the way refers to " + std::to_string(missing) + " nodes that are not in the file",
             line.size() < 2 ? IssueEffect::keptAside : IssueEffect::fieldIgnored);
    }
    if (line.size() < 2) {
        ++data.report.keptAside;
        if (missing == 0) note("nd", "bad_geometry", "the way has fewer than two nodes", IssueEffect::keptAside);
        return;
    }
    ++data.report.accepted;
    const bool closed = missing == 0 && line.size() > 3 && line.front() == line.back();
    for (const LonLat p : line) data.bounds.include(p);
    const auto what = classifyWay(tags, closed);
    std::string name(valueOf(tags, "name"));
    if (closed) takeAddress(middleOf(line));
    if (!what) return;
    if (what->layer == MapLayer::road && !name.empty()) data.streets.push_back({name, "", line});
    if (name.empty() && what->layer == MapLayer::road) name = valueOf(tags, "ref");
    if (what->layer == MapLayer::building || what->layer == MapLayer::area) name.clear();
    if (what->shape == MapShape::polygons) line.pop_back();
    data.features.push_back({what->layer, what->kind, what->shape, std::move(name), std::move(line)});
    line = {};
}

// Roads do not say their town, houses do: a street takes the town of the nearest house on it.
void OsmReader::Room::nameCities() {
    constexpr double near = 2000;
    std::unordered_map<std::string, std::vector<const AddressPoint*>> byStreet;
    for (const AddressPoint& a : data.addresses) byStreet[a.address.street].push_back(&a);
    for (Street& street : data.streets) {
        double best = near;
        const auto found = byStreet.find(street.name);
        if (found == byStreet.end()) continue;
        for (const AddressPoint* a : found->second) {
            const double d = metresBetween(a->position, street.line[street.line.size() / 2]);
            if (d < best) best = d, street.city = a->address.city;
        }
    }
}

OsmReader::OsmReader(ImportWatcher watcher, OsmLimits limits) : m_room(std::make_unique<Room>()) {
    m_room->watcher = std::move(watcher);
    m_room->limits = limits;
    m_room->data.report.format = "osm";
    m_room->parser = XML_ParserCreate(nullptr);
    XML_SetUserData(m_room->parser, m_room.get());
    XML_SetElementHandler(
        m_room->parser,
        [](void* room, const char* name, const char** attributes) { static_cast<Room*>(room)->open(name, attributes); },
        [](void* room, const char* name) { static_cast<Room*>(room)->close(name); });
    // Map files need no entities; who defines some wants to blow us up.
    XML_SetEntityDeclHandler(m_room->parser, [](void* room, const char*, int, const char*, int, const char*, const char*,
                                                const char*, const char*) {
        static_cast<Room*>(room)->fail(problem("xml_entities", "the file defines XML entities"));
    });
}

OsmReader::~OsmReader() { XML_ParserFree(m_room->parser); }

Status OsmReader::feed(std::string_view chunk) {
    constexpr std::size_t step = 1 << 20;
    for (std::size_t at = 0; at < chunk.size(); at += step) {
        const std::string_view piece = chunk.substr(at, step);
        m_room->bytes += piece.size();
        const bool good = XML_Parse(m_room->parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE) == XML_STATUS_OK;
        if (m_room->failure) return *m_room->failure;
        if (!good) {
            return problem("bad_xml", "line " + std::to_string(XML_GetCurrentLineNumber(m_room->parser)) + " is not well-formed XML");
        }
    }
    return {};
}

Result<OsmData> OsmReader::finish() {
    if (m_room->failure) return *m_room->failure;
    if (XML_Parse(m_room->parser, nullptr, 0, XML_TRUE) != XML_STATUS_OK) {
        return problem("bad_xml", "the file ends in the middle of an element");
    }
    m_room->nameCities();
    return std::move(m_room->data);
}

}  // namespace ok::territory
