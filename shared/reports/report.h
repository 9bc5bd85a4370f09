// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Report: one statement by one person (or partner, or feed) that a service is out, back, or dangerous. It is never
// changed, only placed, joined to an incident, repeated or discarded; docs/reports.md tells its life.
//
// What the customer wrote and where they live are personal: the text and the address stand here as vault tokens.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"
#include "shared/base/personal.h"
#include "shared/reports/words.h"

namespace ok::reports {

/// Where a report is, and how we know (P05).
struct ReportPlace {
    LonLat position;
    std::string method;          ///< `meter`, `address_point`, ... of the geocoder; `device` for a phone's GPS; `operator`
    double precisionMetres = 0;
    double confidence = 0;       ///< 0 to 1
    bool operator==(const ReportPlace&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportPlace, (), (position, method, precisionMetres, confidence))

enum class ReportState {
    unplaced = 1,   ///< in the operator's tray
    placed = 2,
    discarded = 3,  ///< an operator said so, with a reason
};
BOOST_DESCRIBE_ENUM(ReportState, unplaced, placed, discarded)

/// View `report`, also the payload of `report.received`.
struct Report {
    static constexpr std::string_view viewKind = "report";
    ReportId id;
    Channel channel = Channel::web;
    std::string providerMessageId;     ///< unique in its channel; a second delivery is the same report
    Instant receivedAt;
    Token<PhoneNumber> from;
    AccountId account;                 ///< unknown when no account fits
    std::optional<ReportPlace> place;
    Service service = Service::electric;
    std::vector<Symptom> symptoms;
    Token<FreeText> text;
    Token<StreetAddress> address;
    Language language = Language::unknown;
    ReportState state = ReportState::unplaced;
    std::string reason;                ///< why it is unplaced or discarded
    IncidentId incident;               ///< joined by the incidents domain
    int repeats = 0;                   ///< said again by the same account for the same incident (P04)
    Instant lastSaid;
    bool drill = false;
    [[nodiscard]] std::string viewId() const { return id.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        std::vector<std::pair<std::string, std::string>> keys = {{"state", state == ReportState::unplaced ? "unplaced"
                                                                          : state == ReportState::placed ? "placed"
                                                                                                         : "discarded"}};
        if (from.known()) keys.emplace_back("from", from.token);
        if (account.known()) keys.emplace_back("account", account.str());
        if (incident.known()) keys.emplace_back("incident", incident.str());
        return keys;
    }
    bool operator==(const Report&) const = default;
};
BOOST_DESCRIBE_STRUCT(Report, (), (id, channel, providerMessageId, receivedAt, from, account, place, service, symptoms,
                                   text, address, language, state, reason, incident, repeats, lastSaid, drill))

/// View `tray`: what a person must place. Removed when placed or discarded.
struct TrayItem {
    static constexpr std::string_view viewKind = "tray";
    ReportId report;
    Channel channel = Channel::sms;
    Instant receivedAt;
    std::string reason;                ///< `no_place`, `address_unknown`, `address_ambiguous`, `account_unknown`, `not_understood`, ...
    Token<PhoneNumber> from;
    Token<FreeText> text;
    Token<StreetAddress> address;
    Service service = Service::electric;
    std::vector<Symptom> symptoms;
    bool danger = false;               ///< wires down, gas: shown first
    bool drill = false;
    [[nodiscard]] std::string viewId() const { return report.str(); }
    bool operator==(const TrayItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(TrayItem, (), (report, channel, receivedAt, reason, from, text, address, service, symptoms, danger,
                                     drill))

/// View `report_said`: the words of a report that was said again. Who asks to be forgotten is found through it, also when
/// they only repeated what somebody else of their account had said.
struct ReportSaid {
    static constexpr std::string_view viewKind = "report_said";
    EntryId entry;
    ReportId report;                   ///< the first one
    Token<PhoneNumber> from;
    Token<FreeText> text;
    Token<StreetAddress> address;
    [[nodiscard]] std::string viewId() const { return entry.str(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> viewKeys() const {
        std::vector<std::pair<std::string, std::string>> keys = {{"report", report.str()}};
        if (from.known()) keys.emplace_back("from", from.token);
        return keys;
    }
    bool operator==(const ReportSaid&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReportSaid, (), (entry, report, from, text, address))

/// View `contact_preference`: what one phone number decided about our messages. Absent: never decided.
struct ContactPreference {
    static constexpr std::string_view viewKind = "contact_preference";
    Token<PhoneNumber> contact;
    bool optedOut = false;             ///< STOP: nothing goes out, whatever an account or an operator says
    bool optedIn = false;              ///< asked for updates
    Language language = Language::unknown;
    Instant changedAt;
    Channel channel = Channel::sms;    ///< where it was decided
    std::string evidence;              ///< reason key of the reading, such as `keyword.stop`
    [[nodiscard]] std::string viewId() const { return contact.token; }
    bool operator==(const ContactPreference&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContactPreference, (), (contact, optedOut, optedIn, language, changedAt, channel, evidence))

/// View `contact_talk`: the question we asked this number last, so that "2" or "12 main" can be understood.
struct ContactTalk {
    static constexpr std::string_view viewKind = "contact_talk";
    Token<PhoneNumber> contact;
    std::vector<AccountId> choices;    ///< offered as 1..n
    bool awaitingPlace = false;
    ReportId pending;                  ///< the unplaced report that the answer will place
    bool forStatus = false;            ///< the question came from STATUS: nothing is pending
    Instant askedAt;
    Language language = Language::unknown;
    [[nodiscard]] std::string viewId() const { return contact.token; }
    bool operator==(const ContactTalk&) const = default;
};
BOOST_DESCRIBE_STRUCT(ContactTalk, (), (contact, choices, awaitingPlace, pending, forStatus, askedAt, language))

/// A question older than this is forgotten: a "2" next day answers nothing.
inline constexpr Duration talkLifetime = hours(4);

[[nodiscard]] inline bool isDanger(const std::vector<Symptom>& symptoms) {
    for (const auto s : symptoms) {
        if (s == Symptom::wire_down || s == Symptom::gas_smell) return true;
    }
    return false;
}
/// True when the report says that service is missing: what clustering counts.
[[nodiscard]] inline bool saysOut(const std::vector<Symptom>& symptoms) {
    for (const auto s : symptoms) {
        if (s == Symptom::out || s == Symptom::partial || s == Symptom::flickering || s == Symptom::still_out) return true;
    }
    return false;
}

}  // namespace ok::reports
