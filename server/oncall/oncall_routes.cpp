// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/oncall_routes.h"

#include <charconv>

#include "server/access/access_routes.h"
#include "server/oncall/ladder_people.h"
#include "server/oncall/roster_handlers.h"
#include "shared/base/derived_ids.h"

namespace ok::oncall {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using Parts = std::shared_ptr<const OncallRouteParts>;
using Held = std::shared_ptr<net::Responder>;

constexpr int longestTimetable = 62;

struct ShiftReply {
    std::string id, team, role, person, from, to, source, state;   ///< times with the team's offset; state `active` or `future`
};
BOOST_DESCRIBE_STRUCT(ShiftReply, (), (id, team, role, person, from, to, source, state))

struct DutyReply {
    std::string team, name;
    OnCall duty;
    std::string login;
};
BOOST_DESCRIBE_STRUCT(DutyReply, (), (team, name, duty, login))

/// What a caller may change of a shift; what is left out stays.
struct ShiftPatch {
    std::optional<std::string> role, person;
    std::optional<Instant> from, to;
};
BOOST_DESCRIBE_STRUCT(ShiftPatch, (), (role, person, from, to))

template <class T>
HttpResponse itemsOf(const std::vector<T>& items) {
    auto response = HttpResponse::json(200, "{\"items\":" + toJson(items) + "}");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

std::string etagOf(int revision) { return "\"" + std::to_string(revision) + "\""; }

/// 0: no condition. -1: one that fits nothing.
int conditionOf(const HttpRequest& request) {
    std::string_view text = request.header("If-Match");
    if (text.empty() || text == "*") return 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    int out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() && out > 0 ? out : -1;
}

std::string localIso(Instant at, const std::string& zone) {
    const auto local = localTime(at, zone);
    if (!local.ok()) return toIso(at);
    const int offset = local->offsetMinutes, size = offset < 0 ? -offset : offset;
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return toIso(fromCivil(local->civil)).substr(0, 19) + (offset < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60);
}

int statusFor(const Problem& why) {
    if (why.code == "revision_conflict" || why.code == "ladder_not_running") return 409;
    if (why.code == "team_not_found" || why.code == "shift_not_found" || why.code == "not_found") return 404;
    if (why.code == "invalid_fields") return 422;
    return access::statusOf(why);
}
HttpResponse refusal(const Problem& why) { return HttpResponse::problem(statusFor(why), why); }

std::optional<SecurityContext> admitted(const Parts& parts, const HttpRequest& request, net::Responder& respond) {
    auto who = access::admitted(request, parts->sessions, respond, [&](const SecurityContext& asks) {
        return request.method == "GET" ? access::mayRead(asks, "oncall.read", parts->matrices, "your roles do not include seeing who is on call") : Status();
    });
    if (!who) return {};
    who->source = "api";
    who->traceId = request.traceId;
    return who;
}

void reading(const Parts& parts, const Held& held, std::function<void(Store&)> work) {
    parts->reader.post(std::move(work), [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
}

HttpResponse teamResponse(int status, const RosterTeam& team) {
    auto response = HttpResponse::json(status, toJson(team.team).insert(1, "\"etag\":" + toJson(etagOf(team.revision)) + ",\"published\":" + (team.live ? "true" : "false") + ","));
    response.headers.set("ETag", etagOf(team.revision));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

ShiftReply shiftReply(const RosterTeam& team, const Shift& shift, Instant now) {
    return {shift.id, team.team.id, shift.role, shift.person, localIso(shift.from, team.team.zone), localIso(shift.to, team.team.zone), shift.source, shift.from <= now ? "active" : "future"};
}

HttpResponse shiftResponse(int status, const RosterTeam& team, const std::string& id, Instant now) {
    for (const Shift& each : team.team.shifts) {
        if (each.id != id) continue;
        auto response = HttpResponse::json(status, toJson(shiftReply(team, each, now)));
        response.headers.set("ETag", etagOf(team.revision));
        return response;
    }
    return HttpResponse::json(status, "{}");
}

/// Hands the gate a command; `then` makes the answer of what lies in the database afterwards.
template <class C>
void submit(const Parts& parts, const HttpRequest& request, const SecurityContext& who, const C& command, const Held& held,
            std::function<HttpResponse(const RosterTeam&, const TeamReply&)> then) {
    const std::string key(request.header("Idempotency-Key"));
    if (key.size() > 200) return (*held)(HttpResponse::problem(400, problem("invalid_fields", "an idempotency key has at most 200 bytes")));
    const CommandId id = key.empty() ? access::freshCommandId(parts->dice) : commandIdFrom(who.tenant, "roster:" + who.actor.id + ":" + key);
    parts->gate.submit(who, {id, std::string(C::card.name), toJson(command)}, [parts, held, then = std::move(then), tenant = who.tenant](const CommandAnswer& answer) {
        if (!answer.reply.ok()) return (*held)(refusal(answer.reply.problem()));
        const TeamReply reply = fromJson<TeamReply>(*answer.reply).valueOr({});
        reading(parts, held, [held, then, tenant, reply](Store& store) {
            const auto team = Views(store.documents(tenant)).find<RosterTeam>(reply.team);
            (*held)(team ? then(*team, reply) : HttpResponse::json(200, "{}"));
        });
    });
}

// --- teams

void getTeams(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    reading(parts, held, [held, tenant = who->tenant](Store& store) {
        std::vector<RosterTeam> all;
        Views(store.documents(tenant)).each<RosterTeam>([&all](const RosterTeam& each) { all.push_back(each); });
        (*held)(itemsOf(all));
    });
}

/// Finds the team of the path on the reading thread.
void withTeam(const Parts& parts, const SecurityContext& who, const HttpRequest& request, net::Responder respond, std::function<HttpResponse(const RosterTeam&, Views&)> then) {
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    reading(parts, held, [held, tenant = who.tenant, id = std::string(request.param("id")), then = std::move(then)](Store& store) {
        Views views(store.documents(tenant));
        const auto team = views.find<RosterTeam>(id);
        (*held)(team ? then(*team, views) : refusal(problem("team_not_found", "there is no such team")));
    });
}

void getTeam(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (who) withTeam(parts, *who, request, std::move(respond), [](const RosterTeam& team, Views&) { return teamResponse(200, team); });
}

void putTeam(const Parts& parts, const HttpRequest& request, net::Responder respond, bool created) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    auto team = fromJson<Team>(request.body);
    if (!team.ok()) return respond(HttpResponse::problem(400, team.problem()));
    if (!created) team->id = std::string(request.param("id"));
    const SaveTeam command{*team, conditionOf(request), request.queryValue("publish").value_or("") == "true"};
    submit(parts, request, *who, command, std::make_shared<net::Responder>(std::move(respond)),
           [created](const RosterTeam& saved, const TeamReply&) {
               auto response = teamResponse(created ? 201 : 200, saved);
               if (created) response.headers.set("Location", "/v1/roster/teams/" + saved.team.id);
               return response;
           });
}

void deleteTeam(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    submit(parts, request, *who, RemoveTeam{std::string(request.param("id")), conditionOf(request)}, std::make_shared<net::Responder>(std::move(respond)),
           [](const RosterTeam& team, const TeamReply&) { return teamResponse(200, team); });
}

// --- shifts

void getShifts(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    withTeam(parts, *who, request, std::move(respond), [now = parts->clock()](const RosterTeam& team, Views&) {
        std::vector<ShiftReply> out;
        for (const Shift& each : team.team.shifts) {
            if (each.to > now) out.push_back(shiftReply(team, each, now));
        }
        std::sort(out.begin(), out.end(), [](const ShiftReply& a, const ShiftReply& b) { return std::tie(a.from, a.id) < std::tie(b.from, b.id); });
        auto response = itemsOf(out);
        response.headers.set("ETag", etagOf(team.revision));
        return response;
    });
}

void postShift(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    auto shift = fromJson<Shift>(request.body);
    if (!shift.ok()) return respond(HttpResponse::problem(400, shift.problem()));
    submit(parts, request, *who, SaveShift{std::string(request.param("id")), *shift, conditionOf(request), false}, std::make_shared<net::Responder>(std::move(respond)),
           [now = parts->clock()](const RosterTeam& team, const TeamReply& reply) { return shiftResponse(201, team, reply.item, now); });
}

/// The shift is looked up first: its path does not say whose it is.
void changeShift(const Parts& parts, const HttpRequest& request, net::Responder respond, bool remove) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto patch = remove ? Result<ShiftPatch>(ShiftPatch{}) : fromJson<ShiftPatch>(request.body);
    if (!patch.ok()) return respond(HttpResponse::problem(400, patch.problem()));
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    HttpRequest about;
    about.headers.set("Idempotency-Key", std::string(request.header("Idempotency-Key")));
    reading(parts, held, [parts, held, who = *who, patch = *patch, remove, about, condition = conditionOf(request), id = std::string(request.param("id"))](Store& store) {
        std::optional<SaveShift> command;
        Views(store.documents(who.tenant)).each<RosterTeam>([&](const RosterTeam& team) {
            for (const Shift& each : team.team.shifts) {
                if (each.id == id) command = SaveShift{team.team.id, each, condition, remove};
            }
        });
        if (!command) return (*held)(refusal(problem("shift_not_found", "there is no such shift")));
        if (patch.role) command->shift.role = *patch.role;
        if (patch.person) command->shift.person = *patch.person;
        if (patch.from) command->shift.from = *patch.from;
        if (patch.to) command->shift.to = *patch.to;
        submit(parts, about, who, *command, held, [now = parts->clock()](const RosterTeam& team, const TeamReply& reply) { return shiftResponse(200, team, reply.item, now); });
    });
}

// --- questions

void getTimetable(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const std::string role(request.queryValue("role").value_or("primary")), text(request.queryValue("days").value_or("14"));
    int days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size() || days < 1 || days > longestTimetable) {
        return respond(HttpResponse::problem(400, problem("invalid_fields", "`days` is a number from 1 to 62", {{"field", "days"}})));
    }
    const bool draft = request.queryValue("draft").value_or("") == "true";
    withTeam(parts, *who, request, std::move(respond), [role, days, draft, now = parts->clock()](const RosterTeam& team, Views& views) {
        const Team& of = !draft && team.live ? *team.live : team.team;
        const auto all = timetable(of, role, now, now + hours(24 * days), inactiveIn(views, of));
        return all.ok() ? itemsOf(*all) : refusal(all.problem());
    });
}

void getOnCall(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    reading(parts, held, [held, tenant = who->tenant, now = parts->clock()](Store& store) {
        Views views(store.documents(tenant));
        std::vector<DutyReply> out;
        views.each<RosterTeam>([&](const RosterTeam& each) {
            if (!each.live) return;
            for (const std::string& role : each.live->roles) {
                const auto duty = onCallAt(*each.live, role, now, inactiveIn(views, *each.live));
                if (!duty.ok()) continue;
                const auto user = duty->person.empty() ? nullptr : views.find<access::User>(duty->person);
                out.push_back({each.team.id, each.team.name, *duty, user ? user->login : std::string()});
            }
        });
        (*held)(itemsOf(out));
    });
}

void getSources(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    reading(parts, held, [held, tenant = who->tenant](Store& store) {
        std::vector<ScheduleSource> all;
        Views(store.documents(tenant)).each<ScheduleSource>([&all](const ScheduleSource& each) { all.push_back(each); });
        (*held)(itemsOf(all));
    });
}

void getLadder(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const auto who = admitted(parts, request, respond);
    if (!who) return;
    const auto held = std::make_shared<net::Responder>(std::move(respond));
    reading(parts, held, [held, tenant = who->tenant, id = std::string(request.param("id"))](Store& store) {
        const auto run = Views(store.documents(tenant)).find<LadderRun>(id);
        if (!run) return (*held)(refusal(problem("not_found", "nobody was called for this request")));
        auto response = HttpResponse::json(200, toJson(*run));
        response.headers.set("Cache-Control", "no-store");
        (*held)(std::move(response));
    });
}

/// One answer to whoever is not from whom they say, and to whom no such place is known.
void postWebhook(const Parts& parts, const HttpRequest& request, net::Responder respond) {
    const std::string_view secret = request.headers.has("X-OutageKit-Secret") ? request.header("X-OutageKit-Secret") : request.header("X-Goog-Channel-Token");
    const bool taken = parts->sync.webhook(std::string(request.param("utility")), std::string(request.param("source")), request.header("X-PagerDuty-Signature"), secret, request.body);
    if (!taken) return respond(HttpResponse::problem(401, problem("bad_signature", "this is not from whom it says it is")));
    respond(HttpResponse::json(202, "{}"));
}

}  // namespace

void addRoutes(net::Router& router, OncallRouteParts given) {
    const Parts parts = std::make_shared<const OncallRouteParts>(std::move(given));
    const auto bind = [parts](auto handler) {
        return [parts, handler](const HttpRequest& request, net::Responder respond) { handler(parts, request, std::move(respond)); };
    };
    for (const std::string base : {"/v1/roster", "/api/roster"}) {
        router.get(base + "/teams", bind(getTeams));
        router.post(base + "/teams", bind([](const Parts& p, const HttpRequest& r, net::Responder a) { putTeam(p, r, std::move(a), true); }));
        router.get(base + "/teams/{id}", bind(getTeam));
        router.add("PUT", base + "/teams/{id}", bind([](const Parts& p, const HttpRequest& r, net::Responder a) { putTeam(p, r, std::move(a), false); }));
        router.add("DELETE", base + "/teams/{id}", bind(deleteTeam));
        router.get(base + "/teams/{id}/shifts", bind(getShifts));
        router.post(base + "/teams/{id}/shifts", bind(postShift));
        router.get(base + "/teams/{id}/timetable", bind(getTimetable));
        router.add("PATCH", base + "/shifts/{id}", bind([](const Parts& p, const HttpRequest& r, net::Responder a) { changeShift(p, r, std::move(a), false); }));
        router.add("DELETE", base + "/shifts/{id}", bind([](const Parts& p, const HttpRequest& r, net::Responder a) { changeShift(p, r, std::move(a), true); }));
        router.get(base + "/on-call", bind(getOnCall));
        router.get(base + "/sources", bind(getSources));
    }
    router.get("/v1/approvals/{id}/ladder", bind(getLadder));
    addSlaRoutes(router, parts);
    router.post("/webhooks/on-call/{utility}/{source}", bind(postWebhook));
}

}  // namespace ok::oncall
