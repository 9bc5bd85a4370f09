// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_delegate.h"

#include <QPainter>
#include <QTextLayout>
#include <QTreeView>

#include "app/approvals/review_model.h"

namespace ok::app {
namespace {

using approvals::ChangeKind;

constexpr int kPad = 8, kAbove = 4, kSign = 16, kBar = 3;

const ReviewRow* rowAt(const QModelIndex& index) {
    const auto* model = qobject_cast<const ReviewModel*>(index.model());
    return model ? model->row(index) : nullptr;
}

QColor tint(QColor colour, int alpha) {
    colour.setAlpha(alpha);
    return colour;
}

bool isSection(const ReviewRow& row) { return row.parent < 0; }

/// What only this side has: on a background of its colour; among words that stayed also with a line under it or through it.
QTextLayout::FormatRange marked(int start, int length, bool removed, bool among, const Tokens& t) {
    const QColor colour = removed ? t.critical : t.good;
    QTextCharFormat format;
    format.setBackground(tint(colour, 52));
    format.setForeground(t.text);
    format.setFontStrikeOut(removed && among);
    if (!removed && among) {
        format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        format.setUnderlineColor(colour);
    }
    return {start, length, format};
}

}  // namespace

ReviewDelegate::ReviewDelegate(const Theme& theme, QTreeView* view) : QStyledItemDelegate(view), m_theme(theme), m_view(view) {}

QFont ReviewDelegate::fontOf(const QModelIndex& index, const QFont& base) const {
    QFont font = base;
    const ReviewRow* row = rowAt(index);
    if (row && isSection(*row) && index.column() == ReviewModel::What) font.setWeight(QFont::DemiBold);
    return font;
}

qreal ReviewDelegate::layOut(QTextLayout& layout, const QModelIndex& index, qreal width) const {
    const ReviewRow* row = rowAt(index);
    const bool side = index.column() == ReviewModel::Now || index.column() == ReviewModel::WouldBe;
    QString text;
    QList<QTextLayout::FormatRange> formats;
    if (row && side) {
        const ReviewPieces& pieces = index.column() == ReviewModel::Now ? row->before : row->after;
        for (const auto& piece : pieces) {
            if (piece.marked) formats << marked(static_cast<int>(text.size()), static_cast<int>(piece.text.size()), index.column() == ReviewModel::Now, pieces.size() > 1, m_theme.tokens());
            text += piece.text;
        }
    } else {
        text = index.data(Qt::DisplayRole).toString();
    }
    layout.setText(text.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator)));
    layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    qreal height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(24.0, width));
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    return height;
}

QSize ReviewDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    int width = m_view->columnWidth(index.column()) - 2 * kPad;
    if (index.column() == ReviewModel::What) {
        int depth = 1;
        for (QModelIndex at = index.parent(); at.isValid(); at = at.parent()) ++depth;
        width -= depth * m_view->indentation() + kSign;
    }
    QTextLayout layout(QString(), fontOf(index, option.font));
    return {width, static_cast<int>(layOut(layout, index, width)) + 2 * kAbove + 1};
}

void ReviewDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const ReviewRow* row = rowAt(index);
    if (!row) return;
    const Tokens& t = m_theme.tokens();
    const bool current = option.state & QStyle::State_Selected, focused = current && m_view->hasFocus();
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, current || isSection(*row) ? t.raised : t.panel);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.line);
    QRect box = option.rect.adjusted(kPad, kAbove, -kPad, -kAbove);
    const QColor ink = index.data(Qt::ForegroundRole).value<QColor>();
    if (index.column() == ReviewModel::What) {
        painter->setPen(toneColour(changeTone(row->change), t));
        QFont bold = option.font;
        bold.setBold(true);
        painter->setFont(bold);
        painter->drawText(QRect(box.left(), box.top(), kSign, option.fontMetrics.height()), Qt::AlignLeft | Qt::AlignVCenter, QString(changeSign(row->change)));
        box.setLeft(box.left() + kSign);
    }
    QTextLayout layout(QString(), fontOf(index, option.font));
    layOut(layout, index, box.width());
    painter->setPen(isSection(*row) && index.column() == ReviewModel::What ? t.text : ink);
    layout.draw(painter, box.topLeft());
    if (focused) {
        painter->setPen(QPen(t.accent, 2));
        painter->drawLine(option.rect.topLeft() + QPoint(0, 1), option.rect.topRight() + QPoint(0, 1));
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
    if (current && index.column() == ReviewModel::What) painter->fillRect(QRect(option.rect.left(), option.rect.top(), kBar, option.rect.height()), t.accent);
    painter->restore();
}

}  // namespace ok::app
