// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/reports/feed_adapters.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "shared/base/unicode.h"

namespace ok::reports {
namespace {

constexpr auto earliest = Instant::fromSeconds(946'684'800);     // 2000-01-01
constexpr auto latest = Instant::fromSeconds(4'102'444'800);     // 2100-01-01

/// Reads the fields of one record; what is odd is noted and left out.
class FieldReader {
  public:
    FieldReader(JsonView record, std::vector<FeedIssue>& issues) : m_record(record), m_issues(issues) {}

    /// Text or number as text; empty when absent or null.
    [[nodiscard]] std::string text(std::string_view field) const { return textOf(m_record[field]); }
    static std::string textOf(JsonView place) {
        if (!place.exists() || place.isNull()) return {};
        if (const auto t = place.text()) return std::string(cutUtf8(*t, 500));
        if (place.isObject() || place.isArray()) return {};
        return place.canonical();
    }
    void note(std::string_view code, std::string_view field, std::string_view value) {
        m_issues.push_back({std::string(code), std::string(field), std::string(cutUtf8(value, 60))});
    }
    std::optional<Instant> time(std::string_view field) {
        const auto value = text(field);
        if (value.empty()) return std::nullopt;
        const auto parsed = readFeedTime(value);
        if (parsed.ok()) return *parsed;
        note(parsed.problem().code, field, value);
        return std::nullopt;
    }
    std::optional<int> count(std::string_view field) {
        const auto value = text(field);
        if (value.empty()) return std::nullopt;
        int out = 0;
        const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), out);
        if (ec != std::errc() || end != value.data() + value.size() || out < 0 || out > 50'000'000) {
            note("bad_count", field, value);
            return std::nullopt;
        }
        return out;
    }
    std::optional<LonLat> position(JsonView place) {
        const auto lon = textOf(place["longitude"]), lat = textOf(place["latitude"]);
        if (lon.empty() && lat.empty()) {
            note("position_missing", "latitude", "");
            return std::nullopt;
        }
        const auto x = degrees(lon), y = degrees(lat);
        const auto both = lat + "," + lon;
        if (!x || !y || !isValid({*x, *y})) {
            note("bad_position", "latitude", both);
            return std::nullopt;
        }
        if (*x == 0 && *y == 0) {
            note("zero_position", "latitude", both);
            return std::nullopt;
        }
        return LonLat{*x, *y};
    }

  private:
    static std::optional<double> degrees(std::string_view text) {
        double out = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
        if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return out;
    }
    JsonView m_record;
    std::vector<FeedIssue>& m_issues;
};

/// The first row whose part stands in the text, else `other`. Feeds change a word now and then; whole texts would miss.
template <class E, std::size_t N>
E meaningOf(std::string_view text, const std::array<std::pair<std::string_view, E>, N>& sayings, E other) {
    for (const auto& [part, meaning] : sayings) {
        if (text.find(part) != std::string_view::npos) return meaning;
    }
    return other;
}

constexpr auto lgekuBases = std::to_array<std::pair<std::string_view, EtrBasis>>({
    {"applies to all customers", EtrBasis::area},
    {"evaluation of the situation by our technicians", EtrBasis::assessed},
    {"time it usually takes", EtrBasis::typical},
    {"has expired", EtrBasis::expired},
    {"Due to the number of outages", EtrBasis::overloaded},
    {"as soon as possible", EtrBasis::assessing},
});
constexpr auto lgekuCauses = std::to_array<std::pair<std::string_view, FeedCause>>({
    {"Weather", FeedCause::weather},
    {"Trees or limbs", FeedCause::trees},
    {"Working to determine", FeedCause::investigating},
    {"Unable to", FeedCause::unknown},
    {"Damaged equipment", FeedCause::equipment},
    {"Scheduled maintenance", FeedCause::planned},
    {"Wildlife", FeedCause::animal},
    {"vehicle", FeedCause::vehicle},
});
constexpr auto pgeCauses = std::to_array<std::pair<std::string_view, FeedCause>>({
    {"protect public safety", FeedCause::safety_shutoff},
    {"scheduled maintenance", FeedCause::planned},
    {"equipment issue", FeedCause::equipment},
    {"emergency issue", FeedCause::emergency},
    {"hit a pole", FeedCause::vehicle},
    {"investigating", FeedCause::investigating},
    {"Unknown", FeedCause::unknown},
});
constexpr auto pgeCrews = std::to_array<std::pair<std::string_view, CrewStage>>({
    {"unable to access", CrewStage::blocked},
    {"assigned a crew", CrewStage::assigned},
    {"assessment crew is en route", CrewStage::assessor_en_route},
    {"assessing the cause", CrewStage::assessing},
    {"repair crew is en route", CrewStage::repair_en_route},
    {"sending a repair crew", CrewStage::repair_en_route},
    {"on-site working", CrewStage::repairing},
});

/// `ETR-NULL` and `ETR-EXP` stand where a time should: no estimate yet, and one that passed.
void readLgekuEtr(FieldReader& read, FeedRecord& out) {
    const auto etr = read.text("etr");
    const auto basis = meaningOf(read.text("comments"), lgekuBases, EtrBasis::none);
    if (etr == "ETR-EXP") {
        out.etrBasis = EtrBasis::expired;
    } else if (etr.empty() || etr == "ETR-NULL") {
        out.etrBasis = basis;
    } else if (etr.starts_with("ETR-")) {
        read.note("unknown_sentinel", "etr", etr);
        out.etrBasis = basis;
    } else if ((out.etr = read.time("etr"))) {
        out.etrBasis = basis == EtrBasis::none ? EtrBasis::unstated : basis;
    }
}

void readLgeku(JsonView record, std::vector<FeedIssue>& issues, FeedRecord& out) {
    FieldReader read(record, issues);
    out.position = read.position(record);
    out.startedAt = read.time("startTime");
    readLgekuEtr(read, out);
    out.causeText = read.text("cause");
    out.cause = meaningOf(out.causeText, lgekuCauses, out.causeText.empty() ? FeedCause::unknown : FeedCause::other);
    if (out.cause == FeedCause::other) read.note("unknown_cause", "cause", out.causeText);
    out.customersOut = read.count("custAffected");
    out.crewText = read.text("crewStatus");
    out.cluster = record["cluster"].boolean().value_or(false);
    if (const auto marks = read.count("numberOut"); out.cluster || (marks && *marks > 1)) {
        out.cluster = true;
        read.note("cluster_record", "cluster", out.outageId);
    }
}

void readPge(JsonView record, std::vector<FeedIssue>& issues, FeedRecord& out) {
    FieldReader read(record, issues);
    out.position = read.position(record);
    out.startedAt = read.time("outageStartTime");
    out.etr = read.time("currentEtor");
    if (out.etr) {
        const auto automatic = read.time("autoEtor");
        out.etrBasis = automatic && *automatic == *out.etr ? EtrBasis::typical : EtrBasis::assessed;
    }
    out.causeText = read.text("cause");
    out.cause = meaningOf(out.causeText, pgeCauses, out.causeText.empty() ? FeedCause::unknown : FeedCause::other);
    if (out.cause == FeedCause::other) read.note("unknown_cause", "cause", out.causeText);
    out.customersOut = read.count("estCustAffected");
    out.crewText = read.text("crewCurrentStatus");
    out.crew = meaningOf(out.crewText, pgeCrews, CrewStage::unknown);
    if (out.crew == CrewStage::unknown && !out.crewText.empty()) read.note("unknown_crew_status", "crewCurrentStatus", out.crewText);
    out.crewEta = read.time("crewEta");
    out.region = read.text("regionName");
    const auto devices = record["outageDevices"];
    if (devices.exists() && !devices.isArray()) read.note("bad_devices", "outageDevices", devices.canonical());
    for (std::size_t i = 0; devices.isArray() && i < devices.size(); ++i) {
        if (i == maxFeedDevices) {
            read.note("too_many_devices", "outageDevices", std::to_string(devices.size()));
            break;
        }
        if (const auto point = read.position(devices.at(i))) out.devices.push_back(*point);
    }
}

Result<Instant> checkedRange(Instant t, std::string_view text) {
    if (t >= earliest && t < latest) return t;
    return problem("time_out_of_range", "`" + std::string(cutUtf8(text, 40)) + "` is not between 2000 and 2100");
}

std::string_view idField(std::string_view adapter) { return adapter == "lgeku" ? "id" : "outageNumber"; }

Result<FeedSnapshot> readHeader(std::string_view adapter, JsonView root, Instant at) {
    const auto state = root["snapshot"].text().value_or("");
    FeedSnapshot header{.adapter = std::string(adapter), .takenAt = at, .readable = state == "ok"};
    if (state != "ok" && state != "unparseable") {
        return problem("feed_line_unknown", "`" + std::string(cutUtf8(state, 40)) + "` is no state of a snapshot");
    }
    const auto outages = root["outages"].integer().value_or(0), customers = root["customers"].integer().value_or(0);
    if (outages < 0 || outages > 10'000'000 || customers < 0) {
        return problem("feed_line_unknown", "the totals of a snapshot are out of range");
    }
    header.outages = static_cast<int>(outages);
    header.customers = customers;
    return header;
}

Result<FeedRecord> readGone(std::string_view adapter, JsonView id, Instant at) {
    const auto text = FieldReader::textOf(id);
    if (text.empty() || text.size() > 80) return problem("feed_record_without_id", "a `gone` needs the outage's id");
    return FeedRecord{.adapter = std::string(adapter), .outageId = text, .op = FeedOp::gone, .seenAt = at};
}

}  // namespace

bool isFeedAdapter(std::string_view name) { return name == "lgeku" || name == "pge2019"; }

Result<Instant> readFeedTime(std::string_view text) {
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits) {
        std::int64_t value = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (ec != std::errc() || value > 100'000'000'000'000) return problem("bad_time", "not a time");
        return checkedRange(value >= 100'000'000'000 ? Instant::fromMicros(value * 1000) : Instant::fromSeconds(value), text);
    }
    std::string iso(text.substr(0, 40));
    if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
    // 2024-09-27T04:40Z: the seconds are missing.
    if (iso.size() > 16 && iso[13] == ':' && (iso[16] == 'Z' || iso[16] == '+' || iso[16] == '-')) iso.insert(16, ":00");
    auto parsed = parseIso(iso);
    if (!parsed.ok()) return problem("bad_time", "`" + std::string(cutUtf8(text, 40)) + "` is not a time");
    return checkedRange(*parsed, text);
}

Result<FeedRecord> readFeedRecord(std::string_view adapter, JsonView record, Instant seenAt,
                                  std::vector<FeedIssue>& issues) {
    if (!isFeedAdapter(adapter)) {
        return problem("unknown_adapter", "`" + std::string(cutUtf8(adapter, 40)) + "` is not a feed we can read");
    }
    if (!record.isObject()) return problem("feed_record_not_an_object", "a feed record must be a JSON object");
    FeedRecord out{.adapter = std::string(adapter), .seenAt = seenAt};
    out.outageId = FieldReader::textOf(record[idField(adapter)]);
    if (out.outageId.empty() || out.outageId.size() > 80) {
        return problem("feed_record_without_id", "a feed record needs `" + std::string(idField(adapter)) + "`");
    }
    out.raw = sha256(record.canonical());
    if (adapter == "lgeku") readLgeku(record, issues, out);
    else readPge(record, issues, out);
    return out;
}

Result<FeedLine> readFeedLine(std::string_view adapter, std::string_view line, std::vector<FeedIssue>& issues) {
    if (line.size() > maxFeedLineBytes) return problem("feed_line_too_long", "a feed line is longer than 1 MiB");
    OK_ASSIGN(const auto document, parseJson(line));
    const auto root = document.root();
    if (!root.isObject()) return problem("feed_line_unknown", "a feed line must be a JSON object");
    OK_ASSIGN(const auto at, readFeedTime(FieldReader::textOf(root["t"])));
    if (root["snapshot"].exists()) {
        OK_ASSIGN(auto header, readHeader(adapter, root, at));
        return FeedLine(std::move(header));
    }
    const auto op = root["op"].text().value_or("");
    if (op == "gone") {
        OK_ASSIGN(auto gone, readGone(adapter, root["id"], at));
        return FeedLine(std::move(gone));
    }
    if (op != "new" && op != "chg") {
        return problem("feed_line_unknown", "`" + std::string(cutUtf8(op, 40)) + "` is no operation of a feed");
    }
    OK_ASSIGN(auto record, readFeedRecord(adapter, root["o"], at, issues));
    record.op = op == "new" ? FeedOp::seen : FeedOp::changed;
    return FeedLine(std::move(record));
}

}  // namespace ok::reports
