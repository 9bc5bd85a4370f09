// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/sync_link.h"

#include "app/desk/clock.h"

#include <QDir>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSysInfo>
#include <QUuid>
#include <chrono>

namespace ok::app {
namespace {

QString cacheFileFor(const SyncLink::Places& places, const SessionTicket& ticket) {
    if (places.cacheDir.isEmpty()) return {};
    QDir().mkpath(places.cacheDir);
    // One file a server, tenant and user: two people at one desk do not read each other's cache.
    const QString name = QStringLiteral("%1-%2-%3.cache").arg(ticket.server.authority(), ticket.tenant, ticket.login);
    return places.cacheDir + QLatin1Char('/') + QString(name).replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]")), QStringLiteral("_"));
}

}  // namespace

bool mayWait(const QString& command) {
    // The cards of these say RiskClass::high.
    if (command.startsWith(QLatin1String("comms.send")) || command == QLatin1String("comms.reorder_channels") || command.startsWith(QLatin1String("incidents.set_etr"))) return false;
    return command.startsWith(QLatin1String("incidents.")) || command.startsWith(QLatin1String("reports.")) ||
           command.startsWith(QLatin1String("comms."));
}

SyncLink::SyncLink(ConsoleStore& store, SessionTicket ticket, const Places& places, QObject* parent)
    : QObject(parent), m_store(store), m_ticket(std::move(ticket)) {
    qRegisterMetaType<CommandOnWire>();
    qRegisterMetaType<std::shared_ptr<StoreBatch>>();
    qRegisterMetaType<LinkPhase>();
    qRegisterMetaType<CommandReply>();
    qRegisterMetaType<SessionTicket>();
    m_worker = new SyncWorker(m_ticket, cacheFileFor(places, m_ticket), QSysInfo::machineHostName(), places.mapDir);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &SyncWorker::begin);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &SyncWorker::batchReady, this, [this](const std::shared_ptr<StoreBatch>& batch, qint64 ledgerMicros) {
        if (Instant::fromMicros(ledgerMicros) != m_ledgerTime) {
            m_ledgerTime = Instant::fromMicros(ledgerMicros);
            m_sinceLedger.start();
        }
        if (!batch->roles.isEmpty()) emit rolesHeard(batch->roles);
        m_store.apply(std::move(*batch));
    });
    connect(m_worker, &SyncWorker::spoke, this, [this] { m_store.hear(); });
    connect(m_worker, &SyncWorker::phaseChanged, this, &SyncLink::phaseChanged);
    connect(m_worker, &SyncWorker::ticketChanged, this, [this](const SessionTicket& ticket) {
        m_ticket = ticket;
        emit ticketChanged(ticket);
    });
    connect(m_worker, &SyncWorker::sessionEnded, this, &SyncLink::sessionEnded);
    connect(m_worker, &SyncWorker::answered, this, [this](const QString& id, const CommandReply& reply) {
        // A queued command is answered twice: now, and when it has run.
        const auto handler = reply.outcome == CommandReply::Outcome::Queued ? m_waiting.value(id) : m_waiting.take(id);
        if (handler) handler(reply);
    });
    m_thread.start();
}

SyncLink::~SyncLink() {
    QMetaObject::invokeMethod(m_worker, &SyncWorker::stop, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void SyncLink::send(OutgoingCommand command, ReplyHandler done) {
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (done) m_waiting.insert(id, std::move(done));
    const CommandOnWire wire{id, command.name, QJsonDocument(command.body).toJson(QJsonDocument::Compact), command.label,
                             mayWait(command.name),
                             command.justification.isEmpty() ? QByteArray() : QJsonDocument(command.justification).toJson(QJsonDocument::Compact)};
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, wire] { worker->submit(wire); });
}

void SyncLink::active() {
    QMetaObject::invokeMethod(m_worker, &SyncWorker::active);
}

void SyncLink::acknowledgeAlarm(const QString& note, bool afresh) {
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, note, afresh] { worker->acknowledge(note, afresh); });
}

Instant SyncLink::now() const {
    if (m_ticket.drill && m_ledgerTime.known()) return m_ledgerTime + milliseconds(m_sinceLedger.elapsed());
    return systemNow();
}

}  // namespace ok::app
