// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/oncall/sla_metrics.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "shared/base/csv_writer.h"

namespace ok::oncall {
namespace {

constexpr std::size_t mostBreaches = 200;
constexpr std::array<int, 6> answerBounds{60, 120, 300, 600, 1'200, 3'600};

double secondsOf(Duration d) { return static_cast<double>(d.count()) / 1e6; }

struct Spread {
    double mean = 0, median = 0, p90 = 0;
};
Spread spreadOf(std::vector<double> all) {
    if (all.empty()) return {};
    std::sort(all.begin(), all.end());
    const std::size_t n = all.size();
    double sum = 0;
    for (const double each : all) sum += each;
    const double median = n % 2 == 1 ? all[n / 2] : (all[n / 2 - 1] + all[n / 2]) / 2;
    return {sum / static_cast<double>(n), median, all[std::min(n - 1, (n * 9 + 9) / 10 - 1)]};
}

double rateOf(int part, int whole) { return whole == 0 ? 0 : static_cast<double>(part) / whole; }

/// How one ladder, or one stay at a step, came out.
struct Outcome {
    bool approved = false, rejected = false, open = true, breached = false;
    double seconds = 0;                   ///< to the approval
};

class Tally {
  public:
    void add(const Outcome& each) {
        ++m_out.total;
        m_out.approved += each.approved ? 1 : 0;
        m_out.rejected += each.rejected ? 1 : 0;
        m_out.open += each.open ? 1 : 0;
        m_out.breached += each.breached ? 1 : 0;
        if (each.approved) m_times.push_back(each.seconds);
    }
    [[nodiscard]] SlaFigures figures() const {
        SlaFigures out = m_out;
        const Spread spread = spreadOf(m_times);
        out.breachRate = rateOf(out.breached, out.total);
        out.meanSeconds = spread.mean;
        out.medianSeconds = spread.median;
        out.p90Seconds = spread.p90;
        return out;
    }

  private:
    SlaFigures m_out;
    std::vector<double> m_times;
};

using Workflow = std::vector<const SlaEvent*>;

bool fitsRequest(const SlaEvent& e, const SlaFilter& f) {
    const auto is = [](const std::string& wanted, const std::string& have) { return wanted.empty() || wanted == have; };
    return (!f.from.known() || e.openedAt >= f.from) && (!f.to.known() || e.openedAt < f.to) && is(f.policy, e.policy) && is(f.severity, e.severity) && is(f.workflow, e.workflow) &&
           (f.region.empty() || std::find(e.regions.begin(), e.regions.end(), f.region) != e.regions.end());
}

/// Step, channel and team choose among what happened with a request: all of it where one of it fits.
bool touches(const Workflow& all, const SlaFilter& f) {
    const auto any = [&all](const auto& fits) { return std::any_of(all.begin(), all.end(), [&fits](const SlaEvent* e) { return fits(*e); }); };
    if (f.step >= 0 && !any([&f](const SlaEvent& e) { return e.kind == SlaEventKind::step_entered && e.step == f.step; })) return false;
    if (!f.channel.empty() && !any([&f](const SlaEvent& e) { return e.channel == f.channel; })) return false;
    return f.team.empty() || any([&f](const SlaEvent& e) { return e.team == f.team; });
}

std::map<std::string, Workflow> workflowsOf(const std::vector<SlaEvent>& events, const SlaFilter& filter) {
    std::map<std::string, Workflow> out;
    for (const SlaEvent& e : events) {
        if (fitsRequest(e, filter)) out[e.workflow].push_back(&e);
    }
    std::erase_if(out, [&filter](const auto& each) { return !touches(each.second, filter); });
    for (auto& [id, all] : out) std::sort(all.begin(), all.end(), [](const SlaEvent* a, const SlaEvent* b) { return std::tie(a->at, a->id) < std::tie(b->at, b->id); });
    return out;
}

bool fitsEvent(const SlaEvent& e, const SlaFilter& f) {
    const bool ofStep = f.step < 0 || e.step == f.step;
    const bool ofChannel = f.channel.empty() || e.channel == f.channel || e.channel.empty();
    const bool ofTeam = f.team.empty() || e.team == f.team || e.team.empty();
    return ofStep && ofChannel && ofTeam && (f.kind.empty() || f.kind == enumName(e.kind)) && (f.person.empty() || f.person == e.person);
}

/// Policies, steps, days and breaches of one ladder.
class Figures {
  public:
    explicit Figures(const SlaFilter& filter) : m_filter(filter) {}

    void add(const Workflow& all) {
        const SlaEvent& first = *all.front();
        Outcome whole;
        for (const SlaEvent* e : all) {
            if (e->kind == SlaEventKind::breached && fitsEvent(*e, anyKind())) breach(*e, whole);
            if (e->kind != SlaEventKind::ended) continue;
            whole.open = false;
            whole.approved = e->decision == "released";
            whole.rejected = e->decision == "rejected";
            whole.seconds = secondsOf(e->at - e->openedAt);
        }
        m_all.add(whole);
        m_policies[first.policy].add(whole);
        m_days[toIso(first.openedAt).substr(0, 10)].add(whole);
        addSteps(all);
    }

    void into(SlaMetrics& out) {
        out.all = m_all.figures();
        for (const auto& [policy, tally] : m_policies) out.policies.push_back({policy, -1, 0, tally.figures()});
        for (const auto& [step, tally] : m_steps) out.steps.push_back({step.first, step.second, m_targets[step], tally.figures()});
        for (const auto& [day, tally] : m_days) out.days.push_back({day, tally.figures()});
        std::sort(m_breaches.begin(), m_breaches.end(), [](const SlaBreach& a, const SlaBreach& b) { return std::tie(b.at, b.entry) < std::tie(a.at, a.entry); });
        out.breachCount = static_cast<int>(m_breaches.size());
        if (m_breaches.size() > mostBreaches) m_breaches.resize(mostBreaches);
        out.breaches = std::move(m_breaches);
    }

  private:
    [[nodiscard]] SlaFilter anyKind() const {
        SlaFilter out = m_filter;
        out.kind.clear();
        return out;
    }
    void breach(const SlaEvent& e, Outcome& whole) {
        whole.breached = true;
        m_breaches.push_back({e.approval, e.workflow, e.policy, e.person, e.channel, e.entry, e.step, e.seconds, e.targetSeconds, e.at, e.lastNudgeAt});
    }

    /// A stay at a step begins where it is entered and ends with the next one, or with the ladder.
    void addSteps(const Workflow& all) {
        const SlaEvent* entered = nullptr;
        Outcome stay;
        const auto finish = [&] {
            if (entered != nullptr && (m_filter.step < 0 || entered->step == m_filter.step)) {
                m_steps[{entered->policy, entered->step}].add(stay);
                m_targets[{entered->policy, entered->step}] = entered->targetSeconds;
            }
            entered = nullptr;
        };
        for (const SlaEvent* e : all) {
            if (entered != nullptr && e->kind == SlaEventKind::breached && e->step == entered->step) stay.breached = true;
            if (entered != nullptr && e->kind == SlaEventKind::ended) {
                stay.open = false;
                stay.approved = e->decision == "released";
                stay.rejected = e->decision == "rejected";
                stay.seconds = secondsOf(e->at - entered->at);
            }
            if (e->kind != SlaEventKind::step_entered) continue;
            stay.open = false;
            finish();
            entered = e;
            stay = {};
        }
        finish();
    }

    const SlaFilter& m_filter;
    Tally m_all;
    std::map<std::string, Tally> m_policies, m_days;
    std::map<std::pair<std::string, int>, Tally> m_steps;
    std::map<std::pair<std::string, int>, int> m_targets;
    std::vector<SlaBreach> m_breaches;
};

/// Who was asked for a request and what they did; and by which way.
class People {
  public:
    void add(const Workflow& all, const SlaFilter& filter) {
        std::map<std::string, Instant> asked;
        std::set<std::string> answered;
        std::set<std::pair<std::string, std::string>> byChannel;
        for (const SlaEvent* e : all) {
            if (!fitsEvent(*e, filter) || e->person.empty()) continue;
            countChannel(*e);
            SlaApprover& who = m_people[e->person];
            if (e->kind == SlaEventKind::nudge_sent && asked.emplace(e->person, e->at).second) ++who.asked;
            if (e->kind == SlaEventKind::breached) ++who.breaches;
            if (e->kind == SlaEventKind::approved) ++who.approved;
            if (e->kind == SlaEventKind::rejected) ++who.rejected;
            const bool answer = e->kind == SlaEventKind::acknowledged || e->kind == SlaEventKind::approved || e->kind == SlaEventKind::rejected;
            if (!answer) continue;
            if (!e->channel.empty() && byChannel.emplace(e->person, e->channel).second) ++m_channels[e->channel].answered;
            const auto since = asked.find(e->person);
            if (since == asked.end() || !answered.insert(e->person).second) continue;
            ++who.answered;
            m_times[e->person].push_back(secondsOf(e->at - since->second));
        }
    }

    void into(SlaMetrics& out) {
        for (auto& [person, who] : m_people) {
            const auto& times = m_times[person];
            const Spread spread = spreadOf(times);
            who.person = person;
            who.meanSeconds = spread.mean;
            who.medianSeconds = spread.median;
            who.within.assign(answerBounds.size() + 1, 0);
            for (const double each : times) ++who.within[static_cast<std::size_t>(std::lower_bound(answerBounds.begin(), answerBounds.end(), each) - answerBounds.begin())];
            out.approvers.push_back(std::move(who));
        }
        for (auto& [channel, figures] : m_channels) {
            figures.channel = channel;
            figures.clickRate = rateOf(figures.opened, figures.sent);
            figures.conversion = rateOf(figures.approved, figures.sent);
            out.channels.push_back(figures);
        }
    }

  private:
    void countChannel(const SlaEvent& e) {
        if (e.channel.empty()) return;
        SlaChannel& way = m_channels[e.channel];
        way.sent += e.kind == SlaEventKind::nudge_sent ? 1 : 0;
        way.delivered += e.kind == SlaEventKind::nudge_delivered ? 1 : 0;
        way.failed += e.kind == SlaEventKind::nudge_failed ? 1 : 0;
        way.suppressed += e.kind == SlaEventKind::nudge_suppressed ? 1 : 0;
        way.opened += e.kind == SlaEventKind::nudge_opened ? 1 : 0;
        way.approved += e.kind == SlaEventKind::approved ? 1 : 0;
    }
    std::map<std::string, SlaApprover> m_people;
    std::map<std::string, std::vector<double>> m_times;
    std::map<std::string, SlaChannel> m_channels;
};

}  // namespace

SlaMetrics metricsOf(const std::vector<SlaEvent>& events, const SlaFilter& filter) {
    SlaFilter every = filter;
    every.kind.clear();
    every.person.clear();
    SlaMetrics out;
    Figures figures(every);
    People people;
    for (const auto& [id, all] : workflowsOf(events, every)) {
        figures.add(all);
        people.add(all, every);
        for (const SlaEvent* e : all) out.eventCount += fitsEvent(*e, every) ? 1 : 0;
    }
    figures.into(out);
    people.into(out);
    std::set<std::string> policies, teams, regions;
    for (const SlaEvent& e : events) {
        policies.insert(e.policy);
        if (!e.team.empty()) teams.insert(e.team);
        regions.insert(e.regions.begin(), e.regions.end());
    }
    out.policyNames.assign(policies.begin(), policies.end());
    out.teams.assign(teams.begin(), teams.end());
    out.regions.assign(regions.begin(), regions.end());
    return out;
}

std::vector<SlaEvent> eventsFor(const std::vector<SlaEvent>& events, const SlaFilter& filter) {
    std::vector<SlaEvent> out;
    for (const auto& [id, all] : workflowsOf(events, filter)) {
        for (const SlaEvent* e : all) {
            if (fitsEvent(*e, filter)) out.push_back(*e);
        }
    }
    std::sort(out.begin(), out.end(), [](const SlaEvent& a, const SlaEvent& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); });
    return out;
}

std::vector<SlaEvent> eventsBetween(Views& views, Instant from, Instant to) {
    constexpr std::int64_t microsOfDay = 86'400'000'000;
    std::vector<SlaEvent> out;
    for (std::int64_t day = from.micros() / microsOfDay; day * microsOfDay < to.micros(); ++day) {
        for (SlaEvent& each : views.byKey<SlaEvent>("day", toIso(Instant::fromMicros(day * microsOfDay)).substr(0, 10))) {
            if (each.openedAt >= from && each.openedAt < to) out.push_back(std::move(each));
        }
    }
    return out;
}

std::string csvOf(const std::vector<SlaEvent>& events) {
    std::string out;
    appendCsvLine(out, {"timestamp", "event_type", "kind", "actor_id", "person_id", "channel", "device_fingerprint_hash", "policy", "policy_version", "step", "decision", "approval_id",
                        "workflow", "team", "seconds", "target_seconds", "last_nudge_at", "trace_id", "entry_id", "stream", "sequence", "previous_hash", "current_hash"});
    for (const SlaEvent& e : events) {
        appendCsvLine(out, {toIso(e.at), e.eventType, enumName(e.kind), e.actor, e.person, e.channel, e.device, e.policy, std::to_string(e.policyVersion), e.step < 0 ? "" : std::to_string(e.step + 1),
                            e.decision, e.approval.str(), e.workflow, e.team, std::to_string(e.seconds), std::to_string(e.targetSeconds), e.lastNudgeAt.known() ? toIso(e.lastNudgeAt) : "", e.trace,
                            e.entry, e.stream, std::to_string(e.sequence), e.prevHash.hex(), e.hash.hex()});
    }
    return out;
}

}  // namespace ok::oncall
