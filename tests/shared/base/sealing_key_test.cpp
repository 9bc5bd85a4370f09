// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// Derived keys as RFC 5869 has them, and seals that open only as they were made (F07.R1.A7).
#include <gtest/gtest.h>

#include "shared/base/sealing_key.h"

namespace ok {
namespace {

Bytes upFrom(std::uint8_t first, std::size_t count) {
    Bytes out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(first + i);
    return out;
}

TEST(SealingKeys, AreDerivedAsTheStandardSays) {  // RFC 5869, appendix A.1 to A.3
    const Bytes eleven(22, 0x0b);
    EXPECT_EQ(toHex(hkdfSha256(eleven, upFrom(0x00, 13), upFrom(0xf0, 10))), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    EXPECT_EQ(toHex(hkdfSha256(upFrom(0x00, 80), upFrom(0x60, 80), upFrom(0xb0, 80))), "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c");
    EXPECT_EQ(toHex(hkdfSha256(eleven, {}, {})), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(SealingKeys, SealManyThingsWithOneScheduleAndOpenWhatTheOtherWayOpens) {  // F07.R1.A7
    std::array<std::uint8_t, 32> secret{};
    secret.fill(3);
    SealingKey key(secret), same(secret);
    for (const std::size_t size : {0, 1, 15, 16, 17, 700, 70'000}) {
        const std::string plain(size, 'x');
        std::array<std::uint8_t, 12> nonce{};
        nonce[3] = static_cast<std::uint8_t>(size);
        std::string sealed = "before", opened;
        ASSERT_TRUE(key.seal(nonce, asBytes(plain), asBytes("here"), sealed));
        ASSERT_TRUE(sealed.starts_with("before"));
        const std::string_view alone = std::string_view(sealed).substr(6);
        ASSERT_EQ(alone.size(), size + SealingKey::overhead);
        EXPECT_EQ(asText(unseal(secret, asBytes(alone), asBytes("here")).valueOr({})), plain);
        ASSERT_TRUE(same.open(asBytes(alone), asBytes("here"), opened));
        EXPECT_EQ(opened, plain);
        EXPECT_FALSE(same.open(asBytes(alone), asBytes("there"), opened));
        EXPECT_EQ(opened, "");
        EXPECT_TRUE(same.open(asBytes(alone), asBytes("here"), opened)) << "a refusal leaves the key as it was";
    }
}

TEST(SealingKeys, OpenNothingInWhichABitWasTurned) {
    std::array<std::uint8_t, 32> secret{};
    SealingKey key(secret);
    std::string sealed, opened;
    ASSERT_TRUE(key.seal({}, asBytes("a wire is down"), asBytes("here"), sealed));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string bent = sealed;
        bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ 1 << bit % 8);
        EXPECT_FALSE(key.open(asBytes(bent), asBytes("here"), opened)) << bit;
    }
    for (std::size_t length = 0; length < sealed.size(); ++length) EXPECT_FALSE(key.open(asBytes(std::string_view(sealed).substr(0, length)), asBytes("here"), opened));
}

}  // namespace
}  // namespace ok
