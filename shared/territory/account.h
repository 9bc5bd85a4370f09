// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Account: one service agreement of one customer, the unit in which a utility counts "customers out". Owned by the
// tenant; names, phones and addresses for mail live in the vault and stand here only as tokens.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <boost/describe.hpp>

#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/territory/address.h"

namespace ok::territory {

/// Numbers are stored; never reuse one.
enum class Service : std::uint8_t { electric = 1, water = 2, gas = 3, broadband = 4 };
BOOST_DESCRIBE_ENUM(Service, electric, water, gas, broadband)

/// Where an account's position comes from, best first. `none`: known by number only, not on the map.
enum class PositionSource : std::uint8_t { none = 0, meter = 1, address = 2, geocoded = 3 };
BOOST_DESCRIBE_ENUM(PositionSource, none, meter, address, geocoded)

[[nodiscard]] std::string_view nameOf(Service s);
[[nodiscard]] std::string_view nameOf(PositionSource s);

/// Vault tokens. Empty: the utility has no such contact.
struct ContactTokens {
    std::string name;
    std::string phone;
    std::string email;
    bool operator==(const ContactTokens&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContactTokens, (), (name, phone, email))

struct ChannelConsent {
    bool sms = false;
    bool email = false;
    bool voice = false;
    bool operator==(const ChannelConsent&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelConsent, (), (sms, email, voice))

/// Local minutes after midnight; `from` later than `to` spans midnight (22:00 to 07:00).
struct QuietHours {
    int fromMinute = 0;
    int toMinute = 0;
    bool operator==(const QuietHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(QuietHours, (), (fromMinute, toMinute))

/// INVARIANT: (tenant, service, number) is unique; `id` follows from the three, so importing a file twice changes nothing.
struct Account {
    AccountId id;
    std::string number;
    Service service = Service::electric;
    LonLat position;
    PositionSource source = PositionSource::none;
    double precisionMetres = 0;
    AddressText address;
    std::string feeder;
    std::string meterId;
    ContactTokens contacts;
    std::string language = "en";
    std::string timeZone;
    ChannelConsent optedIn;
    std::optional<QuietHours> quietHours;
    bool criticalCare = false;
    [[nodiscard]] bool placed() const { return source != PositionSource::none; }
    bool operator==(const Account&) const = default;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, number, service, position, source, precisionMetres, address, feeder, meterId, contacts,
                       language, timeZone, optedIn, quietHours, criticalCare))

/// A meter that stands for itself (AMI lists, shared meters); most meters arrive inside their account's row.
struct Meter {
    std::string meterId;
    std::string accountNumber;
    Service service = Service::electric;
    LonLat position;
    std::string feeder;
    bool operator==(const Meter&) const = default;
};
BOOST_DESCRIBE_STRUCT(Meter, (), (meterId, accountNumber, service, position, feeder))

}  // namespace ok::territory
