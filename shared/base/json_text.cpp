// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory_resource>
#include <span>

#include <boost/json/basic_parser_impl.hpp>

#include "shared/base/unicode.h"

namespace ok {
namespace json = boost::json;
namespace {

enum class Kind : std::uint8_t { null, boolean, integer, number, text, array, object };

struct Node {
    Kind kind = Kind::null;
    bool truth = false;
    std::uint32_t size = 0;         // children
    std::int64_t whole = 0;
    double real = 0;
    std::string_view key;           // when a member of an object
    std::string_view string;
    const Node* children = nullptr;  // contiguous
};

const Node& node(const void* p) { return *static_cast<const Node*>(p); }

// Takes Boost.JSON's events and builds the tree. Two reasons not to use its own value type: its number conversion
// (1.81) is off by an ulp now and then, which would change hashes, and it keeps the last of two equal keys, where a
// signed text must not be ambiguous.
class TreeBuilder {
  public:
    static constexpr std::size_t max_array_size = 1 << 22;
    static constexpr std::size_t max_object_size = 1 << 20;
    static constexpr std::size_t max_string_size = 1 << 26;
    static constexpr std::size_t max_key_size = 1 << 12;
    using Error = boost::system::error_code;

    explicit TreeBuilder(std::pmr::memory_resource& memory) : m_memory(memory) {}
    [[nodiscard]] const Node* root() const { return m_stack.empty() ? nullptr : copy({m_stack.data(), 1}); }
    [[nodiscard]] bool duplicate() const { return m_duplicate; }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return open(); }
    bool on_array_begin(Error&) { return open(); }
    bool on_object_end(std::size_t n, Error& ec) {
        if (!close(Kind::object, n)) ec = boost::system::errc::make_error_code(boost::system::errc::invalid_argument);
        return !m_duplicate;
    }
    bool on_array_end(std::size_t n, Error&) { return close(Kind::array, n); }
    bool on_key_part(json::string_view part, std::size_t, Error&) { return append(part); }
    bool on_key(json::string_view last, std::size_t, Error&) {
        append(last);
        m_key = takeText();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Error&) { return append(part); }
    bool on_string(json::string_view last, std::size_t, Error&) {
        append(last);
        Node& n = push(Kind::text);
        n.string = takeText();
        return true;
    }
    bool on_number_part(json::string_view part, Error&) { return append(part); }
    bool on_int64(std::int64_t v, json::string_view, Error&) {
        m_text.clear();
        push(Kind::integer).whole = v;
        return true;
    }
    bool on_uint64(std::uint64_t v, json::string_view, Error&) {
        m_text.clear();
        push(Kind::number).real = static_cast<double>(v);
        return true;
    }
    bool on_double(double approximate, json::string_view last, Error&) {
        append(last);
        double exact = approximate;
        std::from_chars(m_text.data(), m_text.data() + m_text.size(), exact);
        m_text.clear();
        push(Kind::number).real = exact;
        return true;
    }
    bool on_bool(bool v, Error&) {
        push(Kind::boolean).truth = v;
        return true;
    }
    bool on_null(Error&) {
        push(Kind::null);
        return true;
    }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }

  private:
    bool append(json::string_view part) {
        m_text.append(part.data(), part.size());
        return true;
    }
    std::string_view takeText() {
        char* kept = static_cast<char*>(m_memory.allocate(m_text.size() + 1, 1));
        std::copy(m_text.begin(), m_text.end(), kept);
        const std::string_view out(kept, m_text.size());
        m_text.clear();
        return out;
    }
    Node& push(Kind kind) {
        Node& n = m_stack.emplace_back();
        n.kind = kind;
        n.key = std::exchange(m_key, {});
        return n;
    }
    bool open() {
        m_keys.push_back(std::exchange(m_key, {}));
        return true;
    }
    const Node* copy(std::span<const Node> nodes) const {
        if (nodes.empty()) return nullptr;
        auto* kept = static_cast<Node*>(m_memory.allocate(nodes.size_bytes(), alignof(Node)));
        std::uninitialized_copy(nodes.begin(), nodes.end(), kept);
        return kept;
    }
    bool close(Kind kind, std::size_t n) {
        const std::span<const Node> children(m_stack.data() + (m_stack.size() - n), n);
        Node whole;
        whole.kind = kind;
        whole.size = static_cast<std::uint32_t>(n);
        whole.children = copy(children);
        if (kind == Kind::object) m_duplicate = m_duplicate || hasDuplicate(children);
        m_stack.resize(m_stack.size() - n);
        whole.key = m_keys.back();
        m_keys.pop_back();
        m_stack.push_back(whole);
        return !m_duplicate;
    }
    static bool hasDuplicate(std::span<const Node> members) {
        if (members.size() <= 16) {
            for (std::size_t i = 1; i < members.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    if (members[i].key == members[j].key) return true;
                }
            }
            return false;
        }
        std::vector<std::string_view> keys;
        for (const Node& m : members) keys.push_back(m.key);
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }

    std::pmr::memory_resource& m_memory;
    std::vector<Node> m_stack;
    std::vector<std::string_view> m_keys;
    std::string_view m_key;
    std::string m_text;
    bool m_duplicate = false;
};

void writeString(JsonWriter& out, std::string_view text) {
    std::string escaped;
    appendEscaped(escaped, text);
    out.plainText(escaped);
}

void writeCanonical(JsonWriter& out, const Node& v);

void writeObject(JsonWriter& out, const Node& object) {
    std::vector<const Node*> order;
    for (std::uint32_t i = 0; i < object.size; ++i) order.push_back(&object.children[i]);
    std::sort(order.begin(), order.end(), [](const Node* a, const Node* b) { return utf16Less(a->key, b->key); });
    out.beginObject();
    for (const Node* member : order) {
        std::string escaped;
        appendEscaped(escaped, member->key);
        out.plainKey(escaped);
        writeCanonical(out, *member);
    }
    out.endObject();
}

void writeCanonical(JsonWriter& out, const Node& v) {
    switch (v.kind) {
        case Kind::null: out.null(); break;
        case Kind::boolean: out.boolean(v.truth); break;
        case Kind::integer: out.number(static_cast<double>(v.whole)); break;
        case Kind::number: out.number(v.real); break;
        case Kind::text: writeString(out, v.string); break;
        case Kind::array:
            out.beginArray();
            for (std::uint32_t i = 0; i < v.size; ++i) writeCanonical(out, v.children[i]);
            out.endArray();
            break;
        case Kind::object: writeObject(out, v); break;
    }
}

std::string escapePointer(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~') out += "~0";
        else if (c == '/') out += "~1";
        else out += c;
    }
    return out;
}

void collectDifferences(const std::string& path, JsonView before, JsonView after, std::vector<JsonDifference>& out) {
    if (before.isObject() && after.isObject()) {
        std::vector<std::string> keys;
        for (std::size_t i = 0; i < before.size(); ++i) keys.emplace_back(before.keyAt(i));
        for (std::size_t i = 0; i < after.size(); ++i) keys.emplace_back(after.keyAt(i));
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        for (const auto& key : keys) collectDifferences(path + "/" + escapePointer(key), before[key], after[key], out);
        return;
    }
    if (before.isArray() && after.isArray()) {
        const std::size_t n = std::max(before.size(), after.size());
        for (std::size_t i = 0; i < n; ++i) {
            collectDifferences(path + "/" + std::to_string(i), before.at(i), after.at(i), out);
        }
        return;
    }
    JsonDifference d{path, before.exists() ? before.canonical() : "", after.exists() ? after.canonical() : ""};
    if (d.before != d.after) out.push_back(std::move(d));
}

}  // namespace

bool JsonView::isNull() const { return m_node && node(m_node).kind == Kind::null; }
bool JsonView::isObject() const { return m_node && node(m_node).kind == Kind::object; }
bool JsonView::isArray() const { return m_node && node(m_node).kind == Kind::array; }

std::optional<bool> JsonView::boolean() const {
    if (!m_node || node(m_node).kind != Kind::boolean) return {};
    return node(m_node).truth;
}

std::optional<std::int64_t> JsonView::integer() const {
    if (!m_node) return {};
    const Node& v = node(m_node);
    if (v.kind == Kind::integer) return v.whole;
    if (v.kind == Kind::number && std::abs(v.real) <= 9007199254740992.0 && v.real == std::floor(v.real)) {
        return static_cast<std::int64_t>(v.real);
    }
    return {};
}

std::optional<double> JsonView::number() const {
    if (!m_node) return {};
    const Node& v = node(m_node);
    if (v.kind == Kind::number) return v.real;
    if (v.kind == Kind::integer) return static_cast<double>(v.whole);
    return {};
}

std::optional<std::string_view> JsonView::text() const {
    if (!m_node || node(m_node).kind != Kind::text) return {};
    return node(m_node).string;
}

std::size_t JsonView::size() const { return m_node ? node(m_node).size : 0; }

JsonView JsonView::at(std::size_t index) const {
    return isArray() && index < size() ? JsonView(&node(m_node).children[index]) : JsonView();
}

JsonView JsonView::operator[](std::string_view key) const {
    if (!isObject()) return {};
    const std::span<const Node> members(node(m_node).children, size());
    const auto it = std::find_if(members.begin(), members.end(), [key](const Node& m) { return m.key == key; });
    return it == members.end() ? JsonView() : JsonView(&*it);
}

std::string_view JsonView::keyAt(std::size_t index) const {
    return isObject() && index < size() ? node(m_node).children[index].key : std::string_view();
}

JsonView JsonView::valueAt(std::size_t index) const {
    return isObject() && index < size() ? JsonView(&node(m_node).children[index]) : JsonView();
}

std::string JsonView::canonical() const {
    if (!m_node) return {};
    JsonWriter out;
    writeCanonical(out, node(m_node));
    return out.take();
}

struct JsonDocument::State {
    std::pmr::monotonic_buffer_resource memory{2048};
    const Node* root = nullptr;
};
JsonDocument::JsonDocument() = default;
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonView JsonDocument::root() const { return m_state ? JsonView(m_state->root) : JsonView(); }

Result<JsonDocument> parseJson(std::string_view text) {
    json::parse_options options;
    options.max_depth = 64;
    JsonDocument doc;
    doc.m_state = std::make_unique<JsonDocument::State>();
    json::basic_parser<TreeBuilder> parser(options, doc.m_state->memory);
    boost::system::error_code ec;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (parser.handler().duplicate()) return problem("bad_json", "an object names a member twice");
    if (!ec && used < text.size()) ec = json::make_error_code(json::error::extra_data);
    if (ec) {
        return problem("bad_json", "not valid JSON near byte " + std::to_string(used) + ": " + ec.message());
    }
    doc.m_state->root = parser.handler().root();
    return doc;
}

Result<std::string> canonicalJson(std::string_view text) {
    OK_ASSIGN(const auto doc, parseJson(text));
    return doc.root().canonical();
}

void JsonWriter::integer(std::int64_t v) {
    separate();
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
    m_out.append(buffer, end);
}

void JsonWriter::number(double v) {
    separate();
    m_out += formatNumber(v);
}

void JsonWriter::text(std::string_view v) {
    separate();
    m_out += '"';
    if (isAscii(v)) appendEscaped(m_out, v);
    else appendEscaped(m_out, toNfc(v));
    m_out += '"';
}

std::string formatNumber(double v) {
    if (!std::isfinite(v)) return "null";
    if (v == 0) return "0";
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(v), std::chars_format::scientific).ptr;
    const std::string_view sci(buffer, static_cast<std::size_t>(end - buffer));
    const std::size_t e = sci.find('e');
    int exponent = 0;
    std::from_chars(sci.data() + e + (sci[e + 1] == '+' ? 2 : 1), end, exponent);
    std::string digits(1, sci[0]);
    if (e > 2) digits += sci.substr(2, e - 2);
    const int k = static_cast<int>(digits.size());
    const int n = exponent + 1;  // ECMAScript Number::toString names
    std::string out = v < 0 ? "-" : "";
    if (k <= n && n <= 21) return out + digits + std::string(static_cast<std::size_t>(n - k), '0');
    if (0 < n && n <= 21) {
        return out + digits.substr(0, static_cast<std::size_t>(n)) + "." + digits.substr(static_cast<std::size_t>(n));
    }
    if (-6 < n && n <= 0) return out + "0." + std::string(static_cast<std::size_t>(-n), '0') + digits;
    out += digits.substr(0, 1);
    if (k > 1) out += "." + digits.substr(1);
    return out + "e" + (n > 0 ? "+" : "-") + std::to_string(std::abs(n - 1));
}

void appendEscaped(std::string& out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u >= 0x20 && c != '"' && c != '\\') {
            out += c;
            continue;
        }
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                out += "\\u00";
                out += digits[u >> 4];
                out += digits[u & 15];
        }
    }
}

std::vector<JsonDifference> differences(JsonView before, JsonView after) {
    std::vector<JsonDifference> out;
    collectDifferences("", before, after, out);
    return out;
}

}  // namespace ok
