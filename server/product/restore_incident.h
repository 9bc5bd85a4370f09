// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Puts back what a live database has lost of one incident (E40, partial restore): payloads that are gone or damaged, and the
// personal values they speak of. History itself is never replaced: where the two logs differ, nothing is done.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "server/store/store.h"
#include "shared/base/json.h"

namespace ok {

struct IncidentRestoreOptions {
    std::filesystem::path backup;    ///< database of the unpacked backup
    std::string utility;             ///< slug
    std::string incident;            ///< id, or any id that entries name as a subject
    bool dryRun = false;
};

struct IncidentRestore {
    int entries = 0;                 ///< of the incident, its reports and broadcasts, in the backup
    int same = 0;                    ///< whole in the live database
    int putBack = 0;                 ///< payloads
    int keptErased = 0;              ///< erased on purpose since (tombstone): they stay erased
    int values = 0;                  ///< personal values put back
    int valuesKeptErased = 0;        ///< of people who asked to be forgotten
    bool viewsIdentical = false;     ///< after a rebuild: the documents needed no change
    std::vector<std::string> fixed;  ///< `ops 17 incident.opened`, at most 50
};
BOOST_DESCRIBE_STRUCT(IncidentRestore, (), (entries, same, putBack, keptErased, values, valuesKeptErased, viewsIdentical, fixed))

/// Into the database of a server that does not run, or does not work for this utility. Problems: `unknown_tenant`, `incident_not_found`, `histories_differ` (with the place), `store_unavailable`.
[[nodiscard]] Result<IncidentRestore> restoreIncident(const IncidentRestoreOptions& options, Store& live);

}  // namespace ok
