// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Two outlines of an incident over each other: what was published dashed, what would be published filled. It shows; nothing in it can
// be moved (F04.R3.A4).
#pragma once
#include <QWidget>

#include "app/style/theme.h"
#include "shared/base/geo.h"

namespace ok::app {

class ShapeOverlay : public QWidget {
    Q_OBJECT
  public:
    ShapeOverlay(const Theme& theme, QWidget* parent);
    void show(const Polygon& before, const Polygon& after, const QString& words);
    using QWidget::show;
    QSize sizeHint() const override { return {260, 130}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& m_theme;
    Polygon m_before, m_after;
};

}  // namespace ok::app
