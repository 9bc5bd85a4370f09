// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DraftDialog: the update for customers as drafted from the incident, for three channels in two languages; the operator
// edits and sends. Segments and every problem are shown while typing; what cannot be sent cannot be accepted.
#pragma once
#include <QDialog>
#include <map>
#include <vector>

#include "app/desk/desk_context.h"
#include "shared/comms/draft.h"

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTabBar;

namespace ok::app {

class PreflightView;

class DraftDialog : public QDialog {
    Q_OBJECT
  public:
    DraftDialog(const DeskContext& desk, const IncidentDoc& incident, std::vector<comms::Draft> drafts, QWidget* parent);
    /// All drafts, with the operator's words.
    [[nodiscard]] const std::vector<comms::Draft>& drafts() const { return m_drafts; }
    /// What is sent if the update turns out wrong; edited and released together with it.
    void setCorrection(std::vector<comms::Draft> correction);
    [[nodiscard]] const std::vector<comms::Draft>& correction() const { return m_correction; }
    /// Shows whom sending this would reach, and again whenever a channel is chosen or left out. `send`: the command as it would be
    /// sent; its `channels` are filled in.
    void lookAhead(const OutgoingCommand& send);
    /// Those that are chosen, as the command names them; empty: all.
    [[nodiscard]] QStringList channels() const;
    /// Why it is needed although it passes a threshold; empty where none is.
    [[nodiscard]] QString reason() const;

    /// Why it cannot wait for its approvals, where that is what the operator wants; empty: it waits (F02.R2.A6).
    [[nodiscard]] const QString& emergency() const { return m_emergencyWhy; }

    /// When it shall leave; unknown: as soon as it is released.
    [[nodiscard]] Instant publishAt() const;

  private:
    void build(const IncidentDoc& incident);
    void showDraft();
    void takeEdit();
    void check();
    void breakGlass();
    void showSize();
    void askAhead();
    [[nodiscard]] std::size_t current() const;
    /// Those that are shown.
    [[nodiscard]] const std::vector<comms::Draft>& part() const;
    DeskContext m_desk;
    std::vector<comms::Draft> m_drafts, m_correction;
    QTabBar* m_channel;
    QComboBox *m_part, *m_language;
    QLabel *m_subjectLabel, *m_size, *m_error, *m_preview;
    QLineEdit* m_subject;
    QPlainTextEdit* m_text;
    QPushButton *m_send, *m_emergency;
    QString m_emergencyWhy;
    std::map<comms::Channel, QCheckBox*> m_by;
    QCheckBox* m_later;
    QDateTimeEdit* m_at;
    OutgoingCommand m_wanted;
    PreflightView* m_preflight;
    bool m_showing = false;
};

/// What the words need to know about an incident (app/comms has the only copy of this mapping).
[[nodiscard]] comms::UpdateFacts factsFor(const IncidentDoc& incident, const UtilityDoc& utility);

}  // namespace ok::app
