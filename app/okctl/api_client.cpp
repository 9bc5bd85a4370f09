// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/api_client.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "app/okctl/clock.h"
#include "shared/access/device_proof.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

constexpr Duration freshEnough = seconds(30);

struct Credentials {
    std::string utility, login, password, device = "okctl", deviceKey;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (utility, login, password, device, deviceKey))

struct TokensReply {
    std::string token, refreshToken, session;
    Instant accessExpiresAt, expiresAt, serverTime;
};
BOOST_DESCRIBE_STRUCT(TokensReply, (), (token, refreshToken, session, accessExpiresAt, expiresAt, serverTime))

struct RefreshBody {
    std::string refreshToken;
    std::int64_t idleSeconds = 0;
};
BOOST_DESCRIBE_STRUCT(RefreshBody, (), (refreshToken, idleSeconds))

struct CommandBody {
    std::string id, name;
    RawJson body, justification;
};
BOOST_DESCRIBE_STRUCT(CommandBody, (), (id, name, body, justification))

struct ProblemBody {
    std::string code, message;
    std::vector<FieldProblem> fields;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(ProblemBody, (), (code, message, fields, details))

Result<std::unique_ptr<SigningKey>> keyFrom(const std::string& seed) {
    const auto raw = fromHex(seed);
    std::array<std::uint8_t, 32> bytes{};
    if (!raw.ok() || raw->size() != bytes.size()) return problem("session_file_damaged", "the kept session cannot be read: sign in again");
    std::copy(raw->begin(), raw->end(), bytes.begin());
    return std::make_unique<SigningKey>(bytes);
}

}  // namespace

ApiClient::ApiClient(ApiPlace place) : m_place(std::move(place)), m_pool(1, Duration(0)) {
    setTrustedAuthority(m_place.caFile);
}

ApiClient::~ApiClient() {
    if (!m_session.token.empty() && m_file.empty() && !m_borrowed) (void)call("DELETE", "/v1/session");
}

std::string ApiClient::proof(std::string_view use, std::string_view token) const {
    std::array<std::uint8_t, 16> nonce{};
    systemDice(nonce);
    return access::makeProof(*m_key, {use, token}, systemNow() + microseconds(m_session.serverAheadMicros), nonce);
}

Result<std::string> ApiClient::send(HttpCall request) {
    HttpAnswer got;
    m_pool.post(std::move(request), [&got](const HttpAnswer& answer) { got = answer; });
    m_pool.drain();
    if (got.status == 0) return problem("not_reached", "`" + m_place.url + "` does not answer: " + got.failure);
    if (got.status / 100 == 2) return got.body;
    if (auto why = fromJson<ProblemBody>(got.body); why.ok()) {
        return Problem{std::move(why->code), std::move(why->message), std::move(why->fields), std::move(why->details), {}};
    }
    return problem("http_" + std::to_string(got.status), "the server answered " + std::to_string(got.status));
}

Result<std::string> ApiClient::call(const std::string& method, const std::string& path, std::string body,
                                    const std::string& contentType) {
    const bool ending = !m_session.token.empty() && m_session.accessExpiresAt.known() &&
                        m_session.accessExpiresAt - (systemNow() + microseconds(m_session.serverAheadMicros)) < freshEnough;
    if (ending) OK_TRY(refresh());
    HttpCall request;
    request.url = m_place.url + path;
    request.method = method;
    request.contentType = contentType;
    request.body = std::move(body);
    if (!m_purpose.empty()) request.headers.push_back("X-OK-Purpose: " + m_purpose);
    if (!m_authority.empty()) request.headers.push_back("X-OK-Authority: " + m_authority);
    if (!m_session.token.empty()) {
        request.headers.push_back("Authorization: Bearer " + m_session.token);
        if (m_key) request.headers.push_back("X-OK-Proof: " + proof(method + " " + path, m_session.token));
    }
    return send(std::move(request));
}

Result<std::string> ApiClient::command(const std::string& name, const std::string& body, const std::string& id, const std::string& justification) {
    OK_ASSIGN(const std::string canonical, canonicalJson(body));
    OK_ASSIGN(const std::string why, canonicalJson(justification.empty() ? "{}" : justification));
    std::string named = id;
    if (named.empty()) {
        std::array<std::uint8_t, 16> raw{};
        systemDice(raw);
        named = formatUuid(uuidV4(raw));
    }
    return call("POST", "/v1/commands", toJson(CommandBody{named, name, RawJson{canonical}, RawJson{why}}));
}

void ApiClient::takeTimes(const std::string& text) {
    const auto reply = fromJson<TokensReply>(text);
    if (!reply.ok()) return;
    m_session.token = reply->token;
    m_session.refreshToken = reply->refreshToken;
    if (!reply->session.empty()) m_session.session = reply->session;
    m_session.accessExpiresAt = reply->accessExpiresAt;
    m_session.expiresAt = reply->expiresAt;
    if (reply->serverTime.known()) m_session.serverAheadMicros = (reply->serverTime - systemNow()).count();
}

// Somebody types commands here: that is activity, so no idle time is told.
Status ApiClient::refresh() {
    HttpCall request;
    request.url = m_place.url + "/v1/session/refresh";
    request.contentType = "application/json";
    request.body = toJson(RefreshBody{m_session.refreshToken, 0});
    if (m_key) request.headers.push_back("X-OK-Proof: " + proof("refresh", m_session.refreshToken));
    OK_ASSIGN(const std::string reply, send(std::move(request)));
    takeTimes(reply);
    return m_file.empty() ? Status() : writeSession(m_file, m_session);
}

Status ApiClient::signIn() {
    if (!m_place.tokenFile.empty()) {
        std::ifstream held(m_place.tokenFile);
        m_borrowed = true;
        if (std::getline(held, m_session.token) && !m_session.token.empty()) return {};
        return problem("no_session", "`" + m_place.tokenFile + "` holds no session: sign in first");
    }
    std::string password;
    std::ifstream in(m_place.passwordFile);
    if (!std::getline(in, password)) {
        return problem("no_password", "`" + m_place.passwordFile + "` holds no password in its first line");
    }
    return signInWith(password);
}

Status ApiClient::signInWith(const std::string& password) {
    std::array<std::uint8_t, 32> seed{};
    systemDice(seed);
    m_session = {.url = m_place.url, .utility = m_place.utility, .login = m_place.login, .caFile = m_place.caFile, .deviceSeed = toHex(seed)};
    m_key = std::make_unique<SigningKey>(seed);
    const Credentials who{m_place.utility, m_place.login, password, "okctl", toHex(m_key->publicKey())};
    auto reply = call("POST", "/v1/session", toJson(who));
    if (!reply.ok() && reply.problem().code == "second_factor_required" && m_secondFactor) {
        const Problem why = reply.problem();
        reply = m_secondFactor(*this, why);
    }
    if (!reply.ok()) return reply.problem();
    takeTimes(*reply);
    if (m_session.token.empty()) return problem("bad_answer", "the server's answer holds no session");
    return {};
}

Status ApiClient::keepIn(const std::string& file) {
    m_file = file;
    return writeSession(file, m_session);
}

Status ApiClient::resume(const std::string& file) {
    OK_ASSIGN(m_session, readSession(file));
    OK_ASSIGN(m_key, keyFrom(m_session.deviceSeed));
    m_place = {m_session.url, m_session.utility, m_session.login, {}, m_session.caFile};
    setTrustedAuthority(m_place.caFile);
    m_file = file;
    return {};
}

int complainAbout(const Problem& why) {
    std::fprintf(stderr, "okctl: %s (%s)\n", why.message.c_str(), why.code.c_str());
    for (const FieldProblem& field : why.fields) std::fprintf(stderr, "  %s: %s\n", field.field.c_str(), field.message.c_str());
    for (const auto& [name, value] : why.details) std::fprintf(stderr, "  %s: %s\n", name.c_str(), value.c_str());
    return 1;
}

int tellInto(const std::string& file, const Result<std::string>& answer, bool lineBreak) {
    if (!answer.ok()) return complainAbout(answer.problem());
    if (file.empty()) {
        std::printf("%s%s", answer->c_str(), lineBreak ? "\n" : "");
        return 0;
    }
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << *answer;
    out.close();
    if (!out) return complainAbout(problem("unwritable", "cannot write `" + file + "`"));
    std::printf("%zu bytes in %s\n", answer->size(), file.c_str());
    return 0;
}

}  // namespace ok::okctl
