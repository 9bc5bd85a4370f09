// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/audit_filter.h"

#include <algorithm>
#include <set>

#include "shared/base/network.h"
#include "shared/ledger/severity.h"

namespace ok::ledger {
namespace {

constexpr std::size_t mostValues = 100;
constexpr std::size_t longestValue = 200;
constexpr std::size_t mostWords = 20;

using Values = std::vector<std::string>;

bool has(const Values& values, std::string_view one) { return std::find(values.begin(), values.end(), one) != values.end(); }

bool anySubject(const Values& wanted, const EntryHeader& header) {
    return wanted.empty() || std::any_of(header.subjects.begin(), header.subjects.end(),
                                         [&wanted](const std::string& subject) { return has(wanted, subject); });
}

/// `incident.*` -> `incident`.
std::optional<std::string_view> areaOf(std::string_view type) {
    if (!type.ends_with(".*") || type.size() < 3) return {};
    return type.substr(0, type.size() - 2);
}

bool typeFits(const Values& types, std::string_view type) {
    return types.empty() || std::any_of(types.begin(), types.end(), [type](const std::string& wanted) {
        const auto area = areaOf(wanted);
        return area ? type.size() > area->size() && type.starts_with(*area) && type[area->size()] == '.' : type == wanted;
    });
}

bool isAddress(std::string_view field) { return field == "address" || field == "ip_address"; }

/// Addresses may be asked for by network: `10.4.0.0/16`.
bool isNetwork(std::string_view field, std::string_view value) { return isAddress(field) && value.find('/') != std::string_view::npos; }

bool valueFits(std::string_view field, const std::string& wanted, std::string_view is) {
    if (!isNetwork(field, wanted)) return foldField(wanted) == is;
    const auto network = parseNetwork(wanted);
    const auto address = parseAddress(is);
    return network && address && network->holds(*address);
}

bool fieldsFit(const AuditFilter& filter, const EntryHeader& header, std::string_view payload) {
    if (filter.fields.empty()) return true;
    std::set<std::string, std::less<>> found;
    eachField(header, payload, [&](std::string_view name, std::string_view value) {
        const auto wanted = filter.fields.find(std::string(name));
        if (wanted == filter.fields.end()) return;
        const bool fits = std::any_of(wanted->second.begin(), wanted->second.end(), [&](const std::string& one) { return valueFits(name, one, value); });
        if (fits) found.insert(wanted->first);
    });
    return found.size() == filter.fields.size();
}

template <class E>
void checkNames(const Values& values, const char* field, Problem& why) {
    for (const std::string& value : values) {
        if (!parseEnum<E>(value)) why.fields.push_back({field, "unknown_value", "`" + value.substr(0, 40) + "` is not one of the allowed values"});
    }
}

bool isIncidentSeverity(std::string_view value) { return value == "advisory" || value == "minor" || value == "major" || value == "critical"; }

bool incidentSeverityFits(const Values& wanted, const EntryHeader& header, std::string_view payload) {
    if (std::none_of(wanted.begin(), wanted.end(), isIncidentSeverity)) return false;
    bool found = false;
    eachField(header, payload, [&](std::string_view name, std::string_view value) { found = found || (name == "severity" && isIncidentSeverity(value) && has(wanted, value)); });
    return found;
}

std::string questionOf(const AuditFilter& filter) { return digestOf(filter).hex().substr(0, 16); }

}  // namespace

Status check(const AuditFilter& filter) {
    Problem why = problem("invalid_fields", "some filters are not valid: see `fields`");
    checkNames<Stream>(filter.streams, "streams", why);
    for (const std::string& value : filter.severities) {
        if (!parseEnum<Severity>(value) && !isIncidentSeverity(value)) {
            why.fields.push_back({"severities", "unknown_value", "`" + value.substr(0, 40) + "` is not one of the allowed values"});
        }
    }
    checkNames<ActorType>(filter.actorTypes, "actor_types", why);
    if (filter.from.known() && filter.to.known() && filter.to < filter.from) {
        why.fields.push_back({"to", "before_from", "`to` lies before `from`"});
    }
    for (const auto& [name, values] : {std::pair{"actors", &filter.actors}, {"types", &filter.types}, {"incidents", &filter.incidents},
                                       {"objects", &filter.objects}, {"sources", &filter.sources}, {"correlations", &filter.correlations}}) {
        if (values->size() > mostValues) why.fields.push_back({name, "too_many", "at most 100 values"});
        for (const std::string& value : *values) {
            if (value.empty() || value.size() > longestValue) why.fields.push_back({name, "bad_length", "a value has 1 to 200 bytes"});
        }
    }
    for (const auto& [name, values] : filter.fields) {
        if (!isSearchableField(name)) why.fields.push_back({"fields." + name.substr(0, 40), "unknown", "is no member one can search by"});
        if (values.empty() || values.size() > mostValues) why.fields.push_back({"fields." + name.substr(0, 40), "too_many", "1 to 100 values"});
        for (const std::string& value : values) {
            if (value.empty() || value.size() > longestValue) why.fields.push_back({"fields." + name.substr(0, 40), "bad_length", "a value has 1 to 200 bytes"});
            else if (isNetwork(name, value) && !parseNetwork(value)) why.fields.push_back({"fields." + name.substr(0, 40), "bad_network", "needs a network such as 10.4.0.0/16"});
        }
    }
    for (const auto& [name, text] : {std::pair{"text", &filter.text}, {"reason_text", &filter.reasonText}}) {
        if (text->size() > longestValue || wordsOf(*text).size() > mostWords) {
            why.fields.push_back({name, "too_long", "at most 20 words in 200 bytes"});
        } else if (!text->empty() && wordsOf(*text).empty()) {
            why.fields.push_back({name, "no_words", "needs a word of two letters or more"});
        }
    }
    if (why.fields.empty()) return {};
    return why;
}

Digest digestOf(const AuditFilter& filter) { return sha256(toJson(filter)); }

std::vector<std::vector<SearchKey>> keysOf(const AuditFilter& filter) {
    std::vector<std::vector<SearchKey>> out;
    const auto any = [&out](const char* name, const Values& values) {
        if (values.empty()) return;
        auto& group = out.emplace_back();
        for (const std::string& value : values) group.push_back(searchKey(name, value));
    };
    any("correlation", filter.correlations);
    any("object", filter.incidents);
    any("object", filter.objects);
    for (const std::string* text : {&filter.text, &filter.reasonText}) {
        for (const std::string& word : wordsOf(*text)) out.push_back({wordKey(word)});
    }
    any("actor", filter.actors);
    any("source", filter.sources);
    // An entry's own severity, or that of the incident it decided about: `major`, `critical`.
    any("severity", filter.severities);
    for (const std::string& value : filter.severities) {
        if (isIncidentSeverity(value)) out.back().push_back(searchKey("field:severity", value));
    }
    any("actor_type", filter.actorTypes);
    if (!filter.types.empty()) {
        auto& group = out.emplace_back();
        for (const std::string& type : filter.types) {
            const auto area = areaOf(type);
            group.push_back(area ? searchKey("area", *area) : searchKey("type", type));
        }
    }
    for (const auto& [name, values] : filter.fields) {
        // No key stands for a network: it is asked of the entries themselves.
        if (std::any_of(values.begin(), values.end(), [&name](const std::string& value) { return isNetwork(name, value); })) continue;
        auto& group = out.emplace_back();
        for (const std::string& value : values) group.push_back(searchKey("field:" + name, foldField(value)));
    }
    if (filter.drill.value_or(false)) out.push_back({searchKey("drill", "true")});
    return out;
}

bool concerns(const AuditFilter& filter, Stream stream) { return filter.streams.empty() || has(filter.streams, enumName(stream)); }

bool matches(const AuditFilter& filter, const EntryHeader& header, std::string_view payload) {
    if (filter.from.known() && header.ledgerTime < filter.from) return false;
    if (filter.to.known() && header.ledgerTime >= filter.to) return false;
    if (!concerns(filter, header.stream) || !typeFits(filter.types, header.type)) return false;
    const auto fits = [](const Values& values, std::string_view one) { return values.empty() || has(values, one); };
    if (!fits(filter.actors, header.actor.id) || !fits(filter.sources, header.source)) return false;
    if (!fits(filter.correlations, header.correlationId)) return false;
    if (!filter.actorTypes.empty() && !has(filter.actorTypes, enumName(header.actor.type))) return false;
    if (!filter.severities.empty() && !has(filter.severities, enumName(severityOf(header.type))) && !incidentSeverityFits(filter.severities, header, payload)) return false;
    if (!anySubject(filter.incidents, header) || !anySubject(filter.objects, header)) return false;
    if (filter.drill && *filter.drill != header.drill) return false;
    if (!fieldsFit(filter, header, payload)) return false;
    const auto holds = [&](const std::string& text, void (*add)(const EntryHeader&, std::string_view, std::vector<SearchKey>&)) {
        if (text.empty()) return true;
        std::vector<SearchKey> words;
        add(header, payload, words);
        const auto wanted = wordsOf(text);
        return std::all_of(wanted.begin(), wanted.end(), [&words](const std::string& word) { return std::find(words.begin(), words.end(), wordKey(word)) != words.end(); });
    };
    return holds(filter.text, addWordKeys) && holds(filter.reasonText, addReasonWordKeys);
}

std::string writeCursor(const EntryHeader& last, const AuditFilter& filter, AuditOrder order) {
    return toBase64Url(asBytes(toJson(AuditCursor{last.ledgerTime, last.entryId, order, questionOf(filter)})));
}

Result<AuditCursor> readCursor(std::string_view text, const AuditFilter& filter, AuditOrder order) {
    const Problem bad = problem("bad_cursor", "the cursor does not belong to these filters and this order");
    const auto bytes = text.size() <= 1024 ? fromBase64(text) : Result<Bytes>(bad);
    if (!bytes.ok()) return bad;
    auto cursor = fromJson<AuditCursor>(asText(*bytes));
    if (!cursor.ok() || cursor->question != questionOf(filter) || cursor->order != order || !cursor->time.known()) return bad;
    return std::move(cursor).value();
}

}  // namespace ok::ledger
