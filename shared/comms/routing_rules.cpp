// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/routing_rules.h"

#include <algorithm>
#include <map>

namespace ok::comms {
namespace {

constexpr std::size_t mostRules = 100, mostValues = 200, longestName = 120;

template <class T>
std::uint8_t bitsOf(const std::vector<T>& values) {
    std::uint8_t out = 0;
    for (const T value : values) out = static_cast<std::uint8_t>(out | 1U << static_cast<unsigned>(value));
    return out;
}

bool bit(std::uint8_t set, std::size_t at) { return (set >> at & 1U) != 0; }

template <class T>
bool among(const std::vector<T>& values, const T& value) {
    return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

bool plainName(std::string_view text) {
    return !text.empty() && text.size() <= longestName && std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
}

void checkWords(const std::vector<std::string>& values, const std::vector<std::string_view>& known, const std::string& at, Problem& why) {
    if (values.size() > mostValues) why.fields.push_back({at, "too_many", "at most 200 values"});
    for (const std::string& value : values) {
        const bool fits = known.empty() ? plainName(value) : std::find(known.begin(), known.end(), value) != known.end();
        if (!fits) why.fields.push_back({at, "unknown_value", "`" + value.substr(0, longestName) + "` is nothing a broadcast can be"});
    }
}

}  // namespace

RoutingRules usualRouting() {
    RoutingRule rule;
    rule.id = "affected_customers";
    rule.channels = {Channel::sms, Channel::email, Channel::voice};
    rule.segments = {RoutingSegment::everyone};
    return {0, {std::move(rule)}};
}

bool holds(const RoutingRule& rule, const RoutingCase& about) {
    return among(rule.kinds, about.kind) && among(rule.severities, about.severity) && among(rule.contentTypes, about.contentType);
}

std::vector<RoutingRule> rulesFor(const RoutingRules& rules, const RoutingCase& about) {
    std::vector<RoutingRule> out;
    for (const RoutingRule& rule : rules.rules) {
        if (holds(rule, about)) out.push_back(rule);
    }
    return out;
}

bool RoutingPlan::asksForAreas(const std::vector<RoutingRule>& rules) {
    return std::any_of(rules.begin(), rules.end(), [](const RoutingRule& rule) { return !rule.areas.empty(); });
}

RoutingPlan::RoutingPlan(std::vector<RoutingRule> rules, std::span<const access::Area> areas) : m_places(asksForAreas(rules)) {
    std::map<std::string, std::uint32_t> tags;
    const auto tagOf = [&tags](const std::string& area) { return tags.emplace(area, static_cast<std::uint32_t>(tags.size())).first->second; };
    for (const RoutingRule& rule : rules) {
        Step& step = m_steps.emplace_back();
        step.channels = bitsOf(rule.channels);
        step.segments = bitsOf(rule.segments);
        for (const std::string& area : rule.areas) step.areas.push_back(tagOf(area));
    }
    if (!m_places) return;
    for (const access::Area& area : areas) {
        if (const auto named = tags.find(area.id); named != tags.end()) m_areas.add(area.shape, {named->second});
    }
    m_areas.build();
}

void RoutingPlan::route(const AudienceBook& book, bool subscribed, AudienceRow& row) const {
    const LonLat* home = m_places ? book.home(row.account) : nullptr;
    const access::AreaTags here = home == nullptr ? access::AreaTags() : m_areas.at(*home);
    const auto lives = [&here](const Step& step) {
        return step.areas.empty() || std::any_of(step.areas.begin(), step.areas.end(), [&](std::uint32_t tag) { return std::binary_search(here.begin(), here.end(), tag); });
    };
    const auto& own = book.rows()[row.account].optedIn;
    const bool critical = book.critical(row.account);
    for (std::size_t c = 0; c < channelCount; ++c) {
        std::uint8_t who = 1U << static_cast<unsigned>(RoutingSegment::everyone);
        if (own[c]) who = static_cast<std::uint8_t>(who | 1U << static_cast<unsigned>(RoutingSegment::customers));
        if (subscribed && c == static_cast<std::size_t>(Channel::sms)) who = static_cast<std::uint8_t>(who | 1U << static_cast<unsigned>(RoutingSegment::subscribers));
        if (critical) who = static_cast<std::uint8_t>(who | 1U << static_cast<unsigned>(RoutingSegment::critical_care));
        row.routed[c] = std::any_of(m_steps.begin(), m_steps.end(), [&](const Step& step) { return bit(step.channels, c) && (step.segments & who) != 0 && lives(step); });
    }
}

Status check(const RoutingRules& all) {
    static const std::vector<std::string_view> severities{"minor", "major", "critical"}, contents{"etr", "advisory"};
    Problem why = problem("invalid_fields", "these rules cannot be saved: see `fields`");
    if (all.rules.size() > mostRules) why.fields.push_back({"rules", "too_many", "at most 100 rules"});
    for (std::size_t i = 0; i < all.rules.size(); ++i) {
        const RoutingRule& rule = all.rules[i];
        const std::string at = "rules[" + std::to_string(i) + "].";
        if (!plainName(rule.id)) why.fields.push_back({at + "id", "bad_value", "a rule has a name of 1 to 120 characters"});
        checkWords(rule.severities, severities, at + "severities", why);
        checkWords(rule.contentTypes, contents, at + "content_types", why);
        checkWords(rule.areas, {}, at + "areas", why);
        if (rule.channels.empty()) why.fields.push_back({at + "channels", "missing", "name at least one channel"});
        if (rule.segments.empty()) why.fields.push_back({at + "segments", "missing", "name at least one segment"});
        const bool same = std::any_of(all.rules.begin(), all.rules.begin() + static_cast<std::ptrdiff_t>(i), [&](const RoutingRule& other) { return other.id == rule.id; });
        if (same) why.fields.push_back({at + "id", "twice", "there are two rules of this name"});
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::comms
