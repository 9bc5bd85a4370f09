// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ServerApi: the DataPort over HTTPS, with the session's token and the certificate that was trusted at sign-in. GUI thread.
#pragma once
#include <QNetworkAccessManager>

#include "app/desk/data_port.h"
#include "app/sync/sign_in_client.h"

class QFile;
class QNetworkReply;

namespace ok::app {

class ServerApi : public QObject, public DataPort {
    Q_OBJECT
  public:
    explicit ServerApi(QObject* parent = nullptr);
    /// Whose session speaks from now on; empty token: nobody's, and everything is answered with `not_connected`.
    void setTicket(SessionTicket ticket);

    void ask(QObject* who, DataRequest request, DataHandler done) override;
    void fetch(QObject* who, const QString& path, const QString& file, ProgressHandler progress, DataHandler done) override;

  private:
    QNetworkReply* start(const DataRequest& request);
    SessionTicket m_ticket;
    QNetworkAccessManager m_net;
};

}  // namespace ok::app
