// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a review says, in words: keys and numbers of the server's answer in, sentences of the screen out. Times come formatted from the
// server (F01.R2.A4) and are only passed on.
#pragma once
#include <QTimeZone>
#include <functional>

#include "app/desk/pieces.h"
#include "shared/approvals/review.h"

namespace ok::app {

/// An incident's place by its id, where the desk knows it.
using PlaceNames = std::function<QString(const std::string& incident)>;

/// `27:04`, `2 h 05 min`, `over`
[[nodiscard]] QString countdownText(Duration left);
/// How pressing that is, for its colour.
[[nodiscard]] Tone countdownTone(Duration left);

[[nodiscard]] QString sectionText(approvals::ReviewSection section);
/// `added`, `removed`, `changed`, `unchanged`
[[nodiscard]] QString changeWord(approvals::ChangeKind change);
/// `+`, `−`, `±`, `·`: beside the colour, never instead of the word.
[[nodiscard]] QChar changeSign(approvals::ChangeKind change);
[[nodiscard]] Tone changeTone(approvals::ChangeKind change);
[[nodiscard]] QString languageText(const std::string& tag);
[[nodiscard]] QString itemText(const approvals::ReviewItem& item, const PlaceNames& places);
/// `+00:30 later`, `New estimate`, `+120 (+4.0 %)`, `words and values`
[[nodiscard]] QString itemDelta(const approvals::ReviewItem& item);

/// `Recipients +40 −3 (net +37), 1 opted out`, one line a kind of thing; strictest first. No name of a person (F04.R4.A2).
[[nodiscard]] QStringList driftLines(const approvals::Drift& drift, const PlaceNames& places, const QTimeZone& zone, Instant now);
/// What it asks for, as one sentence.
[[nodiscard]] QString driftAsks(approvals::DriftLevel level, bool seen);

[[nodiscard]] QString riskLevelText(const std::string& level);
[[nodiscard]] Tone riskTone(const std::string& level);
[[nodiscard]] QString factorText(const std::string& factor);
/// `12,400 people`, `later by 90 min`, `Text, Voice`, `62 %`
[[nodiscard]] QString factorValue(const approvals::RiskFactor& factor);
/// Which factors make the score, in one sentence (F05.R3.A1).
[[nodiscard]] QString riskSentence(const approvals::RiskEvaluation& risk);
[[nodiscard]] QString actionText(const approvals::ActionState& action);
[[nodiscard]] QString quorumSentence(const approvals::QuorumState& quorum);
/// Why who looks cannot approve now, by the server's key; its own words where the key is not known here.
[[nodiscard]] QString blockedText(const approvals::ReviewReply& reply);

}  // namespace ok::app
