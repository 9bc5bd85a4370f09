// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// PagesWindow: a window beside the desk with a list of pages at the left: the log, the settings. It stays open while the
// storm goes on; the desk is never blocked. A page that one may not use is listed, disabled, and says why.
#pragma once
#include <QDialog>
#include <QHash>

#include "app/desk/page.h"

class QListWidget;
class QStackedWidget;

namespace ok::app {

class PagesWindow : public QDialog {
    Q_OBJECT
  public:
    PagesWindow(const DeskContext& desk, const QString& title, QWidget* parent);
    void addPage(Page* page);
    /// Shows the window with that page in front; `what` is handed to it when valid. False when there is no such page here.
    bool openPage(const QString& page, const QVariant& what = {});
    [[nodiscard]] Page* page(const QString& name) const { return m_pages.value(name); }
    [[nodiscard]] QStringList names() const;

  signals:
    /// A page of another window.
    void elsewhere(const QString& page, const QVariant& what);

  private:
    void refreshRights();
    DeskContext m_desk;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    QHash<QString, Page*> m_pages;
};

}  // namespace ok::app
