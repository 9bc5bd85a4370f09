// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From accounts, address points, streets, towns and overrides to the flat data that lookups read.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "shared/territory/geocoder_data.h"

namespace ok::territory {
namespace {

int letterIndex(char c) {
    if (c >= 'a' && c <= 'z') return c - 'a';
    if (c >= '0' && c <= '9') return 26 + (c - '0');
    return 36;
}

struct CitySum {
    std::string name;
    double lon = 0, lat = 0;
    std::vector<LonLat> points;
};

KnownLocality localityFrom(CitySum& city) {
    const auto n = static_cast<double>(city.points.size());
    const LonLat middle{city.lon / n, city.lat / n};
    std::vector<double> reach;
    reach.reserve(city.points.size());
    for (const LonLat p : city.points) reach.push_back(metresBetween(middle, p));
    const auto ninth = reach.begin() + static_cast<std::ptrdiff_t>(reach.size() * 9 / 10);
    std::nth_element(reach.begin(), ninth, reach.end());
    return {city.name, middle, std::max(200.0, *ninth)};
}

void addCityLocalities(GeocoderData& data) {
    std::unordered_map<std::string, CitySum> cities;
    for (const KnownHouse& house : data.houses) {
        const KnownStreet& street = data.streets[house.street];
        if (street.cityKey.empty() || data.localities.contains(street.cityKey)) continue;
        CitySum& city = cities[street.cityKey];
        city.name = street.city;
        city.lon += house.position.lon;
        city.lat += house.position.lat;
        city.points.push_back(house.position);
    }
    for (auto& [key, city] : cities) data.localities.emplace(key, localityFrom(city));
}

}  // namespace

std::string joinWords(std::span<const std::string> words) {
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty()) out.push_back(' ');
        out += word;
    }
    return out;
}

std::vector<std::uint16_t> letterPairs(std::string_view compact) {
    std::vector<std::uint16_t> out;
    int before = 37;  // the mark at both ends
    const auto put = [&](int now) { out.push_back(static_cast<std::uint16_t>(before * 38 + now)), before = now; };
    for (const char c : compact) put(letterIndex(c));
    put(37);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::uint32_t GeocoderData::textId(const std::string& text) {
    if (text.empty()) return 0;
    const auto [at, fresh] = textIds.emplace(text, static_cast<std::uint32_t>(texts.size()));
    if (fresh) texts.push_back(text);
    return at->second;
}

std::uint32_t GeocoderData::findText(const std::string& text) const {
    const auto found = textIds.find(text);
    return found == textIds.end() ? 0 : found->second;
}

std::uint32_t GeocoderData::streetOf(const std::string& name, const std::string& city) {
    const std::string raw = name + '\x1f' + city;
    if (const auto found = rawStreetIds.find(raw); found != rawStreetIds.end()) return found->second;
    KnownStreet street;
    street.name = name;
    street.city = city;
    street.cityKey = joinWords(addressWords(city));
    street.key = streetKey(name);
    const auto [at, fresh] =
        streetIds.emplace(street.key.full() + '\x1f' + street.cityKey, static_cast<std::uint32_t>(streets.size()));
    rawStreetIds.emplace(raw, at->second);
    if (!fresh) return at->second;
    const std::string compact = street.key.compact();
    const auto [core, freshCore] = coreIds.emplace(compact, static_cast<std::uint32_t>(cores.size()));
    if (freshCore) {
        cores.push_back(compact);
        coreStreets.emplace_back();
    }
    street.core = core->second;
    coreStreets[street.core].push_back(at->second);
    streets.push_back(std::move(street));
    return at->second;
}

void GeocoderData::index() {
    std::sort(houses.begin(), houses.end(), [](const KnownHouse& a, const KnownHouse& b) {
        const auto key = [](const KnownHouse& h) {
            return std::tie(h.street, h.number, h.suffix, h.unit, h.method, h.position.lon, h.position.lat, h.account);
        };
        return key(a) < key(b);
    });
    for (std::uint32_t i = 0; i < houses.size();) {
        KnownStreet& street = streets[houses[i].street];
        street.firstHouse = i;
        while (i < houses.size() && &streets[houses[i].street] == &street) street.box.include(houses[i++].position);
        street.lastHouse = i;
    }
    for (KnownStreet& street : streets) {
        for (const auto& line : street.lines) street.box.include(boundsOf(line));
    }
    addCityLocalities(*this);
    for (const auto& [key, locality] : localities) localityKeys.push_back(key);
    std::sort(localityKeys.begin(), localityKeys.end());
    pairs.resize(pairSpace);
    for (std::uint32_t core = 0; core < cores.size(); ++core) {
        const auto found = letterPairs(cores[core]);
        pairCounts.push_back(static_cast<std::uint16_t>(found.size()));
        for (const std::uint16_t pair : found) pairs[pair].push_back(core);
    }
    rawStreetIds = {};
    streetIds = {};
}

GeocoderBuilder::GeocoderBuilder() : m_data(std::make_unique<GeocoderData>()) {}
GeocoderBuilder::~GeocoderBuilder() = default;

namespace {

// Where a text belongs: its street (made if new) and its house on it.
bool readHouse(GeocoderData& data, const AddressText& address, KnownHouse& house) {
    if (address.empty()) return false;
    const auto readings = readAddress(address);
    if (readings.empty()) return false;
    const AddressReading& reading = readings.front();
    if (reading.street.empty()) return false;
    const std::string city = address.city.empty() ? reading.city : address.city;
    house.street = data.streetOf(address.street.empty() ? joinWords(reading.street) : address.street, city);
    house.number = reading.number.value;
    house.suffix = data.textId(reading.number.suffix);
    house.unit = data.textId(reading.unit);
    house.postcode = data.textId(reading.postcode);
    return true;
}

}  // namespace

void GeocoderBuilder::add(const Account& account) {
    if (account.source != PositionSource::meter && account.source != PositionSource::address) return;
    KnownHouse house;
    if (!isValid(account.position) || !readHouse(*m_data, account.address, house) || house.number < 0) return;
    house.method = account.source == PositionSource::meter ? GeocodeMethod::meter : GeocodeMethod::addressPoint;
    house.precision = static_cast<float>(account.precisionMetres > 0 ? account.precisionMetres : 5);
    house.position = account.position;
    m_data->accounts.push_back(account.id);
    house.account = static_cast<std::uint32_t>(m_data->accounts.size());
    m_data->houses.push_back(house);
}

void GeocoderBuilder::add(const AddressPoint& point) {
    KnownHouse house;
    if (!isValid(point.position) || !readHouse(*m_data, point.address, house) || house.number < 0) return;
    house.position = point.position;
    m_data->houses.push_back(house);
}

void GeocoderBuilder::add(const Street& street) {
    if (street.name.empty() || street.line.size() < 2) return;
    m_data->streets[m_data->streetOf(street.name, street.city)].lines.push_back(street.line);
}

void GeocoderBuilder::add(const Locality& locality) {
    const std::string key = joinWords(addressWords(locality.name));
    if (!key.empty()) m_data->localities.emplace(key, KnownLocality{locality.name, locality.position, locality.radiusMetres});
}

void GeocoderBuilder::add(const AddressOverride& override_) {
    const std::string key = joinWords(addressWords(override_.text));
    if (key.empty() || !isValid(override_.position)) return;
    m_data->overrides[key] = override_;
    AddressText line;
    line.line = override_.text;
    KnownHouse house;
    if (!readHouse(*m_data, line, house)) return;
    if (house.number < 0) {
        // A name of the utility's own ("old mill trailer park") is a street of one point, so that slips are forgiven.
        KnownStreet& street = m_data->streets[house.street];
        street.pinned = true;
        street.pin = override_.position;
        street.pinPrecision = override_.precisionMetres;
        street.name = override_.text;
        street.box.include(override_.position);
        return;
    }
    house.method = GeocodeMethod::override_;
    house.precision = static_cast<float>(override_.precisionMetres);
    house.position = override_.position;
    m_data->houses.push_back(house);
}

Geocoder GeocoderBuilder::build() {
    m_data->index();
    Geocoder built(std::shared_ptr<const GeocoderData>(std::move(m_data)));
    m_data = std::make_unique<GeocoderData>();
    return built;
}

}  // namespace ok::territory
