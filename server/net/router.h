// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Which handler answers which method and path. Patterns are segments: literal, `{name}` (one segment, decoded) or, last,
// `{name...}` (the rest of the path). A literal wins over a parameter, a parameter over a rest. Filled before the server
// starts, read by all its threads afterwards.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/net/http.h"
#include "server/net/socket_session.h"

namespace ok::net {

/// Called on an io thread: must not block. Long work goes to the gate, which answers through the Responder. The request
/// lives only during the call.
using HttpHandler = std::function<void(const HttpRequest&, Responder)>;

struct RouteOptions {
    std::size_t bodyLimit = 0;  // bytes; 0: the server's default; at most NetLimits::largestBody
    // Asked before the body is read (its `body` is empty): an answer refuses the request and ends the connection. For
    // large bodies, so that a stranger cannot make the server read them.
    std::function<std::optional<HttpResponse>(const HttpRequest&)> admit;
};

struct Route {
    std::string pattern;
    HttpHandler handler;                      // either this
    std::shared_ptr<SocketHandlers> sockets;  // or this
    RouteOptions options;
};

class Router {
  public:
    Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// A second route with the same method and pattern is our own mistake: asserts, and the first stays.
    void add(std::string_view method, std::string_view pattern, HttpHandler handler, RouteOptions options = {});
    void get(std::string_view pattern, HttpHandler handler) { add("GET", pattern, std::move(handler)); }
    void post(std::string_view pattern, HttpHandler handler, RouteOptions options = {}) {
        add("POST", pattern, std::move(handler), options);
    }
    void socket(std::string_view pattern, SocketHandlers handlers);

    /// Replaces each handler by what `wrap` makes of it; sockets stay. After the last route was added.
    void wrapHandlers(const std::function<HttpHandler(const std::string& pattern, HttpHandler)>& wrap);
    /// `GET /v1/sessions`, in order; a socket as `SOCKET /v1/sync`.
    [[nodiscard]] std::vector<std::string> routes() const;

    enum class Outcome { found, notFound, methodNotAllowed, badPath };
    struct Match {
        Outcome outcome = Outcome::notFound;
        const Route* route = nullptr;
        TextPairs params;
        std::string allow;  // of methodNotAllowed: `GET, HEAD`
    };
    /// HEAD falls back to GET.
    [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

  private:
    struct Node;
    Route& place(std::string_view method, std::string_view pattern);
    std::unique_ptr<Node> m_root;
};

}  // namespace ok::net
