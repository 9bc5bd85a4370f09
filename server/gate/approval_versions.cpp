// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Versions of a request: what a command would do now, frozen, signed, judged for its risk; and how far the world has gone since.
#include "server/gate/approval_checks.h"
#include "server/gate/room.h"
#include "server/gate/snapshot_store.h"
#include "shared/access/mapped_access.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/frozen_map.h"
#include "shared/approvals/risk_audit.h"
#include "shared/approvals/risk_record.h"
#include "shared/approvals/risk_rules_view.h"
#include "shared/evidence/evidence.h"

namespace ok {

using approvals::Approval;
using approvals::Drift;
using approvals::Quorum;
using approvals::RecipientList;
using approvals::RequestFile;
using approvals::RiskAction;
using approvals::RiskActionKind;

namespace {

/// What else was in force, beside what the domain names.
void nameRules(Views& views, approvals::SnapshotContent& content) {
    const auto add = [&content](const char* name, int version) {
        const bool known = std::any_of(content.versions.begin(), content.versions.end(), [name](const approvals::FrozenVersion& each) { return each.name == name; });
        if (!known) content.versions.push_back({name, std::to_string(version)});
    };
    const auto guards = views.find<approvals::GuardRules>("live");   // version 0: none were ever published
    add("guard_rules", guards ? guards->version : 0);
    if (const auto risk = approvals::riskRulesInForce(views); risk.published) add("risk_rules", risk.rules.version);
    if (const auto policy = approvals::approvalPolicyNow(views); policy.version > 0) add("approval_policy", policy.version);
}

Problem blocked(const approvals::RiskEvaluation& risk) {
    std::string factors;
    for (const approvals::RiskFactor& factor : risk.factors) factors += (factors.empty() ? "" : ",") + factor.name + "=" + std::to_string(static_cast<int>(factor.contributionPercent));
    return problem("risk_blocked", "the utility's rules let nothing out that is as risky as this: make it smaller, or split it",
                   {{"score", std::to_string(risk.score)}, {"level", risk.riskLevel}, {"factors", factors}, {"rules_version", std::to_string(risk.metadata.configVersion)}});
}

/// What a judgement is about: the request's subjects, and the incidents on whose timelines it stands (F05.R2.A6).
std::vector<std::string> judgedSubjects(const Approval& request, const std::vector<std::string>& incidents) {
    std::vector<std::string> out = request.subjects;
    for (const std::string& each : incidents) {
        if (std::find(out.begin(), out.end(), each) == out.end()) out.push_back(each);
    }
    return out;
}

/// The attempt is evidence: who it was, what it would have risked, under which rules.
Problem refuseBlocked(RunContext& cx, const Approval& request, const approvals::SnapshotHeader& header, const approvals::RiskEvaluation& risk, std::vector<std::string> subjects) {
    cx.onRefusal(approvals::RiskBlocked{request.id, header.version, request.command, "risk_blocked", risk, risk.metadata.configVersion, header.contentHash}, {.subjects = std::move(subjects)});
    return blocked(risk);
}

/// Once for each judgement: the same inputs under the same rules are the same one (F05.R1.A7).
std::optional<approvals::RiskScoreRecord> newScore(Views& views, const approvals::SnapshotTaken& event, Instant now) {
    if (!event.risk || event.risk->subject.empty()) return {};
    const auto kept = views.find<approvals::RiskScoreRecord>(event.risk->subject);
    const std::string request = event.request.id.str();
    if (kept && kept->approval == request && kept->evaluation.metadata.idempotencyKey == event.risk->metadata.idempotencyKey) return {};
    return approvals::RiskScoreRecord{*event.risk, approvals::inputsOf(*event.risk), now, event.snapshot.header.requestedBy, request};
}

}  // namespace

std::string Gate::Room::personOf(CommandContext& cx, const std::string& account) {
    std::string out = people.personOf ? people.personOf(cx, account) : std::string();
    return out.empty() ? account : out;
}

approvals::KeyHolder Gate::Room::holderOf(RunContext& cx, const SecurityContext& who) {
    approvals::KeyHolder out;
    out.account = who.actor.id;
    out.person = personOf(cx, who.actor.id);
    const access::Principal now = principalNow(cx, who);
    out.roles = now.roles;
    for (const access::Assignment& each : now.mapped) {
        if (each.source != access::withheldSource) out.roles.push_back(each.role);
    }
    std::sort(out.roles.begin(), out.roles.end());
    out.roles.erase(std::unique(out.roles.begin(), out.roles.end()), out.roles.end());
    out.groups = now.groups;
    if (people.teamsOf) out.teams = people.teamsOf(cx, who.actor.id);
    return out;
}

Result<Capture> Gate::Room::captureNow(RunContext& cx, const std::string& command, std::string_view body, bool looking) {
    Capture out;
    out.looking = looking;
    if (const auto read = captureReaders.find(command); read != captureReaders.end()) OK_TRY(read->second(cx, body, out));
    // What speaks for the incidents is frozen with them, also where the command says nothing of it (F04.R1.A6).
    if (out.content.evidence.empty()) {
        for (const approvals::FrozenIncident& each : out.content.incidents) {
            auto speaks = evidence::frozenEvidence(cx.views(), each.id);
            std::move(speaks.begin(), speaks.end(), std::back_inserter(out.content.evidence));
        }
    }
    nameRules(cx.views(), out.content);
    return out;
}

Result<TakenVersion> Gate::Room::takeVersion(RunContext& cx, Approval& request, Quorum quorum, const approvals::Snapshot* before, const std::string& reason) {
    OK_ASSIGN(Capture now, captureNow(cx, request.command, request.body.text));
    TakenVersion out;
    OK_ASSIGN(out.list, approvals::freezeRecipients(std::move(now.recipients)));
    approvals::SnapshotContent& content = now.content;
    content.command = request.command;
    content.body = request.body;
    content.environment = request.drill ? "drill" : "live";
    content.audience.list = out.list.digest;
    content.audience.people = out.list.people;
    content.audience.messages = static_cast<std::int64_t>(out.list.rows.size());
    approvals::fixMap(content);
    for (const approvals::FrozenIncident& each : content.incidents) out.incidents.push_back(each.id);
    OK_ASSIGN(approvals::Snapshot snapshot, approvals::freeze(std::move(content), {request.id, before, reason, cx.who().actor.id, cx.ledgerNow()}));
    approvals::sign(snapshot, parts.signingKey);
    approvals::SnapshotTaken& event = out.event;
    event.closing = now.closing;
    event.alerts = std::move(now.alerts);
    const auto slot = handlers.find(request.command);
    if (slot != handlers.end() && slot->second.card.risk == RiskClass::high && approvals::approvalPolicyNow(cx.views()).says.creatorSeparate) approvals::separateCreator(quorum);
    if (captureReaders.contains(request.command)) {
        const std::string subject = request.subjects.empty() ? request.id.str() : request.subjects.front();
        const auto rules = approvals::riskRulesInForce(cx.views(), subject);
        auto risk = approvals::evaluateRisk(rules.rules, subject, now.risk);
        if (!risk.ok() && rules.published) {
            cx.onRefusal(approvals::RiskBlocked{request.id, snapshot.header.version, request.command, risk.problem().code, {}, rules.rules.version, snapshot.header.contentHash},
                         {.subjects = judgedSubjects(request, out.incidents)});
            return risk.problem();
        }
        event.riskHolds = rules.published;
        if (risk.ok()) event.risk = std::move(*risk);
    }
    if (event.riskHolds) {
        for (const RiskAction& action : event.risk->actions) {
            if (action.kind == RiskActionKind::block) return refuseBlocked(cx, request, snapshot.header, *event.risk, judgedSubjects(request, out.incidents));
            if (action.kind == RiskActionKind::senior_approver) approvals::demandRole(quorum, action.name);
        }
    }
    request.version = snapshot.header.version;
    request.snapshotId = snapshot.header.id;
    request.digest = snapshot.header.contentHash;
    request.riskScore = event.risk ? event.risk->score : -1;
    request.riskLevel = event.risk ? event.risk->riskLevel : std::string();
    request.driftLevel.clear();
    request.countedRoles = quorum.onlyRoles;
    request.needed = quorum.people - (quorum.countsSubmitter ? 1 : 0);
    event.request = {.id = request.id, .version = request.version, .content = request.digest, .author = holderOf(cx, cx.who()), .quorum = std::move(quorum), .turns = {},
                     .expiresAt = request.expiresAt, .closedAt = {}, .closedBy = {}, .reason = {}};
    event.signerKeyFingerprint = sha256(ByteView(parts.signingKey.publicKey())).hex().substr(0, 16);
    event.snapshot = {std::move(snapshot.header), RawJson{std::move(snapshot.content)}, RawJson{toJson(now.published)}, std::move(snapshot.signature), std::move(snapshot.publicKey)};
    return out;
}

/// Its last paragraph: what was taken is written, with the people, or the whole command is undone.
void Gate::Room::writeVersion(RunContext& cx, TakenVersion taken, std::vector<std::string> subjects) {
    if (Status kept = keepRecipients(cx, taken.list); !kept.ok()) {
        cx.touch();
        throw Poisoned{kept.problem()};
    }
    auto score = newScore(cx.views(), taken.event, cx.ledgerNow());
    std::vector<std::string> judged = subjects;
    judged.insert(judged.end(), taken.incidents.begin(), taken.incidents.end());
    std::sort(judged.begin(), judged.end());
    judged.erase(std::unique(judged.begin(), judged.end()), judged.end());
    subjects.push_back(taken.event.snapshot.header.id);
    const ApprovalId id = taken.event.request.id;
    const auto messages = static_cast<std::int64_t>(taken.list.rows.size());
    cx.emit(std::move(taken.event), {.subjects = std::move(subjects)});
    if (score) cx.emit(approvals::RiskScoreComputed{std::move(*score)}, {.subjects = std::move(judged)});
    if (const auto frozen = cx.views().find<Approval>(id.str())) setDriftTimer(cx, *frozen, messages);
    follow(cx, id, &RequestFollower::opened);
}

void Gate::Room::follow(RunContext& cx, ApprovalId id, std::function<void(CommandContext&, const Approval&)> RequestFollower::* what) {
    const auto now = cx.views().find<Approval>(id.str());
    if (!now) return;
    for (const RequestFollower& each : followers) {
        if (each.*what) (each.*what)(cx, *now);
    }
}

Result<Drift> Gate::Room::driftNow(RunContext& cx, const Approval& frozen, const FrozenVersion& version, bool words) {
    Drift none;
    none.snapshot = version.stored.header.contentHash;
    none.at = cx.ledgerNow();
    if (!captureReaders.contains(frozen.command)) return none;
    OK_ASSIGN(Capture now, captureNow(cx, frozen.command, frozen.body.text, true));
    OK_ASSIGN(const RecipientList before, frozenRecipients(cx, version.content.audience.list));
    OK_ASSIGN(const RecipientList after, approvals::freezeRecipients(std::move(now.recipients)));
    approvals::LiveFacts live;
    live.incidents = std::move(now.content.incidents);
    live.recipients = &after;
    live.stopped = std::move(now.stopped);
    live.versions = std::move(now.content.versions);
    live.evidence = std::move(now.content.evidence);
    live.closing = now.closing;
    if (words) {
        live.draft = approvals::digestOfWords(std::move(now.content.messages));
        live.draftAt = approvals::digestOfWords(version.content.messages);
    }
    return approvals::driftOf(version.stored.snapshot(), version.content, &before, live, approvals::riskRulesNow(cx.views()).drift, cx.ledgerNow());
}

Status Gate::Room::risksAnswered(RunContext& cx, const RequestFile& file, const approvals::KeyHolder* next, std::vector<approvals::ActionState>* states) {
    if (!file.riskHolds || !file.risk) return {};
    std::vector<std::string> roles = next != nullptr ? next->roles : std::vector<std::string>{};
    for (const approvals::Turn& turn : file.request.turns) roles.insert(roles.end(), turn.who.roles.begin(), turn.who.roles.end());
    auto all = approvals::statesOf(approvals::riskRulesThatJudged(cx.views(), *file.risk), file.risk->actions, file.request.content, file.attested, roles);
    Problem why = problem("risk_actions_incomplete", "what this risk asks for is not done yet: see `fields`");
    for (const approvals::ActionState& state : all) {
        for (const std::string& item : state.missing) why.fields.push_back({enumName(state.action.kind) + "." + state.action.name, "missing", item});
    }
    const bool complete = approvals::allComplete(all);
    if (states != nullptr) *states = std::move(all);
    if (complete) return {};
    return why;
}

Status Gate::Room::worldStands(RunContext& cx, const WaitingRequest& now, const std::string& person) {
    const Approval& frozen = *now.frozen;
    const RequestFile& file = *now.file;
    const FrozenVersion& version = now.version;
    const auto drift = driftNow(cx, frozen, version, false);
    if (!drift.ok()) return {};   // what it is about cannot be read any more: the command itself says why
    Status stands = approvals::mayApprove(*drift, keysOf(file.request, person), file.acknowledged, approvals::riskRulesNow(cx.views()).drift);
    if (stands.ok()) return {};
    Problem why = std::move(stands).problem();
    why.details["drift"] = drift->digest().hex();
    why.details["level"] = enumName(drift->level);
    if (file.drift != drift->digest()) {
        EventOptions about{.subjects = frozen.subjects};
        about.subjects.insert(about.subjects.begin(), {frozen.id.str(), version.stored.header.id});
        cx.onRefusal(approvals::DriftDetected{frozen.id, version.stored.header.id, version.stored.header.contentHash, drift->digest(), drift->level, drift->items}, std::move(about));
    }
    return why;
}

}  // namespace ok
