// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/verifier.h"

#include "shared/ledger/json_slices.h"

namespace ok {
namespace {

constexpr std::size_t maxFaults = 100;

std::string textOf(JsonView fields, std::string_view key) { return std::string(fields[key].text().value_or("")); }

Digest digestOf(const std::string& hex) { return Digest::parse(hex).valueOr(Digest{}); }

/// A member as bytes: written plainly as JSON, or, when it is not JSON any more, in base64 under `<name>_base64`.
std::optional<std::string> bytesOf(std::string_view line, JsonView fields, std::string_view name) {
    const std::string encoded = textOf(fields, std::string(name) + "_base64");
    if (!encoded.empty()) {
        const auto raw = fromBase64(encoded);
        return raw.ok() ? std::optional(std::string(asText(*raw))) : std::nullopt;
    }
    const auto plain = memberBytes(line, name);
    return plain ? std::optional(std::string(*plain)) : std::nullopt;
}

}  // namespace

void LogVerifier::fault(LogFault place, std::string code, std::string message) {
    place.code = std::move(code);
    place.message = std::move(message);
    place.line = m_line;
    if (m_verdict.firstBrokenEntryId.empty()) m_verdict.firstBrokenEntryId = place.entryId;
    if (m_verdict.faults.size() < maxFaults) m_verdict.faults.push_back(std::move(place));
}

void LogVerifier::line(std::string_view text) {
    ++m_line;
    if (text.empty()) return;
    if (m_line == 1) {
        const auto doc = parseJson(text);
        if (!doc.ok() || textOf(doc->root(), "format") != "outagekit-log/1") {
            return fault({}, "bad_line", "the first line is not that of an exported log");
        }
        m_verdict.tenant = textOf(doc->root(), "tenant");
        return;
    }
    if (text.starts_with("{\"checkpoint\":")) checkpointLine(text);
    else entryLine(text);
}

void LogVerifier::entryLine(std::string_view text) {
    const auto doc = parseJson(text);
    LogFault place;
    if (!doc.ok()) return fault(place, "bad_line", "not a JSON object: " + doc.problem().message);
    const auto header = bytesOf(text, doc->root(), "header");
    const auto parsed = parseJson(header.value_or(""));
    if (!header || !parsed.ok() || !parsed->root().isObject()) {
        return fault(place, "bad_header", "the entry's header cannot be read");
    }
    const JsonView fields = parsed->root();
    place.stream = textOf(fields, "stream");
    place.sequence = fields["sequence"].integer().value_or(0);
    place.entryId = textOf(fields, "entry_id");
    ++m_verdict.entries;
    if (textOf(fields, "tenant") != m_verdict.tenant) fault(place, "wrong_tenant", "the entry belongs to another tenant");
    const auto payload = bytesOf(text, doc->root(), "payload");
    if (!payload) {
        fault(place, "bad_line", "the line has no payload, not even an erased one");   // its name may have been bent
    } else if (payload->empty() || *payload == R"("")") {
        ++m_verdict.erasedPayloads;  // the header still proves its place
    } else if (sha256(*payload).hex() != textOf(fields, "payload_hash")) {
        fault(place, "bad_payload_hash", "the payload is not the one that was recorded");
    }
    StreamState& stream = m_streams[place.stream];
    if (textOf(fields, "type") == "ledger.segment_opened" && !reopens(stream, payload.value_or(""), place)) {
        fault(place, "bad_segment", "a new segment does not begin where the last signed statement ends");
    }
    checkLinks(stream, *header, fields, digestOf(textOf(doc->root(), "hash")), std::move(place));
}

void LogVerifier::checkLinks(StreamState& stream, std::string_view header, JsonView fields, const Digest& stated,
                             LogFault place) {
    const std::string prev = textOf(fields, "prev_hash");
    const Digest before = digestOf(prev);  // 32 zero bytes for the first entry
    const bool hashFits = sha256Of({asBytes(header), before.bytes}) == stated;
    if (!hashFits) fault(place, "bad_hash", "the entry's hash does not fit its header");
    if (place.sequence != stream.count + 1) {
        fault(place, "sequence_gap", "expected sequence " + std::to_string(stream.count + 1));
    } else if (prev != stream.expectedPrev) {
        // Which of the two was changed? An entry whose own hash does not fit is to blame; otherwise its predecessor is.
        LogFault blamed = place;
        if (hashFits && !stream.prevId.empty()) {
            blamed.entryId = stream.prevId;
            blamed.sequence = stream.count;
        }
        fault(std::move(blamed), "bad_prev_hash", "the chain does not hold from this entry to the next");
    }
    stream.count = std::max(stream.count + 1, place.sequence);  // after a gap: one fault, not one for every entry
    stream.prevId = place.entryId;
    stream.expectedPrev = sha256(header).hex();
    stream.headHash = stated;
    grow(stream, stated);
}

bool LogVerifier::reopens(StreamState& stream, std::string_view payload, const LogFault& place) {
    const auto doc = parseJson(payload);
    if (!doc.ok() || stream.signedAt == 0) return false;
    const JsonView cited = doc->root();
    const std::int64_t size = cited["cited_size"].integer().value_or(0);
    if (size != stream.signedAt || size + 1 != place.sequence || textOf(cited, "stream") != place.stream ||
        textOf(cited, "cited_root") != stream.signedRoot || textOf(cited, "cited_head") != stream.signedHead) {
        return false;
    }
    StreamState next = stream;
    next.trees.clear();
    std::size_t part = 0;
    for (int height = 62; height >= 0; --height) {
        if ((size >> height & 1) == 0) continue;
        next.trees.emplace_back(height, digestOf(std::string(cited["frontier"].at(part++).text().value_or(""))));
    }
    if (part != cited["frontier"].size() || rootOf(next).hex() != stream.signedRoot) return false;
    if (stream.count != size) fault(place, "sequence_gap", "the entries before the new segment are not whole");
    next.count = size;
    next.expectedPrev.clear();
    next.prevId.clear();
    stream = std::move(next);
    return true;
}

void LogVerifier::checkpointLine(std::string_view text) {
    ++m_verdict.checkpoints;
    LogFault place;
    const auto doc = parseJson(text);
    const auto signedBytes = memberBytes(text, "checkpoint");
    if (!doc.ok() || !signedBytes || !doc->root()["checkpoint"].isObject()) {
        return fault(place, "bad_checkpoint", "the checkpoint cannot be read");
    }
    const JsonView mark = doc->root()["checkpoint"];
    place.stream = textOf(mark, "stream");
    place.sequence = mark["size"].integer().value_or(0);
    StreamState& stream = m_streams[place.stream];
    place.entryId = stream.prevId;
    if (textOf(mark, "tenant") != m_verdict.tenant) fault(place, "wrong_tenant", "the checkpoint is another tenant's");
    if (checkSignature(doc->root(), *signedBytes, place)) {
        stream.signedAt = place.sequence;
        stream.signedRoot = textOf(mark, "root");
        stream.signedHead = textOf(mark, "head_hash");
    }
    if (place.sequence != stream.count) {
        fault(place, place.sequence > stream.count ? "log_truncated" : "bad_checkpoint",
              "the checkpoint speaks of " + std::to_string(place.sequence) + " entries, here are " +
                  std::to_string(stream.count));
        return;
    }
    if (textOf(mark, "root") != rootOf(stream).hex()) {
        fault(place, "bad_root", "the entries up to here do not make the signed root");
    }
    if (textOf(mark, "head_hash") != stream.headHash.hex()) {
        fault(place, "bad_checkpoint", "the signed head is another entry");
    }
    stream.signedSize = place.sequence;
}

bool LogVerifier::checkSignature(JsonView fields, std::string_view signedBytes, const LogFault& place) {
    const std::string keyText = textOf(fields, "public_key");
    const auto key = fromHex(keyText);
    const auto mark = fromHex(textOf(fields, "signature"));
    if (!key.ok() || key->size() != 32 || !mark.ok() || mark->size() != 64) {
        fault(place, "bad_signature", "the checkpoint carries no readable key and signature");
        return false;
    }
    if (m_key.empty()) m_key = keyText;
    if (keyText != m_key) {
        fault(place, "other_key", "signed with a key that is not the expected one");
        return false;
    }
    m_verdict.publicKey = m_key;
    PublicKey publicKey{};
    Signature signature{};
    std::copy(key->begin(), key->end(), publicKey.begin());
    std::copy(mark->begin(), mark->end(), signature.begin());
    if (textOf(fields["checkpoint"], "key_id") != sha256(ByteView(*key)).hex().substr(0, 16) ||
        !verifySignature(publicKey, asBytes(signedBytes), signature)) {
        fault(place, "bad_signature", "the signature does not fit the checkpoint");
        return false;
    }
    return true;
}

/// RFC 6962, written anew: two full subtrees of one height become one of the next.
void LogVerifier::grow(StreamState& stream, const Digest& hash) {
    static constexpr std::array<std::uint8_t, 1> leaf{0};
    static constexpr std::array<std::uint8_t, 1> node{1};
    stream.trees.emplace_back(0, sha256Of({leaf, hash.bytes}));
    while (stream.trees.size() > 1 && stream.trees[stream.trees.size() - 2].first == stream.trees.back().first) {
        const auto right = stream.trees.back();
        stream.trees.pop_back();
        auto& left = stream.trees.back();
        left = {left.first + 1, sha256Of({node, left.second.bytes, right.second.bytes})};
    }
}

Digest LogVerifier::rootOf(const StreamState& stream) {
    static constexpr std::array<std::uint8_t, 1> node{1};
    if (stream.trees.empty()) return sha256(std::string_view());
    Digest out = stream.trees.back().second;
    for (auto it = stream.trees.rbegin() + 1; it != stream.trees.rend(); ++it) {
        out = sha256Of({node, it->second.bytes, out.bytes});
    }
    return out;
}

LogVerdict LogVerifier::finish() {
    if (m_line == 0) fault({}, "bad_line", "the file is empty");
    for (const auto& [name, stream] : m_streams) {
        if (stream.signedSize == stream.count) continue;
        LogFault place;
        place.stream = name;
        place.sequence = stream.signedSize + 1;
        place.entryId = stream.prevId;
        fault(place, "unsigned_tail", "no checkpoint covers the last entries");
    }
    m_verdict.valid = m_verdict.faults.empty();
    return m_verdict;
}

}  // namespace ok
