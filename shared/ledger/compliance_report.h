// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who did what, when and under which scope (F02.R5.A6): the entries of a question as one list of actions with the decision
// behind each, summed up by kind and by person, as JSON with a signature of its own or as CSV. Pure.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "shared/ledger/evidence.h"

namespace ok::ledger {

struct ReportedAction {
    std::string timestampUtc, actorId, actorType, actionType, incidentId;
    std::string decision, decisionRationale;
    RawJson requestedScopes{"null"}, authorizedScopes{"null"};
    std::string overrideJustification;
    std::string entryId;
    Digest entryHash;
    std::string href;                  ///< the entry itself
};
BOOST_DESCRIBE_STRUCT(ReportedAction, (), (timestampUtc, actorId, actorType, actionType, incidentId, decision, decisionRationale,
                                           requestedScopes, authorizedScopes, overrideJustification, entryId, entryHash, href))

struct ReportBody {
    std::string format = "outagekit-report/1";
    TenantId tenant;
    std::string slug;
    AuditFilter filter;
    std::int64_t actionCount = 0;
    std::map<std::string, std::int64_t> byActionType, byActor, byDecision;
    Digest selectionRoot;              ///< of the entries behind it, as in a bundle about the same question
    std::vector<StreamRoot> streams;
    std::vector<DayRoot> days;
    std::vector<ReportedAction> actions;
};
BOOST_DESCRIBE_STRUCT(ReportBody, (), (format, tenant, slug, filter, actionCount, byActionType, byActor, byDecision, selectionRoot, streams,
                                       days, actions))

/// The signature is over the bytes of `report`.
struct ReportSignature {
    std::string publicKey, signature;  ///< hex
};
BOOST_DESCRIBE_STRUCT(ReportSignature, (), (publicKey, signature))
struct SignedReport {
    RawJson report;
    ReportSignature reportSignature;
};
BOOST_DESCRIBE_STRUCT(SignedReport, (), (report, reportSignature))

/// `payload` as it may be shown.
[[nodiscard]] ReportedAction reportedAction(const EntryHeader& header, std::string_view payload, const Digest& hash);
/// Fills in the sums.
[[nodiscard]] ReportBody reportOf(const EvidenceManifest& manifest, std::vector<ReportedAction> actions);
[[nodiscard]] std::string signedReport(const ReportBody& body, const SigningKey& key);
/// Another report in the same envelope; `bytes` is its canonical JSON.
[[nodiscard]] std::string signedReport(std::string bytes, const SigningKey& key);
[[nodiscard]] std::string reportCsv(const std::vector<ReportedAction>& actions);
/// Problem `bad_signature`, or of reading.
[[nodiscard]] Result<ReportBody> readReport(std::string_view text, const std::string& pinnedKey);

}  // namespace ok::ledger
