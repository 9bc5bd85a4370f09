// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// One struct definition, BOOST_DESCRIBE_STRUCT, gives canonical JSON, reading with all problems named, masking,
// structural diff and JSON Schema. Field names are written in snake_case; keys are sorted at compile time.
//
// How types are written: Instant as ISO text (unknown as null), ids as UUID text (unknown as null), digests as hex,
// Money.minor as text, enums as snake_case names, an empty optional not at all, doubles as ECMAScript writes them.
// Reading: a missing member keeps its default; a member of the wrong shape is a FieldProblem with its path.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include "shared/base/digest.h"
#include "shared/base/geo.h"
#include "shared/base/ids.h"
#include "shared/base/instant.h"
#include "shared/base/json_text.h"
#include "shared/base/money.h"
#include "shared/base/personal.h"

namespace ok {

BOOST_DESCRIBE_STRUCT(Money, (), (minor, currency))

/// Canonical JSON kept as text inside a described struct.
struct RawJson {
    std::string text = "null";
    bool operator==(const RawJson&) const = default;
};

/// Collects every wrong field while a value is read.
class ReadProblems {
  public:
    void wrong(std::string code, std::string message) { fields.push_back({m_path, std::move(code), std::move(message)}); }
    std::vector<FieldProblem> fields;

    class Step {
      public:
        Step(ReadProblems& all, std::string_view name) : m_all(all), m_size(all.m_path.size()) {
            if (!all.m_path.empty()) all.m_path += '.';
            all.m_path += name;
        }
        ~Step() { m_all.m_path.resize(m_size); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

      private:
        ReadProblems& m_all;
        std::size_t m_size;
    };

  private:
    std::string m_path;
};

namespace json_detail {

struct FieldName {
    char text[64]{};
    std::size_t size = 0;
    [[nodiscard]] constexpr std::string_view view() const { return {text, size}; }
};

constexpr FieldName snakeCase(const char* name) {
    FieldName out;
    for (const char* p = name; *p != '\0' && out.size < 62; ++p) {
        if (*p >= 'A' && *p <= 'Z') {
            if (p != name) out.text[out.size++] = '_';
            out.text[out.size++] = static_cast<char>(*p + 32);
        } else {
            out.text[out.size++] = *p;
        }
    }
    return out;
}

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class D>
inline constexpr FieldName fieldName = snakeCase(D::name);

template <class A, class B>
struct NameLess : std::bool_constant<(fieldName<A>.view() < fieldName<B>.view())> {};

template <class T>
using SortedMembers = boost::mp11::mp_sort<boost::mp11::mp_rename<Members<T>, boost::mp11::mp_list>, NameLess>;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
inline constexpr bool isOptional = false;
template <class T>
inline constexpr bool isOptional<std::optional<T>> = true;

}  // namespace json_detail

template <class T>
struct JsonCodec;  // write(JsonWriter&, const T&), read(JsonView, T&, ReadProblems&), schema()

template <>
struct JsonCodec<bool> {
    static void write(JsonWriter& out, bool v) { out.boolean(v); }
    static void read(JsonView in, bool& v, ReadProblems& why) {
        if (const auto b = in.boolean()) v = *b;
        else why.wrong("not_a_boolean", "needs true or false");
    }
    static std::string schema() { return R"({"type":"boolean"})"; }
};

template <class T>
    requires std::is_integral_v<T>
struct JsonCodec<T> {
    static void write(JsonWriter& out, T v) { out.integer(static_cast<std::int64_t>(v)); }
    static void read(JsonView in, T& v, ReadProblems& why) {
        const auto i = in.integer();
        if (i && std::in_range<T>(*i)) v = static_cast<T>(*i);
        else why.wrong("not_an_integer", "needs a whole number in range");
    }
    static std::string schema() { return R"({"type":"integer"})"; }
};

template <>
struct JsonCodec<double> {
    static void write(JsonWriter& out, double v) { out.number(v); }
    static void read(JsonView in, double& v, ReadProblems& why) {
        if (const auto d = in.number()) v = *d;
        else why.wrong("not_a_number", "needs a number");
    }
    static std::string schema() { return R"({"type":"number"})"; }
};

template <>
struct JsonCodec<std::string> {
    static void write(JsonWriter& out, const std::string& v) { out.text(v); }
    static void read(JsonView in, std::string& v, ReadProblems& why) {
        if (const auto t = in.text()) v.assign(*t);
        else why.wrong("not_a_text", "needs a text");
    }
    static std::string schema() { return R"({"type":"string"})"; }
};

template <>
struct JsonCodec<RawJson> {
    static void write(JsonWriter& out, const RawJson& v) { out.raw(v.text); }
    static void read(JsonView in, RawJson& v, ReadProblems&) { v.text = in.canonical(); }
    static std::string schema() { return "{}"; }
};

template <>
struct JsonCodec<Instant> {
    static void write(JsonWriter& out, Instant v) {
        if (v.known()) out.plainText(toIso(v));
        else out.null();
    }
    static void read(JsonView in, Instant& v, ReadProblems& why) {
        if (in.isNull()) { v = {}; return; }
        const auto t = in.text();
        auto parsed = parseIso(t.value_or(""));
        if (parsed.ok()) v = *parsed;
        else why.wrong("bad_time", "needs an ISO 8601 time with a zone");
    }
    static std::string schema() { return R"({"format":"date-time","type":["string","null"]})"; }
};

template <>
struct JsonCodec<Duration> {  // whole microseconds
    static void write(JsonWriter& out, Duration v) { out.integer(v.count()); }
    static void read(JsonView in, Duration& v, ReadProblems& why) {
        if (const auto i = in.integer()) v = Duration(*i);
        else why.wrong("not_an_integer", "needs whole microseconds");
    }
    static std::string schema() { return R"({"description":"microseconds","type":"integer"})"; }
};

template <class Tag>
struct JsonCodec<Id<Tag>> {
    static void write(JsonWriter& out, const Id<Tag>& v) {
        if (v.known()) out.plainText(formatUuid(v.bytes));
        else out.null();
    }
    static void read(JsonView in, Id<Tag>& v, ReadProblems& why) {
        if (in.isNull()) { v = {}; return; }
        const auto t = in.text();
        auto parsed = Id<Tag>::parse(t.value_or("-"));
        if (parsed.ok()) v = *parsed;
        else why.wrong("bad_id", "needs a UUID");
    }
    static std::string schema() { return R"({"format":"uuid","type":["string","null"]})"; }
};

template <>
struct JsonCodec<Digest> {
    static void write(JsonWriter& out, const Digest& v) {
        if (v.known()) out.plainText(v.hex());
        else out.null();
    }
    static void read(JsonView in, Digest& v, ReadProblems& why) {
        if (in.isNull()) { v = {}; return; }
        auto parsed = Digest::parse(in.text().value_or(""));
        if (parsed.ok()) v = *parsed;
        else why.wrong("bad_digest", "needs 64 hexadecimal digits");
    }
    static std::string schema() { return R"({"pattern":"^[0-9a-f]{64}$","type":["string","null"]})"; }
};

template <class Tag, DataClass C>
struct JsonCodec<PersonalText<Tag, C>> {
    static void write(JsonWriter& out, const PersonalText<Tag, C>& v) {
        out.text(out.mode() == JsonWriter::Mode::masked ? masked(v) : v.text);
    }
    static void read(JsonView in, PersonalText<Tag, C>& v, ReadProblems& why) {
        JsonCodec<std::string>::read(in, v.text, why);
    }
    static std::string schema() { return R"({"type":"string","x-class":"personal"})"; }
};

template <class T>
struct JsonCodec<Token<T>> {
    static void write(JsonWriter& out, const Token<T>& v) { out.text(v.token); }
    static void read(JsonView in, Token<T>& v, ReadProblems& why) { JsonCodec<std::string>::read(in, v.token, why); }
    static std::string schema() { return R"({"type":"string","x-class":"token"})"; }
};

template <class T>
struct JsonCodec<std::vector<T>> {
    static void write(JsonWriter& out, const std::vector<T>& v) {
        out.beginArray();
        for (const T& item : v) JsonCodec<T>::write(out, item);
        out.endArray();
    }
    static void read(JsonView in, std::vector<T>& v, ReadProblems& why) {
        if (!in.isArray()) return why.wrong("not_a_list", "needs a list");
        v.clear();
        v.reserve(in.size());
        for (std::size_t i = 0; i < in.size(); ++i) {
            const ReadProblems::Step step(why, std::to_string(i));
            T item{};
            JsonCodec<T>::read(in.at(i), item, why);
            v.push_back(std::move(item));
        }
    }
    static std::string schema() { return R"({"items":)" + JsonCodec<T>::schema() + R"(,"type":"array"})"; }
};

template <class T>
struct JsonCodec<std::map<std::string, T>> {
    static void write(JsonWriter& out, const std::map<std::string, T>& v) {
        std::vector<const std::pair<const std::string, T>*> order;
        for (const auto& member : v) order.push_back(&member);
        std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return ok::utf16Less(a->first, b->first); });
        out.beginObject();
        for (const auto* member : order) {
            out.key(member->first);
            JsonCodec<T>::write(out, member->second);
        }
        out.endObject();
    }
    static void read(JsonView in, std::map<std::string, T>& v, ReadProblems& why) {
        if (!in.isObject()) return why.wrong("not_an_object", "needs an object");
        v.clear();
        for (std::size_t i = 0; i < in.size(); ++i) {
            const ReadProblems::Step step(why, in.keyAt(i));
            JsonCodec<T>::read(in.valueAt(i), v[std::string(in.keyAt(i))], why);
        }
    }
    static std::string schema() {
        return R"({"additionalProperties":)" + JsonCodec<T>::schema() + R"(,"type":"object"})";
    }
};

template <class T>
struct JsonCodec<std::optional<T>> {
    static void write(JsonWriter& out, const std::optional<T>& v) {
        if (v) JsonCodec<T>::write(out, *v);
        else out.null();
    }
    static void read(JsonView in, std::optional<T>& v, ReadProblems& why) {
        if (in.isNull()) { v.reset(); return; }
        JsonCodec<T>::read(in, v.emplace(), why);
    }
    static std::string schema() { return JsonCodec<T>::schema(); }
};

template <json_detail::DescribedEnum T>
struct JsonCodec<T> {
    static void write(JsonWriter& out, T v) { out.plainText(name(v)); }
    static void read(JsonView in, T& v, ReadProblems& why) {
        const auto t = in.text();
        if (const auto found = parse(t.value_or(""))) v = *found;
        else why.wrong("unknown_value", "`" + std::string(t.value_or("").substr(0, 40)) + "` is not one of the allowed values");
    }
    static std::string_view name(T v) {
        std::string_view out = "unknown";
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
            if (d.value == v) out = json_detail::fieldName<decltype(d)>.view();
        });
        return out;
    }
    static std::optional<T> parse(std::string_view text) {
        std::optional<T> out;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
            if (json_detail::fieldName<decltype(d)>.view() == text) out = d.value;
        });
        return out;
    }
    static std::string schema() {
        std::string names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
            names += (names.empty() ? "\"" : ",\"") + std::string(json_detail::fieldName<decltype(d)>.view()) + "\"";
        });
        return R"({"enum":[)" + names + "]}";
    }
};

template <json_detail::Described T>
struct JsonCodec<T> {
    static void write(JsonWriter& out, const T& v) {
        out.beginObject();
        boost::mp11::mp_for_each<json_detail::SortedMembers<T>>([&](auto d) {
            using Field = std::remove_cvref_t<decltype(v.*d.pointer)>;
            if constexpr (json_detail::isOptional<Field>) {
                if (!(v.*d.pointer)) return;
            }
            out.plainKey(json_detail::fieldName<decltype(d)>.view());
            if constexpr (std::is_same_v<T, Money> && std::is_same_v<Field, std::int64_t>) {
                out.plainText(std::to_string(v.*d.pointer));
            } else {
                JsonCodec<Field>::write(out, v.*d.pointer);
            }
        });
        out.endObject();
    }
    static void read(JsonView in, T& v, ReadProblems& why) {
        if (!in.isObject()) return why.wrong("not_an_object", "needs an object");
        boost::mp11::mp_for_each<json_detail::SortedMembers<T>>([&](auto d) {
            using Field = std::remove_cvref_t<decltype(v.*d.pointer)>;
            const JsonView place = in[json_detail::fieldName<decltype(d)>.view()];
            if (!place.exists()) return;
            const ReadProblems::Step step(why, json_detail::fieldName<decltype(d)>.view());
            if constexpr (std::is_same_v<T, Money> && std::is_same_v<Field, std::int64_t>) {
                readMinor(place, v.*d.pointer, why);
            } else {
                JsonCodec<Field>::read(place, v.*d.pointer, why);
            }
        });
    }
    static std::string schema() {
        std::string properties;
        boost::mp11::mp_for_each<json_detail::SortedMembers<T>>([&](auto d) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
            if (!properties.empty()) properties += ',';
            properties += '"' + std::string(json_detail::fieldName<decltype(d)>.view()) + "\":" + JsonCodec<Field>::schema();
        });
        return R"({"properties":{)" + properties + R"(},"type":"object"})";
    }

  private:
    static void readMinor(JsonView place, std::int64_t& minor, ReadProblems& why) {
        const std::string text(place.text().value_or(""));
        char* end = nullptr;
        errno = 0;
        const long long parsed = std::strtoll(text.c_str(), &end, 10);
        if (text.empty() || *end != '\0' || errno != 0) return why.wrong("bad_money", "needs whole minor units as text");
        minor = parsed;
    }
};

/// Canonical JSON of a described value: what is hashed, stored and sent.
template <class T>
[[nodiscard]] std::string toJson(const T& value) {
    JsonWriter out;
    JsonCodec<T>::write(out, value);
    return out.take();
}

/// The same with personal data masked: for screens, logs and support.
template <class T>
[[nodiscard]] std::string toMaskedJson(const T& value) {
    JsonWriter out(JsonWriter::Mode::masked);
    JsonCodec<T>::write(out, value);
    return out.take();
}

/// Reads a described value; on failure every wrong field is named (`invalid_fields`).
template <class T>
[[nodiscard]] Result<T> fromJson(JsonView view) {
    T value{};
    ReadProblems why;
    JsonCodec<T>::read(view, value, why);
    if (why.fields.empty()) return value;
    Problem p = problem("invalid_fields", "some fields are not valid: see `fields`");
    p.fields = std::move(why.fields);
    return p;
}
template <class T>
[[nodiscard]] Result<T> fromJson(std::string_view text) {
    OK_ASSIGN(const auto doc, parseJson(text));
    return fromJson<T>(doc.root());
}

/// JSON Schema (2020-12 vocabulary) of a described type.
template <class T>
[[nodiscard]] std::string jsonSchema() { return JsonCodec<T>::schema(); }

/// What changed between two values of one type, path by path.
template <class T>
[[nodiscard]] std::vector<JsonDifference> difference(const T& before, const T& after) {
    const auto a = parseJson(toJson(before));
    const auto b = parseJson(toJson(after));
    return differences(a->root(), b->root());
}

/// The snake_case name of a described enumerator, and back.
template <json_detail::DescribedEnum T>
[[nodiscard]] std::string enumName(T v) { return std::string(JsonCodec<T>::name(v)); }
template <json_detail::DescribedEnum T>
[[nodiscard]] std::optional<T> parseEnum(std::string_view text) { return JsonCodec<T>::parse(text); }

/// True when T contains personal text anywhere: such a type must not be an event (payloads hold tokens).
template <class T>
consteval bool holdsPersonalData() {
    if constexpr (PersonalType<T>) {
        return true;
    } else if constexpr (json_detail::isOptional<T>) {
        return holdsPersonalData<typename T::value_type>();
    } else if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        if constexpr (requires { typename T::mapped_type; }) return holdsPersonalData<typename T::mapped_type>();
        else return holdsPersonalData<typename T::value_type>();
    } else if constexpr (json_detail::Described<T>) {
        bool found = false;
        boost::mp11::mp_for_each<json_detail::Members<T>>([&](auto d) {
            using Field = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
            if (holdsPersonalData<Field>()) found = true;
        });
        return found;
    } else {
        return false;
    }
}

}  // namespace ok
