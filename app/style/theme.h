// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Theme: every colour of the console, named by what it means, in one place. Widgets, delegates and the QML map take
// their colours from here and from nowhere else; tests/app/theme_test.cpp holds each text pair to WCAG AA.
#pragma once
#include <QColor>
#include <QObject>
#include <QPalette>
#include <QString>

class QApplication;

namespace ok::app {

enum class Scheme { Dark, Light };

struct Tokens {
    QColor window, panel, raised, line;          // surfaces, from the back to the front, and the hairline between them
    QColor text, muted;                          // both readable (>= 4.5:1) on all three surfaces
    QColor accent, onAccent;                     // the selected thing, the default button
    QColor critical, onCritical;                 // unhandled: nobody has touched it
    QColor warning, info, good;                  // worked on without ETA; ETA given; restored. Text colours on surfaces.
    QColor drill, onDrill, drillStripe;          // rehearsal marks
    QColor land, water, road, roadMajor, building, boundary, report;  // map
};

[[nodiscard]] Tokens tokensFor(Scheme scheme, bool drill);
/// WCAG 2.1 contrast ratio, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor& a, const QColor& b);

/// The theme in force. Owned by main, lives in the GUI thread; `changed` fires after palette and style sheet are set.
class Theme : public QObject {
    Q_OBJECT
  public:
    explicit Theme(QObject* parent = nullptr);
    [[nodiscard]] const Tokens& tokens() const { return m_tokens; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    [[nodiscard]] bool drill() const { return m_drill; }
    void setScheme(Scheme scheme);
    /// A drill tints every surface, so that no part of the window can be taken for the real thing.
    void setDrill(bool drill);
    /// Sets style, palette, font and style sheet on the application and keeps them current.
    void applyTo(QApplication& application);

  signals:
    void changed();

  private:
    void refresh();
    Scheme m_scheme = Scheme::Dark;
    bool m_drill = false;
    Tokens m_tokens;
    QApplication* m_application = nullptr;
};

[[nodiscard]] QPalette paletteFor(const Tokens& tokens);
[[nodiscard]] QString styleSheetFor(const Tokens& tokens);

}  // namespace ok::app
