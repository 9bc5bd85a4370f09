// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Asks the decision engine every question of tests/vectors/access and explains every answer; says how many came out otherwise than
// the file says. Its sources are compiled with branch counters (decision_coverage.py reads them): H1.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "shared/access/decision.h"

namespace ok::access {
namespace {

struct Expected {
    bool allowed = false;
    std::string reason;
    std::vector<std::string> policies;
};
BOOST_DESCRIBE_STRUCT(Expected, (), (allowed, reason, policies))
struct Case {
    std::string name;
    Principal who;
    AccessQuestion question;
};
BOOST_DESCRIBE_STRUCT(Case, (), (name, who, question))

int run(const char* path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const auto document = parseJson(text.str());
    if (!document.ok()) return 2;
    auto matrix = fromJson<RolesMatrix>(document->root()["matrix"]);
    if (!matrix.ok()) return 2;
    const auto compiled = CompiledMatrix::compile(std::move(*matrix), "coverage");
    if (!compiled.ok()) return 2;
    int wrong = 0, asked = 0;
    const auto cases = document->root()["cases"];
    for (std::size_t i = 0; i < cases.size(); ++i, ++asked) {
        const auto who = fromJson<Principal>(cases.at(i)["who"]);
        const auto question = fromJson<AccessQuestion>(cases.at(i)["question"]);
        const auto expect = fromJson<Expected>(cases.at(i)["expect"]);
        if (!who.ok() || !question.ok()) return 2;
        const Verdict verdict = decide(compiled->get(), *who, *question);
        const AccessDecision said = explain(compiled->get(), TenantId{}, *who, *question, verdict);
        const bool same = expect.ok() ? said.allowed == expect->allowed && said.reason == expect->reason : false;
        if (same) continue;
        ++wrong;
        const std::string name(cases.at(i)["name"].text().value_or(""));
        std::printf("%s: %s\n", name.c_str(), said.reason.c_str());
    }
    std::printf("%d questions, %d other answers\n", asked, wrong);
    return wrong == 0 && asked > 0 ? 0 : 1;
}

}  // namespace
}  // namespace ok::access

int main(int count, char** words) {
    int worst = count > 1 ? 0 : 2;
    for (int i = 1; i < count; ++i) worst = std::max(worst, ok::access::run(words[i]));
    return worst;
}
