// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// outagekit-console: options, sign-in, one window. With --screenshot-dir it runs without a person: it waits for what
// --script names, saves pictures and quits.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <memory>

#include "app/console/console_session.h"
#include "app/console/screenshot_script.h"
#include "app/style/languages.h"

namespace {

using namespace ok::app;

QString firstLine(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine(4096)).trimmed() : QString();
}

void addOptions(QCommandLineParser& parser) {
    parser.setApplicationDescription(QStringLiteral("The OutageKit console"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({{"server", "Server address, https://host:port", "url"},
                       {"utility", "Short name of the utility", "slug"},
                       {"user", "User name", "login"},
                       {"password-file", "File whose first line is the password", "file"},
                       {"ca-file", "PEM file of the authority that signed the server's certificate", "file"},
                       {"map-dir", "Folder of base maps (*.okmap)", "dir"},
                       {"light", "Start in light colours"},
                       {"language", "Language of the console: en or es", "code"},
                       {"no-cache", "Keep nothing on this computer"},
                       {"screenshot-dir", "Save pictures there and quit", "dir"},
                       {"script", "What to wait for and save, see docs/console.md", "file"}});
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("OutageKit"));
    QApplication::setApplicationName(QStringLiteral("console"));
    QApplication::setApplicationVersion(QStringLiteral("0.1.0"));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    const bool unattended = parser.isSet(QStringLiteral("screenshot-dir"));
    std::unique_ptr<QSettings> settings =
        unattended ? std::make_unique<QSettings>(QDir::tempPath() + QStringLiteral("/outagekit-shots-%1.ini").arg(QCoreApplication::applicationPid()), QSettings::IniFormat)
                   : std::make_unique<QSettings>();
    if (parser.isSet(QStringLiteral("language"))) settings->setValue(kLanguageKey, parser.value(QStringLiteral("language")));
    installWords(application, *settings);
    if (parser.isSet(QStringLiteral("light"))) settings->setValue(QStringLiteral("look/light"), true);
    ConsoleOptions options;
    options.caFile = parser.value(QStringLiteral("ca-file"));
    options.places.mapDir = parser.isSet(QStringLiteral("map-dir")) ? parser.value(QStringLiteral("map-dir"))
                                                                     : QCoreApplication::applicationDirPath() + QStringLiteral("/../share/outagekit/map");
    if (!unattended && !parser.isSet(QStringLiteral("no-cache")))
        options.places.cacheDir = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    options.fields = {parser.value(QStringLiteral("server")), parser.value(QStringLiteral("utility")),
                      parser.value(QStringLiteral("user")), firstLine(parser.value(QStringLiteral("password-file")))};
    options.unattended = unattended;
    if (!unattended) {
        const auto secrets = std::make_shared<ConsoleSecretStore>(std::make_unique<KeychainSecretStore>());
        secrets->probe();
        options.secrets = secrets;
    }
    ConsoleSession session(application, *settings, options);
    std::unique_ptr<ScreenshotScript> script;
    if (unattended) {
        script = std::make_unique<ScreenshotScript>(session, parser.value(QStringLiteral("screenshot-dir")),
                                                    parser.value(QStringLiteral("script")));
        script->start();
    }
    session.begin();
    return QApplication::exec();
}
