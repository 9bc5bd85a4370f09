// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/guard_kind.h"

namespace ok::approvals {
namespace {

GuardRules rulesOf(std::string_view body) {
    GuardDocument document = fromJson<GuardDocument>(body).valueOr({});
    return {0, std::move(document.reasonCodes), std::move(document.rules)};
}

std::vector<policy::Finding> findings(const policy::Bodies& bodies, const std::vector<std::string>& cannotBeHeld) {
    std::vector<policy::Finding> out;
    const GuardRules before = rulesOf(bodies.before), after = rulesOf(bodies.after);
    for (std::size_t i = 0; i < after.rules.size(); ++i) {
        const GuardRule& rule = after.rules[i];
        for (const std::string& action : cannotBeHeld) {
            if (rule.approvers < 1 || !(ruleFor(after, action, rule.severities) == rule)) continue;
            out.push_back({true, "cannot_be_held", "/rules/" + std::to_string(i) + "/approvers", action + " holds personal data and cannot wait in the log",
                           {{"action", action}, {"rule", rule.action}}});
        }
    }
    for (const GuardRule& rule : before.rules) {
        const GuardRule now = ruleFor(after, rule.action, rule.severities);
        if (now.approvers < rule.approvers) {
            out.push_back({false, "fewer_people", "/rules", rule.action + " would need fewer people than now",
                           {{"action", rule.action}, {"before", std::to_string(rule.approvers)}, {"after", std::to_string(now.approvers)}}});
        }
    }
    return out;
}

}  // namespace

policy::Kind makeGuardKind(std::function<std::vector<std::string>()> cannotBeHeld) {
    policy::Kind kind;
    kind.name = guardKind;
    kind.emptyBody = policy::normalForm(toJson(GuardDocument{})).valueOr("{}");
    kind.schema = jsonSchema<GuardDocument>();
    kind.normalise = [](std::string_view body) -> Result<std::string> {
        OK_ASSIGN(const GuardDocument document, fromJson<GuardDocument>(body));
        return toJson(document);
    };
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const GuardDocument document, fromJson<GuardDocument>(body));
        return check(GuardRules{0, document.reasonCodes, document.rules});
    };
    kind.validate = [cannotBeHeld = std::move(cannotBeHeld)](const policy::Bodies& bodies, const policy::PolicySettings&) {
        return findings(bodies, cannotBeHeld ? cannotBeHeld() : std::vector<std::string>{});
    };
    return kind;
}

}  // namespace ok::approvals
