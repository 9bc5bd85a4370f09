// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// SlaPage: how fast requests are decided (F06.R7.A3): cards and charts made from the log, filters, and behind each point the very events it
// was counted from, each one press away from the log itself. Times are shown in the chosen zone; what is exported is in UTC.
#pragma once
#include <QElapsedTimer>

#include "app/desk/page.h"
#include "shared/oncall/sla_metrics.h"

class QComboBox;
class QDateTimeEdit;
class QPushButton;
class QTableView;
class QTabWidget;

namespace ok::app {

class BarChart;
class PlainTable;

/// `4:10 min`, `48 s`, `2 h 05 min`
[[nodiscard]] QString spanText(double seconds);
[[nodiscard]] QString slaKindText(oncall::SlaEventKind kind);

class SlaPage : public Page {
    Q_OBJECT
  public:
    SlaPage(const DeskContext& desk, QWidget* parent);
    void refresh() override;
    [[nodiscard]] const oncall::SlaReply& reply() const { return m_reply; }
    /// From the question to the picture, of the last one.
    [[nodiscard]] qint64 tookMs() const { return m_took; }
    [[nodiscard]] BarChart& chart(int at) { return *m_charts[static_cast<std::size_t>(at)]; }
    enum Chart { ByPolicy, ByStep, Answers, Channels };

  private:
    using Query = QList<QPair<QString, QString>>;
    void buildFilters();
    void buildCharts();
    void buildBelow();
    void present();
    void presentTiles();
    void presentCharts();
    void presentApprovers();
    void offerNames();
    void drill(const Query& more, const QString& words);
    void readEvents(const QString& token);
    void takeEvents(const oncall::SlaEventsReply& page, const QString& token);
    void openEntry();
    void save(const QString& format);
    void clear();
    [[nodiscard]] Query filterQuery() const;
    [[nodiscard]] Query behindQuery() const;
    [[nodiscard]] QTimeZone zone() const;
    [[nodiscard]] QString whenText(Instant at) const;
    [[nodiscard]] QString nameOf(const std::string& person) const;
    oncall::SlaReply m_reply;
    std::vector<oncall::SlaEvent> m_events;
    Query m_behind;                       // what the list of events is about, beside the filter
    QString m_behindWords, m_next;
    QElapsedTimer m_clock;
    qint64 m_took = 0;
    int m_asked = 0;
    QDateTimeEdit *m_from, *m_to;
    QComboBox *m_policy, *m_step, *m_channel, *m_team, *m_region, *m_zone;
    Tile *m_count, *m_median, *m_mean, *m_breach, *m_answer, *m_log;
    std::vector<BarChart*> m_charts;
    PlainTable *m_people, *m_table;
    QTableView *m_view;
    QTabWidget* m_tabs;
    QLabel* m_shown;
    QPushButton *m_more, *m_open, *m_csv, *m_json;
};

}  // namespace ok::app
