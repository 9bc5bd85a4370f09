// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TimelineModel: what happened to one incident, newest first: time, sentence, who.
#pragma once
#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

namespace ok::app {

class TimelineModel : public DocTable {
    Q_OBJECT
  public:
    TimelineModel(const DeskContext& desk, QObject* parent);
    void setIncident(const QString& id);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh();
    DeskContext m_desk;
    QString m_incident;
};

}  // namespace ok::app
