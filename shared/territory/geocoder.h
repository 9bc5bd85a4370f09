// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The local address locator (P05): no network, no clock, the same answer for the same question. Built from what the
// utility has: its overrides win, then meter coordinates, then address points, then places between known house numbers,
// then the street, then the town. Every answer says how it was found, how exact it is and how sure we are.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/territory/account.h"
#include "shared/territory/address.h"

namespace ok::territory {

/// Best first. Numbers are stored.
enum class GeocodeMethod : std::uint8_t {
    none = 0, override_ = 1, meter = 2, addressPoint = 3, interpolated = 4, street = 5, locality = 6
};
/// `override`, `meter`, `address_point`, `interpolated`, `street`, `locality`, `none`.
[[nodiscard]] std::string_view nameOf(GeocodeMethod m);

struct GeocodeCandidate {
    LonLat position;
    std::string method;
    double precisionMetres = 0;
    double confidence = 0;
    std::string matchedText;
    bool operator==(const GeocodeCandidate&) const = default;
};
BOOST_DESCRIBE_STRUCT(GeocodeCandidate, (), (position, method, precisionMetres, confidence, matchedText))

struct GeocodeResult {
    LonLat position;
    GeocodeMethod method = GeocodeMethod::none;
    /// Half the width of the place where the true position lies in at least four of five cases.
    double precisionMetres = 0;
    /// 0 to 1: how sure we are that this is the place that was meant.
    double confidence = 0;
    std::string matchedText;
    /// Set when the place is one account's own.
    AccountId account;
    std::vector<GeocodeCandidate> alternatives;
    /// Empty for an answer, else `empty_query`, `street_unknown`, `nothing_known`; `ambiguous` beside an answer whose
    /// alternatives are as good and elsewhere.
    std::string reason;
    [[nodiscard]] bool found() const { return method != GeocodeMethod::none; }
    bool operator==(const GeocodeResult&) const = default;
};

struct GeocodeOptions {
    /// Preferred when several places fit equally well.
    std::optional<LonLat> near;
    /// Taken when the text names no city.
    std::string city;
    std::size_t maxAlternatives = 5;
};

struct GeocoderData;

/// Immutable after it is built; any number of threads may ask.
class Geocoder {
  public:
    Geocoder();
    explicit Geocoder(std::shared_ptr<const GeocoderData> data);
    [[nodiscard]] GeocodeResult find(std::string_view text, const GeocodeOptions& options = {}) const;
    [[nodiscard]] GeocodeResult find(const AddressText& address, const GeocodeOptions& options = {}) const;
    [[nodiscard]] std::size_t streetCount() const;
    [[nodiscard]] std::size_t placeCount() const;

  private:
    std::shared_ptr<const GeocoderData> m_data;
};

/// Collects the sources, in any order, then builds. Not for several threads.
class GeocoderBuilder {
  public:
    GeocoderBuilder();
    ~GeocoderBuilder();
    GeocoderBuilder(const GeocoderBuilder&) = delete;
    GeocoderBuilder& operator=(const GeocoderBuilder&) = delete;

    /// Accounts without a position or an address are passed over.
    void add(const Account& account);
    void add(const AddressPoint& point);
    void add(const Street& street);
    void add(const Locality& locality);
    void add(const AddressOverride& override_);
    /// Leaves the builder empty.
    [[nodiscard]] Geocoder build();

  private:
    std::unique_ptr<GeocoderData> m_data;
};

}  // namespace ok::territory
