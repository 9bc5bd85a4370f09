// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/incidents/incident_row.h"

#include <QPainter>

#include "app/desk/words.h"
#include "app/incidents/incident_model.h"

namespace ok::app {
namespace {

constexpr int kBar = 4;        // width of the state bar at the left
constexpr int kNumberWidth = 78;
constexpr int kRightWidth = 84;

struct RowColours {
    QColor back, bar, number, title, detail, right;
};

RowColours coloursFor(const IncidentDoc& doc, const Tokens& t, bool biggest, bool selected) {
    const QColor state = attentionColour(doc.attention, t);
    if (biggest) return {t.critical, selected ? t.text : t.critical, t.onCritical, t.onCritical, t.onCritical, t.onCritical};
    const bool quiet = doc.attention >= Attention::Restored;
    return {selected ? t.raised : t.panel, state, quiet ? t.muted : t.text, quiet ? t.muted : t.text, t.muted, state};
}

QFont sized(QFont font, double points, int weight) {
    font.setPointSizeF(points);
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

}  // namespace

QSize IncidentRow::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int lines = QFontMetrics(option.font).height() * 2 + 18;
    return {200, index.data(IncidentModel::BiggestRole).toBool() ? lines + 14 : lines};
}

void IncidentRow::paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* doc = m_desk.store.incident(index.data(IncidentModel::IdRole).toString());
    if (!doc) return;
    const auto& t = m_desk.theme.tokens();
    const bool biggest = index.data(IncidentModel::BiggestRole).toBool();
    const bool selected = option.state & QStyle::State_Selected;
    const auto c = coloursFor(*doc, t, biggest, selected);
    const Instant now = m_desk.now();
    p->save();
    p->fillRect(option.rect, c.back);
    p->fillRect(QRect(option.rect.left(), option.rect.top(), selected ? kBar + 2 : kBar, option.rect.height()), c.bar);
    if (!biggest) {
        p->setPen(t.line);
        p->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
    const QRect inner = option.rect.adjusted(kBar + 8, 5, -10, -5);
    const int half = inner.height() / 2;
    const QRect number(inner.left(), inner.top(), kNumberWidth, inner.height());
    p->setPen(c.number);
    p->setFont(sized(option.font, option.font.pointSizeF() + (biggest ? 7 : 4), biggest ? QFont::Bold : QFont::DemiBold));
    p->drawText(number, Qt::AlignRight | Qt::AlignVCenter, countText(doc->customers));

    const QFont rightFont = sized(option.font, option.font.pointSizeF() - 0.5, QFont::DemiBold);
    const QString eta = doc->eta && isLive(*doc) ? tr("ETA %1").arg(clockText(doc->eta->at, zoneOf(m_desk.store.utility()), now))
                                                 : attentionText(doc->attention);
    const int rightWidth = std::max(kRightWidth, QFontMetrics(rightFont).horizontalAdvance(eta) + 12);
    const QRect text = inner.adjusted(kNumberWidth + 12, 0, -rightWidth, 0);
    const QFontMetrics titleSize(sized(option.font, option.font.pointSizeF() + (biggest ? 1 : 0), QFont::DemiBold));
    p->setFont(sized(option.font, option.font.pointSizeF() + (biggest ? 1 : 0), QFont::DemiBold));
    p->setPen(c.title);
    p->drawText(QRect(text.left(), text.top(), text.width(), half), Qt::AlignLeft | Qt::AlignVCenter,
                titleSize.elidedText(incidentTitle(*doc), Qt::ElideRight, text.width()));
    QStringList facts{QStringLiteral("#") + doc->number, ageText(now - doc->began)};
    if (!doc->cause.isEmpty()) facts << doc->cause;
    if (!doc->crewNote.isEmpty()) facts << doc->crewNote;
    p->setFont(option.font);
    p->setPen(c.detail);
    p->drawText(QRect(text.left(), text.top() + half, text.width(), half), Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetrics(option.font).elidedText(facts.join(QStringLiteral(" \u00b7 ")), Qt::ElideRight, text.width()));

    const QRect right(inner.right() - rightWidth, inner.top(), rightWidth, half);
    p->setPen(c.right);
    p->setFont(rightFont);
    p->drawText(right, Qt::AlignRight | Qt::AlignVCenter, eta);
    p->setPen(c.detail);
    p->setFont(option.font);
    p->drawText(right.translated(0, half), Qt::AlignRight | Qt::AlignVCenter, tr("%n report(s)", nullptr, doc->reports));
    if (selected && (option.state & QStyle::State_HasFocus)) {
        p->setPen(QPen(biggest ? t.text : t.accent, 2));
        p->drawRect(option.rect.adjusted(1, 1, -1, -1));
    }
    p->restore();
}

}  // namespace ok::app
