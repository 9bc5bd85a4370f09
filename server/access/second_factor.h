// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Signing in with more than a password: after it, with a key or a code; or with a key alone, which is something one has and,
// by its PIN, something one knows. Whoever has a key or an app for codes is asked for it, unless the utility's policy says
// otherwise. The password's part is remembered by the client, in a ticket that only this server can have made.
#pragma once
#include <map>

#include "server/access/attempts.h"
#include "server/access/session_issue.h"
#include "server/access/tenant_directory.h"
#include "server/store/work_thread.h"
#include "shared/access/challenge.h"
#include "shared/access/key_commands.h"

namespace ok::access {

/// `second_factor_required` with `ticket` and `methods` (`key,totp,recovery`), or nothing when the password is enough.
[[nodiscard]] std::optional<Problem> demandSecondFactor(Store& reader, const Digest& key, const FactorTicket& person);

struct FactorRequest {
    std::string ticket;
    std::string kind;            ///< `key`, `totp`, `recovery`
    Secret code;
    KeyAnswer answer;
};
struct KeySignIn {
    std::string utility;
    std::string attempt;         ///< as the options said
    std::string device;
    std::string deviceKey;
    KeyAnswer answer;
};

class FactorDesk {
  public:
    struct Parts {
        Gate& gate;
        const TenantDirectory& tenants;
        std::function<Instant()> clock;
        Dice dice;
        SessionLimits limits = {};
        Digest ticketKey = {};
    };
    explicit FactorDesk(Parts parts, AttemptLimits limits = {});
    void start() { m_work.start(); }
    void stop() { m_work.stop(); }

    using Asked = std::function<void(Result<Ceremony>)>;
    using Answer = std::function<void(Result<SignInReply>)>;
    /// What a ticket's person's keys are asked. Problems `ticket_refused`, `no_key_registered`.
    void ask(const std::string& ticket, Asked answer);
    /// Problems `ticket_refused`, `key_refused`, `code_refused`, `too_many_attempts`. Answers on another thread.
    void check(FactorRequest request, std::string address, Answer answer);
    /// What whoever's key is asked. An unknown utility is asked the same, and refused as an unknown key is.
    void askAnybody(const std::string& utility, const std::string& attempt, Asked answer);
    void checkAnybody(KeySignIn request, std::string address, Answer answer);
    /// Reads for a client, on the desk's thread.
    void read(WorkThread::Work work, std::function<void(const Problem&)> failed) { m_work.post(std::move(work), std::move(failed)); }

  private:
    Result<SignInReply> decide(const FactorRequest& request, const std::string& address);
    Result<SignInReply> decideAnybody(const KeySignIn& request, const std::string& address);
    template <class C>
    Result<FactorReply> prove(const TenantProfile& profile, const C& command);
    void begin(const TenantProfile& profile, BeginCeremony command, Asked answer);

    Parts m_parts;
    AttemptBook m_attempts;
    WorkThread m_work;
};

}  // namespace ok::access
