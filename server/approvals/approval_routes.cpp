// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/approval_routes.h"

#include <charconv>

#include "server/access/access_routes.h"
#include "server/approvals/snapshot_routes.h"
#include "shared/approvals/approval_commands.h"
#include "shared/approvals/approval_evidence.h"
#include "shared/approvals/request_file.h"
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

/// Nothing is changed; that somebody tried is in the log, and administrators hear of it (F01.R1.A7).
void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    if (const auto id = ApprovalId::parse(request.param("id")); id.ok()) {
        const ReportChangeAttempt report{*id, request.method, who->actor.id, who->address};
        parts->gate.submit(access::systemContext(who->tenant, who->drill),
                           {commandIdFrom(who->tenant, "change attempt:" + request.traceId), std::string(ReportChangeAttempt::card.name), toJson(report)}, [](const CommandAnswer&) {});
    }
    respond(HttpResponse::problem(405, problem("append_only", "steps of an approval are never changed or removed")));
}

/// One line of a request's story, as it is taken away (F01.R1.A7).
struct HistoryRow {
    Instant at;
    std::string step, userId, login, method, surface, address, device, deviceTrust;
    int assurance = 0, version = 1, cycle = 1;
    std::string fingerprint, before, after, rules, roles, reason;
};
BOOST_DESCRIBE_STRUCT(HistoryRow, (), (at, step, userId, login, method, surface, address, device, deviceTrust, assurance, version, cycle, fingerprint, before, after, rules, roles, reason))

struct HistoryReply {
    std::string approval, command, state, payloadFingerprint;
    std::vector<SnapshotHeader> versions;
    std::vector<HistoryRow> events;
    std::optional<Proof> proof;
};
BOOST_DESCRIBE_STRUCT(HistoryReply, (), (approval, command, state, payloadFingerprint, versions, events, proof))

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& each : values) out += (out.empty() ? "" : " ") + each;
    return out;
}

HistoryRow rowOf(const ApprovalStep& step, const RequestFile* file) {
    HistoryRow out{step.at, enumName(step.kind), step.actor.id, step.login, step.method, step.surface, step.address, step.device, step.deviceTrust,
                   step.assurance, step.version, step.cycle, step.seen.known() ? step.seen.hex() : std::string(), step.before, step.after, step.rules, joined(step.key.roles), step.reason};
    if (!out.fingerprint.empty() || file == nullptr) return out;
    for (const SnapshotHeader& header : file->versions) {
        if (header.version == step.version) out.fingerprint = header.contentHash.hex();
    }
    return out;
}

/// Quoted where it has to be; what a spreadsheet would take for a formula is not one.
std::string csvField(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csvOf(const HistoryReply& history) {
    std::string out = "at,step,user_id,login,method,surface,address,device,device_trust,assurance,version,cycle,fingerprint,before,after,rules,roles,reason\r\n";
    for (const HistoryRow& row : history.events) {
        const std::string cells[] = {toIso(row.at), row.step, row.userId, row.login, row.method, row.surface, row.address, row.device, row.deviceTrust, std::to_string(row.assurance),
                                     std::to_string(row.version), std::to_string(row.cycle), row.fingerprint, row.before, row.after, row.rules, row.roles, row.reason};
        for (const std::string& cell : cells) out += (&cell == &cells[0] ? "" : ",") + csvField(cell);
        out += "\r\n";
    }
    return out;
}

HttpResponse historyOf(const Parts& parts, Store& store, TenantId tenant, const std::string& id, bool csv) {
    Views views(store.documents(tenant));
    const auto found = views.find<Approval>(id);
    if (!found) return HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request"));
    const auto file = views.find<RequestFile>(id);
    HistoryReply reply{id, found->command, enumName(found->state), found->digest.hex(), file ? file->versions : std::vector<SnapshotHeader>{}, {}, {}};
    for (const ApprovalStep& step : found->steps) reply.events.push_back(rowOf(step, file.get()));
    if (found->state != ApprovalState::pending && found->decidedIn > 0) reply.proof = proofOf(store, tenant, *found, parts->gate.publicKey());
    auto response = HttpResponse::json(200, csv ? csvOf(reply) : toJson(reply));
    if (csv) response.headers.set("Content-Type", "text/csv; charset=utf-8");
    if (csv) response.headers.set("Content-Disposition", "attachment; filename=\"approval-" + id + ".csv\"");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

void getHistory(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    const std::string format(request.queryValue("format").value_or("json"));
    if (format != "json" && format != "csv") {
        Problem why = problem("invalid_fields", "some parameters are not valid: see `fields`");
        why.fields.push_back({"format", "unknown_value", "json or csv"});
        return respond(HttpResponse::problem(400, why));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([parts, held, tenant = who->tenant, id = std::string(request.param("id")), csv = format == "csv"](Store& store) { (*held)(historyOf(parts, store, tenant, id, csv)); },
                       [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

struct ReviewsReply {
    std::string approval;
    std::vector<KeptReview> reviews;   ///< what each had before them when they turned their key
};
BOOST_DESCRIBE_STRUCT(ReviewsReply, (), (approval, reviews))

void getReviews(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post(
        [held, tenant = who->tenant, id = std::string(request.param("id"))](Store& store) {
            Views views(store.documents(tenant));
            if (!views.find<Approval>(id)) return (*held)(HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request")));
            auto response = HttpResponse::json(200, toJson(ReviewsReply{id, views.byKey<KeptReview>("approval", id)}));
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

/// Some of whom it would tell, masked: the domain of the command knows how (F01.R3.A5). Nothing to take away: there is no other format.
void getSample(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    auto who = admitted(*parts, request, respond);
    if (!who) return;
    const auto id = ApprovalId::parse(request.param("id"));
    if (!id.ok()) return respond(HttpResponse::problem(404, problem("approval_not_found", "there is no such approval request")));
    who->source = "api";
    auto held = std::make_shared<net::Responder>(std::move(respond));
    JsonWriter body;
    body.beginObject();
    body.plainKey("approval");
    body.text(id->str());
    body.endObject();
    parts->gate.submit(*who, {commandIdFrom(who->tenant, "sample:" + request.traceId), "comms.sample_audience", body.take()}, [held](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*held)(HttpResponse::problem(access::statusOf(answer.reply.problem()), answer.reply.problem()));
        auto response = HttpResponse::json(200, *answer.reply);
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

}  // namespace

void addRoutes(net::Router& router, ApprovalRouteParts given) {
    const Parts parts = std::make_shared<const ApprovalRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/approvals", bind(getMany));
    router.get("/v1/approvals/{id}", bind(getOne));
    router.get("/v1/approvals/{id}/history", bind(getHistory));
    router.get("/v1/approvals/{id}/reviews", bind(getReviews));
    router.get("/v1/approvals/{id}/sample", bind(getSample));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
        router.add(method, "/v1/approvals/{id}", bind(refuseChange));
        router.add(method, "/v1/approvals/{id}/steps/{step}", bind(refuseChange));
        router.add(method, "/v1/approvals/{id}/history", bind(refuseChange));
        router.add(method, "/v1/approvals/{id}/reviews", bind(refuseChange));
    }
}

}  // namespace ok::approvals
