// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/map_tiles.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "shared/base/json.h"

namespace ok::territory {
namespace {

constexpr std::string_view magic("OKMAP\x00\x01\n", 8);
constexpr std::size_t maxHeader = 64 * 1024;
constexpr std::size_t maxTiles = 4'000'000;
constexpr std::size_t maxTileItems = 2'000'000;
constexpr int lastLayer = static_cast<int>(MapLayer::label);

void putVarint(std::string& out, std::uint64_t v) {
    while (v >= 0x80) {
        out.push_back(static_cast<char>(v | 0x80));
        v >>= 7;
    }
    out.push_back(static_cast<char>(v));
}

std::uint64_t zigzag(std::int64_t v) { return (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63); }
std::int64_t unzigzag(std::uint64_t v) { return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1); }

// Reads until something does not fit; then every further read gives zero and `good` is false.
struct Cursor {
    std::string_view left;
    bool good = true;

    std::uint64_t varint() {
        std::uint64_t v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (left.empty()) break;
            const auto byte = static_cast<unsigned char>(left.front());
            left.remove_prefix(1);
            v |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return v;
        }
        good = false;
        return 0;
    }
    /// A count of things that take at least one byte each cannot exceed the bytes left.
    std::size_t count() {
        const std::uint64_t n = varint();
        if (n > left.size()) good = false;
        return good ? static_cast<std::size_t>(n) : 0;
    }
    std::string_view bytes(std::size_t n) {
        if (n > left.size()) {
            good = false;
            return {};
        }
        const std::string_view out = left.substr(0, n);
        left.remove_prefix(n);
        return out;
    }
};

void putPart(std::string& out, const std::vector<TilePoint>& part, TilePoint& pen) {
    putVarint(out, part.size());
    for (const TilePoint p : part) {
        putVarint(out, zigzag(p.x - pen.x));
        putVarint(out, zigzag(p.y - pen.y));
        pen = p;
    }
}

std::string encodeTile(const std::vector<MapFeature>& features) {
    std::vector<std::string_view> names;
    std::unordered_map<std::string_view, std::size_t> nameIds;
    for (const MapFeature& f : features) {
        if (!f.name.empty() && nameIds.emplace(f.name, names.size() + 1).second) names.push_back(f.name);
    }
    std::vector<const MapFeature*> order;
    for (int layer = 0; layer <= lastLayer; ++layer) {
        for (const MapFeature& f : features) {
            if (static_cast<int>(f.layer) == layer) order.push_back(&f);
        }
    }
    std::string out;
    putVarint(out, names.size());
    for (const std::string_view name : names) {
        putVarint(out, name.size());
        out.append(name);
    }
    putVarint(out, order.size());
    for (const MapFeature* f : order) {
        putVarint(out, static_cast<std::uint64_t>(f->layer));
        putVarint(out, static_cast<std::uint64_t>(f->kind));
        putVarint(out, static_cast<std::uint64_t>(f->shape));
        putVarint(out, f->name.empty() ? 0 : nameIds.at(f->name));
        putVarint(out, f->parts.size());
        TilePoint pen;
        for (const auto& part : f->parts) putPart(out, part, pen);
    }
    return out;
}

std::vector<TilePoint> readPart(Cursor& in, TilePoint& pen) {
    std::vector<TilePoint> part(std::min(in.count(), maxTileItems));
    constexpr std::int64_t farthest = std::int64_t{1} << 24;
    for (TilePoint& p : part) {
        const std::int64_t x = pen.x + unzigzag(in.varint()), y = pen.y + unzigzag(in.varint());
        if (std::abs(x) > farthest || std::abs(y) > farthest) in.good = false;
        if (!in.good) return {};
        p = pen = {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
    }
    return part;
}

MapFeature readFeature(Cursor& in, const std::vector<std::string_view>& names) {
    MapFeature f;
    f.layer = static_cast<MapLayer>(in.varint() & 0xFF);
    f.kind = static_cast<MapKind>(in.varint() & 0xFF);
    f.shape = static_cast<MapShape>(in.varint() & 0xFF);
    const std::uint64_t name = in.varint();
    if (name > names.size()) in.good = false;
    if (in.good && name > 0) f.name = std::string(names[name - 1]);
    const std::size_t parts = in.count();
    TilePoint pen;
    for (std::size_t i = 0; i < parts && in.good; ++i) f.parts.push_back(readPart(in, pen));
    return f;
}

}  // namespace

WorldPoint toWorld(LonLat p) {
    constexpr double limit = 85.05112877980659;
    const double lat = std::clamp(p.lat, -limit, limit) * std::numbers::pi / 180;
    return {(p.lon + 180) / 360, (1 - std::asinh(std::tan(lat)) / std::numbers::pi) / 2};
}

LonLat toLonLat(WorldPoint w) {
    return {w.x * 360 - 180, std::atan(std::sinh(std::numbers::pi * (1 - 2 * w.y))) * 180 / std::numbers::pi};
}

LonLat toLonLat(TileId tile, TilePoint p) {
    const double side = std::ldexp(1.0, -static_cast<int>(tile.zoom));
    return toLonLat(WorldPoint{(tile.x + static_cast<double>(p.x) / tileExtent) * side,
                               (tile.y + static_cast<double>(p.y) / tileExtent) * side});
}

GeoBox boundsOf(TileId tile) {
    GeoBox box;
    box.include(toLonLat(tile, {0, 0}));
    box.include(toLonLat(tile, {tileExtent, tileExtent}));
    return box;
}

void MapFileWriter::add(TileId tile, MapFeature feature) { m_tiles[tile].push_back(std::move(feature)); }

std::string MapFileWriter::finish() const {
    const std::string header = toJson(m_header);
    std::string directory, bodies;
    putVarint(directory, m_tiles.size());
    for (const auto& [id, features] : m_tiles) {
        const std::string body = encodeTile(features);
        putVarint(directory, id.zoom);
        putVarint(directory, id.x);
        putVarint(directory, id.y);
        putVarint(directory, body.size());
        bodies += body;
    }
    std::string out(magic);
    putVarint(out, header.size());
    out += header;
    putVarint(out, directory.size());
    return out + directory + bodies;
}

Result<MapFile> MapFile::open(std::string_view bytes) {
    if (bytes.substr(0, 5) != magic.substr(0, 5)) return problem("not_a_map", "the file is not a map file");
    if (bytes.substr(0, magic.size()) != magic) return problem("map_version", "the map file has an unknown version");
    Cursor in{bytes.substr(magic.size())};
    const auto truncated = [] { return problem("map_truncated", "the map file ends too early"); };
    const std::size_t headerSize = in.count();
    const std::string_view headerText = in.bytes(headerSize);
    if (!in.good || headerSize > maxHeader) return truncated();
    MapFile file;
    file.m_bytes = bytes;
    OK_ASSIGN(file.m_header, fromJson<MapHeader>(headerText));
    const std::size_t directorySize = in.count();
    Cursor list{in.bytes(directorySize)};
    if (!in.good) return truncated();
    const std::size_t tiles = list.count();
    if (tiles > maxTiles) return problem("map_damaged", "the map file lists too many tiles");
    std::uint64_t offset = bytes.size() - in.left.size();
    for (std::size_t i = 0; i < tiles && list.good; ++i) {
        const TileId id{static_cast<std::uint8_t>(list.varint() & 0x1F), static_cast<std::uint32_t>(list.varint()),
                        static_cast<std::uint32_t>(list.varint())};
        const std::uint64_t length = list.varint();
        if (length > bytes.size() - offset) return truncated();
        file.m_index[id] = {offset, length};
        offset += length;
    }
    if (!list.good) return problem("map_damaged", "the list of tiles makes no sense");
    return file;
}

std::vector<TileId> MapFile::tiles() const {
    std::vector<TileId> out;
    out.reserve(m_index.size());
    for (const auto& [id, place] : m_index) out.push_back(id);
    return out;
}

Result<MapTile> MapFile::tile(TileId id) const {
    MapTile out{id, {}};
    const auto found = m_index.find(id);
    if (found == m_index.end()) return out;
    Cursor in{m_bytes.substr(found->second.offset, found->second.length)};
    std::vector<std::string_view> names;
    const std::size_t nameCount = in.count();
    for (std::size_t i = 0; i < nameCount && in.good; ++i) names.push_back(in.bytes(in.count()));
    const std::size_t features = in.count();
    for (std::size_t i = 0; i < features && in.good; ++i) {
        MapFeature f = readFeature(in, names);
        const auto layer = static_cast<int>(f.layer), shape = static_cast<int>(f.shape);
        if (layer >= 1 && layer <= 9 && shape >= 1 && shape <= 3) out.features.push_back(std::move(f));
    }
    if (!in.good) return problem("map_damaged", "a tile of the map file makes no sense");
    return out;
}

int MapFile::levelFor(double displayZoom) const {
    if (m_header.zooms.empty()) return 0;
    int level = m_header.zooms.front();
    for (const int zoom : m_header.zooms) {
        if (zoom <= displayZoom) level = zoom;
    }
    return level;
}

std::vector<TileId> MapFile::covering(const GeoBox& box, int level) const {
    std::vector<TileId> out;
    const auto zoom = static_cast<std::uint8_t>(std::clamp(level, 0, 31));
    for (auto it = m_index.lower_bound({zoom, 0, 0}); it != m_index.end() && it->first.zoom == zoom; ++it) {
        if (boundsOf(it->first).intersects(box)) out.push_back(it->first);
    }
    return out;
}

}  // namespace ok::territory
