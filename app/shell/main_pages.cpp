// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MainWindow's windows beside the desk, the log and the settings, and their menus.
#include <QAction>
#include <QMenu>
#include <QMenuBar>

#include "app/access/assignments_page.h"
#include "app/access/effective_page.h"
#include "app/access/identity_page.h"
#include "app/access/key_alerts_page.h"
#include "app/access/key_policy_page.h"
#include "app/approvals/overrides_page.h"
#include "app/access/roles_page.h"
#include "app/access/sessions_page.h"
#include "app/approvals/approvals_panel.h"
#include "app/approvals/pending_page.h"
#include "app/integrity/backups_page.h"
#include "app/integrity/integrity_page.h"
#include "app/integrity/security_page.h"
#include "app/ledger/alarm_dialog.h"
#include "app/ledger/exports_page.h"
#include "app/ledger/search_page.h"
#include "app/oncall/roster_page.h"
#include "app/oncall/sla_page.h"
#include "app/policy/documents_page.h"
#include "app/shell/main_window.h"
#include "app/shell/pages_window.h"

namespace ok::app {

QAction* MainWindow::pageAction(QMenu* menu, const QString& text, const char* page, const char* needs, const QKeySequence& keys) {
    auto* action = command(menu, text, keys, [this, page] { openPage(QLatin1String(page)); });
    m_desk.permits.guard(action, QLatin1String(needs));
    return action;
}

void MainWindow::buildLogMenu() {
    auto* log = m_menus->addMenu(tr("&Log"));
    pageAction(log, tr("&Integrity of the log"), "integrity", "ledger.read", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    pageAction(log, tr("&Search the log\u2026"), "search", "ledger.read", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
    pageAction(log, tr("&Exports\u2026"), "exports", "ledger.export");
    pageAction(log, tr("Export s&chedules\u2026"), "schedules", "ledger.export");
    pageAction(log, tr("E&mergencies\u2026"), "overrides", "approvals.review_override");
    log->addSeparator();
    command(log, tr("Log &proof of this console"), {}, [this] { raiseDock(QStringLiteral("proof")); });
}

void MainWindow::buildOncallMenu() {
    auto* oncall = m_menus->addMenu(tr("On &call"));
    pageAction(oncall, tr("&What waits\u2026"), "pending", "oncall.read", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W));
    pageAction(oncall, tr("&Rosters\u2026"), "roster", "oncall.read", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    pageAction(oncall, tr("Response &times\u2026"), "response", "oncall.read");
}

void MainWindow::buildSettingsMenu() {
    auto* settings = m_menus->addMenu(tr("&Settings"));
    pageAction(settings, tr("Se&curity\u2026"), "security", "ledger.read");
    settings->addSeparator();
    pageAction(settings, tr("&Roles and scopes\u2026"), "roles", "policies.read");
    pageAction(settings, tr("&Assignments\u2026"), "assignments", "policies.read");
    pageAction(settings, tr("&Effective rights\u2026"), "effective", "policies.read");
    pageAction(settings, tr("&Versions of rules\u2026"), "documents", "policies.read", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    pageAction(settings, tr("&Where people come from\u2026"), "identity", "access.identities");
    pageAction(settings, tr("&Backups\u2026"), "backups", "ledger.read");
    settings->addSeparator();
    pageAction(settings, tr("&Sessions\u2026"), "sessions", "sync.follow");
    pageAction(settings, tr("My &keys\u2026"), "keys", "sync.follow");
}

void MainWindow::openPage(const QString& name, const QVariant& what) {
    if (logWindow()->openPage(name, what) || oncallWindow()->openPage(name, what) || settingsWindow()->openPage(name, what)) return;
    tell(tr("There is no page `%1`.").arg(name), true);
}

PagesWindow* MainWindow::logWindow() {
    if (m_logWindow) return m_logWindow;
    m_logWindow = new PagesWindow(m_desk, tr("Log"), this);
    m_logWindow->addPage(new IntegrityPage(m_desk, m_logWindow));
    auto* search = new SearchPage(m_desk, m_logWindow);
    m_logWindow->addPage(search);
    search->restore(m_lastSearch);
    connect(search, &SearchPage::asked, this, &MainWindow::searched);
    m_logWindow->addPage(new ExportsPage(m_desk, m_logWindow));
    m_logWindow->addPage(new SchedulesPage(m_desk, m_logWindow));
    m_logWindow->addPage(new OverridesPage(m_desk, m_logWindow));
    connect(m_logWindow, &PagesWindow::elsewhere, this, &MainWindow::openPage);
    return m_logWindow;
}

PagesWindow* MainWindow::oncallWindow() {
    if (m_oncallWindow) return m_oncallWindow;
    m_oncallWindow = new PagesWindow(m_desk, tr("On call"), this);
    auto* pending = new PendingPage(m_desk, m_oncallWindow);
    m_oncallWindow->addPage(pending);
    m_oncallWindow->addPage(new RosterPage(m_desk, m_oncallWindow));
    m_oncallWindow->addPage(new SlaPage(m_desk, m_oncallWindow));
    connect(pending, &PendingPage::reviewWanted, this, [this](const QString& approval) {
        m_approvals->select(approval);
        openReview();
    });
    connect(m_oncallWindow, &PagesWindow::elsewhere, this, &MainWindow::openPage);
    return m_oncallWindow;
}

PagesWindow* MainWindow::settingsWindow() {
    if (m_settingsWindow) return m_settingsWindow;
    m_settingsWindow = new PagesWindow(m_desk, tr("Settings"), this);
    m_settingsWindow->addPage(new SecurityPage(m_desk, m_settingsWindow));
    auto* draft = new MatrixDraft(m_desk, m_settingsWindow);
    m_settingsWindow->addPage(new RolesPage(m_desk, *draft, m_settingsWindow));
    m_settingsWindow->addPage(new AssignmentsPage(m_desk, *draft, m_settingsWindow));
    m_settingsWindow->addPage(new EffectivePage(m_desk, *draft, m_settingsWindow));
    auto* documents = new DocumentsPage(m_desk, m_settingsWindow);
    m_settingsWindow->addPage(documents);
    m_settingsWindow->addPage(new IdentityPage(m_desk, m_settingsWindow));
    m_settingsWindow->addPage(new BackupsPage(m_desk, m_settingsWindow));
    m_settingsWindow->addPage(new SessionsPage(m_desk, m_settingsWindow));
    m_settingsWindow->addPage(new KeysPage(m_desk, m_settingsWindow));
    m_settingsWindow->addPage(new KeyPolicyPage(m_desk, m_settingsWindow));
    m_settingsWindow->addPage(new KeyAlertsPage(m_desk, m_settingsWindow));
    connect(documents, &DocumentsPage::editWanted, documents, [documents](const QString& kind, int version) {
        emit documents->pageWanted(kind, version);  // each kind has its editor: the page of its name
    });
    connect(m_settingsWindow, &PagesWindow::elsewhere, this, &MainWindow::openPage);
    return m_settingsWindow;
}

void MainWindow::acknowledgeAlarm() {
    if (!m_desk.store.proof().mustBeAcknowledged) return;
    AlarmDialog dialog(m_desk, this);
    if (dialog.exec() == QDialog::Accepted) emit alarmAcknowledged(dialog.note(), dialog.afresh());
}

}  // namespace ok::app
