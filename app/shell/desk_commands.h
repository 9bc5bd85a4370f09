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
/// One command an absorbed incident: each can be undone by itself.
[[nodiscard]] OutgoingCommand mergeIncident(const IncidentDoc& into, const QString& absorbed);
[[nodiscard]] OutgoingCommand splitIncident(const IncidentDoc& from, const QStringList& reports);
[[nodiscard]] OutgoingCommand setEta(const IncidentDoc& incident, const EtaValue& eta);
[[nodiscard]] OutgoingCommand setCause(const IncidentDoc& incident, const QString& cause);
[[nodiscard]] OutgoingCommand setCrewNote(const IncidentDoc& incident, const QString& note);
[[nodiscard]] OutgoingCommand markRestored(const IncidentDoc& incident, const QString& reason);
[[nodiscard]] OutgoingCommand draftUpdate(const IncidentDoc& incident);
[[nodiscard]] OutgoingCommand editDraft(const QString& broadcast, const comms::Draft& draft);
[[nodiscard]] OutgoingCommand editCorrection(const QString& broadcast, const comms::Draft& draft);
/// Both as the sender read them: the server refuses when they changed meanwhile.
[[nodiscard]] OutgoingCommand sendBroadcast(const QString& broadcast, const std::vector<comms::Draft>& drafts, const std::vector<comms::Draft>& correction);
[[nodiscard]] OutgoingCommand retract(const QString& broadcast, const QString& reason);
[[nodiscard]] OutgoingCommand placeReport(const QString& report, LonLat at);
[[nodiscard]] OutgoingCommand revealReport(const QString& report);
[[nodiscard]] OutgoingCommand undoChange(const QString& change);
/// `digest`: of what the person has looked at.
[[nodiscard]] OutgoingCommand release(const ApprovalDoc& approval, const QString& digest);
[[nodiscard]] OutgoingCommand refuse(const ApprovalDoc& approval, const QString& reason);
[[nodiscard]] OutgoingCommand cancel(const ApprovalDoc& approval, const QString& digest, const QString& reason);
[[nodiscard]] OutgoingCommand comment(const ApprovalDoc& approval, const QString& text);
[[nodiscard]] OutgoingCommand overrideApprovals(const ApprovalDoc& approval, const QString& justification);
/// The glass is broken over what nobody has asked to release yet.
[[nodiscard]] OutgoingCommand overrideDraft(const OutgoingCommand& draft, const QString& justification);
[[nodiscard]] OutgoingCommand confirmOverride(const ApprovalDoc& approval);

}  // namespace ok::app::command
