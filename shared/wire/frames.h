// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The frames of the sync protocol as plain values, and their bytes. The meaning of each field stands in sync.proto.
// Decoding takes hostile bytes: sizes and counts are bounded, ids and streams are checked, and whatever does not fit is
// the problem `malformed_frame` (or `frame_too_large`) with `what` in its details. Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/ledger/entry.h"

namespace ok::wire {

inline constexpr std::uint32_t protocolVersion = 2;   ///< 2: the stream `executions`
inline constexpr std::size_t maxClientFrame = std::size_t{1} << 20;  // a command body, at most
inline constexpr std::size_t maxServerFrame = std::size_t{8} << 20;
/// A sender starts a new frame beyond either; one oversized entry still travels alone.
inline constexpr std::size_t fullFrameBytes = std::size_t{512} << 10;
inline constexpr std::size_t fullFrameItems = 2000;
inline constexpr std::size_t maxFrameItems = 20'000;
inline constexpr std::size_t maxWord = 4096;  // names, tokens, versions

struct Cursor {
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    bool operator==(const Cursor&) const = default;
};

// --- from the client

struct Hello {
    std::uint32_t protocol = protocolVersion;
    std::string clientVersion;
    std::string device;
    std::string token;
    std::vector<Cursor> cursors;  ///< the streams it wants to follow
    bool drill = false;
    std::string proof;            ///< of the device's key
};
struct Subscribe {
    std::vector<Stream> streams;
};
struct Command {
    CommandId id;
    std::string name;
    std::string body;  ///< JSON
    std::int64_t seenSequence = 0;
    std::string justification{};  ///< JSON of approvals::Justification, or empty
};
struct Ack {
    Cursor cursor;
};
/// A person is there: an open console alone does not keep its session from idling out.
struct Active {};
using ClientFrame = std::variant<Hello, Subscribe, Command, Ack, Active>;

// --- from the server

struct Welcome {
    std::uint32_t protocol = protocolVersion;
    std::string serverVersion;
    TenantId tenant;
    std::string user;
    std::vector<std::string> roles;
    PublicKey publicKey{};
    Instant serverTime;
    bool drill = false;
    std::vector<Cursor> heads;
};
struct Document {
    std::string kind;
    std::string id;
    std::string body;
    std::vector<std::pair<std::string, std::string>> keys;
    bool operator==(const Document&) const = default;
};
struct Snapshot {
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    std::vector<Document> documents;
    bool first = false;
    bool last = false;
    std::string headHeader;  ///< these three with the last chunk only
    std::vector<Digest> frontier;
    std::string checkpoint;  ///< JSON of a SignedCheckpoint
};
struct WireEntry {
    std::string header;
    std::string payload;
    bool withheld = false;
    bool operator==(const WireEntry&) const = default;
};
struct Entries {
    Stream stream = Stream::ops;
    std::vector<WireEntry> entries;
    std::string checkpoint;  ///< JSON of a SignedCheckpoint, or empty
};
struct CheckpointFrame {
    std::string checkpoint;
};
struct Reply {
    CommandId command;
    std::int64_t sequence = 0;
    std::string correlationId;
    Result<std::string> outcome = std::string("{}");
};
struct ProblemFrame {
    Problem problem;
};
struct Telemetry {
    std::string kind;
    std::string packed;
};
using ServerFrame = std::variant<Welcome, Snapshot, Entries, CheckpointFrame, Reply, ProblemFrame, Telemetry>;

[[nodiscard]] std::string encode(const ClientFrame& frame);
[[nodiscard]] std::string encode(const ServerFrame& frame);
[[nodiscard]] Result<ClientFrame> decodeClientFrame(std::string_view bytes);
[[nodiscard]] Result<ServerFrame> decodeServerFrame(std::string_view bytes);

/// Cuts a run of entries into encoded frames of bounded size; the last one carries `checkpoint`. With `withhold`, the
/// payloads stay behind: headers and hashes still prove the chain.
struct EntriesToEncode {
    Stream stream = Stream::ops;
    std::string checkpoint;
    bool withhold = false;
};
[[nodiscard]] std::vector<std::string> encodeEntries(const EntriesToEncode& how, const std::vector<Entry>& entries);

}  // namespace ok::wire
