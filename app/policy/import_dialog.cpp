// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/policy/import_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/empty_view.h"
#include "app/desk/plain_table.h"
#include "app/desk/table_look.h"
#include "app/desk/words.h"

namespace ok::app {
namespace {

constexpr qint64 mostBytes = 32 << 20;

QString actionWord(policy::RecordAction action) {
    switch (action) {
        case policy::RecordAction::added: return ImportDialog::tr("new");
        case policy::RecordAction::updated: return ImportDialog::tr("changed");
        case policy::RecordAction::unchanged: return ImportDialog::tr("as it is");
        case policy::RecordAction::none: break;
    }
    return {};
}

}  // namespace

ImportDialog::ImportDialog(const DeskContext& desk, const policy::PolicyVersion& draft, QWidget* parent)
    : QDialog(parent), m_desk(desk), m_draft(draft), m_path(new QLineEdit(this)), m_reason(new QLineEdit(this)), m_summary(label(this, "text")),
      m_error(label(this, "error")), m_rows(new PlainTable(desk.theme, {tr("No."), tr("Record"), tr("Result"), tr("What is wrong")}, this)) {
    setWindowTitle(tr("Import into version %1").arg(draft.number));
    m_path->setReadOnly(true);
    m_path->setPlaceholderText(tr("A JSON or CSV file of exported records"));
    m_path->setAccessibleName(tr("File"));
    m_reason->setPlaceholderText(tr("Why? Reviewers and auditors read this."));
    m_reason->setAccessibleName(tr("Reason"));
    m_error->setWordWrap(true);
    auto* open = button(this, tr("Choose a &file\u2026"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    row->addWidget(open);
    auto* view = new QTableView(this);
    dressTable(view, m_rows, 3, tr("Records of the file"));
    new EmptyHint(view, tr("Choose a file: it is read and checked first, and nothing is changed by that."));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_take = buttons->addButton(tr("&Take over the valid records"), QDialogButtonBox::ActionRole);
    makePrimary(m_take);
    m_take->setAccessibleName(tr("Take over the valid records"));
    m_take->setEnabled(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_summary);
    column->addWidget(view, 1);
    column->addWidget(m_error);
    column->addWidget(m_reason);
    column->addWidget(buttons);
    connect(open, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Choose a file"), {}, tr("Records (*.json *.csv)"));
        if (!path.isEmpty()) choose(path);
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_take, &QPushButton::clicked, this, &ImportDialog::commit);
    m_error->hide();
    resize(760, 520);
    open->setFocus();
}

void ImportDialog::choose(const QString& path) {
    QFile file(path);
    m_path->setText(path);
    m_rows->setRows({});
    m_take->setEnabled(false);
    const bool readable = file.open(QIODevice::ReadOnly) && file.size() <= mostBytes;
    if (!readable) {
        m_error->setText(file.isOpen() ? tr("The file is larger than 32 MB.") : tr("The file cannot be read: %1").arg(file.errorString()));
        return m_error->show();
    }
    m_text = file.readAll();
    m_csv = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
    m_error->hide();
    m_summary->setText(tr("Reading\u2026"));
    ask(QStringLiteral("dry-run"), [this, path](const DataReply& reply) {
        if (path != m_path->text()) return;   // another file was chosen meanwhile
        const auto report = read<policy::ImportReport>(reply);
        m_summary->clear();
        if (report.ok()) return showReport(*report);
        m_error->setText(policySentence(reply));
        m_error->show();
    });
}

void ImportDialog::ask(const QString& mode, DataHandler done) {
    m_desk.data.ask(this, {.method = "POST", .path = policyPath(utf8(m_draft.kind), QStringLiteral("/import")),
                           .query = {{QStringLiteral("mode"), mode}, {QStringLiteral("version"), QString::number(m_draft.number)}, {QStringLiteral("reason"), m_reason->text().trimmed()}},
                           .body = m_text, .ifMatch = {}, .contentType = m_csv ? QByteArrayLiteral("text/csv") : QByteArray()},
                    std::move(done));
}

void ImportDialog::showReport(const policy::ImportReport& report) {
    const auto& s = report.summary;
    m_summary->setText(tr("%1 records: %2 valid (%3 new, %4 changed, %5 as they are), %6 invalid. Nothing is changed yet.")
                           .arg(countText(s.records), countText(s.valid), countText(s.added), countText(s.updated), countText(s.unchanged), countText(s.invalid)));
    std::vector<PlainRow> rows;
    for (const bool invalidFirst : {true, false}) {
        for (const auto& each : report.results) {
            const bool invalid = each.status == policy::RecordStatus::invalid;
            if (invalid != invalidFirst) continue;
            QStringList wrong;
            for (const auto& error : each.errors) wrong << QStringLiteral("%1: %2").arg(utf8(error.field), utf8(error.message));
            rows.push_back({QString::number(rows.size()), {{QString::number(each.number), Tone::Muted}, {QStringLiteral("%1 %2").arg(utf8(each.type), utf8(each.id))},
                                                           {invalid ? tr("left out") : actionWord(each.action), invalid ? Tone::Critical : each.action == policy::RecordAction::unchanged ? Tone::Muted : Tone::Good},
                                                           {wrong.join(QStringLiteral("; "))}}});
        }
    }
    m_rows->setRows(std::move(rows));
    m_take->setEnabled(s.added + s.updated > 0);
    m_take->setToolTip(m_take->isEnabled() ? QString() : tr("The file would change nothing."));
}

void ImportDialog::commit() {
    m_take->setEnabled(false);
    ask(QStringLiteral("commit"), [this](const DataReply& reply) {
        const auto report = read<policy::ImportReport>(reply);
        if (!report.ok()) {
            m_error->setText(policySentence(reply));
            m_error->show();
            return m_take->setEnabled(true);
        }
        m_said = tr("%1 records taken over, %2 left out. Transaction %3.").arg(countText(report->summary.added + report->summary.updated), countText(report->summary.invalid), utf8(report->transactionId));
        accept();
    });
}

}  // namespace ok::app
