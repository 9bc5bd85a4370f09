// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Page: one page of a window of pages (the log, the settings): title, what it is about, buttons at the right, a body, and at
// the bottom the line that says how the last thing went. Reads anew when it is shown, and when the log says that something
// of its area was written.
#pragma once
#include <QWidget>

#include "app/desk/desk_context.h"
#include "app/desk/pieces.h"

class QHBoxLayout;
class QVBoxLayout;

namespace ok::app {

class Page : public QWidget {
    Q_OBJECT
  public:
    struct Title {
        QString name;   // `roles`, for scripts and for openPage
        QString title;
        QString about;
        QString area;   // `access.`: entries of these types make it read anew
        QString needs;  // action without which the server answers nothing here
    };
    Page(const DeskContext& desk, Title title, QWidget* parent);
    [[nodiscard]] const QString& name() const { return m_title.name; }
    [[nodiscard]] const QString& title() const { return m_title.title; }
    [[nodiscard]] const QString& needs() const { return m_title.needs; }
    [[nodiscard]] QString said() const { return m_said->text(); }

    /// Asks the server again; pages say what they ask.
    virtual void refresh() = 0;

  signals:
    /// Another page is wanted, with something it understands (an id, a filter).
    void pageWanted(const QString& name, const QVariant& what);

  public slots:
    void say(const QString& sentence, bool bad = false);
    virtual void take(const QVariant&) {}

  protected:
    void showEvent(QShowEvent* event) override;
    [[nodiscard]] QVBoxLayout* body() { return m_body; }
    [[nodiscard]] QHBoxLayout* buttons() { return m_buttons; }
    /// Says what is wrong when something is. True when the reply is good.
    bool good(const DataReply& reply);
    /// Sends a command and says how it went; `then` after it was done.
    void send(OutgoingCommand command, const QString& doneSentence, std::function<void()> then = {});
    [[nodiscard]] const DeskContext& desk() const { return m_desk; }

  private:
    void refreshIfAllowed();
    DeskContext m_desk;
    Title m_title;
    QVBoxLayout* m_body;
    QHBoxLayout* m_buttons;
    QLabel* m_said;
};

}  // namespace ok::app
