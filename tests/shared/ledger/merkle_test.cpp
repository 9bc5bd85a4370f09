// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Merkle proofs against published vectors and against themselves. Main job piece 3; F07.R1.A2.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/base/json.h"
#include "shared/ledger/merkle.h"

namespace ok::merkle {
namespace {

std::string vectors() {
    std::ifstream in(OK_SOURCE_DIR "/tests/vectors/ledger/rfc6962_proofs.json");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// A digest from base64; false when the text is not 32 bytes (some vectors are malformed on purpose).
bool readDigest(JsonView text, Digest& out) {
    const auto raw = fromBase64(text.text().value_or(""));
    if (!raw.ok() || raw->size() != 32) return false;
    std::copy(raw->begin(), raw->end(), out.bytes.begin());
    return true;
}

bool readProof(JsonView list, Proof& out) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!readDigest(list.at(i), out.emplace_back())) return false;
    }
    return true;
}

/// Sizes in the vectors are unsigned 64-bit; those beyond our range are refused by being unreadable.
std::int64_t size(JsonView number) { return number.integer().value_or(-1); }

Digest leaf(std::int64_t i) { return leafHash(sha256(std::to_string(i)).bytes); }

TEST(Merkle, EveryPublishedInclusionCaseIsJudgedAsItsAuthorsSay) {
    const auto doc = parseJson(vectors());
    ASSERT_TRUE(doc.ok());
    const JsonView cases = doc->root()["inclusion"];
    ASSERT_EQ(cases.size(), 68u);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const JsonView c = cases.at(i);
        Digest root, hash;
        Proof proof;
        const bool readable = readDigest(c["root"], root) && readDigest(c["leafHash"], hash) && readProof(c["proof"], proof);
        const bool good = readable && verifyInclusion(hash, size(c["leafIdx"]), size(c["treeSize"]), proof, root);
        EXPECT_EQ(good, !c["wantErr"].boolean().value_or(true)) << c["name"].text().value_or("");
    }
}

TEST(Merkle, EveryPublishedConsistencyCaseIsJudgedAsItsAuthorsSay) {
    const auto doc = parseJson(vectors());
    ASSERT_TRUE(doc.ok());
    const JsonView cases = doc->root()["consistency"];
    ASSERT_EQ(cases.size(), 63u);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const JsonView c = cases.at(i);
        Digest before, after;
        Proof proof;
        const bool readable = readDigest(c["root1"], before) && readDigest(c["root2"], after) && readProof(c["proof"], proof);
        const bool good = readable && verifyConsistency(size(c["size1"]), size(c["size2"]), before, after, proof);
        EXPECT_EQ(good, !c["wantErr"].boolean().value_or(true)) << c["name"].text().value_or("");
    }
}

TEST(Merkle, TheFrontierAndTheWholeTreeHaveTheSameRootAtEverySize) {
    Frontier frontier;
    EXPECT_EQ(frontier.root(), emptyRoot());
    for (std::int64_t n = 1; n <= 130; ++n) {
        frontier.append(sha256(std::to_string(n - 1)));
        EXPECT_EQ(frontier.root(), rootOf(leaf, 0, n)) << n;
    }
}

TEST(Merkle, ProofsHoldForEveryPlaceAndFailForItsNeighbours) {
    for (std::int64_t n = 1; n <= 33; ++n) {
        const Digest root = rootOf(leaf, 0, n);
        for (std::int64_t i = 0; i < n; ++i) {
            const Proof proof = inclusionProof(leaf, i, n);
            EXPECT_TRUE(verifyInclusion(leaf(i), i, n, proof, root)) << i << " of " << n;
            EXPECT_FALSE(verifyInclusion(leaf(i + 1), i, n, proof, root));
            if (n > 1) {
                EXPECT_FALSE(verifyInclusion(leaf(i), (i + 1) % n, n, proof, root));
            }
            const Proof step = consistencyProof(leaf, i + 1, n);
            EXPECT_TRUE(verifyConsistency(i + 1, n, rootOf(leaf, 0, i + 1), root, step)) << i + 1 << " to " << n;
            EXPECT_FALSE(verifyConsistency(i + 1, n, leaf(999), root, step));
        }
    }
}

}  // namespace
}  // namespace ok::merkle
