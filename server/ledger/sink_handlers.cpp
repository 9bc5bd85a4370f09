// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/sink_handlers.h"

#include "server/outbox/notice.h"
#include "shared/base/derived_ids.h"

namespace ok::ledger {
namespace {

using namespace operations;

constexpr std::size_t mostReason = 500;

void tellStaff(CommandContext& cx, const std::string& sink, const std::string& subject, const std::string& text, bool settled) {
    const std::string key = "audit-sink/" + sink;
    for (const char* connector : outbox::alertConnectors) {
        OutboxRow row;
        row.connector = connector;
        row.id = formatUuid(derivedUuid(cx.tenant().str() + key + connector + cx.command().str()));
        row.orderKey = std::string(connector) + ":" + key;
        row.payload = toJson(outbox::Notice{subject, text, settled ? "info" : "critical", key, settled, cx.now()});
        cx.send(std::move(row));
    }
}

Status recordFailure(const Right&, CommandContext& cx, const RecordSinkFailure& command) {
    const auto held = cx.views().find<AuditSink>(command.name);
    if (held && held->state == "failed") return {};
    cx.emit(SinkFailed{command}, {.subjects = {command.name}, .stream = Stream::security});
    tellStaff(cx, command.name, "Audit log: `" + command.name + "` does not take entries any more",
              "`" + command.name + "` has taken no entry since " + toIso(command.failingSince) + " (" + std::to_string(command.attempts) + " attempts, last: " +
                  command.reason + "). Nothing is lost: when it is well again, send on with `audit.resume_sink`.\n",
              false);
    return {};
}

Status resume(const Right&, CommandContext& cx, const ResumeSink& command) {
    if (command.reason.size() > mostReason) return problem("invalid_fields", "a reason of at most 500 bytes");
    const auto held = cx.views().find<AuditSink>(command.name);
    if (!held || held->state != "failed") return problem("sink_not_found", "no sink of this name was given up");
    cx.emit(SinkResumed{command.name, command.reason}, {.subjects = {command.name}, .justification = command.reason, .stream = Stream::security});
    tellStaff(cx, command.name, "Audit log: `" + command.name + "` is sent entries again", "`" + command.name + "` goes on where it was given up.\n", true);
    return {};
}

}  // namespace

void addSinkHandlers(Gate& gate) {
    gate.handle<RecordSinkFailure>(recordFailure);
    gate.handle<ResumeSink>(resume);
}

}  // namespace ok::ledger
