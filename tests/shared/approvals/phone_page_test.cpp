// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The phone page without a server: everything escaped, everything said in words, small, in two languages; and the rules of links and codes
// (F01.R2.A6, F04.R3.A2, A3, A6, A7, F06.R3.A6, F06.R4.A3, A4; digest C22, C23).
#include <gtest/gtest.h>

#include <regex>

#include "shared/approvals/one_tap.h"
#include "shared/approvals/frozen_map.h"
#include "shared/approvals/phone_page.h"
#include "shared/approvals/phone_words.h"

namespace ok::approvals {
namespace {

constexpr const char* nasty = "<img src=x onerror=\"alert('1')\">&amp;";

ReviewReply sample() {
    ReviewSide before, after;
    before.texts = {{"sms", "en", "body", "Power back by noon in Boyd", "", TextForm::plain}, {"sms", "es", "body", "La luz vuelve al mediodía", "", TextForm::plain}};
    after.texts = {{"sms", "en", "body", std::string("Power back by 2 PM in Boyd ") + nasty, "", TextForm::plain}, {"sms", "es", "body", "La luz vuelve al mediodía", "", TextForm::plain}};
    const Instant noon = *parseIso("2024-09-26T16:00:00Z");
    before.times = {{"i1", "etr", noon, "America/New_York", "crew"}};
    after.times = {{"i1", "etr", noon + hours(2), "America/New_York", "crew"}};
    before.audience = {{"channel", {{"sms", 1'000}}}};
    after.audience = {{"channel", {{"sms", 12'345}}}};
    before.documents = {{ReviewSection::delivery, "throttling", RawJson{R"({"per_minute":100})"}}};
    after.documents = {{ReviewSection::delivery, "throttling", RawJson{R"({"per_minute":500})"}}};
    Polygon square;
    square.rings = {{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}};
    after.shapes = {{"i1", square}};
    ReviewReply out;
    auto diff = reviewDiff(before, after, {"America/New_York", "en-US"});
    EXPECT_TRUE(diff.ok());
    if (diff.ok()) out.diff = std::move(*diff);
    out.command = "comms.send_broadcast";
    out.state = "pending";
    out.digest = sha256("content");
    out.snapshotId = "snap-1";
    out.submittedBy = nasty;
    out.incidents = {"7 Main St", nasty};
    out.submittedAt = noon;
    out.expiresAt = noon + hours(4);
    out.audience.people = 12'345;
    out.audience.messages = 13'000;
    out.verified = true;
    out.quorum = {false, 1, 2, {{"duty_manager", 1}}};
    RiskEvaluation risk;
    risk.score = 72;
    risk.riskLevel = "high";
    risk.factors = {{"audience_size", RawJson{"12345"}, 0.5, 0.3, 15, 40, false}};
    out.risk = risk;
    out.actions = {{{RiskActionKind::checklist, "before_sending", 0}, false, {"calls"}}, {{RiskActionKind::throttle, "", 500}, true, {}}};
    out.turns = {{{"account-3", "person-3", {}, {}, {}}, 1, out.digest, noon}};
    out.attested = {{"before_sending", "tea", "person-3", out.digest, noon}};
    out.logins = {{"person-3", "petra"}};
    out.checklists = {{"before_sending", {{"calls", nasty, "", true}, {"tea", "Tea is made", "", false}}}};
    return out;
}

PhoneFrame frame(PageLanguage language = PageLanguage::en) { return {nasty, "river", false, language, "America/New_York", *parseIso("2024-09-26T16:30:00Z")}; }

std::string page(const ReviewReply& review, PageLanguage language = PageLanguage::en, bool needsKey = true) {
    return phoneReview({.frame = frame(language), .review = review, .action = "/a/river.abc", .formToken = "f0", .login = "jonas", .linkExpiresAt = review.expiresAt, .needsKey = needsKey});
}

int times(const std::string& text, const std::string& what) {
    int out = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++out;
    return out;
}

// F04.R3.A4, F04.R3.A7, F04.R1.A7: the frozen extent with its outlines and nothing to load; what computed it; a badge where it is another picture.
TEST(PhonePageTest, TheFrozenMapIsPartOfThePage) {
    ReviewReply shown = sample();
    EXPECT_EQ(page(shown).find("h-map"), std::string::npos) << "nothing of it lies on a map";
    SnapshotContent content;
    content.incidents = {{"i1", nasty, "confirmed", "UTC", 10, {}, {{{{-84, 38}, {-83, 38}, {-83, 39}, {-84, 39}}}}, {}, false}};
    fixMap(content);
    shown.map = content.map;
    shown.shapes = shapesOf(content);
    shown.mapFits = stillFits(*shown.map, shown.shapes);
    shown.versions = {{"clusterer", "1"}, {"eta_model", "4"}};
    const std::string html = page(shown);
    EXPECT_NE(html.find("aria-label=\"Read-only map snapshot\" data-style=\"outline/1\" data-sha256=\"" + shown.map->tiles.hex()), std::string::npos);
    EXPECT_EQ(html.find("is not the one that was frozen"), std::string::npos);
    EXPECT_NE(html.find("clusterer 1, eta_model 4"), std::string::npos);
    EXPECT_EQ(html, page(shown)) << "the same bytes";
    shown.shapes[0].boundary.rings[0][0] = {-83.9, 38};
    shown.mapFits = stillFits(*shown.map, shown.shapes);
    const std::string other = page(shown);
    EXPECT_NE(other.find("is not the one that was frozen"), std::string::npos);
    EXPECT_NE(other.find("data-id=\"i1\""), std::string::npos) << "the outline is drawn all the same";
}

TEST(PhonePageTest, WhatPeopleWroteIsTextEverywhere) {
    ReviewReply review = sample();
    review.blockedWhy = nasty;
    review.blockedBy = "something_new";
    review.drift.level = DriftLevel::resnapshot;
    review.drift.items = {{DriftKind::impacted, DriftLevel::resnapshot, "i1", 60}};
    review.drift.incidents = {{"i1", nasty, 1, 2, false, false, false, "", ""}};
    std::string html = page(review) + phoneOutcome({.frame = frame(), .code = nasty, .words = nasty, .latestVersion = nasty, .again = nasty, .formToken = nasty}) +
                       phoneCodeForm({frame(), nasty, nasty});
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("onerror=\""), std::string::npos);
    EXPECT_GE(times(html, "&lt;img"), 7);
}

// F01.R2.A6: sign, word and colour; F04.R3.A3: counts with separators; F01.R2.A4: times with their difference.
TEST(PhonePageTest, EachChangeIsSaidBySignWordAndNumber) {
    const std::string html = page(sample());
    EXPECT_NE(html.find("<span class=\"v\">added: </span>"), std::string::npos);
    EXPECT_NE(html.find("<span class=\"v\">removed: </span>"), std::string::npos);
    EXPECT_NE(html.find("ins::before{content:\"+ \""), std::string::npos);
    EXPECT_NE(html.find("<strong>7 Main St, "), std::string::npos) << "where it is, also when the words say `{places}`";
    EXPECT_NE(html.find("12,345"), std::string::npos);
    EXPECT_NE(html.find("+11,345"), std::string::npos);
    EXPECT_NE(html.find("+02:00"), std::string::npos);
    EXPECT_NE(html.find("2:00"), std::string::npos);
    EXPECT_NE(html.find("/per_minute"), std::string::npos);
    EXPECT_NE(html.find("role=\"img\""), std::string::npos) << "the area";
    EXPECT_NE(html.find("72 of 100 (high)"), std::string::npos);
    EXPECT_NE(html.find("1 of 2 have agreed"), std::string::npos);
    EXPECT_NE(html.find("1 × duty_manager"), std::string::npos);
    EXPECT_EQ(times(html, "petra, <time"), 2) << "who agreed, and who ticked what";
    EXPECT_NE(html.find("snap-1"), std::string::npos);
    EXPECT_NE(html.find("3 h 30 min"), std::string::npos) << "without a script";
    EXPECT_NE(html.find("Unchanged parts (1)"), std::string::npos);
    EXPECT_NE(html.find("<p class=\"text\" lang=\"es\">La luz"), std::string::npos);
    EXPECT_NE(html.find("Not included: email, voice, web"), std::string::npos);
}

// WCAG 2.2 AA as far as a text shows it: landmarks, one heading of the first level, a label for every field, a language, nothing that needs a script to be read.
TEST(PhonePageTest, FieldsHaveLabelsAndPagesHaveLandmarks) {
    ReviewReply review = sample();
    review.drift.level = DriftLevel::acknowledge;
    review.drift.items = {{DriftKind::recipients, DriftLevel::acknowledge, "", 2}};
    for (const std::string& html : {page(review), phoneOutcome({.frame = frame(), .code = "released"}), phoneCodeForm({frame(), "", ""})}) {
        EXPECT_EQ(times(html, "<h1"), 1);
        EXPECT_EQ(times(html, "<main>"), 1);
        EXPECT_EQ(times(html, "<header>"), 1);
        EXPECT_NE(html.find("<html lang=\"en\">"), std::string::npos);
        EXPECT_NE(html.find("<title>"), std::string::npos);
        const std::regex field("<(input|textarea)([^>]*)>");
        for (std::sregex_iterator it(html.begin(), html.end(), field), end; it != end; ++it) {
            const std::string attributes = (*it)[2];
            if (attributes.find("type=\"hidden\"") != std::string::npos) continue;
            std::smatch id;
            const bool named = std::regex_search(attributes, id, std::regex(" id=\"([^\"]+)\"")) && html.find("for=\"" + id[1].str() + "\"") != std::string::npos;
            const auto at = static_cast<std::size_t>(it->position());
            const bool inside = html.rfind("<label", at) != std::string::npos && (html.rfind("</label>", at) == std::string::npos || html.rfind("<label", at) > html.rfind("</label>", at));
            EXPECT_TRUE(named || inside) << attributes;
        }
        std::vector<std::string> ids;
        const std::regex id(" id=\"([^\"]+)\"");
        for (std::sregex_iterator it(html.begin(), html.end(), id), end; it != end; ++it) ids.push_back((*it)[1]);
        std::sort(ids.begin(), ids.end());
        EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
        EXPECT_EQ(html.find("style=\""), std::string::npos) << "the policy lets no inline attribute in";
        EXPECT_EQ(html.find(" onclick"), std::string::npos);
    }
}

// F05.R3.A2: the steps of a staggered send, in both languages.
TEST(PhonePageTest, TheStepsOfAStaggeredSendAreListed) {
    ReviewReply review = sample();
    EXPECT_EQ(page(review).find("In which steps it leaves"), std::string::npos);
    review.schedule = {{{"email"}, 0, 400, 2, 200, 30, 120, 30}, {{"sms", "voice"}, 150, 12'800, 2, 500, 60, 0, 210}};
    const std::string html = page(review);
    EXPECT_NE(html.find("<li>at once: email, 400 messages</li>"), std::string::npos) << html;
    EXPECT_NE(html.find("after 3 min: sms, voice, 12,800 messages"), std::string::npos) << html;
    EXPECT_NE(page(review, PageLanguage::es).find("En qu\u00e9 pasos sale"), std::string::npos);
}

// F04.R3.A6: rejecting is always there; approving only where it could count.
TEST(PhonePageTest, ApproveIsOfferedOnlyWhereItCouldCount) {
    const auto offers = [](const ReviewReply& review) { return page(review).find("value=\"approve\"") != std::string::npos; };
    ReviewReply review = sample();
    EXPECT_TRUE(offers(review));
    review.blockedBy = "risk_actions_incomplete";
    EXPECT_TRUE(offers(review)) << "ticks on the page mend it";
    review.blockedBy = "policy_violation.same_team";
    EXPECT_FALSE(offers(review));
    review.blockedBy.clear();
    review.verified = false;
    EXPECT_FALSE(offers(review));
    review.verified = true;
    review.drift.level = DriftLevel::resnapshot;
    EXPECT_FALSE(offers(review));
    review.drift.level = DriftLevel::invalid;
    EXPECT_FALSE(offers(review));
    EXPECT_NE(page(review).find("value=\"reject\" formnovalidate"), std::string::npos);
    review.drift.level = DriftLevel::acknowledge;
    review.drift.items = {{DriftKind::time, DriftLevel::acknowledge, "", 30}};
    review.blockedBy = "drift_unacknowledged";
    EXPECT_TRUE(offers(review));
    EXPECT_NE(page(review).find("name=\"drift\" value=\"" + review.drift.digest().hex() + "\" required"), std::string::npos);
    review.driftSeen = true;
    review.actions.clear();
    EXPECT_FALSE(offers(review)) << "its author has to see it too";
}

// A bad network (F06, "Surfaces"): 30 kB in one file; what changed never gives way.
TEST(PhonePageTest, ABigRequestGivesUpWhatStayedTheSameFirst) {
    EXPECT_LT(page(sample()).size(), std::size_t{24'000});
    ReviewSide before, after;
    std::string words;
    for (int i = 0; i < 600; ++i) words += "word" + std::to_string(i) + " ";
    for (const char* channel : {"sms", "email", "voice"}) {
        for (const char* language : {"en", "es", "fr"}) {
            before.texts.push_back({channel, language, "body", words + "noon", "", TextForm::plain});
            after.texts.push_back({channel, language, "body", words + (std::string(language) == "fr" ? "noon" : "midnight"), "", TextForm::plain});
        }
    }
    ReviewReply review = sample();
    review.diff = *reviewDiff(before, after, {});
    const std::string html = page(review);
    EXPECT_LT(html.size(), largestPhonePage);
    EXPECT_EQ(times(html, "midnight"), 6);
    EXPECT_NE(html.find("The console shows all of it."), std::string::npos);
}

TEST(PhonePageTest, BothLanguagesSayTheSameThings) {
    const std::string spanish = page(sample(), PageLanguage::es);
    EXPECT_NE(spanish.find("<html lang=\"es\">"), std::string::npos);
    for (const char* text : {"Aprobar", "Rechazar", "Riesgo", "Personas", "añadido"}) EXPECT_NE(spanish.find(text), std::string::npos) << text;
    for (const char* code : {"released", "awaiting_approval", "rejected", "one_tap_refused", "one_tap_expired", "one_tap_used", "one_tap_replaced", "approval_token_stale", "approval_not_pending", "approval_expired"}) {
        EXPECT_TRUE(hasPhoneWord(std::string("h_") + code)) << code;
        const std::string en = phoneOutcome({.frame = frame(), .code = code, .have = 1, .needed = 2, .latestVersion = "3"});
        const std::string es = phoneOutcome({.frame = frame(PageLanguage::es), .code = code, .have = 1, .needed = 2, .latestVersion = "3"});
        EXPECT_NE(en, es);
        EXPECT_EQ((en + es).find('{', (en + es).find("<main>")) < en.find("</main>"), false) << "every gap is filled: " << code;
    }
}

TEST(PhonePageTest, ThePolicyLetsInThisStyleAndThisScriptAlone) {
    const std::string& policy = phonePolicy();
    EXPECT_NE(policy.find(toBase64(sha256(phoneStyle()).bytes)), std::string::npos);
    EXPECT_NE(policy.find(toBase64(sha256(phoneScript()).bytes)), std::string::npos);
    const std::string html = page(sample());
    EXPECT_NE(html.find("<style>" + std::string(phoneStyle()) + "</style>"), std::string::npos);
    EXPECT_NE(html.find("<script>" + std::string(phoneScript()) + "</script>"), std::string::npos);
    EXPECT_EQ(times(html, "<script"), 1);
    EXPECT_EQ(phoneScript().find("innerHTML"), std::string_view::npos);
}

// --- the rules of links

OneTapLink liveLink(const Approval& approval, const UserId& person, const char* name) {
    OneTapLink out;
    out.id = sha256(name);
    out.approval = approval.id;
    out.version = approval.version;
    out.digest = approval.digest;
    out.person = person;
    out.expiresAt = Instant::fromSeconds(1'000);
    return out;
}

struct Linked {
    Approval approval;
    UserId maria = *UserId::parse("018f0000-0000-7000-8000-000000000001"), jonas = *UserId::parse("018f0000-0000-7000-8000-000000000002");
    Linked() {
        approval.id = *ApprovalId::parse("018f0000-0000-7000-8000-00000000000a");
        approval.digest = sha256("v1");
        approval.expiresAt = Instant::fromSeconds(2'000);
    }
};

std::string why(const Status& status) { return status.ok() ? "ok" : status.problem().code; }

TEST(OneTapRules, ALinkIsGoodForItsVersionItsTimeAndOnce) {  // F06.R4.A3, F01.R7.A3
    Linked world;
    const OneTapLink link = liveLink(world.approval, world.maria, "a");
    const Instant now = Instant::fromSeconds(500);
    EXPECT_EQ(why(mayTap(link, world.approval, now)), "ok");
    EXPECT_EQ(why(mayTap(link, world.approval, Instant::fromSeconds(1'000))), "one_tap_expired");
    Approval next = world.approval;
    next.version = 2;
    EXPECT_EQ(why(mayTap(link, next, now)), "approval_token_stale");
    EXPECT_EQ(mayTap(link, next, now).problem().details.at("latest_version"), "2");
    next = world.approval;
    next.digest = sha256("other");
    EXPECT_EQ(why(mayTap(link, next, now)), "approval_token_stale");
    next = world.approval;
    next.state = ApprovalState::released;
    EXPECT_EQ(why(mayTap(link, next, now)), "approval_not_pending");
    next = world.approval;
    next.expiresAt = now;
    EXPECT_EQ(why(mayTap(link, next, now)), "approval_expired");
    OneTapLink used = link;
    used.state = OneTapState::used;
    EXPECT_EQ(why(mayTap(used, world.approval, now)), "one_tap_used");
    used.state = OneTapState::revoked;
    EXPECT_EQ(why(mayTap(used, world.approval, now)), "one_tap_replaced");
}

TEST(OneTapRules, LinksEndWithTheirRequest) {
    Linked world;
    const std::vector<OneTapLink> links{liveLink(world.approval, world.maria, "a"), liveLink(world.approval, world.maria, "b"), liveLink(world.approval, world.jonas, "c")};
    EXPECT_FALSE(endedByVersion(links, world.approval));
    Approval next = world.approval;
    next.version = 2;
    EXPECT_EQ(endedByVersion(links, next)->revoked.size(), 3U);
    ApprovalStep step;
    step.kind = StepKind::commented;
    step.actor = {ActorType::human, world.maria.str()};
    next = world.approval;
    next.steps = {step};
    EXPECT_FALSE(endedByStep(links, next)) << "a comment is no key";
    next.steps.back().kind = StepKind::approved;
    const auto stepped = endedByStep(links, next);
    ASSERT_TRUE(stepped.has_value());
    EXPECT_EQ(stepped->used, (std::vector<Digest>{sha256("a"), sha256("b")}));
    EXPECT_TRUE(stepped->revoked.empty());
    next.state = ApprovalState::released;
    const auto closed = endedByClose(links, next);
    EXPECT_EQ(closed->used.size(), 2U);
    EXPECT_EQ(closed->revoked, std::vector<Digest>{sha256("c")});
    EXPECT_EQ(closed->by, "released");
    next.state = ApprovalState::expired;
    EXPECT_EQ(endedByClose(links, next)->revoked.size(), 3U);
}

TEST(OneTapRules, RiskDecidesWhetherAPasskeyIsAskedFor) {  // C22, F06.R4.A4
    const OneTapPolicy policy;
    EXPECT_FALSE(demandOf({false, -1, false}, policy).key);
    EXPECT_FALSE(demandOf({false, 39, false}, policy).key);
    EXPECT_EQ(demandOf({false, 40, false}, policy).factors, std::vector<std::string>{"risk_score"});
    EXPECT_EQ(demandOf({false, 0, true}, policy).factors, std::vector<std::string>{"new_device"});
    EXPECT_EQ(demandOf({true, 90, true}, policy).factors, (std::vector<std::string>{"high_risk_command", "risk_score", "new_device"}));
}

TEST(OneTapRules, FiveWrongCodesWithinFifteenMinutesLock) {  // F06.R3.A6
    Linked world;
    OneTapLink link = liveLink(world.approval, world.maria, "a");
    link.code = sha256("123456");
    const OneTapPolicy policy;
    Instant now = Instant::fromSeconds(0) + seconds(1);
    for (int i = 0; i < 4; ++i) {
        link.wrong = afterWrongCode(link, policy, now).wrong;
        EXPECT_EQ(why(mayTryCode(link, now)), "ok");
    }
    EXPECT_FALSE(afterWrongCode(link, policy, now + minutes(15)).lockedUntil.known()) << "the old ones count no more";
    link.lockedUntil = afterWrongCode(link, policy, now).lockedUntil;
    ASSERT_TRUE(link.lockedUntil.known());
    EXPECT_EQ(why(mayTryCode(link, now)), "one_tap_locked");
    EXPECT_EQ(why(mayTryCode(link, link.lockedUntil)), "ok");
    link.code = Digest{};
    EXPECT_EQ(why(mayTryCode(link, link.lockedUntil)), "one_tap_refused");
}

}  // namespace
}  // namespace ok::approvals
