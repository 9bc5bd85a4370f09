// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What a handler is given: it turns drafts into sealed entries at once, appends them, applies their projections.
#pragma once
#include <exception>

#include "server/gate/tenant_room.h"

namespace ok {

/// What one transaction has produced so far.
struct BatchWork {
    std::vector<Entry> entries;
    std::vector<TenantRoom*> touched;
    bool outboxGrew = false;
    bool timersChanged = false;
    std::optional<Problem> entryFault;   ///< why the entry of an EntryRefused may not stand in the log
    void touch(TenantRoom& room) {
        if (std::find(touched.begin(), touched.end(), &room) == touched.end()) touched.push_back(&room);
    }
};

/// Thrown where an entry that may not stand in the log was to be written: whoever emitted it must not go on as if it stood there.
struct EntryRefused final : std::exception {};

/// By event type (Gate::onEvent).
using EventFollowers = std::unordered_map<std::string, std::vector<std::function<void(CommandContext&, const void*)>>>;

/// What is the same for every command.
struct GateTools {
    Store& store;
    Vault& vault;
    const Projections& projections;
    const TerritoryShapes& shapes;
    const EventFollowers& followers;
};

class RunContext final : public CommandContext {
  public:
    RunContext(const GateTools& tools, TenantRoom& room, BatchWork& work, const SecurityContext& who, CommandId command,
               Instant now);

    /// The clock's time; in a rehearsal that carries its own time, that one.
    [[nodiscard]] Instant now() const override { return m_now; }
    [[nodiscard]] Instant clockNow() const override { return m_ledgerNow; }
    [[nodiscard]] TenantId tenant() const override { return m_room.tenant(); }
    [[nodiscard]] const SecurityContext& who() const override { return m_who; }
    [[nodiscard]] CommandId command() const override { return m_command; }
    [[nodiscard]] ApprovalId approval() const override { return m_approval; }
    [[nodiscard]] bool emergency() const override { return m_emergency; }
    [[nodiscard]] bool drill() const override { return m_who.drill; }
    [[nodiscard]] Views& views() override { return m_room.views(); }
    [[nodiscard]] Store& store() override { return m_tools.store; }
    [[nodiscard]] Vault& vault() override { return m_tools.vault; }
    [[nodiscard]] UuidBytes newUuid() override { return derivedId("id", m_ids++); }
    void setTimer(Timer timer) override;
    void cancelTimer(std::string key) override;
    void send(OutboxRow row) override;
    void replyJson(std::string json) override { m_reply = std::move(json); }

    // --- for the gate
    [[nodiscard]] Instant ledgerNow() const { return m_ledgerNow; }
    void setDecision(std::string decisionId) { m_decisionId = std::move(decisionId); }
    /// By what the decision allowed it: an approval keeps it (F02.R2.A2).
    struct Matched {
        std::vector<std::string> policies;
        std::vector<access::Scope> scopes;
        bool selfApproval = false;
    };
    void setMatched(Matched matched) { m_matched = std::move(matched); }
    [[nodiscard]] const Matched& matched() const { return m_matched; }
    /// Called before the first entry of this context is written.
    void beforeFirstEntry(std::function<void()> what) { m_beforeFirst = std::move(what); }
    /// A context that runs `inner` as part of this command: its own actor, the same batch and moment.
    [[nodiscard]] RunContext inner(const SecurityContext& who, CommandId command) const;
    /// Stands in every entry of this command that gives no other.
    void setJustification(std::string words) { m_justification = std::move(words); }
    void setApproval(ApprovalId approval) { m_approval = approval; }
    void setEmergency() { m_emergency = true; }
    void setCause(std::string causationId) { m_causation = std::move(causationId); }
    void setCorrelation(std::string correlationId) override { m_correlation = std::move(correlationId); }
    /// The gate's own handlers may answer a problem after they wrote (a released command that was refused).
    void mayFailAfterWriting() { m_mayFailAfterWriting = true; }
    [[nodiscard]] bool failsCleanly() const { return !wrote() || m_mayFailAfterWriting; }
    [[nodiscard]] bool wrote() const { return m_writes > 0; }
    /// Its room's views and states are made anew when the transaction fails, whether or not it wrote through this context.
    void touch() { m_work.touch(m_room); }
    /// Writes what the handler left for the case of its refusal; false: it left nothing.
    bool writeRefusal();
    [[nodiscard]] std::uint32_t entryCount() const { return m_entryCount; }
    [[nodiscard]] const std::string& replyText() const { return m_reply; }
    /// By which matrix this command is judged.
    [[nodiscard]] access::MatrixPtr matrix(const MatrixSource& before) { return m_room.matrix(before, m_tools.shapes); }
    [[nodiscard]] const std::string& correlation() const { return m_correlation; }
    [[nodiscard]] std::string lastEntryId() const;
    /// Entries of this transaction so far, of every command in it.
    [[nodiscard]] const std::vector<Entry>& entriesSoFar() const { return m_work.entries; }
    [[nodiscard]] std::int64_t nextSequence(Stream stream) const { return m_room.head(stream).sequence + 1; }
    /// Begins a new segment of a stream whose end was damaged; nothing when it was not.
    void openSegment(Stream stream);

  protected:
    void emitDraft(EventDraft draft) override;
    void refusalDraft(EventDraft draft) override { m_onRefusal.push_back(std::move(draft)); }
    TenantState& stateOf(const std::type_info& type) override { return m_room.state(type); }

  private:
    [[nodiscard]] UuidBytes derivedId(std::string_view kind, std::uint32_t counter) const;
    void append(EventDraft draft, const Actor& actor);
    void wrote(bool entry);
    /// A moment of the rehearsed time as one of the clock's.
    [[nodiscard]] Instant onClock(Instant t) const { return m_ledgerNow + (t - m_now); }

    const GateTools& m_tools;
    TenantRoom& m_room;
    BatchWork& m_work;
    const SecurityContext& m_who;
    CommandId m_command;
    ApprovalId m_approval;
    Instant m_ledgerNow;  // the clock's, also in a rehearsal: timers and messages are due by it
    Instant m_now;
    std::string m_decisionId;
    Matched m_matched;
    std::string m_correlation;
    std::string m_causation;
    std::string m_justification;
    std::string m_entryKind = "entry";
    std::string m_reply = "{}";
    std::function<void()> m_beforeFirst;
    std::vector<EventDraft> m_onRefusal;
    std::uint32_t m_ids = 0;
    std::uint32_t m_entryCount = 0;
    std::uint32_t m_writes = 0;
    bool m_mayFailAfterWriting = false;
    bool m_emergency = false;
};

}  // namespace ok
