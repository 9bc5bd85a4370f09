// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A utility's accounts as columns that audiences are made of: made once for each import, read for each question. A slice of it
// is what one broadcast asks about. Counting 250,000 people then touches a few megabytes and makes no string.
#pragma once
#include <memory>

#include "shared/comms/audience.h"
#include "shared/territory/account.h"

namespace ok::comms {

class RoutingPlan;

/// Immutable: any number of threads may ask.
class AudienceBook {
  public:
    /// The accounts have to outlive the book; `keeps` sees to it.
    explicit AudienceBook(std::span<const territory::Account> accounts, std::shared_ptr<const void> keeps = {});

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_rows.size()); }
    /// By place in `accounts`; opted in is what the account's own record says. Zone 0 is the utility's own.
    [[nodiscard]] const std::vector<AudienceRow>& rows() const { return m_rows; }
    [[nodiscard]] const std::vector<std::string>& zones() const { return m_zones; }
    [[nodiscard]] const ContactTable& contacts() const { return m_contacts; }
    [[nodiscard]] AccountId id(std::uint32_t account) const { return m_accounts[account].id; }
    /// Nothing for one that is on no map.
    [[nodiscard]] const LonLat* home(std::uint32_t account) const { return m_placed[account] != 0 ? &m_homes[account] : nullptr; }
    [[nodiscard]] bool critical(std::uint32_t account) const { return m_critical[account] != 0; }

  private:
    [[nodiscard]] std::uint16_t zoneNumber(const std::string& zone);
    std::span<const territory::Account> m_accounts;
    std::shared_ptr<const void> m_keeps;
    std::vector<AudienceRow> m_rows;
    std::vector<std::string> m_zones{std::string()};
    ContactTable m_contacts;
    std::vector<LonLat> m_homes;
    std::vector<std::uint8_t> m_placed, m_critical;
};

/// Some accounts of a book, in the order in which they are told.
struct Affected {
    std::shared_ptr<const AudienceBook> book;
    std::vector<std::uint32_t> accounts;
};
/// All of these; for what has no book of its own.
[[nodiscard]] Affected everybodyOf(std::vector<territory::Account> accounts);
[[nodiscard]] Affected everybodyOf(std::shared_ptr<const AudienceBook> book);

/// The accounts that a broadcast asks about, with what their contacts said and what the routing rules say.
class AudienceSlice {
  public:
    explicit AudienceSlice(const Affected& affected);

    // --- contacts by the slice's own numbers, 1 to contacts() - 1
    [[nodiscard]] std::uint32_t contacts() const { return m_contacts; }
    [[nodiscard]] std::string_view token(std::uint32_t contact) const;
    /// 0: nobody here has it.
    [[nodiscard]] std::uint32_t find(std::string_view token) const;
    void stop(std::uint32_t contact, Channel channel) { m_stopped[static_cast<std::size_t>(channel)][contact] = 1; }
    /// They asked for texts themselves, whatever the account's record says.
    void subscribe(std::uint32_t contact) { m_subscribed[contact] = 1; }

    /// After everything was said about the contacts. May be asked again with another plan.
    void route(const RoutingPlan& plan);
    [[nodiscard]] AudienceQuestion question() const;
    [[nodiscard]] const AudienceBook& book() const { return *m_book; }

  private:
    void renumber();
    std::shared_ptr<const AudienceBook> m_book;
    std::vector<AudienceRow> m_rows;
    std::uint32_t m_contacts = 1;
    std::vector<std::uint32_t> m_own;   ///< the book's number of each; empty: the same numbers
    std::array<std::vector<std::uint8_t>, channelCount> m_stopped;
    std::vector<std::uint8_t> m_subscribed;
};

}  // namespace ok::comms
