// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/evidence/evidence_routes.h"

#include <algorithm>

#include "server/access/access_commands.h"
#include "server/access/access_routes.h"
#include "server/evidence/evidence_files.h"
#include "server/evidence/evidence_handlers.h"
#include "server/store/sealed_pieces.h"
#include "shared/evidence/media_type.h"

namespace ok::evidence {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const EvidenceRouteParts>;
using Held = std::shared_ptr<net::Responder>;
using Then = std::function<void(const std::string& reply)>;

int statusOf(const Problem& why) {
    if (why.code == "media_type_not_allowed" || why.code == "media_type_mismatch") return 415;
    if (why.code == "evidence_full" || why.code == "already_attached") return 409;
    if (why.code == "erased") return 404;
    return access::statusOf(why);
}

HttpResponse refusal(const Problem& why) { return HttpResponse::problem(statusOf(why), why); }

HttpResponse answered(int status, std::string body) {
    auto out = HttpResponse::json(status, std::move(body));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

std::string textOf(const HttpRequest& request, std::string_view name) { return std::string(request.queryValue(name).value_or("")); }

template <class C>
void ask(const Parts& parts, const SecurityContext& who, const C& command, const Held& respond, Then then) {
    parts->gate.submit(who, {access::freshCommandId(parts->dice), std::string(C::card.name), toJson(command)}, [respond, then = std::move(then)](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*respond)(refusal(answer.reply.problem()));
        then(*answer.reply);
    });
}

/// Signed in, and an incident that can be one. Whether they may is the gate's to say, by what the incident is and where.
struct Entrance {
    SecurityContext who;
    IncidentId incident;
};
std::optional<Entrance> entranceOf(const Parts& parts, const HttpRequest& request, net::Responder& respond) {
    auto who = access::admitted(request, parts->sessions, respond);
    if (!who) return {};
    const auto id = IncidentId::parse(request.param("id"));
    if (!id.ok() || !id->known()) {
        respond(HttpResponse::problem(404, problem("incident_not_found", "there is no such incident")));
        return {};
    }
    who->source = "api";
    who->traceId = request.traceId;
    return Entrance{std::move(*who), *id};
}

// --- a file comes in ---

/// One file on its way: piece after piece, so that the gate's thread is never busy with all of it.
struct Upload : std::enable_shared_from_this<Upload> {
    Parts parts;
    SecurityContext who;
    Held respond;
    std::string bytes;
    AttachEvidenceFile command;

    void begin() {
        auto type = mediaTypeOf(bytes, command.mediaType);
        if (!type.ok()) return (*respond)(refusal(type.problem()));
        command.mediaType = std::move(*type);
        Sha256 hash;
        for (std::size_t at = 0; at < bytes.size(); at += sealedPieceBytes) hash.update(std::string_view(bytes).substr(at, sealedPieceBytes));
        command.sha256 = hash.finish();
        command.bytes = static_cast<std::int64_t>(bytes.size());
        ask(parts, who, PrepareEvidence{command.incident, command.bytes, command.sha256}, respond, [self = shared_from_this()](const std::string&) { self->next(); });
    }
    void next() {
        const std::size_t at = command.pieces.size() * sealedPieceBytes;
        if (at >= bytes.size()) return finish();
        const PutEvidencePiece piece{command.incident, command.sha256, static_cast<int>(command.pieces.size()), toBase64(asBytes(std::string_view(bytes).substr(at, sealedPieceBytes)))};
        ask(parts, access::systemContext(who.tenant, who.drill), piece, respond, [self = shared_from_this()](const std::string& reply) {
            const auto kept = fromJson<PieceReply>(reply);
            if (!kept.ok()) return (*self->respond)(refusal(kept.problem()));
            self->command.pieces.push_back(kept->token);
            self->next();
        });
    }
    void finish() {
        ask(parts, who, command, respond, [self = shared_from_this()](const std::string& reply) { (*self->respond)(answered(201, reply)); });
    }
};

struct LinkBody {
    std::string url, title, note;
    Instant fetchedAt;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (url, title, note, fetchedAt))

void post(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto entrance = entranceOf(parts, request, respond);
    if (!entrance) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    const std::string type(request.header("Content-Type"));
    const std::string name = textOf(request, "name");
    // A JSON file has a name; what has none is a link.
    if (type.starts_with("application/json") && name.empty()) {
        const auto link = fromJson<LinkBody>(request.body);
        if (!link.ok()) return (*held)(HttpResponse::problem(400, link.problem()));
        return ask(parts, entrance->who, AttachEvidenceLink{entrance->incident, link->url, link->title, link->note, link->fetchedAt}, held,
                   [held](const std::string& reply) { (*held)(answered(201, reply)); });
    }
    if (request.body.empty()) return (*held)(HttpResponse::problem(422, problem("file_empty", "the file is empty")));
    auto upload = std::make_shared<Upload>();
    upload->parts = parts;
    upload->who = std::move(entrance->who);
    upload->respond = held;
    upload->bytes = request.body;
    upload->command = {entrance->incident, textOf(request, "title"), textOf(request, "note"), name, type, {}, 0, {}};
    parts->files.post([upload](Store&) { upload->begin(); }, [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

// --- a file goes out ---

/// Another content is told to the log before anybody hears of it.
void send(const Parts& parts, const SecurityContext& who, const Wanted& wanted, Store& store, const Held& respond) {
    Delivery out = deliver(store, parts->gate.vaultKeys(), who.tenant, wanted);
    if (!out.report) return (*respond)(std::move(out.response));
    auto response = std::make_shared<HttpResponse>(std::move(out.response));
    parts->gate.submit(access::systemContext(who.tenant, who.drill), {access::freshCommandId(parts->dice), std::string(ReportMismatch::card.name), toJson(*out.report)},
                       [respond, response](const CommandAnswer&) { (*respond)(std::move(*response)); });
}

void onFiles(const Parts& parts, const Held& held, std::function<void(Store&)> work) {
    parts->files.post(std::move(work), [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

/// The gate says whether they may and writes down that they did; then the bytes are read.
void openThen(const Parts& parts, const SecurityContext& who, const Wanted& wanted, const Held& respond) {
    ask(parts, who, OpenEvidence{wanted.item.incident, wanted.item.id, wanted.snapshot}, respond, [parts, who, wanted, respond](const std::string&) {
        onFiles(parts, respond, [=](Store& store) { send(parts, who, wanted, store, respond); });
    });
}

void getFile(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, respond);
    if (!entrance) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    onFiles(parts, held, [parts, held, entrance = *entrance, id = std::string(request.param("evidence"))](Store& store) {
        Views views(store.documents(entrance.who.tenant));
        const auto wanted = attached(views, entrance.incident, id);
        if (!wanted.ok()) return (*held)(refusal(wanted.problem()));
        openThen(parts, entrance.who, *wanted, held);
    });
}

void getPinned(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto who = access::admitted(request, parts->sessions, respond);
    if (!who) return;
    who->source = "api";
    who->traceId = request.traceId;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    onFiles(parts, held, [parts, held, who = *who, snapshot = std::string(request.param("id")), id = std::string(request.param("evidence"))](Store& store) {
        Views views(store.documents(who.tenant));
        const auto wanted = pinnedIn(views, snapshot, id);
        if (!wanted.ok()) return (*held)(refusal(wanted.problem()));
        if (wanted->item.kind == EvidenceKind::file) return openThen(parts, who, *wanted, held);
        ask(parts, who, OpenEvidence{wanted->item.incident, id, snapshot}, held, [held, body = toJson(wanted->pinned)](const std::string&) { (*held)(answered(200, body)); });
    });
}

void getList(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, respond);
    if (!entrance) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    ask(parts, entrance->who, ListEvidence{entrance->incident}, held, [held](const std::string& reply) { (*held)(answered(200, reply)); });
}

struct SeenBody {
    bool available = true;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (available, status))

void postAvailability(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto entrance = entranceOf(parts, request, respond);
    if (!entrance) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    const auto seen = fromJson<SeenBody>(request.body);
    if (!seen.ok()) return (*held)(HttpResponse::problem(400, seen.problem()));
    ask(parts, entrance->who, NoteAvailability{std::string(request.param("evidence")), seen->available, seen->status}, held,
        [held](const std::string& reply) { (*held)(answered(200, reply)); });
}

void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    if (!access::admitted(request, parts->sessions, respond)) return;
    respond(HttpResponse::problem(403, problem("write_once", "what was attached is never changed or removed")));
}

}  // namespace

void addRoutes(net::Router& router, EvidenceRouteParts given) {
    const Parts parts = std::make_shared<const EvidenceRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    // A stranger cannot make the server read twenty megabytes.
    const auto admit = [parts](const HttpRequest& request) -> std::optional<HttpResponse> {
        if (const auto who = access::contextOf(request, parts->sessions, true); !who.ok()) return HttpResponse::problem(401, who.problem());
        return {};
    };
    router.post("/v1/incidents/{id}/evidence", bind(post), {.bodyLimit = static_cast<std::size_t>(largestFile), .admit = admit});
    router.get("/v1/incidents/{id}/evidence", bind(getList));
    router.get("/v1/incidents/{id}/evidence/{evidence}/file", bind(getFile));
    router.post("/v1/incidents/{id}/evidence/{evidence}/availability", bind(postAvailability));
    router.get("/v1/snapshots/{id}/evidence/{evidence}", bind(getPinned));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        router.add(method, "/v1/incidents/{id}/evidence/{evidence}", bind(refuseChange));
        router.add(method, "/v1/incidents/{id}/evidence/{evidence}/file", bind(refuseChange));
        router.add(method, "/v1/snapshots/{id}/evidence/{evidence}", bind(refuseChange));
    }
}

}  // namespace ok::evidence
