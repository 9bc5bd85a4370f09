// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What people and machines may ask of reports. Commands that carry personal text are never frozen, so it is not logged.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/reports/reply.h"
#include "shared/reports/report.h"

namespace ok::reports {

/// An operator places a report from the tray: at an account, or at a point on the map.
struct PlaceReport {
    static constexpr CommandCard card{.name = "reports.place", .action = "reports.place"};
    ReportId report;
    AccountId account;                ///< or
    std::optional<LonLat> position;
};
BOOST_DESCRIBE_STRUCT(PlaceReport, (), (report, account, position))

struct DiscardReport {
    static constexpr CommandCard card{.name = "reports.discard", .action = "reports.discard"};
    ReportId report;
    std::string reason;               ///< `spam`, `test`, `duplicate`, `other_utility`, or words
};
BOOST_DESCRIBE_STRUCT(DiscardReport, (), (report, reason))

/// What the customer wrote, in their words, with the number to call back: opened from the vault for one person, who did it
/// stands in the log. The same command id again answers nothing.
struct RevealReport {
    static constexpr CommandCard card{.name = "reports.reveal", .action = "reports.reveal", .privateReply = true,
                                      .refusalIsEvidence = true};
    ReportId report;
};
BOOST_DESCRIBE_STRUCT(RevealReport, (), (report))

/// Empty fields: the customer gave none, or it was erased (`erased`).
struct RevealReply {
    std::string text;
    std::string from;
    std::string address;
    bool erased = false;
};
BOOST_DESCRIBE_STRUCT(RevealReply, (), (text, from, address, erased))

/// A text message as the provider posted it.
struct ReceiveText {
    static constexpr CommandCard card{.name = "reports.receive_text", .action = "reports.receive", .purpose = "intake"};
    std::string messageId;
    PhoneNumber from;                 ///< E.164
    FreeText body;
};
BOOST_DESCRIBE_STRUCT(ReceiveText, (), (messageId, from, body))

/// A report that is already in fields: web form, partner, console, a call.
struct ReceiveReport {
    static constexpr CommandCard card{.name = "reports.receive", .action = "reports.receive", .purpose = "intake"};
    Channel channel = Channel::web;
    std::string messageId;            ///< of the channel: form token, idempotency key, call
    PhoneNumber from;
    std::string accountNumber;
    StreetAddress address;
    std::optional<ReportPlace> device;
    Service service = Service::electric;
    std::vector<Symptom> symptoms = {Symptom::out};
    FreeText text;
    Language language = Language::unknown;
    bool wantsUpdates = false;        ///< opts the number in
};
BOOST_DESCRIBE_STRUCT(ReceiveReport, (), (channel, messageId, from, accountNumber, address, device, service, symptoms,
                                          text, language, wantsUpdates))

/// What intake answers: to a text, a form, a partner.
struct IntakeReply {
    std::optional<Reply> reply;       ///< none: say nothing
    Language language = Language::unknown;
    ReportId report;                  ///< unknown: nothing was kept
    std::string outcome;              ///< `placed`, `repeated`, `unplaced`, `none`
    std::string reason;
    IncidentId incident;
};
BOOST_DESCRIBE_STRUCT(IntakeReply, (), (reply, language, report, outcome, reason, incident))

/// One request of a call in progress. Replies `CallReply`.
struct TakeCall {
    static constexpr CommandCard card{.name = "reports.take_call", .action = "reports.receive", .purpose = "intake"};
    std::string callId;
    PhoneNumber from;
    std::string state;                ///< query string of voice_flow.h
    std::string digits;
    FreeText speech;
    std::string actionUrl;
};
BOOST_DESCRIBE_STRUCT(TakeCall, (), (callId, from, state, digits, speech, actionUrl))

struct CallReply {
    std::string twiml;
};
BOOST_DESCRIBE_STRUCT(CallReply, (), (twiml))

/// Lines of a feed's change log (NDJSON). Every line is taken or named; the command itself is refused only for an
/// unknown adapter.
struct IngestFeed {
    static constexpr CommandCard card{.name = "feeds.ingest", .action = "feeds.ingest", .purpose = "intake"};
    std::string adapter;
    std::string lines;
};
BOOST_DESCRIBE_STRUCT(IngestFeed, (), (adapter, lines))

struct FeedReply {
    int records = 0;
    int snapshots = 0;
    int refused = 0;                          ///< lines that could not be read at all
    std::map<std::string, int> problems;      ///< by code, lines refused and fields left out
    std::vector<std::string> firstProblems;   ///< `line 3: bad_json`, at most 20
    int listed = 0;
    std::int64_t customers = 0;
    bool suspect = false;
};
BOOST_DESCRIBE_STRUCT(FeedReply, (), (records, snapshots, refused, problems, firstProblems, listed, customers, suspect))

/// A partner or feed may call with the key whose SHA-256 this is; the key itself is shown once, where it was made.
struct AddPartnerKey {
    static constexpr CommandCard card{.name = "reports.add_partner_key", .action = "settings.partner_key",
                                      .purpose = "administration",
                                      .refusalIsEvidence = true};
    std::string partner;
    Digest keyHash;
};
BOOST_DESCRIBE_STRUCT(AddPartnerKey, (), (partner, keyHash))

}  // namespace ok::reports
