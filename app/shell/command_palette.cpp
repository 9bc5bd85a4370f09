// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/shell/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

namespace ok::app {
namespace {

constexpr int kShortcutRole = Qt::UserRole + 1;

QString nameOf(const QAction* action) {
    QString name = action->property("palette").toString();
    if (name.isEmpty()) name = action->text();
    name.remove(QLatin1Char('&'));
    name.remove(QStringLiteral("\u2026"));
    return name;
}

/// Name at the left, shortcut at the right.
class PaletteRow : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        QStyledItemDelegate::paint(p, option, index);
        p->save();
        const bool selected = option.state & QStyle::State_Selected;
        const bool enabled = !index.data(Qt::AccessibleDescriptionRole).isValid();
        p->setPen(selected && enabled ? option.palette.color(QPalette::HighlightedText)
                                      : option.palette.color(QPalette::PlaceholderText));
        p->drawText(option.rect.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, index.data(kShortcutRole).toString());
        p->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {200, option.fontMetrics.height() + 12};
    }
};

}  // namespace

int fuzzyScore(const QString& typed, const QString& name) {
    int score = 0, run = 0;
    qsizetype at = 0;
    for (const QChar c : typed) {
        if (c.isSpace()) continue;
        bool found = false;
        for (; at < name.size(); ++at) {
            if (name[at].toCaseFolded() != c.toCaseFolded()) {
                run = 0;
                continue;
            }
            const bool wordStart = at == 0 || !name[at - 1].isLetterOrNumber();
            score += 1 + 2 * run + (wordStart ? 6 : 0);
            ++run;
            ++at;
            found = true;
            break;
        }
        if (!found) return -1;
    }
    return score * 100 / std::max<int>(10, 10 + static_cast<int>(name.size()) / 4);
}

CommandPalette::CommandPalette(QList<QAction*> actions, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), m_actions(std::move(actions)), m_search(new QLineEdit(this)),
      m_list(new QListWidget(this)), m_why(new QLabel(this)) {
    setWindowTitle(tr("Command palette"));
    setAccessibleName(windowTitle());
    m_search->setPlaceholderText(tr("Type a command"));
    m_search->setAccessibleName(tr("Command"));
    m_list->setAccessibleName(tr("Commands"));
    m_list->setItemDelegate(new PaletteRow(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_search->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->addWidget(m_search);
    column->addWidget(m_list);
    column->addWidget(m_why);
    m_why->setProperty("role", "muted");
    m_why->setWordWrap(true);
    m_why->setAccessibleName(tr("Why not"));
    resize(560, 420);
    if (parent) move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, parent->height() / 8)));
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        m_why->setText(item ? item->data(Qt::AccessibleDescriptionRole).toString() : QString());
    });
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    fill({});
}

void CommandPalette::fill(const QString& typed) {
    std::vector<std::pair<int, QAction*>> hits;
    for (auto* action : m_actions) {
        const int score = fuzzyScore(typed, nameOf(action));
        if (score >= 0 && !nameOf(action).isEmpty()) hits.emplace_back(score + (action->isEnabled() ? 1000 : 0), action);
    }
    if (!typed.trimmed().isEmpty())
        std::sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : nameOf(a.second) < nameOf(b.second);
        });
    m_list->clear();
    for (const auto& [score, action] : hits) {
        auto* item = new QListWidgetItem(nameOf(action), m_list);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        item->setData(kShortcutRole, keys);
        item->setData(Qt::UserRole, QVariant::fromValue(static_cast<QObject*>(action)));
        item->setData(Qt::AccessibleTextRole, keys.isEmpty() ? nameOf(action) : tr("%1, shortcut %2").arg(nameOf(action), keys));
        item->setToolTip(action->toolTip());
        if (action->isEnabled()) continue;
        // It can be reached by the keys, so that one may read why it cannot be run.
        item->setForeground(palette().color(QPalette::Disabled, QPalette::Text));
        const QString why = action->property("why").toString();
        item->setData(Qt::AccessibleDescriptionRole, why.isEmpty() ? tr("Not possible now.") : why);
        item->setData(Qt::AccessibleTextRole, tr("%1, not available").arg(nameOf(action)));
    }
    m_list->setCurrentRow(0);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up:
        case Qt::Key_PageDown:
        case Qt::Key_PageUp: {
            const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : key->key() == Qt::Key_PageDown ? 8 : -8;
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter: run(); return true;
        default: return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::run() {
    const auto* item = m_list->currentItem();
    auto* action = item ? qobject_cast<QAction*>(item->data(Qt::UserRole).value<QObject*>()) : nullptr;
    if (!action || !action->isEnabled()) return;
    accept();
    // After the palette is gone: the action may open a dialog of its own.
    QTimer::singleShot(0, action, &QAction::trigger);
}

}  // namespace ok::app
