// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WebSocket sessions: the one unit that compiles Beast's websocket::stream, over the erased byte stream.
#include "server/net/ws_connection.h"

#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <atomic>
#include <cstring>

#include "server/net/ws_output.h"

namespace ok::net {

namespace websocket = boost::beast::websocket;
namespace http = boost::beast::http;

namespace {

constexpr Duration closeTime = seconds(5);  // for the close handshake, and for a slow consumer to take what is in flight
constexpr Duration lingerTime = seconds(2);  // after a violation, for our close frame to arrive
constexpr std::size_t keptReadBytes = 64 * 1024;
constexpr std::size_t drainBytes = std::size_t{4} << 20;

/// What Beast sees as the next layer: reads come from the socket (first what came with the handshake), writes go into
/// the session's output queue.
class SessionStream {
  public:
    using executor_type = IoExecutor;
    SessionStream(IoExecutor executor, std::shared_ptr<ByteStream> stream, std::shared_ptr<WsOutput> output,
                  std::string leftover)
        : m_executor(executor), m_stream(std::move(stream)), m_output(std::move(output)), m_leftover(std::move(leftover)) {}

    executor_type get_executor() const noexcept { return m_executor; }
    [[nodiscard]] SteadyTime lastHeard() const { return m_lastHeard; }
    ByteStream& bytes() { return *m_stream; }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        asio::mutable_buffer into;
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
            into = *it;
            if (into.size() > 0) break;
        }
        m_lastHeard = SteadyClock::now();
        if (m_leftover.empty()) return m_stream->readSome(into, std::forward<Handler>(handler));
        const auto n = std::min(into.size(), m_leftover.size());
        std::memcpy(into.data(), m_leftover.data(), n);
        m_leftover.erase(0, n);
        asio::post(m_executor, [n, h = ByteStream::Transferred(std::forward<Handler>(handler))]() mutable { h({}, n); });
    }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        std::string bytes;
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
            const asio::const_buffer piece = *it;
            bytes.append(static_cast<const char*>(piece.data()), piece.size());
        }
        m_output->writeControl(std::move(bytes), std::forward<Handler>(handler));
    }

  private:
    IoExecutor m_executor;
    std::shared_ptr<ByteStream> m_stream;
    std::shared_ptr<WsOutput> m_output;
    std::string m_leftover;
    SteadyTime m_lastHeard = SteadyClock::now();
};

// Found by Beast through argument-dependent lookup.
[[maybe_unused]] void teardown(boost::beast::role_type, SessionStream& stream, error_code& ec) {
    stream.bytes().close();
    ec = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, SessionStream& stream, Handler&& handler) {
    stream.bytes().finishSending(std::forward<Handler>(handler));
}

[[maybe_unused]] void beast_close_socket(SessionStream& stream) { stream.bytes().close(); }

class WsConnection;

/// The part others hold: a queue under a lock. It never touches the socket.
class Session final : public SocketSession, public std::enable_shared_from_this<Session> {
  public:
    Session(std::shared_ptr<IoThread> io, HttpRequest request, SocketLimits limits, std::uint64_t id)
        : m_io(std::move(io)), m_request(std::move(request)), m_limits(limits), m_id(id) {}

    std::uint64_t id() const override { return m_id; }
    const HttpRequest& request() const override { return m_request; }
    bool send(SharedMessage message) override;
    void close(CloseCode code, std::string_view reason) override;
    std::size_t queuedBytes() const override {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }
    void pauseReading(bool paused) override;

    /// The connection's side, on the io thread.
    struct Work {
        bool overflow = false;
        bool close = false;
        std::uint16_t closeCode = 0;
        std::string closeReason;
    };
    Work take(std::deque<SharedMessage>& into);
    void written(std::size_t bytes, std::size_t messages);
    void end();
    [[nodiscard]] bool paused() const { return m_paused; }
    WsConnection* connection = nullptr;  // io thread only

  private:
    void wake(std::unique_lock<std::mutex>& lock);

    const std::shared_ptr<IoThread> m_io;
    const HttpRequest m_request;
    const SocketLimits m_limits;
    const std::uint64_t m_id;
    std::atomic<bool> m_paused{false};
    mutable std::mutex m_mutex;  // guards everything below
    std::deque<SharedMessage> m_queue;
    std::size_t m_bytes = 0;     // queued here or with the connection, not yet on their way
    std::size_t m_messages = 0;
    bool m_woken = false;
    bool m_closed = false;
    Work m_work;
};

class WsConnection final : public IoMember {
  public:
    explicit WsConnection(Upgrade upgrade);
    void start(const HttpRequest& request);
    void pump();
    void onDeadline(SteadyTime now) override;
    void onStop() override { m_session->close(CloseCode::goingAway, "the server is stopping"); }
    void cut() override;

  private:
    using Stream = websocket::stream<SessionStream, false>;
    std::shared_ptr<WsConnection> self() { return std::static_pointer_cast<WsConnection>(shared_from_this()); }
    void opened(error_code ec);
    void read();
    void onMessage(error_code ec);
    void onWritten(error_code ec);
    void beginClose(std::uint16_t code, const std::string& reason);
    void readFailed(error_code ec);
    void drain();
    void reportEnd();
    void armDeadline();
    template <class Call>
    void guarded(Call call);

    const std::shared_ptr<ServerCore> m_core;
    const std::shared_ptr<IoThread> m_io;
    ConnectionSlot m_slot;
    const std::shared_ptr<const SocketHandlers> m_handlers;
    const std::shared_ptr<ByteStream> m_bytes;
    const std::shared_ptr<WsOutput> m_output;
    const std::shared_ptr<Session> m_session;
    Stream m_ws;
    boost::beast::flat_buffer m_in;
    std::deque<SharedMessage> m_sending;
    Session::Work m_work;
    bool m_open = false;
    bool m_reading = false;
    bool m_closing = false;
    bool m_pinging = false;
    bool m_ended = false;
    bool m_reported = false;
    bool m_draining = false;
    std::size_t m_drained = 0;
    std::uint16_t m_closeCode = 0;  // ours, or what the session's end is reported with
    std::shared_ptr<WsConnection> m_self;  // until the end: a paused session has no operation that would keep it
    SteadyTime m_writeSince = SteadyTime::max();
};

// --- Session ---------------------------------------------------------------------------------------------------------

void Session::wake(std::unique_lock<std::mutex>& lock) {
    if (std::exchange(m_woken, true)) return;
    lock.unlock();
    m_io->post([self = shared_from_this()] {
        if (self->connection) self->connection->pump();
    });
}

bool Session::send(SharedMessage message) {
    std::unique_lock lock(m_mutex);
    if (m_closed || m_work.close || m_work.overflow) return false;
    if (m_bytes + message->size() > m_limits.queueBytes || m_messages + 1 > m_limits.queueMessages) {
        // What waits is of no use to a client that will have to resume anyway.
        m_work.overflow = true;
        m_queue.clear();
        wake(lock);
        return false;
    }
    m_bytes += message->size();
    ++m_messages;
    m_queue.push_back(std::move(message));
    wake(lock);
    return true;
}

void Session::close(CloseCode code, std::string_view reason) {
    std::unique_lock lock(m_mutex);
    if (m_closed || m_work.close) return;
    m_work.close = true;
    m_work.closeCode = static_cast<std::uint16_t>(code);
    m_work.closeReason = reason.substr(0, 123);  // RFC 6455 5.5: a control frame holds 125 bytes
    wake(lock);
}

void Session::pauseReading(bool paused) {
    if (m_paused.exchange(paused) == paused || paused) return;
    std::unique_lock lock(m_mutex);
    if (!m_closed) wake(lock);
}

Session::Work Session::take(std::deque<SharedMessage>& into) {
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    if (into.empty()) {
        into.swap(m_queue);
    } else {
        for (auto& message : m_queue) into.push_back(std::move(message));
        m_queue.clear();
    }
    return m_work;
}

void Session::written(std::size_t bytes, std::size_t messages) {
    const std::lock_guard lock(m_mutex);
    m_bytes -= std::min(m_bytes, bytes);
    m_messages -= std::min(m_messages, messages);
}

void Session::end() {
    connection = nullptr;
    std::deque<SharedMessage> dropped;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_bytes = m_messages = 0;
    dropped.swap(m_queue);
}

// --- WsConnection ----------------------------------------------------------------------------------------------------

WsConnection::WsConnection(Upgrade upgrade)
    : m_core(std::move(upgrade.core)), m_io(std::move(upgrade.io)), m_slot(std::move(upgrade.slot)),
      m_handlers(std::move(upgrade.handlers)), m_bytes(upgrade.stream), m_output(std::make_shared<WsOutput>(upgrade.stream)),
      m_session(std::make_shared<Session>(m_io, std::move(upgrade.request), m_handlers->limits,
                                          m_core->nextSession.fetch_add(1))),
      m_ws(m_io->context().get_executor(), upgrade.stream, m_output, std::move(upgrade.leftover)) {
    m_ws.read_message_max(m_handlers->limits.messageBytes);
}

void WsConnection::start(const HttpRequest& request) {
    m_self = self();
    m_io->enroll(*this);
    m_session->connection = this;
    m_output->onWritten = [weak = weak_from_this()](error_code ec) {
        if (const auto me = std::static_pointer_cast<WsConnection>(weak.lock())) me->onWritten(ec);
    };
    http::request<http::empty_body> handshake(http::verb::get, request.target, 11);
    bool offered = false;
    for (const auto& [name, value] : request.headers) {
        const auto field = http::string_to_field(name);
        if (field == http::field::sec_websocket_protocol) {
            offered = offered || (!m_handlers->subprotocol.empty() && http::token_list{value}.exists(m_handlers->subprotocol));
        } else if (field != http::field::unknown) {
            handshake.insert(field, value);
        }
    }
    m_ws.set_option(websocket::stream_base::decorator([this, offered](websocket::response_type& response) {
        response.erase(http::field::server);
        if (offered) response.set(http::field::sec_websocket_protocol, m_handlers->subprotocol);
    }));
    deadline = SteadyClock::now() + m_core->options.limits.requestTime;
    m_ws.async_accept(handshake, [self = self()](error_code ec) { self->opened(ec); });
}

template <class Call>
void WsConnection::guarded(Call call) {
    try {
        call();
    } catch (...) {
        m_core->metrics.handlerFailures.add();
        m_session->close(CloseCode::internalError, "internal error");
    }
}

void WsConnection::opened(error_code ec) {
    if (m_ended) return;
    if (ec) return cut();
    m_open = true;
    m_core->metrics.sessions.add();
    m_core->metrics.responses(101).add();
    armDeadline();
    if (m_handlers->onOpen) guarded([&] { m_handlers->onOpen(m_session); });
    if (m_core->stopping) onStop();
    read();
    pump();
}

void WsConnection::read() {
    if (m_reading || m_ended || m_draining || m_session->paused()) return;
    m_reading = true;
    m_ws.async_read(m_in, [self = self()](error_code ec, std::size_t) {
        self->m_reading = false;
        self->onMessage(ec);
    });
}

void WsConnection::onMessage(error_code ec) {
    if (m_ended) return;
    if (ec) return readFailed(ec);
    if (!m_closing) {
        m_core->metrics.messagesIn.add();
        const auto data = m_in.cdata();
        if (m_handlers->onMessage) {
            guarded([&] {
                m_handlers->onMessage(m_session, {static_cast<const char*>(data.data()), data.size()}, m_ws.got_text());
            });
        }
    }
    m_in.consume(m_in.size());
    if (m_in.capacity() > keptReadBytes) m_in.shrink_to_fit();
    read();
}

// Moves what the session has queued into the next write. Called when something was queued and after each write.
void WsConnection::pump() {
    if (m_ended || !m_open) return;
    m_work = m_session->take(m_sending);
    read();  // if it was paused and no longer is
    if (m_closing) return;
    if (m_work.overflow) {
        m_core->metrics.slowConsumers.add();
        m_sending.clear();
        return beginClose(static_cast<std::uint16_t>(CloseCode::tryAgainLater), "slow consumer");
    }
    if (m_output->writing()) return;
    std::size_t bytes = 0, count = 0;
    while (!m_sending.empty() && m_output->hasRoom()) {
        bytes += m_sending.front()->size();
        ++count;
        m_output->addMessage(std::move(m_sending.front()));
        m_sending.pop_front();
    }
    if (count > 0) {
        m_core->metrics.messagesOut.add(count);
        m_core->metrics.socketWrites.add();
        m_session->written(bytes, count);
        m_writeSince = SteadyClock::now();
    }
    if (m_work.close && m_sending.empty()) beginClose(m_work.closeCode, m_work.closeReason);
    m_output->flush();
}

void WsConnection::onWritten(error_code ec) {
    if (m_ended) return;
    if (ec) return cut();
    m_writeSince = SteadyTime::max();
    pump();
}

void WsConnection::beginClose(std::uint16_t code, const std::string& reason) {
    if (std::exchange(m_closing, true)) return;
    m_closeCode = code;
    deadline = SteadyClock::now() + closeTime;
    m_ws.async_close({static_cast<websocket::close_code>(code), reason}, [self = self()](error_code) { self->cut(); });
}

// Beast has answered a violation with its close frame. Closing at once, with the client's bytes unread, would reset the
// connection and could destroy that frame on its way.
void WsConnection::readFailed(error_code ec) {
    const bool violation = ec.category() == websocket::make_error_code(websocket::error::closed).category();
    if (m_closing || !violation) return cut();
    m_closing = true;
    deadline = SteadyClock::now() + closeTime;
    if (ec == websocket::error::closed) {
        m_closeCode = static_cast<std::uint16_t>(m_ws.reason().code);
        if (m_closeCode == 0) m_closeCode = 1005;  // a close frame without a code
        return cut();
    }
    const bool tooBig = ec == websocket::error::message_too_big || ec == websocket::error::buffer_overflow;
    m_closeCode = static_cast<std::uint16_t>(tooBig ? CloseCode::tooBig : CloseCode::protocolError);
    m_draining = true;
    deadline = SteadyClock::now() + lingerTime;
    reportEnd();
    drain();
}

void WsConnection::drain() {
    m_in.clear();
    const auto into = m_in.prepare(keptReadBytes);
    m_bytes->readSome(into, [self = self()](error_code ec, std::size_t n) {
        if (self->m_ended) return;
        self->m_drained += n;
        if (ec || self->m_drained > drainBytes) return self->cut();
        self->drain();
    });
}

void WsConnection::armDeadline() {
    if (!m_closing) deadline = SteadyClock::now() + m_core->options.limits.idleTime / 3;
}

// A third of the idle time has passed: a silent client is asked, a client that did not answer for the whole is cut.
void WsConnection::onDeadline(SteadyTime now) {
    const auto& limits = m_core->options.limits;
    const auto silent = now - m_ws.next_layer().lastHeard();
    const bool stuck = m_writeSince != SteadyTime::max() && now - m_writeSince > limits.writeTime;
    if (!m_open || m_closing || stuck || (silent > limits.idleTime && !m_session->paused())) {
        m_core->metrics.timeouts.add();
        return cut();
    }
    armDeadline();
    if (m_pinging || silent < limits.idleTime / 3) return;
    m_pinging = true;
    m_ws.async_ping({}, [self = self()](error_code) { self->m_pinging = false; });
}

// INVARIANT: the session's owner is told of its end once, and nothing after it.
void WsConnection::reportEnd() {
    if (std::exchange(m_reported, true)) return;
    m_session->end();
    if (!m_open) return;
    m_core->metrics.sessions.sub();
    const auto code = m_closeCode ? m_closeCode : std::uint16_t{1006};
    if (m_handlers->onClose) guarded([&] { m_handlers->onClose(m_session, code); });
}

void WsConnection::cut() {
    if (std::exchange(m_ended, true)) return;
    const auto keep = std::move(m_self);
    m_io->leave(*this);
    m_bytes->close();
    reportEnd();
    m_slot.release();
}

}  // namespace

void startSession(Upgrade upgrade) {
    const auto request = upgrade.request;
    std::make_shared<WsConnection>(std::move(upgrade))->start(request);
}

}  // namespace ok::net
