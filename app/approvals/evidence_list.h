// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// EvidenceList: what speaks for a request, as it was frozen: title, kind, address, hash; a badge where it cannot be had now. Nothing leaves the
// list because of that. A click opens it in a browser: a page where it is, a file by an address the server makes for a few minutes (F04.R3.A5).
#pragma once
#include <QUrl>
#include <QWidget>
#include <functional>

#include "app/desk/desk_context.h"
#include "shared/approvals/review.h"

class QLabel;

namespace ok::app {

class EvidenceList : public QWidget {
    Q_OBJECT
  public:
    EvidenceList(const DeskContext& desk, QWidget* parent);
    void show(const approvals::ReviewReply& reply);
    using QWidget::show;
    [[nodiscard]] QString text() const;
    /// How an address is opened; a test looks at what would be.
    std::function<void(const QUrl&)> openUrl;

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void open(const QString& id);
    DeskContext m_desk;
    std::vector<approvals::ReviewEvidence> m_items;
    std::vector<std::string> m_incidents;
    std::string m_snapshot;
    QLabel* m_lines;
};

}  // namespace ok::app
