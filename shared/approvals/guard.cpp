// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/guard.h"

#include <algorithm>
#include <tuple>

#include "shared/base/utf8.h"

namespace ok::approvals {
namespace {

constexpr std::size_t mostRules = 100, mostCodes = 50, longestUrl = 2048, longestRationale = 2000;

bool fits(std::string_view pattern, std::string_view action) {
    if (pattern.ends_with('*')) return action.starts_with(pattern.substr(0, pattern.size() - 1));
    return pattern == action;
}

bool isUrl(std::string_view text) {
    std::string_view rest;
    if (text.starts_with("https://")) rest = text.substr(8);
    else if (text.starts_with("http://")) rest = text.substr(7);
    const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
    return !rest.empty() && rest.front() != '/' && std::all_of(rest.begin(), rest.end(), plain);
}

/// Characters between the first and the last that is not white space.
int lettersOf(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return 0;
    text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    int letters = 0;
    for (std::size_t at = 0; at < text.size(); ++letters) (void)nextCodePoint(text, at);
    return letters;
}

bool plainName(std::string_view text) { return !text.empty() && text.size() <= 64 && std::none_of(text.begin(), text.end(), [](char c) { return c < ' '; }); }

void checkRule(const GuardRules& all, const GuardRule& rule, const std::string& at, Problem& why) {
    const auto wrong = [&](const char* field, const char* code, const std::string& words) { why.fields.push_back({at + "." + field, code, words}); };
    if (!plainName(rule.action) || rule.action == "*" || rule.action.starts_with("approvals.")) {
        wrong("action", "bad_value", "name an action or `domain.*`; what approvals themselves need is fixed");
    }
    if (rule.approvers < 0 || rule.approvers > 5) wrong("approvers", "out_of_range", "0 to 5 people besides the author");
    if (rule.rationaleAtLeast < 0 || rule.rationaleAtLeast > 500) wrong("rationale_at_least", "out_of_range", "0 to 500 characters");
    if (rule.answerWithinMinutes < 0 || rule.answerWithinMinutes > 24 * 60) wrong("answer_within_minutes", "out_of_range", "0 to 1,440 minutes");
    if (rule.reasonCode && all.reasonCodes.empty()) wrong("reason_code", "no_codes", "a reason code is asked for, but the list of codes is empty");
    const bool escalates = rule.answerWithinMinutes > 0 || rule.escalateAfterRejection;
    if (escalates && rule.escalateTo.empty()) wrong("escalate_to", "missing", "name the role it is escalated to");
    if (rule.perChannel && rule.approvers < 1) wrong("per_channel", "no_approvers", "channels wait one by one only where somebody has to approve");
    for (const std::string& severity : rule.severities) {
        if (!plainName(severity)) wrong("severities", "bad_value", "a severity has 1 to 64 characters");
    }
    if (rule.approvers > 0) {
        if (const auto keys = check(quorumOf(rule)); !keys.ok()) {
            for (const FieldProblem& field : keys.problem().fields) wrong(field.field.c_str(), field.code.c_str(), field.message);
        }
    }
    for (const std::string& group : rule.restrictedGroups) {
        if (!plainName(group)) wrong("restricted_groups", "bad_value", "a group has 1 to 64 characters");
    }
    for (const std::string& role : rule.roles) {
        if (!plainName(role)) wrong("roles", "bad_value", "a role has 1 to 64 characters");
    }
}

}  // namespace

std::string Justification::words() const {
    std::string out = reasonCode;
    if (!rationale.empty()) out += (out.empty() ? "" : ": ") + rationale;
    if (!attachment.empty()) out += (out.empty() ? "(" : " (") + attachment + ")";
    return out;
}

GuardRule ruleFor(const GuardRules& rules, std::string_view action, const std::vector<std::string>& severities) {
    const auto named = [&](const GuardRule& rule) {
        return std::any_of(rule.severities.begin(), rule.severities.end(), [&](const std::string& s) { return std::find(severities.begin(), severities.end(), s) != severities.end(); });
    };
    // What is of several severities at once needs what the strictest of their rules asks for.
    const auto rank = [](const GuardRule& rule) { return std::tuple(rule.action.size(), !rule.severities.empty(), rule.approvers); };
    const GuardRule* best = nullptr;
    for (const GuardRule& rule : rules.rules) {
        const bool holds = fits(rule.action, action) && (rule.severities.empty() || named(rule));
        if (holds && (best == nullptr || rank(rule) > rank(*best))) best = &rule;
    }
    return best == nullptr ? GuardRule{} : *best;
}

GuardRule ruleInForce(const GuardRules* rules, std::string_view action, const std::vector<std::string>& severities, bool highRisk) {
    GuardRule out = rules == nullptr ? GuardRule{} : ruleFor(*rules, action, severities);
    if (highRisk) out.approvers = std::max(out.approvers, 1);
    return out;
}

Quorum quorumOf(const GuardRule& rule) {
    Quorum out;
    out.people = std::max(rule.approvers, 1) + 1;
    out.roles = rule.rolesAtLeast;
    out.onlyRoles = rule.roles;
    out.differentRoles = rule.differentRoles;
    out.differentTeams = rule.differentTeams;
    out.restrictedGroups = rule.restrictedGroups;
    return out;
}

Status checkJustification(const GuardRules& rules, const GuardRule& rule, const Justification& given) {
    Problem why = problem("justification_needed", "say why: this action needs a reason, see `fields`");
    const auto wrong = [&](const char* field, const char* code, std::string words) { why.fields.push_back({field, code, std::move(words)}); };
    const bool known = std::find(rules.reasonCodes.begin(), rules.reasonCodes.end(), given.reasonCode) != rules.reasonCodes.end();
    if (rule.reasonCode && given.reasonCode.empty()) wrong("reason_code", "missing", "choose a reason");
    else if (!given.reasonCode.empty() && !known) wrong("reason_code", "unknown_value", "this is none of the utility's reasons");
    const int letters = lettersOf(given.rationale);
    if (rule.rationaleAtLeast > 0 && letters == 0) wrong("rationale", "missing", "say it in your own words");
    else if (letters < rule.rationaleAtLeast) wrong("rationale", "too_short", std::to_string(rule.rationaleAtLeast - letters) + " more characters");
    if (given.rationale.size() > longestRationale) wrong("rationale", "too_long", "at most 2,000 bytes");
    if (rule.attachment && given.attachment.empty()) wrong("attachment", "missing", "give the link of the ticket or document");
    else if (given.attachment.size() > longestUrl) wrong("attachment", "too_long", "a link has at most 2,048 characters");
    else if (!given.attachment.empty() && !isUrl(given.attachment)) wrong("attachment", "not_a_url", "this is not a link");
    if (why.fields.empty()) return {};
    return why;
}

Status check(const GuardRules& rules) {
    Problem why = problem("invalid_fields", "these rules cannot be set: see `fields`");
    if (rules.rules.size() > mostRules) why.fields.push_back({"rules", "too_many", "at most 100 rules"});
    if (rules.reasonCodes.size() > mostCodes) why.fields.push_back({"reason_codes", "too_many", "at most 50 codes"});
    for (std::size_t i = 0; i < rules.reasonCodes.size(); ++i) {
        const std::string at = "reason_codes[" + std::to_string(i) + "]";
        if (!plainName(rules.reasonCodes[i])) why.fields.push_back({at, "bad_value", "a code has 1 to 64 characters"});
        if (std::find(rules.reasonCodes.begin(), rules.reasonCodes.begin() + static_cast<std::ptrdiff_t>(i), rules.reasonCodes[i]) !=
            rules.reasonCodes.begin() + static_cast<std::ptrdiff_t>(i)) {
            why.fields.push_back({at, "twice", "this code stands there twice"});
        }
    }
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        checkRule(rules, rules.rules[i], "rules[" + std::to_string(i) + "]", why);
        const auto same = [&](const GuardRule& other) {
            if (other.action != rules.rules[i].action) return false;
            const auto& mine = rules.rules[i].severities;
            const bool shared = std::any_of(mine.begin(), mine.end(), [&](const std::string& s) { return std::find(other.severities.begin(), other.severities.end(), s) != other.severities.end(); });
            return shared || (mine.empty() && other.severities.empty());
        };
        if (std::count_if(rules.rules.begin(), rules.rules.end(), same) > 1) {
            why.fields.push_back({"rules[" + std::to_string(i) + "].action", "twice", "there are two rules for this action"});
        }
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::approvals
