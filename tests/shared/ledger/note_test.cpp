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

}  // namespace
}  // namespace ok
