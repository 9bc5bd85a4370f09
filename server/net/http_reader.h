// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Internal. Bytes → HttpRequest, step by step, over Beast's parser. No sockets: also what the fuzzer drives.
#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "server/net/http.h"
#include "server/net/net_server.h"

namespace ok::net {

class HttpReader {
  public:
    explicit HttpReader(const NetLimits& limits);
    ~HttpReader();

    enum class Step {
        needMore,
        headerDone,  // once a request: look at the header, set the body's limit, go on
        complete,
        failed,  // the connection cannot be used further
    };
    /// Takes what it can from `input`; `consumed` says how much. Call again with the rest and more until needMore.
    Step advance(std::string_view input, std::size_t& consumed);

    [[nodiscard]] HttpRequest& request();
    /// After headerDone: a larger body fails with 413; one announced larger is refused at once.
    [[nodiscard]] bool limitBody(std::size_t bytes);
    [[nodiscard]] bool started() const;     // at least one byte of the request was seen
    [[nodiscard]] bool keepAlive() const;   // after headerDone
    [[nodiscard]] bool http10() const;      // after headerDone
    [[nodiscard]] bool bodyFollows() const; // after headerDone
    [[nodiscard]] bool expectsContinue() const;
    [[nodiscard]] bool wantsWebSocket() const;
    /// After failed: what to answer.
    [[nodiscard]] int failureStatus() const { return m_failureStatus; }
    [[nodiscard]] const Problem& failure() const { return m_failure; }
    /// Ready for the next request.
    void reset();

  private:
    class Parser;
    Step fail(int status, const char* code, std::string message);
    Step failBeast(int value, const std::string& text);
    Step checkHeader();

    const NetLimits& m_limits;
    std::unique_ptr<Parser> m_parser;
    std::size_t m_headerBytes = 0;
    bool m_headerReported = false;
    int m_failureStatus = 0;
    Problem m_failure;
};

}  // namespace ok::net
