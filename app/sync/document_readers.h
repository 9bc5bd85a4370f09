// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// From the cache's documents to what the panels show. The one place where the console reads the domains' documents.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "app/desk/console_store.h"
#include "app/sync/document_cache.h"

namespace ok::app {

/// Who looks: decides which approvals are one's own and which may be released.
struct Viewer {
    std::string user;
    std::vector<std::string> roles;
    std::string mapDir;  // where base maps lie, empty: none
};

/// Documents of these places as a batch; unknown kinds are left out. With `everything`, all documents and a reset.
[[nodiscard]] StoreBatch readDocuments(DocumentCache& cache, const std::set<DocumentCache::Place>& places, const Viewer& viewer);
[[nodiscard]] StoreBatch readEverything(DocumentCache& cache, const Viewer& viewer);

}  // namespace ok::app
