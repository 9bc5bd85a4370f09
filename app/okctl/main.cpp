// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl: what an operator of the server does from a shell.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/okctl/commands.h"
#include "app/okctl/replay_command.h"

int main(int argc, char** argv) {
    CLI::App app{"OutageKit from the command line: act as the console does, check a log, rebuild views, replay a storm"};
    app.set_version_flag("--version", std::string("okctl ") + OK_VERSION);
    app.require_subcommand(1);
    app.footer("Exit codes: 0 all well, 1 a finding or a failure (explained on standard error), 2 wrong use.\n"
               "`okctl <command> --help` explains a command.");
    ok::okctl::Program program;
    std::error_code ignored;
    program.directory = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path().string();
    ok::okctl::addVerifyCommand(app, program);
    ok::okctl::addWitnessCommand(app, program);
    ok::okctl::addStoreCommands(app, program);
    ok::okctl::addMapCommand(app, program);
    ok::okctl::addReplayCommand(app, program);
    ok::okctl::addImportCommand(app, program);
    ok::okctl::addAccountCommands(app, program);
    ok::okctl::addIdentityCommand(app, program);
    ok::okctl::addPolicyCommand(app, program);
    ok::okctl::addApprovalsCommand(app, program);
    ok::okctl::addEvidenceCommand(app, program);
    ok::okctl::addRiskCommand(app, program);
    ok::okctl::addCustodyCommand(app, program);
    ok::okctl::addWebhooksCommand(app, program);
    ok::okctl::addKeysCommand(app, program);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    return program.exitCode;
}
