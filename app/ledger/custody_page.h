// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CustodyPage: the chain of custody of one incident, numbered and in order: what was frozen, how the world went on, who decided about
// which content, what left (F04.R6.A6). What it saves are the bytes that the server exports, and nothing of its own.
#pragma once
#include "app/desk/page.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;

class CustodyPage : public Page {
    Q_OBJECT
  public:
    explicit CustodyPage(const DeskContext& desk, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] QString incident() const { return m_incident; }
    /// Where the server exports what is shown, `/v1/audit/incidents/018f…/chain?format=csv`.
    [[nodiscard]] QString exportPath(const QString& format) const;
    void save(const QString& format, const QString& file);

  public slots:
    /// An incident's id or number.
    void take(const QVariant& what) override;

  private:
    void look();
    void more();
    void showPage(const DataReply& reply);
    void showStep();
    void askWhere(const QString& format);
    QLineEdit* m_which;
    PlainTable* m_steps;
    QTableView* m_view;
    QPlainTextEdit* m_details;
    QPushButton *m_show, *m_more, *m_json, *m_csv;
    QLabel* m_count;
    QString m_incident, m_cursor;
    QHash<QString, QString> m_whole;   // number → what is known of it
    int m_question = 0;
};

}  // namespace ok::app
