// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/provider_flow.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QSysInfo>
#include <QUrlQuery>

namespace ok::app {
namespace {

constexpr int kWaitSeconds = 300;

QString codeIn(const QByteArray& answer, int status) {
    const auto code = QJsonDocument::fromJson(answer).object().value(QStringLiteral("code")).toString();
    return !code.isEmpty() ? code : status == 0 ? QStringLiteral("refused") : QStringLiteral("http_%1").arg(status);
}

}  // namespace

ProviderFlow::ProviderFlow(SignInClient& client, OpenBrowser open, Choose choose, QObject* parent)
    : QObject(parent), m_client(client), m_open(std::move(open)), m_choose(std::move(choose)) {}

ProviderFlow::~ProviderFlow() { finish(); }

void ProviderFlow::finish() {
    ++m_turn;
    if (m_signIn) m_signIn->stop();
    if (m_waiting.joinable()) m_waiting.join();
    m_signIn.reset();
}

void ProviderFlow::begin(const QUrl& server, const QString& utility) {
    finish();
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("utility"), utility);
    m_client.get(server, QStringLiteral("/v1/sign-in/providers"), query, [this, server, utility, turn = m_turn](int status, const QByteArray& answer) {
        if (turn != m_turn) return;
        if (status != 200) return emit refused(codeIn(answer, status), {});
        QStringList names;
        for (const auto& each : QJsonDocument::fromJson(answer).object().value(QStringLiteral("providers")).toArray()) names << each.toString();
        if (names.isEmpty()) return emit refused(QStringLiteral("no_provider"), {});
        const QString chosen = names.size() == 1 ? names.first() : m_choose(names);
        if (turn != m_turn) return;   // signed in otherwise while the question was open
        if (!chosen.isEmpty()) start(server, utility, chosen);
        else emit refused(QStringLiteral("no_provider_chosen"), {});
    });
}

void ProviderFlow::start(const QUrl& server, const QString& utility, const QString& provider) {
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    auto begun = browser::ProviderSignIn::begin(ByteView(reinterpret_cast<const std::uint8_t*>(random.data()), sizeof random));
    if (!begun.ok()) return emit refused(QString::fromStdString(begun.problem().code), {});
    m_signIn = std::make_shared<browser::ProviderSignIn>(std::move(*begun));
    const auto body = QByteArray::fromStdString(m_signIn->startBody(utility.toStdString(), provider.toStdString()));
    m_client.post(server, nullptr, QStringLiteral("/v1/sign-in/start"), body, [this, server, turn = m_turn](int status, const QByteArray& answer) {
        if (turn != m_turn) return;
        if (status != 200) return emit refused(codeIn(answer, status), {});
        const auto url = browser::ProviderSignIn::urlIn(answer.toStdString());
        if (!url.ok() || !m_open(QUrl(QString::fromStdString(*url)))) return emit refused(QStringLiteral("no_browser"), {});
        wait(server);
    });
}

// The listener blocks; the session begins in this object's own thread.
void ProviderFlow::wait(const QUrl& server) {
    m_waiting = std::thread([this, server, signIn = m_signIn] {
        const auto handle = signIn->waitForHandle(kWaitSeconds, "in the console");
        QMetaObject::invokeMethod(this, [this, server, signIn, handle] {
            if (signIn != m_signIn) return;   // begun anew meanwhile
            if (!handle.ok()) return emit refused(QString::fromStdString(handle.problem().code), QString::fromStdString(handle.problem().message));
            const auto device = QStringLiteral("console on ") + QSysInfo::machineHostName();
            m_client.redeem(server, [signIn, handle = *handle, device](const std::string& deviceKey) {
                return QByteArray::fromStdString(signIn->redeemBody(handle, device.toStdString(), deviceKey));
            });
        });
    });
}

}  // namespace ok::app
