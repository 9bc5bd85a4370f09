// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ApprovalsModel: the queue, most urgent first: what waits before what is decided, less time before more, more risk before less. The time
// left ticks.
#pragma once
#include <QTimer>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

namespace ok::app {

class ApprovalsModel : public DocTable {
    Q_OBJECT
  public:
    enum Column { Left, Risk, State, Stage, What, AskedBy, Version };
    enum class Show { All, Waiting, Risky, PutOff, Mine };
    ApprovalsModel(const DeskContext& desk, QObject* parent);
    /// Only those, and of them those with all these words somewhere.
    void narrow(const QString& words, Show show);
    /// Says the times anew; a second later again.
    void tick();

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    [[nodiscard]] bool fits(const ApprovalDoc& doc) const;
    DeskContext m_desk;
    QTimer m_second;
    QStringList m_words;
    Show m_show = Show::All;
};

}  // namespace ok::app
