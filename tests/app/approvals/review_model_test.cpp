// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A review as rows and as a tree, and the words it speaks in: pure, without a window (F01.R2, F01.R3.A6, F04.R4.A2, F05.R3).
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLocale>
#include <cstdio>

#include "app/approvals/approvals_model.h"
#include "app/approvals/ladder_words.h"
#include "app/approvals/review_model.h"
#include "tests/app/approvals/review_sample.h"

namespace ok::app {
namespace {

using namespace approvals;
using sample::kNow;

QString known(const std::string& incident) { return incident == "incident-000007" ? QStringLiteral("#2407 Riverside") : QString(); }

const ReviewRow* named(const std::vector<ReviewRow>& rows, const QString& id) {
    for (const auto& each : rows)
        if (each.id == id) return &each;
    return nullptr;
}

struct Shown {
    Theme theme;
    ReviewModel model{theme, nullptr};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Warning};
    explicit Shown(const ReviewReply& reply) { model.show(rowsOf(reply.diff, known)); }
    [[nodiscard]] QString said(const QString& id, int column) const { return model.find(id).siblingAtColumn(column).data(Qt::AccessibleTextRole).toString(); }
};

// F01.R2.A2: every kind of content is there, each with its own sign and word; words of one side are marked on that side only.
TEST(ReviewRows, EveryKindOfContentStandsOnBothSides) {
    const auto rows = rowsOf(sample::review().diff, known);
    const auto* sms = named(rows, QStringLiteral("message/sms/en/body"));
    ASSERT_NE(sms, nullptr);
    EXPECT_EQ(sms->change, ChangeKind::modified);
    EXPECT_EQ(sms->name, QStringLiteral("Text \u00b7 English \u00b7 text"));
    EXPECT_EQ(plain(sms->before), utf8(sample::published().texts[0].text));
    EXPECT_EQ(plain(sms->after), utf8(sample::proposed().texts[0].text));
    QString gone, come;
    for (const auto& each : sms->before) gone += each.marked ? each.text : QString();
    for (const auto& each : sms->after) come += each.marked ? each.text : QString();
    EXPECT_TRUE(gone.contains(QStringLiteral("9:00"))) << gone.toStdString();
    EXPECT_TRUE(come.contains(QStringLiteral("repairing"))) << come.toStdString();
    const auto* spanish = named(rows, QStringLiteral("message/sms/es/body"));
    ASSERT_NE(spanish, nullptr);
    EXPECT_EQ(spanish->change, ChangeKind::added);
    EXPECT_TRUE(spanish->before.empty());
    EXPECT_NE(named(rows, QStringLiteral("voice/voice/en/script")), nullptr);
    const auto* subject = named(rows, QStringLiteral("message/email/en/subject"));
    ASSERT_NE(subject, nullptr) << "what stays the same is shown too";
    EXPECT_EQ(subject->change, ChangeKind::same);
    std::set<QString> signs, words;
    for (const auto kind : {ChangeKind::same, ChangeKind::added, ChangeKind::removed, ChangeKind::modified}) {
        signs.insert(changeSign(kind));
        words.insert(changeWord(kind));
    }
    EXPECT_EQ(signs.size(), 4u);
    EXPECT_EQ(words.size(), 4u);
}

// F01.R2.A4, F05.R3.A5: the server's own words for times, the difference beside them, the incident's zone on asking.
TEST(ReviewRows, TimesAreTheServersWordsWithTheirDifference) {
    const auto reply = sample::review();
    const auto rows = rowsOf(reply.diff, known);
    const auto* time = named(rows, QStringLiteral("times/incident-000007/etr"));
    ASSERT_NE(time, nullptr);
    const auto item = std::find_if(reply.diff.items.begin(), reply.diff.items.end(), [](const auto& each) { return each.time.has_value(); });
    EXPECT_EQ(plain(time->before), utf8(item->time->before.here));
    EXPECT_EQ(plain(time->after), utf8(item->time->after.here));
    EXPECT_EQ(time->delta, QStringLiteral("+01:30 later"));
    EXPECT_EQ(time->tone, Tone::Critical);
    EXPECT_TRUE(time->tip.contains(utf8(item->time->after.there)));
    EXPECT_TRUE(time->name.contains(QStringLiteral("#2407 Riverside")));
    ReviewSide first = sample::published();
    first.times.clear();
    const auto fresh = rowsOf(sample::reviewOf(first, sample::proposed()).diff, known);
    EXPECT_EQ(named(fresh, QStringLiteral("times/incident-000007/etr"))->delta, QStringLiteral("New estimate")) << "no prior time: no delta";
}

// F01.R3.A6: counts with absolute and relative difference.
TEST(ReviewRows, CountsSayHowManyMore) {
    const auto rows = rowsOf(sample::review().diff, known);
    const auto* sms = named(rows, QStringLiteral("audience/channel/sms"));
    ASSERT_NE(sms, nullptr);
    EXPECT_TRUE(sms->delta.startsWith(QStringLiteral("+40 (+5"))) << sms->delta.toStdString();
    EXPECT_EQ(sms->name, QStringLiteral("Channel \u00b7 Text"));
    EXPECT_EQ(named(rows, QStringLiteral("audience/channel/email"))->change, ChangeKind::same);
}

// F01.R2.A3: fields lie in their objects, with badges and the whole path.
TEST(ReviewRows, FieldsLieInTheirObjectsWithTheirPath) {
    const auto rows = rowsOf(sample::review().diff, known);
    const auto* rate = named(rows, QStringLiteral("delivery/options#/throttle/per_minute"));
    ASSERT_NE(rate, nullptr);
    EXPECT_EQ(plain(rate->before), QStringLiteral("500"));
    EXPECT_EQ(plain(rate->after), QStringLiteral("250"));
    EXPECT_EQ(rate->path, QStringLiteral("Delivery \u203a Options \u203a throttle \u203a per_minute"));
    const auto& object = rows[static_cast<std::size_t>(rate->parent)];
    EXPECT_EQ(object.name, QStringLiteral("throttle"));
    EXPECT_TRUE(object.holds);
    EXPECT_EQ(object.change, ChangeKind::modified);
    EXPECT_EQ(object.delta, QStringLiteral("1 changed inside"));
    const auto* added = named(rows, QStringLiteral("delivery/options#/channels/1"));
    ASSERT_NE(added, nullptr);
    EXPECT_EQ(added->change, ChangeKind::added);
    EXPECT_EQ(plain(added->after), QStringLiteral("email")) << "a text without its quotes";
    EXPECT_EQ(named(rows, QStringLiteral("delivery/options#/quiet_hours"))->change, ChangeKind::same);
}

// What a reader cannot see must not make one text look like another.
TEST(ReviewRows, SignsThatTurnOrHideTextAreShown) {
    ReviewSide a = sample::published(), b = a;
    b.texts[1].text = "Outage at \u202eedisreviR";
    const auto rows = rowsOf(sample::reviewOf(a, b).diff, known);
    EXPECT_TRUE(plain(named(rows, QStringLiteral("message/email/en/subject"))->after).contains(QStringLiteral("\u27e8U+202e\u27e9")));
}

// F01.R2.A5: n and p go through every change once and begin anew; what only holds others is no stop.
TEST(ReviewTreeModel, NextAndPreviousGoThroughEveryChangeOnce) {
    Shown s(sample::review());
    std::vector<QString> forth, back;
    QModelIndex at;
    for (int n = 0; n < s.model.changes(); ++n) {
        at = s.model.change(at, 1);
        forth.push_back(at.data(ReviewModel::IdRole).toString());
        EXPECT_EQ(s.model.numberOf(at), n + 1);
        EXPECT_FALSE(at.data(ReviewModel::HoldsRole).toBool()) << forth.back().toStdString();
    }
    EXPECT_GT(forth.size(), 6u);
    EXPECT_EQ(std::set<QString>(forth.begin(), forth.end()).size(), forth.size());
    EXPECT_EQ(s.model.change(at, 1).data(ReviewModel::IdRole).toString(), forth.front());
    at = {};
    for (int n = 0; n < s.model.changes(); ++n) {
        at = s.model.change(at, -1);
        back.push_back(at.data(ReviewModel::IdRole).toString());
    }
    std::reverse(back.begin(), back.end());
    EXPECT_EQ(back, forth);
    Shown none(sample::reviewOf(sample::published(), sample::published()));
    EXPECT_FALSE(none.model.change({}, 1).isValid());
    EXPECT_GT(none.model.rowCount(), 0) << "and yet all is there to be read";
}

// F01.R2.A3: "Hide unchanged" leaves exactly what changed.
TEST(ReviewTreeModel, HidingWhatStayedTheSameLeavesExactlyWhatChanged) {
    Shown s(sample::review());
    const int stops = s.model.changes();
    s.model.setHideUnchanged(true);
    EXPECT_EQ(s.model.changes(), stops);
    EXPECT_FALSE(s.model.find(QStringLiteral("message/email/en/subject")).isValid());
    EXPECT_FALSE(s.model.find(QStringLiteral("delivery/options#/quiet_hours")).isValid());
    EXPECT_TRUE(s.model.find(QStringLiteral("delivery/options#/throttle/per_minute")).isValid());
    s.model.setHideUnchanged(false);
    EXPECT_TRUE(s.model.find(QStringLiteral("message/email/en/subject")).isValid());
}

// F01.R2.A6: who hears it hears the kind of change, the side and the words.
TEST(ReviewTreeModel, ScreenReadersHearTheKindOfChangeTheSideAndTheWords) {
    Shown s(sample::review());
    EXPECT_EQ(s.said(QStringLiteral("message/sms/es/body"), ReviewModel::What), QStringLiteral("added: Text \u00b7 Spanish \u00b7 text"));
    EXPECT_EQ(s.said(QStringLiteral("message/sms/es/body"), ReviewModel::Now), QStringLiteral("Now: nothing"));
    const QString now = s.said(QStringLiteral("message/sms/en/body"), ReviewModel::Now), then = s.said(QStringLiteral("message/sms/en/body"), ReviewModel::WouldBe);
    EXPECT_TRUE(now.startsWith(QStringLiteral("Now: Crews")) && now.contains(QStringLiteral("Removed: "))) << now.toStdString();
    EXPECT_TRUE(then.startsWith(QStringLiteral("Would be: Crews")) && then.contains(QStringLiteral("Added: "))) << then.toStdString();
    EXPECT_TRUE(s.said(QStringLiteral("section/message"), ReviewModel::What).contains(QStringLiteral("changed")));
}

// F04.R4.A2: counts, incidents, times; no name of a person.
TEST(ReviewWords, DriftIsSaidInFewWordsWithoutPeople) {
    const auto reply = sample::risky();
    const QStringList lines = driftLines(reply.drift, known, QTimeZone("America/New_York"), kNow);
    ASSERT_EQ(lines.size(), 2) << lines.join('|').toStdString();
    EXPECT_EQ(lines[0], QStringLiteral("Recipients +40 \u22123 (net +37 of %1), 2 opted out and will not be told").arg(QLocale().toString(1'200)));
    EXPECT_EQ(lines[1], QStringLiteral("#2407 Riverside: %1 \u2192 %2 customers, boundary changed").arg(QLocale().toString(1'200), QLocale().toString(1'237)));
    Drift later;
    later.level = DriftLevel::resnapshot;
    later.times = {{"incident-000007", "etr", {"etr", kNow + hours(1), "model", kNow - hours(1)}, {"etr", kNow + hours(2), "crew", kNow}, 60}};
    later.items = {{DriftKind::version, DriftLevel::acknowledge, "eta_model", 0}};
    const QStringList more = driftLines(later, known, QTimeZone("America/New_York"), kNow);
    ASSERT_EQ(more.size(), 2) << more.join('|').toStdString();
    EXPECT_TRUE(more[0].contains(QStringLiteral("19:40 (model")) && more[0].contains(QStringLiteral("20:40 (crew")) && more[0].endsWith(QStringLiteral("(+60 min)"))) << more[0].toStdString();
    EXPECT_TRUE(more[1].contains(QStringLiteral("eta_model")));
    std::set<QString> asks;
    for (const auto level : {DriftLevel::notice, DriftLevel::acknowledge, DriftLevel::resnapshot, DriftLevel::invalid}) asks.insert(driftAsks(level, false));
    EXPECT_EQ(asks.size(), 4u);
}

// F05.R3.A1: factors with their values, and the sentence names the largest first.
TEST(ReviewWords, RiskIsSaidWithItsReasons) {
    const auto reply = sample::risky();
    ASSERT_TRUE(reply.risk.has_value());
    QStringList values;
    for (const auto& each : reply.risk->factors) values << factorText(each.name) + QLatin1Char('=') + factorValue(each);
    EXPECT_TRUE(values.contains(QStringLiteral("Change of the time=90 min later"))) << values.join('|').toStdString();
    EXPECT_TRUE(values.contains(QStringLiteral("Confidence=62 %"))) << values.join('|').toStdString();
    EXPECT_TRUE(values.contains(QStringLiteral("Channels=Text, Voice"))) << values.join('|').toStdString();
    const auto largest = std::max_element(reply.risk->factors.begin(), reply.risk->factors.end(), [](const auto& a, const auto& b) { return a.contributionPercent < b.contributionPercent; });
    EXPECT_TRUE(riskSentence(*reply.risk).startsWith(QStringLiteral("Mostly because of %1").arg(factorText(largest->name).toLower()))) << riskSentence(*reply.risk).toStdString();
    const auto guessed = evaluateRisk(standardRiskRules(), "b1", {});
    ASSERT_TRUE(guessed.ok());
    EXPECT_TRUE(factorValue(guessed->factors.front()).startsWith(QStringLiteral("not known, taken as")));
    EXPECT_EQ(quorumSentence(reply.quorum), QStringLiteral("1 of 3 keys are turned. Still needed: 1 \u00d7 approver."));
}

// F01.R5.A7: what is left, and how pressing it is.
TEST(ReviewWords, TheCountdownTicksInSecondsAndEndsInAWord) {
    EXPECT_EQ(countdownText(minutes(27) + seconds(4)), QStringLiteral("27:04"));
    EXPECT_EQ(countdownText(hours(2) + minutes(5)), QStringLiteral("2 h 05 min"));
    EXPECT_EQ(countdownText(seconds(9)), QStringLiteral("0:09"));
    EXPECT_EQ(countdownText(seconds(0)), QStringLiteral("over"));
    EXPECT_EQ(countdownTone(seconds(30)), Tone::Critical);
    EXPECT_EQ(countdownTone(minutes(4)), Tone::Warning);
    EXPECT_EQ(countdownTone(minutes(40)), Tone::Plain);
}

// F06.R6.A1, F01.R5.A7: where the ladder stands, who was asked, who is next, and why somebody is passed over.
TEST(ReviewWords, WhoIsAskedAndWhoIsNextIsSaidWithItsReasons) {
    LadderDoc ladder;
    ladder.phase = QStringLiteral("running");
    ladder.steps = 3;
    ladder.stepDue = kNow + minutes(4) + seconds(10);
    ladder.deadline = kNow + minutes(20);
    ladder.nudges = {{QStringLiteral("cleo"), QStringLiteral("sms"), QStringLiteral("delivered"), kNow - minutes(1)}, {QStringLiteral("jonas"), QStringLiteral("email"), QStringLiteral("failed"), kNow - minutes(2)}};
    ladder.next = {{1, QStringLiteral("role:approver"), QStringLiteral("dara"), {}}, {1, QStringLiteral("role:approver"), QStringLiteral("anna"), QStringLiteral("self_approval")}, {2, QStringLiteral("team:storm/primary"), QStringLiteral("eve"), QStringLiteral("answered")}};
    const QTimeZone zone("America/New_York");
    QStringList said;
    for (const auto& each : ladderLines(ladder, zone, kNow)) said << each.words;
    EXPECT_EQ(said, (QStringList{QStringLiteral("Step 1 of 3; the next ones are asked at 18:44, in 4:10"), QStringLiteral("18:39 cleo, Text: delivered"), QStringLiteral("18:38 jonas, Email: not delivered"),
                                 QStringLiteral("Step 2, approver: dara; passed over: anna (asked for it)"), QStringLiteral("Step 3, on call in storm (primary): nobody who could; passed over: eve (has answered)")}));
    EXPECT_EQ(ladderStage(ladder, kNow), QStringLiteral("1 of 3, next 4:10"));
    ladder.onIt = {QStringLiteral("cleo")};
    ladder.snoozedUntil = kNow + minutes(15);
    ladder.snoozedWhy = QStringLiteral("crew calls back");
    EXPECT_EQ(ladderLines(ladder, zone, kNow)[0].words, QStringLiteral("Put off until 18:55: crew calls back"));
    EXPECT_EQ(ladderLines(ladder, zone, kNow)[1].words, QStringLiteral("cleo looks at it"));
    EXPECT_EQ(ladderStage(ladder, kNow), QStringLiteral("1 of 3, put off"));
    ladder.snoozedUntil = {};
    ladder.step = 2;
    ladder.stepDue = ladder.deadline;
    EXPECT_EQ(ladderStage(ladder, kNow), QStringLiteral("3 of 3, the last"));
    ladder.phase = QStringLiteral("decided");
    EXPECT_EQ(ladderLines(ladder, zone, kNow).size(), 4u) << "who comes next is of no interest any more";
    EXPECT_EQ(ladderStage(ladder, kNow), QString());
}

// F06.R6: the most urgent first; what is decided last.
TEST(ApprovalsQueue, SortsByUrgencyAndShowsRiskVersionAndTimeLeft) {
    sample::ReviewDesk d;
    auto doc = sample::ReviewDesk::waiting();
    doc.id = QStringLiteral("later");
    doc.deadline = kNow + hours(3);
    d.put(doc);
    doc.id = QStringLiteral("soonest");
    doc.deadline = kNow + minutes(2);
    doc.riskScore = 12;
    doc.riskLevel = QStringLiteral("low");
    d.put(doc);
    doc.id = QStringLiteral("riskier");
    doc.riskScore = 95;
    doc.riskLevel = QStringLiteral("blocked");
    d.put(doc);
    doc.id = QStringLiteral("over");
    doc.state = QStringLiteral("withdrawn");
    d.put(doc);
    ApprovalsModel model(d.context, nullptr);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Warning);
    EXPECT_LT(model.rowOf(QStringLiteral("riskier")), model.rowOf(QStringLiteral("soonest"))) << "of the same time, more risk first";
    EXPECT_LT(model.rowOf(QStringLiteral("soonest")), model.rowOf(sample::kRequest));
    EXPECT_LT(model.rowOf(sample::kRequest), model.rowOf(QStringLiteral("later")));
    EXPECT_EQ(model.rowOf(QStringLiteral("over")), model.rowCount() - 1);
    const auto cell = [&](const QString& id, int column) { return model.index(model.rowOf(id), column).data().toString(); };
    EXPECT_EQ(cell(sample::kRequest, ApprovalsModel::Left), QStringLiteral("27:04"));
    EXPECT_EQ(cell(sample::kRequest, ApprovalsModel::Risk), QStringLiteral("74 High"));
    EXPECT_EQ(cell(sample::kRequest, ApprovalsModel::Version), QStringLiteral("2"));
    EXPECT_EQ(cell(QStringLiteral("over"), ApprovalsModel::Left), QString());
    EXPECT_EQ(cell(QStringLiteral("over"), ApprovalsModel::State), QStringLiteral("Withdrawn"));
    d.now = kNow + seconds(5);
    int last = -1;
    QObject::connect(&model, &QAbstractItemModel::dataChanged, [&last](const QModelIndex&, const QModelIndex& to) { last = to.row(); });
    model.tick();
    EXPECT_EQ(cell(sample::kRequest, ApprovalsModel::Left), QStringLiteral("26:59"));
    EXPECT_EQ(last, model.rowCount() - 2) << "every one that waits, and no other";
}

// F01.R2.A1: a thousand fields become rows at once; nothing depends on how large the answer is.
TEST(ReviewTreeModel, AThousandFieldsAreRowsAtOnce) {
    std::string before = "{", after = "{";
    for (int n = 0; n < 1'000; ++n) {
        const std::string key = (n ? ",\"k" : "\"k") + std::to_string(n) + "\":";
        before += key + "{\"a\":" + std::to_string(n) + "}";
        after += key + "{\"a\":" + std::to_string(n % 7 ? n : n + 1) + "}";
    }
    ReviewSide a, b;
    a.documents = {{ReviewSection::payload, "body", {before + "}"}}};
    b.documents = {{ReviewSection::payload, "body", {after + "}"}}};
    const auto reply = sample::reviewOf(a, b);
    QElapsedTimer clock;
    clock.start();
    Shown s(reply);
    std::printf("a thousand fields: rows and model in %lld ms\n", static_cast<long long>(clock.elapsed()));
    EXPECT_EQ(s.model.changes(), 143);
    EXPECT_EQ(s.model.total(), 2'002);
}

}  // namespace
}  // namespace ok::app
