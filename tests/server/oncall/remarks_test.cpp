// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One conversation about a request and its incident, and what becomes of a comment that its author changes (F06.R6.A5).
#include <gtest/gtest.h>

#include "shared/approvals/approval_commands.h"
#include "shared/oncall/remark_commands.h"
#include "tests/server/oncall/oncall_fixture.h"

namespace ok::oncall {
namespace {

using namespace ok::test;
using approvals::Approval;
using approvals::ApprovalStep;

std::vector<ApprovalStep> commentsOf(OncallHouse& h, ApprovalId id) {
    std::vector<ApprovalStep> out;
    const auto approval = h.f->document<Approval>(id.str());
    for (const ApprovalStep& step : approval ? approval->steps : std::vector<ApprovalStep>()) {
        if (step.kind == approvals::StepKind::commented) out.push_back(step);
    }
    return out;
}

std::vector<incidents::TimelineItem> conversationOf(OncallHouse& h, IncidentId incident) {
    std::vector<incidents::TimelineItem> out;
    for (const auto& item : h.f->documents<incidents::TimelineItem>()) {
        if (item.incident == incident && item.kind == "commented") out.push_back(item);
    }
    return out;
}

struct Remarks : ::testing::Test {
    OncallHouse h;
    IncidentId incident;
    ApprovalId id;
    void SetUp() override {
        h.people3();
        h.publish();
        incident = incidentIn(h);
        id = h.ask(incident.str());
    }
};

TEST_F(Remarks, ACommentOnARequestStandsInItsIncidentToo) {  // F06.R6.A5
    h.ok(approvals::Comment{id, "who has the keys of the substation? @doris"}, h.as("petra"));
    const auto told = conversationOf(h, incident);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].detail, "who has the keys of the substation? @doris");
    EXPECT_EQ(told[0].actor, h.people["petra"]);
    h.pass(seconds(0));
    ASSERT_EQ(h.rows("mention").size(), 1u);
    EXPECT_EQ(h.rows("mention")[0].notice.login, "doris");
    EXPECT_EQ(h.rows("mention")[0].notice.approval, id) << "which leads to the request";
}

TEST_F(Remarks, ACommentOnAnIncidentStandsInEveryRequestAboutItThatWaits) {  // F06.R6.A5
    const ApprovalId other = h.ask("elsewhere");
    h.ok(RemarkIncident{incident.str(), "the crew is on its way"}, h.as("anton"));
    ASSERT_EQ(commentsOf(h, id).size(), 1u);
    EXPECT_EQ(commentsOf(h, id)[0].reason, "the crew is on its way");
    EXPECT_EQ(commentsOf(h, id)[0].login, "anton");
    EXPECT_TRUE(commentsOf(h, other).empty());
    EXPECT_EQ(conversationOf(h, incident).size(), 1u) << "and once in the incident";
    EXPECT_EQ(h.codeOf(RemarkIncident{incident.str(), ""}, h.as("anton")), "reason_missing");
    EXPECT_EQ(h.codeOf(RemarkIncident{incident.str(), std::string(1'001, 'x')}, h.as("anton")), "invalid_fields");
    EXPECT_EQ(h.codeOf(approvals::Comment{id, std::string(1'001, 'x')}, h.as("anton")), "invalid_fields");
    h.ok(RemarkIncident{incident.str(), [] { std::string out; for (int i = 0; i < 1'000; ++i) out += "\xC3\xA9"; return out; }()}, h.as("anton"));
    EXPECT_EQ(h.codeOf(RemarkIncident{incident.str(), "what?"}, h.f->person("nobody", {"auditor"})), "access_denied") << "whoever may not see incidents";
}

TEST_F(Remarks, ForFiveMinutesACommentIsChangedAfterThatItHasARevision) {  // F06.R6.A5
    h.ok(approvals::Comment{id, "the cew is there"}, h.as("petra"));
    const std::string comment = commentsOf(h, id).at(0).id;
    h.f->advance(minutes(4));
    h.ok(ReviseComment{id.str(), {}, comment, "the crew is there"}, h.as("petra"));
    EXPECT_EQ(commentsOf(h, id)[0].reason, "the crew is there");
    EXPECT_TRUE(commentsOf(h, id)[0].revisions.empty());
    EXPECT_TRUE(commentsOf(h, id)[0].editedAt.known());
    h.f->advance(minutes(2));
    h.ok(ReviseComment{id.str(), {}, comment, "the crew has left"}, h.as("petra"));
    ASSERT_EQ(commentsOf(h, id)[0].revisions.size(), 1u);
    EXPECT_EQ(commentsOf(h, id)[0].revisions[0].text, "the crew is there");
    EXPECT_EQ(conversationOf(h, incident)[0].detail, "the crew has left") << "both ways";
    EXPECT_EQ(h.codeOf(ReviseComment{id.str(), {}, comment, "never"}, h.as("anton")), "not_the_author");
    EXPECT_EQ(h.codeOf(ReviseComment{id.str(), {}, "none", "never"}, h.as("petra")), "comment_not_found");
    ASSERT_TRUE(h.releaseBy("doris").reply.ok());
    EXPECT_EQ(h.codeOf(ReviseComment{id.str(), {}, comment, "too late"}, h.as("petra")), "approval_not_pending") << "what was signed stays";
}

}  // namespace
}  // namespace ok::oncall
