// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// JSON as text: a parsed document to read from, and a writer of canonical JSON (RFC 8785, strings NFC).
// Boost.JSON parses; it stays behind this header because its headers are slow to compile.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace ok {

/// A read-only place inside a JsonDocument, which must outlive it. A missing place answers every question with "no".
class JsonView {
  public:
    JsonView() = default;
    explicit JsonView(const void* node) : m_node(node) {}
    [[nodiscard]] bool exists() const { return m_node != nullptr; }
    [[nodiscard]] bool isNull() const;
    [[nodiscard]] bool isObject() const;
    [[nodiscard]] bool isArray() const;
    [[nodiscard]] std::optional<bool> boolean() const;
    /// An integer, also when written as 3.0; empty when out of range or fractional.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] std::optional<std::string_view> text() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] JsonView at(std::size_t index) const;       ///< array element
    [[nodiscard]] JsonView operator[](std::string_view key) const;
    [[nodiscard]] std::string_view keyAt(std::size_t index) const;    ///< object member name
    [[nodiscard]] JsonView valueAt(std::size_t index) const;          ///< object member value
    /// Canonical JSON of this place (RFC 8785; strings as they are).
    [[nodiscard]] std::string canonical() const;

  private:
    const void* m_node = nullptr;
};

class JsonDocument {
  public:
    JsonDocument();
    ~JsonDocument();
    JsonDocument(JsonDocument&&) noexcept;
    JsonDocument& operator=(JsonDocument&&) noexcept;
    [[nodiscard]] JsonView root() const;

  private:
    friend Result<JsonDocument> parseJson(std::string_view);
    struct State;
    std::unique_ptr<State> m_state;
};

/// Parses one JSON text: UTF-8, depth at most 64, no duplicate keys. Problem `bad_json` names the byte.
[[nodiscard]] Result<JsonDocument> parseJson(std::string_view text);

/// RFC 8785 of any JSON text.
[[nodiscard]] Result<std::string> canonicalJson(std::string_view text);

/// Writes canonical JSON piece by piece; the caller writes keys in order (described structs do).
class JsonWriter {
  public:
    enum class Mode { plain, masked };
    explicit JsonWriter(Mode mode = Mode::plain) : m_mode(mode) {}
    [[nodiscard]] Mode mode() const { return m_mode; }

    void beginObject() { separate(); m_out += '{'; m_first = true; }
    void endObject() { m_out += '}'; m_first = false; }
    void beginArray() { separate(); m_out += '['; m_first = true; }
    void endArray() { m_out += ']'; m_first = false; }
    /// A key that needs no escaping (field names).
    void plainKey(std::string_view key) { separate(); m_out += '"'; m_out += key; m_out += "\":"; m_first = true; }
    void key(std::string_view key) { text(key); m_out += ':'; m_first = true; }
    void null() { separate(); m_out += "null"; }
    void boolean(bool v) { separate(); m_out += v ? "true" : "false"; }
    void integer(std::int64_t v);
    void number(double v);
    void text(std::string_view v);
    /// Text known to need neither escaping nor NFC (ids, times, hex).
    void plainText(std::string_view v) { separate(); m_out += '"'; m_out += v; m_out += '"'; }
    /// Canonical JSON made elsewhere.
    void raw(std::string_view json) { separate(); m_out += json; }
    [[nodiscard]] std::string take() { return std::move(m_out); }
    [[nodiscard]] std::size_t size() const { return m_out.size(); }

  private:
    void separate() {
        if (!m_first) m_out += ',';
        m_first = false;
    }
    std::string m_out;
    Mode m_mode;
    bool m_first = true;
};

/// The shortest ECMAScript form of a finite number (RFC 8785 section 3.2.2.3).
[[nodiscard]] std::string formatNumber(double v);

/// Appends `text` escaped as RFC 8785 asks, without quotes and without NFC.
void appendEscaped(std::string& out, std::string_view text);

/// One difference between two JSON trees; a missing side is empty.
struct JsonDifference {
    std::string path;    ///< RFC 6901 pointer
    std::string before;  ///< canonical JSON
    std::string after;
    bool operator==(const JsonDifference&) const = default;
};
BOOST_DESCRIBE_STRUCT(JsonDifference, (), (path, before, after))
/// Structural difference, in order of path; array elements are compared by position.
[[nodiscard]] std::vector<JsonDifference> differences(JsonView before, JsonView after);

}  // namespace ok
