// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Checks one run of stored entries by itself, so that many runs can be checked at once, and joins the runs to a whole:
// chain from run to run, tree root at every checkpoint. Pure. Finds what F07.R6 calls anomalies:
//   GAP         entries are missing (or the log ends before what was signed)
//   REORDER     an entry stands at another place than it says
//   CORRUPTION  the bytes of an entry or checkpoint are not those that were hashed or signed
//   ROOT        the entries fit each other, but not what was signed
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "shared/ledger/entry.h"
#include "shared/ledger/merkle.h"
#include "shared/ledger/segment_opening.h"

namespace ok::ledger {

struct Finding {
    std::string type;                 ///< GAP, REORDER, CORRUPTION, ROOT
    Stream stream = Stream::ops;
    std::int64_t first = 0, last = 0; ///< sequences
    std::string code;                 ///< bad_hash, bad_header, bad_payload, bad_link, missing, misplaced, bad_checkpoint, bad_root, ...
    std::string expected, found;      ///< hashes or numbers, where there are two to compare
    bool operator==(const Finding&) const = default;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (type, stream, first, last, code, expected, found))

inline constexpr std::size_t mostFindings = 1000;
/// Joins findings of one kind that lie side by side, in order; keeps at most `mostFindings`.
void addFinding(std::vector<Finding>& all, Finding next);

struct SegmentSpan {
    TenantId tenant;
    Stream stream = Stream::ops;
    std::int64_t after = 0, upTo = 0;  ///< sequences (after, upTo]
};

/// What a run says about itself.
struct Segment {
    struct Mark {
        std::int64_t size = 0;   ///< of the checkpoint
        Digest fold;             ///< of the run's own subtrees up to there
        Digest headHash;
    };
    SegmentSpan span;
    std::int64_t entries = 0;
    std::int64_t erasedPayloads = 0;
    Digest statedPrev;           ///< prev_hash of the first entry
    Digest lastHeader;           ///< SHA-256 of the last entry's header
    Digest headHash;             ///< of the last entry
    bool firstWhole = false, lastWhole = false;  ///< nothing was found at the first, at the last entry
    merkle::Frontier frontier;
    std::vector<Mark> marks;
    std::vector<Finding> findings;
    /// Entries that begin the log anew after damage (segment_opening.h): the tree goes on from what they cite, not from
    /// what is stored before them. Then, and where the run is no subtree of the whole, every entry hash is here.
    struct Opening {
        std::int64_t sequence = 0;
        SegmentOpened cited;
    };
    std::vector<Opening> openings;
    std::vector<Digest> hashes;
};

/// An entry as a store holds it.
struct EntryBytes {
    std::int64_t sequence = 0;
    std::string_view header, payload, hash;
};

/// The fields of a canonical header that a verifier needs; empty when it is not one.
struct HeaderFacts {
    std::int64_t sequence = 0;
    Digest payloadHash, prevHash;
    std::string_view stream, tenant, type;
};
[[nodiscard]] std::optional<HeaderFacts> factsOf(std::string_view header);

class SegmentCheck {
  public:
    /// `marks`: sizes of the checkpoints within the span, ascending. A run that begins at a multiple of its length (rounded
    /// up to a power of two) is a subtree of the whole and is joined at once; any other entry by entry.
    SegmentCheck(SegmentSpan span, std::vector<std::int64_t> marks);
    void take(const EntryBytes& entry);
    [[nodiscard]] Segment finish();

  private:
    void add(std::string type, std::int64_t first, std::int64_t last, std::string code, std::string expected = {}, std::string found = {});
    void missing(std::int64_t upTo);
    void grow(const Digest& hash);
    /// What is wrong with the entry by itself: type and code, or nothing.
    [[nodiscard]] std::optional<std::pair<const char*, const char*>> fault(const EntryBytes& entry, const HeaderFacts& facts,
                                                                           const HashPair& hashes);
    void noteOpening(const EntryBytes& entry, const HeaderFacts& facts);
    Segment m_out;
    std::string m_tenant, m_stream;
    std::vector<std::int64_t> m_marks;
    std::size_t m_nextMark = 0;
    std::int64_t m_next = 0;
    bool m_previousWhole = false;
};

/// Goes through the runs of a stream in order. Begins at the start of the log, or after entries that were verified before.
class SegmentJoin {
  public:
    struct Start {
        std::int64_t size = 0;
        Digest nextPrevHash;          ///< SHA-256 of the last header
        merkle::Frontier frontier;
    };
    SegmentJoin(Stream stream, Start start);

    /// What is signed at a size: called for every checkpoint of the run, ascending, before `take`.
    void expect(const Checkpoint& mark) { m_expected.push_back(mark); }
    void take(const Segment& segment);
    /// After the last run: what is signed beyond the end, what is not signed.
    void finish(std::int64_t signedSize);

    [[nodiscard]] const std::vector<Finding>& findings() const { return m_findings; }
    [[nodiscard]] std::int64_t size() const { return m_at.size; }
    [[nodiscard]] Digest root() const { return m_at.frontier.root(); }
    [[nodiscard]] std::int64_t entries() const { return m_entries; }
    [[nodiscard]] std::int64_t erasedPayloads() const { return m_erased; }
    /// Where an incremental check goes on; only after a run without findings.
    [[nodiscard]] const Start& at() const { return m_at; }
    void add(Finding finding) { addFinding(m_findings, std::move(finding)); }

  private:
    void checkMark(const Checkpoint& mark, const Digest& root, const Digest& headHash);
    void checkMarks(const Segment& segment);
    /// A run with openings: entry by entry.
    void walk(const Segment& segment);
    void reopen(const Segment::Opening& opening);
    void link(const Segment& segment);
    Stream m_stream;
    Start m_at;
    bool m_lastWhole = true;
    std::int64_t m_goodSize = 0;      // of the last checkpoint that fitted
    bool m_rootBroken = false;
    std::int64_t m_entries = 0, m_erased = 0;
    std::vector<Checkpoint> m_expected;   // of the run that comes next
    std::optional<Checkpoint> m_lastMark; // the last signed statement before the place reached
    std::vector<Finding> m_findings;
};

}  // namespace ok::ledger
