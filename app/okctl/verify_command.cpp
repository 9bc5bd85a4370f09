// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl verify: checks an exported log without the server, its database or its code.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/okctl/commands.h"
#include "shared/ledger/verifier.h"

namespace ok::okctl {
namespace {

struct VerifyOptions {
    std::string file;
    std::string key;
    bool json = false;
};

LogVerdict verdictOf(std::istream& in, const std::string& key) {
    LogVerifier verifier(key);
    std::string line;
    while (std::getline(in, line)) verifier.line(line);
    return verifier.finish();
}

void print(const LogVerdict& verdict) {
    std::printf("tenant       %s\n", verdict.tenant.c_str());
    std::printf("entries      %lld (%lld with erased payloads)\n", static_cast<long long>(verdict.entries),
                static_cast<long long>(verdict.erasedPayloads));
    std::printf("checkpoints  %lld, signed with %s\n", static_cast<long long>(verdict.checkpoints),
                verdict.publicKey.empty() ? "no readable key" : verdict.publicKey.c_str());
    for (const LogFault& fault : verdict.faults) {
        std::fprintf(stderr, "line %lld, %s %lld: %s (%s) entry %s\n", static_cast<long long>(fault.line),
                     fault.stream.c_str(), static_cast<long long>(fault.sequence), fault.message.c_str(),
                     fault.code.c_str(), fault.entryId.empty() ? "?" : fault.entryId.c_str());
    }
    if (verdict.valid) std::printf("valid        yes: chain, payloads, Merkle roots and signatures fit\n");
    else std::printf("valid        NO\nfirst broken %s\n", verdict.firstBrokenEntryId.c_str());
}

int verify(const VerifyOptions& options) {
    std::ifstream file;
    const bool fromInput = options.file == "-";
    if (!fromInput) {
        file.open(options.file, std::ios::binary);
        if (!file) {
            std::fprintf(stderr, "okctl: cannot read `%s`\n", options.file.c_str());
            return 1;
        }
    }
    const LogVerdict verdict = verdictOf(fromInput ? std::cin : file, options.key);
    if (options.json) std::printf("%s\n", toJson(verdict).c_str());
    else print(verdict);
    return verdict.valid ? 0 : 1;
}

}  // namespace

void addVerifyCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<VerifyOptions>();
    auto* command = app.add_subcommand("verify", "check an exported log: chain, payloads, Merkle roots, signatures");
    command->add_option("file", options->file, "what `okctl export-log` wrote; - reads standard input")->required();
    command->add_option("--key", options->key,
                        "the server's public key in hex, as you know it from elsewhere; without it the file's own key is "
                        "believed, which shows tampering by everybody but the key's holder");
    command->add_flag("--json", options->json, "print the verdict as JSON");
    command->callback([options, &program] { program.exitCode = verify(*options); });
}

}  // namespace ok::okctl
