// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an export says beyond its records: the authority's time in a report's signature and beside the records, how the clock
// was, who released it, what was done to personal data, and the mail to whoever asked (F01.R6.A6, F07.R4.A6, F07.R5.A2,
// F07.R5.A3, F07.R5.A5, F07.R5.A7).
#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/cms.h>

#include "shared/base/freer.h"
#include "shared/ledger/compliance_report.h"
#include "shared/ledger/signed_time.h"
#include "shared/ledger/time_evidence.h"
#include "tests/support/audit_office.h"
#include "tests/support/real_tsa.h"

namespace ok::ledger {
namespace {

using namespace operations;
using namespace test_office;
using integrity::authoritiesOf;
using test::RealTsa;

/// The last entry of a flagged class.
std::string lastAsked(test::GateFixture& g) {
    std::string out;
    for (const Entry& entry : g.entries()) {
        if (entry.header.type == "approval.requested") out = entry.header.entryId.str();
    }
    return out;
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
    const std::string flagged = lastAsked(g);
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
    const std::string waiting = lastAsked(g);
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

    // Other formats have it beside them, and each of their records says where (F07.R4.A4, F07.R4.A6).
    ask.format = ExportFormat::csv;
    EXPECT_EQ(contents(office.pathOf(office.made(ask), "times.jsonl")), times);
    ask.format = ExportFormat::jsonl;
    const auto rows = office.made(ask);
    const auto row = [text = contents(office.pathOf(rows))](const std::string& id) {
        const std::size_t at = text.find("\"entry_id\":\"" + id);
        const std::size_t begin = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
        return text.substr(begin, text.find('\n', at) - begin);
    };
    const std::string day = toIso(g.now() - hours(24)).substr(0, 10), keyId = keyIdOf(SigningKey(test::keyOf(7)).publicKey());
    EXPECT_NE(row(doubtful).find("\"clock_drift_critical\":true,\"clock_metrics\":\"clock/" + day + "\""), std::string::npos) << row(doubtful);
    EXPECT_NE(row(doubtful).find("\"flags\":[\"clock_drift_critical\"]"), std::string::npos) << row(doubtful);
    EXPECT_NE(row(waiting).find("\"clock_drift_critical\":false"), std::string::npos) << row(waiting);
    EXPECT_NE(row(flagged).find("\"tsa_reference\":\"entry/" + flagged + "\",\"tsa_status\":\"ok\",\"tsa_time\":\""), std::string::npos) << row(flagged);
    EXPECT_NE(row(waiting).find("\"tsa_status\":\"pending\"}"), std::string::npos) << row(waiting);
    EXPECT_NE(row(doubtful).find("\"checkpoint\":\"ops/" + std::to_string(g.entries().size()) + "\",\"checkpoint_key_id\":\"" + keyId + "\""), std::string::npos);
    EXPECT_EQ(row(doubtful).find("tsa_"), std::string::npos) << "not of a class that is stamped";
    for (const char* name : {"\"event_time\":", "\"ledger_time\":", "\"sequence\":"}) EXPECT_NE(row(doubtful).find(name), std::string::npos);
    const auto report = office.filesVerdict(rows, authoritiesOf(tsa.settings()));
    EXPECT_TRUE(report.valid) << toJson(report);
    EXPECT_EQ(report.exceptionCount, verdict.exceptionCount) << "the same exceptions with their ids and reasons";
    EXPECT_EQ(report.exceptions, verdict.exceptions);
    EXPECT_EQ(report.stamps, verdict.stamps);

    // The authority answers later: the same question has the same bytes, what is known by now stands in times.jsonl.
    tsa.down = false;
    g.advance(minutes(2));
    office.notary.visit(office.profile);
    ask.filter.to = rows.filter.to;
    const auto later = office.made(ask);
    EXPECT_EQ(contents(office.pathOf(later)), contents(office.pathOf(rows)));
    EXPECT_EQ(contents(office.pathOf(later, "times.jsonl")).find("pending"), std::string::npos);
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
