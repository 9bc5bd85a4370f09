// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What earlier messages told the people of a request, and what becomes of it when the new words leave: the document `supersedes` of a
// review (shared/comms/live_claims.h), in sentences.
#pragma once
#include <QStringList>
#include <QTimeZone>

#include "shared/approvals/review.h"

namespace ok::app {

/// One line an earlier update; empty: it replaces nothing.
[[nodiscard]] QStringList supersedesLines(const approvals::ReviewDiff& diff, const QTimeZone& zone, Instant now);

}  // namespace ok::app
