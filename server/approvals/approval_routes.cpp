// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/approval_routes.h"

#include <charconv>

#include "server/access/access_routes.h"
#include "server/approvals/decision_post.h"
#include "server/approvals/snapshot_routes.h"
#include "shared/approvals/approval_commands.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ApprovalRouteParts>;
using Held = std::shared_ptr<net::Responder>;

constexpr std::size_t largestPage = 200;

/// What stands behind a decision in the log.
struct Proof {
    std::string entry;              ///< id of the deciding entry
    std::int64_t sequence = 0;
    std::string signature, publicKey;
    bool verified = false;
    bool erased = false;            ///< its retention is over: there is nothing left to compare
    bool tampered = false;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (entry, sequence, signature, publicKey, verified, erased, tampered))

struct ApprovalReply {
    Approval approval;
    int have = 0;
    std::optional<Proof> proof;     ///< of one that is decided
};
BOOST_DESCRIBE_STRUCT(ApprovalReply, (), (approval, have, proof))

struct ListReply {
    std::vector<Approval> approvals;
    std::string nextCursor;
};
BOOST_DESCRIBE_STRUCT(ListReply, (), (approvals, nextCursor))

/// Reads the deciding entry as it lies in the database; the view is not asked.
Proof proofOf(Store& store, TenantId tenant, const Approval& approval, const PublicKey& key) {
    Proof out;
    out.sequence = approval.decidedIn;
    const auto stored = store.storedEntries(tenant, Stream::ops, approval.decidedIn - 1, 1);
    if (stored.empty() || stored[0].sequence != approval.decidedIn) {
        out.tampered = true;
        return out;
    }
    const auto entry = openEntry(stored[0].header, stored[0].payload);
    if (entry.ok()) out.entry = entry->header.entryId.str();
    out.erased = entry.ok() && entry->payload.empty();
    if (out.erased) return out;
    const auto decided = entry.ok() ? fromJson<ApprovalDecided>(entry->payload) : Result<ApprovalDecided>(problem("unreadable", ""));
    if (decided.ok()) {
        out.signature = decided->signature;
        out.publicKey = decided->publicKey;
        out.verified = verifies(*decided, key) && decided->approval == approval.id && sha256(entry->payload) == entry->header.payloadHash;
    }
    out.tampered = !out.verified;
    return out;
}

void answerOne(const Parts& parts, const SecurityContext& who, const std::string& id, Store& store, net::Responder& respond) {
    const auto found = Views(store.documents(who.tenant)).find<Approval>(id);
    if (!found) return respond(HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request")));
    ApprovalReply reply{*found, found->have(), {}};
    const bool decided = found->state != ApprovalState::pending && found->decidedIn > 0;
    if (decided) reply.proof = proofOf(store, who.tenant, *found, parts->gate.publicKey());
    if (reply.proof && reply.proof->tampered) {
        reply.approval.tampered = true;
        const ReportTampered report{found->id, reply.proof->entry};
        parts->gate.submit(access::systemContext(who.tenant, who.drill),
                           {commandIdFrom(who.tenant, "tampered:" + id), std::string(ReportTampered::card.name), toJson(report)}, [](const CommandAnswer&) {});
    }
    auto response = HttpResponse::json(200, toJson(reply));
    response.headers.set("Cache-Control", "no-store");
    respond(std::move(response));
}

void getOne(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([parts, held, who = *who, id = std::string(request.param("id"))](Store& store) { answerOne(parts, who, id, store, *held); },
                       [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

HttpResponse pageOf(Store& store, TenantId tenant, const std::string& state, std::size_t limit, const std::string& cursor) {
    std::vector<Approval> all = Views(store.documents(tenant)).byKey<Approval>("state", state);
    // Ids are made of the time they were asked at.
    std::sort(all.begin(), all.end(), [](const Approval& a, const Approval& b) { return b.id < a.id; });
    ListReply reply;
    for (Approval& each : all) {
        if (!cursor.empty() && each.id.str() >= cursor) continue;
        if (reply.approvals.size() == limit) {
            reply.nextCursor = reply.approvals.back().id.str();
            break;
        }
        reply.approvals.push_back(std::move(each));
    }
    auto response = HttpResponse::json(200, toJson(reply));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

void getMany(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    const std::string state(request.queryValue("state").value_or("pending")), cursor(request.queryValue("cursor").value_or(""));
    const std::string size(request.queryValue("limit").value_or("50"));
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), limit);
    Problem why = problem("invalid_fields", "some parameters are not valid: see `fields`");
    if (!parseEnum<ApprovalState>(state)) why.fields.push_back({"state", "unknown_value", "pending, released, rejected, expired or failed"});
    if (error != std::errc() || end != size.data() + size.size() || limit < 1 || limit > largestPage) {
        why.fields.push_back({"limit", "out_of_range", "a number from 1 to 200"});
    }
    if (!why.fields.empty()) return respond(HttpResponse::problem(400, why));
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([held, tenant = who->tenant, state, limit, cursor](Store& store) { (*held)(pageOf(store, tenant, state, limit, cursor)); },
                       [held](const Problem& problem) { (*held)(HttpResponse::problem(503, problem)); });
}

void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    if (!admitted(*parts, request, respond)) return;
    respond(HttpResponse::problem(405, problem("append_only", "steps of an approval are never changed or removed")));
}

}  // namespace

void addRoutes(net::Router& router, ApprovalRouteParts given) {
    const Parts parts = std::make_shared<const ApprovalRouteParts>(std::move(given));
    addDecisionPost(router, parts);
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/approvals", bind(getMany));
    router.get("/v1/approvals/{id}", bind(getOne));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        router.add(method, "/v1/approvals/{id}", bind(refuseChange));
        router.add(method, "/v1/approvals/{id}/steps/{step}", bind(refuseChange));
    }
}

}  // namespace ok::approvals
