// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_facts.h"

#include <QAccessible>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/access/scope_form.h"
#include "app/approvals/frozen_map_view.h"
#include "app/approvals/shape_overlay.h"
#include "app/approvals/stagger_words.h"
#include "app/approvals/supersedes_words.h"
#include "app/approvals/wall_clock.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

using namespace approvals;

QString line(const QString& sign, const QColor& colour, const QString& words) {
    return QStringLiteral("<div><span style='color:%1'><b>%2</b></span>&nbsp; %3</div>").arg(colour.name(), sign, words);
}

QLabel* rich(QWidget* parent, const QString& name) {
    QLabel* made = label(parent, "text");
    made->setTextFormat(Qt::RichText);
    made->setAccessibleName(name);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    made->setMinimumWidth(1);   // it wraps rather than push what stands beside it out of sight
    return made;
}

QString cell(const QString& text, bool right, const QColor& colour) {
    return QStringLiteral("<td align='%1' style='color:%2;padding-right:8px;white-space:nowrap'>%3</td>").arg(right ? QStringLiteral("right") : QStringLiteral("left"), colour.name(), text.toHtmlEscaped());
}

}  // namespace

ReviewFacts::ReviewFacts(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_column(new QVBoxLayout(this)), m_keys(rich(this, tr("Keys"))), m_score(label(this, "tile")), m_why(label(this, "muted")),
      m_actions(rich(this, tr("What the risk asks for"))), m_audience(rich(this, tr("Who is told"))), m_replaced(label(this, "text")), m_areaWords(label(this, "muted")), m_stillWords(label(this, "muted")), m_factorBox(new QWidget(this)),
      m_checkBox(new QWidget(this)), m_area(new ShapeOverlay(desk.theme, this)), m_still(new FrozenMapView(desk.theme, this)) {
    m_column->setContentsMargins(0, 0, 6, 0);
    m_column->setSpacing(8);
    auto* factors = new QVBoxLayout(m_factorBox);
    factors->setContentsMargins(0, 0, 0, 0);
    factors->setSpacing(2);
    auto* checks = new QVBoxLayout(m_checkBox);
    checks->setContentsMargins(0, 2, 0, 0);
    checks->setSpacing(2);
    m_schedule = rich(this, tr("In which steps it leaves"));
    m_calculated = label(this, "muted");
    m_score->setAccessibleName(tr("Risk"));
    m_replaced->setAccessibleName(tr("What it replaces"));
    for (auto* each : {m_score, m_why, m_replaced, m_areaWords, m_stillWords}) each->setMinimumWidth(1);
    m_keysPart = section(tr("KEYS"), {m_keys});
    m_riskPart = section(tr("RISK"), {m_score, m_why, m_factorBox, m_calculated});
    m_actionsPart = section(tr("WHAT THE RISK ASKS FOR"), {m_actions, m_checkBox});
    m_schedulePart = section(tr("IN WHICH STEPS IT LEAVES"), {m_schedule});
    m_audiencePart = section(tr("WHO IS TOLD"), {m_audience});
    m_replacedPart = section(tr("WHAT IT REPLACES"), {m_replaced});
    m_areaPart = section(tr("AREA"), {m_area, m_areaWords});
    m_stillPart = section(tr("MAP, AS FROZEN"), {m_still, m_stillWords});
}

QWidget* ReviewFacts::section(const QString& title, std::initializer_list<QWidget*> content) {
    auto* part = new QWidget(this);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(label(part, "section", title));
    for (auto* each : content) column->addWidget(each);
    m_column->addWidget(part);
    return part;
}

void ReviewFacts::show(const ReviewReply& reply, const PlaceNames& places) {
    showKeys(reply);
    showRisk(reply);
    showActions(reply);
    showSchedule(reply);
    showAudience(reply);
    showReplaced(reply);
    showArea(reply, places);
    showStill(reply);
}

QString ReviewFacts::who(const ReviewReply& reply, const std::string& id) const {
    if (id == m_desk.permits.user().toStdString()) return tr("you");
    const auto found = reply.logins.find(id);
    return utf8(found == reply.logins.end() ? id : found->second);
}

void ReviewFacts::showKeys(const ReviewReply& reply) {
    const Tokens& t = m_desk.theme.tokens();
    const auto zone = zoneOf(m_desk.store.utility());
    QString html = QStringLiteral("<div>%1</div>").arg(quorumSentence(reply.quorum).toHtmlEscaped());
    html += line(QStringLiteral("\u2713"), t.good, tr("%1 %2 asked for it").arg(clockText(reply.submittedAt, zone, wallNow(m_desk)), reply.mine ? tr("you") : utf8(reply.submittedBy)).toHtmlEscaped());
    for (const auto& turn : reply.turns) {
        html += line(QStringLiteral("\u2713"), t.good, tr("%1 %2 approved").arg(clockText(turn.at, zone, wallNow(m_desk)), who(reply, turn.who.account)).toHtmlEscaped());
    }
    for (int missing = reply.quorum.have; missing < reply.quorum.needed; ++missing) html += line(QStringLiteral("\u25cb"), t.warning, tr("one more person").toHtmlEscaped());
    m_keys->setText(html);
}

void ReviewFacts::showRisk(const ReviewReply& reply) {
    m_riskPart->setVisible(reply.risk.has_value());
    if (!reply.risk) return;
    const Tokens& t = m_desk.theme.tokens();
    const auto& risk = *reply.risk;
    const QString score = tr("%1 of 100 \u00b7 %2").arg(risk.score).arg(riskLevelText(risk.riskLevel));
    if (score != m_score->text()) {
        m_score->setText(score);
        m_score->setAccessibleDescription(score + QLatin1Char(' ') + riskSentence(risk));
        QAccessibleEvent changed(m_score, QAccessible::Alert);   // a screen reader says it when it changes
        QAccessible::updateAccessibility(&changed);
    }
    m_calculated->setText(tr("Calculated %1").arg(fullTimeText(reply.frozenAt, QTimeZone::systemTimeZone())));
    m_score->setStyleSheet(QStringLiteral("color: %1").arg(toneColour(riskTone(risk.riskLevel), t).name()));
    m_why->setText(riskSentence(risk));
    auto* column = static_cast<QVBoxLayout*>(m_factorBox->layout());
    while (m_factors.size() < risk.factors.size()) {
        auto* bar = new QProgressBar(m_factorBox);
        bar->setRange(0, 100);
        bar->setTextVisible(false);
        bar->setFixedHeight(8);
        bar->setStyleSheet(QStringLiteral("QProgressBar { min-height: 6px; max-height: 6px; }"));
        m_factors.push_back({label(m_factorBox, "text"), bar});
        m_factors.back().words->setMinimumWidth(1);
        column->addWidget(m_factors.back().words);
        column->addWidget(bar);
    }
    for (std::size_t at = 0; at < m_factors.size(); ++at) {
        const bool used = at < risk.factors.size();
        m_factors[at].words->setVisible(used);
        m_factors[at].bar->setVisible(used);
        if (!used) continue;
        const auto& factor = risk.factors[at];
        const int share = static_cast<int>(std::lround(std::clamp(factor.contributionPercent, 0.0, 100.0)));
        m_factors[at].words->setText(tr("%1: %2 \u2013 %3 % of the score").arg(factorText(factor.name), factorValue(factor)).arg(share));
        m_factors[at].bar->setValue(share);
        m_factors[at].bar->setAccessibleName(factorText(factor.name));
    }
    m_riskPart->setToolTip(tr("Rules version %1").arg(risk.metadata.configVersion));
}

void ReviewFacts::showActions(const ReviewReply& reply) {
    m_actionsPart->setVisible(!reply.actions.empty());
    const Tokens& t = m_desk.theme.tokens();
    QString html;
    for (const auto& each : reply.actions) {
        const bool none = each.action.kind == RiskActionKind::stagger || each.action.kind == RiskActionKind::throttle;
        const QString words = actionText(each).toHtmlEscaped();
        if (each.action.kind == RiskActionKind::block) html += line(QStringLiteral("\u2715"), t.critical, words);
        else if (none) html += line(QStringLiteral("\u2022"), t.muted, words);
        else html += line(each.complete ? QStringLiteral("\u2713") : QStringLiteral("\u25cb"), each.complete ? t.good : t.warning, words + QStringLiteral(" \u2013 ") + (each.complete ? tr("complete") : tr("required")));
    }
    m_actions->setText(html);
    showChecklists(reply);
}

void ReviewFacts::showSchedule(const ReviewReply& reply) {
    const auto lines = staggerLines(reply);
    m_schedulePart->setVisible(!lines.empty());
    QString html;
    for (const auto& each : lines) {
        html += line(QStringLiteral("\u2022"), m_desk.theme.tokens().muted, each.step.toHtmlEscaped());
        if (!each.preview.isEmpty()) html += QStringLiteral("<div style='color:%1;margin-left:12px'>%2</div>").arg(m_desk.theme.tokens().muted.name(), each.preview.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
    }
    m_schedule->setText(html);
}

/// A box with its words beside it: those of a check box would not wrap.
QCheckBox* ReviewFacts::checkBox(const ChecklistItem& item) {
    auto* line = new QWidget(m_checkBox);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    auto* box = new QCheckBox(line);
    box->setToolTip(utf8(item.help));
    box->setAccessibleDescription(utf8(item.help));
    auto* words = label(line, "text");
    words->setMinimumWidth(1);
    auto* both = new QVBoxLayout;
    both->setSpacing(0);
    both->addWidget(words);
    if (!item.help.empty()) {
        auto* help = label(line, "muted", utf8(item.help));
        help->setMinimumWidth(1);
        both->addWidget(help);
    }
    row->addWidget(box, 0, Qt::AlignTop);
    row->addLayout(both, 1);
    m_checkBox->layout()->addWidget(line);
    return box;
}

// Boxes stay the same widgets while the items do: a refresh must not take the focus away.
void ReviewFacts::showChecklists(const ReviewReply& reply) {
    QStringList wanted;
    for (const auto& list : reply.checklists)
        for (const auto& item : list.items) wanted << utf8(list.id) + QLatin1Char('/') + utf8(item.id);
    const bool same = static_cast<std::size_t>(wanted.size()) == m_checks.size() && std::all_of(wanted.begin(), wanted.end(), [this](const QString& id) { return m_checks.contains(id); });
    if (!same) {
        for (const auto& [id, box] : m_checks) delete box->parentWidget();
        m_checks.clear();
    }
    m_checkBox->setVisible(!wanted.isEmpty());
    const bool open = reply.state == "pending" && reply.version == reply.latestVersion;
    QWidget* before = m_actions;
    for (const auto& list : reply.checklists) {
        for (const auto& item : list.items) {
            auto*& box = m_checks[utf8(list.id) + QLatin1Char('/') + utf8(item.id)];
            if (!box) {
                box = checkBox(item);
                QWidget::setTabOrder(before, box);   // made last, read here
                connect(box, &QCheckBox::clicked, this, [this, box, checklist = utf8(list.id), id = utf8(item.id)] {
                    box->setEnabled(false);
                    emit attestRequested(checklist, id);
                });
            }
            before = box;
            const auto said = std::find_if(reply.attested.begin(), reply.attested.end(), [&](const Attestation& each) { return each.checklist == list.id && each.item == item.id; });
            const auto asks = std::find_if(reply.actions.begin(), reply.actions.end(), [&](const ActionState& each) { return each.action.kind == RiskActionKind::checklist && each.action.name == list.id; });
            const bool missing = asks != reply.actions.end() && std::find(asks->missing.begin(), asks->missing.end(), item.id) != asks->missing.end();
            const bool done = said != reply.attested.end() || (item.required && !missing);
            QString words = utf8(item.text);
            if (!item.required) words += tr(" (if it applies)");
            if (said != reply.attested.end()) words += QStringLiteral(" \u2013 ") + tr("%1, %2").arg(who(reply, said->person), clockText(said->at, zoneOf(m_desk.store.utility()), wallNow(m_desk)));
            box->setAccessibleName(words);
            box->parentWidget()->findChild<QLabel*>()->setText(words);
            box->setChecked(done);
            m_desk.permits.show(box, QStringLiteral("approvals.acknowledge"), done ? tr("Attested for this version; a new version begins anew.") : open ? QString() : tr("Only the version that waits can be attested."));
        }
    }
}

void ReviewFacts::showAudience(const ReviewReply& reply) {
    const Tokens& t = m_desk.theme.tokens();
    QString rows;
    for (const auto& item : reply.diff.items) {
        if (!item.count) continue;
        const auto& count = *item.count;
        rows += QStringLiteral("<tr>") + cell(itemText(item, {}).section(QStringLiteral(" \u00b7 "), -1), false, t.text) + cell(item.change == ChangeKind::added ? QStringLiteral("\u2013") : countText(count.before), true, t.muted) +
                cell(countText(count.after), true, t.text) + cell(count.delta == 0 ? QStringLiteral("\u00b10") : itemDelta(item).section(QStringLiteral(" ("), 0, 0), true, count.delta == 0 ? t.muted : t.text) + QStringLiteral("</tr>");
    }
    m_audiencePart->setVisible(!rows.isEmpty() || reply.audience.people > 0);
    QString html = QStringLiteral("<div><b>%1</b></div>").arg(tr("%1 people, %2 messages").arg(countText(reply.audience.people), countText(reply.audience.messages)));
    // Each way a message could go is named, also those it does not (F04.R3.A3).
    if (const auto by = reply.audience.counts.find("channel"); by != reply.audience.counts.end()) {
        QStringList ways;
        for (const char* each : {"sms", "email", "voice"}) {
            const bool in = by->second.contains(each);
            ways << (in ? tr("%1: %2").arg(channelName(each), countText(by->second.at(each))) : tr("%1: not included").arg(channelName(each)));
        }
        html += QStringLiteral("<div style='color:%1'>%2</div>").arg(t.muted.name(), ways.join(QStringLiteral(" \u00b7 ")).toHtmlEscaped());
    }
    if (!rows.isEmpty())
        html += QStringLiteral("<table cellspacing='2'><tr>%1%2%3%4</tr>%5</table>").arg(cell({}, false, t.muted), cell(tr("now"), true, t.muted), cell(tr("would be"), true, t.muted), cell(tr("difference"), true, t.muted), rows);
    // Channels by which nothing leaves (F04.R3.A3).
    QStringList without;
    for (const auto& [channel, name] : {std::pair{"/sms/", tr("text")}, {"/email/", tr("email")}, {"/voice/", tr("voice")}}) {
        const bool there = std::any_of(reply.diff.items.begin(), reply.diff.items.end(), [&](const ReviewItem& item) { return item.text && item.change != ChangeKind::removed && item.id.find(channel) != std::string::npos; });
        if (!there) without << name;
    }
    if (!without.isEmpty() && reply.audience.messages > 0) html += QStringLiteral("<div>%1</div>").arg(tr("Not included: %1").arg(without.join(QStringLiteral(", "))).toHtmlEscaped());
    m_audience->setText(html);
}

void ReviewFacts::showReplaced(const ReviewReply& reply) {
    const QStringList lines = supersedesLines(reply.diff, zoneOf(m_desk.store.utility()), m_desk.now());
    m_replacedPart->setVisible(!lines.isEmpty());
    m_replaced->setText(lines.join(QLatin1Char('\n')));
}

void ReviewFacts::showArea(const ReviewReply& reply, const PlaceNames& places) {
    const ReviewItem* first = nullptr;
    for (const auto& item : reply.diff.items)
        if (item.shape && (!first || (first->change == ChangeKind::same && item.change != ChangeKind::same))) first = &item;
    m_areaPart->setVisible(first != nullptr);
    if (!first) return;
    const QString words = QStringLiteral("%1: %2").arg(itemText(*first, places), itemDelta(*first));
    m_area->show(first->shape->before, first->shape->after, words);
    m_areaWords->setText(words);
}

/// The frozen extent, and what computed what was frozen (F04.R3.A4, F04.R1.A7).
void ReviewFacts::showStill(const ReviewReply& reply) {
    const bool map = reply.map && !reply.shapes.empty();
    m_stillPart->setVisible(map || !reply.versions.empty());
    m_still->setVisible(map);
    if (map) m_still->show(*reply.map, reply.shapes, reply.mapFits, m_desk.store.utility().mapFile);
    QStringList lines;
    if (map) lines << tr("Picture %1 · %2").arg(utf8(reply.map->style), utf8(reply.map->tiles.hex().substr(0, 12)));
    QStringList versions;
    for (const auto& each : reply.versions) versions << utf8(each.name + " " + each.version);
    if (!versions.isEmpty()) lines << tr("Computed by %1, %2").arg(versions.join(QStringLiteral(", ")), clockText(reply.frozenAt, zoneOf(m_desk.store.utility()), wallNow(m_desk)));
    m_stillWords->setText(lines.join(QLatin1Char('\n')));
}

QString ReviewFacts::text() const {
    QString out;
    for (const auto* each : findChildren<QLabel*>())
        if (!each->isHidden()) out += each->text() + QLatin1Char('\n');
    return out;
}

}  // namespace ok::app
