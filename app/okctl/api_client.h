// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A signed-in program at a server's API: one session, one call at a time. For subcommands that act as a person: with a
// password for the length of one command, or with the session that `okctl login` keeps.
#pragma once
#include <functional>
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
    std::string tokenFile;      ///< of a session that is there already; then neither login nor password is needed
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
    /// Asked when the password was right and a key or a code is wanted too; its answer is the server's, with the session.
    using SecondFactor = std::function<Result<std::string>(ApiClient&, const Problem&)>;
    void onSecondFactor(SecondFactor ask) { m_secondFactor = std::move(ask); }
    [[nodiscard]] const std::string& url() const { return m_place.url; }
    /// From now on the session is this file's: read it, refresh it, write it back.
    Status resume(const std::string& file);
    Status keepIn(const std::string& file);
    [[nodiscard]] const KeptSession& session() const { return m_session; }
    /// The body of a 2xx answer, or the server's Problem.
    Result<std::string> call(const std::string& method, const std::string& path, std::string body = {},
                             const std::string& contentType = "application/json");
    /// Said with every call from now on (H2); empty: nothing is said.
    void statePurpose(std::string purpose, std::string authority) { m_purpose = std::move(purpose), m_authority = std::move(authority); }
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
    std::string m_purpose, m_authority;
    std::string m_file;
    bool m_borrowed = false;    ///< the session outlives this program
    SecondFactor m_secondFactor;
};

/// "name (code)" and every wrong field on standard error; returns 1.
int complainAbout(const Problem& why);
/// The server's answer to standard output, or into a file that was named. The exit code.
int tellInto(const std::string& file, const Result<std::string>& answer, bool lineBreak);

}  // namespace ok::okctl
