// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "app/integrity/genuine_entries.h"

#include <map>

#include "shared/ledger/json_slices.h"
#include "shared/ledger/tar.h"

namespace ok::app {
namespace {

/// The lines of the range, by sequence.
std::map<std::int64_t, integrity::GenuineEntry> linesOf(std::string_view lines, const ledger::Finding& finding) {
    std::map<std::int64_t, integrity::GenuineEntry> out;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
        const auto whole = fromJson<RawJson>(line);
        if (!whole.ok()) continue;
        const auto header = memberBytes(line, "header"), payload = memberBytes(line, "payload");
        const auto facts = fromJson<EntryHeader>(header.value_or("null"));
        if (!facts.ok() || facts->stream != finding.stream || facts->sequence < finding.first || facts->sequence > finding.last) continue;
        const std::string_view content = payload.value_or("null") == "null" ? std::string_view() : *payload;
        out[facts->sequence] = {facts->sequence, toBase64(asBytes(*header)), toBase64(asBytes(content))};
    }
    return out;
}

}  // namespace

Result<std::vector<integrity::GenuineEntry>> genuineEntriesIn(std::string_view file, const ledger::Finding& finding) {
    std::string_view lines = file;
    if (!file.starts_with('{')) {
        OK_ASSIGN(const auto members, ledger::tarMembers(file));
        const auto found = members.find("entries.jsonl");
        if (found == members.end()) return problem("no_entries", "there is no `entries.jsonl` in this archive");
        lines = found->second;
    }
    auto found = linesOf(lines, finding);
    std::vector<integrity::GenuineEntry> out;
    for (std::int64_t sequence = finding.first; sequence <= finding.last; ++sequence) {
        const auto one = found.find(sequence);
        if (one == found.end()) return problem("incomplete", "an entry of the damaged range is not in this file", {{"sequence", std::to_string(sequence)}});
        out.push_back(std::move(one->second));
    }
    return out;
}

}  // namespace ok::app
