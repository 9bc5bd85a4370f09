// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A command of shared/ as the console sends it: its own name and its own JSON.
#pragma once
#include <QJsonDocument>

#include "app/desk/command_port.h"
#include "shared/access/command_card.h"

namespace ok::app {

[[nodiscard]] inline QString utf8(std::string_view s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }

[[nodiscard]] inline QJsonObject objectOf(std::string_view json) {
    return QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size()))).object();
}

template <CommandType C>
[[nodiscard]] OutgoingCommand outgoing(const C& command) {
    return {utf8(C::card.name), objectOf(toJson(command)), {}};
}

/// With what it is for and by what right (H2).
template <class C>
[[nodiscard]] OutgoingCommand outgoingFor(const C& command, const QString& purpose, const QString& authority) {
    OutgoingCommand out = outgoing(command);
    out.justification.insert(QStringLiteral("purpose"), purpose);
    if (!authority.isEmpty()) out.justification.insert(QStringLiteral("authority"), authority);
    return out;
}

}  // namespace ok::app
