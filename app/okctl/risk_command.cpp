// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl risk: how risky an update is and why, what a score asks for, and what other rules would have said to what was sent. It asks the
// same routes as everybody; what it prints is what the server says.
#include <CLI/CLI.hpp>
#include <functional>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "shared/base/json.h"

namespace ok::okctl {
namespace {

struct Inputs {
    std::optional<std::int64_t> audienceSize;
    std::optional<double> etaChangeMinutes, modelConfidence;
    std::optional<std::vector<std::string>> channelMix;
};
BOOST_DESCRIBE_STRUCT(Inputs, (), (audienceSize, etaChangeMinutes, modelConfidence, channelMix))

struct Question {
    std::string broadcastId, approvalId;
    Inputs inputs;
    bool persist = false;
};
BOOST_DESCRIBE_STRUCT(Question, (), (broadcastId, approvalId, inputs, persist))

struct Trial {
    int version = 0;
    std::optional<int> baseline;
    std::optional<std::string> from, to;
    std::string level, action, pageToken;
    int limit = 50;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (version, baseline, from, to, level, action, pageToken, limit))

struct Start {
    int version = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Start, (), (version, reason))

struct Why {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(Why, (), (reason))

struct RiskOptions {
    ApiPlace place;
    std::string session;
    std::vector<std::string> channels;
    Question question;
    Trial trial;
    Start start;
    std::string format = "json", out, reason;
};
using Options = std::shared_ptr<RiskOptions>;
using Ask = std::function<Result<std::string>(ApiClient&, RiskOptions&)>;

CLI::App* add(CLI::App& group, Program& program, const Options& options, const char* name, const char* about, Ask ask) {
    auto* command = group.add_subcommand(name, about);
    command->callback([options, &program, ask = std::move(ask)] {
        ApiClient api(options->place);
        const Status in = options->place.url.empty() ? api.resume(sessionFile(options->session)) : api.signIn();
        program.exitCode = in.ok() ? tellInto(options->out, ask(api, *options), options->format == "json") : complainAbout(in.problem());
    });
    return command;
}

void addScore(CLI::App& group, Program& program, const Options& o) {
    auto* score = add(group, program, o, "score", "how risky an update is, from 0 to 100, and why; what is left out is a default of the rules",
                      [](ApiClient& api, RiskOptions& r) {
                          if (!r.channels.empty()) r.question.inputs.channelMix = r.channels;
                          return api.call("POST", "/v1/risk-score", toJson(r.question));
                      });
    score->add_option("--broadcast", o->question.broadcastId, "its id");
    score->add_option("--approval", o->question.approvalId, "or the request it was frozen with");
    score->add_option("--audience", o->question.inputs.audienceSize, "how many people");
    score->add_option("--eta-change", o->question.inputs.etaChangeMinutes, "minutes, later positive");
    score->add_option("--confidence", o->question.inputs.modelConfidence, "of the model, 0 to 1");
    score->add_option("--channel", o->channels, "sms, email, voice, web; may be given several times");
    score->add_flag("--keep", o->question.persist, "keep it with the broadcast");
}

void addRules(CLI::App& group, Program& program, const Options& o) {
    add(group, program, o, "rules", "the rules that hold, and the version that is coming into force", [](ApiClient& api, RiskOptions&) { return api.call("GET", "/v1/risk-rules"); });
    auto* simulate = add(group, program, o, "simulate", "what a version would have said to what was sent",
                         [](ApiClient& api, RiskOptions& r) { return api.call("POST", "/v1/risk-rules/simulate?format=" + r.format, toJson(r.trial)); });
    simulate->add_option("--version", o->trial.version, "the draft")->required();
    simulate->add_option("--baseline", o->trial.baseline, "compare with this version; without it, what is live");
    simulate->add_option("--from", o->trial.from, "begin of the period, 2026-11-01T00:00:00Z; without it, 90 days");
    simulate->add_option("--to", o->trial.to, "its end; without it, now");
    simulate->add_option("--level", o->trial.level, "only what the draft puts into this band");
    simulate->add_option("--action", o->trial.action, "only sends that the draft asks this of, such as checklist");
    simulate->add_option("--limit", o->trial.limit, "sends on a page, 1 to 500")->capture_default_str();
    simulate->add_option("--page-token", o->trial.pageToken, "the page after this one");
    simulate->add_option("--format", o->format, "json, or csv of the figures")->check(CLI::IsMember({"json", "csv"}));
    simulate->add_option("--out", o->out, "into this file");
    auto* begin = add(group, program, o, "rollout", "an approved version begins to judge a share of the sends",
                      [](ApiClient& api, RiskOptions& r) { return api.call("POST", "/v1/risk-rules/rollout", toJson(r.start)); });
    begin->add_option("--version", o->start.version, "its number")->required();
    begin->add_option("--reason", o->start.reason, "stays in the log")->required();
    auto* back = add(group, program, o, "rollback", "the live rules judge every send again, at once",
                     [](ApiClient& api, RiskOptions& r) { return api.call("POST", "/v1/risk-rules/rollout/back", toJson(Why{r.reason})); });
    back->add_option("--reason", o->reason, "stays in the log")->required();
}

}  // namespace

void addRiskCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<RiskOptions>();
    auto* group = app.add_subcommand("risk", "how risky an update is, and the rules that say so");
    group->require_subcommand(1);
    group->fallthrough();
    group->add_option("--session", options->session, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
    auto* url = group->add_option("--url", options->place.url, "or a session for this one question: the server, https://host:port");
    for (CLI::Option* each : {group->add_option("--utility", options->place.utility, "its short name"), group->add_option("--login", options->place.login, "who asks"),
                              group->add_option("--password-file", options->place.passwordFile, "file with the password in its first line")}) {
        url->needs(each);
    }
    group->add_option("--ca-file", options->place.caFile, "PEM of the authority to trust besides the system's");
    addScore(*group, program, options);
    addRules(*group, program, options);
}

}  // namespace ok::okctl
