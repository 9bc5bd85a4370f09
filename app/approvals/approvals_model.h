// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ApprovalsModel: the queue, most urgent first: what waits before what is decided, less time before more, more risk before less; or in the
// order somebody chose. Times tick, and stand still while nothing is heard of the server (F06.R6.A1).
#pragma once
#include <QTimer>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"
#include "shared/oncall/queue_views.h"

namespace ok::app {

class ApprovalsModel : public DocTable {
    Q_OBJECT
  public:
    enum Column { Left, Age, Priority, Risk, State, Stage, Due, Seen, Assigned, What, AskedBy, Version };
    ApprovalsModel(const DeskContext& desk, QObject* parent);
    /// Only what fits, and in that order.
    void narrow(const oncall::QueueView& view);
    [[nodiscard]] const oncall::QueueView& view() const { return m_view; }
    /// What a column is sorted by, as a view names it; empty: nothing of its own.
    [[nodiscard]] static QString sortOf(int column);
    /// Says the times anew; a second later again.
    void tick();
    /// Nothing was heard of the server for ten seconds.
    [[nodiscard]] bool delayed() const;
    /// When something of the queue last happened.
    [[nodiscard]] Instant updated() const { return m_updated; }
    /// Everybody who is asked, and every team: what can be filtered by.
    [[nodiscard]] QStringList assignees() const;
    [[nodiscard]] QStringList teams() const;

  signals:
    /// A step, a state: in words, for who listens instead of looking.
    void happened(const QString& words);
    void delayedChanged(bool delayed);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    void note(const StoreChange& change);
    [[nodiscard]] const LadderDoc* ladderOf(const QString& id) const;
    [[nodiscard]] bool fits(const ApprovalDoc& doc) const;
    [[nodiscard]] bool fitsLadder(const ApprovalDoc& doc) const;
    [[nodiscard]] bool holdsWords(const ApprovalDoc& doc) const;
    [[nodiscard]] bool before(const QString& a, const QString& b) const;
    [[nodiscard]] QVariant colourOf(const ApprovalDoc& doc, int column) const;
    [[nodiscard]] QString textOf(const ApprovalDoc& doc, int column) const;
    /// Now, or when the server was last heard.
    [[nodiscard]] Instant agingNow() const;
    DeskContext m_desk;
    QTimer m_second;
    oncall::QueueView m_view;
    QStringList m_words;
    QHash<QString, QString> m_said;   // of each that waits: its stage, to say when it changes
    Instant m_updated, m_stoodStill;
};

/// Who is asked now: to whom it was given, else who was nudged last, else who comes next.
[[nodiscard]] QStringList askedNow(const LadderDoc& ladder);
/// `00:08:05`
[[nodiscard]] QString agingText(Duration age);

}  // namespace ok::app
