// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Searching by what payloads say (F01.R6.A5, F02.R5.A4), and the report of who did what under which scope (F02.R5.A6).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "shared/access/gate_events.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/compliance_report.h"

namespace ok::ledger {
namespace {

EntryHeader headerOf(const std::string& type, const std::string& actor) {
    EntryHeader header;
    header.tenant = TenantId{derivedUuid("tenant")};
    header.entryId = EntryId{derivedUuid(type + actor)};
    header.type = type;
    header.actor = {ActorType::human, actor};
    header.ledgerTime = header.eventTime = *parseIso("2026-11-21T07:32:17.123456Z");
    header.justification = "because";
    return header;
}

const std::string evaluated = R"({"action":"approve","authorized_scopes":{"channel":["sms"]},"channel":"SMS","decision":"deny","incident_id":"i-1",)"
                              R"("list":["x","y"],"nested":{"geography":"north","n":17},"requested_scopes":{"channel":["sms","email"]},"rule":"outside_geography"})";

TEST(AuditFields, AnEntryIsFoundByWhatItsPayloadSaysWhereverItStandsAndByNothingElse) {  // F02.R5.A4, F01.R6.A5
    const EntryHeader header = headerOf("access.evaluated", "anna");
    const auto fits = [&](std::map<std::string, std::vector<std::string>> fields, const EntryHeader& of, const std::string& payload) {
        AuditFilter filter;
        filter.fields = std::move(fields);
        EXPECT_TRUE(check(filter).ok());
        std::vector<SearchKey> keys;
        addSearchKeys(of, payload, keys);
        bool indexed = true;
        for (const auto& group : keysOf(filter)) {
            indexed = indexed && std::any_of(group.begin(), group.end(), [&keys](SearchKey k) { return std::find(keys.begin(), keys.end(), k) != keys.end(); });
        }
        const bool found = matches(filter, of, payload);
        EXPECT_EQ(indexed, found) << "the index and the entry itself agree";
        return found;
    };
    EXPECT_TRUE(fits({{"decision", {"deny"}}}, header, evaluated));
    EXPECT_TRUE(fits({{"decision", {"allow", "DENY"}}, {"channel", {"sms"}}, {"geography", {"north"}}}, header, evaluated)) << "all must hold, whatever their case";
    EXPECT_FALSE(fits({{"decision", {"deny"}}, {"geography", {"south"}}}, header, evaluated));
    EXPECT_FALSE(fits({{"severity", {"major"}}}, header, evaluated));
    EXPECT_FALSE(fits({{"decision", {"approve"}}}, header, evaluated)) << "another member's value";
    const EntryHeader decided = headerOf("approval.decided", "Cleo");
    EXPECT_TRUE(fits({{"approver", {"cleo"}}, {"state", {"released"}}}, decided, R"({"by":{"id":"cleo"},"state":"released"})"));
    EXPECT_FALSE(fits({{"approver", {"cleo"}}}, headerOf("approval.requested", "cleo"), "{}")) << "who asked is no approver";
    EXPECT_TRUE(fits({{"approver", {"ben"}}}, headerOf("audit.export_policy_set", "ada"), R"({"policy":{"approved_by":"ben"}})"));
    EXPECT_FALSE(fits({{"decision", {"deny"}}}, header, "")) << "erased";
    AuditFilter filter;
    filter.fields = {{"password", {"x"}}, {"decision", {}}};
    const auto refused = check(filter);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.problem().fields.size(), 2u);
    EXPECT_NE(digestOf(filter), digestOf(AuditFilter{})) << "a cursor belongs to its fields too";
}

// F02.R5.A6: what the gate writes is what the report says, member by member; ten thousand of them well within a minute.
TEST(ComplianceReport, TheGatesOwnDecisionsGiveEveryColumnAndTenThousandTakeSeconds) {
    AccessAllowed passed{.action = "comms.send", .command = "comms.send_broadcast", .rationale = "allowed", .roles = {"operator"}, .role = "operator",
                         .policyVersion = "roles/3", .policies = {"west.desk"}, .requestedScopes = {{"sms"}, {"North"}, {"minor"}, {"etr"}, 5001, 0},
                         .authorizedScopes = {access::Scope::everything()}, .softLimits = {"minor-5000"}, .decisionRationale = "allowed by west.desk",
                         .circumstances = {}};
    passed.circumstances.incidentId = "i-7";
    EntryHeader header = headerOf("access.allowed", "anna");
    header.justification = "boil water along the river";
    const ReportedAction action = reportedAction(header, toJson(passed), sha256("1"));
    EXPECT_EQ(action.actorId + " " + action.actionType + " " + action.incidentId, "anna access.allowed i-7");
    EXPECT_EQ(action.decision + ": " + action.decisionRationale, "allow: allowed by west.desk");
    EXPECT_NE(action.requestedScopes.text.find("\"channels\":[\"sms\"]"), std::string::npos) << action.requestedScopes.text;
    EXPECT_NE(action.authorizedScopes.text.find('*'), std::string::npos) << action.authorizedScopes.text;
    EXPECT_EQ(action.overrideJustification, "boil water along the river") << "a soft limit was passed";
    EXPECT_EQ(action.href, "/v1/audit/events/" + header.entryId.str());
    const auto begun = std::chrono::steady_clock::now();
    std::vector<ReportedAction> many(10'000, action);
    for (ReportedAction& each : many) each = reportedAction(header, toJson(passed), sha256("1"));
    const SigningKey key(std::array<std::uint8_t, 32>{7});
    const std::string json = signedReport(reportOf(EvidenceManifest{}, many), key), csv = reportCsv(many);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 10'001);
    const auto back = readReport(json, toHex(key.publicKey()));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->actionCount, 10'000);
}

TEST(ComplianceReport, NamesWhoWhatWhenDecisionAndScopesSumsUpAndIsSigned) {  // F02.R5.A6
    std::vector<ReportedAction> actions{reportedAction(headerOf("access.evaluated", "anna"), evaluated, sha256("1")),
                                        reportedAction(headerOf("access.refused", "ben"), R"({"rule":"no_role_grants_action"})", sha256("2")),
                                        reportedAction(headerOf("override.granted", "anna"), "", sha256("3"))};
    const ReportedAction& first = actions[0];
    EXPECT_EQ(first.timestampUtc, "2026-11-21T07:32:17.123Z");
    EXPECT_EQ(first.decision + " " + first.decisionRationale + " " + first.incidentId, "deny outside_geography i-1");
    EXPECT_EQ(first.requestedScopes.text, R"({"channel":["sms","email"]})");
    EXPECT_EQ(first.authorizedScopes.text, R"({"channel":["sms"]})");
    EXPECT_EQ(first.href, "/v1/audit/events/" + first.entryId);
    EXPECT_EQ(actions[1].decision, "deny");
    EXPECT_EQ(actions[2].overrideJustification, "because") << "an erased payload leaves what its header says";
    EvidenceManifest manifest;
    manifest.slug = "one";
    manifest.selectionRoot = sha256("root");
    const ReportBody body = reportOf(manifest, actions);
    EXPECT_EQ(body.byActor, (std::map<std::string, std::int64_t>{{"anna", 2}, {"ben", 1}}));
    EXPECT_EQ(body.byDecision.at("deny"), 2);
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    const SigningKey key(seed);
    const std::string text = signedReport(body, key);
    EXPECT_EQ(text, signedReport(body, key));
    const auto read = readReport(text, toHex(key.publicKey()));
    ASSERT_TRUE(read.ok()) << read.problem().message;
    EXPECT_EQ(read->actionCount, 3);
    EXPECT_EQ(read->selectionRoot, manifest.selectionRoot);
    seed.fill(8);
    EXPECT_FALSE(readReport(text, toHex(SigningKey(seed).publicKey())).ok());
    std::string bent = text;
    bent.replace(bent.find("outside_geography"), 7, "inside_");
    EXPECT_FALSE(readReport(bent, {}).ok());
    const std::string csv = reportCsv(actions);
    EXPECT_NE(csv.find(R"("{""channel"":[""sms"",""email""]}")"), std::string::npos) << csv;
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

}  // namespace
}  // namespace ok::ledger
