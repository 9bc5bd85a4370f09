// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// MapColours: the theme and the desk's sentences as QML properties of the map page. One instance a map panel.
#pragma once
#include <QColor>
#include <QObject>
#include <QVariantList>

#include "app/desk/desk_context.h"

namespace ok::app {

class MapColours : public QObject {
    Q_OBJECT
    Q_PROPERTY(QColor water READ water NOTIFY changed)
    Q_PROPERTY(QColor panel READ panel NOTIFY changed)
    Q_PROPERTY(QColor raised READ raised NOTIFY changed)
    Q_PROPERTY(QColor line READ line NOTIFY changed)
    Q_PROPERTY(QColor text READ text NOTIFY changed)
    Q_PROPERTY(QColor muted READ muted NOTIFY changed)
    Q_PROPERTY(QColor accent READ accent NOTIFY changed)
    Q_PROPERTY(QColor onAccent READ onAccent NOTIFY changed)
    Q_PROPERTY(QColor drillInk READ drillInk NOTIFY changed)
    Q_PROPERTY(bool drill READ drill NOTIFY changed)
    Q_PROPERTY(QString drillWord READ drillWord NOTIFY changed)
    Q_PROPERTY(QString pickHint READ pickHint NOTIFY changed)
    Q_PROPERTY(QString attribution READ attribution NOTIFY changed)
    Q_PROPERTY(QVariantList legend READ legend NOTIFY changed)

  public:
    MapColours(const DeskContext& desk, QObject* parent);
    [[nodiscard]] QColor water() const { return tokens().land; }
    [[nodiscard]] QColor panel() const { return tokens().panel; }
    [[nodiscard]] QColor raised() const { return tokens().raised; }
    [[nodiscard]] QColor line() const { return tokens().line; }
    [[nodiscard]] QColor text() const { return tokens().text; }
    [[nodiscard]] QColor muted() const { return tokens().muted; }
    [[nodiscard]] QColor accent() const { return tokens().accent; }
    [[nodiscard]] QColor onAccent() const { return tokens().onAccent; }
    [[nodiscard]] QColor drillInk() const { return tokens().drill; }
    [[nodiscard]] bool drill() const { return m_desk.theme.drill(); }
    [[nodiscard]] QString drillWord() const { return tr("DRILL"); }
    [[nodiscard]] QString pickHint() const { return m_pickHint; }
    [[nodiscard]] QVariantList legend() const;
    /// Must be shown wherever the map is shown.
    [[nodiscard]] QString attribution() const { return m_attribution; }
    void setPickHint(const QString& hint);
    void setAttribution(const QString& text);

  signals:
    void changed();

  private:
    [[nodiscard]] const Tokens& tokens() const { return m_desk.theme.tokens(); }
    DeskContext m_desk;
    QString m_pickHint, m_attribution;
};

}  // namespace ok::app
