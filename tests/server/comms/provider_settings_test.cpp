// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The file of real providers: read whole or refused with what is wrong and for whom (P10, main job 10).
#include <gtest/gtest.h>

#include "server/comms/provider_settings.h"

namespace ok::comms {
namespace {

TEST(ProviderSettings, AreReadByUtilityAndSignWithTheirOwnToken) {
    const auto book = readProviders(R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"t1","from":"+16065550100"},
        "smtp":{"url":"smtps://mail.valley.example","from":"outages@valley.example","from_name":"Valley"}},"empty":{}})");
    ASSERT_TRUE(book.ok()) << book.problem().message;
    EXPECT_EQ(book->at("valley").twilio->baseUrl, "https://api.twilio.com");
    EXPECT_TRUE(book->at("valley").smtp->requireTls);
    EXPECT_EQ(signingTokenOf(*book, "valley", false, "drill"), "t1");
    EXPECT_EQ(signingTokenOf(*book, "valley", true, "drill"), "drill") << "a drill believes the drill's provider only";
    EXPECT_EQ(signingTokenOf(*book, "empty", false, "drill"), "");
    EXPECT_EQ(signingTokenOf(*book, "unknown", false, "drill"), "");
}

TEST(ProviderSettings, ThatDoNotHoldTogetherAreRefusedByName) {
    for (const char* wrong : {R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"","from":"+1606"}}})",
                              R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"t","from":"606"}}})",
                              R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"t","from":"+1606","base_url":"http://api.example"}}})",
                              R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"t","from":"+1606","base_url":"http://127.0.0.1.evil.example"}}})",
                              R"({"valley":{"twilio":{"account_sid":"AC1","auth_token":"t","from":"+1606","base_url":"http://127.0.0.1:80@evil.example"}}})",
                              R"({"valley":{"smtp":{"url":"smtp://mail.example:25","from":"a@b","require_tls":false}}})",
                              R"({"valley":{"smtp":{"url":"http://mail","from":"a@b"}}})", R"({"valley":{"smtp":{"url":"smtp://mail","from":"nobody"}}})"}) {
        const auto book = readProviders(wrong);
        ASSERT_FALSE(book.ok()) << wrong;
        EXPECT_EQ(book.problem().code, "providers_invalid");
        EXPECT_EQ(book.problem().details.at("utility"), "valley");
    }
    EXPECT_TRUE(readProviders(R"({"valley":{"smtp":{"url":"smtp://127.0.0.1:25","from":"a@b","require_tls":false}}})").ok());
    EXPECT_FALSE(readProviders("[1").ok());
    EXPECT_EQ(readProviderFile("/nonexistent/providers.json").problem().code, "providers_unreadable");
}

TEST(ProviderSettings, SayHowTheUtilitysOwnPeopleAreReached) {  // F06.R3.A1, F06.R3.A5
    const auto book = readProviders(R"({"valley":{"staff":{"ada":"ada@valley.example"},"staff_phones":{"ada":"+15025550100"},
        "twilio_backup":{"account_sid":"AC2","auth_token":"t2","from":"+16065550101"}}})");
    ASSERT_TRUE(book.ok()) << book.problem().message;
    EXPECT_EQ(book->at("valley").phoneOf("ada"), "+15025550100");
    EXPECT_EQ(book->at("valley").phoneOf("bob"), "");
    EXPECT_EQ(book->at("valley").twilioBackup->accountSid, "AC2");
    for (const char* wrong : {R"({"valley":{"staff_phones":{"ada":"5025550100"}}})", R"({"valley":{"staff_phones":{"ada":"+1502 555"}}})", R"({"valley":{"twilio_backup":{"account_sid":"AC2"}}})"}) {
        EXPECT_EQ(readProviders(wrong).problem().code, "providers_invalid") << wrong;
    }
}

}  // namespace
}  // namespace ok::comms
