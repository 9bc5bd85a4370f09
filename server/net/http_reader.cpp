// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HttpReader: Beast's basic_parser writes straight into an HttpRequest. What Beast lets pass and a careful server must
// not (two Host fields, a transfer coding we do not decode, limits over the whole header) is checked here.
#include "server/net/http_reader.h"

#include <fmt/format.h>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/verb.hpp>

namespace ok::net {

namespace http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

class HttpReader::Parser final : public http::basic_parser<true> {
  public:
    HttpRequest request;
    int version = 11;
    std::size_t bodyLimit = 0;
    std::size_t fieldLimit = 0;
    std::size_t hosts = 0;
    bool headerDone = false;
    bool tooManyFields = false;
    bool bodyTooLarge = false;
    std::optional<std::string> transferEncoding;

  private:
    void on_request_impl(http::verb, string_view method, string_view target, int v, error_code&) override {
        request.method = method;
        request.target = target;
        version = v;
    }
    void on_response_impl(int, string_view, int, error_code&) override {}

    void on_field_impl(http::field name, string_view nameText, string_view value, error_code& ec) override {
        if (headerDone) return;  // trailers: nobody here needs them
        if (request.headers.size() == fieldLimit) {
            tooManyFields = true;
            ec = http::error::header_limit;
            return;
        }
        if (name == http::field::host) ++hosts;
        if (name == http::field::transfer_encoding) transferEncoding.emplace(value);
        request.headers.add(std::string(nameText), std::string(value));
    }
    void on_header_impl(error_code&) override { headerDone = true; }

    // The announced length is not reserved: memory is spent only on bytes that have come.
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(string_view bytes, error_code& ec) override { return append(bytes, ec); }
    // Refused when announced, not when the bytes have come.
    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& ec) override {
        bodyTooLarge = size > bodyLimit - std::min(bodyLimit, request.body.size());
        if (bodyTooLarge) ec = http::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& ec) override {
        return append(bytes, ec);
    }
    void on_finish_impl(error_code&) override {}

    std::size_t append(string_view bytes, error_code& ec) {
        if (request.body.size() + bytes.size() > bodyLimit) {
            bodyTooLarge = true;
            ec = http::error::body_limit;
            return 0;
        }
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }
};

HttpReader::HttpReader(const NetLimits& limits) : m_limits(limits) { reset(); }
HttpReader::~HttpReader() = default;

void HttpReader::reset() {
    m_parser = std::make_unique<Parser>();
    m_parser->body_limit(boost::none);  // ours, which is known only after the header
    m_parser->header_limit(static_cast<std::uint32_t>(m_limits.headerBytes));
    m_parser->bodyLimit = m_limits.bodyBytes;
    m_parser->fieldLimit = m_limits.headerFields;
    m_headerBytes = 0;
    m_headerReported = false;
}

HttpRequest& HttpReader::request() { return m_parser->request; }
bool HttpReader::started() const { return m_parser->got_some(); }
bool HttpReader::keepAlive() const { return m_parser->keep_alive(); }
bool HttpReader::http10() const { return m_parser->version < 11; }
bool HttpReader::bodyFollows() const { return !m_parser->is_done(); }

bool HttpReader::expectsContinue() const {
    return !http10() && boost::beast::iequals(m_parser->request.headers.get("Expect"), "100-continue");
}

bool HttpReader::wantsWebSocket() const {
    return m_parser->upgrade() && http::token_list{m_parser->request.headers.get("Upgrade")}.exists("websocket");
}

bool HttpReader::limitBody(std::size_t bytes) {
    m_parser->bodyLimit = bytes;
    const auto announced = m_parser->content_length();
    return !announced || *announced <= bytes;
}

HttpReader::Step HttpReader::fail(int status, const char* code, std::string message) {
    m_failureStatus = status;
    m_failure = problem(code, std::move(message));
    return Step::failed;
}

HttpReader::Step HttpReader::failBeast(int value, const std::string& text) {
    if (m_parser->tooManyFields) return fail(431, "too_many_header_fields", "the request has too many header fields");
    if (m_parser->bodyTooLarge) return fail(413, "body_too_large", "the request's body is too large");
    switch (static_cast<http::error>(value)) {
        case http::error::header_limit: return fail(431, "header_too_large", "the request's header is too large");
        case http::error::body_limit: return fail(413, "body_too_large", "the request's body is too large");
        case http::error::bad_version: return fail(505, "bad_http_version", "only HTTP/1.0 and HTTP/1.1 are spoken here");
        default: return fail(400, "malformed_request", fmt::format("the request is malformed: {}", text));
    }
}

HttpReader::Step HttpReader::checkHeader() {
    auto& p = *m_parser;
    if (p.hosts > 1 || (p.hosts == 0 && p.version >= 11)) {
        return fail(400, "bad_host", "the request needs exactly one `Host` field");
    }
    if (p.transferEncoding) {
        if (p.version < 11) return fail(400, "bad_transfer_encoding", "HTTP/1.0 has no `Transfer-Encoding`");
        if (!boost::beast::iequals(*p.transferEncoding, "chunked")) {
            return fail(501, "bad_transfer_encoding", "only the transfer coding `chunked` is understood");
        }
    }
    const auto expect = p.request.headers.get("Expect");
    if (!expect.empty() && !boost::beast::iequals(expect, "100-continue")) {
        return fail(417, "bad_expectation", "only the expectation `100-continue` is understood");
    }
    m_headerReported = true;
    return Step::headerDone;
}

HttpReader::Step HttpReader::advance(std::string_view input, std::size_t& consumed) {
    consumed = 0;
    for (;;) {
        if (m_parser->is_done()) {
            if (!m_headerReported) return checkHeader();
            return Step::complete;
        }
        if (m_parser->headerDone && !m_headerReported) return checkHeader();
        const auto rest = input.substr(consumed);
        // RFC 9112 2.2: empty lines before a request line are skipped.
        if (!started() && rest.starts_with("\r\n")) {
            consumed += 2;
            continue;
        }
        if (rest.empty() || (!started() && rest == "\r")) return Step::needMore;
        error_code ec;
        const bool inHeader = !m_parser->headerDone;
        const auto used = m_parser->put(boost::asio::const_buffer(rest.data(), rest.size()), ec);
        consumed += used;
        if (inHeader) m_headerBytes += used;
        const auto pending = m_parser->headerDone ? rest.size() - used : m_headerBytes + rest.size() - used;
        if (ec == http::error::need_more) {
            // INVARIANT: what stays unconsumed is part of one header or chunk header, so this bounds the buffer.
            if (pending > m_limits.headerBytes) return failBeast(static_cast<int>(http::error::header_limit), {});
            return Step::needMore;
        }
        // Beast calls a wrong line ending after `HTTP/1.1` a wrong version as well.
        if (ec == http::error::bad_version && rest.substr(0, rest.find('\n')).find(" HTTP/1.") != std::string_view::npos) {
            ec = http::error::bad_line_ending;
        }
        if (ec) return failBeast(ec.value(), ec.message());
        if (inHeader && m_headerBytes > m_limits.headerBytes) {
            return failBeast(static_cast<int>(http::error::header_limit), {});
        }
    }
}

}  // namespace ok::net
