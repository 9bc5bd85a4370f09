// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What is asked when somebody adds to a roster or changes it: a shift, a swap by hand, people who take turns, a holiday, a team. Times are
// on the wall clock of the team's zone. Whoever is not active can be chosen by nobody: who stood there has to be replaced.
#pragma once
#include <QWidget>

#include "app/oncall/roster_draft.h"

namespace ok::app {

[[nodiscard]] std::optional<oncall::Shift> askShift(QWidget* parent, const RosterDraft& draft, const oncall::Shift& given);
[[nodiscard]] std::optional<oncall::Override> askSwap(QWidget* parent, const RosterDraft& draft, const oncall::Override& given);
[[nodiscard]] std::optional<oncall::Rotation> askRotation(QWidget* parent, const RosterDraft& draft, const oncall::Rotation& given);
[[nodiscard]] std::optional<oncall::Holiday> askHoliday(QWidget* parent, const RosterDraft& draft, const oncall::Holiday& given);
/// Name, zone and the order in which its steps are asked. Entries of steps that are taken out stay and are named by check().
[[nodiscard]] std::optional<oncall::Team> askTeam(QWidget* parent, const oncall::Team& given);

}  // namespace ok::app
