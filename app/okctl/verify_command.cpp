// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl verify: checks an exported log, an evidence bundle, or an export with its checksums, without the server, its
// database or its code.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/okctl/commands.h"
#include "shared/ledger/record_files.h"
#include "shared/ledger/verifier.h"

namespace ok::okctl {
namespace {

struct VerifyOptions {
    std::string file;
    std::string key;
    std::string tsaCa;
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

int answer(const ledger::EvidenceVerdict& verdict, bool json, const char* what) {
    if (json) {
        std::printf("%s\n", toJson(verdict).c_str());
        return verdict.valid ? 0 : 1;
    }
    if (!verdict.tenant.empty()) std::printf("tenant       %s\n", verdict.tenant.c_str());
    if (!verdict.selectionRoot.empty()) {
        std::printf("records      %lld (%lld redacted, %lld with erased payloads)\nroot         %s\n", static_cast<long long>(verdict.records),
                    static_cast<long long>(verdict.redacted), static_cast<long long>(verdict.erased), verdict.selectionRoot.c_str());
    }
    if (verdict.stamps > 0) std::printf("time stamps  %lld\n", static_cast<long long>(verdict.stamps));
    for (const ledger::TimeException& each : verdict.exceptions) std::printf("exception    %s: %s\n", each.id.c_str(), each.reason.c_str());
    if (verdict.exceptionCount > 0) std::printf("exceptions   %lld\n", static_cast<long long>(verdict.exceptionCount));
    std::printf("signed with  %s\n", verdict.publicKey.empty() ? "no readable key" : verdict.publicKey.c_str());
    for (const ledger::EvidenceFault& fault : verdict.faults) {
        std::fprintf(stderr, "%s:%lld: %s (%s) %s\n", fault.file.c_str(), static_cast<long long>(fault.line), fault.message.c_str(),
                     fault.code.c_str(), fault.entryId.c_str());
    }
    std::printf("valid        %s\n", verdict.valid ? what : "NO");
    return verdict.valid ? 0 : 1;
}

std::string readWhole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool isBundle(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    std::string head(512, '\0');
    return file.read(head.data(), 512) && head.substr(257, 5) == "ustar";
}

/// A folder with checksums.txt, its signature and what they list.
int verifyFolder(const VerifyOptions& options) {
    std::map<std::string, std::string> bytes;
    ledger::BundleFiles files;
    std::error_code ec;
    for (const auto& each : std::filesystem::directory_iterator(options.file, ec)) {
        if (each.is_regular_file(ec)) bytes[each.path().filename().string()] = readWhole(each.path());
    }
    for (const auto& [name, content] : bytes) files[name] = content;
    const auto verdict = ledger::verifyExportFiles(files, {options.key, options.tsaCa.empty() ? std::string() : readWhole(options.tsaCa)});
    return answer(verdict, options.json,
                  verdict.selectionRoot.empty() ? "yes: the files are those that were signed"
                                                : "yes: the files are those that were signed, and every record, its order and its place in the signed log fit");
}

int verify(const VerifyOptions& options) {
    std::error_code ec;
    if (std::filesystem::is_directory(options.file, ec)) return verifyFolder(options);
    if (options.file != "-" && isBundle(options.file)) {
        return answer(ledger::verifyEvidenceArchive(readWhole(options.file), {options.key, options.tsaCa.empty() ? std::string() : readWhole(options.tsaCa)}), options.json,
                      "yes: checksums, signature, every entry, its order and its place in the signed log fit");
    }
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
    auto* command = app.add_subcommand("verify", "check an exported log, an evidence bundle, or a folder of an export: hashes, proofs, signatures");
    command->add_option("file", options->file, "what `okctl export-log` wrote (- reads standard input), a bundle, or a folder with checksums.txt")->required();
    command->add_option("--tsa-ca", options->tsaCa, "PEM file of the time-stamping authority to believe; without it stamps are read, not believed");
    command->add_option("--key", options->key,
                        "the server's public key in hex, as you know it from elsewhere; without it the file's own key is "
                        "believed, which shows tampering by everybody but the key's holder");
    command->add_flag("--json", options->json, "print the verdict as JSON");
    command->callback([options, &program] { program.exitCode = verify(*options); });
}

}  // namespace ok::okctl
