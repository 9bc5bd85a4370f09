// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A signed-in program at a server's API: one session, one call at a time. For subcommands that act as a person.
#pragma once
#include <string>

#include "app/okctl/http_pool.h"
#include "shared/base/result.h"

namespace ok::okctl {

struct ApiPlace {
    std::string url;
    std::string utility;
    std::string login;
    std::string passwordFile;   ///< its first line
    std::string caFile;
    std::string tokenFile;      ///< of a session that is there already; then neither login nor password is needed
};

class ApiClient {
  public:
    explicit ApiClient(ApiPlace place);
    /// Ends the session.
    ~ApiClient();
    ApiClient(const ApiClient&) = delete;
    ApiClient& operator=(const ApiClient&) = delete;

    /// Problem `not_reached` when nobody answers, else what the server says.
    Status signIn();
    /// The body of a 2xx answer, or the server's Problem.
    Result<std::string> call(const std::string& method, const std::string& path, std::string body = {},
                             const std::string& contentType = "application/json");

  private:
    ApiPlace m_place;
    HttpPool m_pool;
    std::string m_token;
    bool m_borrowed = false;    ///< the session outlives this program
};

/// "name (code)" and every wrong field on standard error; returns 1.
int complainAbout(const Problem& why);

}  // namespace ok::okctl
