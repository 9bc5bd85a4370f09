// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An HTTP request and response as the rest of the server sees them. Plain values, no sockets: a route can be tested by
// calling its handler with a literal request.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "server/net/unique_function.h"
#include "shared/base/problem.h"

namespace ok::net {

using TextPairs = std::vector<std::pair<std::string, std::string>>;

/// Header fields in order of arrival; names are compared without regard to case.
class Headers {
  public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> items) : m_items(items) {}
    /// The first value under that name; empty when absent.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return count(name) > 0; }
    [[nodiscard]] std::size_t count(std::string_view name) const;
    /// Replaces every value under that name.
    void set(std::string_view name, std::string value);
    void add(std::string name, std::string value) { m_items.emplace_back(std::move(name), std::move(value)); }
    [[nodiscard]] auto begin() const { return m_items.begin(); }
    [[nodiscard]] auto end() const { return m_items.end(); }
    [[nodiscard]] std::size_t size() const { return m_items.size(); }

  private:
    TextPairs m_items;
};

struct HttpRequest {
    std::string method;  // as sent, upper case
    std::string target;  // as sent: path and query
    std::string path;    // as sent, still percent-encoded
    TextPairs params;    // `{name}` segments of the route, decoded
    TextPairs query;     // decoded, in order
    Headers headers;
    std::string body;
    std::string remoteAddress;  // numeric, without port; behind a trusted proxy the client's
    std::string traceId;        // 32 hex digits: from `traceparent`, else fresh
    bool tls = false;           // this connection, or the trusted proxy's, is encrypted

    [[nodiscard]] std::string_view header(std::string_view name) const { return headers.get(name); }
    /// A path parameter; empty when the route has none of that name.
    [[nodiscard]] std::string_view param(std::string_view name) const;
    /// The first query value of that name.
    [[nodiscard]] std::optional<std::string_view> queryValue(std::string_view name) const;
    /// The value of a cookie; empty when absent.
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

/// A body that several responses share (a cached page): never copied, never changed.
using SharedBody = std::shared_ptr<const std::string>;

/// A body that lies somewhere else (a mapped file, mapped_body.h) and stays there while it is sent.
class BodyBytes {
  public:
    virtual ~BodyBytes() = default;
    [[nodiscard]] virtual std::string_view view() const = 0;
};
using MappedBody = std::shared_ptr<const BodyBytes>;
using HttpBody = std::variant<std::string, SharedBody, MappedBody>;
[[nodiscard]] std::string_view bodyViewOf(const HttpBody& body);

struct HttpResponse {
    int status = 200;
    Headers headers;
    HttpBody body;

    [[nodiscard]] std::string_view bodyView() const;
    static HttpResponse text(int status, std::string body);
    static HttpResponse html(int status, std::string body);
    static HttpResponse json(int status, std::string body);
    static HttpResponse cached(std::string contentType, SharedBody body);
    static HttpResponse redirect(int status, std::string location);
    /// The house's error body.
    static HttpResponse problem(int status, const Problem& why);
};

/// A Problem's JSON with `error` added behind its own members: {code, message, details, correlation_id}. The code is the one that the
/// specification names where that is another one (`insufficient_scope`). What is no Problem comes back as it is.
[[nodiscard]] std::string withErrorEnvelope(std::string body, const std::string& correlation);

/// The reason phrase of a status; empty for one we do not know.
[[nodiscard]] std::string_view reasonPhrase(int status);

/// True when `If-None-Match` of the request lists `etag` (given with its quotes) or `*`: answer 304.
[[nodiscard]] bool notModified(const HttpRequest& request, std::string_view etag);

/// Answers one request, once, from any thread. Dropped unanswered, it answers 500. Calling it after the client has gone,
/// after the handler time-out or after the server has stopped is allowed and does nothing.
class Responder {
  public:
    using Callback = UniqueFunction<void(HttpResponse)>;
    explicit Responder(Callback callback) : m_callback(std::move(callback)) {}
    Responder(Responder&& other) noexcept : m_callback(std::exchange(other.m_callback, nullptr)) {}
    Responder& operator=(Responder&& other) noexcept;
    ~Responder();

    void operator()(HttpResponse response);
    /// True until it has been used.
    explicit operator bool() const { return static_cast<bool>(m_callback); }

  private:
    void dropped();
    Callback m_callback;
};

}  // namespace ok::net
