// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/stagger.h"

#include <set>
#include <tuple>

#include "shared/approvals/stagger_preview.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {

Status check(const StaggerPlan& plan) {
    Problem why = problem("invalid_fields", "this plan cannot be used: see `fields`");
    const auto wrong = [&why](std::string field, const char* code, const char* words) { why.fields.push_back({std::move(field), code, words}); };
    if (plan.id.empty()) wrong("id", "missing", "a plan has a name");
    if (plan.steps.empty()) wrong("steps", "missing", "a plan has at least one step");
    std::set<std::string> seen;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const StaggerStep& step = plan.steps[i];
        const std::string at = "steps[" + std::to_string(i) + "].";
        if (step.channels.empty()) wrong(at + "channels", "missing", "a step has at least one channel");
        if (step.batch < 1 || step.batch > 1'000'000) wrong(at + "batch", "out_of_range", "1 to 1,000,000 messages");
        if (step.gapSeconds < 0 || step.gapSeconds > 86'400) wrong(at + "gap_seconds", "out_of_range", "0 to 86,400 seconds");
        if (step.holdSeconds < 0 || step.holdSeconds > 86'400) wrong(at + "hold_seconds", "out_of_range", "0 to 86,400 seconds");
        for (const std::string& channel : step.channels) {
            if (!seen.insert(channel).second) wrong(at + "channels", "twice", "a channel stands in one step only");
        }
    }
    if (why.fields.empty()) return {};
    return why;
}

Result<StaggerSchedule> scheduleOf(const StaggerPlan& plan, const std::map<std::string, std::int64_t>& messages, const Digest& contentHash, Instant start, int perMinute) {
    OK_TRY(check(plan));
    StaggerSchedule out;
    out.id = formatUuid(derivedUuid("stagger|" + plan.id + "|" + contentHash.hex()));
    std::int64_t planned = 0, all = 0;
    for (const auto& [channel, count] : messages) all += count > 0 ? 1 : 0;
    Instant at = start;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const StaggerStep& step = plan.steps[i];
        Instant last = at;
        bool any = false;
        for (const std::string& channel : step.channels) {
            const auto found = messages.find(channel);
            if (found == messages.end() || found->second <= 0) continue;
            ++planned;
            any = true;
            const bool throttled = perMinute > 0 && channel == "sms";
            const std::int64_t batch = throttled ? std::min(step.batch, perMinute) : step.batch;
            // What a throttled minute does not take waits for the next one.
            const Duration gap = seconds(throttled ? std::max(step.gapSeconds, 60) : step.gapSeconds);
            if (found->second / batch + static_cast<std::int64_t>(out.batches.size()) >= static_cast<std::int64_t>(mostBatches)) return problem("too_many_batches", "larger batches are needed", {{"channel", channel}});
            Instant due = at;
            for (std::int64_t from = 0; from < found->second; from += batch, due += gap) {
                out.batches.push_back({static_cast<int>(i), channel, from, std::min(batch, found->second - from), due});
                last = std::max(last, due);
            }
        }
        if (any) at = last + seconds(step.holdSeconds);
    }
    if (planned != all) {
        Problem why = problem("invalid_fields", "the plan does not say when a channel leaves");
        why.fields.push_back({"steps", "missing", "a channel of the send stands in no step"});
        return why;
    }
    std::sort(out.batches.begin(), out.batches.end(), [](const StaggerBatch& a, const StaggerBatch& b) { return std::tie(a.due, a.channel, a.from) < std::tie(b.due, b.channel, b.from); });
    if (!out.batches.empty()) out.lastDue = out.batches.back().due;
    return out;
}

std::vector<PlannedStep> previewOf(const StaggerPlan& plan, const std::map<std::string, std::int64_t>& messages, int perMinute) {
    const Instant start = Instant::fromSeconds(0);
    std::vector<PlannedStep> out;
    const auto schedule = scheduleOf(plan, messages, {}, start, perMinute);
    if (!schedule.ok()) return out;
    std::map<int, PlannedStep> steps;
    for (const StaggerBatch& batch : schedule->batches) {
        if (batch.count == 0) continue;
        const auto [found, fresh] = steps.try_emplace(batch.step);
        PlannedStep& step = found->second;
        const std::int64_t after = (batch.due - start).count() / 1'000'000;
        step.offsetSeconds = fresh ? after : std::min(step.offsetSeconds, after);
        step.lastSeconds = std::max(step.lastSeconds, after);
        step.messages += batch.count;
        ++step.batches;
        if (std::find(step.channels.begin(), step.channels.end(), batch.channel) == step.channels.end()) step.channels.push_back(batch.channel);
    }
    for (auto& [number, step] : steps) {
        const StaggerStep& planned = plan.steps[static_cast<std::size_t>(number)];
        step.batch = planned.batch;
        step.gapSeconds = planned.gapSeconds;
        step.holdSeconds = planned.holdSeconds;
        out.push_back(std::move(step));
    }
    return out;
}

StaggerSchedule resumed(const StaggerSchedule& schedule, std::size_t dispatched, Instant pausedAt, Instant now) {
    StaggerSchedule out = schedule;
    const Duration pause = std::max(Duration(0), now - pausedAt);
    for (std::size_t i = dispatched; i < out.batches.size(); ++i) out.batches[i].due += pause;
    if (!out.batches.empty()) out.lastDue = out.batches.back().due;
    return out;
}

}  // namespace ok::approvals
