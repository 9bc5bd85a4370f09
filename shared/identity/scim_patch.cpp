// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// PATCH, RFC 7644 section 3.5.2. The resource arrives as a copy and leaves changed, or not at all.
#include <algorithm>

#include "shared/identity/scim_resource.h"

namespace ok::identity {
namespace {

constexpr std::size_t mostOperations = 1000;

enum class Op { add, remove, replace };

Problem wrong(const char* type, std::string what) { return problem(std::string("scim_") + type, std::move(what)); }

Result<Op> opOf(const JsonValue& operation) {
    const std::string_view op = operation.textAt("op");
    if (equalIgnoringCase(op, "add")) return Op::add;
    if (equalIgnoringCase(op, "remove")) return Op::remove;
    if (equalIgnoringCase(op, "replace")) return Op::replace;
    return wrong("invalid_syntax", "`op` is add, remove or replace");
}

Status checkWritable(const AttributePath& path) {
    for (const char* own : {"id", "meta", "groups"}) {
        if (extensionOf(path.schema).empty() && equalIgnoringCase(path.name, own)) {
            return wrong("mutability", "Attribute '" + std::string(own) + "' is readOnly");
        }
    }
    return {};
}

void appendNew(JsonValue::Array& list, const JsonValue& value) {
    const auto add = [&list](const JsonValue& item) {
        if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
    };
    if (value.array() == nullptr) return add(value);
    for (const JsonValue& item : *value.array()) add(item);
}

void merge(JsonValue& into, const JsonValue& value) {
    if (into.object() == nullptr || value.object() == nullptr) {
        into = value;
        return;
    }
    for (const auto& [name, each] : *value.object()) into.set(name, each);
}

bool isPrimary(const JsonValue& item) {
    const JsonValue* primary = item.find("primary");
    return primary != nullptr && primary->boolean() != nullptr && *primary->boolean();
}

/// A new primary takes the mark from whoever had it.
void onePrimary(JsonValue::Array& list, const JsonValue::Array& before) {
    if (std::count_if(list.begin(), list.end(), isPrimary) < 2) return;
    for (JsonValue& item : list) {
        if (isPrimary(item) && std::find(before.begin(), before.end(), item) != before.end()) item.set("primary", false);
    }
}

void put(JsonValue& place, std::string_view name, Op op, const JsonValue& value) {
    JsonValue* held = place.find(name);
    if (held == nullptr) {
        place.set(name, value);
        return;
    }
    if (held->array() != nullptr && op == Op::add) {
        const JsonValue::Array before = *held->array();
        appendNew(*held->array(), value);
        return onePrimary(*held->array(), before);
    }
    // Replacing a complex attribute replaces the sub-attributes that are given.
    merge(*held, value);
}

/// `type eq "work"` as the element it asks for: `add` to a path that matches nothing makes it.
std::optional<JsonValue> elementAskedFor(const Filter& filter) {
    JsonValue out{JsonValue::Object{}};
    const auto take = [&out](const Filter& part) {
        if (part.kind != Filter::Kind::compare || part.op != FilterOp::eq || !part.path.sub.empty()) return false;
        out.set(part.path.name, part.value);
        return true;
    };
    if (filter.kind == Filter::Kind::all ? !std::all_of(filter.parts.begin(), filter.parts.end(), take) : !take(filter)) return {};
    return out;
}

Status changeElements(JsonValue& place, const PatchPath& path, Op op, const JsonValue& value) {
    JsonValue* held = place.find(path.attribute.name);
    const bool none = held == nullptr || held->array() == nullptr;
    const JsonValue::Array before = none ? JsonValue::Array{} : *held->array();
    JsonValue::Array list;
    bool found = false;
    for (JsonValue item : before) {
        const bool hit = item.object() != nullptr && matches(*path.elements, item);
        found = found || hit;
        if (hit && op == Op::remove && path.attribute.sub.empty()) continue;
        if (hit && op == Op::remove) item.erase(path.attribute.sub);
        else if (hit && !path.attribute.sub.empty()) item.set(path.attribute.sub, value);
        else if (hit && op == Op::replace) item = value;
        else if (hit) merge(item, value);
        list.push_back(std::move(item));
    }
    if (!found && op == Op::replace) return wrong("no_target", "nothing matches the path's filter");
    if (!found && op == Op::add) {
        auto made = elementAskedFor(*path.elements);
        if (!made) return wrong("no_target", "nothing matches the path's filter");
        if (path.attribute.sub.empty()) merge(*made, value);
        else made->set(path.attribute.sub, value);
        list.push_back(std::move(*made));
    }
    onePrimary(list, before);
    if (list.empty()) place.erase(path.attribute.name);
    else place.set(path.attribute.name, std::move(list));
    return {};
}

void removeAt(JsonValue& place, const AttributePath& path) {
    if (path.sub.empty()) {
        place.erase(path.name);
        return;
    }
    JsonValue* held = place.find(path.name);
    if (held == nullptr) return;
    if (held->array() == nullptr) {
        held->erase(path.sub);
        return;
    }
    for (JsonValue& item : *held->array()) item.erase(path.sub);
}

void putAt(JsonValue& place, const AttributePath& path, Op op, const JsonValue& value) {
    if (path.sub.empty()) return put(place, path.name, op, value);
    JsonValue* held = place.find(path.name);
    if (held == nullptr || (held->object() == nullptr && held->array() == nullptr)) {
        held = &place.set(path.name, JsonValue::Object{});
    }
    if (held->array() == nullptr) return put(*held, path.sub, op, value);
    for (JsonValue& item : *held->array()) item.set(path.sub, value);
}

Status applyAt(JsonValue& resource, const PatchPath& path, Op op, const JsonValue& value) {
    OK_TRY(checkWritable(path.attribute));
    JsonValue* place = &resource;
    if (const auto extension = extensionOf(path.attribute.schema); !extension.empty()) {
        if (path.attribute.name.empty()) {
            if (op == Op::remove) resource.erase(extension);
            else put(resource, extension, op, value);
            return {};
        }
        place = resource.find(extension);
        if (place == nullptr && op == Op::remove) return {};
        if (place == nullptr) place = &resource.set(extension, JsonValue::Object{});
    }
    if (path.elements) return changeElements(*place, path, op, value);
    if (op == Op::remove) removeAt(*place, path.attribute);
    else putAt(*place, path.attribute, op, value);
    return {};
}

/// Without a path the value names the attributes; some providers write paths as names there.
Status applyAll(JsonValue& resource, Op op, const JsonValue& value) {
    if (value.object() == nullptr) return wrong("invalid_syntax", "without a path the value needs to be an object");
    for (const auto& [name, each] : *value.object()) {
        if (name.find('[') != std::string::npos || name.find('.') != std::string::npos || name.find(':') != std::string::npos) {
            OK_ASSIGN(const auto path, parsePatchPath(name));
            OK_TRY(applyAt(resource, path, op, each));
        } else {
            // A whole resource may be given back, with what only we can say: that is no attempt to change it.
            if (!checkWritable({{}, name, {}}).ok()) continue;
            put(resource, name, op, each);
        }
    }
    return {};
}

bool isMembers(const AttributePath& path) { return extensionOf(path.schema).empty() && equalIgnoringCase(path.name, "members"); }

/// `members[value eq "x"]`, as most clients write it: no need to look at the others.
std::optional<std::string> oneMember(const Filter& filter) {
    if (filter.kind != Filter::Kind::compare || filter.op != FilterOp::eq || !equalIgnoringCase(filter.path.name, "value")) return {};
    if (filter.value.text() == nullptr) return {};
    return *filter.value.text();
}

Status takeMembers(GroupPatch& out, Op op, const JsonValue* value) {
    MemberChange change;
    change.kind = op == Op::add ? MemberChange::Kind::add : op == Op::remove ? MemberChange::Kind::remove : MemberChange::Kind::replace;
    if (value != nullptr && !value->isNull()) {
        OK_ASSIGN(change.ids, memberIdsOf(*value));
    } else if (op == Op::remove) {
        change.kind = MemberChange::Kind::replace;  // everybody
    } else {
        return wrong("invalid_syntax", "`value` is missing");
    }
    out.members.push_back(std::move(change));
    return {};
}

}  // namespace

Result<JsonValue::Array> patchOperations(const JsonValue& message) {
    const JsonValue* list = message.array() != nullptr ? &message : message.find("Operations");
    if (list == nullptr || list->array() == nullptr || list->array()->empty()) return wrong("invalid_syntax", "`Operations` is missing");
    if (list->array()->size() > mostOperations) return wrong("too_many", "at most 1000 operations");
    if (message.array() == nullptr) {
        const JsonValue* named = message.find("schemas");
        const bool good = named != nullptr && named->array() != nullptr && named->array()->size() == 1 && named->array()->front().text() != nullptr &&
                          equalIgnoringCase(*named->array()->front().text(), patchSchema);
        if (!good) return wrong("invalid_syntax", "`schemas` does not name `" + std::string(patchSchema) + "`");
    }
    return *list->array();
}

Result<JsonValue> applyPatch(JsonValue resource, const JsonValue::Array& operations) {
    for (const JsonValue& each : operations) {
        OK_ASSIGN(const Op op, opOf(each));
        const JsonValue* value = each.find("value");
        const std::string_view path = each.textAt("path");
        if (op == Op::remove && path.empty()) return wrong("no_target", "remove needs a path");
        if (op != Op::remove && value == nullptr) return wrong("invalid_syntax", "`value` is missing");
        static const JsonValue nothing;
        if (path.empty()) {
            OK_TRY(applyAll(resource, op, *value));
        } else {
            OK_ASSIGN(const auto parsed, parsePatchPath(path));
            OK_TRY(applyAt(resource, parsed, op, value == nullptr ? nothing : *value));
        }
        if (resource.canonical().size() > largestResource) return wrong("invalid_value", "a resource has at most 65536 bytes");
    }
    return resource;
}

Result<GroupPatch> splitGroupPatch(const JsonValue::Array& operations) {
    GroupPatch out;
    for (const JsonValue& each : operations) {
        OK_ASSIGN(const Op op, opOf(each));
        const JsonValue* value = each.find("value");
        const std::string_view text = each.textAt("path");
        if (text.empty()) {
            JsonValue rest = each;
            JsonValue* inner = rest.find("value");
            if (const JsonValue* members = inner == nullptr ? nullptr : inner->find("members")) {
                OK_TRY(takeMembers(out, op, members));
                inner->erase("members");
            }
            if (inner == nullptr || inner->object() == nullptr || !inner->object()->empty()) out.rest.push_back(std::move(rest));
            continue;
        }
        OK_ASSIGN(const auto path, parsePatchPath(text));
        if (!isMembers(path.attribute)) {
            out.rest.push_back(each);
            continue;
        }
        if (!path.elements) {
            OK_TRY(takeMembers(out, op, value));
            continue;
        }
        if (op != Op::remove || !path.attribute.sub.empty()) return wrong("mutability", "a member can be added and removed, not changed");
        MemberChange change;
        if (auto one = oneMember(*path.elements)) {
            change.kind = MemberChange::Kind::remove;
            change.ids = {std::move(*one)};
        } else {
            change.kind = MemberChange::Kind::removeMatching;
            change.matching = path.elements;
        }
        out.members.push_back(std::move(change));
    }
    return out;
}

}  // namespace ok::identity
