// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/ledger/ledger_routes.h"

#include <charconv>

#include "server/access/access_routes.h"
#include "server/ledger/ledger_reader.h"
#include "shared/ledger/signed_time.h"

namespace ok::ledger {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Answer = std::function<HttpResponse(const LedgerReader&)>;

Result<std::optional<std::int64_t>> numberOf(const HttpRequest& request, std::string_view name) {
    const auto text = request.queryValue(name);
    if (!text || text->empty()) return std::optional<std::int64_t>{};
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < 0) {
        return problem("invalid_fields", "`" + std::string(name) + "` is a number from 0");
    }
    return std::optional(value);
}

template <class T>
HttpResponse answerOf(const Result<T>& result) {
    if (result.ok()) return HttpResponse::json(200, toJson(*result));
    return HttpResponse::problem(access::statusOf(result.problem()), result.problem());
}

/// Checks who asks and which stream, then answers on the reading thread.
void read(const LedgerRouteParts& parts, const HttpRequest& request, net::Responder respond, Answer answer) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "ledger.read", parts.grants, "your roles do not include reading the log"); !may.ok()) {
        return respond(HttpResponse::problem(403, may.problem()));
    }
    const auto stream = fromJson<Stream>(toJson(std::string(request.param("stream"))));
    if (!stream.ok()) {
        return respond(HttpResponse::problem(404, problem("stream_not_found", "the streams are ops, decisions, security and executions")));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [held, trees = parts.trees, tenant = who->tenant, stream = *stream, answer = std::move(answer)](Store& store) {
            // One moment of the log for the whole answer.
            if (const auto begun = store.begin(); !begun.ok()) return (*held)(HttpResponse::problem(503, begun.problem()));
            auto response = answer(LedgerReader(store, *trees, tenant, stream));
            store.rollback();
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

void getCheckpoint(const LedgerRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts.sessions);
    const auto profile = who.ok() ? parts.tenants.byId(who->tenant) : std::nullopt;
    const std::string origin = std::string(noteSigner) + "/" + (profile ? profile->slug : std::string()) + "/" +
                               std::string(request.param("stream"));
    read(parts, request, std::move(respond), [key = parts.key, origin](const LedgerReader& reader) {
        const auto note = reader.note(origin);
        if (!note.ok()) return HttpResponse::problem(503, note.problem());
        return HttpResponse::text(200, signNote(*note, noteSigner, *key));
    });
}

void getInclusion(const LedgerRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto sequence = numberOf(request, "sequence"), size = numberOf(request, "size");
    for (const auto* each : {&sequence, &size}) {
        if (!each->ok()) return respond(HttpResponse::problem(422, each->problem()));
    }
    read(parts, request, std::move(respond), [sequence = sequence->value_or(0), size = *size](const LedgerReader& reader) {
        return answerOf(reader.inclusion(sequence, size.value_or(reader.size())));
    });
}

void getConsistency(const LedgerRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto from = numberOf(request, "from"), to = numberOf(request, "to");
    for (const auto* each : {&from, &to}) {
        if (!each->ok()) return respond(HttpResponse::problem(422, each->problem()));
    }
    read(parts, request, std::move(respond), [from = from->value_or(0), to = *to](const LedgerReader& reader) {
        return answerOf(reader.consistency(from, to.value_or(reader.size())));
    });
}

void getDay(const LedgerRouteParts& parts, const HttpRequest& request, net::Responder respond) {
    const auto sequence = numberOf(request, "sequence");
    if (!sequence.ok()) return respond(HttpResponse::problem(422, sequence.problem()));
    read(parts, request, std::move(respond),
         [sequence = *sequence, day = std::string(request.param("day")), now = parts.clock()](const LedgerReader& reader) {
             return answerOf(reader.day(day, sequence, now));
         });
}

/// Public, like every public key: whoever was given evidence verifies it without an account here.
void getKeys(const LedgerRouteParts& parts, const HttpRequest&, net::Responder respond) {
    auto response = HttpResponse::json(200, toJson(keySetOf({parts.key->publicKey()})));
    response.headers.set("Content-Type", "application/jwk-set+json");
    response.headers.set("Cache-Control", "public, max-age=3600");
    respond(std::move(response));
}

}  // namespace

void addRoutes(net::Router& router, LedgerRouteParts given) {
    const auto parts = std::make_shared<const LedgerRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) {
            handler(*parts, request, std::move(respond));
        };
    };
    router.get("/v1/ledger/keys", bind(getKeys));
    router.get("/v1/ledger/{stream}/checkpoint", bind(getCheckpoint));
    router.get("/v1/ledger/{stream}/inclusion", bind(getInclusion));
    router.get("/v1/ledger/{stream}/consistency", bind(getConsistency));
    router.get("/v1/ledger/{stream}/days/{day}", bind(getDay));
}

}  // namespace ok::ledger
