// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/comms/audience_book.h"

#include <algorithm>
#include <numeric>

#include "shared/comms/routing_rules.h"

namespace ok::comms {

AudienceBook::AudienceBook(std::span<const territory::Account> accounts, std::shared_ptr<const void> keeps)
    : m_accounts(accounts), m_keeps(std::move(keeps)), m_rows(accounts.size()), m_homes(accounts.size()), m_placed(accounts.size()),
      m_critical(accounts.size()) {
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
        const territory::Account& a = accounts[i];
        AudienceRow& r = m_rows[i];
        r.account = i;
        const std::uint32_t phone = m_contacts.intern(a.contacts.phone);
        r.contact = {phone, m_contacts.intern(a.contacts.email), phone};
        r.optedIn = {a.optedIn.sms, a.optedIn.email, a.optedIn.voice};
        r.language = a.language == "es" ? Language::es : Language::en;
        r.zone = zoneNumber(a.timeZone);
        if (a.quietHours) {
            r.quietFrom = static_cast<std::int16_t>(a.quietHours->fromMinute);
            r.quietTo = static_cast<std::int16_t>(a.quietHours->toMinute);
        }
        m_homes[i] = a.position;
        m_placed[i] = a.placed() ? 1 : 0;
        m_critical[i] = a.criticalCare ? 1 : 0;
    }
}

std::uint16_t AudienceBook::zoneNumber(const std::string& zone) {
    const auto it = std::find(m_zones.begin(), m_zones.end(), zone);
    if (it != m_zones.end()) return static_cast<std::uint16_t>(it - m_zones.begin());
    m_zones.push_back(zone);
    return static_cast<std::uint16_t>(m_zones.size() - 1);
}

Affected everybodyOf(std::vector<territory::Account> accounts) {
    const auto kept = std::make_shared<const std::vector<territory::Account>>(std::move(accounts));
    return everybodyOf(std::make_shared<const AudienceBook>(std::span(*kept), kept));
}

Affected everybodyOf(std::shared_ptr<const AudienceBook> book) {
    Affected out{std::move(book), {}};
    out.accounts.resize(out.book->size());
    std::iota(out.accounts.begin(), out.accounts.end(), 0U);
    return out;
}

AudienceSlice::AudienceSlice(const Affected& affected) : m_book(affected.book) {
    m_rows.reserve(affected.accounts.size());
    for (const std::uint32_t account : affected.accounts) m_rows.push_back(m_book->rows()[account]);
    m_contacts = m_book->contacts().size();
    // A street of a large utility does not pay for tables of all its contacts.
    constexpr std::size_t few = 8;
    if (m_rows.size() * few < m_contacts) renumber();
    for (auto& channel : m_stopped) channel.assign(m_contacts, 0);
    m_subscribed.assign(m_contacts, 0);
}

void AudienceSlice::renumber() {
    m_own.assign(1, 0);
    for (const AudienceRow& row : m_rows) m_own.insert(m_own.end(), row.contact.begin(), row.contact.end());
    std::sort(m_own.begin(), m_own.end());
    m_own.erase(std::unique(m_own.begin(), m_own.end()), m_own.end());
    m_contacts = static_cast<std::uint32_t>(m_own.size());
    for (AudienceRow& row : m_rows) {
        for (std::uint32_t& contact : row.contact) {
            contact = static_cast<std::uint32_t>(std::lower_bound(m_own.begin(), m_own.end(), contact) - m_own.begin());
        }
    }
}

std::string_view AudienceSlice::token(std::uint32_t contact) const {
    return m_book->contacts().token(m_own.empty() ? contact : m_own[contact]);
}

std::uint32_t AudienceSlice::find(std::string_view token) const {
    const std::uint32_t found = m_book->contacts().find(token);
    if (m_own.empty()) return found;
    const auto at = std::lower_bound(m_own.begin(), m_own.end(), found);
    return at != m_own.end() && *at == found ? static_cast<std::uint32_t>(at - m_own.begin()) : 0;
}

void AudienceSlice::route(const RoutingPlan& plan) {
    for (AudienceRow& row : m_rows) {
        const bool subscribed = m_subscribed[row.contact[0]] != 0;
        const auto& own = m_book->rows()[row.account].optedIn;
        for (std::size_t c = 0; c < channelCount; ++c) {
            const bool asked = c == static_cast<std::size_t>(Channel::sms) && subscribed;
            row.optedIn[c] = own[c] || asked;
        }
        plan.route(*m_book, subscribed, row);
    }
}

AudienceQuestion AudienceSlice::question() const {
    AudienceQuestion out;
    out.rows = m_rows;
    out.contacts = m_contacts;
    for (std::size_t c = 0; c < channelCount; ++c) out.stopped[c] = m_stopped[c];
    return out;
}

}  // namespace ok::comms
