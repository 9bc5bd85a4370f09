// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A session that is ended at one server is over at every other one on the database, with its sockets (issue number
// "revocation visible on all connected consoles ≤ 5 s"; F02.R3.A4).
#include <gtest/gtest.h>

#include "server/access/session_commands.h"
#include "tests/support/access_fixture.h"
#include "tests/support/house_set_up.h"
#include "shared/approvals/approval_commands.h"
#include "tests/support/sync_fixture.h"

namespace ok::test {
namespace {

constexpr auto promised = std::chrono::seconds(5);

Instant testNow() {
    static const auto began = std::chrono::steady_clock::now();
    return Instant::fromSeconds(1'727'000'000) + std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
}

void testDice(std::span<std::uint8_t> out) {
    static std::atomic<std::uint64_t> rolls{0};
    const Digest fresh = sha256("two servers " + std::to_string(rolls++));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = fresh.bytes[i % 32];
}

class TwoServers : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!sharedPgServer().trouble().empty()) GTEST_SKIP() << sharedPgServer().trouble();
        schema = "two_" + sha256(dir.file("x")).hex().substr(0, 20);
        a = server("a");
        std::filesystem::create_directories(dir.file("b"));
        std::filesystem::copy(dir.file("a") + "/keys", dir.file("b") + "/keys", std::filesystem::copy_options::recursive);
        b = server("b");
        TenantProfile profile;
        profile.slug = "one";
        profile.name = "One";
        const auto made = a->createTenant(profile);
        ASSERT_TRUE(made.ok()) << made.problem().message;
        tenant = *made;
        const auto user = a->createUser(tenant, "maria", "Maria", {"operator"}, goodPassword);
        ASSERT_TRUE(user.ok()) << user.problem().message;
        maria = *user;
    }
    void TearDown() override {
        if (b) b->stop();
        if (a) a->stop();
    }
    std::unique_ptr<House> server(const std::string& name) {
        HouseOptions options = quietHouse(dir.file(name));
        std::filesystem::create_directories(options.dataDir);
        options.database = sharedPgServer().address(schema, name).conninfo;
        options.databaseSchema = schema;
        options.clock = testNow;
        options.dice = testDice;
        auto out = std::make_unique<House>(options);
        const auto started = out->start();
        EXPECT_TRUE(started.ok()) << started.problem().message;
        return out;
    }
    access::SignInReply signIn(const std::string& deviceKey = {}) {
        HttpClient client({.port = a->httpPort()});
        const auto answer = client.post("/v1/session", toJson(access::SignInRequest{"one", "maria", Secret{goodPassword}, "desk", deviceKey}));
        EXPECT_TRUE(answer.ok() && answer->status == 200);
        const auto reply = fromJson<access::SignInReply>(answer->body);
        EXPECT_TRUE(reply.ok());
        return *reply;
    }
    /// Follows at a server; again while that one has not heard of the session yet.
    FrameClient follow(House& where, const access::SignInReply& in) {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (;;) {
            FrameClient client = FrameClient::connect(Endpoint{.port = where.httpPort()});
            client.hello(in.token);
            const auto frame = client.next();
            if (std::holds_alternative<wire::Welcome>(frame) || std::chrono::steady_clock::now() > until) {
                EXPECT_TRUE(std::holds_alternative<wire::Welcome>(frame));
                return client;
            }
        }
    }
    static std::string reasonOfEnd(FrameClient& client) { return client.nextProblem(); }

    TempDir dir;
    std::string schema;
    std::unique_ptr<House> a, b;
    TenantId tenant;
    UserId maria;
};

TEST_F(TwoServers, ASessionEndedAtOneIsCutAtTheOtherWithinSeconds) {
    const auto in = signIn();
    FrameClient here = follow(*a, in), there = follow(*b, in);
    const auto began = std::chrono::steady_clock::now();
    const access::RevokeSession command{in.session, "lost laptop"};
    ASSERT_TRUE(a->gate().run(access::systemContext(tenant, false),
                              {CommandId{derivedUuid("revoke")}, std::string(access::RevokeSession::card.name), toJson(command)}).reply.ok());
    EXPECT_EQ(reasonOfEnd(here), "session_revoked");
    EXPECT_EQ(reasonOfEnd(there), "session_revoked");
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_LT(took, promised);
    std::printf("revocation seen by the console at the other server after %lld ms\n",
                static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
    HttpClient client({.port = b->httpPort()});
    EXPECT_EQ(client.get("/v1/whoami", {{"Authorization", "Bearer " + in.token}})->status, 401);
}

TEST_F(TwoServers, ADisabledAccountAndOtherRolesReachTheConsoleAtTheOtherServer) {
    const auto in = signIn();
    FrameClient there = follow(*b, in);
    const auto asSystem = [&](std::string_view name, std::string body) {
        return a->gate().run(access::systemContext(tenant, false), {CommandId{derivedUuid(name)}, std::string(name), std::move(body)}).reply.ok();
    };
    const auto admin = [&](const char* id) {
        SecurityContext who = access::systemContext(tenant, false);
        who.actor = {ActorType::human, id};
        who.roles = {"admin"};
        return who;
    };
    const auto asked = a->gate().run(admin("ada"), {CommandId{derivedUuid("roles")}, std::string(access::GrantRoles::card.name),
                                                    toJson(access::GrantRoles{maria, {"supervisor"}, "moved"})});
    ASSERT_EQ(asked.reply.problem().code, "approval_required");
    const auto& held = asked.reply.problem().details;
    const approvals::Release release{*ApprovalId::parse(held.at("approval_id")), *Digest::parse(held.at("digest"))};
    ASSERT_TRUE(a->gate().run(admin("bea"), {CommandId{derivedUuid("release")}, std::string(approvals::Release::card.name), toJson(release)}).reply.ok());
    EXPECT_EQ(reasonOfEnd(there), "roles_changed");
    FrameClient again = FrameClient::connect(Endpoint{.port = b->httpPort()});
    again.hello(in.token);
    EXPECT_EQ(again.expect<wire::Welcome>().roles, std::vector<std::string>{"supervisor"});
    ASSERT_TRUE(asSystem(access::DisableUser::card.name, toJson(access::DisableUser{maria, true, "left"})));
    EXPECT_EQ(reasonOfEnd(again), "session_revoked");
}

TEST_F(TwoServers, ASocketNeedsTheDeviceOfItsSession) {
    TestDevice desk(40), thief(41);
    const auto in = signIn(desk.publicKey());
    const auto hello = [&](const std::string& proof) {
        FrameClient client = FrameClient::connect(Endpoint{.port = a->httpPort()});
        client.send(wire::Hello{.clientVersion = "test", .token = in.token, .cursors = {{Stream::ops, 0}}, .proof = proof});
        const auto frame = client.next();
        const auto* why = std::get_if<wire::ProblemFrame>(&frame);
        return why ? why->problem.code : std::string("welcome");
    };
    const std::string proof = desk.prove("hello", in.token, testNow());
    EXPECT_EQ(hello(""), "device_proof_missing");
    EXPECT_EQ(hello(thief.prove("hello", in.token, testNow())), "device_proof_wrong");
    EXPECT_EQ(hello(desk.prove("GET /v1/sync", in.token, testNow())), "device_proof_wrong");
    EXPECT_EQ(hello(proof), "welcome");
    EXPECT_EQ(hello(proof), "device_proof_reused") << "a hello that was overheard";
}

// A proof that was overheard is worth nothing at the other server either, nor at one that was started anew; a server that cannot ask lets
// nobody in.
TEST_F(TwoServers, AProofThatWasUsedAtOneIsUsedAtTheOther) {
    TestDevice desk(40);
    const auto in = signIn(desk.publicKey());
    const auto hello = [&](House& where, const std::string& proof) {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (;;) {
            FrameClient client = FrameClient::connect(Endpoint{.port = where.httpPort()});
            client.send(wire::Hello{.clientVersion = "test", .token = in.token, .cursors = {{Stream::ops, 0}}, .proof = proof});
            const auto frame = client.next();
            const auto* why = std::get_if<wire::ProblemFrame>(&frame);
            const std::string code = why ? why->problem.code : std::string("welcome");
            if (code != "not_signed_in" || std::chrono::steady_clock::now() > until) return code;   // the other server hears of the session in a moment
        }
    };
    const std::string first = desk.prove("hello", in.token, testNow()), second = desk.prove("hello", in.token, testNow());
    EXPECT_EQ(hello(*a, first), "welcome");
    EXPECT_EQ(hello(*b, first), "device_proof_reused");
    EXPECT_EQ(hello(*b, second), "welcome");
    EXPECT_EQ(hello(*a, second), "device_proof_reused");
    const std::string third = desk.prove("hello", in.token, testNow());
    EXPECT_EQ(hello(*b, third), "welcome");
    b->stop();
    b = server("b");
    EXPECT_EQ(hello(*b, third), "device_proof_reused") << "it remembers across its own restart";
}

}  // namespace
}  // namespace ok::test
