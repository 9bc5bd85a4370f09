// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl custody: the chain of custody of an incident, as the API exports it, byte by byte (F04.R6.A6).
//
//     okctl custody 018f... --format csv --out chain.csv
#include <CLI/CLI.hpp>
#include <memory>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"

namespace ok::okctl {
namespace {

struct CustodyOptions {
    std::string session, incident, format = "json", cursor, out;
    int pageSize = 200;
};

int run(const CustodyOptions& o) {
    ApiClient api(ApiPlace{});
    if (const Status ready = api.resume(sessionFile(o.session)); !ready.ok()) return complainAbout(ready.problem());
    std::string path = "/v1/audit/incidents/" + o.incident + "/chain?format=" + o.format + "&page_size=" + std::to_string(o.pageSize);
    if (!o.cursor.empty()) path += "&cursor=" + o.cursor;
    return tellInto(o.out, api.call("GET", path), o.out.empty());
}

bool isPlain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

}  // namespace

void addCustodyCommand(CLI::App& app, Program& program) {
    const auto o = std::make_shared<CustodyOptions>();
    auto* command = app.add_subcommand("custody", "the chain of custody of an incident: what was frozen, decided and sent, with hashes");
    const CLI::Validator plain([](std::string& text) { return isPlain(text) ? std::string() : std::string("letters, digits, - and _"); }, "ID");
    command->add_option("incident", o->incident, "its id")->required()->check(plain);
    command->add_option("--format", o->format, "json or csv")->check(CLI::IsMember({"json", "csv"}))->capture_default_str();
    command->add_option("--page-size", o->pageSize, "steps a page")->check(CLI::Range(1, 1000))->capture_default_str();
    command->add_option("--cursor", o->cursor, "the `next_cursor` of the page before")->check(plain);
    command->add_option("--out", o->out, "into this file, exactly as the server sends it");
    command->add_option("--session", o->session, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
    command->callback([o, &program] { program.exitCode = run(*o); });
}

}  // namespace ok::okctl
