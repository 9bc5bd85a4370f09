// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What happens to reports and to a contact's consent, as the log keeps it. Projections: reports_views.h.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/reports/report.h"

namespace ok::reports {

/// The report as it came in, with the place that intake found, if any.
struct ReportReceived {
    static constexpr std::string_view eventType = "report.received";
    Report report;
};
BOOST_DESCRIBE_STRUCT(ReportReceived, (), (report))

/// Nobody but a person can place it: into the tray.
struct ReportUnplaced {
    static constexpr std::string_view eventType = "report.unplaced";
    ReportId report;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReportUnplaced, (), (report, reason))

struct ReportPlaced {
    static constexpr std::string_view eventType = "report.placed";
    ReportId report;
    AccountId account;
    ReportPlace place;
    std::string by;  ///< `customer` (answered our question) or `operator`
};
BOOST_DESCRIBE_STRUCT(ReportPlaced, (), (report, account, place, by))

/// Somebody has read the customer's words. Changes no view.
struct ReportRevealed {
    static constexpr std::string_view eventType = "report.revealed";
    ReportId report;
    std::vector<std::string> fields;  ///< `text`, `from`, `address`
};
BOOST_DESCRIBE_STRUCT(ReportRevealed, (), (report, fields))

struct ReportDiscarded {
    static constexpr std::string_view eventType = "report.discarded";
    ReportId report;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReportDiscarded, (), (report, reason))

/// The same account (or, without one, the same contact at the same place) said it again: counted, not a second report.
struct ReportRepeated {
    static constexpr std::string_view eventType = "report.repeated";
    ReportId report;  ///< the first one
    Channel channel = Channel::sms;
    std::string providerMessageId;
    std::vector<Symptom> symptoms;
    Instant saidAt;
    Token<FreeText> text;
    std::string match;  ///< `account` or `contact_and_place`
    Token<PhoneNumber> from;
    Token<StreetAddress> address;
};
BOOST_DESCRIBE_STRUCT(ReportRepeated, (), (report, channel, providerMessageId, symptoms, saidAt, text, match, from, address))

struct ContactOptedOut {
    static constexpr std::string_view eventType = "contact.opted_out";
    Token<PhoneNumber> contact;
    Channel channel = Channel::sms;
    Language language = Language::unknown;
    std::string evidence;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(ContactOptedOut, (), (contact, channel, language, evidence, at))

struct ContactOptedIn {
    static constexpr std::string_view eventType = "contact.opted_in";
    Token<PhoneNumber> contact;
    Channel channel = Channel::sms;
    Language language = Language::unknown;
    std::string evidence;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(ContactOptedIn, (), (contact, channel, language, evidence, at))

/// We asked the contact something. An empty talk (no choices, no place awaited) ends it.
struct ContactAsked {
    static constexpr std::string_view eventType = "contact.asked";
    ContactTalk talk;
};
BOOST_DESCRIBE_STRUCT(ContactAsked, (), (talk))

struct PartnerKeyAdded {
    static constexpr std::string_view eventType = "partner.key_added";
    std::string partner;
    std::string keyId;  ///< first 16 digits of its hash
};
BOOST_DESCRIBE_STRUCT(PartnerKeyAdded, (), (partner, keyId))

}  // namespace ok::reports
