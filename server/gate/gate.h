// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// The gate: the only way in. One thread takes commands from a queue, runs as many as are waiting inside one
// transaction (group commit), signs a checkpoint for each stream that grew, and answers when the commit is durable.
//
// For each command: parse → idempotency (same command id: same answer) → access decision → (high risk: freeze and
// answer `approval_required`) → handler → entries, view rows, timers and outbox rows. Refusals leave an entry in the
// stream `decisions`. A failed commit answers every command of the batch with `store_failed` and rebuilds all state.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <typeindex>

#include "server/gate/command.h"
#include "server/gate/gate_figures.h"
#include "server/gate/gate_values.h"
#include "shared/approvals/release.h"

namespace ok {

struct Capture;   // server/gate/snapshot_store.h

class CommandPost;

class Gate {
  public:
    struct Parts {
        std::unique_ptr<Store> store;
        const Projections* projections = nullptr;
        std::function<Instant()> clock;                 ///< the one clock
        SigningKey signingKey;
        VaultKey masterKey{};
        MatrixSource grants;                            ///< holds for a tenant until it publishes a roles matrix of its own
        std::shared_ptr<CommandPost> post = {};         ///< only where several servers share the database
        TerritoryShapes shapes = {};                    ///< of the tenants' own areas, which scopes may name
    };
    Gate(Parts parts, GateSettings settings = {});
    ~Gate();

    // --- before start()
    template <CommandType C>
    void handle(std::function<Status(const Right&, CommandContext&, const C&)> handler) {
        static_assert(CommandCard(C::card).risk != RiskClass::high || !holdsPersonalData<C>(),
                      "a frozen command is written into the log: it holds tokens, not personal data");
        Registered slot;
        slot.card = C::card;
        slot.run = [handler = std::move(handler)](const Right& right, CommandContext& cx,
                                                  std::string_view body) -> Status {
            OK_ASSIGN(const C command, fromJson<C>(body));
            return handler(right, cx, command);
        };
        slot.freeze = [](std::string_view body) -> Result<Frozen> {
            OK_ASSIGN(const C command, fromJson<C>(body));
            Frozen frozen{toJson(command), {}};
            if constexpr (requires { command.approvalSubjects(); }) frozen.subjects = command.approvalSubjects();
            if constexpr (requires { command.runAt(); }) frozen.runAt = command.runAt();
            return frozen;
        };
        slot.mayFreeze = !holdsPersonalData<C>();
        if constexpr (requires(const C& command) { command.onlyBy(std::string()); }) {
            slot.onlyBy = [](std::string_view body, const std::string& channel) -> Result<std::string> {
                OK_ASSIGN(const C command, fromJson<C>(body));
                return toJson(command.onlyBy(channel));
            };
        }
        addHandler(std::move(slot));
    }
    /// What the access decision about a C is asked for: channels, places, severity, content, audience. `read` must change nothing.
    /// Without it only the action is judged. Asked before the command runs, and again before it is released.
    template <CommandType C>
    void facts(std::function<void(CommandContext&, const C&, ScopeFacts&)> read) {
        addFacts(std::string(C::card.name), [read = std::move(read)](CommandContext& cx, std::string_view body, ScopeFacts& out) {
            if (const auto command = fromJson<C>(body); command.ok()) read(cx, *command, out);
        });
    }
    /// What a C would do if it ran now, frozen with a request for it and asked again when the request is looked at (F04.R1).
    /// `read` must change nothing. Without it a version holds the command and its body alone.
    template <CommandType C>
    void captures(std::function<Status(CommandContext&, const C&, Capture&)> read) {
        addCapture(std::string(C::card.name), [read = std::move(read)](CommandContext& cx, std::string_view body, Capture& out) -> Status {
            OK_ASSIGN(const C command, fromJson<C>(body));
            return read(cx, command, out);
        });
    }
    /// `make(tenant, store, views)` builds the state of a tenant; called at start and after a failed commit.
    template <class S>
    void addState(std::function<std::unique_ptr<S>(TenantId, Store&, Views&)> make) {
        addStateFactory(typeid(S), [make = std::move(make)](TenantId t, Store& s, Views& v) {
            return std::unique_ptr<TenantState>(make(t, s, v));
        });
    }
    /// Also told of what other servers on the same database committed.
    void onCommitted(std::function<void(const CommittedBatch&)> listener);
    /// What only domains know about a request that is carried out (F01.R6.A1). `look` is asked before and after for the documents
    /// the request is about; `describe` adds whom it reached and which times it moved.
    struct Execution {
        std::function<std::vector<approvals::ObjectSnapshot>(CommandContext&, const std::vector<std::string>& subjects)> look;   ///< as `post`
        std::function<void(std::span<const Entry> written, approvals::ApprovalExecuted& summary)> describe;
    };
    void onExecuted(Execution execution);
    /// Asked in the transaction of the command that opens, changes or ends a request, after its entry: what waits for people is followed by
    /// ladders and told to them. A new version counts as opened. `closed` has its last state.
    struct RequestFollower {
        std::function<void(CommandContext&, const approvals::Approval&)> opened, stepped, closed;
    };
    void onRequests(RequestFollower follower);
    /// Told of each E in its transaction, after its entry and its projections: for rows of the outbox that must stand or fall with it.
    /// `follow` writes no entries. Not called when views are rebuilt.
    template <class E>
    void onEvent(std::function<void(CommandContext&, const E&)> follow) {
        addEventFollower(std::string(E::eventType), [follow = std::move(follow)](CommandContext& cx, const void* event) { follow(cx, *static_cast<const E*>(event)); });
    }
    /// Who an account is: one id a human being over all their accounts (empty: the account is a person of its own), and their teams.
    struct People {
        std::function<std::string(CommandContext&, const std::string& account)> personOf;
        std::function<std::vector<std::string>(CommandContext&, const std::string& account)> teamsOf;
        /// Was this request given to others, and not to this account any more (F01.R5.A3)?
        std::function<bool(CommandContext&, ApprovalId, const std::string& account)> barred = {};
    };
    void joinPeople(People people);
    /// Told on the gate's thread when this server begins to decide for a tenant. Must not block.
    void onDeskTaken(std::function<void(TenantId)> listener);

    Status start();            ///< loads state, starts the thread
    void stop();               ///< drains the queue, then stops

    // --- from any thread
    void submit(SecurityContext who, CommandEnvelope command, std::function<void(CommandAnswer)> answer);
    /// Waits for the answer; for tools and tests.
    [[nodiscard]] CommandAnswer run(SecurityContext who, CommandEnvelope command);
    /// Makes a tenant known to the store, in a transaction of its own; its first command can follow. The same slug and
    /// tenant again changes nothing.
    [[nodiscard]] Status addTenant(TenantId tenant, const std::string& slug);
    /// Submits every timer that is due now; the server's timer service calls it at nextDue().
    void fireTimers();
    [[nodiscard]] std::optional<Instant> nextTimer() const;
    /// True while commands of this tenant are decided here; always where one server has the database to itself.
    [[nodiscard]] bool holds(TenantId tenant) const;
    /// The tenants it is true for, where there are several servers.
    [[nodiscard]] std::vector<TenantId> desks() const;
    /// Tries to become the server that decides for a tenant; onDeskTaken tells when it did.
    void wantDesk(TenantId tenant);
    /// Tells the listeners what other servers committed. Called at their bell, and once a second.
    void lookAround();
    /// Keeps durably how far a follower has handed a tenant's log on, under the setting `place.<name>`. Only where this server
    /// decides for the tenant; no entry, because nobody decided anything. Problem `not_at_home`, or of the store.
    [[nodiscard]] Status keepPlace(TenantId tenant, std::string_view name, std::string_view value);
    /// Runs `work` on the gate's thread between batches, with the store, views and states of a tenant (reads), and
    /// returns when it is done. Commands submitted before are decided by then. An unknown tenant: nothing runs.
    void inspect(TenantId tenant, std::function<void(CommandContext&)> work);
    [[nodiscard]] Result<std::unique_ptr<Store>> openReader() const;
    [[nodiscard]] PublicKey publicKey() const;
    /// The vault's keys, for whoever opens personal data on another thread (with a reader of its own).
    [[nodiscard]] const VaultKeys& vaultKeys() const;
    /// The cards of every registered command, by name.
    [[nodiscard]] std::vector<CommandCard> commands() const;
    /// Actions of commands that hold personal data: a frozen command lies in the log, so these cannot wait for anybody.
    [[nodiscard]] std::vector<std::string> cannotBeHeld() const;
    /// Does this command say what it reaches?
    [[nodiscard]] bool statesFacts(const std::string& command) const;
    /// For the metrics endpoint; cheap, from any thread.
    [[nodiscard]] GateFigures figures() const;

  private:
    using Handler = std::function<Status(const Right&, CommandContext&, std::string_view)>;
    using StateFactory = std::function<std::unique_ptr<TenantState>(TenantId, Store&, Views&)>;
    struct Frozen {
        std::string body;  // canonical
        std::vector<std::string> subjects;
        Instant runAt;     // when its author wants it to happen; unknown: as soon as it is released
    };
    using FactReader = std::function<void(CommandContext&, std::string_view body, ScopeFacts&)>;
    struct Registered {
        CommandCard card;
        Handler run;
        std::function<Result<Frozen>(std::string_view)> freeze;
        std::function<Result<std::string>(std::string_view, const std::string& channel)> onlyBy;   ///< the part of it that one channel is
        bool mayFreeze = false;   ///< a frozen command lies in the log: it holds no personal data
    };
    void addHandler(Registered slot);
    void addFacts(std::string command, FactReader read);
    using CaptureReader = std::function<Status(CommandContext&, std::string_view body, Capture&)>;
    void addCapture(std::string command, CaptureReader read);
    void addEventFollower(std::string type, std::function<void(CommandContext&, const void*)> follow);
    void addStateFactory(std::type_index type, StateFactory make);
    /// Runs `work` on the gate's thread between batches and waits for it.
    void runErrand(const std::function<void()>& work);
    struct Room;
    std::unique_ptr<Room> m_room;
};

}  // namespace ok
