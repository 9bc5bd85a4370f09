// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One-tap links and codes over the routes of the phone page, with a passkey in software: what a link opens, what it never does, and
// every way somebody could bend it (F06.R3.A2, F06.R3.A6, F06.R4, F01.R7.A3, F01.R4.A4; digest C22, C23).
#include <gtest/gtest.h>

#include <thread>

#include "shared/approvals/notice.h"
#include "tests/server/approvals/one_tap_fixture.h"

namespace ok::approvals {
namespace {

struct OneTapTest : ::testing::Test, OneTapFixture {};

// F06.R4.A6, C23: whatever opens links in advance, and a person who looks ten times, leave everything as it was.
TEST_F(OneTapTest, LookingChangesNothingAndDecidesNothing) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const std::size_t before = everything();
    for (const char* agent : {"WhatsApp/2", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "Mozilla/5.0"}) {
        const auto page = call("GET", path, {{"Host", host}, {"User-Agent", agent}}, {}, "198.51.100.4");
        EXPECT_EQ(page.status, 200) << page.bodyView();
        EXPECT_EQ(call("HEAD", path, {{"Host", host}, {"User-Agent", agent}}, {}, "198.51.100.4").status, 200);
    }
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_EQ(kept(path).state, OneTapState::live);
    EXPECT_EQ(call("PUT", path, headers()).status, 404) << "no other method is a route";
}

// F01.R2.A6, F04.R3.A1, A2, F06.R4.A1: what the page shows, and with which walls around it.
TEST_F(OneTapTest, ThePageShowsWhatWouldChangeAndLetsNothingElseIn) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const auto page = look(pathOf(linkFor(waiting, "maria")));
    const std::string html(page.bodyView());
    EXPECT_NE(html.find("<ins><span class=\"v\">added: </span>2"), std::string::npos) << html;
    EXPECT_NE(html.find("<span class=\"v\">removed: </span>"), std::string::npos);
    EXPECT_EQ(html.find("<script>alert"), std::string::npos) << "what people wrote is text";
    EXPECT_NE(html.find("olaf"), std::string::npos) << "who asked";
    EXPECT_NE(html.find("value=\"approve\""), std::string::npos);
    EXPECT_NE(html.find("data-key=\"yes\""), std::string::npos);
    EXPECT_LT(html.size(), largestPhonePage);
    const std::string policy(page.headers.get("Content-Security-Policy"));
    for (const char* part : {"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "script-src 'sha256-"}) EXPECT_NE(policy.find(part), std::string::npos) << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
    EXPECT_EQ(page.headers.get("Referrer-Policy"), "same-origin");
    EXPECT_EQ(page.headers.get("X-Frame-Options"), "DENY");
    const std::string spanish(call("GET", pathOf(linkFor(waiting, "maria")), {{"Host", host}, {"Accept-Language", "es-MX,es;q=0.9"}}).bodyView());
    EXPECT_NE(spanish.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_NE(spanish.find("Rechazar"), std::string::npos);
}

// C22, F01.R4.A4, F06.R3.A6: the class that always takes two takes a passkey, too; the link alone decides nothing of it.
TEST_F(OneTapTest, WhatIsHighRiskIsDecidedByThePersonsPasskeyAndTheLogSaysHow) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const auto alone = post(path, form(path, "approve"));
    EXPECT_EQ(alone.status, 401) << alone.bodyView();
    EXPECT_EQ(outcomeOf(alone), "review") << "the page comes again and says what is needed";
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    const auto done = approve(path, key);
    ASSERT_EQ(done.status, 200) << done.bodyView();
    EXPECT_EQ(outcomeOf(done), "released");
    EXPECT_EQ(state(waiting), ApprovalState::released);
    EXPECT_EQ(f.document<test::Counter>("big")->value, 100);
    EXPECT_EQ(kept(path).state, OneTapState::used);
    const auto tried = attempts();
    ASSERT_EQ(tried.size(), 2U);
    EXPECT_EQ(tried[0].result, "step_up_required");
    ASSERT_FALSE(tried[0].factors.empty());
    EXPECT_EQ(tried[0].factors[0], "high_risk_command");
    EXPECT_EQ(tried[1].result, "released");
    EXPECT_EQ(tried[1].stepUp, "passkey");
    EXPECT_EQ(tried[1].channel, "sms");
    EXPECT_EQ(tried[1].digest, waiting.digest) << "the fingerprint of what was decided";
    EXPECT_EQ(tried[1].person, people["maria"]);
    EXPECT_EQ(tried[1].address, "192.0.2.7");
    EXPECT_EQ(tried[1].userAgent, phone);
    EXPECT_TRUE(tried[1].session.known());
    const auto steps = f.document<Approval>(waiting.approval.str())->steps;
    EXPECT_EQ(steps.back().actor.id, people["maria"].str());
    EXPECT_EQ(steps.back().assurance, 2);
    EXPECT_EQ(f.document<access::Session>(tried[1].session.str())->method, "one-tap+key");
}

// F06.R4.A3, F06.R3.A6: once.
TEST_F(OneTapTest, AUsedLinkDecidesNothingAgainAndItsSiblingsEndWithIt) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria", "sms")), sibling = pathOf(linkFor(waiting, "maria", "email"));
    const std::string other = pathOf(linkFor(waiting, "erik", "sms"));
    const std::string body = form(path, "approve", {}, touch(path, key));
    ASSERT_EQ(post(path, body).status, 200);
    const auto again = post(path, body);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(outcomeOf(again), "one_tap_used");
    EXPECT_EQ(look(path).status, 409);
    EXPECT_EQ(kept(sibling).state, OneTapState::used);
    EXPECT_EQ(outcomeOf(look(sibling)), "one_tap_used");
    EXPECT_EQ(kept(other).state, OneTapState::revoked);
    EXPECT_EQ(outcomeOf(look(other)), "approval_not_pending");
    EXPECT_EQ(f.document<test::Counter>("big")->value, 100) << "nothing ran twice";
}

// F06.R4.A3 "used concurrently", F04.R3.A6 "duplicate clicks": two taps at one moment are one decision.
TEST_F(OneTapTest, ADoubleTapIsOneDecision) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const std::string body = form(path, "approve", {}, touch(path, key));
    std::array<int, 2> statuses{};
    std::thread first([&] { statuses[0] = post(path, body).status; });
    std::thread second([&] { statuses[1] = post(path, body).status; });
    first.join();
    second.join();
    std::sort(statuses.begin(), statuses.end());
    EXPECT_EQ(statuses, (std::array<int, 2>{200, 409}));
    EXPECT_EQ(f.document<test::Counter>("big")->value, 100);
    EXPECT_EQ(count(ApprovalExecuted::eventType, Stream::executions), 1);
}

// F06.R4.A1 "wrong recipient", F06.R4.A5: whoever is somebody else here sees nothing of it and decides nothing.
TEST_F(OneTapTest, AForwardedLinkWorksForNobodyElse) {
    SoftKey marias, eriks;
    enrol("maria", marias);
    enrol("erik", eriks);
    const auto first = hold(AddMuch{"one", 100, ""}), second = hold(AddMuch{"two", 200, ""});
    const std::string own = pathOf(linkFor(first, "erik"));
    const auto done = approve(own, eriks);
    ASSERT_EQ(done.status, 200) << done.bodyView();
    const std::string cookie = cookieOf(done);
    ASSERT_FALSE(cookie.empty());
    const std::string path = pathOf(linkFor(second, "maria"));
    const auto seen = look(path, cookie);
    EXPECT_EQ(seen.status, 403);
    EXPECT_EQ(seen.bodyView().find("2 PM"), std::string_view::npos) << "nothing of it is told";
    EXPECT_EQ(outcomeOf(post(path, form(path, "approve"), cookie)), "one_tap_refused");
    // With a bearer token of another person, and with another person's passkey.
    Headers bearing = headers();
    bearing.add("Authorization", "Bearer " + std::string(fieldOf(signInAnswer("ada"), "token")));
    EXPECT_EQ(call("POST", path, bearing, form(path, "approve")).status, 403);
    const auto options = parseJson(call("POST", path + "/key", headers(), "form=" + valueOf(std::string(look(path).bodyView()), "form")).bodyView());
    const auto said = browser.answer(eriks, *fromBase64(*options->root()["challenge"].text()));
    ASSERT_TRUE(said.has_value());
    const std::string foreign = R"({"id":")" + toBase64Url(said->said.credentialId) + R"(","response":{"clientDataJSON":")" + toBase64Url(asBytes(said->clientData)) + R"(","authenticatorData":")" +
                                toBase64Url(said->said.authData) + R"(","signature":")" + toBase64Url(said->said.signature) + R"(","userHandle":""}})";
    EXPECT_EQ(post(path, form(path, "approve", {}, foreign)).status, 401);
    // An answer that was given to another link.
    const std::string third = pathOf(linkFor(second, "maria", "email"));
    EXPECT_EQ(post(path, form(path, "approve", {}, touch(third, marias))).status, 401);
    EXPECT_EQ(state(second), ApprovalState::pending);
    EXPECT_EQ(approve(path, marias).status, 200);
}

// F06.R4.A1 "tampered".
TEST_F(OneTapTest, ABentLinkOpensNothing) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const std::string good = form(path, "approve");
    std::vector<std::string> bent{path + "A", path.substr(0, path.size() - 1), "/a/one.", "/a/one", "/a/two" + path.substr(path.find('.')), "/a/.x", "/a/" + std::string(5'000, 'x')};
    for (std::size_t at = path.find('.') + 1; at < path.size(); at += 3) {
        bent.push_back(path);
        bent.back()[at] = path[at] == 'A' ? 'B' : 'A';
    }
    for (const std::string& each : bent) {
        EXPECT_EQ(look(each).status, 403) << each;
        EXPECT_EQ(post(each, good).status, 403) << each;
    }
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_EQ(kept(path).state, OneTapState::live);
    const auto tried = attempts();
    EXPECT_GE(tried.size(), 10U) << "each attempt to decide is an entry (F06.R4.A7)";
    for (const OneTapAttempt& each : tried) EXPECT_EQ(each.result, "one_tap_refused");
}

// F06.R3.A2, F06.R3.A6: ten minutes, and no longer than the request itself.
TEST_F(OneTapTest, ALinkWhoseTimeIsOverIsGone) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const OneTap link = linkFor(waiting, "maria");
    EXPECT_EQ(link.expiresAt, f.now() + minutes(10));
    const std::string path = pathOf(link), body = form(path, "approve", {}, touch(path, key));
    f.advance(minutes(10) - seconds(1));
    EXPECT_EQ(look(path).status, 200);
    f.advance(seconds(1));
    EXPECT_EQ(look(path).status, 410);
    const auto late = post(path, body);
    EXPECT_EQ(late.status, 410);
    EXPECT_EQ(outcomeOf(late), "one_tap_expired");
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    const std::string fresh = pathOf(linkFor(waiting, "maria"));
    EXPECT_EQ(approve(fresh, key).status, 200);
    EXPECT_EQ(outcomeOf(look(path)), "approval_not_pending");
}

// F01.R7.A1, A3, A4, F04.R6.A3: a changed request takes its links back, says which version waits, and leads there.
TEST_F(OneTapTest, ALinkToAnOlderVersionSaysSoAndLeadsToTheLatest) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria")), body = form(path, "approve", {}, touch(path, key));
    const std::string formOfIt = valueOf(std::string(look(path).bodyView()), "form");
    world.words = "Power back by 4 PM";
    const auto amended = f.run(Amend{waiting.approval, waiting.digest, RawJson{toJson(AddMuch{"big", 150, ""})}, "the crew is late"}, olaf);
    ASSERT_TRUE(amended.reply.ok()) << amended.reply.problem().message;
    EXPECT_EQ(kept(path).state, OneTapState::revoked);
    EXPECT_EQ(kept(path).endedBy, "new_version");
    const auto stale = post(path, body);
    EXPECT_EQ(stale.status, 409);
    EXPECT_EQ(outcomeOf(stale), "approval_token_stale");
    Headers json = headers();
    json.add("Accept", "application/json");
    const auto told = call("GET", path, json);
    EXPECT_EQ(told.status, 409);
    EXPECT_EQ(codeOf(told), "approval_token_stale");
    EXPECT_NE(told.bodyView().find("\"latest_version\":\"2\""), std::string_view::npos) << told.bodyView();
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    const auto onward = post(path + "/latest", "form=" + formOfIt);
    ASSERT_EQ(onward.status, 303) << onward.bodyView();
    const std::string next(onward.headers.get("Location"));
    EXPECT_NE(std::string(look(next).bodyView()).find("4 PM"), std::string::npos);
    ASSERT_EQ(approve(next, key).status, 200);
    EXPECT_EQ(f.document<test::Counter>("big")->value, 150);
    EXPECT_EQ(post(path + "/latest", "form=" + formOfIt).status, 409) << "nothing waits any more";
}

// F06.R3.A6 "CSRF": a form of another page, a request to another name, a page without the form's token.
TEST_F(OneTapTest, OnlyItsOwnPageMaySendTheWord) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria")), body = form(path, "reject", "not like this");
    for (const char* from : {"https://evil.example", "null", "http://localhost"}) {
        const auto sent = call("POST", path, headers({}, from), body);
        EXPECT_EQ(sent.status, 403) << from;
        EXPECT_EQ(outcomeOf(sent), "form_refused");
    }
    Headers crossSite = headers();
    crossSite.add("Sec-Fetch-Site", "cross-site");
    EXPECT_EQ(call("POST", path, crossSite, body).status, 403);
    Headers elsewhere{{"Host", "outages.evil.example"}, {"User-Agent", phone}};
    EXPECT_EQ(call("GET", path, elsewhere).status, 403);
    EXPECT_EQ(call("POST", path, elsewhere, body).status, 403);
    EXPECT_EQ(post(path, "decision=reject&reason=not+like+this&digest=" + waiting.digest.hex()).status, 403);
    EXPECT_EQ(post(path, "form=x").status, 403);
    EXPECT_EQ(post(path, "%%%").status, 403);
    EXPECT_EQ(state(waiting), ApprovalState::pending);
}

// F04.R3.A6, C21: at least five characters; what was typed stays in the field.
TEST_F(OneTapTest, RejectingNeedsAReasonAndThePasskey) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const auto bare = post(path, form(path, "reject", "  no  "));
    EXPECT_EQ(bare.status, 422);
    EXPECT_NE(bare.bodyView().find(">no</textarea>"), std::string_view::npos) << bare.bodyView();
    EXPECT_EQ(post(path, form(path, "reject", "wrong street")).status, 401);
    const auto done = post(path, form(path, "reject", "wrong street", touch(path, key)));
    ASSERT_EQ(done.status, 200) << done.bodyView();
    EXPECT_EQ(outcomeOf(done), "rejected");
    EXPECT_EQ(state(waiting), ApprovalState::rejected);
    EXPECT_EQ(f.document<Approval>(waiting.approval.str())->steps.back().reason, "wrong street");
    EXPECT_EQ(kept(path).state, OneTapState::used);
}

// F06.R4.A4, F06.R4.A5: what is not of that class needs no more than the link, from a place that is this person's.
TEST_F(OneTapTest, WhatIsLowRiskIsOneTapFromAKnownPlaceAndAPasskeyFromANewOne) {
    SoftKey key;
    enrol("maria", key);   // she has worked at 192.0.2.7
    const auto waiting = hold(AddSome{"small", 1});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    EXPECT_NE(std::string(look(path).bodyView()).find("data-key=\"no\""), std::string::npos);
    EXPECT_NE(std::string(look(path, {}, "198.51.100.9").bodyView()).find("data-key=\"yes\""), std::string::npos);
    const auto strange = post(path, form(path, "approve"), {}, "198.51.100.9");
    EXPECT_EQ(strange.status, 401);
    EXPECT_EQ(attempts().back().factors, std::vector<std::string>{"new_device"});
    const auto done = post(path, form(path, "approve"));
    ASSERT_EQ(done.status, 200) << done.bodyView();
    EXPECT_EQ(state(waiting), ApprovalState::released);
    EXPECT_EQ(attempts().back().stepUp, "none");
    EXPECT_EQ(f.document<access::Session>(attempts().back().session.str())->assurance, 1);
}

// F06.R4.A5: the session that a passkey began here is good for minutes, in this browser at this address, and for nothing but these pages.
TEST_F(OneTapTest, AFreshPasskeyCoversTheNextLinkInTheSameBrowserOnly) {
    SoftKey key;
    enrol("maria", key);
    std::vector<Release> waiting;
    std::vector<std::string> paths;
    for (const char* name : {"one", "two", "three"}) {
        waiting.push_back(hold(AddMuch{name, 100, ""}));
        paths.push_back(pathOf(linkFor(waiting.back(), "maria")));
    }
    const auto first = approve(paths[0], key);
    const std::string cookie = cookieOf(first);
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/a"}) EXPECT_NE(std::string(first.headers.get("Set-Cookie")).find(part), std::string::npos);
    EXPECT_EQ(post(paths[1], form(paths[1], "approve"), cookie, "198.51.100.9").status, 401) << "another address";
    Headers otherBrowser{{"Host", host}, {"User-Agent", "another"}, {"Origin", origin}, {"Cookie", cookie}};
    EXPECT_EQ(call("POST", paths[1], otherBrowser, form(paths[1], "approve")).status, 401);
    std::string bent = cookie;
    bent.back() = bent.back() == 'a' ? 'b' : 'a';
    EXPECT_EQ(post(paths[1], form(paths[1], "approve"), bent).status, 401);
    EXPECT_EQ(post(paths[1], form(paths[1], "approve"), cookie).status, 200);
    EXPECT_EQ(attempts().back().stepUp, "session");
    f.advance(minutes(6));
    EXPECT_EQ(post(paths[2], form(paths[2], "approve"), cookie).status, 401) << "it is not fresh any more (F01.R4.A4)";
    const std::string value = cookie.substr(cookie.find('=') + 1);
    EXPECT_EQ(call("GET", "/v1/whoami", bearer(value)).status, 401) << "it is no token";
}

// F01.R4.A1: the link of an author shows and does not help.
TEST_F(OneTapTest, AnAuthorsOwnLinkDoesNotApprove) {
    SoftKey key;
    enrol("olaf", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "olaf"));
    EXPECT_EQ(std::string(look(path).bodyView()).find("value=\"approve\""), std::string::npos);
    const auto tried = approve(path, key);
    EXPECT_EQ(tried.status, 403) << tried.bodyView();
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    EXPECT_EQ(attempts().back().result, "policy_violation.self_approval");
}

// F04.R4.A3, F01.R3.A7: what drifted is seen before it is approved, by whoever asked for it as well.
TEST_F(OneTapTest, DriftIsTickedOnTheSamePage) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    world.impacted = 1'100;   // ten percent: to be acknowledged
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const std::string html(look(path).bodyView());
    EXPECT_NE(html.find("id=\"h-drift\""), std::string::npos);
    EXPECT_NE(html.find("Boyd &lt;b&gt;Street"), std::string::npos);
    const std::string drift = valueOf(html, "drift");
    ASSERT_EQ(drift.size(), 64U);
    ASSERT_TRUE(f.run(AcknowledgeDrift{waiting.approval, waiting.digest, *Digest::parse(drift)}, olaf).reply.ok());
    std::string unticked = form(path, "approve", {}, touch(path, key));
    unticked = unticked.substr(0, unticked.find("&drift="));
    const auto refused = post(path, unticked);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(outcomeOf(refused), "review") << "it can be mended on the page";
    EXPECT_EQ(state(waiting), ApprovalState::pending);
    ASSERT_EQ(approve(path, key).status, 200);
    EXPECT_EQ(state(waiting), ApprovalState::released);
}

// F01.R7.A1, F01.R7.A4: nobody has to press to be told that what they read is not what waits any more.
TEST_F(OneTapTest, AnOpenPageLearnsByItselfThatItsVersionIsStale) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    const std::string html(look(path).bodyView());
    EXPECT_NE(html.find("id=\"stale\""), std::string::npos);
    EXPECT_NE(html.find("data-now=\"" + path + "/now\""), std::string::npos);
    EXPECT_NE(html.find("},1500)"), std::string::npos) << "asked more often than every two seconds";
    const auto now = [&] { return std::string(call("GET", path + "/now", headers()).bodyView()); };
    const std::size_t before = everything();
    EXPECT_EQ(now(), R"({"closed":false,"current":true,"version":1})");
    EXPECT_EQ(everything(), before);
    ASSERT_TRUE(f.run(Amend{waiting.approval, waiting.digest, RawJson{toJson(AddMuch{"big", 50, ""})}, "half"}, olaf).reply.ok());
    EXPECT_EQ(now(), R"({"closed":false,"current":false,"version":2})");
    const Approval second = *f.document<Approval>(waiting.approval.str());
    ASSERT_TRUE(f.run(Cancel{second.id, second.digest, "not needed"}, olaf).reply.ok());
    EXPECT_EQ(now(), R"({"closed":true,"current":false,"version":2})");
    EXPECT_EQ(call("GET", path.substr(0, path.size() - 4) + "xxxx/now", headers()).status, 403);
}

// F01.R5.A6: what is over says so, offers nothing, and can still be read while the link's time lasts.
TEST_F(OneTapTest, WhatWasTakenBackIsStillReadAndOffersNothing) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string path = pathOf(linkFor(waiting, "maria"));
    ASSERT_TRUE(f.run(Cancel{waiting.approval, waiting.digest, "not needed"}, olaf).reply.ok());
    const auto page = look(path);
    const std::string html(page.bodyView());
    EXPECT_EQ(page.status, 409);
    EXPECT_EQ(outcomeOf(page), "approval_not_pending");
    EXPECT_NE(html.find("<span class=\"v\">added: </span>2"), std::string::npos) << html;
    EXPECT_EQ(html.find("value=\"approve\""), std::string::npos);
    EXPECT_EQ(html.find("value=\"reject\""), std::string::npos);
    f.advance(hours(1));
    EXPECT_EQ(std::string(look(path).bodyView()).find("<span class=\"v\">added: </span>2"), std::string::npos) << "its time is over";
}

// F01.R5.A6, F01.R1.A6: the address in a mail tells nothing by itself; a passkey leads to the page everybody reads, of what is over, too.
TEST_F(OneTapTest, TheAddressInAMailLeadsThroughAPasskeyToTheSamePage) {
    SoftKey key;
    enrol("maria", key);
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string slug = pathOf(linkFor(waiting, "maria")).substr(3, pathOf(linkFor(waiting, "maria")).find('.') - 3);
    const std::string path = "/a/r/" + slug + "/" + waiting.approval.str();
    const std::string html(look(path).bodyView());
    EXPECT_NE(html.find("data-key=\"yes\""), std::string::npos) << html;
    EXPECT_EQ(html.find("2 PM"), std::string::npos) << "nothing of it is told before";
    EXPECT_EQ(html.find("olaf"), std::string::npos);
    const auto come = [&](const std::string& assertion) { return post(path, "form=" + valueOf(std::string(look(path).bodyView()), "form") + "&decision=approve&assertion=" + net::percentEncode(assertion)); };
    EXPECT_EQ(come({}).status, 401);
    const auto in = come(touch(path, key));
    ASSERT_EQ(in.status, 303) << in.bodyView();
    const std::string there(in.headers.get("Location"));
    EXPECT_TRUE(there.starts_with("/a/" + slug + "."));
    EXPECT_NE(std::string(look(there, cookieOf(in)).bodyView()).find("<span class=\"v\">added: </span>2"), std::string::npos);
    EXPECT_EQ(state(waiting), ApprovalState::pending) << "coming in decides nothing";
    ASSERT_TRUE(f.run(Cancel{waiting.approval, waiting.digest, "not needed"}, olaf).reply.ok());
    const auto over = come(touch(path, key));
    EXPECT_EQ(over.status, 200);
    EXPECT_EQ(outcomeOf(over), "approval_not_pending");
    EXPECT_NE(std::string(over.bodyView()).find("<span class=\"v\">added: </span>2"), std::string::npos);
    EXPECT_EQ(std::string(over.bodyView()).find("value=\"approve\""), std::string::npos);
    EXPECT_EQ(look("/a/r/nobody/" + waiting.approval.str()).status, 403);
}

// F06.R4.A3 "issuing a new token revokes": one live link a person, request and channel.
TEST_F(OneTapTest, ANewLinkTakesThePlaceOfTheOneBefore) {
    const auto waiting = hold(AddMuch{"big", 100, ""});
    const std::string first = pathOf(linkFor(waiting, "maria")), second = pathOf(linkFor(waiting, "maria"));
    EXPECT_EQ(kept(first).state, OneTapState::revoked);
    EXPECT_EQ(look(first).status, 409);
    EXPECT_EQ(outcomeOf(look(first)), "one_tap_replaced");
    EXPECT_EQ(look(second).status, 200);
    // Whoever was reading goes on, for the link alone decides nothing here; a link that could decide alone stays revoked.
    const auto onward = post(first + "/latest", "form=" + valueOf(std::string(look(first).bodyView()), "form"));
    ASSERT_EQ(onward.status, 303) << onward.bodyView();
    EXPECT_EQ(look(std::string(onward.headers.get("Location"))).status, 200);
    const auto small = hold(AddSome{"small", 1});
    const std::string gone = pathOf(linkFor(small, "maria"));
    const std::string token = valueOf(std::string(look(gone).bodyView()), "form");
    (void)linkFor(small, "maria");
    EXPECT_EQ(post(gone + "/latest", "form=" + token).status, 409);
    for (const std::string& path : {first, second}) {
        for (const Entry& entry : f.entries(Stream::security)) EXPECT_EQ(entry.payload.find(path.substr(path.find('.') + 1)), std::string::npos) << "the secret is kept nowhere";
    }
}

}  // namespace
}  // namespace ok::approvals
