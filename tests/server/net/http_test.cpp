// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP/1.1 as promised in docs/net.md: right answers to right requests, a clear Problem to wrong ones, and no client can
// hold more than its limits. (issue piece "bad input"; TA2 one Problem shape)
#include "tests/server/net/net_fixture.h"

namespace ok::net {
namespace {

using Http = NetTest;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(Http, AnswersARequestAndKeepsTheConnection) {
    start();
    auto c = client();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
    EXPECT_EQ(server->connectionCount(), 1U);
}

TEST_F(Http, HandlerSeesMethodParamsQueryHeadersAndPeer) {
    router.add("PUT", "/t/{tenant}/files/{path...}", [](const HttpRequest& r, Responder respond) {
        std::string all = r.method + '|' + r.path + '|' + std::string(r.param("tenant")) + '|' + std::string(r.param("path"));
        all += '|' + std::string(r.queryValue("q").value_or("-")) + '|' + std::string(r.queryValue("none").value_or("-"));
        all += '|' + std::string(r.header("x-thing")) + '|' + std::string(r.cookie("sid")) + '|' + r.remoteAddress + '|' + r.body;
        respond(HttpResponse::text(200, all));
    });
    start();
    const auto answer = client().request("PUT", "/t/caf%C3%A9/files/a/b%20c?q=x+y%21", "body",
                                         {{"X-THING", "v"}, {"Cookie", "a=1; sid=s42"}});
    EXPECT_EQ(textOf(answer), "200 PUT|/t/caf%C3%A9/files/a/b%20c|café|a/b c|x y!|-|v|s42|127.0.0.1|body");
}

TEST_F(Http, UnknownPathAndWrongMethodAreProblemsAndTheConnectionGoesOn) {
    start();
    auto c = client();
    const auto missing = c.get("/nowhere", {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
    EXPECT_EQ(textOf(missing), "404 {\"code\":\"not_found\",\"details\":{},\"fields\":[],"
                               "\"message\":\"there is nothing at this path\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
                               "\"error\":{\"code\":\"not_found\",\"correlation_id\":\"0af7651916cd43dd8448eb211c80319c\",\"message\":\"there is nothing at this path\"}}");
    EXPECT_EQ(missing->header("X-Request-Id"), "0af7651916cd43dd8448eb211c80319c") << "F04.R7.A5, F04.R7.A7";
    EXPECT_EQ(missing->header("Content-Type"), "application/json");
    const auto wrong = c.request("DELETE", "/hello", "");
    EXPECT_EQ(wrong->status, 405);
    EXPECT_EQ(wrong->header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_TRUE(contains(wrong->body, "\"code\":\"method_not_allowed\"")) << wrong->body;
    const auto options_ = c.request("OPTIONS", "/echo", "");
    EXPECT_EQ(options_->status, 204);
    EXPECT_EQ(options_->header("Allow"), "POST, OPTIONS");
    EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
    EXPECT_EQ(server->connectionCount(), 1U);
}

TEST_F(Http, HeadHasTheHeaderOfGetAndNoBody) {
    start();
    auto c = client();
    const auto head = c.request("HEAD", "/hello", "");
    ASSERT_TRUE(head.ok());
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->header("Content-Length"), "5");
    EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
}

TEST_F(Http, PipelinedRequestsAreAnsweredInOrderEvenWhenHandlersAreSlow) {
    std::vector<std::thread> workers;
    std::mutex mutex;
    router.get("/slow/{n}", [&](const HttpRequest& r, Responder respond) {
        const std::lock_guard lock(mutex);
        workers.emplace_back([n = std::string(r.param("n")), respond = std::move(respond)]() mutable {
            respond(HttpResponse::text(200, "slow " + n));
        });
    });
    start();
    auto c = client();
    std::string many;
    for (int i = 0; i < 50; ++i) {
        many += "GET /slow/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    }
    ASSERT_TRUE(c.sendRaw(many).ok());
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(textOf(c.receive()), "200 slow " + std::to_string(i));
        EXPECT_EQ(textOf(c.receive()), "200 hello");
    }
    for (auto& w : workers) w.join();
}

TEST_F(Http, ChunkedBodiesArriveWholeAlsoByteByByte) {
    start();
    const std::string request =
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nwiki\r\n5;ext=1\r\npedia\r\n0\r\nTrailer: ignored\r\n\r\n";
    auto whole = client();
    ASSERT_TRUE(whole.sendRaw(request).ok());
    EXPECT_EQ(textOf(whole.receive()), "200 wikipedia");
    auto slow = client();
    for (const char byte : request) ASSERT_TRUE(slow.sendRaw(std::string(1, byte)).ok());
    EXPECT_EQ(textOf(slow.receive()), "200 wikipedia");
    EXPECT_EQ(textOf(slow.get("/hello")), "200 hello");
}

TEST_F(Http, ExpectContinueIsAnsweredBeforeTheBodyAndRefusedWhenTheBodyIsTooLarge) {
    start();
    auto c = client();
    ASSERT_TRUE(c.sendRaw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n").ok());
    EXPECT_EQ(textOf(c.receive()), "100 ");
    ASSERT_TRUE(c.sendRaw("body").ok());
    EXPECT_EQ(textOf(c.receive()), "200 body");
    ASSERT_TRUE(c.sendRaw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n").ok());
    EXPECT_EQ(c.receive()->status, 413);
    EXPECT_TRUE(c.closedByServer());
}

TEST_F(Http, ConnectionCloseAndHttp10AreHonoured) {
    start();
    const auto closed = raw("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(contains(closed, "HTTP/1.1 200 OK\r\n") && contains(closed, "Connection: close\r\n")) << closed;
    const auto old = raw("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(old.starts_with("HTTP/1.0 200 OK\r\n") && old.ends_with("\r\n\r\nhello")) << old;
    auto c = client();
    ASSERT_TRUE(c.sendRaw("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").ok());
    EXPECT_EQ(c.receive()->header("Connection"), "keep-alive");
    EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
}

struct BadRequest {
    const char* name;
    std::string bytes;
    int status;
    const char* code;
};

TEST_F(Http, MalformedRequestsAreRefusedWithAProblemAndTheConnectionIsClosed) {
    start();
    const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
    const std::vector<BadRequest> rows{
        {"nonsense", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n", 400, "malformed_request"},
        {"no version", "GET /hello\r\n\r\n", 400, "malformed_request"},
        {"old protocol", "GET /hello HTTP/0.9\r\n\r\n", 505, "bad_http_version"},
        {"http2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "bad_http_version"},
        {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400, "bad_host"},
        {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_host"},
        {"space before colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", 400, "malformed_request"},
        {"bare line feed", "GET /hello HTTP/1.1\nHost: a\n\n", 400, "malformed_request"},
        {"control byte in value", "GET /hello HTTP/1.1\r\nHost: a\x01\r\n\r\n", 400, "malformed_request"},
        {"length and chunked", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "malformed_request"},
        {"chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400, "malformed_request"},
        {"two lengths", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbodyx", 400, "malformed_request"},
        {"negative length", post + "Content-Length: -4\r\n\r\n", 400, "malformed_request"},
        {"length overflow", post + "Content-Length: 99999999999999999999999\r\n\r\n", 400, "malformed_request"},
        {"gzip coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "bad_transfer_encoding"},
        {"empty coding", post + "Transfer-Encoding: \r\n\r\n", 501, "bad_transfer_encoding"},
        {"bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed_request"},
        {"huge chunk size", post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413, "body_too_large"},
        {"chunk without end", post + "Transfer-Encoding: chunked\r\n\r\n4\r\nbodyXX0\r\n\r\n", 400, "malformed_request"},
        {"endless chunk extension", post + "Transfer-Encoding: chunked\r\n\r\n4;" + std::string(20'000, 'x'), 431, "header_too_large"},
        {"bad expectation", post + "Expect: miracle\r\nContent-Length: 1\r\n\r\nx", 417, "bad_expectation"},
        {"bad escape in path", "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_path"},
        {"nul in path", "GET /a%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_path"},
        {"bad escape in query", "GET /hello?a=%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_percent_encoding"},
        {"no slash", "GET hello HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_target"},
        {"long target", "GET /" + std::string(17'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431, "header_too_large"},
        {"long field", "GET /hello HTTP/1.1\r\nHost: x\r\nX: " + std::string(17'000, 'a') + "\r\n\r\n", 431, "header_too_large"},
        {"field never ends", "GET /hello HTTP/1.1\r\nHost: x\r\nX: " + std::string(40'000, 'a'), 431, "header_too_large"},
        {"announced too large", post + "Content-Length: 1048577\r\n\r\n", 413, "body_too_large"},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto all = raw(row.bytes);
        EXPECT_TRUE(contains(all, " " + std::to_string(row.status) + " ")) << all;
        EXPECT_TRUE(contains(all, "{\"code\":\"" + std::string(row.code) + "\"")) << all;
        EXPECT_TRUE(contains(all, "Connection: close\r\n")) << all;
    }
    EXPECT_EQ(textOf(client().get("/hello")), "200 hello");
}

TEST_F(Http, TooManyHeaderFieldsAreRefusedThoughSmall) {
    start();
    std::string request = "GET /hello HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 100; ++i) request += "a: b\r\n";
    EXPECT_TRUE(contains(raw(request + "\r\n"), "too_many_header_fields"));
}

TEST_F(Http, ManySmallFieldsTogetherOverTheHeaderLimitAreRefused) {
    start();
    std::string request = "GET /hello HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 60; ++i) request += "a: " + std::string(300, 'b') + "\r\n";
    EXPECT_TRUE(contains(raw(request + "\r\n"), " 431 "));
}

TEST_F(Http, TheBodyLimitIsTheRoutesAndExact) {
    router.add("POST", "/large", [](const HttpRequest& r, Responder respond) {
        respond(HttpResponse::text(200, std::to_string(r.body.size())));
    }, {.bodyLimit = 3 << 20});
    start();
    auto c = client();
    EXPECT_EQ(textOf(c.post("/large", std::string(3 << 20, 'x'))), "200 3145728");
    EXPECT_EQ(c.post("/large", std::string((3 << 20) + 1, 'x'))->status, 413);
    EXPECT_EQ(c.post("/echo", std::string(1 << 20, 'x'))->status, 200);
    const auto chunked = raw("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                             std::string((1 << 20) + 1, 'x') + "\r\n0\r\n\r\n");
    EXPECT_TRUE(contains(chunked, " 413 ")) << chunked.substr(0, 300);
}

TEST_F(Http, ATruncatedRequestEndsTheConnectionWithoutAnAnswer) {
    start();
    auto connection = test::RawConnection::open(endpoint());
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE(connection->sendAll("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf").ok());
    connection->finishSending();
    EXPECT_EQ(*connection->receiveAll(), "");
}

TEST_F(Http, AClientThatEndsSendingStillGetsItsAnswer) {
    start();
    auto connection = test::RawConnection::open(endpoint());
    ASSERT_TRUE(connection->sendAll("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").ok());
    connection->finishSending();
    EXPECT_TRUE(connection->receiveAll()->ends_with("hello"));
}

TEST_F(Http, ASlowClientGets408AndAnIdleOneIsClosed) {
    options.limits.requestTime = milliseconds(80);
    options.limits.idleTime = milliseconds(160);
    start();
    EXPECT_TRUE(contains(raw("GET /hello HTTP/1.1\r\nHo"), "{\"code\":\"request_timeout\""));
    EXPECT_EQ(raw(""), "");
    auto c = client();
    EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
    EXPECT_TRUE(c.closedByServer());
}

TEST_F(Http, AHandlerThatThrowsForgetsOrDelaysIsAnsweredForIt) {
    options.limits.handlerTime = milliseconds(60);
    std::optional<Responder> kept;
    router.get("/throws", [](const HttpRequest&, Responder) { throw std::runtime_error("no"); });
    router.get("/forgets", [](const HttpRequest&, Responder) {});
    router.get("/keeps", [&](const HttpRequest&, Responder respond) { kept.emplace(std::move(respond)); });
    start();
    auto c = client();
    EXPECT_EQ(c.get("/throws")->status, 500);
    EXPECT_EQ(c.get("/forgets")->status, 500);
    const auto late = c.get("/keeps");
    EXPECT_EQ(late->status, 503);
    EXPECT_TRUE(contains(late->body, "handler_timeout"));
    (*kept)(HttpResponse::text(200, "too late"));  // harmless
    EXPECT_EQ(textOf(client().get("/hello")), "200 hello");
}

TEST_F(Http, AnAnswerFromAnotherThreadOnAConnectionThatHasGoneIsHarmless) {
    Mailbox<std::shared_ptr<Responder>> held;
    router.get("/hold", [&](const HttpRequest&, Responder respond) {
        held.put(std::make_shared<Responder>(std::move(respond)));
    });
    start();
    {
        auto c = client();
        ASSERT_TRUE(c.sendRaw("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n").ok());
        held.at(0);
    }
    (*held.at(0))(HttpResponse::text(200, "anyone?"));
    auto other = client();
    ASSERT_TRUE(other.sendRaw("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n").ok());
    auto responder = held.at(1);
    server.reset();
    (*responder)(HttpResponse::text(200, "after the end"));
}

TEST_F(Http, AResponseHeaderCannotBeSplit) {
    router.get("/split", [](const HttpRequest&, Responder respond) {
        auto response = HttpResponse::text(200, "x");
        response.headers.set("X-Name", "a\r\nSet-Cookie: evil=1");
        respond(std::move(response));
    });
    start();
    const auto answer = client().get("/split");
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->header("Set-Cookie"), "");
}

TEST_F(Http, SharedBodiesDatesAndDefaultsAreSent) {
    const auto page = std::make_shared<const std::string>(100'000, 'p');
    options.now = [] { return Instant::fromSeconds(784111777); };
    router.get("/page", [page](const HttpRequest& r, Responder respond) {
        if (notModified(r, "\"v1\"")) return respond({.status = 304, .headers = {{"ETag", "\"v1\""}}, .body = std::string()});
        auto response = HttpResponse::cached("text/html", page);
        response.headers.set("ETag", "\"v1\"");
        respond(std::move(response));
    });
    start();
    auto c = client();
    const auto answer = c.get("/page");
    EXPECT_EQ(answer->body, *page);
    EXPECT_EQ(answer->header("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(answer->header("X-Content-Type-Options"), "nosniff");
    const auto same = c.get("/page", {{"If-None-Match", "W/\"v0\", \"v1\""}});
    EXPECT_EQ(same->status, 304);
    EXPECT_EQ(same->header("Content-Length"), "");
    EXPECT_EQ(textOf(c.get("/hello")), "200 hello");
}

TEST_F(Http, ConnectionsOverTheLimitAreClosedAtOnceAndCounted) {
    options.limits.connections = 2;
    start();
    auto a = client(), b = client();
    EXPECT_EQ(textOf(a.get("/hello")), "200 hello");
    EXPECT_EQ(textOf(b.get("/hello")), "200 hello");
    EXPECT_EQ(raw("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"), "");
    EXPECT_GE(metrics::counter("ok_net_connections_rejected_total", "").value(), 1U);
}

TEST_F(Http, AConnectionEndsAfterItsShareOfRequests) {
    options.limits.requestsPerConnection = 3;
    start();
    auto c = client();
    EXPECT_EQ(c.get("/hello")->header("Connection"), "");
    EXPECT_EQ(c.get("/hello")->header("Connection"), "");
    EXPECT_EQ(c.get("/hello")->header("Connection"), "close");
    EXPECT_TRUE(c.closedByServer());
}

TEST_F(Http, ForwardedAddressesAreBelievedOnlyFromTrustedProxies) {
    const auto who = [](const HttpRequest& r, Responder respond) {
        respond(HttpResponse::text(200, r.remoteAddress + (r.tls ? " tls" : "")));
    };
    router.get("/who", who);
    const test::HttpClient::Headers forged{{"X-Forwarded-For", "6.6.6.6, 203.0.113.9, 127.0.0.1"}, {"X-Forwarded-Proto", "https"}};
    Router second;
    second.get("/who", who);
    start();
    EXPECT_EQ(textOf(client().get("/who", forged)), "200 127.0.0.1");
    server.reset();
    options.trustedProxies = {"127.0.0.1"};
    router = std::move(second);
    start();
    EXPECT_EQ(textOf(client().get("/who", forged)), "200 203.0.113.9 tls");
    EXPECT_EQ(textOf(client().get("/who")), "200 127.0.0.1");
}

TEST_F(Http, MetricsAreServedToLoopbackAndCountRefusals) {
    addMetricsRoute(router);
    start();
    auto c = client();
    (void)c.get("/nowhere");
    const auto answer = c.get("/metrics");
    EXPECT_EQ(answer->header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_TRUE(contains(answer->body, "ok_http_refused_total{code=\"not_found\"}")) << answer->body;
    EXPECT_TRUE(contains(answer->body, "\nok_net_connections 1\n")) << answer->body;
}

TEST_F(Http, StopAnswersWhatIsRunningAndRefusesTheRest) {
    Mailbox<std::shared_ptr<Responder>> held;
    router.get("/hold", [&](const HttpRequest&, Responder respond) {
        held.put(std::make_shared<Responder>(std::move(respond)));
    });
    options.threads = 2;
    start();
    auto busy = client(), idle = client();
    EXPECT_EQ(textOf(idle.get("/hello")), "200 hello");
    ASSERT_TRUE(busy.sendRaw("GET /hold HTTP/1.1\r\nHost: x\r\n\r\n").ok());
    const auto responder = held.at(0);
    std::thread stopper([&] { server->stop(seconds(10)); });
    EXPECT_TRUE(idle.closedByServer());
    (*responder)(HttpResponse::text(200, "done"));
    const auto last = busy.receive();
    EXPECT_EQ(textOf(last), "200 done");
    EXPECT_EQ(last->header("Connection"), "close");
    EXPECT_TRUE(busy.closedByServer());
    stopper.join();
    EXPECT_FALSE(test::RawConnection::open(endpoint()).ok());
}

TEST_F(Http, SeveralThreadsMayStopWhileClientsAreBusy) {
    options.threads = 2;
    start();
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            while (!over) {
                auto c = client();
                for (int k = 0; k < 20 && c.get("/hello").ok(); ++k) {}
            }
        });
    }
    auto c = client();
    for (int i = 0; i < 50; ++i) ASSERT_EQ(textOf(c.get("/hello")), "200 hello");
    std::vector<std::thread> stoppers;
    for (int i = 0; i < 3; ++i) stoppers.emplace_back([&] { server->stop(milliseconds(100)); });
    for (auto& s : stoppers) s.join();
    over = true;
    for (auto& t : threads) t.join();
    EXPECT_EQ(server->connectionCount(), 0U);
}

// TA2: also a route's own refusal names the trace, once; what is no Problem is left as it is.
TEST_F(Http, ARoutesOwnProblemNamesItsTrace) {
    router.get("/refused", [](const HttpRequest&, Responder respond) { respond(HttpResponse::problem(422, problem("no", "not so"))); });
    router.get("/text", [](const HttpRequest&, Responder respond) { respond(HttpResponse::text(400, R"({"trace_id":""})")); });
    start();
    auto c = client();
    const test::HttpClient::Headers trace{{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    const auto refused = c.get("/refused", trace);
    ASSERT_TRUE(refused.ok());
    EXPECT_TRUE(contains(refused->body, R"("trace_id":"0af7651916cd43dd8448eb211c80319c","error":{"code":"no","correlation_id":"0af7651916cd43dd8448eb211c80319c")")) << refused->body;
    EXPECT_EQ(c.get("/text", trace)->body, R"({"trace_id":""})");
}

TEST_F(Http, AProxyThatIsNoAddressIsRefusedAtTheStart) {
    NetOptions options;
    options.trustedProxies = {"proxy.example"};
    NetServer server(options, Router());
    const Status started = server.start();
    ASSERT_FALSE(started.ok());
    EXPECT_EQ(started.problem().code, "bad_proxy_address");
}

}  // namespace
}  // namespace ok::net
