// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/review_diff.h"

#include <cmath>
#include <set>
#include <tuple>

#include "shared/base/local_text.h"

namespace ok::approvals {
namespace {

constexpr std::size_t mostItems = 10'000;
constexpr std::size_t mostTextBytes = std::size_t{8} << 20;

ChangeKind kindOf(bool before, bool after, bool equal) {
    if (!before) return ChangeKind::added;
    if (!after) return ChangeKind::removed;
    return equal ? ChangeKind::same : ChangeKind::modified;
}

/// What stands on either side under one id.
template <class T>
struct Pair {
    const T* before = nullptr;
    const T* after = nullptr;
    [[nodiscard]] ChangeKind kind(bool equal) const { return kindOf(before != nullptr, after != nullptr, equal); }
};

std::string idOf(const ReviewText& each) {
    return enumName(each.channel == "voice" || each.form == TextForm::markup ? ReviewSection::voice : ReviewSection::message) + "/" + each.channel + "/" + each.language + "/" + each.part;
}
std::string idOf(const ReviewTime& each) { return "times/" + each.subject + "/" + each.what; }
std::string idOf(const ReviewShape& each) { return "geometry/" + each.subject; }
std::string idOf(const ReviewDocument& each) { return enumName(each.section) + "/" + each.name; }

template <class T>
std::map<std::string, Pair<T>> paired(const std::vector<T>& before, const std::vector<T>& after, Problem& why) {
    std::map<std::string, Pair<T>> out;
    const auto put = [&](const std::vector<T>& all, const T* Pair<T>::*side) {
        for (const T& each : all) {
            const std::string id = idOf(each);
            const T*& place = out[id].*side;
            if (place != nullptr && why.fields.size() < 20) why.fields.push_back({id, "twice", "two things have one id"});
            place = &each;
        }
    };
    put(before, &Pair<T>::before);
    put(after, &Pair<T>::after);
    return out;
}

std::string_view textIn(const std::string* text) { return text == nullptr ? std::string_view() : *text; }

ReviewItem textItem(const Pair<ReviewText>& pair, std::size_t& left) {
    const ReviewText& any = pair.after != nullptr ? *pair.after : *pair.before;
    const std::string_view before = textIn(pair.before != nullptr ? &pair.before->text : nullptr), after = textIn(pair.after != nullptr ? &pair.after->text : nullptr);
    ReviewItem out;
    out.section = idOf(any).starts_with("voice/") ? ReviewSection::voice : ReviewSection::message;
    out.change = pair.kind(before == after);
    out.text = diffText(before, after, any.form, left);
    if (out.change != ChangeKind::modified || pair.before->pattern.empty() || pair.after->pattern.empty()) return out;
    if (pair.before->pattern == pair.after->pattern) out.cause = TextCause::values;
    else out.cause = TextCause::words;
    // Whether values moved as well shows where the patterns agree: numbers and names that are in neither pattern.
    const auto filled = [](const ReviewText& text) {
        std::multiset<std::string_view> words;
        for (const std::string_view word : wordsOf(text.text, text.form)) words.insert(word);
        for (const std::string_view word : wordsOf(text.pattern, text.form)) {
            if (const auto it = words.find(word); it != words.end()) words.erase(it);
        }
        return words;
    };
    if (out.cause == TextCause::words && filled(*pair.before) != filled(*pair.after)) out.cause = TextCause::both;
    return out;
}

ShownTime shown(const ReviewTime& time, const Viewer& viewer) {
    ShownTime out{time.at, {}, {}};
    if (!time.at.known()) return out;
    out.here = localText(time.at, viewer.zone, viewer.locale).valueOr(toIso(time.at));
    // An incident without a zone that we know is shown in UTC: a wrong hour would be worse than an unusual one.
    out.there = localText(time.at, time.zone, viewer.locale).valueOr(localText(time.at, "UTC", viewer.locale).valueOr(toIso(time.at)));
    return out;
}

std::string clockText(std::int64_t minutes) {
    const std::int64_t whole = std::abs(minutes);
    const auto two = [](std::int64_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
    return (minutes < 0 ? "\u2212" : "+") + two(whole / 60) + ":" + two(whole % 60);
}

bool otherDay(Instant a, Instant b, const std::string& zone) {
    const auto one = localTime(a, zone), two = localTime(b, zone);
    if (!one.ok() || !two.ok()) return false;
    return one->civil.year != two->civil.year || one->civil.month != two->civil.month || one->civil.day != two->civil.day;
}

ReviewItem shapeItem(const Pair<ReviewShape>& pair) {
    ReviewItem out;
    out.section = ReviewSection::geometry;
    ShapeChange change;
    if (pair.before != nullptr) change.before = pair.before->shape;
    if (pair.after != nullptr) change.after = pair.after->shape;
    out.change = kindOf(!change.before.rings.empty(), !change.after.rings.empty(), change.before == change.after);
    if (change.before.rings.empty() && change.after.rings.empty()) out.change = ChangeKind::same;
    change.summary = ledger::summarise(change.before, change.after);
    out.shape = std::move(change);
    return out;
}

Result<ReviewItem> documentItem(const Pair<ReviewDocument>& pair, std::size_t& left) {
    ReviewItem out;
    out.section = (pair.after != nullptr ? pair.after : pair.before)->section;
    OK_ASSIGN(FieldDiff fields, diffFields(textIn(pair.before != nullptr ? &pair.before->body.text : nullptr), textIn(pair.after != nullptr ? &pair.after->body.text : nullptr), left));
    out.change = fields.nodes.empty() ? ChangeKind::same : fields.nodes.front().change;
    out.fields = std::move(fields);
    return out;
}

ReviewItem countItem(CountChange change) {
    ReviewItem out;
    out.id = "audience/" + change.dimension + "/" + change.value;
    out.section = ReviewSection::audience;
    out.change = change.delta == 0 ? ChangeKind::same : change.before == 0 ? ChangeKind::added : change.after == 0 ? ChangeKind::removed : ChangeKind::modified;
    out.count = std::move(change);
    return out;
}

Status checkSide(const ReviewSide& side) {
    std::size_t bytes = 0;
    for (const ReviewText& text : side.texts) bytes += text.text.size() + text.pattern.size();
    const std::size_t items = side.texts.size() + side.times.size() + side.shapes.size() + side.documents.size();
    if (bytes > mostTextBytes) return problem("too_large", "texts to compare have at most 8 MiB");
    if (items > mostItems) return problem("invalid_fields", "there is too much to compare", {{"allowed", std::to_string(mostItems)}});
    for (const ReviewDocument& each : side.documents) {
        const bool fits = each.section == ReviewSection::delivery || each.section == ReviewSection::payload || each.section == ReviewSection::policy;
        if (!fits) return problem("invalid_fields", "a document belongs to `delivery`, `payload` or `policy`", {{"name", each.name}});
    }
    return {};
}

void finish(ReviewDiff& out) {
    for (const ReviewItem& item : out.items) {
        out.coarse = out.coarse || (item.text && item.text->coarse);
        if (item.change != ChangeKind::same) out.changed.push_back(item.id);
        switch (item.change) {
            case ChangeKind::same: ++out.same; break;
            case ChangeKind::added: ++out.added; break;
            case ChangeKind::removed: ++out.removed; break;
            case ChangeKind::modified: ++out.modified; break;
        }
    }
}

}  // namespace

TimeChange changeOfTime(const ReviewTime& before, const ReviewTime& after, const Viewer& viewer) {
    TimeChange out{after.subject, after.what, shown(before, viewer), shown(after, viewer), TimeMove::none, {}, {}, false, before.source, after.source};
    if (!before.at.known() || !after.at.known()) {
        if (after.at.known()) out.move = TimeMove::first;
        else if (before.at.known()) out.move = TimeMove::withdrawn;
        return out;
    }
    const Duration moved = after.at - before.at;
    out.move = moved.count() > 0 ? TimeMove::later : moved.count() < 0 ? TimeMove::earlier : TimeMove::none;
    out.deltaMinutes = std::llround(static_cast<double>(moved.count()) / 60e6);
    out.delta = clockText(*out.deltaMinutes);
    out.otherDay = otherDay(before.at, after.at, viewer.zone);
    return out;
}

std::vector<CountChange> changesOfCounts(const Counts& before, const Counts& after) {
    std::map<std::pair<std::string, std::string>, CountChange> all;
    const auto put = [&all](const Counts& counts, std::int64_t CountChange::*side) {
        for (const auto& [dimension, values] : counts) {
            for (const auto& [value, people] : values) {
                CountChange& change = all[{dimension, value}];
                change.dimension = dimension;
                change.value = value;
                change.*side = people;
            }
        }
    };
    put(before, &CountChange::before);
    put(after, &CountChange::after);
    std::vector<CountChange> out;
    for (auto& [key, change] : all) {
        change.delta = change.after - change.before;
        if (change.before != 0) change.percent = std::round(1000.0 * static_cast<double>(change.delta) / static_cast<double>(change.before)) / 10;
        out.push_back(std::move(change));
    }
    const auto place = [](const CountChange& each) { return std::tuple(each.dimension != "total", std::string_view(each.dimension), std::string_view(each.value)); };
    std::sort(out.begin(), out.end(), [&](const CountChange& a, const CountChange& b) { return place(a) < place(b); });
    return out;
}

Result<ReviewDiff> reviewDiff(const ReviewSide& before, const ReviewSide& after, const Viewer& viewer) {
    OK_TRY(checkSide(before));
    OK_TRY(checkSide(after));
    OK_TRY([&]() -> Status {
        const auto known = localTime(Instant::fromSeconds(1), viewer.zone);
        return known.ok() ? Status{} : Status{known.problem()};
    }());
    ReviewDiff out;
    out.before = sha256(toJson(before));
    out.after = sha256(toJson(after));
    out.viewer = viewer;
    std::size_t left = standardSteps;
    Problem why = problem("invalid_fields", "two things to compare have one id: see `fields`");
    const auto put = [&out](const std::string& id, ReviewItem item) {
        item.id = id;
        out.items.push_back(std::move(item));
    };
    for (const auto& [id, pair] : paired(before.texts, after.texts, why)) put(id, textItem(pair, left));
    for (const auto& [id, pair] : paired(before.times, after.times, why)) {
        const ReviewTime& any = pair.after != nullptr ? *pair.after : *pair.before;
        const ReviewTime none{any.subject, any.what, {}, any.zone, {}};
        const ReviewTime &was = pair.before != nullptr ? *pair.before : none, &is = pair.after != nullptr ? *pair.after : none;
        ReviewItem item;
        item.section = ReviewSection::times;
        item.time = changeOfTime(was, is, viewer);
        item.change = !was.at.known() && !is.at.known() ? ChangeKind::same : kindOf(was.at.known(), is.at.known(), was.at == is.at && was.source == is.source && was.zone == is.zone);
        put(id, std::move(item));
    }
    for (CountChange& change : changesOfCounts(before.audience, after.audience)) out.items.push_back(countItem(std::move(change)));
    for (const auto& [id, pair] : paired(before.shapes, after.shapes, why)) put(id, shapeItem(pair));
    for (const auto& [id, pair] : paired(before.documents, after.documents, why)) {
        OK_ASSIGN(ReviewItem item, documentItem(pair, left));
        put(id, std::move(item));
    }
    if (!why.fields.empty()) return why;
    finish(out);
    return out;
}

}  // namespace ok::approvals
