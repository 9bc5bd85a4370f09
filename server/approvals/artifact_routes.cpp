// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/artifact_routes.h"

#include "server/access/access_routes.h"
#include "server/store/sealed_pieces.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ArtifactRouteParts>;
using Held = std::shared_ptr<net::Responder>;

constexpr std::size_t largestArtifact = 64 << 20;

struct ArtifactReply {
    std::string id;
    ArtifactVerification verification;
    RawJson artifact;                  ///< as it was signed; null: it does not open
    Digest file;
    int metadataVersion = 1;
    ArtifactMetadata metadata;         ///< the latest
    std::vector<ArtifactMetadata> history;
    std::string encryption;
    bool legalHold = false;
    std::string durability;            ///< what a commit outlives here
};
BOOST_DESCRIBE_STRUCT(ArtifactReply, (), (id, verification, artifact, file, metadataVersion, metadata, history, encryption, legalHold, durability))

int statusOf(const Problem& why) { return why.code == "artifact_exists" ? 409 : access::statusOf(why); }

HttpResponse answered(std::string body) {
    auto out = HttpResponse::json(200, std::move(body));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

HttpResponse read(const Parts& parts, Store& store, TenantId tenant, const std::string& id) {
    const auto stored = Views(store.documents(tenant)).find<StoredArtifact>(id);
    if (!stored) return HttpResponse::problem(404, problem("snapshot_not_found", "there is no such snapshot"));
    const Vault vault(store, parts->base.gate.vaultKeys());
    const auto file = openPieces(vault, tenant, stored->pieces, largestArtifact);
    ArtifactReply out{id, {}, RawJson{}, stored->file, 1, {}, stored->metadata, stored->encryption, parts->held && parts->held(store, tenant, *stored), store.guarantee()};
    if (!stored->metadata.empty()) {
        out.metadata = stored->metadata.back();
        out.metadataVersion = out.metadata.metadataVersion;
    }
    if (!file.ok()) {
        out.verification.reason = file.problem().code;
    } else {
        out.verification = verifyArtifact(*file, parts->base.gate.publicKey());
        if (out.verification.status == "valid" && sha256(*file) != stored->file) out.verification = {"invalid", "another_file"};
        if (fromJson<SnapshotArtifact>(*file).ok()) out.artifact = RawJson{*file};
    }
    return answered(toJson(out));
}

/// The gate decides as the person who asks, and writes it down either way; then `then`.
template <class C>
void ask(const Parts& parts, const HttpRequest& request, net::Responder respond, const C& command, std::function<void(const SecurityContext&, const std::string&, const Held&)> then) {
    auto who = access::admitted(request, parts->base.sessions, respond);
    if (!who) return;
    who->source = "api";
    who->traceId = request.traceId;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    const SecurityContext context = *who;
    parts->base.gate.submit(std::move(*who), {access::freshCommandId(parts->dice), std::string(C::card.name), toJson(command)}, [held, context, then = std::move(then)](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*held)(HttpResponse::problem(statusOf(answer.reply.problem()), answer.reply.problem()));
        then(context, *answer.reply, held);
    });
}

void getArtifact(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const std::string id(request.param("id"));
    ask(parts, request, std::move(respond), OpenArtifact{id}, [parts, id](const SecurityContext& who, const std::string&, const Held& held) {
        parts->base.reader.post([parts, held, tenant = who.tenant, id](Store& store) { (*held)(read(parts, store, tenant, id)); },
                                [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
    });
}

struct NotesBody {
    std::string notes;
};
BOOST_DESCRIBE_STRUCT(NotesBody, (), (notes))

void postMetadata(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto body = fromJson<NotesBody>(request.body);
    if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
    ask(parts, request, std::move(respond), NoteArtifact{std::string(request.param("id")), body->notes},
        [](const SecurityContext&, const std::string& reply, const Held& held) { (*held)(answered(reply)); });
}

void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    ask(parts, request, std::move(respond), ChangeArtifact{std::string(request.param("id")), request.method}, [](const SecurityContext&, const std::string&, const Held& held) {
        (*held)(HttpResponse::problem(409, problem("artifact_exists", "an artifact is written once and never changed or removed")));
    });
}

void getTombstone(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = access::admitted(request, parts->base.sessions, respond, [&](const SecurityContext& context) {
        return access::mayRead(context, "operations.retention", parts->base.grants, "only administrators see what retention took");
    });
    if (!who) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->base.reader.post([parts, held, tenant = who->tenant, id = std::string(request.param("id"))](Store& store) {
        const auto stone = Views(store.documents(tenant)).find<ArtifactTombstone>(id);
        if (!stone || stone->until <= parts->clock()) return (*held)(HttpResponse::problem(404, problem("not_found", "there is no such tombstone")));
        (*held)(answered(toJson(*stone)));
    }, [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

}  // namespace

void addArtifactRoutes(net::Router& router, ArtifactRouteParts given) {
    const Parts parts = std::make_shared<const ArtifactRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/snapshots/{id}/artifact", bind(getArtifact));
    router.post("/v1/snapshots/{id}/metadata", bind(postMetadata));
    router.get("/v1/snapshots/{id}/tombstone", bind(getTombstone));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) router.add(method, "/v1/snapshots/{id}/artifact", bind(refuseChange));
}

}  // namespace ok::approvals
