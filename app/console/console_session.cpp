// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/console_session.h"

#include <QApplication>

#include "app/desk/clock.h"

namespace ok::app {
namespace {

LinkState stateOf(LinkPhase phase) {
    switch (phase) {
        case LinkPhase::Offline: return LinkState::Offline;
        case LinkPhase::Connecting: return LinkState::Connecting;
        case LinkPhase::Online: return LinkState::Online;
        case LinkPhase::Stopped: return LinkState::Alarm;
    }
    return LinkState::Offline;
}

}  // namespace

void LinkPort::send(OutgoingCommand command, ReplyHandler done) {
    if (m_link) return m_link->send(std::move(command), std::move(done));
    if (done) done({CommandReply::Outcome::Refused, QStringLiteral("offline_high_risk"), {}, {}, {}});
}

ConsoleSession::ConsoleSession(QApplication& application, QSettings& settings, ConsoleOptions options)
    : m_settings(settings), m_options(std::move(options)), m_client(settings, m_options.caFile) {
    m_theme.applyTo(application);
    const DeskContext desk{m_store, m_asking, m_theme, [this] { return m_link ? m_link->now() : systemNow(); }, m_api, m_permits};
    m_window = std::make_unique<MainWindow>(desk, settings);
    m_asking.setWindow(m_window.get());
    connect(m_window.get(), &MainWindow::signOutRequested, this, &ConsoleSession::signOut);
    connect(m_window.get(), &MainWindow::alarmAcknowledged, this, [this](const QString& note, bool afresh) {
        if (m_link) m_link->acknowledgeAlarm(note, afresh);
    });
    connect(&m_store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.heard.contains(QStringLiteral("policy.published"))) readRules();
    });
    connect(&m_client, &SignInClient::signedIn, this, &ConsoleSession::signedIn);
    connect(&m_client, &SignInClient::refused, this, [this](const QString& code, const QString& detail) {
        if (m_options.unattended) emit failed(SignInDialog::sentenceFor(code, detail));
        else showDialog(code, detail);
    });
    if (m_options.fields.server.isEmpty()) m_options.fields.server = settings.value(QStringLiteral("sign_in/server")).toString();
    if (m_options.fields.utility.isEmpty()) m_options.fields.utility = settings.value(QStringLiteral("sign_in/utility")).toString();
    if (m_options.fields.user.isEmpty()) m_options.fields.user = settings.value(QStringLiteral("sign_in/user")).toString();
}

ConsoleSession::~ConsoleSession() {
    m_port.setLink(nullptr);
    m_window.reset();  // its panels ask the link for the time
    m_link.reset();
}

void ConsoleSession::begin() {
    m_window->show();
    const auto& f = m_options.fields;
    if (!f.password.isEmpty()) m_client.signIn(QUrl(f.server), f.utility, f.user, f.password);
    else showDialog({}, {});
}

void ConsoleSession::showDialog(const QString& code, const QString& detail) {
    if (!m_dialog) {
        m_dialog = std::make_unique<SignInDialog>(m_options.fields, m_window.get());
        connect(m_dialog.get(), &SignInDialog::signIn, this, [this](const SignInFields& given) {
            m_options.fields = given;
            m_client.signIn(QUrl(given.server), given.utility, given.user, given.password);
        });
    }
    m_dialog->open();
    if (!code.isEmpty()) m_dialog->showProblem(code, detail);
}

void ConsoleSession::signedIn(const SessionTicket& ticket) {
    m_settings.setValue(QStringLiteral("sign_in/server"), m_options.fields.server);
    m_settings.setValue(QStringLiteral("sign_in/utility"), m_options.fields.utility);
    m_settings.setValue(QStringLiteral("sign_in/user"), m_options.fields.user);
    m_options.fields.password.clear();
    if (m_dialog) m_dialog.release()->deleteLater();
    m_port.setLink(nullptr);
    m_api.setTicket(ticket);
    m_permits.setUser(ticket.user);
    m_link = std::make_unique<SyncLink>(m_store, ticket, m_options.places);
    m_port.setLink(m_link.get());
    showUser(ticket.login, ticket.roles);
    connect(m_link.get(), &SyncLink::rolesHeard, this, [this, login = ticket.login](const QStringList& roles) { showUser(login, roles); });
    connect(m_link.get(), &SyncLink::phaseChanged, m_window.get(), [this](LinkPhase phase, const QString& detail) {
        m_online = phase == LinkPhase::Online;
        m_window->setLink(stateOf(phase), detail);
        if (m_online) readRules();
    });
    connect(m_link.get(), &SyncLink::sessionEnded, this, [this](const QString&) {
        if (m_options.unattended) emit failed(tr("The session has ended."));
        else showDialog(QStringLiteral("session_ended"), tr("the session has ended, sign in again"));
    });
}

void ConsoleSession::showUser(const QString& login, const QStringList& roles) {
    m_permits.setRoles(roles);
    QStringList names;
    for (const auto& role : roles) names << roleText(role);
    m_window->setUser(tr("%1 (%2)").arg(login, names.join(QStringLiteral(", "))));
}

// What the buttons offer follows the rules in force: read at sign-in, and whenever the log says that others came into force.
void ConsoleSession::readRules() {
    m_api.ask(this, {.path = QStringLiteral("/v1/documents/live_roles/live")}, [this](const DataReply& reply) {
        if (reply.status == 404) return m_permits.setMatrix(access::builtinMatrix());
        const auto live = read<access::LiveRoles>(reply);
        if (!live.ok()) return;  // not connected: what was in force last is the better guess
        auto matrix = access::CompiledMatrix::compile(live->matrix, live->version);
        m_permits.setMatrix(matrix.ok() ? *matrix : nullptr);
    });
}

void ConsoleSession::signOut() {
    if (m_link) m_client.signOut(m_link->ticket());
    m_port.setLink(nullptr);
    m_link.reset();
    m_api.setTicket({});
    m_permits.setRoles({});
    m_store.apply({.reset = true, .utility = UtilityDoc{}, .proof = ProofState{}});
    m_window->setLink(LinkState::Offline, {});
    m_window->setUser({});
    showDialog({}, {});
}

}  // namespace ok::app
