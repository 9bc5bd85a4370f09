// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every hour's heads, told to a place outside (F07.R6.A2): where each stream of a utility stood when the hour ended, signed.
// Whoever rewrites the log later, even with our key, contradicts what that place has. What an hour's anchor must be follows
// from the log alone, so it can be worked out again and compared.
#pragma once
#include <string>
#include <vector>

#include "shared/integrity/anchors.h"

namespace ok::integrity {

struct AnchoredHead {
    Stream stream = Stream::ops;
    std::int64_t size = 0;
    Digest root, headHash;
    bool operator==(const AnchoredHead&) const = default;
};
BOOST_DESCRIBE_STRUCT(AnchoredHead, (), (stream, size, root, headHash))

/// What was signed last before the hour ended, by stream.
struct HeadsAnchor {
    std::string anchorId;                ///< `hour/2026-11-21T10`: of the hour that began then
    TenantId tenant;
    Instant windowEnd;
    std::vector<AnchoredHead> heads;
    bool operator==(const HeadsAnchor&) const = default;
};
BOOST_DESCRIBE_STRUCT(HeadsAnchor, (), (anchorId, tenant, windowEnd, heads))

/// As it is published: the signature covers canonical(anchor).
struct SignedHeadsAnchor {
    HeadsAnchor anchor;
    std::string signature, publicKey;    ///< hex
    bool operator==(const SignedHeadsAnchor&) const = default;
};
BOOST_DESCRIBE_STRUCT(SignedHeadsAnchor, (), (anchor, signature, publicKey))

[[nodiscard]] SignedHeadsAnchor signHeads(const HeadsAnchor& anchor, const SigningKey& key);
[[nodiscard]] bool verifies(const SignedHeadsAnchor& anchor);
/// What a time stamp of it is about: SHA-256 of canonical(anchor).
[[nodiscard]] Digest digestOf(const HeadsAnchor& anchor);

/// The hour that `t` lies in begins then.
[[nodiscard]] Instant hourOf(Instant t);
/// Of the hour that ended at `windowEnd`.
[[nodiscard]] std::string anchorIdOf(Instant windowEnd);
/// Did anything but anchoring itself happen between two anchors? `since`: types of the security stream's new entries.
[[nodiscard]] bool worthAnchoring(const HeadsAnchor& last, const HeadsAnchor& next, const std::vector<std::string>& since);

enum class PlaceState { pending, published, unavailable };
BOOST_DESCRIBE_ENUM(PlaceState, pending, published, unavailable)

struct AnchorPlaceState {
    std::string place;                   ///< its name: a folder or an address
    PlaceState state = PlaceState::pending;
    std::string problem;
    Instant since;
    bool operator==(const AnchorPlaceState&) const = default;
};
BOOST_DESCRIBE_STRUCT(AnchorPlaceState, (), (place, state, problem, since))

struct HeadsAnchorDoc {
    static constexpr std::string_view viewKind = "ledger_heads_anchor";
    SignedHeadsAnchor published;
    std::vector<AnchorPlaceState> places;
    [[nodiscard]] std::string viewId() const { return published.anchor.anchorId; }
    [[nodiscard]] bool open() const;
    [[nodiscard]] ViewKeys viewKeys() const { return {{"open", open() ? "yes" : "no"}}; }
    bool operator==(const HeadsAnchorDoc&) const = default;
};
BOOST_DESCRIBE_STRUCT(HeadsAnchorDoc, (), (published, places))

/// The server's own: an hour is over.
struct AnchorHeads {
    static constexpr CommandCard card{.name = "integrity.anchor_heads", .action = "integrity.report", .purpose = "integrity"};
    SignedHeadsAnchor anchor;
    std::vector<std::string> places;
    bool stamp = false;                  ///< a time-stamping authority is configured
};
BOOST_DESCRIBE_STRUCT(AnchorHeads, (), (anchor, places, stamp))

struct HeadsAnchored {
    static constexpr std::string_view eventType = "ledger.heads_anchored";
    SignedHeadsAnchor anchor;
    std::vector<std::string> places;
};
BOOST_DESCRIBE_STRUCT(HeadsAnchored, (), (anchor, places))

/// The server's own: a place has it now, or cannot be reached (a warning, said once until it can).
struct RecordPublication {
    static constexpr CommandCard card{.name = "integrity.record_publication", .action = "integrity.report", .purpose = "integrity"};
    std::string anchorId, place;
    std::string problem;                 ///< empty: it is there
};
BOOST_DESCRIBE_STRUCT(RecordPublication, (), (anchorId, place, problem))

struct AnchorPublished {
    static constexpr std::string_view eventType = "ledger.anchor_published";
    std::string anchorId, place;
    PlaceState state = PlaceState::published;
    std::string problem;
};
BOOST_DESCRIBE_STRUCT(AnchorPublished, (), (anchorId, place, state, problem))

void addHeadAnchorProjections(Projections& projections);

}  // namespace ok::integrity
