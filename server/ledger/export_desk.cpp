// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/export_desk.h"

#include <algorithm>

#include "server/access/access_commands.h"
#include "server/ledger/audit_routes.h"
#include "server/ledger/export_notices.h"
#include "server/ledger/export_requests.h"
#include "shared/base/derived_ids.h"
#include "shared/integrity/clock_health.h"

namespace ok::ledger {
namespace {

using namespace operations;

constexpr int mostAttempts = 4;               // the first and three more (F07.R5.A3)
constexpr Duration firstRetry = minutes(1);   // then four times as long each

std::string retryKey(ExportId id, const DeliveryTarget& to) { return "audit-delivery:" + id.str() + ":" + enumName(to.kind) + ":" + to.target; }

Status finishExport(const Right&, CommandContext& cx, const FinishExport& command) {
    const auto found = cx.views().find<AuditExport>(command.id.str());
    if (!found) return problem("export_not_found", "there is no such export");
    if (found->state != ExportState::processing) return problem("already_exists", "this export is finished already");
    const EventOptions options{.subjects = {command.id.str()}, .stream = Stream::security};
    AuditExport exported = *found;
    exported.records = command.records;
    if (command.problem.empty()) cx.emit(ExportCompleted{command}, options);
    else cx.emit(ExportFailed{command.id, command.problem}, options);
    tellRequester(cx, exported, command.problem.empty() ? "ready" : "failed", command.problem);
    return {};
}

Status recordDownload(const Right&, CommandContext& cx, const RecordDownload& command) {
    const auto found = cx.views().find<AuditExport>(command.id.str());
    if (!found) return problem("export_not_found", "there is no such export");
    if (found->state != ExportState::ready) return problem("export_not_ready", "this export is not ready");
    cx.emit(ExportDownloaded{command.id, command.file}, {.subjects = {command.id.str()}, .stream = Stream::security});
    return {};
}

Status recordDelivery(const Right&, CommandContext& cx, const RecordDelivery& command) {
    const auto found = cx.views().find<AuditExport>(command.id.str());
    if (!found) return problem("export_not_found", "there is no such export");
    const AuditExport exported = *found;
    cx.emit(DeliveryAttempted{command}, {.subjects = {command.id.str()}, .stream = Stream::security});
    if (command.delivered || !command.retryAt.known()) tellRequester(cx, exported, command.delivered ? "delivered" : "delivery_failed", command.reason);
    if (command.retryAt.known()) {
        cx.setTimer({.key = retryKey(command.id, command.to), .due = command.retryAt, .command = std::string(RetryDelivery::card.name),
                     .body = toJson(RetryDelivery{command.id, command.to})});
    }
    return {};
}

Status retryDelivery(const Right&, CommandContext& cx, const RetryDelivery& command) {
    cx.emit(DeliveryDue{command.id, command.to}, {.subjects = {command.id.str()}, .stream = Stream::security});
    return {};
}

}  // namespace

ExportDesk::ExportDesk(ExportDeskParts parts)
    : m_parts(std::move(parts)), m_maker([this] { return m_parts.gate.openReader(); }), m_courier([this] { return m_parts.gate.openReader(); }) {}

void ExportDesk::addHandlers() {
    addRequestHandlers(m_parts.gate);
    m_parts.gate.handle<FinishExport>(finishExport);
    m_parts.gate.handle<RecordDownload>(recordDownload);
    m_parts.gate.handle<RecordDelivery>(recordDelivery);
    m_parts.gate.handle<RetryDelivery>(retryDelivery);
    m_parts.gate.onDeskTaken([this](TenantId tenant) { goOn(tenant); });
}

void ExportDesk::start() {
    m_maker.start();
    m_courier.start();
    for (const TenantProfile& profile : m_parts.tenants.all()) goOn(profile.tenant);
}

void ExportDesk::goOn(TenantId tenant) {
    m_maker.post(
        [this, tenant](Store& store) {
            if (!m_parts.gate.holds(tenant)) return;
            store.wake();   // a connection that was lost meanwhile would say that there is nothing to do
            Views(store.documents(tenant)).each<AuditExport>([&](const AuditExport& found) {
                if (found.state == ExportState::processing) postMake(tenant, found.id);
                const bool untried = std::any_of(found.deliveries.begin(), found.deliveries.end(), [](const Delivery& each) { return each.attempts == 0; });
                if (found.state == ExportState::ready && untried) postBring(tenant, found.id, {});
            });
        },
        [](const Problem&) {});
}

void ExportDesk::stop() {
    m_maker.stop();
    m_courier.stop();
}

void ExportDesk::committed(const CommittedBatch& batch) {
    for (const Entry& entry : batch.entries) {
        const TenantId tenant = entry.header.tenant;
        if (!m_parts.gate.holds(tenant)) continue;   // another server's desk: it is told as well
        if (entry.header.type == ExportStarted::eventType) {
            const auto event = fromJson<ExportStarted>(entry.payload);
            if (event.ok()) postMake(tenant, event->exported.id);
        } else if (entry.header.type == ExportCompleted::eventType) {
            const auto event = fromJson<ExportCompleted>(entry.payload);
            if (event.ok()) postBring(tenant, event->result.id, {});
        } else if (entry.header.type == DeliveryDue::eventType) {
            const auto event = fromJson<DeliveryDue>(entry.payload);
            if (event.ok()) postBring(tenant, event->id, event->to);
        }
    }
}

std::filesystem::path ExportDesk::directoryOf(TenantId tenant, ExportId id) const { return m_parts.dataDir / "exports" / tenant.str() / id.str(); }

void ExportDesk::postMake(TenantId tenant, ExportId id) {
    m_maker.post([this, tenant, id](Store& store) { make(store, tenant, id); }, [](const Problem&) {});
}

void ExportDesk::postBring(TenantId tenant, ExportId id, std::optional<DeliveryTarget> only) {
    m_courier.post([this, tenant, id, only = std::move(only)](Store& store) { bring(store, tenant, id, only); }, [](const Problem&) {});
}

SecurityContext ExportDesk::systemOf(TenantId tenant) const {
    const auto profile = m_parts.tenants.byId(tenant);
    return access::systemContext(tenant, profile && profile->drill);
}

Result<ReportSigner*> ExportDesk::signer() {
    if (!m_signer) {
        OK_ASSIGN(m_signer, ReportSigner::loadOrMake(m_parts.dataDir / "keys"));
    }
    return m_signer.get();
}

void ExportDesk::make(Store& store, TenantId tenant, ExportId id) {
    store.wake();
    store.clearTrouble();
    const auto found = Views(store.documents(tenant)).find<AuditExport>(id.str());
    if (!found || found->state != ExportState::processing) return;
    if (!m_index) {
        if (auto opened = PostingFile::open(m_parts.indexPath, PostingFile::Mode::reader); opened.ok()) m_index = std::move(*opened);
    }
    const ExportTools tools{store, m_index.get(), *m_parts.key, [this] { return signer(); }, m_parts.stamp, store.slugOf(tenant), m_parts.clock(),
                            m_parts.dataDir / integrity::clockSamplesFile,
                            m_parts.past ? m_parts.past(store, tenant, m_parts.clock()) : std::function<bool(const EntryHeader&)>()};
    auto made = writeExport(*found, tools, directoryOf(tenant, id));
    FinishExport done = made.ok() ? std::move(*made) : FinishExport{};
    done.id = id;
    if (!made.ok()) done.problem = made.problem().code;
    if (!made.ok() && made.problem().details.contains("damaged")) {
        const SecurityContext who = systemOf(tenant);
        if (const auto damaged = fromJson<std::vector<DamagedEntry>>(made.problem().details.at("damaged")); damaged.ok()) {
            reportTampered(m_parts.gate, tenant, who.drill, *damaged, "export");
        }
    }
    // Answered before the next one is looked at: an export that was posted twice (asked for while the desk was starting) is
    // written once, and its files stay as they are once the log says they are there.
    (void)m_parts.gate.run(systemOf(tenant), {commandIdFrom(tenant, "finish_export:" + id.str()), std::string(FinishExport::card.name), toJson(done)});
}

void ExportDesk::bring(Store& store, TenantId tenant, ExportId id, const std::optional<DeliveryTarget>& only) {
    store.wake();
    const auto found = Views(store.documents(tenant)).find<AuditExport>(id.str());
    const auto profile = m_parts.tenants.byId(tenant);
    if (!found || !profile || found->state != ExportState::ready) return;
    for (const Delivery& delivery : found->deliveries) {
        // Without a target it is about first attempts, however often it is asked for; later ones have their timer.
        const bool due = only ? delivery.to == *only : delivery.attempts == 0;
        if (delivery.state != "waiting" || !due) continue;
        // A rehearsal's files go nowhere.
        const auto outcome = profile->drill    ? DeliveryOutcome{false, false, "drill"}
                             : m_parts.deliver ? m_parts.deliver(*profile, *found, delivery.to, directoryOf(tenant, id))
                                               : DeliveryOutcome{false, false, "no_target"};
        RecordDelivery record{id, delivery.to, outcome.delivered, outcome.reason, {}};
        const int attempts = delivery.attempts + 1;
        if (!outcome.delivered && outcome.again && attempts < mostAttempts) record.retryAt = m_parts.clock() + firstRetry * (1 << (2 * (attempts - 1)));
        const std::string key = "delivery:" + id.str() + ":" + enumName(delivery.to.kind) + ":" + delivery.to.target + ":" + std::to_string(attempts);
        // Answered before the next target: one at a time, in order.
        (void)m_parts.gate.run(systemOf(tenant), {commandIdFrom(tenant, key), std::string(RecordDelivery::card.name), toJson(record)});
    }
}

}  // namespace ok::ledger
