// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/preflight_view.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLabel>
#include <QLocale>
#include <QLoggingCategory>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <cmath>

#include "app/access/area_map.h"
#include "app/access/scope_form.h"
#include "app/approvals/review_words.h"
#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/policy/version_api.h"

namespace ok::app {
namespace {

Q_LOGGING_CATEGORY(preflightLog, "outagekit.preflight")

using approvals::NextStep;
using approvals::PreflightState;

constexpr int mostTries = 3, settleMs = 150, againMs = 4'000;

QString listed(const std::vector<std::string>& values, QString (*name)(const std::string&)) {
    QStringList out;
    for (const auto& each : values) out << (name ? name(each) : utf8(each));
    return out.join(QStringLiteral(", "));
}

QString (*namesOf(access::Dimension dimension))(const std::string&) {
    switch (dimension) {
        case access::Dimension::channel: return channelName;
        case access::Dimension::severity: return severityName;
        case access::Dimension::content_type: return contentName;
        default: return nullptr;
    }
}

QString row(const QString& name, const QString& value) {
    return QStringLiteral("<tr><td style='padding-right:12px'>%1</td><td>%2</td></tr>").arg(name.toHtmlEscaped(), value);
}

}  // namespace

PreflightView::PreflightView(const DeskContext& desk, bool withMap, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_banner(new QLabel(this)), m_facts(label(this, "text")), m_reason(new QPlainTextEdit(this)) {
    m_banner->setWordWrap(true);
    m_banner->setMargin(6);
    m_banner->setAccessibleName(tr("Preflight"));
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_facts->setMinimumWidth(1);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_reason->setTabChangesFocus(true);
    m_reason->setFixedHeight(56);
    m_reason->setAccessibleName(tr("Why is it needed all the same?"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_banner);
    column->addWidget(m_facts);
    if (withMap) {
        m_map = new AreaMap(desk.theme, desk.store.utility().areas, this);
        m_map->setFixedHeight(120);
        m_map->setEnabled(false);   // shows; chooses nothing
        m_map->setFocusPolicy(Qt::NoFocus);
        column->addWidget(m_map);
    }
    column->addWidget(m_reason);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &PreflightView::ask);
    // Who opts out while somebody writes is not counted any more (F01.R3.A2).
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (!isVisible() || !m_reply || m_soon.isActive()) return;
        m_tries = 0;
        ask();
    });
    m_again.start(againMs);
    connect(m_reason, &QPlainTextEdit::textChanged, this, [this] {
        present();
        emit changed();
    });
    clear();
}

void PreflightView::clear() {
    ++m_asked;
    m_soon.stop();
    m_reply.reset();
    m_before.clear();
    m_failed.clear();
    present();
}

void PreflightView::lookAhead(const approvals::Preflight& question) {
    m_question = question;
    m_tries = 0;
    m_soon.start(settleMs);
}

void PreflightView::ask() {
    const int question = ++m_asked;
    m_desk.commands.send(outgoing(m_question), [self = QPointer(this), question](const CommandReply& reply) {
        if (self) self->take(question, reply);
    });
}

void PreflightView::take(int question, const CommandReply& reply) {
    if (question != m_asked) return;
    const QByteArray body = QJsonDocument(reply.body).toJson(QJsonDocument::Compact);
    auto read = fromJson<approvals::PreflightReply>(std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
    if (reply.outcome == CommandReply::Outcome::Done && reply.body.contains(QStringLiteral("state")) && read.ok()) {
        if (m_reply && m_reply->people != read->people) m_before = m_reply->people;
        m_reply = std::move(*read);
        m_failed.clear();
    } else if (reply.outcome != CommandReply::Outcome::Done && reply.code != QLatin1String("access_denied") && ++m_tries < mostTries) {
        m_soon.start(m_firstPause << (m_tries - 1));
        return;
    } else {
        m_reply.reset();
        if (reply.outcome != CommandReply::Outcome::Done) {
            m_failed = tr("Whom this reaches could not be worked out (%1). Try again, or choose fewer recipients.").arg(reply.code);
            qCWarning(preflightLog) << "preflight failed" << reply.code << "tries" << m_tries << "correlation" << reply.commandId;
        }
    }
    present();
    emit changed();
}

bool PreflightView::mayGo() const {
    if (!m_reply || m_reply->state == PreflightState::ok) return true;
    return m_reply->state == PreflightState::warning && reason().size() >= m_reply->shortestJustification;
}

QString PreflightView::reason() const { return m_reason->toPlainText().trimmed(); }

QString PreflightView::hindrance() const {
    if (mayGo()) return {};
    if (m_reply->state == PreflightState::warning) {
        const auto missing = m_reply->shortestJustification - static_cast<int>(reason().size());
        return tr("Say why in at least %1 characters: %2 more.").arg(m_reply->shortestJustification).arg(missing);
    }
    if (m_reply->blockedBy == "policy_violation.self_approval") return tr("Self-approval not permitted per policy.");
    if (m_reply->blockedBy == "policy_violation.duplicate_identity") return tr("You have released this already: another person has to, too.");
    if (m_reply->blockedBy == "policy_violation.role") return tr("The utility wants other roles than yours to release this.");
    if (!m_reply->decision.hardLimit.empty()) return tr("Beyond a limit that nobody may pass.");
    return m_reply->gaps.empty() ? tr("Your role does not include this.") : tr("Outside what your roles allow: see below.");
}

void PreflightView::setBanner(const QString& text, const QString& tone) {
    const auto& t = m_desk.theme.tokens();
    const QColor colour = tone == QLatin1String("good") ? t.good : tone == QLatin1String("warning") ? t.warning : tone == QLatin1String("muted") ? t.muted : t.critical;
    m_banner->setText(text);
    m_banner->setStyleSheet(QStringLiteral("color: %1; font-weight: 600;").arg(colour.name()));
    m_banner->setVisible(!text.isEmpty());
}

void PreflightView::present() {
    const bool warns = m_reply && m_reply->state == PreflightState::warning;
    m_reason->setVisible(warns);
    m_reason->setPlaceholderText(tr("Why is it needed all the same?"));
    if (!m_reply) {
        setBanner(m_failed, QStringLiteral("bad"));
        m_facts->hide();
        if (m_map) m_map->hide();
        return;
    }
    const auto total = countText(m_reply->requested.audience.value_or(0));
    if (!mayGo()) setBanner(hindrance(), warns ? QStringLiteral("warning") : QStringLiteral("bad"));
    else if (m_reply->zeroImpact) setBanner(tr("Nobody would be told: no recipients with these choices."), QStringLiteral("muted"));
    else if (warns) setBanner(tr("Unusually large, with a reason: %1 messages.").arg(total), QStringLiteral("warning"));
    else setBanner(tr("Validation OK: %1 messages, all within what your roles allow.").arg(total), QStringLiteral("good"));
    m_facts->setText(html());
    m_facts->show();
    showMap();
}

void PreflightView::showMap() {
    if (!m_map) return;
    QSet<QString> reached, outside;
    for (const auto& place : m_reply->places)
        for (const auto& territory : place.territories) (place.allowed ? reached : outside).insert(utf8(territory));
    m_map->setChosen(reached);
    m_map->setOutOfReach(outside);
    m_map->setVisible(!m_desk.store.utility().areas.empty());
}

QString PreflightView::placeName(const std::string& id) const {
    for (const auto& each : m_desk.store.utility().areas)
        if (each.id == utf8(id)) return each.name;
    return id == "*" ? tr("everywhere") : utf8(id);
}

/// People by slice, each with what it was before the last change: `1,200 (+300, +33 %)` (F01.R3.A6).
QString PreflightView::peopleHtml() const {
    const auto was = [this](const std::string& dimension, const std::string& value) -> std::int64_t {
        const auto slice = m_before.find(dimension);
        if (slice == m_before.end()) return 0;
        const auto found = slice->second.find(value);
        return found == slice->second.end() ? 0 : found->second;
    };
    const auto counted = [&](const std::string& dimension, const std::string& value, std::int64_t now) {
        QString out = countText(now);
        const std::int64_t before = was(dimension, value), delta = now - before;
        if (m_before.empty() || delta == 0) return out;
        const QString sign = delta > 0 ? QStringLiteral("+") : QStringLiteral("\u2212");
        out += QStringLiteral(" (%1%2").arg(sign, countText(std::abs(delta)));
        if (before > 0) out += QStringLiteral(", %1%2 %").arg(sign).arg(std::lround(100.0 * static_cast<double>(std::abs(delta)) / static_cast<double>(before)));
        return out + QLatin1Char(')');
    };
    QString out;
    const std::pair<const char*, QString> slices[] = {{"segment", tr("People")}, {"channel", tr("By channel")}, {"geography", tr("By area")}, {"withheld", tr("Not told")}, {"held", tr("Held by quiet hours")}};
    for (const auto& [dimension, title] : slices) {
        const auto found = m_reply->people.find(dimension);
        if (found == m_reply->people.end()) continue;
        QStringList parts;
        for (const auto& [value, count] : found->second) {
            const QString name = found->first == "channel" || found->first == "held" ? channelName(value) : found->first == "geography" ? placeName(value)
                                 : value == "critical_care" ? tr("critical care") : value == "standard" ? tr("standard") : value == "no_contact" ? tr("no contact") : value == "stopped" ? tr("opted out")
                                 : value == "not_opted_in" ? tr("not opted in") : value == "not_routed" ? tr("not by these rules") : utf8(value);
            parts << QStringLiteral("%1 %2").arg(name, counted(found->first, value, count));
        }
        out += row(title, parts.mid(0, 8).join(QStringLiteral(" \u00b7 ")).toHtmlEscaped());
    }
    QStringList windows;
    for (const auto& [channel, of] : m_reply->delivery) {
        const auto fact = [&of](const char* name) { return of.contains(name) ? of.at(name) : std::int64_t{0}; };
        const QTime quiet = QTime(0, 0).addSecs(static_cast<int>(fact("quiet_to")) * 60);
        QString line = tr("%1 at least %2 min, %3 at a time, %4 a minute").arg(channelName(channel), countText(fact("minutes")), countText(fact("at_a_time")), countText(fact("per_minute")));
        if (fact("held") > 0) line += tr(", %1 not before %2 where they live").arg(countText(fact("held")), QLocale().toString(quiet, QLocale::ShortFormat));
        windows << line;
    }
    if (!windows.isEmpty()) out += row(tr("Delivery"), windows.join(QStringLiteral(" \u00b7 ")).toHtmlEscaped());
    if (!out.isEmpty()) out += row(tr("Computed"), QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_reply->computedAt.micros() / 1000).time(), QLocale::LongFormat).toHtmlEscaped());
    return out;
}

QString PreflightView::gapsHtml() const {
    QString out;
    for (const auto& gap : m_reply->gaps) {
        const auto words = [&](const std::vector<std::string>& values) {
            if (gap.dimension != access::Dimension::geography) return listed(values, namesOf(gap.dimension));
            QStringList names;
            for (const auto& each : values) names << placeName(each);
            return names.join(QStringLiteral(", "));
        };
        const QString permitted = gap.permitted.empty() ? tr("nothing") : words(gap.permitted);
        out += row(dimensionText(std::string(enumName(gap.dimension))), tr("%1; allowed: <b>%2</b>").arg(words(gap.requested).toHtmlEscaped(), permitted.toHtmlEscaped()));
    }
    for (const auto& limit : m_reply->limits) {
        const QString what = limit.metric == "audience" ? tr("recipients") : tr("territories");
        out += row(utf8(limit.id), tr("at most %1 %2, these are <b>%3</b>").arg(countText(limit.most), what.toHtmlEscaped(), countText(limit.value)));
    }
    return out;
}

QString PreflightView::approversHtml() const {
    QString out;
    for (const auto& group : m_reply->approvers) {
        QStringList names;
        for (const auto& person : group.people) {
            const auto login = m_reply->logins.find(person.id);
            const QString name = login == m_reply->logins.end() ? utf8(person.id) : utf8(login->second);
            names << (person.role.empty() ? name : QStringLiteral("%1 (%2)").arg(name, roleText(utf8(person.role))));
        }
        const QString who = names.isEmpty() ? tr("nobody, with the roles as they are") : names.join(QStringLiteral(", "));
        out += row(group.channel.empty() ? tr("Can release") : tr("Can release %1").arg(channelName(group.channel)), who.toHtmlEscaped());
    }
    return out;
}

QString PreflightView::html() const {
    QString out = QStringLiteral("<table cellspacing='2'>");
    QStringList channels;
    for (const auto& each : m_reply->channels) channels << QStringLiteral("%1 %2").arg(channelName(each.channel), countText(each.recipients));
    if (!channels.isEmpty()) out += row(tr("Recipients"), channels.join(QStringLiteral(" · ")).toHtmlEscaped());
    const auto& r = m_reply->requested;
    QStringList kind;
    if (!r.severities.empty()) kind << listed(r.severities, severityName);
    if (!r.contentTypes.empty()) kind << listed(r.contentTypes, contentName);
    if (!kind.isEmpty()) out += row(tr("Severity, content"), kind.join(QStringLiteral(" · ")).toHtmlEscaped());
    QStringList places;
    for (const auto& place : m_reply->places) {
        QStringList names;
        for (const auto& id : place.territories) names << placeName(id);
        for (const auto& id : place.areas) names << placeName(id);
        const QString where = names.isEmpty() ? tr("outside every known area") : names.join(QStringLiteral(", "));
        places << QStringLiteral("%1 %2%3").arg(where, countText(place.recipients), place.allowed ? QString() : tr(" (not yours)"));
    }
    if (!places.isEmpty()) out += row(tr("Where they live"), places.mid(0, 8).join(QStringLiteral(" · ")).toHtmlEscaped());
    if (m_reply->risk) {
        const auto& risk = *m_reply->risk;
        QStringList asks;
        for (const auto& action : risk.actions) asks << actionText({action, false, {}});
        out += row(tr("Risk now"), tr("%1 of 100, %2. %3").arg(risk.score).arg(riskLevelText(risk.riskLevel).toLower(), riskSentence(risk)).toHtmlEscaped());
        if (!asks.isEmpty()) out += row(tr("It would ask for"), asks.join(QStringLiteral(" \u00b7 ")).toHtmlEscaped());
    }
    return out + peopleHtml() + gapsHtml() + approversHtml() + QStringLiteral("</table>");
}

}  // namespace ok::app
