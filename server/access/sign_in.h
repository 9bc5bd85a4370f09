// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sign-in by local account and password. The work (Argon2) is done on a thread of its own with its own reader; the
// session becomes real by a command on the gate. Unknown utility, unknown login, wrong password and disabled account give
// one answer after the same work, so that existence does not leak. That work is bounded: one thread, a short queue, and no
// place may take more than its share of it.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "server/access/attempts.h"
#include "server/access/session_issue.h"
#include "server/access/tenant_directory.h"

namespace ok::access {

struct SignInRequest {
    std::string utility;   ///< slug
    std::string login;
    Secret password;
    std::string device;
    std::string deviceKey;  ///< Ed25519, hexadecimal: what the session is bound to
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (utility, login, password, device, deviceKey))

class SignInDesk {
  public:
    struct Parts {
        Gate& gate;
        const TenantDirectory& tenants;
        std::function<Instant()> clock;
        Dice dice;
        SessionLimits limits = {};
        Digest ticketKey = {};   ///< of tickets for the second factor (second_factor.h); zero: none is asked for
    };
    explicit SignInDesk(Parts parts, AttemptLimits limits = {});
    ~SignInDesk();
    Status start();

    using Answer = std::function<void(Result<SignInReply>)>;
    /// Problems: `sign_in_refused`, `too_many_attempts`, `busy`. Answers on another thread.
    void signIn(SignInRequest request, std::string address, Answer answer);

  private:
    struct Job {
        SignInRequest request;
        std::string address;
        Answer answer;
    };
    void work();
    void decide(Job& job);
    void refuse(const TenantProfile& profile, Job& job, const std::string& reason);
    [[nodiscard]] std::optional<User> userOf(const std::optional<TenantProfile>& profile, const std::string& login);
    /// True when the account had a session at this place: its owner works there.
    [[nodiscard]] bool isKnownPlace(const std::optional<TenantProfile>& profile, const Job& job);

    Parts m_parts;
    AttemptBook m_attempts;
    std::unique_ptr<Store> m_reader;
    std::string m_decoyHash;
    std::map<std::string, int> m_waitingFrom;   // a place's share of the queue
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

}  // namespace ok::access
