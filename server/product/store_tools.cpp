// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/store_tools.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "server/gate/tenant_room.h"
#include "server/ledger/log_check.h"
#include "server/product/complain.h"
#include "server/product/installation_keys.h"
#include "server/store/log_tools.h"
#include "server/store/move_to_pg.h"
#include "shared/base/json_value.h"
#include "shared/product/projections.h"

namespace ok {
namespace {

std::filesystem::path keysOf(const StoreToolOptions& options) {
    if (!options.keys.empty()) return options.keys;
    if (namesPostgres(options.database)) return "outagekit-data/keys";
    return std::filesystem::path(options.database).parent_path() / "keys";
}

Result<std::unique_ptr<Store>> openReaderOf(const StoreToolOptions& options) {
    if (namesPostgres(options.database)) return unlocked(openPgReader({options.database, options.schema, {}}), keysOf(options));
    if (!std::filesystem::exists(options.database)) {
        return problem("store_unavailable", "there is no database `" + options.database + "`");
    }
    return unlocked(openSqliteReader(options.database), keysOf(options));
}

/// Opening creates what is not there; a tool must not.
Result<std::unique_ptr<Store>> openExisting(const StoreToolOptions& options) {
    const std::string& path = options.database;
    if (namesPostgres(path)) {
        OK_TRY(openReaderOf(options));
        return unlocked(openPgStore({path, options.schema, {}}), keysOf(options));
    }
    if (!std::filesystem::exists(path)) return problem("store_unavailable", "there is no database `" + path + "`");
    return unlocked(openSqliteStore(path), keysOf(options));
}

Result<std::vector<TenantId>> chosen(Store& store, const std::string& slug) {
    if (slug.empty()) return store.tenants();
    const auto one = store.tenantBySlug(slug);
    if (!one) return problem("unknown_tenant", "there is no tenant `" + slug + "`");
    return std::vector<TenantId>{*one};
}

void report(const std::string& slug, const RebuildResult& result) {
    std::printf("%s: %lld entries, %lld documents: %s\n", slug.c_str(), static_cast<long long>(result.entries),
                static_cast<long long>(result.documents), result.identical ? "identical" : "NOT identical");
    std::printf("  before %s\n  after  %s\n", result.before.hex().c_str(), result.after.hex().c_str());
    for (const std::string& name : result.different) std::printf("  differs: %s\n", name.c_str());
}

/// The key to check against: the one given, or the one the stream was last signed with.
Result<PublicKey> keyFor(Store& store, TenantId tenant, Stream stream, const std::string& given) {
    std::string hex = given;
    if (hex.empty()) {
        if (const auto last = store.lastCheckpoint(tenant, stream)) hex = last->publicKey;
    }
    PublicKey key{};
    if (hex.empty()) return key;  // an empty stream
    OK_ASSIGN(const Bytes raw, fromHex(asciiLower(hex)));
    if (raw.size() != key.size()) return problem("bad_key", "a public key has 64 hexadecimal digits");
    std::copy(raw.begin(), raw.end(), key.begin());
    return key;
}

void report(const std::string& name, const ledger::StreamVerdict& verdict) {
    std::printf("%s: %lld entries, %lld checkpoints, %lld erased payloads: %s\n", name.c_str(), static_cast<long long>(verdict.entries),
                static_cast<long long>(verdict.checkpoints), static_cast<long long>(verdict.erasedPayloads),
                verdict.valid() ? "whole" : "NOT whole");
    for (const ledger::Finding& finding : verdict.findings) {
        std::printf("  %s %s: entries %lld to %lld\n", finding.type.c_str(), finding.code.c_str(), static_cast<long long>(finding.first),
                    static_cast<long long>(finding.last));
    }
}

}  // namespace

int verifyStoreMain(const StoreToolOptions& options) {
    ledger::LogCheckParts parts;
    parts.openReader = [&options] { return openReaderOf(options); };
    parts.threads = options.threads;
    auto store = parts.openReader();
    if (!store.ok()) return complain(store.problem());
    const auto tenants = chosen(**store, options.tenant);
    if (!tenants.ok()) return complain(tenants.problem());
    bool whole = true;
    for (const TenantId tenant : *tenants) {
        for (const Stream stream : allStreams) {
            const auto key = keyFor(**store, tenant, stream, options.key);
            if (!key.ok()) return complain(key.problem());
            parts.key = *key;
            const auto verdict = ledger::checkStream(parts, tenant, stream);
            if (!verdict.ok()) return complain(verdict.problem());
            report((*store)->slugOf(tenant) + "/" + enumName(stream), *verdict);
            whole = whole && verdict->valid();
        }
    }
    return whole ? 0 : 1;
}

int rebuildMain(const StoreToolOptions& options) {
    auto store = openExisting(options);
    if (!store.ok()) return complain(store.problem());
    const auto tenants = chosen(**store, options.tenant);
    if (!tenants.ok()) return complain(tenants.problem());
    Projections projections;
    addAllProjections(projections);
    bool identical = true;
    for (const TenantId tenant : *tenants) {
        const auto ours = (*store)->takeDesk(tenant);
        if (!ours.ok() || !*ours) {
            return complain(ours.ok() ? problem("store_unavailable", "a server works for `" + (*store)->slugOf(tenant) + "`: stop it first")
                                      : ours.problem());
        }
        const auto result = rebuildViews(**store, tenant, projections, !options.check);
        if (!result.ok()) return complain(result.problem());
        report((*store)->slugOf(tenant), *result);
        identical = identical && result->identical;
    }
    return identical ? 0 : 1;
}

int exportLogMain(const StoreToolOptions& options) {
    auto store = openReaderOf(options);
    if (!store.ok()) return complain(store.problem());
    const auto tenants = chosen(**store, options.tenant);
    if (!tenants.ok()) return complain(tenants.problem());
    if (tenants->size() != 1) return complain(problem("unknown_tenant", "name the tenant whose log is wanted"));
    std::ofstream out(options.out, std::ios::binary | std::ios::trunc);
    // One read transaction: the file is the log at one moment, also while a server goes on writing.
    if (const auto begun = (*store)->begin(); !begun.ok()) return complain(begun.problem());
    const auto figures = exportLog(**store, tenants->front(), [&out](std::string_view line) {
        out << line << '\n';
        return out.good();
    });
    (*store)->rollback();
    out.close();
    if (!figures.ok()) return complain(figures.problem());
    if (!out) return complain(problem("export_stopped", "cannot write `" + options.out + "`"));
    std::printf("%lld entries and %lld checkpoints written to %s\n", static_cast<long long>(figures->entries),
                static_cast<long long>(figures->checkpoints), options.out.c_str());
    return 0;
}

int migrateMain(const StoreToolOptions& options) {
    if (!std::filesystem::exists(options.database)) {
        return complain(problem("store_unavailable", "there is no database `" + options.database + "`"));
    }
    std::printf("%-12s %12s  %s\n", "table", "rows", "SHA-256 over all rows, the same on both sides");
    const auto moved = moveToPg(options.database, {options.target, options.schema, {}}, [](const MovedTable& table) {
        std::printf("%-12s %12lld  %s%s\n", table.name.c_str(), static_cast<long long>(table.rows), table.before.hex().c_str(),
                    table.same() ? "" : "  NOT THE SAME");
    });
    if (!moved.ok()) {
        std::fputs("nothing was kept in PostgreSQL; the SQLite database is as it was\n", stderr);
        return complain(moved.problem());
    }
    std::puts("moved. Start the servers with --database; keep the SQLite file until you have made a backup of the new one.");
    return 0;
}

}  // namespace ok
