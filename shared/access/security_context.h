// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one security context (TA1): every entry point (socket, REST, webhook, page, CLI, timer) builds the same, and the
// gate asks nothing else about who is acting.
#pragma once
#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/json.h"
#include "shared/ledger/entry.h"

namespace ok {

struct SecurityContext {
    TenantId tenant;
    Actor actor;
    SessionId session;
    std::vector<std::string> groups;  ///< ids of the directory's groups: roles are assigned to them in the roles matrix
    std::vector<std::string> roles;   ///< `operator`, `approver`, `supervisor`, `admin`, `intake`, `system`
    int assurance = 0;                ///< 0 none, 1 password, 2 hardware key (decisions.md 7)
    Instant freshUntil;               ///< a step-up with a hardware key counts until then; unknown: there was none
    std::string device;
    std::string address;              ///< remote address as text
    std::string purpose;              ///< `outage_response`, `intake`, ... (H2)
    std::string traceId;
    std::string source;               ///< `console`, `sms`, `web`, `feed:lgeku`, `timer`, ...
    bool drill = false;
    Instant drillTime;                ///< the rehearsed time; honoured only when `drill`
};
BOOST_DESCRIBE_STRUCT(SecurityContext, (), (tenant, actor, session, groups, roles, assurance, freshUntil, device, address, purpose, traceId,
                                            source, drill, drillTime))

}  // namespace ok
