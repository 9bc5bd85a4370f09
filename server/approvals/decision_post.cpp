// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/decision_post.h"

#include <algorithm>

#include "server/access/access_routes.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/request_file.h"
#include "shared/base/derived_ids.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ApprovalRouteParts>;

struct DecisionBody {
    std::string snapshotId, decision, comment, approverId, clientPlatform;
    Instant snapshotTimestamp, submittedAt;
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (snapshotId, decision, comment, approverId, clientPlatform, snapshotTimestamp, submittedAt))

struct DecisionReply {
    std::string approvalId, snapshotId, snapshotHash, decision, status;
};
BOOST_DESCRIBE_STRUCT(DecisionReply, (), (approvalId, snapshotId, snapshotHash, decision, status))

bool isPlatform(const std::string& text) {
    return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

Result<DecisionBody> bodyOf(const HttpRequest& request, const SecurityContext& who) {
    OK_ASSIGN(auto body, fromJson<DecisionBody>(request.body));
    Problem why = problem("invalid_fields", "this is no decision: see `fields`");
    if (body.snapshotId.empty()) why.fields.push_back({"snapshot_id", "required", "what was looked at"});
    if (body.decision != "approve" && body.decision != "reject") why.fields.push_back({"decision", "unknown_value", "approve or reject"});
    if (body.decision == "reject" && body.comment.size() < 5) why.fields.push_back({"comment", "too_short", "say why, in at least five characters"});
    if (!body.submittedAt.known()) why.fields.push_back({"submitted_at", "required", "when, ISO 8601"});
    if (!isPlatform(body.clientPlatform)) why.fields.push_back({"client_platform", "bad_value", "`web`, `ios`, `android`, `desktop` or another short word"});
    if (body.approverId != who.actor.id) why.fields.push_back({"approver_id", "not_you", "the one who is signed in"});
    if (why.fields.empty()) return body;
    return why;
}

struct About {
    Digest content;
    std::string id;
};

/// What was looked at, by its id, its request and its moment. Problems `not_found`, `approval_token_stale`.
Result<About> aboutOf(Views& views, const std::string& approval, const DecisionBody& body) {
    const auto stored = views.find<StoredSnapshot>(body.snapshotId);
    if (!stored || stored->header.approval.str() != approval) return problem("not_found", "there is no such snapshot of this request");
    // The moment as other programs write it: to the second is enough to tell two versions apart.
    if (stored->header.createdAt.wholeSeconds() != body.snapshotTimestamp.wholeSeconds()) return problem("approval_digest_mismatch", "this snapshot is of another moment");
    return About{stored->header.contentHash, stored->header.id};
}

void decide(const Parts& parts, SecurityContext who, ApprovalId id, const DecisionBody& body, const About& about, const std::string& key, const std::shared_ptr<net::Responder>& held) {
    const bool approve = body.decision == "approve";
    const std::string once = key.empty() ? about.id + body.decision + toIso(body.submittedAt) : key;
    const CommandId command = commandIdFrom(who.tenant, "decision:" + who.actor.id + ":" + once);
    const std::string name(approve ? Release::card.name : Reject::card.name);
    const std::string words = approve ? toJson(Release{id, about.content, body.comment}) : toJson(Reject{id, body.comment, about.content});
    who.source = "api:" + body.clientPlatform;
    DecisionReply reply{id.str(), about.id, about.content.hex(), body.decision, {}};
    parts->gate.submit(std::move(who), {command, name, words}, [held, reply](const CommandAnswer& answer) mutable {
        const bool waits = !answer.reply.ok() && answer.reply.problem().code == "approval_required";
        if (!answer.reply.ok() && !waits) return (*held)(HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem()));
        reply.status = waits ? "pending" : reply.decision == "approve" ? "recorded" : "rejected";
        auto response = HttpResponse::json(answer.repeated ? 200 : 201, toJson(reply));
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

void post(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto who = access::contextOf(request, parts->sessions);
    if (!who.ok()) return respond(HttpResponse::problem(401, who.problem()));
    const auto id = ApprovalId::parse(std::string(request.param("id")));
    if (!id.ok()) return respond(HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request")));
    const auto body = bodyOf(request, *who);
    if (!body.ok()) return respond(HttpResponse::problem(400, body.problem()));
    const std::string key(request.header("Idempotency-Key").substr(0, 200));
    who->traceId = request.traceId;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post(
        [parts, held, who = *who, id = *id, body = *body, key](Store& store) {
            Views views(store.documents(who.tenant));
            const auto about = aboutOf(views, id.str(), body);
            if (!about.ok()) return (*held)(HttpResponse::problem(about.problem().code == "not_found" ? 404 : 409, about.problem()));
            decide(parts, who, id, body, *about, key, held);
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

}  // namespace

void addDecisionPost(net::Router& router, const std::shared_ptr<const ApprovalRouteParts>& parts) {
    router.post("/v1/approvals/{id}/decisions", [parts](const HttpRequest& request, net::Responder respond) { post(parts, request, std::move(respond)); }, {.bodyLimit = 16 * 1024});
}

}  // namespace ok::approvals
