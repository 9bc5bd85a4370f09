// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ScreenshotScript: pictures of the console without a person. Lines of a script, one after the other:
//   wait incidents >= 20        (also: reports, customers, unplaced, approvals, online)
//   select biggest
//   panel approvals             (a dock's name)
//   page integrity              (a page of the log or the settings)
//   shot NAME
//   limit 120                   seconds a wait may take from here; then the picture is taken all the same
// Nothing polls: conditions are looked at when the store or the link changes.
#pragma once
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace ok::app {

class ConsoleSession;

class ScreenshotScript : public QObject {
    Q_OBJECT
  public:
    /// `file` empty: wait for 20 incidents, then one picture of the desk and one of each panel.
    ScreenshotScript(ConsoleSession& session, QString dir, const QString& file);
    void start();

  private:
    void advance();
    bool run(const QString& line);
    [[nodiscard]] bool holds(const QString& condition) const;
    void shot(const QString& name);
    ConsoleSession& m_session;
    QString m_dir;
    QStringList m_lines;
    QTimer m_limit, m_soon;
    int m_seconds = 120;
    bool m_late = false, m_running = false;
};

}  // namespace ok::app
