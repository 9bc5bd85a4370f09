// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An export that is mailed, in the whole server with a real mail server beside it: the link that arrives fetches exactly what
// was made, for 72 hours and nobody else's eyes; whoever asked is told; an alert about the log reaches its mailbox
// (F07.R5.A3, F07.R6.A3).
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>

#include "server/access/access_commands.h"
#include "server/clock.h"
#include "server/product/house.h"
#include "shared/integrity/anomaly.h"
#include "shared/operations/audit_exports.h"
#include "tests/support/mail_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace ok {
namespace {

constexpr const char* password = "storm-watch-2024";

/// A mail with its text readable: headers, then what its base64 stands for.
std::string unquoted(const std::string& raw) {
    std::string out = raw;
    const std::size_t mark = raw.find("base64");
    std::size_t at = mark == std::string::npos ? mark : raw.find("\n\n", mark);
    if (at == std::string::npos && mark != std::string::npos) at = raw.find("\r\n\r\n", mark);
    if (at == std::string::npos) return out;
    std::string packed;
    for (; at < raw.size() && raw.compare(at, 2, "--") != 0; ++at) {
        if (static_cast<unsigned char>(raw[at]) > ' ') packed += raw[at];
    }
    const auto text = fromBase64(packed);
    return text.ok() ? out + "\n" + std::string(asText(*text)) : out;
}

struct MailedExportTest : ::testing::Test {
    void SetUp() override {
        if (::access(test::mailServer, X_OK) != 0) GTEST_SKIP() << "exim4-daemon-light is not installed";
        mail.emplace();
        ASSERT_TRUE(mail->ready());
        std::filesystem::create_directories(dir.file("data"));
        const std::string delivery = dir.file("data") + "/delivery.json";
        std::ofstream(delivery) << R"({"valley":{"email":{"board":{"to":"board@regulator.example"}}}})";
        ::chmod(delivery.c_str(), 0600);
        HouseOptions options;
        options.dataDir = dir.file("data");
        options.resourcesDir = OK_SOURCE_DIR "/resources";
        options.tls = false;
        options.clock = [this] { return systemNow() + Duration(later.load()); };
        options.dice = systemDice;
        options.quiet = true;
        auto& valley = options.providers["valley"];
        valley.smtp = comms::SmtpSettings{.url = "smtp://127.0.0.1:" + std::to_string(mail->port), .user = {}, .password = {},
                                          .from = "audit@valley.example", .fromName = "Valley", .requireTls = false};
        valley.staff["ada"] = "ada.brandt@valley.example";
        valley.alerts.email = {"soc@valley.example"};
        house = std::make_unique<House>(std::move(options));
        TenantProfile profile;
        profile.slug = "valley";
        profile.name = "Valley";
        ASSERT_TRUE(house->start().ok());
        auto made = house->createTenant(profile);
        ASSERT_TRUE(made.ok()) << made.problem().message;
        tenant = *made;
        ASSERT_TRUE(house->createUser(tenant, "ada", "Ada Brandt", {"admin", "auditor"}, password).ok());
        client = std::make_unique<test::HttpClient>(test::Endpoint{.port = house->httpPort()});
        const auto session = client->post("/v1/session", std::string(R"({"utility":"valley","login":"ada","password":")") + password + R"(","device":"test"})");
        ASSERT_TRUE(session.ok());
        const std::size_t at = session->body.find(R"("token":")") + 9;
        headers = {{"Authorization", "Bearer " + session->body.substr(at, session->body.find('"', at) - at)}};
    }
    void TearDown() override {
        if (house) house->stop();
    }
    /// Of the mails that came, the one to this mailbox with these words.
    std::string mailTo(const std::string& mailbox, const std::string& words, std::size_t atLeast) {
        for (const std::string& raw : mail->mails(atLeast)) {
            const std::string text = unquoted(raw);
            if (text.find("To: " + mailbox) == std::string::npos && text.find("To: <" + mailbox) == std::string::npos) continue;
            if (text.find(words) != std::string::npos) return text;
        }
        return {};
    }

    test::TempDir dir;
    std::atomic<std::int64_t> later{0};
    std::optional<test::MailServer> mail;
    std::unique_ptr<House> house;
    std::unique_ptr<test::HttpClient> client;
    test::HttpClient::Headers headers;
    TenantId tenant;
};

TEST_F(MailedExportTest, TheLinkInARealMailFetchesTheFileForThreeDaysAndWhoeverAskedIsTold) {
    const auto asked = client->post("/v1/audit/exports", R"({"format":"csv","redact":true,"purpose":"regulator_report","deliver_to":[{"kind":"email","target":"board"}]})", headers);
    ASSERT_TRUE(asked.ok());
    ASSERT_EQ(asked->status, 202) << asked->body;
    // The link to the board, and to Ada that it is ready and that it was delivered.
    const std::string letter = mailTo("board@regulator.example", "/v1/audit/downloads/", 3);
    ASSERT_FALSE(letter.empty()) << [&] {
        std::string all;
        for (const std::string& raw : mail->mails(3)) all += raw + "\n----\n";
        return all;
    }();
    const std::size_t at = letter.find("/v1/audit/downloads/");
    const std::string link = letter.substr(at, letter.find_first_of(" \n?", at) - at);
    test::HttpClient stranger(test::Endpoint{.port = house->httpPort()});
    const auto file = stranger.get(link);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->status, 200) << file->body;
    EXPECT_NE(letter.find("SHA-256: " + sha256(file->body).hex()), std::string::npos) << letter;
    EXPECT_NE(file->header("Content-Disposition").find("-redacted.csv"), std::string::npos);
    const auto sums = stranger.get(link + "?file=checksums.txt");
    ASSERT_TRUE(sums.ok());
    EXPECT_NE(sums->body.find(sha256(file->body).hex()), std::string::npos);
    EXPECT_EQ(letter.find("Ada"), std::string::npos) << "nobody's name in it";

    const std::string ready = mailTo("ada.brandt@valley.example", "is ready", 3), delivered = mailTo("ada.brandt@valley.example", "was delivered", 3);
    EXPECT_NE(ready.find("/v1/audit/exports/"), std::string::npos) << ready;
    EXPECT_FALSE(delivered.empty());
    EXPECT_EQ(ready.find("/downloads/"), std::string::npos) << "a notice is no key";

    later = Duration(hours(72) - minutes(1)).count();
    EXPECT_EQ(stranger.get(link)->status, 200);
    later = Duration(hours(72) + minutes(5)).count();
    EXPECT_EQ(stranger.get(link)->status, 410);
    const auto end = std::chrono::steady_clock::now() + test::patience;
    std::vector<operations::ExportNotice> told;
    while (told.size() < 2 && std::chrono::steady_clock::now() < end) {
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            cx.views().each<operations::AuditExport>([&](const operations::AuditExport& each) { told = each.notices; });
        });
    }
    ASSERT_EQ(told.size(), 2u) << "what was told is in the log";
    EXPECT_EQ(told[0].state + told[1].state, "sentsent");
}

TEST_F(MailedExportTest, AnAlertAboutTheLogReachesItsMailbox) {  // F07.R6.A3
    integrity::ReportCheck report;
    report.kind = "incremental";
    report.damage = {{{"CORRUPTION", Stream::ops, 3, 3, "bad_payload", {}, {}}, "{}"}};
    const auto answer = house->gate().run(access::systemContext(tenant, false),
                                          {CommandId{uuidV4({7})}, std::string(integrity::ReportCheck::card.name), toJson(report)});
    ASSERT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
    EXPECT_FALSE(mailTo("soc@valley.example", "damage found", 1).empty());
}

}  // namespace
}  // namespace ok
