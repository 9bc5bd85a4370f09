// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How long until every connected console knows that its session is over, whichever of two servers on one PostgreSQL it hangs
// at (issue number: 5 s). The figure is the slowest console's.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "server/access/session_commands.h"
#include "server/access/sign_in.h"
#include "server/product/house.h"
#include "shared/base/derived_ids.h"
#include "shared/wire/frames.h"
#include "tests/support/pg_server.h"
#include "tests/support/wire_client.h"

namespace {

using namespace ok;
using Steady = std::chrono::steady_clock;
constexpr int consolesEach = 20;
constexpr double boundSeconds = 5;

Instant clockNow() {
    static const auto began = Steady::now();
    return Instant::fromSeconds(1'727'000'000) + std::chrono::duration_cast<Duration>(Steady::now() - began);
}

void roll(std::span<std::uint8_t> out) {
    static std::atomic<std::uint64_t> rolls{0};
    const Digest fresh = sha256("bench " + std::to_string(rolls++));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = fresh.bytes[i % 32];
}

std::unique_ptr<House> server(const test::PgServer& database, const std::string& folder, const std::string& name) {
    HouseOptions options;
    options.dataDir = folder;
    std::filesystem::create_directories(options.dataDir);
    options.resourcesDir = std::string(OK_SOURCE_DIR) + "/resources";
    options.database = database.address("outagekit", name).conninfo;
    options.tls = false;
    options.clock = clockNow;
    options.dice = roll;
    options.quiet = true;
    auto out = std::make_unique<House>(options);
    if (!out->start().ok()) return nullptr;
    return out;
}

/// Welcomed, or asked again: a server hears of a fresh session a moment later.
Result<test::WsClient> console(const House& where, const std::string& token) {
    for (int i = 0; i < 200; ++i) {
        auto socket = test::WsClient::connect({.port = where.httpPort()}, "/v1/sync");
        if (!socket.ok()) return socket;
        (void)socket->sendBinary(wire::encode(wire::ClientFrame(wire::Hello{.clientVersion = "bench", .token = token, .cursors = {{Stream::ops, 0}}})));
        const auto first = socket->receive();
        const auto frame = first.ok() ? wire::decodeServerFrame(first->data) : Result<wire::ServerFrame>(first.problem());
        if (frame.ok() && std::holds_alternative<wire::Welcome>(*frame)) return socket;
    }
    return problem("not_welcomed", "no console was welcomed");
}

void awaitEnd(test::WsClient& socket) {
    for (;;) {
        const auto message = socket.receive();
        if (!message.ok() || message->closed) return;
        const auto frame = wire::decodeServerFrame(message->data);
        if (frame.ok() && std::holds_alternative<wire::ProblemFrame>(*frame)) return;
    }
}

}  // namespace

int main() {
    test::PgServer database;
    if (!database.trouble().empty()) {
        std::printf("bench revocation: skipped: %s\n", database.trouble().c_str());
        return 0;
    }
    const test::TempDir dir;
    const auto a = server(database, dir.file("a"), "a");
    if (!a) return 1;
    std::filesystem::create_directories(dir.file("b"));
    std::filesystem::copy(dir.file("a") + "/keys", dir.file("b") + "/keys", std::filesystem::copy_options::recursive);
    const auto b = server(database, dir.file("b"), "b");
    if (!b) return 1;
    TenantProfile profile;
    profile.slug = "one";
    profile.name = "One";
    const auto tenant = a->createTenant(profile);
    const auto maria = tenant.ok() ? a->createUser(*tenant, "maria", "Maria", {"operator"}, "correct horse battery") : Result<UserId>(tenant.problem());
    if (!maria.ok()) return 1;
    std::vector<test::WsClient> consoles;
    for (int i = 0; i < consolesEach; ++i) {
        test::HttpClient client({.port = a->httpPort()});
        const auto answer = client.post("/v1/session", toJson(access::SignInRequest{"one", "maria", Secret{"correct horse battery"}, "desk", {}}));
        const auto in = answer.ok() ? fromJson<access::SignInReply>(answer->body) : Result<access::SignInReply>(answer.problem());
        if (!in.ok()) return 1;
        for (const House* where : {a.get(), b.get()}) {
            auto socket = console(*where, in->token);
            if (!socket.ok()) return 1;
            consoles.push_back(std::move(*socket));
        }
    }
    const auto began = Steady::now();
    const access::RevokeSessions command{*maria, "bench"};
    (void)a->gate().run(access::systemContext(*tenant, false), {CommandId{derivedUuid("bench")}, std::string(access::RevokeSessions::card.name), toJson(command)});
    for (auto& each : consoles) awaitEnd(each);
    const double took = std::chrono::duration<double>(Steady::now() - began).count();
    std::printf("bench revocation: figure=%.3f unit=s_until_%zu_consoles_know bound=%.0f ratio=%.1f %s\n", took, consoles.size(), boundSeconds,
                boundSeconds / took, took <= boundSeconds ? "ok" : "SLOW");
    b->stop();
    a->stop();
    return took <= boundSeconds ? 0 : 1;
}
