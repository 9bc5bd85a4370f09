// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What somebody has to know of an incident while they decide about it (F06.R6.A6): what it is, whom and where it concerns, when it is expected
// to end, and what was last said in either direction. Rich text; links name what they open: the incident's id, `eta:<id>`, `messages:<id>`.
#pragma once
#include <QString>

#include "app/desk/desk_context.h"

namespace ok::app {

/// Empty: the desk does not know this incident, or may not.
[[nodiscard]] QString incidentFactsHtml(const DeskContext& desk, const QString& incident);

}  // namespace ok::app
