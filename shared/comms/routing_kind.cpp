// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/routing_kind.h"

#include <algorithm>
#include <map>
#include <set>

#include "shared/comms/broadcast_change.h"

namespace ok::comms {
namespace {

std::vector<RoutingCase> everyCase() {
    std::vector<RoutingCase> out;
    for (const UpdateKind kind : {UpdateKind::detected, UpdateKind::confirmed, UpdateKind::eta_set, UpdateKind::eta_changed, UpdateKind::partial, UpdateKind::restored}) {
        for (const char* severity : {"minor", "major", "critical"}) {
            for (const char* content : {"etr", "advisory"}) out.push_back({kind, severity, content});
        }
    }
    return out;
}

std::string nameOf(const RoutingCase& each) { return enumName(each.kind) + "/" + each.severity + "/" + each.contentType; }

std::set<Channel> channelsOf(const std::vector<RoutingRule>& rules) {
    std::set<Channel> out;
    for (const RoutingRule& rule : rules) out.insert(rule.channels.begin(), rule.channels.end());
    return out;
}

std::vector<policy::Finding> findings(const policy::Bodies& bodies) {
    std::vector<policy::Finding> out;
    const RoutingRules before = routingOf(bodies.before, 0), after = routingOf(bodies.after, 0);
    if (after.rules.empty()) out.push_back({true, "nobody_told", "/rules", "by these rules nobody would be told anything", {}});
    std::map<Channel, std::vector<std::string>> silent;
    for (const RoutingCase& each : everyCase()) {
        const auto now = channelsOf(rulesFor(after, each));
        for (const Channel channel : channelsOf(rulesFor(before, each))) {
            if (!now.contains(channel)) silent[channel].push_back(nameOf(each));
        }
    }
    for (const auto& [channel, cases] : silent) {
        std::string names;
        for (const std::string& each : cases) names += (names.empty() ? "" : ", ") + each;
        out.push_back({false, "channel_silent", "/rules", "nobody would hear by " + enumName(channel) + " any more of: " + names,
                       {{"channel", enumName(channel)}, {"cases", names}}});
    }
    return out;
}

/// What one set of rules says about everybody.
struct Told {
    std::vector<AccountId> accounts;
    std::array<std::int64_t, channelCount> reached{};
};

Told tellAll(AudienceSlice& everybody, std::vector<RoutingRule> rules, std::span<const access::Area> areas) {
    everybody.route(RoutingPlan(std::move(rules), areas));
    AudienceQuestion question = everybody.question();
    question.emergency = true;   // when it may be sent is another question
    const Audience audience = findAudience(question);
    Told out;
    std::vector<std::uint8_t> seen(everybody.book().size(), 0);
    for (const std::uint32_t account : audience.accounts) {
        if (seen[account] == 0) out.accounts.push_back(everybody.book().id(account));
        seen[account] = 1;
    }
    for (std::size_t c = 0; c < channelCount; ++c) out.reached[c] = audience.totals[c].reached;
    return out;
}

RecipientsChange between(Told before, Told after) {
    RecipientsChange out;
    out.recipientsBefore = digestOfRecipients(std::move(before.accounts), out.recipientCountBefore);
    out.recipientsAfter = digestOfRecipients(std::move(after.accounts), out.recipientCountAfter);
    out.recipientCountDelta = out.recipientCountAfter - out.recipientCountBefore;
    return out;
}

void compareRules(const RoutingRules& before, const RoutingRules& after, RoutingChange& out) {
    std::map<std::string, std::pair<const RoutingRule*, const RoutingRule*>> both;
    for (const RoutingRule& rule : before.rules) both[rule.id].first = &rule;
    for (const RoutingRule& rule : after.rules) both[rule.id].second = &rule;
    for (const auto& [id, pair] : both) {
        if (pair.first == nullptr) out.rulesAdded.push_back(id);
        else if (pair.second == nullptr) out.rulesRemoved.push_back(id);
        else if (!(*pair.first == *pair.second)) out.rulesModified.push_back(id);
    }
}

}  // namespace

RoutingRules routingOf(std::string_view body, int version) { return {version, fromJson<RoutingDocument>(body).valueOr({}).rules}; }

policy::Kind makeRoutingKind() {
    policy::Kind kind;
    kind.name = routingKind;
    kind.emptyBody = policy::normalForm(toJson(RoutingDocument{usualRouting().rules})).valueOr("{}");
    kind.schema = jsonSchema<RoutingDocument>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const RoutingDocument document, fromJson<RoutingDocument>(body));
        return toJson(document);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(RoutingDocument document, fromJson<RoutingDocument>(body));
        return check(RoutingRules{0, std::move(document.rules)});
    };
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings&) { return findings(bodies); };
    return kind;
}

RoutingChange changeOf(const RoutingRules& before, const RoutingRules& after, AudienceSlice everybody, std::span<const access::Area> areas) {
    RoutingChange out;
    compareRules(before, after, out);
    Told was = tellAll(everybody, before.rules, areas), is = tellAll(everybody, after.rules, areas);
    for (const Channel channel : {Channel::sms, Channel::email, Channel::voice}) {
        const auto at = static_cast<std::size_t>(channel);
        out.channels.push_back({channel, was.reached[at], is.reached[at], is.reached[at] - was.reached[at]});
    }
    out.recipients = between(std::move(was), std::move(is));
    // Most broadcasts are told by the same few rules: each such set is asked once.
    std::map<std::pair<std::string, std::string>, std::vector<RoutingCase>> alike;
    for (const RoutingCase& each : everyCase()) {
        const auto had = rulesFor(before, each), has = rulesFor(after, each);
        if (had != has) alike[{toJson(had), toJson(has)}].push_back(each);
    }
    for (const auto& [rules, cases] : alike) {
        if (out.cases.size() == mostCases) break;
        CaseChange& change = out.cases.emplace_back();
        for (const RoutingCase& each : cases) change.cases.push_back(nameOf(each));
        change.recipients = between(tellAll(everybody, rulesFor(before, cases.front()), areas), tellAll(everybody, rulesFor(after, cases.front()), areas));
    }
    return out;
}

}  // namespace ok::comms
