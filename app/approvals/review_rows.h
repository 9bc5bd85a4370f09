// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A review as rows, before anything is drawn: sections, their items, and inside documents their fields; each with what was published and
// what would leave side by side. A pure function of the server's answer.
#pragma once
#include <vector>

#include "app/approvals/review_words.h"

namespace ok::app {

/// A piece of one side; `marked` words are those that only this side has.
struct ReviewPiece {
    QString text;
    bool marked = false;
    bool operator==(const ReviewPiece&) const = default;
};
using ReviewPieces = std::vector<ReviewPiece>;

struct ReviewRow {
    QString id;            ///< the same over versions: `message/sms/es/body`, `payload/body#/channels/0`
    int parent = -1;       ///< index of the row it lies in
    approvals::ChangeKind change = approvals::ChangeKind::same;
    QString name;
    QString delta;         ///< how it differs, in a few signs
    Tone tone = Tone::Muted;   ///< of delta
    ReviewPieces before, after;
    QString path;          ///< where it stands: `Fields › body › channels › 0`
    QString tip;           ///< times: where the incident is
    bool holds = false;    ///< holds others and is no change itself
};

[[nodiscard]] std::vector<ReviewRow> rowsOf(const approvals::ReviewDiff& diff, const PlaceNames& places);
[[nodiscard]] QString plain(const ReviewPieces& pieces);

}  // namespace ok::app
