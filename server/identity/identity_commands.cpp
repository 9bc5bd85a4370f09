// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/identity_commands.h"

#include <algorithm>

#include "server/access/session_commands.h"
#include "server/identity/account_merge.h"
#include "server/identity/identity_routes.h"
#include "server/identity/provisioning.h"
#include "server/identity/scim_handler.h"

namespace ok::identity {
namespace {

constexpr std::size_t mostEntries = 1000, mostGone = 20'000;

Status checkReason(const std::string& reason) {
    if (reason.size() >= 10 && reason.size() <= 500) return {};
    Problem why = problem("invalid_fields", "say why in 10 to 500 characters: it stays in the log");
    why.fields = {{"reason", "length", "10 to 500 characters"}};
    return why;
}

EventOptions inSecurity(std::vector<std::string> subjects, std::string justification = {}) {
    return {.subjects = std::move(subjects), .justification = std::move(justification), .stream = Stream::security};
}

// --- tokens

Status makeToken(const Right&, CommandContext& cx, const MakeScimToken& command) {
    const bool sound = !command.name.empty() && command.name.size() <= 100 && command.hash.known() && command.days >= 1 && command.days <= 730;
    if (!sound) return problem("invalid_fields", "a token needs a name, its hash, and 1 to 730 days to live");
    ScimToken token{cx.newId<ScimTokenId>(), command.name, command.hash, cx.clockNow(), cx.clockNow() + hours(24) * command.days, false};
    cx.reply(token);
    const std::string id = token.id.str();
    cx.emit(ScimTokenMade{std::move(token)}, inSecurity({id}));
    return {};
}

Status revokeToken(const Right&, CommandContext& cx, const RevokeScimToken& command) {
    const auto found = cx.views().find<ScimToken>(command.token.str());
    if (!found) return problem("scim_token_not_found", "there is no such token");
    OK_TRY(checkReason(command.reason));
    if (!found->revoked) cx.emit(ScimTokenRevoked{command.token, command.reason}, inSecurity({command.token.str()}, command.reason));
    return {};
}

// --- mapping

Status setMapping(const Right&, CommandContext& cx, const SetMapping& command) {
    OK_TRY(checkReason(command.reason));
    const MappingVersion before = liveMapping(cx.views());
    if (command.expectedVersion >= 0 && command.expectedVersion != before.version) {
        return problem("version_conflict", "somebody changed the rules meanwhile: look at them again", {{"version", std::to_string(before.version)}});
    }
    if (auto mistakes = checkRules(command.rules, knownRoles(cx.views())); !mistakes.empty()) {
        Problem why = problem("invalid_fields", "some rules are not valid: see `fields`");
        why.fields = std::move(mistakes);
        return why;
    }
    if (command.preview.known() && previewMapping(mappedPeople(cx.views()), command.rules, maximaOf(cx.views())).digest != command.preview) {
        return problem("preview_stale", "the directory or the rules changed since the dry run: look at it again");
    }
    MappingVersion next{before.version + 1, command.rules, command.reason, cx.who().actor.id, cx.now(), false};
    cx.emit(MappingSet{next, command.preview}, inSecurity({"identity_mapping"}, command.reason));
    Provisioning people(cx);
    std::vector<std::string> ids;
    cx.views().each<DirectoryUser>([&ids](const DirectoryUser& person) {
        if (person.active) ids.push_back(person.id.str());
    });
    SetMappingReply reply{next.version, 0, 0, 0};
    for (const std::string& id : ids) {
        const RemapCounts counts = people.remap(id);
        reply.people += counts.gained + counts.lost > 0 ? 1 : 0;
        reply.gained += counts.gained;
        reply.lost += counts.lost;
    }
    cx.reply(reply);
    return {};
}

// --- people

Status deprovision(const Right&, CommandContext& cx, const Deprovision& command) {
    const auto person = cx.views().find<DirectoryUser>(command.user.str());
    if (!person || person->removed) return problem("person_not_found", "the mirror has nobody with this id");
    OK_TRY(checkReason(command.reason));
    if (!person->active) return {};
    Provisioning(cx).end(*person, command.reason, false);
    return {};
}

Status linkPerson(const Right&, CommandContext& cx, const LinkPerson& command) {
    const auto person = cx.views().find<DirectoryUser>(command.user.str());
    if (!person || person->removed) return problem("person_not_found", "the mirror has nobody with this id");
    OK_TRY(checkReason(command.reason));
    const std::string& provider = command.link.provider;
    const bool sound = (provider.starts_with("oidc:") || provider.starts_with("saml:")) && provider.size() <= 100 && !command.link.subject.empty() && command.link.subject.size() <= 256;
    if (!sound) return problem("invalid_fields", "a link needs a provider (`oidc:<name>`, `saml:<name>`) and a subject");
    const bool there = std::find(person->links.begin(), person->links.end(), command.link) != person->links.end();
    if (there != command.remove) return {};
    for (const DirectoryUser& other : cx.views().byKey<DirectoryUser>("link", command.link.key())) {
        if (other.id != command.user) return problem("already_linked", "this subject is linked to somebody else: unlink them first");
    }
    cx.emit(PersonLinked{command.user, command.link, command.remove}, inSecurity({command.user.str()}, command.reason));
    return {};
}

std::optional<DirectoryUser> personBehind(CommandContext& cx, const Federate& command) {
    const auto linked = cx.views().byKey<DirectoryUser>("link", Link{command.provider, command.subject}.key());
    if (!linked.empty()) return linked.front();
    if (!command.linkByUserName) return {};
    const auto named = cx.views().byKey<DirectoryUser>("user_name", comparable(command.userName));
    if (named.size() != 1) return {};
    return named.front();
}

Status federate(const Right&, CommandContext& cx, const Federate& command) {
    if (command.subject.empty() || command.subject.size() > 256 || command.assertion.size() != 64) return problem("invalid_fields", "a sign-in needs a subject and the hash of its assertion");
    if (cx.views().find<UsedAssertion>(command.assertion)) return problem("assertion_replayed", "this sign-in was used before: begin again");
    auto person = personBehind(cx, command);
    if (person && !person->active) return problem("access_refused", "this account is closed: ask an administrator");
    const bool created = !person;
    if (created && !command.provision) return problem("not_provisioned", "nobody here is known by this identity: ask an administrator");
    // A person whom a directory tells us about keeps its word; a provider speaks only for those who came through it.
    const bool ours = created || person->source == command.provider;
    DirectoryUser next = person.value_or(DirectoryUser{});
    if (created) {
        next.id = cx.newId<UserId>();
        next.source = command.provider;
        next.externalId = command.subject;
        next.userName = command.userName.empty() ? command.subject : command.userName;
        next.links = {{command.provider, command.subject}};
    }
    if (ours) next.facts = tidied(command.facts);
    Provisioning people(cx);
    const MappingOutcome outcome = people.outcomeFor(next);
    // No rule gives anything: nobody is made, nobody comes in (F02.R3.A3).
    if (outcome.assignments.empty()) return problem("no_role_mapped", "your identity gives you no role here: ask an administrator");
    if (ours) {
        OK_ASSIGN(next.name, cx.vault().put(cx.tenant(), command.name));
    }
    const std::string id = next.id.str();
    if (created) people.create(std::move(next));
    else if (ours) people.update(std::move(next), "told by " + command.provider);
    const Link link{command.provider, command.subject};
    const auto now = cx.views().find<DirectoryUser>(id);
    if (std::find(now->links.begin(), now->links.end(), link) == now->links.end()) cx.emit(PersonLinked{now->id, link, false}, inSecurity({id}));
    cx.emit(Federated{command.provider, command.assertion, now->id, created ? "created" : "known", {}}, inSecurity({id}));
    cx.reply(FederateReply{now->id, now->login, created, outcome.assignments});
    return {};
}

Status endProviderSessions(const Right&, CommandContext& cx, const EndProviderSessions& command) {
    const auto linked = cx.views().byKey<DirectoryUser>("link", Link{command.provider, command.subject}.key());
    if (linked.empty()) return problem("person_not_found", "nobody here is known by this identity");
    const DirectoryUser& person = linked.front();
    std::int64_t ended = 0;
    for (const access::Session& session : cx.views().byKey<access::Session>("user", person.id.str())) {
        if (session.revoked || session.expiresAt <= cx.clockNow() || session.method != command.provider) continue;
        cx.emit(access::SessionRevoked{session.id, "signed_out_at_provider"}, inSecurity({session.id.str(), person.id.str()}, "signed_out_at_provider"));
        ++ended;
    }
    cx.emit(ProviderSignedOut{command.provider, person.id, command.request.substr(0, 256), ended}, inSecurity({person.id.str()}));
    cx.reply(access::SessionsEnded{ended});
    return {};
}

// --- reconciliation

std::string timerKey(const std::string& source) { return "identity-sync:" + source; }

Status startSync(CommandContext& cx, const StartSync& command, const IntervalOf& intervalOf) {
    auto interval = intervalOf(cx.tenant(), command.source);
    // A directory that was read before and stands in no settings any more is tried all the same: that it fails is told.
    if (const auto known = cx.views().find<IdentitySource>(command.source); !interval && known) {
        interval = std::max<Duration>(minutes(15), seconds(known->intervalSeconds));
    }
    if (!interval) return problem("source_not_found", "there is no directory `" + command.source.substr(0, 60) + "`");
    const SyncRunId run = cx.newId<SyncRunId>();
    cx.emit(SyncStarted{command.source, run, std::chrono::duration_cast<seconds>(*interval).count()}, inSecurity({command.source}));
    cx.setTimer({.key = timerKey(command.source), .due = cx.clockNow() + *interval, .command = std::string(StartSync::card.name), .body = toJson(command)});
    cx.replyJson("{\"run\":\"" + run.str() + "\"}");
    return {};
}

Status applyEntries(const Right&, CommandContext& cx, const ApplyEntries& command) {
    if (command.entries.empty() || command.entries.size() > mostEntries) return problem("invalid_fields", "1 to 1000 entries");
    Provisioning people(cx);
    ApplyReply reply;
    RemapCounts counts;
    for (const DirectoryEntry& entry : command.entries) {
        if (entry.externalId.empty() || entry.userName.empty()) continue;
        const auto known = cx.views().byKey<DirectoryUser>("external", command.source + "|" + entry.externalId);
        DirectoryUser next = known.empty() ? DirectoryUser{} : known.front();
        next.source = command.source;
        next.externalId = entry.externalId;
        next.userName = entry.userName;
        next.facts = entry.facts;
        next.active = entry.active;
        OK_ASSIGN(next.name, cx.vault().put(cx.tenant(), entry.name));
        counts.add(known.empty() ? people.create(std::move(next)) : people.update(std::move(next), "reconciled with " + command.source));
        ++(known.empty() ? reply.created : reply.updated);
    }
    reply.gained = counts.gained;
    reply.lost = counts.lost;
    cx.reply(reply);
    return {};
}

IdentitySource sourceOf(CommandContext& cx, const std::string& id) {
    IdentitySource out;
    if (const auto held = cx.views().find<IdentitySource>(id)) out = *held;
    out.id = id;
    out.kind = id.substr(0, id.find(':'));
    return out;
}

RemapCounts endAll(CommandContext& cx, const std::string& source, const std::vector<UserId>& gone, std::int64_t& ended) {
    Provisioning people(cx);
    RemapCounts out;
    for (const UserId id : gone) {
        const auto person = cx.views().find<DirectoryUser>(id.str());
        if (!person || !person->active || person->source != source) continue;
        out.add(people.end(*person, "no longer in " + source, false));
        ++ended;
    }
    return out;
}

Status finishSync(const Right&, CommandContext& cx, const FinishSync& command) {
    if (command.gone.size() > mostGone) return problem("invalid_fields", "too many at once");
    IdentitySource next = sourceOf(cx, command.source);
    next.lastAttempt = cx.clockNow();
    std::string outcome = "done";
    if (!command.failure.empty()) {
        // Nothing of the mirror changes: the last word of the directory stands until there is a newer one.
        outcome = "failed";
        next.healthy = false;
        next.problem = command.failure;
        ++next.failures;
    } else {
        next.healthy = true;
        next.problem.clear();
        next.failures = 0;
        next.created = command.counts.created;
        next.updated = command.counts.updated;
        next.unchanged = command.unchanged;
        next.gained = command.counts.gained;
        next.lost = command.counts.lost;
        next.deprovisioned = next.held = 0;
        next.heldRun = {};
        next.heldUsers.clear();
        next.lastSync = cx.clockNow();
        if (command.tooMany) {
            outcome = "held";
            next.healthy = false;
            next.problem = "too_many_gone";
            next.heldRun = command.run;
            next.held = static_cast<std::int64_t>(command.gone.size());
            for (const UserId id : command.gone) next.heldUsers.push_back(id.str());
        } else {
            const RemapCounts counts = endAll(cx, command.source, command.gone, next.deprovisioned);
            next.lost += counts.lost;
        }
    }
    cx.emit(SyncEnded{command.run, outcome, command.message.substr(0, 300), next}, inSecurity({command.source}));
    cx.reply(next);
    return {};
}

Status settleHeld(const Right&, CommandContext& cx, const SettleHeldSync& command) {
    IdentitySource next = sourceOf(cx, command.source);
    if (!next.heldRun.known() || next.heldRun != command.run) return problem("run_not_found", "no such reconciliation waits for an answer");
    OK_TRY(checkReason(command.reason));
    std::vector<UserId> gone;
    for (const std::string& id : next.heldUsers) {
        if (const auto parsed = UserId::parse(id); parsed.ok()) gone.push_back(*parsed);
    }
    next.heldRun = {};
    next.heldUsers.clear();
    next.held = 0;
    next.healthy = true;
    next.problem.clear();
    if (command.apply) {
        const RemapCounts counts = endAll(cx, command.source, gone, next.deprovisioned);
        next.lost += counts.lost;
    }
    cx.emit(SyncEnded{command.run, command.apply ? "confirmed" : "discarded", command.reason, next}, inSecurity({command.source}, command.reason));
    cx.reply(next);
    return {};
}

}  // namespace

void addHandlers(Gate& gate, IntervalOf intervalOf) {
    gate.handle<ScimWrite>([](const Right&, CommandContext& cx, const ScimWrite& command) { return writeScim(cx, command); });
    gate.handle<MakeScimToken>(makeToken);
    gate.handle<RevokeScimToken>(revokeToken);
    gate.handle<SetMapping>(setMapping);
    gate.handle<Deprovision>(deprovision);
    gate.handle<LinkPerson>(linkPerson);
    gate.handle<Federate>(federate);
    gate.handle<EndProviderSessions>(endProviderSessions);
    addMergeHandler(gate);
    gate.handle<StartSync>([intervalOf = std::move(intervalOf)](const Right&, CommandContext& cx, const StartSync& command) {
        return startSync(cx, command, intervalOf);
    });
    gate.handle<ApplyEntries>(applyEntries);
    gate.handle<FinishSync>(finishSync);
    gate.handle<SettleHeldSync>(settleHeld);
}

}  // namespace ok::identity
