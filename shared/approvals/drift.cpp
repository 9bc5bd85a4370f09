// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/approvals/drift.h"

#include <cmath>
#include <tuple>

namespace ok::approvals {
namespace {

double percent(double part, double of) { return of > 0 ? 100 * part / of : part > 0 ? 100 : 0; }

DriftLevel levelOf(double size, const DriftSteps& steps) {
    if (size <= 0) return DriftLevel::none;
    return size >= steps.resnapshot ? DriftLevel::resnapshot : size >= steps.acknowledge ? DriftLevel::acknowledge : DriftLevel::notice;
}

class Comparison {
  public:
    Comparison(Drift& out, const DriftRules& rules) : m_out(out), m_rules(rules) {}

    void note(DriftKind kind, DriftLevel level, std::string subject, double size) {
        if (level == DriftLevel::none) return;
        m_out.items.push_back({kind, level, std::move(subject), std::round(size * 100) / 100});
    }

    void incidents(const std::vector<FrozenIncident>& frozen, const LiveFacts& live) {
        for (const FrozenIncident& was : frozen) {
            const auto is = std::find_if(live.incidents.begin(), live.incidents.end(), [&was](const FrozenIncident& each) { return each.id == was.id; });
            if (is == live.incidents.end()) {
                m_out.incidents.push_back({was.id, was.name, was.impacted, 0, false, false, true, was.stage, {}});
                note(DriftKind::incident_gone, DriftLevel::invalid, was.id, 1);
            } else {
                incident(was, *is, live.closing);
                times(was, *is);
            }
        }
    }

    void recipients(const RecipientList* frozen, const LiveFacts& live) {
        if (frozen == nullptr) return;
        DriftedRecipients& out = m_out.recipients;
        out.before = static_cast<std::int64_t>(frozen->rows.size());
        if (live.recipients != nullptr) countMoves(*frozen, *live.recipients);
        std::vector<std::string> stopped = live.stopped;
        std::sort(stopped.begin(), stopped.end());
        if (!stopped.empty()) {
            out.optedOut = std::count_if(frozen->rows.begin(), frozen->rows.end(), [&](const FrozenRecipient& row) {
                return std::binary_search(stopped.begin(), stopped.end(), row.channel + " " + row.contact);
            });
        }
        if (out.optedOut > 0) note(DriftKind::opted_out, m_rules.optedOut, {}, static_cast<double>(out.optedOut));
        const double moved = percent(static_cast<double>(out.added + out.removed), static_cast<double>(out.before));
        note(DriftKind::recipients, levelOf(moved, m_rules.recipientsPercent), {}, moved);
    }

    void versions(const SnapshotContent& frozen, const LiveFacts& live) {
        for (const FrozenVersion& was : frozen.versions) {
            const auto is = std::find_if(live.versions.begin(), live.versions.end(), [&was](const FrozenVersion& each) { return each.name == was.name; });
            if (is != live.versions.end() && is->version != was.version) note(DriftKind::version, m_rules.version, was.name, 1);
        }
        for (const FrozenEvidence& was : frozen.evidence) {
            const auto is = std::find_if(live.evidence.begin(), live.evidence.end(), [&was](const FrozenEvidence& each) { return each.id == was.id; });
            if (is == live.evidence.end() || is->sha256 != was.sha256) note(DriftKind::evidence, m_rules.evidence, was.id, 1);
        }
        // What was attached since speaks for nothing that was frozen, but whoever decides may want to look at it.
        for (const FrozenEvidence& is : live.evidence) {
            const bool known = std::any_of(frozen.evidence.begin(), frozen.evidence.end(), [&is](const FrozenEvidence& each) { return each.id == is.id; });
            if (!known) note(DriftKind::evidence, DriftLevel::notice, is.id, 1);
        }
    }

  private:
    void incident(const FrozenIncident& was, const FrozenIncident& is, bool closing) {
        const bool boundary = was.boundary != is.boundary, members = was.members != is.members;
        if (is.closed && !was.closed) note(DriftKind::incident_closed, closing ? DriftLevel::notice : DriftLevel::invalid, was.id, 1);
        else if (was.stage != is.stage) note(DriftKind::stage, DriftLevel::acknowledge, was.id, 1);
        const double impacted = percent(std::abs(static_cast<double>(is.impacted - was.impacted)), static_cast<double>(was.impacted));
        note(DriftKind::impacted, levelOf(impacted, m_rules.impactedPercent), was.id, impacted);
        // As many, but others: nobody would see it in the count.
        if (members && impacted == 0) note(DriftKind::members, DriftLevel::acknowledge, was.id, 1);
        if (boundary) noteBoundary(was, is);
        if (boundary || members || was.stage != is.stage || was.impacted != is.impacted || was.closed != is.closed) {
            m_out.incidents.push_back({was.id, was.name, was.impacted, is.impacted, boundary, members, false, was.stage, is.stage});
        }
    }
    void noteBoundary(const FrozenIncident& was, const FrozenIncident& is) {
        const double before = was.boundary.rings.empty() ? 0 : squareMetres(was.boundary), after = is.boundary.rings.empty() ? 0 : squareMetres(is.boundary);
        const double moved = percent(std::abs(after - before), before);
        note(DriftKind::boundary, std::max(DriftLevel::notice, levelOf(moved, m_rules.areaPercent)), was.id, moved);
    }
    void times(const FrozenIncident& was, const FrozenIncident& is) {
        std::map<std::string, std::pair<FrozenTime, FrozenTime>> all;
        for (const FrozenTime& time : was.times) all[time.what].first = time;
        for (const FrozenTime& time : is.times) all[time.what].second = time;
        for (const auto& [what, pair] : all) {
            const auto& [before, after] = pair;
            if (before.at == after.at && before.source == after.source) continue;
            DriftedTime drifted{was.id, what, before, after, {}};
            double size = m_rules.timeMinutes.resnapshot;
            if (before.at.known() && after.at.known()) {
                drifted.deltaMinutes = std::llround(static_cast<double>((after.at - before.at).count()) / 60e6);
                size = std::abs(static_cast<double>((after.at - before.at).count()) / 60e6);
            } else if (!before.at.known() && !after.at.known()) {
                continue;
            }
            m_out.times.push_back(std::move(drifted));
            // Another source that says the same is worth a word, no more.
            note(DriftKind::time, std::max(DriftLevel::notice, levelOf(size, m_rules.timeMinutes)), was.id + "/" + what, size);
        }
    }
    void countMoves(const RecipientList& frozen, const RecipientList& live) {
        DriftedRecipients& out = m_out.recipients;
        auto a = frozen.rows.begin();
        auto b = live.rows.begin();
        const auto key = [](const FrozenRecipient& row) { return std::tie(row.channel, row.contact); };
        while (a != frozen.rows.end() || b != live.rows.end()) {
            const bool gone = b == live.rows.end() || (a != frozen.rows.end() && key(*a) < key(*b));
            const bool fresh = !gone && (a == frozen.rows.end() || key(*b) < key(*a));
            if (gone) ++out.removed;
            if (fresh) ++out.added;
            if (!fresh) ++a;
            if (!gone) ++b;
        }
        out.net = out.added - out.removed;
    }

    Drift& m_out;
    const DriftRules& m_rules;
};

}  // namespace

Digest digestOfWords(std::vector<ReviewText> texts) {
    for (ReviewText& text : texts) {
        if (!text.pattern.empty()) text.text.clear();
    }
    std::sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return std::tie(a.channel, a.language, a.part) < std::tie(b.channel, b.language, b.part); });
    return sha256(toJson(texts));
}

Drift driftOf(const Snapshot& snapshot, const SnapshotContent& content, const RecipientList* frozen, const LiveFacts& live, const DriftRules& rules, Instant now) {
    Drift out;
    out.snapshot = snapshot.header.contentHash;
    out.at = now;
    Comparison comparison(out, rules);
    if (live.draft != live.draftAt) comparison.note(DriftKind::draft, DriftLevel::invalid, {}, 1);
    comparison.incidents(content.incidents, live);
    comparison.recipients(frozen, live);
    comparison.versions(content, live);
    std::sort(out.items.begin(), out.items.end(), [](const DriftItem& a, const DriftItem& b) { return std::tie(b.level, a.kind, a.subject) < std::tie(a.level, b.kind, b.subject); });
    if (!out.items.empty()) out.level = out.items.front().level;
    return out;
}

bool covers(const std::vector<DriftItem>& seen, const Drift& now, const DriftRules& rules) {
    return std::all_of(now.items.begin(), now.items.end(), [&](const DriftItem& item) {
        if (item.level <= DriftLevel::notice) return true;
        return std::any_of(seen.begin(), seen.end(), [&](const DriftItem& known) {
            return known.kind == item.kind && known.subject == item.subject && known.level >= item.level && item.size <= known.size + rules.slack;
        });
    });
}

Status mayApprove(const Drift& drift, const std::vector<std::string>& keys, const std::vector<DriftAcknowledged>& acknowledged, const DriftRules& rules) {
    if (drift.level == DriftLevel::invalid) return problem("snapshot_invalid", "what was frozen is about something that is no more: cancel it, or ask anew");
    if (drift.level == DriftLevel::resnapshot) return problem("snapshot_outdated", "too much has changed since: freeze it anew");
    if (drift.level <= DriftLevel::notice) return {};
    Problem why = problem("drift_unacknowledged", "what changed since has to be seen by everybody who holds a key");
    for (const std::string& person : keys) {
        const bool saw = std::any_of(acknowledged.begin(), acknowledged.end(), [&](const DriftAcknowledged& each) {
            return each.person == person && each.snapshot == drift.snapshot && covers(each.items, drift, rules);
        });
        if (!saw) why.fields.push_back({person, "unacknowledged", "has not seen what changed"});
    }
    if (why.fields.empty()) return {};
    return why;
}

}  // namespace ok::approvals
