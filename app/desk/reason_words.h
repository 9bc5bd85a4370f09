// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The server sends reason keys; these are their sentences. An unknown key is shown as it is: better than nothing.
#pragma once
#include <QString>
#include <string>
#include <utility>
#include <vector>

namespace ok::app {

[[nodiscard]] QString reasonText(const QString& key, double metres = 0);
[[nodiscard]] QString reasonsText(const std::vector<std::string>& keys);
[[nodiscard]] QString causeText(const QString& key);
[[nodiscard]] QString crewText(const QString& key);
/// The key whose words these are; `unknown` (cause) or empty (crew) for an operator's own words.
[[nodiscard]] QString causeKey(const QString& text);
[[nodiscard]] QString crewKey(const QString& text);
[[nodiscard]] QString symptomText(const QString& key);
[[nodiscard]] QString trayProblemText(const QString& key);
/// A frozen command's body as label and value, for the person who releases it. Never more than a screenful.
[[nodiscard]] std::vector<std::pair<QString, QString>> factsOf(const QString& json);

}  // namespace ok::app
