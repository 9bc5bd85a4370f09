// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Inside the gate. gate.cpp: queue and thread; room_batch.cpp: one transaction; room_command.cpp: one command;
// approval_flow.cpp: the second key.
#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <variant>

#include "server/gate/figures.h"
#include "server/gate/room_values.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/preflight.h"
#include "shared/approvals/review.h"
#include "shared/approvals/snapshot_command.h"
#include "shared/base/window_counts.h"

namespace ok {

struct Gate::Room {
    Room(Parts givenParts, GateSettings givenSettings);

    // --- the queue (any thread)
    void push(std::variant<GateJob, GateErrand> item);
    void loop();
    /// Takes what is waiting: commands up to maxBatch, or one errand.
    bool take(std::vector<GateJob>& jobs, GateErrand& errand);
    [[nodiscard]] bool onThread() const { return std::this_thread::get_id() == threadId.load(); }

    // --- a batch (gate's thread)
    /// False when the commit failed.
    bool runBatch(std::vector<GateJob>& jobs);
    /// One attempt; empty when a handler broke its rule and the rest must run again without it.
    enum class Attempt { committed, failed, again };
    Attempt attempt(std::vector<GateJob>& jobs, std::vector<CommandAnswer>& answers, std::vector<bool>& settled, CommittedBatch& committed);
    /// Tells the store which kept answers will be looked up.
    void expectAnswers(const std::vector<GateJob>& jobs);
    Status finish(BatchWork& work, Instant now, CommittedBatch& committed);
    /// Problem `signature_verification_failed`: what the signer gave does not verify, and nothing is committed (F07.R4.A1).
    Status signHeads(BatchWork& work, Instant now, CommittedBatch& committed);
    [[nodiscard]] Result<SignedCheckpoint> signedHead(const Checkpoint& mark) const;
    void undo(BatchWork& work);
    void fireDue();
    void dropBrokenTimer(const GateJob& job, const Problem& why, BatchWork& work);
    void refreshNextTimer();

    // --- a command
    /// Thrown: this command left the batch unusable; with what it is answered.
    struct Poisoned {
        std::optional<Problem> why;
    };
    CommandAnswer runCommand(const GateJob& job, BatchWork& work);
    static CommandAnswer repeated(CommandAnswer answer, RunContext& cx);
    CommandAnswer decide(const GateJob& job, const Registered& slot, TenantRoom& room, RunContext& cx);
    // --- may they? (room_access.cpp)
    static constexpr std::size_t limitJustification = 20;   ///< characters, to pass a soft limit (F02.R4.A3)
    /// By the person's roles as they are now, the matrix as it is now, and the facts of the command as it is now.
    /// `preview`: all facts are read, whether or not a scope looks at them.
    Judged judge(const SecurityContext& who, const CommandCard& card, std::string_view body, RunContext& cx, bool preview = false);
    /// The person as the matrix is asked about: with the roles of now.
    static access::Principal principalNow(RunContext& cx, const SecurityContext& who);
    void readFacts(const std::string& command, std::string_view body, RunContext& cx, ScopeFacts& out);
    CommandAnswer refuseWithoutKeys(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx);
    CommandAnswer refuseAccess(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx);
    /// Evidence of what the five words of F02 (initiate, approve, edit, publish, cancel) were allowed by.
    void noteAllowed(const SecurityContext& who, const CommandCard& card, const Judged& judged, const std::string& justification, RunContext& cx);
    static Status checkSoftLimits(const Judged& judged, const std::string& rationale);
    /// What it is for (H2): evidence and personal data leave the house for a stated purpose only.
    static Status checkPurpose(const SecurityContext& who, const CommandCard& card, const Judged& judged, RunContext& cx);
    Status mayLookAhead(RunContext& cx, const CommandCard& card, bool own, const Judged& judged);
    /// What would be said to a command, with whom it reaches (preflight.cpp).
    Status preflight(RunContext& cx, const approvals::Preflight& asked);
    std::string whyNotRelease(RunContext& cx, ApprovalId id, const Judged& judged);
    int neededFor(RunContext& cx, const Registered& slot, const CommandCard& card, const AccessQuestion& question, approvals::PreflightReply& out);
    CommandAnswer demandStepUp(const SecurityContext& who, const Registered& slot, const Judged& judged, RunContext& cx);
    /// What the utility asks for before this is done: a reason, more people.
    CommandAnswer guard(const GateJob& job, const Registered& slot, const Judged& judged, RunContext& cx);
    CommandAnswer freeze(const GateJob& job, const Registered& slot, const Judged& judged, const approvals::GuardRules& rules, const approvals::GuardRule& rule, RunContext& cx);
    /// One request a channel, each with its own approvers.
    CommandAnswer freezeByChannel(const GateJob& job, const Registered& slot, const Judged& judged, const approvals::GuardRules& rules, const approvals::GuardRule& rule, RunContext& cx);
    CommandAnswer execute(const Registered& slot, const Right& right, std::string_view body, RunContext& cx);
    void checkAudited(const Registered& slot, const Status& outcome, RunContext& cx, std::uint64_t writesBefore, std::uint64_t changesBefore);
    void recordRefusal(const SecurityContext& who, const Registered& slot, const CommandAnswer& answer, RunContext& cx);
    Status ensureVaultKeys(const std::vector<TenantId>& tenants);
    /// At the start, so that whoever follows the log learns of a damaged end before anything else.
    Status openSegments(TenantRoom& place);
    TenantRoom* roomOf(TenantId tenant);
    Instant now();
    /// The clock read anew, always after `before`: what follows something within one command has a later time (F01.R6.A3).
    [[nodiscard]] Instant momentAfter(Instant before) const { return std::max(before + Duration(1), parts.clock()); }

    // --- among other servers (desks.cpp)
    bool hold(TenantId tenant);
    Result<TenantRoom*> openRoom(TenantId tenant);
    /// True when the connection was made anew: every room is gone.
    bool dropRoomsIfReconnected();
    /// Takes out the commands of tenants that are decided elsewhere, and sends them there.
    void sendAway(std::vector<GateJob>& jobs);
    void rememberTold(TenantId tenant, Stream stream, std::int64_t sequence);
    void tellMissed(TenantId tenant);
    void follow(TenantId tenant, Stream stream, std::int64_t head);
    void lookAround();
    bool mayFire(const Timer& timer, Instant at);
    /// A server that joined gets its share of the desks, between two batches (docs/growing.md).
    void balance();
    void giveDesks(int howMany);
    void takeFreeDesks(int howMany, const std::vector<TenantId>& tenants);

    // --- the second key (approval_flow.cpp)
    void addApprovalHandlers(Gate& gate);
    Status release(const Right& right, RunContext& cx, std::string_view body);
    Status turnKey(RunContext& cx, const approvals::Release& command);
    Status reject(RunContext& cx, const approvals::Reject& command), expire(RunContext& cx, const approvals::Expire& command);
    Status escalate(RunContext& cx, const approvals::Escalate& command), comment(RunContext& cx, const approvals::Comment& command);
    Status pauseDue(RunContext& cx, const approvals::PauseDue& command);
    void addOverrideHandlers(Gate& gate);
    Status askOverride(RunContext& cx, const approvals::Override& command);
    Status askOverrideOfDraft(RunContext& cx, const approvals::OverrideDraft& command);
    Status confirmOverride(RunContext& cx, const approvals::ConfirmOverride& command);
    Status carryOut(RunContext& cx, const approvals::Approval& frozen, const approvals::ApprovalStep& step, const Registered& slot, bool emergency);
    void writeDecision(RunContext& cx, const approvals::Approval& frozen, approvals::ApprovalState state, const std::string& reason, std::optional<approvals::ApprovalStep> step);
    /// The one summary of what was released and carried out (F01.R6.A1).
    void writeExecuted(RunContext& cx, const approvals::Approval& frozen, const approvals::ApprovalStep& last,
                       const std::vector<approvals::ObjectSnapshot>& before, std::size_t entriesBefore);
    [[nodiscard]] std::vector<approvals::ObjectSnapshot> looked(RunContext& cx, const approvals::Approval& frozen) const;
    /// A step of whoever runs this command, as the directory knows them now.
    static approvals::ApprovalStep stepOf(CommandContext& cx, approvals::StepKind kind, int cycle);
    std::vector<std::string> whoMayRelease(RunContext& cx, const approvals::Approval& frozen);   ///< ids; its author left out

    // --- versions of a request (approval_versions.cpp, approval_changes.cpp, approval_review.cpp)
    void addVersionHandlers(Gate& gate);
    std::string personOf(CommandContext& cx, const std::string& account);
    approvals::KeyHolder holderOf(RunContext& cx, const SecurityContext& who);
    Result<Capture> captureNow(RunContext& cx, const std::string& command, std::string_view body, bool looking = false);
    /// Freezes what `request` would do now as its next version, and puts into it what it shows of that. Writes nothing. Problem `risk_blocked`.
    Result<TakenVersion> takeVersion(RunContext& cx, approvals::Approval& request, approvals::Quorum quorum, const approvals::Snapshot* before, const std::string& reason);
    void writeVersion(RunContext& cx, TakenVersion taken, std::vector<std::string> subjects);
    void follow(RunContext& cx, ApprovalId id, std::function<void(CommandContext&, const approvals::Approval&)> RequestFollower::* what);
    Result<WaitingRequest> waiting(RunContext& cx, ApprovalId id);
    approvals::Said said(RunContext& cx, const WaitingRequest& about, approvals::Word word, const Digest& seen, std::string reason);
    Result<approvals::Drift> driftNow(RunContext& cx, const approvals::Approval& frozen, const FrozenVersion& version, bool words);
    void tellDrift(RunContext& cx, const WaitingRequest& now);
    static std::string driftKey(ApprovalId id) { return "approval-drift:" + id.str(); }
    void setDriftTimer(RunContext& cx, const approvals::Approval& frozen, std::int64_t messages);
    Status lookForDrift(RunContext& cx, const approvals::LookForDrift& command);
    /// Has everybody who holds a key seen what changed? Problems of approvals::mayApprove().
    Status worldStands(RunContext& cx, const WaitingRequest& now, const std::string& person);
    /// Problem `risk_actions_incomplete`. `next`: who is about to turn a key.
    Status risksAnswered(RunContext& cx, const approvals::RequestFile& file, const approvals::KeyHolder* next, std::vector<approvals::ActionState>* states);
    Status whyNotApprove(RunContext& cx, const WaitingRequest& now, const Judged& judged, const approvals::Drift& drift);
    Status review(RunContext& cx, const approvals::Review& asked);
    Status renew(RunContext& cx, const WaitingRequest& now, approvals::Said word, RawJson body, const std::string& why);
    Status amend(RunContext& cx, const approvals::Amend& command), resnapshot(RunContext& cx, const approvals::Resnapshot& command);
    Status snapshotAgain(RunContext& cx, const approvals::TakeSnapshot& command);   // approval_snapshot.cpp
    Status takeOver(RunContext& cx, const approvals::TakeOver& command), cancel(RunContext& cx, const approvals::Cancel& command);
    Status acknowledgeDrift(RunContext& cx, const approvals::AcknowledgeDrift& command), acknowledgeAlert(RunContext& cx, const approvals::AcknowledgeAlert& command);
    Status attest(RunContext& cx, const approvals::Attest& command);
    Parts parts;
    GateSettings settings;
    std::unordered_map<std::string, Registered> handlers;
    std::unordered_map<std::string, FactReader> factReaders;
    std::unordered_map<std::string, CaptureReader> captureReaders;
    std::vector<RequestFollower> followers;
    EventFollowers eventFollowers;
    People people;
    TenantRoom::StateFactories factories;
    std::vector<std::function<void(const CommittedBatch&)>> listeners;
    Execution execution;
    VaultKeys vaultKeys;
    Vault vault;
    GateTools tools;
    std::string publicKeyHex;                        ///< of the signing key
    std::unordered_map<TenantId, std::unique_ptr<TenantRoom>> rooms;
    Instant lastNow;
    Instant nextForget;
    WindowCounts looks;                                 ///< how often somebody looked ahead in this minute
    std::uint64_t connection = 1;
    std::unordered_map<TenantId, std::array<std::int64_t, allStreams.size()>> told;  ///< up to where the listeners know each stream
    std::vector<std::function<void(TenantId)>> deskListeners;
    std::unordered_map<TenantId, std::uint64_t> busy;   ///< commands decided here since desks were balanced last
    std::unordered_map<TenantId, std::chrono::steady_clock::time_point> restsUntil;   ///< desks given away are not taken back before
    std::chrono::steady_clock::time_point nextBalance{};
    mutable std::mutex deskMutex;
    std::set<TenantId> held;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::variant<GateJob, GateErrand>> queue;
    bool running = false;
    bool stopping = false;
    std::thread thread;
    std::atomic<std::thread::id> threadId;
    std::atomic<std::int64_t> nextDue{-1};
    FiguresBook figures;
};

}  // namespace ok
