// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/scim_reader.h"

#include <algorithm>

namespace ok::identity {
namespace {

constexpr std::size_t mostOpened = 50'000;

/// `userName eq "x"` and its like are found by key; everything else is looked at one by one.
std::optional<std::pair<std::string, std::string>> keyAsked(const ScimQuery& query, ResourceType type) {
    if (!query.filter || query.filter->kind != Filter::Kind::compare || query.filter->op != FilterOp::eq) return {};
    const Filter& f = *query.filter;
    const std::string* text = f.value.text();
    if (text == nullptr || !f.path.sub.empty() || !extensionOf(f.path.schema).empty()) return {};
    if (equalIgnoringCase(f.path.name, "externalId")) return std::pair{"external", "scim|" + *text};
    if (type == ResourceType::user && equalIgnoringCase(f.path.name, "userName")) return std::pair{"user_name", comparable(*text)};
    if (type == ResourceType::group && equalIgnoringCase(f.path.name, "displayName")) return std::pair{"name", comparable(*text)};
    return {};
}

bool asksForMembers(const Filter& filter) {
    if (equalIgnoringCase(filter.path.name, "members")) return true;
    return std::any_of(filter.parts.begin(), filter.parts.end(), asksForMembers);
}

/// The value that decides the place in the list: of many the primary one, else the first.
const JsonValue* sortValue(const JsonValue& resource, const AttributePath& path) {
    const JsonValue* held = attributeOf(resource, {path.schema, path.name, {}});
    if (held == nullptr) return nullptr;
    if (const auto* items = held->array()) {
        if (items->empty()) return nullptr;
        const auto primary = std::find_if(items->begin(), items->end(), [](const JsonValue& item) {
            const JsonValue* mark = item.find("primary");
            return mark != nullptr && mark->boolean() != nullptr && *mark->boolean();
        });
        held = primary == items->end() ? &items->front() : &*primary;
    }
    if (held->object() == nullptr) return held;
    return held->find(path.sub.empty() ? "value" : std::string_view(path.sub));
}

void sortBy(JsonValue::Array& list, const AttributePath& path, bool descending) {
    const bool exact = isCaseExact(path);
    std::vector<std::pair<const JsonValue*, std::size_t>> order;
    for (std::size_t i = 0; i < list.size(); ++i) order.emplace_back(sortValue(list[i], path), i);
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
        // What has no value comes last, first when the order is turned round.
        if (a.first == nullptr || b.first == nullptr) {
            if ((a.first == nullptr) == (b.first == nullptr)) return a.second < b.second;
            return (a.first == nullptr) == descending;
        }
        const int by = compareValues(*a.first, *b.first, exact).value_or(0);
        return by == 0 ? a.second < b.second : (by < 0) != descending;
    });
    JsonValue::Array out;
    out.reserve(list.size());
    for (const auto& [value, at] : order) out.push_back(std::move(list[at]));
    list = std::move(out);
}

}  // namespace

/// Names of groups, read once a request.
struct ScimReader::Names {
    std::map<std::string, std::string> byId;
    bool read = false;
};

JsonValue ScimReader::resourceOf(Store& store, TenantId tenant, const DirectoryUser& person) {
    auto& opened = m_opened[tenant];
    const std::string id = person.id.str();
    if (const auto held = opened.find(id); held != opened.end() && held->second.token == person.resource.token) return held->second.resource;
    JsonValue out = JsonValue::Object{{"schemas", JsonValue::Array{std::string(userSchema)}}, {"userName", person.userName}, {"active", person.active}};
    if (const auto text = Vault(store, m_keys).open(tenant, person.resource); text.ok()) {
        if (auto read = JsonValue::parse(text->text); read.ok()) out = std::move(*read);
    }
    out.erase("id");
    if (opened.size() >= mostOpened) opened.clear();
    opened.insert_or_assign(id, Held{person.resource.token, out});
    return out;
}

JsonValue ScimReader::userShown(Store& store, TenantId tenant, const DirectoryUser& person, Names& names) {
    JsonValue resource = resourceOf(store, tenant, person);
    resource.set("active", person.active);
    if (!person.memberOf.empty()) {
        if (!names.read) {
            store.documents(tenant).readAll(DirectoryGroup::viewKind, [&names](std::string_view id, std::string_view body) {
                if (const auto group = fromJson<DirectoryGroup>(body); group.ok()) names.byId.emplace(id, group->name);
            });
            names.read = true;
        }
        JsonValue::Array groups;
        for (const std::string& id : person.memberOf) {
            groups.push_back(JsonValue::Object{{"value", id}, {"$ref", m_base + "/Groups/" + id}, {"display", names.byId[id]}, {"type", "direct"}});
        }
        resource.set("groups", std::move(groups));
    }
    return shown(std::move(resource), {ResourceType::user, person.id.str(), m_base, person.createdAt, person.changedAt, person.version});
}

JsonValue ScimReader::groupShown(Store& store, TenantId tenant, const DirectoryGroup& group, bool members) {
    auto resource = JsonValue::parse(group.resource);
    JsonValue out = resource.ok() ? std::move(*resource) : JsonValue(JsonValue::Object{{"schemas", JsonValue::Array{std::string(groupSchema)}}, {"displayName", group.name}});
    const std::string id = group.id.str();
    if (members) {
        JsonValue::Array list;
        const auto add = [&](const std::string& member, const std::string& display, const char* type, const char* place) {
            list.push_back(JsonValue::Object{{"value", member}, {"$ref", m_base + place + member}, {"display", display}, {"type", type}});
        };
        store.documents(tenant).readByKey(DirectoryUser::viewKind, "member_of", id, [&](std::string_view, std::string_view body) {
            if (const auto person = fromJson<DirectoryUser>(body); person.ok()) add(person->id.str(), person->userName, "User", "/Users/");
        });
        store.documents(tenant).readByKey(DirectoryGroup::viewKind, "member_of", id, [&](std::string_view, std::string_view body) {
            if (const auto inner = fromJson<DirectoryGroup>(body); inner.ok()) add(inner->id.str(), inner->name, "Group", "/Groups/");
        });
        if (!list.empty()) out.set("members", std::move(list));
    }
    return shown(std::move(out), {ResourceType::group, id, m_base, group.createdAt, group.changedAt, group.version});
}

std::optional<JsonValue> ScimReader::find(Store& store, TenantId tenant, ResourceType type, const std::string& id, const Selection& selection) {
    Names names;
    if (type == ResourceType::user) {
        const auto body = store.documents(tenant).read(DirectoryUser::viewKind, id);
        const auto person = body ? fromJson<DirectoryUser>(*body) : Result<DirectoryUser>(problem("scim_not_found", ""));
        if (!person.ok() || person->removed || person->source != "scim") return {};
        return selected(userShown(store, tenant, *person, names), selection);
    }
    const auto body = store.documents(tenant).read(DirectoryGroup::viewKind, id);
    const auto group = body ? fromJson<DirectoryGroup>(*body) : Result<DirectoryGroup>(problem("scim_not_found", ""));
    if (!group.ok()) return {};
    return selected(groupShown(store, tenant, *group, selection.wants("members")), selection);
}

void ScimReader::collect(Store& store, TenantId tenant, ResourceType type, const ScimQuery& query, bool members, JsonValue::Array& out) {
    Names names;
    const auto take = [&](std::string_view, std::string_view body) {
        JsonValue resource;
        if (type == ResourceType::user) {
            const auto person = fromJson<DirectoryUser>(body);
            if (!person.ok() || person->removed || person->source != "scim") return;
            resource = userShown(store, tenant, *person, names);
        } else {
            const auto group = fromJson<DirectoryGroup>(body);
            if (!group.ok()) return;
            resource = groupShown(store, tenant, *group, members);
        }
        if (!query.filter || matches(*query.filter, resource)) out.push_back(std::move(resource));
    };
    const std::string_view kind = type == ResourceType::user ? DirectoryUser::viewKind : DirectoryGroup::viewKind;
    if (const auto key = keyAsked(query, type)) store.documents(tenant).readByKey(kind, key->first, key->second, take);
    else store.documents(tenant).readAll(kind, take);
}

ScimList ScimReader::list(Store& store, TenantId tenant, const std::vector<ResourceType>& types, const ScimQuery& query) {
    // Members are looked up when somebody wants to see them, or asks by them.
    const bool members = (query.filter && asksForMembers(*query.filter)) || query.selection.wants("members");
    JsonValue::Array all;
    for (const ResourceType type : types) collect(store, tenant, type, query, members, all);
    if (query.sortBy) sortBy(all, *query.sortBy, query.descending);
    ScimList out;
    out.total = static_cast<std::int64_t>(all.size());
    const auto from = static_cast<std::size_t>(std::clamp<std::int64_t>(query.startIndex - 1, 0, out.total));
    const auto many = static_cast<std::size_t>(std::clamp<std::int64_t>(query.count, 0, mostResults));
    for (std::size_t i = from; i < all.size() && i < from + many; ++i) out.resources.push_back(selected(all[i], query.selection));
    return out;
}

}  // namespace ok::identity
