// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/sync_worker.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <algorithm>

#include "app/desk/clock.h"
#include "app/sync/proof_reader.h"
#include "shared/product/projections.h"

namespace ok::app {
namespace {

constexpr int kPublishMs = 100, kPingMs = 3'000, kSpokeMs = 500;
constexpr Duration kTellActive = seconds(30);
constexpr int kFirstRetryMs = 500, kLongestRetryMs = 30'000;

QByteArray bytesOf(const std::string& s) { return {s.data(), static_cast<qsizetype>(s.size())}; }
QString text(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

CommandReply replyOf(const wire::Reply& reply) {
    CommandReply out;
    out.commandId = text(reply.command.str());
    if (reply.outcome.ok()) {
        out.body = QJsonDocument::fromJson(bytesOf(*reply.outcome)).object();
        return out;
    }
    const auto& why = reply.outcome.problem();
    out.code = text(why.code);
    out.message = text(why.message);
    out.outcome = why.code == "approval_required" ? CommandReply::Outcome::ApprovalRequired : CommandReply::Outcome::Refused;
    for (const auto& field : why.fields) out.message += QStringLiteral("; %1: %2").arg(text(field.field), text(field.message));
    for (const auto& [name, value] : why.details) out.body.insert(text(name), text(value));
    return out;
}

}  // namespace

SyncWorker::SyncWorker(SessionTicket ticket, QString cacheFile, QString device, QString mapDir)
    : m_ticket(std::move(ticket)), m_cacheFile(std::move(cacheFile)), m_device(std::move(device)) {
    m_viewer.user = m_ticket.user.toStdString();
    for (const auto& role : m_ticket.roles) m_viewer.roles.push_back(role.toStdString());
    m_viewer.mapDir = mapDir.toStdString();
    addAllProjections(m_projections);
}

SyncWorker::~SyncWorker() = default;

void SyncWorker::begin() {
    m_cache = std::make_unique<DocumentCache>(m_cacheFile.toStdString());
    m_follower = std::make_unique<Follower>(m_projections, *m_cache);
    m_retry = std::make_unique<QTimer>();
    m_retry->setSingleShot(true);
    connect(m_retry.get(), &QTimer::timeout, this, &SyncWorker::open);
    m_publish = std::make_unique<QTimer>();
    m_publish->setSingleShot(true);
    connect(m_publish.get(), &QTimer::timeout, this, &SyncWorker::publish);
    // A quiet night and a dead line look alike until somebody asks.
    m_ping = std::make_unique<QTimer>();
    connect(m_ping.get(), &QTimer::timeout, this, [this] {
        if (m_online && m_socket) m_socket->ping();
    });
    m_ping->start(kPingMs);
    // Offline is an ordinary state: what the cache holds is shown before anything is connected.
    emit batchReady(std::make_shared<StoreBatch>(readEverything(*m_cache, m_viewer)), m_follower->lastTime().micros());
    for (const auto& queued : m_cache->outbox()) {
        const CommandOnWire command{text(queued.id), text(queued.name), bytesOf(queued.body), text(queued.label), true};
        m_unanswered.insert(command.id, command);
    }
    m_keeper = std::make_unique<SessionKeeper>(m_ticket);
    connect(m_keeper.get(), &SessionKeeper::refreshed, this, [this](const SessionTicket& ticket) {
        m_ticket = ticket;
        emit ticketChanged(ticket);
    });
    connect(m_keeper.get(), &SessionKeeper::ended, this, &SyncWorker::endSession);
    m_keeper->begin();
    if (m_follower->mustBeAcknowledged()) return showAlarm();  // it stays, also over a restart
    open();
}

// After a night without a network the access token is over long ago.
void SyncWorker::open() {
    if (m_stopped) return;
    emit phaseChanged(LinkPhase::Connecting, m_ticket.server.host());
    m_keeper->withFreshToken([this] { openSocket(); });
}

void SyncWorker::openSocket() {
    if (m_stopped) return;
    m_socket = std::make_unique<QWebSocket>(QString(), QWebSocketProtocol::VersionLatest);
    m_socket->setMaxAllowedIncomingMessageSize(wire::maxServerFrame);
    m_socket->setSslConfiguration(m_ticket.trust.configuration());
    connect(m_socket.get(), &QWebSocket::connected, this, &SyncWorker::connected);
    connect(m_socket.get(), &QWebSocket::disconnected, this, &SyncWorker::disconnected);
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, &SyncWorker::heard);
    connect(m_socket.get(), &QWebSocket::pong, this, &SyncWorker::spoke);
    connect(m_socket.get(), &QWebSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        if (m_ticket.trust.judge(errors.value(0).certificate()) == TrustPolicy::Answer::Trust) m_socket->ignoreSslErrors();
    });
    connect(m_socket.get(), qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] {
        if (m_socket->state() == QAbstractSocket::UnconnectedState) disconnected();
    });
    QUrl url = m_ticket.server;
    url.setScheme(url.scheme() == QLatin1String("http") ? QStringLiteral("ws") : QStringLiteral("wss"));
    url.setPath(QStringLiteral("/v1/sync"));
    m_socket->open(url);
}

void SyncWorker::connected() {
    wire::Hello hello;
    hello.clientVersion = "0.1.0";
    hello.device = m_device.toStdString();
    hello.token = m_ticket.token.toStdString();
    hello.cursors = m_follower->cursors();
    m_acknowledged.clear();
    hello.drill = m_ticket.drill;
    hello.proof = proofOf(m_ticket, "hello", hello.token);
    m_socket->sendBinaryMessage(bytesOf(wire::encode(wire::ClientFrame(hello))));
}

void SyncWorker::disconnected() {
    m_online = false;
    publish();
    if (m_stopped || m_retry->isActive()) return;
    const QString why = m_socket ? m_socket->errorString() : QString();
    // Doubling with jitter: when a server comes back, its consoles do not all come in the same moment.
    const int base = std::min(kLongestRetryMs, kFirstRetryMs << std::min(m_failures++, 6));
    m_retry->start(base / 2 + QRandomGenerator::global()->bounded(base / 2 + 1));
    emit phaseChanged(LinkPhase::Offline, why);
}

void SyncWorker::heard(const QByteArray& bytes) {
    if (m_stopped) return;
    if (!m_spoke.isValid() || m_spoke.hasExpired(kSpokeMs)) {
        m_spoke.start();
        emit spoke();
    }
    auto frame = wire::decodeServerFrame({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    if (!frame.ok()) return raiseAlarm(frame.problem());
    std::visit(
        [this](const auto& each) {
            using Frame = std::decay_t<decltype(each)>;
            if constexpr (std::is_same_v<Frame, wire::Welcome> || std::is_same_v<Frame, wire::Reply>) handle(each);
            else if constexpr (std::is_same_v<Frame, wire::ProblemFrame>) handle(each.problem);
            else if constexpr (!std::is_same_v<Frame, wire::Telemetry>) settle(m_follower->take(each));
        },
        *frame);
}

void SyncWorker::handle(const wire::Welcome& welcome) {
    m_viewer.roles = welcome.roles;
    m_rolesChanged = true;
    const Status status = m_follower->welcome(welcome);
    if (!status.ok()) return raiseAlarm(status.problem());
    m_online = true;
    m_failures = 0;
    emit phaseChanged(LinkPhase::Online, m_ticket.server.host());
    for (const auto& command : std::as_const(m_unanswered)) transmit(command);  // the same ids: run at most once
    settle({});
}

void SyncWorker::settle(const Status& status) {
    if (!status.ok()) return raiseAlarm(status.problem());
    m_dirty = true;
    if (!m_publish->isActive()) m_publish->start(kPublishMs);
}

void SyncWorker::publish() {
    if (!m_dirty) return;
    m_dirty = false;
    m_follower->commit();
    auto changed = m_cache->takeChanged();
    auto batch = std::make_shared<StoreBatch>(m_follower->takeReset() ? readEverything(*m_cache, m_viewer)
                                                                      : readDocuments(*m_cache, changed, m_viewer));
    batch->proof = proof();
    for (const auto& type : m_follower->takeHeard()) batch->heard.insert(text(type));
    if (std::exchange(m_rolesChanged, false))
        for (const auto& role : m_viewer.roles) batch->roles << text(role);
    emit batchReady(batch, m_follower->lastTime().micros());
    acknowledge();
}

void SyncWorker::acknowledge() {
    if (!m_online) return;
    const auto now = m_follower->cursors();
    for (const auto& cursor : now)
        if (std::find(m_acknowledged.begin(), m_acknowledged.end(), cursor) == m_acknowledged.end())
            m_socket->sendBinaryMessage(bytesOf(wire::encode(wire::ClientFrame(wire::Ack{cursor}))));
    m_acknowledged = now;
}

ProofState SyncWorker::proof() const { return proofOf(*m_follower); }

void SyncWorker::showAlarm() {
    StoreBatch batch;
    batch.proof = proof();
    emit batchReady(std::make_shared<StoreBatch>(std::move(batch)), m_follower->lastTime().micros());
    emit phaseChanged(LinkPhase::Stopped, text(m_follower->alarms().back().code));
}

void SyncWorker::raiseAlarm(const Problem& why) {
    // What does not fit is not shown, not stored, and not connected to again by itself. That it did not fit is stored.
    m_follower->keepAlarm(why, m_ticket.server.toString().toStdString(), systemNow());
    showAlarm();
    stop();
}

void SyncWorker::acknowledge(const QString& note, bool afresh) {
    m_follower->acknowledge({m_ticket.login.toStdString(), note.toStdString(), afresh}, systemNow());
    auto batch = std::make_shared<StoreBatch>(m_follower->takeReset() ? readEverything(*m_cache, m_viewer) : StoreBatch());
    batch->proof = proof();
    emit batchReady(batch, m_follower->lastTime().micros());
    m_stopped = false;
    open();
}

void SyncWorker::handle(const Problem& problem) {
    const QString code = text(problem.code);
    // Trying again would not help against any of these.
    if (code == QLatin1String("token_expired")) return;  // its time ended on the way here: the next attempt brings a fresh one
    if (code.startsWith(QStringLiteral("session_")) || code.startsWith(QStringLiteral("device_proof_")) || code == QLatin1String("not_signed_in") ||
        code == QLatin1String("access_denied") || code == QLatin1String("protocol_version")) {
        return endSession(code);
    }
    emit phaseChanged(m_online ? LinkPhase::Online : LinkPhase::Offline, text(problem.message));
}

void SyncWorker::endSession(const QString& code) {
    if (m_stopped) return;
    stop();
    emit phaseChanged(LinkPhase::Stopped, code);
    emit sessionEnded(code);
}

void SyncWorker::active() {
    if (!m_keeper) return;
    m_keeper->active();
    if (!m_online || (m_activeTold.known() && systemNow() - m_activeTold < kTellActive)) return;
    m_activeTold = systemNow();
    m_socket->sendBinaryMessage(bytesOf(wire::encode(wire::ClientFrame(wire::Active{}))));
}

void SyncWorker::handle(const wire::Reply& reply) {
    const CommandReply answer = replyOf(reply);
    m_unanswered.remove(answer.commandId);
    m_cache->dequeue(answer.commandId.toStdString());
    emit answered(answer.commandId, answer);
}

void SyncWorker::submit(const CommandOnWire& command) {
    if (m_online) {
        m_unanswered.insert(command.id, command);
        return transmit(command);
    }
    CommandReply reply;
    reply.commandId = command.id;
    if (!command.mayWait) {
        reply.outcome = CommandReply::Outcome::Refused;
        reply.code = QStringLiteral("offline_high_risk");
    } else {
        reply.outcome = CommandReply::Outcome::Queued;
        m_unanswered.insert(command.id, command);
        m_cache->enqueue({command.id.toStdString(), command.name.toStdString(), command.body.toStdString(), command.label.toStdString()});
    }
    emit answered(command.id, reply);
}

void SyncWorker::transmit(const CommandOnWire& command) {
    const auto id = CommandId::parse(command.id.toStdString());
    if (!id.ok()) return;
    wire::Command frame{*id, command.name.toStdString(), command.body.toStdString(), m_follower->cursor(),
                        command.justification.toStdString()};
    m_socket->sendBinaryMessage(bytesOf(wire::encode(wire::ClientFrame(frame))));
}

void SyncWorker::stop() {
    m_stopped = true;
    m_online = false;
    if (m_retry) m_retry->stop();
    if (m_follower && !m_follower->mustBeAcknowledged()) m_follower->commit();
    if (m_socket) m_socket->close();
}

}  // namespace ok::app
