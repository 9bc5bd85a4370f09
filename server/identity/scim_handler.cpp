// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/scim_handler.h"

#include <algorithm>
#include <map>

#include "server/identity/provisioning.h"

namespace ok::identity {
namespace {

constexpr const char* source = "scim";
constexpr std::size_t mostMembersAnEntry = 500;

Problem wrong(const char* type, std::string what) { return problem(std::string("scim_") + type, std::move(what)); }
Problem missing() { return wrong("not_found", "Resource does not exist."); }

PersonName nameOf(const JsonValue& resource) {
    const JsonValue* name = resource.find("name");
    if (name != nullptr && !name->textAt("formatted").empty()) return {std::string(name->textAt("formatted"))};
    if (!resource.textAt("displayName").empty()) return {std::string(resource.textAt("displayName"))};
    std::string out;
    for (const char* part : {"givenName", "familyName"}) {
        if (name != nullptr && !name->textAt(part).empty()) out += (out.empty() ? "" : " ") + std::string(name->textAt(part));
    }
    return {out.empty() ? std::string(resource.textAt("userName")) : out};
}

bool isActive(const JsonValue& resource) {
    const JsonValue* active = resource.find("active");
    return active == nullptr || active->boolean() == nullptr || *active->boolean();
}

Status checkVersion(const std::string& ifMatch, int version) {
    if (ifMatch.empty() || ifMatch == "*" || versionIn(ifMatch) == version) return {};
    return wrong("changed", "Failed to update.  Resource changed on the server.");
}

class ScimRun {
  public:
    ScimRun(CommandContext& cx, const ScimWrite& command) : m_cx(cx), m_command(command), m_people(cx) {}

    Status run() {
        for (const ScimOperation& each : m_command.operations) {
            if (each.method == "POST" && !each.bulkId.empty()) m_promised[each.bulkId] = m_cx.newUuid();
        }
        std::int64_t failures = 0;
        for (const ScimOperation& each : m_command.operations) {
            auto outcome = one(each);
            if (!outcome.ok()) {
                if (!m_command.bulk) return outcome.problem();
                ScimOutcome failed;
                failed.method = each.method;
                failed.id = each.id;
                failed.bulkId = each.bulkId;
                failed.type = each.type;
                failed.status = scimStatus(outcome.problem());
                failed.problem = outcome.problem();
                m_reply.outcomes.push_back(std::move(failed));
                m_failed.insert(each.bulkId);
                if (m_command.failOnErrors > 0 && ++failures >= m_command.failOnErrors) break;
                continue;
            }
            outcome->method = each.method;
            outcome->bulkId = each.bulkId;
            outcome->type = each.type;
            m_reply.outcomes.push_back(std::move(*outcome));
        }
        // Groups of one bulk may hold each other: who belongs where is told when all of them are there.
        for (const auto& [group, members] : m_later) {
            changeMembers(group, known(members), {});
        }
        m_cx.reply(m_reply);
        return {};
    }

  private:
    Result<ScimOutcome> one(const ScimOperation& op) {
        OK_ASSIGN(JsonValue data, JsonValue::parse(op.data.text));
        OK_TRY(fillPromises(data));
        const bool user = op.type == ResourceType::user;
        if (op.method == "POST") return user ? createUser(op, std::move(data)) : createGroup(op, std::move(data));
        if (op.method == "DELETE") return user ? removeUser(op) : removeGroup(op);
        if (op.method == "PUT" || op.method == "PATCH") return user ? changeUser(op, std::move(data)) : changeGroup(op, std::move(data));
        return wrong("invalid_syntax", "`method` is POST, PUT, PATCH or DELETE");
    }

    /// `bulkId:x` anywhere becomes the id that x has, or will have.
    Status fillPromises(JsonValue& value) {
        if (auto* items = value.array()) {
            for (JsonValue& item : *items) OK_TRY(fillPromises(item));
        } else if (auto* members = value.object()) {
            for (auto& member : *members) OK_TRY(fillPromises(member.second));
        } else if (const auto* text = value.text(); text != nullptr && text->starts_with("bulkId:")) {
            const std::string key = text->substr(7);
            const auto found = m_promised.find(key);
            if (found == m_promised.end()) return wrong("invalid_value", "there is no operation `" + key.substr(0, 100) + "` in this bulk");
            if (m_failed.contains(key)) return wrong("conflict", "the operation `" + key.substr(0, 100) + "` failed");
            value = formatUuid(found->second);
        }
        return {};
    }

    UuidBytes idFor(const ScimOperation& op) {
        const auto found = m_promised.find(op.bulkId);
        return op.bulkId.empty() || found == m_promised.end() ? m_cx.newUuid() : found->second;
    }

    // --- people

    Result<JsonValue> resourceOf(const DirectoryUser& person) {
        if (!person.resource.known()) {
            return JsonValue(JsonValue::Object{{"schemas", JsonValue::Array{std::string(userSchema)}}, {"userName", person.userName}, {"active", person.active}});
        }
        OK_ASSIGN(const auto text, m_cx.vault().open(m_cx.tenant(), person.resource));
        return JsonValue::parse(text.text);
    }

    Status checkUnique(const JsonValue& resource, const std::string& own) {
        for (const auto& [key, value] : {std::pair<std::string, std::string>{"user_name", comparable(resource.textAt("userName"))},
                                         {"external", std::string(source) + "|" + std::string(resource.textAt("externalId"))}}) {
            if (value == std::string(source) + "|") continue;
            for (const DirectoryUser& other : m_cx.views().byKey<DirectoryUser>(key, value)) {
                if (other.id.str() != own) return wrong("uniqueness", "One or more of the attribute values are already in use or are reserved.");
            }
        }
        return {};
    }

    Status fill(DirectoryUser& person, const JsonValue& resource) {
        person.source = source;
        person.externalId = std::string(resource.textAt("externalId"));
        person.userName = std::string(resource.textAt("userName"));
        person.facts = factsOf(resource, {});
        person.active = isActive(resource);
        OK_ASSIGN(person.name, m_cx.vault().put(m_cx.tenant(), nameOf(resource)));
        const Token<FreeText> before = person.resource;
        OK_ASSIGN(person.resource, m_cx.vault().putOwn(m_cx.tenant(), FreeText{resource.canonical()}, person.id.str()));
        if (before.known() && !(before == person.resource)) OK_TRY(erase(before));
        return {};
    }
    Status erase(const Token<FreeText>& token) {
        OK_ASSIGN(const bool was, m_cx.vault().erase(m_cx.tenant(), token.token));
        (void)was;
        return {};
    }

    template <class Document>
    ScimOutcome outcomeOf(const std::string& id, std::int64_t status, std::string resource) {
        const auto document = m_cx.views().find<Document>(id);
        ScimOutcome out;
        out.status = status;
        out.id = id;
        out.version = document->version;
        out.created = document->createdAt;
        out.changed = document->changedAt;
        out.resource = RawJson{std::move(resource)};
        return out;
    }

    Result<ScimOutcome> createUser(const ScimOperation& op, JsonValue data) {
        OK_ASSIGN(const JsonValue resource, normaliseUser(std::move(data)));
        // The same person once more (F02.R3.A1): brought up to date, not doubled.
        const std::string external(resource.textAt("externalId"));
        if (!external.empty()) {
            const auto known = m_cx.views().byKey<DirectoryUser>("external", std::string(source) + "|" + external);
            if (!known.empty()) return replaceUser(known.front(), resource);
        }
        // Whoever came by a sign-in first is now told by the directory: the same person, from now on from here.
        for (const DirectoryUser& came : m_cx.views().byKey<DirectoryUser>("user_name", comparable(resource.textAt("userName")))) {
            if (came.source.starts_with("oidc:") || came.source.starts_with("saml:")) return replaceUser(came, resource);
        }
        OK_TRY(checkUnique(resource, {}));
        DirectoryUser person;
        person.id = UserId{idFor(op)};
        OK_TRY(fill(person, resource));
        const std::string id = person.id.str();
        m_people.create(std::move(person));
        return outcomeOf<DirectoryUser>(id, 201, resource.canonical());
    }

    Result<ScimOutcome> replaceUser(DirectoryUser person, const JsonValue& resource) {
        OK_TRY(checkUnique(resource, person.id.str()));
        const std::string id = person.id.str();
        OK_TRY(fill(person, resource));
        m_people.update(std::move(person), "provisioned by SCIM");
        return outcomeOf<DirectoryUser>(id, 200, resource.canonical());
    }

    Result<DirectoryUser> findUser(const ScimOperation& op) {
        const auto found = m_cx.views().find<DirectoryUser>(op.id);
        if (!found || found->removed || found->source != source) return missing();
        OK_TRY(checkVersion(op.ifMatch, found->version));
        return *found;
    }

    Result<ScimOutcome> changeUser(const ScimOperation& op, JsonValue data) {
        OK_ASSIGN(const DirectoryUser person, findUser(op));
        if (op.method == "PATCH") {
            OK_ASSIGN(const auto operations, patchOperations(data));
            OK_ASSIGN(JsonValue held, resourceOf(person));
            OK_ASSIGN(data, applyPatch(std::move(held), operations));
        }
        OK_ASSIGN(const JsonValue resource, normaliseUser(std::move(data)));
        return replaceUser(person, resource);
    }

    Result<ScimOutcome> removeUser(const ScimOperation& op) {
        OK_ASSIGN(const DirectoryUser person, findUser(op));
        m_people.end(person, "deleted by SCIM", true);
        return ScimOutcome{.status = 204, .id = op.id};
    }

    // --- groups

    Result<DirectoryGroup> findGroup(const ScimOperation& op) {
        const auto found = m_cx.views().find<DirectoryGroup>(op.id);
        if (!found) return missing();
        OK_TRY(checkVersion(op.ifMatch, found->version));
        return *found;
    }

    [[nodiscard]] bool isThere(const std::string& id) {
        const auto person = m_cx.views().find<DirectoryUser>(id);
        return (person && !person->removed) || m_cx.views().find<DirectoryGroup>(id);
    }
    [[nodiscard]] bool isPromised(const std::string& id) const {
        return std::any_of(m_promised.begin(), m_promised.end(), [&id](const auto& p) { return formatUuid(p.second) == id; });
    }
    std::vector<std::string> known(std::vector<std::string> ids) {
        std::erase_if(ids, [this](const std::string& id) { return !isThere(id); });
        return ids;
    }
    Status checkMembers(const std::vector<std::string>& ids) {
        for (const std::string& id : ids) {
            if (!isThere(id) && !isPromised(id)) return wrong("invalid_value", "there is nobody with the id `" + id.substr(0, 60) + "`");
        }
        return {};
    }

    std::vector<std::string> membersOf(const std::string& group) {
        std::vector<std::string> out;
        for (const DirectoryUser& person : m_cx.views().byKey<DirectoryUser>("member_of", group)) out.push_back(person.id.str());
        for (const DirectoryGroup& inner : m_cx.views().byKey<DirectoryGroup>("member_of", group)) out.push_back(inner.id.str());
        std::sort(out.begin(), out.end());
        return out;
    }

    void changeMembers(GroupId group, std::vector<std::string> added, std::vector<std::string> removed) {
        std::vector<std::string> touched = added;
        touched.insert(touched.end(), removed.begin(), removed.end());
        while (!added.empty() || !removed.empty()) {
            MembersChanged event{group, {}, {}};
            for (auto [from, to] : {std::pair{&added, &event.added}, std::pair{&removed, &event.removed}}) {
                const std::size_t n = std::min(from->size(), mostMembersAnEntry);
                to->assign(from->end() - static_cast<std::ptrdiff_t>(n), from->end());
                from->resize(from->size() - n);
            }
            m_cx.emit(std::move(event), {.subjects = {group.str()}, .stream = Stream::security});
        }
        for (const std::string& id : touched) {
            if (m_cx.views().find<DirectoryUser>(id)) m_people.remap(id);
            else m_people.remapMembers(id);
        }
    }

    void setMembers(GroupId group, const std::vector<std::string>& wanted) {
        const auto held = membersOf(group.str());
        std::vector<std::string> added, removed;
        std::set_difference(wanted.begin(), wanted.end(), held.begin(), held.end(), std::back_inserter(added));
        std::set_difference(held.begin(), held.end(), wanted.begin(), wanted.end(), std::back_inserter(removed));
        changeMembers(group, std::move(added), std::move(removed));
    }

    ScimOutcome shownGroup(const std::string& id, std::int64_t status) {
        ScimOutcome out = outcomeOf<DirectoryGroup>(id, status, m_cx.views().find<DirectoryGroup>(id)->resource);
        out.members = membersOf(id);
        return out;
    }

    void save(DirectoryGroup group, const JsonValue& resource, int version) {
        const bool renamed = version > 1 && group.name != resource.textAt("displayName");
        group.source = source;
        group.externalId = std::string(resource.textAt("externalId"));
        group.name = std::string(resource.textAt("displayName"));
        group.resource = resource.canonical();
        group.version = version;
        group.changedAt = m_cx.now();
        const std::string id = group.id.str();
        m_cx.emit(GroupMirrored{std::move(group), false}, {.subjects = {id}, .stream = Stream::security});
        if (renamed) m_people.remapMembers(id);
    }

    Result<ScimOutcome> createGroup(const ScimOperation& op, JsonValue data) {
        std::vector<std::string> members;
        if (const JsonValue* list = data.find("members")) {
            OK_ASSIGN(members, memberIdsOf(*list));
        }
        OK_ASSIGN(const JsonValue resource, normaliseGroup(std::move(data)));
        OK_TRY(checkMembers(members));
        const std::string external(resource.textAt("externalId"));
        if (!external.empty()) {
            const auto known = m_cx.views().byKey<DirectoryGroup>("external", std::string(source) + "|" + external);
            if (!known.empty()) return replaceGroup(known.front(), resource, members);
        }
        DirectoryGroup group;
        group.id = GroupId{idFor(op)};
        group.createdAt = m_cx.now();
        const GroupId id = group.id;
        save(std::move(group), resource, 1);
        if (std::all_of(members.begin(), members.end(), [this](const std::string& m) { return isThere(m); })) changeMembers(id, members, {});
        else m_later.emplace_back(id, members);
        ScimOutcome out = shownGroup(id.str(), 201);
        out.members = members;
        return out;
    }

    Result<ScimOutcome> replaceGroup(const DirectoryGroup& group, const JsonValue& resource, const std::vector<std::string>& members) {
        save(group, resource, group.version + 1);
        setMembers(group.id, members);
        return shownGroup(group.id.str(), 200);
    }

    Result<ScimOutcome> changeGroup(const ScimOperation& op, JsonValue data) {
        OK_ASSIGN(const DirectoryGroup group, findGroup(op));
        if (op.method == "PATCH") return patchGroup(group, data);
        std::vector<std::string> members;
        if (const JsonValue* list = data.find("members")) {
            OK_ASSIGN(members, memberIdsOf(*list));
        }
        OK_TRY(checkMembers(members));
        OK_ASSIGN(const JsonValue resource, normaliseGroup(std::move(data)));
        return replaceGroup(group, resource, members);
    }

    Result<ScimOutcome> patchGroup(const DirectoryGroup& group, const JsonValue& message) {
        OK_ASSIGN(const auto operations, patchOperations(message));
        OK_ASSIGN(const GroupPatch patch, splitGroupPatch(operations));
        for (const MemberChange& change : patch.members) {
            if (change.kind == MemberChange::Kind::add || change.kind == MemberChange::Kind::replace) OK_TRY(checkMembers(change.ids));
        }
        OK_ASSIGN(JsonValue resource, JsonValue::parse(group.resource));
        if (!patch.rest.empty()) {
            OK_ASSIGN(resource, applyPatch(std::move(resource), patch.rest));
            OK_ASSIGN(resource, normaliseGroup(std::move(resource)));
        }
        if (resource.canonical() != group.resource) save(group, resource, group.version + 1);
        for (const MemberChange& change : patch.members) applyMembers(group.id, change);
        ScimOutcome out = shownGroup(group.id.str(), 204);
        out.resource = {};
        out.members.clear();
        return out;
    }

    void applyMembers(GroupId group, const MemberChange& change) {
        const std::string id = group.str();
        if (change.kind == MemberChange::Kind::replace) return setMembers(group, change.ids);
        std::vector<std::string> ids;
        if (change.kind == MemberChange::Kind::removeMatching) {
            for (const std::string& member : membersOf(id)) {
                const bool person = static_cast<bool>(m_cx.views().find<DirectoryUser>(member));
                if (matches(*change.matching, JsonValue::Object{{"value", member}, {"type", person ? "User" : "Group"}})) ids.push_back(member);
            }
            return changeMembers(group, {}, std::move(ids));
        }
        // Only what changes something is told; the others of a large group are not looked at.
        const bool add = change.kind == MemberChange::Kind::add;
        for (const std::string& member : change.ids) {
            if (isMember(member, id) != add) ids.push_back(member);
        }
        if (add) changeMembers(group, std::move(ids), {});
        else changeMembers(group, {}, std::move(ids));
    }

    bool isMember(const std::string& member, const std::string& group) {
        const auto holds = [&group](const std::vector<std::string>& list) { return std::binary_search(list.begin(), list.end(), group); };
        if (const auto person = m_cx.views().find<DirectoryUser>(member)) return holds(person->memberOf);
        if (const auto inner = m_cx.views().find<DirectoryGroup>(member)) return holds(inner->memberOf);
        return false;
    }

    Result<ScimOutcome> removeGroup(const ScimOperation& op) {
        OK_ASSIGN(const DirectoryGroup group, findGroup(op));
        setMembers(group.id, {});
        m_cx.emit(GroupMirrored{group, true}, {.subjects = {op.id}, .stream = Stream::security});
        return ScimOutcome{.status = 204, .id = op.id};
    }

    CommandContext& m_cx;
    const ScimWrite& m_command;
    Provisioning m_people;
    ScimReply m_reply;
    std::map<std::string, UuidBytes> m_promised;
    std::set<std::string> m_failed;
    std::vector<std::pair<GroupId, std::vector<std::string>>> m_later;
};

}  // namespace

Status writeScim(CommandContext& cx, const ScimWrite& command) {
    if (command.operations.empty() || command.operations.size() > 1000) return wrong("too_many", "1 to 1000 operations");
    return ScimRun(cx, command).run();
}

}  // namespace ok::identity
