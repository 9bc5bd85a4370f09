// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The tray of reports that could not be placed: nothing a customer said is lost, a person places it. Oldest first,
// because the oldest has waited longest.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "app/desk/doc_table.h"

class QAction;
class QPushButton;
class QTableView;

namespace ok::app {

class TrayModel : public DocTable {
    Q_OBJECT
  public:
    TrayModel(const DeskContext& desk, QObject* parent);

    /// The customer's own words, until the report leaves the tray or the console closes.
    void showWords(const QString& report, const QString& text, const QString& from, const QString& address);

  protected:
    QVariant cell(const QString& id, int column, int role) const override;

  private:
    void refresh(const QSet<QString>& touched);
    DeskContext m_desk;
    struct Words {
        QString text, from, address;
    };
    QSet<QString> m_tray;
    QHash<QString, Words> m_words;
};

class TrayPanel : public QWidget {
    Q_OBJECT
  public:
    explicit TrayPanel(const DeskContext& desk, QAction* reveal, QAction* place, QWidget* parent = nullptr);
    [[nodiscard]] QString current() const;
    void showWords(const QString& report, const QString& text, const QString& from, const QString& address) {
        m_model->showWords(report, text, from, address);
    }

  signals:
    void currentChanged(const QString& report);

  private:
    TrayModel* m_model;
    QTableView* m_table;
};

}  // namespace ok::app
