// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Checkpoints as signed notes (F07.R1, C2SP tlog-checkpoint): what was signed opens, anything else is refused by name.
#include <gtest/gtest.h>

#include "shared/ledger/note.h"

namespace ok {
namespace {

SigningKey keyOf(std::uint8_t fill) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(fill);
    return SigningKey(seed);
}

TEST(Note, OpensAsItWasSignedAndNamesItsLogSizeAndRoot) {
    const SigningKey key = keyOf(7);
    const TreeNote note{"outagekit/valley/ops", 20852163, sha256("root")};
    const std::string text = signNote(note, "outagekit", key);
    EXPECT_TRUE(text.starts_with("outagekit/valley/ops\n20852163\n" + toBase64(ByteView(note.root.bytes)) + "\n\n\xE2\x80\x94 outagekit "));
    const auto opened = openNote(text, "outagekit", key.publicKey());
    ASSERT_TRUE(opened.ok()) << opened.problem().message;
    EXPECT_EQ(*opened, note);
}

TEST(Note, ASecondSignatureOfAnotherWitnessDoesNotDisturb) {
    const SigningKey key = keyOf(7), witness = keyOf(8);
    const TreeNote note{"outagekit/valley/ops", 5, sha256("root")};
    const std::string other = signNote(note, "witness.example", witness);
    const std::string text = signNote(note, "outagekit", key) + other.substr(other.rfind("\n\n") + 2);
    EXPECT_TRUE(openNote(text, "outagekit", key.publicKey()).ok());
    EXPECT_TRUE(openNote(text, "witness.example", witness.publicKey()).ok());
}

TEST(Note, AnyChangeIsRefused) {
    const SigningKey key = keyOf(7);
    const std::string text = signNote({"outagekit/valley/ops", 12, sha256("root")}, "outagekit", key);
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string bent = text;
        bent[at] = static_cast<char>(bent[at] ^ 1);
        EXPECT_FALSE(openNote(bent, "outagekit", key.publicKey()).ok()) << "byte " << at;
    }
    EXPECT_EQ(openNote(text, "outagekit", keyOf(8).publicKey()).problem().code, "unknown_signer");
    EXPECT_EQ(openNote(text, "somebody", key.publicKey()).problem().code, "unknown_signer");
}

TEST(Note, NonsenseIsNamed) {
    const SigningKey key = keyOf(7);
    const std::string root = toBase64(ByteView(sha256("root").bytes));
    for (const std::string& body : {std::string(), std::string("\n\n"), "a\n012\n" + root + "\n\n\xE2\x80\x94 x y\n", "a\n-1\n" + root + "\n\n\xE2\x80\x94 x y\n",
                                    std::string("a\n1\nAAAA\n\n\xE2\x80\x94 x y\n"), "\n1\n" + root + "\n\n\xE2\x80\x94 x y\n",
                                    "a\n99999999999999999999\n" + root + "\n\n\xE2\x80\x94 x y\n", "a\n1\n" + root + "\n\nno dash\n"}) {
        EXPECT_EQ(openNote(body, "outagekit", key.publicKey()).problem().code, "bad_note") << body;
    }
}

TEST(Note, ARewrittenForkedOrShortenedLogCannotBeProvedToExtendTheOneSeenBefore) {  // F07.R6, issue 3 "A lying server"
    std::vector<Digest> leaves;
    for (int i = 0; i < 40; ++i) leaves.push_back(merkle::leafHash(sha256(std::to_string(i)).bytes));
    const auto honest = [&leaves](std::int64_t i) { return leaves[static_cast<std::size_t>(i)]; };
    const auto rewritten = [&leaves](std::int64_t i) { return i == 7 ? merkle::leafHash(sha256("another past").bytes) : leaves[static_cast<std::size_t>(i)]; };
    const auto noteOf = [](const merkle::Leaves& log, std::int64_t size) { return TreeNote{"o", size, merkle::rootOf(log, 0, size)}; };
    for (const std::int64_t size : {10, 16, 39, 40}) {
        const TreeNote kept = noteOf(honest, size), now = noteOf(honest, 40), lie = noteOf(rewritten, 40);
        EXPECT_TRUE(judgeNotes(kept, now, merkle::consistencyProof(merkle::Leaves(honest), size, 40)).ok()) << size;
        for (const merkle::Leaves& log : {merkle::Leaves(honest), merkle::Leaves(rewritten)}) {
            EXPECT_EQ(judgeNotes(kept, lie, merkle::consistencyProof(log, size, 40)).problem().code, size == 40 ? "forked" : "not_extended") << size;
        }
    }
    EXPECT_EQ(judgeNotes(noteOf(honest, 40), noteOf(honest, 39), {}).problem().code, "rolled_back");
    EXPECT_EQ(judgeNotes(noteOf(honest, 4), TreeNote{"p", 4, noteOf(honest, 4).root}, {}).problem().code, "other_log");
    EXPECT_TRUE(judgeNotes({"o", 0, merkle::emptyRoot()}, noteOf(honest, 3), {}).ok()) << "before anything was written";
}

}  // namespace
}  // namespace ok
