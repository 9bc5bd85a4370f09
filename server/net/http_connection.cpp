// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HttpConnection: the life of one HTTP connection.
#include "server/net/http_connection.h"

#include <algorithm>
#include <array>

#include "server/net/http_writer.h"
#include "server/net/peer_address.h"
#include "server/net/url.h"
#include "server/net/ws_connection.h"

namespace ok::net {
namespace {

constexpr std::size_t idleReadBytes = 4 * 1024;  // an idle connection costs this much
constexpr std::size_t bodyReadBytes = 64 * 1024;
constexpr std::size_t inlineBodyBytes = 4 * 1024;  // copied behind the head: one buffer, one packet
constexpr std::size_t pendingOutBytes = std::size_t{1} << 20;  // pipelining stops reading beyond it
constexpr std::size_t answersPerWrite = 32;                    // two buffers each, 64 a system call
constexpr std::size_t drainBytes = std::size_t{1} << 20;
constexpr std::size_t slowestBytesPerSecond = 8 * 1024;  // a body may take this long on top of the time-out
constexpr Duration lingerTime = seconds(2);

Duration transferTime(std::size_t bytes) { return seconds(static_cast<std::int64_t>(bytes / slowestBytesPerSecond)); }

// 16 bytes in base64, as RFC 6455 4.2.1 asks.
bool isSocketKey(std::string_view key) {
    return key.size() == 24 && key.ends_with("==") && std::all_of(key.begin(), key.end() - 2, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    });
}

}  // namespace

std::string_view HttpConnection::Outgoing::bodyView() const {
    return withBody ? bodyViewOf(body) : std::string_view();
}

HttpConnection::HttpConnection(std::shared_ptr<ServerCore> core, std::shared_ptr<IoThread> io, ConnectionSlot slot,
                               std::shared_ptr<ByteStream> stream, Peer peer)
    : m_core(std::move(core)), m_io(std::move(io)), m_slot(std::move(slot)), m_stream(std::move(stream)),
      m_peer(std::move(peer)), m_reader(m_core->options.limits) {}

HttpConnection::~HttpConnection() = default;

void HttpConnection::start() {
    m_io->enroll(*this);
    // INVARIANT: whoever enrols after the stop's last round would never be told of it.
    if (m_core->stopping) return cut();
    setDeadline(m_core->options.limits.requestTime);
    m_stream->handshake([self = self()](error_code ec) {
        if (self->m_state == State::closed) return;
        if (!ec) return self->advance();
        self->m_core->metrics.tlsFailures.add();
        self->cut();
    });
}

// --- Reading ---------------------------------------------------------------------------------------------------------

void HttpConnection::read() {
    const auto& limits = m_core->options.limits;
    const auto bodySize = m_reader.request().body.size();
    if (m_reader.started()) deadline = m_requestSince + limits.requestTime + transferTime(bodySize);
    else setDeadline(limits.idleTime);
    m_in.erase(0, std::exchange(m_start, 0));
    if (!m_reader.started() && m_in.empty()) m_in.shrink_to_fit();
    const auto filled = m_in.size();
    m_in.resize(filled + (bodySize > 0 ? bodyReadBytes : idleReadBytes));
    m_reading = true;
    m_stream->readSome(asio::buffer(m_in.data() + filled, m_in.size() - filled),
                       [self = self(), filled](error_code ec, std::size_t n) {
                           self->m_in.resize(filled + (ec ? 0 : n));
                           self->onRead(ec, n);
                       });
}

void HttpConnection::onRead(error_code ec, std::size_t) {
    m_reading = false;
    if (m_state == State::closed) return;
    if (m_state == State::draining) {
        if (m_closing) drain();
        return;
    }
    if (ec) {
        // The client may have ended sending only: what it asked for is still written.
        m_keepAlive = false;
        if (m_out.empty() && !m_writing) return cut();
        m_state = State::draining;
        return flush();
    }
    advance();
}

void HttpConnection::advance() {
    while (m_state == State::reading && !m_reading && m_outBytes <= pendingOutBytes) {
        const bool wasStarted = m_reader.started();
        std::size_t used = 0;
        const auto step = m_reader.advance(std::string_view(m_in).substr(m_start), used);
        m_start += used;
        if (!wasStarted && m_reader.started()) m_requestSince = SteadyClock::now();
        switch (step) {
            case HttpReader::Step::needMore: read(); break;
            case HttpReader::Step::headerDone: takeHeader(); break;
            case HttpReader::Step::complete: dispatch(); break;
            case HttpReader::Step::failed: fail(m_reader.failureStatus(), m_reader.failure()); break;
        }
    }
    flush();
}

void HttpConnection::takeHeader() {
    auto& request = m_reader.request();
    const auto& limits = m_core->options.limits;
    m_head = request.method == "HEAD";
    m_http10 = m_reader.http10();
    m_keepAlive = m_reader.keepAlive() && ++m_requests < limits.requestsPerConnection && !m_core->stopping;
    m_refusal.reset();
    describePeer(request);
    if (auto split = splitTarget(request); !split) return fail(400, std::move(split).problem());
    m_match = m_core->router.find(request.method, request.path);
    takeRoute(request);
    if (m_state != State::reading) return;
    const auto wanted = m_match.route ? m_match.route->options.bodyLimit : 0;
    if (!m_reader.limitBody(std::min(wanted ? wanted : limits.bodyBytes, NetLimits::largestBody))) {
        return fail(413, problem("body_too_large", "the request's body is too large"));
    }
    if (m_reader.bodyFollows() && m_reader.expectsContinue() && m_start == m_in.size()) {
        m_out.push_back({.head = "HTTP/1.1 100 Continue\r\n\r\n", .body = std::string()});
    }
}

void HttpConnection::takeRoute(const HttpRequest& request) {
    switch (m_match.outcome) {
        case Router::Outcome::found:
            if (m_match.route->sockets) m_refusal = refuseUpgrade(request, *m_match.route->sockets);
            else if (m_match.route->options.admit) {
                if (auto refusal = m_match.route->options.admit(request)) return refuse(std::move(*refusal));
            }
            return;
        case Router::Outcome::badPath:
            return fail(400, problem("bad_path", "the path is not valid percent-encoded text"));
        case Router::Outcome::notFound:
            if (request.path == "*") return refuse({.status = 204, .headers = {}, .body = std::string()});
            return refuse(problemResponse(404, problem("not_found", "there is nothing at this path")));
        case Router::Outcome::methodNotAllowed:
            auto response = request.method == "OPTIONS"
                                ? HttpResponse{.status = 204, .headers = {}, .body = std::string()}
                                : problemResponse(405, problem("method_not_allowed", "this path has no such method",
                                                               {{"allow", m_match.allow}}));
            response.headers.set("Allow", m_match.allow + ", OPTIONS");
            return refuse(std::move(response));
    }
}

// Without a body the connection goes on; a body nobody wants is not read, so the connection ends with the answer.
void HttpConnection::refuse(HttpResponse response) {
    if (!m_reader.bodyFollows()) {
        m_refusal = std::move(response);
        return;
    }
    m_keepAlive = false;
    answer(std::move(response));
}

HttpResponse HttpConnection::problemResponse(int status, Problem why) {
    m_core->metrics.refused(why.code).add();
    why.traceId = m_traceId;
    return HttpResponse::problem(status, why);
}

void HttpConnection::fail(int status, Problem why) {
    if (m_traceId.empty()) m_traceId = m_io->freshTraceId();
    m_keepAlive = false;
    answer(problemResponse(status, std::move(why)));
}

void HttpConnection::describePeer(HttpRequest& request) {
    request.remoteAddress = m_peer.address;
    request.tls = m_peer.tls;
    const auto& proxies = m_core->options.trustedProxies;
    if (!proxies.empty()) applyForwarded(request, proxies);
    request.traceId = traceIdOf(request.header("traceparent"));
    if (request.traceId.empty()) request.traceId = m_io->freshTraceId();
    m_traceId = request.traceId;
}

// --- Handling --------------------------------------------------------------------------------------------------------

void HttpConnection::dispatch() {
    auto request = std::move(m_reader.request());
    m_reader.reset();
    m_handlingSince = SteadyClock::now();
    if (m_refusal) return answer(*std::exchange(m_refusal, std::nullopt));
    request.params = std::move(m_match.params);
    if (m_match.route->sockets) {
        m_upgradeRequest = std::move(request);
        m_state = State::upgrading;
        if (m_out.empty() && !m_writing) becomeSession();
        return;
    }
    callHandler(request);
}

void HttpConnection::callHandler(const HttpRequest& request) {
    m_state = State::handling;
    setDeadline(m_core->options.limits.handlerTime);
    ++m_current;
    m_inline = true;
    try {
        m_match.route->handler(request, Responder([self = self(), id = m_current](HttpResponse response) {
                                   self->answerLater(id, std::move(response));
                               }));
    } catch (...) {
        // The Responder was dropped on the way out and has answered 500, unless the handler had passed it on.
        m_core->metrics.handlerFailures.add();
    }
    m_inline = false;
}

std::optional<HttpResponse> HttpConnection::refuseUpgrade(const HttpRequest& request, const SocketHandlers& handlers) {
    const auto version = request.header("Sec-WebSocket-Version");
    if (!m_reader.wantsWebSocket() || version != "13") {
        auto response = problemResponse(426, problem("upgrade_required", "this path speaks WebSocket version 13 only"));
        response.headers.set("Upgrade", "websocket");
        response.headers.set("Sec-WebSocket-Version", "13");
        return response;
    }
    if (m_http10 || request.method != "GET" || m_reader.bodyFollows() ||
        !isSocketKey(request.header("Sec-WebSocket-Key"))) {
        m_keepAlive = false;
        return problemResponse(400, problem("bad_handshake", "the WebSocket handshake is malformed"));
    }
    if (m_core->stopping) return problemResponse(503, problem("stopping", "the server is stopping"));
    if (!handlers.admit) return std::nullopt;
    try {
        return handlers.admit(request);
    } catch (...) {
        m_core->metrics.handlerFailures.add();
        return problemResponse(500, problem("internal_error", "the request could not be completed"));
    }
}

void HttpConnection::becomeSession() {
    m_state = State::closed;
    m_io->leave(*this);
    startSession({m_core, m_io, std::move(m_slot), std::move(m_stream), m_match.route->sockets,
                  std::move(m_upgradeRequest), m_in.substr(m_start)});
}

void HttpConnection::answerLater(std::uint64_t request, HttpResponse response) {
    // Only inside the handler's own call may the answer be taken at once; elsewhere on this thread it could recurse.
    if (m_io->isCurrent() && m_inline) {
        if (request == m_current && m_state == State::handling) answer(std::move(response));
        return;
    }
    m_io->post([self = self(), request, response = std::move(response)]() mutable {
        if (request != self->m_current || self->m_state != State::handling) return;
        self->answer(std::move(response));
        self->advance();
    });
}

// TA2: every answer names the trace it can be found by, whoever wrote it, and every refusal says it in its body too. The last
// field of a Problem is its trace; after it the same stands once more as programs of other houses read errors (F04.R7.A7, digest C43).
void HttpConnection::nameTrace(HttpResponse& response) const {
    constexpr std::string_view mark = R"("trace_id":")";
    if (!m_traceId.empty()) response.headers.set("X-Request-Id", m_traceId);
    auto* body = std::get_if<std::string>(&response.body);
    if (response.status < 400 || body == nullptr || !body->ends_with("\"}") || response.headers.get("Content-Type") != "application/json") return;
    const std::size_t at = body->rfind(mark);
    if (at == std::string::npos || body->find('"', at + mark.size()) != body->size() - 2) return;
    if (at + mark.size() + 2 == body->size()) body->insert(body->size() - 2, m_traceId);
    *body = withErrorEnvelope(std::move(*body), m_traceId);
}

void HttpConnection::answer(HttpResponse response) {
    nameTrace(response);
    m_core->metrics.responses(response.status).add();
    if (m_state == State::handling) {
        const std::chrono::duration<double> took = SteadyClock::now() - m_handlingSince;
        m_core->metrics.requestSeconds.observe(took.count());
    }
    if (m_core->stopping) m_keepAlive = false;
    queue(std::move(response));
    m_state = m_keepAlive ? State::reading : State::draining;
}

void HttpConnection::queue(HttpResponse response) {
    const auto& options = m_core->options;
    Outgoing out;
    const HeadOptions head{.http10 = m_http10,
                           .keepAlive = m_keepAlive,
                           .date = options.now ? std::string_view(m_io->date(options.now())) : std::string_view()};
    if (!appendHead(out.head, response, options.defaultHeaders, head)) {
        m_core->metrics.handlerFailures.add();
        auto why = problem("internal_error", "the request could not be completed");
        why.traceId = m_traceId;
        response = HttpResponse::problem(500, why);
        (void)appendHead(out.head, response, options.defaultHeaders, head);
    }
    out.withBody = !m_head && mayHaveBody(response.status);
    out.body = std::move(response.body);
    if (const auto body = out.bodyView(); !body.empty() && body.size() <= inlineBodyBytes) {
        out.head += body;
        out.withBody = false;
    }
    m_outBytes += out.head.size() + out.bodyView().size();
    m_out.push_back(std::move(out));
}

// --- Writing ---------------------------------------------------------------------------------------------------------

void HttpConnection::flush() {
    if (m_writing || m_state == State::closed) return;
    if (m_out.empty()) {
        if (m_state == State::draining) finishClosing();
        return;
    }
    const auto count = std::min(m_out.size(), answersPerWrite);
    const auto split = m_out.begin() + static_cast<std::ptrdiff_t>(count);
    m_flight.assign(std::make_move_iterator(m_out.begin()), std::make_move_iterator(split));
    m_out.erase(m_out.begin(), split);
    std::array<asio::const_buffer, 2 * answersPerWrite> buffers;
    std::size_t used = 0, bytes = 0;
    for (const auto& out : m_flight) {
        buffers[used++] = asio::buffer(out.head);
        if (const auto body = out.bodyView(); !body.empty()) buffers[used++] = asio::buffer(body.data(), body.size());
        bytes += out.head.size() + out.bodyView().size();
    }
    m_writing = true;
    // A handler that is still thinking keeps its own, usually later, deadline.
    if (m_state != State::handling && !m_reading) setDeadline(m_core->options.limits.writeTime + transferTime(bytes));
    m_stream->writeAll(std::span(buffers.data(), used), [self = self()](error_code ec, std::size_t) { self->onWritten(ec); });
}

void HttpConnection::onWritten(error_code ec) {
    m_writing = false;
    if (m_state == State::closed) return;
    if (ec) return cut();
    for (const auto& out : m_flight) m_outBytes -= std::min(m_outBytes, out.head.size() + out.bodyView().size());
    m_flight.clear();
    if (!m_out.empty()) return flush();
    if (m_state == State::upgrading) return becomeSession();
    if (m_state == State::reading && !m_reading) return advance();
    if (m_state == State::draining) finishClosing();
}

// Closing with unread input would reset the connection and could destroy the answer on its way: end sending, then read
// until the client has closed (RFC 9112 9.6).
void HttpConnection::finishClosing() {
    if (std::exchange(m_closing, true)) return;
    setDeadline(m_core->stopping ? lingerTime / 10 : lingerTime);
    m_stream->finishSending([self = self()](error_code) {
        if (self->m_state == State::draining) self->drain();
    });
}

void HttpConnection::drain() {
    if (m_reading) return;  // that read will fail or end
    m_start = 0;
    m_in.resize(idleReadBytes);
    m_reading = true;
    m_stream->readSome(asio::buffer(m_in), [self = self()](error_code ec, std::size_t n) {
        self->m_reading = false;
        if (self->m_state != State::draining) return;
        self->m_drained += n;
        if (ec || self->m_drained > drainBytes) return self->cut();
        self->drain();
    });
}

void HttpConnection::onDeadline(SteadyTime) {
    auto& metrics = m_core->metrics;
    deadline = SteadyTime::max();
    if (m_state == State::handling) {
        metrics.handlerFailures.add();
        m_keepAlive = false;
        answer(problemResponse(503, problem("handler_timeout", "the request took too long to answer")));
        return flush();
    }
    if (m_state == State::reading && m_reader.started() && m_reading && !m_writing) {
        metrics.timeouts.add();
        fail(408, problem("request_timeout", "the request did not arrive in time"));
        return flush();
    }
    if (m_state != State::reading || m_writing) metrics.timeouts.add();
    cut();
}

void HttpConnection::onStop() {
    m_keepAlive = false;
    const bool idle = m_state == State::reading && !m_reader.started() && m_out.empty() && !m_writing;
    if (idle) cut();
}

void HttpConnection::cut() {
    if (m_state == State::closed) return;
    m_state = State::closed;
    m_io->leave(*this);
    m_stream->close();
    m_slot.release();
}

}  // namespace ok::net
