// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/outbox/http_client.h"

#include "server/outbox/curl_handle.h"

namespace ok::outbox {
namespace {

constexpr std::size_t mostBody = std::size_t{1} << 20;

std::size_t takeBody(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > mostBody) return 0;  // ends the transfer: nobody honest answers that much
    body.append(data, size * count);
    return size * count;
}

std::string percentEncoded(const std::string& text) {
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        const bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '-' || b == '.' || b == '_' || b == '~';
        if (plain) {
            out.push_back(c);
        } else {
            out.push_back('%');
            out.push_back(digits[b >> 4]);
            out.push_back(digits[b & 15]);
        }
    }
    return out;
}

void setOptions(CURL* handle, const HttpCall& request, const std::string& body, const HeaderList& headers, std::string& into) {
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, request.loopbackOnly ? "http" : request.publicOnly ? "https" : "http,https");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connectTime.count() / 1000));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.totalTime.count() / 1000));
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &takeBody);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &into);
    // On a kept connection that turns out dead, curl silently sends a POST a second time. A fresh one cannot be dead.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    if (request.method == "POST" || request.method == "PUT") {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.c_str());
    }
    if (!request.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(handle, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, request.password.c_str());
    }
}

HttpAnswer failed(CURL* handle, CURLcode code) {
    HttpAnswer out;
    long sent = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    const bool nothingLeft = neverConnected(code) || (code == CURLE_OPERATION_TIMEDOUT && sent == 0);
    out.state = nothingLeft ? HttpAnswer::State::not_sent : HttpAnswer::State::no_answer;
    if (nameNotFound(handle, code)) {
        out.reason = "name_not_resolved";
        return out;
    }
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: out.reason = "timed_out"; break;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION: out.reason = "tls_failed"; break;
        default: out.reason = nothingLeft ? "connect_failed" : "broken_off";
    }
    return out;
}

}  // namespace

std::string formEncode(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percentEncoded(name) + "=" + percentEncoded(value);
    }
    return out;
}

HttpAnswer call(const HttpCall& request) {
    const EasyHandle handle = makeEasyHandle(request.loopbackOnly);
    if (handle && request.publicOnly) allowPublicOnly(handle.get());
    HttpAnswer out;
    if (!handle) {
        out.reason = "connect_failed";
        return out;
    }
    const bool isForm = !request.form.empty();
    const std::string body = isForm ? formEncode(request.form) : request.body;
    HeaderList headers;
    if (isForm) append(headers, "Content-Type: application/x-www-form-urlencoded");
    append(headers, "Expect:");
    for (const auto& [name, value] : request.headers) append(headers, name + ": " + value);
    setOptions(handle.get(), request, body, headers, out.body);
    const CURLcode code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) return failed(handle.get(), code);
    long status = 0;
    curl_off_t retryAfter = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle.get(), CURLINFO_RETRY_AFTER, &retryAfter);
    out.state = HttpAnswer::State::answered;
    out.status = static_cast<int>(status);
    if (retryAfter > 0) out.retryAfter = seconds(retryAfter);
    return out;
}

}  // namespace ok::outbox
