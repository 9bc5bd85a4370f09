// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From sign-in to sign-out: short tokens, rotation, binding to a device, idleness, and every way a session ends (TA1, F02.R3.A4,
// F09.R3.A4 for sessions, R3; issue "Who may do what", piece "Sessions").
#include <gtest/gtest.h>

#include "server/access/session_commands.h"
#include "server/store/log_tools.h"
#include "tests/support/access_fixture.h"

namespace ok::access {
namespace {

using test::AccessFixture;
using test::TestDevice;

std::string asked(AccessFixture& f, const std::string& token) {
    const auto answer = f.call("GET", "/v1/whoami", AccessFixture::bearer(token));
    return answer.status == 200 ? "ok" : AccessFixture::codeOf(answer);
}

TEST(Sessions, AnAccessTokenLivesForMinutesAndIsExchangedForAnother) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    EXPECT_EQ(asked(f, in.token), "ok");
    f.f.advance(minutes(11));
    EXPECT_EQ(asked(f, in.token), "token_expired");
    const auto answer = f.refresh(in.refreshToken);
    ASSERT_EQ(answer.status, 200) << answer.bodyView();
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-store");
    const std::string next = AccessFixture::fieldOf(answer, "token");
    EXPECT_NE(next, in.token);
    EXPECT_EQ(asked(f, next), "ok");
    EXPECT_EQ(asked(f, in.token), "not_signed_in") << "the old one is no token any more";
    EXPECT_EQ(f.count(SessionRefreshed::eventType), 1);
}

TEST(Sessions, NoTokenIsKeptAnywhereOnlyHashes) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    const auto refreshed = f.refresh(in.refreshToken);
    ASSERT_EQ(refreshed.status, 200);
    std::string all;
    for (const Entry& entry : f.f.entries(Stream::security)) all += entry.payload;
    for (const Session& session : f.f.documents<Session>()) all += toJson(session);
    for (const std::string& secret : {in.token, in.refreshToken, AccessFixture::fieldOf(refreshed, "token"), AccessFixture::fieldOf(refreshed, "refresh_token")}) {
        EXPECT_EQ(all.find(secret), std::string::npos);
        EXPECT_EQ(all.find(secret.substr(secret.size() - 30)), std::string::npos);
    }
}

TEST(Sessions, AUsedRefreshTokenThatComesAgainEndsTheWholeSessionAndIsEvidence) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    std::vector<SessionId> cut;
    f.sessions->onRevoked([&cut](SessionId session) { cut.push_back(session); });
    const auto first = f.refresh(in.refreshToken);
    ASSERT_EQ(first.status, 200);
    const auto stolen = f.refresh(in.refreshToken, 0, {}, "203.0.113.9");
    EXPECT_EQ(stolen.status, 401);
    EXPECT_EQ(AccessFixture::codeOf(stolen), "session_revoked");
    EXPECT_EQ(asked(f, AccessFixture::fieldOf(first, "token")), "session_revoked");
    EXPECT_EQ(f.refresh(AccessFixture::fieldOf(first, "refresh_token")).status, 401) << "the newest one of the family is dead too";
    EXPECT_EQ(f.count(RefreshReused::eventType), 1);
    EXPECT_EQ(f.count(SessionRevoked::eventType), 1);
    EXPECT_EQ(cut, std::vector<SessionId>{in.session});
    const auto session = f.f.document<Session>(in.session.str());
    EXPECT_EQ(session->endReason, "refresh_reused");
}

TEST(Sessions, WhoKnowsOnlyASessionsNameCannotEndIt) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    RefreshToken made;
    made.session = in.session;
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(formatRefresh(made))), "not_signed_in");
    EXPECT_EQ(asked(f, in.token), "ok");
    EXPECT_EQ(f.count(RefreshReused::eventType), 0);
}

TEST(Sessions, ADeviceWhoseAnswerWasLostMayAskOnceMoreAThiefWithoutItsKeyMayNot) {
    AccessFixture f;
    TestDevice desk(40), thief(41);
    const auto in = f.signIn("maria", desk.publicKey());
    ASSERT_EQ(f.refresh(in.refreshToken, 0, desk.prove("refresh", in.refreshToken, f.f.now())).status, 200);
    const auto again = f.refresh(in.refreshToken, 0, desk.prove("refresh", in.refreshToken, f.f.now()));
    ASSERT_EQ(again.status, 200) << again.bodyView();
    const std::string current = AccessFixture::fieldOf(again, "refresh_token");
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(current)), "device_proof_missing");
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(current, 0, thief.prove("refresh", current, f.f.now()))), "device_proof_wrong");
    EXPECT_EQ(f.refresh(current, 0, desk.prove("refresh", current, f.f.now())).status, 200) << "the session goes on";
    f.f.advance(seconds(31));
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(current, 0, desk.prove("refresh", current, f.f.now()))), "session_revoked")
        << "half a minute later it is no lost answer";
}

TEST(Sessions, ATokenFromAnotherDeviceIsRefused) {
    AccessFixture f;
    TestDevice desk(40), thief(41);
    const auto in = f.signIn("maria", desk.publicKey());
    const auto with = [&](const std::string& proof) {
        net::Headers headers = AccessFixture::bearer(in.token);
        if (!proof.empty()) headers.add("X-OK-Proof", proof);
        const auto answer = f.call("GET", "/v1/whoami", headers);
        return answer.status == 200 ? std::string("ok") : AccessFixture::codeOf(answer);
    };
    const std::string proof = desk.prove("GET /v1/whoami", in.token, f.f.now());
    EXPECT_EQ(with(proof), "ok");
    EXPECT_EQ(with(proof), "device_proof_reused");
    EXPECT_EQ(with(""), "device_proof_missing");
    EXPECT_EQ(with(thief.prove("GET /v1/whoami", in.token, f.f.now())), "device_proof_wrong");
    EXPECT_EQ(with(desk.prove("GET /v1/sessions", in.token, f.f.now())), "device_proof_wrong") << "signed for another request";
    EXPECT_EQ(with(desk.prove("GET /v1/whoami", "another token", f.f.now())), "device_proof_wrong");
    EXPECT_EQ(with(desk.prove("GET /v1/whoami", in.token, f.f.now() - minutes(6))), "device_clock_off");
    EXPECT_EQ(with(desk.prove("GET /v1/whoami", in.token, f.f.now() + minutes(6))), "device_clock_off");
    EXPECT_EQ(with("v1.x.y.z"), "device_proof_wrong");
    EXPECT_FALSE(f.sessions->resolve(in.token, "192.0.2.7").ok()) << "no way in that forgets to ask";
    EXPECT_EQ(f.count(DeviceRefused::eventType), 1) << "written down, but not as often as a thief can ask";
    f.f.advance(minutes(2));
    EXPECT_EQ(with(""), "device_proof_missing");
    EXPECT_EQ(with(desk.prove("GET /v1/whoami", in.token, f.f.now())), "ok");
    EXPECT_EQ(f.count(DeviceRefused::eventType), 2);
}

TEST(Sessions, WhereADeviceKeyIsRequiredNobodySignsInWithoutOne) {
    AccessFixture f({}, {.requireDeviceKey = true});
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria")), "device_key_required");
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria", test::goodPassword, "one", "no key")), "bad_device_key");
    EXPECT_EQ(f.signInAnswer("maria", test::goodPassword, "one", TestDevice(40).publicKey()).status, 200);
}

// A console that only listens is an empty chair (known defect: an open console never idled out).
TEST(Sessions, OnlyCommandsAndAPersonsInputKeepASessionFromIdlingOut) {
    AccessFixture f({}, {.access = hours(12)});
    const auto in = f.signIn("maria");
    for (int i = 0; i < 12; ++i) {  // looks every five minutes, as a socket's check does
        f.f.advance(minutes(5));
        EXPECT_TRUE(f.sessions->resume(in.session, "").ok()) << i;
        EXPECT_EQ(asked(f, in.token), "ok") << "reading is no activity";
    }
    f.f.advance(minutes(1));
    EXPECT_EQ(f.sessions->resume(in.session, "").problem().code, "session_expired");
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(in.refreshToken, 61 * 60)), "session_revoked");
    EXPECT_EQ(f.f.document<Session>(in.session.str())->endReason, "idle") << "and it is written down";
}

TEST(Sessions, AnActiveSessionGoesOnUntilItsAbsoluteEnd) {
    AccessFixture f({}, {.access = hours(12)});
    const auto in = f.signIn("maria");
    for (int i = 0; i < 14; ++i) {
        f.f.advance(minutes(50));
        f.sessions->active(in.session);
        ASSERT_TRUE(f.sessions->resume(in.session, "").ok()) << i;
    }
    f.f.advance(minutes(20));
    EXPECT_EQ(f.sessions->resume(in.session, "").problem().code, "session_expired");
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(in.refreshToken)), "session_expired") << "nothing prolongs it";
}

TEST(Sessions, ACommandIsActivityAndSoIsWhatARefreshTells) {
    AccessFixture f;
    auto in = f.signIn("olaf");
    std::string token = in.token, refresh = in.refreshToken;
    for (int i = 0; i < 8; ++i) {
        f.f.advance(minutes(9));
        const auto answer = f.refresh(refresh, 30);
        ASSERT_EQ(answer.status, 200) << i << answer.bodyView();
        token = AccessFixture::fieldOf(answer, "token");
        refresh = AccessFixture::fieldOf(answer, "refresh_token");
    }
    EXPECT_EQ(f.call("POST", "/v1/commands", AccessFixture::bearer(token), R"({"name":"no.such"})").status, 404);
    EXPECT_EQ(*f.sessions->lastActive(in.session), f.f.now());
}

TEST(Sessions, APersonSeesAndEndsTheirOwnAndSignsOutEverywhere) {
    AccessFixture f;
    const auto one = f.signIn("maria"), two = f.signIn("maria"), three = f.signIn("maria"), other = f.signIn("olaf");
    const auto list = f.call("GET", "/v1/sessions", AccessFixture::bearer(one.token));
    EXPECT_EQ(list.status, 200);
    EXPECT_EQ(parseJson(list.bodyView())->root()["items"].size(), 3u);
    EXPECT_EQ(list.bodyView().find("hash"), std::string_view::npos) << "not even hashes leave the server";
    EXPECT_EQ(f.call("DELETE", "/v1/sessions/" + two.session.str(), AccessFixture::bearer(one.token)).status, 200);
    EXPECT_EQ(asked(f, two.token), "session_revoked");
    EXPECT_EQ(AccessFixture::codeOf(f.call("DELETE", "/v1/sessions/" + other.session.str(), AccessFixture::bearer(one.token))), "access_denied");
    EXPECT_EQ(AccessFixture::codeOf(f.call("GET", "/v1/sessions?all=1", AccessFixture::bearer(one.token))), "access_denied");
    EXPECT_EQ(AccessFixture::codeOf(f.call("GET", "/v1/sessions?user=" + other.user.str(), AccessFixture::bearer(one.token))), "access_denied");
    EXPECT_EQ(f.call("DELETE", "/v1/sessions?keep=this", AccessFixture::bearer(one.token)).status, 200);
    EXPECT_EQ(asked(f, one.token), "ok");
    EXPECT_EQ(asked(f, three.token), "session_revoked");
    EXPECT_EQ(f.call("DELETE", "/v1/session", AccessFixture::bearer(one.token)).status, 200);
    EXPECT_EQ(asked(f, one.token), "session_revoked");
    EXPECT_EQ(asked(f, other.token), "ok");
    for (const Entry& entry : f.f.entries(Stream::security)) {
        if (entry.header.type == SessionRevoked::eventType) EXPECT_EQ(entry.header.actor.id, one.user.str()) << "by the person, not by the server";
    }
}

TEST(Sessions, AnAdministratorSeesAndEndsThoseOfOthers) {
    AccessFixture f;
    const auto ada = f.signIn("ada"), maria = f.signIn("maria"), olaf = f.signIn("olaf");
    EXPECT_EQ(parseJson(f.call("GET", "/v1/sessions?all=1", AccessFixture::bearer(ada.token)).bodyView())->root()["items"].size(), 3u);
    EXPECT_EQ(f.call("DELETE", "/v1/sessions/" + maria.session.str() + "?reason=left", AccessFixture::bearer(ada.token)).status, 200);
    EXPECT_EQ(asked(f, maria.token), "session_revoked");
    SecurityContext who = f.f.person(ada.user.str(), {"admin"});
    who.session = ada.session;
    EXPECT_EQ(f.f.run(RevokeSessions{{}, ""}, who).reply.problem().code, "reason_required");
    EXPECT_TRUE(f.f.run(RevokeSessions{{}, "suspected breach"}, who).reply.ok());
    EXPECT_EQ(asked(f, olaf.token), "session_revoked");
    EXPECT_EQ(asked(f, ada.token), "ok") << "whoever does it stays";
}

TEST(Sessions, OtherRolesAndADisabledAccountAreInForceOnLiveSessionsAtOnce) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    std::vector<SessionId> again, cut;
    f.sessions->onRolesChanged([&again](SessionId session) { again.push_back(session); });
    f.sessions->onRevoked([&cut](SessionId session) { cut.push_back(session); });
    const auto ada = f.f.person(f.people["ada"].str(), {"admin"});
    ASSERT_TRUE(f.f.runReleased(GrantRoles{in.user, {"supervisor"}, "moved to the field"}, ada, f.f.person("bea", {"admin"})).reply.ok());
    EXPECT_EQ(f.sessions->resolve(in.token, "")->roles, std::vector<std::string>{"supervisor"});
    EXPECT_EQ(again, std::vector<SessionId>{in.session});
    ASSERT_TRUE(f.f.run(DisableUser{in.user, true, "left the company"}, ada).reply.ok());
    EXPECT_EQ(asked(f, in.token), "session_revoked");
    EXPECT_EQ(AccessFixture::codeOf(f.refresh(in.refreshToken)), "session_revoked");
    EXPECT_EQ(AccessFixture::codeOf(f.signInAnswer("maria")), "sign_in_refused");
    EXPECT_FALSE(cut.empty());
    ASSERT_TRUE(f.f.run(DisableUser{in.user, false, "came back"}, ada).reply.ok());
    EXPECT_EQ(asked(f, in.token), "session_revoked") << "what was ended stays ended";
    EXPECT_EQ(f.signInAnswer("maria").status, 200);
}

TEST(Sessions, NobodyRaisesThemselvesAndTheLastAdministratorStays) {
    AccessFixture f;
    const auto ada = f.f.person(f.people["ada"].str(), {"admin"});
    EXPECT_EQ(f.f.runReleased(GrantRoles{f.people["ada"], {"admin", "operator"}, "more"}, ada, f.f.person("bea", {"admin"})).reply.problem().code, "own_roles");
    EXPECT_EQ(f.f.runReleased(GrantRoles{f.people["olaf"], {"root"}, "more"}, ada, f.f.person("bea", {"admin"})).reply.problem().code, "unknown_role");
    ASSERT_TRUE(f.f.run(DisableUser{f.people["erik"], true, "left"}, ada).reply.ok());
    EXPECT_EQ(f.f.run(DisableUser{f.people["ada"], true, "me too"}, ada).reply.problem().code, "last_administrator");
    EXPECT_GE(f.count("command.refused", Stream::decisions), 1);
    EXPECT_GE(f.count("approval.decided", Stream::ops), 2) << "what was released and refused says so";
}

TEST(Sessions, TheBookOfARestartedServerKnowsWhatTheOldOneKnew) {
    AccessFixture f;
    const auto in = f.signIn("maria"), gone = f.signIn("olaf");
    f.call("DELETE", "/v1/session", AccessFixture::bearer(gone.token));
    auto again = f.f.gate->openReader();
    SessionBook book(**again, *f.f.gate, *f.tenants, [&f] { return f.f.now(); });
    EXPECT_TRUE(book.resolve(in.token, "").ok());
    EXPECT_FALSE(book.resolve(gone.token, "").ok());
}

TEST(Sessions, WhatIsRebuiltFromTheLogIsWhatWasThere) {
    AccessFixture f;
    const auto in = f.signIn("maria");
    (void)f.refresh(in.refreshToken, 5);
    (void)f.f.runReleased(GrantRoles{in.user, {"supervisor"}, "moved"}, f.f.person(f.people["ada"].str(), {"admin"}), f.f.person("bea", {"admin"}));
    (void)f.call("DELETE", "/v1/sessions", AccessFixture::bearer(f.signIn("olaf").token));
    std::optional<RebuildResult> rebuilt;
    f.f.gate->inspect(f.f.tenant, [&](CommandContext& cx) {
        if (const auto done = rebuildViews(cx.store(), f.f.tenant, f.f.projections, false); done.ok()) rebuilt = *done;
    });
    ASSERT_TRUE(rebuilt.has_value());
    EXPECT_TRUE(rebuilt->identical);
}

}  // namespace
}  // namespace ok::access
