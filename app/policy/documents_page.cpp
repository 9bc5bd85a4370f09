// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DocumentsPage: what is shown. What is done stands in documents_steps.cpp.
#include "app/policy/documents_page.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"
#include "app/policy/calibration_view.h"
#include "app/policy/trial_view.h"
#include "shared/approvals/risk_kind.h"

namespace ok::app {

DocumentsPage::DocumentsPage(const DeskContext& desk, QWidget* parent)
    : Page(desk, {QStringLiteral("documents"), tr("Versions"), tr("Rules come into force as versions: drafted, looked at by others, approved, published, and taken back in one step."),
                  QStringLiteral("policy."), QStringLiteral("policies.read")}, parent),
      m_kind(new QComboBox(this)), m_live(label(this, "muted")) {
    m_kind->setAccessibleName(tr("Kind of document"));
    m_new = button(this, tr("&New draft\u2026"), true);
    m_rollback = button(this, tr("&Roll back\u2026"));
    for (QWidget* each : std::initializer_list<QWidget*>{m_kind, m_rollback, m_new}) buttons()->addWidget(each);
    auto* both = new QSplitter(this);
    both->addWidget(buildVersions());
    both->addWidget(buildDetail());
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 3);
    body()->addWidget(m_live);
    body()->addWidget(both, 1);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &DocumentsPage::readVersions);
    connect(m_new, &QPushButton::clicked, this, &DocumentsPage::makeDraft);
    connect(m_rollback, &QPushButton::clicked, this, &DocumentsPage::rollBack);
    connect(&desk.permits, &Permits::changed, this, &DocumentsPage::refreshSteps);
    refreshSteps();
}

QWidget* DocumentsPage::buildVersions() {
    m_table = new PlainTable(desk().theme, {tr("No."), tr("State"), tr("What it is for"), tr("By"), tr("When")}, this);
    m_view = new QTableView(this);
    dressTable(m_view, m_table, 2, tr("Versions"));
    m_view->setMinimumWidth(360);   // what a version is for has to be read to tell it from others
    new EmptyHint(m_view, tr("There is no version yet: what was built in is in force.\nMake a draft to change it."));
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DocumentsPage::showCurrent);
    return m_view;
}

void DocumentsPage::addStep(const QString& name, const QString& text, const QString& needs, bool primary) {
    Step step{name, button(m_buttons, text, primary), needs};
    connect(step.button, &QPushButton::clicked, this, [this, name] { run(name); });
    auto* grid = qobject_cast<QGridLayout*>(m_buttons->layout());
    const int place = static_cast<int>(m_steps.size());
    grid->addWidget(step.button, place / 4, place % 4);
    m_steps.push_back(std::move(step));
}

QWidget* DocumentsPage::buildDetail() {
    auto* side = new QWidget(this);
    m_about = label(side, "text");
    m_buttons = new QWidget(side);
    auto* grid = new QGridLayout(m_buttons);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    addStep(QStringLiteral("edit"), tr("&Edit"), QStringLiteral("policies.draft"), true);
    addStep(QStringLiteral("validate"), tr("&Check"), QStringLiteral("policies.read"));
    addStep(QStringLiteral("submit"), tr("Ask for re&view"), QStringLiteral("policies.draft"));
    addStep(QStringLiteral("approve"), tr("&Approve"), QStringLiteral("policies.approve"));
    addStep(QStringLiteral("request-changes"), tr("Ask for c&hanges\u2026"), QStringLiteral("policies.approve"));
    addStep(QStringLiteral("publish"), tr("&Publish"), QStringLiteral("policies.publish"));
    addStep(QStringLiteral("schedule"), tr("&Schedule\u2026"), QStringLiteral("policies.publish"));
    addStep(QStringLiteral("unschedule"), tr("Cancel schedule"), QStringLiteral("policies.publish"));
    addStep(QStringLiteral("rebase"), tr("Move onto what is in force"), QStringLiteral("policies.draft"));
    addStep(QStringLiteral("take-back"), tr("&Take back\u2026"), QStringLiteral("policies.draft"));
    addStep(QStringLiteral("discard"), tr("&Discard\u2026"), QStringLiteral("policies.draft"));
    addStep(QStringLiteral("import"), tr("I&mport\u2026"), QStringLiteral("policies.draft"));
    m_tabs = new QTabWidget(side);
    m_diff = new DiffView(desk(), m_tabs);
    m_impact = new ImpactView(desk(), m_tabs);
    m_trial = new TrialView(desk(), m_tabs);
    m_calibration = new CalibrationView(desk(), m_tabs);
    m_reviews = new PlainTable(desk().theme, {tr("Who"), tr("Said"), tr("Comment"), tr("When")}, this);
    m_findings = new PlainTable(desk().theme, {tr("Weight"), tr("What"), tr("Where")}, this);
    auto* reviews = new QTableView(m_tabs);
    auto* findings = new QTableView(m_tabs);
    dressTable(reviews, m_reviews, 2, tr("Reviews"));
    dressTable(findings, m_findings, 1, tr("What the check found"));
    new EmptyHint(reviews, tr("Nobody has looked at this version yet."));
    new EmptyHint(findings, tr("Press Check: what stands in the way of publishing is listed here."));
    m_tabs->addTab(m_diff, tr("Changes"));
    m_tabs->addTab(m_impact, tr("Impact"));
    m_tabs->addTab(reviews, tr("Reviews"));
    m_tabs->addTab(findings, tr("Check"));
    m_tabs->addTab(m_trial, tr("Try on the past"));
    m_tabs->addTab(m_calibration, tr("Try on what was sent"));
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(10, 0, 0, 0);
    column->addWidget(m_about);
    column->addWidget(m_buttons);
    column->addWidget(m_tabs, 1);
    connect(m_diff, &DiffView::told, this, &Page::say);
    connect(m_impact, &ImpactView::told, this, &Page::say);
    connect(m_trial, &TrialView::told, this, &Page::say);
    connect(m_calibration, &CalibrationView::told, this, &Page::say);
    return side;
}

QString DocumentsPage::kind() const { return m_kind->currentData().toString(); }

const KindFacts* DocumentsPage::facts() const {
    for (const auto& each : m_kinds)
        if (utf8(each.kind) == kind()) return &each;
    return nullptr;
}

const policy::PolicyVersion* DocumentsPage::current() const {
    const QString id = selectedIds(m_view).value(0);
    for (const auto& each : m_versions)
        if (QString::number(each.number) == id) return &each;
    return nullptr;
}

void DocumentsPage::refresh() {
    if (!desk().permits.may(needs())) return;
    desk().data.ask(this, {.path = QStringLiteral("/v1/policies")}, [this](const DataReply& reply) {
        if (!good(reply)) return;
        if (const auto kinds = readItems<KindFacts>(reply); kinds.ok()) showKinds(*kinds);
    });
}

void DocumentsPage::showKinds(const std::vector<KindFacts>& kinds) {
    const QString before = kind();
    m_kinds = kinds;
    {
        const QSignalBlocker quiet(m_kind);
        m_kind->clear();
        for (const auto& each : m_kinds) m_kind->addItem(kindText(each.kind), utf8(each.kind));
        m_kind->setCurrentIndex(std::max(0, m_kind->findData(before)));
    }
    readVersions();
}

void DocumentsPage::readVersions() {
    const auto* chosen = facts();
    if (!chosen) return;
    m_live->setText(chosen->liveVersion > 0 ? tr("In force: version %1, since %2. A version needs %3 approvals of people who did not change it.")
                                                  .arg(chosen->liveVersion)
                                                  .arg(fullTimeText(chosen->liveSince, zoneOf(desk().store.utility())))
                                                  .arg(chosen->settings.approvers)
                                            : tr("In force: what is built in. A version needs %1 approvals of people who did not change it.").arg(chosen->settings.approvers));
    desk().data.ask(this, {.path = policyPath(kind(), QStringLiteral("/versions")), .query = {{QStringLiteral("limit"), QStringLiteral("200")}}},
                    [this, asked = kind()](const DataReply& reply) {
                        if (asked != kind() || !good(reply)) return;
                        if (auto versions = readItems<policy::PolicyVersion>(reply); versions.ok()) showVersions(std::move(*versions));
                    });
}

void DocumentsPage::showVersions(std::vector<policy::PolicyVersion> versions) {
    m_versions = std::move(versions);
    const auto zone = zoneOf(desk().store.utility());
    const auto now = desk().now();
    std::vector<PlainRow> rows;
    for (const auto& each : m_versions) {
        const auto state = stateWords(each.state);
        const Instant when = each.publishedAt.known() ? each.publishedAt : each.editedAt.known() ? each.editedAt : each.createdAt;
        QString word = state.word;
        if (each.state == policy::VersionState::inReview) word = tr("In review (%1)").arg(each.approvals());
        if (each.schedule && each.state == policy::VersionState::scheduled) word = tr("Scheduled for %1").arg(clockText(each.schedule->effectiveAt, zone, now));
        rows.push_back({QString::number(each.number), {{QString::number(each.number)}, {word, state.tone}, {utf8(each.summary)}, {utf8(each.createdBy), Tone::Muted},
                                                       {clockText(when, zone, now), Tone::Muted, fullTimeText(when, zone)}}});
    }
    m_table->setRows(std::move(rows));
    const int row = m_wanted > 0 ? m_table->rowOf(QString::number(std::exchange(m_wanted, 0))) : -1;
    if (row >= 0) m_view->selectRow(row);
    else if (!current() && m_table->rowCount() > 0) m_view->selectRow(0);
    else showCurrent();
}

void DocumentsPage::showCurrent() {
    refreshSteps();
    const auto* version = current();
    if (!version) {
        m_about->setText(tr("Select a version."));
        m_diff->show(kind(), 0, 0);
        showTrial(nullptr);
        return;
    }
    QStringList people;
    for (const auto& each : version->editors) people << utf8(each);
    QString words = QStringLiteral("<b>%1</b>").arg(utf8(version->summary).toHtmlEscaped());
    words += QStringLiteral("<br>") + tr("Version %1, made from %2, changed by %3.").arg(version->number)
                                          .arg(version->base > 0 ? tr("version %1").arg(version->base) : tr("what is built in"), people.join(QStringLiteral(", ")).toHtmlEscaped());
    if (!version->reason.empty()) words += QStringLiteral("<br>") + utf8(version->reason).toHtmlEscaped();
    m_about->setText(words);
    m_diff->show(kind(), version->wasPublished() ? version->priorVersion : version->base, version->number);
    m_impact->show(kind(), version->wasPublished() ? version->priorVersion : version->base, version->number);
    showTrial(version);
    m_findings->setRows({});
    showReviews(*version);
}

void DocumentsPage::showTrial(const policy::PolicyVersion* version) {
    const bool risk = kind().toStdString() == approvals::riskKind;
    m_tabs->setTabVisible(m_tabs->indexOf(m_trial), !risk);
    m_tabs->setTabVisible(m_tabs->indexOf(m_calibration), risk);
    const int before = !version ? 0 : version->wasPublished() ? version->priorVersion : version->base;
    m_trial->show(kind(), risk ? 0 : before, version && !risk ? version->number : 0);
    m_calibration->show(risk ? before : 0, risk ? version : nullptr);
}

void DocumentsPage::showReviews(const policy::PolicyVersion& version) {
    const auto zone = zoneOf(desk().store.utility());
    std::vector<PlainRow> rows;
    for (const auto& each : version.reviews) {
        const bool old = each.round != version.round;
        const Tone tone = old ? Tone::Muted : each.decision == policy::ReviewDecision::approve ? Tone::Good : Tone::Warning;
        const QString said = each.decision == policy::ReviewDecision::approve          ? tr("approved")
                             : each.decision == policy::ReviewDecision::requestChanges ? tr("asked for changes")
                                                                                       : tr("rejected");
        rows.push_back({QString::number(rows.size()), {{utf8(each.by)}, {old ? tr("%1 (an earlier round)").arg(said) : said, tone}, {utf8(each.comment)}, {fullTimeText(each.at, zone), Tone::Muted}}});
    }
    m_reviews->setRows(std::move(rows));
}

void DocumentsPage::take(const QVariant& what) {
    const auto map = what.toMap();
    const QString wanted = map.isEmpty() ? what.toString() : map.value(QStringLiteral("kind")).toString();
    m_wanted = map.value(QStringLiteral("version")).toInt();
    if (const int row = m_kind->findData(wanted); row >= 0 && row != m_kind->currentIndex()) m_kind->setCurrentIndex(row);
    else readVersions();
}

}  // namespace ok::app
