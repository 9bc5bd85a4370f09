// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl policy: versions of the documents that decide, as a person edits, reviews, publishes and takes them back. It asks the
// same routes as everybody; what it prints is what the server says.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct PolicyOptions {
    ApiPlace place;
    std::string kind = "roles";
    int version = 0;
    std::string which = "live", baseline, format = "json", out, in, summary, comment, reason, at, zone = "UTC", dimension, change, principal, from, to;
    std::string user, action, channel, geography, severity, content;
    bool commit = false;
};
using Options = std::shared_ptr<PolicyOptions>;

struct Words {
    std::string summary, comment, reason, effectiveAt, zone;
};
BOOST_DESCRIBE_STRUCT(Words, (), (summary, comment, reason, effectiveAt, zone))

struct WholeBody {
    RawJson body;
    std::string summary, reason;
};
BOOST_DESCRIBE_STRUCT(WholeBody, (), (body, summary, reason))

struct BackTo {
    int version = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BackTo, (), (version, reason))

struct Trial {
    std::string version, baseline, from, to;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (version, baseline, from, to))

struct Question {
    std::string userId, actionType, channel, geography, severity, contentType, version;
};
BOOST_DESCRIBE_STRUCT(Question, (), (userId, actionType, channel, geography, severity, contentType, version))

std::string escaped(const std::string& text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.') out += c;
        else out += std::string{'%', hex[u >> 4], hex[u & 15]};
    }
    return out;
}

std::string query(std::initializer_list<std::pair<const char*, std::string>> pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!value.empty()) out += (out.empty() ? "?" : "&") + std::string(name) + "=" + escaped(value);
    }
    return out;
}

Result<std::string> fileText(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return problem("no_file", "cannot read `" + file + "`");
    return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string base(const PolicyOptions& o) { return "/v1/policies/" + escaped(o.kind); }
std::string versionPath(const PolicyOptions& o) { return base(o) + "/versions/" + (o.version > 0 ? std::to_string(o.version) : o.which); }

Result<std::string> edit(ApiClient& api, PolicyOptions& o) {
    if (o.version == 0) {
        OK_ASSIGN(const std::string made, api.call("POST", base(o) + "/versions", toJson(Words{o.summary, {}, {}, {}, {}})));
        OK_ASSIGN(const auto document, parseJson(made));
        o.version = static_cast<int>(document.root()["version"].integer().value_or(0));
        if (o.in.empty()) return made;
    }
    OK_ASSIGN(const std::string text, fileText(o.in));
    OK_ASSIGN(const auto document, parseJson(text));
    // An export carries the document under a heading.
    const JsonView inside = document.root()["document"];
    return api.call("PUT", versionPath(o), toJson(WholeBody{RawJson{inside.exists() ? inside.canonical() : document.root().canonical()}, o.summary, o.reason}));
}

Result<std::string> importFile(ApiClient& api, const PolicyOptions& o) {
    OK_ASSIGN(const std::string text, fileText(o.in));
    const bool csv = o.in.ends_with(".csv");
    return api.call("POST", base(o) + "/import" + query({{"mode", o.commit ? "commit" : "dry-run"}, {"version", o.version > 0 ? std::to_string(o.version) : ""}, {"reason", o.reason}}),
                    text, csv ? "text/csv" : "application/json");
}

using Ask = std::function<Result<std::string>(ApiClient&, PolicyOptions&)>;

/// A step in the life of a version: POST with what was said.
Ask step(const char* name) {
    return [name](ApiClient& api, PolicyOptions& o) {
        const bool now = o.at.empty() && std::string_view(name) == "publish";
        return api.call("POST", versionPath(o) + "/" + name, toJson(Words{{}, o.comment, o.reason, now ? "now" : o.at, o.zone}));
    };
}

CLI::App* add(CLI::App& group, Program& program, const Options& options, const char* name, const char* about, Ask ask) {
    auto* command = group.add_subcommand(name, about);
    command->callback([options, &program, ask = std::move(ask)] {
        ApiClient api(options->place);
        const auto in = api.signIn();
        program.exitCode = in.ok() ? tellInto(options->out, ask(api, *options), options->format == "json") : complainAbout(in.problem());
    });
    return command;
}

void addReading(CLI::App& group, Program& program, const Options& o) {
    add(group, program, o, "list", "the versions, the newest first", [](ApiClient& api, PolicyOptions& p) { return api.call("GET", base(p) + "/versions?limit=500"); });
    auto* show = add(group, program, o, "show", "one version with its body", [](ApiClient& api, PolicyOptions& p) { return api.call("GET", versionPath(p)); });
    show->add_option("--version", o->version, "its number; without it, what is live");
    auto* diff = add(group, program, o, "diff", "what changed", [](ApiClient& api, PolicyOptions& p) {
        return api.call("GET", base(p) + "/diff" + query({{"baseline", p.baseline}, {"version", p.version > 0 ? std::to_string(p.version) : ""}, {"dimension", p.dimension},
                                                          {"change", p.change}, {"principal", p.principal}, {"format", p.format}}));
    });
    diff->add_option("--dimension", o->dimension, "only this dimension, such as channel");
    diff->add_option("--change", o->change, "only added, removed or modified");
    diff->add_option("--principal", o->principal, "only what touches this person or group");
    auto* impact = add(group, program, o, "impact", "who gains and who loses", [](ApiClient& api, PolicyOptions& p) {
        return api.call("GET", base(p) + "/impact" + query({{"baseline", p.baseline}, {"version", p.version > 0 ? std::to_string(p.version) : ""}, {"format", p.format}}));
    });
    auto* simulate = add(group, program, o, "simulate", "what it would have said to what happened", [](ApiClient& api, PolicyOptions& p) {
        return api.call("POST", base(p) + "/simulate" + query({{"format", p.format}}), toJson(Trial{p.version > 0 ? std::to_string(p.version) : "", p.baseline, p.from, p.to}));
    });
    simulate->add_option("--from", o->from, "begin of the period, 2026-11-01T00:00:00Z")->required();
    simulate->add_option("--to", o->to, "its end")->required();
    auto* out = add(group, program, o, "export", "the document as records", [](ApiClient& api, PolicyOptions& p) {
        return api.call("GET", base(p) + "/export" + query({{"version", p.version > 0 ? std::to_string(p.version) : ""}, {"format", p.format}}));
    });
    for (auto* command : {diff, impact, simulate}) command->add_option("--baseline", o->baseline, "compare with this version; without it, what is live");
    for (auto* command : {diff, impact, simulate, out}) {
        command->add_option("--version", o->version, "the version; without it, the newest (of an export: what is live)");
        command->add_option("--format", o->format, "json or csv, of a diff also pdf")->check(CLI::IsMember({"json", "csv", "pdf"}));
        command->add_option("--out", o->out, "into this file");
    }
    auto* ask = add(group, program, o, "evaluate", "may this person do that", [](ApiClient& api, PolicyOptions& p) {
        return api.call("POST", "/v1/evaluate", toJson(Question{p.user, p.action, p.channel, p.geography, p.severity, p.content, p.version > 0 ? std::to_string(p.version) : ""}));
    });
    ask->add_option("--user", o->user, "id or login")->required();
    ask->add_option("--action", o->action, "initiate, approve, edit_etr, publish, cancel, or an action's name")->required();
    ask->add_option("--channel", o->channel, "sms, email, voice");
    ask->add_option("--geography", o->geography, "a territory");
    ask->add_option("--severity", o->severity, "minor, major, critical");
    ask->add_option("--content", o->content, "etr, advisory");
    ask->add_option("--version", o->version, "asked of this version instead of what is live");
}

void addWriting(CLI::App& group, Program& program, const Options& o) {
    auto* change = add(group, program, o, "edit", "begin a draft, or put a whole document into one", edit);
    change->add_option("--version", o->version, "the draft; without it, a new one of what is live");
    change->add_option("--file", o->in, "the document as JSON, or an export");
    change->add_option("--summary", o->summary, "what this version changes, at least 15 characters");
    auto* in = add(group, program, o, "import", "records into a draft: a dry run, unless --commit", [](ApiClient& api, PolicyOptions& p) { return importFile(api, p); });
    in->add_option("--file", o->in, "an export as .json or .csv")->required();
    in->add_flag("--commit", o->commit, "carry it out");
    in->add_option("--version", o->version, "the draft");
    const std::tuple<const char*, const char*, const char*> steps[] = {
        {"submit", "submit", "a draft for review"}, {"approve", "approve", "as somebody who did not write it"},
        {"request-changes", "request-changes", "back to draft, with a comment"}, {"discard", "discard", "away for good"},
        {"validate", "validate", "what would block it, and what is worth knowing"}, {"rebase", "rebase", "a draft onto what is live now"},
        {"publish", "publish", "what was approved, now"}, {"schedule", "schedule", "what was approved, at a time"}, {"unschedule", "unschedule", "not at that time"}};
    for (const auto& [name, path, about] : steps) {
        auto* command = add(group, program, o, name, about, step(path));
        command->add_option("--version", o->version, "its number")->required();
        command->add_option("--comment", o->comment, "for its people");
        command->add_option("--reason", o->reason, "stays in the log");
        if (std::string_view(name) == "schedule" || std::string_view(name) == "publish") {
            auto* at = command->add_option("--at", o->at, "2026-11-22T06:00, in the zone; publish without it: now");
            if (std::string_view(name) == "schedule") at->required();
            command->add_option("--zone", o->zone, "such as America/New_York");
        }
    }
    auto* back = add(group, program, o, "rollback", "to what was live before, in one step", [](ApiClient& api, PolicyOptions& p) {
        return api.call("POST", base(p) + "/rollback", toJson(BackTo{p.version, p.reason}));
    });
    back->add_option("--version", o->version, "to this one; without it, the one before");
    back->add_option("--reason", o->reason, "why, at least 10 characters")->required();
}

}  // namespace

void addPolicyCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<PolicyOptions>();
    auto* group = app.add_subcommand("policy", "versions of the documents that decide: roles and others");
    group->require_subcommand(1);
    group->add_option("--url", options->place.url, "the server, https://host:port")->required();
    group->add_option("--utility", options->place.utility, "its short name")->required();
    group->add_option("--login", options->place.login, "who asks")->required();
    group->add_option("--password-file", options->place.passwordFile, "file with the password in its first line")->required();
    group->add_option("--ca-file", options->place.caFile, "PEM of the authority to trust besides the system's");
    group->add_option("--kind", options->kind, "the kind of document")->capture_default_str();
    addReading(*group, program, options);
    addWriting(*group, program, options);
}

}  // namespace ok::okctl
