// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What tests of the whole server begin with: options for a quiet house on a data directory of its own, a utility with
// people in it, and their sign-in.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <span>

#include "server/product/house.h"
#include "shared/base/json_value.h"
#include "tests/support/wire_client.h"

namespace ok::test {

inline constexpr const char* staffPassword = "storm-watch-2024";

/// No TLS, no output, a clock that stands, dice that throw the same each time. A test changes what it is about.
[[nodiscard]] inline HouseOptions quietHouse(const std::filesystem::path& dataDir) {
    HouseOptions options;
    options.dataDir = dataDir;
    options.resourcesDir = std::string(OK_SOURCE_DIR) + "/resources";
    options.tls = false;
    options.quiet = true;
    options.clock = [] { return Instant::fromSeconds(1'727'000'000); };
    options.dice = [dice = std::make_shared<std::mt19937>(7), mutex = std::make_shared<std::mutex>()](std::span<std::uint8_t> out) {
        const std::lock_guard lock(*mutex);
        for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
    };
    return options;
}

struct Person {
    std::string login, role;
};

/// A utility named like its slug; who works there, by login.
struct Staffed {
    TenantId tenant;
    std::map<std::string, std::string> ids;
};
[[nodiscard]] inline Staffed addUtility(House& house, const std::string& slug, const std::vector<Person>& people) {
    TenantProfile profile;
    profile.slug = slug;
    profile.name = slug;
    Staffed out;
    const auto made = house.createTenant(profile);
    EXPECT_TRUE(made.ok()) << (made.ok() ? slug : made.problem().message);
    if (!made.ok()) return out;
    out.tenant = *made;
    for (const Person& person : people) {
        const auto user = house.createUser(*made, person.login, person.login, {person.role}, staffPassword);
        EXPECT_TRUE(user.ok()) << (user.ok() ? person.login : user.problem().message);
        if (user.ok()) out.ids[person.login] = user->str();
    }
    return out;
}

/// A session's token; empty, with a failure told, when the sign-in was refused.
[[nodiscard]] inline std::string sessionToken(HttpClient& client, const std::string& utility, const std::string& login) {
    const auto answer = client.post("/v1/session", R"({"utility":")" + utility + R"(","login":")" + login + R"(","password":")" + staffPassword +
                                                       R"(","device":"test"})");
    EXPECT_TRUE(answer.ok() && answer->status == 200) << login << ": " << (answer.ok() ? answer->body : answer.problem().message);
    if (!answer.ok()) return {};
    const auto reply = JsonValue::parse(answer->body);
    return reply.ok() ? std::string(reply->textAt("token")) : std::string();
}

}  // namespace ok::test
