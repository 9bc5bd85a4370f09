// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Values to bytes.
#include "shared/base/json.h"
#include "shared/wire/frames.h"
#include "sync.pb.h"

namespace ok::wire {
namespace {

std::string uuidBytes(const UuidBytes& id) {
    return {reinterpret_cast<const char*>(id.data()), id.size()};
}

void put(proto::Cursor& out, const Cursor& cursor) {
    out.set_stream(enumName(cursor.stream));
    out.set_sequence(cursor.sequence);
}

void put(proto::ClientFrame& frame, const Hello& v) {
    proto::Hello& out = *frame.mutable_hello();
    out.set_protocol(v.protocol);
    out.set_client_version(v.clientVersion);
    out.set_device(v.device);
    out.set_token(v.token);
    for (const Cursor& cursor : v.cursors) put(*out.add_cursors(), cursor);
    out.set_drill(v.drill);
    out.set_proof(v.proof);
}

void put(proto::ClientFrame& frame, const Active&) { frame.mutable_active(); }

void put(proto::ClientFrame& frame, const Subscribe& v) {
    proto::Subscribe& out = *frame.mutable_subscribe();
    for (const Stream stream : v.streams) out.add_streams(enumName(stream));
}

void put(proto::ClientFrame& frame, const Command& v) {
    proto::Command& out = *frame.mutable_command();
    out.set_id(uuidBytes(v.id.bytes));
    out.set_name(v.name);
    out.set_body_json(v.body);
    out.set_seen_sequence(v.seenSequence);
    out.set_justification_json(v.justification);
}

void put(proto::ClientFrame& frame, const Ack& v) {
    put(*frame.mutable_ack()->mutable_cursor(), v.cursor);
}

void put(proto::ServerFrame& frame, const Welcome& v) {
    proto::Welcome& out = *frame.mutable_welcome();
    out.set_protocol(v.protocol);
    out.set_server_version(v.serverVersion);
    out.set_tenant(uuidBytes(v.tenant.bytes));
    out.set_user(v.user);
    for (const std::string& role : v.roles) out.add_roles(role);
    out.set_public_key(std::string(asText(v.publicKey)));
    out.set_server_time_us(v.serverTime.micros());
    out.set_drill(v.drill);
    for (const Cursor& cursor : v.heads) put(*out.add_heads(), cursor);
}

void put(proto::ServerFrame& frame, const Snapshot& v) {
    proto::Snapshot& out = *frame.mutable_snapshot();
    out.set_stream(enumName(v.stream));
    out.set_sequence(v.sequence);
    for (const Document& document : v.documents) {
        proto::Document& item = *out.add_documents();
        item.set_kind(document.kind);
        item.set_id(document.id);
        item.set_body_json(document.body);
        for (const auto& [key, value] : document.keys) {
            item.add_keys(key);
            item.add_keys(value);
        }
    }
    out.set_first(v.first);
    out.set_last(v.last);
    out.set_head_header_json(v.headHeader);
    for (const Digest& node : v.frontier) out.add_frontier(std::string(asText(node.bytes)));
    out.set_checkpoint_json(v.checkpoint);
}

void put(proto::ServerFrame& frame, const Entries& v) {
    proto::Entries& out = *frame.mutable_entries();
    out.set_stream(enumName(v.stream));
    for (const WireEntry& entry : v.entries) {
        proto::Entry& item = *out.add_entries();
        item.set_header_json(entry.header);
        item.set_payload(entry.payload);
        item.set_withheld(entry.withheld);
    }
    out.set_checkpoint_json(v.checkpoint);
}

void put(proto::ServerFrame& frame, const CheckpointFrame& v) {
    frame.mutable_checkpoint()->set_checkpoint_json(v.checkpoint);
}

void put(proto::ServerFrame& frame, const Reply& v) {
    proto::Reply& out = *frame.mutable_reply();
    out.set_command_id(uuidBytes(v.command.bytes));
    out.set_sequence(v.sequence);
    out.set_correlation_id(v.correlationId);
    if (v.outcome.ok()) {
        out.set_reply_json(*v.outcome);
    } else {
        out.set_problem_json(toJson(v.outcome.problem()));
    }
}

void put(proto::ServerFrame& frame, const ProblemFrame& v) {
    frame.mutable_problem()->set_problem_json(toJson(v.problem));
}

void put(proto::ServerFrame& frame, const Telemetry& v) {
    frame.mutable_telemetry()->set_kind(v.kind);
    frame.mutable_telemetry()->set_packed(v.packed);
}

}  // namespace

std::string encode(const ClientFrame& frame) {
    proto::ClientFrame out;
    std::visit([&out](const auto& v) { put(out, v); }, frame);
    return out.SerializeAsString();
}

std::string encode(const ServerFrame& frame) {
    proto::ServerFrame out;
    std::visit([&out](const auto& v) { put(out, v); }, frame);
    return out.SerializeAsString();
}

std::vector<std::string> encodeEntries(const EntriesToEncode& how, const std::vector<ok::Entry>& entries) {
    std::vector<std::string> frames;
    std::size_t at = 0;
    while (at < entries.size()) {
        proto::ServerFrame frame;
        proto::Entries& out = *frame.mutable_entries();
        out.set_stream(enumName(how.stream));
        std::size_t bytes = 0;
        for (std::size_t items = 0; at < entries.size() && items < fullFrameItems && bytes < fullFrameBytes; ++items) {
            const ok::Entry& entry = entries[at++];
            proto::Entry& item = *out.add_entries();
            item.set_header_json(entry.headerJson);
            if (how.withhold) {
                item.set_withheld(true);
            } else {
                item.set_payload(entry.payload);
            }
            bytes += entry.headerJson.size() + entry.payload.size();
        }
        if (at == entries.size()) out.set_checkpoint_json(how.checkpoint);
        frames.push_back(frame.SerializeAsString());
    }
    return frames;
}

}  // namespace ok::wire
