// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/access/api_client.h"
#include "shared/access/session_events.h"
#include "shared/views/change.h"

namespace ok::access {

namespace {
constexpr Duration endedKept = hours(24 * 30);
}

void addSessionProjections(Projections& projections) {
    projections.on<SignedIn>([](const EntryHeader& header, const SignedIn& e, Views& views) {
        // The log keeps them for ever; the list of sessions does not.
        for (const Session& old : views.byKey<Session>("user", e.session.user.str())) {
            if (old.expiresAt + endedKept < header.ledgerTime) views.erase<Session>(old.id.str());
        }
        views.save(e.session);
    });
    projections.on<SessionRefreshed>([](const EntryHeader& header, const SessionRefreshed& e, Views& views) {
        changeDocument<Session>(views, e.session.str(), [&](Session& next) {
            next.tokenHash = e.tokenHash;
            next.lastRefreshHash = next.refreshHash;
            next.refreshHash = e.refreshHash;
            next.accessExpiresAt = e.accessExpiresAt;
            next.lastActiveAt = std::max(next.lastActiveAt, e.lastActiveAt);
            next.address = e.address;
            next.refreshedAt = header.ledgerTime;
            ++next.refreshes;
        });
    });
    projections.on<RolesGranted>([](const EntryHeader&, const RolesGranted& e, Views& views) {
        changeDocument<User>(views, e.user.str(), [&](User& next) { next.roles = e.after; });
        for (Session& session : views.byKey<Session>("user", e.user.str())) {
            if (session.revoked) continue;
            session.roles = e.after;
            views.save(std::move(session));
        }
    });
}

void addSecret(ApiClient& client, const ApiSecretAdded& added) {
    for (ApiSecret& secret : client.secrets) secret.expiresAt = std::min(secret.expiresAt, added.othersUntil);
    client.secrets.push_back(added.secret);
    if (client.secrets.size() > maxApiSecrets) client.secrets.erase(client.secrets.begin());
}

void addApiClientProjections(Projections& projections) {
    projections.on<ApiClientCreated>([](const EntryHeader&, const ApiClientCreated& e, Views& views) { views.save(e.client); });
    projections.on<ApiSecretAdded>([](const EntryHeader&, const ApiSecretAdded& e, Views& views) {
        changeDocument<ApiClient>(views, e.client.str(), [&e](ApiClient& client) { addSecret(client, e); });
    });
    projections.on<ApiClientUsed>([](const EntryHeader&, const ApiClientUsed& e, Views& views) {
        changeDocument<ApiClient>(views, e.client.str(), [&e](ApiClient& client) {
            client.lastUsedAt = e.at;
            client.lastUsedFrom = e.address;
        });
    });
    projections.on<ApiClientRevoked>([](const EntryHeader& header, const ApiClientRevoked& e, Views& views) {
        changeDocument<ApiClient>(views, e.client.str(), [&](ApiClient& client) {
            client.revoked = true;
            client.revokedAt = header.ledgerTime;
            client.revokeReason = e.reason;
        });
    });
}

}  // namespace ok::access
