// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/policy/records.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "shared/base/csv_reader.h"
#include "shared/base/csv_writer.h"
#include "shared/base/json_value.h"

namespace ok::policy {
namespace {

constexpr std::string_view documentRecord = "document";
constexpr int mostDepth = 8;

bool isSet(const JsonValue& value) {
    const auto* list = value.array();
    return list != nullptr && std::all_of(list->begin(), list->end(), [](const JsonValue& v) { return v.find("id") != nullptr && v.find("id")->text() != nullptr; });
}

std::string idOf(const JsonValue& element) {
    std::string out(element.textAt("id"));
    if (const JsonValue* version = element.find("version"); version != nullptr && version->integer() != nullptr) out += "@" + std::to_string(*version->integer());
    return out;
}

/// Written as a set: some elements have an id. Those that have none are mistakes of the file, not of the whole list.
bool meantAsSet(const JsonValue& value) {
    const auto* list = value.array();
    return list != nullptr && std::any_of(list->begin(), list->end(), [](const JsonValue& v) { return !v.textAt("id").empty(); });
}

/// The sets' elements, and what is left as one record.
std::vector<Record> recordsOf(const JsonValue& body) {
    std::vector<Record> out;
    JsonValue::Object rest;
    if (body.object() == nullptr) return out;
    for (const auto& [name, value] : *body.object()) {
        if (value.array() != nullptr && value.array()->empty()) continue;
        if (!meantAsSet(value)) {
            rest.emplace_back(name, value);
            continue;
        }
        for (const JsonValue& element : *value.array()) {
            Record record{name, {}, RawJson{element.canonical()}, {}};
            if (element.textAt("id").empty()) record.problems.push_back({"id", "missing", "a record needs an id"});
            else record.id = idOf(element);
            out.push_back(std::move(record));
        }
    }
    if (!rest.empty()) out.insert(out.begin(), {std::string(documentRecord), std::string(documentRecord), RawJson{JsonValue(std::move(rest)).canonical()}, {}});
    return out;
}

/// A text as it is where nobody could take it for something else.
std::string cellOf(const JsonValue& value) {
    const std::string* text = value.text();
    if (text == nullptr) return value.canonical();
    const bool plain = !text->empty() && !parseJson(*text).ok() && text->front() != '"' && text->front() != '[' && text->front() != '{';
    return plain ? *text : value.canonical();
}

void flatten(const JsonValue& value, const std::string& path, int depth, std::map<std::string, std::string>& out) {
    const auto* object = value.object();
    if (object == nullptr || object->empty() || depth >= mostDepth) {
        out[path] = cellOf(value);
        return;
    }
    for (const auto& [name, part] : *object) flatten(part, path.empty() ? name : path + "." + name, depth + 1, out);
}

void putAt(JsonValue& into, std::string_view path, JsonValue value) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
        into.set(path, std::move(value));
        return;
    }
    const std::string_view name = path.substr(0, dot);
    JsonValue* part = into.find(name);
    if (part == nullptr || part->object() == nullptr) part = &into.set(name, JsonValue(JsonValue::Object{}));
    putAt(*part, path.substr(dot + 1), std::move(value));
}

class CsvRecords {
  public:
    explicit CsvRecords(const Kind& kind) : m_kind(kind) {}

    bool row(const CsvRow& row) {
        if (m_columns.empty()) return heading(row);
        if (m_out.size() >= mostRecords) {
            m_problem = problem("too_many_records", "a file holds at most 250,000 records");
            return false;
        }
        Record record;
        if (!row.problemCode.empty()) record.problems.push_back({"line " + std::to_string(row.number), row.problemCode, "this line cannot be read"});
        if (row.fields.size() > m_columns.size()) record.problems.push_back({"line " + std::to_string(row.number), "too_many_cells", "more cells than columns"});
        JsonValue value{JsonValue::Object{}};
        for (std::size_t i = 0; i < std::min(row.fields.size(), m_columns.size()); ++i) cell(record, value, m_columns[i], row.fields[i]);
        record.value.text = value.canonical();
        if (record.type.empty()) record.problems.push_back({"record", "missing", "says of no set"});
        m_out.push_back(std::move(record));
        return true;
    }
    Result<std::vector<Record>> take() {
        if (m_problem) return *m_problem;
        if (m_columns.empty()) return problem("unknown_schema", "the first line has to name the columns: schema_version, record, id");
        return std::move(m_out);
    }

  private:
    bool heading(const CsvRow& row) {
        m_columns = row.fields;
        const std::set<std::string> names(m_columns.begin(), m_columns.end());
        if (!names.contains("record") || !names.contains("id") || !names.contains("schema_version") || names.size() != m_columns.size()) {
            m_problem = problem("unknown_schema", "the first line has to name the columns, each once: schema_version, record, id");
        }
        return !m_problem;
    }
    void cell(Record& record, JsonValue& value, const std::string& column, const std::string& text) {
        if (column == "record") record.type = text;
        else if (column == "schema_version") version(record, text);
        else if (column == "id" && record.type == documentRecord) record.id = text;
        else if (text.empty()) return;
        else if (auto parsed = JsonValue::parse(text); parsed.ok()) putAt(value, column, std::move(*parsed));
        else if (text.front() == '[' || text.front() == '{' || text.front() == '"') record.problems.push_back({column, "bad_json", "this cell is not JSON"});
        else putAt(value, column, JsonValue(text));
        if (column == "id" && record.type != documentRecord) record.id = idOf(value);
        if (column == "version" && !record.id.empty() && record.type != documentRecord) record.id = idOf(value);
    }
    void version(Record& record, const std::string& text) const {
        if (text != std::to_string(m_kind.schemaVersion)) record.problems.push_back({"schema_version", "schema_version", "this server reads version " + std::to_string(m_kind.schemaVersion)});
    }
    const Kind& m_kind;
    std::vector<std::string> m_columns;
    std::vector<Record> m_out;
    std::optional<Problem> m_problem;
};

/// `roles[3].name` or `roles.3.name` → the set and the position.
std::optional<std::pair<std::string, std::size_t>> placeOf(std::string_view field) {
    const std::size_t at = field.find_first_of("[.");
    if (at == std::string_view::npos) return std::nullopt;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(field.data() + at + 1, field.data() + field.size(), index);
    if (error != std::errc()) return std::nullopt;
    return std::pair{std::string(field.substr(0, at)), index};
}

/// The body with these records in it.
Result<std::string> merged(std::string_view body, const std::vector<Record>& records, const std::vector<bool>& in) {
    OK_ASSIGN(JsonValue tree, JsonValue::parse(body));
    std::map<std::string, std::map<std::string, std::size_t>> places;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!in[i]) continue;
        const Record& record = records[i];
        OK_ASSIGN(JsonValue value, JsonValue::parse(record.value.text));
        if (record.type == documentRecord) {
            for (auto& [name, part] : *value.object()) tree.set(name, std::move(part));
            continue;
        }
        JsonValue* set = tree.find(record.type);
        if (set == nullptr || set->array() == nullptr) set = &tree.set(record.type, JsonValue(JsonValue::Array{}));
        auto [known, fresh] = places.try_emplace(record.type);
        if (fresh) {
            for (std::size_t k = 0; k < set->array()->size(); ++k) known->second[idOf((*set->array())[k])] = k;
        }
        const auto [at, added] = known->second.try_emplace(record.id, set->array()->size());
        if (added) set->array()->push_back(std::move(value));
        else (*set->array())[at->second] = std::move(value);
    }
    return normalForm(tree.canonical());
}

/// The ids of the body's sets, in order of their elements.
std::map<std::string, std::vector<std::string>> idsIn(std::string_view body) {
    std::map<std::string, std::vector<std::string>> out;
    const auto tree = JsonValue::parse(body);
    if (!tree.ok() || tree->object() == nullptr) return out;
    for (const auto& [name, value] : *tree->object()) {
        if (!isSet(value)) continue;
        for (const JsonValue& element : *value.array()) out[name].push_back(idOf(element));
    }
    return out;
}

class Import {
  public:
    Import(const Kind& kind, std::string_view body, const std::vector<Record>& records) : m_kind(kind), m_body(body), m_records(records), m_in(records.size(), true) {
        m_report.kind = kind.name;
        for (std::size_t i = 0; i < records.size(); ++i) {
            RecordResult result{static_cast<int>(i) + 1, records[i].type, records[i].id, RecordStatus::valid, RecordAction::none, records[i].problems};
            if (records[i].type != documentRecord && records[i].id.empty() && result.errors.empty()) result.errors.push_back({"id", "missing", "a record needs an id"});
            m_report.results.push_back(std::move(result));
        }
    }

    Result<Imported> run() {
        findDoubles();
        drop();
        // What is wrong in the whole is blamed on the records that say it; without them it is looked at again.
        for (std::size_t round = 0; round <= m_records.size(); ++round) {
            OK_ASSIGN(std::string body, merged(m_body, m_records, m_in));
            auto made = normalised(m_kind, body);
            const Status checked = made.ok() ? m_kind.check(*made) : Status(made.problem());
            if (checked.ok()) return finish(std::move(*made));
            if (!blame(body, checked.problem())) return checked.problem();
        }
        return problem("import_failed", "the records do not fit together");
    }

  private:
    void findDoubles() {
        std::map<std::pair<std::string, std::string>, int> seen;
        for (RecordResult& result : m_report.results) {
            const auto [at, fresh] = seen.try_emplace({result.type, result.id}, result.number);
            if (!fresh && !result.id.empty()) result.errors.push_back({"id", "double", "record " + std::to_string(at->second) + " has this id"});
        }
    }
    void drop() {
        for (std::size_t i = 0; i < m_in.size(); ++i) m_in[i] = m_report.results[i].errors.empty();
    }
    bool blame(std::string_view body, const Problem& why) {
        const auto ids = idsIn(body);
        std::map<std::pair<std::string, std::string>, std::size_t> byId;
        for (std::size_t i = 0; i < m_records.size(); ++i) {
            if (m_in[i]) byId[{m_records[i].type, m_records[i].id}] = i;
        }
        bool any = false;
        for (const FieldProblem& field : why.fields) {
            const auto steps = stepsOf(field.field);   // what normalising says names the place by id
            const auto place = placeOf(field.field);
            const auto set = place ? ids.find(place->first) : ids.end();
            auto found = byId.find({std::string(documentRecord), std::string(documentRecord)});
            if (steps.size() >= 2 && (ids.contains(steps[0]))) found = byId.find({steps[0], steps[1]});
            else if (set != ids.end() && place->second < set->second.size()) found = byId.find({place->first, set->second[place->second]});
            if (found == byId.end()) continue;
            m_report.results[found->second].errors.push_back(field);
            any = true;
        }
        drop();
        return any;
    }
    Result<Imported> finish(std::string body) {
        OK_ASSIGN(const auto changes, changesBetween(m_body, body));
        OK_ASSIGN(const JsonValue before, JsonValue::parse(m_body));
        std::map<std::string, std::set<std::string>> was;
        for (const auto& [name, ids] : idsIn(m_body)) was[name].insert(ids.begin(), ids.end());
        std::set<std::pair<std::string, std::string>> touched;
        bool document = false;
        for (const Change& change : changes) {
            const auto steps = stepsOf(change.path);
            if (steps.size() >= 2 && (was.contains(steps[0]) || isRecordSet(steps[0]))) touched.insert({steps[0], steps[1]});
            else document = true;
        }
        for (RecordResult& result : m_report.results) {
            ++m_report.summary.records;
            if (!result.errors.empty()) {
                result.status = RecordStatus::invalid;
                ++m_report.summary.invalid;
                continue;
            }
            ++m_report.summary.valid;
            const bool changed = result.type == documentRecord ? document : touched.contains({result.type, result.id});
            result.action = !changed ? RecordAction::unchanged
                            : result.type == documentRecord || was[result.type].contains(result.id) ? RecordAction::updated : RecordAction::added;
            ++(!changed ? m_report.summary.unchanged : result.action == RecordAction::added ? m_report.summary.added : m_report.summary.updated);
        }
        return Imported{std::move(body), std::move(m_report)};
    }
    [[nodiscard]] bool isRecordSet(const std::string& name) const {
        return std::any_of(m_records.begin(), m_records.end(), [&name](const Record& r) { return r.type == name; });
    }
    const Kind& m_kind;
    std::string_view m_body;
    const std::vector<Record>& m_records;
    std::vector<bool> m_in;
    ImportReport m_report;
};

}  // namespace

std::string exportJson(const ExportHeading& heading, std::string_view body) {
    std::string out = toJson(heading);
    out.pop_back();
    // `document` stands where canonical order has it: behind `digest`.
    const std::size_t at = out.find(",\"exported_at\"");
    return out.substr(0, at) + ",\"document\":" + std::string(body) + out.substr(at) + "}";
}

Result<std::string> exportCsv(const ExportHeading& heading, std::string_view body) {
    OK_ASSIGN(const JsonValue tree, JsonValue::parse(body));
    const auto records = recordsOf(tree);
    std::vector<std::map<std::string, std::string>> rows;
    std::set<std::string> names;
    for (const Record& record : records) {
        OK_ASSIGN(const JsonValue value, JsonValue::parse(record.value.text));
        auto& row = rows.emplace_back();
        flatten(value, "", 0, row);
        for (const auto& [name, cell] : row) names.insert(name);
    }
    names.erase("id");
    std::vector<std::string> columns{"schema_version", "record", "id"};
    columns.insert(columns.end(), names.begin(), names.end());
    std::string out;
    appendCsvLine(out, columns);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::string> cells{std::to_string(heading.schemaVersion), records[i].type,
                                       records[i].type == documentRecord ? std::string(documentRecord) : rows[i]["id"]};
        for (std::size_t c = 3; c < columns.size(); ++c) {
            const auto found = rows[i].find(columns[c]);
            cells.push_back(found == rows[i].end() ? "" : found->second);
        }
        appendCsvLine(out, cells);
    }
    return out;
}

Result<std::vector<Record>> readJsonRecords(const Kind& kind, std::string_view text) {
    OK_ASSIGN(const auto document, parseJson(text));
    const JsonView root = document.root();
    if (root["schema"].text().value_or("") != exportSchema) return problem("unknown_schema", "the file has to say `\"schema\":\"outagekit.policy.v1\"`");
    if (root["kind"].text().value_or("") != kind.name) return problem("wrong_kind", "this file is of another kind of policy document");
    if (root["schema_version"].integer().value_or(0) != kind.schemaVersion) {
        return problem("schema_version", "this server reads version " + std::to_string(kind.schemaVersion) + " of this kind");
    }
    if (!root["document"].isObject()) return problem("invalid_fields", "`document` has to be an object");
    auto out = recordsOf(JsonValue::from(root["document"]));
    if (out.size() > mostRecords) return problem("too_many_records", "a file holds at most 250,000 records");
    return out;
}

Result<std::vector<Record>> readCsvRecords(const Kind& kind, std::string_view text) {
    CsvRecords records(kind);
    CsvReader reader([&records](CsvRow& row) { return records.row(row); }, TextEncoding::utf8, {.rowBytes = std::size_t{1} << 20, .columns = 512});
    const Status fed = reader.feed(text);
    const Status ended = fed.ok() ? reader.finish() : fed;
    if (!ended.ok() && ended.problem().code != "cancelled") return ended.problem();
    return records.take();
}

Result<Imported> importRecords(const Kind& kind, std::string_view body, const std::vector<Record>& records) {
    OK_ASSIGN(const std::string normal, normalForm(body));
    return Import(kind, normal, records).run();
}

}  // namespace ok::policy
