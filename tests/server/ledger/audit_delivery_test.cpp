// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What leaves the house: events to a real rsyslog over TLS and to a webhook that checks its
// signatures as Standard Webhooks asks, on schedules that know time zones (F07.R5.A3, TA8; decisions.md 11, 15).
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "server/access/access_commands.h"
#include "server/ledger/siem_forwarder.h"
#include "server/ledger/sink_handlers.h"
#include "server/ledger/syslog_connection.h"
#include "server/net/certificate.h"
#include "server/net/net_server.h"
#include "server/product/free_port.h"
#include "shared/ledger/audit_event.h"
#include "shared/operations/audit_schedules.h"
#include "tests/support/counter_domain.h"
#include "tests/support/foreign_program.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/server_node.h"
#include "tests/support/wire_client.h"

namespace ok::ledger {
namespace {

using namespace operations;
namespace fs = std::filesystem;

using test::answers, test::contents, test::Program, test::until, test::write;

constexpr const char* syslogServer = "/usr/sbin/rsyslogd";

/// A gate with a tenant that has a profile, and entries in it.
struct Utility {
    explicit Utility(bool drill = false) {
        test::addCounterProjections(f.projections);
        test::addCounterHandlers(*f.gate);
        ok::access::addProjections(f.projections);
        ok::access::addHandlers(*f.gate);
        addSinkProjections(f.projections);
        addSinkHandlers(*f.gate);
        f.gate->onCommitted([this](const CommittedBatch& batch) {
            if (SiemForwarder* const told = follower) told->committed(batch);
        });
        tenants = std::make_unique<TenantDirectory>(*store, *f.gate);
        f.start();
        const auto system = ok::access::systemContext(f.tenant, drill);
        EXPECT_TRUE(f.run(ok::access::CreateTenant{{.tenant = f.tenant, .slug = "valley", .name = "Valley", .drill = drill}}, system).reply.ok());
    }
    void live(int n) {
        for (int i = 0; i < n; ++i) f.run(test::Add{"oak | = \\ street", i}, i % 4 == 3 ? f.approverCleo() : f.operatorAnna());
    }
    std::vector<std::string> ids() {
        std::vector<std::string> out;
        for (const Stream stream : allStreams) {
            for (const Entry& entry : f.entries(stream)) out.push_back(entry.header.entryId.str());
        }
        return out;
    }
    SiemParts parts() {
        return {*f.gate, *tenants, [this] { return f.now(); }, std::chrono::milliseconds(10), std::chrono::milliseconds(100)};
    }
    Store* store = nullptr;
    std::atomic<SiemForwarder*> follower{nullptr};   // told of each commit
    test::GateFixture f{[this](std::unique_ptr<Store> opened) {
        store = opened.get();
        return opened;
    }};
    std::unique_ptr<TenantDirectory> tenants;
};

// TA8
TEST(SiemForwarderTest, EveryEntryReachesARealSyslogServerOverTlsAlsoWhenItComesBackLater) {
    if (::access(syslogServer, X_OK) != 0 || !fs::exists("/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_ossl.so")) GTEST_SKIP() << "rsyslog with rsyslog-openssl is not installed";
    Utility u;
    u.live(40);
    test::TempDir dir;
    const std::uint16_t port = freePort("127.0.0.1");
    const auto certificate = net::selfSignedCertificate();
    ASSERT_TRUE(certificate.ok());
    write(dir.file("cert.pem"), certificate->certificate);
    write(dir.file("key.pem"), certificate->key);
    const auto other = net::selfSignedCertificate();
    write(dir.file("other.pem"), other->certificate);
    write(dir.file("rsyslog.conf"),
          "global(workDirectory=\"" + dir.file("") + "\" maxMessageSize=\"64k\" defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\"" + dir.file("cert.pem") +
              "\" defaultNetstreamDriverCertFile=\"" + dir.file("cert.pem") + "\" defaultNetstreamDriverKeyFile=\"" + dir.file("key.pem") + "\")\n" +
              "module(load=\"imtcp\" streamDriver.name=\"ossl\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\")\n" +
              "input(type=\"imtcp\" port=\"" + std::to_string(port) + "\" address=\"127.0.0.1\")\n" +
              "template(name=\"line\" type=\"string\" string=\"%pri% %app-name% %msgid% %structured-data% %msg%\\n\")\n" +
              "action(type=\"omfile\" file=\"" + dir.file("got") + "\" template=\"line\")\n");
    DeliveryBook book;
    book["valley"].syslog = {{"soc", "127.0.0.1", port, dir.file("cert.pem"), SyslogBody::cef}};
    SiemForwarder forwarder(u.parts());
    forwarder.start(book);                              // nobody there yet: it waits
    const auto start = [&] { return std::make_unique<Program>(std::vector<std::string>{syslogServer, "-n", "-f", dir.file("rsyslog.conf"), "-i", dir.file("pid")}); };
    auto server = start();
    const auto all = [&] {
        const std::string got = contents(dir.file("got"));
        for (const std::string& id : u.ids()) {
            if (got.find("externalId=" + id) == std::string::npos) return false;
        }
        return true;
    };
    ASSERT_TRUE(until(all)) << contents(dir.file("got")).substr(0, 2000);
    const std::string got = contents(dir.file("got"));
    EXPECT_NE(got.find("108 outagekit access.refused"), std::string::npos) << "facility 13, warning: " << got.substr(0, 1500);
    EXPECT_NE(got.find("CEF:0|OutageKit|OutageKit|1|counter.added|counter.added|2|rt="), std::string::npos);
    EXPECT_NE(got.find("cs2=oak | \\= \\\\ street"), std::string::npos);
    EXPECT_EQ(forwarder.lagSeconds(), 0);

    EXPECT_FALSE(SyslogConnection::open("127.0.0.1", port, dir.file("other.pem")).ok()) << "a collector nobody vouches for";
    EXPECT_FALSE(SyslogConnection::open("::1", port, dir.file("cert.pem")).ok());
    server.reset();
    forwarder.stop();
    u.live(20);
    server = start();
    ASSERT_TRUE(answers(port));
    SiemForwarder again(u.parts());                     // the place is kept over a restart
    again.start(book);
    EXPECT_TRUE(until(all));
    again.stop();
}

/// Checks what Standard Webhooks asks of a message, and keeps its events.
struct Receiver {
    Receiver() {
        router.post("/hook", [this](const net::HttpRequest& request, net::Responder respond) {
            const std::lock_guard lock(mutex);
            const std::string id(request.header("webhook-id")), time(request.header("webhook-timestamp"));
            const std::string expected = "v1," + toBase64(hmacSha256(asBytes("a very secret key"), asBytes(id + "." + time + "." + request.body)).bytes);
            if (request.header("webhook-signature") != expected || request.header("X-OK-Signature") != expected || request.header("X-OK-Event-Id") != id) {
                ++forged;
                return respond(net::HttpResponse::text(401, "no"));
            }
            ++calls;
            if (looks) looks(lastOfOps);
            if (failing > 0) {
                --failing;
                return respond(net::HttpResponse::text(503, "later"));
            }
            const auto doc = parseJson(request.body);
            const JsonView events = doc->root()["data"]["events"];
            for (std::size_t i = 0; i < events.size(); ++i) {
                seen.emplace_back(events.at(i)["entry_id"].text().value_or(""));
                dedupe.emplace(events.at(i)["dedupe_key"].text().value_or(""));
                if (events.at(i)["stream"].text().value_or("") == "ops") lastOfOps = events.at(i)["sequence"].integer().value_or(0);
                if (events.at(i)["replay"].boolean().value_or(false)) marked.push_back(seen.back());
            }
            if (losing > 0) {   // they were taken, and nobody hears of it
                --losing;
                return respond(net::HttpResponse::text(503, "lost"));
            }
            respond(net::HttpResponse::text(204, ""));
        }, {.bodyLimit = 1 << 20});
        net::NetOptions options;
        options.listen = {{.address = "127.0.0.1", .port = 0}};
        server.emplace(options, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    ~Receiver() { server->stop(); }
    std::vector<std::string> got() {
        const std::lock_guard lock(mutex);
        return seen;
    }
    net::Router router;
    std::optional<net::NetServer> server;
    std::mutex mutex;
    std::function<void(std::int64_t takenOfOps)> looks;   // before a call is taken
    std::int64_t lastOfOps = 0;
    std::vector<std::string> seen, marked;
    std::set<std::string> dedupe;
    int failing = 3, forged = 0, losing = 0, calls = 0;
};

// F09.R6.A4: the answer to a batch is lost, so it comes again, and says so; what follows is new.
TEST(SiemForwarderTest, WhatMayHaveBeenTakenBeforeSaysSoWhenItComesAgain) {
    Receiver receiver;
    receiver.failing = 0;
    receiver.losing = 1;
    Utility u(false);
    u.live(150);
    DeliveryBook book;
    book["valley"].webhooks = {{"soc", "http://127.0.0.1:" + std::to_string(receiver.server->port(0)) + "/hook", "whsec_" + toBase64(asBytes("a very secret key"))}};
    SiemForwarder forwarder(u.parts());
    forwarder.start(book);
    const std::size_t all = u.ids().size();
    ASSERT_GT(all, 100u);
    std::size_t twice = 0;
    EXPECT_TRUE(until([&] {
        std::map<std::string, int> times;
        for (const std::string& id : receiver.got()) ++times[id];
        twice = static_cast<std::size_t>(std::count_if(times.begin(), times.end(), [](const auto& each) { return each.second == 2; }));
        return times.size() >= all && twice > 0;
    }));
    forwarder.stop();
    EXPECT_EQ(receiver.marked.size(), twice) << "each repetition is marked, and nothing else";
    EXPECT_EQ(std::set<std::string>(receiver.marked.begin(), receiver.marked.end()).size(), twice);
}

// TA8: a server that dies between two calls has sent at most so much more than it kept durably, however long there is more to send.
TEST(SiemForwarderTest, WhatACrashSendsAgainIsBoundedByWhatIsKeptOnTheWay) {
    Utility u;
    u.live(900);
    auto reader = u.f.gate->openReader();
    ASSERT_TRUE(reader.ok());
    const std::string place = "place.siem." + toHex(ByteView(sha256("webhook soc").bytes).first(8));
    Receiver receiver;
    receiver.failing = 0;
    std::int64_t most = 0, calls = 0, keptOnTheWay = 0;
    receiver.looks = [&](std::int64_t taken) {
        const auto text = (*reader)->setting(u.f.tenant, place);
        const auto doc = parseJson(text.value_or("{}"));
        const std::int64_t kept = doc.ok() ? doc->root()["sent"]["ops"].integer().value_or(0) : 0;
        most = std::max(most, taken - kept);
        keptOnTheWay = std::max(keptOnTheWay, kept);
        ++calls;
    };
    DeliveryBook book;
    book["valley"].webhooks = {{"soc", "http://127.0.0.1:" + std::to_string(receiver.server->port(0)) + "/hook", "whsec_" + toBase64(asBytes("a very secret key"))}};
    auto parts = u.parts();
    parts.keepEvery = std::chrono::hours(1);
    parts.keepAfter = 200;
    SiemForwarder forwarder(parts);
    forwarder.start(book);
    ASSERT_TRUE(until([&] { return receiver.got().size() >= u.ids().size(); }));
    forwarder.stop();
    EXPECT_GE(calls, 9);
    EXPECT_LE(most, 200 + 100) << "entries that would come again";
    EXPECT_GE(keptOnTheWay, 400) << "kept long before the end";
    EXPECT_EQ(receiver.got().size(), u.ids().size());
    EXPECT_TRUE(receiver.marked.empty());
    // What was kept says how the sink is, to every server: one that never sent anything answers the same.
    SiemForwarder asked(u.parts());
    asked.start(book);
    ASSERT_TRUE(until([&] { return asked.status(**reader, u.f.tenant).front().waiting == 0; }));
    const auto told = asked.status(**reader, u.f.tenant);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].delivered, static_cast<std::int64_t>(u.ids().size()));
    EXPECT_TRUE(told[0].deliveredAt);
    EXPECT_EQ(toJson(told), toJson(forwarder.status(**reader, u.f.tenant)));
    asked.stop();
}

// A place of before, when it said nothing but where it is: nothing is sent twice after the server was brought up to date.
TEST(SiemForwarderTest, APlaceThatWasKeptByAnOlderServerIsGoneOnFrom) {
    Utility u;
    u.live(50);
    const std::string place = "siem." + toHex(ByteView(sha256("webhook soc").bytes).first(8));
    std::map<std::string, std::int64_t> sent;
    for (const Stream stream : allStreams) sent[enumName(stream)] = static_cast<std::int64_t>(u.f.entries(stream).size());
    sent["ops"] -= 3;
    ASSERT_TRUE(u.f.gate->keepPlace(u.f.tenant, place, toJson(sent)).ok());
    Receiver receiver;
    receiver.failing = 0;
    DeliveryBook book;
    book["valley"].webhooks = {{"soc", "http://127.0.0.1:" + std::to_string(receiver.server->port(0)) + "/hook", "whsec_" + toBase64(asBytes("a very secret key"))}};
    SiemForwarder forwarder(u.parts());
    forwarder.start(book);
    ASSERT_TRUE(until([&] { return receiver.got().size() >= 3; }));
    forwarder.stop();
    EXPECT_EQ(receiver.got().size(), 3U);
}

TEST(SiemForwarderTest, AWebhookGetsEveryEntryOnceAndInOrderThoughItFailsAtFirstAndADrillAlarmsNobody) {
    for (const bool drill : {false, true}) {
        Receiver receiver;
        Utility u(drill);
        u.live(130);
        DeliveryBook book;
        book["valley"].webhooks = {{"soc", "http://127.0.0.1:" + std::to_string(receiver.server->port(0)) + "/hook",
                                    "whsec_" + toBase64(asBytes("a very secret key"))}};
        SiemForwarder forwarder(u.parts());
        forwarder.start(book);
        const std::vector<std::string> expected = drill ? std::vector<std::string>{} : u.ids();
        EXPECT_TRUE(until([&] { return receiver.got().size() >= expected.size(); }));
        u.live(drill ? 0 : 5);
        forwarder.poke();
        const auto everything = drill ? expected : u.ids();
        EXPECT_TRUE(until([&] { return receiver.got().size() >= everything.size(); }));
        auto got = receiver.got(), wanted = everything;
        std::sort(got.begin(), got.end());
        std::sort(wanted.begin(), wanted.end());
        EXPECT_EQ(got, wanted);
        EXPECT_EQ(receiver.forged, 0);
        forwarder.stop();
    }
}

// F01.R6.A4, F02.R5.A5, TA8
TEST(SiemForwarderTest, ASinkThatTakesNothingForADayIsGivenUpToldAboutAndGoesOnWhereItStopped) {
    Receiver broken, healthy;
    broken.failing = 1'000'000;
    healthy.failing = 0;
    Utility u;
    u.live(12);
    const auto hook = [](const std::string& name, const Receiver& to) {
        return WebhookSink{name, "http://127.0.0.1:" + std::to_string(to.server->port(0)) + "/hook", "whsec_" + toBase64(asBytes("a very secret key"))};
    };
    DeliveryBook book;
    book["valley"].webhooks = {hook("soc", broken), hook("other", healthy)};
    SiemForwarder forwarder(u.parts());
    EXPECT_EQ(forwarder.worst(), "none");
    u.follower = &forwarder;
    forwarder.start(book);
    auto reader = u.f.gate->openReader();
    const auto status = [&](const std::string& name) {
        for (const SinkStatus& each : forwarder.status(**reader, u.f.tenant)) {
            if (each.name == name) return each;
        }
        return SinkStatus{};
    };
    ASSERT_TRUE(until([&] { return status("webhook soc").attempts >= 2; }));
    EXPECT_EQ(status("webhook soc").state, "retrying");
    EXPECT_EQ(status("webhook soc").reason, "http_503");
    EXPECT_GE(status("webhook soc").waiting, 12);
    u.f.advance(hours(23));
    const int soFar = status("webhook soc").attempts;
    ASSERT_TRUE(until([&] { return status("webhook soc").attempts > soFar; }));
    EXPECT_EQ(status("webhook soc").state, "retrying") << "for 24 hours";
    u.f.advance(hours(1));
    ASSERT_TRUE(until([&] { return u.f.document<AuditSink>("webhook soc").has_value(); }));
    EXPECT_EQ(status("webhook soc").state, "failed");
    EXPECT_EQ(forwarder.worst(), "failed");
    const auto given = *u.f.document<AuditSink>("webhook soc");
    EXPECT_EQ(given.state, "failed");
    EXPECT_EQ(given.reason, "http_503");
    EXPECT_EQ(given.attempts, status("webhook soc").attempts);
    EXPECT_EQ(u.f.entries(Stream::security).back().header.type, "audit.sink_failed");
    const auto alerts = [&] {
        std::multiset<std::string> out;
        for (const OutboxRow& row : (*reader)->outboxInState(OutboxState::queued, 100)) out.insert(row.connector);
        return out;
    };
    EXPECT_EQ(alerts(), (std::multiset<std::string>{"alert_email", "alert_pagerduty", "alert_slack"})) << "somebody is told";

    // No attempt more, though there is news; the other sink is sent all of it, the entry about the failure included.
    const int calls = [&] { const std::lock_guard lock(broken.mutex); return broken.calls; }();
    u.live(5);
    ASSERT_TRUE(until([&] { return healthy.got().size() >= u.ids().size(); }));
    EXPECT_EQ(status("webhook other").state, "delivering");
    EXPECT_TRUE(until([&] { return status("webhook other").waiting == 0; }));
    EXPECT_EQ([&] { const std::lock_guard lock(broken.mutex); return broken.calls; }(), calls);
    forwarder.stop();

    // Also not after a restart; only when a person says so, and then nothing is missing.
    SiemForwarder again(u.parts());
    u.follower = &again;
    again.start(book);
    ASSERT_TRUE(until([&] { return again.worst() == "failed"; }));
    EXPECT_EQ(u.f.run(ResumeSink{"webhook soc", "mended"}, u.f.operatorAnna()).reply.problem().code, "access_denied");
    EXPECT_EQ(u.f.run(ResumeSink{"webhook none", "mended"}, u.f.person("ada", {"auditor", "admin"})).reply.problem().code, "sink_not_found");
    {
        const std::lock_guard lock(broken.mutex);
        EXPECT_EQ(broken.calls, calls);
        broken.failing = 0;
    }
    ASSERT_TRUE(u.f.run(ResumeSink{"webhook soc", "mended"}, u.f.person("ada", {"auditor", "admin"})).reply.ok());
    const auto all = u.ids();
    EXPECT_TRUE(until([&] { return broken.got().size() >= all.size(); }));
    auto got = broken.got(), wanted = all;
    std::sort(got.begin(), got.end());
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(got, wanted);
    EXPECT_EQ(broken.dedupe.size(), all.size()) << "each event has a key of its own";
    ASSERT_TRUE(until([&] { return again.worst() == "delivering"; }));
    EXPECT_EQ(u.f.document<AuditSink>("webhook soc")->state, "delivering");
    u.follower = nullptr;
    again.stop();
}

/// One of two servers on a database, with the forwarder that belongs to it.
struct Collector {
    Collector(const std::string& schema, const std::string& name, const std::function<Instant()>& clock, const DeliveryBook& book)
        : node(test::sharedPgServer(), schema, name, clock), reader(test::withKeys(openPgReader(test::sharedPgServer().address(schema)))), tenants(prepared(), *node.gate),
          siem({*node.gate, tenants, clock, std::chrono::milliseconds(10), std::chrono::milliseconds(100), std::chrono::hours(1)}) {
        node.gate->onCommitted([this](const CommittedBatch&) { siem.poke(); });
        node.gate->onDeskTaken([this](TenantId tenant) { siem.atHome(tenant); });
        node.start();
        EXPECT_TRUE(tenants.bySlug("valley") || name == "a");
        siem.start(book);
    }
    void stop() {
        siem.stop();
        node.stop();
    }
    Store& prepared() {
        ok::access::addProjections(node.projections);
        ok::access::addHandlers(*node.gate);
        return **reader;
    }
    test::ServerNode node;
    Result<std::unique_ptr<Store>> reader;
    TenantDirectory tenants;
    SiemForwarder siem;
};

// TA8: several servers on one database
TEST(SiemForwarderTest, OfTwoServersTheOneThatDecidesSendsAndAnotherGoesOnWithoutALoss) {
    if (!test::sharedPgServer().trouble().empty()) GTEST_SKIP() << test::sharedPgServer().trouble();
    test::TempDir dir;
    const std::string schema = "siem_" + sha256(dir.file("x")).hex().substr(0, 20);
    const TenantId valley = test::tenantNamed("valley");
    const auto clock = [] { return Instant::fromSeconds(1'727'000'000); };
    Receiver receiver;
    receiver.failing = 0;
    DeliveryBook book;
    book["valley"].webhooks = {{"soc", "http://127.0.0.1:" + std::to_string(receiver.server->port(0)) + "/hook", "whsec_" + toBase64(asBytes("a very secret key"))}};
    {
        auto store = test::withKeys(openPgStore(test::sharedPgServer().address(schema)));
        ASSERT_TRUE(store.ok());
        ASSERT_TRUE((*store)->begin().ok() && (*store)->addTenant(valley, "valley").ok() && (*store)->commit().ok());
    }
    const auto id = [](const std::string& name) { return CommandId{derivedUuid("siem " + name)}; };
    {   // the utility's profile, so that both forwarders know it from the start
        Collector first(schema, "a", clock, {});
        const auto made = first.node.gate->run(ok::access::systemContext(valley, false), {id("profile"), std::string(ok::access::CreateTenant::card.name),
                                               toJson(ok::access::CreateTenant{{.tenant = valley, .slug = "valley", .name = "Valley"}})});
        ASSERT_TRUE(made.reply.ok()) << made.reply.problem().message;
        first.stop();
    }
    Collector a(schema, "a", clock, book), b(schema, "b", clock, book);
    for (int i = 0; i < 230; ++i) ASSERT_TRUE(a.node.add(valley, "x", 1, id("a" + std::to_string(i))).reply.ok());
    ASSERT_TRUE(a.node.gate->holds(valley));
    const auto idsInLog = [&] {
        std::multiset<std::string> out;
        auto reader = test::withKeys(openPgReader(test::sharedPgServer().address(schema)));
        for (const Stream stream : allStreams) {
            for (const Entry& entry : (*reader)->entries(valley, stream, 0, 10'000)) out.insert(entry.header.entryId.str());
        }
        return out;
    };
    const auto sent = [&] {
        const auto got = receiver.got();
        return std::multiset<std::string>(got.begin(), got.end());
    };
    ASSERT_TRUE(until([&] { return sent().size() >= idsInLog().size(); }));
    EXPECT_EQ(sent(), idsInLog()) << "each once: the other server, which heard of all of them too, sends nothing";
    EXPECT_TRUE(until([&] { return a.siem.status(**a.reader, valley).front().waiting == 0; }));
    EXPECT_EQ(toJson(b.siem.status(**b.reader, valley)), toJson(a.siem.status(**a.reader, valley))) << "whoever is asked";
    EXPECT_EQ(b.siem.status(**b.reader, valley).front().delivered, static_cast<std::int64_t>(idsInLog().size()));

    // Its line to the database is cut in the middle of things, and the other server takes the utility over.
    (void)test::sharedPgServer().sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'");
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(b.node.add(valley, "x", 1, id("b" + std::to_string(i))).reply.ok());
    ASSERT_TRUE(b.node.gate->holds(valley));
    const auto missing = [&] {
        const auto got = sent();
        for (const std::string& each : idsInLog()) {
            if (!got.contains(each)) return true;
        }
        return false;
    };
    EXPECT_TRUE(until([&] { return !missing(); })) << "nothing is lost";
    const auto got = sent();
    for (const std::string& each : idsInLog()) EXPECT_LE(got.count(each), 2u) << "and nothing comes more than once again";
    b.stop();
    const auto before = receiver.got().size();
    ASSERT_TRUE(a.node.add(valley, "x", 1, id("later")).reply.ok()) << "back again";
    EXPECT_TRUE(until([&] { return !missing(); }));
    EXPECT_LE(receiver.got().size(), before + 1 + 100) << "at the place that was kept when the other one stopped";
    a.stop();
}

TEST(DeliverySettingsTest, TheFileIsForItsOwnerOnlyAndSaysWhatIsWrong) {
    test::TempDir dir;
    const std::string path = dir.file("delivery.json");
    EXPECT_TRUE(readDeliveryFile(path)->empty()) << "no file: nothing is delivered";
    write(path, R"({"valley":{"sftp":{"regulator":{"url":"sftp://h/in/","user":"u","key_file":"k","host_key_sha256":"x"}},"email":{"board":{"to":"a@b.example"}}}})");
    ASSERT_TRUE(readDeliveryFile(path).ok());
    EXPECT_EQ(readDeliveryFile(path)->at("valley").sftp.at("regulator").user, "u");
    ::chmod(path.c_str(), 0640);
    EXPECT_EQ(readDeliveryFile(path).problem().code, "delivery_exposed");
    write(path, R"({"valley":{"sftp":{"regulator":{"url":"sftp://h/in/","user":"u","key_file":"k"}}}})");
    EXPECT_EQ(readDeliveryFile(path).problem().code, "delivery_invalid") << "without a host key nobody is sent anything";
    write(path, "{");
    EXPECT_EQ(readDeliveryFile(path).problem().code, "delivery_invalid");
}

}  // namespace
}  // namespace ok::ledger
