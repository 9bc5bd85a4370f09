// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/ladder_kind.h"

#include <set>
#include <tuple>

namespace ok::oncall {
namespace {

bool fits(std::string_view pattern, std::string_view command) {
    if (!pattern.ends_with('*')) return pattern == command;
    return command.starts_with(pattern.substr(0, pattern.size() - 1));
}

/// Warnings: a request that somebody would be called for now, and by the draft nobody.
std::vector<policy::Finding> findings(const policy::Bodies& bodies) {
    std::vector<policy::Finding> out;
    const auto before = fromJson<LadderRules>(bodies.before), after = fromJson<LadderRules>(bodies.after);
    if (!before.ok() || !after.ok()) return out;
    for (const LadderChoice& choice : before->choices) {
        std::vector<std::string> severities = choice.severities;
        if (severities.empty()) severities.emplace_back();
        for (const std::string& severity : severities) {
            if (ladderFor(*after, choice.command, severity)) continue;
            out.push_back({false, "nobody_is_called", "/choices", "nobody would be called for " + choice.command, {{"command", choice.command}, {"severity", severity}}});
        }
    }
    return out;
}

}  // namespace

std::optional<LadderPolicy> ladderFor(const LadderRules& rules, std::string_view command, std::string_view severity) {
    const LadderChoice* best = nullptr;
    const auto rank = [](const LadderChoice& choice) { return std::tuple(choice.command.size(), !choice.severities.empty()); };
    for (const LadderChoice& choice : rules.choices) {
        const bool named = choice.severities.empty() || std::find(choice.severities.begin(), choice.severities.end(), severity) != choice.severities.end();
        if (fits(choice.command, command) && named && (best == nullptr || rank(choice) > rank(*best))) best = &choice;
    }
    if (best == nullptr) return std::nullopt;
    const auto found = std::find_if(rules.ladders.begin(), rules.ladders.end(), [best](const LadderPolicy& each) { return each.id == best->ladder; });
    return found == rules.ladders.end() ? std::nullopt : std::optional(*found);
}

Status check(const LadderRules& rules) {
    Problem why = problem("invalid_fields", "these ladders cannot be used: see `fields`");
    const auto wrong = [&why](std::string field, std::string code, std::string words) {
        if (why.fields.size() < 50) why.fields.push_back({std::move(field), std::move(code), std::move(words)});
    };
    if (rules.ladders.size() > 50 || rules.choices.size() > 200) wrong("ladders", "too_many", "at most 50 ladders and 200 choices");
    std::set<std::string> ids;
    for (const LadderPolicy& each : rules.ladders) {
        if (each.id.empty() || !ids.insert(each.id).second) wrong("ladders." + each.id, "twice", "a ladder needs an id of its own");
        if (const Status status = check(each); !status.ok()) {
            for (const FieldProblem& field : status.problem().fields) wrong("ladders." + each.id + "." + field.field, field.code, field.message);
        }
    }
    for (const LadderChoice& choice : rules.choices) {
        if (choice.command.empty()) wrong("choices", "missing", "a choice names a command, or *");
        if (!ids.contains(choice.ladder)) wrong("choices", "unknown_value", "there is no such ladder: " + choice.ladder);
    }
    if (why.fields.empty()) return {};
    return why;
}

policy::Kind makeLadderKind() {
    policy::Kind kind;
    kind.name = ladderKind;
    kind.emptyBody = policy::normalForm(toJson(LadderRules{})).valueOr("{}");
    kind.schema = jsonSchema<LadderRules>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const LadderRules rules, fromJson<LadderRules>(body));
        return toJson(rules);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const LadderRules rules, fromJson<LadderRules>(body));
        return check(rules);
    };
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings&) { return findings(bodies); };
    return kind;
}

}  // namespace ok::oncall
