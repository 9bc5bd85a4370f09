// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/console_session.h"

#include <QAbstractButton>
#include <QApplication>
#include <QEvent>
#include <QMessageBox>
#include <QPushButton>

#include "app/desk/clock.h"

namespace ok::app {
namespace {

constexpr qint64 kInputEveryMs = 15'000;

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
    application.installEventFilter(this);
    const DeskContext desk{m_store, m_asking, m_theme, [this] { return m_link ? m_link->now() : systemNow(); }};
    m_window = std::make_unique<MainWindow>(desk, settings);
    m_asking.setWindow(m_window.get());
    connect(m_window.get(), &MainWindow::signOutRequested, this, &ConsoleSession::signOut);
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

bool ConsoleSession::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
        case QEvent::MouseButtonPress:
        case QEvent::Wheel:
        case QEvent::TouchBegin:
            if (event->spontaneous() && m_link && (!m_sinceInput.isValid() || m_sinceInput.hasExpired(kInputEveryMs))) {
                m_sinceInput.start();
                m_link->active();
            }
            break;
        default: break;
    }
    return QObject::eventFilter(watched, event);
}

bool ConsoleSession::confirmOther(const QString& what) {
    if (m_options.unattended) {
        emit failed(what);
        return false;
    }
    QMessageBox box(QMessageBox::Warning, tr("Another utility"), what, QMessageBox::NoButton, m_window.get());
    box.setInformativeText(tr("If nobody told you that this server was set up anew, do not go on: tell your administrator. "
                              "What this console knows as a witness of the old log would no longer be compared."));
    auto* stop = box.addButton(tr("Stay disconnected"), QMessageBox::RejectRole);
    QAbstractButton* go = box.addButton(tr("Begin afresh"), QMessageBox::DestructiveRole);
    box.setDefaultButton(stop);
    box.exec();
    return box.clickedButton() == go;
}

bool ConsoleSession::trustsUtility(const SessionTicket& ticket) {
    const QString key = QStringLiteral("trust/utility/") + QString(ticket.server.authority() + QLatin1Char('_') + ticket.utility).replace(QLatin1Char('/'), QLatin1Char('_'));
    const QString known = m_settings.value(key).toString();
    if (!known.isEmpty() && known != ticket.tenant &&
        !confirmOther(tr("The server %1 says that `%2` is another utility than it was before.").arg(ticket.server.authority(), ticket.utility))) {
        m_client.signOut(ticket);
        return false;
    }
    m_settings.setValue(key, ticket.tenant);
    return true;
}

void ConsoleSession::phaseChanged(LinkPhase phase, const QString& detail) {
    m_online = phase == LinkPhase::Online;
    m_window->setLink(stateOf(phase), detail);
    if (phase == LinkPhase::Stopped && detail == QLatin1String("other_utility") &&
        confirmOther(tr("This server now speaks for another utility than the one whose log this console has followed."))) {
        m_link->acceptOtherUtility();
    }
}

void ConsoleSession::signedIn(const SessionTicket& ticket) {
    if (!trustsUtility(ticket)) return showDialog(QStringLiteral("other_utility"), {});
    m_settings.setValue(QStringLiteral("sign_in/server"), m_options.fields.server);
    m_settings.setValue(QStringLiteral("sign_in/utility"), m_options.fields.utility);
    m_settings.setValue(QStringLiteral("sign_in/user"), m_options.fields.user);
    m_options.fields.password.clear();
    if (m_dialog) m_dialog.release()->deleteLater();
    m_port.setLink(nullptr);
    m_link = std::make_unique<SyncLink>(m_store, ticket, m_options.places);
    m_port.setLink(m_link.get());
    m_window->setUser(tr("%1 (%2)").arg(ticket.login, ticket.roles.join(QStringLiteral(", "))));
    connect(m_link.get(), &SyncLink::phaseChanged, this, &ConsoleSession::phaseChanged);
    connect(m_link.get(), &SyncLink::sessionEnded, this, [this](const QString&) {
        if (m_options.unattended) emit failed(tr("The session has ended."));
        else showDialog(QStringLiteral("session_ended"), tr("the session has ended, sign in again"));
    });
}

void ConsoleSession::signOut() {
    if (m_link) m_client.signOut(m_link->ticket());
    m_port.setLink(nullptr);
    m_link.reset();
    m_store.apply({.reset = true, .utility = UtilityDoc{}, .proof = ProofState{}});
    m_window->setLink(LinkState::Offline, {});
    m_window->setUser({});
    showDialog({}, {});
}

}  // namespace ok::app
