// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DeskActions: everything an operator can do to incidents, reports and messages, as QActions with shortcuts, and the
// flows behind them. Owns no state but the selection and the steps that can be undone.
#pragma once
#include <QAction>
#include <QObject>
#include <QStringList>
#include <deque>
#include <optional>

#include "app/desk/desk_context.h"

class QWidget;

namespace ok::app {

class MapPanel;

/// Steps of this console that the server can take back, newest last. The undo itself is a command like any other.
class UndoSteps {
  public:
    struct Step {
        OutgoingCommand inverse;
        QString label;
    };
    void push(Step step);
    [[nodiscard]] const Step* last() const { return m_steps.empty() ? nullptr : &m_steps.back(); }
    void pop();

  private:
    std::deque<Step> m_steps;
};

/// What a report's tokens stand for.
struct RevealedWords {
    QString text, from, address;
};

class DeskActions : public QObject {
    Q_OBJECT
  public:
    DeskActions(const DeskContext& desk, MapPanel& map, QWidget* window);

    QAction *create, *merge, *split, *eta, *cause, *crewNote, *draft, *restored, *placeReport, *reveal, *undo;
    [[nodiscard]] QList<QAction*> all() const;
    /// Those shown as buttons in the incident's detail.
    [[nodiscard]] QList<QAction*> ofIncident() const { return {eta, cause, crewNote, draft, merge, split, restored, undo}; }

    void setSelection(const QStringList& incidents);
    void setTrayReport(const QString& report);
    /// `digest`: of what was looked at; without it, of what the log last said.
    void release(const QString& approval, const QString& digest = {});
    void cancel(const QString& approval, const QString& digest = {});
    void refuse(const QString& approval, const QString& digest = {});
    /// Asks what was wrong; the correction that was approved with it leaves then.
    void retract(const QString& broadcast);
    /// The first word of an emergency override asks why, the second one confirms it.
    void emergency(const QString& approval);

  signals:
    /// A line for the status bar, and whether it is bad news.
    void told(const QString& sentence, bool bad);
    /// A decision about a request is on its way; the server has answered it.
    void deciding(const QString& approval);
    void decided(const QString& approval, bool done, const QString& sentence);
    /// The customer's own words, opened for this operator; they are in no cache.
    void revealed(const QString& report, const ok::app::RevealedWords& words);
    void selectRequested(const QString& incident);

  private:
    QAction* make(const QString& text, const QKeySequence& keys, void (DeskActions::*run)());
    void refresh();
    /// `inverse` takes the step back; without one, the change that the reply names can be undone.
    void send(OutgoingCommand command, std::optional<OutgoingCommand> inverse = {});
    /// A decision: said beside the request, too.
    void decide(const QString& approval, OutgoingCommand command, const QString& done);
    void openDraft(QString broadcast);
    void createIncident();
    void mergeIncidents();
    void splitIncident();
    void setEta();
    void setCause();
    void setCrewNote();
    void draftUpdate();
    void markRestored();
    void placeOnMap();
    void revealWords();
    void undoLast();
    [[nodiscard]] const IncidentDoc* current() const;
    DeskContext m_desk;
    MapPanel& m_map;
    QWidget* m_window;
    QStringList m_selection;
    QString m_report;
    std::function<void(LonLat)> m_onPlace;
    QString m_draftWanted;  // a broadcast that was asked for and has not come with the log yet
    UndoSteps m_undo;
};

}  // namespace ok::app
