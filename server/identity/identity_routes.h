// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The directory mirror over HTTP: how sources are, who has what and why, dry runs of mapping rules, tokens of SCIM clients.
#pragma once
#include "server/access/session_book.h"
#include "server/identity/scim_tokens.h"
#include "server/net/router.h"
#include "server/store/work_thread.h"
#include "shared/base/dice.h"
#include "shared/identity/reconcile.h"

namespace ok::identity {

struct IdentityRouteParts {
    Gate& gate;
    access::SessionBook& sessions;
    access::MatrixSource grants;
    ScimTokens& tokens;
    WorkThread& reader;
    std::function<Instant()> clock;
    Dice dice;
};

/// GET /v1/sync/status (and /sync/status), GET /v1/identities/users[/{id}], GET /v1/identities/mapping,
/// POST /v1/identities/mapping/preview and /test, GET and POST /v1/identities/scim-tokens.
void addIdentityRoutes(net::Router& router, IdentityRouteParts parts);

/// Everybody in the mirror as a dry run sees them.
[[nodiscard]] std::vector<MappedPerson> mappedPeople(Views& views);

}  // namespace ok::identity
