// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/okctl/replay_command.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "app/okctl/gzip_file.h"
#include "app/okctl/http_pool.h"
#include "shared/reports/provider_signature.h"

namespace ok::okctl {
namespace {

using Steady = std::chrono::steady_clock;

int complain(const Problem& why) {
    std::fprintf(stderr, "okctl replay: %s (%s)\n", why.message.c_str(), why.code.c_str());
    return 1;
}

std::string firstLine(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

class Replay {
  public:
    Replay(const ReplayOptions& options, std::string token, std::string feedKey)
        : m_options(options),
          m_token(std::move(token)),
          m_feedKey(std::move(feedKey)),
          m_public(options.publicUrl.empty() ? options.url : options.publicUrl),
          m_pool(options.inFlight, seconds(options.retrySeconds)),
          m_acks(options.acksFile, std::ios::app) {}

    int run(const std::vector<operations::StormStep>& script) {
        if (script.empty()) return 0;
        const Instant begin = script.front().at;
        const auto started = Steady::now();
        m_total = script.size();
        for (const operations::StormStep& step : script) {
            const double stormSeconds = static_cast<double>((step.at - begin).count()) / 1e6;
            if (m_options.hours > 0 && stormSeconds > m_options.hours * 3600) break;
            if (m_options.speed > 0) waitUntil(started + std::chrono::duration_cast<Steady::duration>(
                                                             std::chrono::duration<double>(stormSeconds / m_options.speed)));
            play(step);
            progress(step, started);
        }
        m_pool.drain();
        summary(started);
        return m_refused == 0 ? 0 : 1;
    }

  private:
    void waitUntil(Steady::time_point when) {
        for (auto now = Steady::now(); now < when; now = Steady::now()) {
            m_pool.drive(std::min<Duration>(milliseconds(100), std::chrono::duration_cast<Duration>(when - now)));
        }
    }

    void play(const operations::StormStep& step) {
        switch (step.kind) {
            case operations::StormStepKind::feed: return feed(step);
            case operations::StormStepKind::sms: return sms(step);
            case operations::StormStepKind::voice: return voice(step);
            case operations::StormStepKind::web: return web(step);
        }
    }

    std::vector<std::string> drillHeaders(Instant at) const { return {"X-OutageKit-Drill-Time: " + toIso(at)}; }

    // Snapshots change each other's outages: the next waits for the one before.
    void feed(const operations::StormStep& step) {
        m_pool.drain();
        HttpCall call;
        call.url = m_options.url + "/v1/feeds/" + m_options.adapter + "?utility=" + m_options.utility;
        call.contentType = "application/x-ndjson";
        call.body = step.text;
        call.headers = drillHeaders(step.at);
        call.headers.push_back("Authorization: Bearer " + m_feedKey);
        m_changes += step.changes;
        send(std::move(call), "feed:" + toIso(step.at));
        m_pool.drain();
    }

    HttpCall signedCall(const std::string& path, const reports::FormFields& fields, Instant at) const {
        HttpCall call;
        call.url = m_options.url + path;
        call.body = formEncode(fields);
        call.headers = drillHeaders(at);
        call.headers.push_back("X-Twilio-Signature: " + reports::providerSignature(m_public + path, fields, m_token));
        return call;
    }

    void sms(const operations::StormStep& step) {
        const reports::FormFields fields{{"MessageSid", step.id}, {"AccountSid", "ACdrill"}, {"From", step.from},
                                         {"To", m_options.smsNumber}, {"Body", step.text}, {"NumMedia", "0"}};
        // A question changes nothing, so its acknowledgement promises no entry: it has a name of its own.
        const bool asks = step.text == "STATUS" || step.text == "ESTADO";
        send(signedCall("/webhooks/twilio/sms", fields, step.at), (asks ? "ask:" : "sms:") + step.id);
    }

    // A call that is recognised by its number and reports by pressing 1.
    void voice(const operations::StormStep& step) {
        const std::string sid = "CA" + step.id.substr(2);
        const reports::FormFields fields{{"CallSid", sid}, {"AccountSid", "ACdrill"}, {"From", step.from},
                                         {"To", m_options.smsNumber}, {"CallStatus", "ringing"}};
        const Instant at = step.at;
        m_pool.post(signedCall("/webhooks/twilio/voice", fields, at), [this, fields, sid, at](const HttpAnswer& answer) {
            note(answer, "");
            const std::size_t found = answer.body.find("action=\"");
            if (answer.status != 200 || found == std::string::npos) return;
            const std::size_t from = found + 8;
            std::string path = answer.body.substr(from, answer.body.find('"', from) - from);
            for (std::size_t amp = path.find("&amp;"); amp != std::string::npos; amp = path.find("&amp;")) path.erase(amp + 1, 4);
            if (path.starts_with(m_public)) path.erase(0, m_public.size());
            reports::FormFields next = fields;
            next.emplace_back("Digits", "1");
            m_pressed.push_back({signedCall(path, next, at), "voice:" + sid});
        });
        flushPressed();
    }

    // Posted outside the callback, because posting drives the pool.
    void flushPressed() {
        std::vector<std::pair<HttpCall, std::string>> pressed;
        pressed.swap(m_pressed);
        for (auto& [call, name] : pressed) send(std::move(call), name);
    }

    void web(const operations::StormStep& step) {
        HttpCall call;
        call.url = m_options.url + "/report/" + m_options.utility;
        call.body = formEncode({{"address", step.text}, {"symptom", "out"}, {"phone", step.from}, {"id", step.id}});
        call.headers = drillHeaders(step.at);
        send(std::move(call), "web:" + step.id);
    }

    void send(HttpCall call, const std::string& name) {
        m_pool.post(std::move(call), [this, name](const HttpAnswer& answer) { note(answer, name); });
    }

    void note(const HttpAnswer& answer, const std::string& name) {
        if (answer.status >= 200 && answer.status < 400) {
            ++m_accepted;
            if (!name.empty() && m_acks.is_open()) m_acks << name << "\n" << std::flush;
            return;
        }
        ++m_refused;
        const std::string what = answer.status == 0 ? answer.failure : std::to_string(answer.status) + " " + answer.body;
        if (m_refused <= 5) std::fprintf(stderr, "\nokctl replay: %s: %s\n", name.c_str(), what.substr(0, 400).c_str());
    }

    void progress(const operations::StormStep& step, Steady::time_point started) {
        flushPressed();
        ++m_played;
        if (m_options.quiet || (m_played % 200 != 0 && m_played != m_total)) return;
        const double took = std::chrono::duration<double>(Steady::now() - started).count();
        std::fprintf(stderr, "\r  %s  %zu of %zu steps, %d feed changes, %zu refused, %.1f s   ",
                     toIso(step.at).substr(0, 16).c_str(), m_played, m_total, m_changes, m_refused, took);
    }

    void summary(Steady::time_point started) const {
        const double took = std::chrono::duration<double>(Steady::now() - started).count();
        std::fprintf(stderr, "%sokctl replay: %d feed changes and %zu calls accepted, %zu refused, in %.2f s\n",
                     m_options.quiet ? "" : "\n", m_changes, m_accepted, m_refused, took);
    }

    const ReplayOptions& m_options;
    std::string m_token, m_feedKey, m_public;
    HttpPool m_pool;
    std::ofstream m_acks;
    std::vector<std::pair<HttpCall, std::string>> m_pressed;
    std::size_t m_accepted = 0, m_refused = 0, m_played = 0, m_total = 0;
    int m_changes = 0;
};

}  // namespace

int replayMain(const ReplayOptions& options) {
    auto text = readMaybeGzip(options.logFile);
    if (!text.ok()) return complain(text.problem());
    auto log = operations::readStormLog(options.adapter, *text);
    if (!log.ok()) return complain(log.problem());
    text = std::string();
    std::vector<operations::SampleAccount> accounts;
    if (!options.feedOnly) accounts = operations::sampleAccounts(*log, options.storm);
    const auto script = operations::stormScript(*log, accounts, options.storm);
    Replay replay(options, firstLine(options.providerTokenFile), firstLine(options.feedKeyFile));
    return replay.run(script);
}

void addReplayCommand(CLI::App& app, Program& program) {
    auto options = std::make_shared<ReplayOptions>();
    auto* command = app.add_subcommand(
        "replay", "play a recorded storm through the intake of a drill utility; it cannot reach a real one");
    command->add_option("--url", options->url, "the server")->capture_default_str();
    command->add_option("--public-url", options->publicUrl, "the server as providers know it, if that is another address");
    command->add_option("--utility", options->utility, "short name of a drill utility")->required();
    command->add_option("--log", options->logFile, "the change log, .ndjson or .ndjson.gz")->required();
    command->add_option("--adapter", options->adapter, "whose records they are: lgeku, pge2019")->capture_default_str();
    command->add_option("--provider-token-file", options->providerTokenFile, "file with the drill provider's token");
    command->add_option("--feed-key-file", options->feedKeyFile, "file with the key of the feed route")->required();
    command->add_option("--sms-number", options->smsNumber, "the utility's number")->default_val("+15025550199");
    command->add_option("--speed", options->speed, "times real time; 0: as fast as it can")->capture_default_str();
    command->add_option("--hours", options->hours, "stop after so many hours of the storm; 0: all of it")->capture_default_str();
    command->add_option("--seed", options->storm.seed, "of the made-up customers")->capture_default_str();
    command->add_option("--report-share", options->storm.reportShare, "share of customers who reach out")->capture_default_str();
    command->add_option("--in-flight", options->inFlight, "calls at once")->capture_default_str()->check(CLI::Range(1, 256));
    command->add_option("--retry-seconds", options->retrySeconds, "how long a call is tried while nobody listens")->capture_default_str();
    command->add_option("--acks-file", options->acksFile, "append a line for every acknowledged call");
    command->add_flag("--feed-only", options->feedOnly, "no customers, only the feed");
    command->add_flag("--quiet", options->quiet, "only the summary");
    command->callback([options, &program] { program.exitCode = replayMain(*options); });
}

}  // namespace ok::okctl
