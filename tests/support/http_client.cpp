// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HttpClient: enough of HTTP/1.1 to read what our server sends (Content-Length and chunked bodies).
#include <algorithm>
#include <cctype>
#include <charconv>

#include "tests/support/wire_client.h"

namespace ok::test {
namespace {

bool sameName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

bool parseHead(std::string_view head, HttpAnswer& out) {
    if (head.size() < 12 || head.substr(0, 7) != "HTTP/1.") return false;
    std::from_chars(head.data() + 9, head.data() + 12, out.status);
    auto at = head.find("\r\n");
    while (at != std::string_view::npos && at + 2 < head.size()) {
        const auto end = std::min(head.find("\r\n", at + 2), head.size());
        const auto line = head.substr(at + 2, end - at - 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return false;
        auto value = line.substr(colon + 1);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        out.headers.emplace_back(std::string(line.substr(0, colon)), std::string(value));
        at = head.find("\r\n", at + 2);
    }
    return true;
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (sameName(key, name)) return value;
    }
    return {};
}

Status HttpClient::connect() {
    if (m_connection) return {};
    OK_ASSIGN(auto connection, RawConnection::open(m_where));
    m_connection = std::make_unique<RawConnection>(std::move(connection));
    m_buffer.clear();
    return {};
}

Status HttpClient::sendRaw(std::string_view bytes) {
    OK_TRY(connect());
    return m_connection->sendAll(bytes);
}

Result<HttpAnswer> HttpClient::get(const std::string& target, const Headers& headers) {
    return request("GET", target, {}, headers);
}

Result<HttpAnswer> HttpClient::post(const std::string& target, std::string_view body, const Headers& headers) {
    return request("POST", target, body, headers);
}

Result<HttpAnswer> HttpClient::request(const std::string& method, const std::string& target, std::string_view body,
                                       const Headers& headers) {
    std::string text = method + ' ' + target + " HTTP/1.1\r\n";
    const auto given = [&](std::string_view name) {
        return std::any_of(headers.begin(), headers.end(), [&](const auto& h) { return sameName(h.first, name); });
    };
    if (!given("Host")) text += "Host: localhost\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST" || method == "PUT") {
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    text += "\r\n";
    text += body;
    for (int attempt = 0;; ++attempt) {
        const bool reused = m_connection != nullptr;
        if (auto sent = sendRaw(text); !sent) {
            m_connection.reset();
            if (reused && attempt == 0) continue;
            return std::move(sent).problem();
        }
        auto answer = receive(method == "HEAD");
        if (answer || !reused || attempt > 0 || answer.problem().code != "closed") return answer;
    }
}

Result<HttpAnswer> HttpClient::receive(bool bodyless, std::chrono::milliseconds within) {
    if (!m_connection) return problem("closed", "the connection is closed");
    const auto more = [&]() -> Status {
        auto some = m_connection->receiveSome(within);
        if (!some) {
            if (some.problem().code == "closed") m_connection.reset();
            return std::move(some).problem();
        }
        m_buffer += *some;
        return {};
    };
    std::size_t end = 0;
    while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos) OK_TRY(more());
    HttpAnswer out;
    if (!parseHead(std::string_view(m_buffer).substr(0, end), out)) return problem("bad_answer", m_buffer);
    m_buffer.erase(0, end + 4);
    if (bodyless || out.status < 200 || out.status == 204 || out.status == 304) return out;
    const auto length = out.header("Content-Length");
    std::size_t size = 0;
    std::from_chars(length.data(), length.data() + length.size(), size);
    while (m_buffer.size() < size) OK_TRY(more());
    out.body = m_buffer.substr(0, size);
    m_buffer.erase(0, size);
    return out;
}

bool HttpClient::closedByServer(std::chrono::milliseconds within) {
    if (!m_connection) return true;
    if (!m_buffer.empty()) return false;
    auto some = m_connection->receiveSome(within);
    if (some) m_buffer += *some;
    return !some && some.problem().code == "closed";
}

}  // namespace ok::test
