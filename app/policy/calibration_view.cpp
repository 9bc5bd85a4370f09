// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/calibration_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/policy/rollout_dialog.h"

namespace ok::app {
namespace {

QString percentText(double share) { return QStringLiteral("%1 %").arg(100 * share, 0, 'f', 1); }

QString minutesText(std::int64_t seconds) { return CalibrationView::tr("%1 min").arg(static_cast<double>(seconds) / 60, 0, 'f', 1); }

QString actionText(const approvals::RiskAction& action) {
    using approvals::RiskActionKind;
    switch (action.kind) {
        case RiskActionKind::block: return CalibrationView::tr("is not sent at all");
        case RiskActionKind::senior_approver: return CalibrationView::tr("approval by %1").arg(utf8(action.name));
        case RiskActionKind::checklist: return CalibrationView::tr("checklist %1").arg(utf8(action.name));
        case RiskActionKind::stagger: return CalibrationView::tr("leaves in steps (%1)").arg(utf8(action.name));
        case RiskActionKind::throttle: return CalibrationView::tr("at most %1 texts a minute").arg(action.perMinute);
    }
    return {};
}

QString joined(const std::vector<std::string>& words) {
    QStringList out;
    for (const auto& each : words) out << utf8(each);
    return out.join(QStringLiteral(", "));
}

}  // namespace

CalibrationView::CalibrationView(const DeskContext& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_run(button(this, tr("&Try it"))), m_csv(button(this, tr("Save as CSV\u2026"))), m_png(button(this, tr("Save as picture\u2026"))),
      m_start(button(this, tr("Bring into force step by step\u2026"))), m_back(button(this, tr("Take back\u2026"))), m_level(new QComboBox(this)), m_totals(label(this, "text")),
      m_state(label(this, "muted")),
      m_bands(new PlainTable(desk.theme, {tr("Band"), tr("Rules"), tr("Sends"), tr("Held"), tr("Corrected per 1,000"), tr("Half leave within"), tr("Nine of ten within"), tr("Held only by this version"), tr("Held only by what is in force")}, this)),
      m_actions(new PlainTable(desk.theme, {tr("What is asked for"), tr("In force"), tr("This version"), tr("Change")}, this)),
      m_sends(new PlainTable(desk.theme, {tr("When"), tr("Channels"), tr("Score now"), tr("Score then"), tr("Band"), tr("What would be asked"), tr("Because of")}, this)) {
    const auto zone = zoneOf(desk.store.utility());
    m_from = wallClockEdit(this, zone, desk.now() - hours(24 * 30), tr("From"));
    m_to = wallClockEdit(this, zone, desk.now(), tr("To"));
    m_level->setAccessibleName(tr("Band"));
    m_level->addItem(tr("all bands"), QString());
    m_state->setWordWrap(true);
    m_totals->setWordWrap(true);
    auto* first = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{label(this, "muted", tr("From")), m_from, label(this, "muted", tr("to")), m_to, m_level, m_run}) first->addWidget(each);
    first->addStretch(1);
    auto* second = new QHBoxLayout;
    second->addWidget(m_totals, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_csv, m_png}) second->addWidget(each);
    auto* third = new QHBoxLayout;
    third->addWidget(m_state, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_start, m_back}) third->addWidget(each);
    auto* both = new QSplitter(Qt::Vertical, this);
    const std::tuple<PlainTable*, int, QString> tables[] = {{m_bands, 0, tr("Bands, in force and with this version")}, {m_actions, 0, tr("What is asked for")}, {m_sends, 6, tr("What was sent, judged by both")}};
    for (const auto& [model, wide, name] : tables) {
        auto* view = new QTableView(this);
        dressTable(view, model, wide, name);
        both->addWidget(view);
        if (model == m_sends) new EmptyHint(view, tr("Choose a period and press Try it: what was sent then is judged by this version. Nothing is changed."));
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    for (auto* row : {first, second}) column->addLayout(row);
    column->addWidget(both, 1);
    column->addLayout(third);
    connect(m_run, &QPushButton::clicked, this, &CalibrationView::run);
    connect(m_level, &QComboBox::activated, this, &CalibrationView::run);
    connect(m_csv, &QPushButton::clicked, this, [this] { save(QStringLiteral("csv")); });
    connect(m_png, &QPushButton::clicked, this, [this] { save(QStringLiteral("png")); });
    connect(m_start, &QPushButton::clicked, this, &CalibrationView::start);
    connect(m_back, &QPushButton::clicked, this, &CalibrationView::goBack);
    show(0, nullptr);
}

void CalibrationView::show(int baseline, const policy::PolicyVersion* version) {
    m_baseline = baseline;
    m_version = version ? version->number : 0;
    m_approved = version && version->state == policy::VersionState::approved;
    m_result = {};
    m_totals->clear();
    for (PlainTable* each : {m_bands, m_actions, m_sends}) each->setRows({});
    m_level->clear();
    m_level->addItem(tr("all bands"), QString());
    m_run->setEnabled(m_version > 0);
    for (auto* each : {m_csv, m_png}) each->setEnabled(false);
    if (m_version > 0) readRollout();
}

DataRequest CalibrationView::request(const QString& format) const {
    const auto zone = zoneOf(m_desk.store.utility());
    const auto moment = [&](const QDateTimeEdit* edit) { return QString::fromStdString(toIso(instantOf(edit, zone))); };
    QJsonObject body{{QStringLiteral("version"), m_version}, {QStringLiteral("from"), moment(m_from)}, {QStringLiteral("to"), moment(m_to)},
                     {QStringLiteral("level"), m_level->currentData().toString()}, {QStringLiteral("limit"), 50}};
    if (m_baseline > 0) body.insert(QStringLiteral("baseline"), m_baseline);
    return {.method = "POST", .path = QStringLiteral("/v1/risk-rules/simulate"), .query = {{QStringLiteral("format"), format}},
            .body = QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

void CalibrationView::run() {
    if (m_version == 0) return;
    m_totals->setText(tr("Working it out\u2026"));
    m_desk.data.ask(this, request(QStringLiteral("json")), [this, baseline = m_baseline, version = m_version](const DataReply& reply) {
        if (baseline != m_baseline || version != m_version) return;   // another version is looked at meanwhile
        auto result = read<CalibrationFacts>(reply);
        m_totals->clear();
        if (!result.ok()) return emit told(policySentence(reply), true);
        m_result = std::move(*result);
        fill();
    });
}

void CalibrationView::fill() {
    m_totals->setText(tr("%1 sends. Held in force: %2, with this version: %3. Only this version would hold %4, only what is in force %5.")
                          .arg(countText(m_result.total), countText(m_result.gatedLive), countText(m_result.gatedDraft), percentText(m_result.falsePositiveRate),
                               percentText(m_result.falseNegativeRate)));
    std::vector<PlainRow> bands;
    const auto add = [&bands](const QString& rules, const std::vector<approvals::BandFigures>& all) {
        for (const auto& each : all)
            bands.push_back({QString::number(bands.size()), {{utf8(each.level)}, {rules, Tone::Muted}, {countText(each.sends)}, {countText(each.gated)},
                                                             {QString::number(each.correctedPerThousand, 'f', 1)}, {minutesText(each.secondsP50)}, {minutesText(each.secondsP90)},
                                                             {percentText(each.falsePositiveRate)}, {percentText(each.falseNegativeRate)}}});
    };
    add(tr("in force"), m_result.liveBands);
    add(tr("this version"), m_result.draftBands);
    m_bands->setRows(std::move(bands));
    std::vector<PlainRow> actions;
    for (const auto& each : m_result.actions) {
        const QString change = each.changePercent ? QStringLiteral("%1 %").arg(*each.changePercent, 0, 'f', 0) : tr("new");
        actions.push_back({QString::number(actions.size()), {{actionText(each.action)}, {countText(each.live)}, {countText(each.draft)}, {change, each.draft < each.live ? Tone::Warning : Tone::Muted}}});
    }
    m_actions->setRows(std::move(actions));
    if (m_level->count() == 1)
        for (const auto& each : m_result.draftBands) m_level->addItem(utf8(each.level), utf8(each.level));
    for (auto* each : {m_csv, m_png}) each->setEnabled(true);
    fillSends();
}

void CalibrationView::fillSends() {
    const auto zone = zoneOf(m_desk.store.utility());
    std::vector<PlainRow> rows;
    for (const auto& each : m_result.sends) {
        QStringList asked;
        for (const auto& action : each.draft.actions) asked << actionText(action);
        rows.push_back({utf8(each.id), {{clockText(each.at, zone, m_desk.now()), Tone::Muted, fullTimeText(each.at, zone)}, {joined(each.channels)}, {QString::number(each.live.score), Tone::Muted},
                                        {QString::number(each.draft.score)}, {utf8(each.draft.level), each.draft.level == each.live.level ? Tone::Plain : Tone::Warning},
                                        {asked.isEmpty() ? tr("nothing") : asked.join(QStringLiteral(", "))}, {joined(each.draft.fired), Tone::Muted}}});
    }
    m_sends->setRows(std::move(rows));
}

void CalibrationView::save(const QString& format) {
    const QString path = QFileDialog::getSaveFileName(this, tr("Save"), QStringLiteral("risk-rules-%1.%2").arg(m_version).arg(format));
    if (path.isEmpty()) return;
    if (format == QLatin1String("png")) {
        const bool kept = grab().save(path, "PNG");
        return emit told(kept ? tr("Saved as %1.").arg(path) : tr("Could not write %1.").arg(path), !kept);
    }
    m_desk.data.ask(this, request(format), [this, path](const DataReply& reply) {
        if (!reply.ok()) return emit told(policySentence(reply), true);
        QSaveFile file(path);
        const bool kept = file.open(QIODevice::WriteOnly) && file.write(reply.body) == reply.body.size() && file.commit();
        emit told(kept ? tr("Saved as %1.").arg(path) : tr("Could not write %1.").arg(path), !kept);
    });
}

void CalibrationView::readRollout() {
    m_desk.data.ask(this, {.path = QStringLiteral("/v1/risk-rules")}, [this](const DataReply& reply) {
        const auto facts = read<RolloutFacts>(reply);
        if (facts.ok()) showRollout(*facts);
    });
}

void CalibrationView::showRollout(const RolloutFacts& facts) {
    const approvals::RolloutView* view = facts.rollout ? &*facts.rollout : nullptr;
    const bool ended = view && (view->endedAt.known() || view->rollout.state == approvals::RolloutState::rolled_back);
    m_running = view && !ended;
    if (m_running) {
        m_state->setText(tr("Version %1 judges %2 % of the sends, version %3 the others.").arg(view->rollout.to).arg(facts.percent).arg(view->rollout.from) + QLatin1Char(' ') +
                         tr("Stage %1 of %2; it judged %3 of %4 sends so far.").arg(view->rollout.stage + 1).arg(view->rollout.plan.stages.size()).arg(countText(facts.judgedByNew), countText(facts.judged)));
    } else if (view && view->rollout.state == approvals::RolloutState::rolled_back) {
        m_state->setText(tr("Version %1 was taken back: %2.").arg(view->rollout.to).arg(utf8(view->reason)));
    } else {
        m_state->setText(tr("One version judges every send."));
    }
    const QString hindrance = m_running ? tr("Another version is coming into force already.") : m_approved ? QString() : tr("Only an approved version can come into force.");
    m_desk.permits.show(m_start, QStringLiteral("policies.publish"), hindrance);
    m_desk.permits.show(m_back, QStringLiteral("policies.publish"), m_running ? QString() : tr("No version is coming into force."));
}

void CalibrationView::transmit(const QString& path, const QJsonObject& body, const QString& done) {
    m_desk.data.ask(this, {.method = "POST", .path = path, .body = QJsonDocument(body).toJson(QJsonDocument::Compact)}, [this, done](const DataReply& reply) {
        emit told(reply.ok() ? done : policySentence(reply), !reply.ok());
        readRollout();
    });
}

void CalibrationView::start() {
    RolloutDialog dialog(m_version, this);
    if (dialog.exec() != QDialog::Accepted || !dialog.plan()) return;
    const auto plan = QJsonDocument::fromJson(QByteArray::fromStdString(toJson(*dialog.plan()))).object();
    transmit(QStringLiteral("/v1/risk-rules/rollout"), {{QStringLiteral("version"), m_version}, {QStringLiteral("plan"), plan}, {QStringLiteral("reason"), dialog.reason()}}, tr("It judges the first sends."));
}

void CalibrationView::goBack() {
    const auto reason = askReason(this, {tr("Take back"), tr("What is in force judges every send again, from the next one on. Why?"), tr("Take back"), 5, true});
    if (reason) transmit(QStringLiteral("/v1/risk-rules/rollout/back"), {{QStringLiteral("reason"), *reason}}, tr("Taken back."));
}

}  // namespace ok::app
