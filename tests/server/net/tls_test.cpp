// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// TLS: HTTPS and WSS with a real handshake, the self-signed first certificate, and clients that do not speak TLS.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "server/net/certificate.h"
#include "tests/server/net/net_fixture.h"

namespace ok::net {
namespace {

class Tls : public NetTest {
  protected:
    Tls() {
        options.listen = {{.tls = true}, {.tls = false}};
        router.get("/tls", [](const HttpRequest& r, Responder respond) { respond(HttpResponse::text(200, r.tls ? "yes" : "no")); });
        router.get("/page", [](const HttpRequest&, Responder respond) {
            respond(HttpResponse::cached("text/plain", std::make_shared<const std::string>(1'000'000, 'p')));
        });
        SocketHandlers echo;
        echo.onMessage = [](const SocketSessionPtr& s, std::string_view data, bool) {
            s->send(std::make_shared<const std::string>(data));
        };
        router.socket("/ws", echo);
    }

    /// Writes a fresh certificate for `names` and points the options at it.
    void useCertificate(const std::vector<std::string>& names) {
        const auto pem = selfSignedCertificate(names);
        ASSERT_TRUE(pem.ok());
        const auto base = std::filesystem::path(::testing::TempDir()) / ("tls_test_" + std::to_string(::getpid()));
        options.tls = {base.string() + ".crt", base.string() + ".key"};
        std::ofstream(options.tls.certificateFile) << pem->certificate;
        std::ofstream(options.tls.keyFile) << pem->key;
    }
    void TearDown() override {
        if (options.tls.certificateFile.empty()) return;
        std::filesystem::remove(options.tls.certificateFile);
        std::filesystem::remove(options.tls.keyFile);
    }
};

TEST_F(Tls, HttpsAndPlainHttpAreServedSideBySide) {
    start();
    EXPECT_EQ(textOf(client(0).get("/tls")), "200 yes");
    EXPECT_EQ(textOf(client(1).get("/tls")), "200 no");
    auto c = client(0);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(c.get("/page")->body, std::string(1'000'000, 'p'));
}

TEST_F(Tls, ACertificateFromFilesVerifiesByAddressAndCanBeReplaced) {
    useCertificate({"localhost", "127.0.0.1"});
    start();
    auto where = endpoint(0);
    where.trustPem = options.tls.certificateFile;
    EXPECT_EQ(textOf(test::HttpClient(where).get("/tls")), "200 yes");
    const auto kept = options.tls.certificateFile + ".old";
    std::filesystem::copy_file(options.tls.certificateFile, kept);
    useCertificate({"127.0.0.1"});
    ASSERT_TRUE(server->reloadCertificate().ok());
    EXPECT_EQ(textOf(test::HttpClient(where).get("/tls")), "200 yes");
    where.trustPem = kept;
    EXPECT_EQ(textOf(test::HttpClient(where).get("/tls")), "tls_failed");
    std::filesystem::remove(kept);
}

TEST_F(Tls, ACertificateForAnotherNameDoesNotVerify) {
    useCertificate({"example.org"});
    start();
    auto where = endpoint(0);
    where.trustPem = options.tls.certificateFile;
    EXPECT_EQ(textOf(test::HttpClient(where).get("/tls")), "tls_failed");
}

TEST_F(Tls, UnreadableCertificatesAreAProblemAtStart) {
    options.tls = {"/nonexistent/a.crt", "/nonexistent/a.key"};
    NetServer broken(options, Router());
    const auto started = broken.start();
    ASSERT_FALSE(started.ok());
    EXPECT_EQ(started.problem().code, "certificate_unreadable");
    options.tls = {};
}

TEST_F(Tls, APortInUseIsAProblemAtStart) {
    start();
    NetServer second({.listen = {{.port = server->port(1)}}}, Router());
    const auto started = second.start();
    ASSERT_FALSE(started.ok());
    EXPECT_EQ(started.problem().code, "listen_failed");
}

TEST_F(Tls, PlainTextOnTheTlsPortIsCutAndCounted) {
    start();
    auto plain = test::RawConnection::open({.port = server->port(0)});
    ASSERT_TRUE(plain->sendAll("GET /tls HTTP/1.1\r\nHost: x\r\n\r\n").ok());
    EXPECT_EQ(plain->receiveAll()->find("HTTP"), std::string::npos);
    EXPECT_GE(metrics::counter("ok_net_tls_failures_total", "").value(), 1U);
    EXPECT_EQ(textOf(client(0).get("/tls")), "200 yes");
}

TEST_F(Tls, AHandshakeThatNeverEndsIsCut) {
    options.limits.requestTime = milliseconds(80);
    start();
    auto silent = test::RawConnection::open({.port = server->port(0)});
    EXPECT_EQ(*silent->receiveAll(), "");
}

TEST_F(Tls, WebSocketsWorkOverTls) {
    start();
    auto ws = test::WsClient::connect(endpoint(0), "/ws");
    ASSERT_TRUE(ws.ok()) << ws.problem().message;
    const std::string large(300'000, 'z');
    for (const auto& text : {std::string("small"), large}) {
        ASSERT_TRUE(ws->sendBinary(text).ok());
        EXPECT_EQ(ws->receive()->data, text);
    }
    ASSERT_TRUE(ws->sendClose(1000).ok());
    EXPECT_EQ(ws->receive()->closeCode, 1000);
}

TEST_F(Tls, StopEndsTlsConnectionsToo) {
    start();
    auto c = client(0);
    EXPECT_EQ(textOf(c.get("/tls")), "200 yes");
    auto ws = test::WsClient::connect(endpoint(0), "/ws");
    server->stop(milliseconds(50));
    EXPECT_EQ(server->connectionCount(), 0U);
}

}  // namespace
}  // namespace ok::net
