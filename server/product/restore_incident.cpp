// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/restore_incident.h"

#include <set>

#include "server/product/installation_keys.h"
#include "server/store/log_tools.h"
#include "shared/operations/privacy.h"
#include "shared/operations/retention.h"
#include "shared/product/projections.h"

namespace ok {
namespace {

constexpr int pageSize = 1000;
constexpr std::size_t mostNamed = 50;

void eachEntry(Store& store, TenantId tenant, const std::function<void(const Entry&)>& visit) {
    for (const Stream stream : allStreams) {
        std::int64_t after = 0;
        for (auto page = store.entries(tenant, stream, after, pageSize); !page.empty();
             page = store.entries(tenant, stream, after, pageSize)) {
            for (const Entry& entry : page) visit(entry);
            after = page.back().header.sequence;
        }
    }
}

bool names(const Entry& entry, const std::set<std::string>& subjects) {
    return std::any_of(entry.header.subjects.begin(), entry.header.subjects.end(),
                       [&subjects](const std::string& s) { return subjects.contains(s); });
}

void collectTokens(std::string_view payload, std::set<std::string>& out) {
    constexpr std::size_t length = 30;  // `tok_` and 26
    for (std::size_t at = payload.find("tok_"); at != std::string_view::npos; at = payload.find("tok_", at + 1)) {
        const std::string token(payload.substr(at, length));
        if (operations::looksLikeToken(token)) out.insert(token);
    }
}

/// What the live log says is gone on purpose.
struct Erased {
    std::set<std::pair<Stream, std::int64_t>> payloads;
    std::set<std::string> tokens;
};

Erased erasedOnPurpose(Store& live, TenantId tenant) {
    Erased out;
    eachEntry(live, tenant, [&out](const Entry& entry) {
        if (entry.header.type == operations::PayloadsPurged::eventType) {
            const auto event = fromJson<operations::PayloadsPurged>(entry.payload);
            if (!event.ok()) return;
            for (const auto& tomb : event->tombstones) out.payloads.emplace(event->chainSegmentId, tomb.sequence);
        } else if (entry.header.type == operations::PersonErased::eventType) {
            const auto event = fromJson<operations::PersonErased>(entry.payload);
            if (event.ok()) out.tokens.insert(event->tokens.begin(), event->tokens.end());
        }
    });
    return out;
}

/// The incident, what its entries name beside it, and the entries of all of these.
std::vector<Entry> entriesOf(Store& backup, TenantId tenant, const std::string& incident) {
    std::set<std::string> subjects{incident};
    eachEntry(backup, tenant, [&](const Entry& entry) {
        if (entry.header.stream == Stream::ops && names(entry, {incident})) subjects.insert(entry.header.subjects.begin(), entry.header.subjects.end());
    });
    std::vector<Entry> out;
    eachEntry(backup, tenant, [&](const Entry& entry) {
        if (names(entry, subjects)) out.push_back(entry);
    });
    return out;
}

class Mender {
  public:
    Mender(Store& backup, Store& live, TenantId tenant)
        : m_backup(backup), m_live(live), m_tenant(tenant), m_erased(erasedOnPurpose(live, tenant)) {}

    Status take(const Entry& entry) {
        const EntryHeader& header = entry.header;
        ++out.entries;
        const auto there = m_live.storedEntries(m_tenant, header.stream, header.sequence - 1, 1);
        if (there.empty() || there.front().sequence != header.sequence || there.front().header != entry.headerJson) {
            return problem("histories_differ", "the live log does not hold this entry: nothing was changed; restore the whole backup instead",
                           {{"stream", enumName(header.stream)}, {"sequence", std::to_string(header.sequence)}});
        }
        if (sha256(there.front().payload) == header.payloadHash) {
            ++out.same;
            collectTokens(there.front().payload, m_tokens);
            return {};
        }
        if (m_erased.payloads.contains({header.stream, header.sequence})) {
            ++out.keptErased;
            return {};
        }
        if (sha256(entry.payload) != header.payloadHash) return {};  // gone in the backup too
        ++out.putBack;
        if (out.fixed.size() < mostNamed) out.fixed.push_back(enumName(header.stream) + " " + std::to_string(header.sequence) + " " + header.type);
        collectTokens(entry.payload, m_tokens);
        return m_live.setPayload(m_tenant, header.stream, header.sequence, entry.payload);
    }

    Status takeValues() {
        for (const std::string& token : m_tokens) {
            const auto sealed = m_backup.sealedText(m_tenant, token);
            if (!sealed || m_live.sealedText(m_tenant, token)) continue;
            if (m_erased.tokens.contains(token)) {
                ++out.valuesKeptErased;
                continue;
            }
            ++out.values;
            OK_TRY(m_live.putSealedText(m_tenant, token, *sealed));
        }
        return {};
    }

    IncidentRestore out;

  private:
    Store& m_backup;
    Store& m_live;
    TenantId m_tenant;
    Erased m_erased;
    std::set<std::string> m_tokens;
};

Status mendAll(Mender& mender, const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) OK_TRY(mender.take(entry));
    return mender.takeValues();
}

}  // namespace

Result<IncidentRestore> restoreIncident(const IncidentRestoreOptions& options, Store& live) {
    OK_ASSIGN(const auto backup, unlocked(openSqliteReader(options.backup.string()), options.backup.parent_path() / "keys"));
    const auto tenant = backup->tenantBySlug(options.utility);
    if (!tenant || live.tenantBySlug(options.utility) != tenant) {
        return problem("unknown_tenant", "backup and server do not both know the utility `" + options.utility + "`");
    }
    OK_ASSIGN(const bool ours, live.takeDesk(*tenant));
    if (!ours) return problem("store_unavailable", "a server works for `" + options.utility + "`: stop it first");
    const auto entries = entriesOf(*backup, *tenant, options.incident);
    if (entries.empty()) return problem("incident_not_found", "no entry of the backup names `" + options.incident + "`");
    OK_TRY(live.begin());
    Mender mender(*backup, live, *tenant);
    if (const auto mended = mendAll(mender, entries); !mended.ok()) {
        live.rollback();
        return mended.problem();
    }
    if (options.dryRun) {
        live.rollback();
        return mender.out;
    }
    OK_TRY(live.commit());
    Projections projections;
    addAllProjections(projections);
    OK_ASSIGN(const auto rebuilt, rebuildViews(live, *tenant, projections, true));
    mender.out.viewsIdentical = rebuilt.identical;
    return mender.out;
}

}  // namespace ok
