// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/geocoder.h"

#include <algorithm>
#include <cmath>

#include "shared/territory/geocoder_data.h"

namespace ok::territory {
namespace {

// How much a method alone is worth. A street for a question that names a house is only half an answer.
double worthOf(GeocodeMethod m, bool houseAsked) {
    switch (m) {
        case GeocodeMethod::override_: return 0.99;
        case GeocodeMethod::meter: return 0.98;
        case GeocodeMethod::addressPoint: return 0.96;
        case GeocodeMethod::interpolated: return 0.9;
        case GeocodeMethod::street: return houseAsked ? 0.6 : 0.65;
        case GeocodeMethod::locality: return 0.25;
        case GeocodeMethod::none: return 0;
    }
    return 0;
}

struct Fit {
    HouseGuess house;
    std::uint32_t street = 0;
    double score = 0;
    double confidence = 0;
    double nearness = 0;  // metres to the preferred place, 0 without one
};

std::string shownText(const GeocoderData& data, const Fit& fit) {
    const KnownStreet& street = data.streets[fit.street];
    std::string out = fit.house.houseText.empty() ? street.name : fit.house.houseText + " " + street.name;
    return street.city.empty() ? out : out + ", " + street.city;
}

bool better(const GeocoderData& data, const Fit& a, const Fit& b) {
    constexpr double tie = 1e-9;
    if (std::abs(a.score - b.score) > tie) return a.score > b.score;
    if (std::abs(a.nearness - b.nearness) > 1) return a.nearness < b.nearness;
    if (a.house.method != b.house.method) return a.house.method < b.house.method;
    const KnownStreet &s = data.streets[a.street], &t = data.streets[b.street];
    return s.name != t.name ? s.name < t.name : s.cityKey < t.cityKey;
}

double rounded(double v, double steps) { return std::round(v * steps) / steps; }

GeocodeCandidate candidateFrom(const GeocoderData& data, const Fit& fit) {
    return {fit.house.position, std::string(nameOf(fit.house.method)), rounded(fit.house.precision, 10),
            rounded(fit.confidence, 1000), shownText(data, fit)};
}

void fitReading(const GeocoderData& data, const AddressReading& reading, const GeocodeOptions& options,
                const std::string& defaultCity, double factor, std::vector<Fit>& out) {
    const std::string& city = reading.city.empty() ? defaultCity : reading.city;
    for (const StreetGuess& guess : guessStreets(data, reading.street, city)) {
        Fit fit;
        fit.street = guess.street;
        fit.house = guessHouse(data, data.streets[guess.street], reading);
        if (fit.house.method == GeocodeMethod::none) continue;
        const double name = std::clamp(guess.score, 0.0, 1.0) * factor;
        fit.score = name * fit.house.score;
        fit.confidence = worthOf(fit.house.method, reading.number.known()) * std::pow(name, 1.5) * fit.house.score;
        if (options.near) fit.nearness = metresBetween(*options.near, fit.house.position);
        out.push_back(std::move(fit));
    }
}

GeocodeResult answerFrom(const GeocoderData& data, std::vector<Fit>& fits, const GeocodeOptions& options) {
    constexpr double asGood = 0.012, worthNaming = 0.18, elsewhere = 250;
    std::sort(fits.begin(), fits.end(), [&](const Fit& a, const Fit& b) { return better(data, a, b); });
    const Fit& best = fits.front();
    GeocodeResult out;
    out.position = best.house.position;
    out.method = best.house.method;
    out.precisionMetres = rounded(best.house.precision, 10);
    out.matchedText = shownText(data, best);
    out.account = best.house.account;
    int rivals = 0;
    for (std::size_t i = 1; i < fits.size(); ++i) {
        const Fit& other = fits[i];
        if (other.street == best.street || best.score - other.score > worthNaming) continue;
        const double apart = metresBetween(best.house.position, other.house.position);
        if (best.score - other.score <= asGood && apart > elsewhere) ++rivals;
        if (out.alternatives.size() < options.maxAlternatives) out.alternatives.push_back(candidateFrom(data, other));
    }
    if (rivals > 0) out.reason = "ambiguous";
    // With two equal places we are right in half of the cases at best.
    out.confidence = rounded(best.confidence / (1 + rivals), 1000);
    return out;
}

const KnownLocality* localityNamed(const GeocoderData& data, const std::string& key) {
    if (key.empty()) return nullptr;
    if (const auto found = data.localities.find(key); found != data.localities.end()) return &found->second;
    const int bound = slipsAllowed(key.size());
    int best = bound + 1;
    const KnownLocality* out = nullptr;
    for (const std::string& known : data.localityKeys) {
        const int slips = editDistance(key, known, best - 1);
        if (slips < best) best = slips, out = &data.localities.find(known)->second;
    }
    return out;
}

GeocodeResult localityAnswer(const GeocoderData& data, const std::vector<AddressReading>& readings) {
    GeocodeResult out;
    for (const AddressReading& reading : readings) {
        const KnownLocality* place = localityNamed(data, reading.city);
        if (!place) place = localityNamed(data, joinWords(reading.street));
        for (std::size_t tail = 1; !place && tail <= 2 && tail < reading.street.size(); ++tail) {
            const auto found = data.localities.find(joinWords(std::span(reading.street).last(tail)));
            if (found != data.localities.end()) place = &found->second;
        }
        if (!place) continue;
        out.position = place->position;
        out.method = GeocodeMethod::locality;
        out.precisionMetres = rounded(std::max(200.0, place->radius), 10);
        out.confidence = worthOf(GeocodeMethod::locality, true);
        out.matchedText = place->name;
        return out;
    }
    out.reason = data.streets.empty() && data.localities.empty() ? "nothing_known" : "street_unknown";
    return out;
}

GeocodeResult answer(const GeocoderData& data, const std::vector<AddressReading>& readings, const GeocodeOptions& options) {
    GeocodeResult out;
    if (readings.empty()) {
        out.reason = "empty_query";
        return out;
    }
    const std::string defaultCity = joinWords(addressWords(options.city));
    std::vector<Fit> fits;
    double factor = 1;
    for (const AddressReading& reading : readings) {
        fitReading(data, reading, options, defaultCity, factor, fits);
        const auto sure = [](const Fit& f) { return f.score >= 0.9; };
        if (std::any_of(fits.begin(), fits.end(), sure)) break;
        factor = std::max(0.9, factor - 0.02);  // later readings are less likely meant
    }
    return fits.empty() ? localityAnswer(data, readings) : answerFrom(data, fits, options);
}

const AddressOverride* overrideFor(const GeocoderData& data, std::string_view text) {
    if (data.overrides.empty()) return nullptr;
    const auto found = data.overrides.find(joinWords(addressWords(text.substr(0, 200))));
    return found == data.overrides.end() ? nullptr : &found->second;
}

GeocodeResult overridden(const AddressOverride& by) {
    GeocodeResult out;
    out.position = by.position;
    out.method = GeocodeMethod::override_;
    out.precisionMetres = by.precisionMetres;
    out.confidence = worthOf(GeocodeMethod::override_, true);
    out.matchedText = by.text;
    return out;
}

}  // namespace

std::string_view nameOf(GeocodeMethod m) {
    switch (m) {
        case GeocodeMethod::none: return "none";
        case GeocodeMethod::override_: return "override";
        case GeocodeMethod::meter: return "meter";
        case GeocodeMethod::addressPoint: return "address_point";
        case GeocodeMethod::interpolated: return "interpolated";
        case GeocodeMethod::street: return "street";
        case GeocodeMethod::locality: return "locality";
    }
    return "none";
}

Geocoder::Geocoder() : Geocoder(GeocoderBuilder().build()) {}
Geocoder::Geocoder(std::shared_ptr<const GeocoderData> data) : m_data(std::move(data)) {}

std::size_t Geocoder::streetCount() const { return m_data->streets.size(); }
std::size_t Geocoder::placeCount() const { return m_data->houses.size(); }

GeocodeResult Geocoder::find(std::string_view text, const GeocodeOptions& options) const {
    if (const AddressOverride* by = overrideFor(*m_data, text)) return overridden(*by);
    return answer(*m_data, readAddress(text), options);
}

GeocodeResult Geocoder::find(const AddressText& address, const GeocodeOptions& options) const {
    if (const AddressOverride* by = overrideFor(*m_data, oneLine(address))) return overridden(*by);
    return answer(*m_data, readAddress(address), options);
}

}  // namespace ok::territory
