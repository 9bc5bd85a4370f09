// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/map/map_colours.h"

#include <QVariantMap>

#include "app/desk/words.h"

namespace ok::app {

MapColours::MapColours(const DeskContext& desk, QObject* parent) : QObject(parent), m_desk(desk) {
    connect(&m_desk.theme, &Theme::changed, this, &MapColours::changed);
}

void MapColours::setPickHint(const QString& hint) {
    m_pickHint = hint;
    emit changed();
}

void MapColours::setAttribution(const QString& text) {
    m_attribution = text;
    emit changed();
}

QVariantList MapColours::legend() const {
    QVariantList rows;
    for (const auto attention : {Attention::Unhandled, Attention::NoEta, Attention::HasEta, Attention::Restored})
        rows << QVariantMap{{QStringLiteral("colour"), attentionColour(attention, tokens())},
                            {QStringLiteral("text"), attentionText(attention)}};
    rows << QVariantMap{{QStringLiteral("colour"), tokens().report}, {QStringLiteral("text"), tr("Reports")}};
    return rows;
}

}  // namespace ok::app
