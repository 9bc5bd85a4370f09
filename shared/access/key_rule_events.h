// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the rules about keys lead to, as entries of the stream `security`: renewals, places, roles whose holders lack keys,
// and who looked at the reports about all this.
#pragma once
#include "shared/access/security_key.h"

namespace ok::access {

/// A key was used from a region where its person's keys had not been used for ninety days (F09.R6.A6).
struct RegionAlert {
    static constexpr std::string_view eventType = "access.region_alert";
    UserId user;
    std::string login;
    std::vector<std::string> priorLocations;
    std::string newLocation;
    std::string address;
    int geoConfidence = 0;
    std::optional<LonLat> position;      ///< of the network, where the utility has said where that is
};
BOOST_DESCRIBE_STRUCT(RegionAlert, (), (user, login, priorLocations, newLocation, address, geoConfidence, position))

/// A key has to be enrolled anew soon; its person and the administrators were told (F09.R4.A4).
struct KeyReminded {
    static constexpr std::string_view eventType = "access.key_reminded";
    KeyId key;
    UserId user;
    std::string login;
    Instant renewBy, expiresAt;
};
BOOST_DESCRIBE_STRUCT(KeyReminded, (), (key, user, login, renewBy, expiresAt))

struct KeyExpired {
    static constexpr std::string_view eventType = "access.key_expired";
    KeyId key;
    UserId user;
    std::string login;
};
BOOST_DESCRIBE_STRUCT(KeyExpired, (), (key, user, login))

/// The keys were looked through: also when there was nothing to say about any.
struct KeysReviewed {
    static constexpr std::string_view eventType = "access.keys_reviewed";
    std::int64_t keys = 0, reminded = 0, expired = 0;
};
BOOST_DESCRIBE_STRUCT(KeysReviewed, (), (keys, reminded, expired))

/// An expired key was touched: for ten minutes its person may enrol it anew in that session.
struct KeyRenewalOpened {
    static constexpr std::string_view eventType = "access.key_renewal_opened";
    UserId user;
    SessionId session;
    Instant until;
};
BOOST_DESCRIBE_STRUCT(KeyRenewalOpened, (), (user, session, until))

/// What a person's roles lack, each time it changes (F09.R4.A3, A5).
struct KeyStandingChanged {
    static constexpr std::string_view eventType = "access.key_standing_changed";
    KeyStandingNote standing;
};
BOOST_DESCRIBE_STRUCT(KeyStandingChanged, (), (standing))

struct SessionPlaced {
    static constexpr std::string_view eventType = "access.session_placed";
    SessionPlace place;
};
BOOST_DESCRIBE_STRUCT(SessionPlaced, (), (place))

struct KeyPlacesLifted {
    static constexpr std::string_view eventType = "access.key_places_lifted";
    KeyPlacesLift lift;
};
BOOST_DESCRIBE_STRUCT(KeyPlacesLifted, (), (lift))

/// Who looked at which report about keys (F09.R6.A7).
struct ReportLook {
    std::string eventType = "report_access";
    std::string outcome = "success";   ///< `denied`: they may not
};
BOOST_DESCRIBE_STRUCT(ReportLook, (), (eventType, outcome))
struct KeyReportShown {
    static constexpr std::string_view eventType = "audit.key_report_shown";
    std::string report;          ///< `status`, `user`, `organisation`
    std::string about;           ///< a person's id, or nothing
    std::string format;          ///< `json`, `csv`
    Instant from, to;
    ReportLook look;
};
BOOST_DESCRIBE_STRUCT(KeyReportShown, (), (report, about, format, from, to, look))

}  // namespace ok::access
