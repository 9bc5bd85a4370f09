// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A gate on which something waits, the pages of one-tap links without sockets, a browser that opens them and passkeys in software.
#pragma once
#include <gtest/gtest.h>

#include "server/approvals/phone_pages.h"
#include "server/gate/snapshot_store.h"
#include "server/net/url.h"
#include "server/policy/policy_handlers.h"
#include "shared/approvals/approval_policy.h"
#include "shared/approvals/phone_page.h"
#include "shared/approvals/review.h"
#include "shared/policy/policy_events.h"
#include "shared/reports/provider_signature.h"
#include "tests/support/access_fixture.h"
#include "tests/support/counter_domain.h"
#include "tests/support/soft_key.h"

namespace ok::approvals {

using net::Headers;
using net::HttpResponse;
using test::AddMuch;
using test::SoftBrowser;
using test::SoftKey;

/// Frozen like AddMuch, but not of the class that always asks for a passkey: in the product a rule of the utility holds it.
struct AddSome {
    static constexpr CommandCard card{.name = "test.add_some", .action = "incidents.test", .risk = RiskClass::high};
    std::string name;
    std::int64_t amount = 0;
};
BOOST_DESCRIBE_STRUCT(AddSome, (), (name, amount))

inline constexpr const char* host = "localhost:8443";
inline constexpr const char* origin = "https://localhost:8443";
inline constexpr const char* phone = "Mozilla/5.0 (phone)";

struct World {
    std::string words = "Power back by 2 PM";
    std::int64_t impacted = 1'000;
};

/// Alive before the base that makes the gate.
struct OneTapParts {
    World world;
    NetworkPlaces networks;   ///< empty: no list
    std::vector<std::string> held;   ///< who said that they are on it
    std::shared_ptr<policy::Kinds> kinds = std::make_shared<policy::Kinds>();
    std::unique_ptr<OneTapDesk> oneTap;
};

struct OneTapFixture : OneTapParts, test::AccessFixture {
    OneTapFixture() : AccessFixture({}, {}, [this](AccessFixture& at) { prepare(at); }) {
        pages = std::make_unique<PhonePages>(PhonePageParts{*f.gate, *sessions, *tenants, access::builtinSource(), *oneTap, [] { return access::KeyPlace{"localhost", {origin}}; }, origin,
                                                            [this] { return f.now(); }, dice, sha256("phone pages"), 10'000,
                                                            [](const TenantProfile&) { return std::string("provider token"); },
                                                            [this](const TenantProfile&, const std::string& address) { return networks.of(address); },
                                                            [this](auto&, ApprovalId id, auto& login, auto& way) { return held.push_back(id.str() + " " + login + " " + way), CommandAnswer{}; }});
        pages->start();
        pages->addRoutes(router);
        olaf = f.person(people["olaf"].str(), {"operator"});
    }
    ~OneTapFixture() { pages->stop(); }
    void prepare(AccessFixture& at) {
        addOneTapProjections(at.f.projections);
        policy::addProjections(at.f.projections);
        kinds->add(makeApprovalPolicyKind());
        policy::addHandlers(*at.f.gate, kinds);
        test::addCounterProjections(at.f.projections);
        test::addCounterHandlers(*at.f.gate);
        at.f.gate->handle<AddSome>([](const Right&, CommandContext& cx, const AddSome& c) -> Status {
            cx.emit(test::CounterAdded{c.name, c.amount, "red"}, {.subjects = {c.name}});
            return {};
        });
        at.f.gate->captures<AddMuch>([this](CommandContext&, const AddMuch& c, Capture& out) -> Status {
            out.content.channels = {"sms"};
            out.content.messages = {{"sms", "en", "body", world.words, "", TextForm::plain}};
            out.content.incidents = {{c.name, "Boyd <b>Street</b>", "confirmed", "America/New_York", world.impacted, sha256("members"), {}, {}, false}};
            out.content.audience.counts = {{"channel", {{"sms", 1'200}}}};
            out.published.texts = {{"sms", "en", "body", "Power back by noon <script>alert(1)</script>", "", TextForm::plain}};
            return {};
        });
        oneTap = std::make_unique<OneTapDesk>(OneTapDesk::Parts{[this](std::span<std::uint8_t> out) { dice(out); }, origin, sha256("codes"),
                                                              [](const std::string& command) { return command != AddSome::card.name; }, {}});
        oneTap->addHandlers(*at.f.gate);
        at.f.gate->onRequests(OneTapDesk::follower());
    }
    // --- what waits, and links to it
    template <class C>
    Release hold(const C& command) {
        const auto asked = f.run(command, olaf);
        EXPECT_FALSE(asked.reply.ok());
        const auto& details = asked.reply.problem().details;
        EXPECT_EQ(asked.reply.problem().code, "approval_required") << toJson(asked.reply.problem());
        if (!details.contains("digest")) return {};
        return {*ApprovalId::parse(details.at("approval_id")), *Digest::parse(details.at("digest"))};
    }
    OneTap linkFor(const Release& waiting, const std::string& login, const std::string& channel = "sms") {
        const auto made = f.run(MakeLink{waiting.approval, people[login], channel}, access::systemContext(f.tenant, false));
        EXPECT_TRUE(made.reply.ok()) << (made.reply.ok() ? "" : made.reply.problem().message);
        return made.reply.ok() ? *fromJson<OneTap>(*made.reply) : OneTap{};
    }
    static std::string pathOf(const OneTap& link) { return link.url.substr(link.url.find("/a/")); }
    OneTapLink kept(const std::string& path) { return *f.document<OneTapLink>(OneTapDesk::idOf(path.substr(3)).hex()); }
    // --- the browser
    static Headers headers(const std::string& cookie = {}, const std::string& from = origin) {
        Headers out{{"Host", host}, {"User-Agent", phone}};
        if (!from.empty()) out.add("Origin", from);
        if (!cookie.empty()) out.add("Cookie", cookie);
        return out;
    }
    HttpResponse look(const std::string& path, const std::string& cookie = {}, const std::string& address = "192.0.2.7") { return call("GET", path, headers(cookie), {}, address); }
    static std::string valueOf(const std::string& html, const std::string& name) {
        const std::string mark = "name=\"" + name + "\"";
        const auto at = html.find(mark);
        const auto value = html.find("value=\"", at);
        if (at == std::string::npos || value == std::string::npos) return {};
        return html.substr(value + 7, html.find('"', value + 7) - value - 7);
    }
    /// The form as the page showed it, with what a person does to it.
    std::string form(const std::string& path, const std::string& decision, const std::string& reason = {}, const std::string& assertion = {}, const std::string& more = {}) {
        const std::string html(look(path).bodyView());
        std::string out = "form=" + valueOf(html, "form") + "&digest=" + valueOf(html, "digest") + "&decision=&decision=" + decision + "&reason=" + net::percentEncode(reason) +
                          "&assertion=" + net::percentEncode(assertion) + more;
        if (const std::string drift = valueOf(html, "drift"); !drift.empty()) out += "&drift=" + drift;
        return out;
    }
    HttpResponse post(const std::string& path, const std::string& body, const std::string& cookie = {}, const std::string& address = "192.0.2.7") {
        return call("POST", path, headers(cookie), body, address);
    }
    void enrol(const std::string& login, SoftKey& key) {
        const std::string token = signIn(login).token;
        const auto asked = parseJson(call("POST", "/v1/keys/options", bearer(token), "{}").bodyView());
        const auto made = browser.enrol(key, *fromBase64(*asked->root()["challenge"].text()), *fromBase64(*asked->root()["user"]["id"].text()));
        const auto done = call("POST", "/v1/keys", bearer(token),
                               R"({"name":"Blue","credential":{"id":")" + toBase64Url(made.made.credentialId) + R"(","type":"public-key","response":{"clientDataJSON":")" +
                                   toBase64Url(asBytes(made.clientData)) + R"(","attestationObject":")" + toBase64Url(made.made.attestationObject) + R"("},"clientExtensionResults":{"credProps":{"rk":true}}}})");
        ASSERT_EQ(done.status, 201) << done.bodyView();
    }
    /// The passkey's answer to what the page asks it.
    std::string touch(const std::string& path, SoftKey& key) {
        const std::string html(look(path).bodyView());
        const auto asked = call("POST", path + "/key", headers(), "form=" + valueOf(html, "form"));
        EXPECT_EQ(asked.status, 200) << asked.bodyView();
        const auto options = parseJson(asked.bodyView());
        const auto said = browser.answer(key, *fromBase64(*options->root()["challenge"].text()));
        EXPECT_TRUE(said.has_value());
        if (!said) return {};
        return R"({"id":")" + toBase64Url(said->said.credentialId) + R"(","response":{"clientDataJSON":")" + toBase64Url(asBytes(said->clientData)) + R"(","authenticatorData":")" +
               toBase64Url(said->said.authData) + R"(","signature":")" + toBase64Url(said->said.signature) + R"(","userHandle":")" + toBase64Url(said->said.userHandle) + "\"}}";
    }
    HttpResponse approve(const std::string& path, SoftKey& key) { return post(path, form(path, "approve", {}, touch(path, key))); }
    static std::string cookieOf(const HttpResponse& response) {
        const std::string_view set = response.headers.get("Set-Cookie");
        return std::string(set.substr(0, set.find(';')));
    }
    /// The code that an outcome page names for programs.
    static std::string outcomeOf(const HttpResponse& response) {
        const std::string html(response.bodyView());
        const auto at = html.find("data-code=\"");
        return at == std::string::npos ? "review" : html.substr(at + 11, html.find('"', at + 11) - at - 11);
    }
    // --- a telephone: the provider says what was pressed, and is told what comes next
    HttpResponse press(const std::string& target, const std::string& digits, const std::string& token = "provider token") {
        const reports::FormFields fields{{"CallSid", "CA1"}, {"Digits", digits}};
        Headers said = headers({}, {});
        said.add("X-Twilio-Signature", reports::providerSignature(origin + target, fields, token));
        return call("POST", target, said, "CallSid=CA1&Digits=" + digits);
    }
    static std::string nextOf(const HttpResponse& response) {
        const std::string xml(response.bodyView());
        const auto at = xml.find("action=\"" + std::string(origin));
        if (at == std::string::npos) return {};
        std::string out = xml.substr(at + 8 + std::string(origin).size(), xml.find('"', at + 8) - at - 8 - std::string(origin).size());
        for (auto amp = out.find("&amp;"); amp != std::string::npos; amp = out.find("&amp;")) out.replace(amp, 5, "&");
        return out;
    }
    // --- what became of it
    ApprovalState state(const Release& waiting) { return f.document<Approval>(waiting.approval.str())->state; }
    std::size_t everything() {
        std::size_t out = 0;
        for (const Stream stream : allStreams) out += f.entries(stream).size();
        return out;
    }
    std::vector<OneTapAttempt> attempts() {
        std::vector<OneTapAttempt> out;
        for (const Entry& entry : f.entries(Stream::security)) {
            if (entry.header.type == OneTapAttempt::eventType) out.push_back(*fromJson<OneTapAttempt>(entry.payload));
        }
        return out;
    }

    std::unique_ptr<PhonePages> pages;
    SoftBrowser browser;
    SecurityContext olaf;
};

}  // namespace ok::approvals
