// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is asked about a request, who is next, when and why (F06.R6.A1, F01.R5.A7), in words.
#pragma once
#include <QTimeZone>

#include "app/desk/pieces.h"

namespace ok::app {

struct LadderDoc;

struct LadderLine {
    QString sign, words;
    Tone tone = Tone::Plain;
};
/// First where it stands, then who is on it, who was asked, who comes next.
[[nodiscard]] std::vector<LadderLine> ladderLines(const LadderDoc& ladder, const QTimeZone& zone, Instant now);
/// For a column: `2 of 3, next 4:10`.
[[nodiscard]] QString ladderStage(const LadderDoc& ladder, Instant now);
[[nodiscard]] QString targetText(const QString& target);
/// Why somebody is passed over.
[[nodiscard]] QString skipText(const QString& key);

}  // namespace ok::app
