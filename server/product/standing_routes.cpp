// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/standing_routes.h"

#include "server/access/access_routes.h"
#include "shared/operations/recovery.h"
#include "shared/product/security_standing.h"

namespace ok {
namespace {

using Parts = std::shared_ptr<const StandingRouteParts>;
using Build = std::string (*)(const StandingRouteParts& parts, Store& store, Views& views);

void answer(const Parts& parts, Build build, const net::HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts->sessions);
    if (!who.ok()) return respond(net::HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "ledger.read", parts->grants, "your roles do not include this"); !may.ok()) {
        return respond(net::HttpResponse::problem(403, may.problem()));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts->reader.post(
        [held, tenant = who->tenant, parts, build](Store& store) {
            store.clearTrouble();
            Views views(store.documents(tenant));
            auto response = net::HttpResponse::json(200, build(*parts, store, views));
            if (const auto why = store.trouble()) response = net::HttpResponse::problem(503, *why);
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(net::HttpResponse::problem(503, why)); });
}

std::string backups(const StandingRouteParts& parts, Store& store, Views& views) {
    auto status = operations::backupStatus(views, parts.clock());
    status.durability = store.guarantee();
    status.residency = parts.region;
    return toJson(status);
}

std::string security(const StandingRouteParts& parts, Store&, Views& views) { return toJson(securityStanding(views, parts.clock())); }

}  // namespace

void addStandingRoutes(net::Router& router, StandingRouteParts parts) {
    const Parts shared = std::make_shared<const StandingRouteParts>(std::move(parts));
    const std::pair<const char*, Build> all[] = {{"/v1/backups", &backups}, {"/v1/security", &security}};
    for (const auto& each : all) {
        router.get(each.first, [shared, build = each.second](const net::HttpRequest& request, net::Responder respond) { answer(shared, build, request, std::move(respond)); });
    }
}

}  // namespace ok
