// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What risk leaves behind: the score of each broadcast (view `risk_score`), what was sent under a score (view `risk_past_send`, by day: what a
// calibration and a rollout look at), and the commands about both. The rules themselves: risk.h; which ones hold: risk_rules_view.h.
#pragma once
#include "shared/access/command_card.h"
#include "shared/approvals/risk_rules_view.h"

namespace ok::approvals {

/// The last score of one broadcast. The same inputs under the same version have the same key and change nothing (F05.R1.A3, A7).
struct RiskScoreRecord {
    static constexpr std::string_view viewKind = "risk_score";
    RiskEvaluation evaluation;
    RiskInputs inputs;                    ///< as they were given: what was missing is missing here
    Instant evaluatedAt;
    std::string by;                       ///< who asked; of a frozen version: who asked for it
    std::string approval;                 ///< the request it was frozen with; empty: it was only asked for
    [[nodiscard]] std::string viewId() const { return evaluation.subject; }
};
BOOST_DESCRIBE_STRUCT(RiskScoreRecord, (), (evaluation, inputs, evaluatedAt, by, approval))

struct RiskScoreComputed {
    static constexpr std::string_view eventType = "risk.score.computed";
    RiskScoreRecord record;
};
BOOST_DESCRIBE_STRUCT(RiskScoreComputed, (), (record))

/// Something that was released and carried out under a score.
struct PastSendRecord {
    static constexpr std::string_view viewKind = "risk_past_send";
    PastSend send;                        ///< its id is the request's
    std::string command, subject;         ///< of its evaluation
    std::vector<std::string> subjects;    ///< what the request was about
    int version = 0, score = 0;           ///< of the rules that judged it then
    [[nodiscard]] std::string viewId() const { return send.id; }
    [[nodiscard]] ViewKeys viewKeys() const;
};
BOOST_DESCRIBE_STRUCT(PastSendRecord, (), (send, command, subject, subjects, version, score))

/// Sends of [from, to), by time, the newest `most` of them.
[[nodiscard]] std::vector<PastSendRecord> pastSends(Views& views, Instant from, Instant to, std::size_t most = mostPastSends);

/// What was said about this subject before that moment was taken back. Kept for itself: the stream that says so may be replayed before the
/// one that says that it was sent.
struct CorrectedSubject {
    static constexpr std::string_view viewKind = "risk_corrected";
    std::string subject;
    Instant before;
    [[nodiscard]] std::string viewId() const { return subject; }
};
BOOST_DESCRIBE_STRUCT(CorrectedSubject, (), (subject, before))

/// What was sent about these before turned out wrong and was taken back: figures of corrections count it.
void markCorrected(Views& views, const std::vector<std::string>& subjects, Instant before);

/// The inputs of an evaluation as they were known: what a default stood for is missing again.
[[nodiscard]] RiskInputs inputsOf(const RiskEvaluation& evaluation);

/// Problem `invalid_fields` for what no broadcast can have.
[[nodiscard]] Status check(const RiskInputs& inputs);
/// A broadcast's id as others write it: 1 to 64 letters, digits, `-`, `_`, `.` and `:`.
[[nodiscard]] bool isSubject(std::string_view subject);

/// Scores and keeps it; answers RiskScoreRecord. Its refusals are entries, like those of its neighbours.
struct ScoreRisk {
    static constexpr CommandCard card{.name = "risk.score", .action = "approvals.score", .refusalIsEvidence = true};
    std::string broadcastId;
    RiskInputs inputs;
};
BOOST_DESCRIBE_STRUCT(ScoreRisk, (), (broadcastId, inputs))

/// An approved version of the rules begins to judge a share of the sends. Problems: `wrong_state`, `rollout_running`, `invalid_fields`.
struct StartRollout {
    static constexpr CommandCard card{.name = "risk.start_rollout", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    int version = 0;
    RolloutPlan plan;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(StartRollout, (), (version, plan, reason))

/// Back to the rules that are live, at once. Problem `no_rollout`.
struct RollBackRollout {
    static constexpr CommandCard card{.name = "risk.roll_back", .action = "policies.publish", .purpose = "administration", .refusalIsEvidence = true};
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RollBackRollout, (), (reason))

/// Sent by the timer after each interval.
struct MeasureRollout {
    static constexpr CommandCard card{.name = "risk.measure_rollout", .action = "policies.cut_over", .purpose = "administration", .refusalIsEvidence = true};
    std::string rollout;
};
BOOST_DESCRIBE_STRUCT(MeasureRollout, (), (rollout))

/// The figures of a stretch of time, its sends judged by both versions.
[[nodiscard]] Result<RolloutFigures> figuresOf(const RiskRules& live, const RiskRules& draft, const std::vector<PastSendRecord>& sends, Instant from, Instant to);

/// Called by addRiskProjections().
void addRiskRecordProjections(Projections& projections);

}  // namespace ok::approvals
