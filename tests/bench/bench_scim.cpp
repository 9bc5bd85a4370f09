// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How long a directory of 10,000 people takes to arrive by SCIM (issue "Numbers": at most 60 s): one request a person over a
// few connections, as most providers do; and in bulks of 100. Each answer is durable, each person's rights are worked out.
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "server/identity/identity_commands.h"
#include "server/product/house.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wire_client.h"

namespace ok::test {
namespace {

constexpr int people = 10'000, connections = 4, aBulk = 100;
constexpr double bound = 60;

HouseOptions optionsFor(const std::string& data) {
    HouseOptions options;
    options.dataDir = data;
    options.resourcesDir = std::string(OK_SOURCE_DIR) + "/resources";
    options.clock = [] { return Instant::fromMicros(std::chrono::duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()); };
    options.dice = [](std::span<std::uint8_t> out) {
        thread_local std::random_device device;
        for (auto& b : out) b = static_cast<std::uint8_t>(device());
    };
    options.tls = false;
    options.quiet = true;
    return options;
}

std::string person(const std::string& prefix, int i) {
    const std::string n = prefix + std::to_string(i);
    return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" + n + R"(@example.org","externalId":")" + n + R"(","name":{"givenName":"Given","familyName":"Family )" + n +
           R"("},"emails":[{"value":")" + n + R"(@example.org","type":"work","primary":true}],"phoneNumbers":[{"value":"+15025550100"}],"title":"crew","territory":")" + (i % 2 ? "North" : "South") +
           R"(","channel":"SMS","active":true})";
}

bool send(HttpClient& client, const std::string& path, const std::string& body, int wanted) {
    const auto out = client.post(path, body, {{"Authorization", "Bearer bench-token"}, {"Content-Type", "application/scim+json"}});
    if (out.ok() && out->status == wanted) return true;
    std::fprintf(stderr, "bench_scim: %s\n", out.ok() ? out->body.substr(0, 200).c_str() : out.problem().message.c_str());
    return false;
}

bool oneByOne(std::uint16_t port, std::atomic<bool>& good) {
    std::vector<std::thread> threads;
    for (int c = 0; c < connections; ++c) {
        threads.emplace_back([port, c, &good] {
            HttpClient client({.port = port});
            for (int i = c; i < people && good; i += connections) {
                if (!send(client, "/scim/v2/Users", person("p", i), 201)) good = false;
            }
        });
    }
    for (auto& t : threads) t.join();
    return good;
}

bool inBulks(std::uint16_t port) {
    HttpClient client({.port = port});
    for (int at = 0; at < people; at += aBulk) {
        std::string body = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[)";
        for (int i = at; i < at + aBulk; ++i) body += std::string(i > at ? "," : "") + R"({"method":"POST","path":"/Users","bulkId":"b)" + std::to_string(i) + R"(","data":)" + person("b", i) + "}";
        if (!send(client, "/scim/v2/Bulk", body + "]}", 200)) return false;
    }
    return true;
}

template <class Work>
bool timed(const char* name, Work work) {
    const auto from = std::chrono::steady_clock::now();
    if (!work()) return false;
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    std::printf("bench %s: figure=%.2f unit=s bound=%.0f ratio=%.2f %s\n", name, took, bound, bound / took, took <= bound ? "ok" : "SLOW");
    return true;
}

int run() {
    TempDir dir;
    House house(optionsFor(dir.file("data")));
    if (!house.start().ok()) return 1;
    const auto tenant = house.createTenant({.slug = "north", .name = "North Electric"});
    if (!tenant.ok()) return 1;
    SecurityContext who;
    who.tenant = *tenant;
    who.roles = {"system"};
    identity::MappingRules rules;
    for (const char* territory : {"North", "South", "East", "West"}) {
        access::Scope within = access::Scope::everything();
        within.channels = {"sms"};
        within.territories = {territory};
        rules.rules.push_back({territory, territory, {{"territory", {territory}}, {"channel", {"SMS"}}}, "operator", within});
    }
    const auto set = house.gate().run(who, {CommandId{uuidV4({1})}, "identity.set_mapping", toJson(identity::SetMapping{rules, "the bench begins"})});
    const auto token = house.gate().run(who, {CommandId{uuidV4({2})}, "identity.make_scim_token", toJson(identity::MakeScimToken{"bench", sha256("bench-token"), 1})});
    if (!set.reply.ok() || !token.reply.ok()) return 1;
    std::atomic<bool> good = true;
    const bool done = timed("scim_10000_one_by_one", [&] { return oneByOne(house.httpPort(), good); }) && timed("scim_10000_in_bulks", [&] { return inBulks(house.httpPort()); });
    house.stop();
    return done ? 0 : 1;
}

}  // namespace
}  // namespace ok::test

int main() { return ok::test::run(); }
