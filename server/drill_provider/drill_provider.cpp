// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/drill_provider/drill_provider.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>

#include "server/net/url.h"
#include "server/outbox/http_client.h"
#include "shared/base/digest.h"
#include "shared/reports/provider_signature.h"

namespace ok::drill {
namespace {

using net::HttpRequest;
using net::HttpResponse;

struct ApiError {
    int status = 400;
    int code = 0;
    std::string message;
};

HttpResponse answerError(const ApiError& e) {
    HttpResponse out = HttpResponse::json(
        e.status, fmt::format(R"({{"code":{},"message":"{}","more_info":"https://www.twilio.com/docs/errors/{}","status":{}}})",
                              e.code, e.message, e.code, e.status));
    if (e.status == 429) out.headers.set("Retry-After", "1");
    if (e.status == 401) out.headers.set("WWW-Authenticate", "Basic realm=\"Twilio API\"");
    return out;
}

bool isE164(std::string_view n) {
    return n.size() >= 8 && n.size() <= 16 && n[0] == '+' && n[1] != '0' &&
           std::all_of(n.begin() + 1, n.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string valueOf(const net::TextPairs& fields, std::string_view name) {
    const auto it = std::find_if(fields.begin(), fields.end(), [name](const auto& f) { return f.first == name; });
    return it == fields.end() ? std::string() : it->second;
}

std::string rfcDate(Instant t) {
    constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const CivilTime c = toCivil(t);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[c.weekday], c.day, months[c.month - 1], c.year,
                       c.hour, c.minute, c.second);
}

void writeMessage(JsonWriter& out, const TakenMessage& m) {
    out.beginObject();
    out.plainKey("body");
    out.text(m.kind == "Calls" ? "" : m.body);
    out.plainKey("date_created");
    out.text(rfcDate(m.at));
    out.plainKey("from");
    out.text(m.from);
    out.plainKey("sid");
    out.text(m.sid);
    out.plainKey("status");
    out.text("queued");
    out.plainKey("to");
    out.text(m.to);
    out.endObject();
}

bool isLoopbackUrl(const std::string& url) {
    return url.starts_with("http://127.0.0.1:") || url.starts_with("http://[::1]:");
}

}  // namespace

struct DrillProvider::Room {
    explicit Room(ProviderOptions given) : options(std::move(given)) {
        if (!options.journal.empty()) journal.open(options.journal, std::ios::app);
    }

    [[nodiscard]] bool authentic(const HttpRequest& request) const {
        const std::string wanted = "Basic " + toBase64(asBytes(options.accountSid + ":" + options.authToken));
        return constantTimeEqual(asBytes(request.header("Authorization")), asBytes(wanted));
    }

    // In the order in which the real API complains.
    [[nodiscard]] std::optional<ApiError> check(const HttpRequest& request, const std::string& kind, const net::TextPairs& fields) {
        if (!authentic(request)) return ApiError{401, 20003, "Authenticate"};
        if (request.param("account") != options.accountSid) return ApiError{404, 20404, "The requested resource was not found"};
        if (overLimit()) return ApiError{429, 20429, "Too Many Requests"};
        const std::string to = valueOf(fields, "To");
        if (to.empty()) return ApiError{400, 21604, "A 'To' phone number is required."};
        if (valueOf(fields, "From").empty()) return ApiError{400, 21603, "A 'From' phone number is required."};
        if (kind != "Emails") {
            if (!isE164(to)) return ApiError{400, 21211, "Invalid 'To' Phone Number"};
            if (!isE164(valueOf(fields, "From"))) return ApiError{400, 21212, "Invalid 'From' Phone Number"};
        }
        const std::string body = valueOf(fields, kind == "Calls" ? "Twiml" : "Body");
        if (body.empty()) return ApiError{400, kind == "Calls" ? 21205 : 21602, "Message body is required."};
        if (kind == "Messages" && body.size() > 1600) return ApiError{400, 21617, "The concatenated message body exceeds the 1600 character limit"};
        if (kind == "Calls" && (body.size() > 4000 || !body.starts_with("<?xml"))) return ApiError{400, 12100, "Document parse failure"};
        if (std::find(options.stopped.begin(), options.stopped.end(), to) != options.stopped.end()) {
            return ApiError{400, 21610, "Attempt to send to unsubscribed recipient"};
        }
        return {};
    }

    bool overLimit() {
        if (options.mostAMinute == 0) return false;
        const Instant now = options.clock();
        if (now - minuteBegan >= Duration(minutes(1)) || !minuteBegan.known()) {
            minuteBegan = now;
            thisMinute = 0;
        }
        return ++thisMinute > options.mostAMinute;
    }

    void create(const HttpRequest& request, net::Responder respond);
    void list(const HttpRequest& request, net::Responder respond) const;

    ProviderOptions options;
    mutable std::mutex mutex;
    mutable std::condition_variable grew;
    std::vector<TakenMessage> taken;
    std::ofstream journal;
    std::vector<net::Responder> never;  // requests that are taken and never answered
    std::size_t receipted = 0;
    Misbehaviour bad;
    Instant minuteBegan;
    int thisMinute = 0;
};

void DrillProvider::Room::create(const HttpRequest& request, net::Responder respond) {
    const auto fields = net::parseUrlEncoded(request.body);
    if (!fields.ok()) return respond(answerError({400, 20001, "Invalid form"}));
    const std::string kind(request.param("kind"));
    std::unique_lock lock(mutex);
    if (bad.failNext > 0) {
        --bad.failNext;
        return respond(answerError({bad.failWith, 20500, "Internal Server Error"}));
    }
    if (kind != "Messages.json" && kind != "Calls.json" && kind != "Emails.json") {
        return respond(answerError({404, 20404, "The requested resource was not found"}));
    }
    const std::string name = kind.substr(0, kind.find('.'));
    if (const auto error = check(request, name, *fields)) return respond(answerError(*error));
    TakenMessage m;
    m.kind = name;
    m.sid = (name == "Calls" ? "CA" : name == "Emails" ? "EM" : "SM") +
            sha256(fmt::format("{}|{}", options.accountSid, taken.size())).hex().substr(0, 32);
    m.to = valueOf(*fields, "To");
    m.from = valueOf(*fields, "From");
    m.body = valueOf(*fields, name == "Calls" ? "Twiml" : "Body");
    m.callback = valueOf(*fields, "StatusCallback");
    m.at = options.clock();
    taken.push_back(m);
    if (journal.is_open()) journal << toJson(m) << "\n" << std::flush;
    grew.notify_all();
    if (bad.takeButDoNotAnswer) {
        never.push_back(std::move(respond));
        return;
    }
    JsonWriter out;
    writeMessage(out, m);
    respond(HttpResponse::json(201, out.take()));
}

void DrillProvider::Room::list(const HttpRequest& request, net::Responder respond) const {
    const std::lock_guard lock(mutex);
    if (!authentic(request)) return respond(answerError({401, 20003, "Authenticate"}));
    const std::string kind(request.param("kind"));
    const std::string name = kind.substr(0, kind.find('.'));
    const std::string to(request.queryValue("To").value_or(""));
    JsonWriter out;
    out.beginObject();
    out.plainKey(name == "Calls" ? "calls" : name == "Emails" ? "emails" : "messages");
    out.beginArray();
    for (const TakenMessage& m : taken) {
        if (m.kind == name && (to.empty() || m.to == to)) writeMessage(out, m);
    }
    out.endArray();
    out.endObject();
    respond(HttpResponse::json(200, out.take()));
}

DrillProvider::DrillProvider(ProviderOptions options) : m_room(std::make_shared<Room>(std::move(options))) {}
DrillProvider::~DrillProvider() = default;

void DrillProvider::addRoutes(net::Router& router) {
    const auto room = m_room;
    router.post("/2010-04-01/Accounts/{account}/{kind}",
                [room](const HttpRequest& request, net::Responder respond) { room->create(request, std::move(respond)); });
    router.get("/2010-04-01/Accounts/{account}/{kind}",
               [room](const HttpRequest& request, net::Responder respond) { room->list(request, std::move(respond)); });
}

std::vector<TakenMessage> DrillProvider::taken() const {
    const std::lock_guard lock(m_room->mutex);
    return m_room->taken;
}

std::size_t DrillProvider::takenCount() const {
    const std::lock_guard lock(m_room->mutex);
    return m_room->taken.size();
}

std::vector<std::string> DrillProvider::twice() const {
    const std::lock_guard lock(m_room->mutex);
    std::map<std::string, int> seen;
    for (const TakenMessage& m : m_room->taken) ++seen[m.kind + " " + m.to + " " + m.body];
    std::vector<std::string> out;
    for (const auto& [what, times] : seen) {
        if (times > 1) out.push_back(what);
    }
    return out;
}

void DrillProvider::misbehave(Misbehaviour how) {
    const std::lock_guard lock(m_room->mutex);
    m_room->bad = how;
    m_room->never.clear();
}

bool DrillProvider::waitForTaken(std::size_t n, std::chrono::milliseconds patience) const {
    std::unique_lock lock(m_room->mutex);
    return m_room->grew.wait_for(lock, patience, [&] { return m_room->taken.size() >= n; });
}

int DrillProvider::sendReceipts(const std::string& finalStatus) {
    std::vector<TakenMessage> due;
    {
        const std::lock_guard lock(m_room->mutex);
        due.assign(m_room->taken.begin() + static_cast<std::ptrdiff_t>(m_room->receipted), m_room->taken.end());
        m_room->receipted = m_room->taken.size();
    }
    int accepted = 0;
    for (const TakenMessage& m : due) {
        if (!isLoopbackUrl(m.callback)) continue;
        for (const std::string& status : {std::string("sent"), finalStatus}) {
            outbox::HttpCall call;
            call.method = "POST";
            call.url = m.callback;
            call.loopbackOnly = true;
            const std::string prefix = m.kind == "Calls" ? "Call" : "Message";
            call.form = {{"AccountSid", m_room->options.accountSid}, {prefix + "Sid", m.sid}, {prefix + "Status", status},
                         {"To", m.to}, {"From", m.from}};
            if (status == "undelivered" || status == "failed") call.form.emplace_back("ErrorCode", "30003");
            call.headers = {{"X-Twilio-Signature",
                             reports::providerSignature(m.callback, call.form, m_room->options.authToken)}};
            const auto answer = outbox::call(call);
            accepted += answer.status / 100 == 2 ? 1 : 0;
        }
    }
    return accepted;
}

}  // namespace ok::drill
