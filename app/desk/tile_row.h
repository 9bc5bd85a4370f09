// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A row of tiles, equally wide, that say `unread` until somebody sets them.
#pragma once
#include <QHBoxLayout>
#include <initializer_list>

#include "app/desk/pieces.h"

namespace ok::app {

[[nodiscard]] inline QWidget* tileRow(QWidget* parent, const Theme& theme, const QString& unread, std::initializer_list<std::pair<Tile**, QString>> tiles) {
    auto* row = new QWidget(parent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (const auto& [tile, name] : tiles) {
        *tile = new Tile(theme, name, row);
        (*tile)->set(QStringLiteral("\u2013"), unread, Tone::Muted);
        layout->addWidget(*tile, 1);
    }
    return row;
}

}  // namespace ok::app
