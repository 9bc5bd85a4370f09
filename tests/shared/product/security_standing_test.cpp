// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The security centre (R3): what it says of an installation where nothing was done yet, of a good one, and of each trouble.
#include "shared/product/security_standing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "shared/access/api_client.h"
#include "shared/access/security_key.h"
#include "shared/access/user.h"
#include "shared/base/derived_ids.h"
#include "shared/identity/directory.h"
#include "shared/integrity/anomaly.h"
#include "shared/integrity/clock_health.h"
#include "shared/operations/audit_sinks.h"
#include "shared/operations/privacy.h"
#include "shared/operations/recovery.h"
#include "shared/views/memory_documents.h"

namespace ok {
namespace {

const Instant kNow = Instant::fromSeconds(1'727'382'000);

struct Standing : ::testing::Test {
    MemoryDocuments documents;
    Views views{documents};

    /// Everything as it should be.
    void inOrder() {
        integrity::CheckRun run;
        run.endedAt = kNow - hours(10);
        views.save(run);
        operations::BackupFile file;
        file.file = "night", file.backupOf = kNow - hours(20), file.valid = true, file.verifiedAt = kNow - hours(19);
        file.drilledAt = kNow - hours(200), file.withinObjective = true;
        views.save(file);
        views.save(operations::VaultKeyState{.version = 3, .since = kNow - hours(24 * 10)});
        access::User ada;
        ada.id = UserId{derivedUuid("ada")}, ada.login = "ada", ada.roles = {"admin"};
        views.save(ada);
        access::SecurityKey key;
        key.id = access::KeyId{derivedUuid("key")}, key.user = ada.id, key.name = "blue one";
        views.save(key);
    }
    SecurityStanding standing() {
        views.flush();
        return securityStanding(views, kNow);
    }
    /// `reason/level`, in order.
    std::vector<std::string> said() {
        std::vector<std::string> out;
        for (const auto& each : standing().findings) out.push_back(each.reason + "/" + enumName(each.level));
        return out;
    }
    bool says(const std::string& what) {
        const auto all = said();
        return std::ranges::find(all, what) != all.end();
    }
};

TEST_F(Standing, ANewInstallationIsToldWhatToDoFirst) {  // R3
    const auto found = standing();
    EXPECT_EQ(found.level, SecurityLevel::act);
    EXPECT_EQ(found.findings.front().reason, "backup_never_verified");
    EXPECT_TRUE(says("never_checked/look") && says("never_rehearsed/look"));
    std::set<SecurityTopic> topics;
    for (const auto& each : found.findings) topics.insert(each.topic);
    EXPECT_EQ(topics.size(), 12u) << "what is in order is said, too";
}

TEST_F(Standing, WhereEverythingIsInOrderNothingAsksForAnybody) {
    inOrder();
    const auto found = standing();
    EXPECT_EQ(found.level, SecurityLevel::good) << found.findings.front().reason;
    for (const auto& each : found.findings) EXPECT_EQ(each.level, SecurityLevel::good) << each.reason;
}

TEST_F(Standing, EachTroubleIsNamedWithItsNumberAndComesBeforeWhatIsInOrder) {
    struct Trouble {
        std::string said;
        std::function<void(Views&)> make;
    };
    const std::vector<Trouble> all{
        {"damage_open/act", [](Views& v) { integrity::Anomaly a; a.id = "1"; a.foundAt = kNow - hours(1); v.save(a); }},
        {"damage_accepted/look", [](Views& v) { integrity::Anomaly a; a.id = "1"; a.state = integrity::AnomalyState::accepted; v.save(a); }},
        {"check_overdue/act", [](Views& v) { integrity::CheckRun r; r.endedAt = kNow - hours(37); v.save(r); }},
        {"clock_drifts/act", [](Views& v) { integrity::ClockAlarm a; a.raised = true; a.since = kNow - hours(1); v.save(a); }},
        {"clock_unsynced/look", [](Views& v) { integrity::ClockAlarm a; a.kind = integrity::ClockAlarmKind::unsynced; a.raised = true; a.since = kNow; v.save(a); }},
        {"keys_overdue/act", [](Views& v) { v.save(operations::VaultKeyState{.version = 3, .since = kNow - hours(24 * 91)}); }},
        {"backup_old/act", [](Views& v) { auto f = *v.find<operations::BackupFile>("night"); f.verifiedAt = kNow - hours(24 * 8); v.save(f); }},
        {"rehearsal_missed/act", [](Views& v) { auto f = *v.find<operations::BackupFile>("night"); f.withinObjective = false; v.save(f); }},
        {"rehearsal_old/look", [](Views& v) { auto f = *v.find<operations::BackupFile>("night"); f.drilledAt = kNow - hours(24 * 100); v.save(f); }},
        {"admins_without_key/look", [](Views& v) { access::User u; u.id = UserId{derivedUuid("ben")}; u.roles = {"admin"}; v.save(u); }},
        {"keys_suspended/act", [](Views& v) { access::SecurityKey k; k.id = access::KeyId{derivedUuid("k2")}; k.state = access::KeyState::suspended; v.save(k); }},
        {"roles_withheld/look", [](Views& v) { access::KeyStandingNote n; n.user = UserId{derivedUuid("ben")}; n.compliant = false; v.save(n); }},
        {"places_lifted/look", [](Views& v) { v.save(access::KeyPlacesLift{kNow + hours(1), "storm"}); }},
        {"somebody_guesses/act", [](Views& v) { access::UserFactors f; f.user = UserId{derivedUuid("ben")}; f.alertOpen = true; v.save(f); }},
        {"sessions_unbound/look", [](Views& v) { access::Session s; s.id = SessionId{derivedUuid("s")}; s.expiresAt = kNow + hours(1); v.save(s); }},
        {"tokens_end_soon/look", [](Views& v) { identity::ScimToken t; t.id = identity::ScimTokenId{derivedUuid("t")}; t.expiresAt = kNow + hours(24 * 3); v.save(t); }},
        {"clients_unused/look", [](Views& v) { access::ApiClient c; c.id = ApiClientId{derivedUuid("c")}; c.createdAt = kNow - hours(24 * 100); c.secrets = {{{}, "", c.createdAt, kNow + hours(24 * 100)}}; v.save(c); }},
        {"directory_silent/act", [](Views& v) { identity::IdentitySource s; s.id = "ldap:main"; s.healthy = false; s.lastSync = kNow - hours(2); v.save(s); }},
        {"directory_held/act", [](Views& v) { identity::IdentitySource s; s.id = "ldap:main"; s.held = 40; v.save(s); }},
        {"sink_failed/act", [](Views& v) { operations::AuditSink s; s.name = "webhook soc"; s.state = "failed"; v.save(s); }},
    };
    for (const Trouble& each : all) {
        MemoryDocuments fresh;
        documents = fresh;
        views.reset();
        inOrder();
        each.make(views);
        const auto found = said();
        EXPECT_EQ(found.front(), each.said) << "the trouble comes first";
        EXPECT_TRUE(std::none_of(found.begin() + 1, found.end(), [](const std::string& s) { return !s.ends_with("/good"); })) << each.said;
    }
}

TEST_F(Standing, WhatHasEndedIsNoTrouble) {
    inOrder();
    access::Session gone;
    gone.id = SessionId{derivedUuid("s")}, gone.expiresAt = kNow + hours(1), gone.revoked = true;
    views.save(gone);
    integrity::Anomaly mended;
    mended.id = "1", mended.state = integrity::AnomalyState::resolved;
    views.save(mended);
    integrity::ClockAlarm over;
    over.raised = true, over.since = kNow - hours(3), over.until = kNow - hours(2);
    views.save(over);
    access::User left;
    left.id = UserId{derivedUuid("ben")}, left.roles = {"admin"}, left.disabled = true;
    views.save(left);
    EXPECT_EQ(standing().level, SecurityLevel::good) << said().front();
    views.save(operations::LegalHold{.subject = "incident 7", .reason = "court", .by = "ada", .since = kNow - hours(50)});
    EXPECT_TRUE(says("holds/good"));
}

}  // namespace
}  // namespace ok
