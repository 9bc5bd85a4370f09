// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/integrity/day_proof.h"

#include "shared/ledger/merkle.h"

namespace ok::integrity {

Status verifyInDay(const DayRoot& root, std::string_view headerJson, const std::vector<std::string>& path) {
    const auto no = [](const char* why) { return problem("mismatched_root", why); };
    const auto header = fromJson<EntryHeader>(headerJson);
    if (!header.ok()) return no("the header cannot be read");
    if (header->tenant != root.tenant) return no("the root is another utility's");
    if (header->stream != root.stream) return no("the root is another stream's");
    if (toIso(header->ledgerTime).substr(0, 10) != root.day) return no("the root is another day's");
    if (header->sequence < root.first || header->sequence > root.last) return no("the entry is not among those of the day");
    merkle::Proof proof;
    for (const std::string& step : path) {
        const auto digest = Digest::parse(step);
        if (!digest.ok()) return no("the path cannot be read");
        proof.push_back(*digest);
    }
    const Digest hash = sha256Of({asBytes(headerJson), header->prevHash.bytes});
    const bool leads = merkle::verifyInclusion(merkle::leafHash(hash.bytes), header->sequence - root.first, root.last - root.first + 1, proof, root.root);
    if (!leads) return no("the path does not lead to the root");
    return {};
}

}  // namespace ok::integrity
