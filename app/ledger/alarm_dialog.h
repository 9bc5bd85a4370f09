// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the console says when the server's log is not the one it has seen, and the dialog in which an operator takes note
// of it. Until then the console follows nothing; the evidence can be saved for those who must look into it.
#pragma once
#include <QDialog>

#include "app/desk/desk_context.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace ok::app {

/// What does not fit, as a sentence. An unknown code is said with the witness's own words.
[[nodiscard]] QString alarmSentence(const QString& code, const QString& message);
/// The stream as people say it.
[[nodiscard]] QString streamText(const QString& stream);
/// Asks for a file and writes the evidence there. Empty: not saved; the sentence otherwise.
[[nodiscard]] QString saveEvidence(const DeskContext& desk, QWidget* parent);

class AlarmDialog : public QDialog {
    Q_OBJECT
  public:
    AlarmDialog(const DeskContext& desk, QWidget* parent);
    [[nodiscard]] QString note() const;
    /// Forget what was seen, and believe this server's log from now on.
    [[nodiscard]] bool afresh() const;

  private:
    void check();
    DeskContext m_desk;
    QPlainTextEdit* m_note;
    QRadioButton *m_again, *m_afresh;
    QLabel* m_warning;
    QPushButton* m_accept;
};

}  // namespace ok::app
