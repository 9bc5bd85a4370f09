// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/trust.h"

#include <QCryptographicHash>

namespace ok::app {
namespace {

QString keyFor(const QString& host) { return QStringLiteral("trust/") + QString(host).replace(QLatin1Char('/'), QLatin1Char('_')); }

}  // namespace

QSslConfiguration TrustPolicy::configuration() const {
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    if (!caFile.isEmpty()) configuration.setCaCertificates(QSslCertificate::fromPath(caFile));
    return configuration;
}

TrustPolicy::Answer TrustPolicy::judge(const QSslCertificate& certificate) const {
    if (!caFile.isEmpty() || certificate.isNull()) return Answer::Refuse;
    if (pinned.isEmpty()) return Answer::TrustAndPin;
    return fingerprint(certificate) == pinned ? Answer::Trust : Answer::Changed;
}

QByteArray fingerprint(const QSslCertificate& certificate) { return certificate.digest(QCryptographicHash::Sha256).toHex(); }

QByteArray pinOf(const QSettings& settings, const QString& host) { return settings.value(keyFor(host)).toByteArray(); }

void setPin(QSettings& settings, const QString& host, const QByteArray& pin) {
    settings.setValue(keyFor(host), pin);
    settings.sync();
}

}  // namespace ok::app
