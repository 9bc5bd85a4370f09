// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which judgements fit a question, without reading them: a million are looked through in a second (F05.R5.A4). View `risk_index`: 256
// judgements of a day in one document, 29 bytes each; what many have in common (decision, rules, channels) stands in it once. View
// `risk_word`: who approved or rejected which of them.
#pragma once
#include "shared/approvals/release.h"
#include "shared/approvals/risk_record.h"

namespace ok::approvals {

struct RiskAuditRow;
struct RiskAuditFilter;

struct RiskIndexClass {
    std::string decision;
    std::vector<std::string> rules, channels;
    bool operator==(const RiskIndexClass&) const = default;
};
BOOST_DESCRIBE_STRUCT(RiskIndexClass, (), (decision, rules, channels))

struct RiskIndexChunk {
    static constexpr std::string_view viewKind = "risk_index";
    static constexpr std::size_t most = 256;
    std::string day;                      ///< 2026-11-21, UTC
    int number = 0;                       ///< of the day, from 0
    int judgements = 0;
    std::vector<RiskIndexClass> classes;
    std::string packed;                   ///< base64 of the judgements, in order of time
    [[nodiscard]] static std::string idOf(const std::string& day, int number);
    [[nodiscard]] std::string viewId() const { return idOf(day, number); }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"day", day}}; }
};
BOOST_DESCRIBE_STRUCT(RiskIndexChunk, (), (day, number, judgements, classes, packed))

/// How many chunks a day has.
struct RiskIndexDay {
    static constexpr std::string_view viewKind = "risk_index_day";
    std::string day;
    int chunks = 0;
    [[nodiscard]] std::string viewId() const { return day; }
};
BOOST_DESCRIBE_STRUCT(RiskIndexDay, (), (day, chunks))

/// Somebody said yes or no to what was judged.
struct RiskWord {
    static constexpr std::string_view viewKind = "risk_word";
    ApprovalId approval;
    int version = 1;
    std::string person;
    [[nodiscard]] std::string viewId() const { return approval.str() + "/" + std::to_string(version) + "/" + person; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"person", person}}; }
};
BOOST_DESCRIBE_STRUCT(RiskWord, (), (approval, version, person))

/// A judgement as far as lists are ordered by it.
struct RiskHit {
    int score = 0, version = 1;
    Instant at;
    UuidBytes approval{};
    [[nodiscard]] std::string id() const;
    bool operator==(const RiskHit&) const = default;
};

/// A yes or no about this version.
[[nodiscard]] bool decidesJudgement(const ApprovalStep& step, int version);

void addToIndex(Views& views, const RiskAuditRow& row);
void removeFromIndex(Views& views, const RiskAuditRow& row);

/// A page of those that fit: how many there are in all, and which come after `after`, at most `limit`. The place after which a page begins
/// is a judgement's own, so that what comes or goes meanwhile moves nothing (`after` is RiskPage::next of the page before).
struct RiskPage {
    std::int64_t total = 0;
    std::vector<RiskHit> hits;
    std::string next;                     ///< empty: there are no more
};
[[nodiscard]] Result<RiskPage> findRisks(Views& views, const RiskAuditFilter& filter, const std::string& after, std::size_t limit);

void addRiskIndexProjections(Projections& projections);

}  // namespace ok::approvals
