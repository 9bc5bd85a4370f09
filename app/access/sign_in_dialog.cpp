// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/sign_in_dialog.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace ok::app {

SignInDialog::SignInDialog(SignInFields known, QWidget* parent)
    : QDialog(parent), m_server(new QLineEdit(this)), m_utility(new QLineEdit(this)), m_user(new QLineEdit(this)),
      m_password(new QLineEdit(this)), m_message(new QLabel(this)), m_submit(new QPushButton(tr("Sign in"), this)),
      m_elsewhere(new QPushButton(tr("Sign in with your &organisation\u2026"), this)) {
    setWindowTitle(tr("Sign in to OutageKit"));
    build(known);
    connect(m_submit, &QPushButton::clicked, this, &SignInDialog::submit);
    connect(m_elsewhere, &QPushButton::clicked, this, &SignInDialog::elsewhere);
    (known.user.isEmpty() ? m_user : m_password)->setFocus();
}

void SignInDialog::build(const SignInFields& known) {
    m_server->setText(known.server.isEmpty() ? QStringLiteral("https://localhost:8443") : known.server);
    m_utility->setText(known.utility);
    m_user->setText(known.user);
    m_password->setEchoMode(QLineEdit::Password);
    m_submit->setProperty("primary", true);
    m_submit->setDefault(true);
    m_message->setWordWrap(true);
    m_message->setProperty("role", "error");
    m_message->setMinimumHeight(m_message->fontMetrics().height() * 3);
    m_message->setAlignment(Qt::AlignTop);
    m_message->setAccessibleName(tr("Message"));
    const std::pair<QString, QLineEdit*> rows[] = {{tr("Ser&ver"), m_server}, {tr("Utili&ty"), m_utility},
                                                   {tr("&User"), m_user}, {tr("&Password"), m_password}};
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    for (const auto& [name, edit] : rows) {
        edit->setAccessibleName(QString(name).remove(QLatin1Char('&')));
        form->addRow(name, edit);
    }
    auto* title = new QLabel(tr("OutageKit"), this);
    title->setProperty("role", "title");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 24, 28, 24);
    column->setSpacing(14);
    column->addWidget(title);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addWidget(m_submit);
    column->addWidget(m_elsewhere);
    setMinimumWidth(400);
}

SignInFields SignInDialog::fields() const {
    return {m_server->text().trimmed(), m_utility->text().trimmed(), m_user->text().trimmed(), m_password->text()};
}

bool SignInDialog::addressFits(const SignInFields& given) {
    const QUrl url(given.server, QUrl::StrictMode);
    const bool fits = url.isValid() && !url.host().isEmpty() && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("wss"));
    if (!fits) showProblem(QStringLiteral("bad_address"), given.server);
    return fits;
}

void SignInDialog::elsewhere() {
    const auto given = fields();
    if (!addressFits(given)) return;
    showBusy();
    m_submit->setText(tr("Sign in"));   // who closed the browser need not wait until it is given up
    m_submit->setEnabled(true);
    m_message->setText(tr("Go on in the browser that opens. This window waits for you."));
    emit signInElsewhere(given);
}

void SignInDialog::submit() {
    const auto given = fields();
    if (!addressFits(given)) return;
    if (given.user.isEmpty()) return showProblem(QStringLiteral("no_user"), {});
    if (given.password.isEmpty()) return showProblem(QStringLiteral("no_password"), {});
    showBusy();
    emit signIn(given);
}

void SignInDialog::showBusy() {
    m_submit->setEnabled(false);
    m_elsewhere->setEnabled(false);
    m_submit->setText(tr("Signing in..."));
    m_message->clear();
}

void SignInDialog::showProblem(const QString& code, const QString& detail) {
    m_submit->setEnabled(true);
    m_elsewhere->setEnabled(true);
    m_submit->setText(tr("Sign in"));
    m_message->setText(sentenceFor(code, detail));
    if (code == QLatin1String("bad_address")) m_server->setFocus();
    else if (code == QLatin1String("no_user")) m_user->setFocus();
    else m_password->setFocus(), m_password->selectAll();
}

QString SignInDialog::sentenceFor(const QString& code, const QString& detail) {
    if (code == QLatin1String("bad_address"))
        return tr("`%1` is not a server address. It looks like https://outages.example.org:8443.").arg(detail);
    if (code == QLatin1String("no_user")) return tr("Type your user name.");
    if (code == QLatin1String("no_password")) return tr("Type your password.");
    if (code == QLatin1String("bad_credentials") || code == QLatin1String("unauthorized") || code == QLatin1String("unauthenticated"))
        return tr("User or password is wrong. Check caps lock; after several failures the account waits a few minutes.");
    if (code == QLatin1String("locked") || code == QLatin1String("rate_limited"))
        return tr("Too many attempts. Wait a few minutes, or ask an administrator to unlock the account.");
    if (code == QLatin1String("refused"))
        return tr("Nothing answers at this address. Check the address and whether the server runs.");
    if (code == QLatin1String("host_not_found")) return tr("This host name is not known. Check its spelling or your network.");
    if (code == QLatin1String("certificate_changed"))
        return tr("The server shows another certificate than last time. If nobody announced a change, do not sign in: "
                  "ask your administrator. If it was announced, remove the old pin in Settings.");
    if (code == QLatin1String("certificate"))
        return tr("The server's certificate cannot be trusted (%1). Ask your administrator for the CA file.").arg(detail);
    if (code == QLatin1String("second_factor_required") || code == QLatin1String("second_factor_cancelled"))
        return tr("Verification required to continue: your account asks for a security key or a code after the password.");
    if (code == QLatin1String("no_provider") || code == QLatin1String("provider_not_found"))
        return tr("This utility has no identity provider here. Check its short name, or sign in with your password.");
    if (code == QLatin1String("no_provider_chosen")) return tr("No identity provider was chosen. Begin again, or sign in with your password.");
    if (code == QLatin1String("no_browser")) return tr("No browser could be opened on this computer. Sign in with your password.");
    if (code == QLatin1String("timed_out")) return tr("The browser did not come back in time. Begin again.");
    if (code == QLatin1String("unknown_tenant")) return tr("This server does not know that utility. Check its short name.");
    if (code == QLatin1String("other_utility"))
        return tr("Not signed in: the server speaks for another utility than before. Ask your administrator.");
    if (code == QLatin1String("too_many_attempts")) return tr("Too many attempts. Wait ten minutes, then try again.");
    if (code == QLatin1String("sign_in_refused"))
        return tr("User or password is wrong. Check caps lock; after several failures the account waits a few minutes.");
    if (code == QLatin1String("device_clock_off")) return tr("This computer's clock is wrong by more than five minutes. Set it and try again.");
    if (code == QLatin1String("version")) return tr("This console is too old for the server. Install the current version.");
    return tr("Could not sign in: %1 (%2). Try again, or tell your administrator this code.").arg(detail, code);
}

}  // namespace ok::app
