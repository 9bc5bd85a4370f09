// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One entry of the log: a header and a payload, both canonical JSON. See docs/contract.md and architecture "The log".
//   prev_hash = SHA-256(canonical(previous header))         (F07.R1.A1)
//   hash      = SHA-256(canonical(header) ‖ prev_hash)
//   payload_hash = SHA-256(canonical(payload))
// INVARIANT: within one (tenant, stream) sequences are gapless from 1, and the genesis entry has no prev_hash.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/ids.h"
#include "shared/base/json.h"

namespace ok {

/// ops is what consoles follow; executions holds one entry, and nothing else, for each approved command that was carried out.
enum class Stream { ops, decisions, security, executions };
BOOST_DESCRIBE_ENUM(Stream, ops, decisions, security, executions)

inline constexpr std::array<Stream, 4> allStreams{Stream::ops, Stream::decisions, Stream::security, Stream::executions};

enum class ActorType { human, service, system };
BOOST_DESCRIBE_ENUM(ActorType, human, service, system)

/// Who acts: a user's id, a service principal or `system`.
struct Actor {
    ActorType type = ActorType::system;
    std::string id = "system";
    bool operator==(const Actor&) const = default;
};
BOOST_DESCRIBE_STRUCT(Actor, (), (type, id))

struct EntryHeader {
    TenantId tenant;
    Stream stream = Stream::ops;
    std::int64_t sequence = 0;
    EntryId entryId;                     ///< UUIDv7 of the ledger time
    std::string type;                    ///< `incident.opened`
    Instant eventTime;                   ///< when it happened in the world
    Instant ledgerTime;                  ///< when it was recorded
    Actor actor;
    std::string source;                  ///< `gate`, `sms`, `feed:lgeku`, ...
    std::string correlationId;           ///< the command (or the first of a chain of commands)
    std::string causationId;             ///< the entry or command that caused this one
    std::string decisionId;              ///< the permission evaluation that allowed it
    std::vector<std::string> subjects;   ///< ids of the things concerned
    std::string justification;
    Digest payloadHash;
    Digest prevHash;
    bool drill = false;                  ///< a rehearsal; never mixed up with the real thing
    bool operator==(const EntryHeader&) const = default;
};
BOOST_DESCRIBE_STRUCT(EntryHeader, (), (tenant, stream, sequence, entryId, type, eventTime, ledgerTime, actor, source,
                                        correlationId, causationId, decisionId, subjects, justification, payloadHash,
                                        prevHash, drill))

/// An entry as stored and as sent to every follower: the very bytes that were hashed.
struct Entry {
    EntryHeader header;
    std::string headerJson;
    std::string payload;   ///< empty when erased or withheld: the header still proves its place
    Digest hash;
};

/// Seals a header whose prevHash and payloadHash are set.
[[nodiscard]] Entry sealEntry(EntryHeader header, std::string payload);
/// prev_hash for the entry that follows one with this canonical header.
[[nodiscard]] Digest nextPrevHash(std::string_view headerJson);
/// Parses stored bytes back; does not verify the chain.
[[nodiscard]] Result<Entry> openEntry(std::string headerJson, std::string payload);

/// A signed statement of the log's head (decisions.md 5). `root` is the RFC 6962 Merkle tree hash over the entry
/// hashes 1..size; the signature covers canonical(Checkpoint).
struct Checkpoint {
    TenantId tenant;
    Stream stream = Stream::ops;
    std::int64_t size = 0;
    Digest root;
    Digest headHash;
    Instant ledgerTime;
    std::string keyId;  ///< first 16 hex digits of SHA-256(public key)
    bool operator==(const Checkpoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (tenant, stream, size, root, headHash, ledgerTime, keyId))

struct SignedCheckpoint {
    Checkpoint checkpoint;
    std::string signature;  ///< hex
    std::string publicKey;  ///< hex
    bool operator==(const SignedCheckpoint&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedCheckpoint, (), (checkpoint, signature, publicKey))

[[nodiscard]] SignedCheckpoint signCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);
/// True when the signature fits the checkpoint and the key in it.
[[nodiscard]] bool verifies(const SignedCheckpoint& signedCheckpoint);

}  // namespace ok
