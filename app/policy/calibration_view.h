// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// CalibrationView: a version of the risk rules tried on what was really sent, beside what is in force, and its way into force for a
// growing share of sends (F05.R6.A2 to A5). Trying changes nothing.
#pragma once
#include <QWidget>

#include "app/policy/version_api.h"
#include "shared/approvals/risk_rules_view.h"

class QComboBox;
class QDateTimeEdit;
class QPushButton;

namespace ok::app {

class PlainTable;

/// What POST /v1/risk-rules/simulate answers.
struct CalibrationFacts {
    std::string simulationId;
    int liveVersion = 0, draftVersion = 0;
    std::int64_t total = 0, gatedLive = 0, gatedDraft = 0;
    double falsePositiveRate = 0, falseNegativeRate = 0;
    std::vector<approvals::BandFigures> liveBands, draftBands;
    std::vector<approvals::ActionFigures> actions;
    std::vector<approvals::JudgedTwice> sends;
};
BOOST_DESCRIBE_STRUCT(CalibrationFacts, (), (simulationId, liveVersion, draftVersion, total, gatedLive, gatedDraft, falsePositiveRate, falseNegativeRate, liveBands, draftBands,
                                             actions, sends))

/// What GET /v1/risk-rules answers of it.
struct RolloutFacts {
    int version = 0, percent = 0;
    bool published = false;
    std::optional<approvals::RolloutView> rollout;
    std::int64_t judgedByNew = 0, judged = 0;   ///< sends since it began: by its version, all
};
BOOST_DESCRIBE_STRUCT(RolloutFacts, (), (version, percent, published, rollout, judgedByNew, judged))

class CalibrationView : public QWidget {
    Q_OBJECT
  public:
    CalibrationView(const DeskContext& desk, QWidget* parent);
    void show(int baseline, const policy::PolicyVersion* version);
    using QWidget::show;

  signals:
    void told(const QString& sentence, bool bad);

  private:
    void run();
    void fill();
    void fillSends();
    void save(const QString& format);
    void readRollout();
    void showRollout(const RolloutFacts& facts);
    void start();
    void goBack();
    void transmit(const QString& path, const QJsonObject& body, const QString& done);
    [[nodiscard]] DataRequest request(const QString& format) const;
    DeskContext m_desk;
    QDateTimeEdit *m_from, *m_to;
    QPushButton *m_run, *m_csv, *m_png, *m_start, *m_back;
    QComboBox* m_level;
    QLabel *m_totals, *m_state;
    PlainTable *m_bands, *m_actions, *m_sends;
    CalibrationFacts m_result;
    int m_baseline = 0, m_version = 0;
    bool m_approved = false, m_running = false;
};

}  // namespace ok::app
