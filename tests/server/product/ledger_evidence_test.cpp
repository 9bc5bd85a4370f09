// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What anybody outside can be sure of, over HTTP on the real server: the signed time of every entry with nothing but the published
// keys, an export that the server checks as a stranger would, and how each place the log is sent to is doing (F07.R4.A1,
// F07.R4.A6, F07.R1.A6, F02.R5.A5, TA8).
#include <gtest/gtest.h>

#include <poll.h>
#include <sys/stat.h>

#include <fstream>
#include <mutex>
#include <random>

#include "server/access/tenant_directory.h"
#include "server/product/house.h"
#include "shared/ledger/evidence.h"
#include "shared/ledger/json_slices.h"
#include "shared/ledger/signed_time.h"
#include "shared/operations/audit_exports.h"
#include "shared/operations/audit_sinks.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace ok {
namespace {

using namespace ok::test;

class LedgerEvidence : public ::testing::Test {
  protected:
    void SetUp() override {
        // Utilities first: a server reads where it delivers to when it starts.
        begin();
        for (const char* slug : {"one", "two"}) {
            TenantProfile profile;
            profile.slug = slug;
            profile.name = slug;
            const auto made = house->createTenant(profile);
            ASSERT_TRUE(made.ok()) << made.problem().message;
            tenants[slug] = *made;
            ASSERT_TRUE(house->createUser(*made, "ada", "Ada", {"auditor", "admin"}, "storm-watch-2024").ok());
            ASSERT_TRUE(house->createUser(*made, "maria", "Maria", {"operator"}, "storm-watch-2024").ok());
        }
        house->stop();
        const std::string path = dir.file("data") + "/delivery.json";
        std::ofstream(path) << R"({"one":{"webhooks":[{"name":"soc","url":"http://127.0.0.1:1/hook","secret":"whsec_YWJj"}]}})";
        ::chmod(path.c_str(), 0600);
        begin();
        token = signIn("one", "ada");
    }
    void TearDown() override { house->stop(); }
    void begin() {
        HouseOptions options;
        options.dataDir = dir.file("data");
        options.resourcesDir = OK_SOURCE_DIR "/resources";
        options.tls = false;
        options.quiet = true;
        options.clock = [this] { return Instant::fromMicros(clock += 1'003); };
        options.dice = [dice = std::make_shared<std::mt19937>(7), mutex = std::make_shared<std::mutex>()](std::span<std::uint8_t> out) {
            const std::lock_guard lock(*mutex);
            for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
        };
        house = std::make_unique<House>(options);
        ASSERT_TRUE(house->start().ok());
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
    }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body = {}, const std::string& as = {}) {
        HttpClient::Headers headers{{"Content-Type", "application/json"}};
        if (as != "nobody") headers.emplace_back("Authorization", "Bearer " + (as.empty() ? token : as));
        const auto answer = method == "GET" ? client->get(path, headers) : client->post(path, body, headers);
        EXPECT_TRUE(answer.ok()) << path;
        return answer.ok() ? *answer : HttpAnswer{};
    }
    std::string signIn(const std::string& utility, const std::string& login) {
        const auto answer = ask("POST", "/v1/session", R"({"utility":")" + utility + R"(","login":")" + login + R"(","password":"storm-watch-2024","device":"t"})", "nobody");
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto doc = parseJson(answer.body);
        return doc.ok() ? std::string(doc->root()["token"].text().value_or("")) : std::string();
    }
    template <class Condition>
    static bool until(Condition&& condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < end) {
            if (condition()) return true;
            ::poll(nullptr, 0, 20);
        }
        return false;
    }

    TempDir dir;
    std::atomic<std::int64_t> clock{1'727'000'000'000'000};
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, TenantId> tenants;
    std::string token;
};

// F07.R4.A1
TEST_F(LedgerEvidence, EveryEntryHasASignedTimeThatVerifiesWithThePublishedKeysAndIsItsLedgerTime) {
    const auto published = ask("GET", "/v1/ledger/keys", {}, "nobody");
    ASSERT_EQ(published.status, 200) << published.body;
    EXPECT_EQ(published.header("Content-Type"), "application/jwk-set+json");
    const auto keys = fromJson<ledger::KeySet>(published.body);
    ASSERT_TRUE(keys.ok() && keys->keys.size() == 1);
    const auto events = ask("GET", "/v1/audit/events?limit=500&order=asc");
    ASSERT_EQ(events.status, 200) << events.body;
    const auto list = parseJson(events.body);
    const JsonView items = list->root()["events"];
    ASSERT_GE(items.size(), 4U);
    std::string last;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string id(items.at(i)["entry_id"].text().value_or(""));
        const auto answer = ask("GET", "/v1/audit/events/" + id + "?include_proof=true");
        ASSERT_EQ(answer.status, 200);
        const auto body = memberBytes(answer.body, "signed_timestamp");
        ASSERT_TRUE(body) << answer.body;
        const auto given = fromJson<ledger::SignedTime>(*body);
        ASSERT_TRUE(given.ok()) << *body;
        EXPECT_EQ(given->keyId, keys->keys[0].kid);
        const auto verified = ledger::verifySignedTime(*given, *keys);
        ASSERT_TRUE(verified.ok()) << verified.problem().message;
        EXPECT_EQ(toIso(*verified), items.at(i)["ledger_time"].text()) << "to the microsecond";

        const auto codeOf = [&](const ledger::SignedTime& bent, const ledger::KeySet& set) {
            const auto said = ledger::verifySignedTime(bent, set);
            return said.ok() ? std::string("verified") : said.problem().code;
        };
        const std::string refused = "signature_verification_failed";
        EXPECT_EQ(codeOf(*given, ledger::keySetOf({SigningKey(std::array<std::uint8_t, 32>{9}).publicKey()})), refused) << "another server's keys";
        auto bent = *given;
        bent.ledgerTime = bent.ledgerTime + Duration(1);
        EXPECT_EQ(codeOf(bent, *keys), refused);
        bent = *given;
        bent.header.text.replace(bent.header.text.find("\"ledger_time\":\"2024"), 19, "\"ledger_time\":\"2025");
        EXPECT_EQ(codeOf(bent, *keys), refused);
        bent = *given;
        bent.checkpoint.signature.clear();
        EXPECT_EQ(codeOf(bent, *keys), refused) << "a missing signature";
        bent = *given;
        bent.checkpoint.checkpoint.ledgerTime = bent.checkpoint.checkpoint.ledgerTime + seconds(1);
        EXPECT_EQ(codeOf(bent, *keys), refused);
        last = id;
    }
    EXPECT_EQ(ask("GET", "/v1/audit/events/" + last + "?include_proof=true", {}, signIn("one", "maria")).status, 403);
    EXPECT_EQ(ask("GET", "/v1/audit/events/" + last + "?include_proof=true", {}, signIn("two", "ada")).status, 404) << "F07.R1.A6";
    EXPECT_EQ(ask("GET", "/v1/audit/events?tenant=" + tenants["two"].str()).status, 403) << "F07.R1.A6";
}

// F07.R4.A6, F02.R5.A5
TEST_F(LedgerEvidence, AnExportOfEachKindIsCheckedByTheServerAsAStrangerWould) {
    for (const std::string format : {"json", "csv", "jsonl", "bundle"}) {
        const auto begun = ask("POST", "/v1/audit/exports", R"({"purpose":"audit","format":")" + format + R"("})");
        ASSERT_EQ(begun.status, 202) << begun.body;
        const auto reply = fromJson<operations::ExportReply>(begun.body);
        ASSERT_TRUE(reply.ok());
        const std::string path = "/v1/audit/exports/" + reply->exportId.str();
        std::string state;
        ASSERT_TRUE(until([&] {
            const auto about = ask("GET", path);
            const auto doc = parseJson(about.body);
            state = doc.ok() ? std::string(doc->root()["status"].text().value_or("")) : about.body;
            return state != "processing";
        }));
        ASSERT_EQ(state, "ready");
        const auto answer = ask("GET", path + "/verification");
        ASSERT_EQ(answer.status, 200) << answer.body;
        const auto verdict = fromJson<ledger::EvidenceVerdict>(answer.body);
        ASSERT_TRUE(verdict.ok());
        EXPECT_TRUE(verdict->valid) << format << ' ' << answer.body;
        EXPECT_GE(verdict->records, 4);
        EXPECT_EQ(verdict->exceptionCount, static_cast<std::int64_t>(verdict->exceptions.size()));
        const auto sums = ask("GET", path + "/download?file=checksums.txt");
        EXPECT_EQ(sums.status, 200);
        EXPECT_EQ(ask("GET", path + "/verification", {}, signIn("two", "ada")).status, 404);
        EXPECT_EQ(ask("GET", path + "/verification", {}, signIn("one", "maria")).status, 403);
        if (format != "json") continue;
        const auto artifact = ask("GET", path + "/download");
        EXPECT_EQ(artifact.header("Content-Type"), "application/json");
        const auto array = parseJson(artifact.body);
        ASSERT_TRUE(array.ok() && array->root().isArray());
        EXPECT_EQ(static_cast<std::int64_t>(array->root().size()), verdict->records);
        EXPECT_NE(sums.body.find(sha256(artifact.body).hex()), std::string::npos);
    }
}

// TA8
TEST_F(LedgerEvidence, TheLogItsIndexAndEachSinkAreToldApart) {
    std::map<std::string, operations::SinkStatus> sinks;
    ASSERT_TRUE(until([&] {
        const auto answer = ask("GET", "/v1/audit/sinks");
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto items = memberBytes(answer.body, "items");
        const auto list = items ? fromJson<std::vector<operations::SinkStatus>>(*items) : Result<std::vector<operations::SinkStatus>>(problem("none", ""));
        sinks.clear();
        if (list.ok()) for (const auto& each : *list) sinks[each.name] = each;
        return sinks["webhook soc"].attempts > 0;
    }));
    ASSERT_EQ(sinks.size(), 3U);
    EXPECT_EQ(sinks["ledger"].state, "delivering");
    EXPECT_GE(sinks["ledger"].delivered, 4);
    EXPECT_EQ(sinks["search"].state, "delivering");
    EXPECT_EQ(sinks["webhook soc"].state, "retrying");
    EXPECT_EQ(sinks["webhook soc"].reason, "connect_failed");
    EXPECT_GE(sinks["webhook soc"].waiting, 4) << "nothing of it is lost";
    const auto health = ask("GET", "/health", {}, "nobody");
    EXPECT_EQ(health.status, 200) << "a collector that is away is no reason to send people elsewhere";
    EXPECT_EQ(*memberBytes(health.body, "sinks"), R"({"ledger":"delivering","search":"delivering","siem":"retrying"})");
    EXPECT_EQ(ask("GET", "/v1/audit/sinks", {}, signIn("one", "maria")).status, 403);
    const auto other = ask("GET", "/v1/audit/sinks", {}, signIn("two", "ada"));
    EXPECT_EQ(other.body.find("webhook soc"), std::string::npos) << "another utility's";
}

}  // namespace
}  // namespace ok
