// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MainWindow: map in the middle, list and detail at the sides, trays below, everything dockable. Puts panels and actions
// together and remembers the layout; decides nothing about incidents.
#pragma once
#include <QMainWindow>

#include "app/desk/desk_context.h"

class QDockWidget;
class QLabel;
class QMenuBar;
class QSettings;

namespace ok::app {

class AlarmBanner;
class ApprovalsPanel;
class DeskActions;
class DrillBanner;
class DrillFrame;
class HeadLine;
class IncidentDetailPanel;
class IncidentListPanel;
class MapPanel;
class PagesWindow;
class TrayPanel;

enum class LinkState { Offline, Connecting, Online, Alarm };

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    MainWindow(const DeskContext& desk, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    void setLink(LinkState state, const QString& detail);
    void setUser(const QString& name);
    void select(const QString& incident, bool showOnMap = true);
    void tell(const QString& sentence, bool bad);
    [[nodiscard]] MapPanel* map() const { return m_map; }
    [[nodiscard]] DeskActions* actionsOfDesk() const { return m_actions; }
    /// Every action with a name, for the palette and the tests.
    [[nodiscard]] QList<QAction*> namedActions() const;
    void resetLayout();
    /// What waits most urgently, in a window with room for two sides.
    void openReview();
    void toggleReviewWindow();
    [[nodiscard]] ApprovalsPanel* approvals() const { return m_approvals; }
    void raiseDock(const QString& objectName);
    /// A page of the windows beside the desk (the log, the settings); made when first wanted.
    void openPage(const QString& name, const QVariant& what = {});
    /// The search of the log a person left behind last time; shown when the page is opened.
    void setLastSearch(const QString& address) { m_lastSearch = address; }
    [[nodiscard]] PagesWindow* logWindow();
    [[nodiscard]] PagesWindow* oncallWindow();
    [[nodiscard]] PagesWindow* settingsWindow();

  signals:
    void signOutRequested();
    void alarmAcknowledged(const QString& note, bool afresh);
    void searched(const QString& address);  ///< names people and incidents: not for a file in plain

  protected:
    void closeEvent(QCloseEvent* event) override;

  private:
    void buildDocks();
    void buildTop();
    void buildMenus();
    void buildStatus();
    void buildLogMenu();
    void buildOncallMenu();
    void buildSettingsMenu();
    QAction* pageAction(QMenu* menu, const QString& text, const char* page, const char* needs, const QKeySequence& keys = {});
    void acknowledgeAlarm();
    void connectPanels();
    void refreshDrill();
    void refreshStatus();
    void refreshTabs();
    QDockWidget* dock(const QString& name, const QString& title, QWidget* content);
    QAction* command(QMenu* menu, const QString& text, const QKeySequence& keys, std::function<void()> run);
    DeskContext m_desk;
    QSettings& m_settings;
    MapPanel* m_map;
    DeskActions* m_actions;
    IncidentListPanel* m_list;
    IncidentDetailPanel* m_detail;
    TrayPanel* m_tray;
    ApprovalsPanel* m_approvals;
    HeadLine* m_head = nullptr;
    DrillBanner* m_banner = nullptr;
    AlarmBanner* m_alarm = nullptr;
    PagesWindow *m_logWindow = nullptr, *m_oncallWindow = nullptr, *m_settingsWindow = nullptr;
    DrillFrame* m_frame = nullptr;
    QMenuBar* m_menus = nullptr;
    QDockWidget *m_listDock, *m_detailDock, *m_trayDock, *m_approvalsDock, *m_messagesDock, *m_proofDock;
    QLabel *m_link = nullptr, *m_proof = nullptr, *m_user = nullptr, *m_said = nullptr;
    LinkState m_linkState = LinkState::Offline;
    QString m_linkDetail, m_lastSearch;
};

}  // namespace ok::app
