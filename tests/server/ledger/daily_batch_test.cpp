// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The batch of a day for security monitoring: made at 02:00 UTC, complete and without doubles, PUT into an HTTPS store that checks
// its signature, with what it is in the headers; each attempt is an entry (F01.R6.A4, F02.R5.A5).
#include <gtest/gtest.h>

#include "server/ledger/https_delivery.h"
#include "server/ledger/selection.h"
#include "server/net/net_server.h"
#include "tests/support/audit_office.h"

namespace ok::ledger {
namespace {

using namespace operations;
using namespace test_office;

const std::string secretWord = "whsec_" + toBase64(asBytes("a very secret key"));

/// What an object store is to us: it takes PUTs whose signature holds, and keeps the last of each name.
struct ObjectStore {
    ObjectStore() {
        router.add("PUT", "/lake/{name}", [this](const net::HttpRequest& request, net::Responder respond) {
            const std::lock_guard lock(mutex);
            const std::string id(request.header("X-OK-Event-Id")), time(request.header("X-OK-Timestamp"));
            const std::string expected = "v1," + toBase64(hmacSha256(asBytes("a very secret key"), asBytes(id + "." + time + "." + request.body)).bytes);
            if (request.header("X-OK-Signature") != expected || request.header("Idempotency-Key") != id) return respond(net::HttpResponse::text(401, "no"));
            if (answer != 201) return respond(net::HttpResponse::text(answer, "no"));
            const std::string name(request.param("name"));
            files[name] = request.body;
            idsOf[name].insert(id);
            if (name.ends_with(".jsonl") && name.starts_with("outagekit_audit_")) {
                for (const char* each : {"X-OK-Record-Count", "X-OK-Window-Start", "X-OK-Window-End", "X-OK-Head-Hash"}) about[each] = request.header(each);
            }
            respond(net::HttpResponse::text(201, ""));
        }, {.bodyLimit = 1 << 22});
        net::NetOptions options;
        options.listen = {{.address = "127.0.0.1", .port = 0}};
        server.emplace(options, std::move(router));
        EXPECT_TRUE(server->start().ok());
    }
    ~ObjectStore() { server->stop(); }
    [[nodiscard]] HttpsTarget target() const { return {"http://127.0.0.1:" + std::to_string(server->port(0)) + "/lake/", secretWord}; }
    net::Router router;
    std::optional<net::NetServer> server;
    std::mutex mutex;
    int answer = 201;
    std::map<std::string, std::string> files, about;
    std::map<std::string, std::set<std::string>> idsOf;
};

// F01.R6.A4
TEST(DailyBatchTest, TheDayBeforeIsDeliveredAtTwoWithWhatItIsAndEveryAttemptIsInTheLog) {
    ObjectStore store;
    Office office;
    auto& g = office.g;
    office.deliver = [&](const TenantProfile&, const AuditExport& made, const DeliveryTarget& target, const fs::path& directory) {
        return target.kind == DeliveryKind::https ? deliverByHttps(store.target(), directory, made, g.now()) : DeliveryOutcome{false, false, "no_target"};
    };
    CreateSchedule daily{"soc", {}, SchedulePeriod::day, {ExportFormat::jsonl}, true, {{DeliveryKind::https, "lake"}}, "UTC", 2, 0, 1};
    ASSERT_TRUE(g.run(daily, office.ada()).reply.ok());
    const auto schedule = g.documents<AuditSchedule>().at(0);
    const std::string day = toIso(g.now()).substr(0, 10);
    EXPECT_EQ(toIso(schedule.nextRunAt), toIso(*parseIso(toIso(g.now() + hours(24)).substr(0, 10) + "T02:00:00Z")));
    for (int i = 0; i < 40; ++i) g.run(test::Add{"oak", i}, i % 8 == 7 ? g.approverCleo() : g.operatorAnna());
    store.answer = 503;
    g.advance(schedule.nextRunAt - g.now());
    g.run(test::Add{"next day", 1}, g.operatorAnna());
    g.gate->fireTimers();
    office.wait("audit.export_completed", 1);
    office.wait("audit.delivery_attempted", 1);
    {
        const std::lock_guard lock(store.mutex);
        EXPECT_TRUE(store.files.empty());
        store.answer = 201;
    }
    g.advance(minutes(1));
    g.gate->fireTimers();
    office.wait("audit.delivery_attempted", 2);
    const auto made = g.documents<AuditExport>().at(0);
    ASSERT_EQ(made.deliveries.size(), 1U);
    EXPECT_EQ(made.deliveries[0].state, "delivered") << made.deliveries[0].reason;
    EXPECT_EQ(made.deliveries[0].attempts, 2);

    const std::lock_guard lock(store.mutex);
    EXPECT_EQ(store.about["X-OK-Window-Start"], toIso(*parseIso(day + "T00:00:00Z")));
    EXPECT_EQ(store.about["X-OK-Window-End"], toIso(*parseIso(toIso(g.now()).substr(0, 10) + "T00:00:00Z")));
    EXPECT_EQ(store.about["X-OK-Record-Count"], std::to_string(made.records));
    std::multiset<std::string> sent, expected;
    eachLine(store.files[made.files[0].name], [&](std::string_view line) { sent.emplace(parseJson(line)->root()["entry_id"].text().value_or("")); });
    std::map<std::string, std::string> heads;
    for (const Stream stream : allStreams) {
        for (const Entry& entry : g.entries(stream)) {
            if (toIso(entry.header.ledgerTime).substr(0, 10) == day) expected.insert(entry.header.entryId.str());
        }
    }
    EXPECT_EQ(sent, expected) << "complete, and nothing twice";
    EXPECT_EQ(static_cast<std::int64_t>(sent.size()), made.records);
    auto reader = g.gate->openReader();
    for (const Stream stream : allStreams) {
        const auto mark = checkpointBefore(**reader, nullptr, g.tenant, stream, made.filter.to);
        ASSERT_TRUE(mark.ok());
        if (*mark) EXPECT_NE(store.about["X-OK-Head-Hash"].find(enumName(stream) + "=" + (*mark)->checkpoint.headHash.hex()), std::string::npos);
    }
    // Everything that was made is there, and verifies with nothing but what is there.
    std::map<std::string, std::string> names;
    const std::string prefix = made.id.str().substr(0, 8) + "_";
    for (const auto& [name, bytes] : store.files) names[name.starts_with(prefix) ? name.substr(prefix.size()) : name] = bytes;
    EXPECT_EQ(names.size(), made.files.size());
    const auto verdict = verifyExportFiles(BundleFiles(names.begin(), names.end()), {toHex(SigningKey(test::keyOf(7)).publicKey()), {}});
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    for (const auto& [name, ids] : store.idsOf) EXPECT_EQ(ids.size(), 1U) << name;
}

// F01.R6.A4: what comes again has the id it had; what will never be taken is not tried again.
TEST(DailyBatchTest, ARepeatedFileHasItsIdAndARefusalForGoodEndsTheAttempts) {
    ObjectStore store;
    Office office;
    StartExport ask;
    ask.format = ExportFormat::json;
    const auto made = office.made(ask);
    const fs::path directory = office.desk.directoryOf(office.g.tenant, made.id);
    for (int round = 0; round < 2; ++round) {
        const auto outcome = deliverByHttps(store.target(), directory, made, office.g.now() + minutes(round));
        EXPECT_TRUE(outcome.delivered) << outcome.reason;
    }
    for (const auto& [name, ids] : store.idsOf) EXPECT_EQ(ids.size(), 1U) << name;
    struct Row {
        int status;
        bool again;
    };
    for (const Row& row : {Row{500, true}, Row{503, true}, Row{429, true}, Row{400, false}, Row{403, false}}) {
        store.answer = row.status;
        const auto outcome = deliverByHttps(store.target(), directory, made, office.g.now());
        EXPECT_FALSE(outcome.delivered);
        EXPECT_EQ(outcome.again, row.again) << row.status;
        EXPECT_EQ(outcome.reason, "http_" + std::to_string(row.status));
    }
    HttpsTarget other = store.target();
    other.secret = "whsec_" + toBase64(asBytes("another key"));
    store.answer = 201;
    EXPECT_EQ(deliverByHttps(other, directory, made, office.g.now()).reason, "http_401") << "the store knows who sends";
}

TEST(DeliverySettingsTest, AnHttpsStoreNeedsAnEncryptedFolderAndASecret) {
    test::TempDir dir;
    const std::string path = dir.file("delivery.json");
    const auto codeOf = [&](const std::string& url, const std::string& secret) {
        std::ofstream(path) << R"({"valley":{"https":{"lake":{"url":")" << url << R"(","secret":")" << secret << R"("}}}})";
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
        const auto book = readDeliveryFile(path);
        return book.ok() ? std::string("ok") : book.problem().code;
    };
    EXPECT_EQ(codeOf("https://store.example/audit/", secretWord), "ok");
    EXPECT_EQ(codeOf("http://127.0.0.1:9000/audit/", secretWord), "ok") << "nothing leaves this machine";
    EXPECT_EQ(codeOf("http://store.example/audit/", secretWord), "delivery_invalid");
    EXPECT_EQ(codeOf("https://store.example/audit", secretWord), "delivery_invalid");
    EXPECT_EQ(codeOf("https://store.example/audit/", ""), "delivery_invalid");
}

}  // namespace
}  // namespace ok::ledger
