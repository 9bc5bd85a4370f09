// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// How fast requests are decided (F06.R7.A2 to A4): figures, what stands behind each, and both as a file. All of it is read from the views
// of the log; taking it away is written down with who, what, how much and its checksum.
#include <charconv>

#include "server/access/access_routes.h"
#include "server/integrity/forensics.h"
#include "server/oncall/oncall_routes.h"
#include "shared/access/export_touch.h"
#include "shared/access/user.h"
#include "shared/integrity/anchors.h"
#include "shared/oncall/oncall_commands.h"
#include "shared/oncall/sla_metrics.h"

namespace ok::oncall {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const OncallRouteParts>;
using Held = std::shared_ptr<net::Responder>;

constexpr Duration longestSpan = hours(24 * 366), usualSpan = hours(24 * 30);
constexpr std::size_t usualPage = 50, longestPage = 500;

struct Asked {
    SlaFilter filter;
    std::size_t limit = usualPage;
    std::string after;
    bool csv = false;
};

/// Reads the query; every wrong part is told of.
class Query {
  public:
    explicit Query(const HttpRequest& request) : m_request(request) {}

    Result<Asked> read(Instant now) {
        Asked out;
        SlaFilter& f = out.filter;
        f.to = time("to", now + seconds(1));
        f.from = time("from", f.to - usualSpan);
        if (f.from >= f.to || f.to - f.from > longestSpan) wrong("from", "a period of at most 366 days");
        f.policy = text("policy");
        f.channel = text("channel");
        f.team = text("team");
        f.region = text("region");
        f.severity = text("severity");
        f.person = text("person");
        f.workflow = text("workflow");
        f.kind = text("kind");
        if (!f.kind.empty() && !fromJson<SlaEventKind>(toJson(f.kind)).ok()) wrong("kind", "not one of its values");
        f.step = number("step", -1, 0, 100);
        out.limit = static_cast<std::size_t>(number("limit", static_cast<int>(usualPage), 1, static_cast<int>(longestPage)));
        out.after = text("page_token");
        const std::string format = text("format");
        if (!format.empty() && format != "json" && format != "csv") wrong("format", "json or csv");
        out.csv = format == "csv";
        if (!m_why.fields.empty()) return m_why;
        return out;
    }

  private:
    void wrong(const char* field, const char* words) { m_why.fields.push_back({field, "out_of_range", words}); }
    std::string text(const char* name) {
        std::string out(m_request.queryValue(name).value_or(""));
        if (out.size() > 120) wrong(name, "at most 120 characters");
        return out;
    }
    Instant time(const char* name, Instant otherwise) {
        const std::string given = text(name);
        if (given.empty()) return otherwise;
        const auto read = parseIso(given);
        if (!read.ok()) wrong(name, "needs a time such as 2026-11-01T00:00:00Z");
        return read.ok() ? *read : otherwise;
    }
    int number(const char* name, int otherwise, int least, int most) {
        const std::string given = text(name);
        int out = otherwise;
        const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), out);
        if (!given.empty() && (error != std::errc() || end != given.data() + given.size() || out < least || out > most)) wrong(name, "a number that fits");
        return out;
    }
    const HttpRequest& m_request;
    Problem m_why = problem("invalid_fields", "some parameters are not valid: see `fields`");
};

SlaIntegrity integrityOf(Store& store, TenantId tenant, Instant now) {
    SlaIntegrity out;
    Views views(store.documents(tenant));
    if (const auto run = views.find<integrity::CheckRun>("full")) out.lastVerifiedAt = run->endedAt;
    for (const auto state : {integrity::AnomalyState::open, integrity::AnomalyState::accepted, integrity::AnomalyState::resolved}) {
        for (const integrity::Anomaly& each : integrity::anomaliesIn(store, tenant, state)) {
            out.failuresLastDay += each.foundAt > now - hours(24) ? 1 : 0;
            if (state == integrity::AnomalyState::resolved) continue;
            const bool first = out.healthy;
            out.healthy = false;
            if (first) {
                out.failingStream = enumName(each.finding.stream);
                out.failingSequence = each.finding.first;
            }
        }
    }
    // The last day that is over: its root is signed, and published where the installation anchors its log.
    const auto last = views.find<integrity::SignedDayRoot>(toIso(now - hours(24)).substr(0, 10) + "/" + enumName(Stream::ops));
    if (last) {
        out.root = last->root.root.hex();
        const auto end = parseIso(last->root.day + "T00:00:00Z");
        if (end.ok()) out.attestedAt = *end + hours(24);
    }
    return out;
}

std::map<std::string, std::string> loginsOf(Views& views, const SlaMetrics& metrics) {
    std::map<std::string, std::string> out;
    for (const SlaApprover& each : metrics.approvers) {
        if (const auto user = views.find<access::User>(each.person)) out[each.person] = user->login;
    }
    return out;
}

HttpResponse refusal(const Problem& why) { return HttpResponse::problem(why.code == "invalid_fields" ? 422 : access::statusOf(why), why); }

/// Admits, reads the query and answers on the reading thread.
void answer(const Parts& parts, const HttpRequest& request, net::Responder respond, std::function<void(Store&, const SecurityContext&, const Asked&, const Held&)> then) {
    auto who = access::admitted(request, parts->sessions, respond, [&](const SecurityContext& asks) {
        const Status may = access::mayRead(asks, "oncall.read", parts->matrices, "your roles do not include seeing who is on call");
        return may.ok() ? may : access::mayRead(asks, "ledger.read", parts->matrices, "your roles do not include seeing who is on call");
    });
    if (!who) return;
    const auto asked = Query(request).read(parts->clock());
    if (!asked.ok()) return respond(refusal(asked.problem()));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post([held, who = *who, asked = *asked, then = std::move(then)](Store& store) { then(store, who, asked, held); },
                       [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

HttpResponse fresh(std::string body) {
    auto out = HttpResponse::json(200, std::move(body));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

void getMetrics(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    answer(parts, request, std::move(respond), [now = parts->clock()](Store& store, const SecurityContext& who, const Asked& asked, const Held& held) {
        Views views(store.documents(who.tenant));
        SlaReply reply;
        reply.filter = asked.filter;
        reply.metrics = metricsOf(eventsBetween(views, asked.filter.from, asked.filter.to), asked.filter);
        reply.logins = loginsOf(views, reply.metrics);
        reply.integrity = integrityOf(store, who.tenant, now);
        reply.computedAt = now;
        (*held)(fresh(toJson(reply)));
    });
}

void getEvents(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    answer(parts, request, std::move(respond), [](Store& store, const SecurityContext& who, const Asked& asked, const Held& held) {
        Views views(store.documents(who.tenant));
        std::vector<SlaEvent> all = eventsFor(eventsBetween(views, asked.filter.from, asked.filter.to), asked.filter);
        SlaEventsReply reply;
        reply.totalCount = static_cast<int>(all.size());
        auto from = all.begin();
        if (!asked.after.empty()) {
            from = std::find_if(all.begin(), all.end(), [&asked](const SlaEvent& each) { return each.id == asked.after; });
            if (from == all.end()) return (*held)(refusal(problem("invalid_fields", "`page_token` is not one of this list", {{"field", "page_token"}})));
            ++from;
        }
        for (; from != all.end() && reply.items.size() < asked.limit; ++from) reply.items.push_back(std::move(*from));
        if (from != all.end()) reply.nextPageToken = reply.items.back().id;
        (*held)(fresh(toJson(reply)));
    });
}

/// The file leaves when the log says that it does.
void getExport(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    answer(parts, request, std::move(respond), [parts](Store& store, const SecurityContext& who, const Asked& asked, const Held& held) {
        Views views(store.documents(who.tenant));
        if (const Status touched = access::touchedToExport(views, who, parts->clock()); !touched.ok()) return (*held)(refusal(touched.problem()));
        const std::vector<SlaEvent> all = eventsFor(eventsBetween(views, asked.filter.from, asked.filter.to), asked.filter);
        std::string text = asked.csv ? csvOf(all) : toJson(all);
        const std::string sum = sha256(text).hex();
        auto file = std::make_shared<HttpResponse>(HttpResponse{200, {}, std::move(text)});
        file->headers.set("Content-Type", asked.csv ? "text/csv; charset=utf-8; header=present" : "application/json");
        file->headers.set("Content-Disposition", std::string("attachment; filename=\"escalations.") + (asked.csv ? "csv" : "json") + "\"");
        file->headers.set("Cache-Control", "no-store");
        file->headers.set("X-Total-Count", std::to_string(all.size()));
        file->headers.set("X-Content-SHA256", sum);
        const RecordExport command{asked.filter, asked.csv ? "csv" : "json", static_cast<int>(all.size()), sum};
        SecurityContext server = who;
        server.roles = {"system"};   // the server writes it down, whatever their token may do
        server.scoped = false;
        server.source = "api";
        parts->gate.submit(std::move(server), {access::freshCommandId(parts->dice), std::string(RecordExport::card.name), toJson(command)}, [held, file](const CommandAnswer& told) {
            (*held)(told.reply.ok() ? std::move(*file) : refusal(told.reply.problem()));
        });
    });
}

}  // namespace

void addSlaRoutes(net::Router& router, const Parts& parts) {
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    router.get("/v1/oncall/metrics", bind(getMetrics));
    router.get("/v1/oncall/metrics/events", bind(getEvents));
    router.get("/v1/oncall/metrics/export", bind(getExport));
}

}  // namespace ok::oncall
