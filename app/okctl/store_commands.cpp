// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl rebuild, okctl export-log, okctl verify-store: the database belongs to the server, so its binary, which lies beside this one, does
// the work; okctl only passes the words on.
#include <spawn.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstring>

#include "app/okctl/commands.h"

extern char** environ;

namespace ok::okctl {
namespace {

int runServer(const Program& program, const std::vector<std::string>& words) {
    const std::string binary = program.directory + "/outagekit-server";
    std::vector<char*> arguments{const_cast<char*>(binary.c_str())};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (const int rc = posix_spawn(&child, binary.c_str(), nullptr, nullptr, arguments.data(), environ); rc != 0) {
        std::fprintf(stderr, "okctl: cannot start `%s`: %s\n", binary.c_str(), std::strerror(rc));
        return 1;
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

struct StoreOptions {
    std::string database, tenant, out, key, keys;
    bool check = false;
    int threads = 2;
};

/// Adds the directory of the keys where one was named.
void addKeys(std::vector<std::string>& words, const StoreOptions& options) {
    if (!options.keys.empty()) words.insert(words.end(), {"--keys", options.keys});
}

}  // namespace

void addStoreCommands(CLI::App& app, Program& program) {
    const auto options = std::make_shared<StoreOptions>();
    auto* rebuild = app.add_subcommand("rebuild", "drop the views, replay the log, and say whether they are identical");
    rebuild->add_option("--db", options->database, "the database file; stop the server first")->required();
    rebuild->add_option("--tenant", options->tenant, "only this utility (short name)");
    rebuild->add_flag("--check", options->check, "change nothing, only compare");
    rebuild->callback([options, &program] {
        std::vector<std::string> words{"rebuild", "--db", options->database};
        if (!options->tenant.empty()) words.insert(words.end(), {"--tenant", options->tenant});
        if (options->check) words.emplace_back("--check");
        addKeys(words, *options);
        program.exitCode = runServer(program, words);
    });
    auto* exportLog = app.add_subcommand("export-log", "write a utility's log to a file for `okctl verify`");
    exportLog->add_option("--db", options->database, "the database file; the server may be running")->required();
    exportLog->add_option("--tenant", options->tenant, "the utility's short name")->required();
    exportLog->add_option("--out", options->out, "the file to write")->required();
    exportLog->callback([options, &program] {
        std::vector<std::string> words{"export-log", "--db", options->database, "--tenant", options->tenant, "--out", options->out};
        addKeys(words, *options);
        program.exitCode = runServer(program, words);
    });
    auto* verify = app.add_subcommand("verify-store", "check every hash, link, root and signature of the logs in a database");
    verify->add_option("--db", options->database, "the database file; the server may be running")->required();
    verify->add_option("--tenant", options->tenant, "only this utility (short name)");
    verify->add_option("--key", options->key, "the server's public key, known from elsewhere (hexadecimal)");
    verify->add_option("--threads", options->threads, "how many to work with")->capture_default_str()->check(CLI::Range(1, 64));
    verify->callback([options, &program] {
        std::vector<std::string> words{"verify-store", "--db", options->database, "--threads", std::to_string(options->threads)};
        if (!options->tenant.empty()) words.insert(words.end(), {"--tenant", options->tenant});
        if (!options->key.empty()) words.insert(words.end(), {"--key", options->key});
        addKeys(words, *options);
        program.exitCode = runServer(program, words);
    });
    for (auto* each : {rebuild, exportLog, verify}) {
        each->add_option("--keys", options->keys, "directory of master.key, which opens the entries; without it, `keys` beside the database file");
    }
    auto* migrate = app.add_subcommand("migrate", "from SQLite to PostgreSQL, verified by counts and hashes: `okctl migrate --help`");
    migrate->allow_extras();
    migrate->prefix_command();
    migrate->callback([migrate, &program] {
        std::vector<std::string> words{"migrate"};
        for (const std::string& word : migrate->remaining()) words.push_back(word);
        program.exitCode = runServer(program, words);
    });
    auto* backup = app.add_subcommand("backup", "create, restore or verify an encrypted backup: `okctl backup create --help`");
    backup->allow_extras();
    backup->prefix_command();
    backup->callback([backup, &program] {
        std::vector<std::string> words{"backup"};
        for (const std::string& word : backup->remaining()) words.push_back(word);
        program.exitCode = runServer(program, words);
    });
}

}  // namespace ok::okctl
