// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The settings window over a desk of samples: for tests of its pages.
#pragma once
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>
#include <regex>

#include "app/access/area_map.h"
#include "app/access/assignments_page.h"
#include "app/access/effective_page.h"
#include "app/access/role_dialogs.h"
#include "app/access/roles_page.h"
#include "app/integrity/backups_page.h"
#include "app/integrity/security_page.h"
#include "app/policy/documents_page.h"
#include "app/policy/import_dialog.h"
#include "app/shell/main_window.h"
#include "app/shell/pages_window.h"
#include "tests/app/sample_desk.h"
#include "tests/support/file_text.h"

namespace ok::app {

using sample::kNow;

inline QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

inline policy::PolicyVersion version(int number, policy::VersionState state, const char* by) {
    policy::PolicyVersion out;
    out.kind = "roles";
    out.number = number, out.state = state, out.base = number - 1, out.revision = 3;
    out.summary = number == 3 ? "Voice only for the duty officers" : "Northern district gets its own initiators";
    out.createdBy = by, out.createdAt = kNow - hours(30 - number), out.editedAt = out.createdAt, out.editors = {by};
    return out;
}

struct Settings {
    sample::Desk desk;
    QTemporaryDir dir;
    QSettings settings{dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat};
    std::unique_ptr<MainWindow> window;

    Settings() {
        desk.theme.applyTo(*qApp);
        desk.permits.setUser(QStringLiteral("ada"));
        desk.permits.setRoles({QStringLiteral("admin"), QStringLiteral("policy_approver")});
        auto batch = sample::storm();
        const auto square = [](double lon, double lat) { return MultiPolygon{Polygon{{Ring{{lon, lat}, {lon + 0.2, lat}, {lon + 0.2, lat + 0.2}, {lon, lat + 0.2}, {lon, lat}}}}}; };
        batch.utility->areas = {{QStringLiteral("north"), QStringLiteral("North"), QStringLiteral("district"), square(-82.6, 35.6)},
                                {QStringLiteral("south"), QStringLiteral("South"), QStringLiteral("district"), square(-82.6, 35.4)}};
        desk.store.apply(std::move(batch));
        using policy::VersionState;
        const std::vector<policy::PolicyVersion> versions{version(3, VersionState::draft, "ada"), version(2, VersionState::published, "ben"), version(1, VersionState::superseded, "ben")};
        desk.data.put(QStringLiteral("/v1/policies"), R"({"items":[{"kind":"roles","live_version":2,"live_since":"2024-09-25T08:00:00.000000Z","dimensions":["channel"],"settings":{"kind":"roles","approvers":2}}]})");
        desk.data.put(QStringLiteral("/v1/policies/roles/versions"), bytes("{\"items\":" + toJson(versions) + "}"));
        desk.data.put(QStringLiteral("/v1/policies/roles/versions/3"), bytes("{\"version\":" + toJson(versions[0]) + ",\"body\":" + toJson(access::builtinRoles()) + "}"));
        policy::PolicyDiff diff;
        diff.totals = {1, 0, 1};
        diff.groups = {{"channel", {1, 0, 0}, {{policy::ChangeType::added, "channel", "role", "duty_officer", {}, {"voice"}, {{"user", "jonas"}}, {}}}},
                       {"geography", {0, 0, 1}, {{policy::ChangeType::modified, "geography", "policy", "north", {"north"}, {"north", "south"}, {{"group", "field-ops"}}, {}}}}};
        desk.data.put(QStringLiteral("/v1/policies/roles/diff"), bytes(toJson(diff)));
        window = std::make_unique<MainWindow>(desk.context, settings);
        window->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    Page* open(const char* name) {
        window->openPage(QLatin1String(name));
        QApplication::processEvents();
        return window->settingsWindow()->page(QLatin1String(name));
    }
};

inline QPushButton* buttonIn(QWidget* in, const char* name) {
    for (auto* each : in->findChildren<QPushButton*>())
        if (each->accessibleName() == QLatin1String(name)) return each;
    ADD_FAILURE() << "no button " << name;
    return nullptr;
}

inline QTableView* tableIn(QWidget* in, const char* name) {
    for (auto* each : in->findChildren<QTableView*>())
        if (each->accessibleName() == QLatin1String(name)) return each;
    ADD_FAILURE() << "no table " << name;
    return nullptr;
}

inline void shot(QWidget* what, const char* name) {
    const QString dir = QStringLiteral(OK_BINARY_DIR "/screens");
    QDir().mkpath(dir);
    QApplication::processEvents();
    what->grab().save(dir + QStringLiteral("/settings-%1.png").arg(QLatin1String(name)));
}

}  // namespace ok::app
