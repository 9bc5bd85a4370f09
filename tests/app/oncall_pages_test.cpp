// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The window about being on call: rosters changed by keys and dialogs, with what stands in the way of saving and publishing (F06.R1.A3),
// everything that waits on one page (F05.R7.A6), response times with what they were counted from (F06.R7.A3). Canned answers.
// Pictures: <build>/screens/oncall-*.png.
#include <gtest/gtest.h>

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "app/approvals/pending_page.h"
#include "app/approvals/queue_view.h"
#include "app/desk/command_body.h"
#include "app/oncall/bar_chart.h"
#include "app/oncall/roster_page.h"
#include "app/oncall/roster_picture.h"
#include "app/oncall/sla_page.h"
#include "app/shell/main_window.h"
#include "app/shell/pages_window.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

using sample::kNow;
using namespace oncall;

QByteArray bytes(const std::string& text) { return {text.data(), static_cast<qsizetype>(text.size())}; }

/// Answers the next dialog.
void whenDialog(const std::function<void(QDialog&)>& act) {
    auto* look = new QTimer(qApp);
    QObject::connect(look, &QTimer::timeout, look, [look, act] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr) return;
        look->stop();
        look->deleteLater();
        act(*dialog);
        if (dialog->isVisible()) {
            ADD_FAILURE() << "the dialog stayed open";
            dialog->reject();
        }
    });
    look->start(5);
}

template <class W>
W* named(QWidget& in, const char* name) {
    for (auto* each : in.findChildren<W*>())
        if (each->accessibleName() == QLatin1String(name)) return each;
    ADD_FAILURE() << "there is no " << name;
    return nullptr;
}

QPushButton* okOf(QDialog& dialog) { return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok); }

RosterTeam storm() {
    RosterTeam out;
    out.team.id = "storm", out.team.name = "Storm desk", out.team.zone = "America/New_York";
    out.team.rotations = {{"turns-1", "primary", {"u-ada", "u-ben"}, "2024-09-02", {}, 7, 8 * 60, {}}, {"turns-2", "alternate", {"u-ben", "u-ada"}, "2024-09-02", {}, 7, 8 * 60, {}}};
    out.team.holidays = {{"2024-09-28", "Founders' day", "primary", "u-dara"}};
    out.revision = 3, out.editedBy = "u-rosa", out.editedAt = kNow - hours(20);
    out.live = out.team;
    return out;
}

struct Oncall {
    sample::Desk desk;
    QTemporaryDir dir;
    QSettings settings{dir.filePath(QStringLiteral("s.ini")), QSettings::IniFormat};
    std::unique_ptr<MainWindow> window;

    explicit Oncall(const RosterTeam& team = storm()) {
        desk.theme.applyTo(*qApp);
        desk.permits.setUser(QStringLiteral("u-rosa"));
        desk.permits.setRoles({QStringLiteral("admin"), QStringLiteral("approver"), QStringLiteral("auditor")});
        desk.store.apply(sample::storm());
        const std::vector<RosterPerson> people{{"u-ada", "ada", true, {"approver"}}, {"u-ben", "ben", true, {"approver"}}, {"u-cleo", "cleo", false, {}}, {"u-dara", "dara", true, {"operator"}}};
        desk.data.put(QStringLiteral("/v1/roster/people"), bytes("{\"items\":" + toJson(people) + "}"));
        desk.data.put(QStringLiteral("/v1/roster/teams"), bytes("{\"items\":" + toJson(std::vector<RosterTeam>{team}) + "}"));
        desk.port.answer.body = objectOf(R"({"team":"storm","revision":4})");
        window = std::make_unique<MainWindow>(desk.context, settings);
        window->show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(window.get()));
    }
    template <class P>
    P& open(const char* name) {
        window->openPage(QLatin1String(name));
        QApplication::processEvents();
        return *static_cast<P*>(window->oncallWindow()->page(QLatin1String(name)));
    }
    void shot(const char* name) {
        const QString place = QStringLiteral(OK_BINARY_DIR "/screens");
        QDir().mkpath(place);
        QApplication::processEvents();
        window->oncallWindow()->grab().save(place + QStringLiteral("/oncall-%1.png").arg(QLatin1String(name)));
    }
};

QString wrongs(RosterPage& page) {
    QString out;
    auto* list = named<QListWidget>(page, "What stands in the way");
    for (int row = 0; row < list->count(); ++row) out += list->item(row)->text() + QLatin1Char('\n');
    return out;
}

int barWith(RosterPicture& picture, RosterPicture::Look look, const std::string& item = {}) {
    for (std::size_t at = 0; at < picture.bars().size(); ++at)
        if (picture.bars()[at].look == look && (item.empty() || picture.bars()[at].item == item)) return static_cast<int>(at);
    return -1;
}

// F06.R1.A3: a week one can read; two who have the same hours are named, hatched, and hold saving back until one of them gives way.
TEST(RosterEditor, OverlapsAreHatchedNamedAndHoldSavingBack) {
    Oncall o;
    auto& page = o.open<RosterPage>("roster");
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
    EXPECT_FALSE(named<QPushButton>(page, "Save draft")->isEnabled()) << "nothing was changed";
    o.shot("roster");
    const auto add = [&page](int person, int hoursLater) {
        whenDialog([&](QDialog& dialog) {
            EXPECT_FALSE(okOf(dialog)->isEnabled()) << "nobody is chosen yet";
            named<QComboBox>(dialog, "Person")->setCurrentIndex(person);
            auto* from = named<QDateTimeEdit>(dialog, "From");
            from->setDateTime(from->dateTime().addSecs(hoursLater * 3600));
            EXPECT_TRUE(okOf(dialog)->isEnabled());
            dialog.accept();
        });
        QTest::keyClick(named<QPushButton>(page, "Add shift"), Qt::Key_Space);
    };
    add(1, 0);
    EXPECT_TRUE(named<QPushButton>(page, "Save draft")->isEnabled());
    add(2, 6);
    auto* save = named<QPushButton>(page, "Save draft");
    EXPECT_FALSE(save->isEnabled());
    EXPECT_TRUE(save->toolTip().contains(QStringLiteral("both have"))) << save->toolTip().toStdString();
    const QString said = wrongs(page);
    for (const char* word : {"ada", "ben", "both have Fri 27 Sep 01:00", "Fri 27 Sep 07:00"}) EXPECT_TRUE(said.contains(QLatin1String(word))) << word << " in " << said.toStdString();
    EXPECT_GE(barWith(page.picture(), RosterPicture::Look::Overlap), 0) << "and is hatched in the week";
    EXPECT_FALSE(named<QPushButton>(page, "Publish")->isEnabled());
    o.shot("roster-overlap");
    // By keys alone: to the hatched bar, and away with it.
    auto* list = named<QListWidget>(page, "What stands in the way");
    list->setFocus();
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_NE(page.picture().current(), nullptr);
    EXPECT_EQ(page.picture().current()->look, RosterPicture::Look::Overlap);
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&page.picture());
    EXPECT_TRUE(spoken->text(QAccessible::Description).contains(QStringLiteral("both have")));
    page.picture().setFocus();
    QTest::keyClick(&page.picture(), Qt::Key_Delete);
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
    ASSERT_TRUE(save->isEnabled()) << save->toolTip().toStdString();
    QTest::keyClick(save, Qt::Key_Space);
    ASSERT_FALSE(o.desk.port.sent.empty());
    const auto& sent = o.desk.port.sent.back();
    EXPECT_EQ(sent.name, QStringLiteral("oncall.save_team"));
    EXPECT_EQ(sent.body.value(QStringLiteral("if_revision")).toInt(), 3);
    EXPECT_FALSE(sent.body.value(QStringLiteral("publish")).toBool());
    EXPECT_EQ(sent.body.value(QStringLiteral("team")).toObject().value(QStringLiteral("shifts")).toArray().size(), 1);
}

// F06.R1.A3: what nobody has is listed with its times and holds publishing back, not saving; one press fills it.
TEST(RosterEditor, GapsHoldPublishingBackUntilTheyAreFilled) {
    RosterTeam team = storm();
    team.team.rotations.pop_back();
    team.team.shifts = {{"shift-1", "alternate", "u-ben", kNow - hours(10), kNow + hours(24 * 10), ""}};
    team.live.reset();
    Oncall o(team);
    auto& page = o.open<RosterPage>("roster");
    const QString said = wrongs(page);
    EXPECT_TRUE(said.contains(QStringLiteral("Alternate: nobody from Sun 6 Oct 18:40 to Thu 24 Oct 18:40"))) << said.toStdString();
    auto* publish = named<QPushButton>(page, "Publish");
    EXPECT_FALSE(publish->isEnabled());
    EXPECT_TRUE(publish->toolTip().contains(QStringLiteral("nobody from")));
    auto* list = named<QListWidget>(page, "What stands in the way");
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(page.picture().title(), QStringLiteral("30 Sep \u2013 6 Oct 2024")) << "the week where it begins";
    EXPECT_GE(barWith(page.picture(), RosterPicture::Look::Nobody), 0);
    o.shot("roster-gap");
    whenDialog([](QDialog& dialog) {
        named<QComboBox>(dialog, "Person")->setCurrentIndex(1);
        dialog.accept();
    });
    QTest::keyClick(named<QPushButton>(page, "Choose somebody"), Qt::Key_Space);
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
    ASSERT_TRUE(publish->isEnabled()) << publish->toolTip().toStdString();
    QTest::keyClick(publish, Qt::Key_Space);
    EXPECT_TRUE(o.desk.port.sent.back().body.value(QStringLiteral("publish")).toBool());
    EXPECT_TRUE(page.said().contains(QStringLiteral("in force"))) << page.said().toStdString();
}

// F06.R1.A3: who is not active any more has to be replaced before anything is saved.
TEST(RosterEditor, WhoIsNotActiveHasToBeReplaced) {
    RosterTeam team = storm();
    team.team.shifts = {{"shift-1", "primary", "u-cleo", kNow + hours(1), kNow + hours(9), ""}};
    team.live.reset();
    Oncall o(team);
    auto& page = o.open<RosterPage>("roster");
    EXPECT_TRUE(wrongs(page).contains(QStringLiteral("cleo (not active) is no longer here"))) << wrongs(page).toStdString();
    auto* list = named<QListWidget>(page, "What stands in the way");
    list->setCurrentRow(0);
    whenDialog([](QDialog& dialog) {
        EXPECT_FALSE(okOf(dialog)->isEnabled());
        auto* person = named<QComboBox>(dialog, "Person");
        for (int at = 1; at < person->count(); ++at) EXPECT_FALSE(person->itemText(at).contains(QStringLiteral("cleo"))) << "only who is active can be chosen";
        person->setCurrentIndex(person->findText(QStringLiteral("dara")));
        EXPECT_TRUE(okOf(dialog)->isEnabled());
        dialog.accept();
    });
    QTest::keyClick(named<QPushButton>(page, "Choose somebody"), Qt::Key_Space);
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
    EXPECT_TRUE(named<QPushButton>(page, "Save draft")->isEnabled());
}

// F06.R1.A3: an order that has no alternate gets one, or the step that nobody fills is taken out.
TEST(RosterEditor, AnAlternateIsDemandedOrTheStepTakenOut) {
    RosterTeam team = storm();
    team.team.roles = {"primary"};
    team.team.rotations.pop_back();
    team.live.reset();
    Oncall o(team);
    auto& page = o.open<RosterPage>("roster");
    EXPECT_TRUE(wrongs(page).contains(QStringLiteral("Choose an alternate"))) << wrongs(page).toStdString();
    EXPECT_FALSE(named<QPushButton>(page, "Publish")->isEnabled());
    auto* list = named<QListWidget>(page, "What stands in the way");
    list->setCurrentRow(0);
    whenDialog([](QDialog& dialog) {
        auto* add = named<QComboBox>(dialog, "Add a person");
        emit add->activated(2);
        EXPECT_TRUE(okOf(dialog)->isEnabled());
        dialog.accept();
    });
    QTest::keyClick(named<QPushButton>(page, "Choose somebody"), Qt::Key_Space);
    EXPECT_EQ(page.draft().team().roles, (std::vector<std::string>{"primary", "alternate"}));
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
    page.draft().edit().roles.push_back("last");
    page.refresh();
    EXPECT_TRUE(wrongs(page).contains(QStringLiteral("last: nobody is set at all"))) << wrongs(page).toStdString();
    list->setCurrentRow(0);
    auto* out = named<QPushButton>(page, "Take the step out");
    ASSERT_TRUE(out->isVisible());
    QTest::keyClick(out, Qt::Key_Space);
    EXPECT_TRUE(wrongs(page).isEmpty()) << wrongs(page).toStdString();
}

// F06.R1.A4, F06.R6.A7: who only reads changes nothing, and everything has a name.
TEST(RosterEditor, WhoKeepsNoRosterReadsItAndIsToldWhy) {
    Oncall o;
    o.desk.permits.setRoles({QStringLiteral("operator")});
    auto& page = o.open<RosterPage>("roster");
    for (const char* each : {"Add shift", "Add turns", "Swap", "Holiday", "Team", "New team"}) {
        auto* control = named<QPushButton>(page, each);
        EXPECT_FALSE(control->isEnabled()) << each;
        EXPECT_FALSE(control->toolTip().isEmpty()) << each;
    }
    page.picture().setFocus();
    QTest::keyClick(&page.picture(), Qt::Key_Delete);
    EXPECT_FALSE(page.draft().changed());
    for (auto* each : page.findChildren<QWidget*>()) {
        if (!(each->focusPolicy() & Qt::TabFocus) || !each->isVisibleTo(&page)) continue;
        QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(each);
        ASSERT_NE(spoken, nullptr);
        EXPECT_FALSE(spoken->text(QAccessible::Name).isEmpty()) << each->metaObject()->className();
    }
}

SlaReply figures() {
    SlaReply out;
    auto& m = out.metrics;
    m.all = {40, 34, 3, 3, 8, 0.2, 212, 148, 512};
    m.policies = {{"usual", -1, 600, {32, 28, 2, 2, 2, 0.0625, 171, 130, 402}}, {"storm", -1, 300, {8, 6, 1, 1, 3, 0.4, 402, 330, 880}}};
    m.steps = {{"usual", 0, 300, {32, 26, 2, 2, 2, 0.0625, 120, 100, 250}}, {"storm", 0, 120, {8, 5, 1, 1, 3, 0.4, 200, 160, 300}}, {"storm", 1, 120, {3, 1, 0, 0, 0, 0, 60, 50, 90}}};
    m.approvers = {{"u-ada", 22, 19, 17, 2, 1, 95, 70, {9, 4, 3, 2, 1, 0, 0}}, {"u-ben", 18, 13, 12, 1, 4, 240, 180, {2, 2, 3, 2, 2, 1, 0}}};
    m.channels = {{"sms", 61, 58, 2, 4, 33, 30, 22, 0.54, 0.36}, {"voice", 14, 12, 2, 0, 5, 6, 4, 0.357, 0.286}, {"email", 20, 20, 0, 0, 4, 5, 2, 0.2, 0.1}};
    m.breachCount = 5, m.eventCount = 210;
    m.policyNames = {"storm", "usual"}, m.teams = {"storm"}, m.regions = {"north"};
    out.logins = {{"u-ada", "ada"}, {"u-ben", "ben"}};
    out.integrity = {true, kNow - minutes(2), "", 0, 0, "ab", kNow - hours(20)};
    out.computedAt = kNow;
    return out;
}

SlaEventsReply behind(int first, int count, int total, const char* next) {
    SlaEventsReply out;
    out.totalCount = total;
    out.nextPageToken = next;
    for (int n = first; n < first + count; ++n) {
        SlaEvent each;
        each.id = "e" + std::to_string(n);
        each.kind = SlaEventKind::breached;
        each.at = kNow - minutes(n);
        each.approval = *ApprovalId::parse("11111111-1111-7111-8111-111111111111");
        each.policy = "storm", each.step = 0, each.person = "u-ben", each.channel = "sms", each.seconds = 181, each.stream = "ops", each.sequence = 900 + n;
        out.items.push_back(each);
    }
    return out;
}

QString valueOf(const DataRequest& request, const char* name) {
    for (const auto& [key, value] : request.query)
        if (key == QLatin1String(name)) return value;
    return {};
}

// F06.R7.A3: cards and charts from the log's figures; a press shows what they were counted from, page by page, and leads to the log.
TEST(ResponseTimes, FiguresAreDrawnFilteredAndCanBeCountedAgain) {
    Oncall o;
    o.desk.data.put(QStringLiteral("/v1/oncall/metrics"), bytes(toJson(figures())));
    o.desk.data.put(QStringLiteral("/v1/oncall/metrics/events"), bytes(toJson(behind(0, 2, 3, "p2"))));
    auto& page = o.open<SlaPage>("response");
    QString cards;
    for (auto* each : page.findChildren<Tile*>()) cards += each->accessibleName() + QLatin1Char('\n');
    for (const char* words : {"REQUESTS: 40", "HALF ARE APPROVED WITHIN: 2:28 min", "ON AVERAGE: 3:32 min", "TIME BROKEN: 20 %. 8 of 40", "ANSWERED: 80 %", "LOG: \u2713 checked"}) EXPECT_TRUE(cards.contains(QString::fromUtf8(words))) << words << "\n" << cards.toStdString();
    ASSERT_EQ(page.chart(SlaPage::ByPolicy).bars().size(), 2u);
    EXPECT_EQ(page.chart(SlaPage::ByStep).bars()[0].figure, QStringLiteral("40 %"));
    EXPECT_EQ(page.chart(SlaPage::Channels).bars().size(), 3u);
    EXPECT_EQ(page.chart(SlaPage::Answers).bars().size(), 7u);
    EXPECT_EQ(page.chart(SlaPage::Answers).bars()[0].figure, QStringLiteral("11"));
    o.shot("response");
    o.desk.theme.setScheme(Scheme::Light);
    o.shot("response-light");
    o.desk.theme.setScheme(Scheme::Dark);
    auto* rules = named<QComboBox>(page, "Rules");
    rules->setCurrentIndex(rules->findData(QStringLiteral("storm")));
    emit rules->activated(rules->currentIndex());
    EXPECT_EQ(valueOf(o.desk.data.asked.back(), "policy"), QStringLiteral("storm"));
    page.chart(SlaPage::ByStep).setFocus();
    page.chart(SlaPage::ByStep).setCurrent(0);
    QTest::keyClick(&page.chart(SlaPage::ByStep), Qt::Key_Return);
    const DataRequest asked = o.desk.data.asked.back();
    EXPECT_EQ(asked.path, QStringLiteral("/v1/oncall/metrics/events"));
    for (const auto& [name, value] : {std::pair{"kind", "breached"}, std::pair{"policy", "storm"}, std::pair{"step", "0"}}) EXPECT_EQ(valueOf(asked, name), QLatin1String(value)) << name;
    auto* events = named<QTableView>(page, "Events behind the figures");
    EXPECT_EQ(events->model()->rowCount(), 2);
    QString words;
    for (auto* each : page.findChildren<QLabel*>()) words += each->text() + QLatin1Char('\n');
    EXPECT_TRUE(words.contains(QStringLiteral("Times broken: storm, step 1: 2 of 3"))) << words.toStdString();
    EXPECT_TRUE(events->model()->index(0, 0).data().toString().contains(QStringLiteral("18:40:00 EDT"))) << events->model()->index(0, 0).data().toString().toStdString();
    o.shot("response-behind");
    o.desk.data.put(QStringLiteral("/v1/oncall/metrics/events"), bytes(toJson(behind(2, 1, 3, ""))));
    QTest::keyClick(named<QPushButton>(page, "More"), Qt::Key_Space);
    EXPECT_EQ(valueOf(o.desk.data.asked.back(), "page_token"), QStringLiteral("p2"));
    EXPECT_EQ(events->model()->rowCount(), 3);
    EXPECT_FALSE(named<QPushButton>(page, "More")->isEnabled());
    auto* zone = named<QComboBox>(page, "Time zone");
    zone->setCurrentIndex(zone->findData(QStringLiteral("UTC")));
    EXPECT_TRUE(events->model()->index(0, 0).data().toString().contains(QStringLiteral("22:40:00 UTC"))) << events->model()->index(0, 0).data().toString().toStdString();
    EXPECT_EQ(events->model()->rowCount(), 3);
    QSignalSpy wanted(&page, &Page::pageWanted);
    events->selectRow(0);
    QTest::keyClick(named<QPushButton>(page, "Show in the log"), Qt::Key_Space);
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted[0][1].toMap().value(QStringLiteral("object")).toString(), QStringLiteral("11111111-1111-7111-8111-111111111111"));
    std::printf("response times: from the question to the picture in %lld ms\n", static_cast<long long>(page.tookMs()));
    EXPECT_LT(page.tookMs(), 3'000);
}

// F06.R7.A6: a log that does not fit is on the dashboard, with the place.
TEST(ResponseTimes, ALogThatDoesNotFitIsSaidWithItsPlace) {
    Oncall o;
    SlaReply bad = figures();
    bad.integrity = {false, kNow - hours(1), "ops", 4711, 1, "", {}};
    o.desk.data.put(QStringLiteral("/v1/oncall/metrics"), bytes(toJson(bad)));
    auto& page = o.open<SlaPage>("response");
    QString cards;
    for (auto* each : page.findChildren<Tile*>()) cards += each->accessibleName() + QLatin1Char('\n');
    EXPECT_TRUE(cards.contains(QStringLiteral("Integrity check failed")) && cards.contains(QStringLiteral("ops, entry 4711"))) << cards.toStdString();
}

LadderDoc ladderOf(const QString& id, const char* priority, const char* who, Duration due) {
    LadderDoc out;
    out.id = id, out.phase = QStringLiteral("running"), out.steps = 3, out.stepDue = kNow + due, out.deadline = kNow + hours(1);
    out.priority = QLatin1String(priority), out.teams = {QStringLiteral("storm")};
    out.nudges = {{QLatin1String(who), QStringLiteral("sms"), QStringLiteral("delivered"), kNow - minutes(1)}};
    return out;
}

// F05.R7.A6: title, priority, risk, age, next deadline, who looks at it; sorted by age, filtered by priority, risk and approver.
TEST(WhatWaits, EverythingThatWaitsIsOnOnePage) {
    Oncall o;
    StoreBatch batch;
    for (int n = 0; n < 6; ++n) {
        ApprovalDoc doc;
        doc.id = QStringLiteral("waits-%1").arg(n);
        doc.state = QStringLiteral("waiting"), doc.action = QStringLiteral("comms.send_broadcast"), doc.summary = QStringLiteral("#24%1 Street").arg(n);
        doc.initiator = QStringLiteral("anna"), doc.requested = kNow - minutes(7 * n) - seconds(5), doc.deadline = kNow + minutes(n < 1 ? 3 : 40 + n);
        doc.riskScore = 20 + 10 * n, doc.riskLevel = n > 3 ? QStringLiteral("high") : QStringLiteral("low");
        batch.approvals.push_back(doc);
        batch.ladders.push_back(ladderOf(doc.id, n % 2 ? "P1" : "P3", n % 3 ? "ada" : "ben", minutes(4 + n)));
    }
    batch.ladders[2].title = QStringLiteral("Crew on site at Haw Creek");
    batch.ladders[2].onIt = {QStringLiteral("ada")};
    o.desk.store.apply(std::move(batch));
    auto& page = o.open<PendingPage>("pending");
    QueueView& queue = page.queue();
    auto& table = queue.table();
    QHash<QString, int> rows;
    for (int row = 0; row < table.model()->rowCount(); ++row) rows.insert(table.model()->index(row, 0).data(DocTable::IdRole).toString(), row);
    const auto cell = [&](const char* id, int column) { return table.model()->index(rows.value(QLatin1String(id)), column).data().toString(); };
    using M = ApprovalsModel;
    for (const int column : {M::What, M::Priority, M::Risk, M::Age, M::Due, M::Seen, M::Assigned}) EXPECT_FALSE(table.isColumnHidden(column)) << column;
    EXPECT_EQ(cell("waits-2", M::What), QStringLiteral("Crew on site at Haw Creek"));
    EXPECT_EQ(cell("waits-2", M::Age), QStringLiteral("00:14:05"));
    EXPECT_EQ(cell("waits-2", M::Seen), QStringLiteral("ada"));
    EXPECT_EQ(cell("waits-1", M::Seen), QStringLiteral("not yet"));
    EXPECT_EQ(cell("waits-1", M::Priority), QStringLiteral("P1"));
    EXPECT_EQ(cell("waits-1", M::Due), QStringLiteral("18:45"));
    o.shot("pending");
    oncall::QueueView wish;
    wish.sort = "age", wish.descending = true;
    queue.show(wish);
    EXPECT_EQ(table.model()->index(0, 0).data(DocTable::IdRole).toString(), QStringLiteral("waits-5")) << "the one that waits longest";
    wish.severity = "P1";
    queue.show(wish);
    EXPECT_EQ(table.model()->rowCount(), 3);
    wish.risk = "high";
    queue.show(wish);
    EXPECT_EQ(table.model()->rowCount(), 1);
    wish.severity.clear(), wish.risk.clear(), wish.assignee = "ben";
    queue.show(wish);
    EXPECT_EQ(table.model()->rowCount(), 2);
    queue.select(QStringLiteral("waits-3"));
    QSignalSpy wanted(&page, &PendingPage::reviewWanted);
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Return);
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted[0][0].toString(), QStringLiteral("waits-3"));
    o.window->toggleReviewWindow();
}

}  // namespace
}  // namespace ok::app
