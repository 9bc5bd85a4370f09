// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/ledger/export_dialogs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTimeEdit>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/pieces.h"
#include "app/desk/words.h"
#include "app/ledger/filter_form.h"
#include "shared/access/purposes.h"

namespace ok::app {
namespace {

using operations::ExportFormat;
using operations::SchedulePeriod;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ExportWords)
};

constexpr ExportFormat kFormats[] = {ExportFormat::csv, ExportFormat::jsonl, ExportFormat::json, ExportFormat::pdf, ExportFormat::bundle,
                                     ExportFormat::report, ExportFormat::report_csv};

QString formatAbout(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return Words::tr("One line an entry, for spreadsheets.");
        case ExportFormat::jsonl: return Words::tr("One JSON object a line, for programs.");
        case ExportFormat::pdf: return Words::tr("A signed report for people, at most 20,000 entries, with proofs attached.");
        case ExportFormat::bundle: return Words::tr("The very bytes that were sealed, with all proofs: anybody can verify it without this server.");
        case ExportFormat::report: return Words::tr("Who did how much of what, signed: for a regulator's first look.");
        case ExportFormat::report_csv: return Words::tr("The same figures as a table.");
        case ExportFormat::json: return Words::tr("All entries as one JSON list, for programs that read whole files.");
    }
    return {};
}

QListWidget* targetList(QWidget* parent, const Targets& targets) {
    auto* list = new QListWidget(parent);
    list->setAccessibleName(Words::tr("Deliver to"));
    list->setMaximumHeight(84);
    for (const auto& each : targets) {
        auto* item = new QListWidgetItem(targetText(each), list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Unchecked);
        item->setData(Qt::UserRole, utf8(toJson(each)));
    }
    if (targets.empty()) {
        auto* none = new QListWidgetItem(Words::tr("No targets are set up on the server (delivery.json); the files wait here to be fetched."), list);
        none->setFlags(Qt::NoItemFlags);
    }
    return list;
}

Targets chosenOf(const QListWidget* list) {
    Targets out;
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->checkState() != Qt::Checked || !list->item(row)->flags().testFlag(Qt::ItemIsEnabled)) continue;
        const auto one = fromJson<operations::DeliveryTarget>(list->item(row)->data(Qt::UserRole).toString().toStdString());
        if (one.ok()) out.push_back(*one);
    }
    return out;
}

QDialogButtonBox* acceptBox(QDialog* dialog, const QString& accept) {
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, dialog);
    box->button(QDialogButtonBox::Ok)->setText(accept);
    makePrimary(box->button(QDialogButtonBox::Ok));
    QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return box;
}

QString redactWords() { return Words::tr("&Mask personal data (tokens); proofs stay valid"); }

QString purposeText(std::string_view purpose) {
    if (purpose == "audit") return Words::tr("Audit");
    if (purpose == "compliance") return Words::tr("Compliance check");
    if (purpose == "incident_review") return Words::tr("Review of an incident");
    if (purpose == "investigation") return Words::tr("Investigation");
    if (purpose == "legal_request") return Words::tr("Legal request");
    return Words::tr("Report to a regulator");
}

}  // namespace

class PurposeRow : public QWidget {
  public:
    explicit PurposeRow(QWidget* parent) : QWidget(parent), m_purpose(new QComboBox(this)), m_authority(new QLineEdit(this)) {
        const QString all = utf8(std::string(evidencePurposes));
        for (const auto& each : all.split(QLatin1Char(' '))) m_purpose->addItem(purposeText(each.toStdString()), each);
        m_purpose->setAccessibleName(Words::tr("Purpose"));
        m_authority->setAccessibleName(Words::tr("Authority"));
        m_authority->setPlaceholderText(Words::tr("By what right (a request's number, a statute)"));
        m_authority->setMaxLength(200);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_purpose);
        row->addWidget(m_authority, 1);
        setFocusProxy(m_purpose);
    }
    [[nodiscard]] QString purpose() const { return m_purpose->currentData().toString(); }
    [[nodiscard]] QString authority() const { return m_authority->text().trimmed(); }

  private:
    QComboBox* m_purpose;
    QLineEdit* m_authority;
};

QString formatText(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return Words::tr("Table (CSV)");
        case ExportFormat::jsonl: return Words::tr("Lines (JSONL)");
        case ExportFormat::pdf: return Words::tr("Signed report (PDF)");
        case ExportFormat::bundle: return Words::tr("Evidence bundle");
        case ExportFormat::report: return Words::tr("Compliance report (JSON)");
        case ExportFormat::report_csv: return Words::tr("Compliance report (CSV)");
        case ExportFormat::json: return Words::tr("List (JSON)");
    }
    return {};
}

QString targetText(const operations::DeliveryTarget& target) {
    const QString name = utf8(target.target);
    switch (target.kind) {
        case operations::DeliveryKind::sftp: return Words::tr("%1 (SFTP)").arg(name);
        case operations::DeliveryKind::https: return Words::tr("%1 (HTTPS store)").arg(name);
        case operations::DeliveryKind::email: break;
    }
    return Words::tr("%1 (email with a link)").arg(name);
}

ExportDialog::ExportDialog(const DeskContext& desk, const ledger::AuditFilter& filter, const Targets& targets, QWidget* parent)
    : QDialog(parent), m_form(new FilterForm(desk, FilterForm::Period::Asked, this)), m_format(new QComboBox(this)),
      m_redact(new QCheckBox(redactWords(), this)), m_targets(targetList(this, targets)), m_note(new QLineEdit(this)), m_purpose(new PurposeRow(this)), m_about(label(this, "muted")) {
    setWindowTitle(tr("Export from the log"));
    for (const auto format : kFormats) m_format->addItem(formatText(format), static_cast<int>(format));
    m_format->setAccessibleName(tr("Format"));
    m_note->setAccessibleName(tr("Note"));
    m_note->setPlaceholderText(tr("Why, for whom (stays in the log)"));
    m_redact->setChecked(true);
    m_form->setFilter(filter);
    auto* rows = new QFormLayout;
    rows->setVerticalSpacing(10);
    rows->addRow(tr("&Format"), m_format);
    rows->addRow(QString(), m_about);
    rows->addRow(QString(), m_redact);
    rows->addRow(tr("&Deliver to"), m_targets);
    rows->addRow(tr("&Purpose"), m_purpose);
    rows->addRow(tr("&Note"), m_note);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 18, 22, 16);
    column->setSpacing(12);
    column->addWidget(label(this, "title", tr("Export from the log")));
    column->addWidget(label(this, "muted", tr("The same question about the same log always gives the same bytes. That it was asked, made and fetched is in the log.")));
    column->addWidget(m_form);
    column->addLayout(rows);
    column->addWidget(acceptBox(this, tr("Export")));
    setMinimumWidth(760);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::check);
    check();
}

void ExportDialog::check() { m_about->setText(formatAbout(static_cast<ExportFormat>(m_format->currentData().toInt()))); }

operations::StartExport ExportDialog::command() const {
    return {m_form->filter(), static_cast<ExportFormat>(m_format->currentData().toInt()), m_redact->isChecked(),
            m_note->text().trimmed().toStdString(), chosenOf(m_targets)};
}

QString ExportDialog::purpose() const { return m_purpose->purpose(); }
QString ExportDialog::authority() const { return m_purpose->authority(); }
QString ScheduleDialog::purpose() const { return m_purpose->purpose(); }
QString ScheduleDialog::authority() const { return m_purpose->authority(); }

ScheduleDialog::ScheduleDialog(const DeskContext& desk, const Targets& targets, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_form(new FilterForm(desk, FilterForm::Period::None, this)), m_name(new QLineEdit(this)),
      m_zone(new QLineEdit(desk.store.utility().timeZone, this)), m_purpose(new PurposeRow(this)), m_period(new QComboBox(this)), m_weekday(new QComboBox(this)),
      m_time(new QTimeEdit(QTime(2, 0), this)), m_redact(new QCheckBox(redactWords(), this)), m_targets(targetList(this, targets)), m_next(label(this, "muted")) {
    setWindowTitle(tr("Export on a schedule"));
    build(targets);
    connect(m_name, &QLineEdit::textChanged, this, &ScheduleDialog::check);
    connect(m_zone, &QLineEdit::textChanged, this, &ScheduleDialog::check);
    connect(m_time, &QTimeEdit::timeChanged, this, &ScheduleDialog::check);
    for (auto* box : {m_period, m_weekday}) connect(box, &QComboBox::currentIndexChanged, this, &ScheduleDialog::check);
    for (const auto& [format, box] : m_formats) connect(box, &QCheckBox::toggled, this, &ScheduleDialog::check);
    check();
}

void ScheduleDialog::build(const Targets&) {
    m_period->addItem(tr("every day, over the day before"), static_cast<int>(SchedulePeriod::day));
    m_period->addItem(tr("every week, over the week before"), static_cast<int>(SchedulePeriod::week));
    m_period->addItem(tr("every month, over the month before"), static_cast<int>(SchedulePeriod::month));
    for (int day = 0; day < 7; ++day) m_weekday->addItem(QLocale().dayName(day == 0 ? 7 : day), day);
    m_weekday->setCurrentIndex(1);
    m_redact->setChecked(true);
    m_name->setAccessibleName(tr("Name")), m_zone->setAccessibleName(tr("Time zone")), m_period->setAccessibleName(tr("How often"));
    m_weekday->setAccessibleName(tr("Weekday")), m_time->setAccessibleName(tr("Time of day"));
    auto* when = new QHBoxLayout;
    for (QWidget* each : std::initializer_list<QWidget*>{m_period, m_weekday, m_time, m_zone}) when->addWidget(each);
    auto* formats = new QHBoxLayout;
    for (const auto format : kFormats) {
        m_formats.emplace_back(format, new QCheckBox(formatText(format), this));
        formats->addWidget(m_formats.back().second);
    }
    formats->addStretch(1);
    m_formats.back().second->setChecked(true);
    auto* rows = new QFormLayout;
    rows->setVerticalSpacing(10);
    rows->addRow(tr("&Name"), m_name);
    auto* whenLabel = new QLabel(tr("&When"), this);
    whenLabel->setBuddy(m_period);
    m_time->setDisplayFormat(QStringLiteral("HH:mm"));
    rows->addRow(whenLabel, when);
    rows->addRow(QString(), m_next);
    rows->addRow(tr("Formats"), formats);
    rows->addRow(QString(), m_redact);
    rows->addRow(tr("&Deliver to"), m_targets);
    rows->addRow(tr("&Purpose"), m_purpose);
    auto* box = acceptBox(this, tr("Make the schedule"));
    m_accept = box->button(QDialogButtonBox::Ok);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 18, 22, 16);
    column->setSpacing(12);
    column->addWidget(label(this, "title", tr("Export on a schedule")));
    column->addWidget(m_form);
    column->addLayout(rows);
    column->addWidget(box);
    setMinimumWidth(760);
}

void ScheduleDialog::check() {
    m_weekday->setVisible(m_period->currentData().toInt() == static_cast<int>(SchedulePeriod::week));
    const auto wanted = command();
    operations::AuditSchedule schedule;
    schedule.period = wanted.period, schedule.timeZone = wanted.timeZone, schedule.hour = wanted.hour;
    schedule.minute = wanted.minute, schedule.weekday = wanted.weekday;
    const auto next = operations::nextRun(schedule, m_desk.now());
    QString trouble;
    if (!next.ok()) trouble = tr("The time zone is not known. It looks like America/New_York.");
    else if (wanted.name.empty()) trouble = tr("Give it a name.");
    else if (wanted.formats.empty()) trouble = tr("Choose at least one format.");
    m_accept->setEnabled(trouble.isEmpty());
    m_next->setText(trouble.isEmpty() ? tr("Runs first on %1.").arg(fullTimeText(*next, QTimeZone(m_zone->text().toUtf8()))) : trouble);
}

operations::CreateSchedule ScheduleDialog::command() const {
    operations::CreateSchedule out;
    out.name = m_name->text().trimmed().toStdString();
    out.filter = m_form->filter();
    out.period = static_cast<SchedulePeriod>(m_period->currentData().toInt());
    for (const auto& [format, box] : m_formats)
        if (box->isChecked()) out.formats.push_back(format);
    out.redact = m_redact->isChecked();
    out.deliverTo = chosenOf(m_targets);
    out.timeZone = m_zone->text().trimmed().toStdString();
    out.hour = m_time->time().hour();
    out.minute = m_time->time().minute();
    out.weekday = m_weekday->currentData().toInt();
    return out;
}

}  // namespace ok::app
