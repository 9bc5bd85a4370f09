// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include <algorithm>

#include "shared/identity/directory_events.h"

namespace ok::identity {
namespace {

std::string dayOf(Instant t) { return toIso(t).substr(0, 10); }

void put(std::vector<std::string>& list, const std::string& id, bool present) {
    const auto at = std::lower_bound(list.begin(), list.end(), id);
    const bool there = at != list.end() && *at == id;
    if (present && !there) list.insert(at, id);
    if (!present && there) list.erase(at);
}

/// A member is a person or a group; whoever it is learns where they belong.
void setMember(Views& views, const std::string& member, const std::string& group, bool present) {
    if (const auto user = views.find<DirectoryUser>(member)) {
        DirectoryUser next = *user;
        put(next.memberOf, group, present);
        views.save(std::move(next));
    } else if (const auto inner = views.find<DirectoryGroup>(member)) {
        DirectoryGroup next = *inner;
        put(next.memberOf, group, present);
        views.save(std::move(next));
    }
}

void touchGroup(Views& views, GroupId id, Instant at) {
    const auto found = views.find<DirectoryGroup>(id.str());
    if (!found) return;
    DirectoryGroup next = *found;
    ++next.version;
    next.changedAt = at;
    views.save(std::move(next));
}

void heard(Views& views, const std::string& source, Instant at) {
    IdentitySource next;
    if (const auto found = views.find<IdentitySource>(source)) next = *found;
    next.id = source;
    next.kind = source.substr(0, source.find(':'));
    if (next.kind == "ldap") return;  // a reconciliation says itself when it is complete
    next.lastSync = next.lastAttempt = at;
    next.healthy = true;
    next.problem.clear();
    views.save(std::move(next));
}

void addPeople(Projections& projections) {
    projections.on<AccountsMerged>([](const EntryHeader&, const AccountsMerged& e, Views& views) { views.save(e.merged); });
    projections.on<PersonMirrored>([](const EntryHeader& h, const PersonMirrored& e, Views& views) {
        views.save(e.user);
        heard(views, e.user.source, h.ledgerTime);
    });
    projections.on<GroupMirrored>([](const EntryHeader& h, const GroupMirrored& e, Views& views) {
        if (e.removed) views.erase<DirectoryGroup>(e.group.viewId());
        else views.save(e.group);
        heard(views, e.group.source, h.ledgerTime);
    });
    projections.on<MembersChanged>([](const EntryHeader& h, const MembersChanged& e, Views& views) {
        for (const std::string& id : e.added) setMember(views, id, e.group.str(), true);
        for (const std::string& id : e.removed) setMember(views, id, e.group.str(), false);
        touchGroup(views, e.group, h.ledgerTime);
    });
    projections.on<AccessMapped>([](const EntryHeader&, const AccessMapped& e, Views& views) {
        if (e.after.assignments.empty() && e.after.groups.empty()) views.erase<access::MappedAccess>(e.user.str());
        else views.save(e.after);
    });
    projections.on<PersonLinked>([](const EntryHeader&, const PersonLinked& e, Views& views) {
        const auto found = views.find<DirectoryUser>(e.user.str());
        if (!found) return;
        DirectoryUser next = *found;
        std::erase(next.links, e.link);
        if (!e.removed) next.links.push_back(e.link);
        views.save(std::move(next));
    });
}

void addSources(Projections& projections) {
    projections.on<MappingSet>([](const EntryHeader&, const MappingSet& e, Views& views) {
        MappingVersion version = e.mapping;
        version.live = false;
        views.save(version);
        version.live = true;
        views.save(version);
    });
    projections.on<ScimTokenMade>([](const EntryHeader&, const ScimTokenMade& e, Views& views) { views.save(e.token); });
    projections.on<ScimTokenRevoked>([](const EntryHeader&, const ScimTokenRevoked& e, Views& views) {
        if (const auto found = views.find<ScimToken>(e.token.str())) {
            ScimToken next = *found;
            next.revoked = true;
            views.save(std::move(next));
        }
    });
    projections.on<SyncStarted>([](const EntryHeader& h, const SyncStarted& e, Views& views) {
        IdentitySource next;
        if (const auto found = views.find<IdentitySource>(e.source)) next = *found;
        next.id = e.source;
        next.kind = e.source.substr(0, e.source.find(':'));
        next.lastAttempt = h.ledgerTime;
        next.intervalSeconds = e.intervalSeconds;
        views.save(std::move(next));
    });
    projections.on<SyncEnded>([](const EntryHeader&, const SyncEnded& e, Views& views) { views.save(e.source); });
    projections.on<Federated>([](const EntryHeader& h, const Federated& e, Views& views) {
        heard(views, e.provider, h.ledgerTime);
        if (e.assertion.empty()) return;
        // No assertion is good for a day: those of the day before yesterday need no memory.
        for (const UsedAssertion& old : views.byKey<UsedAssertion>("day", dayOf(h.ledgerTime - hours(48)))) views.erase<UsedAssertion>(old.hash);
        views.save(UsedAssertion{e.assertion, dayOf(h.ledgerTime)});
    });
}

}  // namespace

ViewKeys DirectoryUser::viewKeys() const {
    ViewKeys out;
    if (!removed) {
        out.emplace_back("user_name", comparable(userName));
        if (!externalId.empty()) out.emplace_back("external", source + "|" + externalId);
        for (const Link& link : links) out.emplace_back("link", link.key());
        for (const std::string& group : memberOf) out.emplace_back("member_of", group);
    }
    return out;
}

ViewKeys DirectoryGroup::viewKeys() const {
    ViewKeys out{{"name", comparable(name)}};
    if (!externalId.empty()) out.emplace_back("external", source + "|" + externalId);
    for (const std::string& group : memberOf) out.emplace_back("member_of", group);
    return out;
}

std::string loginFrom(std::string_view userName) {
    const auto login = access::normaliseLogin(userName);
    return login.ok() ? *login : "u-" + sha256(comparable(userName)).hex().substr(0, 16);
}

void addProjections(Projections& projections) {
    addPeople(projections);
    addSources(projections);
}

}  // namespace ok::identity
