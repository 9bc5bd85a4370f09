// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one security context (TA1): every entry point (socket, REST, webhook, page, CLI, timer) builds the same, and the
// gate asks nothing else about who is acting.
#pragma once
#include <string>
#include <string_view>
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
    std::vector<std::string> withheld;  ///< roles that do not count now, whoever gave them (key_standing.h)
    int assurance = 0;                ///< 0 none, 1 password, 2 hardware key (decisions.md 7)
    Instant freshUntil;               ///< a step-up with a hardware key counts until then; unknown: there was none
    std::string device;
    std::string address;              ///< remote address as text
    std::string userAgent;            ///< what the caller's program calls itself; at most 200 printable bytes
    std::string purpose;              ///< as stated by the caller; empty: it follows from the action (purposes.h, H2)
    std::string authority;            ///< by what right, where the caller says so: a request's number, a statute
    std::string traceId;
    std::string source;               ///< `console`, `sms`, `web`, `feed:lgeku`, `timer`, ...
    bool drill = false;
    Instant drillTime;                ///< the rehearsed time; honoured only when `drill`
    std::string client;               ///< the API client or token that acts, empty for a person's own session
    bool scoped = false;              ///< only what `scopes` cover, whatever the roles say (api_scopes.h)
    std::vector<std::string> scopes;  ///< `policies.read`, ...
};
BOOST_DESCRIBE_STRUCT(SecurityContext, (), (tenant, actor, session, groups, roles, assurance, freshUntil, device, address, purpose, traceId,
                                            source, drill, drillTime, client, scoped, scopes, userAgent, authority))

/// How a request came in. Every entry point fills one, the same builder makes a context of it.
struct Arrival {
    std::string source;      ///< `console`, `api`, `sms`, `scim`, `timer`, ...
    std::string address;
    std::string userAgent;
    std::string device;
    std::string traceId;     ///< 32 hex digits; empty: the gate derives one from the command's id
};

/// The one builder (TA1). `roles` are what the account, token or machine has; what a session knows besides (assurance, scopes)
/// is set on what it returns.
[[nodiscard]] SecurityContext buildContext(TenantId tenant, Actor actor, std::vector<std::string> roles, Arrival arrival, bool drill);
/// The server itself: `part` is the source, `log_watch`, `notary`, ...
[[nodiscard]] SecurityContext serverContext(TenantId tenant, bool drill, std::string part, std::string actor = "system");
/// A User-Agent header as it may stand in the log.
[[nodiscard]] std::string printableAgent(std::string_view header);
/// A trace for what no request started: 32 hex digits of the command's id.
[[nodiscard]] std::string traceOf(const CommandId& command);
/// Names of the facts that every context has to state and this one does not.
[[nodiscard]] std::vector<std::string> lackingFacts(const SecurityContext& who);

}  // namespace ok
