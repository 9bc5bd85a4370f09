// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The map of a snapshot: the frozen extent and the frozen outlines. Nothing in it can be moved, and nothing in it is live (F04.R3.A4). The
// streets below are of this desk's map file where it has one; without it, or where the outlines are not those that were frozen, a badge
// says so and the outlines are drawn all the same.
#pragma once
#include <QWidget>
#include <memory>

#include "app/style/theme.h"
#include "shared/approvals/frozen_map.h"

namespace ok::app {

class BaseMap;

class FrozenMapView : public QWidget {
    Q_OBJECT
  public:
    FrozenMapView(const Theme& theme, QWidget* parent);
    ~FrozenMapView() override;
    void show(const approvals::FrozenMap& map, const std::vector<approvals::FrozenShape>& shapes, bool fits, const QString& mapFile);
    using QWidget::show;
    QSize sizeHint() const override { return {320, 180}; }
    /// What the badge says; empty: there is none.
    [[nodiscard]] QString badge() const { return m_badge; }
    [[nodiscard]] const std::vector<approvals::FrozenShape>& shapes() const { return m_shapes; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& m_theme;
    approvals::FrozenMap m_map;
    std::vector<approvals::FrozenShape> m_shapes;
    std::shared_ptr<const BaseMap> m_base;
    QString m_file, m_badge;
};

}  // namespace ok::app
