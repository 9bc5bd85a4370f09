// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/identity/directory_sync.h"

#include <algorithm>

#include "server/access/access_commands.h"
#include "server/identity/ldap_directory.h"
#include "shared/base/derived_ids.h"

namespace ok::identity {
namespace {
constexpr std::size_t entriesACommand = 200, mostGone = 20'000;
}

DirectorySync::DirectorySync(Gate& gate, const TenantDirectory& tenants, IdentityBook book, std::function<Instant()> clock)
    : m_gate(gate), m_tenants(tenants), m_book(std::move(book)), m_clock(std::move(clock)), m_thread([&gate] { return gate.openReader(); }) {
    gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (entry.header.type != SyncStarted::eventType || !m_gate.holds(entry.header.tenant)) continue;
            const auto asked = fromJson<SyncStarted>(entry.payload);
            if (!asked.ok()) continue;
            m_thread.post([this, tenant = entry.header.tenant, asked = *asked](Store& store) { reconcileNow(store, tenant, asked); }, [](const Problem&) {});
        }
    });
}

// Whether or not a timer is set already: after a start the mirror is brought up to date first.
void DirectorySync::start() {
    m_thread.start();
    for (const auto& [slug, settings] : m_book) {
        const auto profile = m_tenants.bySlug(slug);
        if (!profile) continue;
        for (const auto& [name, each] : settings.ldap) {
            m_gate.submit(context(profile->tenant), {commandIdFrom(profile->tenant, "sync:" + name + toIso(m_clock())), std::string(StartSync::card.name), toJson(StartSync{"ldap:" + name})},
                          [](CommandAnswer) {});
        }
    }
}

SecurityContext DirectorySync::context(TenantId tenant) const {
    const auto profile = m_tenants.byId(tenant);
    return access::systemContext(tenant, profile && profile->drill);
}

const LdapSettings* DirectorySync::settingsOf(TenantId tenant, const std::string& source) const {
    const auto profile = m_tenants.byId(tenant);
    const auto found = profile && source.starts_with("ldap:") ? m_book.find(profile->slug) : m_book.end();
    if (found == m_book.end()) return nullptr;
    const auto settings = found->second.ldap.find(source.substr(5));
    return settings == found->second.ldap.end() ? nullptr : &settings->second;
}

std::optional<Duration> DirectorySync::intervalOf(TenantId tenant, const std::string& source) const {
    const LdapSettings* settings = settingsOf(tenant, source);
    if (settings == nullptr) return {};
    return minutes(settings->intervalMinutes);
}

std::vector<MirroredPerson> DirectorySync::mirrored(Store& store, TenantId tenant, const std::string& source) const {
    std::vector<MirroredPerson> out;
    const Vault vault(store, m_gate.vaultKeys());
    store.documents(tenant).readAll(DirectoryUser::viewKind, [&](std::string_view, std::string_view body) {
        auto person = fromJson<DirectoryUser>(body);
        if (!person.ok() || person->removed || person->source != source) return;
        PersonName name;
        if (person->name.known()) name = vault.open(tenant, person->name).valueOr({});
        out.push_back({person->id, person->externalId, person->userName, std::move(name), std::move(person->facts), person->active});
    });
    return out;
}

Result<FinishSync> DirectorySync::apply(Store& store, TenantId tenant, const SyncStarted& asked, const LdapSettings& settings) {
    OK_ASSIGN(auto entries, readDirectory(settings));
    const auto mirror = mirrored(store, tenant, asked.source);
    SyncPlan plan = reconcile(mirror, std::move(entries));
    FinishSync out;
    out.source = asked.source;
    out.run = asked.run;
    out.unchanged = plan.unchanged;
    std::vector<DirectoryEntry> all = std::move(plan.create);
    std::move(plan.update.begin(), plan.update.end(), std::back_inserter(all));
    for (std::size_t at = 0; at < all.size(); at += entriesACommand) {
        ApplyEntries command{asked.source, asked.run, {}};
        for (std::size_t i = at; i < std::min(all.size(), at + entriesACommand); ++i) command.entries.push_back(std::move(all[i]));
        const auto answer = m_gate.run(context(tenant), {commandIdFrom(tenant, "sync " + asked.run.str() + " " + std::to_string(at)), std::string(ApplyEntries::card.name), toJson(command)});
        if (!answer.reply.ok()) return answer.reply.problem();
        OK_ASSIGN(const ApplyReply reply, fromJson<ApplyReply>(*answer.reply));
        out.counts.created += reply.created;
        out.counts.updated += reply.updated;
        out.counts.gained += reply.gained;
        out.counts.lost += reply.lost;
    }
    const auto active = static_cast<std::size_t>(std::count_if(mirror.begin(), mirror.end(), [](const MirroredPerson& p) { return p.active; }));
    out.tooMany = tooManyGone(plan.gone.size(), active, {settings.gonePercent, settings.goneLeast}) || plan.gone.size() > mostGone;
    if (plan.gone.size() > mostGone) plan.gone.resize(mostGone);
    out.gone = std::move(plan.gone);
    return out;
}

void DirectorySync::reconcileNow(Store& store, TenantId tenant, const SyncStarted& asked) {
    const LdapSettings* settings = settingsOf(tenant, asked.source);
    auto finish = settings == nullptr ? Result<FinishSync>(problem("source_not_configured", "this server has no settings for the directory"))
                                      : apply(store, tenant, asked, *settings);
    FinishSync command;
    if (finish.ok()) {
        command = std::move(*finish);
    } else {
        command.source = asked.source;
        command.run = asked.run;
        command.failure = finish.problem().code;
        command.message = finish.problem().message;
        if (const auto more = finish.problem().details.find("ldap"); more != finish.problem().details.end()) command.message += ": " + more->second;
    }
    m_gate.submit(context(tenant), {commandIdFrom(tenant, "sync " + asked.run.str() + " end"), std::string(FinishSync::card.name), toJson(command)}, [](CommandAnswer) {});
}

}  // namespace ok::identity
