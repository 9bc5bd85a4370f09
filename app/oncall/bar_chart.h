// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// BarChart: a few bars with their names and figures written beside them, a second figure as a mark, and something behind each bar that a
// press opens. By keys: up and down between bars, Enter opens. What is drawn is also said: each bar is a sentence.
#pragma once
#include <QWidget>
#include <vector>

#include "app/desk/pieces.h"

namespace ok::app {

class BarChart : public QWidget {
    Q_OBJECT
  public:
    struct Bar {
        QString name, figure;        ///< figure: as written
        double value = 0, mark = -1; ///< mark: a second figure of the same measure; < 0: none
        Tone tone = Tone::Info;
        QString words;               ///< the whole of it, for who listens and for the tip
    };
    BarChart(const Theme& theme, const QString& title, const QString& empty, QWidget* parent);
    /// `whole`: what a full bar stands for; 0: the largest. `markName`: what the mark means.
    void show(std::vector<Bar> bars, double whole = 0, const QString& markName = {});
    using QWidget::show;
    [[nodiscard]] const std::vector<Bar>& bars() const { return m_bars; }
    [[nodiscard]] int current() const { return m_at; }
    void setCurrent(int bar);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {220, 90}; }

  signals:
    void opened(int bar);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    void paintBar(QPainter& p, int bar, const QRectF& row, double nameWide, double figureWide) const;
    [[nodiscard]] QRectF rowOf(int bar) const;
    [[nodiscard]] int barAt(QPointF at) const;
    const Theme& m_theme;
    QString m_title, m_empty, m_markName;
    std::vector<Bar> m_bars;
    double m_whole = 1;
    int m_at = 0;
};

}  // namespace ok::app
