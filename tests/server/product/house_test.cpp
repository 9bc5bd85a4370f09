// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The whole server, put together: what only the whole can get wrong (P02, P11).
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "tests/support/house_set_up.h"
#include "tests/support/temp_dir.h"

namespace ok {
namespace {

/// What a page's own links and forms name, without fragments.
std::set<std::string> addressesIn(const std::string& html) {
    std::set<std::string> out;
    for (const std::string mark : {"href=\"/", "action=\"/"}) {
        for (std::size_t at = html.find(mark); at != std::string::npos; at = html.find(mark, at + 1)) {
            const std::size_t from = at + mark.size() - 1;
            const std::string whole = html.substr(from, html.find('"', from) - from);
            out.insert(whole.substr(0, whole.find('#')));
        }
    }
    return out;
}

TEST(House, EveryLinkOfThePagesThatCustomersSeeLeadsSomewhere) {
    const test::TempDir dir;
    House house(test::quietHouse(dir.file("data")));
    ASSERT_TRUE(house.start().ok());
    TenantProfile profile;
    profile.slug = "valley";
    profile.name = "Valley Light";
    ASSERT_TRUE(house.createTenant(profile).ok());
    test::HttpClient client({.port = house.httpPort()});
    const auto statusOf = [&client](const std::string& target) {
        const auto answer = client.get(target);
        return answer.ok() ? answer->status : 0;
    };
    const auto until = std::chrono::steady_clock::now() + test::patience;
    while (statusOf("/o/valley") == 503 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    std::set<std::string> seen;
    for (const char* page : {"/o/valley", "/o/valley?lang=es", "/report/valley", "/report/valley?lang=es"}) {
        const auto answer = client.get(page);
        ASSERT_TRUE(answer.ok());
        EXPECT_EQ(answer->status, 200) << page;
        seen.merge(addressesIn(answer->body));
    }
    EXPECT_TRUE(seen.contains("/report/valley")) << "the page tells customers where to report";
    EXPECT_TRUE(seen.contains("/o/valley/incidents.geojson"));
    for (const std::string& address : seen) EXPECT_EQ(statusOf(address), 200) << address;
    house.stop();
}

}  // namespace
}  // namespace ok
