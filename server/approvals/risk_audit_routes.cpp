// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How each broadcast was judged, for auditors (F05.R5). Nothing here changes anything: judgements are entries of the log.
#include <charconv>

#include "server/approvals/risk_proof.h"
#include "server/approvals/risk_routes.h"
#include "shared/ledger/audit_event.h"

namespace ok::approvals {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const RiskRouteParts>;
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

/// With what the log has of them: hashes, and how long they are kept.
RiskAuditEntry shown(const RiskRouteParts& parts, Views& views, Store& store, TenantId tenant, const RiskAuditRow& row, const RiskKeepingOf& keeping) {
    RiskAuditEntry out = auditEntryOf(views, row);
    const auto entry = riskEntry(store, tenant, row);
    out.integrityHashes = hashesOf(entry, row);
    if (!entry || !keeping || !parts.keeping) return out;
    const RiskKeeping kept = keeping(entry->header);
    out.legalHold = kept.legalHold;
    out.retainUntil = ledger::timestampOf(kept.until);
    return out;
}

RiskKeepingOf keepingFor(const RiskRouteParts& parts, Store& store, TenantId tenant) { return parts.keeping ? parts.keeping(store, tenant) : RiskKeepingOf(); }

Result<ListReply> listOf(const RiskRouteParts& parts, Store& store, TenantId tenant, const Asked& asked) {
    Views views(store.documents(tenant));
    OK_ASSIGN(const RiskPage page, findRisks(views, asked.filter, asked.page.after, asked.page.limit));
    const RiskKeepingOf keeping = keepingFor(parts, store, tenant);
    ListReply out;
    out.totalCount = page.total;
    for (const RiskHit& hit : page.hits) {
        if (const auto row = views.find<RiskAuditRow>(hit.id())) out.items.push_back(shown(parts, views, store, tenant, *row, keeping));
    }
    if (!page.next.empty()) out.nextPageToken = toBase64Url(asBytes(page.next));
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

void getList(const Parts& parts, const HttpRequest& request, net::Responder respond, bool takenAway) {
    auto asked = QueryReader(request).read(parts->clock());
    if (asked.ok()) asked->takenAway = takenAway;
    parts->desk->read(request, std::move(respond), "ledger.read", [parts, asked](Store& store, const SecurityContext& who) {
        if (!asked.ok()) return parts->desk->refused(asked.problem());
        if ((asked->csv || asked->takenAway) && parts->desk->parts().ports.beforeExport) {
            if (const auto why = parts->desk->parts().ports.beforeExport(store, who)) return parts->desk->refused(*why);
        }
        auto page = listOf(*parts, store, who.tenant, *asked);
        return page.ok() ? listed(*asked, std::move(*page)) : parts->desk->refused(page.problem());
    });
}

struct OneReply {
    RiskAuditEntry entry;
    RiskProof integrityHashes;
    bool revealed = false;
};
BOOST_DESCRIBE_STRUCT(OneReply, (), (entry, integrityHashes, revealed))

HttpResponse answerOne(const RiskRouteParts& parts, Store& store, TenantId tenant, const std::string& id, const RevealedRisk* revealed) {
    Views views(store.documents(tenant));
    const auto row = id.size() <= 100 ? views.find<RiskAuditRow>(id) : nullptr;
    if (!row) return parts.desk->refused(problem("risk_not_found", "there is no such judgement"));
    OneReply out{shown(parts, views, store, tenant, *row, keepingFor(parts, store, tenant)), proofOf(store, tenant, *row), revealed != nullptr};
    if (revealed != nullptr) {
        for (const auto& [person, name] : revealed->people) out.entry.people[person] = name;
        for (std::size_t i = 0; i < out.entry.approvals.size(); ++i) {
            const auto note = revealed->notes.find(std::to_string(i));
            if (note != revealed->notes.end()) out.entry.approvals[i].note = note->second;
        }
    }
    HttpResponse response = HttpResponse::json(200, toJson(out));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// Whoever may not see it gets 403 and nothing; who may is written down with the reason before it is shown (F05.R5.A7).
void revealOne(const Parts& parts, const HttpRequest& request, net::Responder respond, const std::string& id) {
    const auto who = parts->desk->admit(request, respond, RevealRisk::card.action);
    if (!who) return;
    RevealRisk command;
    const auto approval = ApprovalId::parse(request.param("approval"));
    if (approval.ok()) command.approval = *approval;
    const std::string_view number = request.param("version");
    std::from_chars(number.data(), number.data() + number.size(), command.version);
    command.reason = std::string(request.queryValue("reason").value_or(""));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->desk->submit(*who, RevealRisk::card.name, toJson(command), [parts, held, id, tenant = who->tenant](const CommandAnswer& answer) {
        const auto revealed = answer.reply.ok() ? fromJson<RevealedRisk>(*answer.reply) : Result<RevealedRisk>(answer.reply.problem());
        if (!revealed.ok()) return (*held)(parts->desk->refused(revealed.problem()));
        parts->desk->post(held, [parts, held, id, tenant, names = *revealed](Store& store) { (*held)(answerOne(*parts, store, tenant, id, &names)); });
    });
}

void getOne(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const std::string id = std::string(request.param("approval")) + "/" + std::string(request.param("version"));
    const std::string scope(request.queryValue("scope").value_or(""));
    if (scope == "pii:read") return revealOne(parts, request, std::move(respond), id);
    if (!scope.empty()) return respond(parts->desk->refused(problem("invalid_fields", "`scope` is pii:read or nothing")));
    parts->desk->read(request, std::move(respond), "ledger.read", [parts, id](Store& store, const SecurityContext& who) { return answerOne(*parts, store, who.tenant, id, nullptr); });
}

void getVerify(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const std::string broadcast(request.queryValue("broadcast_id").value_or(""));
    parts->desk->read(request, std::move(respond), "ledger.read", [parts, broadcast](Store& store, const SecurityContext& who) {
        if (!isSubject(broadcast)) return parts->desk->refused(problem("invalid_fields", "`broadcast_id` names whose judgements are checked"));
        ledger::TreeCache trees;   // read anew: what is checked is what lies there now
        const RiskChain chain = chainOf(store, trees, who.tenant, broadcast);
        if (chain.events.empty()) return parts->desk->refused(problem("risk_not_found", "this broadcast was not judged"));
        return HttpResponse::json(200, toJson(chain));
    });
}

/// Nobody changes a judgement. Who tries is written down, whether they may look at it or not.
void refuseChange(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = parts->desk->admit(request, respond, {});
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    const std::string id = std::string(request.param("approval")) + (request.param("version").empty() ? "" : "/" + std::string(request.param("version")));
    parts->desk->submit(*who, ChangeRisk::card.name, toJson(ChangeRisk{id.substr(0, 100), request.method}), [parts, held](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*held)(parts->desk->refused(answer.reply.problem()));
        (*held)(HttpResponse::problem(405, problem("append_only", "how something was judged is never changed or removed")));
    });
}

}  // namespace

void addRiskAuditRoutes(net::Router& router, const RiskRouteParts& given) {
    const Parts parts = std::make_shared<const RiskRouteParts>(given);
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/risk-audit", [parts](const HttpRequest& request, net::Responder respond) { getList(parts, request, std::move(respond), false); });
    router.get("/v1/risk-audit/export", [parts](const HttpRequest& request, net::Responder respond) { getList(parts, request, std::move(respond), true); });
    router.get("/v1/risk-audit/export.csv", [parts](const HttpRequest& request, net::Responder respond) {
        HttpRequest asCsv = request;
        asCsv.query.emplace_back("format", "csv");
        getList(parts, asCsv, std::move(respond), true);
    });
    router.get("/v1/risk-audit/verify", bind(getVerify));
    router.get("/v1/risk-audit/{approval}/{version}", bind(getOne));
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        router.add(method, "/v1/risk-audit", bind(refuseChange));
        router.add(method, "/v1/risk-audit/{approval}/{version}", bind(refuseChange));
    }
}

}  // namespace ok::approvals
