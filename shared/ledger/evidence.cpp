// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
#include "shared/ledger/evidence.h"

#include <algorithm>
#include <set>

#include "shared/ledger/json_slices.h"
#include "shared/ledger/merkle.h"
#include "shared/ledger/tar.h"
#include "shared/ledger/time_evidence.h"

namespace ok::ledger {
namespace {

constexpr std::string_view signatureWord = "outagekit-signature/1 ";
constexpr std::size_t mostFaults = 100;

class Check {
  public:
    Check(const BundleFiles& files, std::string pinnedKey, const std::string& authorities, bool exactHeaders, EvidenceVerdict& verdict)
        : m_files(files), m_key(std::move(pinnedKey)), m_exactHeaders(exactHeaders), m_verdict(verdict),
          m_times(files.contains("times.jsonl") ? files.at("times.jsonl") : std::string_view(), authorities, verdict) {}

    void manifest() {
        auto read = fromJson<EvidenceManifest>(file("manifest.json"));
        if (!read.ok() || read->format != evidenceFormat) return fault({"bad_manifest", "the manifest cannot be read", "manifest.json"});
        m_manifest = std::move(*read);
        m_verdict.tenant = m_manifest.tenant.str();
        m_verdict.selectionRoot = m_manifest.selectionRoot.hex();
        if (m_manifest.reproducibilityToken != reproducibilityTokenOf(m_manifest)) {
            fault({"bad_manifest", "the reproducibility token is of another export", "manifest.json"});
        }
    }
    void entries() {
        eachNumbered("entries.jsonl", [this](std::int64_t line, std::string_view text) { entry(line, text); });
        if (m_verdict.records != m_manifest.records) fault({"bad_count", "the manifest speaks of " + std::to_string(m_manifest.records) + " records", "entries.jsonl"});
        if (m_selection.root() != m_manifest.selectionRoot) fault({"bad_selection_root", "the records do not make the manifest's selection root", "entries.jsonl"});
    }
    void checkpoints() {
        eachNumbered("checkpoints.jsonl", [this](std::int64_t line, std::string_view text) { checkpoint(line, text); });
        for (const StreamRoot& root : m_manifest.streams) {
            if (!m_signed.contains({root.stream, root.size, root.root})) fault({"bad_checkpoint", "no signed checkpoint states the root of " + enumName(root.stream), "manifest.json"});
        }
    }
    void proofs() {
        std::set<std::pair<Stream, std::string>> covered;
        eachNumbered("proofs.jsonl", [&](std::int64_t line, std::string_view text) {
            const auto proof = fromJson<EvidenceProof>(text);
            if (!proof.ok()) return fault({"bad_line", "the proof cannot be read", "proofs.jsonl", line});
            covered.emplace(proof->stream, proof->day);
            if (!fits(*proof)) fault({"bad_proof", "the records are not in the tree this proof is about", "proofs.jsonl", line});
        });
        for (const auto& [place, leaves] : m_leaves) {
            if (!covered.contains(place)) fault({"bad_proof", "no proof for " + enumName(place.first) + " " + place.second, "proofs.jsonl"});
        }
    }
    void times() { m_times.finish(m_manifest, m_key); }
    void fault(EvidenceFault fault) {
        if (m_verdict.faults.size() < mostFaults) m_verdict.faults.push_back(std::move(fault));
    }
  private:
    using Leaves = std::vector<std::pair<std::int64_t, Digest>>;   // sequence, entry hash

    [[nodiscard]] std::string_view file(const std::string& name) {
        const auto found = m_files.find(name);
        if (found != m_files.end()) return found->second;
        fault({"bad_archive", "the file is missing", name});
        return {};
    }

    template <class Visit>
    void eachNumbered(const std::string& name, Visit&& visit) {
        std::int64_t number = 0;
        eachLine(file(name), [&](std::string_view text) { visit(++number, text); });
    }

    void entry(std::int64_t line, std::string_view text) {
        EvidenceFault place{"bad_line", "the entry cannot be read", "entries.jsonl", line};
        const auto doc = parseJson(text);
        const auto headerBytes = doc.ok() ? memberBytes(text, "header") : std::nullopt;
        const auto payload = doc.ok() ? memberBytes(text, "payload") : std::nullopt;
        const auto header = headerBytes ? fromJson<EntryHeader>(*headerBytes) : Result<EntryHeader>(problem("bad_line", ""));
        if (!payload || !header.ok()) return fault(std::move(place));
        ++m_verdict.records;
        place.entryId = header->entryId.str();
        const auto say = [&](const char* code, const char* message) { fault({code, message, place.file, line, place.entryId}); };
        const Digest hash = Digest::parse(doc->root()["hash"].text().value_or("")).valueOr(Digest{});
        if (m_exactHeaders && sha256Of({asBytes(*headerBytes), header->prevHash.bytes}) != hash) say("bad_hash", "the entry's hash does not fit its header");
        const bool redacted = doc->root()["redacted"].boolean().value_or(false), erased = *payload == "\"\"";
        if (redacted && m_manifest.redaction != "enabled") say("bad_payload_hash", "a redacted payload in a bundle that is not redacted");
        m_verdict.redacted += redacted;
        m_verdict.erased += erased;
        if (!redacted && !erased && sha256(*payload) != header->payloadHash) say("bad_payload_hash", "the payload is not the one that was recorded");
        if (header->tenant != m_manifest.tenant) say("wrong_tenant", "the entry is another utility's");
        AuditFilter filter = m_manifest.filter;
        if (redacted || erased) {                      // its words cannot be seen any more
            filter.text.clear();
            filter.fields.clear();
        }
        if (!matches(filter, *header, erased ? std::string_view() : *payload)) say("not_asked_for", "the entry is not what the filter asks for");
        const auto order = std::pair(header->ledgerTime, header->entryId);
        if ((m_any && order <= m_last) || !m_sequences[header->stream].follows(*header)) say("bad_order", "the records are not in order");
        m_any = true;
        m_last = order;
        m_selection.append(hash);
        m_times.entry(*header, hash);
        m_leaves[{header->stream, std::string()}].emplace_back(header->sequence, hash);
        m_leaves[{header->stream, toIso(header->ledgerTime).substr(0, 10)}].emplace_back(header->sequence, hash);
    }

    void checkpoint(std::int64_t line, std::string_view text) {
        const auto mark = fromJson<SignedCheckpoint>(text);
        if (!mark.ok()) return fault({"bad_line", "the checkpoint cannot be read", "checkpoints.jsonl", line});
        if (mark->checkpoint.tenant != m_manifest.tenant || !ok::verifies(*mark)) {
            return fault({"bad_checkpoint", "the checkpoint's signature does not fit", "checkpoints.jsonl", line});
        }
        if (m_key.empty()) m_key = mark->publicKey;
        m_verdict.publicKey = mark->publicKey;
        if (mark->publicKey != m_key) return fault({"other_key", "signed with a key that is not the expected one", "checkpoints.jsonl", line});
        m_signed.insert({mark->checkpoint.stream, mark->checkpoint.size, mark->checkpoint.root});
    }

    /// Is the proof about a tree the manifest names, and are the records in it?
    [[nodiscard]] bool fits(const EvidenceProof& proof) {
        bool named = false;
        for (const StreamRoot& root : m_manifest.streams) {
            named = named || (proof.day.empty() && proof.before == 0 && root.stream == proof.stream && root.size == proof.proof.size && root.root == proof.proof.root);
        }
        for (const DayRoot& root : m_manifest.days) {
            named = named || (proof.day == root.day && root.stream == proof.stream && proof.before == root.first - 1 &&
                              proof.proof.size == root.last - root.first + 1 && proof.proof.root == root.root);
        }
        Leaves leaves = m_leaves[{proof.stream, proof.day}];
        for (auto& [sequence, hash] : leaves) sequence -= proof.before + 1;
        std::sort(leaves.begin(), leaves.end());
        return named && merkle::verifies(proof.proof, leaves);
    }

    /// In a stream sequences rise with ledger time, and none comes twice. Of entries of one moment the ids decide the order.
    struct Sequences {
        Instant moment;
        std::int64_t before = 0, most = 0;     // highest of earlier moments; of all
        std::set<std::int64_t> here;
        bool follows(const EntryHeader& header) {
            if (header.ledgerTime != moment) {
                before = most;
                here.clear();
                moment = header.ledgerTime;
            }
            most = std::max(most, header.sequence);
            return header.sequence > before && here.insert(header.sequence).second;
        }
    };

    const BundleFiles& m_files;
    std::string m_key;
    bool m_exactHeaders;
    std::map<Stream, Sequences> m_sequences;
    EvidenceVerdict& m_verdict;
    TimeCheck m_times;
    EvidenceManifest m_manifest;
    merkle::Frontier m_selection;
    bool m_any = false;
    std::pair<Instant, EntryId> m_last;
    std::map<std::pair<Stream, std::string>, Leaves> m_leaves;
    std::set<std::tuple<Stream, std::int64_t, Digest>> m_signed;
};

}  // namespace

std::string reproducibilityTokenOf(const EvidenceManifest& manifest) {
    const std::map<std::string, std::string> parts{{"format", manifest.format},
                                                   {"parameters_hash", manifest.parametersHash.hex()},
                                                   {"selection_root", manifest.selectionRoot.hex()},
                                                   {"tool", manifest.tool}};
    return toBase64Url(asBytes(toJson(parts)));
}

std::string checksumLine(const Digest& digest, std::string_view name) { return digest.hex() + "  " + std::string(name) + "\n"; }

std::string detachedSignature(std::string_view text, const SigningKey& key) {
    return std::string(signatureWord) + toHex(key.publicKey()) + " " + toHex(key.sign(asBytes(text))) + "\n";
}

Result<PublicKey> signerOf(std::string_view text, std::string_view signature) {
    const Problem bad = problem("bad_signature", "the signature does not fit the checksums");
    if (!signature.starts_with(signatureWord)) return bad;
    signature.remove_prefix(signatureWord.size());
    if (signature.ends_with('\n')) signature.remove_suffix(1);
    if (signature.size() != 64 + 1 + 128 || signature[64] != ' ') return bad;
    const auto key = fromHex(signature.substr(0, 64)), mark = fromHex(signature.substr(65));
    if (!key.ok() || !mark.ok()) return bad;
    PublicKey publicKey{};
    Signature bytes{};
    std::copy(key->begin(), key->end(), publicKey.begin());
    std::copy(mark->begin(), mark->end(), bytes.begin());
    if (!verifySignature(publicKey, asBytes(text), bytes)) return bad;
    return publicKey;
}

void verifyChecksums(const BundleFiles& files, const std::string& pinnedKey, EvidenceVerdict& verdict) {
    const auto fault = [&verdict](const char* code, std::string message, std::string file) {
        if (verdict.faults.size() < mostFaults) verdict.faults.push_back({code, std::move(message), std::move(file)});
    };
    const auto sums = files.find("checksums.txt"), mark = files.find("checksums.txt.sig");
    if (sums == files.end() || mark == files.end()) return fault("bad_archive", "checksums or signature are missing", "checksums.txt");
    const auto signer = signerOf(sums->second, mark->second);
    if (!signer.ok()) fault("bad_signature", signer.problem().message, "checksums.txt.sig");
    else if (!pinnedKey.empty() && toHex(*signer) != pinnedKey) fault("other_key", "signed with a key that is not the expected one", "checksums.txt.sig");
    if (signer.ok()) verdict.publicKey = toHex(*signer);
    std::set<std::string> listed{"checksums.txt", "checksums.txt.sig"};
    eachLine(sums->second, [&](std::string_view line) {
        const std::string name(line.size() > 66 ? line.substr(66) : std::string_view());
        const auto file = files.find(name);
        listed.insert(name);
        if (file == files.end()) return fault("bad_checksum", "a listed file is missing", name);
        if (sha256(file->second).hex() != line.substr(0, 64)) fault("bad_checksum", "the file was changed", name);
    });
    for (const auto& [name, bytes] : files) {
        if (!listed.contains(name)) fault("bad_checksum", "the file is not listed", name);
    }
}

EvidenceVerdict verifyEvidence(const BundleFiles& files, const EvidenceTrust& trust, bool sealed, bool exactHeaders) {
    EvidenceVerdict verdict;
    if (sealed) verifyChecksums(files, trust.key, verdict);
    Check check(files, !trust.key.empty() ? trust.key : verdict.publicKey, trust.authorities, exactHeaders, verdict);
    check.manifest();
    check.entries();
    check.checkpoints();
    check.proofs();
    check.times();
    verdict.valid = verdict.faults.empty();
    return verdict;
}

EvidenceVerdict verifyEvidenceArchive(std::string_view archive, const EvidenceTrust& trust) {
    const auto members = tarMembers(archive);
    if (members.ok()) return verifyEvidence(*members, trust);
    EvidenceVerdict verdict;
    verdict.faults.push_back({members.problem().code, members.problem().message, {}});
    return verdict;
}

}  // namespace ok::ledger
