// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// KeyDialog: "Verify with your security key". It asks a key in a thread of its own, says what to do now (plug in, touch, type
// the PIN), and what went wrong in a sentence that tells how to go on. It stays open until the key has answered, or the
// person has cancelled. Whoever opens it keeps the server; the dialog knows keys only.
#pragma once
#include <QDialog>
#include <functional>
#include <memory>
#include <string>

#include "app/keys/key_device.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QThread;

namespace ok::app {

class KeyDialog : public QDialog {
    Q_OBJECT
  public:
    /// Asks the device with the PIN that was typed so far (empty: none) and gives what goes to the server. Runs in a thread.
    using Question = std::function<Result<std::string>(KeyDevice& device, const std::string& pin)>;
    KeyDialog(std::shared_ptr<KeyDevice> device, Question question, QWidget* parent = nullptr);
    ~KeyDialog() override;
    /// Offers to type a code instead: an app's, or a recovery code.
    void offerCode();
    /// Begins to ask; the dialog opens.
    void begin();
    /// The server did not take the answer: say so; the next try is `again`.
    void showRefusal(const QString& code, const QString& detail);
    void showProblem(const QString& code, const QString& detail);
    [[nodiscard]] static QString sentenceFor(const QString& code, const QString& detail);

  signals:
    void answered(const QByteArray& json);
    void typedCode(const QString& code);
    /// The server refused the last answer: its question is used up, a new one is needed.
    void again();

  public slots:
    void reject() override;

  private:
    void build();
    void ask();
    void heard(const Result<std::string>& answer);
    void useCode();
    std::shared_ptr<KeyDevice> m_device;
    Question m_question;
    QLabel* m_text;
    QLineEdit *m_pin, *m_code;
    QLabel *m_pinLabel, *m_codeLabel;
    QPushButton *m_go, *m_cancel;
    QThread* m_asking = nullptr;
    bool m_refused = false;
};

}  // namespace ok::app
