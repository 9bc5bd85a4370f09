// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A small kind of policy document for tests of the engine: limits by place; a place whose limit goes away is a gap.
#pragma once
#include "shared/policy/life_cycle.h"

namespace ok::test {

inline policy::Kind limitsKind() {
    policy::Kind kind;
    kind.name = "limits";
    kind.emptyBody = R"({"places":[]})";
    kind.dimensions = {"place", "value"};
    kind.limits = {{"most", 1000}};
    kind.check = [](std::string_view body) -> Status {
        OK_ASSIGN(const auto document, parseJson(body));
        Problem why = problem("invalid_fields", "not a list of limits");
        const JsonView places = document.root()["places"];
        if (!places.isArray()) why.fields.push_back({"places", "not_a_list", "needs a list"});
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!places.at(i)["limit"].integer()) why.fields.push_back({"places." + std::to_string(i) + ".limit", "not_an_integer", "needs a number"});
        }
        if (why.fields.empty()) return {};
        return why;
    };
    kind.validate = [](const policy::Bodies& bodies, const policy::PolicySettings& settings) {
        std::vector<policy::Finding> out;
        const auto after = parseJson(bodies.after);
        for (std::size_t i = 0; i < after->root()["places"].size(); ++i) {
            const JsonView place = after->root()["places"].at(i);
            const std::int64_t limit = *place["limit"].integer();
            const std::string path = "/places/" + std::string(*place["id"].text());
            if (limit > settings.limits.at("most")) out.push_back({true, "too_much", path, "beyond what is allowed", {}});
            if (limit == 0) out.push_back({false, "nothing", path, "nothing is allowed here", {}});
        }
        return out;
    };
    return kind;
}

}  // namespace ok::test
