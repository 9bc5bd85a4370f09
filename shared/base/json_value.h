// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A JSON text that may be changed: members in the order they came, whole numbers apart from others. For documents of
// foreign protocols that are edited in place (SCIM PATCH); everything of our own is a described struct (json.h).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shared/base/json_text.h"

namespace ok {

class JsonValue {
  public:
    using Array = std::vector<JsonValue>;
    using Member = std::pair<std::string, JsonValue>;
    using Object = std::vector<Member>;

    JsonValue() = default;
    JsonValue(bool v) : m_value(v) {}
    JsonValue(std::int64_t v) : m_value(v) {}
    JsonValue(double v) : m_value(v) {}
    JsonValue(std::string v) : m_value(std::move(v)) {}
    JsonValue(std::string_view v) : m_value(std::string(v)) {}
    JsonValue(const char* v) : m_value(std::string(v)) {}
    JsonValue(Array v) : m_value(std::move(v)) {}
    JsonValue(Object v) : m_value(std::move(v)) {}
    /// A copy of a place in a parsed document.
    static JsonValue from(JsonView view);
    /// Parses; the same bounds as parseJson().
    static Result<JsonValue> parse(std::string_view text);

    [[nodiscard]] bool isNull() const { return std::holds_alternative<std::monostate>(m_value); }
    [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&m_value); }
    [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&m_value); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&m_value); }
    /// A whole number too.
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] const Array* array() const { return std::get_if<Array>(&m_value); }
    [[nodiscard]] Array* array() { return std::get_if<Array>(&m_value); }
    [[nodiscard]] const Object* object() const { return std::get_if<Object>(&m_value); }
    [[nodiscard]] Object* object() { return std::get_if<Object>(&m_value); }

    /// Of an object, without regard to the case of ASCII letters; null when there is none.
    [[nodiscard]] const JsonValue* find(std::string_view name) const;
    [[nodiscard]] JsonValue* find(std::string_view name);
    /// Its text, or empty.
    [[nodiscard]] std::string_view textAt(std::string_view name) const;
    /// Replaces the member of that name (its spelling stays) or appends one; a value that is no object becomes one.
    JsonValue& set(std::string_view name, JsonValue value);
    /// True when there was one.
    bool erase(std::string_view name);

    /// Canonical JSON (RFC 8785).
    [[nodiscard]] std::string canonical() const;
    bool operator==(const JsonValue&) const = default;

  private:
    void write(JsonWriter& out) const;
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> m_value;
};

[[nodiscard]] bool equalIgnoringCase(std::string_view a, std::string_view b);
/// ASCII letters only.
[[nodiscard]] std::string asciiLower(std::string_view text);

}  // namespace ok
