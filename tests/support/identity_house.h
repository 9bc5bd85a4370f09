// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A server with one utility, an administrator and a SCIM client: what tests of identities begin with.
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok::test {

class IdentityHouse {
  public:
    /// `settings`: what stands in identity.json; empty: no such file.
    explicit IdentityHouse(const std::string& settings = {}, std::uint16_t port = 0, const std::function<void(HouseOptions&)>& change = {}) {
        HouseOptions options = quietHouse(dir.file("data"));
        options.clock = [this] {
            const auto since = std::chrono::system_clock::now().time_since_epoch();
            return Instant::fromMicros(std::chrono::duration_cast<microseconds>(since).count() + ahead.load());
        };
        options.dice = [](std::span<std::uint8_t> out) {
            thread_local std::random_device device;
            for (auto& b : out) b = static_cast<std::uint8_t>(device());
        };
        options.httpPort = port;
        if (change) change(options);
        std::filesystem::create_directories(options.dataDir);
        if (!settings.empty()) {
            const std::string file = (options.dataDir / "identity.json").string();
            std::ofstream(file) << settings;
            std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        }
        house = std::make_unique<House>(options);
        must(house->start());
        const auto made = house->createTenant({.slug = "north", .name = "North Electric"});
        EXPECT_TRUE(made.ok());
        tenant = *made;
        EXPECT_TRUE(house->createUser(tenant, "ada", "Ada Brandt", {"admin"}, staffPassword).ok());
        EXPECT_TRUE(house->createUser(tenant, "olaf", "Olaf Ruiz", {"operator"}, staffPassword).ok());
        client = std::make_unique<HttpClient>(Endpoint{.port = house->httpPort()});
        admin = signIn("ada");
    }
    ~IdentityHouse() { house->stop(); }

    [[nodiscard]] std::string signIn(const std::string& login) { return sessionToken(*client, "north", login); }
    /// With a session's token, or a SCIM client's.
    [[nodiscard]] HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body, const std::string& token,
                                 HttpClient::Headers more = {}) {
        more.insert(more.begin(), {"Authorization", "Bearer " + token});
        if (!body.empty()) more.emplace_back("Content-Type", path.starts_with("/scim") ? "application/scim+json" : "application/json");
        const auto out = client->request(method, path, body, more);
        EXPECT_TRUE(out.ok()) << method << " " << path;
        // The clock was moved beyond the life of an access token.
        if (out.ok() && out->status == 401 && &token == &admin) {
            admin = signIn("ada");
            more.front().second = "Bearer " + admin;
            const auto again = client->request(method, path, body, more);
            return again.ok() ? *again : HttpAnswer{};
        }
        return out.ok() ? *out : HttpAnswer{};
    }
    [[nodiscard]] JsonValue json(const HttpAnswer& answer) { return JsonValue::parse(answer.body).valueOr({}); }
    [[nodiscard]] HttpAnswer command(const std::string& name, const std::string& body, const std::string& token) {
        return ask("POST", "/v1/commands", R"({"name":")" + name + R"(","body":)" + body + "}", token);
    }
    [[nodiscard]] std::string scimToken() {
        const auto out = ask("POST", "/v1/identities/scim-tokens", R"({"name":"the directory"})", admin);
        EXPECT_EQ(out.status, 201) << out.body;
        return std::string(json(out).textAt("token"));
    }
    [[nodiscard]] HttpAnswer setMapping(const std::string& rules, const std::string& more = {}) {
        return command("identity.set_mapping", R"({"reason":"the org chart changed","rules":{"schema":"identity_mapping.v1","rules":)" + rules + "}" + more + "}", admin);
    }
    /// Entries of the security stream with this type.
    [[nodiscard]] std::vector<Entry> told(std::string_view type, Stream stream = Stream::security) {
        std::vector<Entry> out;
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            for (Entry& entry : cx.store().entries(tenant, stream, 0, 1'000'000)) {
                if (entry.header.type == type) out.push_back(std::move(entry));
            }
        });
        return out;
    }
    template <ViewDocument T>
    [[nodiscard]] std::optional<T> document(const std::string& id) {
        std::optional<T> out;
        house->gate().inspect(tenant, [&](CommandContext& cx) {
            if (const auto found = cx.views().find<T>(id)) out = *found;
        });
        return out;
    }

    TempDir dir;
    std::atomic<std::int64_t> ahead{0};   ///< microseconds the server's clock is ahead
    std::unique_ptr<House> house;
    TenantId tenant;
    std::unique_ptr<HttpClient> client;
    std::string admin;

  private:
    static void must(const Status& status) { ASSERT_TRUE(status.ok()) << status.problem().code << ": " << status.problem().message; }
};

}  // namespace ok::test
