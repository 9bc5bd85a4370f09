// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/product/security_standing.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "shared/access/api_client.h"
#include "shared/access/security_key.h"
#include "shared/access/user.h"
#include "shared/identity/directory.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/clock_health.h"
#include "shared/operations/audit_sinks.h"
#include "shared/operations/privacy.h"
#include "shared/operations/recovery.h"

namespace ok {
namespace {

using enum SecurityTopic;
using enum SecurityLevel;

struct Judge {
    Views& views;
    Instant now;
    const SecurityBounds& bounds;
    std::vector<SecurityFinding>& out;

    void say(SecurityFinding finding) { out.push_back(std::move(finding)); }
    void theLog();
    void theClock();
    void theDataKeys();
    void theBackups();
    void theKeysOfPeople();
    void theSessions();
    void theClients();
    void theDirectory();
    void theDelivery();
    void theHolds();
};

void Judge::theLog() {
    std::int64_t open = 0, accepted = 0;
    std::optional<Instant> since;
    views.each<integrity::Anomaly>([&](const integrity::Anomaly& each) {
        accepted += each.state == integrity::AnomalyState::accepted ? 1 : 0;
        if (each.state != integrity::AnomalyState::open) return;
        ++open;
        since = since ? std::min(*since, each.foundAt) : each.foundAt;
    });
    if (open > 0) say({log, act, "damage_open", open, since, "", "integrity"});
    const auto full = views.find<integrity::CheckRun>("full");
    if (!full) return say({log, look, "never_checked", 0, {}, "", "integrity"});
    if (now - full->endedAt > bounds.fullCheck) return say({log, act, "check_overdue", 0, full->endedAt, "", "integrity"});
    if (accepted > 0) return say({log, look, "damage_accepted", accepted, full->endedAt, "", "integrity"});
    if (open == 0) say({log, good, "checked", 0, full->endedAt, "", "integrity"});
}

void Judge::theClock() {
    bool raised = false;
    views.each<integrity::ClockAlarm>([&](const integrity::ClockAlarm& each) {
        if (!each.raised || each.until) return;
        raised = true;
        const bool drift = each.kind == integrity::ClockAlarmKind::drift;
        say({clock, drift ? act : look, drift ? "clock_drifts" : "clock_unsynced", 0, each.since, "", "integrity"});
    });
    if (!raised) say({clock, good, "clock_quiet", 0, {}, "", "integrity"});
}

void Judge::theDataKeys() {
    const auto key = views.find<operations::VaultKeyState>("active");
    if (!key) return say({data_keys, good, "keys_first", 1, {}, "", ""});
    const Instant due = key->rotateBy.value_or(key->since + bounds.dataKey);
    if (now > due) return say({data_keys, act, "keys_overdue", key->version, due, "", ""});
    say({data_keys, good, "keys_fresh", key->version, key->since, "", ""});
}

void Judge::theBackups() {
    const auto status = operations::backupStatus(views, now);
    if (!status.lastVerified) say({backups, act, "backup_never_verified", status.known, status.lastMade, "", "backups"});
    else say({backups, now - *status.lastVerified > bounds.verifiedBackup ? act : good, now - *status.lastVerified > bounds.verifiedBackup ? "backup_old" : "backup_verified",
              status.known, status.lastVerified, "", "backups"});
    if (!status.lastDrill) return say({rehearsal, look, "never_rehearsed", 0, {}, "", "backups"});
    const bool old = now - *status.lastDrill > bounds.rehearsal;
    say({rehearsal, !status.drillWithinObjective ? act : old ? look : good,
         !status.drillWithinObjective ? "rehearsal_missed" : old ? "rehearsal_old" : "rehearsed", 0, status.lastDrill, "", "backups"});
}

void Judge::theKeysOfPeople() {
    std::set<UserId> withKey;
    std::int64_t suspended = 0, bare = 0, guessed = 0, withheld = 0;
    std::string suspendedOf;
    views.each<access::SecurityKey>([&](const access::SecurityKey& each) {
        if (each.state == access::KeyState::active) withKey.insert(each.user);
        if (each.state == access::KeyState::suspended && suspended++ == 0) suspendedOf = each.name;
    });
    views.each<access::User>([&](const access::User& each) {
        if (!each.disabled && std::ranges::find(each.roles, "admin") != each.roles.end() && !withKey.contains(each.id)) ++bare;
    });
    views.each<access::KeyStandingNote>([&](const access::KeyStandingNote& each) { withheld += each.compliant ? 0 : 1; });
    if (suspended > 0) say({hardware_keys, act, "keys_suspended", suspended, {}, suspended == 1 ? suspendedOf : "", "key_policy"});
    if (bare > 0) say({hardware_keys, look, "admins_without_key", bare, {}, "", "key_policy"});
    if (withheld > 0) say({hardware_keys, look, "roles_withheld", withheld, {}, "", "key_policy"});
    if (const auto lift = views.find<access::KeyPlacesLift>("keys"); lift && lift->until > now) say({hardware_keys, look, "places_lifted", 0, lift->until, "", "key_policy"});
    if (suspended + bare + withheld == 0) say({hardware_keys, good, "keys_in_order", static_cast<std::int64_t>(withKey.size()), {}, "", "key_policy"});

    views.each<access::UserFactors>([&](const access::UserFactors& each) { guessed += each.alertOpen ? 1 : 0; });
    if (guessed > 0) say({guessing, act, "somebody_guesses", guessed, {}, "", "sessions"});
    else say({guessing, good, "nobody_guesses", 0, {}, "", "sessions"});
}

void Judge::theSessions() {
    std::int64_t open = 0, loose = 0;
    views.each<access::Session>([&](const access::Session& each) {
        if (each.revoked || each.endedAt != Instant{} || each.expiresAt <= now) return;
        ++open;
        loose += each.deviceKey.empty() ? 1 : 0;
    });
    if (loose > 0) say({sessions, look, "sessions_unbound", loose, {}, "", "sessions"});
    else say({sessions, good, "sessions_bound", open, {}, "", "sessions"});
}

void Judge::theClients() {
    std::int64_t live = 0, unused = 0, ending = 0;
    std::optional<Instant> first;
    const auto ends = [&](Instant at) {
        if (at - now > bounds.expirySoon || at <= now) return;
        ++ending;
        first = first ? std::min(*first, at) : at;
    };
    views.each<access::ApiClient>([&](const access::ApiClient& each) {
        if (each.revoked || each.secrets.empty()) return;
        ++live;
        ends(std::ranges::max(each.secrets, {}, &access::ApiSecret::expiresAt).expiresAt);
        if (now - std::max(each.lastUsedAt, each.createdAt) > bounds.unusedClient) ++unused;
    });
    views.each<identity::ScimToken>([&](const identity::ScimToken& each) {
        if (!each.revoked) ends(each.expiresAt);
    });
    if (ending > 0) say({api_clients, look, "tokens_end_soon", ending, first, "", "identity"});
    if (unused > 0) say({api_clients, look, "clients_unused", unused, {}, "", "sessions"});
    if (ending + unused == 0) say({api_clients, good, "clients_in_order", live, {}, "", "sessions"});
}

void Judge::theDirectory() {
    std::int64_t known = 0;
    bool said = false;
    views.each<identity::IdentitySource>([&](const identity::IdentitySource& each) {
        ++known;
        if (each.healthy && each.held == 0) return;
        said = true;
        say({directory, act, each.healthy ? "directory_held" : "directory_silent", each.healthy ? each.held : each.failures, each.lastSync, each.id, "identity"});
    });
    if (!said) say({directory, good, known == 0 ? "no_directory" : "directory_heard", known, {}, "", "identity"});
}

void Judge::theDelivery() {
    std::int64_t known = 0;
    bool said = false;
    views.each<operations::AuditSink>([&](const operations::AuditSink& each) {
        ++known;
        if (each.state != "failed") return;
        said = true;
        say({log_delivery, act, "sink_failed", each.attempts, each.failingSince, each.name, "exports"});
    });
    if (!said) say({log_delivery, good, "sinks_in_order", known, {}, "", "exports"});
}

void Judge::theHolds() {
    std::int64_t held = 0;
    std::optional<Instant> since;
    views.each<operations::LegalHold>([&](const operations::LegalHold& each) {
        ++held;
        since = since ? std::min(*since, each.since) : each.since;
    });
    say({legal_holds, good, held == 0 ? "no_holds" : "holds", held, since, "", "search"});
}

}  // namespace

SecurityStanding securityStanding(Views& views, Instant now, const SecurityBounds& bounds) {
    std::vector<SecurityFinding> found;
    Judge judge{views, now, bounds, found};
    judge.theLog();
    judge.theClock();
    judge.theDataKeys();
    judge.theBackups();
    judge.theKeysOfPeople();
    judge.theSessions();
    judge.theClients();
    judge.theDirectory();
    judge.theDelivery();
    judge.theHolds();
    SecurityStanding out{good, now, {}};
    for (const SecurityLevel level : {act, look, good}) std::ranges::copy_if(found, std::back_inserter(out.findings), [level](const SecurityFinding& f) { return f.level == level; });
    out.level = out.findings.front().level;
    return out;
}

}  // namespace ok
