// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Zoom and overview buttons at the map's corner. The keyboard has its own keys for each; the buttons are for the mouse.
import QtQuick

Column {
    id: buttons

    required property var desk
    required property var map

    spacing: 4

    Repeater {
        model: [
            //: Accessible name of a map button
            { sign: "+", name: qsTr("Zoom in"), act: function () { buttons.map.zoomBy(1) } },
            //: Accessible name of a map button
            { sign: "\u2212", name: qsTr("Zoom out"), act: function () { buttons.map.zoomBy(-1) } },
            //: Accessible name of a map button
            { sign: "\u2302", name: qsTr("Show the whole territory"), act: function () { buttons.map.fitAll() } }
        ]
        Rectangle {
            id: button
            required property var modelData
            width: 30
            height: 30
            radius: 4
            color: area.containsMouse ? buttons.desk.line : buttons.desk.raised
            border.color: buttons.desk.line
            Accessible.role: Accessible.Button
            Accessible.name: modelData.name
            Accessible.onPressAction: modelData.act()
            Text {
                anchors.centerIn: parent
                color: buttons.desk.text
                font.pixelSize: 17
                text: button.modelData.sign
                Accessible.ignored: true
            }
            MouseArea {
                id: area
                anchors.fill: parent
                hoverEnabled: true
                onClicked: button.modelData.act()
            }
        }
    }
}
