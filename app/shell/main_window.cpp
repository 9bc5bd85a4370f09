// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MainWindow: building and arranging; menus are in main_menus.cpp.
#include "app/shell/main_window.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QSettings>
#include <QStatusBar>
#include <QVBoxLayout>

#include "app/approvals/approvals_panel.h"
#include "app/comms/messages_panel.h"
#include "app/desk/words.h"
#include "app/incidents/incident_detail_panel.h"
#include "app/incidents/incident_list_panel.h"
#include "app/ledger/proof_panel.h"
#include "app/map/map_panel.h"
#include "app/reports/tray_panel.h"
#include "app/shell/alarm_banner.h"
#include "app/shell/desk_actions.h"
#include "app/shell/drill_marks.h"
#include "app/shell/head_line.h"

namespace ok::app {
namespace {

constexpr int kLayoutVersion = 1;
const QString kGeometryKey = QStringLiteral("window/geometry");
const QString kLayoutKey = QStringLiteral("window/layout");

}  // namespace

MainWindow::MainWindow(const DeskContext& desk, QSettings& settings, QWidget* parent)
    : QMainWindow(parent), m_desk(desk), m_settings(settings), m_map(new MapPanel(desk, this)),
      m_actions(new DeskActions(desk, *m_map, this)), m_list(new IncidentListPanel(desk, this)),
      m_detail(new IncidentDetailPanel(desk, this)), m_tray(new TrayPanel(desk, m_actions->reveal, m_actions->placeReport, this)),
      m_approvals(new ApprovalsPanel(desk, this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
    setDockNestingEnabled(true);
    setTabPosition(Qt::BottomDockWidgetArea, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCentralWidget(m_map);
    buildDocks();
    buildTop();
    buildMenus();
    buildStatus();
    connectPanels();
    m_detail->setActions(m_actions->ofIncident());
    resize(1500, 940);
    resetLayout();
    restoreGeometry(m_settings.value(kGeometryKey).toByteArray());
    restoreState(m_settings.value(kLayoutKey).toByteArray(), kLayoutVersion);
    refreshDrill();
    refreshStatus();
    refreshTabs();
}

MainWindow::~MainWindow() = default;

QDockWidget* MainWindow::dock(const QString& name, const QString& title, QWidget* content) {
    auto* made = new QDockWidget(title, this);
    made->setObjectName(name);  // saveState() knows docks by it
    made->setAccessibleName(title);
    made->setWidget(content);
    return made;
}

void MainWindow::buildDocks() {
    m_listDock = dock(QStringLiteral("incidents"), tr("Incidents"), m_list);
    m_detailDock = dock(QStringLiteral("detail"), tr("Incident"), m_detail);
    m_trayDock = dock(QStringLiteral("tray"), tr("Unplaced reports"), m_tray);
    m_approvalsDock = dock(QStringLiteral("approvals"), tr("Approvals"), m_approvals);
    auto* messages = new MessagesPanel(m_desk, this);
    m_messagesDock = dock(QStringLiteral("messages"), tr("Messages"), messages);
    auto* proof = new ProofPanel(m_desk, this);
    m_proofDock = dock(QStringLiteral("proof"), tr("Log proof"), proof);
    connect(proof, &ProofPanel::acknowledgeRequested, this, &MainWindow::acknowledgeAlarm);
    connect(messages, &MessagesPanel::retractRequested, this, [this](const QString& id) { m_actions->retract(id); });
    connect(messages, &MessagesPanel::incidentActivated, this, [this](const QString& id) { select(id); });
}

void MainWindow::resetLayout() {
    for (auto* each : {m_listDock, m_detailDock, m_trayDock, m_approvalsDock, m_messagesDock, m_proofDock}) {
        each->setFloating(false);
        removeDockWidget(each);
    }
    addDockWidget(Qt::LeftDockWidgetArea, m_listDock);
    addDockWidget(Qt::RightDockWidgetArea, m_detailDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_trayDock);
    for (auto* each : {m_approvalsDock, m_messagesDock, m_proofDock}) {
        addDockWidget(Qt::BottomDockWidgetArea, each);
        tabifyDockWidget(m_trayDock, each);
    }
    for (auto* each : {m_listDock, m_detailDock, m_trayDock, m_approvalsDock, m_messagesDock, m_proofDock}) each->show();
    m_trayDock->raise();
    resizeDocks({m_listDock, m_detailDock}, {400, 400}, Qt::Horizontal);
    resizeDocks({m_trayDock}, {210}, Qt::Vertical);
}

void MainWindow::buildTop() {
    // Banner, menus and figures in one widget above the docks: the banner is over everything, not beside something.
    auto* top = new QWidget(this);
    m_banner = new DrillBanner(m_desk.theme, top);
    m_menus = new QMenuBar(top);
    m_alarm = new AlarmBanner(m_desk, top);
    m_head = new HeadLine(m_desk, top);
    auto* column = new QVBoxLayout(top);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_alarm);
    column->addWidget(m_menus);
    column->addWidget(m_head);
    setMenuWidget(top);
    m_frame = new DrillFrame(m_desk.theme, this);
}

void MainWindow::buildStatus() {
    m_link = new QLabel(this);
    m_link->setAccessibleName(tr("Connection"));
    m_proof = new QLabel(this);
    m_proof->setAccessibleName(tr("Log proof"));
    m_user = new QLabel(this);
    m_user->setAccessibleName(tr("Signed in as"));
    m_said = new QLabel(this);
    m_said->setAccessibleName(tr("Last result"));
    statusBar()->addWidget(m_link);
    statusBar()->addWidget(m_proof);
    statusBar()->addWidget(m_said, 1);
    statusBar()->addPermanentWidget(m_user);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectPanels() {
    connect(m_list, &IncidentListPanel::selectionChanged, this, [this](const QStringList& ids) {
        m_actions->setSelection(ids);
        m_detail->setIncident(ids.value(0));
        m_map->setSelected(ids.value(0), ids.size() == 1);
    });
    connect(m_list, &IncidentListPanel::activated, this, [this](const QString& id) {
        select(id);
        m_map->focusMap();
    });
    connect(m_map, &MapPanel::incidentClicked, this, [this](const QString& id, bool) { select(id, false); });
    connect(m_map, &MapPanel::incidentActivated, this, [this](const QString& id) {
        select(id);
        m_detailDock->show();
        m_detailDock->raise();
    });
    connect(m_map, &MapPanel::reportClicked, this, [this](const QString& id) {
        const auto* report = m_desk.store.report(id);
        if (report && !report->incident.isEmpty()) select(report->incident, false);
        else tell(tr("This report stands alone so far; it forms an incident when others come near."), false);
    });
    connect(m_tray, &TrayPanel::currentChanged, m_actions, &DeskActions::setTrayReport);
    connect(m_actions, &DeskActions::revealed, m_tray, [this](const QString& report, const RevealedWords& words) {
        m_tray->showWords(report, words.text, words.from, words.address);
    });
    connect(m_approvals, &ApprovalsPanel::releaseRequested, m_actions, &DeskActions::release);
    connect(m_approvals, &ApprovalsPanel::refuseRequested, m_actions, &DeskActions::refuse);
    connect(m_approvals, &ApprovalsPanel::cancelRequested, m_actions, &DeskActions::cancel);
    connect(m_approvals, &ApprovalsPanel::incidentActivated, this, [this](const QString& id) {
        select(id);
        raiseDock(m_detailDock->objectName());
        activateWindow();
    });
    connect(m_approvals, &ApprovalsPanel::etaWanted, this, [this](const QString& id) {
        select(id);
        m_actions->eta->trigger();
    });
    connect(m_approvals, &ApprovalsPanel::messagesWanted, this, [this](const QString& id) {
        select(id);
        raiseDock(m_messagesDock->objectName());
    });
    connect(m_approvals, &ApprovalsPanel::told, this, &MainWindow::tell);
    connect(m_approvals, &ApprovalsPanel::roomWanted, this, &MainWindow::toggleReviewWindow);
    connect(m_approvalsDock, &QDockWidget::topLevelChanged, m_approvals, &ApprovalsPanel::setLarge);
    connect(m_approvalsDock, &QDockWidget::topLevelChanged, this, &MainWindow::refreshTabs);
    connect(m_actions, &DeskActions::deciding, m_approvals, &ApprovalsPanel::deciding);
    connect(m_actions, &DeskActions::decided, m_approvals, &ApprovalsPanel::decided);
    connect(m_approvals, &ApprovalsPanel::emergencyRequested, m_actions, &DeskActions::emergency);
    connect(m_actions, &DeskActions::told, this, &MainWindow::tell);
    connect(m_alarm, &AlarmBanner::acknowledgeRequested, this, &MainWindow::acknowledgeAlarm);
    connect(m_alarm, &AlarmBanner::detailsRequested, this, [this] { raiseDock(m_proofDock->objectName()); });
    connect(m_head, &HeadLine::unhandledClicked, m_list, &IncidentListPanel::selectBiggest);
    connect(m_head, &HeadLine::unplacedClicked, this, [this] { raiseDock(m_trayDock->objectName()); });
    connect(m_head, &HeadLine::approvalsClicked, this, [this] { raiseDock(m_approvalsDock->objectName()); });
    connect(&m_desk.store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.reset || change.utility) refreshDrill();
        if (change.reset || change.proof) refreshStatus();
        refreshTabs();
    });
    connect(&m_desk.theme, &Theme::changed, this, &MainWindow::refreshStatus);
}

void MainWindow::select(const QString& incident, bool showOnMap) {
    m_list->select(incident);
    m_actions->setSelection(m_list->selected());
    m_detail->setIncident(incident);
    m_map->setSelected(incident, showOnMap);
}

void MainWindow::openReview() {
    m_approvals->chooseFirst();
    if (!m_approvalsDock->isFloating()) toggleReviewWindow();
    raiseDock(m_approvalsDock->objectName());
    m_approvalsDock->activateWindow();
}

// Two texts side by side need more room than the strip under the map has.
void MainWindow::toggleReviewWindow() {
    const bool large = !m_approvalsDock->isFloating();
    m_approvalsDock->setFloating(large);
    if (large) m_approvalsDock->setGeometry(QRect(mapToGlobal(QPoint(width() / 12, height() / 12)), size() * 5 / 6));
    m_approvalsDock->raise();
}

void MainWindow::raiseDock(const QString& objectName) {
    if (auto* found = findChild<QDockWidget*>(objectName)) {
        found->show();
        found->raise();
        // Whoever comes to review needs more than a strip.
        if (found == m_approvalsDock && !found->isFloating() && found->height() < height() * 2 / 5) resizeDocks({found}, {height() * 2 / 5}, Qt::Vertical);
        // The first thing in it that takes keys, so that a shortcut really arrives there.
        for (auto* each : found->widget()->findChildren<QWidget*>())
            if (each->isVisibleTo(found) && each->isEnabled() && (each->focusPolicy() & Qt::TabFocus)) {
                each->setFocus(Qt::ShortcutFocusReason);
                break;
            }
    }
}

void MainWindow::refreshDrill() {
    const auto& utility = m_desk.store.utility();
    m_desk.theme.setDrill(utility.drill);
    m_banner->setVisible(utility.drill);
    m_frame->setVisible(utility.drill);
    m_frame->raise();
    setContentsMargins(utility.drill ? QMargins(6, 0, 6, 6) : QMargins());
    const QString name = utility.name.isEmpty() ? tr("OutageKit") : tr("%1 - OutageKit").arg(utility.name);
    setWindowTitle(utility.drill ? tr("DRILL - %1").arg(name) : name);
}

void MainWindow::refreshTabs() {
    const auto& totals = m_desk.store.totals();
    m_trayDock->setWindowTitle(totals.unplaced > 0 ? tr("Unplaced reports (%1)").arg(totals.unplaced) : tr("Unplaced reports"));
    const QString waiting = totals.waiting > 0 ? tr("Approvals (%1)").arg(totals.waiting) : tr("Approvals");
    // As a window of its own it stands outside the drill's frame.
    m_approvalsDock->setWindowTitle(m_desk.store.utility().drill && m_approvalsDock->isFloating() ? tr("DRILL - %1").arg(waiting) : waiting);
}

void MainWindow::setLink(LinkState state, const QString& detail) {
    m_linkState = state;
    m_linkDetail = detail;
    refreshStatus();
}

void MainWindow::refreshStatus() {
    if (!m_link) return;
    const auto& t = m_desk.theme.tokens();
    const auto paint = [](QLabel* label, const QString& text, const QColor& colour) {
        label->setText(QStringLiteral("\u25cf ") + text);
        label->setStyleSheet(QStringLiteral("color: %1").arg(colour.name()));
    };
    switch (m_linkState) {
        case LinkState::Offline: paint(m_link, tr("Offline %1").arg(m_linkDetail), t.warning); break;
        case LinkState::Connecting: paint(m_link, tr("Connecting %1").arg(m_linkDetail), t.muted); break;
        case LinkState::Online: paint(m_link, tr("Connected %1").arg(m_linkDetail), t.good); break;
        case LinkState::Alarm: paint(m_link, tr("Stopped %1").arg(m_linkDetail), t.critical); break;
    }
    using Verdict = ProofState::Verdict;
    const auto& proof = m_desk.store.proof();
    switch (proof.verdict) {
        case Verdict::NotConnected: paint(m_proof, tr("Log not checked yet"), t.muted); break;
        case Verdict::Checking: paint(m_proof, tr("Checking the log"), t.muted); break;
        case Verdict::Good: paint(m_proof, tr("Log verified to %1").arg(countText(proof.checkpointSize)), t.good); break;
        case Verdict::Alarm: paint(m_proof, tr("LOG DOES NOT FIT"), t.critical); break;
    }
    if (proof.verdict == Verdict::Alarm) m_proofDock->raise();
}

void MainWindow::setUser(const QString& name) { m_user->setText(name); }

void MainWindow::tell(const QString& sentence, bool bad) {
    m_said->setText(sentence);
    m_said->setStyleSheet(bad ? QStringLiteral("color: %1").arg(m_desk.theme.tokens().critical.name()) : QString());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_settings.setValue(kGeometryKey, saveGeometry());
    m_settings.setValue(kLayoutKey, saveState(kLayoutVersion));
    m_settings.sync();
    QMainWindow::closeEvent(event);
}

}  // namespace ok::app
