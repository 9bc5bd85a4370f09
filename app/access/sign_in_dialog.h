// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SignInDialog: server address, utility, user, password. It stays open until the server has said yes; what went wrong is
// said in a sentence that tells what to do. The password never leaves the dialog except through `signIn`.
#pragma once
#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace ok::app {

struct SignInFields {
    QString server;   // https://host:port
    QString utility;  // tenant name
    QString user;
    QString password;
};

class SignInDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SignInDialog(SignInFields known, QWidget* parent = nullptr);
    [[nodiscard]] SignInFields fields() const;
    /// Back to the form with the reason; `code` is a Problem code or a transport one (see sign_in_dialog.cpp).
    void showProblem(const QString& code, const QString& detail);
    void showBusy();
    [[nodiscard]] static QString sentenceFor(const QString& code, const QString& detail);

  signals:
    void signIn(const ok::app::SignInFields& fields);
    /// Through the utility's identity provider, in the system's browser: server and utility are given, nothing else.
    void signInElsewhere(const ok::app::SignInFields& fields);

  private:
    void build(const SignInFields& known);
    void submit();
    void elsewhere();
    [[nodiscard]] bool addressFits(const SignInFields& given);
    QLineEdit *m_server, *m_utility, *m_user, *m_password;
    QLabel* m_message;
    QPushButton *m_submit, *m_elsewhere;
};

}  // namespace ok::app
