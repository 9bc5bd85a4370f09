// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Webhooks as values: addresses, secrets, signatures (F04.R7.A3, F04.R7.A4).
#include <gtest/gtest.h>

#include "shared/outbox/retry.h"
#include "shared/webhooks/webhooks.h"

namespace ok::webhooks {
namespace {

TEST(Webhooks, AnAddressNamesAHostAndNothingThatCouldBeReadInTwoWays) {
    for (const char* good : {"https://hooks.example/a?b=c", "https://hooks.example:8443/a", "https://[2001:db8::1]/a", "https://hooks.example"}) EXPECT_TRUE(addressOf(good, {}).ok()) << good;
    for (const char* bad : {"http://hooks.example/", "https://u@hooks.example/", "https://a b/", "https:///a", "https://hooks.example:0/", "https://hooks.example:x/", "https://a\\b/", "https://a/#b", "gopher://a/", ""}) {
        EXPECT_FALSE(addressOf(bad, {}).ok()) << bad;
    }
    const auto inside = addressOf("http://10.0.0.5:8080/hook", {"10.0.0.5:8080"});
    ASSERT_TRUE(inside.ok());
    EXPECT_TRUE(inside->inside);
    EXPECT_FALSE(addressOf("http://10.0.0.5:8081/hook", {"10.0.0.5:8080"}).ok());
    EXPECT_FALSE(addressOf("https://hooks.example/", {"10.0.0.5:8080"})->inside);
}

TEST(Webhooks, ASignatureFitsItsIdItsTimeItsBytesAndOneOfTheSecrets) {
    const auto secret = secretBytes("whsec_" + toBase64(asBytes("a secret of twenty-four b")));
    ASSERT_TRUE(secret.ok());
    const auto other = secretBytes("whsec_" + toBase64(asBytes("another of twenty-four by")));
    const Instant now = Instant::fromSeconds(1'727'000'000);
    const std::string body = R"({"data":{},"delivery_id":"d1"})", signature = signatureOf(*secret, "d1", 1'727'000'000, body);
    const auto why = [&](const std::vector<Bytes>& secrets, const std::string& id, std::int64_t time, const std::string& text, const std::string& given) {
        return whyNotGenuine(secrets, id, time, text, given, now);
    };
    EXPECT_EQ(why({*secret}, "", 1'727'000'000, body, signature), "") << "the id is in the body";
    EXPECT_EQ(why({*other, *secret}, "d1", 1'727'000'000, body, "v1,AAAA " + signature), "");
    EXPECT_EQ(why({*other}, "", 1'727'000'000, body, signature), "mismatch");
    EXPECT_EQ(why({*secret}, "d2", 1'727'000'000, body, signature), "mismatch");
    EXPECT_EQ(why({*secret}, "", 1'727'000'001, body, signature), "mismatch");
    EXPECT_EQ(why({*secret}, "", 1'727'000'000, body + " ", signature), "mismatch");
    EXPECT_EQ(why({*secret}, "", 1'727'000'000 - 301, body, signature), "timestamp_out_of_range");
    EXPECT_EQ(why({*secret}, "", 1'727'000'000 + 301, body, signature), "timestamp_out_of_range");
    EXPECT_EQ(why({}, "", 1'727'000'000, body, signature), "mismatch");
    for (const char* bad : {"", "secret", "whsec_", "whsec_AAAA", "whsec_!!!"}) EXPECT_FALSE(secretBytes(bad).ok()) << bad;
}

TEST(Webhooks, TwelveAttemptsAreSpreadOverADay) {  // F04.R7.A3, digest C36
    const outbox::RetryPolicy policy{.mostAttempts = 12, .first = seconds(10), .growth = 3, .longest = hours(6), .jitter = 0.2};
    Instant at = Instant::fromSeconds(0);
    int attempts = 1;
    for (;; ++attempts) {
        const auto next = outbox::afterAttempt(policy, outbox::Outcome::transient, attempts, at, 1.0);
        if (next.next != outbox::RetryDecision::Next::again) break;
        EXPECT_GT(next.at, at);
        at = next.at;
    }
    EXPECT_EQ(attempts, 12);
    EXPECT_GE(at, Instant::fromSeconds(20 * 3600));
    EXPECT_EQ(outbox::afterAttempt(policy, outbox::Outcome::refused, 1, at, 0.5).next, outbox::RetryDecision::Next::dead);
}

}  // namespace
}  // namespace ok::webhooks
