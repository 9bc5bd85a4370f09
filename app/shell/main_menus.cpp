// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MainWindow's menus. Whatever can be done is here with its keys; the palette lists exactly these actions.
#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>

#include "app/incidents/incident_list_panel.h"
#include "app/map/map_panel.h"
#include "app/map/map_view.h"
#include "app/shell/command_palette.h"
#include "app/shell/desk_actions.h"
#include "app/shell/main_window.h"
#include "app/style/languages.h"

namespace ok::app {
namespace {

const QString kThemeKey = QStringLiteral("look/light");
const QString kClusterKey = QStringLiteral("map/clustered");

}  // namespace

QAction* MainWindow::command(QMenu* menu, const QString& text, const QKeySequence& keys, std::function<void()> run) {
    auto* action = menu->addAction(text);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    return action;
}

void MainWindow::buildMenus() {
    auto* desk = m_menus->addMenu(tr("&Desk"));
    command(desk, tr("Command &palette\u2026"), QKeySequence(Qt::CTRL | Qt::Key_K), [this] {
        CommandPalette palette(namedActions(), this);
        palette.exec();
    });
    desk->addSeparator();
    command(desk, tr("Sign &out"), {}, [this] { emit signOutRequested(); });
    command(desk, tr("&Quit"), QKeySequence::Quit, [this] { close(); });

    auto* incident = m_menus->addMenu(tr("&Incident"));
    incident->addActions({m_actions->create});
    command(incident, tr("Biggest un&handled incident"), QKeySequence(Qt::CTRL | Qt::Key_B), [this] { m_list->selectBiggest(); });
    incident->addSeparator();
    incident->addActions({m_actions->eta, m_actions->cause, m_actions->crewNote, m_actions->draft, m_actions->restored});
    incident->addSeparator();
    incident->addActions({m_actions->merge, m_actions->split, m_actions->undo});
    auto* reports = m_menus->addMenu(tr("&Reports"));
    reports->addAction(m_actions->reveal);
    reports->addAction(m_actions->placeReport);

    buildOncallMenu();
    buildLogMenu();
    buildSettingsMenu();

    auto* view = m_menus->addMenu(tr("&View"));
    auto* clusters = view->addAction(tr("&Group reports on the map"));
    clusters->setCheckable(true);
    clusters->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_G));
    connect(clusters, &QAction::toggled, this, [this](bool on) {
        m_map->setClustered(on);
        m_settings.setValue(kClusterKey, on);
    });
    clusters->setChecked(m_settings.value(kClusterKey, true).toBool());
    m_map->setClustered(clusters->isChecked());
    command(view, tr("Whole &territory"), QKeySequence(Qt::CTRL | Qt::Key_0), [this] { m_map->view()->fitAll(); });
    auto* light = view->addAction(tr("&Light colours"));
    light->setCheckable(true);
    light->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_T));
    connect(light, &QAction::toggled, this, [this](bool on) {
        m_desk.theme.setScheme(on ? Scheme::Light : Scheme::Dark);
        m_settings.setValue(kThemeKey, on);
    });
    light->setChecked(m_settings.value(kThemeKey, false).toBool());
    auto* languageMenu = view->addMenu(tr("L&anguage"));
    auto* choice = new QActionGroup(languageMenu);
    for (const auto& each : languages()) {
        auto* action = languageMenu->addAction(each.name);
        action->setCheckable(true);
        action->setActionGroup(choice);
        action->setChecked(m_settings.value(kLanguageKey).toString() == each.code);
        connect(action, &QAction::triggered, this, [this, each] {
            m_settings.setValue(kLanguageKey, each.code);
            tell(tr("%1 from the next start on").arg(each.name), false);
        });
    }
    view->addSeparator();
    command(view, tr("&Search incidents"), QKeySequence::Find, [this] { m_list->focusSearch(); });
    command(view, tr("Go to &map"), QKeySequence(Qt::ALT | Qt::Key_0), [this] { m_map->focusMap(); });
    int number = 1;
    for (auto* each : {m_listDock, m_detailDock, m_trayDock, m_approvalsDock, m_messagesDock, m_proofDock}) {
        const QString name = each->objectName();
        command(view, tr("Go to %1").arg(each->windowTitle().toLower()),
                QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_0 + number++)), [this, name] { raiseDock(name); });
    }
    command(view, tr("Re&view what waits"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] { openReview(); });
    view->addSeparator();
    auto* panels = view->addMenu(tr("&Panels"));
    for (auto* each : {m_listDock, m_detailDock, m_trayDock, m_approvalsDock, m_messagesDock, m_proofDock}) {
        auto* toggle = each->toggleViewAction();
        toggle->setProperty("palette", tr("Show or hide: %1").arg(each->windowTitle()));
        panels->addAction(toggle);
    }
    command(view, tr("&Reset layout"), {}, [this] { resetLayout(); });

    auto* help = m_menus->addMenu(tr("&Help"));
    command(help, tr("&About OutageKit"), {}, [this] {
        QMessageBox::about(this, tr("About OutageKit"),
                           tr("OutageKit: from the first report to an honest answer.\nApache-2.0. Map data \u00a9 OpenStreetMap contributors."));
    });
    addActions(m_actions->all());
    // A disabled line says why, when one points at it.
    for (auto* menu : m_menus->findChildren<QMenu*>()) menu->setToolTipsVisible(true);
}

QList<QAction*> MainWindow::namedActions() const {
    QList<QAction*> found;
    QList<QMenu*> open;
    for (const auto* action : m_menus->actions())
        if (action->menu()) open << action->menu();
    while (!open.isEmpty()) {
        for (auto* action : open.takeFirst()->actions()) {
            if (action->menu()) open << action->menu();
            else if (!action->isSeparator() && !action->text().isEmpty()) found << action;
        }
    }
    return found;
}

}  // namespace ok::app
