// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/approvals/review_tree.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/approvals/review_delegate.h"
#include "app/desk/key_list.h"
#include "app/desk/empty_view.h"

namespace ok::app {
namespace {

using approvals::ChangeKind;

/// From here on only what changed is opened at first.
constexpr int manyRows = 400;
constexpr int wideEnough = 600, narrow = 440;   // pixels

QString coloured(ChangeKind change, std::int64_t count, const Tokens& t) {
    return QStringLiteral("<span style='color:%1'><b>%2</b>&nbsp;%3&nbsp;%4</span>").arg(toneColour(changeTone(change), t).name(), QString(changeSign(change)), QString::number(count), changeWord(change));
}

}  // namespace

void ReviewRowsView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex here = currentIndex().siblingAtColumn(0);
    switch (event->key()) {
        case Qt::Key_N: return emit nextWanted(1);
        case Qt::Key_P: return emit nextWanted(-1);
        case Qt::Key_Question: return emit helpWanted();
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (here.isValid() && model()->hasChildren(here)) setExpanded(here, !isExpanded(here));
            return;
        default: break;
    }
    // Letters would search by what a row begins with.
    if (!event->text().isEmpty() && event->text().front().isPrint() && event->modifiers() == Qt::NoModifier && event->key() != Qt::Key_Plus && event->key() != Qt::Key_Minus && event->key() != Qt::Key_Asterisk)
        return event->ignore();
    QTreeView::keyPressEvent(event);
}

void ReviewRowsView::resizeEvent(QResizeEvent* event) {
    QTreeView::resizeEvent(event);
    emit widthChanged();
}

// An arrow that is drawn: the style's own has no colour of this theme.
void ReviewRowsView::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const {
    const bool section = !index.parent().isValid(), current = selectionModel()->isRowSelected(index.row(), index.parent());
    painter->fillRect(rect, section || current ? palette().color(QPalette::AlternateBase) : palette().color(QPalette::Base));
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), palette().color(QPalette::Mid));
    if (!model()->hasChildren(index)) return;
    const double x = rect.right() - indentation() / 2.0, y = rect.top() + fontMetrics().height() / 2.0 + 4;
    QPolygonF arrow;
    if (isExpanded(index)) arrow << QPointF(x - 4, y - 2) << QPointF(x + 4, y - 2) << QPointF(x, y + 3);
    else arrow << QPointF(x - 2, y - 4) << QPointF(x + 3, y) << QPointF(x - 2, y + 4);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(palette().color(QPalette::PlaceholderText));
    painter->drawPolygon(arrow);
    painter->restore();
}

ReviewTree::ReviewTree(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_model(new ReviewModel(theme, this)), m_view(new ReviewRowsView(this)),
      m_legend(label(this, "muted")), m_path(label(this, "muted")), m_place(label(this, "muted")), m_hide(new QCheckBox(tr("&Hide unchanged"), this)) {
    m_view->setModel(m_model);
    m_view->setItemDelegate(new ReviewDelegate(theme, m_view));
    m_view->setAccessibleName(tr("What would change, side by side"));
    m_view->setAccessibleDescription(tr("Up and down go between rows, Enter opens and closes, n and p go to the next and previous change, question mark lists the keys"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setAllColumnsShowFocus(false);   // the delegate draws where the focus is
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setExpandsOnDoubleClick(true);
    m_view->setTabKeyNavigation(false);
    m_view->setIndentation(16);
    m_view->setMinimumHeight(90);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setMinimumSectionSize(60);
    new EmptyHint(m_view, tr("Nothing to compare."));
    m_path->setAccessibleName(tr("Where this is"));
    m_path->setWordWrap(false);
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setWordWrap(false);
    m_legend->setAccessibleName(tr("How many of what"));
    m_place->setWordWrap(false);
    auto* bar = new QHBoxLayout;
    buildBar(bar);
    auto* below = new QHBoxLayout;
    below->addWidget(m_path, 1);
    below->addWidget(m_legend);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    column->addLayout(below);
    connect(m_view->header(), &QHeaderView::sectionResized, m_view, &ReviewRowsView::measureAnew);
    connect(m_view, &ReviewRowsView::widthChanged, this, &ReviewTree::shareWidth);
    connect(m_view, &ReviewRowsView::nextWanted, this, &ReviewTree::go);
    connect(m_view, &ReviewRowsView::helpWanted, this, &ReviewTree::help);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ReviewTree::sayPlace);
    connect(&theme, &Theme::changed, this, [this] {
        sayTotals();
        m_view->viewport()->update();
    });
    sayTotals();
}

QToolButton* ReviewTree::tool(const QString& text, const QString& tip) {
    auto* made = new QToolButton(this);
    made->setText(text);
    made->setToolTip(tip);
    made->setAccessibleName(tip);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

void ReviewTree::buildBar(QHBoxLayout* bar) {
    auto* previous = tool(QStringLiteral("\u2191"), tr("Previous change (p)"));
    auto* next = tool(QStringLiteral("\u2193"), tr("Next change (n)"));
    m_expand = tool({}, tr("Expand all changes"));
    m_collapse = tool({}, tr("Collapse all"));
    for (auto* each : {m_expand, m_collapse}) each->setMinimumWidth(28);   // their words go where there is no room
    auto* keys = tool(QStringLiteral("?"), tr("Keys of this view (?)"));
    bar->addWidget(m_place);
    bar->addStretch(1);
    for (auto* each : {previous, next, m_expand, m_collapse}) bar->addWidget(each);
    bar->addWidget(m_hide);
    bar->addWidget(keys);
    // Tab goes as one reads: the bar, then the rows.
    QWidget* const order[] = {previous, next, m_expand, m_collapse, m_hide, keys, m_view};
    for (std::size_t at = 1; at < std::size(order); ++at) QWidget::setTabOrder(order[at - 1], order[at]);
    connect(previous, &QToolButton::clicked, this, [this] { go(-1); });
    connect(next, &QToolButton::clicked, this, [this] { go(1); });
    connect(m_expand, &QToolButton::clicked, this, &ReviewTree::expandChanges);
    connect(m_collapse, &QToolButton::clicked, this, &ReviewTree::collapseAll);
    connect(keys, &QToolButton::clicked, this, &ReviewTree::help);
    connect(m_hide, &QCheckBox::toggled, this, [this](bool hide) {
        const QString here = m_view->currentIndex().data(ReviewModel::IdRole).toString();
        m_model->setHideUnchanged(hide);
        openAtFirst();
        if (const QModelIndex at = m_model->find(here); at.isValid()) m_view->setCurrentIndex(at);
        sayPlace();
    });
}

void ReviewTree::clear() {
    m_model->show({});
    m_same = m_added = m_removed = m_modified = 0;
    sayTotals();
    sayPlace();
}

void ReviewTree::show(const approvals::ReviewDiff& diff, const PlaceNames& places) {
    const QString here = m_view->currentIndex().data(ReviewModel::IdRole).toString();
    m_model->show(rowsOf(diff, places));
    m_same = diff.same, m_added = diff.added, m_removed = diff.removed, m_modified = diff.modified;
    m_coarse = diff.coarse;
    sayTotals();
    openAtFirst();
    const QModelIndex same = m_model->find(here);
    m_view->setCurrentIndex(same.isValid() ? same : m_model->change({}, 1));
    if (!m_view->currentIndex().isValid()) m_view->setCurrentIndex(m_model->index(0, 0));
    sayPlace();
}

void ReviewTree::openAtFirst() {
    if (m_model->total() <= manyRows) return m_view->expandAll();
    expandChanges();
}

void ReviewTree::expandChanges() {
    std::vector<QModelIndex> open;
    for (int row = 0; row < m_model->rowCount(); ++row) open.push_back(m_model->index(row, 0));
    m_view->setUpdatesEnabled(false);
    while (!open.empty()) {
        const QModelIndex at = open.back();
        open.pop_back();
        if (at.data(ReviewModel::ChangeRole).toInt() == static_cast<int>(ChangeKind::same)) continue;
        m_view->setExpanded(at, true);
        for (int row = 0; row < m_model->rowCount(at); ++row) {
            if (m_model->hasChildren(m_model->index(row, 0, at))) open.push_back(m_model->index(row, 0, at));
        }
    }
    m_view->setUpdatesEnabled(true);
}

void ReviewTree::collapseAll() {
    m_view->collapseAll();
    m_view->setCurrentIndex(m_model->index(0, 0));
}

void ReviewTree::go(int direction) {
    const QModelIndex at = m_model->change(m_view->currentIndex().siblingAtColumn(0), direction);
    if (!at.isValid()) return;
    for (QModelIndex above = at.parent(); above.isValid(); above = above.parent()) m_view->setExpanded(above, true);
    m_view->setCurrentIndex(at);
    m_view->scrollTo(at);
}

/// The legend, with the counts of items.
void ReviewTree::sayTotals() {
    const Tokens& t = m_theme.tokens();
    QStringList parts{coloured(ChangeKind::added, m_added, t), coloured(ChangeKind::removed, m_removed, t), coloured(ChangeKind::modified, m_modified, t), coloured(ChangeKind::same, m_same, t)};
    if (m_coarse) parts << tr("long texts in whole parts");
    m_legend->setText(parts.join(QStringLiteral("&nbsp;&nbsp; ")));
}

void ReviewTree::sayPlace() {
    const QModelIndex at = m_view->currentIndex();
    m_path->setText(at.data(ReviewModel::PathRole).toString());
    m_path->setToolTip(m_path->text());
    const int number = m_model->numberOf(at.siblingAtColumn(0));
    m_place->setText(m_model->changes() == 0 ? QString() : number > 0 ? tr("Change %1 of %2").arg(number).arg(m_model->changes()) : tr("%n changes", nullptr, m_model->changes()));
    emit currentChanged(at.data(ReviewModel::IdRole).toString());
}

void ReviewTree::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= wideEnough;
    m_expand->setText(wide ? tr("Expand changes") : QStringLiteral("\u229e"));
    m_collapse->setText(wide ? tr("Collapse all") : QStringLiteral("\u229f"));
}

void ReviewTree::shareWidth() {
    const int whole = m_view->viewport()->width();
    if (whole < narrow) {
        // How it differs is then in the tip of the row.
        m_view->setColumnHidden(ReviewModel::Difference, true);
        m_view->header()->resizeSection(ReviewModel::What, whole * 30 / 100);
        m_view->header()->resizeSection(ReviewModel::Now, whole * 35 / 100);
        m_view->header()->resizeSection(ReviewModel::WouldBe, whole - whole * 30 / 100 - whole * 35 / 100);
        return m_view->measureAnew();
    }
    m_view->setColumnHidden(ReviewModel::Difference, false);
    const int name = std::clamp(whole * 25 / 100, 120, 260), delta = std::clamp(whole * 18 / 100, 118, 170);
    const int side = std::max(80, (whole - name - delta) / 2);
    m_view->header()->resizeSection(ReviewModel::What, name);
    m_view->header()->resizeSection(ReviewModel::Now, side);
    m_view->header()->resizeSection(ReviewModel::WouldBe, side);
    m_view->header()->resizeSection(ReviewModel::Difference, std::max(60, whole - name - 2 * side));
    m_view->measureAnew();
}

void ReviewTree::help() {
    showKeys(window(), tr("Keys of the review"), {
        {tr("Up, Down"), tr("the row before, the next one")}, {tr("Enter"), tr("opens and closes what holds others")}, {QStringLiteral("n"), tr("the next change")},
        {QStringLiteral("p"), tr("the previous change")}, {tr("Right, Left"), tr("opens, closes or goes out")}, {tr("Tab"), tr("leaves the rows for what follows")},
        {tr("Alt with an underlined letter"), tr("presses that button")}, {QStringLiteral("?"), tr("this list")}});
}

}  // namespace ok::app
