// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Puts a policy document in force as people do it: an editor drafts, two approve, a publisher publishes. For a gate whose house
// has the policy engine (policy::addHandlers with the kind).
#pragma once
#include <gtest/gtest.h>

#include "server/gate/gate.h"
#include "server/policy/policy_commands.h"
#include "server/policy/policy_handlers.h"
#include "shared/base/derived_ids.h"

namespace ok::test {

/// The number of the version that is live afterwards; 0 when a step was refused, with a failure of the test. `goLive` false: it is only
/// approved, and its number is told.
inline int publishPolicy(Gate& gate, TenantId tenant, const policy::Kind& kind, const std::string& body, bool goLive = true) {
    int live = 0, last = 0;
    std::string before = kind.emptyBody;
    gate.inspect(tenant, [&](CommandContext& cx) {
        last = policy::lastVersion(cx.views(), kind.name);
        if (const auto now = cx.views().find<policy::PolicyLive>(kind.name)) before = now->body.text;
    });
    const auto step = [&](const auto& command, const char* person, const char* role) {
        using C = std::decay_t<decltype(command)>;
        SecurityContext who;
        who.tenant = tenant;
        who.actor = {ActorType::human, person};
        who.roles = {role};
        who.assurance = 1;
        who.source = "console";
        const std::string text = toJson(command);
        const CommandId id{derivedUuid(kind.name + std::to_string(last) + person + std::string(C::card.name) + text)};
        const auto answer = gate.run(who, {id, std::string(C::card.name), text});
        EXPECT_TRUE(answer.reply.ok()) << C::card.name << ": " << (answer.reply.ok() ? "" : toJson(answer.reply.problem()));
        const auto reply = answer.reply.ok() ? fromJson<policy::VersionReply>(*answer.reply) : Result<policy::VersionReply>(policy::VersionReply{});
        return reply.ok() ? *reply : policy::VersionReply{};
    };
    const auto wanted = policy::normalised(kind, body);
    EXPECT_TRUE(wanted.ok()) << (wanted.ok() ? "" : toJson(wanted.problem()));
    const auto changes = policy::changesBetween(before, wanted.ok() ? *wanted : body);
    EXPECT_TRUE(changes.ok());
    if (!wanted.ok() || !changes.ok()) return 0;
    const auto made = step(policy::CreateDraft{kind.name, "as the test wants it to be"}, "an editor", "policy_editor");
    step(policy::EditDraft{kind.name, made.version, made.revision, *changes, "", "", ""}, "an editor", "policy_editor");
    step(policy::SubmitDraft{kind.name, made.version, 0}, "an editor", "policy_editor");
    step(policy::ReviewVersion{kind.name, made.version, 0, policy::ReviewDecision::approve, "", {}}, "one approver", "policy_approver");
    step(policy::ReviewVersion{kind.name, made.version, 0, policy::ReviewDecision::approve, "", {}}, "another approver", "policy_approver");
    if (!goLive) return made.version;
    if (step(policy::PublishVersion{kind.name, made.version, 0, "now"}, "a publisher", "policy_publisher").version == made.version) live = made.version;
    return live;
}

}  // namespace ok::test
