// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/oncall/bar_chart.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace ok::app {
namespace {

constexpr double pad = 12, head = 34, tallest = 26, foot = 18;

}  // namespace

BarChart::BarChart(const Theme& theme, const QString& title, const QString& empty, QWidget* parent) : QWidget(parent), m_theme(theme), m_title(title), m_empty(empty) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(title);
    setAccessibleDescription(empty);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BarChart::show(std::vector<Bar> bars, double whole, const QString& markName) {
    m_bars = std::move(bars);
    m_markName = markName;
    m_whole = whole;
    for (const auto& each : m_bars) m_whole = std::max({m_whole, whole > 0 ? 0 : each.value, whole > 0 ? 0 : each.mark});
    if (m_whole <= 0) m_whole = 1;
    m_at = std::clamp(m_at, 0, std::max(0, static_cast<int>(m_bars.size()) - 1));
    setAccessibleDescription(m_bars.empty() ? m_empty : m_bars[static_cast<std::size_t>(m_at)].words);
    updateGeometry();
    update();
}

QSize BarChart::sizeHint() const { return {320, static_cast<int>(head + foot + tallest * static_cast<double>(std::max<std::size_t>(3, m_bars.size())))}; }

QRectF BarChart::rowOf(int bar) const {
    const double room = height() - head - (m_markName.isEmpty() ? 8 : foot), high = std::min(tallest, room / static_cast<double>(std::max<std::size_t>(1, m_bars.size())));
    return {pad, head + bar * high, width() - 2 * pad, high};
}

int BarChart::barAt(QPointF at) const {
    for (int bar = 0; bar < static_cast<int>(m_bars.size()); ++bar)
        if (rowOf(bar).contains(at)) return bar;
    return -1;
}

void BarChart::setCurrent(int bar) {
    if (bar < 0 || bar >= static_cast<int>(m_bars.size())) return;
    m_at = bar;
    setAccessibleDescription(m_bars[static_cast<std::size_t>(bar)].words);
    QAccessibleEvent moved(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&moved);
    update();
}

void BarChart::paintBar(QPainter& p, int bar, const QRectF& row, double nameWide, double figureWide) const {
    const Tokens& t = m_theme.tokens();
    const Bar& what = m_bars[static_cast<std::size_t>(bar)];
    const bool here = bar == m_at && hasFocus();
    if (here) {
        p.setPen(QPen(t.accent, 2));
        p.setBrush(t.raised);
        p.drawRoundedRect(row.adjusted(-5, 0, 5, -1), 4, 4);
    }
    p.setPen(t.text);
    p.drawText(QRectF(row.left(), row.top(), nameWide, row.height()), Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(what.name, Qt::ElideRight, static_cast<int>(nameWide)));
    const QRectF track(row.left() + nameWide + 8, row.top() + row.height() / 2 - 5, row.width() - nameWide - figureWide - 20, 10);
    const QColor ink = toneColour(what.tone, t);
    QColor fill = ink;
    fill.setAlpha(190);
    p.setPen(Qt::NoPen);
    p.setBrush(t.line);
    p.drawRoundedRect(track, 3, 3);
    p.setBrush(fill);
    p.drawRoundedRect(QRectF(track.left(), track.top(), std::max(what.value > 0 ? 3.0 : 0.0, track.width() * std::clamp(what.value / m_whole, 0.0, 1.0)), track.height()), 3, 3);
    if (what.mark >= 0) {
        const double x = track.left() + track.width() * std::clamp(what.mark / m_whole, 0.0, 1.0);
        p.setPen(QPen(t.text, 2));
        p.drawLine(QPointF(x, track.top() - 4), QPointF(x, track.bottom() + 4));
    }
    p.setPen(what.tone == Tone::Info || what.tone == Tone::Plain ? t.text : ink);
    p.drawText(QRectF(row.right() - figureWide, row.top(), figureWide, row.height()), Qt::AlignRight | Qt::AlignVCenter, what.figure);
}

void BarChart::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = m_theme.tokens();
    p.setPen(t.line);
    p.setBrush(t.panel);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    p.setFont(bold);
    p.setPen(t.text);
    p.drawText(QRectF(pad, 0, width() - 2 * pad, head), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    p.setFont(font());
    if (m_bars.empty()) {
        p.setPen(t.muted);
        p.drawText(QRectF(rect()).adjusted(pad, head, -pad, -pad), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_empty);
        return;
    }
    double nameWide = 40, figureWide = 30;
    for (const auto& each : m_bars) {
        nameWide = std::max(nameWide, static_cast<double>(fontMetrics().horizontalAdvance(each.name)) + 2);
        figureWide = std::max(figureWide, static_cast<double>(fontMetrics().horizontalAdvance(each.figure)));
    }
    nameWide = std::min(nameWide, width() * 0.34);
    for (int bar = 0; bar < static_cast<int>(m_bars.size()); ++bar) paintBar(p, bar, rowOf(bar), nameWide, figureWide);
    if (m_markName.isEmpty()) return;
    p.setPen(t.muted);
    p.drawText(QRectF(pad, height() - foot - 2, width() - 2 * pad, foot), Qt::AlignRight | Qt::AlignVCenter, m_markName);
}

void BarChart::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Up: return setCurrent(m_at - 1);
        case Qt::Key_Down: return setCurrent(m_at + 1);
        case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space:
            if (!m_bars.empty()) emit opened(m_at);
            return;
        default: QWidget::keyPressEvent(event);
    }
}

void BarChart::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    if (const int bar = barAt(event->position()); bar >= 0) {
        setCurrent(bar);
        emit opened(bar);
    }
}

bool BarChart::event(QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        if (const int bar = barAt(help->pos()); bar >= 0) QToolTip::showText(help->globalPos(), m_bars[static_cast<std::size_t>(bar)].words, this);
        else QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace ok::app
