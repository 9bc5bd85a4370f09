// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every statement the store runs, by name; the texts are in sqlite_statements.cpp.
#pragma once
#include <cstddef>
#include <string_view>

namespace ok {

enum class Sql {
    begin, beginRead, commit, rollback,
    tenantNumber, tenantAdd, tenantAll, tenantBySlug, tenantSlug,
    entryHead, entryAppend, entryPayload, entryRange, entryStored, entryHashes, entryHashesIn, entryStoredIn, checkpointPut, checkpointLast, checkpointsFrom, checkpointsIn, entryLast,
    checkpointLastPlace, entryRestore, entryReseal,
    viewRead, viewKeysRead, viewInsert, viewUpdate, viewErase, viewAll, viewsAll, viewByKey, viewPage, viewPageByKey, viewKeyAdd, viewKeyDrop, viewsDrop,
    viewKeysDrop,
    answerGet, answerPut, answersForget,
    timerPut, timerCancel, timerCancelDue, timersDue, timerNext,
    outboxPut, outboxUpdate, outboxRow, outboxByProvider, outboxDue, outboxDueOf, outboxInState,
    vaultGet, vaultPut, vaultRemove, vaultAfter,
    rowPut, rowsClear, rowsAll, rowGet,
    settingGet, settingPut,
    count_
};
inline constexpr std::size_t sqlCount = static_cast<std::size_t>(Sql::count_);

[[nodiscard]] std::string_view sqlText(Sql which);

/// The schema, one text a version: schemaStep(1) makes a fresh database, step n brings version n-1 to n.
inline constexpr int schemaVersion = 2;
[[nodiscard]] std::string_view schemaStep(int version);

}  // namespace ok
