// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A signed-in program at a server's API: one session, one call at a time. For subcommands that act as a person: with a
// password for the length of one command, or with the session that `okctl login` keeps.
#pragma once
#include <memory>
#include <string>

#include "app/okctl/http_pool.h"
#include "app/okctl/kept_session.h"
#include "shared/base/digest.h"
#include "shared/base/result.h"

namespace ok::okctl {

struct ApiPlace {
    std::string url;
    std::string utility;
    std::string login;
    std::string passwordFile;   ///< its first line
    std::string caFile;
};

class ApiClient {
  public:
    explicit ApiClient(ApiPlace place);
    /// Ends the session, unless it is kept.
    ~ApiClient();
    ApiClient(const ApiClient&) = delete;
    ApiClient& operator=(const ApiClient&) = delete;

    /// Problem `not_reached` when nobody answers, else what the server says.
    Status signIn();
    Status signInWith(const std::string& password);
    /// From now on the session is this file's: read it, refresh it, write it back.
    Status resume(const std::string& file);
    Status keepIn(const std::string& file);
    [[nodiscard]] const KeptSession& session() const { return m_session; }
    /// The body of a 2xx answer, or the server's Problem.
    Result<std::string> call(const std::string& method, const std::string& path, std::string body = {},
                             const std::string& contentType = "application/json");
    /// A command with its answer; `id` makes a repetition safe.
    Result<std::string> command(const std::string& name, const std::string& body, const std::string& id = {}, const std::string& justification = {});

  private:
    Result<std::string> send(HttpCall request);
    Status refresh();
    [[nodiscard]] std::string proof(std::string_view use, std::string_view token) const;
    void takeTimes(const std::string& reply);
    ApiPlace m_place;
    HttpPool m_pool;
    KeptSession m_session;
    std::unique_ptr<SigningKey> m_key;
    std::string m_file;
};

/// "name (code)" and every wrong field on standard error; returns 1.
int complainAbout(const Problem& why);

}  // namespace ok::okctl
