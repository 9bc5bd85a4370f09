// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/role_evidence.h"

#include <utility>

#include "server/access/key_rules.h"
#include "shared/access/roles_kind.h"

namespace ok::access {
namespace {

constexpr std::size_t changesAnEntry = 100;

RolesMatrix liveMatrix(CommandContext& cx) {
    const auto live = cx.views().find<LiveRoles>("live");
    return live ? live->matrix : builtinRoles();
}

}  // namespace

RoleChange asChangedBy(const CommandContext& cx, RoleChange change, std::string reason) {
    const SecurityContext& who = cx.who();
    change.actorId = who.actor.id;
    change.changeReason = std::move(reason);
    if (const ApprovalId approval = cx.approval(); approval.known()) change.approvalReference = approval.str();
    change.ipAddress = who.address;
    change.userAgent = who.userAgent;
    return change;
}

RolesGranted rolesGranted(const CommandContext& cx, const User& user, std::vector<std::string> after, const std::string& reason) {
    RoleChange change = roleChange(user.id.str(), PrincipalKind::user, {user.roles, {}, {}}, {after, {}, {}});
    return {user.id, user.roles, std::move(after), reason, asChangedBy(cx, std::move(change), reason)};
}

void aroundPublication(CommandContext& cx, const policy::PolicyPublished& event, const std::string& reason, const std::function<void()>& publish) {
    if (event.kind != rolesKind) return publish();
    const RolesMatrix before = liveMatrix(cx);
    AssignmentsChanged told{std::string(rolesKind) + "/" + std::to_string(event.number), {}};
    publish();
    const auto tell = [&] {
        EventOptions options{.subjects = {}, .eventTime = {}, .justification = reason, .stream = Stream::security};
        for (const RoleChange& each : told.changes) options.subjects.push_back(each.targetPrincipal);
        cx.emit(AssignmentsChanged{told.policyVersion, std::exchange(told.changes, {})}, std::move(options));
    };
    for (RoleChange& change : assignmentChanges(before, liveMatrix(cx))) {
        told.changes.push_back(asChangedBy(cx, std::move(change), reason));
        if (!event.publishedBy.empty()) told.changes.back().actorId = event.publishedBy;  // at a scheduled hour nobody asks
        if (told.changes.size() == changesAnEntry) tell();
    }
    if (!told.changes.empty()) tell();
    // Who holds a role now that asks for keys they lack: sessions follow that note.
    if (!policyOf(cx.views()).rolesWithKeys.empty()) noteEverybody(cx);
}

}  // namespace ok::access
