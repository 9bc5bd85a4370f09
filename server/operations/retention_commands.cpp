// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/operations/retention_commands.h"

#include <algorithm>
#include <set>

#include "server/metrics/metrics.h"
#include "server/operations/privacy_commands.h"
#include "server/store/view_baseline.h"
#include "shared/base/derived_ids.h"
#include "shared/integrity/anchors.h"
#include "shared/operations/privacy.h"
#include "shared/operations/retention.h"

namespace ok::operations {
namespace {

constexpr int pageSize = 500;
constexpr std::size_t tombstonesAnEntry = 500;
constexpr int mostDays = 36'500;
constexpr int mostAtOnce = 10'000;
constexpr const char* timerKey = "retention-purge";

std::vector<RetentionPolicy> policiesOf(Views& views) {
    std::vector<RetentionPolicy> out;
    views.each<RetentionPolicy>([&out](const RetentionPolicy& p) { out.push_back(p); });
    return out;
}

Status setRetention(const Right&, CommandContext& cx, const SetRetention& command) {
    Problem wrong = problem("invalid_fields", "these periods cannot be");
    if (command.reason.size() < 10 || command.reason.size() > 500) wrong.fields.push_back({"reason", "length", "10 to 500 characters"});
    for (const auto& [name, days] : command.days) {
        const auto known = std::find_if(allClasses.begin(), allClasses.end(), [&n = name](RetentionClass c) { return enumName(c) == n; });
        if (known == allClasses.end()) wrong.fields.push_back({"days." + name.substr(0, 40), "unknown", "operational, security or evidence"});
        else if (days < leastDays(*known) || days > mostDays) {
            wrong.fields.push_back({"days." + name, "out_of_range", std::to_string(leastDays(*known)) + " to 36500 days"});
        }
    }
    if (command.days.empty()) wrong.fields.push_back({"days", "missing", "name at least one class"});
    if (!wrong.fields.empty()) return wrong;
    const auto before = policiesOf(cx.views());
    RetentionPolicy next{before.empty() ? 1 : before.back().version + 1, cx.clockNow(), command.days, command.reason, cx.who().actor.id};
    // A class that is not named keeps what it had.
    if (!before.empty()) next.days.insert(before.back().days.begin(), before.back().days.end());
    cx.emit(RetentionPolicySet{next}, {.justification = command.reason, .stream = Stream::security});
    cx.reply(next);
    return {};
}

/// Payloads that proofs and later erasures rest on: tombstones, what was in force, what was kept, what was signed outside.
bool staysForEver(const std::string& type) {
    static const std::set<std::string, std::less<>> types{
        std::string(PayloadsPurged::eventType), std::string(PersonErased::eventType), std::string(RetentionPolicySet::eventType),
        std::string(ViewsBaselined::eventType), std::string(integrity::DayClosed::eventType), std::string(integrity::StampTried::eventType)};
    return types.contains(type);
}

/// What is under a hold: the subjects of an entry, its correlation, its own id and who acted (F02.R5.A7: incidents or actors).
class Holds {
  public:
    explicit Holds(Views& views) {
        views.each<LegalHold>([this](const LegalHold& hold) { m_subjects.insert(hold.subject); });
    }
    [[nodiscard]] bool cover(const EntryHeader& header) const { return !subjectOf(header).empty(); }
    /// Which of them, or empty.
    [[nodiscard]] std::string subjectOf(const EntryHeader& header) const {
        if (m_subjects.empty()) return {};
        std::vector<std::string> named = header.subjects;
        named.push_back(header.correlationId);
        named.push_back(header.entryId.str());
        named.push_back(header.actor.id);
        const auto found = std::find_if(named.begin(), named.end(), [this](const std::string& s) { return m_subjects.contains(s); });
        return found == named.end() ? std::string() : *found;
    }

  private:
    std::set<std::string> m_subjects;
};

class Purge {
  public:
    Purge(CommandContext& cx, const PurgeExpired& command, const Projections& projections)
        : m_cx(cx), m_projections(projections), m_dryRun(command.dryRun), m_left(command.limit), m_policies(policiesOf(cx.views())),
          m_holds(cx.views()), m_kept(baselineOf(cx.store(), cx.tenant())) {}

    Result<PurgeReply> run() {
        for (const Stream stream : {Stream::decisions, Stream::security, Stream::executions, Stream::ops}) OK_TRY(runStream(stream));
        return m_reply;
    }

  private:
    Status runStream(Stream stream) {
        m_event = PayloadsPurged{.chainSegmentId = stream};
        RetentionState state;
        if (const auto known = m_cx.views().find<RetentionState>(enumName(stream))) state = *known;
        m_event.through = state.through;
        const std::int64_t last = m_cx.store().lastSequence(m_cx.tenant(), stream);
        if (last == 0) return {};
        m_event.previousHeadHash = hashAt(stream, last);
        // What a hold kept last time is looked at first: the hold may have been lifted.
        for (const std::int64_t sequence : state.held) {
            for (const Readable& one : page(stream, sequence - 1, 1)) {
                if (one.entry) OK_TRY(take(*one.entry));
            }
        }
        OK_TRY(runEras(stream, state, last));
        m_reply.more = m_reply.more || m_left <= 0;
        return tell(stream, state);
    }

    /// What was written under one policy grows old in its order, so a run stops at the first that is young and goes on with what
    /// was written under the next: a period that was shortened holds up nothing that came after it (F01.R6.A7).
    Status runEras(Stream stream, const RetentionState& state, std::int64_t last) {
        bool whole = true;   // everything before this era was looked at
        std::int64_t begin = 1;
        for (std::size_t era = 0; era <= m_policies.size(); ++era) {
            const bool newest = era == m_policies.size();
            const std::int64_t end = newest ? last : firstSince(stream, m_policies[era].since, begin, last) - 1;
            const std::string name = std::to_string(era == 0 ? 0 : m_policies[era - 1].version);
            const auto known = state.eras.find(name);
            std::int64_t at = std::max({begin - 1, std::min(state.through, end), known == state.eras.end() ? 0 : std::min(known->second, end)});
            OK_TRY(runEra(stream, at, end));
            if (whole) m_event.through = std::max(m_event.through, at);
            else if (at >= begin) m_event.eras[name] = at;
            whole = whole && at == end;
            begin = end + 1;
        }
        return {};
    }

    /// An entry as it lies there; none where a header is damaged. A damaged entry must not stop the batch it is met in.
    struct Readable {
        std::int64_t sequence = 0;
        std::optional<Entry> entry;
    };
    [[nodiscard]] std::vector<Readable> page(Stream stream, std::int64_t after, int limit) {
        std::vector<Readable> out;
        for (StoredEntry& stored : m_cx.store().storedEntries(m_cx.tenant(), stream, after, limit)) {
            Readable& one = out.emplace_back(Readable{stored.sequence, {}});
            if (auto entry = openEntry(std::move(stored.header), std::move(stored.payload)); entry.ok()) one.entry = std::move(*entry);
        }
        return out;
    }
    [[nodiscard]] Digest hashAt(Stream stream, std::int64_t sequence) {
        Digest out;
        const auto stored = m_cx.store().storedEntries(m_cx.tenant(), stream, sequence - 1, 1);
        if (!stored.empty() && stored[0].hash.size() == out.bytes.size()) std::copy(stored[0].hash.begin(), stored[0].hash.end(), out.bytes.begin());
        return out;
    }

    /// Moves `at` on to `end`, or to the last that is old enough.
    Status runEra(Stream stream, std::int64_t& at, std::int64_t end) {
        while (at < end && m_left > 0) {
            const auto found = page(stream, at, static_cast<int>(std::min<std::int64_t>(pageSize, end - at)));
            if (found.empty()) return {};
            for (const Readable& each : found) {
                if (!each.entry) {   // damaged: it stays as evidence, and holds up nobody
                    at = each.sequence;
                    continue;
                }
                const Entry& entry = *each.entry;
                const Instant until = retainUntil(stream, entry.header.ledgerTime, m_policies);
                if (until > m_cx.clockNow()) {
                    Instant& first = m_reply.retainUntil[enumName(stream)];
                    first = first.known() ? std::min(first, until) : until;
                    return {};
                }
                if (m_left <= 0) return {};
                OK_TRY(take(entry));
                at = entry.header.sequence;
            }
        }
        return {};
    }

    /// The first sequence from `low` on that was not written before `since`. Ledger time never runs backwards in a stream; an
    /// entry that cannot be read is asked about by the one behind it.
    [[nodiscard]] std::int64_t firstSince(Stream stream, Instant since, std::int64_t low, std::int64_t last) {
        std::int64_t high = last + 1;
        while (low < high) {
            const std::int64_t middle = low + (high - low) / 2;
            std::int64_t asked = middle;
            Instant written;
            for (; asked < high && !written.known(); ++asked) {
                const auto stored = m_cx.store().storedEntries(m_cx.tenant(), stream, asked - 1, 1);
                const auto entry = stored.empty() || stored[0].sequence != asked ? Result<Entry>(problem("missing", "")) : openEntry(stored[0].header, {});
                if (entry.ok()) written = entry->header.ledgerTime;
            }
            if (written.known() && written < since) low = asked;
            else high = middle;
        }
        return low;
    }

    Status take(const Entry& entry) {
        if (entry.payload.empty() || staysForEver(entry.header.type)) return {};
        if (m_holds.cover(entry.header)) {
            ++m_reply.held;
            m_event.held.push_back(entry.header.sequence);
            return {};
        }
        if (!m_dryRun && m_projections.knows(entry.header.type) && !covered(entry.header)) OK_TRY(baseline());
        ++m_reply.purged;
        --m_left;
        m_event.tombstones.push_back({entry.header.sequence, entry.header.entryId, entry.header.payloadHash});
        const Instant written = entry.header.ledgerTime;
        m_event.windowFrom = m_event.windowFrom.known() ? std::min(m_event.windowFrom, written) : written;
        m_event.windowTo = std::max(m_event.windowTo, written);
        if (m_dryRun) return {};
        return m_cx.store().setPayload(m_cx.tenant(), entry.header.stream, entry.header.sequence, {});
    }

    /// Do the documents that were kept already hold what this entry did?
    [[nodiscard]] bool covered(const EntryHeader& header) const {
        if (!m_kept) return false;
        const auto through = m_kept->baseline.through.find(enumName(header.stream));
        return through != m_kept->baseline.through.end() && header.sequence <= through->second;
    }

    /// Documents are made of payloads that go: they are kept as they are now, and a rebuild begins with them.
    Status baseline() {
        m_cx.views().flush();
        OK_ASSIGN(ViewBaseline made, keepBaseline(m_cx.store(), m_cx.tenant()));
        m_kept = KeptBaseline{made, m_cx.store().lastSequence(m_cx.tenant(), Stream::security) + 1};
        OK_TRY(noteBaseline(m_cx.store(), m_cx.tenant(), *m_kept));
        m_reply.baselined = made.documents;
        m_cx.emit(ViewsBaselined{std::move(made)}, {.justification = "retention", .stream = Stream::security});
        return {};
    }

    Status tell(Stream stream, const RetentionState& before) {
        if (m_dryRun) return {};
        std::int64_t moved = m_event.through - before.through;
        for (const auto& [era, at] : m_event.eras) {
            const auto was = before.eras.find(era);
            moved += at - (was == before.eras.end() ? before.through : was->second);
        }
        // The cursor alone is worth an entry only now and then: what was passed over costs little to pass over again.
        if (m_event.tombstones.empty() && moved < pageSize && m_event.held == before.held) return {};
        m_event.newGenesisHash = hashAt(stream, 1);
        m_event.policyVersion = m_policies.empty() ? 0 : m_policies.back().version;
        std::vector<Tombstone> all = std::move(m_event.tombstones);
        std::size_t at = 0;
        do {
            PayloadsPurged part = m_event;
            const std::size_t n = std::min(tombstonesAnEntry, all.size() - at);
            part.tombstones.assign(all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(at + n));
            part.purgedCount = static_cast<int>(n);
            m_cx.emit(std::move(part), {.justification = "retention", .stream = Stream::security});
            at += n;
        } while (at < all.size());
        return {};
    }

    CommandContext& m_cx;
    const Projections& m_projections;
    bool m_dryRun;
    int m_left;
    std::vector<RetentionPolicy> m_policies;
    Holds m_holds;
    std::optional<KeptBaseline> m_kept;
    PayloadsPurged m_event;
    PurgeReply m_reply;
};

Status purge(CommandContext& cx, const PurgeExpired& command, const Projections& projections) {
    if (command.limit < 1 || command.limit > mostAtOnce) return problem("invalid_fields", "the limit is 1 to 10,000 entries");
    OK_ASSIGN(const PurgeReply reply, Purge(cx, command, projections).run());
    cx.reply(reply);
    if (command.dryRun) return {};
    cx.emit(RetentionRun{reply.purged, reply.held, reply.baselined, reply.more}, {.stream = Stream::security});
    metrics::gauge("ok_retention_held", "payloads past their time that a legal hold keeps").set(reply.held);
    cx.setTimer({.key = timerKey, .due = cx.clockNow() + (reply.more ? seconds(1) : Duration(hours(24))),
                 .command = std::string(PurgeExpired::card.name), .body = toJson(PurgeExpired{})});
    return {};
}

}  // namespace

void addRetentionHandlers(Gate& gate, const Projections& projections) {
    gate.handle<SetRetention>(setRetention);
    gate.handle<PurgeExpired>([&projections](const Right&, CommandContext& cx, const PurgeExpired& command) {
        return purge(cx, command, projections);
    });
    gate.onCommitted([](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (entry.header.type != PayloadsPurged::eventType) continue;
            const auto event = fromJson<PayloadsPurged>(entry.payload);
            if (!event.ok()) continue;
            metrics::counter("ok_retention_purged_total", "payloads erased because their time was over",
                             {{"class", enumName(classOf(event->chainSegmentId))}}).add(static_cast<std::uint64_t>(event->purgedCount));
        }
    });
}

std::string heldSubject(CommandContext& cx, Stream stream, std::int64_t sequence) {
    const auto one = cx.store().entries(cx.tenant(), stream, sequence - 1, 1);
    if (sequence < 1 || one.empty() || one.front().header.sequence != sequence) return {};
    return Holds(cx.views()).subjectOf(one.front().header);
}

std::function<bool(const EntryHeader&)> pastRetention(Store& store, TenantId tenant, Instant now) {
    Views views(store.documents(tenant));
    return [policies = policiesOf(views), holds = std::make_shared<const Holds>(views), now](const EntryHeader& header) {
        return retainUntil(header.stream, header.ledgerTime, policies) <= now && !staysForEver(header.type) && !holds->cover(header);
    };
}

std::function<Keeping(const EntryHeader&)> keepingOf(Store& store, TenantId tenant) {
    Views views(store.documents(tenant));
    return [policies = policiesOf(views), holds = std::make_shared<const Holds>(views)](const EntryHeader& header) {
        return Keeping{holds->cover(header), retainUntil(header.stream, header.ledgerTime, policies)};
    };
}

void startRetention(Gate& gate, TenantId tenant, bool drill, Instant now) {
    submitDaily(gate, tenant, drill, now, PurgeExpired::card.name, toJson(PurgeExpired{}));
}

}  // namespace ok::operations
