// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a regulator or a monitor may ask of the log, signed in with the action `ledger.read`:
//   GET /v1/ledger/keys                             the public keys (RFC 8037), for everybody
//   GET /v1/ledger/{stream}/checkpoint              a signed note (C2SP tlog-checkpoint), text/plain
//   GET /v1/ledger/{stream}/inclusion?sequence=&size=
//   GET /v1/ledger/{stream}/consistency?from=&to=
//   GET /v1/ledger/{stream}/days/{day}?sequence=    the root of a UTC day, and an entry's place in it
// Writing to any of them answers 405: nothing changes the log but the gate.
#pragma once
#include "server/access/session_book.h"
#include "server/access/tenant_directory.h"
#include "server/ledger/tree_cache.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/base/digest.h"

namespace ok::ledger {

struct LedgerRouteParts {
    access::SessionBook& sessions;
    const TenantDirectory& tenants;
    MatrixSource grants;
    WorkThread& reader;
    std::shared_ptr<const SigningKey> key;
    std::function<Instant()> clock;
    std::shared_ptr<TreeCache> trees = std::make_shared<TreeCache>();   ///< used on the reader's thread only
};

void addRoutes(net::Router& router, LedgerRouteParts parts);

/// Who signs the notes of this installation.
inline constexpr const char* noteSigner = "outagekit";

}  // namespace ok::ledger
