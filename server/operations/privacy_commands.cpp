// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/operations/privacy_commands.h"

#include <map>
#include <set>

#include "server/store/entry_seal.h"
#include "shared/base/derived_ids.h"
#include "shared/base/json_value.h"
#include "shared/incidents/incident.h"
#include "shared/operations/privacy.h"
#include "shared/operations/read_models.h"
#include "shared/operations/recovery.h"
#include "shared/reports/report.h"

namespace ok::operations {
namespace {

constexpr std::size_t mostTokens = 100;
constexpr std::size_t leastReason = 10;

Status checkReason(std::string_view reason, std::string_view field) {
    if (reason.size() >= leastReason && reason.size() <= 500) return {};
    Problem why = problem("invalid_fields", "say why in 10 to 500 characters: it stays in the log");
    why.fields = {{std::string(field), "length", "10 to 500 characters"}};
    return why;
}

Status refuseHeld(CommandContext& cx, const std::string& subject, std::string_view what) {
    const auto hold = cx.views().find<LegalHold>(subject);
    if (!hold) return {};
    Problem why = problem("legal_hold", std::string(what) + " is under a legal hold: lift it first, or leave it out");
    why.details["subject"] = subject;
    why.details["hold_reason"] = hold->reason;
    return why;
}

/// Everything to erase: the tokens asked for, and words and addresses of the reports that came from them.
struct Found {
    std::set<std::string> tokens;
    std::set<std::string> reports;

    void add(const std::string& text, const std::string& address) {
        for (const std::string& token : {text, address}) {
            if (!token.empty()) tokens.insert(token);
        }
    }
};

/// By subject why it is held. A merge moves an incident's reports and its hold with them.
std::map<std::string, std::string> holdsInForce(CommandContext& cx) {
    constexpr int mostMerges = 64;
    std::map<std::string, std::string> out;
    cx.views().each<LegalHold>([&](const LegalHold& hold) {
        std::string at = hold.subject;
        for (int merges = 0; merges < mostMerges; ++merges) {
            out.emplace(at, hold.reason);
            const auto incident = cx.views().find<incidents::Incident>(at);
            if (!incident || !incident->mergedInto) return;
            at = incident->mergedInto->str();
        }
    });
    return out;
}

/// Words that came in before each had a token of its own share one with equal words: what is erased for one is gone for
/// everybody who wrote the same, so their holds count too.
Status refuseHeldOfOthers(CommandContext& cx, const std::set<std::string>& tokens) {
    const auto holds = holdsInForce(cx);
    if (holds.empty()) return {};
    std::optional<Problem> why;
    cx.views().each<reports::Report>([&](const reports::Report& report) {
        if (why || !(tokens.contains(report.text.token) || tokens.contains(report.address.token))) return;
        for (const std::string& subject : {report.id.str(), report.incident.str(), report.from.token}) {
            const auto hold = holds.find(subject);
            if (hold == holds.end()) continue;
            why = problem("legal_hold", "a report with the same words is under a legal hold: lift it first, or leave the words out",
                          {{"subject", subject}, {"hold_reason", hold->second}});
        }
    });
    return why ? Status(*why) : Status();
}

Status addReport(CommandContext& cx, const reports::Report& report, Found& out) {
    OK_TRY(refuseHeld(cx, report.id.str(), "a report of this person"));
    if (report.incident.known()) OK_TRY(refuseHeld(cx, report.incident.str(), "an incident of this person"));
    out.reports.insert(report.id.str());
    return {};
}

Result<Found> findAll(CommandContext& cx, const std::vector<std::string>& asked) {
    Found out;
    for (const std::string& token : asked) {
        if (!looksLikeToken(token)) return problem("bad_token", "`" + token.substr(0, 40) + "` is not a token of the vault");
        OK_TRY(refuseHeld(cx, token, "this value"));
        if (!out.tokens.insert(token).second) continue;
        for (const reports::Report& report : cx.views().byKey<reports::Report>("from", token)) {
            OK_TRY(addReport(cx, report, out));
            out.add(report.text.token, report.address.token);
            // Who repeated it is known, or it was said under the account without a number: then it is theirs.
            for (const auto& said : cx.views().byKey<reports::ReportSaid>("report", report.id.str())) {
                if (!said.from.known()) out.add(said.text.token, said.address.token);
            }
        }
        for (const auto& said : cx.views().byKey<reports::ReportSaid>("from", token)) {
            if (const auto first = cx.views().find<reports::Report>(said.report.str())) OK_TRY(addReport(cx, *first, out));
            out.add(said.text.token, said.address.token);
        }
    }
    OK_TRY(refuseHeldOfOthers(cx, out.tokens));
    return out;
}

Status erasePerson(const Right&, CommandContext& cx, const ErasePerson& command) {
    OK_TRY(checkReason(command.reason, "reason"));
    if (command.authority.empty() || command.authority.size() > 200) {
        return problem("invalid_fields", "say by what right: the request or the policy, in at most 200 characters");
    }
    if (command.tokens.empty() || command.tokens.size() > mostTokens) {
        return problem("invalid_fields", "name 1 to 100 tokens to erase");
    }
    OK_ASSIGN(const Found found, findAll(cx, command.tokens));
    const std::vector<std::string> reports(found.reports.begin(), found.reports.end());
    PersonErased event{{found.tokens.begin(), found.tokens.end()}, 0, 0, reports, command.reason, command.authority};
    for (const std::string& token : found.tokens) {
        OK_ASSIGN(const bool there, cx.vault().erase(cx.tenant(), token));
        ++(there ? event.erased : event.alreadyGone);
    }
    cx.reply(ErasedReply{event.erased, event.alreadyGone, static_cast<int>(event.reports.size())});
    cx.emit(std::move(event), {.subjects = reports, .justification = command.reason, .stream = Stream::security});
    return {};
}

Status setHold(const Right&, CommandContext& cx, const SetLegalHold& command) {
    OK_TRY(checkReason(command.reason, "reason"));
    if (command.subject.empty() || command.subject.size() > 64) {
        return problem("invalid_fields", "name what is held: an incident, a report or a token");
    }
    if (cx.views().find<LegalHold>(command.subject)) return problem("already_exists", "this is under a legal hold already");
    cx.emit(LegalHoldSet{{command.subject, command.reason, cx.who().actor.id, cx.now()}},
            {.subjects = {command.subject}, .justification = command.reason, .stream = Stream::security});
    return {};
}

Status liftHold(const Right&, CommandContext& cx, const LiftLegalHold& command) {
    OK_TRY(checkReason(command.reason, "reason"));
    if (!cx.views().find<LegalHold>(command.subject)) return problem("hold_not_found", "there is no legal hold on this");
    cx.emit(LegalHoldLifted{command.subject, command.reason},
            {.subjects = {command.subject}, .justification = command.reason, .stream = Stream::security});
    return {};
}

void resealLater(CommandContext& cx, const ResealVault& step, Duration pause = {}) {
    cx.setTimer({.key = "vault-reseal", .due = cx.clockNow() + pause, .command = std::string(ResealVault::card.name),
                 .body = toJson(step)});
}

Result<int> rotateNow(CommandContext& cx, const std::string& reason) {
    OK_ASSIGN(const int version, cx.vault().addKeyVersion(cx.tenant(), cx.clockNow()));
    cx.emit(VaultKeyRotated{version, reason}, {.justification = reason, .stream = Stream::security});
    resealLater(cx, {.version = version});
    return version;
}

Status rotate(const Right&, CommandContext& cx, const RotateVaultKey& command) {
    OK_TRY(checkReason(command.reason, "reason"));
    OK_ASSIGN(const int version, rotateNow(cx, command.reason));
    cx.reply(VaultKeyReply{version});
    return {};
}

/// A database of before entries were sealed, or one restored from such a backup. The first entry of a stream is sealed first.
bool holdsPlainEntries(CommandContext& cx) {
    return std::any_of(std::begin(allStreams), std::end(allStreams), [&cx](Stream stream) {
        const auto first = cx.store().rawEntries(cx.tenant(), stream, 0, 1);
        return !first.empty() && !EntrySeals::isSealed(first.front().header);
    });
}

Status keepFresh(CommandContext& cx, const VaultKeys& keys, Duration lifetime) {
    OK_ASSIGN(const auto ring, keys.ring(cx.store(), cx.tenant()));
    VaultRotationPlanned plan{ring->active().version, ring->active().since + lifetime};
    if (plan.rotateBy <= cx.clockNow()) {
        OK_ASSIGN(plan.version, rotateNow(cx, "the key has reached the age at which it is changed"));
        plan.rotateBy = cx.clockNow() + lifetime;
    }
    cx.setTimer({.key = "vault-key-age", .due = plan.rotateBy, .command = std::string(KeepVaultKeyFresh::card.name), .body = toJson(KeepVaultKeyFresh{})});
    const auto state = cx.views().find<VaultKeyState>("active");
    if (holdsPlainEntries(cx) && !(state && state->resealing)) resealLater(cx, {.version = plan.version});
    cx.emit(std::move(plan), {.stream = Stream::security});
    return {};
}

/// The values of the vault, a page.
Result<ResealVault> resealValues(CommandContext& cx, ResealVault step, int limit) {
    OK_ASSIGN(const Vault::Resealed done, cx.vault().reseal(cx.tenant(), step.after, limit));
    step.after = done.last;
    step.seen += done.seen;
    step.renewed += done.renewed;
    step.entriesDamaged += done.damaged;
    if (done.last.empty()) step.stream = enumName(allStreams[0]);
    return step;
}

/// The entries of a stream, a page; then the next stream. An empty stream: there is no other.
Result<ResealVault> resealStream(CommandContext& cx, ResealVault step, int limit) {
    const auto* const at = std::find_if(std::begin(allStreams), std::end(allStreams), [&step](Stream s) { return enumName(s) == step.stream; });
    if (at == std::end(allStreams)) return problem("invalid_fields", "there is no such stream");
    OK_ASSIGN(const ResealedEntries done, cx.store().resealEntries(cx.tenant(), *at, step.afterEntry, limit));
    step.afterEntry = done.last;
    step.entriesSeen += done.seen;
    step.entriesRenewed += done.renewed;
    step.entriesDamaged += done.damaged;
    if (done.last == 0) step.stream = at + 1 == std::end(allStreams) ? std::string() : enumName(at[1]);
    return step;
}

Status reseal(CommandContext& cx, const ResealVault& command, const PrivacyLimits& limits) {
    const auto state = cx.views().find<VaultKeyState>("active");
    if (!state || state->version != command.version) {
        return problem("superseded", "a later rotation seals everything anew");
    }
    const bool values = command.stream.empty();
    OK_ASSIGN(const ResealVault next, values ? resealValues(cx, command, limits.resealStep) : resealStream(cx, command, limits.entryStep));
    const bool complete = !values && next.stream.empty();
    cx.emit(VaultResealed{next.version, next.seen, next.renewed, complete, next.entriesSeen, next.entriesRenewed, next.entriesDamaged},
            {.stream = Stream::security});
    if (!complete) resealLater(cx, next, values ? Duration{} : limits.entryPause);
    return {};
}

}  // namespace

void submitDaily(Gate& gate, TenantId tenant, bool drill, Instant now, std::string_view command, std::string body) {
    const SecurityContext who = serverContext(tenant, drill, "server");
    gate.submit(who, {commandIdFrom(tenant, std::string(command) + " " + toIso(now).substr(0, 10)), std::string(command), std::move(body)},
                [](const CommandAnswer&) {});
}

void addHandlers(Gate& gate, PrivacyLimits limits) {
    gate.handle<ErasePerson>(erasePerson);
    gate.handle<SetLegalHold>(setHold);
    gate.handle<LiftLegalHold>(liftHold);
    gate.handle<RotateVaultKey>(rotate);
    gate.handle<NoteMasterKey>([](const Right&, CommandContext& cx, const NoteMasterKey& command) -> Status {
        if (command.name.size() != 16 || command.name.find_first_not_of("0123456789abcdef") != std::string::npos) return problem("invalid_fields", "a master key's name is 16 hexadecimal digits");
        cx.emit(MasterKeyExchanged{command.name}, {.stream = Stream::security});
        return {};
    });
    gate.handle<KeepVaultKeyFresh>([&gate, limits](const Right&, CommandContext& cx, const KeepVaultKeyFresh&) {
        return keepFresh(cx, gate.vaultKeys(), limits.keyLifetime);
    });
    gate.handle<RebuildReadModel>([](const Right&, CommandContext& cx, const RebuildReadModel& command) -> Status {
        if (command.model.empty() || command.model.size() > 40) return problem("invalid_fields", "name the read model, such as `incident_overview`");
        cx.emit(ReadModelRebuilt{command.model}, {.stream = Stream::security});
        return {};
    });
    gate.handle<RecordRecovery>([](const Right&, CommandContext& cx, const RecordRecovery& command) -> Status {
        const RecoveryFacts& facts = command.facts;
        if (facts.file.size() > 200 || facts.note.size() > 200 || facts.place.size() > 500 || !(facts.seconds >= 0) ||
            (!facts.hash.empty() && !Digest::parse(asciiLower(facts.hash)).ok())) {
            return problem("invalid_fields", "name the backup's file and say how long it took");
        }
        cx.emit(RecoveryRecorded{command.facts}, {.justification = command.facts.note, .stream = Stream::security});
        return {};
    });
    gate.handle<ResealVault>([limits](const Right&, CommandContext& cx, const ResealVault& command) {
        return reseal(cx, command, limits);
    });
    // The next value is sealed under the new version as soon as that is durable.
    gate.onCommitted([&gate](const CommittedBatch& batch) {
        for (const auto& entry : batch.entries) {
            if (entry.header.type == VaultKeyRotated::eventType) gate.vaultKeys().forget(entry.header.tenant);
        }
    });
}

void startKeyRotation(Gate& gate, TenantId tenant, bool drill, Instant now) {
    submitDaily(gate, tenant, drill, now, KeepVaultKeyFresh::card.name, toJson(KeepVaultKeyFresh{}));
}

}  // namespace ok::operations
