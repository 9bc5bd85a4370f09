// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A person at a console, for journeys that speak another language: the very ConsoleSession that main() opens, its security key
// in software behind libfido2's own functions. It is told what to do by a line of JSON on standard input and answers with one:
//
//   journey_console https://localhost:8443 utility login password-file
//   {"do":"online"}                       until it follows the log, or says why not
//   {"do":"offered"}                      every action of the window: is it enabled, and if not, why
//   {"do":"enrol","name":"Desk key"}      the key that is plugged in
//   {"do":"send","name":"...","body":{}}  a command, by the way every button takes; a step-up is answered with the key
//   {"do":"ended"}                        until the session is over, with what the person is told
#include "tests/app/keys/soft_key_plug.h"

#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>
#include <unistd.h>

#include "app/console/console_session.h"
#include "app/keys/fido_key_device.h"
#include "app/keys/web_json.h"

namespace ok::app {
namespace {

void tell(const QJsonObject& answer) {
    std::fprintf(stdout, "%s\n", QJsonDocument(answer).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

class PersonAtDesk : public QObject {
  public:
    PersonAtDesk(QApplication& application, const QStringList& words)
        : m_server(words.at(1)), m_plug(&m_key), m_settings(m_folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat),
          m_device(std::make_shared<FidoKeyDevice>(test::SoftKeyPlug::open)), m_session(application, m_settings, optionsOf(words)),
          m_told(STDIN_FILENO, QSocketNotifier::Read) {
        connect(&m_session, &ConsoleSession::failed, this, [this](const QString& why) { m_failed << why; });
        connect(&m_told, &QSocketNotifier::activated, this, [this] { hear(); });
        m_session.begin();
    }

  private:
    ConsoleOptions optionsOf(const QStringList& words) {
        QFile file(words.at(4));
        const QString password = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readLine()).trimmed() : QString();
        ConsoleOptions out;
        out.fields = {m_server, words.at(2), words.at(3), password};
        out.unattended = true;
        out.keyDevice = m_device;
        return out;
    }
    void hear() {
        char text[65536];
        const ssize_t size = ::read(STDIN_FILENO, text, sizeof text);
        if (size <= 0) return QCoreApplication::quit();
        m_line.append(text, static_cast<qsizetype>(size));
        for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
            const auto asked = QJsonDocument::fromJson(m_line.left(end)).object();
            m_line.remove(0, end + 1);
            obey(asked);
        }
    }
    void obey(const QJsonObject& asked) {
        const QString what = asked.value(QLatin1String("do")).toString();
        if (what == QLatin1String("online")) return until([this] { return m_session.online() || !m_failed.isEmpty(); });
        if (what == QLatin1String("ended")) return until([this] { return !m_failed.isEmpty(); });
        if (what == QLatin1String("offered")) return tell({{QStringLiteral("actions"), offered()}});
        if (what == QLatin1String("enrol")) return enrol(asked.value(QLatin1String("name")).toString().toStdString());
        if (what == QLatin1String("send")) return send({asked.value(QLatin1String("name")).toString(), asked.value(QLatin1String("body")).toObject(), {}});
        tell({{QStringLiteral("error"), QStringLiteral("nobody knows how to do that")}});
    }
    /// Answers with how things stand once it holds, or after a time nobody would wait.
    void until(const std::function<bool()>& holds, int left = 6000) {
        if (holds() || left == 0) {
            return tell({{QStringLiteral("online"), m_session.online()}, {QStringLiteral("failed"), QJsonArray::fromStringList(m_failed)}});
        }
        QTimer::singleShot(10, this, [this, holds, left] { until(holds, left - 1); });
    }
    QJsonObject offered() {
        QJsonObject out;
        for (const QAction* action : m_session.window().namedActions()) {
            const QString name = action->text().remove(QLatin1Char('&'));
            out.insert(name, QJsonObject{{QStringLiteral("enabled"), action->isEnabled()}, {QStringLiteral("why"), action->toolTip()}});
        }
        return out;
    }
    void enrol(const std::string& name) {
        m_session.data().ask(this, {.method = "POST", .path = QStringLiteral("/v1/keys/options"), .body = "{}"}, [this, name](const DataReply& reply) {
            const auto options = parseJson(std::string_view(reply.body.constData(), static_cast<std::size_t>(reply.body.size())));
            auto asked = options.ok() ? enrolmentAsked(options->root(), m_server.toStdString()) : Result<KeyEnrolAsk>(options.problem());
            auto made = asked.ok() ? m_device->enrol(*asked, {}) : Result<KeyMade>(asked.problem());
            if (!made.ok()) return tell({{QStringLiteral("error"), QString::fromStdString(made.problem().code)}, {QStringLiteral("status"), reply.status}});
            m_session.data().ask(this, {.method = "POST", .path = QStringLiteral("/v1/keys"), .body = QByteArray::fromStdString(enrolmentJson(*made, name))},
                                 [](const DataReply& done) { tell({{QStringLiteral("status"), done.status}, {QStringLiteral("body"), done.object()}}); });
        });
    }
    void send(OutgoingCommand command) {
        m_session.commands().send(std::move(command), [](const CommandReply& reply) {
            static const char* const outcomes[] = {"done", "approval_required", "queued", "refused"};
            tell({{QStringLiteral("outcome"), QLatin1String(outcomes[static_cast<int>(reply.outcome)])}, {QStringLiteral("code"), reply.code},
                  {QStringLiteral("sentence"), sentenceFor(reply)}, {QStringLiteral("body"), reply.body}});
        });
    }

    QString m_server;
    QTemporaryDir m_folder;
    test::SoftKey m_key;
    test::SoftKeyPlug m_plug;
    QSettings m_settings;
    std::shared_ptr<KeyDevice> m_device;
    ConsoleSession m_session;
    QSocketNotifier m_told;
    QByteArray m_line;
    QStringList m_failed;
};

}  // namespace
}  // namespace ok::app

int main(int count, char** words) {
    QApplication application(count, words);
    QApplication::setOrganizationName(QStringLiteral("OutageKitTests"));
    if (QApplication::arguments().size() != 5) return 2;
    ok::app::PersonAtDesk person(application, QApplication::arguments());
    return QApplication::exec();
}
