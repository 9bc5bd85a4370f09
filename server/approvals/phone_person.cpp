// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/phone_person.h"

#include <charconv>

#include "server/access/access_routes.h"
#include "server/access/ceremony_json.h"

namespace ok::approvals {
namespace {

constexpr Duration sessionHere = minutes(10);

std::string bindingOf(const OneTapLink& link) { return "one-tap " + link.id.hex(); }

std::string agentOf(const net::HttpRequest& request) { return request.headers.has("User-Agent") ? printableAgent(request.header("User-Agent")) : "-"; }

Arrival arrivalOf(const net::HttpRequest& request) {
    return {.source = "phone", .address = request.remoteAddress, .userAgent = agentOf(request), .device = PhonePerson::deviceOf(request), .traceId = request.traceId};
}

std::string textAt(JsonView place, std::string_view key) { return std::string(place[key].text().value_or("")); }

}  // namespace

std::string PhonePerson::deviceOf(const net::HttpRequest& request) { return "phone " + sha256(agentOf(request)).hex().substr(0, 16); }

CommandAnswer PhonePerson::runNamed(const SecurityContext& who, std::string_view name, std::string body) const {
    return m_parts.gate.run(who, {access::freshCommandId(m_parts.dice), std::string(name), std::move(body)});
}

SecurityContext PhonePerson::looking(const net::HttpRequest& request, const TenantProfile& profile, const access::User& user) const {
    SecurityContext who = buildContext(profile.tenant, {ActorType::human, user.id.str()}, user.roles, arrivalOf(request), profile.drill);
    who.assurance = 1;
    return who;
}

// The session, its end, and who may show it: this browser from this address.
std::string PhonePerson::markOf(const net::HttpRequest& request, std::string_view session, std::string_view until) const {
    const std::string said = "phone session\n" + std::string(session) + "\n" + std::string(until) + "\n" + request.remoteAddress + "\n" + agentOf(request);
    return hmacSha256(m_parts.secret.bytes, asBytes(said)).hex().substr(0, 32);
}

std::optional<SecurityContext> PhonePerson::bySession(const net::HttpRequest& request) const {
    const std::string_view cookie = request.cookie(phoneCookie);
    const std::size_t first = cookie.find('.'), second = cookie.find('.', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return {};
    const std::string_view session = cookie.substr(0, first), until = cookie.substr(first + 1, second - first - 1);
    if (!constantTimeEqual(asBytes(markOf(request, session, until)), asBytes(cookie.substr(second + 1)))) return {};
    std::int64_t micros = 0;
    const auto [end, error] = std::from_chars(until.data(), until.data() + until.size(), micros);
    if (error != std::errc() || end != until.data() + until.size() || Instant::fromMicros(micros) <= m_parts.clock()) return {};
    const auto id = SessionId::parse(session);
    if (!id.ok()) return {};
    auto who = m_parts.sessions.resume(*id, arrivalOf(request));
    if (!who.ok()) return {};
    who->source = "phone";
    return std::move(*who);
}

bool PhonePerson::newDevice(Store& store, const net::HttpRequest& request, const TenantProfile& profile, UserId person) const {
    const std::string device = deviceOf(request);
    bool known = false;
    store.documents(profile.tenant).readByKey(access::Session::viewKind, "user", person.str(), [&](std::string_view, std::string_view body) {
        const auto session = fromJson<access::Session>(body);
        known = known || (session.ok() && (session->device == device || session->address == request.remoteAddress));
    });
    return !known;
}

Result<std::string> PhonePerson::ask(const TenantProfile& profile, const OneTapLink& link) const {
    access::BeginCeremony command{.purpose = "sign_in", .binding = bindingOf(link), .random = {}, .user = link.person};
    m_parts.dice(command.random.bytes);
    const CommandAnswer answer = run(access::systemContext(profile.tenant, profile.drill), command);
    if (!answer.reply.ok()) return answer.reply.problem();
    OK_ASSIGN(const auto asked, fromJson<access::Ceremony>(*answer.reply));
    return access::requestOptions(asked);
}

Result<PhonePerson::Proved> PhonePerson::byKey(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, std::string_view assertion) const {
    const auto given = parseJson(assertion);
    if (!given.ok()) return problem("key_refused", "this security key was not accepted");
    const JsonView said = given->root()["response"];
    const access::KeyAnswer key{textAt(given->root(), "id"), textAt(said, "clientDataJSON"), textAt(said, "authenticatorData"), textAt(said, "signature"), textAt(said, "userHandle")};
    const CommandAnswer answer = run(access::systemContext(profile.tenant, profile.drill), access::CheckKey{key, bindingOf(link), link.person, request.remoteAddress});
    if (!answer.reply.ok()) return answer.reply.problem();
    OK_ASSIGN(const auto proved, fromJson<access::FactorReply>(*answer.reply));
    if (link.person.known() && proved.user != link.person) return problem("key_refused", "this security key was not accepted");
    if (proved.assurance < 2) return problem("credential_expired", "this security key has expired: enrol it again");
    OneTapLink theirs = link;
    theirs.person = proved.user;
    return begin(request, profile, theirs, "one-tap+key", 2);
}

Result<PhonePerson::Proved> PhonePerson::byLink(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, const std::string& method) const {
    return begin(request, profile, link, method, 1);
}

Result<PhonePerson::Proved> PhonePerson::begin(const net::HttpRequest& request, const TenantProfile& profile, const OneTapLink& link, const std::string& method, int assurance) const {
    // Nobody ever holds its tokens: the halves are thrown away.
    std::array<std::uint8_t, 32> token{}, family{};
    m_parts.dice(token);
    m_parts.dice(family);
    access::RecordSignIn command{link.person, sha256(ByteView(token)), deviceOf(request), request.remoteAddress, method, sha256(ByteView(family)), {}, {}, assurance};
    const CommandAnswer answer = run(access::systemContext(profile.tenant, profile.drill), command);
    if (!answer.reply.ok()) return answer.reply.problem();
    OK_ASSIGN(const auto session, fromJson<access::Session>(*answer.reply));
    Proved out;
    out.who = buildContext(profile.tenant, {ActorType::human, session.user.str()}, session.roles, arrivalOf(request), profile.drill);
    out.who.session = session.id;
    out.who.assurance = session.assurance;
    out.who.freshUntil = session.freshUntil;
    const std::string until = std::to_string((m_parts.clock() + sessionHere).micros());
    out.cookie = std::string(phoneCookie) + "=" + session.id.str() + "." + until + "." + markOf(request, session.id.str(), until) + "; Path=/a; HttpOnly; SameSite=Strict; Max-Age=" +
                 std::to_string(std::chrono::duration_cast<seconds>(sessionHere).count()) + (request.tls ? "; Secure" : "");
    return out;
}

}  // namespace ok::approvals
