// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The words of a matrix, and policies made from templates.
#include "shared/access/roles_matrix.h"

#include <algorithm>

#include "shared/access/actions.h"

namespace ok::access {
namespace {

std::string lowered(std::string_view word) {
    while (!word.empty() && word.front() == ' ') word.remove_prefix(1);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    std::string out(word);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

const PolicyTemplate* findTemplate(const RolesMatrix& matrix, std::string_view id, int version) {
    const PolicyTemplate* best = nullptr;
    for (const PolicyTemplate& t : matrix.templates) {
        if (t.id != id || (version != 0 && t.version != version)) continue;
        if (best == nullptr || t.version > best->version) best = &t;
    }
    return best;
}

/// Puts what is filled in where the blank stands; false when there is nothing to put there.
bool fill(std::vector<std::string>& list, std::string_view blank, const std::vector<std::string>& values) {
    const auto at = std::find(list.begin(), list.end(), blank);
    if (at == list.end()) return true;
    const auto place = list.erase(at);
    list.insert(place, values.begin(), values.end());
    return !values.empty();
}

bool isInstance(const Policy& policy, std::string_view id, std::string_view instance) {
    return policy.from && policy.from->id == id && policy.from->instance == instance;
}

}  // namespace

std::string canonicalWord(std::string_view word) { return lowered(word); }

std::string canonicalChannel(std::string_view word) {
    std::string out = lowered(word);
    return out == "ivr" ? "voice" : out == "text" ? "sms" : out;
}

std::string canonicalAction(std::string_view word) {
    std::string out = lowered(word);
    std::replace(out.begin(), out.end(), ' ', '_');
    for (const ActionInfo& info : knownActions()) {
        if (!info.word.empty() && info.word == out) return std::string(info.name);
    }
    return out;
}

Result<std::vector<Policy>> instantiate(const RolesMatrix& matrix, std::string_view templateId, int version,
                                        const TemplateValues& values) {
    const PolicyTemplate* from = findTemplate(matrix, templateId, version);
    if (from == nullptr) return problem("unknown_template", "there is no such template", {{"template", std::string(templateId)}});
    if (values.instance.empty()) return problem("template_blank", "an instance needs a name", {{"blank", "instance"}});
    std::vector<Policy> out = from->policies;
    for (Policy& policy : out) {
        const std::pair<std::string_view, bool> blanks[] = {
            {"actions", fill(policy.actions, "{actions}", values.actions)},
            {"channels", fill(policy.scope.channels, "{channels}", values.scope.channels)},
            {"territories", fill(policy.scope.territories, "{territories}", values.scope.territories) || !values.scope.areas.empty()},
            {"areas", fill(policy.scope.areas, "{areas}", values.scope.areas) || !values.scope.territories.empty()},
            {"severities", fill(policy.scope.severities, "{severities}", values.scope.severities)},
            {"content_types", fill(policy.scope.contentTypes, "{content_types}", values.scope.contentTypes)}};
        for (const auto& [blank, filled] : blanks) {
            if (!filled) return problem("template_blank", "a blank of the template stays empty", {{"blank", std::string(blank)}});
        }
        if (values.scope.maxAudience) policy.scope.maxAudience = values.scope.maxAudience;
        policy.from = TemplateRef{from->id, from->version, values.instance};
        policy.id = from->id + "." + values.instance + "." + policy.id;
    }
    return out;
}

Result<RolesMatrix> withInstance(RolesMatrix matrix, std::string_view templateId, int version, const TemplateValues& values) {
    OK_ASSIGN(auto made, instantiate(matrix, templateId, version, values));
    std::erase_if(matrix.policies, [&](const Policy& p) { return isInstance(p, templateId, values.instance); });
    for (Policy& policy : made) matrix.policies.push_back(std::move(policy));
    return matrix;
}

}  // namespace ok::access
