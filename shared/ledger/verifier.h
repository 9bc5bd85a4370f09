// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Checks an exported log (docs/log-format.md). Written a second time on purpose: it shares no sealing, opening or tree
// code with the writer, so that one mistake cannot hide in both. It reads the exact bytes of each line and trusts
// nothing but SHA-256, Ed25519 and the JSON parser.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/digest.h"
#include "shared/base/json.h"

namespace ok {

/// Something in the file that cannot be true. `code`: bad_line, bad_header, wrong_tenant, sequence_gap, bad_hash,
/// bad_payload_hash, bad_prev_hash, bad_checkpoint, bad_signature, other_key, bad_root, log_truncated, unsigned_tail,
/// bad_segment.
struct LogFault {
    std::string code;
    std::string message;
    std::string stream;
    std::int64_t sequence = 0;  ///< of the entry, or the size of the checkpoint
    std::string entryId;
    std::int64_t line = 0;
};
BOOST_DESCRIBE_STRUCT(LogFault, (), (code, message, stream, sequence, entryId, line))

struct LogVerdict {
    bool valid = false;
    std::string tenant;
    std::int64_t entries = 0;
    std::int64_t checkpoints = 0;
    std::int64_t erasedPayloads = 0;
    std::string publicKey;            ///< the key all checkpoints are signed with
    std::string firstBrokenEntryId;   ///< F07.R1.A1
    std::vector<LogFault> faults;     ///< at most 100
};
BOOST_DESCRIBE_STRUCT(LogVerdict, (), (valid, tenant, entries, checkpoints, erasedPayloads, publicKey,
                                       firstBrokenEntryId, faults))

class LogVerifier {
  public:
    /// `pinnedKey` (hex) is the key the reader already trusts; empty: all checkpoints must carry one and the same key.
    explicit LogVerifier(std::string pinnedKey = {}) : m_key(std::move(pinnedKey)) {}
    void line(std::string_view text);
    [[nodiscard]] LogVerdict finish();

  private:
    struct StreamState {
        std::int64_t count = 0;
        std::string prevId;
        std::string expectedPrev;          // hex, what the next prev_hash must be
        Digest headHash;
        std::vector<std::pair<int, Digest>> trees;  // (height, root) of full subtrees, largest first
        std::int64_t signedSize = 0;
        std::string signedRoot, signedHead;         // hex, of the last checkpoint whose signature fits
        std::int64_t signedAt = 0;
    };
    void entryLine(std::string_view text);
    /// An entry that begins a new segment after damage: goes on from what was signed, if it cites exactly that.
    bool reopens(StreamState& stream, std::string_view payload, const LogFault& place);
    void checkLinks(StreamState& stream, std::string_view header, JsonView fields, const Digest& stated, LogFault place);
    void checkpointLine(std::string_view text);
    bool checkSignature(JsonView fields, std::string_view signedBytes, const LogFault& place);
    void fault(LogFault place, std::string code, std::string message);
    static void grow(StreamState& stream, const Digest& hash);
    static Digest rootOf(const StreamState& stream);

    std::string m_key;
    std::int64_t m_line = 0;
    std::map<std::string, StreamState> m_streams;
    LogVerdict m_verdict;
};

}  // namespace ok
