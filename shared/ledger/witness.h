// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A witness of one stream (architecture, consequence 4): it is fed every entry and every signed checkpoint, keeps the
// Merkle frontier, and says when they do not fit each other or what it saw before. Consoles keep its state in their
// cache, so a server that rewrites history is caught by its own users. Pure; one thread at a time.
//
// Alarms (Problem codes), in the order in which they are looked for:
//   chain_broken      an entry does not follow the one before it, or is not what a log of this stream can hold
//   payload_mismatch  a payload is not the one that was hashed
//   bad_signature     a checkpoint's signature is wrong
//   key_changed       a checkpoint is signed by another key than the pinned one
//   rolled_back       the log is shorter than it was
//   forked            two signed checkpoints of one size with different roots: proof against the server
//   root_mismatch     a checkpoint's root is not the root of the entries that were seen
// An alarm is final: the witness answers with it for ever, and its state stays at the last good place.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "shared/ledger/entry.h"
#include "shared/ledger/merkle.h"

namespace ok {

/// What a cache keeps between two runs.
struct WitnessState {
    TenantId tenant;
    Stream stream = Stream::ops;
    std::int64_t size = 0;
    Digest nextPrevHash;  ///< what the next entry must carry
    Digest headHash;
    std::vector<Digest> frontier;
    std::string publicKey;                       ///< hex; pinned when the tenant was first met
    std::optional<SignedCheckpoint> checkpoint;  ///< the last one that fitted
};
BOOST_DESCRIBE_STRUCT(WitnessState, (), (tenant, stream, size, nextPrevHash, headHash, frontier, publicKey, checkpoint))

/// What makes a start in the middle of a log provable: with a snapshot of the views after entry `size`.
struct WitnessStart {
    std::int64_t size = 0;
    std::string headHeader;  ///< canonical header of entry `size`
    std::vector<Digest> frontier;
    SignedCheckpoint checkpoint;  ///< of exactly that size
};

class Witness {
  public:
    Witness(TenantId tenant, Stream stream, const PublicKey& pinned);
    /// Goes on where a stored state ended. Problem `bad_witness_state` when it cannot be one.
    static Result<Witness> resume(const WitnessState& state);

    /// Begins after entry `size`. Only for a witness that has seen nothing yet.
    Status start(const WitnessStart& from);
    /// Checks the next entry and returns it parsed. An empty payload is one that was withheld or erased.
    Result<Entry> take(std::string headerJson, std::string payload);
    Status take(const SignedCheckpoint& checkpoint);
    /// A server that introduces itself with another key than the pinned one.
    Status meet(const PublicKey& key);

    [[nodiscard]] std::int64_t size() const { return m_frontier.size(); }
    [[nodiscard]] Stream stream() const { return m_stream; }
    [[nodiscard]] Digest root() const { return m_frontier.root(); }
    [[nodiscard]] const std::optional<SignedCheckpoint>& checkpoint() const { return m_checkpoint; }
    [[nodiscard]] const std::optional<Problem>& alarm() const { return m_alarm; }
    [[nodiscard]] WitnessState state() const;

  private:
    Problem raise(std::string code, std::string message, std::map<std::string, std::string> details = {});
    Status checkHeader(const EntryHeader& header, std::string_view headerJson, std::string_view payload);
    [[nodiscard]] bool reopens(const EntryHeader& header, std::string_view payload) const;
    Status checkSigner(const SignedCheckpoint& checkpoint);
    Status checkAgainstLast(const SignedCheckpoint& checkpoint);

    TenantId m_tenant;
    Stream m_stream;
    PublicKey m_key{};
    merkle::Frontier m_frontier;
    Digest m_nextPrevHash;
    Digest m_headHash;
    std::optional<SignedCheckpoint> m_checkpoint;
    std::optional<SignedCheckpoint> m_ahead;  // well signed, of a size not reached yet
    std::optional<Problem> m_alarm;
};

}  // namespace ok
