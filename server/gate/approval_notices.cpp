// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Whom a request's step concerns, and a row of the outbox for each of them. One row for a person, a request, a cycle and what
// it is about, so nobody hears the same twice; a rehearsal tells nobody.
#include <set>

#include "server/gate/approval_notices.h"
#include "server/gate/room.h"
#include "shared/access/mapped_access.h"
#include "shared/access/user.h"
#include "shared/approvals/notice.h"
#include "shared/base/derived_ids.h"

namespace ok {

using approvals::Approval;

std::set<std::string> holdersOf(CommandContext& cx, const std::string& role) {
    std::set<std::string> out;
    cx.views().each<access::User>([&](const access::User& user) {
        if (!user.disabled && std::find(user.roles.begin(), user.roles.end(), role) != user.roles.end()) out.insert(user.id.str());
    });
    std::set<std::string> groups;
    const auto add = [&](const access::Assignment& a) {
        if (a.role != role || (a.until && *a.until <= cx.clockNow())) return;
        (a.kind == access::PrincipalKind::user ? out : groups).insert(a.principal);
    };
    if (const auto live = cx.views().find<access::LiveRoles>("live")) std::for_each(live->matrix.assignments.begin(), live->matrix.assignments.end(), add);
    cx.views().each<access::MappedAccess>([&](const access::MappedAccess& held) {
        std::for_each(held.assignments.begin(), held.assignments.end(), add);
        if (std::any_of(held.groups.begin(), held.groups.end(), [&groups](const std::string& g) { return groups.contains(g); })) out.insert(held.user.str());
    });
    return out;
}

namespace {

/// The login of who is told; empty where there is no such account.
std::string tell(CommandContext& cx, const Approval& frozen, const std::string& user, approvals::ApprovalNotice notice, int cycle) {
    const auto account = cx.views().find<access::User>(user);
    if (!account || account->disabled) return {};
    notice.approval = frozen.id;
    notice.login = account->login;
    notice.command = frozen.command;
    notice.at = cx.clockNow();
    const std::string once = "approval notice " + frozen.id.str() + notice.about + std::to_string(cycle) + user;
    cx.send({.id = formatUuid(derivedUuid(once)), .connector = approvals::noticeConnector, .payload = toJson(notice)});
    return account->login;
}

std::vector<std::string> tellAll(CommandContext& cx, const Approval& frozen, std::set<std::string> users, const approvals::ApprovalNotice& notice, int cycle) {
    std::vector<std::string> out;
    for (const std::string& user : users) {
        if (std::string login = tell(cx, frozen, user, notice, cycle); !login.empty()) out.push_back(std::move(login));
    }
    return out;
}

/// Who wrote what waits and who turned a key for it, but not who does something about it now.
std::set<std::string> concerned(CommandContext& cx, const Approval& frozen) {
    std::set<std::string> out;
    if (frozen.submittedBy.type == ActorType::human) out.insert(frozen.submittedBy.id);
    for (const approvals::ApprovalStep& step : frozen.steps) {
        if (step.kind == approvals::StepKind::approved && step.cycle == frozen.cycle) out.insert(step.actor.id);
    }
    out.erase(cx.who().actor.id);
    return out;
}

}  // namespace

void tellOfRejection(CommandContext& cx, const Approval& frozen, const std::string& reason) {
    if (!cx.drill()) tellAll(cx, frozen, concerned(cx, frozen), {{}, "rejected", {}, {}, {}, reason, {}, {}}, frozen.cycle);
}

void tellOfExpiry(CommandContext& cx, const Approval& frozen) {
    if (!cx.drill()) tellAll(cx, frozen, concerned(cx, frozen), {{}, "expired", {}, {}, {}, {}, {}, {}}, frozen.cycle);
}

void tellOfNewVersion(CommandContext& cx, const Approval& before, const Approval& next) {
    if (!cx.drill()) tellAll(cx, next, concerned(cx, before), {{}, "amended", {}, {}, {}, {}, {}, next.expiresAt}, next.cycle);
}

void tellOfDrift(CommandContext& cx, const Approval& frozen, const approvals::Drift& drift) {
    if (cx.drill()) return;
    std::string what;
    for (const approvals::DriftItem& item : drift.items) what += (what.empty() ? "" : ", ") + enumName(item.kind);
    const int window = static_cast<int>(cx.clockNow().micros() / minutes(10).count() % 1'000'000'000);
    tellAll(cx, frozen, concerned(cx, frozen), {{}, "drifted", {}, {}, {}, what, {}, frozen.expiresAt}, window);
}

std::vector<std::string> tellOfForbidden(CommandContext& cx, const Approval& frozen, const std::string& role, const std::string& justification) {
    if (cx.drill() || role.empty()) return {};
    const int day = static_cast<int>(cx.clockNow().micros() / minutes(10).count() % 1'000'000'000);
    return tellAll(cx, frozen, holdersOf(cx, role), {{}, "override_forbidden", {}, {}, role, justification, {}, {}}, day);
}

std::vector<std::string> tellOfClearedKeys(CommandContext& cx, const Approval& frozen, const std::string& about, const std::string& why) {
    if (cx.drill()) return {};
    std::set<std::string> users = concerned(cx, frozen);
    if (cx.who().actor.type == ActorType::human) users.insert(cx.who().actor.id);   // it is news to who tried, too
    return tellAll(cx, frozen, std::move(users), {{}, about, {}, {}, {}, why, {}, frozen.expiresAt}, frozen.cycle);
}

void tellOfRelease(CommandContext& cx, const Approval& frozen) {
    if (cx.drill() || frozen.submittedBy.type != ActorType::human) return;
    tell(cx, frozen, frozen.submittedBy.id, {{}, "released", {}, {}, {}, {}, {}, {}}, frozen.cycle);
}

void tellOfCancel(CommandContext& cx, const Approval& frozen, const std::string& reason, const std::vector<std::string>& approvers) {
    if (cx.drill()) return;
    std::set<std::string> users = concerned(cx, frozen);
    users.insert(approvers.begin(), approvers.end());
    users.erase(cx.who().actor.id);
    tellAll(cx, frozen, std::move(users), {{}, "cancelled", {}, {}, {}, reason, {}, {}}, frozen.cycle);
}

std::vector<std::string> tellOfAttempt(CommandContext& cx, const Approval& frozen, const std::string& method) {
    if (cx.drill()) return {};
    const int window = static_cast<int>(cx.clockNow().micros() / minutes(10).count() % 1'000'000'000);
    return tellAll(cx, frozen, holdersOf(cx, "admin"), {{}, "change_attempted", {}, {}, "admin", method, {}, {}}, window);
}

std::vector<std::string> tellOfEscalation(CommandContext& cx, const Approval& frozen, const approvals::ApprovalStep& step, Instant expiresAt) {
    if (cx.drill()) return {};
    std::set<std::string> users = holdersOf(cx, step.role);
    users.erase(frozen.submittedBy.id);
    return tellAll(cx, frozen, std::move(users), {{}, "escalated", {}, {}, step.role, step.reason, {}, expiresAt}, step.cycle);
}

std::vector<std::string> tellOfPause(CommandContext& cx, const Approval& frozen, const std::vector<std::string>& approvers) {
    if (cx.drill()) return {};
    std::set<std::string> users(approvers.begin(), approvers.end());
    users.insert(frozen.submittedBy.id);
    return tellAll(cx, frozen, std::move(users), {{}, "paused", {}, {}, {}, toIso(frozen.runAt), {}, frozen.expiresAt}, frozen.cycle);
}

std::vector<std::string> tellOfOverride(CommandContext& cx, const Approval& frozen, const approvals::EmergencyOverride& asked, const std::vector<std::string>& approvers) {
    if (cx.drill()) return {};
    std::set<std::string> users(approvers.begin(), approvers.end());
    users.insert(frozen.submittedBy.id);
    users.erase(asked.by.id);
    const auto before = std::count_if(frozen.steps.begin(), frozen.steps.end(), [](const approvals::ApprovalStep& step) { return step.kind == approvals::StepKind::override_asked; });
    return tellAll(cx, frozen, std::move(users), {{}, "override", {}, {}, {}, asked.justification, {}, asked.confirmBy}, static_cast<int>(before));
}

}  // namespace ok
