// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What intake asks of other domains, as functions that main connects. Called on the gate's thread inside a command; an
// empty function answers "nothing known", so that intake works (into the tray) before a territory is imported.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/gate/command.h"
#include "shared/reports/feed_record.h"
#include "shared/reports/intake.h"

namespace ok::reports {

/// The incident a report belongs to now, and whether that still takes reports.
struct Joined {
    IncidentId incident;
    bool live = false;
};

struct ReportsPorts {
    // territory
    std::function<std::vector<AccountFact>(CommandContext&, const Token<PhoneNumber>&)> accountsOf;  ///< by number
    std::function<std::optional<AccountFact>(CommandContext&, const std::string& accountNumber)> accountByNumber;
    std::function<std::optional<AccountFact>(CommandContext&, AccountId)> account;
    std::function<std::optional<AddressFact>(CommandContext&, const std::string& address)> geocode;
    // incidents
    std::function<IncidentId(CommandContext&, const Report&)> join;   ///< after our events; unknown: alone so far
    std::function<void(CommandContext&, ReportId)> drop;
    std::function<Joined(CommandContext&, ReportId)> joined;
    std::function<void(CommandContext&, const FeedRecord&)> joinFeed;
    std::function<std::optional<IncidentFact>(CommandContext&, AccountId, std::optional<LonLat>, Service)> incidentFor;
};

}  // namespace ok::reports
