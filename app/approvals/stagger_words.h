// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// In which steps a send would leave, as sentences, each with the words of its channels (F05.R3.A2). Also who may be asked to look at it.
#pragma once
#include <QStringList>
#include <QWidget>
#include <optional>

#include "shared/approvals/preflight.h"
#include "shared/approvals/review.h"

namespace ok::app {

struct StaggerLine {
    QString step;      // `After 2 min 30 s: Text message, 10 messages in 2 batches of 5, every 30 s`
    QString preview;   // what its channels say
};
/// One a step; empty: everything leaves at once.
[[nodiscard]] std::vector<StaggerLine> staggerLines(const approvals::ReviewReply& reply);
/// `at once`, `2 min 30 s`
[[nodiscard]] QString spanText(std::int64_t seconds);

/// Logins of those whose approval is missing, as the server names them.
[[nodiscard]] QStringList peopleToAsk(const approvals::PreflightReply& reply);
/// Lets the author choose one of them and say a word. Nothing: they thought better of it.
struct AskedPerson {
    QString login, words;
};
[[nodiscard]] std::optional<AskedPerson> askWhom(QWidget* parent, const QStringList& people, const QString& role);

}  // namespace ok::app
