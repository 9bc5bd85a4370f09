// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/roster_sync.h"

#include "server/access/access_commands.h"
#include "shared/access/user.h"
#include "shared/base/derived_ids.h"
#include "shared/oncall/oncall_commands.h"

namespace ok::oncall {
namespace {

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return text;
}

}  // namespace

std::optional<Duration> pauseAfter(int failures) {
    if (failures < 1 || failures > 3) return {};
    return seconds(std::int64_t{1} << failures);
}

RosterSync::RosterSync(Gate& gate, const TenantDirectory& tenants, ScheduleBook book, std::function<Instant()> clock)
    : m_gate(gate), m_tenants(tenants), m_clock(std::move(clock)) {
    for (auto& [utility, sources] : book) {
        for (auto& [name, settings] : sources) m_sources.push_back({utility, name, std::move(settings), {}, 0});
    }
}

void RosterSync::start() {
    if (m_sources.empty() || m_thread.joinable()) return;
    m_stopping = false;
    m_thread = std::thread([this] { run(); });
}

void RosterSync::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

void RosterSync::look() { m_wake.notify_all(); }

bool RosterSync::webhook(const std::string& utility, const std::string& source, std::string_view signature, std::string_view secret, std::string_view body) {
    bool found = false;
    {
        const std::lock_guard lock(m_mutex);
        for (Source& each : m_sources) {
            if (each.utility != utility || each.name != source || !webhookIsTheirs(each.settings, signature, secret, body)) continue;
            each.due = {};
            found = true;
        }
    }
    if (found) m_wake.notify_all();
    return found;
}

std::vector<std::string> RosterSync::sourcesOf(TenantId tenant) const {
    const auto profile = m_tenants.byId(tenant);
    std::vector<std::string> out;
    const std::lock_guard lock(m_mutex);
    for (const Source& each : m_sources) {
        if (profile && each.utility == profile->slug) out.push_back(each.name);
    }
    return out;
}

void RosterSync::run() {
    auto reader = m_gate.openReader();
    for (;;) {
        Source next;
        {
            std::unique_lock lock(m_mutex);
            const auto due = [this] { return std::find_if(m_sources.begin(), m_sources.end(), [now = m_clock()](const Source& each) { return each.due <= now; }); };
            // The house's timer looks every second; between its looks nothing can become due.
            m_wake.wait(lock, [&] { return m_stopping || due() != m_sources.end(); });
            if (m_stopping) return;
            const auto found = due();
            found->due = m_clock() + seconds(found->settings.everySeconds);
            next = *found;
        }
        if (!reader.ok()) reader = m_gate.openReader();
        if (reader.ok()) ask(std::move(next), **reader);
    }
}

Result<ScheduleQuestion> RosterSync::questionOf(const Source& source, const TenantProfile& profile, Store& store) const {
    Views views(store.documents(profile.tenant));
    const auto team = views.find<RosterTeam>(source.settings.team);
    if (!team) return problem("team_not_found", "there is no such team");
    ScheduleQuestion out{source.name, team->team.name, team->team.zone, m_clock() - hours(24), m_clock() + hours(24 * source.settings.daysAhead), {}};
    std::map<std::string, std::string> accounts;
    views.each<access::User>([&](const access::User& user) { accounts[user.login] = user.id.str(); });
    out.people = accounts;
    for (const auto& [theirs, login] : source.settings.people) {
        const auto known = accounts.find(login);
        if (known != accounts.end()) out.people[lower(theirs)] = known->second;
    }
    return out;
}

void RosterSync::ask(Source source, Store& store) {
    const auto profile = m_tenants.bySlug(source.utility);
    if (!profile || !m_gate.holds(profile->tenant)) return;
    TakeShifts command{source.name, source.settings.kind, source.settings.team, {}, {}, {}, {}};
    const auto question = questionOf(source, *profile, store);
    auto answer = question.ok() ? askSchedule(source.settings, *question) : Result<ScheduleAnswer>(question.problem());
    if (answer.ok()) {
        command.shifts = std::move(answer->shifts);
        command.overrides = std::move(answer->overrides);
        command.warnings = std::move(answer->warnings);
    } else {
        command.failure = answer.problem().code;
    }
    const std::string round = source.utility + "/" + source.name + " " + std::to_string(++m_runs) + " " + toIso(m_clock());
    m_gate.submit(access::systemContext(profile->tenant, profile->drill),
                  {commandIdFrom(profile->tenant, "roster " + round), std::string(TakeShifts::card.name), toJson(command)}, [](const CommandAnswer&) {});
    told(source, !answer.ok() && worthAskingAgain(answer.problem()));
}

void RosterSync::told(const Source& source, bool again) {
    const std::lock_guard lock(m_mutex);
    for (Source& each : m_sources) {
        if (each.utility != source.utility || each.name != source.name) continue;
        each.failures = again ? each.failures + 1 : 0;
        const auto pause = again ? pauseAfter(each.failures) : std::nullopt;
        if (pause) each.due = std::min(each.due, m_clock() + *pause);
        else each.failures = 0;
    }
}

}  // namespace ok::oncall
