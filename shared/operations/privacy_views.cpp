// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/operations/privacy.h"
#include "shared/operations/recovery.h"
#include "shared/operations/retention.h"

namespace ok::operations {

bool looksLikeToken(std::string_view text) {
    constexpr std::string_view mark = "tok_";
    return text.size() == mark.size() + 26 && text.starts_with(mark) &&
           std::all_of(text.begin() + 4, text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
}

void addProjections(Projections& projections) {
    addRetentionProjections(projections);
    addRecoveryProjections(projections);
    projections.on<LegalHoldSet>([](const EntryHeader&, const LegalHoldSet& e, Views& views) { views.save(e.hold); });
    projections.on<LegalHoldLifted>([](const EntryHeader&, const LegalHoldLifted& e, Views& views) {
        views.erase<LegalHold>(e.subject);
    });
    projections.on<VaultKeyRotated>([](const EntryHeader& header, const VaultKeyRotated& e, Views& views) {
        views.save(VaultKeyState{.version = e.version, .since = header.ledgerTime, .reason = e.reason});
    });
    projections.on<VaultRotationPlanned>([](const EntryHeader&, const VaultRotationPlanned& e, Views& views) {
        const auto found = views.find<VaultKeyState>("active");
        VaultKeyState next = found ? *found : VaultKeyState{};
        next.version = e.version;
        next.rotateBy = e.rotateBy;
        views.save(std::move(next));
    });
    projections.on<VaultResealed>([](const EntryHeader& header, const VaultResealed& e, Views& views) {
        const auto found = views.find<VaultKeyState>("active");
        if (!found || found->version != e.version) return;
        VaultKeyState next = *found;
        next.seen = e.seen;
        next.renewed = e.renewed;
        next.entriesSeen = e.entriesSeen;
        next.entriesRenewed = e.entriesRenewed;
        next.entriesDamaged = e.entriesDamaged;
        next.resealing = !e.complete;
        if (e.complete) next.resealedAt = header.ledgerTime;
        views.save(std::move(next));
    });
}

}  // namespace ok::operations
