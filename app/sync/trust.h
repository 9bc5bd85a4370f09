// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which server certificate is trusted. With a CA file: only what it signed. Without: what the system trusts, or a
// self-signed certificate pinned on first use and never exchanged silently.
#pragma once
#include <QByteArray>
#include <QSettings>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

namespace ok::app {

struct TrustPolicy {
    QString caFile;
    QByteArray pinned;  // SHA-256 of the certificate, empty: none yet

    [[nodiscard]] QSslConfiguration configuration() const;
    enum class Answer { Trust, TrustAndPin, Changed, Refuse };
    /// For a certificate that did not verify by itself.
    [[nodiscard]] Answer judge(const QSslCertificate& certificate) const;
};

[[nodiscard]] QByteArray fingerprint(const QSslCertificate& certificate);
[[nodiscard]] QByteArray pinOf(const QSettings& settings, const QString& host);
void setPin(QSettings& settings, const QString& host, const QByteArray& pin);

}  // namespace ok::app
