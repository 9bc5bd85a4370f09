// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/api_client.h"

#include <cstdio>
#include <fstream>

#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct Credentials {
    std::string utility, login, password, device = "okctl";
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (utility, login, password, device))

struct ProblemBody {
    std::string code, message;
    std::vector<FieldProblem> fields;
    std::map<std::string, std::string> details;
};
BOOST_DESCRIBE_STRUCT(ProblemBody, (), (code, message, fields, details))

}  // namespace

ApiClient::ApiClient(ApiPlace place) : m_place(std::move(place)), m_pool(1, Duration(0)) {
    setTrustedAuthority(m_place.caFile);
}

ApiClient::~ApiClient() {
    if (!m_token.empty() && !m_borrowed) (void)call("DELETE", "/v1/session");
}

Result<std::string> ApiClient::call(const std::string& method, const std::string& path, std::string body,
                                    const std::string& contentType) {
    HttpCall request;
    request.url = m_place.url + path;
    request.method = method;
    request.contentType = contentType;
    request.body = std::move(body);
    if (!m_token.empty()) request.headers.push_back("Authorization: Bearer " + m_token);
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

Status ApiClient::signIn() {
    if (!m_place.tokenFile.empty()) {
        std::ifstream held(m_place.tokenFile);
        m_borrowed = true;
        if (std::getline(held, m_token) && !m_token.empty()) return {};
        return problem("no_session", "`" + m_place.tokenFile + "` holds no session: sign in first");
    }
    Credentials who{m_place.utility, m_place.login, {}, "okctl"};
    std::ifstream in(m_place.passwordFile);
    if (!std::getline(in, who.password)) {
        return problem("no_password", "`" + m_place.passwordFile + "` holds no password in its first line");
    }
    OK_ASSIGN(const std::string reply, call("POST", "/v1/session", toJson(who)));
    constexpr std::string_view mark = R"("token":")";
    const std::size_t at = reply.find(mark);
    if (at == std::string::npos) return problem("bad_answer", "the server's answer holds no session");
    const std::size_t from = at + mark.size();
    m_token = reply.substr(from, reply.find('"', from) - from);
    return {};
}

int complainAbout(const Problem& why) {
    std::fprintf(stderr, "okctl: %s (%s)\n", why.message.c_str(), why.code.c_str());
    for (const FieldProblem& field : why.fields) std::fprintf(stderr, "  %s: %s\n", field.field.c_str(), field.message.c_str());
    for (const auto& [name, value] : why.details) std::fprintf(stderr, "  %s: %s\n", name.c_str(), value.c_str());
    return 1;
}

}  // namespace ok::okctl
