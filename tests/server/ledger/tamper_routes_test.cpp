// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What the log's routes answer about entries that somebody with access to the disk has changed.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/support/identity_house.h"

namespace ok::test {
namespace {

JsonValue in(const JsonValue& value, std::string_view name) {
    const JsonValue* found = value.find(name);
    return found == nullptr ? JsonValue() : *found;
}
std::size_t lengthOf(const JsonValue& value, std::string_view name) {
    const JsonValue found = in(value, name);
    return found.array() == nullptr ? 0 : found.array()->size();
}

// F01.R6.A2: an entry that is not what was sealed answers 409 with the reason, by its own address and by its diff; so does the diff of
// one whose history is not genuine. What a page leaves out is counted, and named as far as there is room.
TEST(TamperRoutes, WhatWasTamperedWithAnswers409EverywhereAndAPageCountsItAll) {
    IdentityHouse h;
    EXPECT_TRUE(h.house->createUser(h.tenant, "iris", "Iris I", {"auditor"}, staffPassword).ok());
    const std::string olaf = h.signIn("olaf"), iris = h.signIn("iris");
    const auto look = [&](const std::string& path) { return h.ask("GET", path, {}, iris); };
    const auto made = h.command("incidents.create", R"({"place":"Riverside","centre":{"lat":38.0,"lon":-84.5},"radius_metres":300})", olaf);
    ASSERT_EQ(made.status, 200) << made.body;
    const std::string id(in(h.json(made), "reply").textAt("incident"));
    for (int i = 0; i < 120; ++i) {
        ASSERT_EQ(h.command("incidents.set_cause", R"({"incident":")" + id + R"(","key":"tree","text":"look )" + std::to_string(i) + R"("})", olaf).status, 200);
    }
    const auto log = h.told("incident.cause_set", Stream::ops);
    ASSERT_GE(log.size(), 110U);
    const Entry &first = log.front(), &last = log.back();
    const auto reasonOf = [&](const std::string& path) {
        const auto answer = look(path);
        return std::to_string(answer.status) + " " + std::string(h.json(answer).textAt("code")) + " " + std::string(in(h.json(answer), "details").textAt("reason"));
    };
    const auto entry = [](const Entry& e) { return "/v1/audit/events/" + e.header.entryId.str(); };
    EXPECT_EQ(look(entry(first) + "/diff").status, 200);
    const auto bend = [&](const std::string& what, const std::vector<const Entry*>& entries) {
        std::string where;
        for (const Entry* each : entries) where += (where.empty() ? "" : ",") + std::to_string(each->header.sequence);
        sqlite3* raw = nullptr;   // somebody with access to the disk
        ASSERT_EQ(sqlite3_open_v2((h.dir.file("data") + "/outagekit.db").c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
        sqlite3_busy_timeout(raw, 30'000);
        EXPECT_EQ(sqlite3_exec(raw, ("UPDATE entries SET " + what + " WHERE place - ((SELECT number FROM tenants WHERE slug = 'north') * 4 << 40) IN (" + where + ")").c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
        EXPECT_EQ(sqlite3_changes(raw), static_cast<int>(entries.size()));
        sqlite3_close(raw);
    };
    bend("payload = '{}'", {&first});
    EXPECT_EQ(reasonOf(entry(first)), "409 log_damaged changed");
    EXPECT_EQ(reasonOf(entry(first) + "/diff"), "409 log_damaged changed");
    EXPECT_EQ(look(entry(last)).status, 200) << "itself it is genuine";
    EXPECT_EQ(reasonOf(entry(last) + "/diff"), "409 log_damaged history_damaged") << "and nobody can say what it changed";
    EXPECT_EQ(reasonOf("/v1/audit/events/018f0000-0000-7000-8000-000000000001/diff"), "404 entry_not_found ");
    bend("header = '{'", {&last});
    EXPECT_EQ(reasonOf(entry(last)), "409 log_damaged unreadable") << "something lay there, and nobody may say it never was";
    EXPECT_EQ(reasonOf(entry(last) + "/diff"), "409 log_damaged unreadable");
    std::vector<const Entry*> rest;
    for (const Entry& each : log) rest.push_back(&each);
    rest.pop_back();
    bend("payload = '{}'", rest);
    const auto page = h.json(look("/v1/audit/events?type=incident.cause_set&limit=500"));
    EXPECT_EQ(lengthOf(page, "events"), 0U);
    EXPECT_EQ(lengthOf(page, "damaged"), 100U) << "as many as there is room for";
    ASSERT_NE(in(page, "damaged_total").integer(), nullptr);
    EXPECT_GE(*in(page, "damaged_total").integer(), static_cast<std::int64_t>(log.size()));
}

}  // namespace
}  // namespace ok::test
