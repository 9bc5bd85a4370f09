// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every judgement of the risk gate as auditors look for it (F05.R5): view `risk_audit`, one document for each frozen version that was scored,
// found by day and by broadcast. What happened to its request is read from the request's own documents; the entry it was told in proves it.
#pragma once
#include "shared/approvals/request_file.h"
#include "shared/approvals/release.h"
#include "shared/approvals/risk_index.h"
#include "shared/approvals/risk_record.h"

namespace ok::approvals {

struct RiskAuditRow {
    static constexpr std::string_view viewKind = "risk_audit";
    ApprovalId approval;
    int version = 1;                      ///< of what was frozen
    Instant createdAt;
    RiskEvaluation evaluation;
    RiskInputs inputs;
    std::vector<std::string> channels;
    std::string decision;                 ///< `none`, or what was asked for: `senior_approver+checklist+stagger+throttle`
    bool holds = false;                   ///< the rules were published: what they ask for had to be done
    std::string snapshotId;
    Digest contentHash;
    std::int64_t sequence = 0;            ///< of its entry in the stream ops
    [[nodiscard]] std::string viewId() const { return idOf(approval.str(), version); }
    [[nodiscard]] ViewKeys viewKeys() const;
    [[nodiscard]] static std::string idOf(const std::string& approval, int version) { return approval + "/" + std::to_string(version); }
    [[nodiscard]] RiskHit hit() const { return {evaluation.score, version, createdAt, approval.bytes}; }
};
BOOST_DESCRIBE_STRUCT(RiskAuditRow, (), (approval, version, createdAt, evaluation, inputs, channels, decision, holds, snapshotId, contentHash, sequence))

/// What the rules let nobody send, or cannot judge: nothing was frozen, and this is all that is left of the attempt (F05.R2.A5, F05.R2.A7).
struct RiskBlocked {
    static constexpr std::string_view eventType = "risk.blocked";
    ApprovalId approval;                  ///< of the request that would have been, or whose next version it would have been
    int version = 1;
    std::string command, code;            ///< `risk_blocked`, `policy_rules_misconfigured`
    std::optional<RiskEvaluation> risk;
    int rulesVersion = 0;
    Digest contentHash;
};
BOOST_DESCRIBE_STRUCT(RiskBlocked, (), (approval, version, command, code, risk, rulesVersion, contentHash))

struct RiskOutcomeStep {
    std::string person, outcome, at;      ///< who, `approved`, `rejected`, when
    std::string note;                     ///< what they wrote; masked unless it was revealed
    bool operator==(const RiskOutcomeStep&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskOutcomeStep, (), (person, outcome, at, note))

struct RiskAttested {
    std::string checklist, item, person, at;
    bool operator==(const RiskAttested&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskAttested, (), (checklist, item, person, at))

/// By which the entry of the log can be checked.
struct RiskHashes {
    std::string entry;                    ///< its id
    Digest contentHash, payloadHash, prevHash, entryHash;
    bool operator==(const RiskHashes&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskHashes, (), (entry, contentHash, payloadHash, prevHash, entryHash))

/// A row with all that belongs to it, in the names of the specification. Times are UTC with milliseconds (F05.R5.A1).
struct RiskAuditEntry {
    std::string id, broadcastId, approvalId;
    int version = 1;
    std::string createdAt;
    RiskInputs inputs;
    std::vector<RiskFactor> factors;      ///< raw, normalized, weight, contribution and its share
    std::map<std::string, double> normalizedValues, factorWeights;
    int finalRiskScore = 0;
    std::string riskLevel;
    std::vector<std::string> firedRules;
    std::vector<RiskLogLine> evaluationLog;
    std::string policyDecision;
    std::vector<RiskAction> actions;
    bool enforced = false;
    std::string state;                    ///< of its request
    std::vector<std::string> approverUserIds;
    std::vector<RiskOutcomeStep> approvals;
    std::vector<RiskAttested> checklistResponses;
    RiskMetadata engine;
    std::string engineVersion;            ///< `outagekit.risk/1`
    std::string snapshotId;
    Digest contentHash;
    std::int64_t sequence = 0;
    std::map<std::string, std::string> people;   ///< names by id; masked unless they were revealed
    RiskHashes integrityHashes;           ///< filled in by whoever has the log
    bool legalHold = false;               ///< and by whoever knows how long it is kept
    std::string retainUntil;
};
BOOST_DESCRIBE_STRUCT(RiskAuditEntry, (), (id, broadcastId, approvalId, version, createdAt, inputs, factors, normalizedValues, factorWeights, finalRiskScore, riskLevel, firedRules,
                                           evaluationLog, policyDecision, actions, enforced, state, approverUserIds, approvals, checklistResponses, engine, engineVersion, snapshotId,
                                           contentHash, sequence, people, integrityHashes, legalHold, retainUntil))
static_assert(!holdsPersonalData<RiskAuditEntry>(), "names and notes are masked where it is made; who may see them asks for them one by one");

inline constexpr std::string_view riskMask = "\u2022\u2022\u2022";
[[nodiscard]] RiskAuditEntry auditEntryOf(Views& views, const RiskAuditRow& row);

/// Its retention is over: the judgement leaves every list (F05.R5.A6). Header, hash and tombstone stay in the log.
void forgetJudgement(Views& views, std::int64_t sequence);

/// The names and notes of one judgement, for who may see them and says why. That they were seen is an entry (F05.R5.A7).
struct RevealRisk {
    static constexpr CommandCard card{.name = "risk.reveal", .action = "privacy.read_tokens", .purpose = "audit", .privateReply = true, .refusalIsEvidence = true};
    ApprovalId approval;
    int version = 1;
    std::string reason;                   ///< at least 10 characters
};
BOOST_DESCRIBE_STRUCT(RevealRisk, (), (approval, version, reason))

struct RevealedRisk {
    std::map<std::string, std::string> people, notes;   ///< names by id; notes by the place of the step in `approvals`
};
BOOST_DESCRIBE_STRUCT(RevealedRisk, (), (people, notes))

/// Somebody asks to change or remove a judgement: nothing does, and the attempt is an entry (F05.R2.A6). Sent by a route that then answers 405.
struct ChangeRisk {
    static constexpr CommandCard card{.name = "risk.change_judgement", .action = "ledger.read", .purpose = "audit", .refusalIsEvidence = true};
    std::string judgement, how;           ///< `DELETE`
};
BOOST_DESCRIBE_STRUCT(ChangeRisk, (), (judgement, how))

struct RiskChangeBlocked {
    static constexpr std::string_view eventType = "risk.change_blocked";
    std::string judgement, how;
};
BOOST_DESCRIBE_STRUCT(RiskChangeBlocked, (), (judgement, how))

struct RiskRevealed {
    static constexpr std::string_view eventType = "risk.revealed";
    ApprovalId approval;
    int version = 1;
    std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(RiskRevealed, (), (approval, version, fields))

struct RiskAuditFilter {
    Instant from, to;                     ///< [from, to)
    std::string broadcastId, policyDecision, ruleName, approverUserId, channel;
    int minScore = 0, maxScore = 100;
    bool byScore = false, ascending = false;
};
/// Those that fit, in order: by time or by score, ties by time and id, so that pages are stable. At most `limit`.
[[nodiscard]] std::vector<RiskAuditEntry> riskAudit(Views& views, const RiskAuditFilter& filter, std::size_t limit = 1'000);

/// One line a record; lists inside a cell are JSON.
[[nodiscard]] std::string riskAuditCsv(const std::vector<RiskAuditEntry>& entries);

/// Called by addRiskProjections().
void addRiskAuditProjections(Projections& projections);

}  // namespace ok::approvals
