// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The console's secret store: with a keychain, with none, and with one that never answers (R3; issue piece "a clear, tested
// answer where there is none"). The real daemon is asked where the test runs under `dbus-run-session` with one unlocked.
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include "app/secrets/secret_store.h"

namespace ok::app {
namespace {

using State = SecretReply::State;

/// A keychain as the system would have it: answers, refuses, forgets or stays silent.
struct FakeKeychain {
    enum class Mood { Works, Refuses, Forgets, Silent } mood = Mood::Works;
    MemorySecretStore kept;
    std::vector<SecretStore::Done> unanswered;
    KeychainSecretStore::Backend backend() {
        return [this](KeychainSecretStore::Question question, const QString& name, const QByteArray& value, SecretStore::Done done) {
            if (mood == Mood::Silent) return unanswered.push_back(std::move(done));
            if (mood == Mood::Refuses) return done({State::Unavailable, {}, QStringLiteral("no bus")});
            if (question == KeychainSecretStore::Question::Write) return kept.write(name, value, done);
            if (question == KeychainSecretStore::Question::Remove) return kept.remove(name, done);
            if (mood == Mood::Forgets) return done({State::Missing, {}, {}});
            kept.read(name, done);
        };
    }
};

struct SecretStoreTest : ::testing::Test {
    SecretStoreTest() {
        static int count = 1;
        static char name[] = "test";
        static char* arguments[] = {name, nullptr};
        if (QCoreApplication::instance() == nullptr) application = std::make_unique<QCoreApplication>(count, arguments);
    }
    std::unique_ptr<ConsoleSecretStore> probed(int limitMs = 5) {
        auto store = std::make_unique<ConsoleSecretStore>(std::make_unique<KeychainSecretStore>(limitMs, keychain.backend()));
        QEventLoop loop;
        bool ready = false;
        QObject::connect(store.get(), &ConsoleSecretStore::ready, &loop, [&] { ready = true, loop.quit(); });
        store->probe();
        if (!ready) loop.exec();
        return store;
    }
    static SecretReply read(SecretStore& store, const QString& name) {
        SecretReply out{State::Unavailable, {}, QStringLiteral("never answered")};
        store.read(name, [&out](const SecretReply& reply) { out = reply; });
        return out;
    }
    std::unique_ptr<QCoreApplication> application;
    FakeKeychain keychain;
};

TEST_F(SecretStoreTest, AKeychainThatWorksKeepsWhatItIsGivenAndNothingIsSaid) {
    const auto store = probed();
    EXPECT_TRUE(store->lasting());
    EXPECT_TRUE(store->warning().isEmpty());
    store->write(QStringLiteral("refresh"), "secret", [](const SecretReply& reply) { EXPECT_EQ(reply.state, State::Ok); });
    EXPECT_EQ(read(*store, QStringLiteral("refresh")).value, QByteArray("secret"));
    EXPECT_EQ(read(keychain.kept, QStringLiteral("refresh")).value, QByteArray("secret"));
    store->remove(QStringLiteral("refresh"), [](const SecretReply&) {});
    EXPECT_EQ(read(*store, QStringLiteral("refresh")).state, State::Missing);
}

TEST_F(SecretStoreTest, WithoutAKeychainItIsKeptInMemoryAndTheScreenSaysSo) {
    for (const auto mood : {FakeKeychain::Mood::Refuses, FakeKeychain::Mood::Forgets, FakeKeychain::Mood::Silent}) {
        keychain.mood = mood;
        const auto store = probed();
        EXPECT_FALSE(store->lasting());
        EXPECT_TRUE(store->warning().contains(QStringLiteral("kept in memory only"))) << store->warning().toStdString();
        store->write(QStringLiteral("refresh"), "secret", [](const SecretReply& reply) { EXPECT_EQ(reply.state, State::Ok); });
        EXPECT_EQ(read(*store, QStringLiteral("refresh")).value, QByteArray("secret"));
        EXPECT_NE(read(keychain.kept, QStringLiteral("refresh")).state, State::Ok) << "nothing of it reached the keychain";
    }
}

// What was asked before the probe had ended is not lost, and an answer that comes after the limit falls on nobody.
TEST_F(SecretStoreTest, WhoAsksEarlyWaitsAndALateAnswerIsNobodys) {
    keychain.mood = FakeKeychain::Mood::Silent;
    ConsoleSecretStore store(std::make_unique<KeychainSecretStore>(5, keychain.backend()));
    SecretReply early{State::Ok, {}, {}};
    int heard = 0;
    store.read(QStringLiteral("refresh"), [&](const SecretReply& reply) { early = reply, ++heard; });
    EXPECT_EQ(heard, 0);
    QEventLoop loop;
    QObject::connect(&store, &ConsoleSecretStore::ready, &loop, &QEventLoop::quit);
    store.probe();
    loop.exec();
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(early.state, State::Missing);
    ASSERT_EQ(keychain.unanswered.size(), 1U);
    keychain.unanswered.front()({State::Ok, "late", {}});
    EXPECT_FALSE(store.lasting());
}

TEST_F(SecretStoreTest, TheRealKeychainKeepsOrIsSaidToBeMissingWithinItsLimit) {
    ConsoleSecretStore store(std::make_unique<KeychainSecretStore>(3000));
    QEventLoop loop;
    bool ready = false;
    QObject::connect(&store, &ConsoleSecretStore::ready, &loop, [&] { ready = true, loop.quit(); });
    store.probe();
    if (!ready) loop.exec();
    EXPECT_EQ(store.lasting(), store.warning().isEmpty());
    if (qEnvironmentVariableIsSet("OK_TEST_KEYCHAIN")) EXPECT_TRUE(store.lasting()) << store.warning().toStdString();
}

}  // namespace
}  // namespace ok::app
