// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/reports/report_intake.h"

#include <algorithm>

#include "server/metrics/metrics.h"
#include "shared/access/tenant_profile.h"

namespace ok::reports {
namespace {

void count(Channel channel, const std::string& outcome) {
    metrics::counter("ok_reports_total", "reports taken in, by channel and outcome",
                     {{"channel", enumName(channel)}, {"outcome", outcome}})
        .add();
}

bool has(const std::vector<Symptom>& symptoms, Symptom wanted) {
    return std::find(symptoms.begin(), symptoms.end(), wanted) != symptoms.end();
}

}  // namespace

Utility Intake::utility() {
    const auto profile = m_cx.views().find<TenantProfile>("profile");
    if (!profile) return {.name = "Your utility", .phone = {}, .timeZone = "UTC"};
    return {.name = profile->name, .phone = profile->phoneShown, .timeZone = profile->timeZone};
}

std::vector<AccountFact> Intake::accountsOf(const Token<PhoneNumber>& contact) {
    if (!contact.known() || !m_ports.accountsOf) return {};
    auto accounts = m_ports.accountsOf(m_cx, contact);
    if (accounts.size() > maxChoices) accounts.resize(maxChoices);
    return accounts;
}

PlaceFacts Intake::lookUp(const PlaceAsked& asked) {
    PlaceFacts facts{.numberGiven = !asked.accountNumber.empty(), .addressGiven = !asked.address.empty(), .device = asked.device};
    if (asked.useContact) facts.byContact = accountsOf(asked.contact);
    if (asked.chosen.known() && m_ports.account) facts.chosen = m_ports.account(m_cx, asked.chosen);
    if (facts.numberGiven && m_ports.accountByNumber) facts.byNumber = m_ports.accountByNumber(m_cx, asked.accountNumber);
    if (facts.addressGiven && m_ports.geocode) facts.byAddress = m_ports.geocode(m_cx, asked.address);
    return facts;
}

std::optional<IncidentFact> Intake::incidentAt(const PlaceResolution& place, Service service) {
    if (!m_ports.incidentFor || !place.placed()) return std::nullopt;
    return m_ports.incidentFor(m_cx, place.account, place.place ? std::optional(place.place->position) : std::nullopt, service);
}

std::optional<ReportId> Intake::repeats(const Report& draft, const PlaceResolution& place) {
    // "Still out" and "it is back" are news about an incident each time; only the bare "it is out" repeats.
    if (!saysOut(draft.symptoms) || has(draft.symptoms, Symptom::still_out) || has(draft.symptoms, Symptom::restored)) return {};
    const bool byAccount = place.account.known();
    if (!byAccount && !draft.from.known()) return {};
    const auto held = byAccount ? m_cx.views().byKey<Report>("account", place.account.str())
                                : m_cx.views().byKey<Report>("from", draft.from.token);
    std::vector<EarlierReport> earlier;
    for (const auto& report : held) {
        if (report.state != ReportState::placed || report.drill != draft.drill) continue;
        EarlierReport one{.report = report.id, .receivedAt = report.receivedAt, .service = report.service,
                          .out = saysOut(report.symptoms)};
        if (report.place) one.position = report.place->position;
        if (m_ports.joined) {
            const auto joined = m_ports.joined(m_cx, report.id);
            one.incident = joined.incident;
            one.incidentOpen = joined.live;
        }
        earlier.push_back(one);
    }
    return repeatedReport(earlier, draft.service, byAccount,
                          place.place ? std::optional(place.place->position) : std::nullopt, m_cx.now());
}

Kept Intake::keep(Report draft, const PlaceResolution& place, const std::string& unplacedReason) {
    draft.receivedAt = m_cx.now();
    draft.lastSaid = draft.receivedAt;
    draft.drill = m_cx.drill();
    if (unplacedReason.empty()) {
        if (const auto first = repeats(draft, place)) {
            m_cx.emit(ReportRepeated{*first, draft.channel, draft.providerMessageId, draft.symptoms, draft.receivedAt,
                                     draft.text, place.account.known() ? "account" : "contact_and_place", draft.from,
                                     draft.address},
                      {.subjects = {first->str()}});
            count(draft.channel, "repeated");
            Kept kept{.report = *first, .outcome = "repeated", .reason = "already_counted", .incident = {}};
            if (m_ports.joined) kept.incident = m_ports.joined(m_cx, *first).incident;
            return kept;
        }
    }
    draft.id = m_cx.newId<ReportId>();
    draft.account = place.account;
    draft.place = place.place;
    draft.state = unplacedReason.empty() ? ReportState::placed : ReportState::unplaced;
    draft.reason = unplacedReason;
    std::vector<std::string> subjects = {draft.id.str()};
    if (draft.account.known()) subjects.push_back(draft.account.str());
    m_cx.emit(ReportReceived{draft}, {.subjects = subjects});
    if (!unplacedReason.empty()) {
        m_cx.emit(ReportUnplaced{draft.id, unplacedReason}, {.subjects = {draft.id.str()}});
        count(draft.channel, "unplaced");
        return {draft.id, "unplaced", unplacedReason, {}};
    }
    count(draft.channel, "placed");
    Kept kept{draft.id, "placed", place.reason, {}};
    if (m_ports.join) kept.incident = m_ports.join(m_cx, draft);
    return kept;
}

bool Intake::settle(ReportId id, AccountId account, const ReportPlace& place, const std::string& by) {
    const auto held = m_cx.views().find<Report>(id.str());
    if (!held || held->state != ReportState::unplaced) return false;
    std::vector<std::string> subjects = {id.str()};
    if (account.known()) subjects.push_back(account.str());
    m_cx.emit(ReportPlaced{id, account, place, by}, {.subjects = subjects});
    if (const auto placed = m_cx.views().find<Report>(id.str()); placed && m_ports.join) m_ports.join(m_cx, Report(*placed));
    return true;
}

void Intake::consent(const Token<PhoneNumber>& contact, ConsentChange change, Channel channel, Language language,
                     const std::string& evidence) {
    if (change == ConsentChange::none || !contact.known()) return;
    if (change == ConsentChange::optOut) {
        m_cx.emit(ContactOptedOut{contact, channel, language, evidence, m_cx.now()}, {.subjects = {contact.token}});
    } else {
        m_cx.emit(ContactOptedIn{contact, channel, language, evidence, m_cx.now()}, {.subjects = {contact.token}});
    }
}

}  // namespace ok::reports
