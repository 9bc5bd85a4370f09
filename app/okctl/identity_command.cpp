// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl identity: sign in through the utility's own provider, look at directories, reconcile now, try mapping rules, make a
// token for a SCIM client.
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "app/browser/provider_sign_in.h"
#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "shared/base/json.h"
#include "shared/base/json_value.h"

extern char** environ;

namespace ok::okctl {
namespace {

struct IdentityOptions {
    ApiPlace place;
    std::string provider, tokenFile, source, run, rulesFile, factsFile, reason, name;
    bool discard = false;
    int seconds = 300;
};

struct CommandAsked {
    std::string name;
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(CommandAsked, (), (name, body))

Result<std::string> fileText(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return problem("no_file", "`" + path + "` cannot be read");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// $BROWSER, or what the desktop opens addresses with. The address is an argument, never part of a shell's line.
void openBrowser(const std::string& url) {
    const char* chosen = std::getenv("BROWSER");
    std::string program = chosen == nullptr || *chosen == '\0' ? "xdg-open" : chosen, address = url;
    char* argv[] = {program.data(), address.data(), nullptr};
    pid_t pid = -1;
    if (posix_spawnp(&pid, program.c_str(), nullptr, nullptr, argv, environ) != 0) {
        std::fprintf(stderr, "  no browser could be opened here: open the address yourself\n");
    }
}

Status keepToken(const std::string& file, const std::string& token) {
    const mode_t before = umask(077);
    std::ofstream out(file, std::ios::trunc);
    umask(before);
    out << token << "\n";
    out.close();
    if (!out || chmod(file.c_str(), 0600) != 0) return problem("no_file", "`" + file + "` cannot be written");
    return {};
}

Status signInThrough(const IdentityOptions& o) {
    std::random_device device;
    std::array<std::uint8_t, 32> raw{};
    for (auto& b : raw) b = static_cast<std::uint8_t>(device());
    OK_ASSIGN(browser::ProviderSignIn signIn, browser::ProviderSignIn::begin(raw));
    ApiClient server(o.place);
    OK_ASSIGN(const std::string begun, server.call("POST", "/v1/sign-in/start", signIn.startBody(o.place.utility, o.provider)));
    OK_ASSIGN(const std::string url, browser::ProviderSignIn::urlIn(begun));
    std::fprintf(stderr, "sign in with your browser:\n  %s\n", url.c_str());
    openBrowser(url);
    OK_ASSIGN(const std::string handle, signIn.waitForHandle(o.seconds, "in the terminal"));
    OK_ASSIGN(const std::string reply, server.call("POST", "/v1/sign-in/redeem", signIn.redeemBody(handle, "okctl", {})));
    OK_ASSIGN(const JsonValue session, JsonValue::parse(reply));
    OK_TRY(keepToken(o.tokenFile, std::string(session.textAt("token"))));
    std::printf("signed in as %s until %s; the session's token is in %s\n", std::string(session.textAt("login")).c_str(), std::string(session.textAt("expires_at")).c_str(), o.tokenFile.c_str());
    return {};
}

Status showStatus(ApiClient& server) {
    OK_ASSIGN(const std::string body, server.call("GET", "/v1/sync/status"));
    OK_ASSIGN(const JsonValue status, JsonValue::parse(body));
    const bool healthy = status.find("healthy") != nullptr && status.find("healthy")->boolean() != nullptr && *status.find("healthy")->boolean();
    std::printf("%s, last complete %s\n", healthy ? "healthy" : "NOT healthy", std::string(status.textAt("lastSyncTime")).c_str());
    const auto number = [](const JsonValue& v, const char* name) {
        const JsonValue* held = v.find(name);
        return held == nullptr || held->integer() == nullptr ? 0LL : static_cast<long long>(*held->integer());
    };
    if (const JsonValue* sources = status.find("sources"); sources != nullptr && sources->array() != nullptr) {
        for (const JsonValue& s : *sources->array()) {
            std::printf("  %-24s %s  created %lld, updated %lld, closed %lld, unchanged %lld", std::string(s.textAt("id")).c_str(), std::string(s.textAt("lastSyncTime")).c_str(),
                        number(s, "created"), number(s, "updated"), number(s, "deprovisioned"), number(s, "unchanged"));
            if (number(s, "held") > 0) std::printf("; %lld people wait for an answer, run %s", number(s, "held"), std::string(s.textAt("heldRun")).c_str());
            if (!s.textAt("problem").empty()) std::printf("; %s", std::string(s.textAt("problem")).c_str());
            std::printf("\n");
        }
    }
    if (!healthy) return problem("not_healthy", "a source of identities is not healthy");
    return {};
}

Status command(ApiClient& server, const std::string& name, const std::string& body) {
    OK_ASSIGN(const std::string reply, server.call("POST", "/v1/commands", toJson(CommandAsked{name, RawJson{body}})));
    std::printf("%s\n", reply.c_str());
    return {};
}

std::string settleBody(const IdentityOptions& o) {
    return JsonValue(JsonValue::Object{{"source", o.source}, {"run", o.run}, {"apply", !o.discard}, {"reason", o.reason}}).canonical();
}

/// What a file of rules would change, person by person; or what it gives to one set of facts.
Status tryRules(ApiClient& server, const IdentityOptions& o) {
    JsonValue asked{JsonValue::Object{}};
    if (!o.rulesFile.empty()) {
        OK_ASSIGN(const std::string text, fileText(o.rulesFile));
        OK_ASSIGN(JsonValue rules, JsonValue::parse(text));
        asked.set("rules", std::move(rules));
    }
    if (!o.factsFile.empty()) {
        OK_ASSIGN(const std::string text, fileText(o.factsFile));
        OK_ASSIGN(JsonValue facts, JsonValue::parse(text));
        asked.set("facts", std::move(facts));
    }
    OK_ASSIGN(const std::string reply, server.call("POST", o.factsFile.empty() ? "/v1/identities/mapping/preview" : "/v1/identities/mapping/test", asked.canonical()));
    std::printf("%s\n", reply.c_str());
    return {};
}

Status applyRules(ApiClient& server, const IdentityOptions& o) {
    OK_ASSIGN(const std::string text, fileText(o.rulesFile));
    OK_ASSIGN(JsonValue rules, JsonValue::parse(text));
    OK_ASSIGN(const std::string seen, server.call("POST", "/v1/identities/mapping/preview", JsonValue(JsonValue::Object{{"rules", rules}}).canonical()));
    OK_ASSIGN(const JsonValue preview, JsonValue::parse(seen));
    return command(server, "identity.set_mapping", JsonValue(JsonValue::Object{{"rules", rules}, {"reason", o.reason}, {"preview", preview.textAt("digest")}}).canonical());
}

Status makeToken(ApiClient& server, const IdentityOptions& o) {
    OK_ASSIGN(const std::string reply, server.call("POST", "/v1/identities/scim-tokens", JsonValue(JsonValue::Object{{"name", o.name}}).canonical()));
    OK_ASSIGN(const JsonValue made, JsonValue::parse(reply));
    OK_TRY(keepToken(o.tokenFile, std::string(made.textAt("token"))));
    std::printf("the token is in %s; it is shown nowhere again\n", o.tokenFile.c_str());
    return {};
}

using Action = std::function<Status(ApiClient&, const IdentityOptions&)>;

}  // namespace

void addIdentityCommand(CLI::App& app, Program& program) {
    auto* identity = app.add_subcommand("identity", "directories, mapping rules and signing in through somebody else");
    identity->require_subcommand(1);
    auto options = std::make_shared<IdentityOptions>();
    const auto place = [options](CLI::App* sub) {
        sub->add_option("--url", options->place.url, "the server, https://host:port")->required();
        sub->add_option("--utility", options->place.utility, "the utility's short name")->required();
        sub->add_option("--ca-file", options->place.caFile, "PEM file of the authority that signed the server's certificate");
    };
    const auto add = [&, place](CLI::App* parent, const char* name, const char* help, Action action) {
        auto* sub = parent->add_subcommand(name, help);
        place(sub);
        sub->add_option("--login", options->place.login, "a local account");
        sub->add_option("--password-file", options->place.passwordFile, "its password, in the first line");
        sub->add_option("--session", options->place.tokenFile, "instead: the token file that `okctl identity sign-in` wrote");
        sub->callback([options, &program, action] {
            ApiClient server(options->place);
            Status done = server.signIn();
            if (done.ok()) done = action(server, *options);
            program.exitCode = done.ok() ? 0 : complainAbout(done.problem());
        });
        return sub;
    };
    auto* login = identity->add_subcommand("sign-in", "sign in through the utility's identity provider, with a browser");
    place(login);
    login->add_option("--provider", options->provider, "oidc:<name> or saml:<name>")->required();
    login->add_option("--token-file", options->tokenFile, "where the session's token goes")->required();
    login->add_option("--wait", options->seconds, "seconds to wait for the browser")->check(CLI::Range(5, 900));
    login->callback([options, &program] {
        const Status done = signInThrough(*options);
        program.exitCode = done.ok() ? 0 : complainAbout(done.problem());
    });
    add(identity, "status", "how the sources of identities are", [](ApiClient& s, const IdentityOptions&) { return showStatus(s); });
    add(identity, "sync", "reconcile with a directory now", [](ApiClient& s, const IdentityOptions& o) {
        return command(s, "identity.sync", JsonValue(JsonValue::Object{{"source", o.source}}).canonical());
    })->add_option("source", options->source, "ldap:<name>")->required();
    auto* settle = add(identity, "settle", "answer a reconciliation that waits because too many are gone", [](ApiClient& s, const IdentityOptions& o) { return command(s, "identity.settle_held_sync", settleBody(o)); });
    settle->add_option("source", options->source, "ldap:<name>")->required();
    settle->add_option("run", options->run, "as `status` shows it")->required();
    settle->add_flag("--discard", options->discard, "the directory was wrong: nobody is closed");
    settle->add_option("--reason", options->reason, "stays in the log")->required();
    auto* mapping = identity->add_subcommand("mapping", "rules from groups and attributes to roles and scopes");
    mapping->require_subcommand(1);
    auto* test = add(mapping, "test", "a dry run: who would gain and lose, or what one set of facts gives", tryRules);
    test->add_option("--rules", options->rulesFile, "a file of rules; without it those in force");
    test->add_option("--facts", options->factsFile, "a file {\"attributes\":{\"territory\":[\"North\"]},\"groups\":[]}");
    auto* apply = add(mapping, "apply", "put rules into force, exactly as the dry run showed them", applyRules);
    apply->add_option("--rules", options->rulesFile, "a file of rules")->required();
    apply->add_option("--reason", options->reason, "stays in the log")->required();
    auto* merge = add(identity, "merge", "a local account and somebody of the directory are one person: the local one is closed; a second administrator releases it",
                      [](ApiClient& s, const IdentityOptions& o) {
        return command(s, "identity.merge_accounts", JsonValue(JsonValue::Object{{"login", o.source}, {"into", o.run}, {"reason", o.reason}}).canonical());
    });
    merge->add_option("login", options->source, "login of the local account")->required();
    merge->add_option("into", options->run, "id of the person in the directory")->required();
    merge->add_option("--reason", options->reason, "stays in the log")->required();
    auto* token = add(identity, "scim-token", "make a token for a SCIM client", makeToken);
    token->add_option("--name", options->name, "what it is for")->required();
    token->add_option("--token-file", options->tokenFile, "where it goes")->required();
}

}  // namespace ok::okctl
