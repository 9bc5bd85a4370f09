// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/incident_facts.h"

#include <QCoreApplication>
#include <algorithm>

#include "app/access/scope_form.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(IncidentFacts)
};

constexpr int longestSummary = 140;
constexpr std::size_t mostSaid = 5;

struct Said {
    Instant at;
    QString words;
};

/// The last of what left and what came in, newest first.
std::vector<Said> lastSaid(const DeskContext& desk, const QString& incident) {
    std::vector<Said> all;
    for (const auto& each : desk.store.broadcasts()) {
        if (each.incident != incident || each.state == QLatin1String("draft")) continue;
        QStringList ways;
        for (const auto& draft : each.drafts)
            if (const QString way = channelName(enumName(draft.channel)); !ways.contains(way)) ways << way;
        all.push_back({each.at, Words::tr("\u2191 %1: %2 (%3, %4 of %5 arrived)").arg(ways.isEmpty() ? Words::tr("message") : ways.join(QStringLiteral(", ")), each.title.left(60), broadcastStateText(each.state), countText(each.delivered), countText(each.total))});
    }
    for (const auto& each : desk.store.reports())
        if (each.incident == incident) all.push_back({each.received, Words::tr("\u2193 %1: a report").arg(channelText(each.channel))});
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), mostSaid));
    std::partial_sort(all.begin(), end, all.end(), [](const Said& a, const Said& b) { return a.at > b.at; });
    all.erase(end, all.end());
    return all;
}

}  // namespace

QString incidentFactsHtml(const DeskContext& desk, const QString& incident) {
    const auto* doc = desk.store.incident(incident);
    if (!doc) return {};
    const auto zone = zoneOf(desk.store.utility());
    const Instant now = desk.now();
    const QString muted = desk.theme.tokens().muted.name();
    const QString whole = doc->why.isEmpty() ? doc->cause : doc->cause.isEmpty() ? doc->why : Words::tr("%1. %2").arg(doc->cause, doc->why);
    const QString summary = whole.isEmpty() ? Words::tr("nothing is known of its cause yet") : whole.size() > longestSummary ? whole.left(longestSummary - 1) + QChar(0x2026) : whole;
    const QString eta = doc->eta ? Words::tr("expected %1").arg(clockText(doc->eta->at, zone, now)) : Words::tr("ETA not set");
    QString html = QStringLiteral("<div><a href='%1'>#%2 %3</a>: %4 &nbsp;<a href='eta:%1'>%5</a></div>")
                       .arg(incident.toHtmlEscaped(), doc->number.toHtmlEscaped(), incidentTitle(*doc).toHtmlEscaped(), Words::tr("%1 customers out, %2").arg(countText(doc->customers), eta).toHtmlEscaped(), Words::tr("set ETA"));
    html += QStringLiteral("<div style='color:%1' title='%2'>%3</div>").arg(muted, whole.toHtmlEscaped(), summary.toHtmlEscaped());
    const auto said = lastSaid(desk, incident);
    if (said.empty()) html += QStringLiteral("<div style='color:%1'>%2</div>").arg(muted, Words::tr("Nothing was said to customers yet."));
    for (const auto& each : said) html += QStringLiteral("<div>%1 %2</div>").arg(clockText(each.at, zone, now), each.words.toHtmlEscaped());
    return html + QStringLiteral("<div><a href='messages:%1'>%2</a></div>").arg(incident.toHtmlEscaped(), Words::tr("all messages"));
}

}  // namespace ok::app
