// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Texts by which the utility's own people answer: `ACK` says "I am on it" about what they were asked (F05.R7.A3). Whose number it is stands
// in the providers file; anybody else's text is a customer's.
#pragma once
#include "server/product/domains.h"

namespace ok {

/// For ReportsRouteOptions::staffText.
[[nodiscard]] std::function<bool(const TenantProfile&, const std::string& from, const std::string& text, const std::string& messageId, std::function<void(std::string)> reply)>
staffAnswers(Gate& gate, comms::ProviderBook book);

}  // namespace ok
