// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A blocking HTTP request over libcurl, with the one distinction that matters for sending: did the request leave us?
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/instant.h"

namespace ok::outbox {

struct HttpCall {
    std::string method = "GET";
    std::string url;
    std::string user;      ///< basic authentication when not empty
    std::string password;
    std::vector<std::pair<std::string, std::string>> form;     ///< body of a POST, form-encoded
    std::string body;                                          ///< else this
    std::vector<std::pair<std::string, std::string>> headers;
    Duration connectTime = seconds(5);
    Duration totalTime = seconds(20);
    bool loopbackOnly = false;  ///< refuses every socket that is not loopback
    bool publicOnly = false;    ///< refuses every socket to this machine or a private network, whatever a name resolves to
};

struct HttpAnswer {
    enum class State {
        answered,   ///< status and body are there
        not_sent,   ///< nothing reached the other side: safe to try again
        no_answer   ///< it was sent, or may have been: unsafe to repeat
    } state = State::not_sent;
    int status = 0;
    std::string body;  ///< at most 1 MiB
    std::optional<Duration> retryAfter;
    std::string reason;  ///< `name_not_resolved`, `connect_failed`, `timed_out`, `tls_failed`, `broken_off`
};

/// Never throws. Redirects are not followed: a message goes where it is configured to go or nowhere.
[[nodiscard]] HttpAnswer call(const HttpCall& request);

[[nodiscard]] std::string formEncode(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace ok::outbox
