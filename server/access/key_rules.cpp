// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/key_rules.h"

#include <algorithm>
#include <set>

#include "server/outbox/notice.h"
#include "shared/access/mapped_access.h"
#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {

constexpr int longestLift = 24 * 60;
constexpr Duration lookAgain = hours(24);

std::string dayOf(Instant at) { return toIso(at).substr(0, 10); }

std::vector<std::string> kindsOf(const KeyStanding& standing) {
    std::set<std::string> kinds;
    for (const KeyShortfall& s : standing.shortfalls) kinds.insert(s.kind);
    return {kinds.begin(), kinds.end()};
}

void remind(CommandContext& cx, const KeyPolicy& policy, const SecurityKey& key, const User& user) {
    const Instant renew = renewBy(policy, key), end = expiresAt(policy, key);
    cx.emit(KeyReminded{key.id, user.id, user.login, renew, end}, {.subjects = {user.id.str(), key.id.str()}, .stream = Stream::security});
    const std::string text = "The security key `" + key.name + "` of " + user.login + " has to be enrolled anew by " + dayOf(renew) +
                             ". From " + dayOf(end) + " it opens nothing any more.";
    tellPerson(cx, user.login, "Your security key has to be enrolled anew", text);
    tellStaff(cx, "A security key has to be enrolled anew", text, "key:" + key.id.str());
}

Status reviewKeys(CommandContext& cx) {
    const KeyPolicy policy = policyOf(cx.views());
    const Instant now = cx.clockNow();
    std::vector<SecurityKey> keys;
    cx.views().each<SecurityKey>([&](const SecurityKey& key) { keys.push_back(key); });
    KeysReviewed told;
    for (const SecurityKey& key : keys) {
        const auto user = cx.views().find<User>(key.user.str());
        if (!user || user->disabled || key.state == KeyState::removed) continue;
        ++told.keys;
        if (key.state == KeyState::active && isExpired(policy, key, now)) {
            ++told.expired;
            cx.emit(KeyExpired{key.id, user->id, user->login}, {.subjects = {user->id.str(), key.id.str()}, .stream = Stream::security});
            const std::string text = "The security key `" + key.name + "` of " + user->login + " was not enrolled anew in time: it opens nothing any more.";
            tellPerson(cx, user->login, "Your security key has expired", text);
            tellStaff(cx, "A security key has expired", text, "key:" + key.id.str());
        } else if (reminderDue(policy, key, now)) {
            remind(cx, policy, key, *user);
            ++told.reminded;
        }
    }
    cx.emit(told, {.subjects = {"keys"}, .stream = Stream::security});
    noteEverybody(cx);
    return {};
}

Status importMetadata(CommandContext& cx, const ImportKeyMetadata& command) {
    const KeyPolicy policy = policyOf(cx.views());
    OK_ASSIGN(const KeyMetadataImported read, readMetadata(command.blob, {policy.metadataRoots, policy.metadataSigner}, cx.clockNow()));
    const auto before = cx.views().find<KeyMetadata>("fido");
    if (before && before->number > read.metadata.number) {
        return problem("metadata_older", "newer metadata is in force already", {{"number", std::to_string(before->number)}});
    }
    const KeyMetadata metadata = read.metadata;
    cx.reply(metadata);
    if (before && before->number == metadata.number) return {};
    cx.emit(read, {.subjects = {"keys"}, .stream = Stream::security});
    noteEverybody(cx);
    return {};
}

Status liftPlaces(CommandContext& cx, const LiftKeyPlaces& command) {
    if (command.minutes < 0 || command.minutes > longestLift) {
        return problem("out_of_range", "a lift lasts at most a day: say 0 to 1440 minutes");
    }
    if (command.reason.size() < 10) return problem("reason_missing", "say why in at least 10 characters: it stands in the record");
    const Instant until = cx.clockNow() + minutes(command.minutes);
    cx.emit(KeyPlacesLifted{{until, command.reason}}, {.subjects = {"keys"}, .justification = command.reason, .stream = Stream::security});
    tellStaff(cx, command.minutes > 0 ? "Security keys are taken from everywhere" : "Security keys are taken from their places again",
              command.minutes > 0 ? "Until " + toIso(until) + ": " + command.reason : command.reason, "key-places", command.minutes == 0);
    return {};
}

Status recordReport(CommandContext& cx, const RecordKeyReport& command) {
    cx.emit(KeyReportShown{command.report, command.about, command.format, command.from, command.to, {.outcome = command.outcome}},
            {.subjects = {command.by.str()}, .stream = Stream::security});
    return {};
}

Status tellAlert(CommandContext& cx, const TellFactorAlert& command) {
    const auto factors = cx.views().find<UserFactors>(command.user.str());
    if (!factors || factors->alertTold) return {};
    const auto user = cx.views().find<User>(command.user.str());
    std::string text = (user ? user->login : command.user.str()) + ": " + std::to_string(factors->failures.size()) + " failed attempts within ten minutes.\n";
    for (const FactorFailure& failure : factors->failures) text += toIso(failure.at) + "  " + failure.address + "  " + failure.entry + "\n";
    cx.emit(FactorAlertTold{command.user}, {.subjects = {command.user.str()}, .stream = Stream::security});
    tellStaff(cx, "Repeated failures with a security key or code", text, "key-failures:" + command.user.str());
    return {};
}

}  // namespace

KeyStanding standingOf(Views& views, const User& user, const RoleBook& roles, Instant now) {
    return standingOf(policyOf(views), keysOf(views, user.id, std::nullopt), roles.of(user.id.str(), user.roles), now, factsIn(views));
}

void noteStanding(CommandContext& cx, UserId id) { noteStanding(cx, id, RoleBook(cx.views(), cx.clockNow())); }

void noteStanding(CommandContext& cx, UserId id, const RoleBook& roles) {
    const auto user = cx.views().find<User>(id.str());
    if (!user) return;
    const KeyStanding standing = standingOf(cx.views(), *user, roles, cx.clockNow());
    const auto before = cx.views().find<KeyStandingNote>(id.str());
    KeyStandingNote next{id, standing.compliant, standing.withheld, kindsOf(standing), policyOf(cx.views()).version, cx.clockNow()};
    const bool nothingSoFar = !before && next.compliant && next.shortfalls.empty();
    const bool same = before && before->compliant == next.compliant && before->withheld == next.withheld && before->shortfalls == next.shortfalls;
    if (nothingSoFar || same) return;
    cx.emit(KeyStandingChanged{std::move(next)}, {.subjects = {id.str()}, .stream = Stream::security});
}

void noteEverybody(CommandContext& cx) {
    std::vector<UserId> everybody;
    cx.views().each<User>([&](const User& user) {
        if (!user.disabled) everybody.push_back(user.id);
    });
    const RoleBook roles(cx.views(), cx.clockNow());
    for (const UserId user : everybody) noteStanding(cx, user, roles);
    planReview(cx);
}

void planReview(CommandContext& cx) {
    const KeyPolicy policy = policyOf(cx.views());
    if (policy.renewAfterDays == 0 && policy.rolesWithKeys.empty()) return cx.cancelTimer("key-review");
    const Instant now = cx.clockNow();
    Instant due = now + lookAgain;
    const auto consider = [&](Instant at) {
        if (at.known() && at > now && at < due) due = at;
    };
    if (policy.demandedSince.known()) consider(policy.demandedSince + hours(24 * static_cast<std::int64_t>(policy.graceDays)));
    cx.views().each<SecurityKey>([&](const SecurityKey& key) { consider(nextMoment(policy, {key}, now)); });
    cx.setTimer({.key = "key-review", .due = cx.now() + (due - now), .command = std::string(ReviewKeys::card.name), .body = toJson(ReviewKeys{})});
}

Status mayHold(CommandContext& cx, const User& user, const std::vector<std::string>& roles) {
    const KeyPolicy policy = policyOf(cx.views());
    const auto keys = keysOf(cx.views(), user.id, std::nullopt);
    for (const std::string& role : roles) {
        if (std::find(user.roles.begin(), user.roles.end(), role) != user.roles.end()) continue;
        const int missing = keysMissingFor(policy, keys, role, cx.clockNow(), factsIn(cx.views()));
        if (missing == 0) continue;
        return personLacksKeys(policy, role, missing);
    }
    return {};
}

void placeFacts(CommandContext& cx, const KeyPolicy& policy, KeyFacts& facts) {
    const KeyNetwork* network = networkOf(policy, facts.address);
    facts.region = network == nullptr ? std::string() : network->region;
    facts.regionConfidence = network == nullptr ? 0 : network->confidence;
    facts.environment = cx.drill() ? "drill" : "live";
    facts.device = cx.who().device;
    facts.policyVersion = policy.version;
}

Status checkPlace(CommandContext& cx, const KeyPolicy& policy, KeyFacts& facts) {
    const Status judged = judgePlace(policy, facts.region, cx.drill());
    if (judged.ok()) return {};
    const auto lift = cx.views().find<KeyPlacesLift>("keys");
    if (!lift || cx.clockNow() >= lift->until) return judged;
    facts.overridden = judged.problem().details.at("policy_rule");
    return {};
}

void afterUse(CommandContext& cx, const KeyPolicy& policy, const KeyFacts& facts) {
    const EventOptions about{.subjects = {facts.user.str()}, .stream = Stream::security};
    const auto factors = cx.views().find<UserFactors>(facts.user.str());
    if (factors && factors->alertOpen) {
        cx.emit(FactorAlertResolved{facts.user}, about);
        tellStaff(cx, "Security key failures are over", facts.login + " was let in with a key.", "key-failures:" + facts.user.str(), true);
    }
    const auto quiet = std::find(policy.quietRegions.begin(), policy.quietRegions.end(), facts.region) != policy.quietRegions.end();
    if (facts.region.empty() || facts.regionConfidence < surePlace || quiet) return;
    const auto known = cx.views().find<KeyRegions>(facts.user.str());
    RegionAlert alert{facts.user, facts.login, {}, facts.region, facts.address, facts.regionConfidence, {}};
    if (const KeyNetwork* network = networkOf(policy, facts.address)) alert.position = network->position;
    if (known) {
        for (const SeenRegion& seen : known->seen) {
            if (cx.clockNow() - seen.lastSeenAt <= regionBaseline) alert.priorLocations.push_back(seen.region);
        }
    }
    // Where nothing is known there is nothing it could differ from: this use is the beginning of the baseline.
    if (alert.priorLocations.empty()) return;
    if (std::find(alert.priorLocations.begin(), alert.priorLocations.end(), facts.region) != alert.priorLocations.end()) return;
    const std::string text = facts.login + " used a security key from " + facts.region + " (" + facts.address + "), for the first time in ninety days.";
    cx.emit(std::move(alert), about);
    tellStaff(cx, "A security key was used from a new place", text, "key-region:" + facts.user.str());
}

void tellStaff(CommandContext& cx, const std::string& subject, const std::string& text, const std::string& key, bool settled) {
    const outbox::Notice notice{subject, text, settled ? "info" : "warning", key, settled, cx.clockNow()};
    for (const char* connector : {"alert_email", "alert_slack", "alert_pagerduty"}) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(cx.tenant().str() + key + "|" + subject + "|" + connector + "|" + std::to_string(notice.at.micros())));
        row.orderKey = std::string(connector) + ":" + key;
        row.payload = toJson(notice);
        cx.send(std::move(row));
    }
}

void tellPerson(CommandContext& cx, const std::string& login, const std::string& subject, const std::string& text) {
    const outbox::StaffNotice notice{login, subject, text, cx.clockNow()};
    cx.send({.id = formatUuid(derivedUuid(cx.tenant().str() + login + "|" + text + "|" + std::to_string(notice.at.micros()))), .connector = outbox::staffConnector,
             .payload = toJson(notice), .due = cx.clockNow()});
}

void addKeyRuleHandlers(Gate& gate) {
    gate.handle<ReviewKeys>([](const Right&, CommandContext& cx, const ReviewKeys&) { return reviewKeys(cx); });
    gate.handle<ImportKeyMetadata>([](const Right&, CommandContext& cx, const ImportKeyMetadata& c) { return importMetadata(cx, c); });
    gate.handle<LiftKeyPlaces>([](const Right&, CommandContext& cx, const LiftKeyPlaces& c) { return liftPlaces(cx, c); });
    gate.handle<TellFactorAlert>([](const Right&, CommandContext& cx, const TellFactorAlert& c) { return tellAlert(cx, c); });
    gate.handle<RecordKeyReport>([](const Right&, CommandContext& cx, const RecordKeyReport& c) { return recordReport(cx, c); });
}

}  // namespace ok::access
