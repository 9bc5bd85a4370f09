// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/console/console_session.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDesktopServices>
#include <QEvent>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>

#include "app/desk/clock.h"
#include "app/keys/fido_key_device.h"
#include "app/sync/kept_ticket.h"
#include "shared/oncall/roster_people.h"

namespace ok::app {
namespace {

constexpr qint64 kInputEveryMs = 15'000;
constexpr const char* kLastSearch = "search";   // of the log: it names people and incidents, so it is kept as a secret is

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
    const DeskContext desk{m_store, m_asking, m_theme, [this] { return m_link ? m_link->now() : systemNow(); }, m_data, m_permits};
    m_window = std::make_unique<MainWindow>(desk, settings);
    m_asking.setWindow(m_window.get());
    connect(m_window.get(), &MainWindow::signOutRequested, this, &ConsoleSession::signOut);
    connect(m_window.get(), &MainWindow::alarmAcknowledged, this, [this](const QString& note, bool afresh) {
        if (m_link) m_link->acknowledgeAlarm(note, afresh);
    });
    connect(m_window.get(), &MainWindow::searched, this, [this](const QString& address) {
        m_window->setLastSearch(address);
        if (m_options.secrets) m_options.secrets->write(QLatin1String(kLastSearch), address.toUtf8(), [](const SecretReply&) {});
    });
    settings.remove(QStringLiteral("search"));  // where versions before this one kept it, in plain
    m_keys = std::make_unique<KeyFlow>(m_client, m_options.keyDevice ? m_options.keyDevice : std::make_shared<FidoKeyDevice>(),
                                       [this] { return m_link ? &m_link->ticket() : nullptr; }, m_window.get());
    m_keyedPort.setFlow(m_keys.get());
    m_data.setFlow(m_keys.get());
    connect(&m_client, &SignInClient::secondFactor, this, [this](const FactorDemand& demand) {
        if (m_options.unattended) emit failed(SignInDialog::sentenceFor(QStringLiteral("second_factor_required"), {}));
        else m_keys->finishSignIn(demand);
    });
    connect(&m_store, &ConsoleStore::changed, this, [this](const StoreChange& change) {
        if (change.heard.contains(QStringLiteral("policy.published"))) readRules();
        if (change.heard.contains(QStringLiteral("access.user_created")) || change.heard.contains(QStringLiteral("access.user_disabled"))) readPeople();
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
    m_keys.reset();
    m_dialog.reset();  // the window is its parent and would delete it too
    m_window.reset();  // its panels ask the link for the time
    m_link.reset();
}

void ConsoleSession::begin() {
    m_window->show();
    const auto& f = m_options.fields;
    if (!f.password.isEmpty()) return m_client.signIn(QUrl(f.server), f.utility, f.user, f.password);
    if (!m_options.secrets) return showDialog({}, {});
    m_options.secrets->read(QLatin1String(kKeptSession), [this](const SecretReply& kept) {
        const auto ticket = ticketFrom(kept.value, [this](const QUrl& server) { return TrustPolicy{m_options.caFile, pinOf(m_settings, server.authority())}; });
        if (!ticket) return showDialog({}, {});
        m_options.fields = {ticket->server.toString(), ticket->utility, ticket->login, {}};
        m_options.secrets->read(QLatin1String(kLastSearch), [this](const SecretReply& search) { m_window->setLastSearch(QString::fromUtf8(search.value)); });
        signedIn(*ticket);
    });
}

void ConsoleSession::keepSession(const SessionTicket& ticket) {
    const QByteArray form = keptForm(ticket);
    if (m_options.secrets && !form.isEmpty()) m_options.secrets->write(QLatin1String(kKeptSession), form, [](const SecretReply&) {});
}

void ConsoleSession::forgetSession() {
    m_window->setLastSearch({});
    if (!m_options.secrets) return;
    for (const char* name : {kKeptSession, kLastSearch}) m_options.secrets->remove(QLatin1String(name), [](const SecretReply&) {});
}

void ConsoleSession::showDialog(const QString& code, const QString& detail) {
    if (!m_dialog) {
        m_dialog = std::make_unique<SignInDialog>(m_options.fields, m_window.get());
        connect(m_dialog.get(), &SignInDialog::signIn, this, [this](const SignInFields& given) {
            m_options.fields = given;
            m_client.signIn(QUrl(given.server), given.utility, given.user, given.password);
        });
        connect(m_dialog.get(), &SignInDialog::signInElsewhere, this, &ConsoleSession::signInElsewhere);
    }
    m_dialog->open();
    if (!code.isEmpty()) m_dialog->showProblem(code, detail);
}

void ConsoleSession::signInElsewhere(const SignInFields& given) {
    m_options.fields = given;
    if (!m_provider) {
        const auto open = m_options.openBrowser ? m_options.openBrowser : [](const QUrl& url) { return QDesktopServices::openUrl(url); };
        m_provider = std::make_unique<ProviderFlow>(m_client, open, [this](const QStringList& names) {
            bool chosen = false;   // without it a cancelled question answers with the first name
            const QString name = QInputDialog::getItem(m_dialog.get(), tr("Sign in with your organisation"), tr("Identity provider"), names, 0, false, &chosen);
            return chosen ? name : QString();
        });
        connect(m_provider.get(), &ProviderFlow::refused, this, &ConsoleSession::showDialog);
    }
    m_provider->begin(QUrl(given.server), given.utility);
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
    if (!m_online) return;
    readRules();
    readPeople();
}

void ConsoleSession::signedIn(const SessionTicket& ticket) {
    if (m_provider) m_provider->finish();   // whichever way it was, the other is not waited for
    if (!trustsUtility(ticket)) return showDialog(QStringLiteral("other_utility"), {});
    m_settings.setValue(QStringLiteral("sign_in/server"), m_options.fields.server);
    m_settings.setValue(QStringLiteral("sign_in/utility"), m_options.fields.utility);
    m_settings.setValue(QStringLiteral("sign_in/user"), ticket.login);
    m_options.fields.password.clear();
    if (m_dialog) m_dialog.release()->deleteLater();
    m_port.setLink(nullptr);
    m_api.setTicket(ticket);
    m_permits.setUser(ticket.user);
    m_link = std::make_unique<SyncLink>(m_store, ticket, m_options.places);
    m_port.setLink(m_link.get());
    showUser(ticket.login, ticket.roles);
    connect(m_link.get(), &SyncLink::rolesHeard, this, [this, login = ticket.login](const QStringList& roles) { showUser(login, roles); });
    connect(m_link.get(), &SyncLink::ticketChanged, this, [this](const SessionTicket& fresh) {
        m_api.setTicket(fresh);
        keepSession(fresh);
    });
    keepSession(ticket);
    connect(m_link.get(), &SyncLink::phaseChanged, this, &ConsoleSession::phaseChanged);
    connect(m_link.get(), &SyncLink::sessionEnded, this, [this](const QString&) {
        forgetSession();
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

// What the log says names people by their ids; who may not see who is on call goes on seeing those.
void ConsoleSession::readPeople() {
    m_api.ask(this, {.path = QStringLiteral("/v1/roster/people")}, [this](const DataReply& reply) {
        const auto people = readItems<oncall::RosterPerson>(reply);
        if (!people.ok()) return;
        QHash<QString, QString> names;
        for (const auto& each : *people) names.insert(QString::fromStdString(each.id), QString::fromStdString(each.login));
        m_store.setPeople(std::move(names));
    });
}

void ConsoleSession::signOut() {
    if (m_link) m_client.signOut(m_link->ticket());
    forgetSession();
    m_port.setLink(nullptr);
    m_link.reset();
    m_online = false;  // the link no longer says so itself
    m_api.setTicket({});
    m_permits.setRoles({});
    m_store.apply({.reset = true, .utility = UtilityDoc{}, .proof = ProofState{}});
    m_window->setLink(LinkState::Offline, {});
    m_window->setUser({});
    showDialog({}, {});
}

}  // namespace ok::app
