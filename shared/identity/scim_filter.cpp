// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/scim_filter.h"

#include <algorithm>
#include <array>

#include "shared/base/instant.h"
#include "shared/base/unicode.h"

namespace ok::identity {
namespace {

constexpr std::size_t longest = 4096;
constexpr int mostTerms = 64;
constexpr int deepest = 16;

bool isName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '$';
}

bool soundName(std::string_view name) {
    const bool starts = !name.empty() && ((name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z') || name == "$ref");
    return starts && name.size() <= 100 && std::all_of(name.begin(), name.end(), isName);
}

/// The grammar of RFC 7644 figure 1, by recursive descent; `not` binds closest, `and` before `or`.
class Parser {
  public:
    Parser(std::string_view text, std::string code) : m_text(text), m_code(std::move(code)) {}

    Result<Filter> filter() {
        OK_ASSIGN(Filter out, either(0));
        skip();
        if (m_at != m_text.size()) return wrong("unexpected text");
        return out;
    }

    Result<PatchPath> path() {
        PatchPath out;
        OK_ASSIGN(out.attribute, attribute());
        if (take('[')) {
            if (!out.attribute.sub.empty()) return wrong("brackets follow an attribute, not a sub-attribute");
            OK_ASSIGN(out.elements, either(0));
            skip();
            if (!take(']')) return wrong("a bracket is not closed");
            if (take('.')) {
                out.attribute.sub = std::string(word());
                if (!soundName(out.attribute.sub)) return wrong("a sub-attribute is missing");
            }
        }
        if (m_at != m_text.size()) return wrong("unexpected text");
        return out;
    }

    // A colon parts the schema from the attribute, and only the last one does: a version such as `2.0` holds a dot.
    Result<AttributePath> attribute() {
        const std::size_t from = m_at;
        while (m_at < m_text.size() && (isName(m_text[m_at]) || m_text[m_at] == ':' || m_text[m_at] == '.')) ++m_at;
        std::string_view all = m_text.substr(from, m_at - from);
        AttributePath out;
        if (all.starts_with("urn:") || all.starts_with("URN:")) {
            if (extensionOf(all) == all) return AttributePath{std::string(all), {}, {}};
            const std::size_t colon = all.rfind(':');
            out.schema = std::string(all.substr(0, colon));
            all.remove_prefix(colon + 1);
        }
        const std::size_t dot = all.find('.');
        out.name = std::string(all.substr(0, dot));
        if (dot != std::string_view::npos) out.sub = std::string(all.substr(dot + 1));
        if (!soundName(out.name) || (dot != std::string_view::npos && !soundName(out.sub))) return wrong("an attribute's name is not valid");
        return out;
    }

    [[nodiscard]] bool done() const { return m_at == m_text.size(); }

  private:
    Problem wrong(std::string_view why) const {
        return problem(m_code, std::string(why) + " at character " + std::to_string(m_at + 1), {{"at", std::to_string(m_at + 1)}});
    }
    void skip() { while (m_at < m_text.size() && m_text[m_at] == ' ') ++m_at; }
    bool take(char c) {
        if (m_at >= m_text.size() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    std::string_view word() {
        const std::size_t from = m_at;
        while (m_at < m_text.size() && isName(m_text[m_at])) ++m_at;
        return m_text.substr(from, m_at - from);
    }
    /// Takes a key word when it stands here as a whole word.
    bool takeWord(std::string_view key) {
        const std::size_t before = m_at;
        skip();
        if (equalIgnoringCase(word(), key)) return true;
        m_at = before;
        return false;
    }

    Result<Filter> either(int depth) { return chain(Filter::Kind::any, "or", depth); }

    Result<Filter> chain(Filter::Kind kind, std::string_view key, int depth) {
        if (depth > deepest) return wrong("too many levels");
        const auto part = [&] { return kind == Filter::Kind::any ? chain(Filter::Kind::all, "and", depth) : term(depth); };
        OK_ASSIGN(Filter first, part());
        if (!takeWord(key)) return first;
        Filter out;
        out.kind = kind;
        out.parts.push_back(std::move(first));
        do {
            OK_ASSIGN(Filter next, part());
            out.parts.push_back(std::move(next));
        } while (takeWord(key));
        return out;
    }

    Result<Filter> term(int depth) {
        skip();
        const bool negated = takeWord("not");
        skip();
        if (take('(')) {
            OK_ASSIGN(Filter inner, either(depth + 1));
            skip();
            if (!take(')')) return wrong("a parenthesis is not closed");
            if (!negated) return inner;
            Filter out;
            out.kind = Filter::Kind::negated;
            out.parts.push_back(std::move(inner));
            return out;
        }
        if (negated) return wrong("`not` needs a parenthesis");
        return comparison(depth);
    }

    Result<Filter> comparison(int depth) {
        if (++m_terms > mostTerms) return wrong("too many comparisons");
        Filter out;
        OK_ASSIGN(out.path, attribute());
        skip();
        if (take('[')) {
            out.kind = Filter::Kind::elements;
            OK_ASSIGN(Filter inner, either(depth + 1));
            skip();
            if (!take(']')) return wrong("a bracket is not closed");
            out.parts.push_back(std::move(inner));
            return out;
        }
        static constexpr std::array names{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"};
        const std::string_view op = word();
        const auto found = std::find_if(names.begin(), names.end(), [op](const char* n) { return equalIgnoringCase(op, n); });
        if (found == names.end()) return wrong("a comparison is missing");
        out.op = static_cast<FilterOp>(found - names.begin());
        if (out.op == FilterOp::pr) return out;
        skip();
        OK_ASSIGN(out.value, value());
        const bool orders = out.op == FilterOp::gt || out.op == FilterOp::ge || out.op == FilterOp::lt || out.op == FilterOp::le;
        const bool needsText = out.op == FilterOp::co || out.op == FilterOp::sw || out.op == FilterOp::ew;
        if (orders && (out.value.boolean() != nullptr || out.value.isNull())) return wrong("true, false and null have no order");
        if (needsText && out.value.text() == nullptr) return wrong("this comparison needs a text");
        return out;
    }

    Result<JsonValue> value() {
        const std::size_t from = m_at;
        if (m_at < m_text.size() && m_text[m_at] == '"') {
            for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) m_at += m_text[m_at] == '\\' ? 1 : 0;
            if (m_at >= m_text.size()) return wrong("a text is not closed");
            ++m_at;
        } else {
            while (m_at < m_text.size() && (isName(m_text[m_at]) || m_text[m_at] == '.' || m_text[m_at] == '+')) ++m_at;
        }
        auto read = JsonValue::parse(m_text.substr(from, m_at - from));
        if (!read.ok() || read->array() != nullptr || read->object() != nullptr) return wrong("a value is not valid");
        return std::move(*read);
    }

    std::string_view m_text;
    std::string m_code;
    std::size_t m_at = 0;
    int m_terms = 0;
};

Status checkText(std::string_view text, const char* code) {
    if (text.size() <= longest && isUtf8(text) && std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; })) return {};
    return problem(code, "it has more than 4096 bytes, or bytes that are no text");
}

bool compareOne(FilterOp op, const JsonValue& held, const JsonValue& wanted, bool exact) {
    if (op == FilterOp::co || op == FilterOp::sw || op == FilterOp::ew) {
        const std::string *a = held.text(), *b = wanted.text();
        if (a == nullptr || b == nullptr) return false;
        const std::string text = exact ? *a : asciiLower(*a), part = exact ? *b : asciiLower(*b);
        if (op == FilterOp::sw) return text.starts_with(part);
        if (op == FilterOp::ew) return text.ends_with(part);
        return text.find(part) != std::string::npos;
    }
    const auto order = compareValues(held, wanted, exact);
    if (!order) return false;
    switch (op) {
        case FilterOp::eq: return *order == 0;
        case FilterOp::gt: return *order > 0;
        case FilterOp::ge: return *order >= 0;
        case FilterOp::lt: return *order < 0;
        case FilterOp::le: return *order <= 0;
        default: return false;
    }
}

/// One or many: what the comparison is true for at least once. A complex value stands for its `value`.
bool compareAny(const Filter& filter, const JsonValue& held, bool exact) {
    if (const auto* items = held.array()) {
        return std::any_of(items->begin(), items->end(), [&](const JsonValue& item) { return compareAny(filter, item, exact); });
    }
    if (held.object() != nullptr) {
        const JsonValue* inner = held.find(filter.path.sub.empty() ? "value" : std::string_view(filter.path.sub));
        if (inner == nullptr || inner->object() != nullptr) return false;
        return compareAny(filter, *inner, exact);
    }
    return filter.op == FilterOp::pr ? !held.isNull() : compareOne(filter.op, held, filter.value, exact);
}

bool presentIn(const JsonValue& held, const std::string& sub) {
    if (const auto* items = held.array()) {
        return std::any_of(items->begin(), items->end(), [&](const JsonValue& item) { return presentIn(item, sub); });
    }
    if (held.object() != nullptr) {
        if (sub.empty()) return !held.object()->empty();
        const JsonValue* inner = held.find(sub);
        return inner != nullptr && presentIn(*inner, {});
    }
    if (const auto* text = held.text()) return !text->empty();
    return !held.isNull();
}

bool compares(const Filter& filter, const JsonValue& resource) {
    const JsonValue* held = attributeOf(resource, {filter.path.schema, filter.path.name, {}});
    const bool exact = isCaseExact(filter.path);
    if (filter.op == FilterOp::pr) return held != nullptr && presentIn(*held, filter.path.sub);
    // What is absent equals null and differs from everything else.
    if (filter.value.isNull()) return (held != nullptr && presentIn(*held, filter.path.sub)) == (filter.op == FilterOp::ne);
    Filter asked = filter;
    if (filter.op == FilterOp::ne) asked.op = FilterOp::eq;
    const bool holds = held != nullptr && compareAny(asked, *held, exact);
    return filter.op == FilterOp::ne ? !holds : holds;
}

}  // namespace

std::string_view extensionOf(std::string_view schema) {
    constexpr std::string_view core = "urn:ietf:params:scim:schemas:core:2.0:";
    if (!asciiLower(schema).starts_with("urn:") || asciiLower(schema).starts_with(core)) return {};
    // `urn:...:2.0:User` names an extension; whatever stands behind it is an attribute.
    const std::size_t version = schema.find(":2.0:");
    if (version == std::string_view::npos) return {};
    return schema.substr(0, schema.find(':', version + 5));
}

bool isCaseExact(const AttributePath& path) {
    const std::string name = asciiLower(path.name);
    return name == "id" || name == "externalid" || name == "meta" || name == "$ref" || asciiLower(path.sub) == "$ref";
}

std::optional<int> compareValues(const JsonValue& a, const JsonValue& b, bool exactCase) {
    const auto order = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
    if (const auto x = a.number(), y = b.number(); x && y) return order(*x, *y);
    if (a.boolean() != nullptr && b.boolean() != nullptr) return order(*a.boolean(), *b.boolean());
    const std::string *x = a.text(), *y = b.text();
    if (x == nullptr || y == nullptr) return {};
    if (x->size() >= 19 && y->size() >= 19 && (*x)[4] == '-' && (*y)[4] == '-' && (*x)[10] == 'T' && (*y)[10] == 'T') {
        const auto at = parseIso(*x), other = parseIso(*y);
        if (at.ok() && other.ok()) return order(at->micros(), other->micros());
    }
    return exactCase ? order(*x, *y) : order(asciiLower(*x), asciiLower(*y));
}

Result<Filter> parseFilter(std::string_view text) {
    OK_TRY(checkText(text, "scim_invalid_filter"));
    return Parser(text, "scim_invalid_filter").filter();
}

Result<PatchPath> parsePatchPath(std::string_view text) {
    OK_TRY(checkText(text, "scim_invalid_path"));
    return Parser(text, "scim_invalid_path").path();
}

Result<AttributePath> parseAttributePath(std::string_view text) {
    OK_TRY(checkText(text, "scim_invalid_path"));
    Parser parser(text, "scim_invalid_path");
    OK_ASSIGN(AttributePath out, parser.attribute());
    if (!parser.done()) return problem("scim_invalid_path", "an attribute's name is not valid");
    return out;
}

const JsonValue* attributeOf(const JsonValue& resource, const AttributePath& path) {
    const JsonValue* place = &resource;
    if (const auto extension = extensionOf(path.schema); !extension.empty()) {
        place = resource.find(extension);
        if (place == nullptr || path.name.empty()) return place;
    }
    const JsonValue* found = place->find(path.name);
    return found == nullptr || path.sub.empty() ? found : found->find(path.sub);
}

bool matches(const Filter& filter, const JsonValue& resource) {
    const auto holds = [&resource](const Filter& part) { return matches(part, resource); };
    switch (filter.kind) {
        case Filter::Kind::all: return std::all_of(filter.parts.begin(), filter.parts.end(), holds);
        case Filter::Kind::any: return std::any_of(filter.parts.begin(), filter.parts.end(), holds);
        case Filter::Kind::negated: return !holds(filter.parts.front());
        case Filter::Kind::compare: return compares(filter, resource);
        case Filter::Kind::elements: break;
    }
    const JsonValue* held = attributeOf(resource, filter.path);
    if (held == nullptr) return false;
    if (held->array() == nullptr) return matches(filter.parts.front(), *held);
    return std::any_of(held->array()->begin(), held->array()->end(),
                       [&filter](const JsonValue& item) { return item.object() != nullptr && matches(filter.parts.front(), item); });
}

}  // namespace ok::identity
