// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Carries out shared/evidence/evidence_commands.h on the gate.
#pragma once
#include "server/gate/gate.h"
#include "shared/evidence/evidence_commands.h"

namespace ok::evidence {

/// Typed table of pieces that came in: under the token which file they are of. One that no evidence names after a day is erased.
inline constexpr std::string_view pieceTable = "evidence_piece";
struct PieceRow {
    std::string incident;
    Digest file;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(PieceRow, (), (incident, file, at))

void addHandlers(Gate& gate);

/// The bytes of a file as they lie there; nothing said about whether they are the right ones.
[[nodiscard]] Result<std::string> bytesOf(const Vault& vault, TenantId tenant, const EvidenceItem& item);

/// Erases the files of these and tells of each (`evidence.purged`).
[[nodiscard]] Status purgeItem(CommandContext& cx, const EvidenceItem& item);
/// Pieces that came in before `before` and that no evidence names; how many.
[[nodiscard]] Result<int> eraseOrphans(CommandContext& cx, Instant before);

}  // namespace ok::evidence
