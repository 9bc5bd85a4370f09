// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Every subcommand registers itself with one function; main.cpp lists them. The function given to CLI11's callback
// puts its exit code into `exitCode`: 0 done, 1 a finding or failure that was explained, 2 wrong use.
#pragma once
#include <string>

namespace CLI {
class App;
}

namespace ok::okctl {

struct Program {
    std::string directory;  ///< where this binary lies: the server's binary lies beside it
    int exitCode = 0;
};

void addVerifyCommand(CLI::App& app, Program& program);
void addWitnessCommand(CLI::App& app, Program& program);
void addStoreCommands(CLI::App& app, Program& program);
void addMapCommand(CLI::App& app, Program& program);
void addImportCommand(CLI::App& app, Program& program);
void addKeysCommand(CLI::App& app, Program& program);
void addAccountCommands(CLI::App& app, Program& program);
void addIdentityCommand(CLI::App& app, Program& program);
void addPolicyCommand(CLI::App& app, Program& program);
void addApprovalsCommand(CLI::App& app, Program& program);
void addEvidenceCommand(CLI::App& app, Program& program);
void addRiskCommand(CLI::App& app, Program& program);
void addCustodyCommand(CLI::App& app, Program& program);
void addWebhooksCommand(CLI::App& app, Program& program);

}  // namespace ok::okctl
