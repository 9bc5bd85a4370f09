// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// ConsoleStore: the one client state. Sync applies a batch, everything else reads. One batch gives one `changed` signal
// that says what it touched, so that a thousand reports arriving together redraw the map once.
#pragma once
#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>

#include "app/desk/documents.h"

namespace ok::app {

/// What one batch brings. A document replaces the one with the same id; `gone` lists ids to drop.
struct StoreBatch {
    bool reset = false;  // forget everything first (snapshot)
    std::vector<IncidentDoc> incidents;
    std::vector<ReportDoc> reports;
    std::vector<TimelineDoc> timeline;
    std::vector<ApprovalDoc> approvals;
    std::vector<BroadcastDoc> broadcasts;
    std::vector<LadderDoc> ladders;
    std::optional<UtilityDoc> utility;
    std::optional<ProofState> proof;
    QSet<QString> gone;
    QSet<QString> heard;  // types of entries of the streams that bring no documents
    QStringList roles;    // the viewer's, when the server has said them again
};

/// Which documents a batch touched. With `reset` the lists are empty and everything is new.
struct StoreChange {
    bool reset = false;
    bool utility = false;
    bool proof = false;
    QSet<QString> incidents, reports, timelineOf, approvals, broadcasts;
    QSet<QString> ladders;   // ids of the requests
    QSet<QString> heard;
    /// Has anything of this area (`ledger.`, `audit.`) been written? For those who then ask the server.
    [[nodiscard]] bool concerns(QLatin1String area) const;
};

class ConsoleStore : public QObject {
    Q_OBJECT
  public:
    explicit ConsoleStore(QObject* parent = nullptr) : QObject(parent) {}

    void apply(StoreBatch batch);

    [[nodiscard]] const QHash<QString, IncidentDoc>& incidents() const { return m_incidents; }
    [[nodiscard]] const QHash<QString, ReportDoc>& reports() const { return m_reports; }
    [[nodiscard]] const QHash<QString, ApprovalDoc>& approvals() const { return m_approvals; }
    [[nodiscard]] const QHash<QString, BroadcastDoc>& broadcasts() const { return m_broadcasts; }
    /// By request.
    [[nodiscard]] const QHash<QString, LadderDoc>& ladders() const { return m_ladders; }
    /// Oldest first.
    [[nodiscard]] const std::vector<TimelineDoc>& timelineOf(const QString& incident) const;
    [[nodiscard]] const IncidentDoc* incident(const QString& id) const;
    [[nodiscard]] const ReportDoc* report(const QString& id) const;
    [[nodiscard]] const UtilityDoc& utility() const { return m_utility; }
    [[nodiscard]] const ProofState& proof() const { return m_proof; }

    struct Totals {
        int customersOut = 0, incidents = 0, unhandled = 0, unplaced = 0, waiting = 0;
    };
    /// Logins by id: what the log says names people by their ids, and accounts lie where a console cannot read them.
    void setPeople(QHash<QString, QString> people);
    /// The login of that id; what is no id of a person stays as it is.
    [[nodiscard]] QString nameOf(const QString& person) const { return m_people.value(person, person); }

    /// The server spoke, be it only to say that it is there. `agoMs`: so long ago.
    void hear(qint64 agoMs = 0);
    /// Since when it is silent; -1: it never spoke.
    [[nodiscard]] qint64 silentMs() const { return m_heardAt.isValid() ? m_heardAt.elapsed() + m_heardAgo : -1; }

    /// Kept by apply(), so that the head-up line costs nothing to draw.
    [[nodiscard]] const Totals& totals() const { return m_totals; }
    /// The incident the eye must find: unhandled, most customers out. Null when the desk has touched everything.
    [[nodiscard]] const IncidentDoc* biggestUnhandled() const;

  signals:
    void changed(const ok::app::StoreChange& change);

  private:
    void name(ApprovalDoc& doc) const;
    void name(LadderDoc& doc) const;
    void takeDocuments(StoreBatch& batch, StoreChange& change);
    void dropGone(const QSet<QString>& gone, StoreChange& change);
    void recount();

    QHash<QString, IncidentDoc> m_incidents;
    QHash<QString, ReportDoc> m_reports;
    QHash<QString, ApprovalDoc> m_approvals;
    QHash<QString, BroadcastDoc> m_broadcasts;
    QHash<QString, LadderDoc> m_ladders;
    QHash<QString, std::vector<TimelineDoc>> m_timeline;
    QHash<QString, QString> m_people;
    QElapsedTimer m_heardAt;
    qint64 m_heardAgo = 0;
    QSet<QString> m_unplaced;
    QString m_biggest;
    UtilityDoc m_utility;
    ProofState m_proof;
    Totals m_totals;
};

}  // namespace ok::app
