// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A server on an ephemeral loopback port with a few routes, and clients for it.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>


#include "server/metrics/metrics.h"
#include "server/net/net_server.h"
#include "tests/support/wire_client.h"

namespace ok::net {

inline std::string textOf(const Result<test::HttpAnswer>& answer) {
    return answer ? std::to_string(answer->status) + " " + answer->body : answer.problem().code;
}

/// Collects values from other threads and waits for them.
template <class T>
class Mailbox {
  public:
    void put(T value) {
        const std::lock_guard lock(m_mutex);
        m_values.push_back(std::move(value));
        m_changed.notify_all();
    }
    /// The i-th value; fails the test (and returns a default) when it does not come.
    T at(std::size_t i) {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait_for(lock, test::patience, [&] { return m_values.size() > i; })) {
            ADD_FAILURE() << "value " << i << " did not come";
            return T{};
        }
        return m_values[i];
    }
    std::size_t size() {
        const std::lock_guard lock(m_mutex);
        return m_values.size();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<T> m_values;
};

class NetTest : public ::testing::Test {
  protected:
    /// Routes that most tests need; a test may add more before start().
    NetTest() {
        router.get("/hello", [](const HttpRequest&, Responder respond) { respond(HttpResponse::text(200, "hello")); });
        router.post("/echo", [](const HttpRequest& r, Responder respond) { respond(HttpResponse::text(200, r.body)); });
    }

    void start() {
        server.emplace(options, std::move(router));
        const auto started = server->start();
        ASSERT_TRUE(started.ok()) << started.problem().message;
    }
    [[nodiscard]] test::Endpoint endpoint(std::size_t i = 0) const {
        return {.port = server->port(i), .tls = options.listen[i].tls};
    }
    [[nodiscard]] test::HttpClient client(std::size_t i = 0) const { return test::HttpClient(endpoint(i)); }
    /// Sends bytes on a fresh connection and reads until the server closes it.
    [[nodiscard]] std::string raw(std::string_view bytes) const {
        auto connection = test::RawConnection::open(endpoint());
        if (!connection) return connection.problem().code;
        (void)connection->sendAll(bytes);
        auto all = connection->receiveAll();
        return all ? *all : all.problem().code;
    }

    NetOptions options;
    Router router;
    std::optional<NetServer> server;
};

}  // namespace ok::net
