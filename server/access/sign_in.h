// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Sign-in by local account and password. The work (Argon2) is done on a thread of its own with its own reader; the
// session becomes real by a command on the gate. Unknown login, wrong password and disabled account give one answer
// after the same work, so that existence does not leak.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "server/access/access_commands.h"
#include "server/access/tenant_directory.h"
#include "shared/base/dice.h"

namespace ok::access {

struct SignInRequest {
    std::string utility;   ///< slug
    std::string login;
    Secret password;
    std::string device;
};
BOOST_DESCRIBE_STRUCT(SignInRequest, (), (utility, login, password, device))

struct SignInReply {
    std::string token;     ///< shown once; 43 characters
    TenantId tenant;
    std::string utility;
    std::string utilityName;
    UserId user;
    std::string login;
    std::vector<std::string> roles;
    Instant expiresAt;
    bool drill = false;
};
BOOST_DESCRIBE_STRUCT(SignInReply, (), (token, tenant, utility, utilityName, user, login, roles, expiresAt, drill))

/// Failures allowed from one address for one login in a window; beyond it `too_many_attempts`.
struct AttemptLimits {
    int failures = 8;
    Duration window = minutes(10);
};

class SignInDesk {
  public:
    struct Parts {
        Gate& gate;
        const TenantDirectory& tenants;
        std::function<Instant()> clock;
        Dice dice;
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
    bool overLimit(const std::string& key, Instant now);

    Parts m_parts;
    AttemptLimits m_limits;
    std::unique_ptr<Store> m_reader;
    std::string m_decoyHash;
    std::map<std::string, std::deque<Instant>> m_failures;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

}  // namespace ok::access
