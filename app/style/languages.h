// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The languages of the console: the one chosen in the settings, else the system's, else English. English has words too:
// only there are the plural forms.
#pragma once
#include <QList>
#include <QString>

class QCoreApplication;
class QSettings;

namespace ok::app {

inline const QString kLanguageKey = QStringLiteral("look/language");

struct LanguageChoice {
    QString code;  // `en`, `es`
    QString name;  // in itself
};
[[nodiscard]] QList<LanguageChoice> languages();
/// Before the first window; windows that stand keep their words. Returns the language in force.
QString installWords(QCoreApplication& application, const QSettings& settings);

}  // namespace ok::app
