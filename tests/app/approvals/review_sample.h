// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A made-up request and a server that answers by command: what the tests of the review work on. The comparison is the server's own.
#pragma once
#include <gtest/gtest.h>

#include <QApplication>
#include <QTest>
#include <QTimer>
#include <map>

#include "app/desk/command_body.h"
#include "shared/approvals/review.h"
#include "tests/app/sample_desk.h"

namespace ok::app::sample {

inline const QString kRequest = QStringLiteral("11111111-1111-7111-8111-111111111111");

inline approvals::ReviewSide published() {
    using namespace approvals;
    ReviewSide out;
    out.texts = {{"sms", "en", "body", "Crews are on site at Riverside. We expect power by 9:00 PM.", "", TextForm::plain},
                 {"email", "en", "subject", "Outage at Riverside", "", TextForm::plain},
                 {"voice", "en", "script", "<speak>We expect power by <break/> nine in the evening.</speak>", "", TextForm::markup}};
    out.times = {{"incident-000007", "etr", kNow + hours(2), "America/New_York", "model"}};
    out.shapes = {{"incident-000007", {{{{-82.60, 35.55}, {-82.56, 35.55}, {-82.56, 35.58}, {-82.60, 35.58}, {-82.60, 35.55}}}}}};
    out.documents = {{ReviewSection::delivery, "options", {R"({"quiet_hours":{"from":"22:00","to":"06:00"},"throttle":{"per_minute":500},"channels":["sms"]})"}}};
    out.audience = {{"total", {{"people", 1'160}}}, {"channel", {{"sms", 760}, {"email", 400}}}};
    return out;
}

inline approvals::ReviewSide proposed() {
    using namespace approvals;
    ReviewSide out = published();
    out.texts[0].text = "Crews are repairing a tree on the line at Riverside. We expect power by 10:30 PM.";
    out.texts.push_back({"sms", "es", "body", "Trabajamos en Riverside. Esperamos luz a las 22:30.", "", TextForm::plain});
    out.texts[2].text = "<speak>We expect power by <break/> half past ten in the evening.</speak>";
    out.times[0].at = kNow + hours(3) + minutes(30);
    out.times[0].source = "crew";
    out.shapes[0].shape.rings[0][2] = {-82.54, 35.59};
    out.documents[0].body.text = R"({"quiet_hours":{"from":"22:00","to":"06:00"},"throttle":{"per_minute":250},"channels":["sms","email"]})";
    out.audience = {{"total", {{"people", 1'200}}}, {"channel", {{"sms", 800}, {"email", 400}}}};
    return out;
}

inline approvals::ReviewReply reviewOf(const approvals::ReviewSide& before, const approvals::ReviewSide& after) {
    using namespace approvals;
    ReviewReply out;
    out.approval = *ApprovalId::parse(kRequest.toStdString());
    out.version = out.latestVersion = 2;
    out.digest = sha256("version 2");
    out.snapshotId = "22222222-2222-7222-8222-222222222222";
    out.command = "comms.send_broadcast";
    out.state = "pending";
    out.submittedBy = "anna";
    out.submittedAt = kNow - minutes(8);
    out.frozenAt = kNow - minutes(6);
    out.expiresAt = kNow + minutes(27) + seconds(4);
    const auto diff = reviewDiff(before, after, {"America/New_York", "en-US"});
    EXPECT_TRUE(diff.ok());
    if (diff.ok()) out.diff = *diff;
    out.audience.people = 1'200;
    out.audience.messages = 1'240;
    out.quorum = {false, 1, 3, {{"approver", 1}}};
    out.verified = true;
    return out;
}

/// A plain request without drift or risk.
inline approvals::ReviewReply review() { return reviewOf(published(), proposed()); }

/// With a risk that asks for a checklist and a senior, and two things that went on since.
inline approvals::ReviewReply risky() {
    using namespace approvals;
    ReviewReply out = review();
    RiskRules rules = standardRiskRules();
    rules.version = 4;
    const auto risk = evaluateRisk(rules, "b1", {40'000, 90, std::vector<std::string>{"sms", "voice"}, 0.62});
    EXPECT_TRUE(risk.ok());
    if (risk.ok()) out.risk = *risk;
    out.checklists = {{"pre_send", {{"wording", "The wording was read aloud", "By somebody who did not write it", true}, {"map", "The map fits the crew's word", "", true}}}};
    out.actions = {{{RiskActionKind::senior_approver, "supervisor", 0}, false, {"supervisor"}}, {{RiskActionKind::checklist, "pre_send", 0}, false, {"map"}}, {{RiskActionKind::throttle, "", 500}, true, {}}};
    out.attested = {{"pre_send", "wording", "u-cleo", out.digest, kNow - minutes(2)}};
    out.logins = {{"u-cleo", "cleo"}};
    out.drift.level = DriftLevel::acknowledge;
    out.drift.items = {{DriftKind::recipients, DriftLevel::acknowledge, "", 3.6}, {DriftKind::impacted, DriftLevel::notice, "incident-000007", 2}};
    out.drift.recipients = {1'200, 40, 3, 37, 2};
    out.drift.incidents = {{"incident-000007", "Riverside", 1'200, 1'237, true, false, false, "open", "open"}};
    out.blockedBy = "drift_unacknowledged";
    return out;
}

/// Answers by the name of the command; everything else is done.
class NamedAnswers : public CommandPort {
  public:
    std::map<QString, CommandReply> answers;
    std::vector<OutgoingCommand> sent;
    int roundTripMs = 0;   // of the line to the server
    void send(OutgoingCommand command, ReplyHandler done) override {
        sent.push_back(command);
        CommandReply reply;
        if (const auto found = answers.find(command.name); found != answers.end()) reply = found->second;
        reply.commandId = QStringLiteral("c%1").arg(sent.size());
        if (!done) return;
        if (roundTripMs > 0) QTimer::singleShot(roundTripMs, qApp, [done = std::move(done), reply] { done(reply); });
        else done(reply);
    }
    void answer(const QString& name, const std::string& json) {
        answers[name] = {};
        answers[name].body = objectOf(json);
    }
    [[nodiscard]] int count(const QString& name) const {
        return static_cast<int>(std::count_if(sent.begin(), sent.end(), [&](const auto& each) { return each.name == name; }));
    }
    [[nodiscard]] const OutgoingCommand* last(const QString& name) const {
        const auto found = std::find_if(sent.rbegin(), sent.rend(), [&](const auto& each) { return each.name == name; });
        return found == sent.rend() ? nullptr : &*found;
    }
};

/// The storm desk with one request of anna's that waits, and the server's answers to it.
struct ReviewDesk {
    Desk desk;
    NamedAnswers server;
    Instant now = kNow;
    DeskContext context{desk.store, server, desk.theme, [this] { return now; }, desk.data, desk.permits};
    ReviewDesk() {
        desk.store.apply(storm());
        desk.permits.setUser(QStringLiteral("u-me"));
        put(waiting());
        answer(review());
    }
    static ApprovalDoc waiting() {
        ApprovalDoc doc;
        doc.id = kRequest;
        doc.state = QStringLiteral("waiting");
        doc.action = QStringLiteral("comms.send_broadcast");
        doc.summary = QStringLiteral("#2407 Riverside");
        doc.initiator = QStringLiteral("anna");
        doc.requested = kNow - minutes(8);
        doc.deadline = kNow + minutes(27) + seconds(4);
        doc.version = 2;
        doc.riskScore = 74;
        doc.riskLevel = QStringLiteral("high");
        doc.need = 2;
        return doc;
    }
    void put(const ApprovalDoc& doc) {
        StoreBatch batch;
        batch.approvals.push_back(doc);
        desk.store.apply(std::move(batch));
    }
    void answer(const approvals::ReviewReply& reply) { server.answer(QStringLiteral("approvals.review"), toJson(reply)); }
    void fail(const QString& code) {
        CommandReply& reply = server.answers[QStringLiteral("approvals.review")];
        reply = {};
        reply.outcome = CommandReply::Outcome::Refused;
        reply.code = code;
    }
};

}  // namespace ok::app::sample
