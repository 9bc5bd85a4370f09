// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/entry_diff.h"

#include <algorithm>
#include <map>

#include "shared/ledger/audit_event.h"
#include "shared/ledger/redaction.h"
#include "shared/views/memory_documents.h"

namespace ok::ledger {
namespace {

using Name = std::pair<std::string, std::string>;      // kind, id
using Bodies = std::map<Name, std::string>;

/// Fields and shapes, one by one.
void compare(const std::string& before, const std::string& after, ObjectChange& out) {
    const auto a = parseJson(before), b = parseJson(after);
    const JsonView old = a.ok() ? a->root() : JsonView(), now = b.ok() ? b->root() : JsonView();
    auto all = differences(old, now);
    out.geoChanges = takeGeoChanges(old, now, all);
    for (JsonDifference& each : all) {
        FieldChange change{std::move(each.path), {}, {}};
        if (!each.before.empty()) change.before = RawJson{std::move(each.before)};
        if (!each.after.empty()) change.after = RawJson{std::move(each.after)};
        out.changes.push_back(std::move(change));
    }
}

/// Applies one entry and says which documents it changed.
std::vector<std::pair<Name, std::string>> step(const Entry& entry, const Projections& projections, MemoryDocuments& documents,
                                               const Bodies& before) {
    Views views(documents);
    (void)projections.apply(entry, views);  // what its object's history does not hold is not shown
    views.flush();
    std::vector<std::pair<Name, std::string>> changed;
    documents.each([&](const std::string& kind, const std::string& id, const std::string& body) {
        const auto old = before.find({kind, id});
        if (old == before.end() || old->second != body) changed.emplace_back(Name{kind, id}, body);
    });
    return changed;
}

void addDigests(const ObjectChange& object, std::vector<ValueDigest>& out) {
    constexpr std::size_t length = 30;  // `tok_` and 26
    for (const FieldChange& change : object.changes) {
        for (const auto& [side, value] : {std::pair{"before", &change.before}, std::pair{"after", &change.after}}) {
            if (!*value) continue;
            const std::string_view text = (*value)->text;
            for (std::size_t at = text.find("\"tok_"); at != std::string_view::npos; at = text.find("\"tok_", at + 1)) {
                const std::string_view token = text.substr(at + 1, length);
                if (isToken(token)) out.push_back({object.objectId, change.field, side, std::string(token.substr(4))});
            }
        }
    }
}

}  // namespace

struct ObjectReplay::State {
    MemoryDocuments documents;
    Bodies bodies;
    std::map<Name, std::int64_t> versions;
};

ObjectReplay::ObjectReplay(const Projections& projections) : m_projections(projections), m_state(std::make_unique<State>()) {}
ObjectReplay::~ObjectReplay() = default;

std::vector<ObjectChange> ObjectReplay::take(const Entry& entry, const std::vector<std::string>& kinds) {
    State& now = *m_state;
    std::vector<ObjectChange> out;
    for (auto& [name, body] : step(entry, m_projections, now.documents, now.bodies)) {
        std::string& held = now.bodies[name];
        const std::string was = held.empty() ? std::string("{}") : std::exchange(held, {});
        held = body;
        const std::int64_t version = now.versions[name]++;
        if (std::find(kinds.begin(), kinds.end(), name.first) == kinds.end()) continue;
        ObjectChange change{name.first, name.second, version, version + 1, {}, {}, {}};
        compare(was, body, change);
        out.push_back(std::move(change));
    }
    return out;
}

std::string digestKeyIdOf(TenantId tenant) { return tenant.str() + "/vault-token-1"; }

Result<EntryDiff> diffOf(Store& store, PostingFile* index, const Projections& projections, TenantId tenant, const Entry& entry,
                         const DiffSummaries& summaries, int mostEntries) {
    EntryDiff out{entry.header.entryId, entry.header.type, entry.header.actor.id, timestampOf(entry.header.ledgerTime), {}, {}, 0, 0, {}, {}, {}, "HMAC-SHA256", digestKeyIdOf(tenant)};
    MemoryDocuments documents;
    Bodies bodies;
    std::map<Name, std::int64_t> versions;
    const auto advance = [&](const Entry& each) {
        auto changed = step(each, projections, documents, bodies);
        for (auto& [name, body] : changed) {
            bodies[name] = body;
            ++versions[name];
        }
    };
    if (!entry.header.subjects.empty()) {
        AuditFilter filter;
        filter.objects = entry.header.subjects;
        filter.to = entry.header.ledgerTime + microseconds(1);
        AuditWalk walk(store, index, {tenant, filter, AuditOrder::oldestFirst, {}});
        std::vector<Entry> sameMoment;
        for (auto each = walk.next(); each; each = walk.next()) {
            if (--mostEntries < 0) return problem("history_too_long", "too much happened to this object before; read its documents instead");
            if (each->header.ledgerTime < entry.header.ledgerTime) advance(*each);
            else if (each->header.stream == entry.header.stream && each->header.sequence < entry.header.sequence) sameMoment.push_back(std::move(*each));
        }
        // What stood before cannot be told without them, and a difference to something else would be a lie.
        if (const auto damaged = walk.damaged(); !damaged.empty()) {
            return problem("log_damaged", "entries of this object's history are not what was sealed",
                           {{"entry", entry.header.entryId.str()}, {"reason", "history_damaged"}, {"entries", std::to_string(walk.unreadable())}, {"damaged", toJson(damaged)}});
        }
        // Within one command entries apply in the order they were written.
        std::sort(sameMoment.begin(), sameMoment.end(), [](const Entry& a, const Entry& b) { return a.header.sequence < b.header.sequence; });
        for (const Entry& each : sameMoment) advance(each);
    }
    const Bodies before = bodies;
    for (auto& [name, body] : step(entry, projections, documents, bodies)) {
        const auto old = before.find(name);
        const std::int64_t version = versions[name];
        const std::string& was = old == before.end() ? std::string("{}") : old->second;
        ObjectChange change{name.first, name.second, version, version + 1, {}, {}, {}};
        compare(was, body, change);
        if (const auto say = summaries.find(name.first); say != summaries.end()) {
            if (auto words = say->second(was, body); !words.empty()) change.summary = RawJson{std::move(words)};
        }
        out.objects.push_back(std::move(change));
    }
    const auto first = std::find_if(out.objects.begin(), out.objects.end(), [&](const ObjectChange& change) {
        return !entry.header.subjects.empty() && change.objectId == entry.header.subjects.front();
    });
    if (!out.objects.empty()) {
        const ObjectChange& main = first != out.objects.end() ? *first : out.objects.front();
        out.objectType = main.objectType;
        out.objectId = main.objectId;
        out.versionBefore = main.versionBefore;
        out.versionAfter = main.versionAfter;
    } else if (!entry.header.subjects.empty()) {
        out.objectType = entry.header.type.substr(0, entry.header.type.find('.'));
        out.objectId = entry.header.subjects.front();
    }
    out.sha256 = sha256(toJson(out.objects));
    for (const ObjectChange& change : out.objects) addDigests(change, out.digests);
    return out;
}

}  // namespace ok::ledger
