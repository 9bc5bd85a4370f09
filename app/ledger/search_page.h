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

  public slots:
    /// A map with `object`, `type` or `actor`; the search is made at once.
    void take(const QVariant& what) override;

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
    QPushButton *m_search, *m_export, *m_more, *m_change;
    QLabel *m_count, *m_head, *m_facts, *m_proof;
    QPlainTextEdit* m_payload;
    ledger::AuditFilter m_asked;
    QString m_cursor;
    int m_question = 0;  // answers to an older one are dropped
    bool m_begun = false;
};

/// The parameters of GET /v1/audit/events.
[[nodiscard]] QList<QPair<QString, QString>> queryOf(const ledger::AuditFilter& filter);

}  // namespace ok::app
