// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What `?` shows of a view: its keys and what each does.
#pragma once
#include <QString>
#include <QWidget>
#include <utility>
#include <vector>

namespace ok::app {

void showKeys(QWidget* over, const QString& title, const std::vector<std::pair<QString, QString>>& keys);

}  // namespace ok::app
