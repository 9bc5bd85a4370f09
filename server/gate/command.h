// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A command: a described struct with a static card. Its handler has three paragraphs, load, decide, apply, and is
// called only with the right to act (architecture, "The gate").
//
//     struct SetCrewNote {
//         static constexpr CommandCard card{.name = "incidents.set_crew_note", .action = "incidents.crew_note"};
//         IncidentId incident;
//         std::string note;
//     };
//     BOOST_DESCRIBE_STRUCT(SetCrewNote, (), (incident, note))
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/store/store.h"
#include "server/store/vault.h"
#include "shared/access/command_card.h"
#include "shared/access/decision.h"
#include "shared/access/reach_preview.h"
#include "shared/views/projections.h"

namespace ok {

/// Where the shapes of a tenant's own areas come from, and the event after which they are others.
struct TerritoryShapes {
    std::function<std::vector<access::Area>(Views&)> read;
    std::string changedBy;
};

/// What a command's decision is asked for. Recipients and outlines are worked out only where some scope looks at them.
struct ScopeFacts {
    AccessQuestion question;
    bool wantsPlaces = false;      ///< the live matrix has scopes with a geography
    bool wantsAudience = false;    ///< or with a number of recipients
    std::string correlation;       ///< of the chain it goes on with; empty: it begins one
    std::string incident;          ///< which it is about: evidence of the decision is found by it
    bool wantsChannels = false;    ///< a preview counts each channel
    std::vector<access::ChannelCount> channels;
    std::map<std::string, std::map<std::string, std::int64_t>> delivery; ///< for a preview, by channel: `minutes`, `at_a_time`, `per_minute`, `held`, `quiet_from`, `quiet_to`
    std::map<std::string, std::map<std::string, std::int64_t>> people;   ///< for a preview: who would be told, each once, by dimension and value
    std::size_t outlinePoints = 0; ///< how many of the question's points, the first, are an outline and nobody's home
};

/// Proof that the gate allowed this action for this context. Only the gate makes one.
class Right {
  public:
    [[nodiscard]] const SecurityContext& who() const { return m_who; }
    [[nodiscard]] const std::string& decisionId() const { return m_decisionId; }

  private:
    friend class Gate;
    friend struct RightForTests;
    Right(const SecurityContext& who, std::string decisionId) : m_who(who), m_decisionId(std::move(decisionId)) {}
    const SecurityContext& m_who;
    std::string m_decisionId;
};

/// One event a handler decided on, on its way to become an entry.
struct EventDraft {
    std::string type;
    std::shared_ptr<const void> event;
    std::string payload;                 // canonical JSON
    std::vector<std::string> subjects;
    Stream stream = Stream::ops;
    Instant eventTime;                   // unknown: the ledger time
    std::string justification;
};

struct EventOptions {
    std::vector<std::string> subjects;
    Instant eventTime;
    std::string justification;
    Stream stream = Stream::ops;
};

/// In-memory state of one domain for one tenant (a clusterer, an index). Owned by the gate's thread. Made by the
/// factory given to Gate::addState, which loads it from views and rows. After a failed transaction it is made anew, unless
/// it can go back by itself: what is costly to read again should.
class TenantState {
  public:
    virtual ~TenantState() = default;
    /// What is now has been committed: undo() goes back to it.
    virtual void mark() {}
    /// Back to the last mark; false: it cannot, and is made anew. Not asked when the store has something else than was marked.
    virtual bool undo() { return false; }
};

/// What a handler works with. Reads see everything decided before it in the same batch. emit() applies the event's
/// projections to the views at once, so that later paragraphs and later commands see it.
/// RULE: a handler refuses before its first emit() and before it touches state(); after that it must succeed.
class CommandContext {
  public:
    virtual ~CommandContext() = default;
    [[nodiscard]] virtual Instant now() const = 0;
    /// The clock's time, in a rehearsal too: for what real people wait for (sessions, approvals).
    [[nodiscard]] virtual Instant clockNow() const { return now(); }
    [[nodiscard]] virtual TenantId tenant() const = 0;
    [[nodiscard]] virtual const SecurityContext& who() const = 0;
    [[nodiscard]] virtual CommandId command() const = 0;
    /// The request whose release runs this command; unknown: nobody had to release it.
    [[nodiscard]] virtual ApprovalId approval() const { return {}; }
    /// Two people let it run without its approvals: what was put off happens at once.
    [[nodiscard]] virtual bool emergency() const { return false; }
    [[nodiscard]] virtual bool drill() const = 0;
    [[nodiscard]] virtual Views& views() = 0;
    [[nodiscard]] virtual Store& store() = 0;
    [[nodiscard]] virtual Vault& vault() = 0;
    /// Keeps what one person told us in this command, under a token that nobody else has.
    template <PersonalType T>
    [[nodiscard]] Result<Token<T>> keepOwn(const T& value) {
        return vault().putOwn(tenant(), value, formatUuid(newUuid()));
    }
    /// UUIDv7 of now() whose other bits are derived from (command id, counter): no dice, and documents made in one
    /// storm lie together in the database.
    [[nodiscard]] virtual UuidBytes newUuid() = 0;
    template <class IdType>
    [[nodiscard]] IdType newId() { return IdType{newUuid()}; }

    template <EventType E>
    void emit(E event, EventOptions options = {}) { emitDraft(draftOf(std::move(event), std::move(options))); }

    /// What a refusal leaves behind: written by the gate, in the same transaction, when the handler refuses; forgotten
    /// when it succeeds. For attempts that are evidence in their own words, or that change something (a key that looks
    /// cloned is suspended).
    template <EventType E>
    void onRefusal(E event, EventOptions options = {}) { refusalDraft(draftOf(std::move(event), std::move(options))); }

    /// Its entries belong to what began earlier, under that correlation; for what a timer goes on with.
    virtual void setCorrelation(std::string) {}
    virtual void setTimer(Timer timer) = 0;          ///< tenant and drill are filled in
    virtual void cancelTimer(std::string key) = 0;
    virtual void send(OutboxRow row) = 0;            ///< tenant and drill are filled in
    /// What the caller gets back, canonical JSON.
    template <class R>
    void reply(const R& value) { replyJson(toJson(value)); }
    virtual void replyJson(std::string json) = 0;

    template <class S>
    [[nodiscard]] S& state() { return static_cast<S&>(stateOf(typeid(S))); }

  protected:
    virtual void emitDraft(EventDraft draft) = 0;
    virtual void refusalDraft(EventDraft) {}
    virtual TenantState& stateOf(const std::type_info& type) = 0;

  private:
    template <EventType E>
    static EventDraft draftOf(E event, EventOptions options) {
        static_assert(!holdsPersonalData<E>(), "event payloads hold tokens, not personal data");
        EventDraft draft;
        draft.type = std::string(E::eventType);
        draft.payload = toJson(event);
        draft.event = std::make_shared<const E>(std::move(event));
        draft.subjects = std::move(options.subjects);
        draft.eventTime = options.eventTime;
        draft.justification = std::move(options.justification);
        draft.stream = options.stream;
        return draft;
    }
};

}  // namespace ok
