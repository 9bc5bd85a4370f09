// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/snapshot_post.h"

#include "server/access/access_routes.h"
#include "server/net/rate_limit.h"
#include "shared/approvals/snapshot_command.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;

struct TargetingBody {
    std::optional<std::vector<std::string>> channels;
    std::optional<std::int64_t> people;
};
BOOST_DESCRIBE_STRUCT(TargetingBody, (), (channels, people))

struct ExtentBody {
    std::optional<GeoBox> bounds;
    std::optional<double> zoom;
};
BOOST_DESCRIBE_STRUCT(ExtentBody, (), (bounds, zoom))

struct EvidenceBody {
    Digest sha256;
};
BOOST_DESCRIBE_STRUCT(EvidenceBody, (), (sha256))

struct SnapshotBody {
    ApprovalId approvalRequestId;
    std::optional<std::vector<ExpectedMessage>> message;
    std::optional<TargetingBody> targeting;
    std::optional<std::vector<std::string>> affectedClusters;
    std::optional<ExtentBody> mapExtent;
    std::optional<std::vector<EvidenceBody>> evidence;
};
BOOST_DESCRIBE_STRUCT(SnapshotBody, (), (approvalRequestId, message, targeting, affectedClusters, mapExtent, evidence))

constexpr std::size_t mostItems = 10'000;

ExpectedSnapshot expectedOf(const SnapshotBody& body) {
    ExpectedSnapshot out;
    out.message = body.message;
    out.affectedClusters = body.affectedClusters;
    if (body.targeting) out.channels = body.targeting->channels, out.people = body.targeting->people;
    if (body.mapExtent) out.bounds = body.mapExtent->bounds, out.zoom = body.mapExtent->zoom;
    if (body.evidence) {
        out.evidence.emplace();
        for (const EvidenceBody& each : *body.evidence) out.evidence->push_back(each.sha256);
    }
    return out;
}

Result<SnapshotBody> bodyOf(const HttpRequest& request) {
    OK_ASSIGN(auto body, fromJson<SnapshotBody>(request.body));
    Problem why = problem("invalid_fields", "this is not what a snapshot is asked for with: see `fields`");
    if (!body.approvalRequestId.known()) why.fields.push_back({"approval_request_id", "required", "the request whose content is frozen"});
    if (body.message && body.message->size() > mostItems) why.fields.push_back({"message", "too_many", "at most 10,000"});
    if (body.affectedClusters && body.affectedClusters->size() > mostItems) why.fields.push_back({"affected_clusters", "too_many", "at most 10,000"});
    if (body.evidence && body.evidence->size() > mostItems) why.fields.push_back({"evidence", "too_many", "at most 10,000"});
    if (why.fields.empty()) return body;
    return why;
}

HttpResponse otherVersion() {
    const Problem why = problem("version_not_supported", "this server speaks version `v1`", {{"supported", "v1"}});
    std::string body = toJson(why);
    // Beside the members of every refusal: what is spoken, as a list (F04.R7.A1).
    body.insert(body.rfind(",\"trace_id\":"), ",\"supported_versions\":[\"v1\"]");
    return HttpResponse::json(406, std::move(body));
}

HttpResponse created(const CommandAnswer& answer) {
    if (!answer.reply.ok()) return HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem());
    auto response = HttpResponse::json(answer.repeated ? 200 : 201, *answer.reply);
    response.headers.set("Cache-Control", "no-store");
    if (answer.repeated) response.headers.set("X-Idempotent-Replay", "true");
    const auto taken = fromJson<TakenSnapshot>(*answer.reply);
    if (taken.ok()) response.headers.set("Location", "/v1/snapshots/" + taken->id);
    return response;
}

}  // namespace

void addSnapshotPost(net::Router& router, const std::shared_ptr<const ApprovalRouteParts>& parts) {
    router.post("/v1/snapshots", [parts](const HttpRequest& request, net::Responder respond) {
        auto who = access::contextOf(request, parts->sessions);
        if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
        if (const auto version = request.header("Accept-Version"); !version.empty() && version != "v1") return respond(otherVersion());
        const std::string key(request.header("Idempotency-Key"));
        if (!CommandId::parse(key).ok()) return respond(HttpResponse::problem(400, problem("idempotency_key_missing", "send `Idempotency-Key` with a UUID of your own")));
        const auto body = bodyOf(request);
        if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
        who->source = "api";
        who->traceId = request.traceId;
        const CommandId id = commandIdFrom(who->tenant, "snapshot:" + who->actor.id + ":" + key);
        const TakeSnapshot command{body->approvalRequestId, key, expectedOf(*body)};
        auto held = std::make_shared<net::Responder>(std::move(respond));
        parts->gate.submit(*who, {id, std::string(TakeSnapshot::card.name), toJson(command), {}, request.headers.has(net::replayOnlyHeader)},
                           [held](const CommandAnswer& answer) { (*held)(created(answer)); });
    }, {.bodyLimit = 512 * 1024});
}

}  // namespace ok::approvals
