// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/product/backup_routes.h"

#include "server/access/access_routes.h"
#include "shared/operations/recovery.h"

namespace ok {
namespace {

void getBackups(const BackupRouteParts& parts, const net::HttpRequest& request, net::Responder respond) {
    const auto who = access::contextOf(request, parts.sessions);
    if (!who.ok()) return respond(net::HttpResponse::problem(401, who.problem()));
    if (const auto may = access::mayRead(*who, "ledger.read", parts.grants, "your roles do not include this"); !may.ok()) {
        return respond(net::HttpResponse::problem(403, may.problem()));
    }
    auto held = std::make_shared<net::Responder>(std::move(respond));
    parts.reader.post(
        [held, tenant = who->tenant, now = parts.clock(), region = parts.region](Store& store) {
            store.clearTrouble();
            Views views(store.documents(tenant));
            auto status = operations::backupStatus(views, now);
            status.durability = store.guarantee();
            status.residency = region;
            auto response = net::HttpResponse::json(200, toJson(status));
            if (const auto why = store.trouble()) response = net::HttpResponse::problem(503, *why);
            response.headers.set("Cache-Control", "no-store");
            (*held)(std::move(response));
        },
        [held](const Problem& why) { (*held)(net::HttpResponse::problem(503, why)); });
}

}  // namespace

void addBackupRoutes(net::Router& router, BackupRouteParts parts) {
    const auto shared = std::make_shared<BackupRouteParts>(std::move(parts));
    router.get("/v1/backups", [shared](const net::HttpRequest& request, net::Responder respond) { getBackups(*shared, request, std::move(respond)); });
}

}  // namespace ok
