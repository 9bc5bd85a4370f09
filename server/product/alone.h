// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A tool's gate, for the short time in which no server works for any utility of a database: it fires no timer and sends nothing.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "server/product/installation_keys.h"
#include "server/store/store.h"
#include "shared/base/instant.h"

namespace ok {

class Gate;

struct AloneParts {
    std::unique_ptr<Store> store;          ///< a writer
    InstallationKeys keys;
    std::function<Instant()> clock;
    std::function<void(Gate&)> addHandlers;
    std::string command;                   ///< its name
    std::function<std::string(const std::string& slug)> bodyFor;
};

/// Takes every utility's desk. Problem `store_unavailable`: a server works for one of them.
[[nodiscard]] Status takeEveryDesk(Store& store, const std::string& advice);
/// The command once for each utility; the last problem. The same body at the same moment is the same command.
[[nodiscard]] Status runAlone(AloneParts parts);

}  // namespace ok
