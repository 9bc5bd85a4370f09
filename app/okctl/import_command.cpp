// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl import: a file of accounts, addresses, areas, overrides or OpenStreetMap data into a running server, with its
// progress; Ctrl+C cancels on the server too. Bad rows are listed at the end, by number.
#include <poll.h>
#include <sys/signalfd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "app/okctl/gzip_file.h"
#include "shared/base/json.h"
#include "shared/territory/import_report.h"

namespace ok::okctl {
namespace {

constexpr int lookEveryMs = 250;
constexpr int rowsShown = 20;

struct ImportOptions {
    ApiPlace place;
    std::string file, kind, format, service, city, timeZone, callingCode, encoding, licence, attribution;
};

/// The fields of a running import and of a finished one that this command shows.
struct Seen {
    std::string id, state, problem;
    std::int64_t bytesTotal = 0, bytesRead = 0, rowsRead = 0, accepted = 0, keptAside = 0, geocoded = 0, unplaced = 0;
    double secondsLeft = 0;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (id, state, problem, bytesTotal, bytesRead, rowsRead, accepted, keptAside, geocoded, unplaced,
                                 secondsLeft))

struct Rejected {
    std::vector<territory::RowIssue> items;
    std::string nextAfter;
};
BOOST_DESCRIBE_STRUCT(Rejected, (), (items, nextAfter))

std::string query(const ImportOptions& o) {
    std::vector<std::pair<std::string, std::string>> fields{{"kind", o.kind}};
    const std::string name = o.file.substr(o.file.rfind('/') + 1);
    fields.emplace_back("name", name);
    std::string format = o.format;
    if (format.empty() && (name.ends_with(".geojson") || name.ends_with(".json"))) format = "geojson";
    for (const auto& [key, value] : {std::pair{"format", format}, std::pair{"service", o.service}, std::pair{"city", o.city},
                                     std::pair{"time_zone", o.timeZone}, std::pair{"calling_code", o.callingCode},
                                     std::pair{"encoding", o.encoding}, std::pair{"licence", o.licence}, std::pair{"attribution", o.attribution}}) {
        if (!value.empty()) fields.emplace_back(key, value);
    }
    return "?" + formEncode(fields);
}

void show(const Seen& s) {
    const int percent = s.bytesTotal > 0 ? static_cast<int>(100 * s.bytesRead / s.bytesTotal) : 0;
    std::fprintf(stderr, "\r  %s  %3d %%  %lld rows, %lld kept, %lld set aside, about %.0f s left   ", s.state.c_str(), percent,
                 static_cast<long long>(s.rowsRead), static_cast<long long>(s.accepted), static_cast<long long>(s.keptAside),
                 s.secondsLeft);
}

int showEnd(ApiClient& server, const Seen& s) {
    std::fprintf(stderr, "\r  %s: %lld rows, %lld kept, %lld set aside; %lld accounts found by their address, %lld on no map\n",
                 s.state.c_str(), static_cast<long long>(s.rowsRead), static_cast<long long>(s.accepted),
                 static_cast<long long>(s.keptAside), static_cast<long long>(s.geocoded), static_cast<long long>(s.unplaced));
    if (!s.problem.empty()) std::fprintf(stderr, "  %s\n", s.problem.c_str());
    if (s.keptAside > 0) {
        if (const auto body = server.call("GET", "/v1/imports/" + s.id + "/rejected"); body.ok()) {
            const auto rejected = fromJson<Rejected>(*body);
            for (int i = 0; rejected.ok() && i < rowsShown && i < static_cast<int>(rejected->items.size()); ++i) {
                const auto& row = rejected->items[static_cast<std::size_t>(i)];
                std::fprintf(stderr, "  row %llu, %s: %s\n", static_cast<unsigned long long>(row.row), row.field.c_str(),
                             row.message.c_str());
            }
        }
        if (s.keptAside > rowsShown) std::fprintf(stderr, "  and %lld more\n", static_cast<long long>(s.keptAside - rowsShown));
    }
    return s.state == "done" && s.keptAside == 0 ? 0 : 1;
}

int importMain(const ImportOptions& options) {
    auto bytes = readMaybeGzip(options.file);
    if (!bytes.ok()) return complainAbout(bytes.problem());
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    pollfd interrupted{signalfd(-1, &signals, SFD_CLOEXEC), POLLIN, 0};
    ApiClient server(options.place);
    if (const auto in = server.signIn(); !in.ok()) return complainAbout(in.problem());
    auto started = server.call("POST", "/v1/imports" + query(options), std::move(*bytes), "application/octet-stream");
    if (!started.ok()) return complainAbout(started.problem());
    auto seen = fromJson<Seen>(*started);
    while (seen.ok() && (seen->state == "queued" || seen->state == "running")) {
        show(*seen);
        if (poll(&interrupted, 1, lookEveryMs) > 0) {
            signalfd_siginfo drop{};
            if (read(interrupted.fd, &drop, sizeof drop) < 0) return 1;
            std::fprintf(stderr, "\n  cancelling; what was kept so far stays\n");
            (void)server.call("POST", "/v1/imports/" + seen->id + "/cancel");
        }
        auto body = server.call("GET", "/v1/imports/" + seen->id);
        if (!body.ok()) return complainAbout(body.problem());
        seen = fromJson<Seen>(*body);
    }
    if (!seen.ok()) return complainAbout(seen.problem());
    return showEnd(server, *seen);
}

}  // namespace

void addImportCommand(CLI::App& app, Program& program) {
    auto options = std::make_shared<ImportOptions>();
    auto* command = app.add_subcommand("import", "bring a utility's accounts, addresses, areas, overrides or an OpenStreetMap extract in");
    command->add_option("file", options->file, "CSV, GeoJSON or .osm, also .gz")->required()->check(CLI::ExistingFile);
    command->add_option("--kind", options->kind, "what it holds")
        ->required()->check(CLI::IsMember({"accounts", "addresses", "areas", "overrides", "osm"}));
    command->add_option("--url", options->place.url, "the server, https://host:port")->required();
    command->add_option("--utility", options->place.utility, "short name of the utility")->required();
    command->add_option("--login", options->place.login, "an administrator's login")->required();
    command->add_option("--password-file", options->place.passwordFile, "file with the password in its first line")->required();
    command->add_option("--ca-file", options->place.caFile, "PEM file of the authority that signed the server's certificate");
    command->add_option("--format", options->format, "csv or geojson; by the file's name without it");
    command->add_option("--encoding", options->encoding, "utf8 (usual) or windows1252");
    command->add_option("--service", options->service, "electric, water, gas or broadband, for rows that do not say");
    command->add_option("--city", options->city, "for rows that do not say");
    command->add_option("--time-zone", options->timeZone, "for rows that do not say, such as America/New_York");
    command->add_option("--licence", options->licence, "on what terms you have the data: own (usual), public_domain, internal, or an SPDX id");
    command->add_option("--attribution", options->attribution, "who has to be named, where the licence wants it");
    command->add_option("--calling-code", options->callingCode, "country calling code of national numbers, such as 1");
    command->callback([options, &program] { program.exitCode = importMain(*options); });
}

}  // namespace ok::okctl
