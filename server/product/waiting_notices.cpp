// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/waiting_notices.h"

#include "server/gate/approval_notices.h"
#include "shared/access/user.h"
#include "shared/approvals/notice.h"
#include "shared/base/derived_ids.h"
#include "shared/oncall/oncall_views.h"

namespace ok {
namespace {

constexpr std::size_t mostTold = 50;

void opened(CommandContext& cx, const approvals::Approval& frozen, const std::function<bool(TenantId, const std::string&)>& reachable) {
    if (cx.drill() || frozen.state != approvals::ApprovalState::pending) return;
    const auto run = cx.views().find<oncall::LadderRun>(frozen.id.str());
    if (run && !oncall::isOver(run->ladder.phase)) return;
    const std::vector<std::string> roles = frozen.countedRoles.empty() ? std::vector<std::string>{"approver"} : frozen.countedRoles;
    std::set<std::string> people;
    for (const std::string& role : roles) people.merge(holdersOf(cx, role));
    people.erase(frozen.submittedBy.id);
    people.erase(cx.who().actor.id);
    std::size_t told = 0;
    for (const std::string& person : people) {
        const auto user = cx.views().find<access::User>(person);
        if (!user || user->disabled || !reachable(cx.tenant(), user->login) || told++ >= mostTold) continue;
        approvals::ApprovalNotice notice;
        notice.approval = frozen.id;
        notice.about = "waiting";
        notice.login = user->login;
        notice.command = frozen.command;
        notice.at = cx.clockNow();
        notice.expiresAt = frozen.expiresAt;
        const std::string once = "waiting " + frozen.id.str() + "/" + std::to_string(frozen.version) + "/" + std::to_string(frozen.cycle) + " " + person;
        cx.send({.id = formatUuid(derivedUuid(once)), .connector = approvals::noticeConnector, .payload = toJson(notice)});
    }
}

}  // namespace

Gate::RequestFollower waitingNotices(std::function<bool(TenantId, const std::string&)> reachable) {
    Gate::RequestFollower out;
    out.opened = [reachable = std::move(reachable)](CommandContext& cx, const approvals::Approval& frozen) { opened(cx, frozen, reachable); };
    return out;
}

}  // namespace ok
