// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/key_flow.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "app/keys/web_json.h"

namespace ok::app {
namespace {

QString wordOf(const QByteArray& body, const char* name) { return QJsonDocument::fromJson(body).object().value(QLatin1String(name)).toString(); }

KeyDialog::Question questionOf(const QByteArray& options, const QUrl& server) {
    return [text = options.toStdString(), url = server.toString().toStdString()](KeyDevice& device, const std::string& pin) -> Result<std::string> {
        OK_ASSIGN(const auto asked, parseJson(text));
        OK_ASSIGN(const KeyAsk ask, assertionAsked(asked.root(), url));
        OK_ASSIGN(const KeySaid said, device.assertion(ask, pin));
        return credentialJson(said);
    };
}

}  // namespace

KeyFlow::KeyFlow(SignInClient& client, std::shared_ptr<KeyDevice> device, std::function<const SessionTicket*()> ticket, QWidget* window)
    : m_client(client), m_device(std::move(device)), m_ticket(std::move(ticket)), m_window(window) {}

KeyDialog* KeyFlow::openDialog(const QByteArray& options, const QUrl& server) {
    if (m_dialog) m_dialog->deleteLater();
    m_dialog = new KeyDialog(m_device, questionOf(options, server), m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    return m_dialog;
}

void KeyFlow::finishSignIn(const FactorDemand& demand) {
    const auto open = [this, demand](const QByteArray& options) {
        KeyDialog* dialog = openDialog(options, demand.server);
        if (demand.methods.contains(QLatin1String("totp")) || demand.methods.contains(QLatin1String("recovery"))) dialog->offerCode();
        const auto send = [this, demand](const QString& kind, const QString& code, const QByteArray& credential) {
            m_client.sendFactor(demand, kind, code, credential, [this](const QString& problem, const QString& detail) {
                if (!m_dialog) return;
                if (problem.isEmpty()) m_dialog->accept();
                else m_dialog->showRefusal(problem, detail);
            });
        };
        connect(dialog, &KeyDialog::answered, this, [send](const QByteArray& credential) { send(QStringLiteral("key"), {}, credential); });
        connect(dialog, &KeyDialog::typedCode, this, [send](const QString& code) {
            send(code.size() == 6 && code.toInt() >= 0 && !code.contains(QLatin1Char('-')) ? QStringLiteral("totp") : QStringLiteral("recovery"), code, {});
        });
        connect(dialog, &KeyDialog::rejected, this, [this] { emit m_client.refused(QStringLiteral("second_factor_cancelled"), {}); });
        connect(dialog, &KeyDialog::again, this, [this, demand] { finishSignIn(demand); });
        options.isEmpty() ? dialog->open() : dialog->begin();
    };
    if (!demand.methods.startsWith(QLatin1String("key"))) return open({});
    const QJsonObject body{{QStringLiteral("ticket"), demand.ticket}};
    m_client.post(demand.server, nullptr, QStringLiteral("/v1/session/factor/options"), QJsonDocument(body).toJson(QJsonDocument::Compact),
                  [this, open](int status, const QByteArray& answer) {
                      if (status == 200) return open(answer);
                      emit m_client.refused(wordOf(answer, "code"), wordOf(answer, "message"));
                  });
}

void KeyFlow::stepUp(std::function<void(bool)> done) {
    m_waiting.push_back(std::move(done));
    if (m_waiting.size() == 1) askStepUp();
}

void KeyFlow::askStepUp() {
    const SessionTicket* ticket = m_ticket();
    if (ticket == nullptr) return settle(false);
    m_client.post(ticket->server, ticket, QStringLiteral("/v1/step-up/options"), "{}", [this, server = ticket->server](int status, const QByteArray& answer) {
        KeyDialog* dialog = openDialog(answer, server);
        connect(dialog, &KeyDialog::answered, this, &KeyFlow::sendStepUp);
        connect(dialog, &KeyDialog::rejected, this, [this] { settle(false); });
        connect(dialog, &KeyDialog::again, this, &KeyFlow::askStepUp);
        if (status == 200) return dialog->begin();
        dialog->open();
        dialog->showRefusal(wordOf(answer, "code"), wordOf(answer, "message"));
    });
}

void KeyFlow::sendStepUp(const QByteArray& credential) {
    const SessionTicket* ticket = m_ticket();
    if (ticket == nullptr) return settle(false);
    m_client.post(ticket->server, ticket, QStringLiteral("/v1/step-up"), credential, [this](int status, const QByteArray& answer) {
        if (status != 200) {
            if (m_dialog) m_dialog->showRefusal(wordOf(answer, "code"), wordOf(answer, "message"));
            return;
        }
        if (m_dialog) m_dialog->accept();
        settle(true);
    });
}

void KeyFlow::settle(bool verified) {
    for (const auto& done : std::exchange(m_waiting, {})) done(verified);
}

void KeyedPort::send(OutgoingCommand command, ReplyHandler done) {
    m_inner.send(command, [this, command, done](const CommandReply& reply) {
        const bool demanded = reply.outcome == CommandReply::Outcome::Refused && reply.code == QLatin1String("step_up_required");
        if (!demanded || !m_flow) {
            if (done) done(reply);
            return;
        }
        m_flow->stepUp([this, command, done, reply](bool verified) {
            if (verified) return m_inner.send(command, done);
            if (done) done(reply);
        });
    });
}

void KeyedData::settle(QObject* who, const DataReply& reply, const std::function<void()>& again, const DataHandler& done) {
    if (reply.code != QLatin1String("step_up_required") || !m_flow) return done(reply);
    m_flow->stepUp([asker = QPointer<QObject>(who), reply, again, done](bool verified) {
        if (!asker) return;   // whoever asked is gone
        if (verified) again();
        else done(reply);
    });
}

void KeyedData::ask(QObject* who, DataRequest request, DataHandler done) {
    m_inner.ask(who, request, [this, who, request, done](const DataReply& reply) {
        settle(who, reply, [this, who, request, done] { m_inner.ask(who, request, done); }, done);
    });
}

void KeyedData::fetch(QObject* who, const QString& path, const QString& file, ProgressHandler progress, DataHandler done) {
    m_inner.fetch(who, path, file, progress, [this, who, path, file, progress, done](const DataReply& reply) {
        settle(who, reply, [this, who, path, file, progress, done] { m_inner.fetch(who, path, file, progress, done); }, done);
    });
}

}  // namespace ok::app
