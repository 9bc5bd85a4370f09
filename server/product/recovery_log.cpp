// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/recovery_log.h"

#include <fstream>

#include "server/access/access_commands.h"
#include "server/operations/privacy_commands.h"
#include "server/outbox/http_client.h"
#include "server/product/installation_keys.h"
#include "shared/access/tenant_profile.h"
#include "shared/base/derived_ids.h"
#include "shared/product/projections.h"

namespace ok {
namespace {

operations::RecordRecovery commandFor(const BackupOptions& options, const BackupReport& report, const std::string& utility,
                                      operations::RecoveryKind kind, const std::string& note) {
    operations::RecordRecovery out;
    out.facts.kind = kind;
    out.facts.file = options.file.filename().string();
    out.facts.backupOf = report.createdAt;
    out.facts.bytes = report.bytes;
    for (const BackupLog& log : report.logs) {
        if (!utility.empty() && log.utility != utility) continue;
        out.facts.entries += log.entries;
    }
    out.facts.valid = report.valid();
    out.facts.seconds = report.seconds;
    out.facts.objectiveSeconds = options.objectiveSeconds;
    out.facts.withinObjective = report.valid() && report.seconds <= options.objectiveSeconds;
    out.facts.note = note;
    out.facts.hash = report.fileHash;
    std::error_code ec;
    out.facts.place = options.place.empty() ? std::filesystem::absolute(options.file, ec).parent_path().string() : options.place;
    if (kind == operations::RecoveryKind::copy) out.facts.valid = false;   // nothing was read
    return out;
}

Status recordAtServer(const BackupOptions& options, const operations::RecordRecovery& command) {
    std::ifstream in(options.tokenFile);
    std::string token;
    if (!std::getline(in, token)) return problem("token_missing", "`" + options.tokenFile + "` holds no session token");
    outbox::HttpCall call;
    call.method = "POST";
    call.url = options.url + "/v1/commands";
    call.headers = {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
    call.body = R"({"name":")" + std::string(operations::RecordRecovery::card.name) + R"(","body":)" + toJson(command) + "}";
    const outbox::HttpAnswer answer = outbox::call(call);
    if (answer.status == 200) return {};
    return problem("not_recorded", "the server did not take the record", {{"status", std::to_string(answer.status)}, {"reason", answer.reason}});
}

Status recordAlone(const BackupOptions& options, const BackupReport& report, operations::RecoveryKind kind, const std::string& note) {
    OK_ASSIGN(const auto keys, loadOrMakeKeys(options.dataDir / "keys", options.dice));
    OK_ASSIGN(auto store, openWriterOf(options));
    Projections projections;
    addAllProjections(projections);
    std::vector<std::pair<TenantId, std::string>> tenants;
    for (const TenantId tenant : store->tenants()) tenants.emplace_back(tenant, store->slugOf(tenant));
    for (const auto& [tenant, slug] : tenants) {
        OK_ASSIGN(const bool ours, store->takeDesk(tenant));
        if (!ours) return problem("store_unavailable", "a server works for `" + slug + "`: name its --url and a --token-file");
    }
    std::map<TenantId, bool> drills;
    for (const auto& [tenant, slug] : tenants) {
        Views views(store->documents(tenant));
        const auto profile = views.find<TenantProfile>("profile");
        drills[tenant] = profile && profile->drill;
    }
    Gate gate({std::move(store), &projections, options.clock, SigningKey(keys.signingSeed), keys.master, access::builtinSource()});
    operations::addHandlers(gate);
    OK_TRY(gate.start());
    Status out;
    for (const auto& [tenant, slug] : tenants) {
        const auto command = commandFor(options, report, slug, kind, note);
        SecurityContext who = access::systemContext(tenant, drills[tenant]);
        who.source = "okctl";
        const CommandId id{derivedUuid(tenant.str() + "|recovery|" + enumName(kind) + "|" + toIso(options.clock()) + "|" + toJson(command))};
        const auto answer = gate.run(who, {id, std::string(operations::RecordRecovery::card.name), toJson(command)});
        if (!answer.reply.ok()) out = answer.reply.problem();
    }
    gate.stop();
    return out;
}

}  // namespace

Status recordRecovery(const BackupOptions& options, const BackupReport& report, operations::RecoveryKind kind, const std::string& note) {
    if (!options.url.empty()) return recordAtServer(options, commandFor(options, report, options.utility, kind, note));
    return recordAlone(options, report, kind, note);
}

}  // namespace ok
