// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How each broadcast was judged, for auditors (F05.R5). Nothing here changes anything: judgements are entries of the log.
#include <charconv>

#include "server/approvals/risk_routes.h"
#include "shared/approvals/risk_audit.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Desk = std::shared_ptr<const policy::PolicyDesk>;
using Held = policy::PolicyDesk::Held;

constexpr Duration longestSpan = hours(24 * 366), usualSpan = hours(24 * 30);

struct Asked {
    RiskAuditFilter filter;
    policy::Page page;
    bool csv = false, takenAway = false;
};

/// Reads the query; every wrong part is told of.
class QueryReader {
  public:
    explicit QueryReader(const HttpRequest& request) : m_request(request) {}

    Result<Asked> read(Instant now) {
        Asked out;
        RiskAuditFilter& filter = out.filter;
        filter.to = time("to", now + seconds(1));
        filter.from = time("from", filter.to - usualSpan);
        if (filter.from >= filter.to || filter.to - filter.from > longestSpan) wrong("from", "a period of at most 366 days");
        filter.broadcastId = text("broadcast_id");
        filter.policyDecision = text("policy_decision");
        filter.ruleName = text("rule_name");
        filter.approverUserId = text("approver_user_id");
        filter.channel = text("channel");
        filter.minScore = number("min_score", 0);
        filter.maxScore = number("max_score", 100);
        filter.byScore = oneOf("sort", {"created_at", "final_risk_score"}) == "final_risk_score";
        filter.ascending = oneOf("order", {"desc", "asc"}) == "asc";
        out.csv = oneOf("format", {"json", "csv"}) == "csv" || m_request.header("Accept").starts_with("text/csv");
        if (!m_why.fields.empty()) return m_why;
        OK_ASSIGN(out.page, policy::pageOf(m_request));
        return out;
    }

  private:
    void wrong(const char* field, const char* words) { m_why.fields.push_back({field, "out_of_range", words}); }
    std::string text(const char* name) {
        std::string out(m_request.queryValue(name).value_or(""));
        if (out.size() > 100) wrong(name, "at most 100 characters");
        return out;
    }
    std::string oneOf(const char* name, std::initializer_list<const char*> values) {
        const std::string given = text(name);
        if (given.empty()) return *values.begin();
        if (std::find(values.begin(), values.end(), given) == values.end()) m_why.fields.push_back({name, "unknown_value", "not one of its values"});
        return given;
    }
    Instant time(const char* name, Instant otherwise) {
        const std::string given = text(name);
        if (given.empty()) return otherwise;
        const auto read = parseIso(given);
        if (!read.ok()) m_why.fields.push_back({name, "not_a_time", "needs a time such as 2026-11-01T00:00:00Z"});
        return read.ok() ? *read : otherwise;
    }
    int number(const char* name, int otherwise) {
        const std::string given = text(name);
        int out = otherwise;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), out);
        if (!given.empty() && (error != std::errc() || end != given.data() + given.size() || out < 0 || out > 100)) wrong(name, "0 to 100");
        return out;
    }
    const HttpRequest& m_request;
    Problem m_why = problem("invalid_fields", "some parameters are not valid: see `fields`");
};

struct ListReply {
    std::int64_t totalCount = 0;
    std::vector<RiskAuditEntry> items;
    std::string nextPageToken;
};
BOOST_DESCRIBE_STRUCT(ListReply, (), (totalCount, items, nextPageToken))

ListReply pageOfAll(std::vector<RiskAuditEntry> all, const policy::Page& page) {
    ListReply out;
    out.totalCount = static_cast<std::int64_t>(all.size());
    auto from = all.begin();
    if (!page.after.empty()) {
        from = std::find_if(all.begin(), all.end(), [&](const RiskAuditEntry& each) { return each.id == page.after; });
        if (from != all.end()) ++from;
    }
    for (; from != all.end() && out.items.size() < page.limit; ++from) out.items.push_back(std::move(*from));
    if (from != all.end() && !out.items.empty()) out.nextPageToken = toBase64Url(asBytes(out.items.back().id));
    return out;
}

HttpResponse listed(const Asked& asked, ListReply page) {
    const std::string next = page.nextPageToken;
    HttpResponse out = asked.csv         ? policy::fileResponse("text/csv; charset=utf-8; header=present", "risk-audit.csv", riskAuditCsv(page.items))
                       : asked.takenAway ? HttpResponse::json(200, toJson(page.items))
                                         : HttpResponse::json(200, toJson(page));
    out.headers.set("X-Total-Count", std::to_string(page.totalCount));
    if (!next.empty()) out.headers.set("X-Next-Page-Token", next);
    return out;
}

void getList(const Desk& desk, const HttpRequest& request, net::Responder respond, bool takenAway) {
    auto asked = QueryReader(request).read(desk->parts().clock());
    if (asked.ok()) asked->takenAway = takenAway;
    desk->read(request, std::move(respond), "ledger.read", [desk, asked](Store& store, const SecurityContext& who) {
        if (!asked.ok()) return desk->refused(asked.problem());
        if ((asked->csv || asked->takenAway) && desk->parts().ports.beforeExport) {
            if (const auto why = desk->parts().ports.beforeExport(store, who)) return desk->refused(*why);
        }
        Views views(store.documents(who.tenant));
        return listed(*asked, pageOfAll(riskAudit(views, asked->filter), asked->page));
    });
}

/// What the log says of it, read as it lies in the database.
struct Proof {
    std::string entry;
    Digest payloadHash, prevHash;
    bool verified = false;            ///< the entry fits its hash and tells the same judgement
    bool erased = false;              ///< its retention is over: there is nothing left to compare
};
BOOST_DESCRIBE_STRUCT(Proof, (), (entry, payloadHash, prevHash, verified, erased))

struct OneReply {
    RiskAuditEntry entry;
    Proof integrityHashes;
};
BOOST_DESCRIBE_STRUCT(OneReply, (), (entry, integrityHashes))

Proof proofOf(Store& store, TenantId tenant, const RiskAuditRow& row) {
    Proof out;
    const auto stored = store.storedEntries(tenant, Stream::ops, row.sequence - 1, 1);
    if (stored.empty() || stored[0].sequence != row.sequence) return out;
    const auto entry = openEntry(stored[0].header, stored[0].payload);
    if (!entry.ok()) return out;
    out.entry = entry->header.entryId.str();
    out.payloadHash = entry->header.payloadHash;
    out.prevHash = entry->header.prevHash;
    out.erased = entry->payload.empty();
    if (out.erased || sha256(entry->payload) != entry->header.payloadHash) return out;
    if (entry->header.type == RiskBlocked::eventType) {
        const auto blocked = fromJson<RiskBlocked>(entry->payload);
        out.verified = blocked.ok() && blocked->risk && *blocked->risk == row.evaluation && blocked->approval == row.approval;
        return out;
    }
    const auto told = fromJson<SnapshotTaken>(entry->payload);
    out.verified = told.ok() && told->risk && *told->risk == row.evaluation && told->request.id == row.approval && told->snapshot.header.contentHash == row.contentHash;
    return out;
}

void getOne(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    const std::string id = std::string(request.param("approval")) + "/" + std::string(request.param("version"));
    desk->read(request, std::move(respond), "ledger.read", [desk, id](Store& store, const SecurityContext& who) {
        Views views(store.documents(who.tenant));
        const auto row = id.size() <= 100 ? views.find<RiskAuditRow>(id) : nullptr;
        if (!row) return desk->refused(problem("risk_not_found", "there is no such judgement"));
        return HttpResponse::json(200, toJson(OneReply{auditEntryOf(views, *row), proofOf(store, who.tenant, *row)}));
    });
}

void refuseChange(const Desk& desk, const HttpRequest& request, net::Responder respond) {
    if (desk->admit(request, respond, "ledger.read")) respond(HttpResponse::problem(405, problem("append_only", "how something was judged is never changed or removed")));
}

}  // namespace

void addRiskAuditRoutes(net::Router& router, const std::shared_ptr<const policy::PolicyDesk>& desk) {
    const auto bind = [desk](auto handler) {
        return [desk, handler](const HttpRequest& request, net::Responder respond) { handler(desk, request, std::move(respond)); };
    };
    router.get("/v1/risk-audit", [desk](const HttpRequest& request, net::Responder respond) { getList(desk, request, std::move(respond), false); });
    router.get("/v1/risk-audit/export", [desk](const HttpRequest& request, net::Responder respond) { getList(desk, request, std::move(respond), true); });
    router.get("/v1/risk-audit/{approval}/{version}", bind(getOne));
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        router.add(method, "/v1/risk-audit", bind(refuseChange));
        router.add(method, "/v1/risk-audit/{approval}/{version}", bind(refuseChange));
    }
}

}  // namespace ok::approvals
