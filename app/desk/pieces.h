// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The small parts that many panels and dialogs are put together from, so that they look and speak alike.
#pragma once
#include <QDateTimeEdit>
#include <QFrame>
#include <QLabel>
#include <QTimeZone>
#include <optional>

#include "app/style/theme.h"
#include "shared/base/instant.h"

class QDialogButtonBox;
class QPlainTextEdit;
class QPushButton;

namespace ok::app {

/// `role` as the style sheet knows it: title, figure, section, muted, error, text.
[[nodiscard]] QLabel* label(QWidget* parent, const char* role, const QString& text = {});
[[nodiscard]] QWidget* rule(QWidget* parent);
/// The one that Enter presses and the eye finds first; also for buttons of a QDialogButtonBox, which are styled already.
void makePrimary(QPushButton* button);
[[nodiscard]] QPushButton* button(QWidget* parent, const QString& text, bool primary = false);

/// How a figure or a cell stands: colour is never the only sign, the text says it too.
enum class Tone { Plain, Muted, Good, Info, Warning, Critical };
[[nodiscard]] QColor toneColour(Tone tone, const Tokens& tokens);

/// One figure with its name above and what it means below.
class Tile : public QFrame {
    Q_OBJECT
  public:
    Tile(const Theme& theme, const QString& name, QWidget* parent = nullptr);
    void set(const QString& figure, const QString& detail, Tone tone = Tone::Plain);
    [[nodiscard]] QString figure() const { return m_figure->text(); }
    [[nodiscard]] QString detail() const { return m_detail->text(); }

  private:
    void paintFigure();
    const Theme& m_theme;
    QLabel *m_name, *m_figure, *m_detail;
    Tone m_tone = Tone::Plain;
};

/// An editor of wall-clock time in a zone. Qt 6.4's knows none: it shows the zone's wall clock as if it were UTC, and
/// instantOf() reads it back.
[[nodiscard]] QDateTimeEdit* wallClockEdit(QWidget* parent, const QTimeZone& zone, Instant at, const QString& name);
[[nodiscard]] Instant instantOf(const QDateTimeEdit* edit, const QTimeZone& zone);

/// Asks for a text of at least `least` characters that will stay in the log. Empty: the person thought better of it.
struct ReasonQuestion {
    QString title, question, accept;
    int least = 10;
    bool dangerous = false;
};
[[nodiscard]] std::optional<QString> askReason(QWidget* parent, const ReasonQuestion& asked);

}  // namespace ok::app
