// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The decision of intake, the same for a text, a call, the web form and a partner: which account and place are meant,
// is this a new report or one we have, what is kept, what is asked, what is answered. Pure; the server looks facts up
// first and applies the plan afterwards (docs/reports.md).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/reports/reply.h"
#include "shared/reports/report.h"
#include "shared/reports/sms_intent.h"

namespace ok::reports {

/// An account as intake needs it.
struct AccountFact {
    AccountId account;
    std::string label;     ///< "12 Main St": short, for the customer's own eyes
    std::optional<ReportPlace> place;
    Service service = Service::electric;
    std::string timeZone;
    bool operator==(const AccountFact&) const = default;
};

/// What the geocoder made of the address.
struct AddressFact {
    ReportPlace place;
    AccountId account;     ///< the account that stands exactly there, if any
    std::string label;
    bool ambiguous = false;
};

/// An outage that covers the account or place.
struct IncidentFact {
    IncidentId incident;
    bool open = true;
    std::optional<Instant> etr;        ///< as precisely as may be said: the moment, or the end of a range
    std::optional<Instant> etrFrom;    ///< the range's beginning
    bool etrRough = false;             ///< an early guess
    std::string cause;                 ///< key of the cause; free words need a second person's eyes and never get here
    std::string timeZone;
};

/// The places a message may mean, looked up before deciding.
struct PlaceFacts {
    std::vector<AccountFact> byContact;       ///< accounts with this phone number, ordered by number
    std::optional<AccountFact> byNumber;      ///< the account number given, if it exists
    bool numberGiven = false;
    std::optional<AddressFact> byAddress;
    bool addressGiven = false;
    std::optional<AccountFact> chosen;        ///< the answer to "which?"
    std::optional<ReportPlace> device;        ///< a phone's own position, a map pin
};

enum class PlaceOutcome { account, address, device, askWhich, askPlace, unknown };

struct PlaceResolution {
    PlaceOutcome outcome = PlaceOutcome::askPlace;
    AccountId account;
    std::optional<ReportPlace> place;
    std::string label;
    std::string timeZone;
    std::string reason;  ///< `account_chosen`, `account_number`, `contact`, `address`, `device`; or why not: `no_place`, `address_unknown`, `address_ambiguous`, `address_too_coarse`, `account_unknown`, `several_accounts`
    [[nodiscard]] bool placed() const { return place.has_value() || account.known(); }
};

/// In this order: the choice we asked for; the account number; the address; the phone's position; the account of the
/// caller's number. What the message says beats what the number suggests: people report for their parents.
[[nodiscard]] PlaceResolution resolvePlace(const PlaceFacts& facts);

/// A geocode coarser or less sure than this is for a person.
inline constexpr double coarsestMetres = 1000;
inline constexpr double leastConfidence = 0.4;

/// P04, F16.R4: the report that this one repeats, among the account's (or contact's) earlier ones.
struct EarlierReport {
    ReportId report;
    Instant receivedAt;
    Service service = Service::electric;
    bool out = false;                    ///< it says that service is missing
    IncidentId incident;
    bool incidentOpen = false;
    std::optional<LonLat> position;
};
inline constexpr Duration unjoinedLifetime = hours(6);
inline constexpr double samePlaceMetres = 60;
/// By account when `sameAccount`; otherwise the same contact within samePlaceMetres.
[[nodiscard]] std::optional<ReportId> repeatedReport(const std::vector<EarlierReport>& earlier, Service service,
                                                     bool sameAccount, std::optional<LonLat> position, Instant now);

enum class ConsentChange { none, optOut, optIn };

struct IntakePlan {
    ConsentChange consent = ConsentChange::none;
    bool record = false;                ///< keep as a report
    bool answersPending = false;        ///< the message places the pending report instead of being a new one
    std::vector<Symptom> symptoms;
    std::string unplacedReason;         ///< non-empty: into the tray
    bool asksWhich = false;
    bool asksPlace = false;
    bool endsTalk = false;
    bool askStatus = false;             ///< the question asked is for STATUS
    std::string replyKey;               ///< empty: say nothing; completed by `replyFor`
};

/// What to do with a text message. `talk` is the open question, or null; `optedOut` the contact's standing decision.
struct MessageFacts {
    const SmsReading& reading;
    const PlaceResolution& place;
    const ContactTalk* talk = nullptr;
    bool optedOut = false;
};
[[nodiscard]] IntakePlan planMessage(const MessageFacts& facts);

/// The answer to a report or question about a placed account, from what is known there.
struct AnswerFacts {
    std::string utility;
    std::string phone;
    const PlaceResolution& place;
    const std::optional<IncidentFact>& incident;
    bool repeated = false;
    Language language = Language::unknown;
    Instant now;
    std::string timeZone;
};
/// What a report in fields (form, partner) is answered with: danger first, gas before wires; then what it says.
[[nodiscard]] std::string answerKeyOf(const std::vector<Symptom>& symptoms);
[[nodiscard]] Reply replyFor(const std::string& key, const AnswerFacts& facts);

/// "1 12 Main St; 2 40 Oak Ave"
[[nodiscard]] std::string choicesText(const std::vector<AccountFact>& accounts);
inline constexpr std::size_t maxChoices = 9;

}  // namespace ok::reports
