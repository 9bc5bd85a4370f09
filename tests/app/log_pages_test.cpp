// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The pages of the log, on canned answers: integrity with damage and what to do about it (F07.R4, F07.R6.A4, F07.R6.A6),
// search with proof (F07.R1.A5, F02.R5.A4), exports and schedules (F07.R5); the alarm of a console whose server lies; and what
// one may not do: visible, disabled, explained (issue 4). Pictures: <build>/screens/log-*.png.
#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "app/integrity/genuine_entries.h"
#include "app/integrity/remediation_dialog.h"
#include "app/ledger/alarm_dialog.h"
#include "app/ledger/custody_page.h"
#include "app/ledger/entry_proof.h"
#include "app/ledger/export_dialogs.h"
#include "app/ledger/search_page.h"
#include "app/shell/alarm_banner.h"
#include "app/shell/main_window.h"
#include "app/shell/pages_window.h"
#include "shared/operations/audit_schedules.h"
#include "shared/operations/audit_sinks.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

using sample::kNow;

QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

integrity::VerificationStatus damaged() {
    integrity::VerificationStatus status;
    status.status = "Failed";
    status.cause = "ANOMALY_OPEN";
    status.entriesPresent = 1'284'331;
    status.entriesVerified = status.entriesPresent - 5;
    status.coverageRatio = 0.999996;
    status.erasedPayloads = 214;
    status.lastIncrementalRunAt = kNow - seconds(22);
    status.lastFullRunAt = kNow - hours(20);
    status.jobDurations = {0.04, 3.2};
    for (int minute = 24 * 60; minute > 0; minute -= 5)
        status.timeline.push_back({minute == 1200 ? "full" : "incremental", kNow - minutes(minute), minute != 15, minute * 3, 0.03});
    integrity::Anomaly anomaly;
    anomaly.id = "0190a000-0000-7000-8000-000000000001";
    anomaly.finding = {"CORRUPTION", Stream::security, 20, 24, "bad_payload", "9f2c61d0a7b84e15c3d2f0b19a6e7788", "1111111111b84e15c3d2f0b19a6e7788"};
    anomaly.foundBy = "incremental";
    anomaly.foundAt = kNow - minutes(15);
    status.anomalies = {anomaly};
    for (int day = 1; day <= 6; ++day) {
        integrity::Anchor anchor;
        anchor.anchorId = "day/2024-09-2" + std::to_string(day % 10) + "/ops";
        anchor.tsaStatus = day == 6 ? integrity::TsaStatus::pending : integrity::TsaStatus::ok;
        anchor.attempts = day == 6 ? 3 : 1;
        if (day != 6) anchor.tsaTime = kNow - hours(24 * (6 - day));
        else anchor.lastProblem = "no answer";
        status.anchors.push_back(anchor);
    }
    integrity::ClockSample sample;
    sample.at = kNow, sample.answered = true, sample.offsetMs = 0.31, sample.jitterMs = 0.08, sample.stratum = 3;
    status.clock = sample;
    return status;
}

const char* const kEvents = R"({"events":[
{"actor_id":"maria","actor_type":"human","entry_id":"0190a000-0000-7000-8000-00000000000a","event_type":"incident.etr_set","hash":"%1","ledger_time":"2024-09-26T22:38:04.100000Z","sequence":2,"severity":"info","stream":"ops","subjects":["0190a000-0000-7000-8000-0000000000f1"],"justification":"crew on site","payload":{"etr":{"latest":"2024-09-27T01:00:00.000000Z"}},"payload_erased":false,"source_service":"console"},
{"actor_id":"jonas","actor_type":"human","entry_id":"0190a000-0000-7000-8000-00000000000b","event_type":"approval.decided","hash":"%1","ledger_time":"2024-09-26T22:37:51.000000Z","sequence":1,"severity":"notice","stream":"ops","subjects":[],"justification":"","payload":{},"payload_erased":false,"source_service":"console"},
{"actor_id":"","actor_type":"system","entry_id":"0190a000-0000-7000-8000-00000000000c","event_type":"ledger.anomaly_found","hash":"%1","ledger_time":"2024-09-26T22:25:00.000000Z","sequence":25,"severity":"critical","stream":"security","subjects":["0190a000-0000-7000-8000-000000000001"],"justification":"","payload":{},"payload_erased":false,"source_service":"log_watch"}],
"has_more":true,"next_cursor":"abc","limit":100,"order":"newest_first"})";

struct Pages {
    sample::Desk desk;
    QTemporaryDir dir;
    QSettings settings{dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat};
    std::unique_ptr<MainWindow> window;
    Digest leafA = sha256("a"), leafB = sha256("b");

    Pages() {
        desk.theme.applyTo(*qApp);
        auto batch = sample::storm();
        const Digest root = merkle::nodeHash(merkle::leafHash(leafB.bytes), merkle::leafHash(leafA.bytes));
        batch.proof->streams = {{QStringLiteral("ops"), 18'422, 2, QString::fromStdString(root.hex()), kNow - seconds(2)},
                                {QStringLiteral("decisions"), 31, 31, QStringLiteral("77aa"), kNow - minutes(9)},
                                {QStringLiteral("security"), 402, 402, QStringLiteral("c1d2"), kNow - minutes(1)}};
        desk.store.apply(std::move(batch));
        fillAnswers();
        window = std::make_unique<MainWindow>(desk.context, settings);
        window->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    void fillAnswers() {
        desk.data.put(QStringLiteral("/v1/ledger/verification/status"), bytes(toJson(damaged())));
        const QString events = QString::fromLatin1(kEvents).replace(QStringLiteral("%1"), QString::fromStdString(leafA.hex()));
        desk.data.put(QStringLiteral("/v1/audit/events"), events.toUtf8());
        const auto first = QJsonDocument::fromJson(events.toUtf8()).object().value(QStringLiteral("events")).toArray().first().toObject();
        desk.data.put(QStringLiteral("/v1/audit/events/0190a000-0000-7000-8000-00000000000a"), QJsonDocument(first).toJson());
        desk.data.put(QStringLiteral("/v1/ledger/ops/inclusion"), bytes(R"({"proof":[")" + merkle::leafHash(leafB.bytes).hex() + R"("]})"));
        operations::AuditExport made;
        made.id = *operations::ExportId::parse("0190a000-0000-7000-8000-0000000000e1");
        made.state = operations::ExportState::ready;
        made.format = operations::ExportFormat::bundle;
        made.redacted = true;
        made.filter.types = {"incident.*"};
        made.filter.from = kNow - hours(24), made.filter.to = kNow;
        made.records = 1284, made.createdAt = kNow - minutes(3), made.downloads = 1;
        made.note = "for the public service commission";
        made.files = {{"outagekit_audit_bluegrass_20240925_20240926_bundle_9f2c61d0.tar", "application/x-tar", 1'402'880, sha256("file")}};
        auto running = made;
        running.id = *operations::ExportId::parse("0190a000-0000-7000-8000-0000000000e2");
        running.state = operations::ExportState::processing, running.format = operations::ExportFormat::pdf, running.createdAt = kNow - seconds(4);
        desk.data.put(QStringLiteral("/v1/audit/exports"), bytes("{\"items\":" + toJson(std::vector{running, made}) + "}"));
        operations::AuditSchedule schedule;
        schedule.id = *operations::ScheduleId::parse("0190a000-0000-7000-8000-0000000000c1");
        schedule.name = "Monthly bundle for the commission", schedule.period = operations::SchedulePeriod::month;
        schedule.formats = {operations::ExportFormat::bundle, operations::ExportFormat::pdf};
        schedule.deliverTo = {{operations::DeliveryKind::sftp, "regulator"}};
        schedule.nextRunAt = kNow + hours(96);
        desk.data.put(QStringLiteral("/v1/audit/schedules"), bytes("{\"items\":" + toJson(std::vector{schedule}) + "}"));
        desk.data.put(QStringLiteral("/v1/audit/targets"), R"({"items":[{"kind":"sftp","target":"regulator"},{"kind":"email","target":"board"},{"kind":"https","target":"lake"}]})");
        operations::SinkStatus log, soc;
        log.name = log.kind = "ledger", log.delivered = 18'855;
        soc.name = "webhook soc", soc.kind = "webhook", soc.state = "failed", soc.attempts = 1440, soc.reason = "http_503", soc.waiting = 212, soc.failingSince = kNow - hours(25);
        desk.data.put(QStringLiteral("/v1/audit/sinks"), bytes("{\"items\":" + toJson(std::vector{log, soc}) + "}"));
    }
    Page* open(const char* name) {
        window->openPage(QLatin1String(name));
        QApplication::processEvents();
        return window->logWindow()->page(QLatin1String(name));
    }
    static QPushButton* button(QWidget* in, const QString& text) {
        for (auto* each : in->findChildren<QPushButton*>())
            if (each->text() == text) return each;
        ADD_FAILURE() << "no button " << qPrintable(text);
        return nullptr;
    }
    static void shot(QWidget* what, const char* name) {
        const QString dir = QStringLiteral(OK_BINARY_DIR "/screens");
        QDir().mkpath(dir);
        QApplication::processEvents();
        what->grab().save(dir + QStringLiteral("/log-%1.png").arg(QLatin1String(name)));
    }
};

QString textIn(QWidget* widget) {
    QStringList all;
    for (const auto* each : widget->findChildren<QLabel*>()) all << each->text();
    return all.join(QLatin1Char('\n'));
}

TEST(LogPages, IntegrityShowsStateCoverageClockDamageAndStamps) {  // F07.R6.A4, F07.R4.A4, F07.R4.A5
    Pages p;
    auto* page = p.open("integrity");
    const QString words = textIn(page);
    EXPECT_TRUE(words.contains(QStringLiteral("Damage found")));
    EXPECT_TRUE(words.contains(QStringLiteral("99.999 %"))) << "five damaged entries among a million are not rounded away";
    EXPECT_TRUE(words.contains(QStringLiteral("0.31 ms")));
    EXPECT_TRUE(words.contains(QStringLiteral("synchronised, stratum 3")));
    QTableView* table = nullptr;
    for (auto* each : page->findChildren<QTableView*>())
        if (each->accessibleName() == QLatin1String("Damage")) table = each;
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->model()->index(0, 2).data().toString(), QStringLiteral("security, entries 20 to 24"));
    EXPECT_FALSE(Pages::button(page, QStringLiteral("What to &do\u2026"))->isEnabled());
    EXPECT_EQ(Pages::button(page, QStringLiteral("What to &do\u2026"))->toolTip(), QStringLiteral("Select a line of damage first."));
    table->selectRow(0);
    EXPECT_TRUE(Pages::button(page, QStringLiteral("What to &do\u2026"))->isEnabled());
    Pages::shot(p.window->logWindow(), "integrity");
    p.desk.theme.setScheme(Scheme::Light);
    Pages::shot(p.window->logWindow(), "integrity-light");
}

TEST(LogPages, ACheckIsToldAsDoneOnlyWhenTheRunThatWasAskedForHasEnded) {  // F07.R6.A4
    Pages p;
    auto* page = p.open("integrity");
    auto status = damaged();
    status.status = "OK", status.anomalies.clear();
    const auto answer = [&] {
        p.desk.data.put(QStringLiteral("/v1/ledger/verification/status"), bytes(toJson(status)));
        page->refresh();
        return page->said();
    };
    const QString asked = QStringLiteral("The server is checking the whole log.");
    const auto ask = [&] {
        p.desk.data.put(QStringLiteral("/v1/ledger/verification/run"), bytes(toJson(integrity::RunAsked{"processing", kNow})));
        (void)answer();
        Pages::button(page, QStringLiteral("&Check everything now"))->click();
        EXPECT_EQ(answer(), asked);
    };
    status.timeline.push_back({"recheck", kNow - seconds(1)});
    ask();
    EXPECT_EQ(answer(), asked) << "it has not begun: the runs before it, and the minute's, say nothing about it";
    status.timeline.push_back({"incremental", kNow + seconds(1)});
    EXPECT_EQ(answer(), asked);
    status.timeline.push_back({.kind = "recheck", .at = kNow + seconds(1), .valid = false, .completed = false});
    EXPECT_TRUE(answer().contains(QStringLiteral("did not come to its end"))) << qPrintable(page->said());
    status.timeline.pop_back();
    ask();
    status.timeline.push_back({"recheck", kNow + seconds(1)});
    EXPECT_TRUE(answer().contains(QStringLiteral("everything is in order"))) << qPrintable(page->said());
    status.timeline.pop_back();
    ask();
    status.timeline.push_back({"recheck", kNow + seconds(1), false});
    EXPECT_TRUE(answer().contains(QStringLiteral("see what was found"))) << qPrintable(page->said());
}

TEST(LogPages, RemediationAsksForChecksAReasonAndASecondPerson) {  // F07.R6.A6
    Pages p;
    RemediationDialog dialog(p.desk.context, damaged().anomalies.front(), p.window.get());
    dialog.show();
    auto* ask = Pages::button(&dialog, QStringLiteral("&Ask a second person"));
    EXPECT_FALSE(ask->isEnabled());
    for (auto* check : dialog.findChildren<QCheckBox*>()) check->setChecked(true);
    EXPECT_EQ(ask->toolTip(), QStringLiteral("Choose the file that holds the genuine entries."));
    dialog.findChildren<QRadioButton*>().last()->setChecked(true);
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("the disk was replaced, no copy is left"));
    EXPECT_TRUE(ask->isEnabled());
    Pages::shot(&dialog, "remediation");
    p.desk.port.answer.outcome = CommandReply::Outcome::ApprovalRequired;
    ask->click();
    ASSERT_EQ(p.desk.port.sent.size(), 1U);
    EXPECT_EQ(p.desk.port.sent[0].name, QStringLiteral("integrity.accept_damage"));
    EXPECT_FALSE(dialog.isVisible());
    ApprovalDoc waiting;
    waiting.id = QStringLiteral("a1"), waiting.action = QStringLiteral("integrity.accept_damage"), waiting.state = QStringLiteral("waiting"), waiting.mine = true;
    waiting.facts = {{QStringLiteral("anomaly"), QString::fromStdString(damaged().anomalies.front().id)}};
    p.desk.store.apply({.approvals = {waiting}});
    RemediationDialog again(p.desk.context, damaged().anomalies.front(), p.window.get());
    EXPECT_TRUE(Pages::button(&again, QStringLiteral("&Ask a second person"))->toolTip().contains(QStringLiteral("another person must release it")));
}

TEST(LogPages, AnEntryIsProvenAgainstWhatThisConsoleWitnessed) {  // F07.R1.A5, F02.R5.A4
    Pages p;
    auto* page = p.open("search");
    auto* table = page->findChild<QTableView*>();
    ASSERT_EQ(table->model()->rowCount(), 3);
    table->selectRow(0);
    QApplication::processEvents();
    EXPECT_TRUE(textIn(page).contains(QStringLiteral("Proven: entry 2 of the 2")));
    Pages::shot(p.window->logWindow(), "search");
    const QString hash = QString::fromStdString(p.leafA.hex());
    EXPECT_FALSE(isProven({1, hash, 2, p.desk.store.proof().streams[0].checkpointRoot}, p.desk.data.answers.value(QStringLiteral("/v1/ledger/ops/inclusion")).body));
    p.desk.data.put(QStringLiteral("/v1/ledger/ops/inclusion"), R"({"proof":[]})");
    table->selectRow(1);
    table->selectRow(0);
    EXPECT_TRUE(textIn(page).contains(QStringLiteral("NOT PROVEN")));
    p.desk.data.asked.clear();
    Pages::button(page, QStringLiteral("&Older entries"))->click();
    ASSERT_FALSE(p.desk.data.asked.empty());
    EXPECT_TRUE(p.desk.data.asked[0].query.contains({QStringLiteral("cursor"), QStringLiteral("abc")})) << "pages follow the server's cursor";
}

TEST(LogPages, FiltersByIncidentApproverAndDateAreAnAddressThatIsKeptSharedAndRestored) {  // F01.R6.A5
    Pages p;
    auto* page = qobject_cast<SearchPage*>(p.open("search"));
    ASSERT_NE(page, nullptr);
    ledger::AuditFilter filter;
    filter.from = kNow - hours(24), filter.to = kNow;
    filter.objects = {"0190a000-0000-7000-8000-000000000111"};
    filter.fields["approver"] = {"cleo", "dora & emil 100%"};
    filter.text = "wire, across=road";
    const QString address = addressOf(filter);
    const auto again = filterOf(address);
    ASSERT_TRUE(again.has_value()) << qPrintable(address);
    EXPECT_EQ(*again, filter) << qPrintable(address);
    EXPECT_FALSE(filterOf(QStringLiteral("outagekit:search?severity=nonsense")).has_value());
    EXPECT_FALSE(filterOf(QStringLiteral("https://elsewhere.example/?actor=x")).has_value());
    p.desk.data.asked.clear();
    page->take(address);
    ASSERT_FALSE(p.desk.data.asked.empty());
    const auto query = p.desk.data.asked[0].query;
    EXPECT_TRUE(query.contains({QStringLiteral("field.approver"), QStringLiteral("cleo")}));
    EXPECT_TRUE(query.contains({QStringLiteral("object"), QStringLiteral("0190a000-0000-7000-8000-000000000111")}));
    EXPECT_TRUE(query.contains({QStringLiteral("count"), QStringLiteral("true")}));
    EXPECT_EQ(page->address(), address) << "what is shown is what was shared";
    Pages::button(page, QStringLiteral("Copy &address"))->click();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), address);
    SearchPage other(p.desk.context);
    other.restore(address);
    EXPECT_EQ(other.address(), address) << "a console that is opened again begins where it was";
}

// F04.R6.A6: numbered, in order, each with its hash; what is saved is what the server exports.
TEST(LogPages, TheChainOfCustodyIsShownStepByStepAndSavedAsTheServerExportsIt) {
    Pages p;
    const QString id = p.desk.store.incidents().begin().key(), number = p.desk.store.incidents().begin()->number;
    const QString path = QStringLiteral("/v1/audit/incidents/%1/chain").arg(id);
    p.desk.data.put(path, R"({"damaged_entries":0,"incident_id":"x","items":[
        {"actor_id":"maria","at":"2024-09-26T22:38:04.100000Z","details":{"reason":"requested"},"event_type":"SNAPSHOT_CREATED","number":1,"parent_snapshot_id":"","snapshot_hash":"aaaabbbbccccdddd"},
        {"actor_id":"jonas","at":"2024-09-26T22:39:04.100000Z","details":{"decision":"approved"},"event_type":"APPROVAL_DECISION","number":2,"parent_snapshot_id":"","snapshot_hash":"aaaabbbbccccdddd"}],
        "next_cursor":"abc","steps":3})");
    auto* page = qobject_cast<CustodyPage*>(p.open("custody"));
    ASSERT_NE(page, nullptr);
    p.desk.data.asked.clear();
    page->take(number);
    EXPECT_EQ(page->incident(), id) << "by the number that is spoken over the radio";
    ASSERT_FALSE(p.desk.data.asked.empty());
    EXPECT_EQ(p.desk.data.asked[0].path, path);
    auto* table = page->findChild<QTableView*>();
    ASSERT_EQ(table->model()->rowCount(), 2);
    EXPECT_EQ(table->model()->index(0, 0).data().toString(), QStringLiteral("1"));
    EXPECT_EQ(table->model()->index(0, 4).data().toString(), QStringLiteral("aaaabbbbcccc"));
    EXPECT_TRUE(table->model()->index(1, 2).data().toString().contains(QStringLiteral("approved")));
    table->selectRow(1);
    EXPECT_TRUE(page->findChild<QPlainTextEdit*>()->toPlainText().contains(QStringLiteral("APPROVAL_DECISION")));
    p.desk.data.asked.clear();
    Pages::button(page, QStringLiteral("&More steps"))->click();
    ASSERT_FALSE(p.desk.data.asked.empty());
    EXPECT_TRUE(p.desk.data.asked[0].query.contains({QStringLiteral("cursor"), QStringLiteral("abc")}));
    EXPECT_EQ(page->exportPath(QStringLiteral("csv")), path + QStringLiteral("?format=csv&page_size=1000"));
}

TEST(LogPages, ExportsAndSchedulesAreListedMadePausedAndEnded) {  // F07.R5.A1, F07.R5.A3
    Pages p;
    auto* exports = p.open("exports");
    auto* table = exports->findChild<QTableView*>();
    ASSERT_EQ(table->model()->rowCount(), 2);
    EXPECT_EQ(Pages::button(exports, QStringLiteral("&Save\u2026"))->toolTip(), QStringLiteral("It is still being made."));
    table->selectRow(1);
    EXPECT_TRUE(Pages::button(exports, QStringLiteral("&Save\u2026"))->isEnabled());
    EXPECT_TRUE(textIn(exports).contains(QStringLiteral("personal data masked")));
    Pages::shot(p.window->logWindow(), "exports");
    auto* schedules = p.open("schedules");
    schedules->findChild<QTableView*>()->selectRow(0);
    // F02.R5.A5, TA8: what was given up is seen, and sent on from here.
    EXPECT_TRUE(textIn(schedules).contains(QStringLiteral("The log itself: well"))) << qPrintable(textIn(schedules));
    EXPECT_TRUE(textIn(schedules).contains(QStringLiteral("webhook soc: GIVEN UP"))) << qPrintable(textIn(schedules));
    EXPECT_TRUE(textIn(schedules).contains(QStringLiteral("http_503"))) << qPrintable(textIn(schedules));
    EXPECT_TRUE(Pages::button(schedules, QStringLiteral("Send &on\u2026"))->isEnabled());
    Pages::shot(p.window->logWindow(), "schedules");
    Pages::button(schedules, QStringLiteral("&Pause"))->click();
    ASSERT_EQ(p.desk.port.sent.size(), 1U);
    EXPECT_EQ(p.desk.port.sent[0].name, QStringLiteral("audit.pause_schedule"));
    EXPECT_TRUE(p.desk.port.sent[0].body.value(QStringLiteral("paused")).toBool());
    const Targets targets{{operations::DeliveryKind::sftp, "regulator"}};
    ExportDialog ask(p.desk.context, {}, targets, p.window.get());
    ask.show();
    Pages::shot(&ask, "export-dialog");
    ask.findChild<QListWidget*>()->item(0)->setCheckState(Qt::Checked);
    EXPECT_EQ(ask.command().deliverTo, targets);
    EXPECT_TRUE(ask.command().redact) << "masking is the default";
    ScheduleDialog plan(p.desk.context, targets, p.window.get());
    plan.show();
    Pages::shot(&plan, "schedule-dialog");
    EXPECT_FALSE(Pages::button(&plan, QStringLiteral("Make the schedule"))->isEnabled());
}

// A lying server: said across the window, and it stays until somebody has acknowledged it in writing.
TEST(LogPages, AnAlarmStandsUntilItIsAcknowledged) {
    Pages p;
    auto* banner = p.window->findChild<AlarmBanner*>();
    EXPECT_FALSE(banner->isVisible());
    ProofState proof = p.desk.store.proof();
    proof.verdict = ProofState::Verdict::Alarm;
    proof.alarmCode = QStringLiteral("forked"), proof.alarmStream = QStringLiteral("decisions"), proof.alarmAt = kNow, proof.mustBeAcknowledged = true;
    proof.evidence = "{\"code\":\"forked\"}";
    p.desk.store.apply({.proof = proof});
    EXPECT_TRUE(banner->isVisible());
    EXPECT_TRUE(banner->accessibleName().contains(QStringLiteral("two different histories")));
    p.window->raiseDock(QStringLiteral("proof"));
    Pages::shot(p.window.get(), "alarm");
    AlarmDialog dialog(p.desk.context, p.window.get());
    dialog.show();
    auto* accept = Pages::button(&dialog, QStringLiteral("Acknowledge"));
    EXPECT_FALSE(accept->isEnabled()) << "not without a word";
    dialog.findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("told the security officer at 22:41"));
    EXPECT_TRUE(accept->isEnabled());
    EXPECT_FALSE(dialog.afresh()) << "forgetting what was seen is not the default";
    Pages::shot(&dialog, "alarm-dialog");
    proof.verdict = ProofState::Verdict::Good;
    proof.mustBeAcknowledged = false;
    proof.past = {{kNow, kNow, QStringLiteral("decisions"), QStringLiteral("forked"), {}, QStringLiteral("maria"), QStringLiteral("told the security officer")}};
    p.desk.store.apply({.proof = proof});
    EXPECT_FALSE(banner->isVisible());
    Pages::shot(p.window.get(), "alarm-past");
}

// issue 4: what you may not do is visible, disabled and explained, in menus, palette, pages and buttons alike.
TEST(LogPages, WhatOneMayNotDoIsDisabledAndSaysWhoMay) {
    Pages p;
    p.desk.permits.setRoles({QStringLiteral("supervisor")});
    QAction* integrityAction = nullptr;
    for (auto* action : p.window->namedActions())
        if (action->text().contains(QStringLiteral("Integrity"))) integrityAction = action;
    ASSERT_NE(integrityAction, nullptr);
    EXPECT_FALSE(integrityAction->isEnabled());
    EXPECT_TRUE(integrityAction->toolTip().contains(QStringLiteral("auditor"))) << qPrintable(integrityAction->toolTip());
    auto* page = p.open("integrity");
    EXPECT_TRUE(page->said().contains(QStringLiteral("Your role does not include this")));
    auto* pages = p.window->logWindow()->findChild<QListWidget*>();
    EXPECT_FALSE(pages->item(0)->flags().testFlag(Qt::ItemIsEnabled));
    EXPECT_FALSE(pages->item(0)->toolTip().isEmpty());
    auto* check = Pages::button(page, QStringLiteral("&Check everything now"));
    EXPECT_FALSE(check->isEnabled());
    EXPECT_EQ(check->accessibleDescription(), check->toolTip());
    p.desk.permits.setRoles({QStringLiteral("auditor")});
    EXPECT_TRUE(integrityAction->isEnabled());
    EXPECT_FALSE(check->isEnabled()) << "an auditor reads; running checks is the administrator's";
    EXPECT_TRUE(check->toolTip().contains(QStringLiteral("log administrator")));
}

TEST(GenuineEntries, AreTakenFromABundleOnlyWhenTheRangeIsWhole) {  // F07.R6.A6
    const auto line = [](int sequence) {
        EntryHeader header;
        header.stream = Stream::security;
        header.sequence = sequence;
        header.type = "access.signed_in";
        return "{\"hash\":\"00\",\"header\":" + toJson(header) + ",\"payload\":{\"n\":" + std::to_string(sequence) + "}}\n";
    };
    const ledger::Finding finding{"CORRUPTION", Stream::security, 2, 3, "bad_payload", {}, {}};
    const auto whole = genuineEntriesIn(line(1) + line(2) + line(3) + line(4), finding);
    ASSERT_TRUE(whole.ok());
    ASSERT_EQ(whole->size(), 2U);
    EXPECT_EQ((*whole)[0].payload, toBase64(asBytes("{\"n\":2}"))) << "the very bytes";
    const auto part = genuineEntriesIn(line(2), finding);
    ASSERT_FALSE(part.ok());
    EXPECT_EQ(part.problem().details.at("sequence"), "3");
    EXPECT_EQ(genuineEntriesIn("not a bundle", finding).problem().code, "bad_archive");
}

}  // namespace
}  // namespace ok::app
