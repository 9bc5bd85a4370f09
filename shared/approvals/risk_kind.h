// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Risk rules as a kind of policy document: drafted, reviewed, published and rolled back like the roles. A simulation judges past sends
// (SimulationCase::request is a RiskInputs) by both versions.
#pragma once
#include "shared/approvals/risk.h"
#include "shared/policy/kind.h"

namespace ok::approvals {

inline constexpr std::string_view riskKind = "risk_rules";

[[nodiscard]] policy::Kind makeRiskKind();
/// The body of a version, with its number. An empty body is the standard rules.
[[nodiscard]] Result<RiskRules> riskRulesOf(std::string_view body, int version);

}  // namespace ok::approvals
