// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/territory/territory_views.h"

namespace ok::territory {

std::string overrideIdOf(std::string_view text) {
    std::string key;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t';
        if (space && (key.empty() || key.back() == ' ')) continue;
        key += space ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    while (!key.empty() && key.back() == ' ') key.pop_back();
    return sha256(key).hex().substr(0, 32);
}

void addProjections(Projections& projections) {
    projections.on<ImportFinished>([](const EntryHeader&, const ImportFinished& e, Views& views) { views.save(e.record); });
    projections.on<ImportStarted>([](const EntryHeader&, const ImportStarted& e, Views& views) { views.save(e.record); });
    projections.on<OverrideSet>([](const EntryHeader& header, const OverrideSet& e, Views& views) {
        views.save(OverrideDocument{overrideIdOf(e.place.text), e.place, header.actor.id, header.ledgerTime});
    });
    projections.on<OverrideRemoved>([](const EntryHeader&, const OverrideRemoved& e, Views& views) {
        views.erase<OverrideDocument>(e.id);
    });
    projections.on<AreaSet>([](const EntryHeader&, const AreaSet& e, Views& views) { views.save(AreaDocument{e.area}); });
}

}  // namespace ok::territory
