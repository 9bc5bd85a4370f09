// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A bounded number of HTTP requests in flight, over libcurl, with keep-alive. For tools: one thread drives it.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "shared/base/instant.h"

namespace ok::okctl {

struct HttpCall {
    std::string url;
    std::string method = "POST";
    std::string contentType = "application/x-www-form-urlencoded";
    std::string body;
    std::vector<std::string> headers;
};

/// PEM file of the authority to trust besides the system's; empty: only the system's. For all calls of the process.
void setTrustedAuthority(std::string caFile);

struct HttpAnswer {
    long status = 0;          ///< 0: no answer came
    std::string body;
    std::string failure;      ///< libcurl's words when status is 0
};

class HttpPool {
  public:
    /// `retryFor`: how long a call is tried again while nobody listens (a server that is starting again).
    HttpPool(int inFlight, Duration retryFor);
    ~HttpPool();
    HttpPool(const HttpPool&) = delete;
    HttpPool& operator=(const HttpPool&) = delete;

    /// Starts the call when a place is free, driving the others meanwhile.
    void post(HttpCall call, std::function<void(const HttpAnswer&)> done);
    /// Returns when nothing is in flight.
    void drain();
    /// Drives calls in flight for at most this long; returns early when something finished.
    void drive(Duration atMost);

  private:
    struct Flight;
    struct State;
    void launch(std::unique_ptr<Flight> flight);
    void collect();
    std::unique_ptr<State> m_state;
};

[[nodiscard]] std::string formEncode(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace ok::okctl
