// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/audit_room.h"

#include "server/gate/tenant_room.h"
#include "server/ledger/custody_routes.h"
#include "server/ledger/https_delivery.h"
#include "server/ledger/schedule_handlers.h"
#include "server/ledger/sink_handlers.h"
#include "server/ledger/sftp_delivery.h"
#include "server/ledger/timeline_routes.h"
#include "shared/base/derived_ids.h"

namespace ok::ledger {

namespace {
constexpr double longestSearchLag = 60;
}

AuditRoom::AuditRoom(AuditParts parts)
    : m_parts(std::move(parts)),
      m_follower((m_parts.dataDir / "outagekit.db.search").string(), [this] { return m_parts.gate.openReader(); }),
      m_reader([this] { return m_parts.gate.openReader(); }),
      m_desk({m_parts.gate, m_parts.tenants, m_parts.dataDir, m_follower.path(), m_parts.key, m_parts.stamp, m_parts.clock,
              [this](const TenantProfile& profile, const operations::AuditExport& made, const operations::DeliveryTarget& to,
                     const std::filesystem::path& directory) { return deliver(profile, made, to, directory); },
              m_parts.past}),
      m_siem({m_parts.gate, m_parts.tenants, m_parts.clock}),
      m_lag(metrics::watchGauge("audit_consumer_lag_seconds", "how long the oldest news waits for a follower of the log",
                                {{"consumer", "search"}}, [this] { return m_follower.lagSeconds(); })),
      m_siemLag(metrics::watchGauge("audit_consumer_lag_seconds", "how long the oldest news waits for a follower of the log",
                                    {{"consumer", "siem"}}, [this] { return m_siem.lagSeconds(); })) {
    m_parts.gate.onCommitted([this](const CommittedBatch& batch) {
        m_follower.poke(batch);
        m_desk.committed(batch);
        m_siem.committed(batch);
        follow(batch);
    });
    m_parts.gate.onDeskTaken([this](TenantId tenant) { m_siem.atHome(tenant); });
}

AuditRoom::~AuditRoom() { stop(); }

void AuditRoom::addHandlers() {
    m_desk.addHandlers();
    addSinkHandlers(m_parts.gate);
}

RedactionPolicy AuditRoom::redactionOf(TenantId tenant) const {
    const std::lock_guard lock(m_policyMutex);
    const auto found = m_policies.find(tenant);
    return found == m_policies.end() ? RedactionPolicy{} : found->second;
}

void AuditRoom::readPolicies() {
    auto store = m_parts.gate.openReader();
    if (!store.ok()) return;
    for (const TenantProfile& profile : m_parts.tenants.all()) {
        Views views((*store)->documents(profile.tenant));
        const operations::ExportPolicy policy = operations::exportPolicyIn(views);
        const std::lock_guard lock(m_policyMutex);
        if (policy.version > 0) m_policies[profile.tenant] = policy.redaction;
    }
}

void AuditRoom::follow(const CommittedBatch& batch) {
    for (const Entry& entry : batch.entries) {
        if (entry.header.type != operations::ExportPolicySet::eventType) continue;
        const auto event = fromJson<operations::ExportPolicySet>(entry.payload);
        const std::lock_guard lock(m_policyMutex);
        if (event.ok()) m_policies[entry.header.tenant] = event->policy.redaction;
    }
}

DeliveryOutcome AuditRoom::deliver(const TenantProfile& profile, const operations::AuditExport& made, const operations::DeliveryTarget& to,
                                   const std::filesystem::path& directory) const {
    const auto book = m_book.find(profile.slug);
    if (book == m_book.end()) return {false, false, "no_target"};
    if (to.kind == operations::DeliveryKind::sftp) {
        const auto target = book->second.sftp.find(to.target);
        if (target == book->second.sftp.end()) return {false, false, "no_target"};
        std::vector<std::string> names;
        for (const operations::ExportFile& file : made.files) names.push_back(file.name);
        // What several exports have in one name would overwrite each other there.
        return deliverBySftp(target->second, directory, names, made.id.str().substr(0, 8) + "_");
    }
    if (to.kind == operations::DeliveryKind::https) {
        const auto target = book->second.https.find(to.target);
        if (target == book->second.https.end()) return {false, false, "no_target"};
        return deliverByHttps(target->second, directory, made, m_parts.clock());
    }
    const auto target = book->second.email.find(to.target);
    if (target == book->second.email.end() || !m_parts.mail) return {false, false, "no_target"};
    const Instant until = m_parts.clock() + hours(72);
    const std::string link = m_parts.publicUrl + "/v1/audit/downloads/" + writeLink({profile.tenant, made.id, until}, m_parts.linkSecret);
    const std::string text = "An audit export of " + profile.slug + " is ready: " + std::to_string(made.records) + " records.\n\n" + link +
                             "\n" + link + "?file=checksums.txt\n\nThe links are valid until " + toIso(until) + ".\nSHA-256: " +
                             (made.files.empty() ? std::string() : made.files[0].sha256.hex()) + "\n";
    return m_parts.mail(profile, formatUuid(derivedUuid("mail " + made.id.str() + to.target)), target->second.to, "Audit export " + made.id.str(), text);
}

std::map<std::string, std::string> AuditRoom::sinkStates() const {
    return {{"ledger", m_parts.gate.figures().storeTrouble.empty() ? "delivering" : "failed"},
            {"search", m_follower.lagSeconds() < longestSearchLag ? "delivering" : "retrying"},
            {"siem", m_siem.worst()}};
}

std::vector<SinkStatus> AuditRoom::sinks(Store& store, TenantId tenant) const {
    const auto states = sinkStates();
    std::vector<SinkStatus> out(2);
    out[0].name = out[0].kind = "ledger";
    out[0].state = states.at("ledger");
    out[0].reason = m_parts.gate.figures().storeTrouble;
    for (const Stream stream : allStreams) out[0].delivered += store.lastSequence(tenant, stream);
    out[1].name = out[1].kind = "search";
    out[1].state = states.at("search");
    out[1].delivered = out[0].delivered;   // what is not indexed yet is found all the same
    for (SinkStatus& each : m_siem.status(store, tenant)) out.push_back(std::move(each));
    return out;
}

Status AuditRoom::start() {
    OK_ASSIGN(m_book, readDeliveryFile((m_parts.dataDir / "delivery.json").string(), m_parts.secrets));
    readPolicies();
    m_follower.start();
    m_reader.start();
    m_desk.start();
    m_siem.start(m_book);
    return {};
}

void AuditRoom::stop() {
    m_siem.stop();
    m_desk.stop();
    m_reader.stop();
    m_follower.stop();
}

void AuditRoom::addRoutes(net::Router& router) {
    const AuditRouteParts audit{m_parts.gate, m_parts.sessions, m_parts.grants, m_reader, m_follower.path(), m_parts.projections, m_parts.clock,
                                [this](TenantId tenant) { return redactionOf(tenant); }, m_parts.flags, m_parts.summaries};
    addAuditRoutes(router, audit);
    addTimelineRoute(router, audit);
    addCustodyRoutes(router, audit);
    addExportRoutes(router, {m_parts.gate, m_parts.sessions, m_parts.tenants, m_parts.grants, m_reader, m_desk, m_parts.linkSecret,
                             m_parts.clock, m_parts.dice, m_book, [this](Store& store, TenantId tenant) { return sinks(store, tenant); },
                             m_parts.authorities});
}

}  // namespace ok::ledger
