// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/reason_port.h"

#include <QJsonDocument>

#include "app/approvals/reason_dialog.h"
#include "app/desk/words.h"

namespace ok::app {

void ReasonPort::send(OutgoingCommand command, ReplyHandler done) {
    OutgoingCommand again = command;
    m_next.send(std::move(command), [this, again = std::move(again), done = std::move(done)](const CommandReply& reply) {
        if (reply.code == QLatin1String("justification_needed") && m_window) return ask(again, done, reply);
        if (done) done(reply);
    });
}

void ReasonPort::ask(OutgoingCommand command, ReplyHandler done, const CommandReply& refused) {
    const auto part = [&](const char* name) { return refused.body.value(QLatin1String(name)).toString().toStdString(); };
    const auto rule = fromJson<approvals::GuardRule>(part("rule"));
    const auto codes = fromJson<std::vector<std::string>>(part("reason_codes"));
    if (!rule.ok() || !codes.ok()) {
        if (done) done(refused);
        return;
    }
    const QString what = command.label.isEmpty() ? approvalActionText(command.name) : command.label;
    auto* dialog = new ReasonDialog(what, {0, *codes, {*rule}}, *rule, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, dialog, [this, dialog, command, done]() mutable {
        const std::string why = toJson(dialog->value());
        const QJsonObject before = std::exchange(command.justification, QJsonDocument::fromJson(QByteArray(why.data(), static_cast<qsizetype>(why.size()))).object());
        for (const auto* kept : {"purpose", "authority"}) {
            if (const auto value = before.value(QLatin1String(kept)); value.isString()) command.justification.insert(QLatin1String(kept), value);
        }
        send(std::move(command), std::move(done));
    });
    QObject::connect(dialog, &QDialog::rejected, dialog, [done, refused] {
        CommandReply left = refused;
        left.code = QStringLiteral("left_undone");
        if (done) done(left);
    });
    dialog->open();
}

}  // namespace ok::app
