// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// People with sessions, keys in software and a browser, on a gate whose handlers are those of keys and codes.
#pragma once
#include <gtest/gtest.h>

#include "server/access/access_commands.h"
#include "server/access/key_room.h"
#include "server/operations/privacy_commands.h"
#include "shared/access/gate_events.h"
#include "shared/access/totp.h"
#include "shared/operations/privacy.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/soft_key.h"

namespace ok::access {

using test::SoftBrowser;
using test::SoftKey;

/// Something that demands a fresh key.
struct OpenTheValve {
    static constexpr CommandCard card{.name = "test.open_valve", .action = "incidents.valve", .assurance = 2};
    std::string what;
};
BOOST_DESCRIBE_STRUCT(OpenTheValve, (), (what))
struct ValveOpened {
    static constexpr std::string_view eventType = "test.valve_opened";
    std::string what;
};
BOOST_DESCRIBE_STRUCT(ValveOpened, (), (what))

/// Something that leaves the house as a file.
struct TakeAway {
    static constexpr CommandCard card{.name = "audit.record_download", .action = "incidents.valve"};
    std::string what;
};
BOOST_DESCRIBE_STRUCT(TakeAway, (), (what))

struct KeysTest : ::testing::Test {
    KeysTest() {
        access::addProjections(f.projections);
        access::addHandlers(*f.gate);
        operations::addHandlers(*f.gate);
        operations::addProjections(f.projections);
        addKeyHandlers(*f.gate, {[] { return KeyPlace{"localhost", {"https://localhost:8443"}}; }, sha256("challenge key")});
        f.gate->handle<OpenTheValve>([](const Right&, CommandContext& cx, const OpenTheValve& c) -> Status {
            cx.emit(ValveOpened{c.what});
            return {};
        });
        f.gate->handle<TakeAway>([](const Right&, CommandContext& cx, const TakeAway& c) -> Status {
            cx.emit(ValveOpened{c.what});
            return {};
        });
        f.start();
        TenantProfile profile;
        profile.tenant = f.tenant;
        profile.slug = "one";
        profile.name = "One Power";
        EXPECT_TRUE(f.run(CreateTenant{profile}, systemContext(f.tenant, false)).reply.ok());
        maria = person("maria", {"operator"});
        jonas = person("jonas", {"operator"});
        ada = person("ada", {"admin"});
    }

    /// A person with an account and a session.
    SecurityContext person(const std::string& login, std::vector<std::string> roles) {
        const auto made = f.run(CreateUser{login, PersonName{login}, roles, Secret{"$argon2id$x"}}, systemContext(f.tenant, false));
        EXPECT_TRUE(made.reply.ok()) << made.reply.problem().message;
        SecurityContext who = f.person(fromJson<UserCreatedReply>(*made.reply)->user.str(), std::move(roles));
        return signedIn(who);
    }
    SecurityContext signedIn(SecurityContext who) {
        const auto opened = f.run(RecordSignIn{*UserId::parse(who.actor.id), sha256("token " + std::to_string(m_tokens++)), "desk", "192.0.2.7"},
                                  systemContext(f.tenant, false));
        EXPECT_TRUE(opened.reply.ok());
        who.session = fromJson<Session>(*opened.reply)->id;
        who.address = "192.0.2.7";
        return who;
    }
    /// The context as the session book would give it now.
    SecurityContext now(SecurityContext who) {
        const auto session = f.document<Session>(who.session.str());
        who.assurance = session->assurance;
        who.freshUntil = session->freshUntil;
        return who;
    }
    SecurityContext asServer(SecurityContext who) {
        who.roles = {"system"};
        return who;
    }
    UserId userOf(const SecurityContext& who) { return *UserId::parse(who.actor.id); }

    Ceremony begin(const SecurityContext& who, const std::string& purpose) {
        const auto answer = f.run(BeginCeremony{purpose, who.session.str(), dice(), userOf(who)}, asServer(who));
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().code);
        return answer.reply.ok() ? *fromJson<Ceremony>(*answer.reply) : Ceremony{};
    }
    Ceremony beginSignIn(const std::string& binding, UserId user = {}) {
        const auto answer = f.run(BeginCeremony{"sign_in", binding, dice(), user}, systemContext(f.tenant, false));
        EXPECT_TRUE(answer.reply.ok());
        return answer.reply.ok() ? *fromJson<Ceremony>(*answer.reply) : Ceremony{};
    }
    EnrolKey enrolment(SoftKey& key, const SecurityContext& who, const std::string& name) {
        const Ceremony asked = begin(who, "enrol");
        const auto made = browser.enrol(key, *fromBase64(asked.challenge), who.actor.id.empty() ? asBytes("") : ByteView(userOf(who).bytes));
        return {name, toBase64Url(asBytes(made.clientData)), toBase64Url(made.made.attestationObject), true, false};
    }
    SecurityKey enrol(SoftKey& key, const SecurityContext& who, const std::string& name) {
        const auto answer = f.run(enrolment(key, who, name), now(who));
        EXPECT_TRUE(answer.reply.ok()) << name << (answer.reply.ok() ? "" : ": " + answer.reply.problem().code + " " + answer.reply.problem().message);
        return answer.reply.ok() ? *fromJson<SecurityKey>(*answer.reply) : SecurityKey{};
    }
    KeyAnswer answerTo(const std::string& challenge, SoftKey& key, const SoftBrowser& at) {
        const auto said = at.answer(key, *fromBase64(challenge));
        EXPECT_TRUE(said.has_value());
        if (!said) return {};
        return {toBase64Url(said->said.credentialId), toBase64Url(asBytes(said->clientData)), toBase64Url(said->said.authData),
                toBase64Url(said->said.signature), toBase64Url(said->said.userHandle)};
    }
    StepUp touch(SoftKey& key, const SecurityContext& who) { return {answerTo(begin(who, "step_up").challenge, key, browser)}; }
    void stepUp(SoftKey& key, const SecurityContext& who) {
        const auto answer = f.run(touch(key, who), who);
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().code);
    }
    std::string codeOf(const CommandAnswer& answer) { return answer.reply.ok() ? "ok" : answer.reply.problem().code; }
    std::string textOf(const CommandAnswer& answer) { return answer.reply.ok() ? "" : answer.reply.problem().message; }
    Digest dice() { return sha256("dice " + std::to_string(m_dice++)); }
    /// The reason in the last entry of that kind.
    template <class E>
    E last(Stream stream = Stream::security) {
        const auto entries = f.entries(stream);
        for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
            if (it->header.type == E::eventType) return *fromJson<E>(it->payload);
        }
        ADD_FAILURE() << "no entry " << E::eventType;
        return {};
    }
    template <class E>
    int count(Stream stream = Stream::security) {
        int out = 0;
        for (const Entry& entry : f.entries(stream)) out += entry.header.type == E::eventType ? 1 : 0;
        return out;
    }
    SecurityKey stored(const SecurityKey& key) { return *f.document<SecurityKey>(key.id.str()); }

    test::GateFixture f;
    SoftBrowser browser;
    SecurityContext maria, jonas, ada;

  private:
    int m_tokens = 0, m_dice = 0;
};

}  // namespace ok::access
