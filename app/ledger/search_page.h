// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SearchPage: the log searched by time, person, type, object and words, page by page with the server's stable cursors; one
// entry in full, with the proof that it is in the log as this very console has witnessed it.
#pragma once
#include "app/desk/page.h"
#include "shared/ledger/audit_filter.h"

class QPlainTextEdit;
class QTableView;

namespace ok::app {

class FilterForm;
class PlainTable;

class SearchPage : public Page {
    Q_OBJECT
  public:
    explicit SearchPage(const DeskContext& desk, QWidget* parent = nullptr);
    /// Asks the first time only: what somebody reads does not move away under the eyes. `search()` asks again.
    void refresh() override;
    void search();
    /// What is asked for now, as text that can be kept or sent to somebody: `outagekit:search?from=…&approver=…` (F01.R6.A5).
    [[nodiscard]] QString address() const;
    /// The filters of last time; nothing is asked yet.
    void restore(const QString& address);

  public slots:
    /// A map with `object`, `type` or `actor`, or an address; the search is made at once.
    void take(const QVariant& what) override;

  signals:
    void asked(const QString& address);

  private:
    QWidget* buildList();
    QWidget* buildDetail();
    void more();
    void showPage(const DataReply& reply);
    void showEntry(const QString& id);
    void showWhole(const QJsonObject& event);
    void prove(const QJsonObject& event);
    void showChange();
    [[nodiscard]] QString current() const;

    FilterForm* m_form;
    PlainTable* m_found;
    QTableView* m_view;
    QPushButton *m_search, *m_export, *m_share, *m_more, *m_change;
    QLabel *m_count, *m_head, *m_facts, *m_proof;
    QPlainTextEdit* m_payload;
    ledger::AuditFilter m_asked;
    QString m_cursor;
    int m_question = 0;  // answers to an older one are dropped
    bool m_begun = false;
    qint64 m_total = -1;  // of the whole question, where the server said so
};

/// The parameters of GET /v1/audit/events.
[[nodiscard]] QList<QPair<QString, QString>> queryOf(const ledger::AuditFilter& filter);
[[nodiscard]] QString addressOf(const ledger::AuditFilter& filter);
/// The filter behind an address; nothing for other text.
[[nodiscard]] std::optional<ledger::AuditFilter> filterOf(const QString& address);

}  // namespace ok::app
