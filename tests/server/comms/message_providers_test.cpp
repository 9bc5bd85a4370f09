// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The real clients against strict counterparts: texts and calls against the drill provider (decisions.md 15), email
// against a real mail server, run privately on a loopback port and stopped afterwards (P10, main job 10).
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "server/comms/smtp_connector.h"
#include "server/comms/twilio_client.h"
#include "server/drill_provider/drill_provider.h"
#include "server/net/net_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

extern char** environ;

namespace ok::comms {
namespace {

using outbox::Letter;
using outbox::Lookup;
using outbox::Outcome;

const Instant now = *parseIso("2024-09-26T18:00:00Z");

OutboxRow rowFor(std::string connector, bool drill = false) {
    OutboxRow row;
    row.tenant = TenantId{uuidV4({7})};
    row.id = "018f2b6e-0000-7000-8000-000000000001";
    row.connector = std::move(connector);
    row.due = now;
    row.drill = drill;
    return row;
}

outbox::RealParcel real(std::string connector, Letter letter) {
    return std::get<outbox::RealParcel>(outbox::pack(rowFor(std::move(connector)), std::move(letter)));
}

struct ProviderTest : ::testing::Test {
    void startProvider(drill::ProviderOptions options = {}) {
        options.clock = [] { return now; };
        provider = std::make_unique<drill::DrillProvider>(options);
        net::Router router;
        provider->addRoutes(router);
        server = std::make_unique<net::NetServer>(net::NetOptions{}, std::move(router));
        ASSERT_TRUE(server->start().ok());
        account.baseUrl = "http://127.0.0.1:" + std::to_string(server->port());
        account.accountSid = options.accountSid;
        account.authToken = options.authToken;
        account.from = "+15025550100";
        account.totalTime = milliseconds(800);
    }
    outbox::Handover text(const std::string& to, const std::string& body = "Power is out.") {
        return RealTwilio(account).deliver(real("sms", {to, {}, body, {}, "en", 1}));
    }
    std::unique_ptr<drill::DrillProvider> provider;
    std::unique_ptr<net::NetServer> server;
    TwilioAccount account;
};

TEST_F(ProviderTest, ATextIsTakenOnceWithAllItsFields) {
    startProvider();
    const auto h = text("+15025550142");
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    EXPECT_TRUE(h.providerId.starts_with("SM"));
    ASSERT_EQ(provider->takenCount(), 1u);
    EXPECT_EQ(provider->taken()[0].body, "Power is out.");
    EXPECT_EQ(provider->taken()[0].from, "+15025550100");
}

TEST_F(ProviderTest, ACallSpeaksItsTextInItsLanguageTwice) {
    startProvider();
    const auto h = RealTwilio(account).deliver(real("voice", {"+15025550142", {}, "No hay luz en Main & 1st.", {}, "es", 0}));
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    const std::string twiml = provider->taken().at(0).body;
    EXPECT_NE(twiml.find("<Say language=\"es-US\">No hay luz en Main &amp; 1st.</Say>"), std::string::npos) << twiml;
}

TEST_F(ProviderTest, RefusalsOfOneNumberAreFinalAndOursAreNot) {
    drill::ProviderOptions options;
    options.stopped = {"+15025550199"};
    startProvider(options);
    EXPECT_EQ(text("5025550142").reason, "provider_21211");
    EXPECT_EQ(text("5025550142").outcome, Outcome::refused);
    EXPECT_EQ(text("+15025550199").reason, "stopped_at_provider");
    EXPECT_EQ(text("+15025550142", std::string(1601, 'x')).reason, "provider_21617");
    account.authToken = "wrong";
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);  // our own fault: no message is lost for it
    EXPECT_EQ(text("+15025550142").reason, "provider_20003");
    EXPECT_EQ(provider->takenCount(), 0u);
}

TEST_F(ProviderTest, BeingToldToSlowDownIsUnderstood) {
    drill::ProviderOptions options;
    options.mostAMinute = 1;
    startProvider(options);
    EXPECT_EQ(text("+15025550142").outcome, Outcome::accepted);
    const auto h = text("+15025550143");
    EXPECT_EQ(h.outcome, Outcome::throttled);
    EXPECT_EQ(h.retryAfter, Duration(seconds(1)));
}

TEST_F(ProviderTest, NoConnectionIsSafeToRepeatAndNoAnswerIsNot) {
    startProvider();
    provider->misbehave({.takeButDoNotAnswer = true});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::uncertain);
    EXPECT_EQ(provider->takenCount(), 1u);
    provider->misbehave({.failNext = 2, .failWith = 503});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);
    provider->misbehave({.failNext = 1, .failWith = 500});
    EXPECT_EQ(text("+15025550142").outcome, Outcome::uncertain);
    server->stop(seconds(0));
    EXPECT_EQ(text("+15025550142").outcome, Outcome::transient);
    EXPECT_EQ(text("+15025550142").reason, "connect_failed");
}

TEST_F(ProviderTest, AMessageWhoseAnswerWasLostIsFoundAgainAndNotSentTwice) {
    startProvider();
    RealTwilio client(account);
    const auto parcel = real("sms", {"+15025550142", {}, "Power is out.", {}, "en", 1});
    EXPECT_EQ(client.lookup(parcel).found, Lookup::Found::no);
    provider->misbehave({.takeButDoNotAnswer = true});
    EXPECT_EQ(client.deliver(parcel).outcome, Outcome::uncertain);
    provider->misbehave({});
    const Lookup found = client.lookup(parcel);
    EXPECT_EQ(found.found, Lookup::Found::yes);
    EXPECT_EQ(found.providerId, provider->taken()[0].sid);
    EXPECT_EQ(client.lookup(real("sms", {"+15025550142", {}, "Other words.", {}, "en", 1})).found, Lookup::Found::no);
    server->stop(seconds(0));
    EXPECT_EQ(client.lookup(parcel).found, Lookup::Found::undecidable);
}

// --- email

std::uint16_t freePort() {
    const int s = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof a;
    const bool ok = bind(s, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0 && getsockname(s, reinterpret_cast<sockaddr*>(&a), &size) == 0;
    close(s);
    return ok ? ntohs(a.sin_port) : 0;
}

constexpr const char* mailServer = "/usr/sbin/exim4";

/// exim with a configuration, spool and mailbox of its own; ended, by its own process id, with the object.
class MailServer {
  public:
    MailServer() : port(freePort()) {
        ::chmod(m_dir.file("").c_str(), 0777);
        for (const char* d : {"spool", "log", "mail", "mail/new", "mail/cur", "mail/tmp"}) {
            ::mkdir(m_dir.file(d).c_str(), 0777);
            ::chmod(m_dir.file(d).c_str(), 0777);  // as root the server steps down to a user of its own
        }
        m_watch = inotify_init1(IN_CLOEXEC);
        inotify_add_watch(m_watch, m_dir.file("mail/new").c_str(), IN_MOVED_TO | IN_CREATE);
        writeConfig();
        const std::string config = m_dir.file("exim.conf");
        const char* argv[] = {mailServer, "-C", config.c_str(), "-bdf", nullptr};
        posix_spawn(&m_pid, mailServer, nullptr, nullptr, const_cast<char* const*>(argv), environ);
    }
    ~MailServer() {
        if (m_pid > 0) {
            kill(m_pid, SIGTERM);
            waitpid(m_pid, nullptr, 0);
        }
        close(m_watch);
    }
    /// True once it answers.
    [[nodiscard]] bool ready() const {
        const auto until = std::chrono::steady_clock::now() + test::patience;
        while (std::chrono::steady_clock::now() < until) {
            if (test::RawConnection::open({.port = port}).ok()) return true;
            poll(nullptr, 0, 20);
        }
        return false;
    }
    /// The first mail that arrived.
    [[nodiscard]] std::string mail() const {
        const std::filesystem::path box = m_dir.file("mail/new");
        for (int i = 0; i < 50; ++i) {
            for (const auto& entry : std::filesystem::directory_iterator(box)) {
                std::ifstream in(entry.path());
                return {std::istreambuf_iterator<char>(in), {}};
            }
            pollfd p{m_watch, POLLIN, 0};
            poll(&p, 1, 200);
        }
        return {};
    }
    std::uint16_t port;

  private:
    void writeConfig() const {
        const std::string d = m_dir.file("");
        std::ofstream(m_dir.file("exim.conf"))
            << "spool_directory = " << d << "spool\nlog_file_path = " << d << "log/%slog\npid_file_path = " << d << "exim.pid\n"
            << "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = " << port << "\nprimary_hostname = mta.test\n"
            << "tls_advertise_hosts =\ndeliver_drop_privilege = true\nkeep_environment =\nacl_smtp_rcpt = acl_rcpt\n"
            << "acl_smtp_data = accept\nbegin acl\nacl_rcpt:\n  deny domains = refused.test\n       message = no such user here\n"
            << "  defer domains = busy.test\n       message = try again later\n  accept\nbegin routers\nall:\n  driver = accept\n"
            << "  transport = files\nbegin transports\nfiles:\n  driver = appendfile\n  directory = " << d << "mail\n"
            << "  maildir_format\n  create_directory\n";
    }
    test::TempDir m_dir;
    pid_t m_pid = 0;
    int m_watch = -1;
};

SmtpConnector smtpTo(std::uint16_t port) {
    return SmtpConnector({.url = "smtp://127.0.0.1:" + std::to_string(port), .from = "outage@bluegrass.example",
                          .fromName = "Bluegrass Electric", .requireTls = false, .totalTime = seconds(10)}, [] { return now; });
}

TEST(MailServerTest, ARealMailServerTakesOurEmailAndWeUnderstandItsRefusals) {
    if (access(mailServer, X_OK) != 0) GTEST_SKIP() << "exim4-daemon-light is not installed";
    MailServer server;
    ASSERT_TRUE(server.ready());
    SmtpConnector client = smtpTo(server.port);
    const Letter letter{"ann@example.org", "Apagón cerca de Riverside", "No hay luz.", "<p>No hay luz.</p>", "es", 0};
    const auto h = client.deliver(real("email", letter));
    EXPECT_EQ(h.outcome, Outcome::accepted) << h.reason;
    EXPECT_EQ(h.providerId, "018f2b6e-0000-7000-8000-000000000001@bluegrass.example");
    const std::string mail = server.mail();
    EXPECT_NE(mail.find("Message-ID: <" + h.providerId + ">"), std::string::npos) << mail;
    EXPECT_NE(mail.find("multipart/alternative"), std::string::npos);
    Letter other = letter;
    other.to = "ann@refused.test";
    EXPECT_EQ(client.deliver(real("email", other)).outcome, Outcome::refused);
    EXPECT_EQ(client.deliver(real("email", other)).reason, "smtp_550");
    other.to = "ann@busy.test";
    EXPECT_EQ(client.deliver(real("email", other)).outcome, Outcome::transient);
    other.to = "a@b\r\nDATA";
    EXPECT_EQ(client.deliver(real("email", other)).reason, "bad_mailbox");
}

TEST(MailServerTest, NoMailServerIsSafeToRepeat) {
    EXPECT_EQ(smtpTo(freePort()).deliver(real("email", {"ann@example.org", "s", "t", "h", "en", 0})).reason, "connect_failed");
    EXPECT_EQ(readSmtpFailure(0, false, true).outcome, Outcome::uncertain);
    EXPECT_EQ(readSmtpFailure(354, false, false).outcome, Outcome::transient);
    EXPECT_EQ(readSmtpFailure(535, false, false).outcome, Outcome::transient);
}

}  // namespace
}  // namespace ok::comms
