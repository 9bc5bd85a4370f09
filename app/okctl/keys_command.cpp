// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl keys: one's own security keys and codes, in the session that `okctl login` keeps.
//
//     okctl keys list
//     okctl keys enrol "Blue key"
//     okctl keys step-up
//     okctl keys remove 018f... --reason lost
#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/keys/fido_key_device.h"
#include "app/keys/web_json.h"
#include "app/okctl/commands.h"
#include "app/okctl/key_prompt.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct KeyOptions {
    std::string file, name, key, reason, primary, code;
    bool last = false;
};

int said(const Result<std::string>& answer) {
    if (!answer.ok()) return complainAbout(answer.problem());
    std::printf("%s\n", answer->c_str());
    return 0;
}

/// What demands a fresh key asks for it once and goes on.
Result<std::string> verified(ApiClient& api, app::KeyDevice& device, const std::function<Result<std::string>()>& work) {
    auto answer = work();
    if (answer.ok() || answer.problem().code != "step_up_required") return answer;
    OK_TRY(stepUp(api, device));
    return work();
}

Result<std::string> enrol(ApiClient& api, app::KeyDevice& device, const std::string& name) {
    OK_ASSIGN(const std::string text, api.call("POST", "/v1/keys/options", "{}"));
    OK_ASSIGN(const auto options, parseJson(text));
    OK_ASSIGN(const app::KeyEnrolAsk ask, app::enrolmentAsked(options.root(), api.url()));
    OK_ASSIGN(const app::KeyMade made, enrolKey(device, ask));
    return api.call("POST", "/v1/keys", app::enrolmentJson(made, name));
}

std::string removalBody(const KeyOptions& options) {
    JsonWriter out;
    out.beginObject();
    out.plainKey("last");
    out.boolean(options.last);
    out.plainKey("primary");
    out.text(options.primary);
    out.plainKey("reason");
    out.text(options.reason);
    out.endObject();
    return out.take();
}

std::string oneMember(const char* name, const std::string& text) {
    JsonWriter out;
    out.beginObject();
    out.plainKey(name);
    out.text(text);
    out.endObject();
    return out.take();
}

/// Runs `work` with the kept session and the key that is plugged in.
int run(const KeyOptions& options, const std::function<Result<std::string>(ApiClient&, app::KeyDevice&)>& work) {
    ApiClient api(ApiPlace{});
    app::FidoKeyDevice device;
    const Status ready = api.resume(sessionFile(options.file));
    return ready.ok() ? said(work(api, device)) : complainAbout(ready.problem());
}

void addCodes(CLI::App& keys, const std::shared_ptr<KeyOptions>& options, Program& program) {
    const auto post = [options, &program](const char* path, const char* member) {
        program.exitCode = run(*options, [&](ApiClient& api, app::KeyDevice& device) {
            return verified(api, device, [&] { return api.call("POST", path, member == nullptr ? "{}" : oneMember(member, options->code)); });
        });
    };
    auto* make = keys.add_subcommand("code-app", "a secret for an app that makes codes; confirm it with `code-confirm`");
    make->callback([post] { post("/v1/totp", nullptr); });
    auto* confirm = keys.add_subcommand("code-confirm", "the app's first code: from now on it is asked for at sign-in");
    confirm->add_option("code", options->code, "six digits")->required();
    confirm->callback([post] { post("/v1/totp/confirm", "code"); });
    auto* remove = keys.add_subcommand("code-remove", "no codes any more");
    remove->add_option("code", options->code, "six digits")->required();
    remove->callback([post] { post("/v1/totp/remove", "code"); });
    auto* recovery = keys.add_subcommand("recovery-codes", "ten codes for the day the key is lost; shown once, older ones end");
    recovery->callback([post] { post("/v1/recovery-codes", nullptr); });
}

}  // namespace

void addKeysCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<KeyOptions>();
    auto* keys = app.add_subcommand("keys", "your security keys and codes");
    keys->require_subcommand(1);
    keys->add_option("--session", options->file, "where `okctl login` kept the session");
    auto* list = keys->add_subcommand("list", "your keys, and the utility's policy about them");
    list->callback([options, &program] {
        program.exitCode = run(*options, [](ApiClient& api, app::KeyDevice&) { return api.call("GET", "/v1/keys"); });
    });
    auto* add = keys->add_subcommand("enrol", "add the security key that is plugged in");
    add->add_option("name", options->name, "what you call it")->required();
    add->callback([options, &program] {
        program.exitCode = run(*options, [&](ApiClient& api, app::KeyDevice& device) {
            return verified(api, device, [&] { return enrol(api, device, options->name); });
        });
    });
    auto* touch = keys->add_subcommand("step-up", "touch a key, so that what demands one goes through for a while");
    touch->callback([options, &program] {
        program.exitCode = run(*options, [](ApiClient& api, app::KeyDevice& device) -> Result<std::string> {
            OK_TRY(stepUp(api, device));
            return std::string(R"({"verified":true})");
        });
    });
    auto* remove = keys->add_subcommand("remove", "a key that is lost or worn out");
    remove->add_option("key", options->key, "its id, see `list`")->required();
    remove->add_option("--reason", options->reason, "stands in the record")->required();
    remove->add_option("--primary", options->primary, "the id of the key that becomes the first");
    remove->add_flag("--last", options->last, "yes, also when no key is left then");
    remove->callback([options, &program] {
        program.exitCode = run(*options, [&](ApiClient& api, app::KeyDevice& device) {
            return verified(api, device, [&] { return api.call("POST", "/v1/keys/" + options->key + "/remove", removalBody(*options)); });
        });
    });
    addCodes(*keys, options, program);
}

}  // namespace ok::okctl
