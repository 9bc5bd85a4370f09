// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A WebSocket session as the rest of the server sees it: send from any thread, hear about it on its io thread.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/net/http.h"

namespace ok::net {

using SharedMessage = std::shared_ptr<const std::string>;

/// Close codes we use (RFC 6455 7.4.1).
enum class CloseCode : std::uint16_t {
    normal = 1000,
    goingAway = 1001,
    protocolError = 1002,
    policy = 1008,
    tooBig = 1009,
    internalError = 1011,
    tryAgainLater = 1013,  // also: this consumer is too slow
};

/// One client. Kept by shared_ptr; holding it longer than the connection lives is harmless.
class SocketSession {
  public:
    virtual ~SocketSession() = default;
    [[nodiscard]] virtual std::uint64_t id() const = 0;  // unique in this process
    /// The upgrade request: headers, query, params, remoteAddress, traceId.
    [[nodiscard]] virtual const HttpRequest& request() const = 0;
    [[nodiscard]] const std::string& remoteAddress() const { return request().remoteAddress; }

    /// Queues one binary message; from any thread; order is kept. Messages queued while the socket is busy leave in as
    /// few writes as possible. False: the session is closed, or this message filled its queue over the bound, so that
    /// it is now being closed with 1013.
    virtual bool send(SharedMessage message) = 0;
    /// What is queued still leaves, then the close frame. From any thread.
    virtual void close(CloseCode code, std::string_view reason = {}) = 0;
    /// Bytes waiting to be written.
    [[nodiscard]] virtual std::size_t queuedBytes() const = 0;
    /// Stops and resumes reading (back-pressure towards the client). From any thread.
    virtual void pauseReading(bool paused) = 0;
};

using SocketSessionPtr = std::shared_ptr<SocketSession>;

struct SocketLimits {
    std::size_t messageBytes = std::size_t{1} << 20;  // a larger message from the client closes with 1009
    std::size_t queueBytes = std::size_t{8} << 20;    // beyond either bound the session is closed with 1013
    std::size_t queueMessages = 10'000;
};

/// All callbacks run on the session's io thread, never two of one session at once: onOpen, onMessage..., onClose. They
/// must not block and must not throw (a throw closes with 1011).
struct SocketHandlers {
    /// Before the upgrade: return a response to refuse it (401, 403), or nothing to accept.
    std::function<std::optional<HttpResponse>(const HttpRequest&)> admit;
    std::function<void(const SocketSessionPtr&)> onOpen;
    /// The view lives only during the call. `text` is true for a text message (valid UTF-8).
    std::function<void(const SocketSessionPtr&, std::string_view data, bool text)> onMessage;
    /// Exactly once for every onOpen. 1006: the connection went without a close frame.
    std::function<void(const SocketSessionPtr&, std::uint16_t code)> onClose;
    std::string subprotocol;  // agreed on when the client offers it
    SocketLimits limits;
};

}  // namespace ok::net
