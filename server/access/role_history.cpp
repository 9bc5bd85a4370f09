// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/role_history.h"

#include "shared/access/gate_events.h"
#include "shared/access/permissions.h"

namespace ok::access {
namespace {

constexpr int pageSize = 1'000;
constexpr std::size_t mostCases = 200'001;   // one more than is worked with, so that more is noticed

template <class E>
bool read(const Entry& entry, bool allowed, PastAction& into) {
    const auto event = fromJson<E>(entry.payload);
    if (!event.ok()) return false;
    into.who = {entry.header.actor.id, event->roles, {}};
    const RequestedScope& asked = event->requestedScopes;
    into.question = {event->action, asked.channels, asked.territories, {}, asked.severities, asked.contentTypes, asked.audience, entry.header.eventTime};
    into.wasAllowed = allowed;
    return true;
}

}  // namespace

std::vector<policy::SimulationCase> roleHistory(Store& store, TenantId tenant, const std::string& kind, Instant from, Instant to) {
    std::vector<policy::SimulationCase> out;
    if (kind != rolesKind) return out;
    std::int64_t after = 0;
    while (out.size() < mostCases) {
        const auto page = store.entries(tenant, Stream::decisions, after, pageSize);
        if (page.empty()) return out;
        for (const Entry& entry : page) {
            if (entry.header.ledgerTime >= to) return out;
            if (entry.header.ledgerTime < from || entry.payload.empty()) continue;
            PastAction past;
            past.id = entry.header.entryId.str();
            const bool known = entry.header.type == AccessAllowed::eventType   ? read<AccessAllowed>(entry, true, past)
                               : entry.header.type == AccessRefused::eventType ? read<AccessRefused>(entry, false, past)
                                                                               : false;
            if (known) out.push_back({entry.header.ledgerTime, past.id, RawJson{toJson(past)}});
        }
        after = page.back().header.sequence;
    }
    return out;
}

}  // namespace ok::access
