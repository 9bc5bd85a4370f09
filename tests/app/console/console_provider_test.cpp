// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The console signs in through the utility's identity provider (F02.R3.A3, issue piece "OIDC ... through the system browser and
// loopback redirect"): a real provider, a browser that follows redirects, the whole server, the dialog a person sees.
#include <gtest/gtest.h>

#include "server/product/free_port.h"
#include "tests/support/identity_house.h"
#include "tests/support/node_provider.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSettings>

#include "app/access/sign_in_dialog.h"
#include "app/console/console_session.h"
#include "tests/app/console/soon.h"

namespace ok::app {
namespace {

constexpr const char* kRules = R"([{"id":"a","role":"admin","conditions":[{"attribute":"group","any_of":["outage-admins"]}],
    "within":{"channels":["*"],"territories":["*"],"severities":["*"],"content_types":["*"]}}])";

struct ConsoleProvider : ::testing::Test {
    void SetUp() override {
        const auto found = test::providerFolder(OK_SOURCE_DIR, OK_BINARY_DIR);
        if (!found) GTEST_SKIP() << "npm could not install the identity providers of tests/idp: no network, or no npm";
        folder = *found;
        const auto port = freePort("127.0.0.1");
        const std::string back = "http://127.0.0.1:" + std::to_string(port) + "/v1/sign-in/callback";
        provider = std::make_unique<test::ReadyProcess>(std::vector<std::string>{"node", "oidc.js", back}, folder);
        ASSERT_FALSE(provider->said().empty());
        const std::string settings = R"({"north":{"oidc":{"house":{"issuer":")" + provider->said() + R"(","client_id":"outagekit","client_secret":"a-secret-of-the-test"}}}})";
        house = std::make_unique<test::IdentityHouse>(settings, port, [](HouseOptions& options) { options.tls = true; });
        ASSERT_EQ(house->setMapping(kRules).status, 200);
        ini = std::make_unique<QSettings>(QString::fromStdString(house->dir.file("console.ini")), QSettings::IniFormat);
        options.places.mapDir = QStringLiteral(OK_SOURCE_DIR "/resources/map");
        options.fields = {QStringLiteral("https://127.0.0.1:%1").arg(house->house->httpsPort()), QStringLiteral("north"), {}, {}};
        options.openBrowser = [this](const QUrl& url) {
            opened = url;
            return QProcess::startDetached(QStringLiteral("node"), {QStringLiteral("browser.js"), url.toString()}, QString::fromStdString(folder));
        };
    }
    void is(const char* account) {
        EXPECT_EQ(test::outputOf({"curl", "-s", provider->said() + "/who?account=" + QUrl::toPercentEncoding(QLatin1String(account)).toStdString()}, folder), "ok");
    }
    /// Presses what leads to the provider, as a person does.
    static void pressElsewhere(ConsoleSession& session) {
        auto* dialog = session.window().findChild<SignInDialog*>();
        ASSERT_NE(dialog, nullptr);
        for (auto* each : dialog->findChildren<QPushButton*>()) {
            if (each->text().remove(QLatin1Char('&')).startsWith(QStringLiteral("Sign in with"))) return each->click();
        }
        ADD_FAILURE() << "no button leads to the provider";
    }
    std::string folder;
    std::unique_ptr<test::ReadyProcess> provider;
    std::unique_ptr<test::IdentityHouse> house;
    std::unique_ptr<QSettings> ini;
    ConsoleOptions options;
    QUrl opened;
};

TEST_F(ConsoleProvider, APersonOfTheProviderSignsInWithoutAPasswordHereAndIsOutWhenTheirSessionsEnd) {
    is(R"({"sub":"s-ida","preferred_username":"ida","groups":["Outage-Admins"]})");
    ConsoleSession session(*qApp, *ini, options);
    session.begin();
    pressElsewhere(session);
    ASSERT_TRUE(soon([&] { return session.online(); })) << opened.toString().toStdString();
    EXPECT_TRUE(opened.toString().startsWith(QString::fromStdString(provider->said()))) << "the provider asks who it is, not the console";
    EXPECT_EQ(session.window().findChild<SignInDialog*>(), nullptr) << "the dialog has gone";
    EXPECT_EQ(ini->value(QStringLiteral("sign_in/user")).toString(), QStringLiteral("ida"));
    for (const QString& key : ini->allKeys()) EXPECT_FALSE(ini->value(key).toString().startsWith(QStringLiteral("oks_"))) << qPrintable(key);

    std::string ida;
    house->house->gate().inspect(house->tenant, [&ida](CommandContext& cx) {
        for (const auto& each : cx.views().byKey<access::User>("login", "ida")) ida = each.id.str();
    });
    ASSERT_FALSE(ida.empty());
    EXPECT_EQ(house->command("access.revoke_sessions", R"({"user":")" + ida + R"(","reason":"left the company"})", house->admin).status, 200);
    EXPECT_TRUE(soon([&] { return !session.online(); })) << "within seconds, everywhere";
}

TEST_F(ConsoleProvider, WhatGoesWrongIsSaidInTheDialogAndTheNextTryWorks) {
    is(R"({"sub":"s-ida","preferred_username":"ida","groups":["Outage-Admins"]})");
    bool works = false;
    options.openBrowser = [&works, real = options.openBrowser](const QUrl& url) { return works && real(url); };
    ConsoleSession session(*qApp, *ini, options);
    session.begin();
    pressElsewhere(session);
    auto* dialog = session.window().findChild<SignInDialog*>();
    ASSERT_NE(dialog, nullptr);
    const QString sentence = SignInDialog::sentenceFor(QStringLiteral("no_browser"), {});
    EXPECT_TRUE(soon([&] {
        const auto labels = dialog->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* each) { return each->text() == sentence; });
    })) << "no browser opened: that is said";
    works = true;
    pressElsewhere(session);
    EXPECT_TRUE(soon([&] { return session.online(); }));
}

}  // namespace
}  // namespace ok::app
