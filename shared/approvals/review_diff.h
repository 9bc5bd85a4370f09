// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Everything that would change, side by side, in one shape for console, phone page and API (F01.R2, F05.R3.A5). Two sides go in - what
// was last published and what is proposed, or two versions of a request - and a list of items comes out, each with an id that stays
// the same over versions, so that a comment or a cursor can point at it. Comparing costs a bounded number of steps whatever is sent.
#pragma once
#include "shared/approvals/field_diff.h"
#include "shared/ledger/geo_change.h"

namespace ok::approvals {

/// In the order they are read.
enum class ReviewSection { message, voice, times, audience, geometry, delivery, payload, policy };
BOOST_DESCRIBE_ENUM(ReviewSection, message, voice, times, audience, geometry, delivery, payload, policy)

/// Words as one recipient would read them: placeholders are filled in. `pattern` is what they were filled into; may be empty.
struct ReviewText {
    std::string channel, language, part;   ///< `sms`, `es`, `body`
    std::string text, pattern;
    TextForm form = TextForm::plain;
    bool operator==(const ReviewText&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewText, (), (channel, language, part, text, pattern, form))

/// A time that somebody is told. `at` unknown: none is given.
struct ReviewTime {
    std::string subject, what;             ///< incident's id; `etr`, `eta_earliest`
    Instant at;
    std::string zone;                      ///< where the incident is, `America/New_York`
    std::string source;                    ///< `crew`, `model`
    bool operator==(const ReviewTime&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewTime, (), (subject, what, at, zone, source))

struct ReviewShape {
    std::string subject;
    Polygon shape;
    bool operator==(const ReviewShape&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewShape, (), (subject, shape))

struct ReviewDocument {
    ReviewSection section = ReviewSection::payload;   ///< delivery, payload or policy
    std::string name;                                 ///< `throttling`, `suppression`, `guard_rules`
    RawJson body;
    bool operator==(const ReviewDocument&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewDocument, (), (section, name, body))

/// Dimension → value → people: `channel` → `sms` → 1200. `total` has the one value `people`.
using Counts = std::map<std::string, std::map<std::string, std::int64_t>>;

struct ReviewSide {
    std::vector<ReviewText> texts;
    std::vector<ReviewTime> times;
    std::vector<ReviewShape> shapes;
    std::vector<ReviewDocument> documents;
    Counts audience;
    bool operator==(const ReviewSide&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewSide, (), (texts, times, shapes, documents, audience))

/// Who reads it: IANA zone and BCP 47 locale of their profile.
struct Viewer {
    std::string zone = "UTC", locale = "en-US";
    bool operator==(const Viewer&) const = default;
};
BOOST_DESCRIBE_STRUCT(Viewer, (), (zone, locale))

/// Why a text is another: its pattern, what was filled in, or both.
enum class TextCause { words, values, both };
BOOST_DESCRIBE_ENUM(TextCause, words, values, both)

enum class TimeMove { none, later, earlier, first, withdrawn };
BOOST_DESCRIBE_ENUM(TimeMove, none, later, earlier, first, withdrawn)

/// A moment in the viewer's zone, and in the incident's for whoever asks.
struct ShownTime {
    Instant at;
    std::string here, there;               ///< `Sep 26, 2024, 2:07 PM EDT (UTC-04:00)`; empty: no time
    bool operator==(const ShownTime&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShownTime, (), (at, here, there))

struct TimeChange {
    std::string subject, what;
    ShownTime before, after;
    TimeMove move = TimeMove::none;
    std::optional<std::int64_t> deltaMinutes;   ///< rounded half away from zero; none: one side has no time
    std::string delta;                          ///< `+00:30`, `−26:15` (U+2212), `+00:00`
    bool otherDay = false;                      ///< another date on the viewer's calendar
    std::string sourceBefore, sourceAfter;
    bool operator==(const TimeChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimeChange, (), (subject, what, before, after, move, deltaMinutes, delta, otherDay, sourceBefore, sourceAfter))

struct CountChange {
    std::string dimension, value;
    std::int64_t before = 0, after = 0, delta = 0;
    std::optional<double> percent;              ///< of before, to 0.1; none: there was nobody before
    bool operator==(const CountChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(CountChange, (), (dimension, value, before, after, delta, percent))

/// With both shapes, so that a map can lay one over the other.
struct ShapeChange {
    ledger::GeoSummary summary;
    Polygon before, after;
    bool operator==(const ShapeChange&) const = default;
};
BOOST_DESCRIBE_STRUCT(ShapeChange, (), (summary, before, after))

/// Exactly one of the optional parts is there, as the section says.
struct ReviewItem {
    std::string id;                             ///< `message/sms/es/body`, `times/<incident>/etr`, `audience/channel/sms`
    ReviewSection section = ReviewSection::message;
    ChangeKind change = ChangeKind::same;
    std::optional<TextDiff> text;
    std::optional<TextCause> cause;             ///< of a text that changed and has patterns
    std::optional<TimeChange> time;
    std::optional<CountChange> count;
    std::optional<ShapeChange> shape;
    std::optional<FieldDiff> fields;
    bool operator==(const ReviewItem&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewItem, (), (id, section, change, text, cause, time, count, shape, fields))

struct ReviewDiff {
    Digest before, after;                       ///< of the two sides
    Viewer viewer;
    std::vector<ReviewItem> items;              ///< by section, then by id; what stayed the same too
    std::vector<std::string> changed;           ///< ids of the items to jump between
    std::int64_t same = 0, added = 0, removed = 0, modified = 0;   ///< items
    bool coarse = false;                        ///< somewhere the budget was reached
    bool operator==(const ReviewDiff&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReviewDiff, (), (before, after, viewer, items, changed, same, added, removed, modified, coarse))

/// Problems `invalid_fields` (two things of one id, too many, too large), `bad_json`, `unknown_time_zone`.
[[nodiscard]] Result<ReviewDiff> reviewDiff(const ReviewSide& before, const ReviewSide& after, const Viewer& viewer);

[[nodiscard]] TimeChange changeOfTime(const ReviewTime& before, const ReviewTime& after, const Viewer& viewer);
/// Values of both sides, by dimension and value; `total` first.
[[nodiscard]] std::vector<CountChange> changesOfCounts(const Counts& before, const Counts& after);

}  // namespace ok::approvals
