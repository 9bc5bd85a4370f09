// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What ties the log to the world outside: the root of every finished UTC day, signed on its own (F07.R1.A2), and time stamps
// of a trusted third party (RFC 3161) for day roots and for entries of flagged classes (F07.R4.A5, digest C10).
#pragma once
#include <string>
#include <vector>

#include "shared/access/command_card.h"
#include "shared/ledger/entry.h"
#include "shared/views/projections.h"

namespace ok::integrity {

/// The tree root over a stream's entries whose ledger time is in this UTC day.
struct DayRoot {
    static constexpr std::string_view viewKind = "ledger_day";
    TenantId tenant;
    Stream stream = Stream::ops;
    std::string day;                     ///< 2026-11-21
    std::int64_t first = 0, last = 0;    ///< sequences; 0 and 0: nothing happened
    Digest root;
    [[nodiscard]] std::string viewId() const { return day + "/" + enumName(stream); }
    bool operator==(const DayRoot&) const = default;
};
BOOST_DESCRIBE_STRUCT(DayRoot, (), (tenant, stream, day, first, last, root))

/// The signature covers canonical(root).
struct SignedDayRoot {
    static constexpr std::string_view viewKind = "ledger_day";
    DayRoot root;
    std::string signature, publicKey;    ///< hex
    [[nodiscard]] std::string viewId() const { return root.viewId(); }
    bool operator==(const SignedDayRoot&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedDayRoot, (), (root, signature, publicKey))

/// Ed25519 over a text; hex as it is kept.
[[nodiscard]] bool signatureHolds(std::string_view text, std::string_view signature, std::string_view publicKey);
[[nodiscard]] SignedDayRoot signDayRoot(const DayRoot& root, const SigningKey& key);
[[nodiscard]] bool verifies(const SignedDayRoot& signedRoot);
/// What a time stamp of a day root is about: SHA-256 of canonical(root).
[[nodiscard]] Digest digestOf(const DayRoot& root);

struct DayClosed {
    static constexpr std::string_view eventType = "ledger.day_closed";
    SignedDayRoot day;
};
BOOST_DESCRIBE_STRUCT(DayClosed, (), (day))

/// The server's own: a day is over.
struct CloseDay {
    static constexpr CommandCard card{.name = "integrity.close_day", .action = "integrity.report", .purpose = "integrity"};
    std::vector<SignedDayRoot> days;
    bool stamp = false;                  ///< a time-stamping authority is configured
};
BOOST_DESCRIBE_STRUCT(CloseDay, (), (days, stamp))

enum class TsaStatus { pending, ok, failed };
BOOST_DESCRIBE_ENUM(TsaStatus, pending, ok, failed)

/// A time stamp, asked for or held. Lives beside the log, outside the hashes.
struct Anchor {
    static constexpr std::string_view viewKind = "ledger_anchor";
    std::string anchorId;                ///< `day/2026-11-21/ops` or `entry/<entry id>`
    Digest digest;                       ///< what was submitted
    TsaStatus tsaStatus = TsaStatus::pending;
    int attempts = 0;
    Instant askedAt, nextAttempt;
    std::string token;                   ///< base64 of the DER time-stamp token
    std::optional<Instant> tsaTime;
    std::string lastProblem;
    std::optional<Instant> settledAt;    ///< when it was not pending any more
    [[nodiscard]] std::string viewId() const { return anchorId; }
    [[nodiscard]] ViewKeys viewKeys() const { return {{"tsa_status", enumName(tsaStatus)}}; }
    bool operator==(const Anchor&) const = default;
};
BOOST_DESCRIBE_STRUCT(Anchor, (), (anchorId, digest, tsaStatus, attempts, askedAt, nextAttempt, token, tsaTime, lastProblem, settledAt))

struct StampWanted {
    std::string anchorId;
    Digest digest;
};
BOOST_DESCRIBE_STRUCT(StampWanted, (), (anchorId, digest))

/// The server's own: entries of a flagged class were written.
struct RequestStamps {
    static constexpr CommandCard card{.name = "integrity.request_stamps", .action = "integrity.report", .purpose = "integrity"};
    std::vector<StampWanted> wanted;
};
BOOST_DESCRIBE_STRUCT(RequestStamps, (), (wanted))

struct StampsRequested {
    static constexpr std::string_view eventType = "ledger.stamps_requested";
    std::vector<StampWanted> wanted;
};
BOOST_DESCRIBE_STRUCT(StampsRequested, (), (wanted))

/// The server's own: an authority answered, or did not.
struct RecordStamp {
    static constexpr CommandCard card{.name = "integrity.record_stamp", .action = "integrity.report", .purpose = "integrity"};
    std::string anchorId;
    std::string token;                   ///< empty: not this time
    std::optional<Instant> tsaTime;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(RecordStamp, (), (anchorId, token, tsaTime, problem))

/// One of a stamp's attempts, the last when its status is not `pending`.
struct StampTried {
    static constexpr std::string_view eventType = "ledger.stamp_tried";
    Anchor anchor;
};
BOOST_DESCRIBE_STRUCT(StampTried, (), (anchor))

/// Three attempts within a minute, then one a minute; what is still open when it was asked for nine minutes ago has its last, so
/// that it is settled within ten (F07.R4.A5), also with one look a minute.
inline constexpr int mostAttempts = 12;
inline constexpr Duration lastAttemptAfter = minutes(9);
[[nodiscard]] Instant nextAttemptAfter(int attempts, Instant now);

void addAnchorProjections(Projections& projections);

}  // namespace ok::integrity
