// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/recovery_log.h"

#include <fstream>

#include "server/operations/privacy_commands.h"
#include "server/outbox/http_client.h"
#include "server/product/alone.h"

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
    OK_TRY(takeEveryDesk(*store, "name its --url and a --token-file"));
    return runAlone({std::move(store), keys, options.clock, [](Gate& gate) { operations::addHandlers(gate); }, std::string(operations::RecordRecovery::card.name),
                     [&](const std::string& slug) { return toJson(commandFor(options, report, slug, kind, note)); }});
}

}  // namespace

Status recordRecovery(const BackupOptions& options, const BackupReport& report, operations::RecoveryKind kind, const std::string& note) {
    if (!options.url.empty()) return recordAtServer(options, commandFor(options, report, options.utility, kind, note));
    return recordAlone(options, report, kind, note);
}

}  // namespace ok
