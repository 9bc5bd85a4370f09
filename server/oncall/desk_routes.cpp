// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "server/oncall/desk_routes.h"

#include <algorithm>

#include "server/access/access_routes.h"
#include "shared/access/user.h"
#include "shared/oncall/queue_views.h"
#include "shared/oncall/roster_people.h"

namespace ok::oncall {
namespace {

using net::HttpRequest;
using net::HttpResponse;

std::string settingOf(const std::string& person) { return "queue_views:" + person; }

template <class T>
HttpResponse itemsOf(const std::vector<T>& items) {
    auto response = HttpResponse::json(200, "{\"items\":" + toJson(items) + "}");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

/// One question to the store, asked on the reading thread by somebody who may.
template <class Answer>
net::HttpHandler question(const std::shared_ptr<const DeskRouteParts>& parts, const char* action, const char* refusal, Answer answer) {
    return [parts, action, refusal, answer](const HttpRequest& request, net::Responder respond) {
        const auto who = access::admitted(request, parts->sessions, respond, [&](const SecurityContext& asks) { return access::mayRead(asks, action, parts->matrices, refusal); });
        if (!who) return;
        const auto held = std::make_shared<net::Responder>(std::move(respond));
        parts->reader.post(
            [held, who = *who, answer](Store& store) {
                store.clearTrouble();
                HttpResponse response = answer(store, who);
                if (const auto why = store.trouble()) response = HttpResponse::problem(503, *why);
                (*held)(std::move(response));
            },
            [held](const Problem& why) { (*held)(HttpResponse::problem(503, why)); });
    };
}

HttpResponse people(Store& store, const SecurityContext& who) {
    std::vector<RosterPerson> all;
    Views(store.documents(who.tenant)).each<access::User>([&all](const access::User& user) { all.push_back({user.id.str(), user.login, !user.disabled, user.roles}); });
    std::sort(all.begin(), all.end(), [](const RosterPerson& a, const RosterPerson& b) { return a.login < b.login; });
    return itemsOf(all);
}

HttpResponse ownViews(Store& store, const SecurityContext& who) {
    const auto kept = store.setting(who.tenant, settingOf(who.actor.id));
    return itemsOf(kept ? fromJson<std::vector<QueueView>>(*kept).valueOr({}) : std::vector<QueueView>{});
}

}  // namespace

void addDeskRoutes(net::Router& router, DeskRouteParts given) {
    const auto parts = std::make_shared<const DeskRouteParts>(std::move(given));
    router.get("/v1/roster/people", question(parts, "oncall.read", "your roles do not include seeing who is on call", people));
    router.get("/v1/queue-views", question(parts, "sync.follow", "your roles do not include working at a desk", ownViews));
}

void addDeskHandlers(Gate& gate) {
    gate.handle<SaveQueueViews>([](const Right&, CommandContext& cx, const SaveQueueViews& command) -> Status {
        OK_TRY(check(command.views));
        return cx.store().putSetting(cx.tenant(), settingOf(cx.who().actor.id), toJson(command.views));
    });
}

}  // namespace ok::oncall
