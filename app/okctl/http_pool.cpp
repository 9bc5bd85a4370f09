// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/http_pool.h"

#include <chrono>
#include <deque>
#include <list>

#include <curl/curl.h>

namespace ok::okctl {
namespace {

std::string& trustedAuthority() {
    static std::string file;
    return file;
}


using Steady = std::chrono::steady_clock;
constexpr auto pauseBeforeRetry = std::chrono::milliseconds(100);

std::size_t takeBody(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > (8U << 20)) return 0;  // no answer of ours is that long
    body.append(data, size * count);
    return size * count;
}

}  // namespace

struct HttpPool::Flight {
    HttpCall call;
    std::function<void(const HttpAnswer&)> done;
    HttpAnswer answer;
    CURL* easy = nullptr;
    curl_slist* headers = nullptr;
    Steady::time_point firstTried = Steady::now();
    Steady::time_point notBefore{};
    ~Flight() {
        if (headers) curl_slist_free_all(headers);
    }
};

struct HttpPool::State {
    CURLM* multi = nullptr;
    std::vector<CURL*> idle;
    std::list<std::unique_ptr<Flight>> flying;
    std::list<std::unique_ptr<Flight>> waiting;
    std::size_t places = 1;
    Steady::duration retryFor{};
};

HttpPool::HttpPool(int inFlight, Duration retryFor) : m_state(std::make_unique<State>()) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m_state->multi = curl_multi_init();
    m_state->places = static_cast<std::size_t>(inFlight);
    m_state->retryFor = retryFor;
}

HttpPool::~HttpPool() {
    for (const auto& flight : m_state->flying) {
        curl_multi_remove_handle(m_state->multi, flight->easy);
        curl_easy_cleanup(flight->easy);
    }
    for (CURL* easy : m_state->idle) curl_easy_cleanup(easy);
    curl_multi_cleanup(m_state->multi);
}

void HttpPool::post(HttpCall call, std::function<void(const HttpAnswer&)> done) {
    while (m_state->flying.size() + m_state->waiting.size() >= m_state->places) drive(milliseconds(200));
    auto flight = std::make_unique<Flight>();
    flight->call = std::move(call);
    flight->done = std::move(done);
    launch(std::move(flight));
}

void HttpPool::launch(std::unique_ptr<Flight> flight) {
    CURL* easy = nullptr;
    if (m_state->idle.empty()) {
        easy = curl_easy_init();
    } else {
        easy = m_state->idle.back();
        m_state->idle.pop_back();
        curl_easy_reset(easy);
    }
    flight->easy = easy;
    flight->answer = {};
    if (flight->headers) curl_slist_free_all(flight->headers);
    flight->headers = curl_slist_append(nullptr, ("Content-Type: " + flight->call.contentType).c_str());
    flight->headers = curl_slist_append(flight->headers, "Expect:");
    for (const auto& header : flight->call.headers) flight->headers = curl_slist_append(flight->headers, header.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, flight->call.url.c_str());
    const bool post = flight->call.method == "POST";
    if (post || !flight->call.body.empty()) {   // a PUT has something to say too
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(flight->call.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, flight->call.body.c_str());
    }
    if (!post) curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, flight->call.method.c_str());
    if (!trustedAuthority().empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, trustedAuthority().c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, flight->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &flight->answer.body);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60'000L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PRIVATE, flight.get());
    curl_multi_add_handle(m_state->multi, easy);
    m_state->flying.push_back(std::move(flight));
}

void HttpPool::drive(Duration atMost) {
    int running = 0;
    curl_multi_perform(m_state->multi, &running);
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(atMost).count();
    curl_multi_poll(m_state->multi, nullptr, 0, static_cast<int>(std::min<long>(limit, 100)), nullptr);
    curl_multi_perform(m_state->multi, &running);
    collect();
    const auto now = Steady::now();
    for (auto it = m_state->waiting.begin(); it != m_state->waiting.end();) {
        if ((*it)->notBefore > now) {
            ++it;
            continue;
        }
        auto flight = std::move(*it);
        it = m_state->waiting.erase(it);
        launch(std::move(flight));
    }
}

void HttpPool::collect() {
    int left = 0;
    std::vector<std::unique_ptr<Flight>> finished;
    while (const CURLMsg* message = curl_multi_info_read(m_state->multi, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL* easy = message->easy_handle;
        const CURLcode code = message->data.result;
        const auto found = std::find_if(m_state->flying.begin(), m_state->flying.end(),
                                        [easy](const auto& f) { return f->easy == easy; });
        auto flight = std::move(*found);
        m_state->flying.erase(found);
        if (code == CURLE_OK) curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &flight->answer.status);
        else flight->answer.failure = curl_easy_strerror(code);
        curl_multi_remove_handle(m_state->multi, easy);
        m_state->idle.push_back(easy);
        const auto now = Steady::now();
        const bool again = flight->answer.status == 0 || flight->answer.status == 503;
        if (again && now - flight->firstTried < m_state->retryFor) {
            flight->notBefore = now + pauseBeforeRetry;
            m_state->waiting.push_back(std::move(flight));
        } else {
            finished.push_back(std::move(flight));
        }
    }
    for (const auto& flight : finished) flight->done(flight->answer);
}

void HttpPool::drain() {
    while (!m_state->flying.empty() || !m_state->waiting.empty()) drive(milliseconds(100));
}

void setTrustedAuthority(std::string caFile) { trustedAuthority() = std::move(caFile); }

std::string formEncode(const std::vector<std::pair<std::string, std::string>>& fields) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    const auto append = [&out](const std::string& text) {
        for (const char c : text) {
            const auto u = static_cast<unsigned char>(c);
            if ((u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || c == '-' || c == '_' || c == '.') {
                out += c;
            } else {
                out += '%';
                out += digits[u >> 4];
                out += digits[u & 15];
            }
        }
    };
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append(name);
        out += '=';
        append(value);
    }
    return out;
}

}  // namespace ok::okctl
