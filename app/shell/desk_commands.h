// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The commands the console sends, made from what the operator chose. The only place in app/ that knows their names.
#pragma once
#include <vector>

#include "app/desk/command_port.h"
#include "app/desk/documents.h"
#include "shared/comms/draft.h"

namespace ok::app::command {

[[nodiscard]] OutgoingCommand createIncident(LonLat at, const QString& place);
[[nodiscard]] OutgoingCommand mergeIncidents(const IncidentDoc& keep, const QStringList& others);
[[nodiscard]] OutgoingCommand splitIncident(const IncidentDoc& from, const QStringList& reports);
[[nodiscard]] OutgoingCommand setEta(const IncidentDoc& incident, const EtaValue& eta);
[[nodiscard]] OutgoingCommand setCause(const IncidentDoc& incident, const QString& cause);
[[nodiscard]] OutgoingCommand setCrewNote(const IncidentDoc& incident, const QString& note);
[[nodiscard]] OutgoingCommand markRestored(const IncidentDoc& incident, const QString& reason);
[[nodiscard]] OutgoingCommand sendUpdate(const IncidentDoc& incident, const std::vector<comms::Draft>& drafts);
[[nodiscard]] OutgoingCommand placeReport(const QString& report, LonLat at);
[[nodiscard]] OutgoingCommand undo(const QString& commandId);
[[nodiscard]] OutgoingCommand release(const ApprovalDoc& approval);
[[nodiscard]] OutgoingCommand refuse(const ApprovalDoc& approval, const QString& reason);

}  // namespace ok::app::command
