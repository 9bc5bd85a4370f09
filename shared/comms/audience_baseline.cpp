// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/audience_baseline.h"

#include <algorithm>
#include <cmath>

namespace ok::comms {
namespace {

constexpr std::size_t mostSends = 500, lastOfKind = 30, enoughOfKind = 10;
constexpr Duration month = hours(24 * 30), quarter = hours(24 * 90);

std::int64_t medianOf(std::vector<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Two values have a deviation, but it says nothing about a third.
bool farAbove(const std::vector<std::int64_t>& values, std::int64_t people) {
    if (values.size() < enoughOfKind) return false;
    double mean = 0, squares = 0;
    for (const std::int64_t value : values) mean += static_cast<double>(value) / static_cast<double>(values.size());
    for (const std::int64_t value : values) squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return static_cast<double>(people) > mean + 3 * std::sqrt(squares / static_cast<double>(values.size()));
}

}  // namespace

void SendHistory::add(PastSend send) {
    const Instant oldest = send.at - quarter;
    sends.push_back(std::move(send));
    std::erase_if(sends, [oldest](const PastSend& each) { return each.at < oldest; });
    if (sends.size() > mostSends) sends.erase(sends.begin(), sends.end() - static_cast<std::ptrdiff_t>(mostSends));
}

AudienceBaseline baselineOf(const SendHistory& history, std::int64_t people, const std::string& contentType, Instant now, const std::string& region) {
    std::vector<std::int64_t> ofKind, ofMonth, ofQuarter;
    for (auto send = history.sends.rbegin(); send != history.sends.rend(); ++send) {
        if (send->contentType == contentType && (region.empty() || send->region == region) && ofKind.size() < lastOfKind) ofKind.push_back(send->people);
        if (send->at >= now - month) ofMonth.push_back(send->people);
        if (send->at >= now - quarter) ofQuarter.push_back(send->people);
    }
    AudienceBaseline out;
    const std::vector<std::int64_t>& base = ofKind.size() >= enoughOfKind ? ofKind : ofMonth;
    if (base.empty()) return out;
    out.basis = ofKind.size() >= enoughOfKind ? "content_type" : "month";
    out.sends = static_cast<int>(base.size());
    out.median = medianOf(base);
    if (out.median > 0) out.percent = static_cast<int>(std::min<std::int64_t>(people * 100 / out.median, 1'000'000));
    if (people * 2 > out.median * 3) out.why.emplace_back("above_150_percent");
    if (farAbove(ofQuarter, people)) out.why.emplace_back("above_three_deviations");
    out.unusual = !out.why.empty();
    return out;
}

}  // namespace ok::comms
