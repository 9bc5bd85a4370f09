// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two people at their consoles in front of the whole server, some hours into hurricane Helene: the very ConsoleSession that
// main() opens, over TLS, with dialogs answered as a person answers them. One house for all tests of the binary.
#pragma once
// The server's headers come first: Qt makes `emit` a macro.
#include <gtest/gtest.h>

#include "tests/support/sample_house.h"

#include <QApplication>
#include <QDialog>
#include <QProcess>
#include <QSettings>
#include <QTest>
#include <QTimer>

#include "app/console/console_session.h"
#include "app/map/map_panel.h"
#include "app/map/map_view.h"
#include "app/shell/desk_actions.h"
#include "tests/app/console/soon.h"

namespace ok::app {

struct Operator {
    Operator(const test::SampleHouse& house, const char* login)
        : settings(QString::fromStdString(house.dir.file(std::string(login) + ".ini")), QSettings::IniFormat),
          session(*qApp, settings, optionsFor(house, login)) {
        QObject::connect(&session, &ConsoleSession::failed, [](const QString& why) { ADD_FAILURE() << qPrintable(why); });
        session.begin();
        EXPECT_TRUE(QTest::qWaitFor([this] { return session.online() && store().incidents().size() >= 20; }, 60'000));
    }
    [[nodiscard]] ConsoleStore& store() { return session.store(); }
    [[nodiscard]] MainWindow& window() { return session.window(); }
    [[nodiscard]] DeskActions& actions() { return *window().actionsOfDesk(); }

    QSettings settings;
    ConsoleSession session;

  private:
    static ConsoleOptions optionsFor(const test::SampleHouse& house, const char* login) {
        ConsoleOptions options;
        options.places.mapDir = QStringLiteral(OK_SOURCE_DIR "/resources/map");
        options.fields = {QString::fromStdString(house.httpsUrl), QStringLiteral("bluegrass"), QLatin1String(login),
                          QString::fromLatin1(test::samplePassword)};
        options.unattended = true;
        return options;
    }
};

class ConsoleLine : public ::testing::Test {
  protected:
    struct Scene {
        Scene() : house(OK_SOURCE_DIR) {
            QProcess replay;
            replay.start(QStringLiteral(OK_BINARY_DIR "/bin/okctl"),
                         {QStringLiteral("replay"), QStringLiteral("--url"), QString::fromStdString(house.httpUrl),
                          QStringLiteral("--utility"), QStringLiteral("bluegrass"), QStringLiteral("--quiet"), QStringLiteral("--hours"),
                          QStringLiteral("9"), QStringLiteral("--log"),
                          QStringLiteral(OK_SOURCE_DIR "/resources/sample/lgeku_2024-09_helene.changes.ndjson.gz"),
                          QStringLiteral("--provider-token-file"), QString::fromStdString(house.dir.file("data/drill/provider.token")),
                          QStringLiteral("--feed-key-file"), QString::fromStdString(house.dir.file("data/drill/feed.key"))});
            EXPECT_TRUE(replay.waitForFinished(120'000));
            EXPECT_EQ(replay.exitCode(), 0) << replay.readAllStandardError().constData();
            maria = std::make_unique<Operator>(house, "maria");
            jonas = std::make_unique<Operator>(house, "jonas");
        }
        test::SampleHouse house;
        std::unique_ptr<Operator> maria, jonas, ada;
    };
    static void SetUpTestSuite() { s_scene = new Scene; }
    static void TearDownTestSuite() { delete std::exchange(s_scene, nullptr); }
    Scene& scene() { return *s_scene; }
    Operator& maria() { return *s_scene->maria; }
    Operator& jonas() { return *s_scene->jonas; }
    /// The administrator: reads the log and the settings, and does not send messages. She comes when she is needed.
    Operator& ada() {
        if (!s_scene->ada) s_scene->ada = std::make_unique<Operator>(s_scene->house, "ada");
        return *s_scene->ada;
    }

    /// What a person does with the next dialog, as soon as it is there.
    static void whenDialog(const std::function<void(QDialog&)>& act) {
        auto* look = new QTimer(qApp);
        QObject::connect(look, &QTimer::timeout, look, [look, act] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (dialog == nullptr) return;
            look->deleteLater();
            look->stop();
            act(*dialog);
        });
        look->start(10);
    }
    /// The other person releases what `maria` has asked for.
    bool jonasReleases() {
        QString found;
        if (!soon([&] {
                for (const auto& approval : jonas().store().approvals())
                    if (approval.state == QLatin1String("waiting") && !approval.mine) found = approval.id;
                return !found.isEmpty();
            }))
            return false;
        jonas().actions().release(found);
        return soon([&] { return jonas().store().approvals().value(found).state == QLatin1String("released"); });
    }
    /// Of those that fit, the one with most reports: the same in every run.
    const IncidentDoc* incidentWhere(const std::function<bool(const IncidentDoc&)>& fits) {
        const IncidentDoc* best = nullptr;
        for (const auto& doc : maria().store().incidents())
            if (isLive(doc) && fits(doc) && (!best || std::tie(best->reports, best->number) < std::tie(doc.reports, doc.number))) best = &doc;
        return best;
    }

  private:
    static inline Scene* s_scene = nullptr;
};

}  // namespace ok::app
