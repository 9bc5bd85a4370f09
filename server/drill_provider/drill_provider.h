// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A message provider on this machine that behaves like Twilio's API (2010-04-01) and is stricter: drills talk to it, and
// so do the tests of the real client. It checks what the real one checks (basic authentication, account, E.164 numbers,
// body length, the STOP list, a rate limit), answers errors with the real codes, sends signed receipts, and remembers
// everything, so that a test can ask: did anything come twice? It never talks to anything but loopback.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/net/router.h"
#include "shared/base/instant.h"
#include "shared/base/json.h"

namespace ok::drill {

struct ProviderOptions {
    std::string accountSid = "AC00000000000000000000000000000000";
    std::string authToken = "drill-token";
    int mostAMinute = 0;                    ///< 0: no limit; beyond it 429 with Retry-After
    std::vector<std::string> stopped;       ///< numbers that have said STOP to this provider: 21610
    std::function<Instant()> clock;
    std::string journal;                    ///< a file that gets a line of JSON for every message taken; empty: none
};

struct TakenMessage {
    std::string sid;
    std::string kind;      ///< `Messages`, `Calls`, `Emails`
    std::string to;
    std::string from;
    std::string body;      ///< of a call: its TwiML
    std::string callback;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(TakenMessage, (), (sid, kind, to, from, body, callback, at))

/// How the provider misbehaves, for tests of retries and breakers.
struct Misbehaviour {
    int failNext = 0;          ///< so many requests are answered with `failWith`
    int failWith = 503;
    bool takeButDoNotAnswer = false;  ///< accepts, then breaks the connection off without an answer
};

class DrillProvider {
  public:
    explicit DrillProvider(ProviderOptions options);
    ~DrillProvider();
    /// Its routes, to be served on loopback.
    void addRoutes(net::Router& router);
    [[nodiscard]] std::vector<TakenMessage> taken() const;
    [[nodiscard]] std::size_t takenCount() const;
    /// (to, body) pairs that came more than once: must be empty.
    [[nodiscard]] std::vector<std::string> twice() const;
    void misbehave(Misbehaviour how);
    /// Waits until `n` messages were taken or `patience` is over; true when they were.
    [[nodiscard]] bool waitForTaken(std::size_t n, std::chrono::milliseconds patience) const;
    /// Sends the receipts (`sent`, then `delivered`) of everything taken so far to their callbacks, signed; returns how
    /// many were answered with 2xx. Refuses callbacks that are not loopback.
    int sendReceipts(const std::string& finalStatus = "delivered");

  private:
    struct Room;
    std::shared_ptr<Room> m_room;
};

}  // namespace ok::drill
