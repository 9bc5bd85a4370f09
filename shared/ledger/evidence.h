// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// What an evidence bundle says of itself (docs/audit.md): the manifest, and one line a stream and day with the proof that
// the entries shown are in the signed log and in their day's root.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ledger/audit_filter.h"
#include "shared/ledger/multi_proof.h"
#include "shared/ledger/redaction.h"

namespace ok::ledger {

inline constexpr const char* evidenceFormat = "outagekit-evidence/1";
inline constexpr const char* exportTool = "outagekit 0.1";

struct DayRoot {
    std::string day;                    ///< 2026-11-21, of ledger time, UTC
    Stream stream = Stream::ops;
    std::int64_t first = 0, last = 0;   ///< sequences of the day
    Digest root;
    bool operator==(const DayRoot&) const = default;
};
BOOST_DESCRIBE_STRUCT(DayRoot, (), (day, stream, first, last, root))

struct StreamRoot {
    Stream stream = Stream::ops;
    std::int64_t size = 0;
    Digest root;
    bool operator==(const StreamRoot&) const = default;
};
BOOST_DESCRIBE_STRUCT(StreamRoot, (), (stream, size, root))

/// What was done to personal data, and under which version of the utility's policy.
struct RedactionInForce {
    int version = 0;
    RedactionAction tokens = RedactionAction::pseudonym;
    RedactionAction justifications = RedactionAction::keep;
    bool operator==(const RedactionInForce&) const = default;
};
BOOST_DESCRIBE_STRUCT(RedactionInForce, (), (version, tokens, justifications))

/// Everything in it follows from the question and the log: the same question gives the same manifest.
struct EvidenceManifest {
    std::string format = evidenceFormat;
    std::string tool = exportTool;
    TenantId tenant;
    std::string slug;
    AuditFilter filter;
    std::string redaction = "disabled"; ///< or `enabled`
    std::optional<RedactionInForce> redactionPolicy;   ///< of `enabled`
    std::string hashAlgorithm = "SHA-256";
    std::int64_t records = 0;
    Digest parametersHash;
    Digest selectionRoot;               ///< RFC 6962 over the entry hashes in the order of the records
    std::vector<StreamRoot> streams;    ///< the signed trees the proofs lead to
    std::vector<DayRoot> days;          ///< the daily roots of the days with records
    std::string reproducibilityToken;
};
BOOST_DESCRIBE_STRUCT(EvidenceManifest, (), (format, tool, tenant, slug, filter, redaction, redactionPolicy, hashAlgorithm, records, parametersHash,
                                             selectionRoot, streams, days, reproducibilityToken))

/// One line of proofs.jsonl: `day` empty is the stream's signed tree.
struct EvidenceProof {
    Stream stream = Stream::ops;
    std::string day;
    std::int64_t before = 0;            ///< entries of the stream before the tree's first
    merkle::MultiProof proof;
};
BOOST_DESCRIBE_STRUCT(EvidenceProof, (), (stream, day, before, proof))

/// base64url of {parameters hash, selection root, tool, format}.
[[nodiscard]] std::string reproducibilityTokenOf(const EvidenceManifest& manifest);

/// A line of checksums.txt, as sha256sum reads it.
[[nodiscard]] std::string checksumLine(const Digest& digest, std::string_view name);
/// `outagekit-signature/1`, the key, the signature over the text: three words and a line break.
[[nodiscard]] std::string detachedSignature(std::string_view text, const SigningKey& key);
/// The signer of a text. Problem `bad_signature`.
[[nodiscard]] Result<PublicKey> signerOf(std::string_view text, std::string_view signature);

struct EvidenceFault {
    std::string code;     ///< bad_archive, bad_manifest, bad_checksum, bad_signature, other_key, bad_line, bad_hash, bad_payload_hash,
                          ///< wrong_tenant, not_asked_for, bad_order, bad_count, bad_selection_root, bad_checkpoint, bad_proof,
                          ///< bad_time_stamp
    std::string message;
    std::string file;
    std::int64_t line = 0;
    std::string entryId;
};
BOOST_DESCRIBE_STRUCT(EvidenceFault, (), (code, message, file, line, entryId))

/// Whose time is not beyond doubt, and why: tsa_pending, tsa_failed, tsa_late, clock_drift_critical, clock_unsynced.
struct TimeException {
    std::string id;       ///< an entry's, or an anchor's: `day/2026-11-21/ops`
    std::string reason;
    bool operator==(const TimeException&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimeException, (), (id, reason))

struct EvidenceVerdict {
    bool valid = false;
    std::string tenant, publicKey, selectionRoot;
    std::int64_t records = 0, redacted = 0, erased = 0;
    std::int64_t stamps = 0;            ///< tokens of an authority that hold
    std::int64_t exceptionCount = 0;
    std::vector<TimeException> exceptions;   ///< at most 1,000
    std::vector<EvidenceFault> faults;  ///< at most 100
};
BOOST_DESCRIBE_STRUCT(EvidenceVerdict, (), (valid, tenant, publicKey, selectionRoot, records, redacted, erased, stamps, exceptionCount,
                                            exceptions, faults))

/// Visits lines without their breaks.
template <class Visit>
void eachLine(std::string_view text, Visit&& visit) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        visit(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

/// Who is believed; what is empty is not asked for.
struct EvidenceTrust {
    std::string key;              ///< the server's, hex, as known from elsewhere
    std::string authorities;      ///< PEM: whom time stamps must come from
};

using BundleFiles = std::map<std::string, std::string_view>;
/// Checks a bundle with nothing but its bytes. With `sealed` false checksums and signature are not there yet (the server
/// checks before it seals). With `exactHeaders` false a header that was masked is believed to belong to its hash; that the
/// hash is in the signed log is checked all the same.
[[nodiscard]] EvidenceVerdict verifyEvidence(const BundleFiles& files, const EvidenceTrust& trust, bool sealed = true, bool exactHeaders = true);
[[nodiscard]] EvidenceVerdict verifyEvidenceArchive(std::string_view archive, const EvidenceTrust& trust);

/// Checks checksums.txt and its signature over any set of files: what every export has beside it (J1). Faults are appended.
void verifyChecksums(const BundleFiles& files, const std::string& pinnedKey, EvidenceVerdict& verdict);

}  // namespace ok::ledger
