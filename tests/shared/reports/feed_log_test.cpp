// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Feed adapters on the two real change logs (main job 6 and 12): Helene at LG&E/KU, the 2019 safety shut-off at PG&E.
// The logs carry the totals of every snapshot, so replaying them proves that nothing is lost or counted twice.
#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <set>

#include "shared/reports/feed_adapters.h"
#include "shared/reports/feed_state.h"

namespace ok::reports {
namespace {

std::vector<std::string> linesOf(const std::string& path) {
    std::vector<std::string> lines;
    gzFile file = gzopen(path.c_str(), "rb");
    if (!file) return lines;
    std::string buffer(1 << 20, '\0'), rest;
    for (int n = 0; (n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
        rest.append(buffer, 0, static_cast<std::size_t>(n));
        std::size_t at = 0;
        for (std::size_t end = 0; (end = rest.find('\n', at)) != std::string::npos; at = end + 1) {
            lines.push_back(rest.substr(at, end - at));
        }
        rest.erase(0, at);
    }
    gzclose(file);
    if (!rest.empty()) lines.push_back(rest);
    return lines;
}
const std::vector<std::string>& helene() {
    static const auto lines = linesOf(OK_SOURCE_DIR "/resources/sample/lgeku_2024-09_helene.changes.ndjson.gz");
    return lines;
}
const std::vector<std::string>& shutoff() {
    static const auto lines = linesOf(OK_SOURCE_DIR "/resources/sample/pge_2019-10-09_psps.changes.ndjson.gz");
    return lines;
}

struct Replay {
    int snapshots = 0, mismatches = 0, records = 0, suspect = 0, withEtr = 0, located = 0;
    Instant firstSuspect;
    std::int64_t peak = 0;
    std::map<std::string, int> issues;
    std::map<EtrBasis, int> bases;
    std::map<FeedCause, int> causes;
    std::map<std::string, FeedOutage> outages;
    std::vector<Problem> problems;

    void check(const FeedState& state, const FeedSnapshot& header) {
        ++snapshots;
        peak = std::max(peak, state.totals().customers);
        if (state.totals() != FeedTotals{header.outages, header.customers}) ++mismatches;
        if (state.suspect()) {
            if (++suspect == 1) firstSuspect = header.takenAt;
        }
    }
    void take(const FeedRecord& record) {
        ++records;
        auto& outage = outages[record.outageId];
        outage = applied(outage, record, true);
        if (record.op == FeedOp::gone) return;
        if (record.etr) ++withEtr;
        if (record.position) ++located;
        ++bases[record.etrBasis];
        ++causes[record.cause];
    }
};

Replay replay(std::string_view adapter, const std::vector<std::string>& lines) {
    Replay out;
    FeedState state;
    std::optional<FeedSnapshot> header;
    for (const auto& line : lines) {
        std::vector<FeedIssue> issues;
        const auto read = readFeedLine(adapter, line, issues);
        if (!read.ok()) {
            out.problems.push_back(read.problem());
            continue;
        }
        if (const auto* next = std::get_if<FeedSnapshot>(&*read)) {
            if (header) out.check(state, *header);
            header = *next;
            state.begin(*next);
        } else {
            const auto& record = std::get<FeedRecord>(*read);
            state.apply(record, issues);
            out.take(record);
        }
        for (const auto& issue : issues) ++out.issues[issue.code];
    }
    if (header) out.check(state, *header);
    return out;
}

TEST(FeedLog, replaying_helene_gives_the_outages_and_customers_of_every_snapshot) {
    const auto r = replay("lgeku", helene());
    EXPECT_EQ(r.snapshots, 698);
    EXPECT_EQ(r.records, 24'899);
    EXPECT_EQ(r.mismatches, 0);
    EXPECT_TRUE(r.problems.empty());
    EXPECT_EQ(r.outages.size(), 7'314u);
    EXPECT_EQ(r.peak, 104'168);
    EXPECT_TRUE(r.issues.empty()) << r.issues.begin()->first;
}

TEST(FeedLog, replaying_the_shutoff_gives_the_outages_and_customers_of_every_snapshot) {
    const auto r = replay("pge2019", shutoff());
    EXPECT_EQ(r.snapshots, 676);
    EXPECT_EQ(r.records, 35'932);
    EXPECT_EQ(r.mismatches, 0);
    EXPECT_EQ(r.outages.size(), 7'507u);
    EXPECT_EQ(r.peak, 678'928);
    EXPECT_TRUE(r.problems.empty());
    EXPECT_TRUE(r.issues.empty()) << r.issues.begin()->first;
}

TEST(FeedLog, the_sentinels_of_helene_are_no_times_but_say_why_there_is_none) {
    const auto r = replay("lgeku", helene());
    EXPECT_EQ(r.withEtr, 17'577 - 8'781 - 251);
    EXPECT_EQ(r.bases.at(EtrBasis::expired), 251);
    EXPECT_EQ(r.bases.at(EtrBasis::overloaded), 7'061);
    EXPECT_EQ(r.bases.at(EtrBasis::area), 5'784);
    EXPECT_EQ(r.bases.at(EtrBasis::assessed), 2'040);
    EXPECT_EQ(r.bases.at(EtrBasis::typical), 726);
    EXPECT_EQ(r.causes.at(FeedCause::weather), 12'074);
    EXPECT_FALSE(r.causes.contains(FeedCause::other));
}

TEST(FeedLog, the_partial_snapshot_of_the_shutoff_is_suspected_and_its_outages_come_back_from_the_dead) {
    const auto r = replay("pge2019", shutoff());
    int returned = 0;
    for (const auto& [id, outage] : r.outages) returned += outage.returns;
    EXPECT_EQ(returned, 5'587);
    EXPECT_GE(r.suspect, 1);
    EXPECT_EQ(toIso(r.firstSuspect).substr(0, 15), "2019-10-09T22:1");
}

TEST(FeedLog, points_that_move_and_devices_that_thin_out_are_kept) {
    const auto lg = replay("lgeku", helene());
    const auto pge = replay("pge2019", shutoff());
    int moves = 0;
    for (const auto& [id, outage] : lg.outages) moves += outage.moves;
    EXPECT_GE(moves, 1'500);
    EXPECT_TRUE(std::any_of(pge.outages.begin(), pge.outages.end(), [](const auto& o) { return o.second.now.devices.size() > 3; }));
}

TEST(FeedLog, an_outage_that_left_the_feed_is_not_listed_and_nothing_says_restored) {
    const auto r = replay("lgeku", helene());
    const auto json = toJson(r.outages.begin()->second);
    EXPECT_EQ(json.find("restored"), std::string::npos);
    EXPECT_FALSE(r.outages.at("24124654").listed);
    EXPECT_TRUE(r.outages.at("24124654").leftAt.known());
}

TEST(FeedTime, every_spelling_that_feeds_use_is_read) {
    const auto t = [](std::string_view text) { auto r = readFeedTime(text); return r.ok() ? toIso(*r) : r.problem().code; };
    EXPECT_EQ(t("2024-09-27T04:40:12Z"), "2024-09-27T04:40:12.000000Z");
    EXPECT_EQ(t("2024-09-27T04:40Z"), "2024-09-27T04:40:00.000000Z");
    EXPECT_EQ(t("2024-09-27T00:40:12-04:00"), "2024-09-27T04:40:12.000000Z");
    EXPECT_EQ(t("2024-09-27T00:40-04:00"), "2024-09-27T04:40:00.000000Z");
    EXPECT_EQ(t("2024-09-27 04:40:12Z"), "2024-09-27T04:40:12.000000Z");
    EXPECT_EQ(t("2024-09-27T04:40:12.250Z"), "2024-09-27T04:40:12.250000Z");
    EXPECT_EQ(t("1570607280"), "2019-10-09T07:48:00.000000Z");
    EXPECT_EQ(t("1570607280000"), "2019-10-09T07:48:00.000000Z");
    EXPECT_EQ(t("ETR-NULL"), "bad_time");
    EXPECT_EQ(t(""), "bad_time");
    EXPECT_EQ(t("0"), "time_out_of_range");
    EXPECT_EQ(t("99999999999999999999999"), "bad_time");
    EXPECT_EQ(t("9999-12-31T00:00:00Z"), "time_out_of_range");
}

struct Odd {
    const char* name;
    const char* line;
    const char* code;
};
class OddLine : public ::testing::TestWithParam<Odd> {};
TEST_P(OddLine, is_named_and_the_rest_of_the_record_is_kept) {
    std::vector<FeedIssue> issues;
    const auto read = readFeedLine("lgeku", GetParam().line, issues);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].code, GetParam().code);
    EXPECT_EQ(std::get<FeedRecord>(*read).outageId, "7");
}
INSTANTIATE_TEST_SUITE_P(
    Feed, OddLine,
    ::testing::Values(
        Odd{"no_coordinates", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","cause":"Weather-related"}})", "position_missing"},
        Odd{"zero_coordinates", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":0,"longitude":0}})", "zero_position"},
        Odd{"pole", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":"137.5","longitude":-84}})", "bad_position"},
        Odd{"negative", R"({"t":"2024-09-27T04:40:00Z","op":"chg","o":{"id":7,"latitude":37,"longitude":-84,"custAffected":-3}})", "bad_count"},
        Odd{"etr", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":37,"longitude":-84,"etr":"soon"}})", "bad_time"},
        Odd{"sentinel", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":37,"longitude":-84,"etr":"ETR-LATER"}})", "unknown_sentinel"},
        Odd{"cause", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":37,"longitude":-84,"cause":"Aliens"}})", "unknown_cause"},
        Odd{"cluster", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":"7","latitude":37,"longitude":-84,"cluster":true,"numberOut":4}})", "cluster_record"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(FeedLine, a_line_that_is_no_feed_is_a_problem) {
    const auto code = [](std::string_view adapter, std::string_view line) {
        std::vector<FeedIssue> issues;
        const auto read = readFeedLine(adapter, line, issues);
        return read.ok() ? std::string("ok") : read.problem().code;
    };
    EXPECT_EQ(code("lgeku", "{"), "bad_json");
    EXPECT_EQ(code("lgeku", "[]"), "feed_line_unknown");
    EXPECT_EQ(code("lgeku", R"({"t":"x","op":"new","o":{}})"), "bad_time");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{}})"), "feed_record_without_id");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":4})"), "feed_record_not_an_object");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","op":"gone"})"), "feed_record_without_id");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","op":"burn","id":"7"})"), "feed_line_unknown");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","snapshot":"ok","outages":-1})"), "feed_line_unknown");
    EXPECT_EQ(code("lgeku", R"({"t":"2024-09-27T04:40:00Z","snapshot":"unparseable"})"), "ok");
    EXPECT_EQ(code("acme", R"({"t":"2024-09-27T04:40:00Z","op":"new","o":{"id":1}})"), "unknown_adapter");
    EXPECT_EQ(code("lgeku", std::string(maxFeedLineBytes + 1, ' ')), "feed_line_too_long");
}

TEST(FeedLine, mangled_lines_of_the_real_logs_never_crash) {
    std::mt19937 dice(1);
    for (int i = 0; i < 6000; ++i) {
        const auto& log = i % 2 ? helene() : shutoff();
        auto line = log[dice() % log.size()];
        for (auto n = 1 + dice() % 4; n > 0 && !line.empty(); --n) {
            const auto at = dice() % line.size();
            if (dice() % 3 == 0) line.erase(at, 1 + dice() % 20);
            else line[at] = static_cast<char>(dice() % 256);
        }
        std::vector<FeedIssue> issues;
        (void)readFeedLine(i % 2 ? "lgeku" : "pge2019", line, issues);
    }
}

TEST(FeedState, changes_that_do_not_fit_are_named_and_old_ones_are_not_applied) {
    FeedState state;
    std::vector<FeedIssue> issues;
    const auto at = [](int s) { return Instant::fromSeconds(1'700'000'000 + s); };
    const auto record = [&](FeedOp op, int s, int customers) {
        return FeedRecord{.adapter = "lgeku", .outageId = "7", .op = op, .seenAt = at(s), .customersOut = customers};
    };
    EXPECT_TRUE(state.apply(record(FeedOp::changed, 1, 5), issues));
    EXPECT_TRUE(state.apply(record(FeedOp::seen, 2, 6), issues));
    EXPECT_FALSE(state.apply(record(FeedOp::changed, 0, 100), issues));
    EXPECT_EQ(state.totals(), (FeedTotals{1, 6}));
    EXPECT_TRUE(state.apply(record(FeedOp::gone, 3, 0), issues));
    EXPECT_TRUE(state.apply(record(FeedOp::gone, 4, 0), issues));
    EXPECT_FALSE(state.apply(record(FeedOp::changed, 3, 9), issues));
    EXPECT_EQ(state.totals(), (FeedTotals{0, 0}));
    std::vector<std::string> codes;
    for (const auto& issue : issues) codes.push_back(issue.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"changed_but_unknown", "new_but_known", "out_of_order", "gone_but_unknown", "out_of_order"}));
}

TEST(FeedState, whole_snapshots_become_the_changes_between_them) {
    const auto record = [](const char* id, int customers) {
        return FeedRecord{.adapter = "pge2019", .outageId = id, .customersOut = customers, .raw = sha256(std::to_string(customers))};
    };
    const auto changes = changesBetween({{"a", record("a", 1)}, {"b", record("b", 2)}, {"c", record("c", 3)}},
                                        {record("b", 2), record("c", 4), record("d", 5), record("d", 5)}, Instant::fromSeconds(9));
    ASSERT_EQ(changes.size(), 3u);
    EXPECT_EQ(changes[0].outageId + enumName(changes[0].op), "cchanged");
    EXPECT_EQ(changes[1].outageId + enumName(changes[1].op), "dseen");
    EXPECT_EQ(changes[2].outageId + enumName(changes[2].op), "agone");
}

}  // namespace
}  // namespace ok::reports
