// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The sentences and short forms that several panels share: times in the utility's zone, ages, states, channels.
#pragma once
#include <QString>
#include <QTimeZone>

#include "app/desk/documents.h"

namespace ok::app {

[[nodiscard]] QTimeZone zoneOf(const UtilityDoc& utility);
/// `14:05`, with the weekday when it is not the day of `now`.
[[nodiscard]] QString clockText(Instant at, const QTimeZone& zone, Instant now);
/// `26 Sep 2024 14:05:22 EDT`
[[nodiscard]] QString fullTimeText(Instant at, const QTimeZone& zone);
/// `4 min`, `2 h 10 min`, `3 d 4 h`
[[nodiscard]] QString ageText(Duration age);
/// 12 345 with the locale's grouping.
[[nodiscard]] QString countText(qint64 n);
[[nodiscard]] QString attentionText(Attention attention);
[[nodiscard]] QString channelText(const QString& channel);
[[nodiscard]] QString timelineText(const TimelineDoc& item);
[[nodiscard]] QString incidentTitle(const IncidentDoc& incident);
/// One sentence with everything a row shows, for screen readers and tooltips.
[[nodiscard]] QString incidentSentence(const IncidentDoc& incident, const QTimeZone& zone, Instant now);
[[nodiscard]] QColor attentionColour(Attention attention, const struct Tokens& tokens);
[[nodiscard]] QString approvalActionText(const QString& action);
/// `14:05 Ana Ruiz approved`
[[nodiscard]] QString approvalStepText(const ApprovalStepDoc& step, const QTimeZone& zone, Instant now);
[[nodiscard]] QString approvalStateText(const QString& state);
[[nodiscard]] QString broadcastStateText(const QString& state);

}  // namespace ok::app
