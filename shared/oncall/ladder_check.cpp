// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which ladders may be used.
#include <set>

#include "shared/oncall/ladder.h"

namespace ok::oncall {

Status check(const LadderPolicy& policy) {
    static const std::set<std::string> known{"push", "sms", "email", "voice", "chat"};
    Problem why = problem("invalid_fields", "this ladder cannot be used: see `fields`");
    const auto wrong = [&why](std::string field, const char* code, const char* words) { why.fields.push_back({std::move(field), code, words}); };
    const auto steps = [&](const std::string& at, const std::vector<LadderStep>& all) {
        if (all.empty() || all.size() > 20) wrong(at, "out_of_range", "1 to 20 steps");
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::string field = at + "[" + std::to_string(i) + "].";
            if (all[i].targets.empty() || all[i].targets.size() > 20) wrong(field + "targets", "out_of_range", "1 to 20 targets");
            if (all[i].channels.empty()) wrong(field + "channels", "missing", "at least one channel");
            for (const std::string& channel : all[i].channels) {
                if (!known.contains(channel)) wrong(field + "channels", "unknown_value", "push, sms, email, voice or chat");
            }
            if (all[i].waitSeconds < 10 || all[i].waitSeconds > 86'400) wrong(field + "wait_seconds", "out_of_range", "10 seconds to a day");
            if (all[i].acknowledgements < 0 || all[i].acknowledgements > 10) wrong(field + "acknowledgements", "out_of_range", "0 to 10");
            for (const int before : all[i].remindBeforeSeconds) {
                if (before < 5 || before >= all[i].waitSeconds) wrong(field + "remind_before_seconds", "out_of_range", "5 seconds to less than the step lasts");
            }
            if (all[i].remindBeforeSeconds.size() > 5) wrong(field + "remind_before_seconds", "out_of_range", "at most 5");
        }
    };
    steps("steps", policy.steps);
    std::set<std::string> ids;
    for (const LadderVariant& variant : policy.variants) {
        if (variant.id.empty() || !ids.insert(variant.id).second) wrong("variants", "twice", "a variant needs an id of its own");
        if (variant.fromMinute < 0 || variant.fromMinute >= 1'440 || variant.toMinute < 0 || variant.toMinute > 1'440) wrong("variants." + variant.id, "out_of_range", "minutes of a day");
        steps("variants." + variant.id + ".steps", variant.steps);
    }
    if (!localTime(Instant::fromSeconds(1), policy.zone).ok()) wrong("zone", "unknown_value", "no such time zone");
    if (policy.maxTotalWaitSeconds < 60 || policy.maxTotalWaitSeconds > 604'800) wrong("max_total_wait_seconds", "out_of_range", "a minute to a week");
    if (policy.attempts < 1 || policy.attempts > 10 || policy.criticalAttempts < 1 || policy.criticalAttempts > 10) wrong("attempts", "out_of_range", "1 to 10");
    if (policy.retrySeconds < 10 || policy.receiptSeconds < 5 || policy.decideWithinSeconds < 10 || policy.windowSeconds < 60 || policy.mostNudges < 1 || policy.criticalExtra < 0) {
        wrong("retry_seconds", "out_of_range", "waits are too short");
    }
    if (policy.joinSeconds < 0 || policy.joinSeconds > 3'600) wrong("join_seconds", "out_of_range", "0 to an hour");
    static const std::set<std::string> alerts{"alert_email", "alert_slack", "alert_pagerduty"};
    for (const std::string& connector : policy.tellWhenExceeded) {
        if (!alerts.contains(connector)) wrong("tell_when_exceeded", "unknown_value", "alert_email, alert_slack or alert_pagerduty");
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::oncall
