// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/comms/routing_evidence.h"

#include "server/comms/broadcast_audience.h"

namespace ok::comms {

RoutingChange routingChange(CommandContext& cx, const CommsPorts& ports, const RoutingRules& before, const RoutingRules& after) {
    const Affected everybody = ports.everybody ? ports.everybody(cx) : everybodyOf(std::vector<territory::Account>());
    const bool places = ports.areas && (RoutingPlan::asksForAreas(before.rules) || RoutingPlan::asksForAreas(after.rules));
    return changeOf(before, after, sliceOf(cx, ports, everybody), places ? ports.areas(cx) : std::vector<access::Area>());
}

Status previewRouting(CommandContext& cx, const CommsPorts& ports, const PreviewRouting& command) {
    const auto body = cx.views().find<policy::PolicyBody>(policy::PolicyVersion::idOf(std::string(routingKind), command.version));
    if (!body) return problem("policy_version_not_found", "there is no such version of the routing rules");
    cx.reply(routingChange(cx, ports, routingNow(cx.views()), routingOf(body->body.text, command.version)));
    return {};
}

policy::AroundPublication aroundRouting(std::shared_ptr<const CommsPorts> ports, policy::AroundPublication inner) {
    return [ports = std::move(ports), inner = std::move(inner)](CommandContext& cx, const policy::PolicyPublished& event, const std::string& reason,
                                                                const std::function<void()>& publish) {
        if (event.kind != routingKind) return inner ? inner(cx, event, reason, publish) : publish();
        const RoutingRules before = routingNow(cx.views());
        publish();
        const RoutingRules after = routingNow(cx.views());
        cx.emit(RoutingChanged{after.version, before.version, routingChange(cx, *ports, before, after)},
                {.subjects = policy::subjectsOf(event.kind, event.number), .justification = reason, .stream = Stream::security});
    };
}

}  // namespace ok::comms
