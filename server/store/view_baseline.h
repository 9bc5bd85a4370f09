// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Keeps and loads a ViewBaseline (shared/views/baseline.h): rows of the table `view_baseline`, one a document, and the
// setting of that name. What was kept is believed only when it is what the log says.
#pragma once
#include <optional>

#include "server/store/store.h"
#include "shared/views/baseline.h"

namespace ok {

struct KeptBaseline {
    ViewBaseline baseline;
    std::int64_t told = 0;      ///< sequence in `security` of the entry that says so
};
BOOST_DESCRIBE_STRUCT(KeptBaseline, (), (baseline, told))

/// Copies every document of a tenant, as the heads of its streams have made them. Inside a transaction, documents flushed.
[[nodiscard]] Result<ViewBaseline> keepBaseline(Store& store, TenantId tenant);
[[nodiscard]] Status noteBaseline(Store& store, TenantId tenant, const KeptBaseline& kept);
[[nodiscard]] std::optional<KeptBaseline> baselineOf(Store& store, TenantId tenant);
/// Puts its documents where there are none. Problem `baseline_damaged`: they, or the log's word, are not what they were.
[[nodiscard]] Status loadBaseline(Store& store, TenantId tenant, const KeptBaseline& kept);

}  // namespace ok
