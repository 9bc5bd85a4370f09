// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RosterPicture: a week of a team as bars, one lane a role: above who is on call, beneath it the shifts and swaps that say so. What is
// claimed twice is hatched and says so, what nobody has too. By keys: arrows go from bar to bar and out of the week, Enter opens what a
// bar comes from (of a gap: adds a shift there), Delete takes it away.
#pragma once
#include <QWidget>

#include "app/oncall/roster_draft.h"
#include "app/style/theme.h"

namespace ok::app {

class RosterPicture : public QWidget {
    Q_OBJECT
  public:
    enum class Look { Duty, Nobody, Claim, Overlap };
    struct Bar {
        Look look = Look::Duty;
        std::string role, item, person;
        Instant from, to;
        QString words;       ///< all of it in a sentence, for who listens
        QString label;       ///< what stands in it
        QRectF box;
        int lane = 0;
    };

    RosterPicture(const Theme& theme, QWidget* parent);
    /// The seven days from the local midnight `day` days after the Monday of `now`.
    void show(const RosterDraft& draft, const std::vector<RosterProblem>& problems, Instant now, int day);
    using QWidget::show;
    [[nodiscard]] const std::vector<Bar>& bars() const { return m_bars; }
    [[nodiscard]] const Bar* current() const { return m_at >= 0 && m_at < static_cast<int>(m_bars.size()) ? &m_bars[static_cast<std::size_t>(m_at)] : nullptr; }
    void setCurrent(int bar);
    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] QSize sizeHint() const override { return {720, m_height}; }

  signals:
    void opened(const QString& item);
    void removeWanted(const QString& item);
    void addWanted(const QString& role, qint64 fromMicros, qint64 toMicros);
    void weekWanted(int direction);
    void currentChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Lane {
        std::string role;
        int rows = 1;
        double top = 0;
    };
    void addDuty(const RosterDraft& draft, int lane);
    void addClaims(const RosterDraft& draft, int lane);
    void addOverlaps(const std::vector<RosterProblem>& problems);
    void place();
    void paintDays(QPainter& p) const;
    void paintBar(QPainter& p, const Bar& bar, bool current) const;
    void move(int direction, bool lane);
    void open(const Bar& bar);
    [[nodiscard]] double xOf(Instant at) const;
    [[nodiscard]] QColor tintOf(const std::string& person) const;
    [[nodiscard]] int barAt(QPointF at) const;
    const Theme& m_theme;
    std::vector<Lane> m_lanes;
    std::vector<Bar> m_bars;
    std::vector<int> m_rows;             // of each bar in its lane
    std::vector<Instant> m_days;         // local midnights, eight of them
    std::vector<std::string> m_people;
    QTimeZone m_zone;
    Instant m_now;
    QString m_title;
    int m_at = -1, m_height = 160;
};

}  // namespace ok::app
