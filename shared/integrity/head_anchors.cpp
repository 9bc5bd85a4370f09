// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/head_anchors.h"

#include <algorithm>
#include <array>

namespace ok::integrity {
namespace {

constexpr std::int64_t hourMicros = 3'600'000'000;
// Written because of an anchor: alone they are no reason for another one, or a quiet log would grow for ever by itself.
constexpr std::array<std::string_view, 4> ownTypes = {"ledger.heads_anchored", "ledger.anchor_published", "ledger.stamps_requested",
                                                      "ledger.stamp_tried"};

}  // namespace

SignedHeadsAnchor signHeads(const HeadsAnchor& anchor, const SigningKey& key) {
    return {anchor, toHex(key.sign(asBytes(toJson(anchor)))), toHex(key.publicKey())};
}

bool verifies(const SignedHeadsAnchor& anchor) { return signatureHolds(toJson(anchor.anchor), anchor.signature, anchor.publicKey); }

Digest digestOf(const HeadsAnchor& anchor) { return sha256(toJson(anchor)); }

Instant hourOf(Instant t) { return Instant::fromMicros(t.micros() / hourMicros * hourMicros); }

std::string anchorIdOf(Instant windowEnd) { return "hour/" + toIso(Instant::fromMicros(windowEnd.micros() - hourMicros)).substr(0, 13); }

bool worthAnchoring(const HeadsAnchor& last, const HeadsAnchor& next, const std::vector<std::string>& since) {
    const auto others = [](const HeadsAnchor& a) {
        std::vector<AnchoredHead> out = a.heads;
        std::erase_if(out, [](const AnchoredHead& h) { return h.stream == Stream::security; });
        return out;
    };
    if (others(last) != others(next)) return true;
    return std::any_of(since.begin(), since.end(), [](const std::string& type) {
        return std::find(ownTypes.begin(), ownTypes.end(), type) == ownTypes.end();
    });
}

bool HeadsAnchorDoc::open() const {
    return std::any_of(places.begin(), places.end(), [](const AnchorPlaceState& p) { return p.state != PlaceState::published; });
}

void addHeadAnchorProjections(Projections& projections) {
    projections.on<HeadsAnchored>([](const EntryHeader& header, const HeadsAnchored& e, Views& views) {
        HeadsAnchorDoc doc{e.anchor, {}};
        for (const std::string& place : e.places) doc.places.push_back({place, PlaceState::pending, {}, header.ledgerTime});
        views.save(std::move(doc));
    });
    projections.on<AnchorPublished>([](const EntryHeader& header, const AnchorPublished& e, Views& views) {
        const auto found = views.find<HeadsAnchorDoc>(e.anchorId);
        if (!found) return;
        HeadsAnchorDoc doc = *found;
        for (AnchorPlaceState& place : doc.places) {
            if (place.place == e.place) place = {e.place, e.state, e.problem, header.ledgerTime};
        }
        views.save(std::move(doc));
    });
}

}  // namespace ok::integrity
