// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/witness.h"

#include <algorithm>

#include "shared/ledger/segment_opening.h"

namespace ok {
namespace {

bool plausibleType(std::string_view type) {
    return !type.empty() && type.size() <= 100 && std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

std::string text(std::int64_t n) {
    return std::to_string(n);
}

}  // namespace

Witness::Witness(TenantId tenant, Stream stream, const PublicKey& pinned)
    : m_tenant(tenant), m_stream(stream), m_key(pinned) {}

Problem Witness::raise(std::string code, std::string message, std::map<std::string, std::string> details) {
    details["stream"] = enumName(m_stream);
    details["size"] = text(size());
    m_alarm = problem(std::move(code), std::move(message), std::move(details));
    return *m_alarm;
}

Result<Witness> Witness::resume(const WitnessState& state) {
    const auto bad = [](const char* why) { return problem("bad_witness_state", why); };
    const auto key = fromHex(state.publicKey);
    if (!key.ok() || key->size() != 32) return bad("the pinned key cannot be read");
    PublicKey pinned{};
    std::copy(key->begin(), key->end(), pinned.begin());
    Witness out(state.tenant, state.stream, pinned);
    auto frontier = merkle::Frontier::restore(state.size, state.frontier);
    if (!frontier) return bad("the Merkle frontier does not fit the size");
    out.m_frontier = std::move(*frontier);
    out.m_nextPrevHash = state.nextPrevHash;
    out.m_headHash = state.headHash;
    out.m_checkpoint = state.checkpoint;
    return out;
}

WitnessState Witness::state() const {
    return {m_tenant, m_stream, size(), m_nextPrevHash, m_headHash, m_frontier.peaks(), toHex(m_key), m_checkpoint};
}

Status Witness::meet(const PublicKey& key) {
    if (m_alarm) return *m_alarm;
    if (key != m_key) {
        return raise("key_changed", "the server signs with another key than before",
                     {{"pinned", toHex(m_key)}, {"offered", toHex(key)}});
    }
    return {};
}

Status Witness::start(const WitnessStart& from) {
    if (m_alarm) return *m_alarm;
    if (size() != 0) return raise("rolled_back", "the server began again where this console had already been");
    OK_TRY(checkSigner(from.checkpoint));
    auto frontier = merkle::Frontier::restore(from.size, from.frontier);
    if (from.size <= 0 || !frontier || from.checkpoint.checkpoint.size != from.size) {
        return raise("root_mismatch", "the snapshot and its checkpoint are of different sizes");
    }
    auto head = openEntry(from.headHeader, {});
    if (!head.ok() || head->header.sequence != from.size || head->hash != from.checkpoint.checkpoint.headHash) {
        return raise("chain_broken", "the snapshot does not end with the entry that was signed");
    }
    if (frontier->root() != from.checkpoint.checkpoint.root) {
        return raise("root_mismatch", "the snapshot's tree is not the one that was signed");
    }
    m_frontier = std::move(*frontier);
    m_nextPrevHash = nextPrevHash(from.headHeader);
    m_headHash = head->hash;
    m_checkpoint = from.checkpoint;
    return {};
}

// The server says that the end of its stored log was damaged and goes on. That is believed only when it cites exactly what
// was seen here: then nothing else has changed.
bool Witness::reopens(const EntryHeader& header, std::string_view payload) const {
    if (header.type != ledger::SegmentOpened::eventType || header.prevHash.known()) return false;
    const auto opened = fromJson<ledger::SegmentOpened>(payload);
    return opened.ok() && opened->citedSize == size() && opened->citedRoot == root() && opened->citedHead == m_headHash;
}

Status Witness::checkHeader(const EntryHeader& header, std::string_view headerJson, std::string_view payload) {
    const std::map<std::string, std::string> where = {{"sequence", text(header.sequence)},
                                                      {"expected", text(size() + 1)}};
    if (header.tenant != m_tenant || header.stream != m_stream) {
        return raise("chain_broken", "an entry of another log", where);
    }
    if (header.sequence <= size()) return raise("rolled_back", "the log began again at an earlier entry", where);
    if (header.sequence != size() + 1) return raise("chain_broken", "entries are missing", where);
    if (header.prevHash != m_nextPrevHash && !reopens(header, payload)) {
        return raise("chain_broken", "an entry does not follow the one before it", where);
    }
    if (!plausibleType(header.type)) return raise("chain_broken", "an entry without a readable type", where);
    if (toJson(header) != headerJson) return raise("chain_broken", "a header is not canonical", where);
    return {};
}

Result<Entry> Witness::take(std::string headerJson, std::string payload) {
    if (m_alarm) return *m_alarm;
    auto entry = openEntry(std::move(headerJson), std::move(payload));
    if (!entry.ok()) return raise("chain_broken", "a header cannot be read", {{"expected", text(size() + 1)}});
    OK_TRY(checkHeader(entry->header, entry->headerJson, entry->payload));
    if (!entry->payload.empty() && sha256(entry->payload) != entry->header.payloadHash) {
        return raise("payload_mismatch", "a payload is not the one that was hashed",
                     {{"sequence", text(entry->header.sequence)}});
    }
    m_frontier.append(entry->hash);
    m_nextPrevHash = nextPrevHash(entry->headerJson);
    m_headHash = entry->hash;
    if (m_ahead && m_ahead->checkpoint.size == size()) {
        const SignedCheckpoint due = *std::exchange(m_ahead, std::nullopt);
        OK_TRY(take(due));
    }
    return entry;
}

Status Witness::checkSigner(const SignedCheckpoint& signedCheckpoint) {
    const Checkpoint& checkpoint = signedCheckpoint.checkpoint;
    if (checkpoint.tenant != m_tenant || checkpoint.stream != m_stream || !verifies(signedCheckpoint)) {
        return raise("bad_signature", "a checkpoint of this log is not signed as it says",
                     {{"checkpoint", text(checkpoint.size)}});
    }
    if (signedCheckpoint.publicKey != toHex(m_key)) {
        return raise("key_changed", "a checkpoint is signed with another key than before",
                     {{"pinned", toHex(m_key)}, {"offered", signedCheckpoint.publicKey}});
    }
    return {};
}

Status Witness::checkAgainstLast(const SignedCheckpoint& next) {
    const std::optional<SignedCheckpoint>& last = m_ahead ? m_ahead : m_checkpoint;
    const std::map<std::string, std::string> where = {{"checkpoint", text(next.checkpoint.size)},
                                                      {"root", next.checkpoint.root.hex()}};
    if (last && next.checkpoint.size == last->checkpoint.size &&
        (next.checkpoint.root != last->checkpoint.root || next.checkpoint.headHash != last->checkpoint.headHash)) {
        auto both = where;
        both["root_before"] = last->checkpoint.root.hex();
        both["signature"] = next.signature;
        both["signature_before"] = last->signature;
        return raise("forked", "the server signed two different logs of the same size", std::move(both));
    }
    if (next.checkpoint.size < size() || (last && next.checkpoint.size < last->checkpoint.size)) {
        return raise("rolled_back", "the log is shorter than it was", where);
    }
    return {};
}

Status Witness::take(const SignedCheckpoint& next) {
    if (m_alarm) return *m_alarm;
    OK_TRY(checkSigner(next));
    OK_TRY(checkAgainstLast(next));
    if (next.checkpoint.size > size()) {
        m_ahead = next;  // checked when its entries are here
        return {};
    }
    if (next.checkpoint.root != root() || (size() > 0 && next.checkpoint.headHash != m_headHash)) {
        return raise("root_mismatch", "the signed root is not the root of the entries that were received",
                     {{"signed", next.checkpoint.root.hex()}, {"computed", root().hex()}});
    }
    m_checkpoint = next;
    return {};
}

}  // namespace ok
