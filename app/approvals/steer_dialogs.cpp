// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/steer_dialogs.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "app/desk/permits.h"
#include "app/desk/pieces.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Ladder)
};

constexpr int longestMinutes = 120, usualMinutes = 15;

/// A dialog with a form, a reason at its end, and OK only with one.
struct Asked {
    QDialog dialog;
    QFormLayout* form;
    QLineEdit* reason;
    QDialogButtonBox* box;
    Asked(QWidget* parent, const QString& title, const QString& accept) : dialog(parent), form(new QFormLayout(&dialog)), reason(new QLineEdit(&dialog)), box(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog)) {
        dialog.setWindowTitle(title);
        dialog.setMinimumWidth(420);
        form->setContentsMargins(20, 16, 20, 16);
        form->setSpacing(10);
        box->button(QDialogButtonBox::Ok)->setText(accept);
        makePrimary(box->button(QDialogButtonBox::Ok));
        box->button(QDialogButtonBox::Ok)->setEnabled(false);
        QObject::connect(reason, &QLineEdit::textChanged, &dialog, [this](const QString& words) { box->button(QDialogButtonBox::Ok)->setEnabled(!words.trimmed().isEmpty()); });
        QObject::connect(box, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
        QObject::connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    }
    bool run() {
        reason->setPlaceholderText(Words::tr("stays in the log"));
        form->addRow(Words::tr("&Why"), reason);
        form->addRow(box);
        return dialog.exec() == QDialog::Accepted;
    }
};

}  // namespace

std::optional<PutOff> askPutOff(QWidget* parent, bool already) {
    Asked asked(parent, Words::tr("Put off"), Words::tr("Put off"));
    auto* length = new QComboBox(&asked.dialog);
    if (already) length->addItem(Words::tr("go on at once"), 0);
    for (const int minutes : {5, 15, 30}) length->addItem(Words::tr("%n minutes", nullptr, minutes), minutes);
    length->addItem(Words::tr("another time"), -1);
    length->setCurrentIndex(already ? 0 : 1);
    auto* own = new QSpinBox(&asked.dialog);
    own->setRange(1, longestMinutes);
    own->setValue(usualMinutes);
    own->setSuffix(Words::tr(" minutes"));
    own->setEnabled(false);
    own->setAccessibleName(Words::tr("Minutes"));
    QObject::connect(length, &QComboBox::currentIndexChanged, own, [length, own] { own->setEnabled(length->currentData().toInt() < 0); });
    asked.form->addRow(Words::tr("How &long"), length);
    asked.form->addRow(QString(), own);
    if (!asked.run()) return {};
    const int chosen = length->currentData().toInt();
    return PutOff{chosen < 0 ? own->value() : chosen, asked.reason->text().trimmed()};
}

std::optional<GiveOn> askGiveOn(QWidget* parent, const std::vector<std::pair<QString, QString>>& people, int requests) {
    Asked asked(parent, Words::tr("Give to"), Words::tr("Give"));
    auto* whom = new QComboBox(&asked.dialog);
    for (const auto& [words, target] : people) whom->addItem(words, target);
    for (const char* role : {"approver", "supervisor", "operator", "admin"}) whom->addItem(Words::tr("everybody who is %1").arg(roleText(QLatin1String(role))), QStringLiteral("role:") + QLatin1String(role));
    asked.form->addRow(Words::tr("%n request(s) &to", nullptr, requests), whom);
    if (!asked.run()) return {};
    return GiveOn{whom->currentData().toString(), whom->currentText(), asked.reason->text().trimmed()};
}

}  // namespace ok::app
