// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Is an entry in the log as this console has witnessed it? The server's proof is checked against the console's own root.
#pragma once
#include <QByteArray>
#include <QString>

namespace ok::app {

struct EntryPlace {
    qint64 sequence = 0;
    QString hash;         // of the entry, hex
    qint64 size = 0;      // of the checkpoint this console has checked
    QString root;         // its root, hex
};

/// `answer`: the body of GET /v1/ledger/{stream}/inclusion.
[[nodiscard]] bool isProven(const EntryPlace& place, const QByteArray& answer);

}  // namespace ok::app
