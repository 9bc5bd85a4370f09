// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/identity/scim_resource.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace ok::identity {
namespace {

Problem wrong(const char* type, std::string what) { return problem(std::string("scim_") + type, std::move(what)); }

bool empty(const JsonValue& v) {
    return v.isNull() || (v.array() != nullptr && v.array()->empty()) || (v.object() != nullptr && v.object()->empty());
}

Status checkSchemas(const JsonValue& input, std::string_view core) {
    const JsonValue* held = input.find("schemas");
    if (held == nullptr || held->array() == nullptr) return wrong("invalid_syntax", "`schemas` is missing");
    bool found = false;
    for (const JsonValue& each : *held->array()) {
        if (each.text() == nullptr || each.text()->size() > 200) return wrong("invalid_syntax", "`schemas` holds something that is no URI");
        found = found || equalIgnoringCase(*each.text(), core);
    }
    if (!found) return wrong("invalid_syntax", "`schemas` does not name `" + std::string(core) + "`");
    return {};
}

// Some providers write truth as a text.
bool readTruth(JsonValue& v) {
    if (v.boolean() != nullptr) return true;
    const std::string* text = v.text();
    if (text == nullptr || !(equalIgnoringCase(*text, "true") || equalIgnoringCase(*text, "false"))) return false;
    v = equalIgnoringCase(*text, "true");
    return true;
}

/// A list of complex values: one marked primary at most. A list of bare texts (a client's shorthand) becomes one of values.
Status checkList(std::string_view name, JsonValue& list) {
    if (list.object() != nullptr) list = JsonValue::Array{list};
    if (list.array() == nullptr || list.array()->size() > 1000) return wrong("invalid_value", "`" + std::string(name) + "` needs a list");
    int primaries = 0;
    for (JsonValue& item : *list.array()) {
        if (item.text() != nullptr) item = JsonValue::Object{{"value", item}};
        if (item.object() == nullptr) return wrong("invalid_value", "`" + std::string(name) + "` holds something that is no object");
        if (JsonValue* primary = item.find("primary")) {
            if (!readTruth(*primary)) return wrong("invalid_value", "`primary` needs true or false");
            primaries += *primary->boolean() ? 1 : 0;
        }
        for (const char* each : {"value", "type", "display"}) {
            const JsonValue* held = item.find(each);
            if (held != nullptr && held->text() == nullptr && !held->isNull()) return wrong("invalid_value", "`" + std::string(name) + "." + each + "` needs a text");
        }
    }
    if (primaries > 1) return wrong("invalid_value", "only one of `" + std::string(name) + "` can be primary");
    return {};
}

const std::set<std::string>& listNames() {
    static const std::set<std::string> names{"emails", "phonenumbers", "ims", "photos", "addresses", "groups", "entitlements", "roles", "x509certificates"};
    return names;
}

const std::set<std::string>& textNames() {
    static const std::set<std::string> names{"username", "displayname", "nickname", "profileurl", "title", "usertype",
                                             "preferredlanguage", "locale", "timezone", "externalid"};
    return names;
}

Status checkMember(const std::string& name, JsonValue& value) {
    const std::string key = asciiLower(name);
    if (listNames().contains(key)) return checkList(name, value);
    if (textNames().contains(key) && value.text() == nullptr) return wrong("invalid_value", "`" + name + "` needs a text");
    if (key == "active" && !readTruth(value)) return wrong("invalid_value", "`active` needs true or false");
    if (key == "name" && value.object() == nullptr) return wrong("invalid_value", "`name` needs an object");
    return {};
}

Result<JsonValue> normalise(JsonValue input, std::string_view core) {
    if (input.object() == nullptr) return wrong("invalid_syntax", "a resource is an object");
    OK_TRY(checkSchemas(input, core));
    for (const char* own : {"id", "meta", "password"}) input.erase(own);
    std::erase_if(*input.object(), [](const JsonValue::Member& m) { return empty(m.second); });
    if (input.object()->size() > 200) return wrong("invalid_value", "a resource has at most 200 attributes");
    for (auto& [name, value] : *input.object()) OK_TRY(checkMember(name, value));
    std::erase_if(*input.object(), [](const JsonValue::Member& m) { return empty(m.second); });
    if (input.canonical().size() > largestResource) return wrong("invalid_value", "a resource has at most 65536 bytes");
    return input;
}

bool samePlace(const AttributePath& path, std::string_view schema, std::string_view name) {
    return equalIgnoringCase(path.name, name) && (schema.empty() ? extensionOf(path.schema).empty() : equalIgnoringCase(path.schema, schema));
}

bool alwaysShown(std::string_view name) { return equalIgnoringCase(name, "id") || equalIgnoringCase(name, "schemas"); }

JsonValue keepSubs(const JsonValue& value, const std::vector<std::string>& subs, bool keep) {
    if (const auto* items = value.array()) {
        JsonValue::Array out;
        for (const JsonValue& item : *items) out.push_back(keepSubs(item, subs, keep));
        return out;
    }
    if (value.object() == nullptr) return value;
    JsonValue::Object out;
    for (const auto& member : *value.object()) {
        const bool named = std::any_of(subs.begin(), subs.end(), [&](const std::string& s) { return equalIgnoringCase(s, member.first); });
        if (named == keep) out.push_back(member);
    }
    return out;
}

/// What remains of one attribute; null: nothing.
JsonValue selectedPart(std::string_view schema, const JsonValue::Member& member, const Selection& selection) {
    const bool narrows = !selection.only.empty();
    const auto& list = narrows ? selection.only : selection.without;
    std::vector<std::string> subs;
    for (const AttributePath& path : list) {
        if (path.name.empty() && equalIgnoringCase(path.schema, schema)) return narrows ? member.second : JsonValue();
        if (!samePlace(path, schema, member.first)) continue;
        if (path.sub.empty()) return narrows ? member.second : JsonValue();
        subs.push_back(path.sub);
    }
    if (subs.empty()) return narrows ? JsonValue() : member.second;
    return keepSubs(member.second, subs, narrows);
}

}  // namespace

Result<JsonValue> normaliseUser(JsonValue input) {
    OK_ASSIGN(JsonValue out, normalise(std::move(input), userSchema));
    const std::string_view name = out.textAt("userName");
    if (name.empty() || name.size() > 256) return wrong("invalid_value", "`userName` needs 1 to 256 characters");
    if (out.textAt("externalId").size() > 256) return wrong("invalid_value", "`externalId` has at most 256 characters");
    if (out.find("active") == nullptr) out.set("active", true);
    return out;
}

Result<JsonValue> normaliseGroup(JsonValue input) {
    if (input.object() != nullptr) input.erase("members");
    OK_ASSIGN(JsonValue out, normalise(std::move(input), groupSchema));
    const std::string_view name = out.textAt("displayName");
    if (name.empty() || name.size() > 256) return wrong("invalid_value", "`displayName` needs 1 to 256 characters");
    return out;
}

Result<std::vector<std::string>> memberIdsOf(const JsonValue& list) {
    JsonValue::Array items;
    if (list.array() != nullptr) items = *list.array();
    else if (!list.isNull()) items.push_back(list);
    std::vector<std::string> out;
    for (const JsonValue& item : items) {
        const std::string_view id = item.text() != nullptr ? std::string_view(*item.text()) : item.textAt("value");
        if (id.empty() || id.size() > 100) return wrong("invalid_value", "a member needs the id of a user or group as `value`");
        out.emplace_back(id);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::string etagOf(int version) { return "W/\"" + std::to_string(version) + "\""; }

int versionIn(std::string_view etag) {
    const std::size_t from = etag.find('"');
    int out = 0;
    if (from == std::string_view::npos) return 0;
    const auto [end, error] = std::from_chars(etag.data() + from + 1, etag.data() + etag.size(), out);
    return error == std::errc() && end < etag.data() + etag.size() && *end == '"' ? out : 0;
}

JsonValue shown(JsonValue stored, const ResourceMeta& meta) {
    const bool user = meta.type == ResourceType::user;
    JsonValue out(JsonValue::Object{{"schemas", *stored.find("schemas")}, {"id", meta.id}});
    for (auto& member : *stored.object()) {
        if (!equalIgnoringCase(member.first, "schemas")) out.object()->push_back(std::move(member));
    }
    out.set("meta", JsonValue::Object{{"resourceType", user ? "User" : "Group"},
                                      {"created", toIso(meta.created)},
                                      {"lastModified", toIso(meta.changed)},
                                      {"version", etagOf(meta.version)},
                                      {"location", meta.base + (user ? "/Users/" : "/Groups/") + meta.id}});
    return out;
}

bool Selection::wants(std::string_view attribute) const {
    const auto named = [attribute](const AttributePath& p) { return equalIgnoringCase(p.name, attribute); };
    if (!only.empty()) return std::any_of(only.begin(), only.end(), named);
    return std::none_of(without.begin(), without.end(), [&](const AttributePath& p) { return named(p) && p.sub.empty(); });
}

Result<Selection> parseSelection(std::string_view attributes, std::string_view excluded) {
    Selection out;
    for (const auto& [text, list] : {std::pair{attributes, &out.only}, std::pair{excluded, &out.without}}) {
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            std::string_view part = rest.substr(0, comma);
            while (part.starts_with(' ')) part.remove_prefix(1);
            while (part.ends_with(' ')) part.remove_suffix(1);
            if (!part.empty()) {
                OK_ASSIGN(auto path, parseAttributePath(part));
                list->push_back(std::move(path));
            }
            if (list->size() > 100) return wrong("invalid_path", "at most 100 attributes can be named");
            rest.remove_prefix(std::min(rest.size(), comma + 1));
        }
    }
    return out;
}

JsonValue selected(const JsonValue& resource, const Selection& selection) {
    if (selection.only.empty() && selection.without.empty()) return resource;
    JsonValue out{JsonValue::Object{}};
    for (const auto& member : *resource.object()) {
        JsonValue part;
        if (alwaysShown(member.first)) {
            part = member.second;
        } else if (!extensionOf(member.first).empty() && member.second.object() != nullptr) {
            JsonValue inner{JsonValue::Object{}};
            for (const auto& each : *member.second.object()) {
                if (auto kept = selectedPart(member.first, each, selection); !empty(kept)) inner.object()->emplace_back(each.first, std::move(kept));
            }
            part = std::move(inner);
        } else {
            part = selectedPart({}, member, selection);
        }
        if (!empty(part)) out.object()->emplace_back(member.first, std::move(part));
    }
    return out;
}

}  // namespace ok::identity
