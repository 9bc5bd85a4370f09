// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/reason_words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <span>

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ReasonWords)
};

using Pair = std::pair<const char*, const char*>;

QString look(std::span<const Pair> table, const QString& key) {
    for (const auto& [name, sentence] : table)
        if (key == QLatin1String(name)) return Words::tr(sentence);
    return QString(key).replace(QLatin1Char('_'), QLatin1Char(' '));
}

constexpr Pair kReasons[] = {
    {"cluster_core", QT_TRANSLATE_NOOP("ReasonWords", "Among several reports close together")},
    {"cluster_border", QT_TRANSLATE_NOOP("ReasonWords", "Next to several reports close together")},
    {"within_feed_outage", QT_TRANSLATE_NOOP("ReasonWords", "Within an outage of the utility's own feed")},
    {"inside_boundary", QT_TRANSLATE_NOOP("ReasonWords", "Inside the boundary of this incident")},
    {"same_account", QT_TRANSLATE_NOOP("ReasonWords", "From an account that already reported here")},
    {"anchors", QT_TRANSLATE_NOOP("ReasonWords", "The utility's own feed lists it")},
    {"adopted", QT_TRANSLATE_NOOP("ReasonWords", "Joined with an outage of the utility's feed")},
    {"still_out", QT_TRANSLATE_NOOP("ReasonWords", "Customers say they are still out")},
    {"typical", QT_TRANSLATE_NOOP("ReasonWords", "typical for such an outage")},
    {"assessed", QT_TRANSLATE_NOOP("ReasonWords", "after assessment on site")},
    {"crew", QT_TRANSLATE_NOOP("ReasonWords", "from the crew on site")},
    {"feed", QT_TRANSLATE_NOOP("ReasonWords", "from the utility's feed")},
    {"utility_feed", QT_TRANSLATE_NOOP("ReasonWords", "The utility's own feed lists it")},
    {"feed_anchors", QT_TRANSLATE_NOOP("ReasonWords", "its place is the feed's")},
    {"feed_adopted", QT_TRANSLATE_NOOP("ReasonWords", "joined with an outage of the utility's feed")},
    {"feed_returned", QT_TRANSLATE_NOOP("ReasonWords", "listed again after it had gone")},
    {"feed_went_silent", QT_TRANSLATE_NOOP("ReasonWords", "gone from the feed, which does not mean restored")},
    {"feed_crew", QT_TRANSLATE_NOOP("ReasonWords", "the feed says a crew is on it")},
    {"cluster_formed", QT_TRANSLATE_NOOP("ReasonWords", "Several accounts close together reported")},
    {"clusters_joined", QT_TRANSLATE_NOOP("ReasonWords", "reports between two incidents made them one")},
    {"enough_accounts", QT_TRANSLATE_NOOP("ReasonWords", "enough accounts reported to be sure")},
    {"created_by_person", QT_TRANSLATE_NOOP("ReasonWords", "Created at the desk")},
    {"merged_by_person", QT_TRANSLATE_NOOP("ReasonWords", "merged at the desk")},
    {"split_by_person", QT_TRANSLATE_NOOP("ReasonWords", "split at the desk")},
    {"moved_by_operator", QT_TRANSLATE_NOOP("ReasonWords", "moved at the desk")},
    {"undone_by_person", QT_TRANSLATE_NOOP("ReasonWords", "taken back at the desk")},
    {"withdrawn_by_person", QT_TRANSLATE_NOOP("ReasonWords", "created by mistake, withdrawn")},
    {"set_by_person", QT_TRANSLATE_NOOP("ReasonWords", "set at the desk")},
    {"reopened_by_person", QT_TRANSLATE_NOOP("ReasonWords", "opened again at the desk")},
    {"reopened", QT_TRANSLATE_NOOP("ReasonWords", "opened again")},
    {"closed", QT_TRANSLATE_NOOP("ReasonWords", "closed")},
    {"closed_without_evidence", QT_TRANSLATE_NOOP("ReasonWords", "closed on a person's word")},
};
constexpr Pair kCauses[] = {
    {"storm", QT_TRANSLATE_NOOP("ReasonWords", "Storm")},
    {"tree", QT_TRANSLATE_NOOP("ReasonWords", "Tree on line")},
    {"equipment", QT_TRANSLATE_NOOP("ReasonWords", "Equipment failure")},
    {"vehicle", QT_TRANSLATE_NOOP("ReasonWords", "Vehicle accident")},
    {"animal", QT_TRANSLATE_NOOP("ReasonWords", "Animal contact")},
    {"planned", QT_TRANSLATE_NOOP("ReasonWords", "Planned work")},
    {"safety", QT_TRANSLATE_NOOP("ReasonWords", "Switched off for safety")},
    {"unknown", QT_TRANSLATE_NOOP("ReasonWords", "Under investigation")},
};
constexpr Pair kCrews[] = {
    {"assigned", QT_TRANSLATE_NOOP("ReasonWords", "Crew assigned")},
    {"on_site", QT_TRANSLATE_NOOP("ReasonWords", "Crew on site")},
};
constexpr Pair kSymptoms[] = {
    {"out", QT_TRANSLATE_NOOP("ReasonWords", "no power")},
    {"partial", QT_TRANSLATE_NOOP("ReasonWords", "part of the power")},
    {"flickering", QT_TRANSLATE_NOOP("ReasonWords", "flickering")},
    {"wire_down", QT_TRANSLATE_NOOP("ReasonWords", "WIRE DOWN")},
    {"gas_smell", QT_TRANSLATE_NOOP("ReasonWords", "GAS SMELL")},
    {"restored", QT_TRANSLATE_NOOP("ReasonWords", "power is back")},
    {"still_out", QT_TRANSLATE_NOOP("ReasonWords", "still out")},
};
constexpr Pair kTray[] = {
    {"no_place", QT_TRANSLATE_NOOP("ReasonWords", "No address given")},
    {"no_address", QT_TRANSLATE_NOOP("ReasonWords", "No address given")},
    {"address_unknown", QT_TRANSLATE_NOOP("ReasonWords", "Address not found")},
    {"no_match", QT_TRANSLATE_NOOP("ReasonWords", "Address not found")},
    {"address_ambiguous", QT_TRANSLATE_NOOP("ReasonWords", "Several addresses fit")},
    {"ambiguous", QT_TRANSLATE_NOOP("ReasonWords", "Several addresses fit")},
    {"account_unknown", QT_TRANSLATE_NOOP("ReasonWords", "Account not known")},
    {"not_understood", QT_TRANSLATE_NOOP("ReasonWords", "Text not understood")},
    {"outside_territory", QT_TRANSLATE_NOOP("ReasonWords", "Outside the territory")},
};

void addFacts(const QString& name, const QJsonValue& value, std::vector<std::pair<QString, QString>>& facts, int depth) {
    constexpr std::size_t kMostFacts = 24;
    if (facts.size() >= kMostFacts || depth > 4) return;
    if (value.isObject()) {
        const auto object = value.toObject();
        // A draft reads as channel and language with its words, not as five lines.
        if (object.contains(QStringLiteral("channel")) && object.contains(QStringLiteral("text"))) {
            facts.emplace_back(object.value(QStringLiteral("channel")).toString() + QLatin1Char(' ') +
                                   object.value(QStringLiteral("language")).toString(),
                               object.value(QStringLiteral("text")).toString());
            return;
        }
        for (auto at = object.begin(); at != object.end(); ++at)
            addFacts(QString(at.key()).replace(QLatin1Char('_'), QLatin1Char(' ')), at.value(), facts, depth + 1);
    } else if (value.isArray()) {
        for (const auto& each : value.toArray()) addFacts(name, each, facts, depth + 1);
    } else if (!value.isNull()) {
        const QString shown = value.toVariant().toString();
        if (!shown.isEmpty()) facts.emplace_back(name, shown);
    }
}

}  // namespace

QString reasonText(const QString& key, double metres) {
    const QString sentence = look(kReasons, key);
    return metres >= 1 ? Words::tr("%1 (%2 m away)").arg(sentence).arg(static_cast<int>(metres)) : sentence;
}

QString reasonsText(const std::vector<std::string>& keys) {
    QStringList sentences;
    for (const auto& key : keys) {
        const QString sentence = reasonText(QString::fromStdString(key));
        if (!sentences.contains(sentence)) sentences << sentence;
    }
    return sentences.join(QStringLiteral(". "));
}

QString causeText(const QString& key) { return look(kCauses, key); }
QString crewText(const QString& key) { return look(kCrews, key); }
QString causeKey(const QString& text) {
    for (const auto& [key, sentence] : kCauses)
        if (text == Words::tr(sentence)) return QLatin1String(key);
    return QStringLiteral("unknown");
}

QString crewKey(const QString& text) {
    for (const auto& [key, sentence] : kCrews)
        if (text == Words::tr(sentence)) return QLatin1String(key);
    return {};
}

QString symptomText(const QString& key) { return look(kSymptoms, key); }
QString trayProblemText(const QString& key) { return look(kTray, key); }

std::vector<std::pair<QString, QString>> factsOf(const QString& json) {
    std::vector<std::pair<QString, QString>> facts;
    addFacts({}, QJsonDocument::fromJson(json.toUtf8()).object(), facts, 0);
    return facts;
}

}  // namespace ok::app
