// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl witness: an outsider who looks at the log again and again (from cron) and keeps only the last signed note of each
// stream. Each time it asks for the newest note and a proof that its log extends the one seen before. A server that rewrote
// or forked its past cannot give one; then both notes, signed by the server, are the evidence.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "shared/base/json.h"
#include "shared/base/json_value.h"
#include "shared/ledger/note.h"

namespace ok::okctl {
namespace {

constexpr const char* signer = "outagekit";
constexpr int lieFound = 2;

struct WitnessOptions {
    ApiPlace place;
    std::string key, state;
};

/// The proof's part of a server's answer.
struct ProofReply {
    std::vector<std::string> proof;
};
BOOST_DESCRIBE_STRUCT(ProofReply, (), (proof))

using Notes = std::map<std::string, std::string>;  // stream -> signed note

Result<Notes> readState(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return Notes{};  // the first look
    std::ostringstream text;
    text << in.rdbuf();
    return fromJson<Notes>(text.str());
}

Status writeState(const std::string& file, const Notes& notes) {
    std::ofstream out(file + ".new", std::ios::binary | std::ios::trunc);
    out << toJson(notes) << '\n';
    out.close();
    if (!out || std::rename((file + ".new").c_str(), file.c_str()) != 0) return problem("state_unwritable", "cannot write `" + file + "`");
    return {};
}

Result<PublicKey> keyFrom(const std::string& hex) {
    OK_ASSIGN(const Bytes raw, fromHex(asciiLower(hex)));
    PublicKey key{};
    if (raw.size() != key.size()) return problem("bad_key", "a public key has 64 hexadecimal digits");
    std::copy(raw.begin(), raw.end(), key.begin());
    return key;
}

Result<merkle::Proof> askProof(ApiClient& api, const std::string& stream, const TreeNote& kept, const TreeNote& now) {
    merkle::Proof out;
    if (kept.size == 0 || now.size <= kept.size) return out;
    OK_ASSIGN(const std::string body, api.call("GET", "/v1/ledger/" + stream + "/consistency?from=" + std::to_string(kept.size) +
                                                          "&to=" + std::to_string(now.size)));
    OK_ASSIGN(const auto reply, fromJson<ProofReply>(body));
    for (const std::string& step : reply.proof) {
        OK_ASSIGN(out.emplace_back(), Digest::parse(step));
    }
    return out;
}

/// Looks at one stream; on success its newest note stands in `notes`.
Status look(ApiClient& api, const std::string& stream, const PublicKey& key, Notes& notes) {
    OK_ASSIGN(const std::string text, api.call("GET", "/v1/ledger/" + stream + "/checkpoint"));
    OK_ASSIGN(const TreeNote now, openNote(text, signer, key));
    if (const auto before = notes.find(stream); before != notes.end()) {
        OK_ASSIGN(const TreeNote kept, openNote(before->second, signer, key));
        OK_ASSIGN(const merkle::Proof proof, askProof(api, stream, kept, now));
        if (const Status extends = judgeNotes(kept, now, proof); !extends.ok()) {
            Problem why = extends.problem();
            why.details["seen_before"] = before->second;
            why.details["seen_now"] = text;
            return why;
        }
    }
    std::printf("%-10s %lld entries, root %s\n", stream.c_str(), static_cast<long long>(now.size), now.root.hex().c_str());
    notes[stream] = text;
    return {};
}

int witness(const WitnessOptions& options) {
    const auto key = keyFrom(options.key);
    if (!key.ok()) return complainAbout(key.problem());
    auto notes = readState(options.state);
    if (!notes.ok()) return complainAbout(notes.problem());
    ApiClient api(options.place);
    if (const auto in = api.signIn(); !in.ok()) return complainAbout(in.problem());
    for (const char* stream : {"ops", "decisions", "security", "executions"}) {
        const Status seen = look(api, stream, *key, *notes);
        if (seen.ok()) continue;
        const int code = complainAbout(seen.problem());
        const bool lie = seen.problem().details.contains("seen_before");
        if (lie) std::fputs("The server's log is not the one that was seen before. Keep both notes: they are signed by it.\n", stderr);
        return lie ? lieFound : code;
    }
    const Status kept = writeState(options.state, *notes);
    return kept.ok() ? 0 : complainAbout(kept.problem());
}

}  // namespace

void addWitnessCommand(CLI::App& app, Program& program) {
    const auto options = std::make_shared<WitnessOptions>();
    auto* command = app.add_subcommand("witness", "look whether the server's log still extends what was seen before");
    command->add_option("--url", options->place.url, "the server, https://host:port")->required();
    command->add_option("--utility", options->place.utility, "its short name")->required();
    command->add_option("--login", options->place.login, "who may read the log: an auditor")->required();
    command->add_option("--password-file", options->place.passwordFile, "file with the password in its first line")->required();
    command->add_option("--ca-file", options->place.caFile, "PEM of the authority to trust besides the system's");
    command->add_option("--key", options->key, "the server's public key, known from elsewhere (hexadecimal)")->required();
    command->add_option("--state", options->state, "file that keeps what was seen")->required();
    command->callback([options, &program] { program.exitCode = witness(*options); });
}

}  // namespace ok::okctl
