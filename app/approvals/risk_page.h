// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// RiskPage: how each broadcast was judged, found by time, score, decision, rule, person and channel; one in full: each factor with its part of
// the score, which rules held and why, who approved, what was ticked; whether the log still says the same (F05.R5.A3, A4, A7).
// Names and notes are masked; who may see them asks for one judgement, with a reason.
#pragma once
#include "app/desk/page.h"
#include "shared/approvals/risk_audit.h"

class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableView;

namespace ok::app {

class PlainTable;

struct RiskList {
    std::int64_t totalCount = 0;
    std::vector<approvals::RiskAuditEntry> items;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(RiskList, (), (totalCount, items, nextPageToken))

struct RiskOne {
    approvals::RiskAuditEntry entry;
    struct Proof {
        bool verified = false, erased = false;
        std::string fault;
    } integrityHashes;
    bool revealed = false;
};
BOOST_DESCRIBE_STRUCT(RiskOne::Proof, (), (verified, erased, fault))
BOOST_DESCRIBE_STRUCT(RiskOne, (), (entry, integrityHashes, revealed))

class RiskPage : public Page {
    Q_OBJECT
  public:
    explicit RiskPage(const DeskContext& desk, QWidget* parent = nullptr);
    /// Asks the first time only; `search()` asks again.
    void refresh() override;
    void search();

  public slots:
    /// A map with `broadcast`: its judgements.
    void take(const QVariant& what) override;

  private:
    QWidget* buildFilters();
    QWidget* buildList();
    QWidget* buildDetail();
    [[nodiscard]] QList<QPair<QString, QString>> query() const;
    void more();
    void showPage(const DataReply& reply);
    void showOne(const QString& id);
    void showWhole(const RiskOne& one);
    void reveal();
    void verify();
    void exportAll();
    [[nodiscard]] QString current() const;
    QDateTimeEdit *m_from, *m_to;
    QLineEdit *m_broadcast, *m_rule, *m_person;
    QSpinBox *m_least, *m_most;
    QComboBox *m_decision, *m_channel, *m_order;
    PlainTable *m_found, *m_factors;
    QTableView* m_view;
    QPushButton *m_more, *m_reveal, *m_verify, *m_export;
    QLabel *m_count, *m_head, *m_facts, *m_proof;
    std::vector<approvals::RiskAuditEntry> m_items;
    QString m_token;
    int m_question = 0;
    bool m_begun = false;
};

/// `The score lies in the band 40-69` (F05.R5.A3).
[[nodiscard]] QString ruleText(const std::string& rule);
/// `checklist and approval by supervisor`
[[nodiscard]] QString decisionText(const std::vector<approvals::RiskAction>& actions);

}  // namespace ok::app
