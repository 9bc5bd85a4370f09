// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One-tap codes, typed or pressed: what they lead to, how they are guessed in vain, and the telephone (F06.R3.A2, F06.R3.A6, F06.R4.A2).
#include <gtest/gtest.h>

#include <thread>

#include "shared/approvals/notice.h"
#include "tests/server/approvals/one_tap_fixture.h"

namespace ok::approvals {
namespace {

struct OneTapCodes : ::testing::Test, OneTapFixture {
    HttpResponse type(const std::string& number, const std::string& code, const std::string& from = "192.0.2.7") { return post("/a/code/one", "number=" + number + "&code=" + code, {}, from); }
    static std::string wrong(const std::string& code, int n) {
        std::string out = code;
        out[static_cast<std::size_t>(n) % out.size()] = static_cast<char>('0' + (out[static_cast<std::size_t>(n) % out.size()] - '0' + 1 + n / 6) % 10);
        return out;
    }
};

// F06.R3.A2, F06.R4.A2: six digits that lead to the same page, once.
TEST_F(OneTapCodes, ARightCodeLeadsToTheReviewOnce) {
    (void)signIn("maria");
    const auto waiting = hold(AddSome{"small", 1});
    const OneTap link = linkFor(waiting, "maria");
    ASSERT_EQ(link.code.size(), 6U);
    ASSERT_EQ(link.number.size(), 5U);
    EXPECT_NE(std::string(look("/a/code/one?number=" + link.number).bodyView()).find(link.number), std::string::npos);
    const auto right = type(link.number, link.code);
    ASSERT_EQ(right.status, 303) << right.bodyView();
    const std::string path(right.headers.get("Location"));
    EXPECT_EQ(type(link.number, link.code).status, 403) << "a code is good once";
    EXPECT_EQ(look(path).status, 200);
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_EQ(post(path, form(path, "approve")).status, 200);
    EXPECT_EQ(state(waiting), ApprovalState::released);
    EXPECT_TRUE(linkFor(hold(AddMuch{"big", 100, ""}), "maria").code.empty()) << "none for what is high risk (C22)";
}

// F06.R3.A6: more than five wrong ones within 15 minutes lock it, and its person hears of it.
TEST_F(OneTapCodes, ACodeThatIsGuessedIsLockedAndItsTimeEnds) {
    const auto waiting = hold(AddSome{"small", 1});
    const OneTap link = linkFor(waiting, "maria");
    for (int i = 0; i < 4; ++i) EXPECT_EQ(type(link.number, wrong(link.code, i)).status, 403) << i;
    EXPECT_EQ(type(link.number, wrong(link.code, 4)).status, 429);
    EXPECT_EQ(type(link.number, link.code).status, 429) << "the right one does not count any more";
    EXPECT_EQ(type("00000", link.code).status, 403);
    EXPECT_EQ(look(pathOf(link)).status, 200) << "the link is another way";
    f.advance(minutes(15));
    EXPECT_EQ(type(link.number, link.code).status, 410);
    EXPECT_EQ(state(waiting), ApprovalState::pending);
}

TEST_F(OneTapCodes, AWrongCodeCountsTheSixthIsLockedAndItsPersonIsTold) {  // F06.R3.A6
    const auto waiting = hold(AddSome{"small", 1});
    const OneTap link = linkFor(waiting, "maria");
    const auto server = access::systemContext(f.tenant, false);
    std::vector<std::string> refused;
    for (int i = 0; i < 6; ++i) {
        const auto answer = f.run(RedeemCode{link.number, Secret{link.code == "000000" ? "111111" : "000000"}, "192.0.2.9"}, server);
        ASSERT_TRUE(answer.reply.ok());
        refused.push_back(fromJson<RedeemReply>(*answer.reply)->refused);
    }
    EXPECT_EQ(refused, (std::vector<std::string>{"one_tap_refused", "one_tap_refused", "one_tap_refused", "one_tap_refused", "one_tap_locked", "one_tap_locked"}));
    int told = 0;
    f.gate->inspect(f.tenant, [&](CommandContext& cx) {
        const auto rows = cx.store().outboxInState(OutboxState::queued, 100);
        for (const OutboxRow& row : rows) told += row.connector == noticeConnector && row.payload.find("code_locked") != std::string::npos ? 1 : 0;
    });
    EXPECT_EQ(told, 1);
    EXPECT_EQ(kept(pathOf(link)).lockedUntil, f.now() + minutes(15));
}

// F06.R4.A2: number and code pressed on a telephone, then 1 or 2; the provider's signature holds strangers out.
TEST_F(OneTapCodes, ACallerPressesNumberCodeAndOneToApprove) {
    const auto waiting = hold(AddSome{"small", 1});
    const OneTap link = linkFor(waiting, "maria");
    const std::string door = "/webhooks/twilio/approve/one";
    EXPECT_EQ(press(door, "", "another token").status, 403);
    const auto hello = press(door, "");
    EXPECT_NE(hello.bodyView().find("Enter the number"), std::string_view::npos);
    const std::string forCode = nextOf(press(nextOf(hello), link.number));
    const auto wrongly = press(forCode, wrong(link.code, 1));
    EXPECT_NE(wrongly.bodyView().find("not right"), std::string_view::npos) << wrongly.bodyView();
    EXPECT_NE(wrongly.bodyView().find("Hangup"), std::string_view::npos);
    const auto review = press(forCode, link.code);
    EXPECT_NE(review.bodyView().find("Press 1 to approve or 2 to reject"), std::string_view::npos) << review.bodyView();
    const std::string word = nextOf(review);
    EXPECT_NE(press(word, "7").bodyView().find("Nothing was decided"), std::string_view::npos);
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    const auto done = press(word, "1");
    EXPECT_NE(done.bodyView().find("Approved."), std::string_view::npos) << done.bodyView();
    EXPECT_EQ(state(waiting), ApprovalState::released);
    EXPECT_EQ(attempts().back().channel, "voice");
    EXPECT_EQ(attempts().back().stepUp, "code");
    EXPECT_NE(press(word, "1").bodyView().find("used already"), std::string_view::npos);
    EXPECT_EQ(f.document<test::Counter>("small")->value, 1);

    const auto second = hold(AddSome{"other", 2});
    const OneTap again = linkFor(second, "maria");
    const std::string reject = nextOf(press(nextOf(press(nextOf(press(door + "?lang=es", "")), again.number)), again.code));
    EXPECT_NE(press(reject, "2").bodyView().find("Rechazado"), std::string_view::npos);
    EXPECT_EQ(state(second), ApprovalState::rejected);
    // A link that was sent is for a browser, where the device counts.
    const auto third = hold(AddSome{"third", 3});
    const std::string sent = pathOf(linkFor(third, "maria"));
    EXPECT_NE(press(door + "?at=word&link=" + sent.substr(3), "1").bodyView().find("not right"), std::string_view::npos);
    EXPECT_EQ(state(third), ApprovalState::pending);
}

// F06.R5.A1: by link, by code and by telephone an author does not approve; each attempt is kept with channel, device and address.
TEST_F(OneTapCodes, AnAuthorDoesNotApproveByAnyChannelAndEachAttemptIsKept) {
    (void)signIn("olaf");
    const auto waiting = hold(AddSome{"small", 1});
    const std::string path = pathOf(linkFor(waiting, "olaf"));
    const auto tried = post(path, form(path, "approve"));
    EXPECT_EQ(tried.status, 403) << tried.bodyView();
    EXPECT_EQ(attempts().back().result, "policy_violation.self_approval");
    EXPECT_EQ(attempts().back().person, people["olaf"]);
    EXPECT_FALSE(attempts().back().device.empty());
    EXPECT_EQ(attempts().back().address, "192.0.2.7");
    const OneTap link = linkFor(waiting, "olaf");
    const std::string door = "/webhooks/twilio/approve/one";
    const std::string word = nextOf(press(nextOf(press(nextOf(press(door, "")), link.number)), link.code));
    const auto denied = press(word, "1");
    EXPECT_EQ(denied.bodyView().find("Approved."), std::string_view::npos) << denied.bodyView();
    EXPECT_NE(denied.bodyView().find("Hangup"), std::string_view::npos);
    EXPECT_EQ(attempts().back().result, "policy_violation.self_approval");
    EXPECT_EQ(attempts().back().channel, "voice");
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_FALSE(f.document<test::Counter>("small"));
}

// A signed-in person takes a request to their phone.
TEST_F(OneTapCodes, ASignedInPersonGetsALinkOfTheirOwn) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string route = "/v1/approvals/" + waiting.approval.str() + "/link";
    EXPECT_EQ(call("POST", route, headers()).status, 401);
    const auto made = call("POST", route, bearer(signIn("maria").token));
    ASSERT_EQ(made.status, 201) << made.bodyView();
    const std::string url = fieldOf(made, "url");
    EXPECT_EQ(look(url.substr(url.find("/a/"))).status, 200);
    EXPECT_EQ(kept(url.substr(url.find("/a/"))).person, people["maria"]);
    EXPECT_EQ(call("POST", "/v1/approvals/" + ApprovalId{derivedUuid("none")}.str() + "/link", bearer(signIn("maria").token)).status, 404);
}
}  // namespace
}  // namespace ok::approvals
