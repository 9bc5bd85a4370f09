// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A walk through everything that may happen to approvals and sends: steps drawn from a seed, carried out on the real server, each compared
// with the reference. A step picks among what is there by number, so any part of a walk is a walk: a failing one is shortened.
#pragma once
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "shared/comms/comms_views.h"
#include "tests/server/walk/walk_model.h"
#include "tests/server/walk/walk_proof.h"
#include "tests/server/walk/walk_server.h"

namespace ok::walk {

enum class Op { draft, edit, submit, submitLater, approve, approveTogether, doubleTap, reject, cancel, amend, resnapshot, acknowledge, tap, previewLink, stopText, startText, stopMail,
                grow, merge, restore, wait, pass, jump, turnBack, dispatch, mood, receipt, restart, crashAtApproval, crashAtSend, crashInMidSend, orphan, pause, resume, slow,
            retract, takeBack, settleUnknown, breakGlass, confirmGlass };
BOOST_DESCRIBE_ENUM(Op, draft, edit, submit, submitLater, approve, approveTogether, doubleTap, reject, cancel, amend, resnapshot, acknowledge, tap, previewLink, stopText, startText,
                    stopMail, grow, merge, restore, wait, pass, jump, turnBack, dispatch, mood, receipt, restart, crashAtApproval, crashAtSend, crashInMidSend, orphan, pause, resume, slow,
                    retract, takeBack, settleUnknown, breakGlass, confirmGlass)

struct Step {
    Op op = Op::draft;
    unsigned a = 0, b = 0, c = 0;
};
[[nodiscard]] std::vector<Step> stepsOf(std::uint64_t seed, int count);

/// What walks met, so that a test knows that they met anything.
struct Met {
    int steps = 0, released = 0, refused = 0, taps = 0, sent = 0, crashes = 0, corrections = 0, sends = 0, messages = 0, drifted = 0, expired = 0, withheld = 0, cleanKeys = 0, overridden = 0;
};

class Walk {
  public:
    explicit Walk(std::uint64_t seed);
    ~Walk();
    /// Nothing: everything was as it should be. Else what was not; `trace` tells how it came to it.
    [[nodiscard]] std::optional<std::string> go(const std::vector<Step>& steps);
    std::vector<std::string> trace;
    Met met;

  private:
    struct Finding { std::string what; };                     // thrown by must(), caught by go()
    void must(bool holds, const std::string& what) const;
    void begin();
    void take(const Step& step);
    bool takeByPeople(const Step& step);
    void check();
    void checkRequests();
    void checkMessages();
    void end();

    // --- what people do
    void draft(const Step& s);
    void edit(const Step& s);
    void submit(const Step& s, bool later);
    void approve(const Step& s, bool twice);
    void approveTogether(const Step& s);
    void heard(ModelRequest& r, const std::string& login, const Digest& seen, Instant at, const CommandAnswer& answer);
    void close(const Step& s, bool reject);
    void renew(const Step& s, bool amend);
    void acknowledge(const Step& s);
    void tap(const Step& s);
    void breakGlass(const Step& s);
    void confirmGlass(const Step& s);
    void previewLink(const Step& s);
    void handle(const Step& s);
    // --- what the world does
    void stopText(const Step& s, bool stop);
    void stopMail(const Step& s);
    void reshape(const Step& s);
    void time(const Step& s);
    void dispatch();
    void receipt(const Step& s);
    void settleUnknown(const Step& s);
    // --- what happens to servers
    void open();
    void crash();
    void crashAtApproval(const Step& s);
    void crashInMidSend(const Step& s);
    void orphan(const Step& s);

    void say(const std::string& line) { trace.back() += " " + line; }
    [[nodiscard]] const std::string& loginOf(unsigned n) const;
    ModelRequest* requestOf(unsigned n);
    [[nodiscard]] std::optional<comms::Broadcast> broadcastOf(unsigned n);
    [[nodiscard]] Digest seenOf(const ModelRequest& r, unsigned n) const;
    void setClock(Instant at);
    void readList(ModelRequest& r);
    /// What the review would let this person do; nothing where it does not say.
    [[nodiscard]] std::optional<std::string> blockedFor(const ModelRequest& r, const std::string& login);
    template <class C>
    std::string codeOf(const C& command, const SecurityContext& who);

    Outside m_outside;
    Model m_model;
    Town m_town;
    std::unique_ptr<WalkServer> m_server;
    std::vector<BroadcastId> m_broadcasts;
    std::map<std::string, std::string> m_addressOf;   ///< by token of the vault
    std::size_t m_judged = 0;         // of what the provider took
    int m_words = 0;
    bool m_restless = false;
    CommandAnswer m_last;
};

}  // namespace ok::walk
