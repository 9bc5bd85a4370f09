// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The steps that every channel shares inside its command: look the place up, keep or repeat a report, join an incident,
// change consent, ask, answer. Handlers in reports_handlers.cpp put them together.
#pragma once
#include "server/reports/reports_ports.h"
#include "shared/reports/report_events.h"
#include "shared/reports/reports_commands.h"

namespace ok::reports {

struct Utility {
    std::string name;
    std::string phone;
    std::string timeZone;
};

struct PlaceAsked {
    Token<PhoneNumber> contact;
    std::string accountNumber;
    std::string address;
    std::optional<ReportPlace> device;
    AccountId chosen;
    bool useContact = true;  ///< fall back to the accounts of the contact's number
};

/// What became of a message that had something to report.
struct Kept {
    ReportId report;
    std::string outcome;  ///< `placed`, `repeated`, `unplaced`
    std::string reason;
    IncidentId incident;
};

class Intake {
  public:
    Intake(CommandContext& cx, const ReportsPorts& ports) : m_cx(cx), m_ports(ports) {}

    [[nodiscard]] Utility utility();
    [[nodiscard]] PlaceFacts lookUp(const PlaceAsked& asked);
    [[nodiscard]] std::optional<IncidentFact> incidentAt(const PlaceResolution& place, Service service);
    [[nodiscard]] std::vector<AccountFact> accountsOf(const Token<PhoneNumber>& contact);

    /// Keeps `draft` (without id and place) at `place`, or counts it as a repeat (P04).
    Kept keep(Report draft, const PlaceResolution& place, const std::string& unplacedReason);
    /// Places a report that waits in the tray. False when it does not wait there any more.
    bool settle(ReportId report, AccountId account, const ReportPlace& place, const std::string& by);
    void consent(const Token<PhoneNumber>& contact, ConsentChange change, Channel channel, Language language,
                 const std::string& evidence);

  private:
    [[nodiscard]] std::optional<ReportId> repeats(const Report& draft, const PlaceResolution& place);
    CommandContext& m_cx;
    const ReportsPorts& m_ports;
};

}  // namespace ok::reports
