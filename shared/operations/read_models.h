// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Answers kept in memory (server/product/read_model.h) are thrown away and built anew on command; as an entry of the log, so
// that every server process that follows it does the same and it can be seen who asked.
#pragma once
#include <string>

#include "shared/access/command_card.h"
#include "shared/base/json.h"

namespace ok::operations {

struct RebuildReadModel {
    static constexpr CommandCard card{.name = "operations.rebuild_read_model", .action = "operations.read_models",
                                      .purpose = "administration", .refusalIsEvidence = true};
    std::string model;   ///< `incident_overview`
};
BOOST_DESCRIBE_STRUCT(RebuildReadModel, (), (model))

struct ReadModelRebuilt {
    static constexpr std::string_view eventType = "operations.read_model_rebuilt";
    std::string model;
};
BOOST_DESCRIBE_STRUCT(ReadModelRebuilt, (), (model))

}  // namespace ok::operations
