// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two questions about a ladder: how long to put it off, and to whom to give it. Both ask why; the answer stays in the log.
#pragma once
#include <QString>
#include <optional>
#include <utility>
#include <vector>

class QWidget;

namespace ok::app {

struct PutOff {
    int minutes = 0;   // 0: go on at once
    QString reason;
};
/// `already`: it is put off, and may go on.
[[nodiscard]] std::optional<PutOff> askPutOff(QWidget* parent, bool already);

struct GiveOn {
    QString target, words, reason;
};
[[nodiscard]] std::optional<GiveOn> askGiveOn(QWidget* parent, const std::vector<std::pair<QString, QString>>& people, int requests);

}  // namespace ok::app
