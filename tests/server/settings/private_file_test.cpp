// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Secrets in settings files (R3: no secret in plain text on disk): sealed, opened by this installation alone, and those in plain named.
#include "server/settings/private_file.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>
#include <random>
#include <sstream>

#include "server/comms/provider_settings.h"
#include "server/identity/identity_settings.h"
#include "server/ledger/delivery_settings.h"
#include "server/product/installation_keys.h"
#include "server/product/secret_tools.h"
#include "tests/support/file_text.h"
#include "tests/support/temp_dir.h"

namespace ok::settings {
namespace {

const SecretBox kOurs(std::array<std::uint8_t, 32>{1}), kTheirs(std::array<std::uint8_t, 32>{2});

struct PrivateFiles : ::testing::Test {
    test::TempDir dir;
    std::mt19937 rng{7};
    Dice dice = [this](std::span<std::uint8_t> out) { for (auto& byte : out) byte = static_cast<std::uint8_t>(rng()); };
    std::string write(const std::string& name, const std::string& text, int mode = 0600) {
        const std::string path = dir.file(name);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), static_cast<mode_t>(mode));
        return path;
    }
};

TEST_F(PrivateFiles, ASealedSecretIsNowhereInTheFileAndOpensOnlyHere) {
    const std::string sealed = kOurs.seal("s3cr3t", dice);
    EXPECT_NE(sealed, kOurs.seal("s3cr3t", dice)) << "two that are the same do not look it";
    const auto path = write("p.json", R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":")" + sealed + R"(","from":"+15025550100"}}})");
    EXPECT_EQ(test::contents(path).find("s3cr3t"), std::string::npos);
    const auto book = comms::readProviderFile(path, kOurs);
    ASSERT_TRUE(book.ok()) << book.problem().message;
    EXPECT_EQ(book->at("valley").twilio->authToken, "s3cr3t");
    for (const SecretBox& other : {kTheirs, SecretBox()}) {
        const auto refused = comms::readProviderFile(path, other);
        ASSERT_FALSE(refused.ok());
        EXPECT_EQ(refused.problem().code, "secret_not_opened");
        ASSERT_EQ(refused.problem().fields.size(), 1u);
        EXPECT_EQ(refused.problem().fields[0].field, "valley.twilio.auth_token");
    }
}

TEST_F(PrivateFiles, EverySettingsFileTakesSealedSecrets) {
    const auto identity = write("identity.json", R"({"valley":{"oidc":{"house":{"issuer":"https://login.example","client_id":"ok","client_secret":")" + kOurs.seal("oidc secret", dice) +
                                                     R"("}},"ldap":{"main":{"url":"ldaps://d","people_base":"o=x","bind_dn":"cn=a","bind_password":")" + kOurs.seal("ldap secret", dice) + R"("}}}})");
    const auto book = identity::readIdentityFile(identity, kOurs);
    ASSERT_TRUE(book.ok()) << book.problem().message;
    EXPECT_EQ(book->at("valley").oidc.at("house").clientSecret, "oidc secret");
    EXPECT_EQ(book->at("valley").ldap.at("main").bindPassword, "ldap secret");
    const auto delivery = write("delivery.json", R"({"valley":{"https":{"lake":{"url":"https://store.example/a/","secret":")" + kOurs.seal("whsec_c2VjcmV0", dice) + R"("}}}})");
    const auto targets = ledger::readDeliveryFile(delivery, kOurs);
    ASSERT_TRUE(targets.ok()) << targets.problem().message;
    EXPECT_EQ(targets->at("valley").https.at("lake").secret, "whsec_c2VjcmV0");
    EXPECT_EQ(ledger::readDeliveryFile(delivery, kTheirs).problem().code, "secret_not_opened");
}

TEST_F(PrivateFiles, WhatLiesInPlainIsNamedWithoutBeingTold) {
    const auto file = readPrivateFile(write("p.json", R"({"a":{"smtp":{"password":"p1","url":"smtp://x"},"list":[{"secret":"p2"},{"secret":""}]}})"), "test", kOurs);
    ASSERT_TRUE(file.ok() && *file);
    EXPECT_EQ((*file)->inPlain, (std::vector<std::string>{"a.smtp.password", "a.list.0.secret"}));
    write("identity.json", R"({"valley":{"oidc":{"house":{"issuer":"https://l","client_id":"ok","client_secret":"p3"}}}})");
    const auto notices = plainSecretNotices(dir.file(""), "");
    ASSERT_EQ(notices.size(), 1u);
    EXPECT_NE(notices[0].find("valley.oidc.house.client_secret"), std::string::npos);
    EXPECT_EQ(notices[0].find("p3"), std::string::npos);
}

TEST_F(PrivateFiles, AFileOthersMayReadOrThatIsNoJsonIsRefused) {
    EXPECT_EQ(readPrivateFile(write("a", "{}", 0640), "test", kOurs).problem().code, "test_exposed");
    EXPECT_EQ(readPrivateFile(write("b", "{"), "test", kOurs).problem().code, "test_invalid");
    EXPECT_FALSE(*readPrivateFile(dir.file("none"), "test", kOurs));
    for (const char* bent : {"sealed:", "sealed:!!", "sealed:AAAA"}) EXPECT_EQ(kOurs.open(bent).problem().code, "secret_not_opened") << bent;
    std::string sealed = kOurs.seal("s", dice);
    sealed[sealed.size() / 2] = sealed[sealed.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(kOurs.open(sealed).ok());
}

TEST_F(PrivateFiles, TheServersCommandSealsForItsOwnInstallation) {
    std::istringstream in("auth token\nnot this line"), none(""), early("auth token");
    std::ostringstream out;
    EXPECT_EQ(sealSecretMain(dir.file("nowhere"), dice, early, out), 1) << "a mistyped directory gets no keys of its own";
    ASSERT_TRUE(loadOrMakeKeys(dir.file("keys"), dice).ok());
    ASSERT_EQ(sealSecretMain(dir.file(""), dice, in, out), 0);
    std::string sealed = out.str();
    sealed.pop_back();
    EXPECT_EQ(*secretBoxOf(dir.file("keys"))->open(sealed), "auth token");
    EXPECT_EQ(sealSecretMain(dir.file(""), dice, none, out), 2);
}

}  // namespace
}  // namespace ok::settings
