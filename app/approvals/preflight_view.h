// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// PreflightView: what sending or releasing something would reach, before it is done (F02.R4): whether it may be, how many by
// which channel, where on the map, what is outside and what would be allowed, which threshold is passed and the reason for it,
// who may release it. The same view stands under a draft and under a waiting request, so both people see the same.
#pragma once
#include <QTimer>
#include <QWidget>

#include "app/desk/desk_context.h"
#include "shared/approvals/preflight.h"

class QLabel;
class QPlainTextEdit;

namespace ok::app {

class AreaMap;

class PreflightView : public QWidget {
    Q_OBJECT
  public:
    PreflightView(const DeskContext& desk, bool withMap, QWidget* parent);
    /// Asks anew, shortly after the last change. Answers to older questions are not shown.
    void lookAhead(const approvals::Preflight& question);
    void clear();
    /// False while something stands in the way that only another choice mends, or a reason is missing. What could not be
    /// asked does not stand in the way: the gate decides.
    [[nodiscard]] bool mayGo() const;
    /// Why not, as one sentence.
    [[nodiscard]] QString hindrance() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] const std::optional<approvals::PreflightReply>& reply() const { return m_reply; }
    /// Pauses between tries; tests make them short.
    void setFirstPause(int milliseconds) { m_firstPause = milliseconds; }

  signals:
    void changed();

  private:
    void ask();
    void take(int question, const CommandReply& reply);
    void present();
    void showMap();
    void setBanner(const QString& text, const QString& tone);
    [[nodiscard]] QString placeName(const std::string& id) const;
    [[nodiscard]] QString html() const;
    [[nodiscard]] QString gapsHtml() const;
    [[nodiscard]] QString peopleHtml() const;
    [[nodiscard]] QString approversHtml() const;
    DeskContext m_desk;
    approvals::Preflight m_question;
    std::optional<approvals::PreflightReply> m_reply;
    std::map<std::string, std::map<std::string, std::int64_t>> m_before;   // of the answer that said something else
    QString m_failed;
    QTimer m_soon, m_again;
    int m_asked = 0, m_tries = 0, m_firstPause = 250;
    QLabel *m_banner, *m_facts;
    QPlainTextEdit* m_reason;
    AreaMap* m_map = nullptr;
};

}  // namespace ok::app
