// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/access/key_dialog.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QThread>
#include <QVBoxLayout>

namespace ok::app {

KeyDialog::KeyDialog(std::shared_ptr<KeyDevice> device, Question question, QWidget* parent)
    : QDialog(parent), m_device(std::move(device)), m_question(std::move(question)), m_text(new QLabel(this)), m_pin(new QLineEdit(this)),
      m_code(new QLineEdit(this)), m_pinLabel(new QLabel(tr("&PIN of the key"), this)), m_codeLabel(new QLabel(tr("C&ode instead"), this)),
      m_go(new QPushButton(this)), m_cancel(new QPushButton(tr("Cancel"), this)) {
    setWindowTitle(tr("Verify with your security key"));
    setObjectName(QStringLiteral("key_dialog"));
    build();
}

KeyDialog::~KeyDialog() {
    if (m_asking == nullptr) return;
    m_device->cancel();
    m_asking->wait();
    delete m_asking;
}

void KeyDialog::build() {
    m_text->setWordWrap(true);
    m_text->setMinimumHeight(m_text->fontMetrics().height() * 3);
    m_text->setAlignment(Qt::AlignTop);
    m_text->setAccessibleName(tr("Message"));
    m_pin->setEchoMode(QLineEdit::Password);
    m_pin->setMaxLength(63);
    m_pin->setAccessibleName(tr("PIN of the key"));
    m_code->setMaxLength(40);
    m_code->setAccessibleName(tr("Code of your app, or a recovery code"));
    m_pinLabel->setBuddy(m_pin);
    m_codeLabel->setBuddy(m_code);
    for (QWidget* hidden : {static_cast<QWidget*>(m_pin), static_cast<QWidget*>(m_pinLabel), static_cast<QWidget*>(m_code), static_cast<QWidget*>(m_codeLabel)}) hidden->hide();
    m_go->setProperty("primary", true);
    m_go->setDefault(true);
    auto* title = new QLabel(tr("Verify with your security key"), this);
    title->setProperty("role", "title");
    auto* form = new QFormLayout;
    form->addRow(m_pinLabel, m_pin);
    form->addRow(m_codeLabel, m_code);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 24, 28, 24);
    column->setSpacing(14);
    column->addWidget(title);
    column->addWidget(m_text);
    column->addLayout(form);
    column->addLayout(buttons);
    setMinimumWidth(420);
    connect(m_cancel, &QPushButton::clicked, this, &KeyDialog::reject);
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_code->isVisible() && !m_code->text().trimmed().isEmpty()) useCode();
        else if (m_refused) emit again();
        else ask();
    });
}

void KeyDialog::offerCode() {
    m_codeLabel->show();
    m_code->show();
}

void KeyDialog::begin() {
    open();
    ask();
}

void KeyDialog::ask() {
    if (m_asking != nullptr) return;
    m_text->setText(tr("Plug in your security key and touch it when it blinks."));
    m_go->setText(tr("Waiting for the key..."));
    m_go->setEnabled(false);
    const std::string pin = m_pin->text().toStdString();
    auto answer = std::make_shared<Result<std::string>>(problem("key_failed", "not asked"));
    m_asking = QThread::create([device = m_device, question = m_question, pin, answer] { *answer = question(*device, pin); });
    connect(m_asking, &QThread::finished, this, [this, answer] {
        m_asking->deleteLater();
        m_asking = nullptr;
        heard(*answer);
    });
    m_asking->start();
}

void KeyDialog::heard(const Result<std::string>& answer) {
    m_go->setEnabled(true);
    m_go->setText(tr("Try again"));
    if (answer.ok()) {
        m_text->setText(tr("Thank you. One moment..."));
        emit answered(QByteArray::fromStdString(*answer));
        return;
    }
    const Problem& why = answer.problem();
    const auto tries = why.details.find("tries");
    showProblem(QString::fromStdString(why.code), tries == why.details.end() ? QString::fromStdString(why.message) : QString::fromStdString(tries->second));
}

void KeyDialog::showRefusal(const QString& code, const QString& detail) {
    m_refused = true;
    showProblem(code, detail);
}

void KeyDialog::showProblem(const QString& code, const QString& detail) {
    m_text->setText(sentenceFor(code, detail));
    m_go->setEnabled(true);
    m_go->setText(tr("Try again"));
    if (code != QLatin1String("pin_needed") && code != QLatin1String("pin_wrong")) return;
    m_pinLabel->show();
    m_pin->show();
    m_pin->clear();
    m_pin->setFocus();
    m_go->setText(tr("Continue"));
}

void KeyDialog::useCode() { emit typedCode(m_code->text().trimmed()); }

void KeyDialog::reject() {
    if (m_asking != nullptr) m_device->cancel();
    QDialog::reject();
}

QString KeyDialog::sentenceFor(const QString& code, const QString& detail) {
    if (code == QLatin1String("no_key")) return tr("No security key was found. Plug it in and try again.");
    if (code == QLatin1String("wrong_key")) return tr("This is not one of your enrolled keys. Plug in another one and try again.");
    if (code == QLatin1String("pin_needed")) return tr("This key wants its PIN. Type it, then touch the key.");
    if (code == QLatin1String("pin_wrong"))
        return detail.isEmpty() ? tr("This is not the key's PIN.") : tr("This is not the key's PIN. Tries left: %1.").arg(detail);
    if (code == QLatin1String("pin_blocked")) return tr("The key is locked after too many wrong PINs. Use another key, or reset this one with its maker's program.");
    if (code == QLatin1String("pin_not_set")) return tr("This key has no PIN yet. Set one with its maker's program.");
    if (code == QLatin1String("key_denied")) return tr("The key refused. Try again, or use another key.");
    if (code == QLatin1String("key_timed_out")) return tr("Nobody touched the key in time. Try again.");
    if (code == QLatin1String("key_cancelled")) return tr("Verification required to continue.");
    if (code == QLatin1String("key_unsupported")) return tr("This key cannot do what is needed here. Use a FIDO2 key with a PIN.");
    if (code == QLatin1String("key_wrong_party")) return tr("The server asked for the key of another site. Check its address, and tell your administrator.");
    if (code == QLatin1String("key_refused")) return tr("The server did not accept this key. Try another one, or ask your administrator.");
    if (code == QLatin1String("code_refused")) return tr("This code was not accepted. Wait for the next one and try again.");
    if (code == QLatin1String("no_key_registered")) return tr("No key registered. Add a security key under My security keys, or ask your administrator.");
    if (code == QLatin1String("too_many_attempts")) return tr("Too many attempts. Wait ten minutes and try again.");
    if (code == QLatin1String("ticket_refused") || code == QLatin1String("challenge_expired")) return tr("That took too long. Cancel and start again.");
    if (code == QLatin1String("user_verification_required")) return tr("User verification required: set a PIN on your key.");
    if (code == QLatin1String("credential_expired")) return tr("This key has expired. Add it again on the server's sign-in page.");
    if (code == QLatin1String("region_restricted")) return tr("Keys are not taken from where you are. Use your utility's network.");
    if (code == QLatin1String("environment_restricted")) return tr("Keys open nothing in this environment.");
    if (code == QLatin1String("hardware_key_required")) return tr("Hardware security key required.");
    return tr("The key did not answer as it should: %1 (%2). Try again.").arg(detail, code);
}

}  // namespace ok::app
