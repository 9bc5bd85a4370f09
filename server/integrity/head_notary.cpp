// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/integrity/head_notary.h"

#include "server/gate/tenant_room.h"
#include "server/ledger/ledger_reader.h"
#include "server/metrics/metrics.h"
#include "shared/base/derived_ids.h"

namespace ok::integrity {
namespace {

constexpr int hoursLookedAt = 48;
constexpr int hoursCompared = 3;      // each hour; the last two days with every full check
constexpr int typesRead = 1000;
constexpr std::size_t publishedAtOnce = 100;

/// What was signed last before `end`: later checkpoints have later times.
std::optional<Checkpoint> lastBefore(Store& store, TenantId tenant, Stream stream, Instant end) {
    std::optional<Checkpoint> best;
    std::int64_t low = 0, high = store.lastCheckpointSize(tenant, stream);
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto page = store.checkpoints(tenant, stream, middle, 1);
        if (!page.empty() && page.front().checkpoint.ledgerTime < end) {
            best = page.front().checkpoint;
            low = best->size;
        } else {
            high = middle;
        }
    }
    return best;
}

std::optional<HeadsAnchorDoc> docOf(Store& store, TenantId tenant, const std::string& anchorId) {
    const auto body = store.documents(tenant).read(HeadsAnchorDoc::viewKind, anchorId);
    auto doc = body ? fromJson<HeadsAnchorDoc>(*body) : Result<HeadsAnchorDoc>(problem("none", ""));
    return doc.ok() ? std::optional(std::move(*doc)) : std::nullopt;
}

Instant hoursBefore(Instant end, int n) { return end - hours(n); }

std::optional<HeadsAnchorDoc> lastDoc(Store& store, TenantId tenant, Instant end) {
    for (int n = 1; n <= hoursLookedAt; ++n) {
        if (auto doc = docOf(store, tenant, anchorIdOf(hoursBefore(end, n)))) return doc;
    }
    return {};
}

std::int64_t sizeOf(const HeadsAnchor& anchor, Stream stream) {
    for (const AnchoredHead& head : anchor.heads) {
        if (head.stream == stream) return head.size;
    }
    return 0;
}

std::vector<std::string> typesBetween(Store& store, TenantId tenant, std::int64_t after, std::int64_t upTo) {
    std::vector<std::string> out;
    for (const Entry& entry : store.entries(tenant, Stream::security, after, typesRead)) {
        if (entry.header.sequence <= upTo) out.push_back(entry.header.type);
    }
    return out;
}

Status anchorHeads(const Right&, CommandContext& cx, const AnchorHeads& command) {
    const HeadsAnchor& anchor = command.anchor.anchor;
    if (!verifies(command.anchor) || anchor.tenant != cx.tenant()) return problem("bad_signature", "the anchor is not signed as it says");
    if (cx.views().find<HeadsAnchorDoc>(anchor.anchorId)) return {};
    cx.emit(HeadsAnchored{command.anchor, command.places}, {.subjects = {anchor.anchorId}, .stream = Stream::security});
    if (command.stamp) cx.emit(StampsRequested{{{anchor.anchorId, digestOf(anchor)}}}, {.stream = Stream::security});
    return {};
}

Status recordPublication(const Right&, CommandContext& cx, const RecordPublication& command) {
    const auto doc = cx.views().find<HeadsAnchorDoc>(command.anchorId);
    if (!doc) return {};
    const auto place = std::find_if(doc->places.begin(), doc->places.end(), [&](const AnchorPlaceState& p) { return p.place == command.place; });
    if (place == doc->places.end()) return {};
    const bool there = command.problem.empty() || command.problem == "place_removed";
    const PlaceState state = there ? PlaceState::published : PlaceState::unavailable;
    if (place->state == state && place->problem == command.problem) return {};
    cx.emit(AnchorPublished{command.anchorId, command.place, state, command.problem}, {.subjects = {command.anchorId}, .stream = Stream::security});
    return {};
}

}  // namespace

HeadsAnchor headsAt(Store& store, TenantId tenant, Instant windowEnd) {
    HeadsAnchor out{anchorIdOf(windowEnd), tenant, windowEnd, {}};
    for (const Stream stream : allStreams) {
        if (const auto mark = lastBefore(store, tenant, stream, windowEnd)) out.heads.push_back({stream, mark->size, mark->root, mark->headHash});
    }
    return out;
}

void HeadNotary::tell(const TenantProfile& tenant, std::string_view command, const std::string& body, const std::string& once) {
    const SecurityContext who = serverContext(tenant.tenant, tenant.drill, "head_notary");
    (void)m_parts.gate.run(who, {commandIdFrom(tenant.tenant, std::string(command) + ":" + once), std::string(command), body});
}

void HeadNotary::visit(const TenantProfile& tenant) {
    if ((m_parts.places.empty() && !m_parts.stamp) || !m_parts.gate.holds(tenant.tenant)) return;
    auto reader = m_parts.gate.openReader();
    if (!reader.ok()) return;
    const Instant end = hourOf(m_parts.clock());
    if (Instant& done = m_doneTo[tenant.tenant]; done != end) {
        compareLast(**reader, tenant, end);
        anchor(**reader, tenant, end);
        done = end;
    }
    publishOpen(**reader, tenant);
}

bool HeadNotary::fits(Store& store, TenantId tenant, const std::string& body) {
    const auto there = fromJson<SignedHeadsAnchor>(body);
    if (!there.ok() || !verifies(*there) || there->anchor.tenant != tenant) return false;
    if (headsAt(store, tenant, there->anchor.windowEnd) != there->anchor) return false;
    return std::all_of(there->anchor.heads.begin(), there->anchor.heads.end(), [&](const AnchoredHead& head) {
        const ledger::LedgerReader log(store, m_trees, tenant, head.stream);
        const auto now = log.consistency(head.size, log.size());
        return now.ok() && now->fromRoot == head.root.hex();
    });
}

void HeadNotary::compareLast(Store& store, const TenantProfile& tenant, Instant end) {
    std::vector<std::string> ids;
    for (int n = 1; n <= hoursCompared; ++n) ids.push_back(anchorIdOf(hoursBefore(end, n)));
    const auto last = lastDoc(store, tenant.tenant, end);
    if (last && std::find(ids.begin(), ids.end(), last->viewId()) == ids.end()) ids.push_back(last->viewId());
    for (const auto& place : m_parts.places) {
        for (const std::string& id : ids) {
            const auto found = place->fetch(tenant.slug, id);
            const auto doc = docOf(store, tenant.tenant, id);
            const std::string problem = !found.ok() ? found.problem().code : doc && !*found ? "anchor_missing" : "";
            if (found.ok() && *found && !fits(store, tenant.tenant, **found) && m_parts.onMismatch) m_parts.onMismatch(tenant.tenant);
            for (const AnchorPlaceState& state : doc ? doc->places : std::vector<AnchorPlaceState>()) {
                if (state.place == place->name() && state.state == PlaceState::published && !problem.empty()) record(tenant, *doc, state, problem);
            }
            if (!found.ok()) break;
        }
    }
}

void HeadNotary::anchor(Store& store, const TenantProfile& tenant, Instant end) {
    const HeadsAnchor next = headsAt(store, tenant.tenant, end);
    if (next.heads.empty() || docOf(store, tenant.tenant, next.anchorId)) return;
    if (const auto last = lastDoc(store, tenant.tenant, end)) {
        const HeadsAnchor& before = last->published.anchor;
        const auto since = typesBetween(store, tenant.tenant, sizeOf(before, Stream::security), sizeOf(next, Stream::security));
        if (!worthAnchoring(before, next, since)) return;
    }
    AnchorHeads command{signHeads(next, *m_parts.key), {}, m_parts.stamp};
    for (const auto& place : m_parts.places) command.places.push_back(place->name());
    tell(tenant, AnchorHeads::card.name, toJson(command), next.anchorId);
}

void HeadNotary::record(const TenantProfile& tenant, const HeadsAnchorDoc& doc, const AnchorPlaceState& before, const std::string& problem) {
    if (!problem.empty()) {
        metrics::counter("outagekit_anchor_unavailable_total", "an hour's anchor could not be published or compared", {{"tenant", tenant.slug}}).add();
    }
    const PlaceState next = problem.empty() || problem == "place_removed" ? PlaceState::published : PlaceState::unavailable;
    if (before.state == next && before.problem == problem) return;
    tell(tenant, RecordPublication::card.name, toJson(RecordPublication{doc.viewId(), before.place, problem}),
         doc.viewId() + "|" + before.place + "|" + problem + "|" + std::to_string(before.since.micros()));
}

void HeadNotary::publishOpen(Store& store, const TenantProfile& tenant) {
    std::vector<HeadsAnchorDoc> open;
    store.documents(tenant.tenant).readByKey(HeadsAnchorDoc::viewKind, "open", "yes", [&open](std::string_view, std::string_view body) {
        if (auto doc = fromJson<HeadsAnchorDoc>(body); doc.ok() && open.size() < publishedAtOnce) open.push_back(std::move(*doc));
    });
    std::vector<std::string> away;  // the others would wait as long for nothing
    for (const HeadsAnchorDoc& doc : open) {
        for (const AnchorPlaceState& state : doc.places) {
            if (state.state == PlaceState::published || std::find(away.begin(), away.end(), state.place) != away.end()) continue;
            const auto place = std::find_if(m_parts.places.begin(), m_parts.places.end(), [&](const auto& p) { return p->name() == state.place; });
            if (place == m_parts.places.end()) {
                record(tenant, doc, state, "place_removed");
                continue;
            }
            const Status done = (*place)->publish(tenant.slug, doc.viewId(), toJson(doc.published));
            if (!done.ok() && done.problem().code == "anchor_conflict" && m_parts.onMismatch) m_parts.onMismatch(tenant.tenant);
            if (!done.ok() && done.problem().code == "anchor_unavailable") away.push_back(state.place);
            record(tenant, doc, state, done.ok() ? std::string() : done.problem().code);
        }
    }
}

std::vector<std::string> HeadNotary::mismatches(Store& store, TenantId tenant) {
    std::vector<std::string> out;
    const std::string utility = store.slugOf(tenant);
    const Instant end = hourOf(m_parts.clock());
    for (const auto& place : m_parts.places) {
        for (int n = 0; n <= hoursLookedAt; ++n) {
            const std::string id = anchorIdOf(hoursBefore(end, n));
            const auto found = place->fetch(utility, id);
            if (!found.ok()) break;
            if (*found && !fits(store, tenant, **found)) out.push_back(id);
        }
    }
    return out;
}

void addHeadAnchorHandlers(Gate& gate) {
    gate.handle<AnchorHeads>(anchorHeads);
    gate.handle<RecordPublication>(recordPublication);
}

}  // namespace ok::integrity
