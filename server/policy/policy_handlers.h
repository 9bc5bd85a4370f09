// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out server/policy/policy_commands.h on the gate: loads, asks shared/policy/life_cycle.h, tells what happened.
#pragma once
#include <memory>

#include "server/gate/gate.h"
#include "server/policy/policy_commands.h"
#include "shared/policy/life_cycle.h"

namespace ok::policy {

/// Called in place of telling a publication, which it has to do by calling `publish`: what else a version changed by going live.
using AroundPublication = std::function<void(CommandContext&, const PolicyPublished&, const std::string& reason, const std::function<void()>& publish)>;

/// One id a human being over all their accounts; without it each account is a person of its own.
using PersonOf = std::function<std::string(CommandContext&, const std::string& account)>;

/// Before the gate starts.
void addHandlers(Gate& gate, std::shared_ptr<const Kinds> kinds, AroundPublication around = {}, PersonOf personOf = {});

/// Everything a decision about a version needs, from the views of one tenant. Problems `kind_not_found`,
/// `policy_version_not_found`. Version 0: no version, only what is live.
[[nodiscard]] Result<Facts> factsFrom(Views& views, const Kinds& kinds, const std::string& kind, int version);
[[nodiscard]] PolicySettings settingsIn(Views& views, const Kind& kind);
/// Its highest number so far.
[[nodiscard]] int lastVersion(Views& views, const std::string& kind);
/// `policy:roles` and `policy:roles/7`: what the audit search finds a version's entries by.
[[nodiscard]] std::vector<std::string> subjectsOf(const std::string& kind, int version);

}  // namespace ok::policy
