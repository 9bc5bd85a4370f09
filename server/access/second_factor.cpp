// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/access/second_factor.h"

#include "server/access/access_routes.h"
#include "shared/access/security_key.h"

namespace ok::access {
namespace {

template <class T>
std::optional<T> read(Store& reader, TenantId tenant, const std::string& id) {
    const auto body = reader.documents(tenant).read(T::viewKind, id);
    if (!body) return {};
    auto parsed = fromJson<T>(*body);
    return parsed.ok() ? std::optional<T>(std::move(*parsed)) : std::nullopt;
}

std::string bindingOf(const std::string& ticket) { return sha256(ticket).hex(); }
std::string attemptBinding(const std::string& attempt) { return "attempt " + sha256(attempt).hex(); }

Digest randomOf(const Dice& dice) {
    Digest out;
    dice(out.bytes);
    return out;
}

}  // namespace

std::optional<Problem> demandSecondFactor(Store& reader, const Digest& key, const FactorTicket& person) {
    if (!key.known()) return {};
    const auto policy = read<KeyPolicy>(reader, person.tenant, "keys").value_or(KeyPolicy{});
    if (!policy.secondFactorAtSignIn) return {};
    std::string methods;
    // A suspended key is asked for too: nobody gets in with the password alone because of a clone.
    reader.documents(person.tenant).readByKey(SecurityKey::viewKind, "user", person.user.str(), [&](std::string_view, std::string_view body) {
        const auto found = fromJson<SecurityKey>(body);
        if (found.ok() && found->state != KeyState::removed) methods = "key";
    });
    const auto factors = read<UserFactors>(reader, person.tenant, person.user.str()).value_or(UserFactors{});
    if (factors.totp) methods += methods.empty() ? "totp" : ",totp";
    if (methods.empty()) return {};
    if (factors.recoveryCodes > 0) methods += ",recovery";
    return problem("second_factor_required", "touch your security key, or type a code",
                   {{"ticket", makeTicket(key, person)}, {"methods", methods}});
}

FactorDesk::FactorDesk(Parts parts, AttemptLimits limits)
    : m_parts(std::move(parts)), m_attempts(limits), m_work([this] { return m_parts.gate.openReader(); }) {}

void FactorDesk::begin(const TenantProfile& profile, BeginCeremony command, Asked answer) {
    command.random = randomOf(m_parts.dice);
    m_parts.gate.submit(systemContext(profile.tenant, profile.drill),
                        {freshCommandId(m_parts.dice), std::string(BeginCeremony::card.name), toJson(command)},
                        [answer = std::move(answer)](const CommandAnswer& got) {
                            if (!got.reply.ok()) return answer(got.reply.problem());
                            answer(fromJson<Ceremony>(*got.reply));
                        });
}

void FactorDesk::ask(const std::string& ticket, Asked answer) {
    const auto person = openTicket(m_parts.ticketKey, ticket, m_parts.clock());
    const auto profile = person.ok() ? m_parts.tenants.byId(person->tenant) : std::nullopt;
    if (!profile) return answer(problem("ticket_refused", "sign in again: this took too long"));
    begin(*profile, {.purpose = "sign_in", .binding = bindingOf(ticket), .user = person->user}, std::move(answer));
}

void FactorDesk::askAnybody(const std::string& utility, const std::string& attempt, Asked answer) {
    const auto profile = m_parts.tenants.bySlug(utility);
    // Whether a utility exists is no secret (its public page), but sign-in tells nothing about it either.
    const TenantProfile somebody = profile ? *profile : m_parts.tenants.all().empty() ? TenantProfile{} : m_parts.tenants.all().front();
    begin(somebody, {.purpose = "sign_in", .binding = attemptBinding(attempt)}, [profile, utility, answer = std::move(answer)](Result<Ceremony> asked) {
        if (asked.ok() && !profile) asked->partyName = utility.substr(0, 40);
        answer(std::move(asked));
    });
}

template <class C>
Result<FactorReply> FactorDesk::prove(const TenantProfile& profile, const C& command) {
    const CommandAnswer got = m_parts.gate.run(systemContext(profile.tenant, profile.drill),
                                               {freshCommandId(m_parts.dice), std::string(C::card.name), toJson(command)});
    if (!got.reply.ok()) return got.reply.problem();
    return fromJson<FactorReply>(*got.reply);
}

Result<SignInReply> FactorDesk::decide(const FactorRequest& request, const std::string& address) {
    OK_ASSIGN(const FactorTicket person, openTicket(m_parts.ticketKey, request.ticket, m_parts.clock()));
    const auto profile = m_parts.tenants.byId(person.tenant);
    if (!profile) return problem("ticket_refused", "sign in again: this took too long");
    auto proved = request.kind == "key"
                      ? prove(*profile, CheckKey{request.answer, bindingOf(request.ticket), person.user, address})
                      : prove(*profile, CheckCode{person.user, request.kind == "recovery" ? "recovery" : "totp", request.code, address});
    if (!proved.ok()) return proved.problem();
    return issueSession({m_parts.gate, m_parts.clock, m_parts.dice, m_parts.limits}, *profile,
                        {.user = person.user, .device = person.device, .address = address, .method = "password+" + proved->method,
                         .assurance = proved->assurance, .deviceKey = person.deviceKey});
}

Result<SignInReply> FactorDesk::decideAnybody(const KeySignIn& request, const std::string& address) {
    const Instant now = m_parts.clock();
    const std::string name = "key|" + request.utility.substr(0, 40);
    if (m_attempts.blocked(address, name, now, [] { return false; })) {
        return problem("too_many_attempts", "too many attempts: wait ten minutes and try again");
    }
    const auto profile = m_parts.tenants.bySlug(request.utility);
    auto proved = profile ? prove(*profile, CheckKey{request.answer, attemptBinding(request.attempt), {}, address})
                          : Result<FactorReply>(problem("key_refused", "this security key was not accepted"));
    if (!proved.ok()) {
        m_attempts.failed(address, name, now);
        return proved.problem();
    }
    return issueSession({m_parts.gate, m_parts.clock, m_parts.dice, m_parts.limits}, *profile,
                        {.user = proved->user, .device = request.device, .address = address, .method = "key",
                         .assurance = proved->assurance, .deviceKey = request.deviceKey});
}

void FactorDesk::check(FactorRequest request, std::string address, Answer answer) {
    m_work.post([this, request = std::move(request), address = std::move(address), answer](Store&) { answer(decide(request, address)); },
                [answer](const Problem& why) { answer(why); });
}

void FactorDesk::checkAnybody(KeySignIn request, std::string address, Answer answer) {
    m_work.post([this, request = std::move(request), address = std::move(address), answer](Store&) { answer(decideAnybody(request, address)); },
                [answer](const Problem& why) { answer(why); });
}

}  // namespace ok::access
