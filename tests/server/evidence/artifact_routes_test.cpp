// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is kept of a frozen version, on the real server: signed, sealed, written once, annotated beside it, read by few and each reading an
// entry, gone when its time is over (F04.R2).
#include <gtest/gtest.h>

#include <atomic>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "server/store/sealed_pieces.h"
#include "shared/access/gate_events.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/artifact.h"
#include "shared/approvals/review.h"
#include "shared/evidence/evidence_commands.h"
#include "shared/incidents/incidents_commands.h"
#include "shared/operations/artifact_runs.h"
#include "shared/operations/privacy.h"
#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

using namespace ok::test;
using approvals::SnapshotArtifact;
using approvals::StoredArtifact;

struct Refused {
    std::string code;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(Refused, (), (code, details))
struct Shown {
    approvals::ArtifactVerification verification;
    RawJson artifact;
    int metadataVersion = 0;
    approvals::ArtifactMetadata metadata;
    std::vector<approvals::ArtifactMetadata> history;
    std::string encryption, durability;
    bool legalHold = false;
};
BOOST_DESCRIBE_STRUCT(Shown, (), (verification, artifact, metadataVersion, metadata, history, encryption, durability, legalHold))

constexpr std::int64_t noon = 1'727'000'000'000'000;

class Artifacts : public ::testing::Test {
  protected:
    void SetUp() override {
        HouseOptions options = quietHouse(dir.file("data"));
        options.clock = [this] { return Instant::fromMicros(micros.load()); };
        house = std::make_unique<House>(std::move(options));
        ASSERT_TRUE(house->start().ok());
        tenant = addUtility(*house, "one", {{"maria", "operator"}, {"jonas", "approver"}, {"fay", "supervisor"}, {"ana", "admin"}, {"ed", "auditor"}}).tenant;
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        signIn();
        incidents::CreateIncident c;
        c.place = "Riverside";
        c.centre = LonLat{-84.5, 38.0};
        c.radiusMetres = 300;
        const auto doc = parseJson(command(c, "maria").body);
        incident = *IncidentId::parse(doc->root()["reply"]["incident"].text().value_or(""));
    }
    void TearDown() override { house->stop(); }
    void signIn() {
        for (const char* login : {"maria", "jonas", "fay", "ana", "ed"}) tokens[login] = sessionToken(*client, "one", login);
    }
    HttpAnswer ask(const std::string& method, const std::string& target, const std::string& who, const std::string& body = {}, const std::string& type = "application/json") {
        std::vector<std::pair<std::string, std::string>> headers{{"Authorization", "Bearer " + tokens[who]}};
        if (!body.empty()) headers.emplace_back("Content-Type", type);
        const auto answer = client->request(method, target, body, headers);
        EXPECT_TRUE(answer.ok()) << target;
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
    /// Freezes a request; its snapshot and the details.
    std::string freeze() {
        incidents::SetEtr etr;
        etr.incident = incident;
        etr.latest = Instant::fromMicros(micros.load()) + hours(3);
        details = read<Refused>(command(etr, "maria")).details;
        std::string out;
        house->gate().inspect(tenant, [&](CommandContext& cx) { out = cx.views().find<approvals::Approval>(details.at("approval_id"))->snapshotId; });
        path = "/v1/snapshots/" + out + "/artifact";
        return out;
    }
    template <class T>
    std::optional<T> document(const std::string& id) {
        std::optional<T> out;
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            if (const auto found = cx.views().find<T>(id)) out = *found;
        });
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
    operations::ArtifactsRun purge(bool dryRun = false) {
        static std::uint8_t once = 0;
        CommandId id;
        id.bytes = {1, 2, ++once};
        const auto answer = house->gate().run(access::systemContext(tenant, false), {id, std::string(operations::PurgeArtifacts::card.name), toJson(operations::PurgeArtifacts{dryRun}), {}});
        EXPECT_TRUE(answer.reply.ok()) << (answer.reply.ok() ? "" : answer.reply.problem().message);
        return answer.reply.ok() ? *fromJson<operations::ArtifactsRun>(*answer.reply) : operations::ArtifactsRun{};
    }
    /// Another administrator, signed in.
    std::string addAnother() {
        EXPECT_TRUE(house->createUser(tenant, "ben", "ben", {"admin"}, staffPassword).ok());
        tokens["ben"] = sessionToken(*client, "one", "ben");
        return "ben";
    }
    void advance(Duration d) { micros += d.count(); }

    TempDir dir;
    std::atomic<std::int64_t> micros{noon};
    std::unique_ptr<House> house;
    std::unique_ptr<HttpClient> client;
    std::map<std::string, std::string> tokens, details;
    TenantId tenant;
    IncidentId incident;
    std::string path;
};

// F04.R2.A1: hash, signature, key, time and how long it is kept stand in the file, and it is verified from itself.
TEST_F(Artifacts, TheStoredFileIsSignedAndSaysByWhomWhenAndForHowLong) {
    freeze();
    const auto answer = ask("GET", path, "jonas");
    ASSERT_EQ(answer.status, 200) << answer.body;
    const Shown shown = read<Shown>(answer);
    EXPECT_EQ(shown.verification.status, "valid") << shown.verification.reason;
    const auto file = fromJson<SnapshotArtifact>(shown.artifact.text);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(file->contentHash.hex(), details.at("digest"));
    EXPECT_EQ(sha256(file->payload.text), file->contentHash);
    EXPECT_EQ(file->signerKeyId, approvals::keyIdOf(house->gate().publicKey()));
    EXPECT_EQ(fromBase64(file->signature)->size(), 64U);
    EXPECT_EQ(toIso(file->createdAt).back(), 'Z');
    EXPECT_EQ(file->retentionPolicy.name, "evidence, policy 0");
    EXPECT_EQ(file->retentionPolicy.durationDays, 2'555);
    EXPECT_FALSE(file->retentionPolicy.legalHold);
    EXPECT_EQ(approvals::verifyArtifact(shown.artifact.text, house->gate().publicKey()).status, "valid") << "as it was handed out, too";
}

// F04.R2.A1: any byte of payload or metadata.
TEST_F(Artifacts, AnyByteThatIsAnotherMakesItInvalid) {
    freeze();
    const std::string file = read<Shown>(ask("GET", path, "jonas")).artifact.text;
    ASSERT_FALSE(file.empty());
    const PublicKey key = house->gate().publicKey();
    int refused = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
        std::string bent = file;
        bent[at] = bent[at] == '0' ? '1' : '0';
        refused += approvals::verifyArtifact(bent, key).status == "invalid" ? 1 : 0;
    }
    EXPECT_EQ(refused, static_cast<int>(file.size()));
    EXPECT_EQ(approvals::verifyArtifact(file + " ", key).status, "invalid");
}

// F04.R2.A1, F04.R2.A2: at rest it is sealed; what was changed there is told as invalid, and what is left of it is not shown.
TEST_F(Artifacts, WhatLiesThereIsSealedAndDamageIsSeen) {
    const std::string id = freeze();
    const auto stored = document<StoredArtifact>(id);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->encryption, sealedWith);
    house->gate().inspect(tenant, [&](CommandContext& cx) {
        auto sealed = cx.store().sealedText(tenant, stored->pieces.at(0));
        ASSERT_TRUE(sealed);
        EXPECT_EQ(asText(*sealed).find("Riverside"), std::string_view::npos);
        EXPECT_EQ(asText(*sealed).find("content_hash"), std::string_view::npos);
        sealed->back() ^= 1;
        ASSERT_TRUE(cx.store().begin().ok());
        ASSERT_TRUE(cx.store().putSealedText(tenant, stored->pieces.at(0), *sealed).ok());
        ASSERT_TRUE(cx.store().commit().ok());
    });
    const Shown shown = read<Shown>(ask("GET", path, "ed"));
    EXPECT_EQ(shown.verification.status, "invalid");
    EXPECT_EQ(shown.artifact.text, "null");
}

// F04.R2.A2: approver and auditor read, the administrator annotates, nobody overwrites; each attempt is an entry with its outcome.
TEST_F(Artifacts, WhoReadsAndWhoIsRefusedStandsInTheLog) {
    const std::string id = freeze();
    for (const char* login : {"jonas", "ed", "ana"}) EXPECT_EQ(ask("GET", path, login).status, 200) << login;
    EXPECT_EQ(ask("GET", path, "fay").status, 403) << "a supervisor";
    EXPECT_EQ(told<approvals::ArtifactRead>(Stream::decisions).size(), 3U);
    const auto refusedFor = [&](const std::string& command) {
        int n = 0;
        for (const auto& each : told<AccessRefused>(Stream::decisions)) n += each.command == command ? 1 : 0;
        for (const auto& each : told<CommandRefused>(Stream::decisions)) n += each.command == command ? 1 : 0;
        return n;
    };
    EXPECT_EQ(refusedFor("snapshots.open"), 1);
    EXPECT_EQ(ask("POST", "/v1/snapshots/" + id + "/metadata", "ed", R"({"notes":"seen"})").status, 403);
    EXPECT_EQ(refusedFor("snapshots.annotate"), 1);
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        EXPECT_EQ(ask(method, path, "jonas", "{}").status, 403) << method;
        const auto answer = ask(method, path, "ana", "{}");
        EXPECT_EQ(answer.status, 409) << method;
        EXPECT_EQ(read<Refused>(answer).code, "artifact_exists");
    }
    EXPECT_EQ(refusedFor("snapshots.change"), 6);
    EXPECT_EQ(read<Shown>(ask("GET", path, "ed")).verification.status, "valid");
}

// F04.R2.A3: metadata grows by versions, the content stays byte for byte; a decision is one of them.
TEST_F(Artifacts, NotesAndTheOutcomeAreAppendedAndTheContentStays) {
    const std::string id = freeze();
    const Shown before = read<Shown>(ask("GET", path, "jonas"));
    EXPECT_EQ(before.metadataVersion, 1);
    EXPECT_EQ(before.metadata.approvalOutcome, "pending");
    EXPECT_EQ(ask("POST", "/v1/snapshots/" + id + "/metadata", "ana", R"({"notes":"asked by the regulator, call 502-555-0142"})").status, 200);
    EXPECT_EQ(command(approvals::Release{*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest")), {}}, "jonas").status, 200);
    const Shown after = read<Shown>(ask("GET", path, "jonas"));
    EXPECT_EQ(after.artifact.text, before.artifact.text);
    EXPECT_EQ(after.metadataVersion, 3);
    EXPECT_EQ(after.metadata.approvalOutcome, "released");
    EXPECT_EQ(after.metadata.notes, "asked by the regulator, call [phone]") << "a number to call is not kept";
    ASSERT_EQ(after.history.size(), 3U);
    for (const auto& each : after.history) EXPECT_EQ(each.contentHash.hex(), details.at("digest"));
    const auto noted = told<approvals::ArtifactNoted>();
    ASSERT_EQ(noted.size(), 1U);
    EXPECT_EQ(noted[0].metadata.contentHash.hex(), details.at("digest"));
    EXPECT_EQ(noted[0].metadata.metadataVersion, 2);
}

// F04.R2.A4: what reaches a person is nowhere in the file by exact search; the report says which fields and by which rules.
TEST_F(Artifacts, NothingThatReachesAPersonIsInTheFileAndTheReportSaysWhatWasTakenOut) {
    const std::string words = "the pole at the corner, 40 ft, seen 2024-09-22 10:15";
    ASSERT_EQ(ask("POST", "/v1/incidents/" + incident.str() + "/evidence?name=from_kim%40example.org.txt&title=Kim%20Doe%2C%20(502)%20555-0142%2C%20pole%2040%20ft", "maria", words, "text/plain").status, 201);
    freeze();
    const Shown shown = read<Shown>(ask("GET", path, "jonas"));
    const auto file = fromJson<SnapshotArtifact>(shown.artifact.text);
    ASSERT_TRUE(file.ok());
    for (const char* value : {"555-0142", "5550142", "kim@example.org", "example.org"}) EXPECT_EQ(shown.artifact.text.find(value), std::string::npos) << value;
    EXPECT_NE(shown.artifact.text.find("[phone], pole 40 ft"), std::string::npos) << "what is not designated stays as it was";
    EXPECT_NE(file->redaction.ruleVersion.find("words-1"), std::string::npos);
    EXPECT_FALSE(file->redaction.designated.empty());
    int phones = 0, emails = 0;
    for (const auto& each : file->redaction.redacted) {
        if (each.rule == "phone") phones += static_cast<int>(each.count);
        if (each.rule == "email") emails += static_cast<int>(each.count);
    }
    EXPECT_EQ(phones, 1);
    EXPECT_EQ(emails, 1);
    EXPECT_EQ(approvals::verifyArtifact(shown.artifact.text, house->gate().publicKey()).status, "valid") << "taken out before it was hashed and signed";
}

// F04.R2.A7: a hold keeps it and says so; without one it goes with its evidence, an entry and thirty days of a tombstone stay.
TEST_F(Artifacts, ItGoesWhenItsTimeIsOverUnlessALegalHoldKeepsIt) {
    const std::string bytes = "what was seen at the corner";
    const auto evidence = read<evidence::EvidenceLine>(ask("POST", "/v1/incidents/" + incident.str() + "/evidence?name=a.txt", "maria", bytes, "text/plain"));
    const std::string id = freeze();
    const auto stored = *document<StoredArtifact>(id);
    const auto item = *document<evidence::EvidenceItem>(evidence.id);
    EXPECT_EQ(purge().snapshots, 0) << "it is young";
    EXPECT_EQ(command(operations::SetLegalHold{incident.str(), "the court asked for it"}, "ana").status, 200);
    advance(hours(24 * 2'556));
    const auto held = purge();
    EXPECT_EQ(held.snapshots, 0);
    EXPECT_GE(held.held, 1);
    (void)purge();
    const auto kept = told<approvals::ArtifactKept>(Stream::security);
    ASSERT_EQ(kept.size(), 1U) << "once a hold, not once a day";
    EXPECT_EQ(kept[0].hold, incident.str());
    signIn();
    EXPECT_TRUE(read<Shown>(ask("GET", path, "ed")).legalHold);
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id + "/tombstone", "ana").status, 404);

    const auto lift = read<Refused>(command(operations::LiftLegalHold{incident.str(), "the court is done"}, "ana")).details;
    const auto second = addAnother();
    EXPECT_EQ(command(approvals::Release{*ApprovalId::parse(lift.at("approval_id")), *Digest::parse(lift.at("digest")), {}}, second).status, 200);
    EXPECT_EQ(purge(true).snapshots, 1);
    EXPECT_EQ(ask("GET", path, "ed").status, 200) << "a dry run takes nothing";
    const auto gone = purge();
    EXPECT_EQ(gone.snapshots, 1);
    EXPECT_EQ(gone.evidence, 1);
    EXPECT_EQ(ask("GET", path, "ed").status, 404);
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id, "ed").status, 404);
    EXPECT_EQ(ask("GET", evidence.url, "ed").status, 404);
    house->gate().inspect(tenant, [&](CommandContext& cx) {
        for (const auto& pieces : {stored.pieces, item.pieces}) {
            for (const std::string& token : pieces) EXPECT_FALSE(cx.store().sealedText(tenant, token));
        }
    });
    ASSERT_EQ(told<approvals::ArtifactPurged>(Stream::security).size(), 1U);
    EXPECT_EQ(told<evidence::EvidencePurged>(Stream::security).size(), 1U);
    const auto stone = ask("GET", "/v1/snapshots/" + id + "/tombstone", "ana");
    EXPECT_EQ(stone.status, 200);
    EXPECT_EQ(read<approvals::ArtifactTombstone>(stone).contentHash.hex(), details.at("digest"));
    EXPECT_TRUE(read<approvals::ArtifactTombstone>(stone).deletedAt.known());
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id + "/tombstone", "ed").status, 403) << "administrators only";
    advance(hours(24 * 30));
    signIn();
    EXPECT_EQ(ask("GET", "/v1/snapshots/" + id + "/tombstone", "ana").status, 404);
    (void)purge();   // or the server's own timer was first
    EXPECT_FALSE(document<approvals::ArtifactTombstone>(id));
}

// What came in and never became evidence goes after a day.
TEST_F(Artifacts, PiecesOfAnUploadThatNobodyFinishedAreErasedAfterADay) {
    const std::string bytes = "half of something";
    CommandId once;
    once.bytes = {9, 9};
    const evidence::PutEvidencePiece piece{incident, sha256(bytes), 0, toBase64(asBytes(bytes))};
    const auto kept = house->gate().run(access::systemContext(tenant, false), {once, std::string(evidence::PutEvidencePiece::card.name), toJson(piece), {}});
    ASSERT_TRUE(kept.reply.ok());
    const std::string token = fromJson<evidence::PieceReply>(*kept.reply)->token;
    EXPECT_EQ(purge().pieces, 0);
    advance(hours(25));
    (void)purge();   // or the server's own timer was first
    house->gate().inspect(tenant, [&](CommandContext& cx) { EXPECT_FALSE(cx.store().sealedText(tenant, token)); });
}

}  // namespace
}  // namespace ok
