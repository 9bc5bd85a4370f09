// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/style/languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace ok::app {

QList<LanguageChoice> languages() { return {{QStringLiteral("en"), QStringLiteral("English")}, {QStringLiteral("es"), QStringLiteral("Espa\u00f1ol")}}; }

QString installWords(QCoreApplication& application, const QSettings& settings) {
    QString code = settings.value(kLanguageKey).toString();
    if (code.isEmpty()) code = QLocale().name().left(2);
    const auto known = languages();
    if (std::none_of(known.begin(), known.end(), [&code](const auto& each) { return each.code == code; })) code = QStringLiteral("en");
    for (const auto& [base, folder] : {std::pair(QStringLiteral("outagekit_"), QStringLiteral(":/i18n")),
                                       std::pair(QStringLiteral("qtbase_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath))}) {
        auto* words = new QTranslator(&application);
        if (words->load(folder + QLatin1Char('/') + base + code)) QCoreApplication::installTranslator(words);
        else delete words;
    }
    return code;
}

}  // namespace ok::app
