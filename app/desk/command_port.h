// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CommandPort: the console's only way to act. Real: app/sync over the socket. In tests: a list. The gate's answer comes
// back once, in the GUI thread, also when the command had to wait for a connection.
#pragma once
#include <QJsonObject>
#include <QString>
#include <functional>

namespace ok::app {

struct CommandReply {
    enum class Outcome { Done, ApprovalRequired, Queued, Refused };
    Outcome outcome = Outcome::Done;
    QString code;     // the Problem's stable code
    QString message;  // English; shown only where the console has no sentence of its own for the code
    QString commandId;
    QJsonObject body;
};

struct OutgoingCommand {
    QString name;  // as in docs/contract.md
    QJsonObject body;
    QString label;  // what the operator did, for the undo menu; empty = cannot be undone
    QJsonObject justification{};  // reason_code, rationale, attachment, where the utility asks for one
};

using ReplyHandler = std::function<void(const CommandReply&)>;

class CommandPort {
  public:
    virtual ~CommandPort() = default;
    virtual void send(OutgoingCommand command, ReplyHandler done) = 0;
};

/// The sentence an operator reads for a reply that is not plain success: what happened and what to do now.
[[nodiscard]] QString sentenceFor(const CommandReply& reply);

}  // namespace ok::app
