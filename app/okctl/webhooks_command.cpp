// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl webhooks: programs that are told of snapshots and sends (docs/webhooks.md). The secret is shown once, when it is made.
//
//     okctl webhooks list
//     okctl webhooks add --name orders --url https://orders.example/hook --event snapshot.approved --event broadcast.sent
//     okctl webhooks remove 018f... --reason "the contract ended"
#include <CLI/CLI.hpp>
#include <memory>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct NewWebhook {
    std::string name, url;
    std::vector<std::string> events;
    bool paused = false, rotateSecret = false;
};
BOOST_DESCRIBE_STRUCT(NewWebhook, (), (name, url, events, paused, rotateSecret))

struct RemovedWebhook {
    std::string id, reason;
};
BOOST_DESCRIBE_STRUCT(RemovedWebhook, (), (id, reason))

struct WebhookOptions {
    std::string session, id, reason;
    NewWebhook webhook;
};
using Options = std::shared_ptr<WebhookOptions>;
using Step = Result<std::string> (*)(ApiClient&, const WebhookOptions&);

Result<std::string> list(ApiClient& api, const WebhookOptions&) { return api.call("GET", "/v1/webhooks"); }
Result<std::string> addOne(ApiClient& api, const WebhookOptions& o) { return api.call("POST", "/v1/webhooks", toJson(o.webhook)); }
Result<std::string> change(ApiClient& api, const WebhookOptions& o) { return api.call("PUT", "/v1/webhooks/" + o.id, toJson(o.webhook)); }
Result<std::string> removeOne(ApiClient& api, const WebhookOptions& o) { return api.command("webhooks.remove", toJson(RemovedWebhook{o.id, o.reason})); }

CLI::App* add(CLI::App& group, Program& program, const Options& o, const char* name, const char* about, Step step) {
    auto* command = group.add_subcommand(name, about);
    command->add_option("--session", o->session, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
    command->callback([o, &program, step] {
        ApiClient api(ApiPlace{});
        const Status ready = api.resume(sessionFile(o->session));
        program.exitCode = ready.ok() ? tellInto({}, step(api, *o), true) : complainAbout(ready.problem());
    });
    return command;
}

}  // namespace

void addWebhooksCommand(CLI::App& app, Program& program) {
    const auto o = std::make_shared<WebhookOptions>();
    auto* group = app.add_subcommand("webhooks", "programs that are told of snapshots and sends");
    group->require_subcommand(1);
    add(*group, program, o, "list", "those there are, how they do, and what they can be told of", list);
    auto* made = add(*group, program, o, "add", "a new one; its secret is in the answer, once", addOne);
    auto* other = add(*group, program, o, "change", "another name, address or events; with --rotate-secret another secret", change);
    auto* over = add(*group, program, o, "remove", "it is told nothing any more", removeOne);
    for (auto* each : {other, over}) each->add_option("id", o->id, "the webhook")->required();
    for (auto* each : {made, other}) {
        each->add_option("--name", o->webhook.name, "for people")->required();
        each->add_option("--url", o->webhook.url, "where it listens, https://")->required();
        each->add_option("--event", o->webhook.events, "what it is told of; repeatable")->required();
        each->add_flag("--paused", o->webhook.paused, "it is told nothing for now");
    }
    other->add_flag("--rotate-secret", o->webhook.rotateSecret, "a new secret; the old one ends at once");
    over->add_option("--reason", o->reason, "stays in the log");
}

}  // namespace ok::okctl
