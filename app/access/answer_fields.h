// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Members of a server's answer as pages of people, sessions and keys show them. What is missing is empty.
#pragma once
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include "shared/base/instant.h"

namespace ok::app {

[[nodiscard]] inline QString word(const QJsonObject& in, const char* name) { return in.value(QLatin1String(name)).toString(); }

[[nodiscard]] inline Instant timeIn(const QJsonObject& in, const char* name) {
    const auto time = parseIso(word(in, name).toStdString());
    return time.ok() ? *time : Instant();
}

[[nodiscard]] inline QString listIn(const QJsonObject& in, const char* name) {
    QStringList out;
    for (const auto& each : in.value(QLatin1String(name)).toArray()) out << each.toString();
    return out.join(QStringLiteral(", "));
}

}  // namespace ok::app
