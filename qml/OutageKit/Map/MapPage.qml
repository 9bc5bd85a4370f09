// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map with what lies over it: tooltip, scale, zoom buttons, hint while a place is picked, drill watermark.
// Placed by app/map/map_panel; `desk` gives the colours and sentences, the MapView item all behaviour.
import QtQuick
import OutageKit.Map

Rectangle {
    id: page

    required property var desk

    color: desk.water
    Accessible.role: Accessible.Pane
    //: Accessible name of the whole map page
    Accessible.name: qsTr("Map")

    MapView {
        id: map
        objectName: "map"
        anchors.fill: parent
        focus: true
    }

    // A drill is unmistakable in every part of the map, also in a cropped screenshot.
    Item {
        objectName: "drillWatermark"
        anchors.fill: parent
        visible: page.desk.drill
        clip: true
        Grid {
            anchors.centerIn: parent
            rotation: -24
            columns: Math.ceil(page.width / 190) + 4
            spacing: 70
            Repeater {
                model: page.desk.drill ? parent.columns * (Math.ceil(page.height / 100) + 5) : 0
                Text {
                    text: page.desk.drillWord
                    color: page.desk.drillInk
                    opacity: 0.16
                    font.pixelSize: 38
                    font.bold: true
                    font.letterSpacing: 6
                    Accessible.ignored: true
                }
            }
        }
    }

    Text {
        anchors.centerIn: parent
        width: Math.min(parent.width - 80, 420)
        visible: map.empty
        wrapMode: Text.WordWrap
        horizontalAlignment: Text.AlignHCenter
        color: page.desk.muted
        //: Shown over an empty map
        text: qsTr("No territory and no report yet.\nImport the territory with okctl; reports appear by themselves.")
    }

    MapButtons {
        desk: page.desk
        map: map
        anchors { right: parent.right; top: parent.top; margins: 12 }
    }

    MapLegend {
        desk: page.desk
        map: map
        anchors { left: parent.left; bottom: parent.bottom; margins: 12 }
    }

    Text {
        anchors { right: parent.right; bottom: parent.bottom; margins: 6 }
        color: page.desk.muted
        font.pixelSize: 10
        text: page.desk.attribution
    }

    Rectangle {
        visible: map.picking
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 14 }
        width: hint.implicitWidth + 28
        height: hint.implicitHeight + 14
        radius: 4
        color: page.desk.accent
        Text {
            id: hint
            anchors.centerIn: parent
            color: page.desk.onAccent
            font.bold: true
            text: page.desk.pickHint
        }
    }

    // Crosshair: Enter picks the middle of the map, so that picking works without a mouse.
    Rectangle { visible: map.picking && map.activeFocus; anchors.centerIn: parent; width: 22; height: 2; color: page.desk.accent }
    Rectangle { visible: map.picking && map.activeFocus; anchors.centerIn: parent; width: 2; height: 22; color: page.desk.accent }

    Rectangle {
        visible: map.hoverText.length > 0
        x: Math.min(map.hoverAt.x + 14, page.width - width - 6)
        y: Math.min(map.hoverAt.y + 14, page.height - height - 6)
        width: tip.width + 18
        height: tip.height + 12
        radius: 4
        color: page.desk.raised
        border.color: page.desk.line
        Text {
            id: tip
            x: 9
            y: 6
            width: Math.min(implicitWidth, 320)
            wrapMode: Text.WordWrap
            color: page.desk.text
            text: map.hoverText
        }
    }

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.color: page.desk.accent
        border.width: 1
        visible: map.activeFocus
    }
}
