// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The one answer that every surface shows about a request (shared/approvals/review.h). Nothing is written by asking.
#include "server/gate/approval_checks.h"
#include "server/gate/room.h"
#include "server/gate/snapshot_store.h"
#include "shared/access/user.h"
#include "shared/approvals/review.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/evidence/evidence.h"

namespace ok {

using approvals::ReviewReply;

namespace {

constexpr int reviewsAMinute = 240;   // of one person, as of previews

std::string loginOf(Views& views, const std::string& account) {
    const auto user = views.find<access::User>(account);
    return user ? user->login : account;
}

void nameChecklists(const approvals::RiskRules& rules, ReviewReply& out) {
    for (const approvals::ActionState& state : out.actions) {
        if (state.action.kind != approvals::RiskActionKind::checklist) continue;
        for (const approvals::Checklist& list : rules.checklists) {
            if (list.id == state.action.name) out.checklists.push_back(list);
        }
    }
}

std::vector<approvals::ReviewEvidence> evidenceOf(Views& views, const approvals::SnapshotContent& content) {
    std::vector<approvals::ReviewEvidence> out;
    for (const approvals::FrozenEvidence& each : content.evidence) {
        const auto item = views.find<evidence::EvidenceItem>(each.id);
        out.push_back({each, item && item->availability.available, item ? item->availability.status : "purged"});
    }
    return out;
}

}  // namespace

Status Gate::Room::whyNotApprove(RunContext& cx, const WaitingRequest& now, const Judged& judged, const approvals::Drift& drift) {
    approvals::Said word{.word = approvals::Word::approve, .who = holderOf(cx, cx.who()), .version = now.file->request.version, .seen = now.file->request.content, .reason = {},
                         .current = now.file->request.content, .at = cx.ledgerNow()};
    if (cx.who().actor.type != ActorType::human) word.who.person.clear();
    approvals::Request request = now.file->request;
    const auto slot = handlers.find(now.frozen->command);
    request.quorum.selfApproval = slot != handlers.end() && slot->second.card.risk != RiskClass::high && judged.decision.selfApproval;
    OK_TRY(approvals::hear(request, word).refused);
    OK_TRY(stillTheirs(people, cx, now.frozen->id));
    if (!judged.decision.allowed) return problem("access_denied", "your roles do not allow this");
    // A key is touched when the button is pressed; what a press cannot mend is said before.
    if (Status sure = sureEnough(cx, approvals::approvalPolicyNow(cx.views())); !sure.ok() && sure.problem().code != "step_up_required") return sure;
    const std::vector<std::string> keys = keysOf(request, word.who.person);
    OK_TRY(approvals::alertsSeen(now.file->alerts, now.file->alertsSeen, request.content, keys));
    OK_TRY(approvals::mayApprove(drift, keys, now.file->acknowledged, approvals::riskRulesNow(cx.views()).drift));
    return risksAnswered(cx, *now.file, &word.who, nullptr);
}

Status Gate::Room::review(RunContext& cx, const approvals::Review& asked) {
    OK_TRY(looks.allow(cx.tenant().str() + cx.who().actor.id, reviewsAMinute, cx.ledgerNow()));
    OK_ASSIGN(const WaitingRequest now, waiting(cx, asked.approval));
    const approvals::Request& request = now.file->request;
    const Registered& slot = handlers.at(std::string(approvals::Release::card.name));
    const Judged judged = judge(cx.who(), slot.card, toJson(approvals::Release{now.frozen->id, now.frozen->digest}), cx);
    OK_TRY(mayLookAhead(cx, slot.card, now.frozen->submittedBy.id == cx.who().actor.id, judged));
    FrozenVersion older;
    if (asked.version != 0 && asked.version != request.version) {
        OK_ASSIGN(older, frozenVersion(cx.views(), asked.approval, asked.version));
    }
    const FrozenVersion& version = older.stored.header.id.empty() ? now.version : older;
    const approvals::SnapshotHeader& header = version.stored.header;
    ReviewReply out;
    out.approval = now.frozen->id;
    out.version = header.version;
    out.latestVersion = request.version;
    out.digest = header.contentHash;
    out.snapshotId = header.id;
    out.command = now.frozen->command;
    out.state = enumName(now.frozen->state);
    out.submittedBy = loginOf(cx.views(), request.author.account);
    out.submittedAt = header.createdAt;
    out.expiresAt = now.frozen->expiresAt;
    OK_ASSIGN(const auto published, fromJson<approvals::ReviewSide>(version.stored.before.text));
    OK_ASSIGN(out.diff, approvals::reviewDiff(published, approvals::sideOf(version.content), asked.viewer));
    out.audience = version.content.audience;
    out.evidence = evidenceOf(cx.views(), version.content);
    out.verified = true;   // or there would be no version
    const bool open = now.frozen->state == approvals::ApprovalState::pending && header.version == request.version;
    if (open) {
        auto drift = driftNow(cx, *now.frozen, now.version, true);
        if (drift.ok()) out.drift = std::move(*drift);
        else {
            out.drift.snapshot = header.contentHash;
            out.drift.level = approvals::DriftLevel::invalid;
            out.drift.items.push_back({approvals::DriftKind::draft, approvals::DriftLevel::invalid, drift.problem().code, 1});
        }
    }
    const approvals::KeyHolder me = holderOf(cx, cx.who());
    const approvals::RiskRules rules = approvals::riskRulesNow(cx.views());
    out.driftSeen = std::any_of(now.file->acknowledged.begin(), now.file->acknowledged.end(), [&](const approvals::DriftAcknowledged& each) {
        return each.person == me.person && each.snapshot == out.drift.snapshot && approvals::covers(each.items, out.drift, rules.drift);
    });
    out.risk = now.file->risk;
    (void)risksAnswered(cx, *now.file, nullptr, &out.actions);
    nameChecklists(out.risk ? approvals::riskRulesThatJudged(cx.views(), *out.risk) : rules, out);
    std::vector<approvals::KeyHolder> turned;
    for (const approvals::Turn& turn : request.turns) turned.push_back(turn.who);
    out.quorum = approvals::stateOf(request.quorum, request.author, turned);
    out.turns = request.turns;
    for (approvals::Turn& turn : out.turns) turn.who.account = loginOf(cx.views(), turn.who.account);
    out.frozenAt = header.createdAt;
    for (const approvals::FrozenIncident& incident : version.content.incidents) out.incidents.push_back(incident.name);
    if (header.version == request.version) out.attested = now.file->attested;
    for (const approvals::Attestation& each : out.attested) out.logins.emplace(each.person, loginOf(cx.views(), each.person));
    out.mine = me.person == request.author.person;
    const auto policy = approvals::approvalPolicyNow(cx.views());
    out.policyVersion = versionsOf(cx, policy);
    out.learnMore = policy.says.learnMoreLink;
    out.directory = directoryAge(cx, me.account);
    if (header.version == request.version) {
        out.alerts = now.file->alerts;
        for (const approvals::FrozenAlert& alert : out.alerts) {
            if (!approvals::alertsSeen({alert}, now.file->alertsSeen, request.content, {me.person}).ok()) out.alertsUnseen.push_back(alert.name);
        }
    }
    if (!open) {
        out.blockedBy = now.frozen->state == approvals::ApprovalState::pending ? "approval_token_stale" : "approval_not_pending";
        out.blockedWhy = now.frozen->state == approvals::ApprovalState::pending ? "this is an older version: look at the new one" : "this request was already decided";
    } else if (Status why = whyNotApprove(cx, now, judged, out.drift); !why.ok()) {
        Problem named = namedByPolicy(cx, std::move(why).problem(), !request.quorum.countsSubmitter);
        out.blockedBy = named.code;
        out.blockedWhy = named.message;
        out.blockedRule = named.details["rule"];
        out.blockedCode = named.details["aliases"];
    }
    cx.reply(out);
    return {};
}

}  // namespace ok
