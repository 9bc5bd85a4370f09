// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/sync/kept_ticket.h"

#include "shared/base/json.h"

namespace ok::app {
namespace {

struct KeptTicket {
    int version = 1;
    std::string server, tenant, utility, user, login;
    std::vector<std::string> roles;
    bool drill = false;
    std::string refreshToken, deviceSeed;
    std::int64_t serverAheadMicros = 0;
};
BOOST_DESCRIBE_STRUCT(KeptTicket, (), (version, server, tenant, utility, user, login, roles, drill, refreshToken, deviceSeed, serverAheadMicros))

constexpr qsizetype kLongest = 16 * 1024;

}  // namespace

QByteArray keptForm(const SessionTicket& ticket) {
    if (ticket.refreshToken.isEmpty() || !ticket.deviceKey) return {};
    KeptTicket out;
    out.server = ticket.server.toString().toStdString();
    out.tenant = ticket.tenant.toStdString();
    out.utility = ticket.utility.toStdString();
    out.user = ticket.user.toStdString();
    out.login = ticket.login.toStdString();
    for (const QString& role : ticket.roles) out.roles.push_back(role.toStdString());
    out.drill = ticket.drill;
    out.refreshToken = ticket.refreshToken.toStdString();
    out.deviceSeed = toHex(ByteView(ticket.deviceKey->seed()));
    out.serverAheadMicros = ticket.serverAhead.count();
    return QByteArray::fromStdString(toJson(out));
}

std::optional<SessionTicket> ticketFrom(const QByteArray& kept, const std::function<TrustPolicy(const QUrl&)>& trust) {
    if (kept.isEmpty() || kept.size() > kLongest) return {};
    const auto read = fromJson<KeptTicket>(kept.toStdString());
    const auto seed = read.ok() ? fromHex(read->deviceSeed) : Result<Bytes>(read.problem());
    if (!seed.ok() || seed->size() != 32 || read->version != 1 || read->refreshToken.empty()) return {};
    SessionTicket out;
    out.server = QUrl(QString::fromStdString(read->server), QUrl::StrictMode);
    if (!out.server.isValid() || out.server.scheme() != QLatin1String("https")) return {};
    out.tenant = QString::fromStdString(read->tenant);
    out.utility = QString::fromStdString(read->utility);
    out.user = QString::fromStdString(read->user);
    out.login = QString::fromStdString(read->login);
    for (const std::string& role : read->roles) out.roles << QString::fromStdString(role);
    out.drill = read->drill;
    out.refreshToken = QString::fromStdString(read->refreshToken);
    DeviceKey::Seed raw{};
    std::copy(seed->begin(), seed->end(), raw.begin());
    out.deviceKey = std::make_shared<const DeviceKey>(raw);
    out.serverAhead = Duration(read->serverAheadMicros);
    out.trust = trust(out.server);
    return out;   // its access token has run out: whoever uses it refreshes first
}

}  // namespace ok::app
