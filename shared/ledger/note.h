// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A checkpoint as a signed note, the form that witnesses and monitors of transparency logs read: C2SP tlog-checkpoint
// (origin, size, root, each on a line) in a C2SP signed-note (Ed25519, key id over name and key).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/digest.h"
#include "shared/base/result.h"
#include "shared/ledger/merkle.h"

namespace ok {

struct TreeNote {
    std::string origin;       ///< `outagekit.example/valley/ops`: names the log for ever; no line break, not empty
    std::int64_t size = 0;
    Digest root;
    bool operator==(const TreeNote&) const = default;
};

/// The text that is signed, with its last line break.
[[nodiscard]] std::string noteText(const TreeNote& note);
/// The whole note. `keyName` has no blank and no `+`.
[[nodiscard]] std::string signNote(const TreeNote& note, const std::string& keyName, const SigningKey& key);
/// Reads and checks a note. Problems: `bad_note` (its form), `unknown_signer` (no line of this name and key),
/// `bad_signature`.
[[nodiscard]] Result<TreeNote> openNote(std::string_view text, const std::string& keyName, const PublicKey& key);
/// Does the log of the newer note extend the log of the one that was kept? Problems: `other_log`, `rolled_back` (it is shorter),
/// `forked` (same size, another root), `not_extended` (the proof does not hold).
[[nodiscard]] Status judgeNotes(const TreeNote& kept, const TreeNote& now, const merkle::Proof& proof);
/// First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), big-endian.
[[nodiscard]] std::uint32_t noteKeyId(std::string_view keyName, const PublicKey& key);

}  // namespace ok
