// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the console keeps of a session in the secret store (issue piece "sessions": secrets are in the keychain).
#include <gtest/gtest.h>

#include "app/sync/kept_ticket.h"

namespace ok::app {
namespace {

SessionTicket sample() {
    SessionTicket ticket;
    ticket.server = QUrl(QStringLiteral("https://outages.example.org:8443"));
    ticket.token = QStringLiteral("access-token-that-is-not-kept");
    ticket.tenant = QStringLiteral("0192e1b2-0000-7000-8000-000000000001");
    ticket.utility = QStringLiteral("valley");
    ticket.user = QStringLiteral("0192e1b2-0000-7000-8000-000000000002");
    ticket.login = QStringLiteral("maria");
    ticket.roles = {QStringLiteral("operator"), QStringLiteral("approver")};
    ticket.refreshToken = QStringLiteral("okr_something");
    ticket.serverAhead = seconds(3);
    DeviceKey::Seed seed{};
    seed.fill(7);
    ticket.deviceKey = std::make_shared<const DeviceKey>(seed);
    return ticket;
}

const auto noTrust = [](const QUrl&) { return TrustPolicy{}; };

TEST(KeptTicket, AKeptSessionComesBackWithItsKeyAndWithoutItsAccessToken) {
    const QByteArray kept = keptForm(sample());
    EXPECT_FALSE(kept.contains("access-token"));
    const auto back = ticketFrom(kept, [](const QUrl& server) { return TrustPolicy{server.host(), {}}; });
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->server, sample().server);
    EXPECT_EQ(back->login, QStringLiteral("maria"));
    EXPECT_EQ(back->roles, sample().roles);
    EXPECT_EQ(back->refreshToken, QStringLiteral("okr_something"));
    EXPECT_TRUE(back->token.isEmpty());
    EXPECT_FALSE(back->accessExpiresAt.known()) << "so that it is refreshed before anything else";
    EXPECT_EQ(back->deviceKey->publicKey(), sample().deviceKey->publicKey());
    EXPECT_EQ(back->serverAhead, seconds(3));
}

TEST(KeptTicket, WhatCannotBeReadIsNoSession) {
    const QByteArray kept = keptForm(sample());
    EXPECT_FALSE(ticketFrom({}, noTrust));
    EXPECT_FALSE(ticketFrom("{", noTrust));
    EXPECT_FALSE(ticketFrom(QByteArray(20'000, 'x'), noTrust));
    EXPECT_FALSE(ticketFrom(QByteArray(kept).replace("https://", "http://"), noTrust)) << "tokens go over TLS alone";
    EXPECT_FALSE(ticketFrom(QByteArray(kept).replace("\"version\":1", "\"version\":2"), noTrust));
    EXPECT_FALSE(ticketFrom(QByteArray(kept).replace("0707", "07"), noTrust));
    SessionTicket without = sample();
    without.refreshToken.clear();
    EXPECT_TRUE(keptForm(without).isEmpty());
}

}  // namespace
}  // namespace ok::app
