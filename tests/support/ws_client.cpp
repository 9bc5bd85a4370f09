// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// WsClient: RFC 6455 from the client's side, written independently of the server's library so that both check each other.
#include <openssl/evp.h>

#include <array>

#include "tests/support/wire_client.h"

namespace ok::test {
namespace {

std::string base64(const unsigned char* data, std::size_t size) {
    std::string out(4 * ((size + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), data, static_cast<int>(size));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

std::string acceptFor(const std::string& key) {
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    return base64(digest.data(), size);
}

Problem closedProblem() { return problem("closed", "the connection is closed"); }

}  // namespace

Result<WsClient> WsClient::connect(const Endpoint& where, const std::string& target, const Headers& headers) {
    OK_ASSIGN(auto connection, RawConnection::open(where));
    const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";  // the example of RFC 6455: a test needs no surprise
    std::string text = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    OK_TRY(connection.sendAll(text + "\r\n"));
    std::string buffer;
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        OK_ASSIGN(const auto some, connection.receiveSome());
        buffer += some;
    }
    HttpAnswer answer;
    answer.status = std::stoi(buffer.substr(9, 3));
    for (auto at = buffer.find("\r\n"); at < end; at = buffer.find("\r\n", at + 2)) {
        const auto line = buffer.substr(at + 2, buffer.find("\r\n", at + 2) - at - 2);
        if (const auto colon = line.find(": "); colon != std::string::npos) {
            answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        }
    }
    if (answer.status != 101) {
        return problem("refused", "the handshake was refused",
                       {{"status", std::to_string(answer.status)}, {"body", buffer.substr(end + 4)}});
    }
    if (answer.header("Sec-WebSocket-Accept") != acceptFor(key)) return problem("bad_accept", "wrong accept key");
    WsClient client(std::move(connection), buffer.substr(end + 4));
    client.m_handshake = std::move(answer);
    return client;
}

Status WsClient::sendFrame(std::uint8_t firstByte, std::string_view payload, bool masked) {
    std::string frame(1, static_cast<char>(firstByte));
    const auto maskBit = masked ? 0x80U : 0U;
    if (payload.size() < 126) {
        frame += static_cast<char>(maskBit | payload.size());
    } else if (payload.size() < 65'536) {
        frame += static_cast<char>(maskBit | 126U);
        for (int shift = 8; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
    } else {
        frame += static_cast<char>(maskBit | 127U);
        for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> shift);
    }
    if (!masked) return m_connection.sendAll(frame.append(payload));
    const std::array<char, 4> mask{0x37, -6, 0x21, 0x3d};
    frame.append(mask.data(), mask.size());
    for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    return m_connection.sendAll(frame);
}

Status WsClient::sendBinary(std::string_view data) { return sendFrame(0x82, data); }
Status WsClient::sendText(std::string_view data) { return sendFrame(0x81, data); }

Status WsClient::sendClose(std::uint16_t code) {
    const std::array<char, 2> payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return sendFrame(0x88, {payload.data(), payload.size()});
}

Result<WsMessage> WsClient::receive(std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    const auto need = [&](std::size_t count) -> Status {
        while (m_buffer.size() - m_offset < count) {
            if (m_offset > 65'536) m_buffer.erase(0, std::exchange(m_offset, 0));
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now());
            OK_ASSIGN(const auto some, m_connection.receiveSome(std::max(left, std::chrono::milliseconds(0))));
            m_buffer += some;
        }
        return {};
    };
    const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(m_buffer[m_offset + i]); };
    WsMessage out;
    for (;;) {
        std::size_t header = 2;
        if (auto got = need(2); !got) {
            if (got.problem().code != closedProblem().code) return std::move(got).problem();
            return WsMessage{.closed = true, .closeCode = 1006};
        }
        const auto first = byteAt(0);
        std::uint64_t size = byteAt(1) & 0x7FU;
        if ((byteAt(1) & 0x80U) != 0 || (first & 0x70U) != 0) return problem("bad_frame", "masked or reserved bits");
        if (size >= 126) {
            const std::size_t more = size == 126 ? 2 : 8;
            OK_TRY(need(header + more));
            size = 0;
            for (std::size_t i = 0; i < more; ++i) size = size << 8 | byteAt(header + i);
            header += more;
        }
        OK_TRY(need(header + size));
        const auto payload = m_buffer.substr(m_offset + header, size);
        m_offset += header + size;
        const auto opcode = first & 0x0FU;
        if (opcode == 0x8) {
            const auto code = payload.size() < 2 ? 1005U
                                                 : static_cast<unsigned>(static_cast<std::uint8_t>(payload[0])) << 8 |
                                                       static_cast<std::uint8_t>(payload[1]);
            (void)sendFrame(0x88, payload);
            return WsMessage{.closed = true, .closeCode = static_cast<std::uint16_t>(code)};
        }
        if (opcode == 0x9) OK_TRY(sendFrame(0x8A, payload));
        if (opcode == 0xA) ++m_pongs;
        if (opcode >= 0x8) continue;
        if (opcode == 0x1) out.text = true;
        out.data += payload;
        if ((first & 0x80U) != 0) return out;
    }
}

}  // namespace ok::test
