// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is told of a request by mail at once, and of what became of it (F01.R1.A4, F01.R1.A6, F01.R5.A5, F01.R5.A6).
#include "server/product/waiting_notices.h"

#include <gtest/gtest.h>

#include <set>

#include "server/access/access_commands.h"
#include "server/approvals/approval_mail.h"
#include "shared/access/tenant_profile.h"
#include "shared/access/user.h"
#include "shared/approvals/notice.h"
#include "shared/approvals/review.h"
#include "tests/support/counter_domain.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {
namespace {

using namespace approvals;

struct WaitingNotices : ::testing::Test, GateFixture {
    void SetUp() override {
        addCounterProjections(projections);
        access::addProjections(projections);
        addCounterHandlers(*gate);
        access::addHandlers(*gate);
        gate->onRequests(waitingNotices([](TenantId, const std::string& login) { return login != "nomail"; }));
        start();
        for (const auto& [login, role] : {std::pair{"anna", "operator"}, {"cleo", "approver"}, {"emil", "approver"}, {"nomail", "approver"}, {"gina", "auditor"}}) {
            const auto made = run(access::CreateUser{login, PersonName{login}, {role}, Secret{"$argon2id$made-up"}}, access::systemContext(tenant, false));
            ids[login] = fromJson<access::UserCreatedReply>(*made.reply)->user.str();
        }
    }
    std::multiset<std::string> notices() {
        std::multiset<std::string> out;
        gate->inspect(tenant, [&](CommandContext& cx) {
            for (const OutboxRow& row : cx.store().dueOutbox(now() + hours(10), 100)) {
                const auto notice = fromJson<ApprovalNotice>(row.payload);
                if (row.connector == noticeConnector && notice.ok()) out.insert(notice->about + " " + notice->login);
            }
        });
        return out;
    }
    SecurityContext as(const std::string& login, const std::string& role) { return person(ids[login], {role}); }
    Release hold(std::int64_t amount) {
        const auto asked = run(AddMuch{"big", amount, ""}, as("anna", "operator"));
        const auto& details = asked.reply.problem().details;
        return {*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest"))};
    }
    std::map<std::string, std::string> ids;
};

TEST_F(WaitingNotices, WhoCouldReleaseItIsToldAtOnceAndItsAuthorWhatBecameOfIt) {
    const Release first = hold(1);
    EXPECT_EQ(notices(), (std::multiset<std::string>{"waiting cleo", "waiting emil"})) << "in the transaction that froze it; nobody without a mailbox";
    ASSERT_TRUE(run(first, as("cleo", "approver")).reply.ok());
    EXPECT_EQ(notices().count("released anna"), 1u);
    const Release second = hold(2);
    EXPECT_EQ(notices().count("waiting cleo"), 2u);
    ASSERT_TRUE(run(Comment{second.approval, "which feeder?"}, as("emil", "approver")).reply.ok());
    ASSERT_TRUE(run(Reject{second.approval, "wrong feeder", {}}, as("cleo", "approver")).reply.ok());
    EXPECT_EQ(notices().count("rejected anna"), 1u);
    EXPECT_EQ(notices().count("rejected emil"), 1u) << "who had said something about it";
    const Release third = hold(3);
    ASSERT_TRUE(run(Cancel{third.approval, third.digest, "not needed"}, as("anna", "operator")).reply.ok());
    EXPECT_EQ(notices().count("cancelled cleo"), 1u);
    EXPECT_EQ(notices().count("cancelled emil"), 1u);
    EXPECT_EQ(notices().count("cancelled anna"), 0u) << "she knows";
    SecurityContext rehearsal = as("anna", "operator");
    rehearsal.drill = true;
    const auto all = notices();
    (void)run(AddMuch{"big", 4, ""}, rehearsal);
    EXPECT_EQ(notices(), all) << "a rehearsal tells nobody";
}

TEST_F(WaitingNotices, TheLetterHasTheAddressOfThePage) {
    TenantProfile profile;
    profile.tenant = tenant;
    profile.slug = "river";
    gate->inspect(tenant, [&](CommandContext& cx) { cx.views().save(profile); });
    (void)run(Add{"tick", 1, "red", ""}, operatorBen());   // and it is written
    const auto letters = noticeLetters([](TenantId, const std::string& login) { return login + "@one.example"; }, "https://ok.example");
    OutboxRow row;
    row.tenant = tenant;
    row.connector = noticeConnector;
    const ApprovalId request{derivedUuid("a request")};
    for (const char* about : {"waiting", "released", "rejected", "cancelled", "expired", "escalated", "paused"}) {
        row.payload = toJson(ApprovalNotice{request, about, "cleo", "test.add_much", "approver", "a reason", now(), {}});
        const auto letter = letters(row, *gate->openReader().value());
        ASSERT_TRUE(letter.ok()) << about;
        EXPECT_NE(letter->text.find("https://ok.example/a/r/river/" + request.str()), std::string::npos) << about << letter->text;
    }
}

}  // namespace
}  // namespace ok::test
