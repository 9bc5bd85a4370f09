// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/sign_in.h"

#include <array>

#include "server/access/password.h"
#include "shared/base/derived_ids.h"

namespace ok::access {
namespace {
constexpr std::size_t maxWaiting = 64;
constexpr std::size_t maxRemembered = 20'000;

// As the account is looked up: `Maria` and `maria` are one login and share its attempts.
std::string attemptsKey(const std::string& address, const std::string& login) {
    const auto normal = normaliseLogin(login);
    return address + "|" + (normal.ok() ? *normal : std::string("?"));
}
}  // namespace

SignInDesk::SignInDesk(Parts parts, AttemptLimits limits) : m_parts(std::move(parts)), m_limits(limits) {
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
        if (m_jobs.size() < maxWaiting) {
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
        lock.unlock();
        decide(job);
    }
}

bool SignInDesk::overLimit(const std::string& key, Instant now) {
    auto& times = m_failures[key];
    while (!times.empty() && now - times.front() > m_limits.window) times.pop_front();
    return static_cast<int>(times.size()) >= m_limits.failures;
}

void SignInDesk::refuse(const TenantProfile& profile, Job& job, const std::string& reason) {
    const Instant now = m_parts.clock();
    if (m_failures.size() > maxRemembered) m_failures.clear();
    m_failures[attemptsKey(job.address, job.request.login)].push_back(now);
    std::array<std::uint8_t, 16> raw{};
    m_parts.dice(raw);
    const RecordSignInRefusal command{sha256(job.request.login).hex().substr(0, 16), job.address, reason};
    m_parts.gate.submit(systemContext(profile.tenant, profile.drill),
                        {CommandId{uuidV4(raw)}, std::string(RecordSignInRefusal::card.name), toJson(command)},
                        [](CommandAnswer) {});
    job.answer(problem("sign_in_refused", "login or password is not right"));
}

void SignInDesk::decide(Job& job) {
    const auto profile = m_parts.tenants.bySlug(job.request.utility);
    const Instant now = m_parts.clock();
    const std::string key = attemptsKey(job.address, job.request.login);
    if (overLimit(key, now)) {
        return job.answer(problem("too_many_attempts", "too many attempts: wait ten minutes and try again"));
    }
    std::optional<User> user;
    const auto login = normaliseLogin(job.request.login);
    if (profile && login.ok()) {
        m_reader->documents(profile->tenant)
            .readByKey(User::viewKind, "login", *login, [&](std::string_view, std::string_view body) {
                if (auto parsed = fromJson<User>(body); parsed.ok()) user = std::move(*parsed);
            });
    }
    std::string hash = m_decoyHash;
    if (user) hash = m_reader->setting(profile->tenant, "password:" + user->id.str()).value_or(m_decoyHash);
    const bool matches = passwordMatches(job.request.password.text, hash);
    if (!profile) {
        m_failures[key].push_back(now);
        return job.answer(problem("sign_in_refused", "login or password is not right"));
    }
    if (!user) return refuse(*profile, job, "unknown_login");
    if (!matches) return refuse(*profile, job, "wrong_password");
    if (user->disabled) return refuse(*profile, job, "disabled");

    std::array<std::uint8_t, 32> raw{};
    m_parts.dice(raw);
    const std::string token = toBase64Url(raw);
    const RecordSignIn command{user->id, sha256(token), job.request.device, job.address};
    const CommandAnswer answer =
        m_parts.gate.run(systemContext(profile->tenant, profile->drill),
                         {commandIdFrom(profile->tenant, "sign_in:" + sha256(token).hex()),
                          std::string(RecordSignIn::card.name), toJson(command)});
    if (!answer.reply.ok()) return job.answer(answer.reply.problem());
    const auto session = fromJson<Session>(*answer.reply);
    if (!session.ok()) return job.answer(session.problem());
    m_failures.erase(key);
    job.answer(SignInReply{token, profile->tenant, profile->slug, profile->name, user->id, user->login, user->roles,
                           session->expiresAt, profile->drill});
}

}  // namespace ok::access
