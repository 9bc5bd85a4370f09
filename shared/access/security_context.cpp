// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/access/security_context.h"

#include <algorithm>

namespace ok {
namespace {

constexpr std::size_t longestAgent = 200;

}  // namespace

SecurityContext buildContext(TenantId tenant, Actor actor, std::vector<std::string> roles, Arrival arrival, bool drill) {
    SecurityContext who;
    who.tenant = tenant;
    who.actor = std::move(actor);
    who.roles = std::move(roles);
    who.source = std::move(arrival.source);
    who.address = std::move(arrival.address);
    who.userAgent = printableAgent(arrival.userAgent);
    who.device = std::move(arrival.device);
    who.traceId = std::move(arrival.traceId);
    who.drill = drill;
    return who;
}

SecurityContext serverContext(TenantId tenant, bool drill, std::string part, std::string actor) {
    return buildContext(tenant, {ActorType::system, std::move(actor)}, {"system"}, {.source = std::move(part), .address = {}, .userAgent = {}, .device = {}, .traceId = {}}, drill);
}

// It stands in the log and on screens: nothing that moves a cursor or pretends to be markup's end.
std::string printableAgent(std::string_view header) {
    std::string out(header.substr(0, longestAgent));
    std::replace_if(out.begin(), out.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return out;
}

std::string traceOf(const CommandId& command) {
    return toHex(command.bytes);
}

std::vector<std::string> lackingFacts(const SecurityContext& who) {
    std::vector<std::string> out;
    const auto need = [&out](bool stated, const char* name) {
        if (!stated) out.emplace_back(name);
    };
    const bool outside = who.actor.type != ActorType::system;
    need(who.tenant.known(), "tenant");
    need(!who.actor.id.empty(), "actor");
    need(!who.roles.empty() || who.scoped, "roles");
    need(!who.source.empty(), "source");
    need(who.traceId.size() == 32, "trace_id");
    // Nobody sits at the server's own jobs: they come from no address, with no program and no device.
    need(!outside || !who.address.empty(), "address");
    need(!outside || !who.userAgent.empty(), "user_agent");
    need(who.actor.type != ActorType::human || who.assurance > 0, "assurance");
    need(who.actor.type != ActorType::human || !who.device.empty(), "device");
    need(!who.scoped || !who.client.empty(), "client");
    return out;
}

}  // namespace ok
