// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every statement the PostgreSQL store runs, by name; the texts are in pg_statements.cpp.
#pragma once
#include <cstddef>
#include <string_view>

namespace ok {

enum class PgSql {
    begin, beginRead, unhurried, commit, rollback, actFor,
    tenantNumber, tenantAdd, tenantAll, tenantBySlug, tenantSlug,
    entryHead, entriesAppend, entryPayload, entryRestore, entryReseal, headMove, entryRange, entryHashes, checkpointPut, checkpointLast, checkpointsFrom, checkpointsIn, checkpointLastSize,
    viewRead, viewWrite, viewErase, viewAll, viewsAll, viewByKey, viewPage, viewPageByKey, viewsDrop, viewKeysDrop,
    answerGet, answersGet, answerLatest, answersPut, answersForget,
    timerPut, timerCancel, timerCancelDue, timersDue, timerNext,
    outboxPut, outboxUpdate, outboxRow, outboxByProvider, outboxDue, outboxDueOf, outboxOwners, outboxInState,
    vaultGet, vaultPut, vaultRemove, vaultAfter,
    rowPut, rowsClear, rowsAfter, rowGet,
    settingGet, settingPut,
    deskTake, deskLeave, deskPresent, deskHolders, headsAll, bell, letterPut, lettersTake, replicas,
    count_
};
inline constexpr int pgSqlCount = static_cast<int>(PgSql::count_);

[[nodiscard]] std::string_view pgText(PgSql which);

/// The schema, one text a version, as in sqlite_statements.h.
inline constexpr int pgSchemaVersion = 2;
[[nodiscard]] std::string_view pgSchemaStep(int version);

}  // namespace ok
