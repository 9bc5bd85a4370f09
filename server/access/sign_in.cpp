// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/sign_in.h"

#include <array>

#include "server/access/password.h"
#include "server/access/second_factor.h"
#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {
constexpr std::size_t maxWaiting = 64;
constexpr int maxWaitingFrom = 8;

// As the account is looked up: `Maria` and `maria` are one login and share its attempts.
std::string attemptsName(const SignInRequest& request) {
    const auto normal = normaliseLogin(request.login);
    return request.utility.substr(0, 40) + "|" + (normal.ok() ? *normal : std::string("?"));
}

Problem refused() { return problem("sign_in_refused", "login or password is not right"); }

}  // namespace

SignInDesk::SignInDesk(Parts parts, AttemptLimits limits) : m_parts(std::move(parts)), m_attempts(limits) {
    m_decoyHash = hashPassword("a password nobody has", m_parts.dice);
}

SignInDesk::~SignInDesk() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

Status SignInDesk::start() {
    OK_ASSIGN(m_reader, m_parts.gate.openReader());
    m_thread = std::thread([this] { work(); });
    return {};
}

void SignInDesk::signIn(SignInRequest request, std::string address, Answer answer) {
    {
        const std::lock_guard lock(m_mutex);
        int& waiting = m_waitingFrom[placeOf(address)];
        if (m_jobs.size() < maxWaiting && waiting < maxWaitingFrom) {
            ++waiting;
            m_jobs.push_back({std::move(request), std::move(address), std::move(answer)});
            m_wake.notify_one();
            return;
        }
    }
    answer(problem("busy", "many people are signing in: try again in a few seconds"));
}

void SignInDesk::work() {
    while (true) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
        if (m_stopping) return;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        if (const auto from = m_waitingFrom.find(placeOf(job.address)); --from->second == 0) m_waitingFrom.erase(from);
        lock.unlock();
        decide(job);
    }
}

std::optional<User> SignInDesk::userOf(const std::optional<TenantProfile>& profile, const std::string& login) {
    std::optional<User> user;
    const auto normal = normaliseLogin(login);
    if (!profile || !normal.ok()) return user;
    m_reader->documents(profile->tenant).readByKey(User::viewKind, "login", *normal, [&](std::string_view, std::string_view body) {
        if (auto parsed = fromJson<User>(body); parsed.ok()) user = std::move(*parsed);
    });
    return user;
}

bool SignInDesk::isKnownPlace(const std::optional<TenantProfile>& profile, const Job& job) {
    const auto user = userOf(profile, job.request.login);
    bool known = false;
    if (!user) return known;
    m_reader->documents(profile->tenant).readByKey(Session::viewKind, "user", user->id.str(), [&](std::string_view, std::string_view body) {
        const auto session = fromJson<Session>(body);
        known = known || (session.ok() && placeOf(session->address) == placeOf(job.address));
    });
    return known;
}

void SignInDesk::refuse(const TenantProfile& profile, Job& job, const std::string& reason) {
    std::array<std::uint8_t, 16> raw{};
    m_parts.dice(raw);
    const RecordSignInRefusal command{sha256(job.request.login).hex().substr(0, 16), job.address, reason};
    m_parts.gate.submit(systemContext(profile.tenant, profile.drill),
                        {CommandId{uuidV4(raw)}, std::string(RecordSignInRefusal::card.name), toJson(command)},
                        [](CommandAnswer) {});
}

void SignInDesk::decide(Job& job) {
    const auto profile = m_parts.tenants.bySlug(job.request.utility);
    const Instant now = m_parts.clock();
    const std::string name = attemptsName(job.request);
    if (m_attempts.blocked(job.address, name, now, [&] { return isKnownPlace(profile, job); })) {
        if (profile && m_attempts.tell(job.address, name, now)) refuse(*profile, job, "too_many_attempts");
        return job.answer(problem("too_many_attempts", "too many attempts: wait ten minutes and try again"));
    }
    // One look at the database and one Argon2 run, whoever is asked for.
    const std::optional<User> user = userOf(profile, job.request.login);
    std::string hash;
    if (user) hash = m_reader->setting(profile->tenant, "password:" + user->id.str()).value_or("");
    const bool hasPassword = isPasswordHash(hash);
    const bool matches = passwordMatches(job.request.password.text, hasPassword ? hash : m_decoyHash) && hasPassword;
    const char* reason = !user ? "unknown_login" : !matches ? "wrong_password" : user->disabled ? "disabled" : nullptr;
    if (reason != nullptr) {
        m_attempts.failed(job.address, name, now);
        if (profile) refuse(*profile, job, reason);
        return job.answer(refused());
    }
    const FactorTicket first{profile->tenant, user->id, job.request.device, job.address, job.request.deviceKey, now + challengeLifetime};
    if (auto demand = demandSecondFactor(*m_reader, m_parts.ticketKey, first)) return job.answer(std::move(*demand));
    auto reply = issueSession({m_parts.gate, m_parts.clock, m_parts.dice, m_parts.limits}, *profile,
                              {.user = user->id, .device = job.request.device, .address = job.address, .deviceKey = job.request.deviceKey});
    // Disabled in the last moment is refused like everything else.
    if (!reply.ok() && reply.problem().code == "not_signed_in") return job.answer(refused());
    if (reply.ok()) m_attempts.succeeded(job.address, name);
    job.answer(std::move(reply));
}

}  // namespace ok::access
