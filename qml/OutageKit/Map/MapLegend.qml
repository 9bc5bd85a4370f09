// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the colours mean, and the scale. Colours and words come from the desk, so that list and map agree.
import QtQuick

Rectangle {
    id: legend

    required property var desk
    required property var map

    readonly property var scale_: {
        const target = map.metresPerPixel * 100
        const power = Math.pow(10, Math.floor(Math.log(target) / Math.LN10))
        const nice = target / power >= 5 ? 5 : target / power >= 2 ? 2 : 1
        return { metres: nice * power, pixels: nice * power / map.metresPerPixel }
    }

    width: row.width + 22
    height: row.height + 12
    radius: 4
    color: desk.panel
    opacity: 0.94
    border.color: desk.line

    Row {
        id: row
        x: 11
        y: 6
        spacing: 14
        Repeater {
            model: legend.desk.legend
            Row {
                id: entry
                required property var modelData
                spacing: 6
                Rectangle {
                    width: 9
                    height: 9
                    radius: 4.5
                    color: entry.modelData.colour
                    anchors.verticalCenter: parent.verticalCenter
                }
                Text {
                    text: entry.modelData.text
                    color: legend.desk.muted
                    font.pixelSize: 11
                }
            }
        }
        Column {
            spacing: 1
            Text {
                color: legend.desk.muted
                font.pixelSize: 11
                text: legend.scale_.metres >= 1000 ? qsTr("%1 km").arg(legend.scale_.metres / 1000)
                                                   : qsTr("%1 m").arg(legend.scale_.metres)
            }
            Rectangle {
                width: legend.scale_.pixels
                height: 2
                color: legend.desk.muted
            }
        }
    }
}
