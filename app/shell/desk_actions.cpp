// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/desk_actions.h"

#include <QInputDialog>
#include <QJsonArray>
#include <QMessageBox>

#include "app/comms/draft_dialog.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/incidents/eta_dialog.h"
#include "app/incidents/split_dialog.h"
#include "app/map/map_panel.h"
#include "app/shell/desk_commands.h"
#include "shared/approvals/request.h"

namespace ok::app {
namespace {

constexpr std::size_t kMostUndoSteps = 50;
constexpr int shortestReason = static_cast<int>(approvals::shortestRejection);

}  // namespace

void UndoSteps::push(Step step) {
    m_steps.push_back(std::move(step));
    if (m_steps.size() > kMostUndoSteps) m_steps.pop_front();
}

void UndoSteps::pop() {
    if (!m_steps.empty()) m_steps.pop_back();
}

DeskActions::DeskActions(const DeskContext& desk, MapPanel& map, QWidget* window)
    : QObject(window), m_desk(desk), m_map(map), m_window(window) {
    create = make(tr("&New incident\u2026"), QKeySequence(Qt::CTRL | Qt::Key_N), &DeskActions::createIncident);
    eta = make(tr("Set &ETA\u2026"), QKeySequence(Qt::CTRL | Qt::Key_E), &DeskActions::setEta);
    cause = make(tr("Set &cause\u2026"), QKeySequence(Qt::CTRL | Qt::Key_U), &DeskActions::setCause);
    crewNote = make(tr("Crew no&te\u2026"), QKeySequence(Qt::CTRL | Qt::Key_R), &DeskActions::setCrewNote);
    draft = make(tr("&Draft update\u2026"), QKeySequence(Qt::CTRL | Qt::Key_D), &DeskActions::draftUpdate);
    merge = make(tr("&Merge"), QKeySequence(Qt::CTRL | Qt::Key_M), &DeskActions::mergeIncidents);
    split = make(tr("&Split\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), &DeskActions::splitIncident);
    restored = make(tr("Restore&d\u2026"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R), &DeskActions::markRestored);
    placeReport = make(tr("&Place on map"), QKeySequence(Qt::CTRL | Qt::Key_P), &DeskActions::placeOnMap);
    reveal = make(tr("Show what they &wrote"), QKeySequence(Qt::CTRL | Qt::Key_I), &DeskActions::revealWords);
    reveal->setToolTip(tr("Opens the customer's words and number for you; the log records that you read them"));
    undo = make(tr("&Undo"), QKeySequence::Undo, &DeskActions::undoLast);
    merge->setToolTip(tr("Merges the selected incidents into the first one; select two or more"));
    connect(&m_map, &MapPanel::placePicked, this, [this](LonLat at) {
        if (const auto then = std::exchange(m_onPlace, nullptr)) then(at);
    });
    connect(&m_map, &MapPanel::pickCancelled, this, [this] { m_onPlace = nullptr; });
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || !change.incidents.isEmpty() || !change.reports.isEmpty()) refresh();
        // Not from inside the store's own signal: a dialog would hold up everybody else who listens.
        if (change.broadcasts.contains(m_draftWanted))
            QMetaObject::invokeMethod(this, [this] { openDraft(m_draftWanted); }, Qt::QueuedConnection);
    });
    connect(&m_desk.permits, &Permits::changed, this, &DeskActions::refresh);
    refresh();
}

QAction* DeskActions::make(const QString& text, const QKeySequence& keys, void (DeskActions::*run)()) {
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, run);
    return action;
}

QList<QAction*> DeskActions::all() const {
    return {create, eta, cause, crewNote, draft, merge, split, restored, placeReport, reveal, undo};
}

const IncidentDoc* DeskActions::current() const { return m_desk.store.incident(m_selection.value(0)); }

void DeskActions::setSelection(const QStringList& incidents) {
    m_selection = incidents;
    refresh();
}

void DeskActions::setTrayReport(const QString& report) {
    m_report = report;
    refresh();
}

void DeskActions::refresh() {
    const auto& may = m_desk.permits;
    const auto* doc = current();
    const QString none = doc ? QString() : tr("Select an incident first.");
    const QString over = doc && !isLive(*doc) ? tr("This incident is over.") : none;
    may.show(create, QStringLiteral("incidents.create"));
    may.show(eta, QStringLiteral("incidents.set_etr"), over);
    may.show(cause, QStringLiteral("incidents.set_cause"), over);
    may.show(crewNote, QStringLiteral("incidents.crew_note"), over);
    may.show(restored, QStringLiteral("incidents.restoration"), over);
    may.show(draft, QStringLiteral("comms.draft"), doc && doc->attention == Attention::Closed ? tr("This incident is over.") : none);
    may.show(split, QStringLiteral("incidents.split"), over.isEmpty() && doc->reports < 2 ? tr("It has only one report.") : over);
    may.show(merge, QStringLiteral("incidents.merge"), over.isEmpty() && m_selection.size() < 2 ? tr("Select two or more incidents.") : over);
    const auto* report = m_desk.store.report(m_report);
    const QString noReport = report ? QString() : tr("Select a report in the tray first.");
    may.show(placeReport, QStringLiteral("reports.place"), report && report->placed ? tr("This report is placed already.") : noReport);
    may.show(reveal, QStringLiteral("reports.reveal"), noReport);
    const auto* step = m_undo.last();
    undo->setText(step ? tr("&Undo: %1").arg(step->label) : tr("&Undo"));
    may.show(undo, QStringLiteral("incidents.undo_change"), step ? QString() : tr("There is nothing to undo."));
}

void DeskActions::send(OutgoingCommand outgoing, std::optional<OutgoingCommand> inverse) {
    const QString label = outgoing.label;
    m_desk.commands.send(std::move(outgoing), [this, label, inverse](const CommandReply& reply) {
        using Outcome = CommandReply::Outcome;
        const QString change = reply.body.value(QStringLiteral("change")).toString();
        if (reply.outcome == Outcome::Done && inverse) m_undo.push({*inverse, label});
        else if (reply.outcome == Outcome::Done && !change.isEmpty()) m_undo.push({command::undoChange(change), label});
        emit told(reply.outcome == Outcome::Done && !label.isEmpty() ? tr("%1: done").arg(label) : sentenceFor(reply),
                  reply.outcome == Outcome::Refused);
        refresh();
    });
}

void DeskActions::createIncident() {
    m_onPlace = [this](LonLat at) {
        bool accepted = false;
        const QString name = QInputDialog::getText(m_window, tr("New incident"), tr("Place, as people call it"),
                                                   QLineEdit::Normal, {}, &accepted).trimmed();
        if (accepted) send(command::createIncident(at, name));
    };
    m_map.pickPlace(tr("Click where the incident is, or move the map and press Enter. Esc cancels."));
}

void DeskActions::mergeIncidents() {
    const auto* keep = current();
    if (!keep || m_selection.size() < 2) return;
    const QStringList others = m_selection.mid(1);
    const QString keepId = keep->id;  // the store may change while the question is open
    const auto answer = QMessageBox::question(
        m_window, tr("Merge incidents"),
        tr("Merge %n incident(s) into #%1 %2? Their reports move; you can undo this.", nullptr, static_cast<int>(others.size()))
            .arg(keep->number, incidentTitle(*keep)));
    if (answer != QMessageBox::Yes) return;
    const auto* into = m_desk.store.incident(keepId);
    for (const auto& other : others)
        if (into) send(command::mergeIncident(*into, other));
}

void DeskActions::splitIncident() {
    const auto* doc = current();
    if (!doc) return;
    const IncidentDoc frozen = *doc;
    SplitDialog dialog(m_desk, frozen, m_window);
    if (dialog.exec() == QDialog::Accepted) send(command::splitIncident(frozen, dialog.leaving()));
}

void DeskActions::setEta() {
    const auto* doc = current();
    if (!doc) return;
    const IncidentDoc frozen = *doc;  // the store may change while the dialog is open
    EtaDialog dialog(m_desk, frozen, m_window);
    if (dialog.exec() == QDialog::Accepted) send(command::setEta(frozen, dialog.value()));
}

void DeskActions::setCause() {
    const auto* doc = current();
    if (!doc) return;
    const IncidentDoc frozen = *doc;
    const QStringList causes{tr("Tree on line"), tr("Equipment failure"), tr("Vehicle accident"), tr("Lightning"),
                             tr("High wind"), tr("Flooding"), tr("Animal contact"), tr("Planned work"), tr("Under investigation")};
    bool accepted = false;
    const int known = std::max<int>(0, static_cast<int>(causes.indexOf(frozen.cause)));
    const QString chosen = QInputDialog::getItem(m_window, tr("Cause of #%1").arg(frozen.number), tr("Cause"), causes, known,
                                                 true, &accepted).trimmed();
    if (accepted && !chosen.isEmpty()) send(command::setCause(frozen, chosen), command::setCause(frozen, frozen.cause));
}

void DeskActions::setCrewNote() {
    const auto* doc = current();
    if (!doc) return;
    const IncidentDoc frozen = *doc;
    bool accepted = false;
    const QString note = QInputDialog::getText(m_window, tr("Crew note for #%1").arg(frozen.number), tr("Note"),
                                               QLineEdit::Normal, frozen.crewNote, &accepted).trimmed();
    if (accepted && note != frozen.crewNote) send(command::setCrewNote(frozen, note), command::setCrewNote(frozen, frozen.crewNote));
}

void DeskActions::draftUpdate() {
    const auto* doc = current();
    if (!doc) return;
    // The server drafts, so that every console and the API draft alike; the drafts come with the log.
    m_desk.commands.send(command::draftUpdate(*doc), [this](const CommandReply& reply) {
        if (reply.outcome != CommandReply::Outcome::Done) {
            emit told(sentenceFor(reply), true);
            return;
        }
        m_draftWanted = reply.body.value(QStringLiteral("broadcast")).toString();
        openDraft(m_draftWanted);
    });
}

// By value: the caller's wish is cleared here.
void DeskActions::openDraft(QString broadcast) {
    const auto found = m_desk.store.broadcasts().constFind(broadcast);
    if (broadcast.isEmpty() || found == m_desk.store.broadcasts().constEnd() || found->drafts.empty()) return;
    m_draftWanted.clear();
    const BroadcastDoc frozen = *found;
    const auto* about = m_desk.store.incident(frozen.incident);
    if (!about) return;
    const IncidentDoc incident = *about;
    DraftDialog dialog(m_desk, incident, frozen.drafts, m_window);
    dialog.setCorrection(frozen.correction);
    dialog.lookAhead(command::sendBroadcast(broadcast, frozen.drafts, frozen.correction));
    if (dialog.exec() != QDialog::Accepted) return;
    for (std::size_t at = 0; at < frozen.drafts.size(); ++at)
        if (dialog.drafts()[at] != frozen.drafts[at]) send(command::editDraft(broadcast, dialog.drafts()[at]));
    for (std::size_t at = 0; at < frozen.correction.size(); ++at)
        if (dialog.correction()[at] != frozen.correction[at]) send(command::editCorrection(broadcast, dialog.correction()[at]));
    OutgoingCommand wanted = command::sendBroadcast(broadcast, dialog.drafts(), dialog.correction());
    if (!dialog.channels().isEmpty()) wanted.body.insert(QStringLiteral("channels"), QJsonArray::fromStringList(dialog.channels()));
    if (const Instant at = dialog.publishAt(); at.known()) wanted.body.insert(QStringLiteral("publish_at"), QString::fromStdString(toIso(at)));
    if (!dialog.reason().isEmpty()) wanted.justification.insert(QStringLiteral("rationale"), dialog.reason());
    send(dialog.emergency().isEmpty() ? wanted : command::overrideDraft(wanted, dialog.emergency()));
}

void DeskActions::markRestored() {
    const auto* doc = current();
    if (!doc) return;
    const IncidentDoc frozen = *doc;
    bool accepted = false;
    // Disappearance is not restoration: a person says how they know.
    const QString reason = QInputDialog::getText(m_window, tr("Power is back at #%1").arg(frozen.number),
                                                 tr("How do you know?"), QLineEdit::Normal, {}, &accepted).trimmed();
    if (accepted && !reason.isEmpty()) send(command::markRestored(frozen, reason));
}

void DeskActions::placeOnMap() {
    const QString report = m_report;
    const auto* doc = m_desk.store.report(report);
    if (!doc) return;
    m_onPlace = [this, report](LonLat at) { send(command::placeReport(report, at)); };
    m_map.pickPlace(tr("Where is this? %1").arg(doc->text.left(80)));
}

void DeskActions::revealWords() {
    const QString report = m_report;
    m_desk.commands.send(command::revealReport(report), [this, report](const CommandReply& reply) {
        if (reply.outcome != CommandReply::Outcome::Done) return emit told(sentenceFor(reply), true);
        const auto word = [&reply](const char* name) { return reply.body.value(QLatin1String(name)).toString(); };
        const RevealedWords words{word("text"), word("from"), word("address")};
        const bool nothing = words.text.isEmpty() && words.from.isEmpty() && words.address.isEmpty();
        if (reply.body.value(QLatin1String("erased")).toBool()) emit told(tr("The words were erased at the customer's request."), false);
        else if (nothing) emit told(tr("The customer left no words, only what the list shows."), false);
        emit revealed(report, words);
    });
}

void DeskActions::undoLast() {
    const auto* step = m_undo.last();
    if (!step) return;
    const UndoSteps::Step last = *step;
    m_undo.pop();  // also when it will be refused: trying it again would be refused again
    m_desk.commands.send(last.inverse, [this, label = last.label](const CommandReply& reply) {
        emit told(reply.outcome == CommandReply::Outcome::Done ? tr("Undone: %1").arg(label) : sentenceFor(reply),
                  reply.outcome == CommandReply::Outcome::Refused);
    });
    refresh();
}

void DeskActions::release(const QString& approval, const QString& digest) {
    const auto found = m_desk.store.approvals().constFind(approval);
    if (found != m_desk.store.approvals().constEnd()) send(command::release(*found, digest));
}

void DeskActions::cancel(const QString& approval, const QString& digest) {
    const auto found = m_desk.store.approvals().constFind(approval);
    if (found == m_desk.store.approvals().constEnd()) return;
    const ApprovalDoc frozen = *found;
    if (const auto why = askReason(m_window, {tr("Cancel request"), tr("It will not wait any more, and nothing leaves. Why? Whoever was asked will read this."), tr("Cancel the request"), shortestReason, true}))
        send(command::cancel(frozen, digest, *why));
}

void DeskActions::refuse(const QString& approval) {
    const auto found = m_desk.store.approvals().constFind(approval);
    if (found == m_desk.store.approvals().constEnd()) return;
    const ApprovalDoc frozen = *found;
    if (const auto why = askReason(m_window, {tr("Reject"), tr("Why? The person who asked will read this."), tr("Reject the request"), shortestReason, true}))
        send(command::refuse(frozen, *why));
}

void DeskActions::retract(const QString& broadcast) {
    const auto found = m_desk.store.broadcasts().constFind(broadcast);
    if (found == m_desk.store.broadcasts().constEnd() || !found->retractable) return;
    const QString question = tr("%n message(s) have left. Everybody who got it is sent the correction that was approved with it, at once; the rest is stopped. What was wrong?", nullptr, found->sent);
    if (const auto why = askReason(m_window, {tr("Take back"), question, tr("Send the correction"), 5, true})) send(command::retract(broadcast, *why));
}

void DeskActions::comment(const QString& approval) {
    const auto found = m_desk.store.approvals().constFind(approval);
    if (found == m_desk.store.approvals().constEnd()) return;
    const ApprovalDoc frozen = *found;
    bool accepted = false;
    const QString text = QInputDialog::getMultiLineText(m_window, tr("Comment"), tr("Everybody who reviews this request reads it. It decides nothing."), {}, &accepted).trimmed();
    if (accepted && !text.isEmpty()) send(command::comment(frozen, text));
}

void DeskActions::emergency(const QString& approval) {
    const auto found = m_desk.store.approvals().constFind(approval);
    if (found == m_desk.store.approvals().constEnd()) return;
    const ApprovalDoc frozen = *found;
    if (frozen.overridePending) {
        const auto answer = QMessageBox::warning(m_window, tr("Emergency override"), tr("%1\n\nThis leaves at once, without its approvals. Both names stay in the log, and somebody else looks at it afterwards.").arg(frozen.overrideWhy),
                                                 QMessageBox::Ok | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer == QMessageBox::Ok) send(command::confirmOverride(frozen));
        return;
    }
    bool accepted = false;
    const QString why = QInputDialog::getMultiLineText(m_window, tr("Emergency override"), tr("Why can it not wait? At least 20 characters. A second person has to confirm within three minutes."), {}, &accepted).trimmed();
    if (accepted) send(command::overrideApprovals(frozen, why));
}

}  // namespace ok::app
