// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Blocking clients for tests and benchmarks on loopback: a raw connection that can send anything (also nonsense), a
// small HTTP/1.1 client and a WebSocket client. No class here is for use by two threads at once. Every wait ends at a
// deadline; a missed deadline is a Problem with code `timeout`, a closed connection one with code `closed`.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace ok::test {

inline constexpr std::chrono::milliseconds patience{10'000};

struct Endpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    bool tls = false;
    std::string trustPem;        // file of a certificate to trust; empty: any certificate is taken
    std::size_t receiveBuffer = 0;  // SO_RCVBUF, for slow-consumer tests; 0: the system's default
};

/// One TCP or TLS connection.
class RawConnection {
  public:
    static Result<RawConnection> open(const Endpoint& where);
    RawConnection(RawConnection&&) noexcept;
    RawConnection& operator=(RawConnection&&) noexcept;
    ~RawConnection();

    Status sendAll(std::string_view bytes, std::chrono::milliseconds within = patience);
    /// At least one byte; everything that is there up to 64 KiB.
    Result<std::string> receiveSome(std::chrono::milliseconds within = patience);
    /// Until the peer closes.
    Result<std::string> receiveAll(std::chrono::milliseconds within = patience);
    /// Ends sending; receiving goes on.
    void finishSending();
    void close();

  private:
    struct State;
    explicit RawConnection(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

struct HttpAnswer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const;  // case-insensitive; empty when absent
};

/// Keeps one connection and sends requests over it; reconnects when the server closed it in between.
class HttpClient {
  public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    explicit HttpClient(Endpoint where) : m_where(std::move(where)) {}

    Result<HttpAnswer> get(const std::string& target, const Headers& headers = {});
    Result<HttpAnswer> post(const std::string& target, std::string_view body, const Headers& headers = {});
    Result<HttpAnswer> request(const std::string& method, const std::string& target, std::string_view body,
                               const Headers& headers = {});
    /// Sends raw bytes, for pipelining and nonsense.
    Status sendRaw(std::string_view bytes);
    /// The next answer on the connection. `bodyless` after HEAD.
    Result<HttpAnswer> receive(bool bodyless = false, std::chrono::milliseconds within = patience);
    /// True when the server has closed the connection and nothing more is to be read.
    bool closedByServer(std::chrono::milliseconds within = patience);

  private:
    Status connect();
    Endpoint m_where;
    std::unique_ptr<RawConnection> m_connection;
    std::string m_buffer;
};

/// One complete message, or the end of the session.
struct WsMessage {
    bool text = false;
    bool closed = false;
    std::uint16_t closeCode = 0;  // 1006: the connection went without a close frame
    std::string data;
};

class WsClient {
  public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    /// A refused handshake is a Problem with code `refused` and details `status` and `body`.
    static Result<WsClient> connect(const Endpoint& where, const std::string& target, const Headers& headers = {});

    Status sendBinary(std::string_view data);
    Status sendText(std::string_view data);
    Status sendClose(std::uint16_t code);
    /// Any frame: first byte (FIN, RSV, opcode) as given; masked unless told otherwise.
    Status sendFrame(std::uint8_t firstByte, std::string_view payload, bool masked = true);
    /// Bytes that need not be a frame.
    Status sendRaw(std::string_view bytes) { return m_connection.sendAll(bytes); }
    /// The next data message or the close. Pings are answered, pongs counted in `pongs`.
    Result<WsMessage> receive(std::chrono::milliseconds within = patience);
    [[nodiscard]] int pongs() const { return m_pongs; }
    [[nodiscard]] const HttpAnswer& handshake() const { return m_handshake; }
    void drop() { m_connection.close(); }

  private:
    WsClient(RawConnection connection, std::string rest) : m_connection(std::move(connection)), m_buffer(std::move(rest)) {}
    RawConnection m_connection;
    std::string m_buffer;
    std::size_t m_offset = 0;
    HttpAnswer m_handshake;
    int m_pongs = 0;
};

}  // namespace ok::test
