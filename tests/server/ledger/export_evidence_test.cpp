// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an export says beyond its records: the authority's time in a report's signature and beside the records, how the clock
// was, who released it, what was done to personal data, and the mail to whoever asked (F01.R6.A6, F07.R4.A6, F07.R5.A2,
// F07.R5.A3, F07.R5.A5, F07.R5.A7).
#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/cms.h>

#include <condition_variable>
#include <mutex>

#include "server/access/access_commands.h"
#include "server/integrity/clock_watch.h"
#include "server/integrity/integrity_commands.h"
#include "server/integrity/notary.h"
#include "server/ledger/export_desk.h"
#include "server/ledger/export_notices.h"
#include "server/ledger/export_requests.h"
#include "shared/base/freer.h"
#include "shared/integrity/anomaly.h"
#include "shared/ledger/compliance_report.h"
#include "shared/ledger/time_evidence.h"
#include "shared/operations/audit_schedules.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/real_tsa.h"

namespace ok::ledger {
namespace {

using namespace operations;
using integrity::authoritiesOf;
using test::RealTsa;
namespace fs = std::filesystem;

const std::string token = "tok_abcdefghijklmnopqrstuvwxyz", otherToken = "tok_bbcdefghijklmnopqrstuvwxyz";

struct Confide {
    static constexpr CommandCard card{.name = "test.confide", .action = "incidents.test"};
    std::string token;
};
BOOST_DESCRIBE_STRUCT(Confide, (), (token))
struct Confided {
    static constexpr std::string_view eventType = "test.confided";
    Token<PhoneNumber> from;
};
BOOST_DESCRIBE_STRUCT(Confided, (), (from))

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string output(const std::string& command) {
    std::string out;
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {};
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    pclose(pipe);
    return out;
}

/// What the verifier in another language says of a bundle.
std::string secondOpinion(const fs::path& bundle, const std::string& authorities = {}) {
    return output("python3 " OK_SOURCE_DIR "/tests/journeys/second_bundle_verifier.py '" + bundle.string() + "' " + authorities);
}

/// A utility with a desk where exports are made, and whoever ties its log to the outside.
struct Office {
    explicit Office(integrity::TsaSettings tsa = {}) : tenants(prepared(), *g.gate), desk(deskParts(tsa)), notary(notaryParts(tsa)) {
        desk.addHandlers();
        g.gate->onCommitted([this](const CommittedBatch& batch) {
            desk.committed(batch);
            const std::lock_guard lock(mutex);
            for (const Entry& entry : batch.entries) ++seen[entry.header.type];
            changed.notify_all();
        });
        g.start();
        EXPECT_TRUE(g.run(access::CreateTenant{{.tenant = g.tenant, .slug = "one", .name = "One"}}, system()).reply.ok());
        desk.start();
        profile.tenant = g.tenant;
        profile.slug = "one";
    }
    ~Office() {
        desk.stop();
        g.gate->stop();
    }
    SecurityContext system() const { return access::systemContext(g.tenant, false); }
    SecurityContext ada() const { return g.person("ada", {"auditor", "admin"}); }
    SecurityContext ben() const { return g.person("ben", {"admin"}); }
    void wait(const std::string& type, int count) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return seen[type] >= count; })) << type;
    }
    /// Asks, and waits until it is there.
    AuditExport made(StartExport command) {
        const auto answer = g.run(command, ada());
        EXPECT_TRUE(answer.reply.ok()) << answer.reply.problem().message;
        return answer.reply.ok() ? finished(fromJson<ExportReply>(*answer.reply)->exportId) : AuditExport{};
    }
    AuditExport finished(ExportId id) {
        wait("audit.export_completed", ++m_made);
        return g.document<AuditExport>(id.str()).value_or(AuditExport{});
    }
    fs::path pathOf(const AuditExport& done, const std::string& name = {}) {
        return desk.directoryOf(g.tenant, done.id) / (name.empty() ? done.files.at(0).name : name);
    }
    EvidenceVerdict verdictOf(const AuditExport& done, std::string authorities = {}) {
        return verifyEvidenceArchive(contents(pathOf(done)), {toHex(SigningKey(test::keyOf(7)).publicKey()), std::move(authorities)});
    }
    CommandAnswer setPolicy(RedactionPolicy redaction, ExportApproval approval) {
        return g.runReleased(SetExportPolicy{redaction, approval, "the counsel's wish of May"}, ada(), ben());
    }

    Store* store = nullptr;
    test::GateFixture g{[this](std::unique_ptr<Store> opened) {
        store = opened.get();
        return opened;
    }};
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, int> seen;
    TenantDirectory tenants;
    ExportDesk desk;
    integrity::Notary notary;
    TenantProfile profile;

  private:
    Store& prepared() {
        test::addCounterProjections(g.projections);
        addExportProjections(g.projections);
        addScheduleProjections(g.projections);
        access::addProjections(g.projections);
        integrity::addProjections(g.projections);
        access::addHandlers(*g.gate);
        test::addCounterHandlers(*g.gate);
        integrity::addAnchorHandlers(*g.gate);
        integrity::addClockHandlers(*g.gate);
        g.gate->handle<Confide>([](const Right&, CommandContext& cx, const Confide& c) -> Status {
            cx.emit(Confided{{c.token}}, {.subjects = {c.token}, .justification = "she asked for it"});
            return {};
        });
        return *store;
    }
    ExportDeskParts deskParts(const integrity::TsaSettings& tsa) {
        AskTimeStamp stamp;
        if (!tsa.url.empty()) stamp = [tsa](const Digest& digest) { return integrity::requestTimeStamp(tsa, digest, 4711); };
        return {*g.gate, tenants, g.dir.file("data"), g.dir.file("search"), std::make_shared<const SigningKey>(test::keyOf(7)), std::move(stamp),
                [this] { return g.now(); }, [](const TenantProfile&, const AuditExport&, const DeliveryTarget&, const fs::path&) { return DeliveryOutcome{true, false, ""}; }};
    }
    integrity::NotaryParts notaryParts(const integrity::TsaSettings& tsa) {
        return {.gate = *g.gate, .key = std::make_shared<SigningKey>(test::keyOf(7)), .clock = [this] { return g.now(); },
                .dice = [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 3); }, .tsa = tsa, .flagged = {"approval.requested"}};
    }
    int m_made = 0;
};

/// Signature, and the time-stamp token among its unsigned attributes.
struct PdfSignature {
    std::string signature, stamp;
};
PdfSignature signatureIn(const std::string& pdf) {
    const std::size_t at = pdf.rfind("/Contents <") + 11;
    const auto der = fromHex(pdf.substr(at, pdf.find('>', at) - at));
    const std::unique_ptr<BIO, Freer<BIO_free>> in(BIO_new_mem_buf(der->data(), static_cast<int>(der->size())));
    const std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>> cms(d2i_CMS_bio(in.get(), nullptr));
    PdfSignature out;
    if (!cms) return out;
    CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms.get()), 0);
    const ASN1_OCTET_STRING* value = CMS_SignerInfo_get0_signature(signer);
    out.signature.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)), static_cast<std::size_t>(ASN1_STRING_length(value)));
    const int place = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1);
    if (place < 0) return out;
    const ASN1_STRING* sequence = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(signer, place), 0)->value.sequence;
    out.stamp.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(sequence)), static_cast<std::size_t>(ASN1_STRING_length(sequence)));
    return out;
}

// F07.R5.A2
TEST(ReportSignatureTest, AReportCarriesTheTimeOfARealAuthorityInItsSignatureAndSaysWhenItWasSigned) {
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    Office office(tsa.settings());
    for (int i = 0; i < 30; ++i) office.g.run(test::Add{"oak", i}, office.g.operatorAnna());
    StartExport ask;
    ask.format = ExportFormat::pdf;
    const auto done = office.made(ask);
    const std::string said = output("TZ=UTC pdfsig -nocert '" + office.pathOf(done).string() + "'");
    EXPECT_NE(said.find("Signature is Valid."), std::string::npos) << said;
    EXPECT_NE(said.find("Total document signed"), std::string::npos) << said;
    EXPECT_NE(said.find("Signing Time: Sep 22 2024 10:13:20"), std::string::npos) << "the moment of the house's clock: " << said;

    const PdfSignature held = signatureIn(contents(office.pathOf(done)));
    ASSERT_FALSE(held.stamp.empty());
    const Digest digest = sha256(held.signature);
    EXPECT_TRUE(verifyTimeStamp(toBase64(asBytes(held.stamp)), digest, authoritiesOf(tsa.settings())).ok());
    EXPECT_FALSE(verifyTimeStamp(toBase64(asBytes(held.stamp)), sha256("another signature"), authoritiesOf(tsa.settings())).ok());
    std::ofstream(office.g.dir.file("token"), std::ios::binary) << held.stamp;
    const std::string openssl = output("openssl ts -verify -digest " + digest.hex() + " -token_in -in " + office.g.dir.file("token") + " -CAfile " + tsa.dir.file("ca.pem"));
    EXPECT_NE(openssl.find("Verification: OK"), std::string::npos) << openssl;
    const std::string metadata = contents(office.pathOf(done, "metadata.json"));
    EXPECT_NE(metadata.find("\"signature_stamp\":{\"status\":\"ok\",\"time\":\"20"), std::string::npos) << metadata;

    tsa.down = true;
    const auto without = office.made(ask);
    EXPECT_TRUE(signatureIn(contents(office.pathOf(without))).stamp.empty());
    EXPECT_NE(contents(office.pathOf(without, "metadata.json")).find("\"signature_stamp\":{\"status\":\"tsa_unavailable\"}"), std::string::npos)
        << "a report without the authority's time says so";
    EXPECT_NE(output("pdfsig -nocert '" + office.pathOf(without).string() + "'").find("Signature is Valid."), std::string::npos);
}

// F07.R4.A6
TEST(ExportTimesTest, ABundleHoldsStampsSignedDaysAndTheClockAndItsVerifierNamesEveryDoubt) {
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    Office office(tsa.settings());
    auto& g = office.g;
    g.run(test::AddMuch{"oak", 1}, g.operatorAnna());                    // an entry of a flagged class
    const std::string flagged = g.entries().back().header.entryId.str();
    office.notary.visit(office.profile);
    integrity::ClockAlarm alarm{integrity::ClockAlarmKind::drift, true, "critical", g.now(), {}, {}, 0};
    g.run(integrity::RecordClockAlarm{alarm}, office.system());
    g.advance(seconds(30));
    g.run(test::Add{"oak", 5}, g.operatorAnna());
    const std::string doubtful = g.entries().back().header.entryId.str();
    g.advance(seconds(30));
    alarm.raised = false;
    alarm.until = g.now();
    g.run(integrity::RecordClockAlarm{alarm}, office.system());
    g.run(test::Add{"oak", 6}, g.operatorAnna());
    fs::create_directories(g.dir.file("data"));
    std::ofstream(g.dir.file("data") + "/" + integrity::clockSamplesFile)
        << toJson(integrity::ClockSample{g.now() - seconds(60), true, 3.5, 0.1, 2, {}}) << "\n"
        << toJson(integrity::ClockSample{g.now() - seconds(30), true, -250, 0.1, 2, {}}) << "\n";
    g.advance(hours(24));
    office.notary.visit(office.profile);                                  // closes the day,
    office.notary.visit(office.profile);                                  // and stamps its root
    tsa.down = true;
    g.run(test::AddMuch{"elm", 1}, g.operatorAnna());
    office.notary.visit(office.profile);
    const std::string waiting = g.entries().back().header.entryId.str();
    g.advance(seconds(1));

    StartExport ask;
    ask.format = ExportFormat::bundle;
    ask.filter.streams = {"ops"};
    const auto done = office.made(ask);
    const auto verdict = office.verdictOf(done, authoritiesOf(tsa.settings()));
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    EXPECT_EQ(verdict.stamps, 2) << "the flagged entry's and the closed day's";
    const auto has = [&](const std::string& id, const std::string& reason) {
        return std::find(verdict.exceptions.begin(), verdict.exceptions.end(), TimeException{id, reason}) != verdict.exceptions.end();
    };
    EXPECT_TRUE(has(doubtful, "clock_drift_critical")) << toJson(verdict);
    EXPECT_TRUE(has("entry/" + waiting, "tsa_pending")) << toJson(verdict);
    EXPECT_TRUE(has("entry/" + flagged, "tsa_late")) << "the authority's clock is today's, the house's is not: " << toJson(verdict);
    EXPECT_EQ(verdict.exceptionCount, static_cast<std::int64_t>(verdict.exceptions.size()));
    EXPECT_EQ(secondOpinion(office.pathOf(done), tsa.dir.file("ca.pem")), "valid\n");
    EXPECT_EQ(secondOpinion(office.pathOf(done), tsa.dir.file("other.pem")), "NOT VALID: bad_time_stamp\n");
    const std::string times = contents(office.pathOf(done, "times.jsonl"));
    EXPECT_NE(times.find("\"samples\":2,\"worst_offset_ms\":250"), std::string::npos) << times;
    EXPECT_EQ(contents(office.pathOf(done)), contents(office.pathOf(office.made(ask)))) << "the same question, the same bytes";

    const auto other = office.verdictOf(done, authoritiesOf({{}, tsa.dir.file("other.pem")}));
    EXPECT_FALSE(other.valid) << "an authority that is not believed";
    EXPECT_EQ(other.faults.front().code, "bad_time_stamp");
    EXPECT_TRUE(office.verdictOf(done).valid) << "without an authority to believe, a stamp is read only";

    // Other formats have it beside them.
    ask.format = ExportFormat::csv;
    EXPECT_EQ(contents(office.pathOf(office.made(ask), "times.jsonl")), times);
}

TEST(ExportTimesTest, LinesThatWereBentAreFoundByWhoeverTheyAreAbout) {  // F07.R4.A6
    RealTsa tsa;
    ASSERT_TRUE(tsa.made);
    const SigningKey key(test::keyOf(7));
    const DayRoot root{"2026-11-21", Stream::ops, 1, 9, sha256("root")};
    const std::string body = toJson(root);
    const auto stamp = integrity::requestTimeStamp(tsa.settings(), sha256(body), 5);
    ASSERT_TRUE(stamp.ok());
    TimeEvidence line{"day/2026-11-21/ops", SignedRootEvidence{RawJson{body}, toHex(key.sign(asBytes(body))), toHex(key.publicKey())},
                      StampEvidence{sha256(body), "ok", stamp->token, stamp->time}, {}};
    EvidenceManifest manifest;
    manifest.days = {root};
    const auto faults = [&](const TimeEvidence& given, const std::string& pinned = {}) {
        EvidenceVerdict verdict;
        const std::string text = toJson(given) + "\n", authorities = authoritiesOf(tsa.settings());
        TimeCheck check(text, authorities, verdict);
        check.finish(manifest, pinned);
        return verdict.faults.size();
    };
    EXPECT_EQ(faults(line, toHex(key.publicKey())), 0u);
    EXPECT_EQ(faults(line, toHex(SigningKey(test::keyOf(8)).publicKey())), 1u) << "another server's key";
    TimeEvidence bent = line;
    bent.id = "day/2026-11-20/ops";
    EXPECT_EQ(faults(bent), 1u);
    bent = line;
    bent.stamp->digest = sha256("something else");
    EXPECT_GE(faults(bent), 1u);
    bent = line;
    bent.stamp->time = stamp->time + seconds(1);
    EXPECT_EQ(faults(bent), 1u) << "the token says another time";
    bent = line;
    bent.day->signature[4] = bent.day->signature[4] == '0' ? '1' : '0';
    EXPECT_EQ(faults(bent), 1u);
    bent = line;
    bent.day->root = RawJson{toJson(DayRoot{"2026-11-21", Stream::ops, 1, 9, sha256("another root")})};
    bent.day->signature = toHex(key.sign(asBytes(bent.day->root.text)));
    EXPECT_GE(faults(bent), 1u) << "signed by us, but not what the records lead to";
    EvidenceVerdict verdict;
    const std::string nonsense = "{\"id\":1}\nnot json\n";
    TimeCheck check(nonsense, {}, verdict);
    EXPECT_EQ(verdict.faults.size(), 2u);
}

// F07.R5.A7, F07.R5.A5, F01.R6.A6
TEST(ExportPolicyTest, WhereThePolicyAsksForASecondPersonNothingLeavesWithoutOneAndTheCustodyNamesBoth) {
    Office office;
    auto& g = office.g;
    g.run(Confide{token}, g.operatorAnna());
    StartExport ask;
    ask.format = ExportFormat::jsonl;
    EXPECT_EQ(office.made(ask).approver, "") << "the standard asks for nobody";
    EXPECT_EQ(g.run(SetExportPolicy{{}, ExportApproval::all, "the counsel's wish of May"}, office.ada()).reply.problem().code, "approval_required");
    ASSERT_TRUE(office.setPolicy({}, ExportApproval::unredacted).reply.ok());
    const auto policy = g.documents<ExportPolicy>();
    ASSERT_EQ(policy.size(), 1u);
    EXPECT_EQ(policy[0].by + "/" + policy[0].approvedBy, "ada/ben");

    EXPECT_EQ(g.run(ask, office.ada()).reply.problem().code, "export_needs_approval");
    const auto held = g.run(RequestApproved{ask, {}}, office.ada());
    ASSERT_EQ(held.reply.problem().code, "approval_required");
    EXPECT_EQ(g.release(held, office.ada()).reply.problem().code, "policy_violation.self_approval");
    ASSERT_TRUE(g.release(held, office.ben()).reply.ok());
    office.wait("audit.export_completed", 2);
    const auto exports = g.documents<AuditExport>();
    const auto approved = std::find_if(exports.begin(), exports.end(), [](const AuditExport& e) { return e.approval.known(); });
    ASSERT_NE(approved, exports.end());
    EXPECT_EQ(approved->initiator + "/" + approved->approver, "ada/ben");
    const std::string custody = contents(office.pathOf(*approved, "metadata.json"));
    EXPECT_NE(custody.find("\"approver\":\"ben\""), std::string::npos) << custody;
    EXPECT_NE(custody.find("\"approval\":\"" + approved->approval.str()), std::string::npos);

    ask.redact = true;
    const auto answer = g.run(ask, office.ada());
    ASSERT_TRUE(answer.reply.ok()) << "a redacted one needs nobody under this policy";
    office.wait("audit.export_completed", 3);
    const auto redacted = g.document<AuditExport>(fromJson<ExportReply>(*answer.reply)->exportId.str());
    const std::string said = contents(office.pathOf(*redacted, "metadata.json"));
    EXPECT_NE(said.find("\"redaction_policy\":{\"approved_by\":\"ben\",\"justifications\":\"keep\",\"policy_version\":1,\"set_by\":\"ada\",\"tokens\":\"pseudonym\"}"),
              std::string::npos) << said;

    // A schedule from before the policy became stricter leaves nothing out, and says why.
    CreateSchedule nightly;
    nightly.name = "nightly";
    nightly.formats = {ExportFormat::csv};
    nightly.redact = true;
    const auto schedule = g.run(nightly, office.ada());
    ASSERT_TRUE(schedule.reply.ok());
    ASSERT_TRUE(office.setPolicy({}, ExportApproval::all).reply.ok());
    EXPECT_EQ(g.run(nightly, office.ada()).reply.problem().code, "export_needs_approval");
    const auto made = fromJson<ScheduleReply>(*schedule.reply);
    g.advance(hours(30));
    ASSERT_TRUE(g.run(RunSchedule{made->scheduleId, made->nextRunAt}, office.system()).reply.ok());
    EXPECT_EQ(g.document<AuditSchedule>(made->scheduleId.str())->lastOutcome, "failed");
    // One that was released is released for each of its runs.
    const auto heldSchedule = g.run(RequestApproved{{}, nightly}, office.ada());
    const auto released = g.release(heldSchedule, office.ben());
    g.advance(hours(30));
    ASSERT_TRUE(released.reply.ok()) << released.reply.problem().message;
    for (const AuditSchedule& each : g.documents<AuditSchedule>()) {
        if (!each.approval.known()) continue;
        EXPECT_EQ(each.approver, "ben");
        ASSERT_TRUE(g.run(RunSchedule{each.id, each.nextRunAt}, office.system()).reply.ok());
        office.wait("audit.export_completed", 4);
    }
    int byBen = 0;
    for (const AuditExport& each : g.documents<AuditExport>()) byBen += each.approver == "ben" && each.schedule.known() ? 1 : 0;
    EXPECT_EQ(byBen, 1);
}

// F01.R6.A6, F07.R5.A5
TEST(ExportPolicyTest, ThePolicyOfTheUtilitySaysWhatBecomesOfPersonalDataAndItsVersionStandsInTheBundle) {
    Office office;
    auto& g = office.g;
    g.run(Confide{token}, g.operatorAnna());
    g.run(Confide{otherToken}, g.operatorAnna());
    g.run(Confide{token}, g.operatorBen());
    g.advance(seconds(1));   // an export ends before its own moment
    StartExport ask;
    ask.format = ExportFormat::jsonl;
    ask.redact = true;
    ask.filter.types = {"test.confided"};
    const auto count = [](const std::string& text, const std::string& what) {
        int n = 0;
        for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
        return n;
    };
    const std::string standard = contents(office.pathOf(office.made(ask)));
    EXPECT_EQ(count(standard, "tok_"), 0);
    EXPECT_EQ(count(standard, pseudonymOf(token)), 4) << "twice two, as subject and in the payload: who is who can be told, not who it is";
    EXPECT_EQ(count(standard, pseudonymOf(otherToken)), 2);

    ASSERT_TRUE(office.setPolicy({RedactionMode::enforce, RedactionAction::remove, RedactionAction::mask}, ExportApproval::none).reply.ok());
    const std::string removed = contents(office.pathOf(office.made(ask)));
    EXPECT_EQ(count(removed, "pii_"), 0);
    EXPECT_EQ(count(removed, "\"from\""), 0);
    EXPECT_EQ(count(removed, "she asked for it"), 0);
    EXPECT_EQ(count(removed, std::string(maskText)), 3);
    ask.format = ExportFormat::bundle;
    EXPECT_EQ(g.run(ask, office.ada()).reply.problem().code, "bundle_shows_justifications") << "what cannot be kept is not promised";

    ASSERT_TRUE(office.setPolicy({RedactionMode::enforce, RedactionAction::mask, RedactionAction::keep}, ExportApproval::none).reply.ok());
    const auto bundle = office.made(ask);
    const auto verdict = office.verdictOf(bundle);
    EXPECT_TRUE(verdict.valid) << toJson(verdict);
    EXPECT_EQ(verdict.redacted, 3);
    EXPECT_EQ(secondOpinion(office.pathOf(bundle)), "valid\n");
    EXPECT_EQ(bundle.policyVersion, 2);
    EXPECT_NE(contents(office.pathOf(bundle)).find("\"redaction_policy\":{\"justifications\":\"keep\",\"tokens\":\"mask\",\"version\":2}"), std::string::npos);
    for (const auto& [bad, field] : std::vector<std::pair<RedactionPolicy, std::string>>{
             {{RedactionMode::enforce, RedactionAction::keep, RedactionAction::keep}, "redaction.tokens"},
             {{RedactionMode::enforce, RedactionAction::mask, RedactionAction::pseudonym}, "redaction.justifications"}}) {
        const auto refused = office.setPolicy(bad, ExportApproval::none);
        ASSERT_FALSE(refused.reply.ok());
        ASSERT_EQ(refused.reply.problem().fields.size(), 1u);
        EXPECT_EQ(refused.reply.problem().fields[0].field, field);
    }
}

// F02.R5.A6, F01.R6.A4
TEST(ComplianceReportTest, AReportIsSignedBelongsToTheLogAndIsTheSameEveryTime) {
    Office office;
    auto& g = office.g;
    for (int i = 0; i < 12; ++i) g.run(test::Add{"oak", i}, i % 3 == 0 ? g.approverCleo() : g.operatorAnna());
    g.advance(seconds(1));
    StartExport ask;
    ask.format = ExportFormat::report;
    ask.filter.streams = {"ops", "decisions"};
    ask.filter.types = {"counter.added", "access.refused"};
    const auto made = office.made(ask);
    const std::string text = contents(office.pathOf(made));
    const auto report = readReport(text, toHex(SigningKey(test::keyOf(7)).publicKey()));
    ASSERT_TRUE(report.ok()) << report.problem().message;
    EXPECT_EQ(report->actionCount, 12);
    EXPECT_EQ(report->byActionType.at("access.refused"), 4) << "an approver adds nothing";
    EXPECT_EQ(report->byDecision.at("deny"), 4);
    ask.filter = made.filter;
    EXPECT_EQ(contents(office.pathOf(office.made(ask))), text);
    ask.format = ExportFormat::bundle;
    const auto bundle = office.made(ask);
    EXPECT_EQ(office.verdictOf(bundle).selectionRoot, report->selectionRoot.hex()) << "the same records, proved";
    const std::string custody = contents(office.pathOf(bundle, "metadata.json"));
    EXPECT_NE(custody.find("\"head_hash\":{\"decisions\":\""), std::string::npos) << custody;
    EXPECT_NE(custody.find("\"record_count\":12"), std::string::npos);
    ask.format = ExportFormat::report_csv;
    const std::string csv = contents(office.pathOf(office.made(ask)));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 13);
}

// F07.R5.A3
TEST(ExportNoticeTest, WhoeverAskedIsToldOnceOfEachEndAndWhatWasToldIsInTheLog) {
    Office office;
    auto& g = office.g;
    StartExport ask;
    ask.deliverTo = {{DeliveryKind::sftp, "regulator"}};
    const auto done = office.made(ask);
    office.wait("audit.delivery_attempted", 1);
    std::vector<OutboxRow> rows;
    g.gate->inspect(g.tenant, [&](CommandContext& cx) { rows = cx.store().outboxInState(OutboxState::queued, 10); });
    ASSERT_EQ(rows.size(), 2u) << "ready, and delivered";
    const auto letters = noticeLetters([](TenantId, const std::string& login) { return login + "@one.example"; }, "https://ok.example");
    for (const OutboxRow& row : rows) {
        EXPECT_EQ(row.connector, noticeConnector);
        const auto letter = letters(row, *office.store);
        ASSERT_TRUE(letter.ok());
        EXPECT_EQ(letter->to, "ada@one.example");
        EXPECT_NE(letter->text.find("https://ok.example/v1/audit/exports/" + done.id.str()), std::string::npos);
    }
    EXPECT_EQ(noticeLetters([](TenantId, const std::string&) { return std::string(); }, "")(rows[0], *office.store).problem().code, "no_recipient");
}

}  // namespace
}  // namespace ok::ledger
