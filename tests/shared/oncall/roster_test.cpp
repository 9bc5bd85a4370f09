// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is on call and why, over nights, holidays and changes of the clock, and what calendars say (F06.R1). Tables:
// tests/vectors/oncall.
#include <gtest/gtest.h>

#include <random>

#include "shared/oncall/icalendar.h"
#include "tests/support/file_text.h"

namespace ok::oncall {
namespace {

Instant at(const char* text) { return *parseIso(text); }

struct RosterCase {
    std::string say, role, person, next;
    Instant at, until;
    Because because = Because::nobody;
    Clarity handover = Clarity::plain;
};
BOOST_DESCRIBE_STRUCT(RosterCase, (), (say, role, person, next, at, until, because, handover))
struct Vectors {
    Team team;
    std::vector<RosterCase> cases;
};
BOOST_DESCRIBE_STRUCT(Vectors, (), (team, cases))

Vectors vectors() {
    auto out = fromJson<Vectors>(test::contents(OK_SOURCE_DIR "/tests/vectors/oncall/roster_cases.json"));
    EXPECT_TRUE(out.ok()) << toJson(out.problem());
    return out.ok() ? std::move(*out) : Vectors{};
}

// F06.R1.A1, F06.R1.A5: overrides, holidays, shifts, rotations; next handover; local times that are missing or come twice.
TEST(RosterTest, EveryCaseOfTheTableSaysWhoAndWhyAndUntilWhen) {
    const Vectors all = vectors();
    ASSERT_GE(all.cases.size(), 14U);
    for (const RosterCase& each : all.cases) {
        const auto got = onCallAt(all.team, each.role, each.at);
        ASSERT_TRUE(got.ok()) << each.say;
        EXPECT_EQ(got->person, each.person) << each.say;
        EXPECT_EQ(got->because, each.because) << each.say;
        EXPECT_EQ(got->until, each.until) << each.say << " " << toIso(got->until);
        EXPECT_EQ(got->next, each.next) << each.say;
        EXPECT_EQ(got->handover, each.handover) << each.say;
    }
}

// F06.R1.A1: who is inactive is not asked, the next in line is, and it is said.
TEST(RosterTest, WhoIsInactiveIsPassedOverAndNamed) {
    const Team team = vectors().team;
    const OnCall got = *onCallAt(team, "primary", at("2026-03-04T20:30:00Z"), {"dee", "eli", "ada"});
    EXPECT_EQ(got.person, "bob");
    EXPECT_EQ(got.passedOver, (std::vector<PassedOver>{{"dee", "inactive"}, {"eli", "inactive"}, {"ada", "inactive"}}));
    const OnCall nobody = *onCallAt(team, "primary", at("2026-03-05T20:30:00Z"), {"ada", "bob", "cho"});
    EXPECT_EQ(nobody.person, "");
    EXPECT_EQ(nobody.because, Because::nobody);
    const OnCall conflict = *onCallAt(team, "primary", at("2026-04-01T19:00:00Z"));
    EXPECT_EQ(conflict.passedOver, (std::vector<PassedOver>{{"fay", "conflict"}, {"gus", "conflict"}}));
    EXPECT_EQ(onCallAt([] { Team t; t.zone = "Mars/Olympus"; return t; }(), "primary", at("2026-03-05T20:30:00Z")).problem().code, "unknown_time_zone");
}

// F06.R1.A6: never two at once: the timetable covers the time without gap, overlap or two stretches of one person side by side, and
// the answer at any moment inside a stretch is that stretch's.
TEST(RosterTest, TheTimetableIsWhatIsAnsweredAtEveryMoment) {
    const Team team = vectors().team;
    std::mt19937 dice(1);
    for (const char* role : {"primary", "alternate"}) {
        for (const auto& [from, to] : {std::pair{"2026-02-28T00:00:00Z", "2026-04-05T00:00:00Z"}, std::pair{"2026-10-20T00:00:00Z", "2026-12-20T00:00:00Z"}}) {
            const auto all = timetable(team, role, at(from), at(to), {"eli"});
            ASSERT_TRUE(all.ok());
            Instant end = at(from);
            for (std::size_t i = 0; i < all->size(); ++i) {
                const Stretch& each = (*all)[i];
                ASSERT_EQ(each.from, end);
                ASSERT_LT(each.from, each.to);
                if (i > 0) ASSERT_NE(each.person, (*all)[i - 1].person);
                end = each.to;
                for (int k = 0; k < 4; ++k) {
                    const Instant inside = each.from + Duration(static_cast<std::int64_t>(dice()) % (each.to - each.from).count());
                    const OnCall got = *onCallAt(team, role, inside, {"eli"});
                    ASSERT_EQ(got.person, each.person) << toIso(inside);
                    if (each.to < at(to)) ASSERT_EQ(got.until, each.to) << toIso(inside);
                }
            }
            EXPECT_EQ(end, at(to));
        }
    }
    EXPECT_EQ(timetable(team, "primary", at("2026-03-01T00:00:00Z"), at("2026-06-01T00:00:00Z")).problem().code, "out_of_range");
}

// In autumn an hour comes twice: a turn of one day is then 25 hours long, in spring 23, and nobody is on call twice.
TEST(RosterTest, ATurnOverTheChangeOfTheClockIsAnHourLongerOrShorter) {
    const Team team = vectors().team;
    const OnCall spring = *onCallAt(team, "alternate", at("2026-03-07T12:00:00Z")), autumn = *onCallAt(team, "alternate", at("2026-10-31T12:00:00Z"));
    EXPECT_EQ(spring.until, at("2026-03-08T07:30:00Z"));
    EXPECT_EQ(autumn.until, at("2026-11-01T07:30:00Z"));
    EXPECT_EQ(*momentAt({2026, 11, 1, 1, 30, 0, 0}, "America/New_York"), (LocalMoment{at("2026-11-01T05:30:00Z"), Clarity::ambiguous}));
    EXPECT_EQ(*momentAt({2026, 3, 8, 2, 30, 0, 0}, "America/New_York"), (LocalMoment{at("2026-03-08T07:30:00Z"), Clarity::nonexistent}));
    EXPECT_EQ(*momentAt({2026, 4, 5, 1, 45, 0, 0}, "Australia/Lord_Howe"), (LocalMoment{at("2026-04-04T14:45:00Z"), Clarity::ambiguous}));
    EXPECT_EQ(momentAt({2026, 3, 8, 3, 30, 0, 0}, "America/New_York")->clarity, Clarity::plain);
}

// F06.R1.A3: overlapping shifts, gaps, inactive people and things that cannot be are named before anything is published.
TEST(RosterTest, WhatCannotBePublishedIsNamed) {
    const Instant from = at("2026-03-02T14:00:00Z"), to = at("2026-03-30T00:00:00Z");
    Team team = vectors().team;
    const auto problems = [&](const Inactive& inactive = {}) {
        std::vector<std::string> out;
        const Status status = check(team, from, to, inactive);
        if (status.ok()) return out;
        for (const FieldProblem& field : status.problem().fields) out.push_back(field.field + " " + field.code);
        return out;
    };
    EXPECT_EQ(problems(), std::vector<std::string>{"shifts.cal2 overlap"});
    team.shifts.pop_back();
    EXPECT_EQ(problems(), std::vector<std::string>{});
    EXPECT_EQ(problems({"cho"}), std::vector<std::string>{"rotations.week.people inactive"});
    team.rotations[0].endDate = "2026-03-16";
    EXPECT_EQ(problems(), std::vector<std::string>{"roles.primary gap"});
    team.rotations[0].startDate = "2026-02-30";
    team.rotations[1].everyDays = 0;
    team.overrides[0].to = team.overrides[0].from;
    team.holidays[0].date = "25/12";
    EXPECT_EQ(problems(), (std::vector<std::string>{"rotations.week.start_date bad_value", "rotations.night.every_days out_of_range", "holidays.25/12 bad_value", "overrides.swap out_of_range"}));
}

// F06.R1.A2: a calendar as Google and Microsoft write them.
TEST(CalendarTest, EventsAreReadRepeatedReplacedAndLeftOut) {
    const auto calendar = readCalendar(test::contents(OK_SOURCE_DIR "/tests/vectors/oncall/calendar.ics"));
    ASSERT_TRUE(calendar.ok()) << toJson(calendar.problem());
    EXPECT_EQ(calendar->warnings, std::vector<std::string>{"event `odd` left out: its RRULE is not understood"});
    EXPECT_EQ(calendar->zone, "America/New_York");
    const auto all = occurrences(*calendar, at("2026-03-01T00:00:00Z"), at("2026-03-20T00:00:00Z"), "UTC");
    ASSERT_TRUE(all.ok());
    std::vector<std::string> seen;
    for (const Occurrence& each : *all) seen.push_back(each.uid + " " + toIso(each.from).substr(0, 16) + " " + toIso(each.to).substr(0, 16) + (each.clarity == Clarity::plain ? "" : " " + enumName(each.clarity)));
    EXPECT_EQ(seen, (std::vector<std::string>{"weekly 2026-03-02T14:00 2026-03-02T22:00", "day 2026-03-08T05:00 2026-03-09T04:00", "windows 2026-03-08T07:30 2026-03-08T08:30 nonexistent",
                                              "weekly 2026-03-09T14:00 2026-03-09T18:00", "weekly 2026-03-11T13:00 2026-03-11T21:00", "weekly 2026-03-16T13:00 2026-03-16T21:00",
                                              "weekly 2026-03-18T13:00 2026-03-18T21:00"}));
    const auto later = occurrences(*calendar, at("2026-03-20T00:00:00Z"), at("2027-03-20T00:00:00Z"), "UTC");
    seen.clear();
    for (const Occurrence& each : *later) seen.push_back(each.uid + " " + toIso(each.from).substr(0, 10));
    EXPECT_EQ(seen, (std::vector<std::string>{"weekly 2026-03-23", "weekly 2026-03-25", "weekly 2026-03-30", "monthly 2026-03-31", "monthly 2026-05-31"})) << "UNTIL ends it; a month without a 31st is left out";
    EXPECT_EQ(later->back().summary, "Other thing, with a comma and a long line that is folded over two");
    const ImportedShifts shifts = shiftsOf(*all, "storm", "primary", {{"ada@example.org", "ada"}, {"bob@example.org", "bob"}}, "google");
    std::vector<std::string> people;
    for (const Shift& each : shifts.shifts) people.push_back(each.person);
    EXPECT_EQ(people, (std::vector<std::string>{"ada", "bob", "bob", "ada", "ada", "ada"}));
    ASSERT_EQ(shifts.warnings.size(), 1U) << "nobody knows the one of the whole day";
}

TEST(CalendarTest, WhatIsNoCalendarIsRefusedWithItsLine) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "bad_calendar"}, {"hello", "bad_calendar"}, {"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "bad_calendar"}, {"BEGIN:VCALENDAR\r\n", "bad_calendar"},
        {"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "bad_calendar"}, {"BEGIN:VCALENDAR\nX;A=\"b\nEND:VCALENDAR\n", "bad_calendar"},
        {"BEGIN:VCALENDAR\nA:" + std::string(20'000, 'x') + "\nEND:VCALENDAR\n", "bad_calendar"}, {std::string(mostCalendarBytes + 1, 'x'), "too_large"}};
    for (const auto& [text, code] : cases) {
        const auto got = readCalendar(text);
        ASSERT_FALSE(got.ok()) << text.substr(0, 60);
        EXPECT_EQ(got.problem().code, code) << text.substr(0, 60);
    }
    std::string deep;
    for (int i = 0; i < 20; ++i) deep += "BEGIN:VCALENDAR\n";
    EXPECT_FALSE(readCalendar(deep).ok());
    EXPECT_TRUE(readCalendar("\xEF\xBB\xBF" "BEGIN:VCALENDAR\nEND:VCALENDAR").ok());
}

// "Bad input": rules made to be laid out for ever end with a problem, in bounded time.
TEST(CalendarTest, RulesMadeToBeEndlessAreBounded) {
    std::string text = "BEGIN:VCALENDAR\n";
    for (int i = 0; i < 200; ++i) text += "BEGIN:VEVENT\nUID:" + std::to_string(i) + "\nDTSTART:19700101T000000Z\nDTEND:19700101T010000Z\nRRULE:FREQ=DAILY;COUNT=999999999\nEND:VEVENT\n";
    const auto calendar = readCalendar(text + "END:VCALENDAR\n");
    ASSERT_TRUE(calendar.ok());
    EXPECT_EQ(occurrences(*calendar, at("2026-03-01T00:00:00Z"), at("2026-03-02T00:00:00Z"), "UTC").problem().code, "too_many");
    // Without a count the past is not walked through at all.
    std::string plain = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:19700101T000000Z\nDTEND:19700101T010000Z\nRRULE:FREQ=WEEKLY;BYDAY=TH;INTERVAL=2\nEND:VEVENT\nEND:VCALENDAR\n";
    const auto found = occurrences(*readCalendar(plain), at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z"), "UTC");
    ASSERT_TRUE(found.ok());
    for (const Occurrence& each : *found) EXPECT_EQ((each.from.wholeSeconds() / 86'400) % 14, 0) << toIso(each.from);
    EXPECT_GE(found->size(), 2U);
}

}  // namespace
}  // namespace ok::oncall
