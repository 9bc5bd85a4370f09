// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The SCIM 2.0 server (RFC 7644) under /scim/v2.
#pragma once
#include <memory>

#include "server/identity/scim_reader.h"
#include "server/identity/scim_tokens.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"

namespace ok::identity {

inline constexpr int mostBulkOperations = 500;
inline constexpr std::size_t mostBulkBytes = 900 * 1024;

struct ScimRouteParts {
    Gate& gate;
    ScimTokens& tokens;
    WorkThread& reader;
    std::shared_ptr<ScimReader> people;
    Dice dice;
};

void addScimRoutes(net::Router& router, ScimRouteParts parts);

}  // namespace ok::identity
