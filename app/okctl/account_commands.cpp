// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl as a person: sign in once, then see and do whatever the account may, with the same commands as the console.
//
//     okctl login --url https://host:8443 --utility valley --login maria
//     okctl do incidents.set_crew_note '{"incident":"018f...","key":"on_site","text":"pole replaced"}'
//     okctl view incident
//     okctl session list
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/keys/fido_key_device.h"
#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "app/okctl/key_prompt.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct AccountOptions {
    ApiPlace place;
    std::string file;                       ///< where the session is kept
    std::string name, json = "{}", id, justification;  ///< of a command
    std::string purpose, authority;         ///< what for and by what right, where the action asks for it
    std::string kind, key, value, after;    ///< of a view
    int limit = 200;
    std::string path;
    std::string target, reason;
    std::string code;                       ///< second factor, for scripts
    std::vector<std::string> scopes, roles;
    int days = 90, perMinute = 600, overlapHours = 24;
    bool all = false, oauth = false, everywhere = false;
};
using Options = std::shared_ptr<AccountOptions>;

struct NewToken {
    std::string name;
    std::vector<std::string> scopes;
    int days = 90;
};
BOOST_DESCRIBE_STRUCT(NewToken, (), (name, scopes, days))

struct NewClient {
    std::string name, kind;
    std::vector<std::string> roles, scopes;
    int days = 365, perMinute = 600;
};
BOOST_DESCRIBE_STRUCT(NewClient, (), (name, kind, roles, scopes, days, perMinute))

struct Rotation {
    int days = 365, overlapHours = 24;
};
BOOST_DESCRIBE_STRUCT(Rotation, (), (days, overlapHours))

int show(const Result<std::string>& answer) {
    if (!answer.ok()) {
        const Problem& why = answer.problem();
        if (why.code != "approval_required") return complainAbout(why);
        // Taken, but not done: a second person has to release it. For scripts this is an answer, not a failure.
        std::printf("%s\n", toJson(why).c_str());
        std::fprintf(stderr, "okctl: a second person has to release this: okctl do approvals.release '{\"approval\":\"%s\",\"digest\":\"%s\"}'\n",
                     why.details.contains("approval_id") ? why.details.at("approval_id").c_str() : "",
                     why.details.contains("digest") ? why.details.at("digest").c_str() : "");
        return 0;
    }
    std::printf("%s\n", answer->c_str());
    return 0;
}

/// The text itself, `@file`, or `-` for standard input.
Result<std::string> jsonFrom(const std::string& given) {
    std::ostringstream text;
    if (given == "-") {
        text << std::cin.rdbuf();
    } else if (given.starts_with("@")) {
        std::ifstream in(given.substr(1), std::ios::binary);
        if (!in) return problem("file_not_found", "cannot read `" + given.substr(1) + "`");
        text << in.rdbuf();
    } else {
        text << given;
    }
    return text.str();
}

int login(const AccountOptions& options) {
    ApiClient api(options.place);
    app::FidoKeyDevice device;
    api.onSecondFactor([&](ApiClient& at, const Problem& why) { return finishSignIn(at, device, why, options.code); });
    Status in;
    if (options.place.passwordFile.empty()) {
        const auto password = askHidden("password: ");
        in = password.ok() ? api.signInWith(*password) : Status(password.problem());
    } else {
        in = api.signIn();
    }
    if (!in.ok()) return complainAbout(in.problem());
    const std::string file = sessionFile(options.file);
    if (const Status kept = api.keepIn(file); !kept.ok()) return complainAbout(kept.problem());
    std::fprintf(stderr, "okctl: signed in as %s at %s until %s; kept in %s\n", options.place.login.c_str(), options.place.url.c_str(),
                 toIso(api.session().expiresAt).c_str(), file.c_str());
    return 0;
}

/// Runs `work` with the kept session.
int withSession(const AccountOptions& options, const std::function<int(ApiClient&)>& work) {
    ApiClient api(ApiPlace{});
    const Status ready = api.resume(sessionFile(options.file));
    return ready.ok() ? work(api) : complainAbout(ready.problem());
}

int logout(const AccountOptions& options) {
    return withSession(options, [&](ApiClient& api) {
        const auto ended = api.call("DELETE", options.everywhere ? "/v1/sessions" : "/v1/session");
        removeSession(sessionFile(options.file));
        return ended.ok() ? 0 : complainAbout(ended.problem());
    });
}

int get(const AccountOptions& options, const std::string& path) {
    return withSession(options, [&](ApiClient& api) {
        api.statePurpose(options.purpose, options.authority);
        return show(api.call("GET", path));
    });
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) out += c;
        else out += std::string{'%', "0123456789ABCDEF"[u >> 4], "0123456789ABCDEF"[u & 15]};
    }
    return out;
}

std::string viewPath(const AccountOptions& options) {
    std::string path = "/v1/documents/" + escaped(options.kind);
    if (!options.target.empty()) return path + "/" + escaped(options.target);
    path += "?limit=" + std::to_string(options.limit);
    if (!options.after.empty()) path += "&after=" + escaped(options.after);
    if (!options.key.empty()) path += "&key=" + escaped(options.key) + "&value=" + escaped(options.value);
    return path;
}

int createToken(const AccountOptions& options) {
    return withSession(options, [&](ApiClient& api) {
        if (options.roles.empty()) return show(api.call("POST", "/v1/api-tokens", toJson(NewToken{options.name, options.scopes, options.days})));
        const NewClient client{options.name, options.oauth ? "oauth" : "token", options.roles, options.scopes, options.days, options.perMinute};
        return show(api.call("POST", "/v1/api-clients", toJson(client)));
    });
}

CLI::App* sub(CLI::App& parent, const Options& options, const char* name, const char* says) {
    auto* command = parent.add_subcommand(name, says);
    command->add_option("--session", options->file, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
    return command;
}

void addSessions(CLI::App& app, Program& program, const Options& options) {
    auto* session = app.add_subcommand("session", "list and end sessions");
    session->require_subcommand(1);
    auto* list = sub(*session, options, "list", "one's own sessions; with --all everybody's");
    list->add_flag("--all", options->all, "everybody's (administrators)");
    list->callback([options, &program] { program.exitCode = get(*options, options->all ? "/v1/sessions?all=1" : "/v1/sessions"); });
    auto* kill = sub(*session, options, "kill", "end a session");
    kill->add_option("id", options->target, "the session")->required();
    kill->add_option("--reason", options->reason, "why, where it is another person's");
    kill->callback([options, &program] {
        program.exitCode = withSession(*options, [&](ApiClient& api) {
            const std::string why = options->reason.empty() ? "" : "?reason=" + escaped(options->reason);
            return show(api.call("DELETE", "/v1/sessions/" + escaped(options->target) + why));
        });
    });
}

void addTokens(CLI::App& app, Program& program, const Options& options) {
    auto* token = app.add_subcommand("token", "API tokens, and clients with roles of their own");
    token->require_subcommand(1);
    auto* create = sub(*token, options, "create", "the secret is shown this once");
    create->add_option("name", options->name, "what it is for")->required();
    create->add_option("--scope", options->scopes, "what it is narrowed to; may be given several times: okctl get /v1/scopes")->required();
    create->add_option("--role", options->roles, "a client that acts as itself with this role (administrators); may be given several times");
    create->add_flag("--oauth", options->oauth, "with --role: an OAuth2 client for /oauth/token instead of a bearer token");
    create->add_option("--days", options->days, "how long it is good")->capture_default_str();
    create->add_option("--per-minute", options->perMinute, "with --role: requests a minute")->capture_default_str();
    create->callback([options, &program] { program.exitCode = createToken(*options); });
    auto* list = sub(*token, options, "list", "one's own tokens; with --all every client");
    list->add_flag("--all", options->all, "every client (administrators)");
    list->callback([options, &program] { program.exitCode = get(*options, options->all ? "/v1/api-clients?all=1" : "/v1/api-clients"); });
    auto* rotate = sub(*token, options, "rotate", "a new secret for a client; the old one stays good for a while");
    rotate->add_option("id", options->target, "the client")->required();
    rotate->add_option("--days", options->days, "how long the new one is good")->capture_default_str();
    rotate->add_option("--overlap-hours", options->overlapHours, "how long the old one stays good")->capture_default_str();
    rotate->callback([options, &program] {
        program.exitCode = withSession(*options, [&](ApiClient& api) {
            return show(api.call("POST", "/v1/api-clients/" + escaped(options->target) + "/rotate", toJson(Rotation{options->days, options->overlapHours})));
        });
    });
    auto* revoke = sub(*token, options, "revoke", "end a token or client at once");
    revoke->add_option("id", options->target, "the token or client")->required();
    revoke->add_option("--reason", options->reason, "why");
    revoke->callback([options, &program] {
        program.exitCode = withSession(*options, [&](ApiClient& api) {
            const std::string why = options->reason.empty() ? "" : "?reason=" + escaped(options->reason);
            return show(api.call("DELETE", "/v1/api-clients/" + escaped(options->target) + why));
        });
    });
}

void addDoing(CLI::App& app, Program& program, const Options& options) {
    auto* act = sub(app, options, "do", "carry out any command the account may: everything the console does goes this way");
    act->add_option("name", options->name, "such as incidents.merge; okctl commands lists them")->required();
    act->add_option("json", options->json, "its fields as JSON; @file reads a file, - standard input")->capture_default_str();
    act->add_option("--id", options->id, "UUID: the same id is carried out once, however often it is sent");
    act->add_option("--justification", options->justification, R"(the reason, where the utility asks for one, as JSON: {"reason_code":"...","rationale":"..."})");
    act->add_option("--purpose", options->purpose, "what for, where the action asks for it: audit, compliance, legal_request, ...");
    act->add_option("--authority", options->authority, "by what right: the number of a request, a statute");
    act->callback([options, &program] {
        program.exitCode = withSession(*options, [&](ApiClient& api) {
            const auto body = jsonFrom(options->json);
            api.statePurpose(options->purpose, options->authority);
            return body.ok() ? show(api.command(options->name, *body, options->id, options->justification)) : complainAbout(body.problem());
        });
    });
    auto* list = sub(app, options, "commands", "every command of the server: name, right it needs, whether it needs a second key");
    list->callback([options, &program] { program.exitCode = get(*options, "/v1/commands"); });
    auto* view = sub(app, options, "view", "read documents: incident, report, approval, broadcast, message, ...");
    view->add_option("kind", options->kind, "what kind")->required();
    view->add_option("id", options->target, "one of them; without it a page");
    view->add_option("--key", options->key, "only those with this key")->needs(view->add_option("--value", options->value, "and this value"));
    view->add_option("--after", options->after, "the page after this id");
    view->add_option("--limit", options->limit, "at most so many")->check(CLI::Range(1, 1000))->capture_default_str();
    view->callback([options, &program] { program.exitCode = get(*options, viewPath(*options)); });
    auto* path = sub(app, options, "get", "read any path of the API: ledger, audit, integrity, overviews, exports");
    path->add_option("path", options->path, "such as /v1/whoami")->required();
    path->add_option("--purpose", options->purpose, "what for, where the path hands out evidence: audit, compliance, ...");
    path->add_option("--authority", options->authority, "by what right");
    path->callback([options, &program] { program.exitCode = get(*options, options->path); });
}

}  // namespace

void addAccountCommands(CLI::App& app, Program& program) {
    const auto options = std::make_shared<AccountOptions>();
    auto* in = sub(app, options, "login", "sign in and keep the session for the commands that follow");
    in->add_option("--url", options->place.url, "the server, https://host:port")->required();
    in->add_option("--utility", options->place.utility, "short name of the utility")->required();
    in->add_option("--login", options->place.login, "your login")->required();
    in->add_option("--password-file", options->place.passwordFile, "file with the password in its first line; asked for without it");
    in->add_option("--code", options->code, "code of your app or a recovery code; without it your key is asked, or you are");
    in->add_option("--ca-file", options->place.caFile, "PEM file of the authority that signed the server's certificate");
    in->callback([options, &program] { program.exitCode = login(*options); });
    auto* out = sub(app, options, "logout", "end the kept session");
    out->add_flag("--everywhere", options->everywhere, "and every other session of the same person");
    out->callback([options, &program] { program.exitCode = logout(*options); });
    auto* who = sub(app, options, "whoami", "who you are to the server");
    who->callback([options, &program] { program.exitCode = get(*options, "/v1/whoami"); });
    addSessions(app, program, options);
    addTokens(app, program, options);
    addDoing(app, program, options);
}

}  // namespace ok::okctl
