// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Pure parts of the network room: routes, targets, forms, cookies; and its timers.
#include "server/net/router.h"

#include "server/net/url.h"
#include "tests/server/net/net_fixture.h"

namespace ok::net {
namespace {

std::string found(const Router& router, std::string_view method, std::string_view path) {
    const auto match = router.find(method, path);
    switch (match.outcome) {
        case Router::Outcome::notFound: return "none";
        case Router::Outcome::methodNotAllowed: return "allow " + match.allow;
        case Router::Outcome::badPath: return "bad";
        case Router::Outcome::found: break;
    }
    auto out = match.route->pattern;
    for (const auto& [name, value] : match.params) out += " " + name + "=" + value;
    return out;
}

TEST(Routing, LiteralsWinOverParametersAndParametersOverRests) {
    Router router;
    const auto nothing = [](const HttpRequest&, Responder) {};
    for (const auto* pattern : {"/", "/v1/incidents", "/v1/incidents/{id}", "/v1/incidents/open", "/v1/{kind}/{id}/log",
                                "/v1/{all...}", "/o/{utility}"}) {
        router.get(pattern, nothing);
    }
    router.post("/v1/incidents", nothing);
    router.post("/v1/incidents/open", nothing);
    EXPECT_EQ(found(router, "GET", "/"), "/");
    EXPECT_EQ(found(router, "GET", "/v1/incidents"), "/v1/incidents");
    EXPECT_EQ(found(router, "HEAD", "/v1/incidents"), "/v1/incidents");
    EXPECT_EQ(found(router, "GET", "/v1/incidents/open"), "/v1/incidents/open");
    EXPECT_EQ(found(router, "GET", "/v1/incidents/42"), "/v1/incidents/{id} id=42");
    EXPECT_EQ(found(router, "GET", "/v1/incidents/42/log"), "/v1/{kind}/{id}/log kind=incidents id=42");
    EXPECT_EQ(found(router, "GET", "/v1/incidents/42/x/y"), "/v1/{all...} all=incidents/42/x/y");
    EXPECT_EQ(found(router, "GET", "/o/a%2Fb"), "/o/{utility} utility=a/b");
    EXPECT_EQ(found(router, "GET", "/o/.."), "none") << "a name is never a way up";
    EXPECT_EQ(found(router, "GET", "/o/%2e"), "none");
    EXPECT_EQ(found(router, "GET", "/o/%2e%2E"), "none");
    EXPECT_EQ(found(router, "GET", "/o/"), "none");
    EXPECT_EQ(found(router, "GET", "/o"), "none");
    EXPECT_EQ(found(router, "DELETE", "/v1/incidents/open"), "allow GET, HEAD, POST");
    EXPECT_EQ(found(router, "GET", "/o/%zz"), "bad");
    EXPECT_EQ(found(router, "GET", "o/x"), "none");
}

TEST(Routing, FormsAreDecodedInOrderAndBounded) {
    const auto pairs = parseUrlEncoded("From=%2B15550100&Body=My+power%20is+out%21&&empty=&flag&From=2");
    ASSERT_TRUE(pairs.ok());
    const TextPairs expected{{"From", "+15550100"}, {"Body", "My power is out!"}, {"empty", ""}, {"flag", ""}, {"From", "2"}};
    EXPECT_EQ(*pairs, expected);
    EXPECT_EQ(parseUrlEncoded("a=%4").problem().code, "bad_percent_encoding");
    EXPECT_EQ(parseUrlEncoded("a=%00").problem().code, "bad_percent_encoding");
    std::string many;
    for (std::size_t i = 0; i <= maxQueryPairs; ++i) many += "a&";
    EXPECT_EQ(parseUrlEncoded(many).problem().code, "too_many_parameters");
    EXPECT_EQ(percentEncode("a b/ü~"), "a%20b%2F%C3%BC~");
    EXPECT_EQ(*percentDecode(percentEncode("a b/ü~+")), "a b/ü~+");
}

TEST(Routing, TargetsInEveryFormGivePathAndQuery) {
    const auto split = [](std::string method, std::string target) {
        HttpRequest r;
        r.method = std::move(method);
        r.target = std::move(target);
        const auto status = splitTarget(r);
        return status ? r.path + "?" + std::to_string(r.query.size()) : status.problem().code;
    };
    EXPECT_EQ(split("GET", "/a/b?x=1&y=2"), "/a/b?2");
    EXPECT_EQ(split("GET", "http://host:80/a?x"), "/a?1");
    EXPECT_EQ(split("GET", "https://host"), "/?0");
    EXPECT_EQ(split("OPTIONS", "*"), "*?0");
    EXPECT_EQ(split("GET", "*"), "bad_target");
    EXPECT_EQ(split("GET", "a"), "bad_target");
    EXPECT_EQ(split("GET", ""), "bad_target");
}

using Timers = NetTest;

TEST_F(Timers, RunInOrderOfTimeAndCanBeCancelled) {
    start();
    Mailbox<int> ran;
    auto& timers = server->timers();
    const auto cancelled = timers.runAfter(milliseconds(20), [&] { ran.put(99); });
    timers.runAfter(milliseconds(30), [&] { ran.put(3); });
    timers.runAfter(milliseconds(10), [&] { ran.put(2); });
    timers.post([&] { ran.put(1); });
    EXPECT_TRUE(timers.cancel(cancelled));
    EXPECT_FALSE(timers.cancel(cancelled));
    EXPECT_FALSE(timers.cancel(12345));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ran.at(static_cast<std::size_t>(i)), i + 1);
}

TEST_F(Timers, AtAnInstantFollowsTheHousesClock) {
    std::atomic<std::int64_t> now{1'000'000};
    options.now = [&] { return Instant::fromMicros(now); };
    start();
    Mailbox<int> ran;
    server->timers().runAt(Instant::fromSeconds(3600), [&] { ran.put(2); });
    server->timers().runAt(Instant::fromSeconds(0), [&] { ran.put(1); });
    EXPECT_EQ(ran.at(0), 1);
    now = 3'600'000'000;  // an hour passes in no time: seen at the next look
    EXPECT_EQ(ran.at(1), 2);
}

TEST_F(Timers, PendingOnesAreDroppedAtStop) {
    start();
    auto owned = std::make_shared<int>(1);
    server->timers().runAfter(hours(1), [owned] { FAIL(); });
    server->stop(Duration(0));
    EXPECT_EQ(owned.use_count(), 1);
    EXPECT_EQ(server->timers().runAfter(Duration(0), [] { FAIL(); }), 0U);
}

}  // namespace
}  // namespace ok::net
