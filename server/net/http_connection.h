// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. One HTTP connection: read → route → handle → write, one request at a time, answers in order. Pipelined
// requests that are already here leave in one write. Ends by becoming a WebSocket session or by closing.
#pragma once
#include <deque>

#include "server/net/byte_stream.h"
#include "server/net/http_reader.h"
#include "server/net/io_thread.h"
#include "server/net/server_core.h"

namespace ok::net {

class HttpConnection final : public IoMember {
  public:
    struct Peer {
        std::string address;
        bool tls = false;
    };
    HttpConnection(std::shared_ptr<ServerCore> core, std::shared_ptr<IoThread> io, ConnectionSlot slot,
                   std::shared_ptr<ByteStream> stream, Peer peer);
    ~HttpConnection() override;

    void start();
    void onDeadline(SteadyTime now) override;
    void onStop() override;
    void cut() override;

  private:
    enum class State { reading, handling, upgrading, draining, closed };
    struct Outgoing {
        std::string head;
        HttpBody body;
        bool withBody = true;
        [[nodiscard]] std::string_view bodyView() const;
    };

    std::shared_ptr<HttpConnection> self() { return std::static_pointer_cast<HttpConnection>(shared_from_this()); }
    // Reading
    void read();
    void onRead(error_code ec, std::size_t n);
    void advance();
    void takeHeader();
    void takeRoute(const HttpRequest& request);
    void refuse(HttpResponse response);
    void fail(int status, Problem why);
    HttpResponse problemResponse(int status, Problem why);
    void describePeer(HttpRequest& request);
    // Handling
    void dispatch();
    void callHandler(const HttpRequest& request);
    std::optional<HttpResponse> refuseUpgrade(const HttpRequest& request, const SocketHandlers& handlers);
    void becomeSession();
    void answerLater(std::uint64_t request, HttpResponse response);
    void answer(HttpResponse response);
    void nameTrace(HttpResponse& response) const;
    void queue(HttpResponse response);
    // Writing
    void flush();
    void onWritten(error_code ec);
    void finishClosing();
    void drain();
    void setDeadline(Duration after) { deadline = SteadyClock::now() + after; }

    const std::shared_ptr<ServerCore> m_core;
    const std::shared_ptr<IoThread> m_io;  // before the stream: the stream's socket needs its context to the end
    ConnectionSlot m_slot;
    std::shared_ptr<ByteStream> m_stream;
    const Peer m_peer;

    State m_state = State::reading;
    HttpReader m_reader;
    std::string m_in;
    std::size_t m_start = 0;  // of what is not consumed in m_in
    bool m_reading = false;
    SteadyTime m_requestSince;  // first byte of the request being read
    Router::Match m_match;
    std::optional<HttpResponse> m_refusal;  // decided at the header, sent when the request is complete
    HttpRequest m_upgradeRequest;
    bool m_keepAlive = true;
    bool m_http10 = false;
    bool m_head = false;
    bool m_closing = false;  // the last answer is out
    std::size_t m_requests = 0;
    std::uint64_t m_current = 0;  // which request the Responder in flight belongs to
    bool m_inline = false;        // inside the handler's call: an answer needs no hop
    std::string m_traceId;
    SteadyTime m_handlingSince;
    std::size_t m_drained = 0;

    std::vector<Outgoing> m_out;
    std::vector<Outgoing> m_flight;
    std::size_t m_outBytes = 0;
    bool m_writing = false;
};

}  // namespace ok::net
