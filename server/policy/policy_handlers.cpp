// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/policy/policy_handlers.h"

#include <algorithm>
#include <set>

#include "server/outbox/notice.h"
#include "shared/base/derived_ids.h"

namespace ok::policy {
namespace {

using KindsPart = std::shared_ptr<const Kinds>;

std::string timerKey(const std::string& kind, int version) { return "policy:" + PolicyVersion::idOf(kind, version); }

Result<Facts> load(CommandContext& cx, const Kinds& kinds, const std::string& kind, int version) {
    OK_ASSIGN(Facts facts, factsFrom(cx.views(), kinds, kind, version));
    facts.actor = cx.who().actor.id;
    facts.roles = cx.who().roles;
    facts.now = cx.now();
    return facts;
}

constexpr Duration watchAfter = minutes(1);
constexpr int mostAttempts = 3;
std::string watchKey(const std::string& kind, int version) { return timerKey(kind, version) + ":watch"; }

void endSchedule(CommandContext& cx, const std::string& kind, int version) {
    cx.cancelTimer(timerKey(kind, version));
    cx.cancelTimer(watchKey(kind, version));
}

void setWatch(CommandContext& cx, WatchCutOver watch, Instant due) {
    cx.setTimer({.key = watchKey(watch.kind, watch.version), .due = due, .command = std::string(WatchCutOver::card.name), .body = toJson(watch)});
}

template <class C>
Result<Facts> loadSeen(CommandContext& cx, const Kinds& kinds, const C& command) {
    OK_ASSIGN(Facts facts, load(cx, kinds, command.kind, command.version));
    OK_TRY(checkRevision(facts.version, command.ifRevision));
    return facts;
}

template <class E>
void tell(CommandContext& cx, const std::string& kind, int version, E event, const std::string& why = {}) {
    cx.emit(std::move(event), {.subjects = subjectsOf(kind, version), .justification = why, .stream = Stream::security});
}

/// What the version is now, and how many have to look at it.
void replyWith(CommandContext& cx, const Facts& facts, int version) {
    const auto now = cx.views().find<PolicyVersion>(PolicyVersion::idOf(facts.kind.name, version));
    if (!now) return;
    cx.reply(VersionReply{now->kind, now->number, now->revision, now->state, now->digest, now->approvals(), facts.settings.approvers});
}

void notify(CommandContext& cx, const PolicySettings& settings, const outbox::Notice& notice) {
    for (const std::string& connector : settings.notify) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(notice.incidentKey + "|" + notice.noticeSubject + "|" + connector + "|" + std::to_string(notice.at.micros())));
        row.orderKey = connector + ":" + notice.incidentKey;
        row.payload = toJson(notice);
        cx.send(std::move(row));
    }
}

outbox::Notice noticeOf(const Facts& facts, const std::string& subject, const std::string& text, const char* severity) {
    return {subject, text, severity, "policy:" + facts.kind.name, std::string_view(severity) == "info", facts.now};
}

Status createDraft(CommandContext& cx, const Kinds& kinds, const CreateDraft& command) {
    OK_ASSIGN(const Facts facts, load(cx, kinds, command.kind, 0));
    OK_ASSIGN(auto event, draft(facts.kind, facts.live, lastVersion(cx.views(), command.kind), command.summary, facts.actor));
    const int number = event.number;
    tell(cx, command.kind, number, std::move(event), command.summary);
    replyWith(cx, facts, number);
    return {};
}

Status editDraft(CommandContext& cx, const Kinds& kinds, const EditDraft& command) {
    OK_ASSIGN(const Facts facts, loadSeen(cx, kinds, command));
    OK_ASSIGN(auto event, edit(facts, {command.changes, command.summary, command.reason, command.transactionId}));
    if (event) tell(cx, command.kind, command.version, std::move(*event), command.reason);
    replyWith(cx, facts, command.version);
    return {};
}

Status rebaseDraft(CommandContext& cx, const Kinds& kinds, const RebaseDraft& command) {
    OK_ASSIGN(const Facts facts, loadSeen(cx, kinds, command));
    const auto base = cx.views().find<PolicyBody>(PolicyVersion::idOf(command.kind, facts.version.base));
    OK_ASSIGN(auto event, rebase(facts, base ? base->body.text : facts.kind.emptyBody));
    tell(cx, command.kind, command.version, std::move(event));
    replyWith(cx, facts, command.version);
    return {};
}

/// Commands whose decision is one event about one version.
template <class C, class Decide>
void handleSimple(Gate& gate, const KindsPart& kinds, Decide decide) {
    gate.handle<C>([kinds, decide](const Right&, CommandContext& cx, const C& command) -> Status {
        OK_ASSIGN(const Facts facts, loadSeen(cx, *kinds, command));
        OK_ASSIGN(auto event, decide(facts, command));
        std::string why;
        if constexpr (requires { command.reason; }) why = command.reason;
        if constexpr (requires { command.comment; }) why = command.comment;
        tell(cx, command.kind, command.version, std::move(event), why);
        replyWith(cx, facts, command.version);
        return {};
    });
}

/// Whoever had a hand in it under another account is one person all the same.
std::vector<std::string> otherAccounts(CommandContext& cx, const Facts& facts, const PersonOf& personOf) {
    std::set<std::string> met(facts.version.editors.begin(), facts.version.editors.end());
    met.insert(facts.version.submittedBy);
    for (const Review& each : facts.version.reviews) met.insert(each.by);
    std::vector<std::string> out;
    const std::string me = personOf(cx, facts.actor);
    for (const std::string& account : met) {
        if (!account.empty() && account != facts.actor && personOf(cx, account) == me) out.push_back(account);
    }
    return out;
}

Status reviewVersion(CommandContext& cx, const Kinds& kinds, const PersonOf& personOf, const ReviewVersion& command) {
    OK_ASSIGN(Facts facts, loadSeen(cx, kinds, command));
    if (personOf) facts.alsoActor = otherAccounts(cx, facts, personOf);
    OK_ASSIGN(auto event, review(facts, command.decision, command.comment, command.digest));
    tell(cx, command.kind, command.version, std::move(event), command.comment);
    replyWith(cx, facts, command.version);
    return {};
}

void goLive(CommandContext& cx, const Facts& facts, const AroundPublication& around, PolicyPublished event) {
    for (const int cancelled : event.cancelledSchedules) endSchedule(cx, facts.kind.name, cancelled);
    const int number = event.number;
    cx.cancelTimer(watchKey(facts.kind.name, number));
    const std::string what = event.how == "rollback" ? event.summary
                                                     : "Version " + std::to_string(number) + " of `" + facts.kind.name + "` is live instead of version " +
                                                           std::to_string(event.priorVersion);
    const std::string text = what + "\nby: " + event.publishedBy + "\nat: " + toIso(event.publishedAt) + "\nchanges: " + facts.version.summary +
                             "\ndigest: " + event.digest.hex() + "\n";
    std::string why = event.reason;
    const std::string reason = why.empty() ? facts.version.summary : why;
    if (around) around(cx, event, reason, [&] { tell(cx, facts.kind.name, number, event, why); });
    else tell(cx, facts.kind.name, number, std::move(event), why);
    notify(cx, facts.settings, noticeOf(facts, what, text, "info"));
    replyWith(cx, facts, number);
}

Status scheduleVersion(CommandContext& cx, const Kinds& kinds, const ScheduleVersion& command) {
    OK_ASSIGN(const Facts facts, loadSeen(cx, kinds, command));
    OK_ASSIGN(const Instant at, momentOf(command.effectiveAt, command.zone));
    OK_ASSIGN(auto event, schedule(facts, at, command.zone));
    tell(cx, command.kind, command.version, std::move(event));
    cx.setTimer({.key = timerKey(command.kind, command.version), .due = at, .command = std::string(CutOver::card.name),
                 .body = toJson(CutOver{command.kind, command.version, facts.version.digest})});
    setWatch(cx, {command.kind, command.version, facts.version.digest, 1}, at + watchAfter);
    replyWith(cx, facts, command.version);
    return {};
}

Status publishVersion(CommandContext& cx, const Kinds& kinds, const AroundPublication& around, const PublishVersion& command) {
    OK_ASSIGN(const Facts facts, loadSeen(cx, kinds, command));
    if (command.effectiveAt.empty() && facts.kind.needsEffectiveAt) {
        Problem why = problem("invalid_fields", "say from when this version holds: see `fields`");
        why.fields.push_back({"effective_at", "missing", "`now`, or a time such as 2026-11-22T06:00:00Z"});
        return why;
    }
    if (!command.effectiveAt.empty() && command.effectiveAt != "now") {
        OK_ASSIGN(const Instant at, momentOf(command.effectiveAt, command.zone));
        if (at > facts.now) return scheduleVersion(cx, kinds, {command.kind, command.version, command.ifRevision, command.effectiveAt, command.zone});
    }
    OK_ASSIGN(auto event, publish(facts, false));
    goLive(cx, facts, around, std::move(event));
    return {};
}

Status cancelSchedule(CommandContext& cx, const Kinds& kinds, const CancelSchedule& command) {
    OK_ASSIGN(const Facts facts, loadSeen(cx, kinds, command));
    OK_ASSIGN(auto event, unschedule(facts, command.reason));
    tell(cx, command.kind, command.version, std::move(event), command.reason);
    endSchedule(cx, command.kind, command.version);
    replyWith(cx, facts, command.version);
    return {};
}

void tellFailed(CommandContext& cx, const Facts& facts, const Problem& why) {
    const std::string& kind = facts.kind.name;
    const int version = facts.version.number;
    PolicyCutoverFailed failed{kind, version, facts.liveNumber(), why.code, why.message, {}};
    for (const FieldProblem& field : why.fields) failed.findings.push_back({true, field.code, field.field, field.message, {}});
    const std::string subject = "Version " + std::to_string(version) + " of `" + kind + "` did not go live";
    tell(cx, kind, version, std::move(failed), why.message);
    notify(cx, facts.settings, noticeOf(facts, subject, subject + ": " + why.message + " (" + why.code + ")\nVersion " + std::to_string(facts.liveNumber()) +
                                                            " stays live.\n", "critical"));
}

// Nobody waits for this answer, so what went wrong is told as an event and to the people. The version that was live stays live:
// nothing was changed before everything was asked again.
Status cutOver(CommandContext& cx, const Kinds& kinds, const AroundPublication& around, const CutOver& command) {
    OK_ASSIGN(const Facts facts, load(cx, kinds, command.kind, command.version));
    if (facts.version.state != VersionState::scheduled) return problem("not_scheduled", "this version is not scheduled any more");
    if (facts.now < facts.version.schedule->effectiveAt) return problem("not_due", "this version goes live at its own time");
    Result<PolicyPublished> event = command.digest == facts.version.digest ? publish(facts, true)
                                                                           : problem("digest_mismatch", "the version is not the one that was scheduled");
    if (event.ok()) {
        goLive(cx, facts, around, std::move(*event));
        return {};
    }
    cx.cancelTimer(watchKey(command.kind, command.version));
    tellFailed(cx, facts, event.problem());
    return {};
}

// The command that puts it live threw, and the gate took its timer away with everything it had done. This one does nothing that could break.
Status watchCutOver(CommandContext& cx, const Kinds& kinds, const WatchCutOver& command) {
    OK_ASSIGN(const Facts facts, load(cx, kinds, command.kind, command.version));
    if (facts.version.state != VersionState::scheduled || command.digest != facts.version.digest) return {};
    if (facts.now < facts.version.schedule->effectiveAt) return problem("not_due", "this version goes live at its own time");
    if (command.attempt >= mostAttempts) {
        tellFailed(cx, facts, problem("cutover_broken", "putting it live broke " + std::to_string(mostAttempts) + " times: look at the server's log"));
        return {};
    }
    cx.setTimer({.key = timerKey(command.kind, command.version), .due = facts.now, .command = std::string(CutOver::card.name),
                 .body = toJson(CutOver{command.kind, command.version, command.digest})});
    setWatch(cx, {command.kind, command.version, command.digest, command.attempt + 1}, facts.now + watchAfter);
    tell(cx, command.kind, command.version, PolicyCutoverRetried{command.kind, command.version, command.attempt + 1});
    return {};
}

Status rollBack(CommandContext& cx, const Kinds& kinds, const AroundPublication& around, const Rollback& command) {
    OK_ASSIGN(const Facts now, load(cx, kinds, command.kind, 0));
    if (!now.live) return problem("nothing_live", "no version of this kind is live");
    const auto live = cx.views().find<PolicyVersion>(PolicyVersion::idOf(command.kind, now.live->version));
    const int target = command.version != 0 ? command.version : live ? live->priorVersion : 0;
    if (target == 0) return problem("no_prior_version", "no version was live before this one");
    OK_ASSIGN(const Facts facts, load(cx, kinds, command.kind, target));
    OK_ASSIGN(auto event, rollback(facts, command.reason));
    goLive(cx, facts, around, std::move(event));
    return {};
}

Status configure(CommandContext& cx, const Kinds& kinds, const ConfigurePolicy& command) {
    const Kind* kind = kinds.find(command.settings.kind);
    if (kind == nullptr) return problem("kind_not_found", "there is no such kind of policy document");
    OK_TRY(checkSettings(*kind, command.settings));
    tell(cx, kind->name, 0, PolicyConfigured{command.settings, command.reason}, command.reason);
    return {};
}

Status examine(CommandContext& cx, const Kinds& kinds, const RecordExamination& command) {
    if (kinds.find(command.examined.kind) == nullptr) return problem("kind_not_found", "there is no such kind of policy document");
    static const std::set<std::string> known{"validation", "impact", "simulation", "export", "import_dry_run"};
    if (!known.contains(command.examined.what) || command.examined.counts.size() > 50) return problem("invalid_fields", "this is not something that can be done to a version");
    PolicyExamined event = command.examined;
    event.by = cx.who().actor.id;
    const int version = event.number;
    tell(cx, command.examined.kind, version, std::move(event));
    return {};
}

/// `handler(cx, kinds, command)` for a command.
template <class C, class Handler>
void handleWith(Gate& gate, const KindsPart& kinds, Handler handler) {
    gate.handle<C>([kinds, handler](const Right&, CommandContext& cx, const C& command) { return handler(cx, *kinds, command); });
}

}  // namespace

std::vector<std::string> subjectsOf(const std::string& kind, int version) {
    std::vector<std::string> out{"policy:" + kind};
    if (version != 0) out.push_back("policy:" + kind + "/" + std::to_string(version));
    return out;
}

PolicySettings settingsIn(Views& views, const Kind& kind) {
    PolicySettings out;
    if (const auto found = views.find<PolicySettings>(kind.name)) out = *found;
    out.kind = kind.name;
    out.limits.insert(kind.limits.begin(), kind.limits.end());
    return out;
}

int lastVersion(Views& views, const std::string& kind) {
    int last = 0;
    for (const PolicyVersion& version : views.byKey<PolicyVersion>("kind", kind)) last = std::max(last, version.number);
    return last;
}

Result<Facts> factsFrom(Views& views, const Kinds& kinds, const std::string& kind, int version) {
    const Kind* known = kinds.find(kind);
    if (known == nullptr) return problem("kind_not_found", "there is no such kind of policy document");
    Facts out{*known, settingsIn(views, *known), {}, known->emptyBody, {}, {}, {}, {}, {}, {}};
    if (const auto live = views.find<PolicyLive>(kind)) out.live = *live;
    out.scheduled = views.byKey<PolicyVersion>("state", kind + "/" + enumName(VersionState::scheduled));
    if (version == 0) return out;
    const auto found = views.find<PolicyVersion>(PolicyVersion::idOf(kind, version));
    const auto body = views.find<PolicyBody>(PolicyVersion::idOf(kind, version));
    if (!found || !body) return problem("policy_version_not_found", "there is no version " + std::to_string(version) + " of this policy document");
    out.version = *found;
    out.body = body->body.text;
    return out;
}

void addHandlers(Gate& gate, std::shared_ptr<const Kinds> kinds, AroundPublication around, PersonOf personOf) {
    handleWith<CreateDraft>(gate, kinds, createDraft);
    handleWith<EditDraft>(gate, kinds, editDraft);
    handleWith<RebaseDraft>(gate, kinds, rebaseDraft);
    handleSimple<SubmitDraft>(gate, kinds, [](const Facts& facts, const SubmitDraft&) { return submit(facts); });
    gate.handle<ReviewVersion>([kinds, personOf = std::move(personOf)](const Right&, CommandContext& cx, const ReviewVersion& command) {
        return reviewVersion(cx, *kinds, personOf, command);
    });
    handleSimple<TakeBack>(gate, kinds, [](const Facts& facts, const TakeBack& c) { return takeBack(facts, c.reason, c.discard); });
    handleWith<ScheduleVersion>(gate, kinds, scheduleVersion);
    handleWith<CancelSchedule>(gate, kinds, cancelSchedule);
    handleWith<PublishVersion>(gate, kinds, [around](CommandContext& cx, const Kinds& all, const PublishVersion& c) { return publishVersion(cx, all, around, c); });
    handleWith<WatchCutOver>(gate, kinds, watchCutOver);
    handleWith<CutOver>(gate, kinds, [around](CommandContext& cx, const Kinds& all, const CutOver& c) { return cutOver(cx, all, around, c); });
    handleWith<Rollback>(gate, kinds, [around](CommandContext& cx, const Kinds& all, const Rollback& c) { return rollBack(cx, all, around, c); });
    handleWith<ConfigurePolicy>(gate, kinds, configure);
    handleWith<RecordExamination>(gate, kinds, examine);
}

}  // namespace ok::policy
