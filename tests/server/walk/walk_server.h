// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The whole server of a walk on a database that outlives it: the product's own gate, store, domains, one-tap pages and outbox dispatcher,
// without sockets, on a clock and dice that the walk holds. It acts only when it is asked to, so a walk is the same every time.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "server/access/session_book.h"
#include "server/approvals/phone_pages.h"
#include "server/net/router.h"
#include "server/outbox/dispatcher.h"
#include "server/product/domains.h"
#include "tests/server/walk/walk_provider.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/soft_key.h"
#include "tests/support/temp_dir.h"

namespace ok::walk {

inline constexpr const char* walkOrigin = "https://localhost:8443";
inline constexpr const char* walkPhone = "Mozilla/5.0 (phone)";

/// What is there whatever becomes of servers: the database, the hour, the provider, people's own devices.
struct Outside {
    explicit Outside(std::uint64_t seed);
    [[nodiscard]] Instant now() const { return Instant::fromMicros(clockMicros.load()); }

    test::TempDir dir;
    std::string path;
    std::atomic<std::int64_t> clockMicros{1'727'000'000'000'000};
    std::uint64_t commands = 0, rolls = 0;
    std::mutex mutex;
    Dice dice;
    std::shared_ptr<WalkProvider> provider;
    std::map<std::string, std::string> accounts;      ///< login → id of the account
    std::map<std::string, std::string> phones;        ///< login → number of the staff's own telephone
    std::map<std::string, test::SoftKey> keys;        ///< login → passkey
};

class WalkServer {
  public:
    explicit WalkServer(Outside& outside);
    ~WalkServer();
    WalkServer(const WalkServer&) = delete;
    WalkServer& operator=(const WalkServer&) = delete;

    template <class C>
    CommandAnswer run(const C& command, const SecurityContext& who) { return f.run(command, who, freshId()); }
    [[nodiscard]] CommandId freshId() { return CommandId{derivedUuid("walk " + std::to_string(m_outside.commands++))}; }
    [[nodiscard]] SecurityContext as(const std::string& login, int device = 0) const;
    [[nodiscard]] SecurityContext system() const { return access::systemContext(f.tenant, false); }
    /// Two commands in one transaction of the gate, in this order.
    std::pair<CommandAnswer, CommandAnswer> together(const SecurityContext& first, const CommandEnvelope& one, const SecurityContext& second, const CommandEnvelope& other);
    /// Everything that may leave now leaves; false: the server died over it.
    bool dispatch();
    void fire();
    /// What commands set going behind them is done, too.
    void rest();
    /// From here on nothing it writes becomes durable: what a killed process leaves behind.
    void lose() { m_lost = true; }
    [[nodiscard]] net::HttpResponse call(const std::string& method, const std::string& target, const std::string& body = {});
    /// The paths of the one-tap links in texts to the staff's telephones that the provider took, oldest first.
    struct Link { std::string path, to; };
    [[nodiscard]] std::vector<Link> links() const;
    /// The word behind a link, as its page shows it, with the passkey of `hand`; `seen` empty: what the page shows.
    [[nodiscard]] std::string form(const std::string& path, const std::string& hand, const std::string& decision, const std::string& seen = {});
    [[nodiscard]] Instant gateNow();
    template <class T>
    [[nodiscard]] std::optional<T> find(const std::string& id) { return f.document<T>(id); }

    test::GateFixture f;

  private:
    void addDomains();
    void addPages();
    void addDispatcher();
    Outside& m_outside;
    std::atomic<bool> m_lost{false};
    std::unique_ptr<Store> m_reader;
    HouseOptions m_options;
    std::unique_ptr<TenantDirectory> m_tenants;
    std::unique_ptr<access::SessionBook> m_sessions;
    std::unique_ptr<Domains> m_domains;
    std::unique_ptr<approvals::OneTapDesk> m_taps;
    std::unique_ptr<approvals::PhonePages> m_pages;
    std::unique_ptr<outbox::Dispatcher> m_dispatcher;
    bool m_dispatching = false;
    net::Router m_router;
};

/// The first server's first hour: a utility, its people (some with two accounts, some of a vendor), its rules, its customers, two outages.
struct Founding {
    int approvers = 1;
    bool vendorsShut = false;
};
struct Town {
    std::vector<std::string> customers;     ///< telephone numbers
    std::vector<std::string> mailboxes;
    IncidentId west, east;
    [[nodiscard]] static Polygon around(double fromMile, double toMile);
};
[[nodiscard]] Town found(WalkServer& server, Outside& outside, const Founding& how);

}  // namespace ok::walk
