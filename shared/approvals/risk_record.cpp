// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/risk_record.h"

#include <cmath>

#include "shared/approvals/request_file.h"
#include "shared/views/change.h"

namespace ok::approvals {
namespace {

constexpr std::string_view dayKey = "day", subjectKey = "subject";
constexpr std::int64_t mostPeople = 1'000'000'000;
constexpr double mostMinutes = 60.0 * 24 * 366;
constexpr std::size_t mostChannels = 20, longestChannel = 32;

std::string dayOf(Instant at) { return toIso(at).substr(0, 10); }

const RiskFactor* factorOf(const RiskEvaluation& evaluation, std::string_view name) {
    for (const RiskFactor& factor : evaluation.factors) {
        if (factor.name == name && !factor.defaultUsed) return &factor;
    }
    return nullptr;
}

template <class T>
std::optional<T> rawOf(const RiskEvaluation& evaluation, std::string_view name) {
    const RiskFactor* factor = factorOf(evaluation, name);
    if (factor == nullptr) return {};
    auto value = fromJson<T>(factor->rawValue.text);
    return value.ok() ? std::optional<T>(std::move(*value)) : std::nullopt;
}

bool corrects(std::string_view command) { return command.find("retract") != command.npos || command.find("correct") != command.npos; }

void executed(const EntryHeader& header, const ApprovalExecuted& e, Views& views) {
    const auto request = views.find<Approval>(e.approval.str());
    if (request && corrects(e.actionType)) markCorrected(views, request->subjects, header.ledgerTime);
    const auto file = views.find<RequestFile>(e.approval.str());
    // Without a number of people it was no send.
    if (!file || !file->risk || factorOf(*file->risk, "audience_size") == nullptr) return;
    const RiskEvaluation& risk = *file->risk;
    PastSendRecord out;
    out.send = {e.approval.str(), header.ledgerTime, inputsOf(risk), {}, std::max(Duration{}, e.executedAt - e.proposalAt), false};
    out.send.channels = out.send.inputs.channelMix.value_or(std::vector<std::string>{});
    out.command = e.actionType;
    out.subject = risk.subject;
    if (request) out.subjects = request->subjects;
    out.version = risk.metadata.configVersion;
    out.score = risk.score;
    for (const std::string& each : out.subjects) {
        const auto corrected = views.find<CorrectedSubject>(each);
        if (corrected && out.send.at < corrected->before) out.send.corrected = true;
    }
    views.save(std::move(out));
}

}  // namespace

ViewKeys PastSendRecord::viewKeys() const {
    ViewKeys keys{{std::string(dayKey), dayOf(send.at)}};
    for (const std::string& each : subjects) keys.emplace_back(subjectKey, each);
    return keys;
}

std::vector<PastSendRecord> pastSends(Views& views, Instant from, Instant to, std::size_t most) {
    std::vector<PastSendRecord> out;
    for (Instant day = to; from < to; day = day - hours(24)) {   // the newest first, so that the oldest are left out
        std::vector<PastSendRecord> some = views.byKey<PastSendRecord>(dayKey, dayOf(day));
        std::erase_if(some, [&](const PastSendRecord& each) { return each.send.at < from || each.send.at >= to; });
        std::sort(some.begin(), some.end(), [](const PastSendRecord& a, const PastSendRecord& b) { return std::tie(b.send.at, b.send.id) < std::tie(a.send.at, a.send.id); });
        for (PastSendRecord& each : some) {
            if (out.size() < most) out.push_back(std::move(each));
        }
        if (out.size() == most || dayOf(day) <= dayOf(from)) break;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

void markCorrected(Views& views, const std::vector<std::string>& subjects, Instant before) {
    for (const std::string& subject : subjects) {
        const auto known = views.find<CorrectedSubject>(subject);
        if (!known || known->before < before) views.save(CorrectedSubject{subject, before});
        for (PastSendRecord& each : views.byKey<PastSendRecord>(subjectKey, subject)) {
            if (each.send.corrected || each.send.at >= before) continue;
            each.send.corrected = true;
            views.save(std::move(each));
        }
    }
}

RiskInputs inputsOf(const RiskEvaluation& evaluation) {
    return {rawOf<std::int64_t>(evaluation, "audience_size"), rawOf<double>(evaluation, "eta_change"), rawOf<std::vector<std::string>>(evaluation, "channel_mix"),
            rawOf<double>(evaluation, "model_confidence")};
}

bool isSubject(std::string_view subject) {
    const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':'; };
    return !subject.empty() && subject.size() <= 64 && std::all_of(subject.begin(), subject.end(), fine);
}

Status check(const RiskInputs& inputs) {
    Problem why = problem("invalid_fields", "these inputs cannot be of a broadcast: see `fields`");
    if (inputs.audienceSize && (*inputs.audienceSize < 0 || *inputs.audienceSize > mostPeople)) why.fields.push_back({"audience_size", "out_of_range", "0 to 1,000,000,000"});
    if (inputs.etaChangeMinutes && !(std::abs(*inputs.etaChangeMinutes) <= mostMinutes)) why.fields.push_back({"eta_change_minutes", "out_of_range", "at most a year either way"});
    if (inputs.modelConfidence && !(*inputs.modelConfidence >= 0 && *inputs.modelConfidence <= 1)) why.fields.push_back({"model_confidence", "out_of_range", "0 to 1"});
    if (inputs.channelMix) {
        const auto bad = [](const std::string& channel) { return channel.empty() || channel.size() > longestChannel; };
        if (inputs.channelMix->size() > mostChannels) why.fields.push_back({"channel_mix", "too_many", "at most 20 channels"});
        if (std::any_of(inputs.channelMix->begin(), inputs.channelMix->end(), bad)) why.fields.push_back({"channel_mix", "unknown_value", "a channel has 1 to 32 characters"});
    }
    if (why.fields.empty()) return {};
    return why;
}

Result<RolloutFigures> figuresOf(const RiskRules& live, const RiskRules& draft, const std::vector<PastSendRecord>& sends, Instant from, Instant to) {
    RolloutFigures out{from, to, 0, 0, 0, static_cast<std::int64_t>(sends.size())};
    if (sends.empty()) return out;
    std::vector<PastSend> past;
    std::int64_t corrected = 0, seconds = 0;
    for (const PastSendRecord& each : sends) {
        past.push_back(each.send);
        corrected += each.send.corrected ? 1 : 0;
        seconds += each.send.timeToSend.count() / 1'000'000;
    }
    OK_ASSIGN(const Calibration both, calibrate(live, draft, std::move(past)));
    const double count = static_cast<double>(sends.size());
    out.falseNegativeRate = both.falseNegativeRate;
    out.correctedPerThousand = 1000.0 * static_cast<double>(corrected) / count;
    out.meanSecondsToSend = static_cast<double>(seconds) / count;
    return out;
}

void addRiskRecordProjections(Projections& projections) {
    projections.on<RiskScoreComputed>([](const EntryHeader&, const RiskScoreComputed& e, Views& views) { views.save(e.record); });
    projections.on<SnapshotTaken>([](const EntryHeader& header, const SnapshotTaken& e, Views& views) {
        if (!e.risk || e.risk->subject.empty()) return;
        views.save(RiskScoreRecord{*e.risk, inputsOf(*e.risk), header.ledgerTime, e.snapshot.header.requestedBy, e.request.id.str()});
    });
    projections.on<ApprovalExecuted>(executed);
}

}  // namespace ok::approvals
