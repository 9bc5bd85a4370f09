// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Who is behind a token, for every request and socket: a person's session, a person's API token, an OAuth client. Held in
// memory, fed by what the gate commits here and on the other servers of the database, so that a revocation, other roles or a
// disabled account are in force everywhere the moment they are durable. Thread-safe.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "shared/access/bearer.h"
#include "shared/base/dice.h"

namespace ok::access {

/// A token as it was presented: `use` and `proof` are asked for where its session is bound to a device (device_proof.h).
struct Presented {
    std::string_view token;
    std::string address;
    std::string_view use = {};
    std::string_view proof = {};
    bool lookOnly = false;        ///< the same request is shown again when its body is there: its proof is not used up yet
    std::string_view userAgent = {}, traceId = {};
};

class SessionBook {
  public:
    SessionBook(Store& store, Gate& gate, const TenantDirectory& tenants, std::function<Instant()> clock,
                SessionLimits limits = {});

    /// The key of OAuth clients' access tokens; the same on every server of a database. Before the first request.
    void setPassKey(const PassKey& key) { m_passKey = key; }
    /// Where several servers share a database: true the first time any of them says this. Before the first request; without it each
    /// server remembers for itself.
    using ProofOnce = std::function<Result<bool>(const Digest& proof, Instant until, Instant now)>;
    void shareProofs(ProofOnce once) { m_once = std::move(once); }
    /// For the ids of what the book itself reports to the gate. Before the first request; without it nothing is reported.
    void setDice(Dice dice) { m_dice = std::move(dice); }

    /// The context of a token. Problems: `not_signed_in`, `token_expired` (refresh it), `session_expired`,
    /// `session_revoked`, `device_proof_missing`, `device_proof_wrong`, `device_proof_reused`, `device_clock_off`.
    [[nodiscard]] Result<SecurityContext> resolve(const Presented& presented);
    [[nodiscard]] Result<SecurityContext> resolve(std::string_view token, const std::string& address) {
        return resolve(Presented{token, address});
    }
    /// The context of a session that is known already (a socket after its hello): its access token may have been
    /// exchanged since. Looking is no activity.
    [[nodiscard]] Result<SecurityContext> resume(SessionId session, Arrival arrival);
    [[nodiscard]] Result<SecurityContext> resume(SessionId session, const std::string& address) { return resume(session, Arrival{.source = {}, .address = address, .userAgent = {}, .device = {}, .traceId = {}}); }
    /// A command was sent or a person touched keyboard or mouse: the idle time begins anew.
    void active(SessionId session);
    [[nodiscard]] std::optional<Instant> lastActive(SessionId session) const;

    /// What the refresh route must know before it asks the gate.
    struct Refreshable {
        TenantId tenant;
        bool drill = false;
        std::string deviceKey;
    };
    [[nodiscard]] std::optional<Refreshable> refreshable(SessionId session) const;
    /// Checks a device's proof and remembers that it was used.
    [[nodiscard]] Status prove(const std::string& deviceKey, const Presented& presented);

    /// Evidence that a bound session's token came without its device; at most once a minute for one session.
    void deviceRefused(SessionId session, const std::string& address, const std::string& code);

    /// An API client by its id, and whether `secret` is one of its own.
    struct KnownClient {
        ApiClient client;
        TenantId tenant;
        bool drill = false;
    };
    [[nodiscard]] std::optional<KnownClient> client(const ApiClientId& id) const;
    /// Requests a minute for the API client behind a token, with the key to count them under; nothing for people.
    struct Rate {
        std::string key;
        int perMinute = 0;
    };
    [[nodiscard]] std::optional<Rate> rateOf(std::string_view token) const;

    /// Told when a session ends before its time (sockets hang up), and when its person's roles changed (they come again).
    void onRevoked(std::function<void(SessionId)> listener) { m_revoked.push_back(std::move(listener)); }
    /// Told of every context a token or session is turned into; for tests that look at all ways in. Before the first request.
    void onContext(std::function<void(const SecurityContext&)> listener) { m_seen = std::move(listener); }
    void onRolesChanged(std::function<void(SessionId)> listener) { m_changed.push_back(std::move(listener)); }
    [[nodiscard]] const SessionLimits& limits() const { return m_limits; }

  private:
    std::function<void(const SecurityContext&)> m_seen;
    struct Held {
        Session session;
        TenantId tenant;
        bool drill = false;
        Instant lastActive;
        Instant reported;   // when a refusal of its device was last told to the gate
    };
    struct HeldUser {
        std::vector<std::string> roles;
        bool disabled = false;
        std::vector<std::string> withheld = {};
    };
    struct HeldClient {
        KnownClient known;
        Instant noted;
    };
    using Lock = std::unique_lock<std::mutex>;
    void load(Store& store, const TenantProfile& profile);
    void follow(const CommittedBatch& batch);
    void followPerson(const Entry& entry, std::vector<SessionId>& ended, std::vector<SessionId>& changed);
    void followSession(const Entry& entry, std::vector<SessionId>& ended);
    void followClient(const Entry& entry);
    void remember(const Session& session, TenantId tenant);
    void rememberClient(const ApiClient& client, TenantId tenant);
    void dropOld();
    [[nodiscard]] Status judge(const Held& held, Instant now, Duration patience) const;
    [[nodiscard]] SecurityContext contextOf(const Held& held, Arrival arrival) const;
    [[nodiscard]] Result<SecurityContext> resolveClient(const Presented& presented);
    [[nodiscard]] Result<SecurityContext> contextOf(HeldClient& held, const std::vector<std::string>& scopes, const Presented& presented,
                                                    Lock& lock);
    void noteIdle(const Held& held, const Problem& why, Instant now);
    void report(TenantId tenant, bool drill, std::string_view command, std::string body);
    Status remembersNonce(const std::string& nonce, Instant now);
    Status remembersHere(const std::string& nonce, Instant until, Instant now);

    mutable std::mutex m_mutex;
    std::unordered_map<SessionId, Held> m_sessions;
    std::unordered_map<std::string, SessionId> m_byHash;   // of access tokens
    std::unordered_map<std::string, HeldUser> m_users;
    std::unordered_map<std::string, HeldClient> m_clients;
    std::unordered_map<std::string, std::string> m_clientByHash;  // of API tokens
    std::map<std::string, Instant> m_nonces;
    std::multimap<Instant, std::string> m_nonceEnds;
    std::vector<std::function<void(SessionId)>> m_revoked, m_changed;
    Gate& m_gate;
    const TenantDirectory& m_tenants;
    std::function<Instant()> m_clock;
    SessionLimits m_limits;
    PassKey m_passKey{};
    Dice m_dice;
    ProofOnce m_once;
};

}  // namespace ok::access
