// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// QueueViews: one's own saved views of the queue, kept at the server and so the same at every desk (F06.R6.A2).
#pragma once
#include <QObject>
#include <vector>

#include "app/desk/desk_context.h"
#include "shared/oncall/queue_views.h"

namespace ok::app {

class QueueViews : public QObject {
    Q_OBJECT
  public:
    QueueViews(const DeskContext& desk, QObject* parent);
    void load();
    [[nodiscard]] const std::vector<oncall::QueueView>& all() const { return m_all; }
    [[nodiscard]] const oncall::QueueView* find(const QString& name) const;
    /// In place of the one of that name.
    void save(const oncall::QueueView& view);
    void remove(const QString& name);
    /// The one that the queue opens with; an empty name: none.
    void setFirst(const QString& name);

  signals:
    /// The first time with `fresh`: the view that comes first may be shown then.
    void changed(bool fresh);
    void told(const QString& sentence, bool bad);

  private:
    void keep(std::vector<oncall::QueueView> next, const QString& done);
    DeskContext m_desk;
    std::vector<oncall::QueueView> m_all;
    QString m_whose;
};

}  // namespace ok::app
