// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sessions, tokens and clients as a server has them, without sockets: a gate, the book, the sign-in desk and the routes, which
// are called with literal requests. People: maria (approver), ada and erik (admins), olaf (operator); all have one password.
#pragma once
#include <future>
#include <map>

#include "server/access/key_reports.h"
#include "server/access/key_room.h"
#include "server/access/key_routes.h"
#include "server/access/password.h"
#include "server/access/session_routes.h"
#include "server/access/sign_in.h"
#include "shared/access/device_proof.h"
#include "tests/support/gate_fixture.h"

namespace ok::test {

inline constexpr const char* goodPassword = "correct horse battery";

/// A device: signs what a bound session asks for.
struct TestDevice {
    explicit TestDevice(std::uint8_t fill) : key(keyOf(fill)) {}
    [[nodiscard]] std::string publicKey() const { return toHex(key.publicKey()); }
    [[nodiscard]] std::string prove(std::string_view use, std::string_view token, Instant at) {
        std::array<std::uint8_t, 16> nonce{};
        nonce[0] = static_cast<std::uint8_t>(count & 0xff);
        nonce[1] = static_cast<std::uint8_t>(count >> 8);
        ++count;
        return access::makeProof(key, {use, token}, at, nonce);
    }
    SigningKey key;
    std::uint32_t count = 0;
};

class AccessFixture {
  public:
    /// `more`: handlers and projections of whatever else is tested, before the gate starts.
    explicit AccessFixture(access::AttemptLimits attempts = {}, access::SessionLimits limits = {}, const std::function<void(AccessFixture&)>& more = {}) {
        access::addProjections(f.projections);
        access::addHandlers(*f.gate, limits);
        access::addKeyHandlers(*f.gate, {[] { return access::KeyPlace{"localhost", {"https://localhost:8443"}}; }, sha256("challenges")});
        auto opened = f.gate->openReader();
        EXPECT_TRUE(opened.ok());
        reader = std::move(*opened);
        tenants = std::make_unique<TenantDirectory>(*reader, *f.gate);
        const auto clock = [this] { return f.now(); };
        sessions = std::make_unique<access::SessionBook>(*reader, *f.gate, *tenants, clock, limits);
        sessions->setPassKey(keyOf(3));
        sessions->setDice(dice);
        desk = std::make_unique<access::SignInDesk>(access::SignInDesk::Parts{*f.gate, *tenants, clock, dice, limits, sha256("challenges")}, attempts);
        if (more) more(*this);
        f.start();
        EXPECT_TRUE(desk->start().ok());
        const access::RouteParts parts{*f.gate, *sessions, *desk, dice, clock};
        access::addRoutes(router, parts);
        auto second = f.gate->openReader();
        EXPECT_TRUE(second.ok());
        routes = std::make_unique<access::SessionRoutes>(parts, std::move(*second), access::builtinSource(), keyOf(3));
        routes->add(router);
        factors = std::make_unique<access::FactorDesk>(access::FactorDesk::Parts{*f.gate, *tenants, clock, dice, limits, sha256("challenges")}, attempts);
        factors->start();
        access::addKeyRoutes(router, parts, *factors);
        access::addKeyReportRoutes(router, {parts, *factors, access::builtinSource(), std::make_shared<const SigningKey>(keyOf(7))});
        limiter = std::make_shared<net::RateLimiter>(clock);
        router.wrapHandlers([&](const std::string&, net::HttpHandler handler) {
            return net::limited(access::withBearerHints(std::move(handler)), limiter, access::clientRate(*sessions), clock);
        });
        makeTenant(f.tenant, "one");
        makeTenant(f.otherTenant, "two");
        for (const auto& [login, role] : {std::pair{"maria", "approver"}, {"ada", "admin"}, {"erik", "admin"}, {"olaf", "operator"}}) {
            people[login] = makeUser(f.tenant, login, {role});
        }
        people["stranger"] = makeUser(f.otherTenant, "stranger", {"admin"});
    }
    ~AccessFixture() {
        factors->stop();
        desk.reset();
        f.gate->stop();
    }

    void makeTenant(TenantId tenant, const std::string& slug) {
        TenantProfile profile;
        profile.tenant = tenant;
        profile.slug = slug;
        profile.name = slug;
        EXPECT_TRUE(f.run(access::CreateTenant{profile}, access::systemContext(tenant, false)).reply.ok());
    }
    UserId makeUser(TenantId tenant, const std::string& login, std::vector<std::string> roles) {
        static const std::string hash = access::hashPassword(goodPassword, [](std::span<std::uint8_t> out) { std::fill(out.begin(), out.end(), 1); });
        const auto made = f.run(access::CreateUser{login, PersonName{login}, std::move(roles), Secret{hash}}, access::systemContext(tenant, false));
        EXPECT_TRUE(made.reply.ok());
        return made.reply.ok() ? fromJson<access::UserCreatedReply>(*made.reply)->user : UserId{};
    }

    net::HttpResponse call(const std::string& method, const std::string& target, net::Headers headers = {}, std::string body = {},
                           const std::string& from = "192.0.2.7") {
        net::HttpRequest request;
        request.method = method;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        request.headers = std::move(headers);
        request.body = std::move(body);
        request.remoteAddress = from;
        request.traceId = std::string(32, 'a');
        for (std::size_t at = request.path.size(); at < target.size();) {
            const std::size_t end = std::min(target.find('&', at + 1), target.size());
            const std::string pair = target.substr(at + 1, end - at - 1);
            const std::size_t equals = std::min(pair.find('='), pair.size());
            request.query.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
            at = end;
        }
        const auto match = router.find(method, request.path);
        if (match.outcome != net::Router::Outcome::found) return net::HttpResponse::text(404, "no route");
        request.params = match.params;
        auto said = std::make_shared<std::promise<net::HttpResponse>>();
        auto answer = said->get_future();
        match.route->handler(request, net::Responder([said](net::HttpResponse response) { said->set_value(std::move(response)); }));
        return answer.get();
    }
    net::HttpResponse signInAnswer(const std::string& login, const std::string& password = goodPassword, const std::string& utility = "one",
                                   const std::string& deviceKey = {}, const std::string& from = "192.0.2.7") {
        return call("POST", "/v1/session", {}, toJson(access::SignInRequest{utility, login, Secret{password}, "desk", deviceKey}), from);
    }
    access::SignInReply signIn(const std::string& login, const std::string& deviceKey = {}, const std::string& utility = "one") {
        const auto answer = signInAnswer(login, goodPassword, utility, deviceKey);
        EXPECT_EQ(answer.status, 200) << answer.bodyView();
        const auto reply = fromJson<access::SignInReply>(answer.bodyView());
        return reply.ok() ? *reply : access::SignInReply{};
    }
    static net::Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }
    static std::string codeOf(const net::HttpResponse& response) {
        const auto document = parseJson(response.bodyView());
        return document.ok() ? std::string(document->root()["code"].text().value_or("")) : "no json";
    }
    static std::string fieldOf(const net::HttpResponse& response, const char* name) {
        const auto document = parseJson(response.bodyView());
        return document.ok() ? std::string(document->root()[name].text().value_or("")) : "";
    }
    net::HttpResponse refresh(const std::string& token, std::int64_t idleSeconds = 0, const std::string& proof = {}, const std::string& from = "192.0.2.7") {
        net::Headers headers;
        if (!proof.empty()) headers.add("X-OK-Proof", proof);
        return call("POST", "/v1/session/refresh", headers,
                    R"({"refresh_token":")" + token + R"(","idle_seconds":)" + std::to_string(idleSeconds) + "}", from);
    }
    /// How many entries of a type the stream `security` (or another) has.
    int count(std::string_view type, Stream stream = Stream::security) {
        int out = 0;
        for (const Entry& entry : f.entries(stream)) out += entry.header.type == type ? 1 : 0;
        return out;
    }

    GateFixture f;
    std::mutex diceMutex;
    std::uint64_t rolls = 0;
    Dice dice = [this](std::span<std::uint8_t> out) {
        const std::lock_guard lock(diceMutex);
        const Digest fresh = sha256("dice " + std::to_string(rolls++));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = fresh.bytes[i % 32];
    };
    std::unique_ptr<Store> reader;
    std::unique_ptr<TenantDirectory> tenants;
    std::unique_ptr<access::SessionBook> sessions;
    std::unique_ptr<access::SignInDesk> desk;
    std::unique_ptr<access::SessionRoutes> routes;
    std::unique_ptr<access::FactorDesk> factors;
    std::shared_ptr<net::RateLimiter> limiter;
    net::Router router;
    std::map<std::string, UserId> people;
};

}  // namespace ok::test
