// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/base/json_value.h"

#include <algorithm>

#include "shared/base/unicode.h"

namespace ok {
namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
}  // namespace

bool equalIgnoringCase(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string asciiLower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

JsonValue JsonValue::from(JsonView view) {
    if (view.isArray()) {
        Array items;
        items.reserve(view.size());
        for (std::size_t i = 0; i < view.size(); ++i) items.push_back(from(view.at(i)));
        return items;
    }
    if (view.isObject()) {
        Object members;
        members.reserve(view.size());
        for (std::size_t i = 0; i < view.size(); ++i) members.emplace_back(std::string(view.keyAt(i)), from(view.valueAt(i)));
        return members;
    }
    if (const auto b = view.boolean()) return *b;
    if (const auto t = view.text()) return *t;
    if (const auto i = view.integer()) return *i;
    if (const auto d = view.number()) return *d;
    return {};
}

Result<JsonValue> JsonValue::parse(std::string_view text) {
    OK_ASSIGN(const auto document, parseJson(text));
    return from(document.root());
}

std::optional<double> JsonValue::number() const {
    if (const auto* i = integer()) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&m_value)) return *d;
    return {};
}

const JsonValue* JsonValue::find(std::string_view name) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    const auto found = std::find_if(members->begin(), members->end(), [name](const Member& m) { return equalIgnoringCase(m.first, name); });
    return found == members->end() ? nullptr : &found->second;
}

JsonValue* JsonValue::find(std::string_view name) { return const_cast<JsonValue*>(std::as_const(*this).find(name)); }

std::string_view JsonValue::textAt(std::string_view name) const {
    const JsonValue* found = find(name);
    const std::string* text = found == nullptr ? nullptr : found->text();
    return text == nullptr ? std::string_view() : *text;
}

JsonValue& JsonValue::set(std::string_view name, JsonValue value) {
    if (object() == nullptr) m_value = Object{};
    if (JsonValue* held = find(name)) return *held = std::move(value);
    object()->emplace_back(std::string(name), std::move(value));
    return object()->back().second;
}

bool JsonValue::erase(std::string_view name) {
    Object* members = object();
    return members != nullptr && std::erase_if(*members, [name](const Member& m) { return equalIgnoringCase(m.first, name); }) > 0;
}

void JsonValue::write(JsonWriter& out) const {
    if (const auto* b = boolean()) return out.boolean(*b);
    if (const auto* i = integer()) return out.integer(*i);
    if (const auto* d = std::get_if<double>(&m_value)) return out.number(*d);
    if (const auto* t = text()) return out.text(*t);
    if (const Array* items = array()) {
        out.beginArray();
        for (const JsonValue& item : *items) item.write(out);
        return out.endArray();
    }
    const Object* members = object();
    if (members == nullptr) return out.null();
    std::vector<const Member*> order;
    order.reserve(members->size());
    for (const Member& m : *members) order.push_back(&m);
    std::sort(order.begin(), order.end(), [](const Member* a, const Member* b) { return utf16Less(a->first, b->first); });
    out.beginObject();
    for (const Member* m : order) {
        out.key(m->first);
        m->second.write(out);
    }
    out.endObject();
}

std::string JsonValue::canonical() const {
    JsonWriter out;
    write(out);
    return out.take();
}

}  // namespace ok
