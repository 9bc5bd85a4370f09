// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WebSocket sessions as promised in docs/net.md: RFC 6455 on the wire, order kept, few writes, and no slow or hostile
// client can hold the server. (issue piece "wire and sync")
#include "tests/server/net/net_fixture.h"

namespace ok::net {
namespace {

using test::WsClient;

SharedMessage message(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

class WebSocket : public NetTest {
  protected:
    WebSocket() {
        echo.onOpen = [this](const SocketSessionPtr& s) { sessions.put(s); };
        echo.onMessage = [](const SocketSessionPtr& s, std::string_view data, bool text) {
            s->send(message((text ? "t:" : "b:") + std::string(data)));
        };
        echo.onClose = [this](const SocketSessionPtr&, std::uint16_t code) { closes.put(code); };
    }
    ~WebSocket() override { server.reset(); }  // its callbacks use the mailboxes
    void serve() {
        router.socket("/ws/{room}", echo);
        start();
    }
    [[nodiscard]] WsClient connect(std::size_t receiveBuffer = 0) const {
        auto where = endpoint();
        where.receiveBuffer = receiveBuffer;
        auto ws = WsClient::connect(where, "/ws/a");
        EXPECT_TRUE(ws.ok()) << ws.problem().message;
        return std::move(ws).value();
    }
    static std::string received(WsClient& ws) {
        auto m = ws.receive();
        if (!m) return m.problem().code;
        return m->closed ? "closed " + std::to_string(m->closeCode) : m->data;
    }

    SocketHandlers echo;
    Mailbox<SocketSessionPtr> sessions;
    Mailbox<std::uint16_t> closes;
};

TEST_F(WebSocket, EchoesBinaryAndTextAndKnowsItsRequest) {
    serve();
    auto ws = connect();
    ASSERT_TRUE(ws.sendBinary("one").ok());
    ASSERT_TRUE(ws.sendText("zwei é").ok());
    EXPECT_EQ(received(ws), "b:one");
    EXPECT_EQ(received(ws), "t:zwei é");
    const auto session = sessions.at(0);
    EXPECT_EQ(session->request().param("room"), "a");
    EXPECT_EQ(session->remoteAddress(), "127.0.0.1");
    ASSERT_TRUE(ws.sendClose(1000).ok());
    EXPECT_EQ(received(ws), "closed 1000");
    EXPECT_EQ(closes.at(0), 1000);
    EXPECT_FALSE(session->send(message("late")));
}

TEST_F(WebSocket, MessagesOfEveryFrameLengthFormArriveWholeBothWays) {
    echo.limits.messageBytes = 4 << 20;
    serve();
    auto ws = connect();
    for (const std::size_t size : {0UL, 1UL, 123UL, 124UL, 125UL, 126UL, 8189UL, 8190UL, 8191UL, 65533UL, 65534UL, 65536UL, 3000000UL}) {
        std::string data(size, 'x');
        for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<char>('a' + i % 26);
        ASSERT_TRUE(ws.sendBinary(data).ok());
        const auto back = ws.receive();
        ASSERT_TRUE(back.ok()) << size;
        EXPECT_EQ(back->data, "b:" + data) << size;
    }
}

TEST_F(WebSocket, FragmentsWithControlFramesBetweenThemAreOneMessage) {
    serve();
    auto ws = connect();
    ASSERT_TRUE(ws.sendFrame(0x02, "frag").ok());
    ASSERT_TRUE(ws.sendFrame(0x89, "ping").ok());
    ASSERT_TRUE(ws.sendFrame(0x00, "men").ok());
    ASSERT_TRUE(ws.sendFrame(0x8A, "unasked pong").ok());
    ASSERT_TRUE(ws.sendFrame(0x80, "ted").ok());
    EXPECT_EQ(received(ws), "b:fragmented");
    EXPECT_EQ(ws.pongs(), 1);
}

TEST_F(WebSocket, AFrameThatComesWithTheHandshakeIsNotLost) {
    serve();
    auto connection = test::RawConnection::open(endpoint());
    const std::string maskedHi{'\x82', '\x82', 0, 0, 0, 0, 'h', 'i'};
    ASSERT_TRUE(connection->sendAll("GET /ws/a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
                                    maskedHi).ok());
    std::string all;
    while (!all.ends_with("b:hi")) {
        auto some = connection->receiveSome();
        ASSERT_TRUE(some.ok()) << all;
        all += *some;
    }
    EXPECT_TRUE(all.starts_with("HTTP/1.1 101 Switching Protocols\r\n")) << all;
    EXPECT_NE(all.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos) << all;
}

struct Violation {
    const char* name;
    std::string bytes;
    std::uint16_t code;
};

TEST_F(WebSocket, ViolationsAreClosedWithTheRightCode) {
    echo.limits.messageBytes = 1000;
    serve();
    const auto frame = [](std::uint8_t first, std::string payload) {
        std::string out{static_cast<char>(first), static_cast<char>(0x80 | payload.size()), 0, 0, 0, 0};
        return out + payload;
    };
    const std::vector<Violation> rows{
        {"unmasked frame", std::string("\x82\x02hi", 4), 1002},
        {"reserved bit", frame(0xC2, "hi"), 1002},
        {"reserved opcode", frame(0x83, "hi"), 1002},
        {"reserved control opcode", frame(0x8B, "hi"), 1002},
        {"continuation of nothing", frame(0x80, "hi"), 1002},
        {"new message inside a message", frame(0x02, "hi") + frame(0x82, "ho"), 1002},
        {"fragmented ping", frame(0x09, "hi"), 1002},
        {"close with one byte", frame(0x88, "x"), 1002},
        {"close with a reserved code", frame(0x88, std::string("\x03\xed", 2)), 1002},
        {"close with text that is not utf-8", frame(0x88, std::string("\x03\xe8\xff\xff", 4)), 1002},
        {"ping over 125 bytes", std::string("\x89\xfe\x00\x7e\x00\x00\x00\x00", 8) + std::string(126, 'x'), 1002},
        {"length not minimal", std::string("\x82\xfe\x00\x01\x00\x00\x00\x00x", 9), 1002},
        {"text that is not utf-8", frame(0x81, "\xc3\x28"), 1007},
        {"message over the limit", std::string("\x82\xfe\x03\xe9\x00\x00\x00\x00", 8) + std::string(1001, 'x'), 1009},
        {"announced far over the limit", std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00", 14), 1009},
        {"fragments over the limit", std::string("\x02\xfe\x03\x00\x00\x00\x00\x00", 8) + std::string(768, 'x') +
                                         std::string("\x80\xfe\x03\x00\x00\x00\x00\x00", 8) + std::string(768, 'x'), 1009},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SCOPED_TRACE(rows[i].name);
        auto ws = connect();
        ASSERT_TRUE(ws.sendRaw(rows[i].bytes).ok());
        EXPECT_EQ(received(ws), "closed " + std::to_string(rows[i].code));
        EXPECT_NE(closes.at(i), 1000);
    }
    auto fine = connect();
    ASSERT_TRUE(fine.sendBinary("still here").ok());
    EXPECT_EQ(received(fine), "b:still here");
}

TEST_F(WebSocket, CloseCodesAreEchoedAndReported) {
    serve();
    const std::vector<std::uint16_t> codes{1000, 1001, 1003, 1007, 1011, 3000, 4999};
    for (std::size_t i = 0; i < codes.size(); ++i) {
        auto ws = connect();
        ASSERT_TRUE(ws.sendClose(codes[i]).ok());
        EXPECT_EQ(received(ws), "closed " + std::to_string(codes[i]));
        EXPECT_EQ(closes.at(i), codes[i]);
    }
    auto without = connect();
    ASSERT_TRUE(without.sendFrame(0x88, "").ok());
    EXPECT_EQ(closes.at(codes.size()), 1005);
    auto dropped = connect();
    sessions.at(codes.size() + 1);
    dropped.drop();
    EXPECT_EQ(closes.at(codes.size() + 1), 1006);
}

TEST_F(WebSocket, TheServersCloseLetsQueuedMessagesOutFirst) {
    serve();
    auto ws = connect();
    const auto session = sessions.at(0);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(session->send(message(std::to_string(i))));
    session->close(CloseCode::policy, "enough");
    EXPECT_FALSE(session->send(message("late")));
    for (int i = 0; i < 100; ++i) ASSERT_EQ(received(ws), std::to_string(i));
    EXPECT_EQ(received(ws), "closed 1008");
    EXPECT_EQ(closes.at(0), 1008);
}

TEST_F(WebSocket, HandshakesAreRefusedWithTheRightAnswer) {
    echo.admit = [](const HttpRequest& r) -> std::optional<HttpResponse> {
        if (r.header("Authorization") == "yes") return std::nullopt;
        return HttpResponse::problem(401, problem("not_signed_in", "sign in first"));
    };
    echo.subprotocol = "outagekit.v1";
    serve();
    const auto refused = WsClient::connect(endpoint(), "/ws/a");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().details.at("status"), "401");
    EXPECT_NE(refused.problem().details.at("body").find("not_signed_in"), std::string::npos);
    EXPECT_EQ(WsClient::connect(endpoint(), "/nowhere").problem().details.at("status"), "404");
    const auto agreed = WsClient::connect(endpoint(), "/ws/a", {{"Authorization", "yes"}, {"Sec-WebSocket-Protocol", "x, outagekit.v1"}});
    ASSERT_TRUE(agreed.ok());
    EXPECT_EQ(agreed->handshake().header("Sec-WebSocket-Protocol"), "outagekit.v1");
    const auto other = WsClient::connect(endpoint(), "/ws/a", {{"Authorization", "yes"}, {"Sec-WebSocket-Protocol", "x"}});
    ASSERT_TRUE(other.ok());
    EXPECT_EQ(other->handshake().header("Sec-WebSocket-Protocol"), "");
}

TEST_F(WebSocket, HandshakesThatAreNoneAreProblems) {
    serve();
    const auto plain = client().get("/ws/a");
    EXPECT_EQ(plain->status, 426);
    EXPECT_EQ(plain->header("Upgrade"), "websocket");
    EXPECT_EQ(plain->header("Sec-WebSocket-Version"), "13");
    const test::HttpClient::Headers upgrade{{"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
    const auto with = [&](const char* version, const char* key) {
        auto headers = upgrade;
        if (*version) headers.emplace_back("Sec-WebSocket-Version", version);
        if (*key) headers.emplace_back("Sec-WebSocket-Key", key);
        return client().get("/ws/a", headers)->status;
    };
    EXPECT_EQ(with("8", "dGhlIHNhbXBsZSBub25jZQ=="), 426);
    EXPECT_EQ(with("", "dGhlIHNhbXBsZSBub25jZQ=="), 426);
    EXPECT_EQ(with("13", ""), 400);
    EXPECT_EQ(with("13", "tooshort"), 400);
    EXPECT_EQ(with("13", "dGhlIHNhbXBsZSBub25jZQ"), 400);
    EXPECT_EQ(client().post("/ws/a", "x", upgrade)->status, 405);
}

TEST_F(WebSocket, ASlowConsumerIsClosedWith1013AndCountedWhileOthersGoOn) {
    echo.limits.queueBytes = 1 << 20;
    serve();
    auto& counted = metrics::counter("ok_net_slow_consumers_total", "");
    const auto before = counted.value();
    auto slow = connect(4096);
    const auto slowSession = sessions.at(0);
    auto quick = connect();
    const auto quickSession = sessions.at(1);
    const auto big = message(std::string(100'000, 'x'));
    bool refused = false;
    for (int i = 0; i < 1000 && !refused; ++i) refused = !slowSession->send(big);
    EXPECT_TRUE(refused);
    EXPECT_FALSE(slowSession->send(big));
    EXPECT_LE(slowSession->queuedBytes(), std::size_t{1} << 20);
    ASSERT_TRUE(quickSession->send(message("quick")));
    EXPECT_EQ(received(quick), "quick");
    for (;;) {
        const auto m = slow.receive();
        ASSERT_TRUE(m.ok()) << m.problem().code;
        if (!m->closed) continue;
        EXPECT_EQ(m->closeCode, 1013);
        break;
    }
    EXPECT_EQ(closes.at(0), 1013);
    EXPECT_EQ(counted.value(), before + 1);
}

TEST_F(WebSocket, AConsumerThatNeverReadsAgainIsCut) {
    echo.limits.queueBytes = 1 << 20;
    options.limits.writeTime = milliseconds(100);
    options.limits.idleTime = milliseconds(300);
    serve();
    auto slow = connect(4096);
    const auto session = sessions.at(0);
    const auto big = message(std::string(100'000, 'x'));
    for (int i = 0; i < 9; ++i) session->send(big);
    EXPECT_NE(closes.at(0), 1000);
}

TEST_F(WebSocket, QueuedMessagesLeaveInFewWritesAndInOrder) {
    serve();
    auto ws = connect();
    const auto session = sessions.at(0);
    auto& writes = metrics::counter("ok_net_socket_writes_total", "");
    const auto before = writes.value();
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) ASSERT_TRUE(session->send(message(std::to_string(i))));
    for (int i = 0; i < count; ++i) ASSERT_EQ(received(ws), std::to_string(i));
    EXPECT_LT(writes.value() - before, count / 4U);
}

TEST_F(WebSocket, SilentClientsArePingedAndDeadOnesCut) {
    options.limits.idleTime = milliseconds(150);
    serve();
    auto alive = connect();
    auto dead = connect();
    // `alive` answers pings inside receive(); it outlives `dead`, which does not.
    std::thread reader([&] { EXPECT_EQ(received(alive), "closed 1000"); });
    EXPECT_EQ(closes.at(0), 1006);
    sessions.at(0)->close(CloseCode::normal);
    reader.join();
    EXPECT_EQ(closes.at(1), 1000);
}

TEST_F(WebSocket, ReadingCanBePausedAndResumed) {
    Mailbox<std::string> heard;
    echo.onMessage = [&](const SocketSessionPtr& s, std::string_view data, bool) {
        s->pauseReading(true);
        heard.put(std::string(data));
    };
    serve();
    auto ws = connect();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(ws.sendBinary(std::to_string(i)).ok());
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(heard.at(i), std::to_string(i));
        EXPECT_EQ(heard.size(), i + 1);
        sessions.at(0)->pauseReading(false);
    }
}

TEST_F(WebSocket, AThrowingHandlerClosesItsSessionOnly) {
    echo.onMessage = [](const SocketSessionPtr&, std::string_view, bool) { throw std::runtime_error("no"); };
    serve();
    auto ws = connect(), other = connect();
    ASSERT_TRUE(ws.sendBinary("x").ok());
    EXPECT_EQ(received(ws), "closed 1011");
    ASSERT_TRUE(sessions.at(1)->send(message("fine")) && sessions.at(0));
    EXPECT_EQ(received(other), "fine");
}

TEST_F(WebSocket, ManyThreadsMaySendToOneSessionAndEachThreadsOrderIsKept) {
    serve();
    auto ws = connect();
    const auto session = sessions.at(0);
    std::vector<std::thread> senders;
    for (char name = 'a'; name < 'e'; ++name) {
        senders.emplace_back([&, name] {
            for (int i = 0; i < 1000; ++i) session->send(message(name + std::to_string(i)));
        });
    }
    std::map<char, int> next;
    for (int i = 0; i < 4000; ++i) {
        const auto text = received(ws);
        ASSERT_EQ(text.substr(1), std::to_string(next[text[0]]++));
    }
    for (auto& s : senders) s.join();
}

TEST_F(WebSocket, StopClosesSessionsWith1001AndOutlivesThoseWhoHoldThem) {
    options.threads = 2;
    serve();
    auto a = connect(), b = connect(), mute = connect();
    for (std::size_t i = 0; i < 3; ++i) sessions.at(i);
    std::thread reader([&] { EXPECT_EQ(received(a), "closed 1001"); });
    std::thread reader2([&] { EXPECT_EQ(received(b), "closed 1001"); });
    server->stop(milliseconds(300));  // `mute` never answers and is cut
    reader.join();
    reader2.join();
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(closes.at(i), 1001);
    server.reset();
    EXPECT_FALSE(sessions.at(0)->send(message("late")));
    sessions.at(1)->close(CloseCode::normal);
}

}  // namespace
}  // namespace ok::net
