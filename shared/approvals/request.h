// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A request that waits for its keys, as a pure state machine (F01.R1, F01.R5, F01.R7; digest C15, C16, C18): approve, reject, amend,
// cancel, expire, invalidate. Every word about it names the version and the digest that its author saw; a word about an older one is
// refused and changes nothing. A request runs at most once, in the step that completes its quorum, and only what was approved.
// What holds waits in release.h (Approval) keeps running unchanged; the server moves it onto this (docs/two-keys.md).
#pragma once
#include "shared/approvals/quorum.h"

namespace ok::approvals {

enum class RequestState { pending, executed, rejected, cancelled, expired, invalidated };
BOOST_DESCRIBE_ENUM(RequestState, pending, executed, rejected, cancelled, expired, invalidated)

struct Turn {
    KeyHolder who;
    int version = 0;
    Digest seen;
    Instant at;
    bool operator==(const Turn&) const = default;
};
BOOST_DESCRIBE_STRUCT(Turn, (), (who, version, seen, at))

struct Request {
    ApprovalId id;
    int version = 1;
    Digest content;                       ///< contentHash of the version's snapshot
    KeyHolder author;                     ///< of this version: whoever amends it becomes its author (C18)
    Quorum quorum;
    RequestState state = RequestState::pending;
    std::vector<Turn> turns;              ///< of this version
    Instant expiresAt, closedAt;
    std::string closedBy, reason;
    int runs = 0;
    bool operator==(const Request&) const = default;
};
BOOST_DESCRIBE_STRUCT(Request, (), (id, version, content, author, quorum, state, turns, expiresAt, closedAt, closedBy, reason, runs))

enum class Word { approve, reject, amend, cancel, expire, invalidate };
BOOST_DESCRIBE_ENUM(Word, approve, reject, amend, cancel, expire, invalidate)

struct Said {
    Word word = Word::approve;
    KeyHolder who;                        ///< expire, invalidate: the system's own
    int version = 0;                      ///< that was seen
    Digest seen;
    std::string reason;
    Digest current;                       ///< approve: of what would run, computed anew; amend: of the new version
    Instant at;
    bool takesOver = false;               ///< amend: the same content may stand, under another author
};

struct Heard {
    Request next;                         ///< also of a refusal: a mismatch takes all keys back (F01.R1.A2)
    bool runs = false;                    ///< the command runs now, in this very transaction
    std::vector<std::string> notes;       ///< `approvals_cleared`, `tokens_revoked`, `run`
    Status refused;
};

inline constexpr std::size_t shortestRejection = 5;   ///< characters, trimmed (digest C21)

/// Refusals: `approval_not_pending`, `approval_expired`, `approval_token_stale` (with `latest_version`), `approval_digest_mismatch`,
/// `reason_missing`, `not_the_author`, and those of mayTurn().
/// Is this about what waits now? The refusals of hear() that are so for every word that names a version: `approval_not_pending`,
/// `approval_expired`, `approval_token_stale`, `approval_digest_mismatch`.
[[nodiscard]] Status concerns(const Request& request, const Said& said);
[[nodiscard]] std::vector<KeyHolder> holdersOf(const Request& request);   ///< who turned a key of this version
[[nodiscard]] Heard hear(const Request& request, const Said& said);

}  // namespace ok::approvals
