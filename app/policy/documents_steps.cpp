// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// DocumentsPage: the steps in the life of a version.
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include "app/desk/command_body.h"
#include "app/desk/plain_table.h"
#include "app/desk/words.h"
#include "app/policy/body_dialog.h"
#include "app/policy/documents_page.h"
#include "app/policy/import_dialog.h"
#include "app/policy/risk_rules_dialog.h"
#include "shared/approvals/risk_kind.h"

namespace ok::app {
namespace {

using policy::VersionState;

constexpr int kLeastSummary = 15;

bool changedBy(const policy::PolicyVersion& version, const QString& user) {
    return std::any_of(version.editors.begin(), version.editors.end(), [&user](const auto& each) { return utf8(each) == user; });
}

}  // namespace

QString DocumentsPage::hindranceOf(const QString& step, const policy::PolicyVersion* version) const {
    if (!version) return tr("Select a version first.");
    const auto only = [&](VersionState state, const QString& why) { return version->state == state ? QString() : why; };
    const bool looked = step == QLatin1String("approve") || step == QLatin1String("request-changes");
    if (looked && version->state != VersionState::inReview) return tr("Only a version in review can be looked at.");
    if (step == QLatin1String("approve") && changedBy(*version, desk().permits.user()))
        return tr("Self-approval not permitted per policy: you changed this version.");
    if (step == QLatin1String("edit") || step == QLatin1String("submit") || step == QLatin1String("discard") || step == QLatin1String("rebase") ||
        step == QLatin1String("import"))
        return only(VersionState::draft, tr("Only a draft can be changed. Make a new draft from it."));
    if (step == QLatin1String("publish") || step == QLatin1String("schedule"))
        return only(VersionState::approved, version->state == VersionState::inReview ? tr("Not enough people have approved this version yet.") : tr("Only an approved version can come into force."));
    if (step == QLatin1String("unschedule")) return only(VersionState::scheduled, tr("This version is not scheduled."));
    if (step == QLatin1String("take-back"))
        return version->state == VersionState::inReview || version->state == VersionState::approved ? QString() : tr("Only what is in review or approved can be taken back.");
    return {};
}

void DocumentsPage::refreshSteps() {
    const auto* version = current();
    for (const auto& step : m_steps) desk().permits.show(step.button, step.needs, hindranceOf(step.name, version));
    desk().permits.show(m_new, QStringLiteral("policies.draft"));
    const bool prior = std::any_of(m_versions.begin(), m_versions.end(), [](const auto& each) { return each.state == VersionState::superseded; });
    desk().permits.show(m_rollback, QStringLiteral("policies.publish"), prior ? QString() : tr("There is no earlier version to go back to."));
}

void DocumentsPage::transmit(const DataRequest& request, const QString& done) {
    desk().data.ask(this, request, [this, done](const DataReply& reply) {
        say(reply.ok() ? done : policySentence(reply), !reply.ok());
        refresh();
    });
}

void DocumentsPage::run(const QString& step) {
    const auto* chosen = current();
    if (!chosen) return;
    const policy::PolicyVersion version = *chosen;  // the list may be read again while a question is open
    if (step == QLatin1String("edit") && kind() == QLatin1String("roles")) return emit editWanted(kind(), version.number);
    if (step == QLatin1String("edit")) return editDraft(version);
    if (step == QLatin1String("validate")) return check(version);
    if (step == QLatin1String("schedule")) return schedule(version);
    if (step == QLatin1String("import")) {
        ImportDialog dialog(desk(), version, this);
        if (dialog.exec() == QDialog::Accepted) say(dialog.said());
        return refresh();
    }
    QJsonObject body;
    if (step == QLatin1String("request-changes") || step == QLatin1String("take-back") || step == QLatin1String("discard") || step == QLatin1String("unschedule")) {
        const bool review = step == QLatin1String("request-changes");
        const auto said = askReason(this, {tr("Version %1").arg(version.number), review ? tr("What should be changed? The author reads this.") : tr("Why?"), tr("Go on"), 5, step == QLatin1String("discard")});
        if (!said) return;
        body.insert(review ? QStringLiteral("comment") : QStringLiteral("reason"), *said);
    }
    if (step == QLatin1String("approve")) body.insert(QStringLiteral("digest"), utf8(version.digest.hex()));  // exactly what was looked at
    if (step == QLatin1String("publish") &&
        QMessageBox::question(this, tr("Publish"), tr("Version %1 comes into force at once, for everybody. You can roll back in one step.").arg(version.number)) != QMessageBox::Yes)
        return;
    if (step == QLatin1String("publish")) body.insert(QStringLiteral("effective_at"), QStringLiteral("now"));
    static const std::pair<const char*, const char*> said[] = {
        {"submit", QT_TR_NOOP("In review: others can approve it now.")}, {"approve", QT_TR_NOOP("Approved by you.")},
        {"request-changes", QT_TR_NOOP("Back with its author.")},         {"publish", QT_TR_NOOP("In force.")},
        {"unschedule", QT_TR_NOOP("The schedule is cancelled.")},         {"rebase", QT_TR_NOOP("The draft stands on what is in force now.")},
        {"take-back", QT_TR_NOOP("It is a draft again.")},                {"discard", QT_TR_NOOP("Discarded.")}};
    QString done = tr("Done.");
    for (const auto& [name, sentence] : said)
        if (step == QLatin1String(name)) done = tr(sentence);
    transmit(stepRequest(version, step, body), done);
}

void DocumentsPage::editDraft(const policy::PolicyVersion& draft) {
    bool whole = draft.kind != approvals::riskKind, saved = false;
    if (!whole) {
        RiskRulesDialog dialog(desk(), draft, this);
        connect(&dialog, &RiskRulesDialog::wholeWanted, this, [&whole] { whole = true; });
        saved = dialog.exec() == QDialog::Accepted;
    }
    if (whole) saved = BodyDialog(desk(), draft, this).exec() == QDialog::Accepted;
    if (saved) say(tr("Saved. Ask for review when it is as it should be."));
    refresh();
}

void DocumentsPage::check(const policy::PolicyVersion& version) {
    desk().data.ask(this, stepRequest(version, QStringLiteral("validate"), {}), [this](const DataReply& reply) {
        const auto found = read<ValidationFacts>(reply);
        if (!found.ok()) return say(policySentence(reply), true);
        std::vector<PlainRow> rows;
        for (const auto& each : found->findings)
            rows.push_back({QString::number(rows.size()), {{each.blocking ? tr("must be mended") : tr("worth a look"), each.blocking ? Tone::Critical : Tone::Warning},
                                                           {utf8(each.message), Tone::Plain, utf8(each.code)}, {utf8(each.path), Tone::Muted}}});
        m_findings->setRows(std::move(rows));
        m_tabs->setCurrentIndex(3);
        say(found->valid ? tr("Nothing stands in the way of publishing.") : tr("Mend what is listed before this version can be published."), !found->valid);
    });
}

void DocumentsPage::makeDraft() {
    const auto summary = askReason(this, {tr("New draft"), tr("What shall this version be for? Reviewers and auditors read this."), tr("Make the draft"), kLeastSummary, false});
    if (!summary) return;
    desk().data.ask(this, draftRequest(kind(), *summary), [this](const DataReply& reply) {
        say(reply.ok() ? tr("The draft is made from what is in force. Press Edit.") : policySentence(reply), !reply.ok());
        if (reply.ok()) m_wanted = reply.object().value(QStringLiteral("version")).toInt();
        refresh();
    });
}

void DocumentsPage::rollBack() {
    const auto* chosen = current();
    const int target = chosen && chosen->state == VersionState::superseded ? chosen->number : 0;
    const auto reason = askReason(this, {tr("Roll back"), target > 0 ? tr("Version %1 comes into force again at once. Why?").arg(target) : tr("The version before comes into force again at once. Why?"),
                                         tr("Roll back"), 10, true});
    if (!reason) return;
    const QJsonObject body{{QStringLiteral("version"), target}, {QStringLiteral("reason"), *reason}};
    transmit({.method = "POST", .path = policyPath(kind(), QStringLiteral("/rollback")), .body = QJsonDocument(body).toJson(QJsonDocument::Compact)}, tr("Rolled back."));
}

void DocumentsPage::schedule(const policy::PolicyVersion& version) {
    const auto zone = zoneOf(desk().store.utility());
    QDialog dialog(this);
    dialog.setWindowTitle(tr("Schedule version %1").arg(version.number));
    auto* at = wallClockEdit(&dialog, zone, desk().now() + hours(12), tr("Comes into force at"));
    auto* box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, &dialog);
    auto* hint = label(&dialog, "muted");
    const auto look = [&] {
        const bool ahead = instantOf(at, zone) > desk().now();
        box->button(QDialogButtonBox::Ok)->setEnabled(ahead);
        hint->setText(ahead ? tr("%1, in %2.").arg(QString::fromUtf8(zone.id()), ageText(instantOf(at, zone) - desk().now())) : tr("Choose a time that is still to come."));
    };
    connect(at, &QDateTimeEdit::dateTimeChanged, &dialog, look);
    connect(box, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    connect(box, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* form = new QFormLayout;
    form->addRow(tr("Comes into force at"), at);
    auto* column = new QVBoxLayout(&dialog);
    column->setContentsMargins(20, 16, 20, 16);
    column->addLayout(form);
    column->addWidget(hint);
    column->addWidget(box);
    look();
    if (dialog.exec() != QDialog::Accepted) return;
    const QJsonObject body{{QStringLiteral("effective_at"), at->dateTime().toString(QStringLiteral("yyyy-MM-ddTHH:mm"))}, {QStringLiteral("zone"), QString::fromUtf8(zone.id())}};
    transmit(stepRequest(version, QStringLiteral("schedule"), body), tr("Scheduled. It comes into force by itself."));
}

}  // namespace ok::app
