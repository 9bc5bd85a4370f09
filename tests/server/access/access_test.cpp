// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who may become whom: sessions are made by the server alone, and guessing passwords is slowed whatever the spelling
// (TA1, F02, main job "people sign in").
#include <gtest/gtest.h>

#include <future>

#include "server/access/access_routes.h"
#include "server/access/password.h"
#include "server/access/sign_in.h"
#include "tests/support/gate_fixture.h"

namespace ok::access {
namespace {

constexpr const char* goodPassword = "correct horse battery";

struct AccessTest : ::testing::Test {
    AccessTest() {
        access::addProjections(f.projections);
        access::addHandlers(*f.gate);
        auto opened = f.gate->openReader();
        EXPECT_TRUE(opened.ok());
        reader = std::move(*opened);
        tenants = std::make_unique<TenantDirectory>(*reader, *f.gate);
        f.start();
        TenantProfile profile;
        profile.tenant = f.tenant;
        profile.slug = "one";
        profile.name = "One";
        EXPECT_TRUE(f.run(CreateTenant{profile}, systemContext(f.tenant, false)).reply.ok());
        const auto made = f.run(CreateUser{"maria", PersonName{"Maria"}, {"approver"}, Secret{hashPassword(goodPassword, dice)}},
                                systemContext(f.tenant, false));
        EXPECT_TRUE(made.reply.ok());
        maria = fromJson<UserCreatedReply>(*made.reply)->user;
    }
    std::string signIn(SignInDesk& desk, const std::string& login, const std::string& password) {
        std::promise<std::string> said;
        desk.signIn({"one", login, Secret{password}, "test"}, "192.0.2.7", [&said](Result<SignInReply> reply) {
            said.set_value(reply.ok() ? "ok" : reply.problem().code);
        });
        return said.get_future().get();
    }
    Dice dice = [n = std::uint8_t{0}](std::span<std::uint8_t> out) mutable {
        for (auto& b : out) b = n++;
    };
    test::GateFixture f;
    std::unique_ptr<Store> reader;
    std::unique_ptr<TenantDirectory> tenants;
    UserId maria;
};

// A session is another person's hands: with one, a single administrator would hold both keys of every approval.
TEST_F(AccessTest, NobodyButTheServerMakesASession) {
    for (const char* role : {"admin", "operator", "approver", "supervisor", "auditor", "intake"}) {
        const auto who = f.person("ada", {role});
        const auto made = f.run(RecordSignIn{maria, sha256("a token of ada's own"), "", ""}, who);
        ASSERT_FALSE(made.reply.ok()) << role;
        EXPECT_EQ(made.reply.problem().code, "access_denied") << role;
        EXPECT_FALSE(f.run(RecordSignInRefusal{"0011223344556677", "192.0.2.1", "wrong_password"}, who).reply.ok()) << role;
    }
    EXPECT_TRUE(f.documents<Session>().empty());
}

TEST_F(AccessTest, AnotherSpellingOfALoginGetsNoFurtherAttempts) {
    SignInDesk desk({*f.gate, *tenants, [this] { return f.now(); }, dice}, {.failures = 2});
    ASSERT_TRUE(desk.start().ok());
    EXPECT_EQ(signIn(desk, "maria", goodPassword), "ok");
    EXPECT_EQ(signIn(desk, "Maria", "guess number one"), "sign_in_refused");
    EXPECT_EQ(signIn(desk, "mARIA", "guess number two"), "sign_in_refused");
    EXPECT_EQ(signIn(desk, "MARIA", "guess number three"), "too_many_attempts");
    EXPECT_EQ(signIn(desk, "maria", goodPassword), "too_many_attempts");
    f.advance(minutes(11));
    EXPECT_EQ(signIn(desk, "maria", goodPassword), "ok");
}

TEST_F(AccessTest, AUtilityInATimeZoneThatDoesNotExistIsRefused) {
    TenantProfile profile;
    profile.tenant = f.otherTenant;
    profile.slug = "two";
    profile.timeZone = "America/Nowhere";
    const auto made = f.run(CreateTenant{profile}, systemContext(f.otherTenant, false));
    ASSERT_FALSE(made.reply.ok());
    EXPECT_EQ(made.reply.problem().code, "unknown_time_zone");
}

TEST(AccessRoutes, ARefusalByRoleIsForbiddenAndNotAnInvalidRequest) {
    EXPECT_EQ(statusOf(problem("access_denied", "")), 403);
    EXPECT_EQ(statusOf(problem("not_running", "")), 503);
    EXPECT_EQ(statusOf(problem("idempotency_conflict", "")), 409);
}

}  // namespace
}  // namespace ok::access
