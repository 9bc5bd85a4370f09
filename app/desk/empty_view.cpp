// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/desk/empty_view.h"

#include <QEvent>

namespace ok::app {

EmptyHint::EmptyHint(QAbstractItemView* view, const QString& text) : QLabel(text, view->viewport()), m_view(view) {
    setWordWrap(true);
    setAlignment(Qt::AlignCenter);
    setProperty("role", "muted");
    setMargin(24);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    view->viewport()->installEventFilter(this);
    auto* model = view->model();
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(model, signal, this, &EmptyHint::refresh);
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyHint::refresh);
    connect(model, &QAbstractItemModel::layoutChanged, this, &EmptyHint::refresh);
    refresh();
}

bool EmptyHint::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_view->viewport() && (event->type() == QEvent::Resize || event->type() == QEvent::Show)) refresh();
    return QLabel::eventFilter(watched, event);
}

void EmptyHint::refresh() {
    setVisible(m_view->model()->rowCount() == 0);
    setGeometry(m_view->viewport()->rect());
}

}  // namespace ok::app
