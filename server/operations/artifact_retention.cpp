// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/operations/artifact_retention.h"

#include <set>

#include "server/evidence/evidence_handlers.h"
#include "server/gate/snapshot_store.h"
#include "server/operations/privacy_commands.h"
#include "server/store/sealed_pieces.h"
#include "shared/operations/privacy.h"
#include "shared/operations/retention.h"

namespace ok::operations {
namespace {

using approvals::ArtifactTombstone;
using approvals::StoredArtifact;

constexpr std::size_t mostAtOnce = 200;
constexpr const char* timerKey = "artifact-purge";
constexpr Duration unfinishedUpload = hours(24);

std::vector<RetentionPolicy> policiesOf(Views& views) {
    std::vector<RetentionPolicy> out;
    views.each<RetentionPolicy>([&out](const RetentionPolicy& p) { out.push_back(p); });
    return out;
}

std::set<std::string> holdsOf(Views& views) {
    std::set<std::string> out;
    views.each<LegalHold>([&out](const LegalHold& hold) { out.insert(hold.subject); });
    return out;
}

/// Which hold is on it; empty: none.
std::string holdOn(const std::set<std::string>& holds, std::vector<std::string> named) {
    for (const std::string& each : named) {
        if (!each.empty() && holds.contains(each)) return each;
    }
    return {};
}

std::vector<std::string> namesOf(const StoredArtifact& artifact) {
    std::vector<std::string> out = artifact.subjects;
    out.push_back(artifact.id);
    out.push_back(artifact.approval.str());
    out.push_back(artifact.requestedBy);
    return out;
}

class Run {
  public:
    Run(CommandContext& cx, bool dryRun) : m_cx(cx), m_dryRun(dryRun), m_policies(policiesOf(cx.views())), m_holds(holdsOf(cx.views())) {}

    Result<ArtifactsRun> run() {
        OK_TRY(artifacts());
        OK_TRY(evidence());
        if (m_dryRun) return m_out;
        tombstones();
        OK_ASSIGN(m_out.pieces, evidence::eraseOrphans(m_cx, m_cx.clockNow() - unfinishedUpload));
        return m_out;
    }

  private:
    [[nodiscard]] bool past(Instant written) const { return retainUntil(Stream::ops, written, m_policies) <= m_cx.clockNow(); }

    Status artifacts() {
        std::vector<StoredArtifact> gone;
        std::vector<std::pair<StoredArtifact, std::string>> kept;
        std::set<std::string> lists;   // of those that stay
        m_cx.views().each<StoredArtifact>([&](const StoredArtifact& each) {
            const std::string hold = past(each.createdAt) ? holdOn(m_holds, namesOf(each)) : std::string();
            if (past(each.createdAt) && hold.empty() && gone.size() < mostAtOnce) return gone.push_back(each);
            m_out.more = m_out.more || (past(each.createdAt) && hold.empty());
            m_out.held += hold.empty() ? 0 : 1;
            if (!hold.empty() && each.blockedBy != hold) kept.emplace_back(each, hold);
            keepOf(each, lists);
        });
        m_out.snapshots = static_cast<int>(gone.size());
        if (m_dryRun) return {};
        for (const auto& [each, hold] : kept) {
            m_cx.emit(approvals::ArtifactKept{each.id, hold, each.contentHash}, {.subjects = {each.id, each.approval.str()}, .justification = "legal hold", .stream = Stream::security});
        }
        for (const StoredArtifact& each : gone) OK_TRY(purge(each, lists));
        return {};
    }

    void keepOf(const StoredArtifact& each, std::set<std::string>& lists) {
        lists.insert(each.recipients.hex());
        for (const approvals::ArtifactEvidence& item : each.evidence) m_needed.insert(item.id);
    }

    Status purge(const StoredArtifact& each, const std::set<std::string>& lists) {
        OK_TRY(erasePieces(m_cx.vault(), m_cx.tenant(), each.pieces));
        if (!lists.contains(each.recipients.hex())) OK_TRY(eraseRecipients(m_cx, each.recipients));
        const Instant now = m_cx.clockNow();
        m_cx.emit(approvals::ArtifactPurged{{each.id, each.approval, each.contentHash, each.createdAt, now, now + approvals::tombstoneStands, each.retention, each.evidence}},
                  {.subjects = {each.id, each.approval.str()}, .justification = "retention", .stream = Stream::security});
        return {};
    }

    /// What a snapshot that stays has pinned stays with it.
    Status evidence() {
        std::vector<evidence::EvidenceItem> due;
        m_cx.views().each<evidence::EvidenceItem>([&](const evidence::EvidenceItem& item) {
            if (!past(item.addedAt) || m_needed.contains(item.id)) return;
            if (!holdOn(m_holds, {item.id, item.incident.str(), item.addedBy}).empty()) ++m_out.held;
            else if (due.size() < mostAtOnce) due.push_back(item);
            else m_out.more = true;
        });
        m_out.evidence = static_cast<int>(due.size());
        if (m_dryRun) return {};
        for (const evidence::EvidenceItem& item : due) OK_TRY(evidence::purgeItem(m_cx, item));
        return {};
    }

    void tombstones() {
        approvals::TombstonesEnded ended;
        m_cx.views().each<ArtifactTombstone>([&](const ArtifactTombstone& stone) {
            if (stone.until <= m_cx.clockNow()) ended.snapshotIds.push_back(stone.id);
        });
        if (ended.snapshotIds.empty()) return;
        m_out.tombstones = static_cast<int>(ended.snapshotIds.size());
        m_cx.emit(std::move(ended), {.stream = Stream::security});
    }

    CommandContext& m_cx;
    bool m_dryRun;
    std::vector<RetentionPolicy> m_policies;
    std::set<std::string> m_holds;
    std::set<std::string> m_needed;   ///< evidence that a snapshot needs which stays
    ArtifactsRun m_out;
};

Status purge(CommandContext& cx, const PurgeArtifacts& command) {
    OK_ASSIGN(const ArtifactsRun done, Run(cx, command.dryRun).run());
    cx.reply(done);
    if (command.dryRun) return {};
    cx.emit(ArtifactsRun(done), {.stream = Stream::security});
    cx.setTimer({.key = timerKey, .due = cx.clockNow() + (done.more ? seconds(1) : Duration(hours(24))), .command = std::string(PurgeArtifacts::card.name), .body = toJson(PurgeArtifacts{})});
    return {};
}

}  // namespace

approvals::ArtifactRetention artifactRetention(CommandContext& cx, const approvals::Approval& approval) {
    const auto policies = policiesOf(cx.views());
    const int version = policies.empty() ? 0 : policies.back().version;
    const int days = policies.empty() ? standardDays(RetentionClass::evidence) : policies.back().daysOf(RetentionClass::evidence);
    std::vector<std::string> named = approval.subjects;
    named.push_back(approval.id.str());
    named.push_back(approval.snapshotId);
    named.push_back(approval.submittedBy.id);
    return {"evidence, policy " + std::to_string(version), days, !holdOn(holdsOf(cx.views()), std::move(named)).empty()};
}

bool artifactHeld(Store& store, TenantId tenant, const StoredArtifact& artifact) {
    Views views(store.documents(tenant));
    return !holdOn(holdsOf(views), namesOf(artifact)).empty();
}

void addArtifactRetention(Gate& gate) {
    gate.handle<PurgeArtifacts>([](const Right&, CommandContext& cx, const PurgeArtifacts& command) { return purge(cx, command); });
}

void startArtifactRetention(Gate& gate, TenantId tenant, bool drill, Instant now) {
    submitDaily(gate, tenant, drill, now, PurgeArtifacts::card.name, toJson(PurgeArtifacts{}));
}

}  // namespace ok::operations
