// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/tenant_directory.h"

#include <mutex>

namespace ok {

TenantDirectory::TenantDirectory(Store& store, Gate& gate) {
    for (const TenantId tenant : store.tenants()) {
        if (const auto body = store.documents(tenant).read(TenantProfile::viewKind, "profile")) {
            if (const auto profile = fromJson<TenantProfile>(*body); profile.ok()) remember(*profile);
        }
    }
    gate.onCommitted([this](const CommittedBatch& batch) {
        for (const Entry& entry : batch.entries) {
            if (!entry.header.type.starts_with("tenant.")) continue;
            if (const auto event = fromJson<TenantCreated>(entry.payload); event.ok()) remember(event->profile);
        }
    });
}

void TenantDirectory::remember(const TenantProfile& profile) {
    const std::unique_lock lock(m_mutex);
    TenantProfile next = profile;
    if (const auto found = m_bySlug.find(profile.slug); found != m_bySlug.end()) next.drill = found->second.drill;
    m_bySlug.insert_or_assign(profile.slug, std::move(next));
}

std::optional<TenantProfile> TenantDirectory::bySlug(std::string_view slug) const {
    const std::shared_lock lock(m_mutex);
    const auto found = m_bySlug.find(slug);
    if (found == m_bySlug.end()) return {};
    return found->second;
}

std::optional<TenantProfile> TenantDirectory::byId(TenantId tenant) const {
    const std::shared_lock lock(m_mutex);
    for (const auto& [slug, profile] : m_bySlug) {
        if (profile.tenant == tenant) return profile;
    }
    return {};
}

std::optional<TenantProfile> TenantDirectory::bySmsNumber(std::string_view e164) const {
    const std::shared_lock lock(m_mutex);
    for (const auto& [slug, profile] : m_bySlug) {
        if (!e164.empty() && (profile.smsNumber == e164 || profile.voiceNumber == e164)) return profile;
    }
    return {};
}

std::vector<TenantProfile> TenantDirectory::all() const {
    const std::shared_lock lock(m_mutex);
    std::vector<TenantProfile> out;
    for (const auto& [slug, profile] : m_bySlug) out.push_back(profile);
    return out;
}

SecurityContext TenantDirectory::intakeContext(const TenantProfile& profile, Arrival arrival, std::string_view drillTime) const {
    SecurityContext who = buildContext(profile.tenant, {ActorType::service, "intake"}, {"intake"}, std::move(arrival), profile.drill);
    who.purpose = "intake";
    if (profile.drill && !drillTime.empty()) {
        if (const auto at = parseIso(drillTime); at.ok()) who.drillTime = *at;
    }
    return who;
}

}  // namespace ok
