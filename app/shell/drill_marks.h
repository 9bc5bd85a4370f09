// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The marks of a drill: a striped banner above everything and a striped frame around the window. Together with the tinted
// theme, the title and the map's watermark, no part of a screenshot can be taken for the real thing.
#pragma once
#include <QWidget>

#include "app/style/theme.h"

namespace ok::app {

class DrillBanner : public QWidget {
    Q_OBJECT
  public:
    explicit DrillBanner(const Theme& theme, QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& m_theme;
};

/// Lies over the whole window, lets every event through.
class DrillFrame : public QWidget {
    Q_OBJECT
  public:
    DrillFrame(const Theme& theme, QWidget* window);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    const Theme& m_theme;
};

}  // namespace ok::app
