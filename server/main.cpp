// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// outagekit-server: assembles the house and runs it until it is told to stop.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "server/clock.h"
#include "server/product/add_utility.h"
#include "server/product/backup.h"
#include "server/product/complain.h"
#include "server/product/drill_post.h"
#include "server/product/house.h"
#include "server/product/installation_keys.h"
#include "server/product/sample_utility.h"
#include "server/product/secret_tools.h"
#include "server/product/store_tools.h"

namespace {

struct ServeOptions {
    ok::HouseOptions house;
    std::string portFile;
    bool sample = false;
    std::string samplePasswordFile;
};

ok::Status writePorts(const ok::House& house, const std::string& file) {
    if (file.empty()) return {};
    std::ofstream out(file + ".new", std::ios::trunc);
    out << "http=" << house.httpPort() << "\nhttps=" << house.httpsPort() << "\n";
    out.close();
    if (!out || std::rename((file + ".new").c_str(), file.c_str()) != 0) {
        return ok::problem("port_file_unwritable", "cannot write `" + file + "`");
    }
    return {};
}

// Blocked in every thread, before the first one starts; awaitEnd() waits for them.
sigset_t blockSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

void awaitEnd() {
    const sigset_t signals = blockSignals();
    int got = 0;
    sigwait(&signals, &got);
}

int serve(ServeOptions options) {
    options.house.clock = ok::systemNow;
    options.house.dice = ok::systemDice;
    blockSignals();
    ok::House house(options.house);
    if (auto started = house.start(); !started.ok()) return ok::complain(started.problem());
    if (options.sample) {
        auto ready = ok::ensureSampleUtility(house, options.house.resourcesDir, options.samplePasswordFile);
        if (!ready.ok()) return ok::complain(ready.problem());
    }
    if (auto written = writePorts(house, options.portFile); !written.ok()) return ok::complain(written.problem());
    std::fprintf(stderr, "outagekit-server: listening on http://%s:%u and https://%s:%u\n",
                 options.house.address.c_str(), house.httpPort(), options.house.address.c_str(), house.httpsPort());
    awaitEnd();
    std::fputs("outagekit-server: stopping; answering what was asked\n", stderr);
    house.stop();
    return 0;
}

/// Where the database of a backup command is: the file in `--data`, or PostgreSQL.
void addDatabaseOptions(CLI::App& command, ok::BackupOptions& backup, std::string& data) {
    command.add_option("--data", data, "the server's directory; with --db, that of keys and certificate")->capture_default_str();
    command.add_option("--db", backup.database, "PostgreSQL as libpq takes it, where the database is not the file in --data");
    command.add_option("--schema", backup.schema, "schema in PostgreSQL")->capture_default_str();
}

void addRecoveryOptions(CLI::App& command, ok::BackupVerb verb, ok::BackupOptions& backup, std::string& until) {
    if (verb == ok::BackupVerb::restore) {
        command.add_flag("--dry-run", backup.dryRun, "check everything, restore nothing");
        command.add_option("--until", until, "go back to the last signed state not later than this, 2026-11-03T14:05:00Z");
        command.add_option("--incident", backup.incident, "only what the database has lost of this incident; the server must not run");
        command.add_option("--utility", backup.utility, "the utility's short name, with --incident");
    }
    if (verb == ok::BackupVerb::drill) command.add_option("--objective-seconds", backup.objectiveSeconds, "how long a restore may take")->capture_default_str();
    if (verb != ok::BackupVerb::restore) {
        command.add_option("--url", backup.url, "the server that runs, where this is recorded; without it none may run");
        command.add_option("--token-file", backup.tokenFile, "an administrator's session token for it");
    }
    command.add_option("--place", backup.place, "what the catalogue calls the place of the file; without it, its folder");
}

/// `backup` and what it can do.
std::vector<std::pair<CLI::App*, ok::BackupVerb>> addBackupCommands(CLI::App& app, ok::BackupOptions& backup, std::string& data, std::string& until) {
    std::vector<std::pair<CLI::App*, ok::BackupVerb>> out;
    auto* command = app.add_subcommand("backup", "database and keys in one encrypted file, and back");
    command->require_subcommand(1);
    for (const auto& [name, words, verb] : {std::tuple{"create", "while a server runs or not", ok::BackupVerb::create},
                                            std::tuple{"restore", "into a directory that is not there yet", ok::BackupVerb::restore},
                                            std::tuple{"verify", "check a backup entry by entry; writes nothing that stays", ok::BackupVerb::verify},
                                            std::tuple{"drill", "restore to nowhere, timed, and record the result in the log", ok::BackupVerb::drill},
                                            std::tuple{"record", "write into the catalogue where a copy lies, by its hash", ok::BackupVerb::record}}) {
        auto* each = command->add_subcommand(name, words);
        addDatabaseOptions(*each, backup, data);
        each->add_option("--file", backup.file, "the backup")->required();
        if (verb != ok::BackupVerb::record) {
            each->add_option("--passphrase-file", backup.passphraseFile, "file with the passphrase in its first line")->required();
        }
        addRecoveryOptions(*each, verb, backup, until);
        out.emplace_back(each, verb);
    }
    auto* list = command->add_subcommand("list", "the catalogue: what a folder holds and what the logs know, when made, verified, rehearsed");
    addDatabaseOptions(*list, backup, data);
    list->add_option("--folder", backup.file, "where backups lie; without it only what the logs know");
    list->add_flag("--json", backup.json, "for programs");
    out.emplace_back(list, ok::BackupVerb::list);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    ::umask(077);  // database, copies and backups hold addresses of customers: for this user's eyes
    CLI::App app{"OutageKit server: reports in, honest answers out"};
    app.require_subcommand(1);
    ServeOptions options;
    options.house.chronyPort = 323;
    std::string data = "outagekit-data";
    std::string resources = "resources";
    std::string providers;
    std::vector<std::string> anchorsTo;
    auto* serveCommand = app.add_subcommand("serve", "run the server");
    serveCommand->add_option("--data", data, "directory of database, keys and certificate")->capture_default_str();
    serveCommand->add_option("--resources", resources, "directory of maps and sample data")->capture_default_str();
    serveCommand->add_option("--database", options.house.database,
                             "PostgreSQL to use instead of SQLite, as libpq takes it; the password belongs into ~/.pgpass. docs/growing.md");
    serveCommand->add_option("--schema", options.house.databaseSchema, "schema in that database")->capture_default_str();
    serveCommand->add_option("--region", options.house.region, "where this installation's data lies; shown beside its backups")->capture_default_str();
    serveCommand->add_flag("--all-utilities", options.house.takeAllDesks,
                           "decide for every utility nobody decides for from the start, not when one is first asked for");
    serveCommand->add_option("--address", options.house.address, "address to listen on")->capture_default_str();
    serveCommand->add_option("--trusted-proxy", options.house.trustedProxies,
                             "address of a proxy in front whose X-Forwarded-For and -Proto are believed; may be given several times");
    serveCommand->add_option_function<int>("--idle-minutes", [&options](int n) { options.house.sessions.idle = ok::minutes(n); },
                                           "sign people out after so long without input (60)")->check(CLI::Range(1, 24 * 60));
    serveCommand->add_option_function<int>("--session-hours", [&options](int n) { options.house.sessions.absolute = ok::hours(n); },
                                           "and after so long in any case (12)")->check(CLI::Range(1, 24 * 7));
    serveCommand->add_flag("--require-device-key", options.house.sessions.requireDeviceKey,
                           "only clients that bind their session to a key may sign in");
    serveCommand->add_option("--http-port", options.house.httpPort, "0: chosen by the system");
    serveCommand->add_option("--https-port", options.house.httpsPort, "0: chosen by the system");
    serveCommand->add_option("--public-url", options.house.publicUrl, "how providers and customers reach this server");
    serveCommand->add_option("--port-file", options.portFile, "write the ports in use to this file once ready");
    serveCommand->add_flag("--sample", options.sample, "make the sample utility (a drill tenant) if it is not there");
    serveCommand->add_option("--sample-password-file", options.samplePasswordFile,
                             "file with the password of the sample's people");
    serveCommand->add_option("--drill-provider", options.house.drillProviderUrl,
                             "a drill provider that runs by itself, http://127.0.0.1:PORT; without it the server has its own");
    serveCommand->add_option("--providers", providers, "file with the real providers of each utility, chmod 600; see docs/comms.md");
    serveCommand->add_option("--webhook-inside", options.house.webhooksInside, "host:port of a receiver of webhooks in your own network; others must have a public address; repeatable");
    serveCommand->add_option("--tsa-url", options.house.tsa.url, "time-stamping authority (RFC 3161) for day roots and grave entries");
    serveCommand->add_option("--tsa-ca", options.house.tsa.caFile, "PEM file: whom the authority's certificate must come from");
    serveCommand->add_option("--anchor-to", anchorsTo,
                             "a folder (absolute path) or https:// address that gets each hour's heads of the log; may be given several times");
    serveCommand->add_option("--chrony-port", options.house.chronyPort, "where this machine's chrony answers; 0: the clock is not watched");
    ok::AddUtilityOptions added;
    auto* addUtility = app.add_subcommand("add-utility", "make a utility and its first people while no server runs");
    addUtility->add_option("--data", data, "the server's directory")->capture_default_str();
    addUtility->add_option("--profile", added.profileFile, "JSON file: slug, name, time_zone, sms_number, ...; see docs/contract.md")->required();
    addUtility->add_option("--person", added.people, "login:role,role:name; may be given several times")->required();
    addUtility->add_option("--database", options.house.database, "PostgreSQL as libpq takes it, instead of SQLite in --data");
    addUtility->add_option("--password-file", added.passwordFile, "file with their first password")->required();
    auto* sealSecret = app.add_subcommand("seal-secret", "seal a secret (first line of standard input) for a settings file of this installation");
    sealSecret->add_option("--data", data, "the server's directory")->capture_default_str();
    auto* rotateMaster = app.add_subcommand("rotate-master", "exchange the master key while no server runs: seconds, whatever the size of the database");
    rotateMaster->add_option("--data", data, "the server's directory")->capture_default_str();
    rotateMaster->add_option("--database", options.house.database, "PostgreSQL as libpq takes it, instead of SQLite in --data");
    rotateMaster->add_option("--schema", options.house.databaseSchema, "schema in that database")->capture_default_str();
    ok::DrillPostMainOptions post;
    auto* drillProvider = app.add_subcommand("drill-provider", "the message provider of drills alone, for tests that kill the server");
    drillProvider->add_option("--data", data, "the server's directory")->capture_default_str();
    drillProvider->add_option("--journal", post.journal, "a file that gets a line for every message taken");
    drillProvider->add_option("--port-file", post.portFile, "write the address to this file once ready");
    ok::BackupOptions backup;
    std::string until;
    const auto backups = addBackupCommands(app, backup, data, until);
    ok::StoreToolOptions tool;
    const char* const databaseWords = "the database file, or PostgreSQL as libpq takes it; a server may be running but for rebuild";
    const char* const keysWords = "directory of master.key, which opens the entries; without it, `keys` beside the database file";
    auto* rebuild = app.add_subcommand("rebuild", "drop the views and replay the log; says whether they are identical");
    rebuild->add_option("--db", tool.database, databaseWords)->required();
    rebuild->add_option("--schema", tool.schema, "schema in PostgreSQL")->capture_default_str();
    rebuild->add_option("--tenant", tool.tenant, "the utility's short name; all without it");
    rebuild->add_flag("--check", tool.check, "only say whether they are identical");
    auto* exportLog = app.add_subcommand("export-log", "write a tenant's log to a file that okctl verify can check");
    exportLog->add_option("--db", tool.database, databaseWords)->required();
    exportLog->add_option("--schema", tool.schema, "schema in PostgreSQL")->capture_default_str();
    exportLog->add_option("--tenant", tool.tenant, "the utility's short name")->required();
    exportLog->add_option("--out", tool.out, "the file to write")->required();
    for (auto* each : {rebuild, exportLog}) each->add_option("--keys", tool.keys, keysWords);
    auto* migrate = app.add_subcommand("migrate", "copy a SQLite database into an empty PostgreSQL schema and compare both");
    migrate->add_option("--db", tool.database, "the database file; stop the server first")->required();
    migrate->add_option("--to", tool.target, "PostgreSQL as libpq takes it; the password belongs into ~/.pgpass")->required();
    migrate->add_option("--schema", tool.schema, "schema in that database")->capture_default_str();
    auto* verifyStore = app.add_subcommand("verify-store", "check every hash, link, root and signature of the logs in a database");
    verifyStore->add_option("--db", tool.database, databaseWords)->required();
    verifyStore->add_option("--schema", tool.schema, "schema in PostgreSQL")->capture_default_str();
    verifyStore->add_option("--tenant", tool.tenant, "the utility's short name; all without it");
    verifyStore->add_option("--keys", tool.keys, keysWords);
    verifyStore->add_option("--key", tool.key, "the server's public key, known from elsewhere (hexadecimal)");
    verifyStore->add_option("--threads", tool.threads, "how many to work with")->capture_default_str()->check(CLI::Range(1, 64));
    CLI11_PARSE(app, argc, argv);
    if (migrate->parsed()) return ok::migrateMain(tool);
    if (verifyStore->parsed()) return ok::verifyStoreMain(tool);
    if (rebuild->parsed()) return ok::rebuildMain(tool);
    if (exportLog->parsed()) return ok::exportLogMain(tool);
    for (const auto& [each, verb] : backups) {
        if (!each->parsed()) continue;
        backup.dataDir = data;
        backup.clock = ok::systemNow;
        backup.dice = ok::systemDice;
        if (!until.empty()) {
            const auto moment = ok::parseIso(until);
            if (!moment.ok()) return ok::complain(moment.problem());
            backup.until = *moment;
        }
        return ok::backupMain(verb, std::move(backup));
    }
    if (rotateMaster->parsed()) return ok::rotateMasterMain({data, options.house.database, options.house.databaseSchema, ok::systemNow, ok::systemDice});
    if (sealSecret->parsed()) return ok::sealSecretMain(data, ok::systemDice, std::cin, std::cout);
    if (drillProvider->parsed()) {
        blockSignals();
        post.dataDir = data;
        post.clock = ok::systemNow;
        post.dice = ok::systemDice;
        return ok::drillPostMain(post);
    }
    options.house.dataDir = data;
    options.house.resourcesDir = resources;
    if (addUtility->parsed()) {
        added.house = options.house;
        added.house.clock = ok::systemNow;
        added.house.dice = ok::systemDice;
        added.house.tls = false;
        added.house.quiet = true;
        return ok::addUtilityMain(std::move(added));
    }
    if (!providers.empty()) {
        const auto secrets = ok::secretBoxOf(options.house.dataDir / "keys");
        if (!secrets.ok()) return ok::complain(secrets.problem());
        auto book = ok::comms::readProviderFile(providers, *secrets);
        if (!book.ok()) return ok::complain(book.problem());
        options.house.providers = std::move(*book);
    }
    for (const std::string& notice : ok::plainSecretNotices(options.house.dataDir, providers)) std::fprintf(stderr, "outagekit-server: %s\n", notice.c_str());
    for (const std::string& where : anchorsTo) {
        auto place = ok::integrity::makeAnchorPlace(where);
        if (!place.ok()) return ok::complain(place.problem());
        options.house.anchorPlaces.push_back(std::move(*place));
    }
    return serve(std::move(options));
}
