// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/read_model.h"

#include <algorithm>

#include "shared/base/digest.h"
#include "shared/operations/read_models.h"

namespace ok {
namespace {

constexpr std::size_t mostUses = 200'000;

metrics::Counter& reads(const std::string& name, const char* result) {
    return metrics::counter("ok_read_model_reads_total", "answers given, by what was at hand", {{"model", name}, {"result", result}});
}

}  // namespace

ReadModel::ReadModel(ReadModelParts parts)
    : m_parts(std::move(parts)), m_hits(reads(m_parts.name, "hit")), m_stale(reads(m_parts.name, "stale")),
      m_misses(reads(m_parts.name, "miss")),
      m_builds(metrics::counter("ok_read_model_builds_total", "answers built", {{"model", m_parts.name}})),
      m_failures(metrics::counter("ok_read_model_failures_total", "answers that could not be built", {{"model", m_parts.name}})),
      m_ratio(metrics::gauge("ok_read_model_hit_percent", "answers that needed no waiting", {{"model", m_parts.name}})) {}

ServedAnswer ReadModel::served(const Slot& slot, ServedHow how) {
    (how == ServedHow::hit ? m_figures.hits : how == ServedHow::stale ? m_figures.stale : m_figures.misses) += 1;
    (how == ServedHow::hit ? m_hits : how == ServedHow::stale ? m_stale : m_misses).add();
    m_ratio.set(static_cast<std::int64_t>(m_figures.hitRatio() * 100));
    return {slot.body, slot.etag, slot.asOf, how};
}

void ReadModel::get(TenantId tenant, const std::string& id, std::int64_t atLeast, Answer answer) {
    std::optional<ServedAnswer> now;
    SlotPtr toBuild;
    {
        const std::lock_guard lock(m_mutex);
        SlotPtr& slot = m_slots[keyOf(tenant, id)];
        if (!slot) {
            slot = std::make_shared<Slot>();
            slot->tenant = tenant;
            slot->id = id;
        }
        const Instant at = m_parts.clock();
        slot->lastAsked = at;
        const bool there = slot->asOf >= 0;
        const bool enough = there && (slot->fresh() || slot->asOf >= atLeast);
        const bool tooOld = there && !slot->fresh() && at - slot->oldSince > m_parts.mostStale;
        // INVARIANT: a fresh answer is at least as new as every commit this process was told of, so it satisfies `atLeast`
        // unless another process committed; then it is built again rather than believed.
        if (enough && !tooOld && (slot->asOf >= atLeast || atLeast <= 0)) {
            now = served(*slot, slot->fresh() ? ServedHow::hit : ServedHow::stale);
        } else {
            if (there && slot->fresh() && slot->asOf < atLeast && !slot->building) ++slot->wanted;
            slot->waiting.emplace_back(atLeast, answer);
        }
        if (!slot->fresh() && !slot->building) {
            slot->building = true;
            toBuild = slot;
        }
        makeRoom();
    }
    if (toBuild) post(toBuild);
    if (now) answer(std::move(*now));
}

void ReadModel::post(const SlotPtr& slot) {
    m_parts.reader.post([self = shared_from_this(), slot](Store& store) { self->work(slot, store); },
                        [self = shared_from_this(), slot](const Problem& why) { self->finish(slot, 0, -1, why); });
}

void ReadModel::work(const SlotPtr& slot, Store& store) {
    std::uint64_t generation = 0;
    {
        const std::lock_guard lock(m_mutex);
        generation = slot->wanted;  // what is committed later makes this answer old again
    }
    std::int64_t asOf = 0;
    const auto build = [&]() -> Result<BuiltAnswer> {
        OK_TRY(store.begin());
        if (const auto head = store.head(slot->tenant, Stream::ops)) asOf = head->header.sequence;
        auto built = m_parts.build(store, slot->tenant, slot->id);
        const auto why = store.trouble();
        store.rollback();
        if (why) return *why;
        return built;
    };
    auto built = build();  // before asOf is read
    finish(slot, generation, asOf, std::move(built));
}

void ReadModel::finish(const SlotPtr& slot, std::uint64_t generation, std::int64_t asOf, Result<BuiltAnswer> built) {
    std::vector<std::pair<Answer, Result<ServedAnswer>>> answers;
    bool again = false;
    {
        const std::lock_guard lock(m_mutex);
        slot->building = false;
        if (built.ok()) {
            ++m_figures.builds;
            m_builds.add();
            slot->body = std::move(built->body);
            slot->etag = "\"" + sha256(slot->body).hex().substr(0, 32) + "\"";
            slot->asOf = asOf;
            slot->built = generation;
            if (!slot->fresh()) slot->oldSince = m_parts.clock();
            for (const std::string& use : built->uses) {
                if (std::find(slot->uses.begin(), slot->uses.end(), use) != slot->uses.end()) continue;
                m_byUse[keyOf(slot->tenant, use)].push_back(slot);
                slot->uses.push_back(use);
            }
            if (m_byUse.size() > mostUses) {
                std::erase_if(m_byUse, [](const auto& one) {
                    return std::all_of(one.second.begin(), one.second.end(), [](const auto& weak) { return weak.expired(); });
                });
            }
            // Whoever wants something newer than what this build could see waits for the next one, which is due.
            std::erase_if(slot->waiting, [&](auto& waiter) {
                if (waiter.first > asOf && !slot->fresh()) return false;
                answers.emplace_back(std::move(waiter.second), served(*slot, ServedHow::miss));
                return true;
            });
        } else {
            ++m_figures.failures;
            m_failures.add();
            for (auto& [atLeast, answer] : slot->waiting) answers.emplace_back(std::move(answer), built.problem());
            const std::string& code = built.problem().code;
            if (code.ends_with("_not_found")) forget(slot);
            slot->waiting.clear();
        }
        const bool hot = m_parts.clock() - slot->lastAsked <= m_parts.hotFor;
        if (built.ok() && !slot->fresh() && hot) again = slot->building = true;
    }
    for (auto& [answer, result] : answers) answer(std::move(result));
    if (again) post(slot);
}

void ReadModel::age(const std::string& useKey) {
    const auto found = m_byUse.find(useKey);
    if (found == m_byUse.end()) return;
    std::erase_if(found->second, [](const std::weak_ptr<Slot>& slot) { return slot.expired(); });
    for (const auto& weak : found->second) {
        const SlotPtr slot = weak.lock();
        if (slot->fresh()) slot->oldSince = m_parts.clock();
        ++slot->wanted;
    }
}

void ReadModel::onCommitted(const CommittedBatch& batch) {
    std::vector<SlotPtr> toBuild;
    {
        const std::lock_guard lock(m_mutex);
        if (m_slots.empty()) return;
        std::vector<std::string> touched;
        for (const Entry& entry : batch.entries) {
            const TenantId tenant = entry.header.tenant;
            for (const std::string& subject : entry.header.subjects) touched.push_back(keyOf(tenant, subject));
            if (m_parts.alsoConcerns) {
                for (const std::string& id : m_parts.alsoConcerns(entry)) touched.push_back(keyOf(tenant, id));
            }
            if (entry.header.type != operations::ReadModelRebuilt::eventType) continue;
            const auto event = fromJson<operations::ReadModelRebuilt>(entry.payload);
            if (!event.ok() || event->model != m_parts.name) continue;
            for (auto it = m_slots.begin(); it != m_slots.end();) {
                if (it->second->tenant != tenant) ++it;
                else ++m_figures.dropped, it = m_slots.erase(it);
            }
        }
        std::sort(touched.begin(), touched.end());
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        for (const std::string& key : touched) {
            age(key);
            const auto found = m_byUse.find(key);
            if (found == m_byUse.end()) continue;
            for (const auto& weak : found->second) {
                const SlotPtr slot = weak.lock();
                const bool hot = slot && m_parts.clock() - slot->lastAsked <= m_parts.hotFor;
                if (!hot || slot->building || !m_slots.contains(keyOf(slot->tenant, slot->id))) continue;
                slot->building = true;
                toBuild.push_back(slot);
            }
        }
    }
    for (const SlotPtr& slot : toBuild) post(slot);
}

void ReadModel::drop(TenantId tenant) {
    const std::lock_guard lock(m_mutex);
    for (auto it = m_slots.begin(); it != m_slots.end();) {
        if (it->second->tenant != tenant) ++it;
        else ++m_figures.dropped, it = m_slots.erase(it);
    }
}

void ReadModel::forget(const SlotPtr& slot) {
    const auto found = m_slots.find(keyOf(slot->tenant, slot->id));
    if (found != m_slots.end() && found->second == slot) m_slots.erase(found);
}

void ReadModel::makeRoom() {
    while (m_slots.size() > m_parts.mostKept) {
        auto oldest = m_slots.end();
        for (auto it = m_slots.begin(); it != m_slots.end(); ++it) {
            if (it->second->building) continue;
            if (oldest == m_slots.end() || it->second->lastAsked < oldest->second->lastAsked) oldest = it;
        }
        if (oldest == m_slots.end()) return;
        m_slots.erase(oldest);
        ++m_figures.dropped;
    }
}

ReadModelFigures ReadModel::figures() const {
    const std::lock_guard lock(m_mutex);
    ReadModelFigures out = m_figures;
    out.kept = m_slots.size();
    return out;
}

}  // namespace ok
