// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Figures of escalations from events of the log (F06.R7.A2 to A4).
#include <gtest/gtest.h>

#include "shared/oncall/nudge_words.h"
#include "shared/oncall/sla_metrics.h"

namespace ok::oncall {
namespace {

const Instant morning = *parseIso("2026-03-05T08:00:00Z");

/// One ladder as the log tells it.
class Story {
  public:
    Story(std::vector<SlaEvent>& into, std::string id, std::string policy, Instant opened) : m_into(into), m_opened(opened) {
        m_usual.workflow = std::move(id);
        m_usual.policy = std::move(policy);
        m_usual.openedAt = opened;
        m_usual.severity = "major";
        m_usual.regions = {"north"};
        tell(SlaEventKind::opened, 0, -1);
    }
    SlaEvent& tell(SlaEventKind kind, int afterSeconds, int step, const std::string& person = {}, const std::string& channel = {}) {
        SlaEvent e = m_usual;
        e.id = m_usual.workflow + "/" + std::to_string(1'000 + m_into.size());
        e.kind = kind;
        e.at = m_opened + seconds(afterSeconds);
        e.step = step;
        e.person = person;
        e.channel = channel;
        if (step == 0) e.team = "storm";
        if (kind == SlaEventKind::step_entered || kind == SlaEventKind::breached) e.targetSeconds = 300;
        m_into.push_back(std::move(e));
        return m_into.back();
    }
    void end(int afterSeconds, int step, const std::string& decision) { tell(SlaEventKind::ended, afterSeconds, step).decision = decision; }

  private:
    std::vector<SlaEvent>& m_into;
    SlaEvent m_usual;
    Instant m_opened;
};

std::vector<SlaEvent> threeRequests() {
    std::vector<SlaEvent> out;
    Story quick(out, "a", "usual", morning);   // approved on its first step, in time
    quick.tell(SlaEventKind::step_entered, 0, 0);
    quick.tell(SlaEventKind::nudge_sent, 0, 0, "petra", "sms");
    quick.tell(SlaEventKind::nudge_delivered, 4, 0, "petra", "sms");
    quick.tell(SlaEventKind::nudge_opened, 50, 0, "petra", "sms");
    quick.tell(SlaEventKind::approved, 60, 0, "petra", "sms");
    quick.end(60, 0, "released");
    Story slow(out, "b", "usual", morning + seconds(1));   // nobody on the first step; approved on the second
    slow.tell(SlaEventKind::step_entered, 0, 0);
    slow.tell(SlaEventKind::nudge_sent, 0, 0, "petra", "sms");
    slow.tell(SlaEventKind::breached, 300, 0, {}, "sms").lastNudgeAt = morning;
    slow.tell(SlaEventKind::step_entered, 300, 1);
    slow.tell(SlaEventKind::nudge_sent, 300, 1, "anton", "voice");
    slow.tell(SlaEventKind::acknowledged, 330, 1, "anton", "voice");
    slow.tell(SlaEventKind::approved, 420, 1, "anton", "voice");
    slow.end(420, 1, "released");
    Story never(out, "c", "urgent", morning + seconds(2));
    never.tell(SlaEventKind::step_entered, 0, 0);
    never.tell(SlaEventKind::nudge_sent, 0, 0, "petra", "sms");
    never.tell(SlaEventKind::breached, 300, 0, {}, "sms");
    never.end(300, 0, "sla_exceeded");
    return out;
}

const SlaFilter all{morning, morning + hours(1), {}, {}, {}, {}, {}, -1, {}, {}, {}};

TEST(SlaMetrics, MeanMedianAndBreachesByPolicyAndByStep) {  // F06.R7.A2
    const SlaMetrics m = metricsOf(threeRequests(), all);
    EXPECT_EQ(m.all.total, 3);
    EXPECT_EQ(m.all.approved, 2);
    EXPECT_EQ(m.all.breached, 2);
    EXPECT_DOUBLE_EQ(m.all.breachRate, 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(m.all.meanSeconds, 240);
    EXPECT_DOUBLE_EQ(m.all.medianSeconds, 240);
    ASSERT_EQ(m.policies.size(), 2u);
    EXPECT_EQ(m.policies[0].policy, "urgent");
    EXPECT_EQ(m.policies[0].figures.approved, 0);
    EXPECT_DOUBLE_EQ(m.policies[0].figures.breachRate, 1);
    EXPECT_DOUBLE_EQ(m.policies[1].figures.breachRate, 0.5);
    ASSERT_EQ(m.steps.size(), 3u);
    EXPECT_EQ(m.steps[1].policy, "usual");
    EXPECT_EQ(m.steps[1].step, 0);
    EXPECT_EQ(m.steps[1].targetSeconds, 300);
    EXPECT_EQ(m.steps[1].figures.total, 2);
    EXPECT_EQ(m.steps[1].figures.breached, 1);
    EXPECT_DOUBLE_EQ(m.steps[1].figures.meanSeconds, 60) << "of the one that was approved there";
    EXPECT_DOUBLE_EQ(m.steps[2].figures.meanSeconds, 120) << "from when the step was entered";
    EXPECT_EQ(m.steps[2].figures.breached, 0);
}

TEST(SlaMetrics, ABreachSaysPolicyStepWhoByWhatAndWhenTheyWereLastAsked) {  // F06.R7.A2
    const SlaMetrics m = metricsOf(threeRequests(), all);
    ASSERT_EQ(m.breaches.size(), 2u);
    EXPECT_EQ(m.breachCount, 2);
    EXPECT_EQ(m.breaches[0].policy, "urgent") << "the last one first";
    EXPECT_EQ(m.breaches[1].policy, "usual");
    EXPECT_EQ(m.breaches[1].step, 0);
    EXPECT_EQ(m.breaches[1].channel, "sms");
    EXPECT_EQ(m.breaches[1].lastNudgeAt, morning);
    EXPECT_EQ(m.breaches[1].targetSeconds, 300);
}

TEST(SlaMetrics, PeopleAndChannelsAreMeasuredFromTheFirstNudgeToTheFirstAnswer) {  // F06.R7.A3
    const SlaMetrics m = metricsOf(threeRequests(), all);
    ASSERT_EQ(m.approvers.size(), 2u);
    EXPECT_EQ(m.approvers[0].person, "anton");
    EXPECT_DOUBLE_EQ(m.approvers[0].medianSeconds, 30);
    EXPECT_EQ(m.approvers[0].within, (std::vector<int>{1, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(m.approvers[1].person, "petra");
    EXPECT_EQ(m.approvers[1].asked, 3);
    EXPECT_EQ(m.approvers[1].answered, 1);
    ASSERT_EQ(m.channels.size(), 2u);
    EXPECT_EQ(m.channels[0].channel, "sms");
    EXPECT_EQ(m.channels[0].sent, 3);
    EXPECT_DOUBLE_EQ(m.channels[0].clickRate, 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(m.channels[0].conversion, 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(m.channels[1].conversion, 1);
}

TEST(SlaMetrics, EveryFilterNarrowsAndWhatStandsBehindAPointCountsTheSame) {  // F06.R7.A3
    const auto events = threeRequests();
    SlaFilter f = all;
    f.policy = "usual";
    EXPECT_EQ(metricsOf(events, f).all.total, 2);
    f.step = 1;
    EXPECT_EQ(metricsOf(events, f).all.total, 1) << "requests that came to that step";
    f = all;
    f.channel = "voice";
    EXPECT_EQ(metricsOf(events, f).all.total, 1);
    f = all;
    f.region = "south";
    EXPECT_EQ(metricsOf(events, f).all.total, 0);
    f = all;
    f.to = morning + seconds(1);
    EXPECT_EQ(metricsOf(events, f).all.total, 1);
    for (const char* policy : {"", "usual", "urgent"}) {
        for (const int step : {-1, 0, 1}) {
            SlaFilter point = all;
            point.policy = policy;
            point.step = step;
            const SlaMetrics m = metricsOf(events, point);
            EXPECT_EQ(eventsFor(events, point).size(), static_cast<std::size_t>(m.eventCount)) << policy << step;
            point.kind = "breached";
            EXPECT_EQ(eventsFor(events, point).size(), static_cast<std::size_t>(m.breachCount)) << policy << step;
        }
    }
}

TEST(SlaMetrics, TheOrderInWhichEventsAreReadDoesNotMatter) {  // F06.R7.A2
    auto events = threeRequests();
    const SlaMetrics before = metricsOf(events, all);
    std::reverse(events.begin(), events.end());
    EXPECT_EQ(metricsOf(events, all), before);
}

TEST(SlaMetrics, AFileHasALineForEachEventAndTheHashesOfItsChain) {  // F06.R7.A4
    auto events = threeRequests();
    events[0].hash = sha256("this");
    events[0].prevHash = sha256("before");
    const std::string csv = csvOf(events);
    EXPECT_EQ(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')), events.size() + 1);
    EXPECT_TRUE(csv.starts_with("timestamp,event_type,kind,actor_id"));
    EXPECT_NE(csv.find(sha256("this").hex()), std::string::npos);
    EXPECT_NE(csv.find(sha256("before").hex()), std::string::npos);
}

TEST(NudgeWords, SeveralRequestsAreOneTextWithALinkForEach) {  // F06.R3.A7
    NudgeNotice n;
    n.channel = "sms";
    n.command = "comms.send_broadcast";
    n.incident = "INC-7";
    n.requester = "maria";
    n.deadline = morning;
    n.items = {{{}, "k", "incidents.set_etr", "INC-7", "", morning, {}}};
    const std::string text = wordsOf(n, {"https://x.example/a/1", "", ""}, "", {{"https://x.example/a/2", "", ""}}).text;
    EXPECT_NE(text.find("2 requests wait for you"), std::string::npos) << text;
    EXPECT_NE(text.find("https://x.example/a/1"), std::string::npos) << text;
    EXPECT_NE(text.find("https://x.example/a/2"), std::string::npos) << text;
}

TEST(NudgeWords, AnAlertSaysPriorityRiskUpdateAndUntilWhen) {  // F05.R7.A1
    NudgeNotice n;
    n.channel = "email";
    n.command = "comms.send_broadcast";
    n.severity = "critical";
    n.requester = "maria";
    n.subject = "0190-broadcast";
    n.riskScore = 82;
    n.riskLevel = "high";
    n.deadline = morning;
    const std::string letter = wordsOf(n, {"https://x.example/a/1", "", ""}, "").text;
    for (const char* part : {"Priority P1", "0190-broadcast", "risk high 82", "2026-03-05T08:00:00", "https://x.example/a/1"}) EXPECT_NE(letter.find(part), std::string::npos) << part << letter;
    n.channel = "sms";
    const std::string text = wordsOf(n, {"https://x.example/a/1", "", ""}, "").text;
    for (const char* part : {"P1", "high 82", "08:00", "https://x.example/a/1", "ACK"}) EXPECT_NE(text.find(part), std::string::npos) << part << text;
    EXPECT_LE(text.size(), longestText);
    EXPECT_EQ(priorityOf("major"), "P2");
    EXPECT_EQ(priorityOf("minor"), "P3");
}

TEST(NudgeWords, AckAloneOrWithANumberIsAnAnswerAndNothingElseIs) {  // F05.R7.A3
    EXPECT_EQ(acknowledgedIn("ACK").value_or("?"), "");
    EXPECT_EQ(acknowledgedIn(" ack. ").value_or("?"), "");
    EXPECT_EQ(acknowledgedIn("Ack 47110").value_or("?"), "47110");
    for (const char* other : {"", "acknowledge the outage", "ack me", "back", "OUT", "ack 12 a"}) EXPECT_FALSE(acknowledgedIn(other)) << other;
}

TEST(NudgeWords, ARejectionGivesItsReasonAndAReminderWhatIsLeft) {  // F01.R5.A2, F01.R5.A4
    NudgeNotice n;
    n.channel = "sms";
    n.command = "comms.send_broadcast";
    n.requester = "maria";
    n.deadline = morning;
    n.about = "rejected";
    n.reason = "the crew is still on its way";
    const std::string rejected = wordsOf(n, {}, "https://x.example/r/1").text;
    EXPECT_NE(rejected.find("rejected"), std::string::npos) << rejected;
    EXPECT_NE(rejected.find(n.reason), std::string::npos) << rejected;
    EXPECT_NE(rejected.find("https://x.example/r/1"), std::string::npos) << rejected;
    n.about = "remind";
    n.reason.clear();
    n.leftSeconds = 90;
    EXPECT_NE(wordsOf(n, {"https://x.example/a/1", "", ""}, "").text.find("2 min left"), std::string::npos);
    n.language = "es";
    EXPECT_NE(wordsOf(n, {"https://x.example/a/1", "", ""}, "").text.find("2 min restantes"), std::string::npos);
}

}  // namespace
}  // namespace ok::oncall
