// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Evidence over HTTP on the real server: attached, pinned, read with its hash, found out when it is another (F04.R1.A6, F04.R6.A5, F04.R5.A6).
#include <gtest/gtest.h>

#include "server/access/tenant_directory.h"
#include "shared/access/gate_events.h"
#include "shared/approvals/artifact.h"
#include "shared/approvals/review.h"
#include "shared/evidence/evidence_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;
using evidence::EvidenceLine;
using evidence::EvidenceList;

struct Refused {
    std::string code;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (code, details))

struct Answered {
    RawJson reply;
};
BOOST_DESCRIBE_STRUCT(Answered, (), (reply))

const std::string picture = std::string("\x89PNG\r\n\x1a\n", 8) + "a pole across the road, seen at noon";

class EvidenceRoutes : public ::testing::Test {
  protected:
    void SetUp() override {
        house = std::make_unique<House>(quietHouse(dir.file("data")));
        ASSERT_TRUE(house->start().ok());
        for (const char* slug : {"one", "two"}) {
            const auto made = addUtility(*house, slug, {{"maria", "operator"}, {"jonas", "approver"}, {"fay", "supervisor"}, {"ana", "admin"}, {"ed", "auditor"}, {"paul", "policy_editor"}});
            if (slug == std::string("one")) tenant = made.tenant;
        }
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        for (const char* login : {"maria", "jonas", "fay", "ana", "ed", "paul"}) tokens[login] = sessionToken(*client, "one", login);
        tokens["other"] = sessionToken(*client, "two", "jonas");
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.centre = LonLat{-84.5, 38.0};
        c.radiusMetres = 300;
        const auto doc = parseJson(command(c, "maria").body);
        incident = *IncidentId::parse(doc->root()["reply"]["incident"].text().value_or(""));
        base = "/v1/incidents/" + incident.str() + "/evidence";
    }
    void TearDown() override { house->stop(); }
    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& who, const std::string& body = {}, const std::string& type = "application/json") {
        std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer " + tokens[who]}};
        if (!body.empty()) headers.emplace_back("Content-Type", type);
        const auto answer = client->request(method, path, body, headers);
        EXPECT_TRUE(answer.ok()) << path;
        return answer.ok() ? *answer : HttpAnswer{};
    }
    template <class C>
    HttpAnswer command(const C& command, const std::string& who) {
        return ask("POST", "/v1/commands", who, "{\"name\":\"" + std::string(C::card.name) + "\",\"body\":" + toJson(command) + "}");
    }
    template <class T>
    static T read(const HttpAnswer& answer) {
        const auto got = fromJson<T>(answer.body);
        EXPECT_TRUE(got.ok()) << answer.body;
        return got.ok() ? *got : T{};
    }
    EvidenceLine attach(const std::string& bytes, const std::string& query = "?name=pole.png&title=The%20pole", const std::string& type = "image/png") {
        const auto answer = ask("POST", base + query, "maria", bytes, type);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return read<EvidenceLine>(answer);
    }
    /// A request to set a time; its details.
    std::map<std::string, std::string> request(Duration in = hours(3)) {
        incidents::SetEtr etr;
        etr.incident = incident;
        etr.latest = Instant::fromSeconds(1'727'000'000) + in;
        return read<Refused>(command(etr, "maria")).details;
    }
    std::string snapshotOf(const std::map<std::string, std::string>& details) {
        std::string out;
        house->gate().inspect(tenant, [&](CommandContext& cx) { out = cx.views().find<approvals::Approval>(details.at("approval_id"))->snapshotId; });
        return out;
    }
    template <class E>
    std::vector<E> told(Stream stream = Stream::ops) {
        std::vector<E> out;
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            for (const Entry& entry : cx.store().entries(tenant, stream, 0, 10'000)) {
                if (entry.header.type != E::eventType) continue;
                if (auto event = fromJson<E>(entry.payload); event.ok()) out.push_back(std::move(*event));
            }
        });
        return out;
    }
    /// What lies in the database in the place of a piece is another one.
    void damage(const std::string& token, const std::function<void(Bytes&)>& how) {
        std::atomic<bool> done = false;
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            auto sealed = cx.store().sealedText(tenant, token);
            ASSERT_TRUE(sealed);
            how(*sealed);
            ASSERT_TRUE(cx.store().begin().ok());
            ASSERT_TRUE(cx.store().putSealedText(tenant, token, *sealed).ok());
            ASSERT_TRUE(cx.store().commit().ok());
            done = true;
        });
        EXPECT_TRUE(done);
    }
    evidence::EvidenceItem item(const std::string& id) {
        evidence::EvidenceItem out;
        house->gate().inspect(tenant, [&](CommandContext& cx) { out = *cx.views().find<evidence::EvidenceItem>(id); });
        return out;
    }
    TempDir dir;
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens;
    TenantId tenant;
    IncidentId incident;
    std::string base;
};

// F04.R6.A5, F04.R1.A6: its entry says file, type, size, hash, who and when; what is read again is the same.
TEST_F(EvidenceRoutes, AFileIsAttachedWithItsHashAndReadAgainAsItWas) {
    const EvidenceLine line = attach(picture);
    EXPECT_EQ(line.mediaType, "image/png");
    EXPECT_EQ(line.sha256, sha256(picture));
    const auto entries = told<evidence::EvidenceAttached>();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].incidentId, incident.str());
    EXPECT_EQ(entries[0].evidenceId, line.id);
    EXPECT_EQ(entries[0].fileName, "pole.png");
    EXPECT_EQ(entries[0].mimeType, "image/png");
    EXPECT_EQ(entries[0].byteSize, static_cast<std::int64_t>(picture.size()));
    EXPECT_EQ(entries[0].sha256, sha256(picture));
    EXPECT_FALSE(entries[0].addedByUserId.empty());
    EXPECT_TRUE(entries[0].addedAt.known());
    const auto got = ask("GET", line.url, "jonas");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, picture);
    EXPECT_EQ(got.header("X-OK-SHA256"), sha256(picture).hex());
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(got.header("Content-Disposition").starts_with("attachment"));
    const auto opened = told<evidence::EvidenceOpened>(Stream::decisions);
    ASSERT_EQ(opened.size(), 1U) << "who was given it is an entry";
    EXPECT_EQ(opened[0].evidenceId, line.id);
    EXPECT_EQ(read<EvidenceList>(ask("GET", base, "ed")).items.size(), 1U);
}

// F04.R6.A5: at rest nothing of it can be read; a file of many pieces comes back whole.
TEST_F(EvidenceRoutes, AFileOfManyPiecesLiesSealed) {
    std::string text = "Riverside, the river at the gauge\n";
    while (text.size() < 1'300'000) text += "level " + std::to_string(text.size()) + " cm\n";
    const EvidenceLine line = attach(text, "?name=gauge.csv", "text/csv");
    const auto stored = item(line.id);
    EXPECT_EQ(stored.pieces.size(), 3U);
    house->gate().inspect(tenant, [&](CommandContext& cx) {
        for (const std::string& token : stored.pieces) {
            const auto sealed = cx.store().sealedText(tenant, token);
            ASSERT_TRUE(sealed);
            EXPECT_EQ(asText(*sealed).find("Riverside"), std::string_view::npos);
            EXPECT_EQ(asText(*sealed).find("level 5"), std::string_view::npos);
        }
    });
    EXPECT_EQ(ask("GET", line.url, "maria").body, text);
}

// F04.R6.A5: 422 and an entry, for whatever way it was made another one.
TEST_F(EvidenceRoutes, AFileThatIsAnotherIsNotGivenOutAndTheLogSaysSo) {
    const EvidenceLine line = attach(picture);
    damage(item(line.id).pieces.at(0), [](Bytes& sealed) { sealed.back() ^= 1; });
    const auto got = ask("GET", line.url, "jonas");
    EXPECT_EQ(got.status, 422);
    EXPECT_EQ(read<Refused>(got).code, "evidence_integrity_mismatch");
    EXPECT_EQ(got.body.find("noon"), std::string::npos);
    const auto entries = told<evidence::EvidenceMismatch>();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].evidenceId, line.id);
    EXPECT_EQ(entries[0].incidentId, incident.str());
    EXPECT_EQ(entries[0].expectedSha256, sha256(picture));
    EXPECT_FALSE(item(line.id).availability.available);
}

// F04.R1.A6: nobody replaces or removes it, by whichever address.
TEST_F(EvidenceRoutes, NothingIsReplacedOrRemoved) {
    const EvidenceLine line = attach(picture);
    const std::string pinned = "/v1/snapshots/" + snapshotOf(request()) + "/evidence/" + line.id;
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        for (const std::string& path : {base + "/" + line.id, line.url, pinned}) {
            const auto answer = ask(method, path, "ana", "{}");
            EXPECT_EQ(answer.status, 403) << method << " " << path;
            EXPECT_EQ(read<Refused>(answer).code, "write_once");
        }
    }
    EXPECT_EQ(ask("GET", pinned, "jonas").body, picture);
}

// F04.R1.A6: a link is what was known of it; that its page is gone later changes nothing in the snapshot.
TEST_F(EvidenceRoutes, ALinkStaysAsItWasWhenItsPageIsGone) {
    const auto answer = ask("POST", base, "maria", R"({"url":"https://weather.example/radar?t=12","title":"Radar of the storm","note":"seen by Maria","fetched_at":"2024-09-22T10:00:00.000000Z"})");
    ASSERT_EQ(answer.status, 201) << answer.body;
    const EvidenceLine link = read<EvidenceLine>(answer);
    const auto details = request();
    const std::string snapshot = snapshotOf(details);
    EXPECT_EQ(ask("POST", base + "/" + link.id + "/availability", "maria", R"({"available":false,"status":"404"})").status, 200);
    const auto pinned = read<approvals::FrozenEvidence>(ask("GET", "/v1/snapshots/" + snapshot + "/evidence/" + link.id, "jonas"));
    EXPECT_EQ(pinned.url, "https://weather.example/radar?t=12");
    EXPECT_EQ(pinned.title, "Radar of the storm");
    EXPECT_EQ(toIso(pinned.fetchedAt).substr(0, 16), "2024-09-22T10:00");
    EXPECT_TRUE(pinned.sha256.known());
    const auto answered = read<Answered>(command(approvals::Review{*ApprovalId::parse(details.at("approval_id")), 0, {}}, "jonas"));
    const auto review = fromJson<approvals::ReviewReply>(answered.reply.text);
    ASSERT_TRUE(review.ok());
    ASSERT_EQ(review->evidence.size(), 1U) << "it stays in the list (F04.R3.A5)";
    EXPECT_FALSE(review->evidence[0].available);
    EXPECT_EQ(review->evidence[0].status, "404");
    EXPECT_EQ(review->evidence[0].frozen, pinned);
    for (const char* bad : {"javascript:alert(1)", "https://user:secret@weather.example/", "ftp://weather.example/", "https://", "https://a b/"}) {
        EXPECT_EQ(ask("POST", base, "maria", std::string(R"({"title":"x","url":")") + bad + "\"}").status, 422) << bad;
    }
}

// F04.R5.A6, F04.R1.A3: what a version pinned is in its content by id and hash; what is attached later is not, and is told as a difference.
TEST_F(EvidenceRoutes, AVersionPinsWhatSpokeForItWhenItWasFrozen) {
    const EvidenceLine first = attach(picture);
    const auto details = request();
    const std::string snapshot = snapshotOf(details);
    const EvidenceLine second = attach(picture + " and at one", "?name=later.png");
    approvals::StoredSnapshot stored;
    house->gate().inspect(tenant, [&](CommandContext& cx) { stored = *cx.views().find<approvals::StoredSnapshot>(snapshot); });
    const auto content = fromJson<approvals::SnapshotContent>(stored.content.text);
    ASSERT_TRUE(content.ok());
    ASSERT_EQ(content->evidence.size(), 1U);
    EXPECT_EQ(content->evidence[0].id, first.id);
    EXPECT_EQ(content->evidence[0].sha256, sha256(picture));
    EXPECT_EQ(sha256(stored.content.text), stored.header.contentHash);
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + snapshot + "/evidence/" + first.id, "jonas").body, picture);
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + snapshot + "/evidence/" + second.id, "jonas").status, 404);
    const auto opened = told<evidence::EvidenceOpened>(Stream::decisions);
    ASSERT_FALSE(opened.empty());
    EXPECT_EQ(opened.back().snapshotId, snapshot);
}

TEST_F(EvidenceRoutes, WhoMayNotAndWhatIsNoneIsRefusedBeforeAnythingIsKept) {  // F04.R2.A2, F04.R6.A5
    EXPECT_EQ(ask("POST", base + "?name=a.png", "jonas", picture, "image/png").status, 403) << "an approver reads";
    EXPECT_EQ(ask("POST", base + "?name=a.png", "nobody", picture, "image/png").status, 401);
    EXPECT_EQ(ask("POST", base + "?name=a.exe", "maria", "MZ\x90 a program", "application/octet-stream").status, 415);
    EXPECT_EQ(ask("POST", base + "?name=a.svg", "maria", "<svg onload='x'/>", "image/svg+xml").status, 415);
    EXPECT_EQ(read<Refused>(ask("POST", base + "?name=a.pdf", "maria", picture, "application/pdf")).code, "media_type_mismatch");
    EXPECT_EQ(ask("POST", "/v1/incidents/" + std::string("0192f0c0-0000-7000-8000-000000000001") + "/evidence?name=a.png", "maria", picture, "image/png").status, 404);
    const EvidenceLine line = attach(picture);
    EXPECT_EQ(read<Refused>(ask("POST", base + "?name=again.png", "maria", picture, "image/png")).details["evidence"], line.id);
    EXPECT_EQ(ask("GET", line.url, "other").status, 404) << "another utility's";
    EXPECT_EQ(ask("GET", line.url, "paul").status, 403);
    EXPECT_EQ(ask("GET", base, "paul").status, 403);
    const auto refused = told<AccessRefused>(Stream::decisions);
    EXPECT_GE(refused.size(), 2U) << "each attempt is an entry";
}

// A token of the vault opens whatever lies behind it: only what came in as this file can be attached as it.
TEST_F(EvidenceRoutes, APieceThatDidNotComeInAsThisFileBecomesNoEvidence) {
    const EvidenceLine line = attach(picture);
    const auto stored = item(line.id);
    evidence::AttachEvidenceFile stolen{incident, "t", "", "a.png", "image/png", sha256("x"), stored.bytes, stored.pieces};
    EXPECT_EQ(read<Refused>(command(stolen, "maria")).code, "evidence_incomplete");
    stolen.pieces = {"tok_aaaaaaaaaaaaaaaaaaaaaaaaaa"};
    EXPECT_EQ(read<Refused>(command(stolen, "maria")).code, "evidence_incomplete");
    EXPECT_EQ(command(evidence::PutEvidencePiece{incident, sha256("x"), 0, toBase64(asBytes("x"))}, "ana").status, 403) << "the server's own";
}

TEST_F(EvidenceRoutes, AnIncidentTakesTwentyAndNoMore) {  // F04.R1.A5
    for (int n = 0; n < 20; ++n) (void)attach("what was seen, page " + std::to_string(n), "?name=p.txt", "text/plain");
    const auto more = ask("POST", base + "?name=p.txt", "maria", "what was seen, page 21", "text/plain");
    EXPECT_EQ(more.status, 409);
    EXPECT_EQ(read<Refused>(more).code, "evidence_full");
    EXPECT_EQ(told<evidence::EvidenceAttached>().size(), 20U);
}

}  // namespace
}  // namespace ok
