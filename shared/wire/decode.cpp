// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Bytes to values. Every check a frame must pass before anyone else sees it stands here.
#include <google/protobuf/stubs/logging.h>

#include "shared/base/json.h"
#include "shared/wire/frames.h"
#include "sync.pb.h"

namespace ok::wire {
namespace {

Problem malformed(const char* what) {
    return problem("malformed_frame", std::string("the frame cannot be read: ") + what, {{"what", what}});
}

template <class IdType>
Status takeId(const std::string& bytes, IdType& out) {
    if (bytes.size() != out.bytes.size()) return malformed("an id needs 16 bytes");
    std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
    if (!out.known()) return malformed("an id must not be zero");
    return {};
}

Status takeStream(const std::string& name, Stream& out) {
    const auto stream = parseEnum<Stream>(name);
    if (!stream) return malformed("unknown stream");
    out = *stream;
    return {};
}

Status takeWord(std::string& from, std::string& out) {
    if (from.size() > maxWord) return malformed("a text is too long");
    out = std::move(from);
    return {};
}

Status takeCursor(const proto::Cursor& from, Cursor& out) {
    OK_TRY(takeStream(from.stream(), out.stream));
    if (from.sequence() < 0) return malformed("a sequence must not be negative");
    out.sequence = from.sequence();
    return {};
}

template <class Range>
Status takeCursors(const Range& from, std::vector<Cursor>& out) {
    if (from.size() > 16) return malformed("too many cursors");
    for (const proto::Cursor& item : from) {
        Cursor cursor;
        OK_TRY(takeCursor(item, cursor));
        out.push_back(cursor);
    }
    return {};
}

// A Result<Problem> cannot exist, so the codec is called by hand.
Status takeProblem(const std::string& json, Problem& out) {
    const auto document = parseJson(json);
    if (!document.ok()) return malformed("a problem that cannot be read");
    ReadProblems why;
    JsonCodec<Problem>::read(document->root(), out, why);
    if (!why.fields.empty()) return malformed("a problem that cannot be read");
    return {};
}

Result<ClientFrame> take(proto::Hello& from) {
    Hello out;
    out.protocol = from.protocol();
    OK_TRY(takeWord(*from.mutable_client_version(), out.clientVersion));
    OK_TRY(takeWord(*from.mutable_device(), out.device));
    OK_TRY(takeWord(*from.mutable_token(), out.token));
    OK_TRY(takeCursors(from.cursors(), out.cursors));
    out.drill = from.drill();
    OK_TRY(takeWord(*from.mutable_proof(), out.proof));
    return ClientFrame(std::move(out));
}

Result<ClientFrame> take(const proto::Subscribe& from) {
    Subscribe out;
    if (from.streams_size() > 16) return malformed("too many streams");
    for (const std::string& name : from.streams()) {
        Stream stream{};
        OK_TRY(takeStream(name, stream));
        out.streams.push_back(stream);
    }
    return ClientFrame(std::move(out));
}

Result<ClientFrame> take(proto::Command& from) {
    Command out;
    OK_TRY(takeId(from.id(), out.id));
    OK_TRY(takeWord(*from.mutable_name(), out.name));
    if (out.name.empty()) return malformed("a command needs a name");
    if (from.seen_sequence() < 0) return malformed("a sequence must not be negative");
    out.body = std::move(*from.mutable_body_json());
    out.seenSequence = from.seen_sequence();
    out.justification = std::move(*from.mutable_justification_json());
    return ClientFrame(std::move(out));
}

Result<ClientFrame> take(const proto::Ack& from) {
    Ack out;
    OK_TRY(takeCursor(from.cursor(), out.cursor));
    return ClientFrame(out);
}

Result<ServerFrame> take(proto::Welcome& from) {
    Welcome out;
    out.protocol = from.protocol();
    OK_TRY(takeWord(*from.mutable_server_version(), out.serverVersion));
    OK_TRY(takeId(from.tenant(), out.tenant));
    OK_TRY(takeWord(*from.mutable_user(), out.user));
    if (from.roles_size() > 256) return malformed("too many roles");
    for (std::string& role : *from.mutable_roles()) out.roles.push_back(std::move(role));
    if (from.public_key().size() != out.publicKey.size()) return malformed("a public key needs 32 bytes");
    std::copy(from.public_key().begin(), from.public_key().end(), out.publicKey.begin());
    out.serverTime = Instant::fromMicros(from.server_time_us());
    out.drill = from.drill();
    OK_TRY(takeCursors(from.heads(), out.heads));
    return ServerFrame(std::move(out));
}

Status takeDocument(proto::Document& from, Document& out) {
    OK_TRY(takeWord(*from.mutable_kind(), out.kind));
    OK_TRY(takeWord(*from.mutable_id(), out.id));
    if (out.kind.empty() || out.id.empty()) return malformed("a document needs kind and id");
    if (from.keys_size() % 2 != 0) return malformed("a key without a value");
    out.body = std::move(*from.mutable_body_json());
    for (int i = 0; i + 1 < from.keys_size(); i += 2) {
        out.keys.emplace_back(std::move(*from.mutable_keys(i)), std::move(*from.mutable_keys(i + 1)));
    }
    return {};
}

Result<ServerFrame> take(proto::Snapshot& from) {
    Snapshot out;
    OK_TRY(takeStream(from.stream(), out.stream));
    if (from.sequence() < 0) return malformed("a sequence must not be negative");
    if (static_cast<std::size_t>(from.documents_size()) > maxFrameItems) return malformed("too many documents");
    out.sequence = from.sequence();
    out.documents.resize(static_cast<std::size_t>(from.documents_size()));
    for (int i = 0; i < from.documents_size(); ++i) {
        OK_TRY(takeDocument(*from.mutable_documents(i), out.documents[static_cast<std::size_t>(i)]));
    }
    out.first = from.first();
    out.last = from.last();
    out.headHeader = std::move(*from.mutable_head_header_json());
    if (from.frontier_size() > 64) return malformed("a Merkle frontier has at most 64 nodes");
    for (const std::string& node : from.frontier()) {
        Digest digest;
        if (node.size() != digest.bytes.size()) return malformed("a hash needs 32 bytes");
        std::copy(node.begin(), node.end(), digest.bytes.begin());
        out.frontier.push_back(digest);
    }
    out.checkpoint = std::move(*from.mutable_checkpoint_json());
    return ServerFrame(std::move(out));
}

Result<ServerFrame> take(proto::Entries& from) {
    Entries out;
    OK_TRY(takeStream(from.stream(), out.stream));
    if (static_cast<std::size_t>(from.entries_size()) > maxFrameItems) return malformed("too many entries");
    out.entries.reserve(static_cast<std::size_t>(from.entries_size()));
    for (proto::Entry& item : *from.mutable_entries()) {
        if (item.header_json().empty()) return malformed("an entry needs a header");
        if (item.withheld() && !item.payload().empty()) return malformed("a withheld payload is there");
        out.entries.push_back(
            {std::move(*item.mutable_header_json()), std::move(*item.mutable_payload()), item.withheld()});
    }
    out.checkpoint = std::move(*from.mutable_checkpoint_json());
    return ServerFrame(std::move(out));
}

Result<ServerFrame> take(proto::Checkpoint& from) {
    return ServerFrame(CheckpointFrame{std::move(*from.mutable_checkpoint_json())});
}

Result<ServerFrame> take(proto::Reply& from) {
    Reply out;
    OK_TRY(takeId(from.command_id(), out.command));
    OK_TRY(takeWord(*from.mutable_correlation_id(), out.correlationId));
    out.sequence = from.sequence();
    switch (from.outcome_case()) {
        case proto::Reply::kReplyJson:
            out.outcome = std::move(*from.mutable_reply_json());
            break;
        case proto::Reply::kProblemJson: {
            Problem why;
            OK_TRY(takeProblem(from.problem_json(), why));
            out.outcome = std::move(why);
            break;
        }
        case proto::Reply::OUTCOME_NOT_SET:
            return malformed("a reply without an outcome");
    }
    return ServerFrame(std::move(out));
}

Result<ServerFrame> take(const proto::ProblemFrame& from) {
    ProblemFrame out;
    OK_TRY(takeProblem(from.problem_json(), out.problem));
    return ServerFrame(std::move(out));
}

Result<ServerFrame> take(proto::Telemetry& from) {
    Telemetry out;
    OK_TRY(takeWord(*from.mutable_kind(), out.kind));
    out.packed = std::move(*from.mutable_packed());
    return ServerFrame(std::move(out));
}

// Protobuf reports bad bytes on stderr as well: a stranger could fill the disk with it.
void silenceLibrary() {
    [[maybe_unused]] static const auto before = google::protobuf::SetLogHandler(nullptr);
}

template <class Frame>
Status parse(Frame& frame, std::string_view bytes, std::size_t limit) {
    if (bytes.size() > limit) {
        return problem("frame_too_large", "the frame is larger than allowed",
                       {{"bytes", std::to_string(bytes.size())}, {"limit", std::to_string(limit)}});
    }
    silenceLibrary();
    if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return malformed("not a frame");
    return {};
}

}  // namespace

Result<ClientFrame> decodeClientFrame(std::string_view bytes) {
    proto::ClientFrame frame;
    OK_TRY(parse(frame, bytes, maxClientFrame));
    switch (frame.frame_case()) {
        case proto::ClientFrame::kHello:
            return take(*frame.mutable_hello());
        case proto::ClientFrame::kSubscribe:
            return take(frame.subscribe());
        case proto::ClientFrame::kCommand:
            return take(*frame.mutable_command());
        case proto::ClientFrame::kAck:
            return take(frame.ack());
        case proto::ClientFrame::kActive:
            return ClientFrame(Active{});
        case proto::ClientFrame::FRAME_NOT_SET:
            break;
    }
    return malformed("unknown kind of frame");
}

Result<ServerFrame> decodeServerFrame(std::string_view bytes) {
    proto::ServerFrame frame;
    OK_TRY(parse(frame, bytes, maxServerFrame));
    switch (frame.frame_case()) {
        case proto::ServerFrame::kWelcome:
            return take(*frame.mutable_welcome());
        case proto::ServerFrame::kSnapshot:
            return take(*frame.mutable_snapshot());
        case proto::ServerFrame::kEntries:
            return take(*frame.mutable_entries());
        case proto::ServerFrame::kCheckpoint:
            return take(*frame.mutable_checkpoint());
        case proto::ServerFrame::kReply:
            return take(*frame.mutable_reply());
        case proto::ServerFrame::kProblem:
            return take(frame.problem());
        case proto::ServerFrame::kTelemetry:
            return take(*frame.mutable_telemetry());
        case proto::ServerFrame::FRAME_NOT_SET:
            break;
    }
    return malformed("unknown kind of frame");
}

}  // namespace ok::wire
