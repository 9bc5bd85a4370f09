// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/incidents/incidents_commands.h"

#include <algorithm>
#include <memory>

#include "shared/incidents/boundary.h"
#include "shared/incidents/closing.h"
#include "server/incidents/incident_capture.h"
#include "server/incidents/incident_scopes.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/incidents/reshape.h"

namespace ok::incidents {
namespace {

constexpr std::size_t longestText = 500;
constexpr std::size_t longestKey = 40;
/// A creation is no change of two incidents, so it has no document of its own: the mark and the incident's id name it.
constexpr std::string_view createdMark = "created:";

Status checkText(const std::string& field, const std::string& text, std::size_t longest) {
    if (text.size() <= longest) return {};
    Problem tooLong = problem("invalid_fields", "`" + field + "` is too long");
    tooLong.fields.push_back({field, "too_long", "at most " + std::to_string(longest) + " bytes"});
    return tooLong;
}

IncidentBook& bookOf(CommandContext& cx) { return cx.state<IncidentsState>().book(cx); }

Result<const Incident*> openIncident(const IncidentBook& book, IncidentId id) {
    const Incident* incident = book.find(id);
    if (incident == nullptr) return problem("incident_not_found", "there is no incident `" + id.str() + "`");
    if (isOpen(incident->status)) return incident;
    std::map<std::string, std::string> details{{"number", incident->number}};
    if (incident->mergedInto) details["merged_into"] = incident->mergedInto->str();
    return problem("incident_over", "incident `" + incident->number + "` is not open", std::move(details));
}

Status finish(CommandContext& cx, IncidentBook& book, const Decision& decision, const std::string& justification = {},
              const std::string& change = {}) {
    carryOut(cx, book, decision, justification);
    const Incident* incident = book.find(decision.incident);
    cx.reply(IncidentReply{decision.incident, incident == nullptr ? std::string() : incident->number, change, decision.reasons});
    return {};
}

/// One event on an open incident.
template <class Event>
Status setOn(CommandContext& cx, IncidentId id, Event event, const std::string& justification = {}) {
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Incident* incident, openIncident(book, id));
    event.incident = incident->id;
    return finish(cx, book, Decision{{std::move(event)}, {}, id}, justification);
}

Status create(const Right&, CommandContext& cx, const CreateIncident& c) {
    OK_TRY(checkText("place", c.place, longestText));
    OK_TRY(checkText("cause_text", c.causeText, longestText));
    OK_TRY(checkText("cause_key", c.causeKey, longestKey));
    Polygon boundary = c.boundary;
    if (boundary.rings.empty() && c.centre && isValid(*c.centre)) {
        boundary = hullAround(std::array{*c.centre}, std::clamp(c.radiusMetres, 20.0, 50'000.0));
    }
    OK_TRY(checkBoundary(boundary));

    IncidentBook& book = bookOf(cx);
    Decision decision{{}, {"created_by_person"}, cx.newId<IncidentId>()};
    decision.events.push_back(IncidentOpened{decision.incident, book.nextNumber(cx.now()), c.service, Origin::console,
                                             IncidentStatus::confirmed, c.place, c.startedAt.value_or(cx.now()),
                                             extentOf(boundary, book.accounts()), {"created_by_person"}});
    decision.events.push_back(BoundaryChanged{decision.incident, extentOf(boundary, book.accounts()), true, "drawn"});
    if (!c.causeKey.empty() || !c.causeText.empty()) {
        decision.events.push_back(CauseSet{decision.incident, {c.causeKey, c.causeText, Source::console}});
    }
    for (const ReportId report : book.pendingWithin(boundary, {}, 0, c.service)) {
        const Witness& w = *book.evidence(report);
        decision.events.push_back(ReportAttached{{.report = report, .incident = decision.incident, .account = w.account,
                                                  .position = w.position, .saidAt = w.saidAt, .reason = "inside_boundary"}});
    }
    return finish(cx, book, decision, {}, std::string(createdMark) + decision.incident.str());
}

Status merge(const Right&, CommandContext& cx, const MergeIncidents& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    IncidentBook& book = bookOf(cx);
    const std::string change = formatUuid(cx.newUuid());
    OK_ASSIGN(const Decision decision, mergeIncidents(book, c.into, c.absorbed, "merged_by_person", change));
    return finish(cx, book, decision, c.reason, change);
}

Status split(const Right&, CommandContext& cx, const SplitIncident& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    if (c.area) OK_TRY(checkBoundary(*c.area));
    IncidentBook& book = bookOf(cx);
    SplitWish wish{c.incident, c.reports, "split_by_person", formatUuid(cx.newUuid())};
    for (const ReportId report : book.reportsOf(c.incident)) {
        const IncidentReport* link = book.linkOf(report);
        if (c.area && link->position && contains(*c.area, *link->position)) wish.reports.push_back(report);
    }
    OK_ASSIGN(const Decision decision, splitIncident(book, wish, cx.now(), [&cx] { return cx.newId<IncidentId>(); }));
    return finish(cx, book, decision, c.reason, wish.change);
}

Status move(const Right&, CommandContext& cx, const MoveReport& c) {
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Decision decision, moveReport(book, c.report, c.to));
    return finish(cx, book, decision);
}

Status draw(const Right&, CommandContext& cx, const DrawBoundary& c) {
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Decision decision, drawBoundary(book, c.incident, c.boundary));
    return finish(cx, book, decision);
}

Status undo(const Right&, CommandContext& cx, const UndoIncidentChange& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    if (c.change.starts_with(createdMark)) {
        const auto created = IncidentId::parse(c.change.substr(createdMark.size()));
        if (!created) return problem("change_not_found", "there is no such creation to take back");
        IncidentBook& book = bookOf(cx);
        OK_ASSIGN(const Decision decision, withdrawIncident(book, *created, "withdrawn_by_person"));
        return finish(cx, book, decision, c.reason);
    }
    const auto change = cx.views().find<IncidentChange>(c.change);
    if (!change) return problem("change_not_found", "there is no change `" + c.change.substr(0, longestKey) + "` to take back");
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Decision decision, undoChange(book, *change, "undone_by_person"));
    return finish(cx, book, decision, c.reason);
}

Status setStatus(const Right&, CommandContext& cx, const SetIncidentStatus& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    const bool allowed = c.status == IncidentStatus::confirmed || c.status == IncidentStatus::assigned ||
                         c.status == IncidentStatus::restoring || c.status == IncidentStatus::cancelled;
    if (!allowed) return problem("bad_status", "confirmed, assigned, restoring or cancelled can be set; the rest follows evidence");
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Incident* incident, openIncident(book, c.incident));
    if (incident->status == c.status) return problem("already_there", "`" + incident->number + "` has this status already");
    // Backwards (a crew called off, a repair given up) is news for customers: it needs a reason in words.
    if (c.status < incident->status && c.reason.empty()) {
        return problem("reason_missing", "`" + incident->number + "` goes back to an earlier step: say why");
    }
    return setOn(cx, c.incident, StatusChanged{{}, c.status, "set_by_person"}, c.reason);
}

Status setCause(const Right&, CommandContext& cx, const SetCause& c) {
    OK_TRY(checkText("key", c.key, longestKey));
    OK_TRY(checkText("text", c.text, longestText));
    return setOn(cx, c.incident, CauseSet{{}, {c.key, c.text, Source::console}});
}

Status setCrewNote(const Right&, CommandContext& cx, const SetCrewNote& c) {
    OK_TRY(checkText("key", c.key, longestKey));
    OK_TRY(checkText("text", c.text, longestText));
    return setOn(cx, c.incident, CrewNoteSet{{}, {c.key, c.text, Source::console}});
}

Status setEtr(const Right&, CommandContext& cx, const SetEtr& c) {
    OK_TRY(checkText("basis", c.basis, longestKey));
    Problem wrong = problem("invalid_fields", "the estimate does not hold together");
    const auto refuse = [&wrong](std::string field, std::string code, std::string message) {
        wrong.fields.push_back({std::move(field), std::move(code), std::move(message)});
    };
    if (c.latest && *c.latest <= cx.now()) refuse("latest", "in_the_past", "service cannot be promised for the past");
    if (c.latest && *c.latest > cx.now() + hours(24 * 60)) refuse("latest", "too_far", "at most 60 days ahead");
    if (c.earliest && (!c.latest || *c.earliest > *c.latest)) refuse("earliest", "after_latest", "earliest must not be after latest");
    if (c.confidencePercent < 0 || c.confidencePercent > 100) refuse("confidence_percent", "out_of_range", "0 to 100");
    if (c.nextUpdateBy && *c.nextUpdateBy <= cx.now()) refuse("next_update_by", "in_the_past", "the next update lies ahead");
    if (!c.latest && !c.nextUpdateBy) refuse("latest", "missing", "an estimate, or when the next update comes");
    if (!wrong.fields.empty()) return wrong;
    return setOn(cx, c.incident, EtrSet{{}, {.earliest = c.earliest, .latest = c.latest, .confidencePercent = c.latest ? c.confidencePercent : 0,
                                             .source = Source::console, .basis = c.basis, .nextUpdateBy = c.nextUpdateBy}});
}

Status confirmRestoration(const Right&, CommandContext& cx, const ConfirmRestoration& c) {
    OK_TRY(checkText("note", c.note, longestText));
    if (c.kind == EvidenceKind::still_out || c.count < 1 || c.count > 1'000'000) {
        return problem("bad_evidence", "evidence of restoration is a crew, meters or customers, one or more");
    }
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Incident* incident, openIncident(book, c.incident));
    return finish(cx, book, hearEvidence(book, *incident, {c.kind, c.count, {}, {}, c.note}, cx.now()));
}

Status close(const Right&, CommandContext& cx, const CloseIncident& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Decision decision, closeIncident(book, c.incident, c.reason));
    return finish(cx, book, decision, c.reason);
}

Status reopen(const Right&, CommandContext& cx, const ReopenIncident& c) {
    OK_TRY(checkText("reason", c.reason, longestText));
    IncidentBook& book = bookOf(cx);
    OK_ASSIGN(const Decision decision, reopenIncident(book, c.incident, "reopened_by_person"));
    return finish(cx, book, decision, c.reason);
}

Status closeRestored(const Right&, CommandContext& cx, const CloseRestored& c) {
    IncidentBook& book = bookOf(cx);
    const Incident* incident = book.find(c.incident);
    const bool still = incident != nullptr && incident->status == IncidentStatus::restored && incident->restoredAt == c.restoredAt;
    if (!still) return {};  // reopened, closed or restored anew since the timer was set
    return finish(cx, book, Decision{{IncidentClosed{c.incident, "restored_and_quiet", false}}, {}, c.incident});
}

}  // namespace

void addHandlers(Gate& gate, IncidentsPorts ports) {
    const auto kept = std::make_shared<const IncidentsPorts>(std::move(ports));
    gate.addState<IncidentsState>([kept](TenantId tenant, Store&, Views& views) {
        return std::make_unique<IncidentsState>(*kept, tenant, views);
    });
    addScopeFacts(gate);
    addCaptures(gate, kept);
    gate.handle<CreateIncident>(create);
    gate.handle<MergeIncidents>(merge);
    gate.handle<SplitIncident>(split);
    gate.handle<MoveReport>(move);
    gate.handle<DrawBoundary>(draw);
    gate.handle<UndoIncidentChange>(undo);
    gate.handle<SetIncidentStatus>(setStatus);
    gate.handle<SetCause>(setCause);
    gate.handle<SetCrewNote>(setCrewNote);
    gate.handle<SetEtr>(setEtr);
    gate.handle<ConfirmRestoration>(confirmRestoration);
    gate.handle<CloseIncident>(close);
    gate.handle<ReopenIncident>(reopen);
    gate.handle<CloseRestored>(closeRestored);
}

}  // namespace ok::incidents
