// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What approvals and duty read from outside (tests/fuzz/inputs.h): words of people, tokens and forms of one-tap links, documents of
// ladders, rosters, risk and guard rules, settings of schedulers.
#pragma once
#include <string_view>

namespace ok::fuzz {

void approvalWords(std::string_view bytes);
void oneTap(std::string_view bytes);
void ladders(std::string_view bytes);
void roster(std::string_view bytes);
void riskRules(std::string_view bytes);
void guardRules(std::string_view bytes);
void schedulers(std::string_view bytes);
void snapshotQuery(std::string_view bytes);

}  // namespace ok::fuzz
