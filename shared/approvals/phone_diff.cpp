// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/phone_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "shared/approvals/phone_words.h"
#include "shared/base/local_text.h"
#include "shared/reports/twiml.h"

namespace ok::approvals {
namespace {

using reports::twiml::escaped;

constexpr std::size_t wordsAround = 60;       // bytes kept beside a change
constexpr std::size_t mostOutlinePoints = 60;
constexpr double mapWidth = 320, mapHeight = 200, mapMargin = 8;

std::string word(PageLanguage language, std::string_view key) { return std::string(phoneWord(language, key)); }

std::string added(PageLanguage language, const std::string& text) {
    return "<ins><span class=\"v\">" + word(language, "added") + ": </span>" + escaped(text) + "</ins>";
}
std::string removed(PageLanguage language, const std::string& text) {
    return "<del><span class=\"v\">" + word(language, "removed") + ": </span>" + escaped(text) + "</del>";
}

/// Never in the middle of a character.
std::string_view lead(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}
std::string_view trail(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    std::size_t from = text.size() - most;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
    return text.substr(from);
}

std::string sameRun(const std::string& text, bool first, bool last, SameParts same) {
    if (same == SameParts::whole || text.size() <= 2 * wordsAround + 10) return escaped(text);
    std::string out;
    if (!first) out += escaped(lead(text, wordsAround));
    out += " … ";
    if (!last) out += escaped(trail(text, wordsAround));
    return out;
}

std::string runsOf(const std::vector<TextRun>& runs, PageLanguage language, SameParts same) {
    std::string out;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].op == TextOp::added) out += added(language, runs[i].text);
        else if (runs[i].op == TextOp::removed) out += removed(language, runs[i].text);
        else out += sameRun(runs[i].text, i == 0, i + 1 == runs.size(), same);
    }
    return out;
}

/// `message/sms/es/body` as `sms · es · body`; an incident's id says little.
std::string nameOf(const ReviewItem& item, PageLanguage language) {
    if (item.count) return escaped(item.count->dimension) + " · " + escaped(item.count->value);
    if (item.time) return word(language, item.time->what);
    std::string out = item.id.substr(std::min(item.id.find('/') + 1, item.id.size()));
    std::string shown;
    for (const char c : out) shown += c == '/' ? std::string(" · ") : std::string(1, c);
    return escaped(shown);
}

std::string timeOf(const TimeChange& time, PageLanguage language) {
    const auto shown = [&](const ShownTime& t) {
        if (t.here.empty()) return word(language, "none");
        return t.here + (t.there.empty() || t.there == t.here ? "" : " (" + t.there + ")");
    };
    std::string out = "<p class=\"text\">" + (time.move == TimeMove::none ? escaped(shown(time.after)) : markedChange(language, shown(time.before), shown(time.after)));
    if (!time.delta.empty() && time.move != TimeMove::none) out += " <strong>" + escaped(time.delta) + "</strong>";
    return out + "</p>";
}

std::string quoted(const std::string& json) { return json.empty() ? std::string("∅") : json; }

std::string fieldsOf(const FieldDiff& fields, PageLanguage language, SameParts same) {
    std::string rows;
    for (const FieldNode& node : fields.nodes) {
        const bool leaf = !node.before.empty() || !node.after.empty();
        if (!leaf || (node.change == ChangeKind::same && same != SameParts::whole)) continue;
        std::string value = escaped(quoted(node.after));
        if (!node.words.empty()) value = runsOf(node.words, language, same);
        else if (node.change == ChangeKind::added) value = added(language, node.after);
        else if (node.change == ChangeKind::removed) value = removed(language, node.before);
        else if (node.change == ChangeKind::modified) value = markedChange(language, quoted(node.before), quoted(node.after));
        rows += "<tr><th scope=\"row\">" + escaped(node.path.empty() ? "/" : node.path) + "</th><td>" + value + "</td></tr>";
    }
    if (rows.empty()) return {};
    return "<table><tbody>" + rows + "</tbody></table>";
}

struct Frame {
    GeoBox box;
    [[nodiscard]] std::string pathOf(const Polygon& shape) const {
        std::string out;
        const double wide = std::max(1e-9, box.high.lon - box.low.lon), high = std::max(1e-9, box.high.lat - box.low.lat);
        for (const Ring& ring : shape.rings) {
            const std::size_t step = std::max<std::size_t>(1, ring.size() / mostOutlinePoints);
            for (std::size_t i = 0; i < ring.size(); i += step) {
                out += fmt::format("{}{:.0f} {:.0f}", i == 0 ? "M" : "L", mapMargin + (ring[i].lon - box.low.lon) / wide * (mapWidth - 2 * mapMargin),
                                   mapMargin + (box.high.lat - ring[i].lat) / high * (mapHeight - 2 * mapMargin));
            }
            if (!ring.empty()) out += "Z";
        }
        return out;
    }
};

std::string shapeOf(const ShapeChange& shape, PageLanguage language) {
    std::vector<LonLat> all;
    for (const Polygon* each : {&shape.before, &shape.after}) {
        for (const Ring& ring : each->rings) all.insert(all.end(), ring.begin(), ring.end());
    }
    const double delta = shape.summary.areaDeltaSqkm;
    std::string out = "<p>" + fmt::format("{:.2f} km² → {:.2f} km² ({}{:.2f})", shape.summary.areaBeforeSqkm, shape.summary.areaAfterSqkm, delta < 0 ? "−" : "+", delta < 0 ? -delta : delta) + "</p>";
    if (all.empty()) return out;
    const Frame frame{boundsOf(std::span<const LonLat>(all))};
    out += fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" width=\"100%\" role=\"img\" aria-label=\"{}\">", mapWidth, mapHeight, escaped(word(language, "map_label")));
    // Before: dashes without a filling; after: a full line.
    out += "<path d=\"" + frame.pathOf(shape.before) + "\" fill=\"none\" stroke=\"#b00020\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>";
    out += "<path d=\"" + frame.pathOf(shape.after) + "\" fill=\"#176b2c\" fill-opacity=\".2\" fill-rule=\"evenodd\" stroke=\"#176b2c\" stroke-width=\"2\"/></svg>";
    return out + "<p><del>" + word(language, "before") + "</del> <ins>" + word(language, "after") + "</ins></p>";
}

/// ` lang="es"` of a text whose id says so, `message/sms/es/body`: a screen reader speaks it as it is written.
std::string spokenAs(const std::string& id) {
    std::size_t at = id.find('/');
    if (at != std::string::npos) at = id.find('/', at + 1);
    const std::size_t end = at == std::string::npos ? at : id.find('/', at + 1);
    if (end == std::string::npos || end - at != 3) return {};
    const std::string language = id.substr(at + 1, 2);
    return std::all_of(language.begin(), language.end(), [](char c) { return c >= 'a' && c <= 'z'; }) ? " lang=\"" + language + "\"" : std::string();
}

std::string bodyOf(const ReviewItem& item, PageLanguage language, SameParts same) {
    std::string out;
    if (item.text) out += "<p class=\"text\"" + spokenAs(item.id) + ">" + runsOf(item.text->runs, language, same) + "</p>";
    if (item.time) out += timeOf(*item.time, language);
    if (item.fields) out += fieldsOf(*item.fields, language, same);
    if (item.shape) out += shapeOf(*item.shape, language);
    return out;
}

std::string one(const ReviewItem& item, PageLanguage language, SameParts same) {
    return "<section class=\"item\"><h3>" + nameOf(item, language) + "<span class=\"tag\">" + word(language, enumName(item.change)) + "</span></h3>" +
           bodyOf(item, language, same) + "</section>";
}

/// Counts are read best one under the other.
std::string countsOf(const std::vector<const ReviewItem*>& items, PageLanguage language) {
    if (items.empty()) return {};
    std::string rows;
    for (const ReviewItem* item : items) {
        const CountChange& c = *item->count;
        const std::string delta = c.delta == 0 ? std::string("0") : (c.delta > 0 ? "+" : "") + grouped(c.delta);
        const std::string percent = c.percent && c.delta != 0 ? fmt::format(" ({}{:.1f} %)", *c.percent < 0 ? "−" : "+", *c.percent < 0 ? -*c.percent : *c.percent) : std::string();
        rows += "<tr><th scope=\"row\">" + nameOf(*item, language) + "</th><td class=\"n\">" + grouped(c.before) + "</td><td class=\"n\">" + grouped(c.after) +
                "</td><td class=\"n\">" + delta + percent + "</td></tr>";
    }
    return "<table><thead><tr><th scope=\"col\">" + word(language, "dimension") + "</th><th scope=\"col\">" + word(language, "before") + "</th><th scope=\"col\">" +
           word(language, "after") + "</th><th scope=\"col\">" + word(language, "change") + "</th></tr></thead><tbody>" + rows + "</tbody></table>";
}

}  // namespace

std::string markedChange(PageLanguage language, const std::string& before, const std::string& after) {
    return removed(language, before) + " " + added(language, after);
}

std::string phoneDiff(const ReviewDiff& diff, PageLanguage language, SameParts same) {
    std::string out, unchanged;
    std::int64_t still = 0;
    for (const ReviewSection section : {ReviewSection::message, ReviewSection::voice, ReviewSection::times, ReviewSection::audience, ReviewSection::geometry,
                                        ReviewSection::delivery, ReviewSection::payload, ReviewSection::policy}) {
        std::string inside;
        std::vector<const ReviewItem*> counts;
        for (const ReviewItem& item : diff.items) {
            if (item.section != section) continue;
            if (item.count) counts.push_back(&item);   // all of them: what stayed the same is part of the sum
            else if (item.change != ChangeKind::same) inside += one(item, language, same);
            else {
                ++still;
                unchanged += same == SameParts::named ? "<h3>" + nameOf(item, language) + "</h3>" : one(item, language, SameParts::whole);
            }
        }
        inside += countsOf(counts, language);
        if (!inside.empty()) out += "<h2>" + word(language, std::string("section_") + enumName(section)) + "</h2>" + inside;
    }
    if (diff.changed.empty()) out = "<p>" + word(language, "nothing_changed") + "</p>" + out;
    if (still > 0) out += "<details><summary>" + phoneWord(language, "unchanged_parts", {{"n", std::to_string(still)}}) + "</summary>" + unchanged + "</details>";
    if (same != SameParts::whole) out += "<p>" + word(language, "cut") + "</p>";
    return out;
}

}  // namespace ok::approvals
