// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// HTTP for the reports about security keys. Nobody reads one before the log says that they did.
#include <algorithm>
#include <tuple>

#include "server/access/key_reports.h"
#include "server/access/session_rooms.h"
#include "shared/access/export_touch.h"
#include "shared/base/derived_ids.h"
#include "shared/ledger/compliance_report.h"

namespace ok::access {
namespace {

using Held = std::shared_ptr<net::Responder>;
using Make = std::function<Result<net::HttpResponse>(Store&)>;

struct Asked {
    std::string report, about, format;
    Instant from, to;
};

net::HttpResponse refusal(const Problem& why) { return net::HttpResponse::problem(statusOf(why), why); }

net::HttpResponse asFile(std::string bytes, const char* type, const std::string& name) {
    net::HttpResponse out = net::HttpResponse::text(200, std::move(bytes));
    out.headers.set("Content-Type", type);
    out.headers.set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    out.headers.set("Cache-Control", "no-store");
    return out;
}

net::HttpResponse asCsv(std::string text, const std::string& name) { return asFile(std::move(text), "text/csv; charset=utf-8", name + ".csv"); }

net::HttpResponse asJson(std::string text) {
    net::HttpResponse out = net::HttpResponse::json(200, std::move(text));
    out.headers.set("Cache-Control", "no-store");
    return out;
}

struct Room {
    KeyReportParts given;

    void record(const SecurityContext& who, const Asked& asked, const char* outcome, std::function<void(const CommandAnswer&)> then) const {
        const RecordKeyReport command{UserId::parse(who.actor.id).valueOr({}), asked.report, asked.about, asked.format, asked.from, asked.to, outcome};
        SecurityContext server = who;
        server.roles = {"system"};   // the server writes it down, whatever their token may do
        server.scoped = false;
        server.source = "api";
        given.parts.gate.submit(std::move(server), {freshCommandId(given.parts.dice), std::string(RecordKeyReport::card.name), toJson(command)}, std::move(then));
    }
    /// May they; then the entry; then, on the reading thread, the report.
    void show(const net::HttpRequest& request, net::Responder respond, const Asked& asked, const std::function<Make(const SecurityContext&)>& prepare) const {
        const auto who = contextOf(request, given.parts.sessions);
        if (!who.ok()) return respond(refusal(who.problem()));
        const Held held = std::make_shared<net::Responder>(std::move(respond));
        const AccessDecision decision = decideAccess(*who, "access.keys", given.grants);
        if (!decision.allowed) {
            return record(*who, asked, "denied", [held, why = accessDenied(decision)](const CommandAnswer&) { (*held)(refusal(why)); });
        }
        if (const Status fits = knownPurpose(*who, "access.keys", decision.decisionId); !fits.ok()) {
            return record(*who, asked, "denied", [held, why = fits.problem()](const CommandAnswer&) { (*held)(refusal(why)); });
        }
        const Make make = prepare(*who);
        if (asked.format == "json") return tell(*who, asked, held, make);
        // What is taken away as a file waits for a touch (I2); an attempt without one is told as such.
        given.desk.read([this, who = *who, asked, held, make](Store& store) {
            Views views(store.documents(who.tenant));
            const Status touched = touchedToExport(views, who, given.parts.clock());
            if (touched.ok()) return tell(who, asked, held, make);
            record(who, asked, "denied", [held, why = touched.problem()](const CommandAnswer&) { (*held)(refusal(why)); });
        }, [held](const Problem& why) { (*held)(refusal(why)); });
    }
    void tell(const SecurityContext& who, const Asked& asked, const Held& held, const Make& make) const {
        record(who, asked, "success", [held, make, desk = &given.desk](const CommandAnswer& told) {
            if (!told.reply.ok()) return (*held)(refusal(told.reply.problem()));
            desk->read([held, make](Store& store) {
                auto answer = make(store);
                (*held)(answer.ok() ? std::move(*answer) : refusal(answer.problem()));
            }, [held](const Problem& why) { (*held)(refusal(why)); });
        });
    }
    [[nodiscard]] std::string signedText(std::string bytes) const { return ledger::signedReport(std::move(bytes), *given.signingKey); }
};

struct ViolationList {
    std::vector<ViolationLine> items;
    std::int64_t total = 0;
    Instant generatedAt;
};
BOOST_DESCRIBE_STRUCT(ViolationList, (), (items, total, generatedAt))

/// Filters and order of the table.
struct Wanted {
    std::string type, user, role, environment, region, sort;
    bool descending = false;
};

Wanted wantedIn(const net::HttpRequest& request) {
    const auto value = [&](const char* name) { return std::string(request.queryValue(name).value_or("")); };
    return {value("type"), value("user"), value("role"), value("environment"), value("region"), value("sort"), value("order") == "desc"};
}

void narrow(std::vector<ViolationLine>& lines, const Wanted& wanted) {
    std::erase_if(lines, [&](const ViolationLine& v) {
        const auto differs = [](const std::string& asked, const std::string& is) { return !asked.empty() && asked != is; };
        const bool otherPerson = !wanted.user.empty() && wanted.user != v.login && wanted.user != v.user.str();
        const bool otherRole = !wanted.role.empty() && std::find(v.roles.begin(), v.roles.end(), wanted.role) == v.roles.end();
        return otherPerson || otherRole || differs(wanted.type, v.type) || differs(wanted.environment, v.environment) || differs(wanted.region, v.region);
    });
    const auto key = [&](const ViolationLine& v) {
        if (wanted.sort == "type") return v.type;
        if (wanted.sort == "region") return v.region;
        if (wanted.sort == "last_seen") return toIso(v.lastSeenAt);
        return v.login;
    };
    std::sort(lines.begin(), lines.end(), [&](const ViolationLine& a, const ViolationLine& b) {
        const auto left = std::make_tuple(key(a), a.login, a.type, a.detail), right = std::make_tuple(key(b), b.login, b.type, b.detail);
        return wanted.descending ? right < left : left < right;
    });
}

std::string formatIn(const net::HttpRequest& request, bool paper = false) {
    const std::string_view asked = request.queryValue("format").value_or("json");
    return asked == "csv" || (paper && asked == "pdf") ? std::string(asked) : "json";
}

void showStatus(const Room& room, const net::HttpRequest& request, net::Responder respond) {
    room.show(request, std::move(respond), {"status", {}, "json", {}, {}}, [&room](const SecurityContext& who) -> Make {
        return [tenant = who.tenant, drill = who.drill, now = room.given.parts.clock()](Store& store) -> Result<net::HttpResponse> {
            Views views(store.documents(tenant));
            return asJson(toJson(policyStatus(views, now, drill)));
        };
    });
}

void showViolations(const Room& room, const net::HttpRequest& request, net::Responder respond) {
    const std::string format = formatIn(request);
    const Wanted wanted = wantedIn(request);
    room.show(request, std::move(respond), {"violations", wanted.user, format, {}, {}}, [&](const SecurityContext& who) -> Make {
        return [=, tenant = who.tenant, drill = who.drill, now = room.given.parts.clock()](Store& store) -> Result<net::HttpResponse> {
            Views views(store.documents(tenant));
            ViolationList list{violationsNow(views, now, drill), 0, now};
            narrow(list.items, wanted);
            list.total = static_cast<std::int64_t>(list.items.size());
            return format == "csv" ? asCsv(csvOf(list.items), "key-violations") : asJson(toJson(list));
        };
    });
}

/// `from` and `to`; without them the last ninety days.
Status readRange(const net::HttpRequest& request, Instant now, Asked& asked) {
    asked.from = now - hours(24 * 90);
    asked.to = now;
    for (const auto& [name, into] : {std::pair{"from", &asked.from}, std::pair{"to", &asked.to}}) {
        const auto text = request.queryValue(name);
        if (!text) continue;
        const auto at = parseIso(*text);
        if (!at.ok()) return problem("bad_time", std::string("`") + name + "` needs an ISO 8601 time with a zone");
        *into = *at;
    }
    if (asked.to < asked.from) return problem("bad_time", "`to` lies before `from`");
    return {};
}

void showReport(const Room& room, const net::HttpRequest& request, net::Responder respond, UserId user) {
    Asked asked{user.known() ? "user" : "organisation", user.known() ? user.str() : std::string(), formatIn(request, true), {}, {}};
    const Instant now = room.given.parts.clock();
    if (const Status range = readRange(request, now, asked); !range.ok()) return respond(refusal(range.problem()));
    room.show(request, std::move(respond), asked, [&](const SecurityContext& who) -> Make {
        return [=, &room, tenant = who.tenant](Store& store) -> Result<net::HttpResponse> {
            const KeyReport report = keyReport(store, tenant, user, asked.from, asked.to, now);
            if (user.known() && report.login.empty()) return problem("user_not_found", "there is no such person");
            if (asked.format == "csv") return asCsv(csvOf(report), "key-report");
            if (asked.format == "pdf") return asFile(pdfOf(report), "application/pdf", "key-report.pdf");
            return asJson(room.signedText(toJson(report)));
        };
    });
}

}  // namespace

void addKeyReportRoutes(net::Router& router, KeyReportParts parts) {
    const auto room = std::make_shared<const Room>(Room{std::move(parts)});
    router.get("/v1/keys/status", [room](const net::HttpRequest& request, net::Responder respond) { showStatus(*room, request, std::move(respond)); });
    router.get("/v1/keys/violations", [room](const net::HttpRequest& request, net::Responder respond) { showViolations(*room, request, std::move(respond)); });
    router.get("/v1/keys/reports/organisation",
               [room](const net::HttpRequest& request, net::Responder respond) { showReport(*room, request, std::move(respond), {}); });
    router.get("/v1/keys/reports/people/{user}", [room](const net::HttpRequest& request, net::Responder respond) {
        // What is no id is nobody's, which only those hear who may ask.
        const auto user = UserId::parse(request.param("user"));
        showReport(*room, request, std::move(respond), user.ok() ? *user : UserId{derivedUuid(std::string(request.param("user")))});
    });
}

}  // namespace ok::access
