// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ProgressDialog: a broadcast on its way, by channel and cohort, read anew every five seconds; and what one may do to it meanwhile: pause,
// go on, slower, a channel later, another order (F05.R4.A5, F05.R4.A6). Each word names the state that is shown; where somebody else was
// faster the server says so and the dialog reads again.
#pragma once
#include <QDialog>
#include <QTimer>

#include "app/desk/desk_context.h"
#include "shared/comms/cohorts.h"

class QLabel;
class QPushButton;
class QTableView;

namespace ok::app {

class PlainTable;

struct ProgressCounts {
    std::int64_t scheduled = 0, waiting = 0, dispatched = 0, delivered = 0, failed = 0, cancelled = 0;
    double dispatchedPercent = 0, deliveredPercent = 0, failedPercent = 0, cancelledPercent = 0;
};
BOOST_DESCRIBE_STRUCT(ProgressCounts, (), (scheduled, waiting, dispatched, delivered, failed, cancelled, dispatchedPercent, deliveredPercent, failedPercent, cancelledPercent))

struct ProgressCohort {
    int number = 0, step = 0;
    Instant due;
    ProgressCounts counts;
    bool late = false, givenUp = false;
};
BOOST_DESCRIBE_STRUCT(ProgressCohort, (), (number, step, due, counts, late, givenUp))

struct ProgressChannel {
    std::string channel;
    ProgressCounts counts;
    std::vector<ProgressCohort> cohorts;
    Instant expectedDone;
};
BOOST_DESCRIBE_STRUCT(ProgressChannel, (), (channel, counts, cohorts, expectedDone))

/// Of what GET /v1/broadcasts/{id}/progress answers.
struct ProgressFacts {
    std::string broadcast, state;
    std::vector<ProgressChannel> channels;
    Instant lastUpdated, readAt;
    bool paused = false;
    comms::PaceStand stand;
};
BOOST_DESCRIBE_STRUCT(ProgressFacts, (), (broadcast, state, channels, lastUpdated, readAt, paused, stand))

class ProgressDialog : public QDialog {
    Q_OBJECT
  public:
    static constexpr int everyMs = 5'000;
    ProgressDialog(const DeskContext& desk, const QString& broadcast, const QString& title, QWidget* parent);
    void read();
    [[nodiscard]] const ProgressFacts& facts() const { return m_facts; }

  private:
    void fill();
    void offer();
    void send(OutgoingCommand command, const QString& done);
    void pauseOrGoOn();
    void slower();
    void later();
    void reorder();
    [[nodiscard]] QString chosenChannel() const;
    DeskContext m_desk;
    QString m_broadcast;
    ProgressFacts m_facts;
    QTimer m_timer;
    QLabel *m_head, *m_said;
    PlainTable* m_rows;
    QTableView* m_table;
    QPushButton *m_pause, *m_slower, *m_later, *m_order;
};

}  // namespace ok::app
