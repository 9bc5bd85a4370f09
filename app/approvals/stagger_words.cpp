// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/stagger_words.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Stagger)
};

constexpr int previewLength = 140;

QString channelWord(const std::string& channel) {
    if (channel == "sms") return Words::tr("text messages");
    if (channel == "email") return Words::tr("email");
    if (channel == "voice") return Words::tr("calls");
    if (channel == "web") return Words::tr("the public page");
    return utf8(channel);
}

/// What would be read, in the first language that there is.
QString wordsOf(const approvals::ReviewDiff& diff, const std::string& channel) {
    const std::string part = "/" + channel + "/";
    for (const auto& item : diff.items) {
        if (!item.text || item.change == approvals::ChangeKind::removed || item.id.find(part) == std::string::npos || item.id.ends_with("/subject")) continue;
        std::string text;
        for (const auto& run : item.text->runs) {
            if (run.op != approvals::TextOp::removed) text += run.text;
        }
        return utf8(text).simplified().left(previewLength);
    }
    return {};
}

}  // namespace

QString spanText(std::int64_t seconds) {
    if (seconds <= 0) return Words::tr("at once");
    if (seconds < 60) return Words::tr("%1 s").arg(seconds);
    if (seconds % 60 == 0) return Words::tr("%1 min").arg(seconds / 60);
    return Words::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

std::vector<StaggerLine> staggerLines(const approvals::ReviewReply& reply) {
    std::vector<StaggerLine> out;
    for (const auto& step : reply.schedule) {
        QStringList channels, previews;
        for (const auto& channel : step.channels) {
            channels << channelWord(channel);
            const QString words = wordsOf(reply.diff, channel);
            if (!words.isEmpty()) previews << QStringLiteral("%1: \u201c%2\u201d").arg(channelWord(channel), words);
        }
        const QString when = step.offsetSeconds <= 0 ? Words::tr("At once") : Words::tr("After %1").arg(spanText(step.offsetSeconds));
        QString line = Words::tr("%1: %2, %3 messages").arg(when, channels.join(QStringLiteral(", ")), countText(step.messages));
        if (step.batches > 1) line += Words::tr(" in %1 batches, the last after %2").arg(countText(step.batches), spanText(step.lastSeconds));
        if (step.holdSeconds > 0) line += Words::tr("; then %1 to look").arg(spanText(step.holdSeconds));
        out.push_back({line, previews.join(QLatin1Char('\n'))});
    }
    return out;
}

QStringList peopleToAsk(const approvals::PreflightReply& reply) {
    QStringList out;
    for (const auto& channel : reply.approvers) {
        for (const auto& person : channel.people) {
            const auto login = reply.logins.find(person.id);
            if (login != reply.logins.end()) out << utf8(login->second);
        }
    }
    out.removeDuplicates();
    out.sort();
    return out;
}

std::optional<AskedPerson> askWhom(QWidget* parent, const QStringList& people, const QString& role) {
    QDialog dialog(parent);
    dialog.setWindowTitle(Words::tr("Ask somebody to look"));
    dialog.setMinimumWidth(420);
    auto* whom = new QComboBox(&dialog);
    whom->addItems(people);
    whom->setAccessibleName(Words::tr("Whom"));
    auto* words = new QLineEdit(&dialog);
    words->setPlaceholderText(Words::tr("a word for them; it stands with the request"));
    words->setAccessibleName(Words::tr("Words"));
    words->setMaxLength(500);
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
    box->button(QDialogButtonBox::Ok)->setText(Words::tr("Ask"));
    makePrimary(box->button(QDialogButtonBox::Ok));
    QObject::connect(box, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* form = new QFormLayout(&dialog);
    form->setContentsMargins(20, 16, 20, 16);
    form->setSpacing(10);
    form->addRow(label(&dialog, "muted", role.isEmpty() ? Words::tr("Those who could approve it now.") : Words::tr("Those who are %1 and could approve it now.").arg(role)));
    form->addRow(Words::tr("&Whom"), whom);
    form->addRow(Words::tr("Wor&ds"), words);
    form->addRow(box);
    if (people.isEmpty() || dialog.exec() != QDialog::Accepted) return {};
    return AskedPerson{whom->currentText(), words->text().trimmed()};
}

}  // namespace ok::app
