// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The preflight at the desk (F02.R4): under a draft and under a waiting request, with the same words; what stands in the way keeps
// the button from being pressed, and no longer when it is mended. Pictures: <build>/screens/preflight-*.png.
#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QJsonArray>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include "app/approvals/approvals_panel.h"
#include "app/approvals/preflight_view.h"
#include "app/comms/draft_dialog.h"
#include "app/desk/command_body.h"
#include "app/desk/words.h"
#include "tests/app/sample_desk.h"

namespace ok::app {
namespace {

using approvals::NextStep;
using approvals::PreflightReply;
using approvals::PreflightState;

PreflightReply fine() {
    PreflightReply out;
    out.command = "comms.send_broadcast";
    out.state = PreflightState::ok;
    out.next = NextStep::request_approval;
    out.requested.channels = {"sms", "email"};
    out.requested.severities = {"major"};
    out.requested.contentTypes = {"etr"};
    out.requested.audience = 1'200;
    out.channels = {{"sms", 800, true}, {"email", 400, true}};
    out.places = {{{"north"}, {}, 1'150, true}, {{"south"}, {}, 50, true}};
    out.needed = 1;
    out.approvers = {{"sms", {{"u1", "approver", {"builtin.approver"}, {}, false}}}, {"email", {}}};
    out.logins = {{"u1", "cleo"}};
    out.decision.allowed = true;
    return out;
}

PreflightReply outside() {
    PreflightReply out = fine();
    out.state = PreflightState::error;
    out.next = NextStep::none;
    out.gaps = {{access::Dimension::geography, {"south"}, {"north"}}, {access::Dimension::channel, {"sms", "voice"}, {"sms"}}};
    out.places[1].allowed = false;
    out.outside = 50;
    out.decision.allowed = false;
    return out;
}

/// The storm desk with two districts and a server that answers preflights.
struct Bench {
    sample::Desk desk;
    std::vector<comms::Draft> drafts;
    Bench() {
        desk.theme.applyTo(*qApp);
        auto batch = sample::storm();
        const auto square = [](double lon, double lat) { return MultiPolygon{Polygon{{Ring{{lon, lat}, {lon + 0.2, lat}, {lon + 0.2, lat + 0.2}, {lon, lat + 0.2}, {lon, lat}}}}}; };
        batch.utility->areas = {{QStringLiteral("north"), QStringLiteral("North"), QStringLiteral("district"), square(-82.6, 35.6)},
                                {QStringLiteral("south"), QStringLiteral("South"), QStringLiteral("district"), square(-82.6, 35.4)}};
        desk.store.apply(std::move(batch));
        const auto& incident = *desk.store.incidents().constBegin();
        drafts = comms::draftUpdate(factsFor(incident, desk.store.utility()), sample::kNow);
    }
    void answer(const PreflightReply& reply) { desk.port.answer.body = objectOf(toJson(reply)); }
    [[nodiscard]] int asked() const {
        return static_cast<int>(std::count_if(desk.port.sent.begin(), desk.port.sent.end(), [](const auto& each) { return each.name == QLatin1String("approvals.preflight"); }));
    }
    /// Until one more preflight was asked, or the test fails.
    [[nodiscard]] bool another(int before) const {
        return QTest::qWaitFor([&] { return asked() > before; }, 5000);
    }
};

QPushButton* sendButton(QWidget& dialog) {
    for (auto* each : dialog.findChildren<QPushButton*>())
        if (each->property("primary").toBool()) return each;
    return nullptr;
}

QString words(QWidget& in) {
    QString out;
    for (auto* each : in.findChildren<PreflightView*>())
        for (auto* text : each->findChildren<QLabel*>()) out += text->text() + QLatin1Char('\n');
    return out;
}

void shot(QWidget& what, const char* name) {
    const QString dir = QStringLiteral(OK_BINARY_DIR "/screens");
    QDir().mkpath(dir);
    QApplication::processEvents();
    what.grab().save(dir + QStringLiteral("/preflight-%1.png").arg(QLatin1String(name)));
}

// F02.R4.A1, A2, A6: what would be reached stands under the draft; outside the scope nothing can be asked for; another channel asks anew.
TEST(Preflight, StandsUnderTheDraftAndKeepsTheButtonWhileSomethingStandsInTheWay) {
    Bench b;
    b.answer(outside());
    DraftDialog dialog(b.desk.context, *b.desk.store.incidents().constBegin(), b.drafts, nullptr);
    dialog.lookAhead({QStringLiteral("comms.send_broadcast"), {{QStringLiteral("broadcast"), QStringLiteral("b1")}}, {}});
    dialog.show();
    ASSERT_TRUE(b.another(0));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !sendButton(dialog)->isEnabled(); }, 5000));
    const QString said = words(dialog);
    EXPECT_TRUE(said.contains(QStringLiteral("Outside what your roles allow"))) << said.toStdString();
    EXPECT_TRUE(said.contains(QStringLiteral("South"))) << "by its name";
    EXPECT_TRUE(said.contains(QStringLiteral("allowed: <b>North</b>"))) << said.toStdString();
    EXPECT_FALSE(sendButton(dialog)->toolTip().isEmpty());
    shot(dialog, "draft-outside");
    b.answer(fine());
    const int before = b.asked();
    QCheckBox* voice = nullptr;
    for (auto* each : dialog.findChildren<QCheckBox*>())
        if (each->text() == QLatin1String("Phone call")) voice = each;
    ASSERT_NE(voice, nullptr);
    voice->click();
    ASSERT_TRUE(b.another(before));
    EXPECT_EQ(dialog.channels(), (QStringList{QStringLiteral("sms"), QStringLiteral("email")}));
    const auto body = b.desk.port.sent.back().body.value(QStringLiteral("body")).toObject();
    EXPECT_EQ(body.value(QStringLiteral("channels")).toArray().size(), 2);
    EXPECT_TRUE(QTest::qWaitFor([&] { return sendButton(dialog)->isEnabled(); }, 5000)) << "mended, it is gone";
    EXPECT_EQ(sendButton(dialog)->text(), QStringLiteral("Ask for release"));
    EXPECT_TRUE(words(dialog).contains(QStringLiteral("Validation OK")));
    EXPECT_TRUE(words(dialog).contains(QStringLiteral("cleo"))) << "who may release it (F02.R2.A3)";
    shot(dialog, "draft-ok");
}

// F01.R3.A6, F01.R3.A1: numbers are computed anew when a choice changes, each beside what it was, with when.
TEST(Preflight, NumbersStandBesideWhatTheyWereBeforeTheLastChange) {
    Bench b;
    PreflightReply reply = fine();
    reply.people = {{"segment", {{"standard", 1'000}}}, {"channel", {{"sms", 800}, {"email", 200}}}, {"geography", {{"north", 900}, {"south", 100}}}, {"withheld", {{"stopped", 7}}}};
    reply.computedAt = Instant::fromSeconds(1'727'000'000);
    b.answer(reply);
    PreflightView view(b.desk.context, false, nullptr);
    view.show();
    view.lookAhead({.command = "comms.send_broadcast", .body = RawJson{"{}"}, .action = {}, .approval = {}});
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.reply().has_value(); }, 5000));
    const auto said = [&view] {
        QString out;
        for (auto* text : view.findChildren<QLabel*>()) out += text->text() + QLatin1Char('\n');
        return out;
    };
    EXPECT_TRUE(said().contains(QStringLiteral("North 900"))) << said().toStdString();
    EXPECT_TRUE(said().contains(QStringLiteral("opted out 7")));
    EXPECT_TRUE(said().contains(QStringLiteral("Computed")));
    EXPECT_FALSE(said().contains(QStringLiteral("(+")));
    reply.people["segment"]["standard"] = 1'250;
    reply.people["channel"]["sms"] = 600;
    reply.people["geography"]["north"] = 1'150;
    b.answer(reply);
    const int before = b.asked();
    view.lookAhead({.command = "comms.send_broadcast", .body = RawJson{"{}"}, .action = {}, .approval = {}});
    ASSERT_TRUE(b.another(before));
    ASSERT_TRUE(QTest::qWaitFor([&] { return said().contains(QStringLiteral("(+250, +25 %)")); }, 5000)) << said().toStdString();
    EXPECT_TRUE(said().contains(QStringLiteral("600 (\u2212200, \u221225 %)"))) << said().toStdString();
    EXPECT_TRUE(said().contains(QStringLiteral("(+250, +28 %)"))) << "geography";
    EXPECT_TRUE(said().contains(QStringLiteral("South 100")));
}

// F02.R4.A3, A4: a warning is passed with a reason of twenty characters, a limit that nobody may pass is not.
TEST(Preflight, AThresholdAsksForAReasonAndALimitDoesNotListen) {
    Bench b;
    PreflightReply large = fine();
    large.state = PreflightState::warning;
    large.shortestJustification = 20;
    large.limits = {{"minor-5000", access::LimitKind::soft, "audience", 1'000, 1'200}};
    b.answer(large);
    DraftDialog dialog(b.desk.context, *b.desk.store.incidents().constBegin(), b.drafts, nullptr);
    dialog.lookAhead({QStringLiteral("comms.send_broadcast"), {}, {}});
    dialog.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !sendButton(dialog)->isEnabled(); }, 5000));
    QPlainTextEdit* reason = nullptr;
    for (auto* each : dialog.findChildren<QPlainTextEdit*>())
        if (each->accessibleName().startsWith(QLatin1String("Why"))) reason = each;
    ASSERT_NE(reason, nullptr);
    EXPECT_TRUE(reason->isVisible());
    EXPECT_TRUE(words(dialog).contains(QStringLiteral("at most %1 recipients, these are <b>%2</b>").arg(countText(1'000), countText(1'200)))) << words(dialog).toStdString();
    reason->setPlainText(QStringLiteral("too short"));
    EXPECT_FALSE(sendButton(dialog)->isEnabled());
    reason->setPlainText(QStringLiteral("the whole river bank is under water"));
    EXPECT_TRUE(sendButton(dialog)->isEnabled());
    EXPECT_EQ(dialog.reason(), QStringLiteral("the whole river bank is under water"));
    shot(dialog, "draft-warning");
    PreflightReply never = outside();
    never.gaps.clear();
    never.decision.hardLimit = "never-100";
    b.answer(never);
    dialog.lookAhead({QStringLiteral("comms.send_broadcast"), {}, {}});
    EXPECT_TRUE(QTest::qWaitFor([&] { return !sendButton(dialog)->isEnabled(); }, 5000)) << "the reason does not help";
    EXPECT_TRUE(words(dialog).contains(QStringLiteral("Beyond a limit that nobody may pass")));
}

// F02.R4.A1: nobody would be told.
TEST(Preflight, NobodyAtAllIsSaid) {
    Bench b;
    PreflightReply none = fine();
    none.zeroImpact = true;
    none.requested.audience = 0;
    b.answer(none);
    PreflightView view(b.desk.context, true, nullptr);
    view.lookAhead({"comms.send_broadcast", RawJson{"{}"}, {}, {}});
    view.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.reply().has_value(); }, 5000));
    EXPECT_TRUE(view.findChildren<QLabel*>().front()->text().contains(QStringLiteral("no recipients")));
}

// F02.R4.A7: three tries, then a sentence with what to do; the gate still decides.
TEST(Preflight, WhatCannotBeWorkedOutIsTriedThriceAndThenSaid) {
    Bench b;
    b.desk.port.answer.outcome = CommandReply::Outcome::Refused;
    b.desk.port.answer.code = QStringLiteral("overloaded");
    PreflightView view(b.desk.context, false, nullptr);
    view.setFirstPause(1);
    view.lookAhead({"comms.send_broadcast", RawJson{"{}"}, {}, {}});
    view.show();
    const auto* banner = view.findChildren<QLabel*>().front();
    ASSERT_TRUE(QTest::qWaitFor([&] { return banner->text().contains(QStringLiteral("could not be worked out (overloaded)")); }, 5000));
    EXPECT_EQ(b.asked(), 3);
    EXPECT_TRUE(view.mayGo());
}

// F02.R4.A5, F02.R4.A6, F02.R2.A2: the same view before a release; the author reads why not, and who else could.
TEST(Preflight, StandsUnderAWaitingRequestAndSaysWhyItCannotBeReleased) {
    Bench b;
    StoreBatch batch;
    ApprovalDoc doc;
    doc.id = QStringLiteral("11111111-1111-7111-8111-111111111111");
    doc.state = QStringLiteral("waiting");
    doc.action = QStringLiteral("comms.send_broadcast");
    doc.summary = QStringLiteral("Update for Riverside");
    doc.initiator = QStringLiteral("anna");
    doc.need = 1;
    doc.overridable = true;
    doc.steps = {{QStringLiteral("commented"), QStringLiteral("cleo"), {}, QStringLiteral("is the bridge meant too?"), b.desk.context.now()}};
    batch.approvals.push_back(doc);
    b.desk.store.apply(std::move(batch));
    PreflightReply own = fine();
    own.state = PreflightState::error;
    own.next = NextStep::none;
    own.blockedBy = "policy_violation.self_approval";
    b.answer(own);
    ApprovalsPanel panel(b.desk.context);
    panel.resize(1100, 420);
    panel.show();
    auto* table = panel.findChild<QTableView*>();
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        table->selectRow(row);
        if (panel.current() == doc.id) break;
    }
    ASSERT_EQ(panel.current(), doc.id);
    auto* release = sendButton(panel);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !release->isEnabled() && words(panel).contains(QStringLiteral("cleo")); }, 5000));
    EXPECT_TRUE(release->toolTip().contains(QStringLiteral("Self-approval not permitted per policy"))) << release->toolTip().toStdString();
    EXPECT_TRUE(words(panel).contains(QStringLiteral("cleo")));
    QString shown;
    for (const auto* label : panel.findChildren<QLabel*>()) shown += label->text();
    EXPECT_EQ(shown.count(QStringLiteral("is the bridge meant too?")), 1) << shown.toStdString();
    EXPECT_TRUE(shown.contains(QStringLiteral("cleo, "))) << "F02.R2.A1: whoever reviews reads the comments";
    QStringList buttons;
    for (const auto* button : panel.findChildren<QPushButton*>()) {
        if (button->isVisibleTo(&panel)) buttons << button->text();
    }
    EXPECT_TRUE(buttons.contains(QStringLiteral("C&omment"))) << buttons.join(' ').toStdString();
    EXPECT_TRUE(buttons.contains(QStringLiteral("&Emergency\u2026"))) << buttons.join(' ').toStdString();
    shot(panel, "approve");
}

}  // namespace
}  // namespace ok::app
