// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/approvals/snapshot_routes.h"

#include <algorithm>
#include <charconv>

#include "server/access/access_routes.h"
#include "server/approvals/snapshot_post.h"
#include "shared/approvals/approval_commands.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const ApprovalRouteParts>;

constexpr std::size_t largestPage = 100, usualPage = 50;   // a larger one is asked for in vain, not refused (F04.R7.A2)

struct SnapshotItem {
    std::string id;
    int version = 1;
    std::string status, approvalStatus, detailStatus, approval, checksum, requestedBy;
    std::int64_t clusterCount = 0;
    Instant createdAt;
};
BOOST_DESCRIBE_STRUCT(SnapshotItem, (), (id, version, status, approvalStatus, detailStatus, approval, checksum, requestedBy, clusterCount, createdAt))

struct SnapshotPage {
    std::vector<SnapshotItem> items;
    std::optional<std::string> nextCursor;
};
BOOST_DESCRIBE_STRUCT(SnapshotPage, (), (items, nextCursor))

struct SnapshotReply {
    std::string id;
    int version = 1;
    std::string status, approvalStatus, detailStatus, checksum;
    Instant createdAt, frozenAt;
    SnapshotHeader header;
    RawJson content;
    std::string signature, publicKey;
    bool verified = false;
};
BOOST_DESCRIBE_STRUCT(SnapshotReply, (), (id, version, status, approvalStatus, detailStatus, checksum, createdAt, frozenAt, header, content, signature, publicKey, verified))

std::string wordOf(const SnapshotStatus& status) { return status.status == "pending" ? "pending_approval" : status.detail; }

HttpResponse answer(std::string body) {
    auto response = HttpResponse::json(200, std::move(body));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

std::string cursorOf(const StoredSnapshot& each) { return std::to_string(each.header.createdAt.micros()) + "." + each.header.id; }

/// Newest first; of one moment by id.
bool newer(const StoredSnapshot& a, const StoredSnapshot& b) { return std::tie(b.header.createdAt, b.header.id) < std::tie(a.header.createdAt, a.header.id); }

struct PageQuestion {
    std::string status, cursor;
    std::size_t limit = usualPage;
};

HttpResponse pageOf(Store& store, TenantId tenant, const PageQuestion& question) {
    Views views(store.documents(tenant));
    std::vector<StoredSnapshot> all;
    views.each<StoredSnapshot>([&all](const StoredSnapshot& each) { all.push_back(each); });
    std::sort(all.begin(), all.end(), newer);
    SnapshotPage page;
    bool behind = question.cursor.empty();
    const StoredSnapshot* last = nullptr;
    for (const StoredSnapshot& each : all) {
        if (!behind) {
            behind = cursorOf(each) == question.cursor;
            continue;
        }
        const SnapshotStatus status = statusOf(views, each);
        if (!question.status.empty() && status.status != question.status) continue;
        if (page.items.size() == question.limit) {
            page.nextCursor = cursorOf(*last);
            break;
        }
        const auto content = fromJson<SnapshotContent>(each.content.text);
        const SnapshotHeader& header = each.header;
        page.items.push_back({header.id, header.version, wordOf(status), status.status, status.detail, header.approval.str(), header.contentHash.hex(), header.requestedBy,
                              content.ok() ? static_cast<std::int64_t>(content->incidents.size()) : 0, header.createdAt});
        last = &each;
    }
    return answer(toJson(page));
}

void getMany(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    PageQuestion question{std::string(request.queryValue("approval_status").value_or("")), std::string(request.queryValue("cursor").value_or("")), usualPage};
    const std::string size(request.queryValue("limit").value_or("50"));
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), question.limit);
    Problem why = problem("invalid_fields", "some parameters are not valid: see `fields`");
    const bool known = question.status.empty() || question.status == "pending" || question.status == "approved" || question.status == "rejected";
    if (!known) why.fields.push_back({"approval_status", "unknown_value", "pending, approved or rejected"});
    if (error != std::errc() || end != size.data() + size.size() || question.limit < 1) why.fields.push_back({"limit", "out_of_range", "a number from 1 to 100"});
    if (!why.fields.empty()) return respond(HttpResponse::problem(400, why));
    question.limit = std::min(question.limit, largestPage);
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([held, tenant = who->tenant, question](Store& store) { (*held)(pageOf(store, tenant, question)); },
                       [held](const Problem& problem) { (*held)(HttpResponse::problem(503, problem)); });
}

HttpResponse oneOf(Store& store, TenantId tenant, const std::string& id, const PublicKey& key) {
    Views views(store.documents(tenant));
    const auto stored = views.find<StoredSnapshot>(id);
    if (!stored) return HttpResponse::problem(404, problem("not_found", "there is no such snapshot"));
    const SnapshotStatus status = statusOf(views, *stored);
    const SnapshotHeader& header = stored->header;
    return answer(toJson(SnapshotReply{header.id, header.version, wordOf(status), status.status, status.detail, header.contentHash.hex(), header.createdAt, header.createdAt, header,
                                       stored->content, stored->signature, stored->publicKey, verify(stored->snapshot(), key).ok()}));
}

void getOne(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(*parts, request, respond);
    if (!who) return;
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([parts, held, tenant = who->tenant, id = std::string(request.param("id"))](Store& store) { (*held)(oneOf(store, tenant, id, parts->gate.publicKey())); },
                       [held](const Problem& problem) { (*held)(HttpResponse::problem(503, problem)); });
}

void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    if (!admitted(*parts, request, respond)) return;
    respond(HttpResponse::problem(403, problem("write_once", "what was frozen is never changed or removed")));
}

}  // namespace

SnapshotStatus statusOf(Views& views, const StoredSnapshot& snapshot) {
    const auto approval = views.find<Approval>(snapshot.header.approval.str());
    if (!approval) return {"rejected", "request_missing"};
    if (snapshot.header.version != approval->version) return {"rejected", "superseded"};
    const std::string detail = enumName(approval->state);
    switch (approval->state) {
        case ApprovalState::pending: return {"pending", detail};
        case ApprovalState::released:
        case ApprovalState::failed: return {"approved", detail};
        default: return {"rejected", detail};
    }
}

std::optional<SecurityContext> admitted(const ApprovalRouteParts& parts, const HttpRequest& request, net::Responder& respond, std::string_view action) {
    return access::admitted(request, parts.sessions, respond, [&](const SecurityContext& who) -> Status {
        if (access::mayRead(who, "ledger.read", parts.grants, {}).ok()) return {};
        Status may = access::mayRead(who, action, parts.grants, "your roles do not include seeing approvals");
        if (!may.ok() && parts.clock) access::noteRefused(parts.gate, who, parts.clock(), LookAtSnapshots::card.name, toJson(LookAtSnapshots{request.path}));
        return may;
    });
}

void addSnapshotHandlers(Gate& gate) {
    gate.handle<LookAtSnapshots>([](const Right&, CommandContext&, const LookAtSnapshots&) -> Status { return {}; });
}

void addSnapshotRoutes(net::Router& router, ApprovalRouteParts given) {
    const Parts parts = std::make_shared<const ApprovalRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/snapshots", bind(getMany));
    addSnapshotPost(router, parts);
    router.get("/v1/snapshots/{id}", bind(getOne));
    for (const char* method : {"PUT", "PATCH", "DELETE"}) router.add(method, "/v1/snapshots/{id}", bind(refuseChange));
}

}  // namespace ok::approvals
