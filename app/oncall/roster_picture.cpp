// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/roster_picture.h"

#include <QAccessible>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace ok::app {
namespace {

using namespace oncall;

constexpr double names = 96, head = 30, dutyHigh = 32, claimHigh = 22, between = 4, laneGap = 12;
constexpr int daysShown = 7;

/// What says who is on call then, as an item of the draft.
std::string itemBehind(const OnCall& duty, const std::string& role) {
    switch (duty.because) {
        case Because::override: return "overrides/" + duty.source;
        case Because::holiday: return "holidays/" + duty.source + "/" + role;
        case Because::shift: return "shifts/" + duty.source;
        case Because::rotation: return "rotations/" + duty.source;
        default: return {};
    }
}

}  // namespace

RosterPicture::RosterPicture(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme), m_zone(QTimeZone::utc()) {
    setFocusPolicy(Qt::StrongFocus);
    setMinimumWidth(420);
    setMouseTracking(true);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RosterPicture::show(const RosterDraft& draft, const std::vector<RosterProblem>& problems, Instant now, int day) {
    const Bar* was = current();
    const std::string item = was ? was->item : std::string(), role = was ? was->role : std::string();
    const Instant from = was ? was->from : Instant();
    m_zone = draft.zone();
    m_now = now;
    const QDate today = QDateTime::fromMSecsSinceEpoch(now.millis(), m_zone).date(), first = today.addDays(1 - today.dayOfWeek() + day);
    m_days.clear();
    for (int n = 0; n <= daysShown; ++n) m_days.push_back(Instant::fromMicros(QDateTime(first.addDays(n), QTime(0, 0), m_zone).toMSecsSinceEpoch() * 1000));
    m_title = tr("%1 \u2013 %2").arg(QLocale().toString(first, QStringLiteral("d MMM")), QLocale().toString(first.addDays(daysShown - 1), QStringLiteral("d MMM yyyy")));
    m_people.clear();
    for (const auto& each : draft.people()) m_people.push_back(each.id);
    m_bars.clear(), m_lanes.clear(), m_rows.clear();
    for (const auto& each : draft.team().name.empty() ? std::vector<std::string>{} : draft.team().roles) {
        m_lanes.push_back({each});
        addDuty(draft, static_cast<int>(m_lanes.size()) - 1);
        addClaims(draft, static_cast<int>(m_lanes.size()) - 1);
    }
    addOverlaps(problems);
    place();
    m_at = m_bars.empty() ? -1 : 0;
    for (std::size_t at = 0; at < m_bars.size(); ++at)
        if (was && m_bars[at].role == role && m_bars[at].item == item && m_bars[at].from == from) m_at = static_cast<int>(at);
    setAccessibleName(tr("Week %1").arg(m_title));
    setAccessibleDescription(current() ? current()->words : tr("This team has no steps yet."));
    updateGeometry();
    update();
}

void RosterPicture::addDuty(const RosterDraft& draft, int lane) {
    const std::string& role = m_lanes[static_cast<std::size_t>(lane)].role;
    for (const auto& each : draft.stretches(role, m_days.front(), m_days.back())) {
        const bool nobody = each.person.empty();
        const auto duty = onCallAt(draft.team(), role, each.from, draft.inactive());
        const QString who = nobody ? tr("nobody") : draft.nameOf(each.person);
        m_bars.push_back({nobody ? Look::Nobody : Look::Duty, role, duty.ok() ? itemBehind(*duty, role) : std::string(), each.person, each.from, each.to,
                          tr("%1: %2, %3 \u2013 %4").arg(rosterRoleText(role), who, draft.timeText(each.from), draft.timeText(each.to)), who, {}, lane});
        m_rows.push_back(0);
    }
}

void RosterPicture::addClaims(const RosterDraft& draft, int lane) {
    Lane& of = m_lanes[static_cast<std::size_t>(lane)];
    std::vector<Instant> ends;
    const auto claim = [&](const std::string& key, const std::string& person, Instant from, Instant to, const QString& kind) {
        if (to <= m_days.front() || from >= m_days.back()) return;
        const auto free = std::find_if(ends.begin(), ends.end(), [from](Instant end) { return end <= from; });
        const int row = static_cast<int>(free - ends.begin()) + 1;
        if (free == ends.end()) ends.push_back(to);
        else *free = to;
        of.rows = std::max(of.rows, row + 1);
        m_bars.push_back({Look::Claim, of.role, key, person, from, to, tr("%1 of %2: %3 \u2013 %4, %5").arg(kind, draft.nameOf(person), draft.timeText(from), draft.timeText(to), rosterRoleText(of.role)),
                          QStringLiteral("%1 \u00b7 %2").arg(kind, draft.nameOf(person)), {}, lane});
        m_rows.push_back(row);
    };
    auto shifts = draft.team().shifts;
    std::sort(shifts.begin(), shifts.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    for (const auto& each : shifts)
        if (each.role == of.role) claim("shifts/" + each.id, each.person, each.from, each.to, tr("Shift"));
    for (const auto& each : draft.team().overrides)
        if (each.role == of.role) claim("overrides/" + each.id, each.person, each.from, each.to, tr("Swap"));
}

/// On the later of the two, where it stands.
void RosterPicture::addOverlaps(const std::vector<RosterProblem>& problems) {
    for (const auto& each : problems) {
        if (each.kind != RosterProblem::Kind::Overlap) continue;
        for (std::size_t at = 0; at < m_rows.size(); ++at) {
            const Bar& bar = m_bars[at];
            if (bar.look != Look::Claim || (bar.item != each.item && bar.item != each.other)) continue;
            Bar over{Look::Overlap, bar.role, bar.item, bar.person, each.from, each.to, each.words, tr("\u2715 twice"), {}, bar.lane};
            const int row = m_rows[at];
            m_bars.push_back(std::move(over));
            m_rows.push_back(row);
        }
    }
}

double RosterPicture::xOf(Instant at) const {
    const double whole = static_cast<double>((m_days.back() - m_days.front()).count()), part = static_cast<double>((at - m_days.front()).count());
    return names + std::clamp(part / whole, 0.0, 1.0) * (width() - names - 8);
}

void RosterPicture::place() {
    double top = head + 6;
    for (auto& lane : m_lanes) {
        lane.top = top;
        top += dutyHigh + (lane.rows - 1) * (claimHigh + between) + (lane.rows > 1 ? between : 0) + laneGap;
    }
    m_height = static_cast<int>(top) + 4;
    setMinimumHeight(m_height);
    for (std::size_t at = 0; at < m_bars.size(); ++at) {
        Bar& bar = m_bars[at];
        const double left = xOf(bar.from), right = xOf(bar.to), laneTop = m_lanes[static_cast<std::size_t>(bar.lane)].top;
        const int row = m_rows[at];
        bar.box = row == 0 ? QRectF(left, laneTop, right - left, dutyHigh) : QRectF(left, laneTop + dutyHigh + between + (row - 1) * (claimHigh + between), right - left, claimHigh);
    }
}

QColor RosterPicture::tintOf(const std::string& person) const {
    const Tokens& t = m_theme.tokens();
    const QColor tints[] = {t.info, t.good, t.accent, t.warning, t.muted};
    const auto at = std::find(m_people.begin(), m_people.end(), person) - m_people.begin();
    QColor out = tints[static_cast<std::size_t>(at) % std::size(tints)];
    out.setAlpha(70);
    return out;
}

void RosterPicture::paintDays(QPainter& p) const {
    const Tokens& t = m_theme.tokens();
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_now.millis(), m_zone).date();
    for (int n = 0; n < daysShown; ++n) {
        const QDate date = QDateTime::fromMSecsSinceEpoch(m_days[static_cast<std::size_t>(n)].millis(), m_zone).date();
        const QRectF column(xOf(m_days[static_cast<std::size_t>(n)]), 0, xOf(m_days[static_cast<std::size_t>(n) + 1]) - xOf(m_days[static_cast<std::size_t>(n)]), height());
        if (date.dayOfWeek() > 5) p.fillRect(column.adjusted(0, head, 0, 0), QColor(t.raised.red(), t.raised.green(), t.raised.blue(), 140));
        p.setPen(t.line);
        p.drawLine(column.topLeft() + QPointF(0, head), column.bottomLeft());
        QFont font = this->font();
        font.setBold(date == today);
        p.setFont(font);
        p.setPen(date == today ? t.text : t.muted);
        p.drawText(column.adjusted(4, 0, -2, 0).toRect().adjusted(0, 6, 0, 0), Qt::AlignLeft | Qt::AlignTop, QLocale().toString(date, QStringLiteral("ddd d MMM")));
    }
    p.setFont(font());
    p.setPen(t.line);
    p.drawLine(QPointF(0, head), QPointF(width(), head));
}

void RosterPicture::paintBar(QPainter& p, const Bar& bar, bool current) const {
    const Tokens& t = m_theme.tokens();
    const QRectF box = bar.box.adjusted(1, 0, -1, 0);
    const bool bad = bar.look == Look::Overlap || bar.look == Look::Nobody;
    p.setPen(QPen(bad ? t.critical : bar.look == Look::Claim ? t.line : tintOf(bar.person), bad ? 1.5 : 1));
    p.setBrush(bad ? QBrush(t.panel) : QBrush(tintOf(bar.person)));
    if (bar.look == Look::Claim) p.setBrush(t.raised);
    p.drawRoundedRect(box, 4, 4);
    if (bad) {
        QColor hatch = t.critical;
        hatch.setAlpha(150);
        p.setPen(Qt::NoPen);
        p.setBrush(QBrush(hatch, bar.look == Look::Overlap ? Qt::FDiagPattern : Qt::BDiagPattern));
        p.drawRoundedRect(box, 4, 4);
    }
    const QRectF words = box.adjusted(6, 0, -4, 0);
    if (words.width() > 18) {
        const bool tight = bad && words.width() < fontMetrics().horizontalAdvance(bar.label);   // the sign alone still says it
        const QString shown = tight ? QStringLiteral("\u2715") : fontMetrics().elidedText(bar.label, Qt::ElideRight, static_cast<int>(words.width()));
        if (bad) p.fillRect(QRectF(words.left() - 2, box.center().y() - 9, fontMetrics().horizontalAdvance(shown) + 4, 18), t.panel);
        p.setPen(bad ? t.critical : t.text);
        p.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, shown);
    }
    if (current && hasFocus()) {
        p.setPen(QPen(t.accent, 2.5));
        p.setBrush(Qt::NoBrush);
        p.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5);
    }
}

void RosterPicture::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    p.fillRect(rect(), t.panel);
    if (m_days.empty()) return;
    paintDays(p);
    for (const auto& lane : m_lanes) {
        p.setPen(t.text);
        p.drawText(QRectF(6, lane.top, names - 12, dutyHigh), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(rosterRoleText(lane.role), Qt::ElideRight, static_cast<int>(names) - 12));
    }
    for (std::size_t at = 0; at < m_bars.size(); ++at) paintBar(p, m_bars[at], static_cast<int>(at) == m_at);
    if (m_now > m_days.front() && m_now < m_days.back()) {
        p.setPen(QPen(t.accent, 1.5));
        p.drawLine(QPointF(xOf(m_now), head), QPointF(xOf(m_now), height()));
    }
}

void RosterPicture::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_days.empty()) place();
}

int RosterPicture::barAt(QPointF at) const {
    // What lies above comes last.
    for (int bar = static_cast<int>(m_bars.size()) - 1; bar >= 0; --bar)
        if (m_bars[static_cast<std::size_t>(bar)].box.contains(at)) return bar;
    return -1;
}

void RosterPicture::setCurrent(int bar) {
    if (bar < 0 || bar >= static_cast<int>(m_bars.size())) return;
    m_at = bar;
    setAccessibleDescription(m_bars[static_cast<std::size_t>(bar)].words);
    QAccessibleEvent moved(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&moved);
    emit currentChanged();
    update();
}

/// The nearest bar to that side, in this row of bars or in the next one.
void RosterPicture::move(int direction, bool lane) {
    const Bar* here = current();
    if (!here) return lane ? void() : emit weekWanted(direction);
    int best = -1;
    double nearest = 1e18;
    for (std::size_t at = 0; at < m_bars.size(); ++at) {
        if (static_cast<int>(at) == m_at) continue;
        const QPointF away = m_bars[at].box.center() - here->box.center();
        const double along = (lane ? away.y() : away.x()) * direction, across = std::abs(lane ? away.x() : away.y());
        if (along < 1 || (!lane && across > 1)) continue;
        const double far = lane ? along * 1000 + across : along;
        if (far < nearest) nearest = far, best = static_cast<int>(at);
    }
    if (best >= 0) return setCurrent(best);
    if (!lane) emit weekWanted(direction);
}

void RosterPicture::open(const Bar& bar) {
    if (bar.look == Look::Nobody) return emit addWanted(QString::fromStdString(bar.role), bar.from.micros(), bar.to.micros());
    if (!bar.item.empty()) emit opened(QString::fromStdString(bar.item));
}

void RosterPicture::keyPressEvent(QKeyEvent* event) {
    const Bar* here = current();
    switch (event->key()) {
        case Qt::Key_Left: return move(-1, false);
        case Qt::Key_Right: return move(1, false);
        case Qt::Key_Up: return move(-1, true);
        case Qt::Key_Down: return move(1, true);
        case Qt::Key_PageUp: return emit weekWanted(-1);
        case Qt::Key_PageDown: return emit weekWanted(1);
        case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space:
            if (here) open(Bar(*here));
            return;
        case Qt::Key_Delete: case Qt::Key_Backspace:
            if (here && !here->item.empty()) emit removeWanted(QString::fromStdString(here->item));
            return;
        default: QWidget::keyPressEvent(event);
    }
}

void RosterPicture::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    if (const int bar = barAt(event->position()); bar >= 0) setCurrent(bar);
}

void RosterPicture::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const int bar = barAt(event->position()); bar >= 0) open(Bar(m_bars[static_cast<std::size_t>(bar)]));
}

bool RosterPicture::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int bar = barAt(help->pos());
        if (bar >= 0) QToolTip::showText(help->globalPos(), m_bars[static_cast<std::size_t>(bar)].words, this);
        else QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace ok::app
