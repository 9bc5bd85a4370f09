// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// "What would happen if I sent this?" The gate answers for any command with the very judgement that it would make of it, changes
// nothing and keeps nothing (F02.R4). The same question is asked by whoever composes and by whoever approves.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/access/permissions.h"
#include "shared/access/reach_preview.h"
#include "shared/approvals/risk.h"
#include "shared/base/json.h"

namespace ok::approvals {

/// Either a command as it would be sent, or a request that waits: then what its release would be answered.
struct Preflight {
    static constexpr CommandCard card{.name = "approvals.preflight", .action = "sync.follow", .question = true};
    std::string command;
    RawJson body{"{}"};
    std::string action;                  ///< judged for another action than the command's own: composing asks about sending
    std::optional<ApprovalId> approval;
};
BOOST_DESCRIBE_STRUCT(Preflight, (), (command, body, action, approval))

enum class PreflightState { ok, warning, error };   ///< warning: goes on with a justification
BOOST_DESCRIBE_ENUM(PreflightState, ok, warning, error)
enum class NextStep { none, send, request_approval, approve };
BOOST_DESCRIBE_ENUM(NextStep, none, send, request_approval, approve)

/// Who may release one channel of it, each with the reason (F02.R2.A3). Channel empty: it has none.
struct ChannelApprovers {
    std::string channel;
    std::vector<access::EligiblePerson> people;
    bool operator==(const ChannelApprovers&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChannelApprovers, (), (channel, people))

struct PreflightReply {
    std::string command;
    PreflightState state = PreflightState::error;
    NextStep next = NextStep::none;
    std::string blockedBy;               ///< reason key beside the scope: `policy_violation.self_approval`
    access::RequestedScope requested;
    std::vector<access::ChannelCount> channels;
    std::vector<access::PlaceReach> places;
    std::int64_t outside = 0;            ///< recipients whom this person may not reach
    bool zeroImpact = false;             ///< nobody would be told
    std::vector<access::ScopeGap> gaps;
    std::vector<access::PassedLimit> limits;
    int shortestJustification = 0;       ///< characters, where a limit asks for one
    int needed = 0;                      ///< people besides the author
    bool perChannel = false;             ///< each channel is released for itself
    std::vector<ChannelApprovers> approvers;
    std::map<std::string, std::string> logins;   ///< of the people among them, by id
    AccessDecision decision;
    /// Who would be told, each once: `channel`, `segment`, `geography`, `language`; who would not, by reason: `withheld`; whom quiet hours would
    /// hold: `held`. As of now: an opt-out of this second is in it (F01.R3.A1, F01.R3.A2).
    std::map<std::string, std::map<std::string, std::int64_t>> people;
    std::map<std::string, std::map<std::string, std::int64_t>> delivery;   ///< by channel: `minutes` at least, `at_a_time`, `per_minute`, `held`, `quiet_from`, `quiet_to`
    Instant computedAt;
    std::optional<RiskEvaluation> risk;  ///< as it would be judged now; none: not counted for so many, it is shown when it is asked for
};
BOOST_DESCRIBE_STRUCT(PreflightReply, (), (command, state, next, blockedBy, requested, channels, places, outside, zeroImpact, gaps, limits,
                                           shortestJustification, needed, perChannel, approvers, logins, decision, people, delivery, computedAt, risk))

}  // namespace ok::approvals
