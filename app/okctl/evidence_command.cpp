// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// okctl evidence: what speaks for an incident, attached and read at a shell, with the session that `okctl login` keeps.
//
//     okctl evidence attach 018f... pole.jpg --title "The pole at the corner"
//     okctl evidence link 018f... https://weather.example/radar --title "Radar at noon"
//     okctl evidence list 018f...
//     okctl evidence get 018f... 018e... --out pole.jpg        hashed again here, too
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/okctl/api_client.h"
#include "app/okctl/commands.h"
#include "app/okctl/review_text.h"
#include "shared/evidence/evidence_commands.h"

namespace ok::okctl {
namespace {

struct EvidenceOptions {
    std::string file, incident, evidence, path, url, title, note, out;
    bool json = false;
};
using Options = std::shared_ptr<EvidenceOptions>;
using Step = Result<std::string> (*)(ApiClient&, const EvidenceOptions&);

struct LinkBody {
    std::string url, title, note;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (url, title, note))

std::string address(const EvidenceOptions& o) { return "/v1/incidents/" + o.incident + "/evidence"; }

std::string lineText(const evidence::EvidenceLine& each) {
    return each.id + "  " + shownSafely(each.title) + " (" + shownSafely(each.kind == "link" ? each.kind : each.mediaType) + (each.bytes > 0 ? ", " + std::to_string(each.bytes) + " bytes" : "") + ")" +
           (each.availability.available ? "" : " UNAVAILABLE") + "\n    " + shownSafely(each.url) + "\n    sha256 " + each.sha256.hex() + "\n";
}

Result<std::string> said(const Result<std::string>& answer, bool json) {
    if (!answer.ok()) return answer.problem();
    if (json) return *answer + "\n";
    OK_ASSIGN(const auto line, fromJson<evidence::EvidenceLine>(*answer));
    return lineText(line);
}

Result<std::string> attach(ApiClient& api, const EvidenceOptions& o) {
    std::ifstream in(o.path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || bytes.empty()) return problem("file_not_found", "`" + o.path + "` cannot be read, or is empty");
    if (static_cast<std::int64_t>(bytes.size()) > evidence::largestFile) return problem("too_large", "a file has at most 20 MB");
    const std::string name = o.path.substr(o.path.rfind('/') + 1);
    return said(api.call("POST", address(o) + "?" + formEncode({{"name", name}, {"title", o.title}, {"note", o.note}}), std::move(bytes), "application/octet-stream"), o.json);
}

Result<std::string> attachLink(ApiClient& api, const EvidenceOptions& o) { return said(api.call("POST", address(o), toJson(LinkBody{o.url, o.title, o.note})), o.json); }

Result<std::string> list(ApiClient& api, const EvidenceOptions& o) {
    OK_ASSIGN(const std::string answer, api.call("GET", address(o)));
    if (o.json) return answer + "\n";
    OK_ASSIGN(const auto all, fromJson<evidence::EvidenceList>(answer));
    std::string out;
    for (const auto& each : all.items) out += lineText(each);
    return out.empty() ? std::string("nothing\n") : out;
}

Result<std::string> get(ApiClient& api, const EvidenceOptions& o) {
    OK_ASSIGN(const std::string listed, api.call("GET", address(o)));
    OK_ASSIGN(const auto all, fromJson<evidence::EvidenceList>(listed));
    for (const auto& each : all.items) {
        if (each.id != o.evidence) continue;
        OK_ASSIGN(const std::string bytes, api.call("GET", address(o) + "/" + each.id + "/file"));
        if (sha256(bytes) != each.sha256) return problem("digest_mismatch", "what came is not what was attached");
        std::ofstream out(o.out, std::ios::binary | std::ios::trunc);
        out << bytes;
        out.close();
        if (!out) return problem("not_written", "`" + o.out + "` could not be written");
        return std::to_string(bytes.size()) + " bytes, sha256 " + each.sha256.hex() + "\n";
    }
    return problem("evidence_not_found", "the incident has no such evidence");
}

CLI::App* add(CLI::App& group, Program& program, const Options& options, const char* name, const char* about, Step step) {
    auto* made = group.add_subcommand(name, about);
    made->add_option("incident", options->incident, "the incident's id")->required();
    made->callback([options, step, &program] {
        ApiClient api(ApiPlace{});
        const Status ready = api.resume(sessionFile(options->file));
        const auto answer = ready.ok() ? step(api, *options) : Result<std::string>(ready.problem());
        if (!answer.ok()) {
            program.exitCode = complainAbout(answer.problem());
            return;
        }
        std::fputs(answer->c_str(), stdout);
    });
    return made;
}

}  // namespace

void addEvidenceCommand(CLI::App& app, Program& program) {
    const auto o = std::make_shared<EvidenceOptions>();
    auto* group = app.add_subcommand("evidence", "what speaks for an incident: files and links");
    group->require_subcommand(1);
    auto* file = add(*group, program, o, "attach", "a photograph, document, video or text of at most 20 MB", attach);
    file->add_option("file", o->path, "which")->required();
    auto* link = add(*group, program, o, "link", "a page elsewhere: nobody fetches it, what is said of it is kept", attachLink);
    link->add_option("url", o->url, "where it is")->required();
    auto* all = add(*group, program, o, "list", "what is attached", list);
    auto* one = add(*group, program, o, "get", "a file, compared with its hash", get);
    one->add_option("evidence", o->evidence, "its id")->required();
    one->add_option("--out", o->out, "where to write it")->required();
    file->add_option("--title", o->title, "what it shows; without it, its name");
    link->add_option("--title", o->title, "what it shows")->required();
    for (auto* each : {file, link}) each->add_option("--note", o->note, "more about it");
    for (auto* each : {file, link, all}) each->add_flag("--json", o->json, "the server's answer as it is");
    for (auto* each : {file, link, all, one}) each->add_option("--session", o->file, "where `okctl login` keeps the session; else $OKCTL_SESSION, else the user's state directory");
}

}  // namespace ok::okctl
